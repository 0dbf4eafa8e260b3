/* evgrpc-interop-server: grpc.testing.TestService with the flags of gRPC's interop servers, and health and reflection
 * beside it. Prints "listening on port N" and serves until SIGTERM or SIGINT. */
#include "flags.h"
#include "service.h"

#include <signal.h>
#include <stdbool.h>
#include <stdio.h>

/* The port of gRPC's own interop servers. */
#define DEFAULT_PORT 10000
/* Two, so that calls of one client meet on different threads. */
#define WORKERS  2
#define GRACE_MS 2000

extern const unsigned char interop_descriptors[], interop_descriptors_end[];

struct settings {
	const char *host;
	unsigned port;
	bool use_tls;
	const char *tls_cert_file, *tls_key_file;
};

static int listen_on(struct evgrpc_server *server, const struct settings *settings, char *ret_error, size_t error_size)
{
	const struct evgrpc_tls_options tls = { .certificate_file = settings->tls_cert_file,
						.key_file = settings->tls_key_file };
	char address[300];

	if (snprintf(address, sizeof address, "%s:%u", settings->host, settings->port) >= (int)sizeof address) {
		snprintf(ret_error, error_size, "--host is too long.");
		return -1;
	}
	return settings->use_tls ? evgrpc_server_listen_tls(server, address, &tls, ret_error, error_size)
				 : evgrpc_server_listen(server, address, ret_error, error_size);
}

/* A server that serves; NULL with a sentence printed. */
static struct evgrpc_server *start(const struct settings *settings)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[512] = "The methods or descriptors were refused.";

	evgrpc_server_options_default(&options);
	options.workers = WORKERS;
	server = evgrpc_server_new(&options);
	if (server && evgrpc_server_add_health(server) == 0 &&
	    evgrpc_server_add_reflection(server, interop_descriptors,
					 (size_t)(interop_descriptors_end - interop_descriptors)) == 0 &&
	    grpc__testing__test_service_add(server, &test_service, NULL) == 0 &&
	    listen_on(server, settings, error, sizeof error) == 0 &&
	    evgrpc_server_start(server, error, sizeof error) == 0)
		return server;
	fprintf(stderr, "evgrpc-interop-server: %s\n", error);
	evgrpc_server_free(server);
	return NULL;
}

/* Blocks the signals that stop the program in this thread and those it starts, for sigwait. */
static sigset_t block_stop_signals(void)
{
	sigset_t stop;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&stop);
	sigaddset(&stop, SIGTERM);
	sigaddset(&stop, SIGINT);
	pthread_sigmask(SIG_BLOCK, &stop, NULL);
	return stop;
}

static enum flags_result read_flags(int argc, char **argv, struct settings *settings)
{
	const struct flag flags[] = {
		{ "host", FLAG_TEXT, &settings->host, "address to listen on; 0.0.0.0" },
		{ "port", FLAG_NUMBER, &settings->port, "port to listen on, 0 for a free one; 10000" },
		{ "use_tls", FLAG_BOOL, &settings->use_tls, "TLS instead of plain text; false" },
		{ "tls_cert_file", FLAG_TEXT, &settings->tls_cert_file, "PEM file of the certificate chain" },
		{ "tls_key_file", FLAG_TEXT, &settings->tls_key_file, "PEM file of its key" },
	};
	enum flags_result result = flags_parse(argc, argv, flags, sizeof flags / sizeof *flags,
					       "evgrpc-interop-server: the server of gRPC's interop tests");

	if (result != FLAGS_READ || !settings->use_tls || (settings->tls_cert_file && settings->tls_key_file))
		return result;
	fprintf(stderr, "--use_tls wants --tls_cert_file and --tls_key_file. --help lists the flags.\n");
	return FLAGS_WRONG;
}

int main(int argc, char **argv)
{
	struct settings settings = { .host = "0.0.0.0", .port = DEFAULT_PORT };
	enum flags_result result = read_flags(argc, argv, &settings);
	struct evgrpc_server *server;
	sigset_t stop;
	int signal_number;

	if (result != FLAGS_READ)
		return result == FLAGS_HELPED ? 0 : 2;
	stop = block_stop_signals();
	server = start(&settings);
	if (!server)
		return 1;
	printf("listening on port %d\n", evgrpc_server_port(server, 0));
	fflush(stdout);
	sigwait(&stop, &signal_number);
	evgrpc_server_stop(server, GRACE_MS);
	evgrpc_server_free(server);
	return 0;
}
