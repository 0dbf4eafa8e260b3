#include "serve.h"

#include "base/log.h"
#include "base/memory.h"
#include "embedded/embedded.h"
#include "ledger/ledger.h"
#include "report/courier.h"
#include "report/reporter.h"
#include "service/context.h"
#include "service/helper.h"
#include "service/methods.h"
#include "service/rpc.h"
#include "service/watch_hub.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Callers without a deadline; none may hold a call longer than its method allows. */
#define DEFAULT_DEADLINE_MS 10000
/* Messages of methods that do not say otherwise: names, dates, page tokens. */
#define DEFAULT_REQUEST_BYTES (64u << 10)
/* Calls under way have this long to end after SIGTERM. */
#define GRACE_MS 10000
/* How often health follows the database, and the embedded cluster is looked after. */
#define TICK_MS       200
#define TICKS_A_TEND  5
#define START_TICK_MS 10
#define START_TICKS   500

extern const unsigned char huiyin_descriptors[], huiyin_descriptors_end[];

/* ---- The log of calls ----------------------------------------------------------------------------------------- */

static void on_call_end(const struct evgrpc_call_record *record, void *arg)
{
	const struct call_note *note = record->data;
	bool ours = strncmp(record->method, "/huiyin.", 8) == 0;
	char duration[24], in[24], out[24], token[24], office[16];

	(void)arg;
	snprintf(duration, sizeof(duration), "%lld", (long long)record->duration_us);
	snprintf(in, sizeof(in), "%zu", record->bytes_in);
	snprintf(out, sizeof(out), "%zu", record->bytes_out);
	snprintf(token, sizeof(token), "t%lld", ours && note ? (long long)note->token_id : 0);
	snprintf(office, sizeof(office), "%d", ours && note ? note->office_id : 0);
	/* Health is asked every second or two by whoever watches. */
	log_event(ours || record->code != EVGRPC_OK ? LOG_INFO_ : LOG_DEBUG_, "call", "method", record->method, "code",
		  evgrpc_code_name((int)record->code), "reason", ours && note ? note->reason : "", "us", duration, "in",
		  in, "out", out, "peer", record->peer, "token", token, "office", office, "cancelled",
		  record->cancelled ? "true" : "false", NULL);
}

/* ---- Starting ------------------------------------------------------------------------------------------------- */

/* Everything that runs. */
struct running {
	struct service service;
	struct evgrpc_server *server;
	int n_workers;
};

static void on_tls_reload(const char *problem, void *arg)
{
	(void)arg;
	if (problem)
		log_event(LOG_ERROR_, "tls files kept", "error", problem, NULL);
	else
		log_event(LOG_INFO_, "tls files read again", NULL);
}

static int listen_all(struct evgrpc_server *server, const struct settings *settings, char *ret_error, size_t error_size)
{
	const struct evgrpc_tls_options tls = {
		.certificate_file = settings->tls_certificate,
		.key_file = settings->tls_key,
		.ca_file = settings->tls_client_ca,
		.crl_file = settings->tls_crl,
		.client_certificate =
			settings->tls_client_ca ? EVGRPC_CLIENT_CERTIFICATE_REQUIRED : EVGRPC_CLIENT_CERTIFICATE_NONE,
		.on_reload = on_tls_reload,
	};

	for (int i = 0; i < settings->n_listen; i++) {
		const char *address = settings->listen[i];
		bool over_tls = settings->tls_certificate && strncmp(address, "unix:", 5) != 0;

		if ((over_tls ? evgrpc_server_listen_tls(server, address, &tls, ret_error, error_size)
			      : evgrpc_server_listen(server, address, ret_error, error_size)) < 0)
			return -1;
	}
	return 0;
}

static int start_server(struct running *running, const struct settings *settings, char *ret_error, size_t error_size)
{
	static const struct evgrpc_hook hook = { .after = on_call_end };
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.workers = running->n_workers;
	options.default_deadline_ms = DEFAULT_DEADLINE_MS;
	options.max_request_bytes = DEFAULT_REQUEST_BYTES;
	options.on_worker_start = worker_start;
	options.on_worker_stop = worker_stop;
	options.arg = &running->service;
	running->server = evgrpc_server_new(&options);
	snprintf(ret_error, error_size, "The server has too little memory to start.");
	if (!running->server || evgrpc_server_add_hook(running->server, &hook) < 0 ||
	    evgrpc_server_add_health(running->server) < 0)
		return -1;
	evgrpc_server_set_serving(running->server, false);
	if (methods_add(running->server, &running->service, ret_error, error_size) < 0)
		return -1;
	snprintf(ret_error, error_size, "The descriptors in this program cannot be read.");
	if (evgrpc_server_add_reflection(running->server, huiyin_descriptors,
					 (size_t)(huiyin_descriptors_end - huiyin_descriptors)) < 0 ||
	    evgrpc_server_prove(running->server, ret_error, error_size) < 0 ||
	    listen_all(running->server, settings, ret_error, error_size) < 0)
		return -1;
	return evgrpc_server_start(running->server, ret_error, error_size);
}

