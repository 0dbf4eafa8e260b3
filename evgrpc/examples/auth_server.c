/* The greeter behind TLS, for callers with a token; a line of log for each call.
 *   AUTH_TOKEN=secret auth_server CERTIFICATE KEY [ADDRESS]
 *
 * A certificate to try it with, which is its own CA:
 *   openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -subj /CN=localhost \
 *           -addext subjectAltName=DNS:localhost -keyout key.pem -out certificate.pem
 *   AUTH_TOKEN=secret auth_server certificate.pem key.pem &
 *   AUTH_TOKEN=secret auth_client certificate.pem Ada */
#include "greeter.evgrpc.h"

#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Takes the same time wherever two texts of one length differ, so that no token is found out byte by byte. */
static bool is_same(const char *a, const char *b)
{
	size_t n = strlen(a);
	unsigned difference = 0;

	if (strlen(b) != n)
		return false;
	for (size_t i = 0; i < n; i++)
		difference |= (unsigned char)(a[i] ^ b[i]);
	return difference == 0;
}

/* Before every call that has a handler, so that none sees a caller without the token. */
static enum evgrpc_verdict check_token(struct evgrpc_call *call, void *wanted)
{
	const char *given = evgrpc_call_metadata(call, "authorization");

	if (given && is_same(given, wanted))
		return EVGRPC_GO_ON;
	evgrpc_call_fail(call, EVGRPC_UNAUTHENTICATED, "Send the metadata \"authorization: Bearer TOKEN\".");
	return EVGRPC_ENDED;
}

static void log_call(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	fprintf(stderr, "%s %s %s %" PRId64 " us\n", record->peer, record->method, evgrpc_code_name((int)record->code),
		record->duration_us);
}

static void on_say_hello(struct evgrpc_call *call, const Helloworld__HelloRequest *request, void *service)
{
	Helloworld__HelloReply reply = HELLOWORLD__HELLO_REPLY__INIT;

	(void)service;
	reply.message = request->name; /* they know each other */
	helloworld__greeter__say_hello__call_reply(call, &reply);
}

static const struct helloworld__greeter_handlers handlers = { .say_hello = { .on_message = on_say_hello } };

static struct evgrpc_server *start(char **argv, const char *address, char *wanted, char *ret_error, size_t error_size)
{
	const struct evgrpc_tls_options tls = { .certificate_file = argv[1], .key_file = argv[2] };
	const struct evgrpc_hook log = { .after = log_call };
	const struct evgrpc_hook authenticate = { .before = check_token, .arg = wanted };
	struct evgrpc_server_options options;
	struct evgrpc_server *server;

	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	if (server && evgrpc_server_add_hook(server, &log) == 0 && evgrpc_server_add_hook(server, &authenticate) == 0 &&
	    helloworld__greeter_add(server, &handlers, NULL) == 0 &&
	    evgrpc_server_listen_tls(server, address, &tls, ret_error, error_size) == 0 &&
	    evgrpc_server_start(server, ret_error, error_size) == 0)
		return server;
	evgrpc_server_free(server);
	return NULL;
}

int main(int argc, char **argv)
{
	char error[256] = "short of memory", wanted[256];
	const char *token = getenv("AUTH_TOKEN");
	struct evgrpc_server *server;
	sigset_t stop;
	int signal;

	if (argc < 3 || !token) {
		fprintf(stderr, "usage: AUTH_TOKEN=secret auth_server CERTIFICATE KEY [ADDRESS]\n");
		return 2;
	}
	snprintf(wanted, sizeof wanted, "Bearer %s", token);
	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	server = start(argv, argc > 3 ? argv[3] : "127.0.0.1:50051", wanted, error, sizeof error);
	if (!server) {
		fprintf(stderr, "auth_server: %s\n", error);
		return 1;
	}
	printf("listening on port %d\n", evgrpc_server_port(server, 0));
	fflush(stdout);
	sigwait(&stop, &signal);
	evgrpc_server_stop(server, 5000);
	evgrpc_server_free(server);
	return 0;
}
