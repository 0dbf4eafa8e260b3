/* evgrpc-interop-client: runs cases of gRPC's interop tests against a server. A line per case on standard output, "pass
 * NAME" or "fail NAME: why"; ends with 0 when all pass, with 1 when one fails, with 2 for flags it cannot follow. */
#include "client.h"

#include "flags.h"

#include <event2/event.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* The port of gRPC's own interop servers. */
#define DEFAULT_PORT 10000
/* gRPC's own numbers for the two soak cases, but for the time: theirs is as short as one slow machine's garbage. */
#define SOAK_ITERATIONS 10
#define SOAK_LATENCY_MS 5000
#define SOAK_TIMEOUT_S  60
#define CONCURRENT      1000
#define NAME_SIZE       64

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static const struct {
	const char *name;
	interop_case *run;
	bool blocks;
} cases[] = {
	{ "empty_unary", empty_unary, true },
	{ "cacheable_unary", cacheable_unary, false },
	{ "large_unary", large_unary, true },
	{ "client_compressed_unary", client_compressed_unary, false },
	{ "client_compressed_unary_noprobe", client_compressed_unary_noprobe, false },
	{ "server_compressed_unary", server_compressed_unary, false },
	{ "client_streaming", client_streaming, true },
	{ "client_compressed_streaming", client_compressed_streaming, false },
	{ "client_compressed_streaming_noprobe", client_compressed_streaming_noprobe, false },
	{ "server_streaming", server_streaming, true },
	{ "server_compressed_streaming", server_compressed_streaming, false },
	{ "ping_pong", ping_pong, true },
	{ "half_duplex", half_duplex, true },
	{ "empty_stream", empty_stream, true },
	{ "custom_metadata", custom_metadata, false },
	{ "status_code_and_message", status_code_and_message, true },
	{ "special_status_message", special_status_message, true },
	{ "unimplemented_method", unimplemented_method, true },
	{ "unimplemented_service", unimplemented_service, true },
	{ "cancel_after_begin", cancel_after_begin, false },
	{ "cancel_after_first_response", cancel_after_first_response, false },
	{ "timeout_on_sleeping_server", timeout_on_sleeping_server, false },
	{ "concurrent_large_unary", concurrent_large_unary, false },
	{ "rpc_soak", rpc_soak, true },
	{ "channel_soak", channel_soak, true },
};

int fail(struct run *run, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(run->why, sizeof run->why, format, args);
	va_end(args);
	return -1;
}

int expect_code(struct run *run, const char *what, const struct evgrpc_status *status, enum evgrpc_code wanted)
{
	if (status->code == wanted)
		return 0;
	return fail(run, "%s ended with %s (%s), and %s was expected.", what, evgrpc_code_name((int)status->code),
		    status->message ? status->message : "no message", evgrpc_code_name((int)wanted));
}

struct evgrpc_channel *connect_to_server(struct run *run, struct event_base *base)
{
	const struct settings *settings = run->settings;
	const struct evgrpc_tls_options tls = { .ca_file = settings->ca_file,
						.server_name = settings->server_host_override };
	struct evgrpc_channel_options options;
	char address[300];

	if (snprintf(address, sizeof address, "%s:%u", settings->server_host, settings->server_port) >=
	    (int)sizeof address) {
		fail(run, "--server_host is too long.");
		return NULL;
	}
	evgrpc_channel_options_default(&options);
	options.authority = settings->server_host_override;
	if (settings->use_tls)
		options.tls = &tls;
	return evgrpc_channel_new_with(base, address, &options, run->why, sizeof run->why);
}

static int run_on_channel(struct run *run, interop_case *function)
{
	int rv;

	run->channel = connect_to_server(run, run->base);
	rv = run->channel ? function(run) : -1;
	evgrpc_channel_free(run->channel);
	return rv;
}

static int run_case(size_t i, const struct settings *settings)
{
	struct run run = { .settings = settings };
	int rv = -1;

	if (!cases[i].blocks)
		run.base = event_base_new();
	if (cases[i].blocks || run.base)
		rv = run_on_channel(&run, cases[i].run);
	if (run.base)
		event_base_free(run.base);
	if (rv == 0)
		printf("pass %s\n", cases[i].name);
	else
		printf("fail %s: %s\n", cases[i].name, run.why);
	fflush(stdout);
	return rv;
}

/* Cuts the next name off a list with commas. false when there is none; a name too long is cut short, and unknown. */
static bool next_name(const char **list, char name[static NAME_SIZE])
{
	size_t n = strcspn(*list, ",");

	if (n == 0)
		return false;
	snprintf(name, NAME_SIZE, "%.*s", (int)n, *list);
	*list += n + ((*list)[n] == ',');
	return true;
}

