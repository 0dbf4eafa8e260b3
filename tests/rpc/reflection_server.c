/* reflection_server ADDRESS TOKEN: a server for clients of other languages that needs no database. It serves health,
 * reflection, RateService with fixed answers and CaseService.SubmitUpdate, which only remembers request ids; both want
 * the token. Prints "listening on port N" and serves until its standard input ends. */
#include "canned.h"
#include <huiyin/v1/case_service.evgrpc.h>

#include <stdio.h>
#include <string.h>
#include <unistd.h>

extern const unsigned char huiyin_descriptors[], huiyin_descriptors_end[];

/* Updates remembered; later ones are refused. Two foreign clients need two. */
#define UPDATES_MAX 64
/* A UUID as text. */
#define UUID_CHARS 36

/* The service of both tables; there is one worker, so no lock. */
struct memory {
	const char *token;
	char request_ids[UPDATES_MAX][UUID_CHARS + 1];
	int n;
};

static bool is_authorized(const struct evgrpc_call *call, const struct memory *memory)
{
	static const char scheme[] = "Bearer ";
	const char *value = evgrpc_call_metadata(call, "authorization");

	return value != NULL && strncmp(value, scheme, strlen(scheme)) == 0 &&
	       strcmp(value + strlen(scheme), memory->token) == 0;
}

static void on_rates(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	if (is_authorized(call, service))
		on_canned_rates(call, request, service);
	else
		evgrpc_call_fail(call, EVGRPC_UNAUTHENTICATED,
				 "令牌无效。Give a valid token as authorization: Bearer.");
}

/* The number of an update, from 1: a new one, or the one the request id had before; 0 if there is no room. */
static int remember(struct memory *memory, const char *request_id, bool *ret_known)
{
	int i = 0;

	while (i < memory->n && strcmp(memory->request_ids[i], request_id) != 0)
		i++;
	*ret_known = i < memory->n;
	if (i == UPDATES_MAX)
		return 0;
	if (!*ret_known)
		snprintf(memory->request_ids[memory->n++], UUID_CHARS + 1, "%s", request_id);
	return i + 1;
}

static void on_update(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Huiyin__V1__SubmitUpdateRequest *request = (const Huiyin__V1__SubmitUpdateRequest *)message;
	Huiyin__V1__SubmitUpdateResponse response = HUIYIN__V1__SUBMIT_UPDATE_RESPONSE__INIT;
	Huiyin__V1__Case kase = HUIYIN__V1__CASE__INIT;
	bool known = false;
	int number;

	if (!is_authorized(call, service)) {
		evgrpc_call_fail(call, EVGRPC_UNAUTHENTICATED,
				 "令牌无效。Give a valid token as authorization: Bearer.");
		return;
	}
	if (strlen(request->request_id) != UUID_CHARS || request->case_[0] == '\0' || request->verb[0] == '\0') {
		evgrpc_call_fail(call, EVGRPC_INVALID_ARGUMENT, "Give a UUID as request_id, a case and a verb.");
		return;
	}
	number = remember(service, request->request_id, &known);
	kase.case_number = request->case_;
	kase.version = number;
	response.case_ = &kase;
	response.version = response.line = number;
	response.page = 7;
	response.already_stored = known;
	evgrpc_call_reply(call, &response.base);
}

static void on_stream_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_next(call);
}

#define REFUSE(name, kind, Request, Response)                                                                          \
	static void on_##name(struct evgrpc_call *call, const Request *request, void *service)                         \
	{                                                                                                              \
		on_canned_refusal(call, &request->base, service);                                                      \
	}
HUIYIN__V1__CASE_SERVICE_FOR_EACH(REFUSE)
#define ROW(name, ...) .name = { .on_message = on_##name },

/* All of CaseService, so that the method table can be proved: what is not served here is refused. */
static size_t make_cases(struct evgrpc_method table[HUIYIN__V1__CASE_SERVICE_METHODS])
{
	static const struct huiyin__v1__case_service_handlers handlers = { HUIYIN__V1__CASE_SERVICE_FOR_EACH(ROW) };
	size_t n = huiyin__v1__case_service_methods(&handlers, table);

	for (size_t i = 0; i < n; i++) {
		bool streams_in = table[i].kind == EVGRPC_CLIENT_STREAM || table[i].kind == EVGRPC_BIDI_STREAM;

		if (strcmp(table[i].path, "/huiyin.v1.CaseService/SubmitUpdate") == 0)
			table[i].on_message = on_update;
		table[i].on_open = streams_in ? on_stream_open : NULL;
	}
	return n;
}

/* Everything from options to a server that serves; NULL with a sentence printed. */
static struct evgrpc_server *start_server(const char *address, struct memory *memory)
{
	struct evgrpc_server_options options;
	static struct evgrpc_method authorized_rates[CANNED_RATES], cases[HUIYIN__V1__CASE_SERVICE_METHODS];
	size_t n_cases = make_cases(cases);
	struct evgrpc_server *server;
	char error[512] = "The methods or descriptors were refused.";

	memcpy(authorized_rates, canned_rates, sizeof(authorized_rates));
	authorized_rates[0].on_message = on_rates;
	evgrpc_server_options_default(&options);
	options.workers = 1;
	server = evgrpc_server_new(&options);
	if (server != NULL && evgrpc_server_add_health(server) == 0 &&
	    evgrpc_server_add_reflection(server, huiyin_descriptors,
					 (size_t)(huiyin_descriptors_end - huiyin_descriptors)) == 0 &&
	    evgrpc_server_add_methods(server, authorized_rates, CANNED_RATES, memory) == 0 &&
	    evgrpc_server_add_methods(server, cases, n_cases, memory) == 0 &&
	    evgrpc_server_prove(server, error, sizeof(error)) == 0 &&
	    evgrpc_server_listen(server, address, error, sizeof(error)) == 0 &&
	    evgrpc_server_start(server, error, sizeof(error)) == 0)
		return server;
	fprintf(stderr, "reflection_server: %s\n", error);
	evgrpc_server_free(server);
	return NULL;
}

int main(int argc, char **argv)
{
	static struct memory memory;
	struct evgrpc_server *server;
	char byte;

	if (argc != 3) {
		fprintf(stderr, "usage: reflection_server ADDRESS TOKEN\n");
		return 2;
	}
	memory.token = argv[2];
	server = start_server(argv[1], &memory);
	if (server == NULL)
		return 1;
	printf("listening on port %d\n", evgrpc_server_port(server, 0));
	fflush(stdout);
	while (read(STDIN_FILENO, &byte, 1) > 0)
		;
	evgrpc_server_stop(server, 1000);
	evgrpc_server_free(server);
	return 0;
}
