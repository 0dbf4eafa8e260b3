/* health: does the server serve? For people, scripts and container health checks. */
#include "base/date.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "verbs.h"
#include <grpc/health/v1/health.pb-c.h>
#include <time.h>

#define MAX_WAIT_SECONDS 86400
#define TRY_EVERY_MS     250 /* while the server is not there yet: quick for a person, nothing for a machine */
#define ONE_TRY_MS       5000

static const struct option_row health_options[] = {
	{ "wait", 0, "SECONDS", TXT_OPT_WAIT },
	{ "service", 0, "NAME", TXT_OPT_SERVICE },
};

/* One question; the code, and whether the server serves. */
static int check_once(struct client *client, char *service, unsigned timeout_ms, bool *ret_serving,
		      struct evgrpc_status *ret_status)
{
	Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
	request.service = service;
	struct evgrpc_call_options options = { .timeout_ms = timeout_ms };
	ProtobufCMessage *answer = NULL;
	int code = evgrpc_unary(client->channel, "/grpc.health.v1.Health/Check", &request.base,
				&grpc__health__v1__health_check_response__descriptor, &options, &answer, ret_status);
	ret_status->code = (enum evgrpc_code)code;
	*ret_serving = code == EVGRPC_OK && ((Grpc__Health__V1__HealthCheckResponse *)answer)->status ==
						    GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING;
	remote_free(answer);
	return code;
}

static void pause_ms(long ms)
{
	struct timespec time = { ms / 1000, ms % 1000 * 1000000 };
	nanosleep(&time, NULL);
}

static void print_state(const struct client *client, bool serving)
{
	struct report *report = report_new();
	report_line(report, "message", txt(serving ? TXT_SERVING : TXT_NOT_SERVING));
	report_truth(report, "serving", TXT_FACT_SERVING, serving);
	report_fact(report, "server", TXT_FACT_SERVER, client->server);
	report_print(report, client);
}

static int run_health(struct client *client, const struct arguments *arguments)
{
	long wait = 0;
	if (option_number(arguments, "wait", 0, MAX_WAIT_SECONDS, &wait) != 0)
		return CLIENT_USAGE;
	client->anonymous = true;
	int result = remote_open(client);
	if (result != CLIENT_OK)
		return result;
	int64_t until = clock_monotonic_us() + (int64_t)wait * 1000000;
	unsigned timeout_ms = client->timeout_ms ? client->timeout_ms : ONE_TRY_MS;
	for (;;) {
		bool serving;
		struct evgrpc_status status = { 0 };
		int code = check_once(client, option_text(arguments, "service"), timeout_ms, &serving, &status);
		bool last = clock_monotonic_us() >= until;
		if (code != EVGRPC_OK && last)
			return remote_fail(client, &status);
		if (serving || last) {
			print_state(client, serving);
			return serving ? CLIENT_OK : CLIENT_FAILED;
		}
		pause_ms(TRY_EVERY_MS);
	}
}

const struct verb cmd_health_verbs[] = {
	{ "health",
	  "",
	  TXT_HEALTH_SUMMARY,
	  TXT_HEALTH_ABOUT,
	  health_options,
	  sizeof health_options / sizeof health_options[0],
	  0,
	  0,
	  { "huiyin health", "huiyin health --wait 60 --server unix:/run/huiyin.sock" },
	  run_health },
	{ 0 },
};