static void wake_courier(void *courier)
{
	courier_wake(courier);
}

/* Who makes reports and who delivers them. */
static void start_reports(struct service *service, const struct settings *settings)
{
	const struct courier_options courier = {
		.conninfo = service->conninfo,
		.jurisdiction = service->jurisdiction,
		.settings = settings->deliver,
		.ledger = service->ledger,
	};
	struct reporter_options reporter = {
		.conninfo = service->conninfo,
		.jurisdiction = service->jurisdiction,
		.business_date = settings->business_date,
		.ledger = service->ledger,
		.draw = report_draw_up,
		.stored = wake_courier,
	};

	service->deliver = &settings->deliver;
	service->business_date = settings->business_date;
	reporter.arg = service->courier = courier_start(&courier);
	service->reporter = reporter_start(&reporter);
}

static int start(struct running *running, const struct settings *settings, const struct place *place, char *ret_error,
		 size_t error_size)
{
	struct service *service = &running->service;
	struct ledger_options options = { .conninfo = place->app, .business_date = settings->business_date };

	if (setup_check(place, ret_error, error_size) < 0 ||
	    setup_find_jurisdiction(place->app, settings->jurisdiction, &service->jurisdiction, ret_error, error_size) <
		    0)
		return -1;
	options.jurisdiction = service->jurisdiction;
	service->conninfo = place->app;
	service->ledger = ledger_start(&options, ret_error, error_size);
	if (!service->ledger)
		return -1;
	service->helper = helper_start();
	start_reports(service, settings);
	service->watch_hub = watch_hub_new(service->ledger);
	running->n_workers = settings->workers;
	return start_server(running, settings, ret_error, error_size);
}

/* Workers first, so that nothing new comes; then whoever owes them answers. The server itself stays until no thread
 * can post to a worker any more. */
static void stop(struct running *running)
{
	if (running->server) {
		evgrpc_server_set_serving(running->server, false);
		evgrpc_server_stop(running->server, GRACE_MS);
	}
	helper_stop(running->service.helper);
	reporter_stop(running->service.reporter);
	courier_stop(running->service.courier);
	ledger_stop(running->service.ledger);
	watch_hub_free(running->service.watch_hub);
	evgrpc_server_free(running->server);
}

/* ---- Running -------------------------------------------------------------------------------------------------- */

/* Waits at most ms for SIGTERM or SIGINT. */
static bool asked_to_stop(long ms)
{
	const struct timespec span = { ms / 1000, ms % 1000 * 1000000 };
	sigset_t signals;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	return sigtimedwait(&signals, NULL, &span) > 0;
}

/* "unix:PATH" as it is; TCP with the port it got. */
static void say_serving(const struct running *running, const struct settings *settings)
{
	struct strbuf line = { 0 };

	for (int i = 0; i < settings->n_listen; i++) {
		const char *address = settings->listen[i], *colon = strrchr(address, ':');
		int port = evgrpc_server_port(running->server, i);

		if (port)
			strbuf_printf(&line, "%s%.*s:%d", i ? ", " : "", (int)(colon - address), address, port);
		else
			strbuf_printf(&line, "%s%s", i ? ", " : "", address);
	}
	fprintf(stderr, "huiyind: serving %s\n", line.text);
	strbuf_clear(&line);
}

static void tend(struct embedded *embedded)
{
	char trouble[300];

	if (embedded && !embedded_tend(embedded, trouble, sizeof(trouble)))
		log_event(LOG_WARN_, "postgresql-restarted", "trouble", trouble, NULL);
}

/* Health follows the database. */
static void follow_health(struct running *running, bool *serving)
{
	bool now = service_is_ready(&running->service, running->n_workers);

	if (now == *serving)
		return;
	*serving = now;
	evgrpc_server_set_serving(running->server, now);
	log_event(now ? LOG_INFO_ : LOG_WARN_, now ? "serving" : "not-serving", NULL);
}

static void run(struct running *running, const struct settings *settings, struct embedded *embedded)
{
	bool serving = false, asked = false;

	for (int i = 0; i < START_TICKS && !asked && !service_is_ready(&running->service, running->n_workers); i++)
		asked = asked_to_stop(START_TICK_MS);
	follow_health(running, &serving);
	say_serving(running, settings);
	for (unsigned tick = 0; !asked; tick++) {
		asked = asked_to_stop(TICK_MS);
		if (!asked && tick % TICKS_A_TEND == 0)
			tend(embedded);
		follow_health(running, &serving);
	}
}

int serve(const struct settings *settings, struct place *place, char *ret_error, size_t error_size)
{
	struct running running = { 0 };
	int started = start(&running, settings, place, ret_error, error_size);

	if (started == 0)
		run(&running, settings, place->embedded);
	stop(&running);
	return started;
}