/* The number of a case, ARRAY_LENGTH(cases) if there is none of that name. */
static size_t find_case(const char *name)
{
	size_t i = 0;

	while (i < ARRAY_LENGTH(cases) && strcmp(cases[i].name, name) != 0)
		i++;
	return i;
}

/* 0, or 2 with a sentence. */
static int check_names(const char *list)
{
	char name[NAME_SIZE];
	size_t n = 0;

	for (; next_name(&list, name); n++) {
		if (find_case(name) < ARRAY_LENGTH(cases))
			continue;
		fprintf(stderr, "There is no test case \"%s\". The cases are:\n", name);
		for (size_t i = 0; i < ARRAY_LENGTH(cases); i++)
			fprintf(stderr, "  %s\n", cases[i].name);
		return 2;
	}
	if (n == 0 || *list)
		fprintf(stderr, "--test_case wants the name of a case, or several with commas between.\n");
	return n == 0 || *list ? 2 : 0;
}

static enum flags_result read_flags(int argc, char **argv, struct settings *settings)
{
	const struct flag flags[] = {
		{ "server_host", FLAG_TEXT, &settings->server_host, "name or address of the server; localhost" },
		{ "server_port", FLAG_NUMBER, &settings->server_port, "its port; 10000" },
		{ "test_case", FLAG_TEXT, &settings->test_case, "the case to run, or several with commas between" },
		{ "use_tls", FLAG_BOOL, &settings->use_tls, "TLS instead of plain text; false" },
		{ "ca_file", FLAG_TEXT, &settings->ca_file, "PEM file of the CAs to trust; the system's" },
		{ "use_test_ca", FLAG_BOOL, &settings->use_test_ca, "trust those of --ca_file, as is done anyway" },
		{ "server_host_override", FLAG_TEXT, &settings->server_host_override,
		  "the name in the certificate and in :authority; the server's" },
		{ "soak_iterations", FLAG_NUMBER, &settings->soak_iterations, "calls of a soak case; 10" },
		{ "soak_max_failures", FLAG_NUMBER, &settings->soak_max_failures, "of which may fail; 0" },
		{ "soak_per_iteration_max_acceptable_latency_ms", FLAG_NUMBER,
		  &settings->soak_per_iteration_max_acceptable_latency_ms, "a slower call fails; 5000" },
		{ "soak_overall_timeout_seconds", FLAG_NUMBER, &settings->soak_overall_timeout_seconds,
		  "calls not made until then fail; 60" },
		{ "soak_min_time_ms_between_rpcs", FLAG_NUMBER, &settings->soak_min_time_ms_between_rpcs,
		  "from the start of a call to that of the next; 0" },
		{ "soak_request_size", FLAG_NUMBER, &settings->soak_request_size, "bytes of payload; 271828" },
		{ "soak_response_size", FLAG_NUMBER, &settings->soak_response_size, "bytes of payload; 314159" },
		{ "concurrent_calls", FLAG_NUMBER, &settings->concurrent_calls,
		  "calls of concurrent_large_unary; 1000" },
	};
	enum flags_result result = flags_parse(argc, argv, flags, ARRAY_LENGTH(flags),
					       "evgrpc-interop-client: the client of gRPC's interop tests");

	if (result != FLAGS_READ || !settings->use_test_ca || settings->ca_file)
		return result;
	fprintf(stderr, "--use_test_ca wants --ca_file. --help lists the flags.\n");
	return FLAGS_WRONG;
}

int main(int argc, char **argv)
{
	struct settings settings = {
		.server_host = "localhost",
		.server_port = DEFAULT_PORT,
		.test_case = "",
		.soak_iterations = SOAK_ITERATIONS,
		.soak_per_iteration_max_acceptable_latency_ms = SOAK_LATENCY_MS,
		.soak_overall_timeout_seconds = SOAK_TIMEOUT_S,
		.soak_request_size = LARGE_REQUEST_BYTES,
		.soak_response_size = LARGE_RESPONSE_BYTES,
		.concurrent_calls = CONCURRENT,
	};
	enum flags_result result = read_flags(argc, argv, &settings);
	const char *list;
	char name[NAME_SIZE];
	int failed = 0;

	if (result != FLAGS_READ)
		return result == FLAGS_HELPED ? 0 : 2;
	if (check_names(settings.test_case) != 0)
		return 2;
	signal(SIGPIPE, SIG_IGN);
	list = settings.test_case;
	while (next_name(&list, name))
		if (run_case(find_case(name), &settings) < 0)
			failed = 1;
	return failed;
}
