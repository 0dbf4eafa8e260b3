/* load: keeps N connections x M calls in flight to one unary gRPC method and judges every answer by its trailers.
 *
 *   load -a HOST:PORT -p /PACKAGE.SERVICE/METHOD -b REPLY_BYTES -P PID [-c CONNECTIONS] [-m STREAMS] [-t SECONDS]
 *        [-w WARM_UP_SECONDS] [-s CA_FILE]
 *   load ... -i [-u]      opens the connections, with -u makes one call on each, and weighs the idle server
 *
 * Prints one line of JSON. A call counts as good when HTTP status is 200, grpc-status is 0 and the message is framed
 * and as long as asked for; with any other the exit code is 1. Closed loop: latency begins when a call is submitted.
 * With -s the connection is TLS with ALPN h2 and the server's certificate is verified. */
#include "load.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <time.h>
#include <unistd.h>

enum {
	REQUEST_PADDING = 90, /* bytes of payload in each request */
	LAST_CALLS_S = 5,     /* how long the calls in flight at the end may take */
	OPENING_S = 120,      /* how long idle connections may take to open */
	N_EVENTS = 256,
};

static struct {
	struct load_options options;
	unsigned connections, streams;
	double seconds, warm_up;
	bool idle, touch;
	int pid;

	uint64_t counts_from, counts_until; /* ns; answers between these are counted */
	bool stopping;
	unsigned up, touched, in_flight;
	uint64_t outcomes[N_OUTCOMES];
	struct histogram latencies;
} load = { .connections = 1, .streams = 1, .seconds = 2, .warm_up = 0.5 };

uint64_t now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000 + (uint64_t)now.tv_nsec;
}

void die(const char *what, const char *why)
{
	fprintf(stderr, "load: %s: %s\n", what, why);
	exit(2);
}

/* ---- The request --------------------------------------------------------------------------------------------- */

static size_t put_varint(uint8_t *to, size_t value)
{
	size_t n = 0;

	for (; value > 127; value >>= 7)
		to[n++] = (uint8_t)(value | 128);
	to[n++] = (uint8_t)value;
	return n;
}

/* EchoRequest of echo.proto with its gRPC prefix; sets how long the answer must be. */
static void make_request(struct load_options *options, size_t reply_bytes)
{
	static uint8_t request[5 + 32 + REQUEST_PADDING];
	uint8_t varint[10];
	size_t n = 5;

	request[n++] = 1 << 3; /* reply_bytes */
	n += put_varint(request + n, reply_bytes);
	request[n++] = 2 << 3 | 2; /* payload */
	n += put_varint(request + n, REQUEST_PADDING);
	memset(request + n, 'p', REQUEST_PADDING);
	n += REQUEST_PADDING;
	request[4] = (uint8_t)(n - 5);
	options->request = request;
	options->request_len = n;
	options->reply_len = 5 + 1 + put_varint(varint, reply_bytes) + reply_bytes;
}

/* ---- The loop ------------------------------------------------------------------------------------------------ */

static void start_call(struct connection *connection)
{
	connection_call(connection);
	load.in_flight++;
}

static void on_up(struct connection *connection)
{
	load.up++;
	for (unsigned i = 0; i < load.streams && !load.idle; i++)
		start_call(connection);
	if (load.idle && load.touch)
		start_call(connection);
}

static void on_call(struct connection *connection, enum outcome outcome, uint64_t ns)
{
	uint64_t now = now_ns();

	load.in_flight--;
	load.touched++;
	if (outcome != OUTCOME_OK || (now >= load.counts_from && now < load.counts_until))
		load.outcomes[outcome]++;
	if (outcome == OUTCOME_OK && now >= load.counts_from && now < load.counts_until)
		histogram_add(&load.latencies, ns);
	if (!load.idle && !load.stopping && outcome != OUTCOME_LOST)
		start_call(connection);
}

/* One look at the sockets. */
static void turn(int epoll)
{
	struct epoll_event events[N_EVENTS];
	int n = epoll_wait(epoll, events, N_EVENTS, 10);

	for (int i = 0; i < n; i++)
		connection_turn(events[i].data.ptr);
}

static void turn_until(int epoll, uint64_t ns)
{
	while (now_ns() < ns)
		turn(epoll);
}

static void open_all(int epoll)
{
	static const struct connection_ops ops = { .on_up = on_up, .on_call = on_call };
	struct connection *connections = calloc(load.connections, sizeof *connections);

	if (!connections)
		die("calloc", strerror(errno));
	for (unsigned i = 0; i < load.connections; i++) {
		connection_open(&connections[i], &load.options, &ops, epoll);
		if (load.idle && i % N_EVENTS == 0)
			turn(epoll); /* the server must not see thousands of unfinished ones */
	}
}

static uint64_t failures(void)
{
	uint64_t n = 0;

	for (int i = OUTCOME_OK + 1; i < N_OUTCOMES; i++)
		n += load.outcomes[i];
	return n;
}

/* ---- The two measurements ------------------------------------------------------------------------------------ */

static void measure_calls(int epoll)
{
	uint64_t cpu, end, ok;

	load.counts_from = now_ns() + (uint64_t)(load.warm_up * 1e9);
	load.counts_until = load.counts_from + (uint64_t)(load.seconds * 1e9);
	open_all(epoll);
	turn_until(epoll, load.counts_from);
	cpu = process_cpu_ns(load.pid);
	turn_until(epoll, load.counts_until);
	cpu = process_cpu_ns(load.pid) - cpu;
	load.stopping = true;
	end = now_ns() + (uint64_t)LAST_CALLS_S * 1000000000;
	while (load.in_flight && now_ns() < end)
		turn(epoll);
	load.outcomes[OUTCOME_LOST] += load.in_flight;
	ok = load.outcomes[OUTCOME_OK];
	printf("{\"per_s\":%.1f,\"p50_ms\":%.4f,\"p99_ms\":%.4f,\"p999_ms\":%.4f,\"cpu_us\":%.4f,\"cores\":%.3f,"
	       "\"rss_kib\":%ld,\"ok\":%" PRIu64 ",\"status\":%" PRIu64 ",\"missing\":%" PRIu64 ",\"framing\":%" PRIu64
	       ",\"lost\":%" PRIu64 "}\n",
	       (double)ok / load.seconds, histogram_quantile(&load.latencies, 0.5) / 1e6,
	       histogram_quantile(&load.latencies, 0.99) / 1e6, histogram_quantile(&load.latencies, 0.999) / 1e6,
	       ok ? (double)cpu / 1e3 / (double)ok : 0, (double)cpu / 1e9 / load.seconds, process_rss_kib(load.pid), ok,
	       load.outcomes[OUTCOME_STATUS], load.outcomes[OUTCOME_MISSING], load.outcomes[OUTCOME_FRAMING],
	       load.outcomes[OUTCOME_LOST]);
}

static void weigh_idle(int epoll)
{
	uint64_t end = now_ns() + (uint64_t)OPENING_S * 1000000000;
	const unsigned *reached = load.touch ? &load.touched : &load.up;
	long before = process_rss_kib(load.pid), after;

	open_all(epoll);
	while (*reached < load.connections && now_ns() < end)
		turn(epoll);
	turn_until(epoll, now_ns() + 500000000); /* the acknowledgements are still on their way */
	after = process_rss_kib(load.pid);
	printf("{\"connections\":%u,\"before_kib\":%ld,\"rss_kib\":%ld,\"kib_per_connection\":%.3f}\n", *reached,
	       before, after, *reached ? (double)(after - before) / *reached : 0);
	if (*reached < load.connections)
		load.outcomes[OUTCOME_LOST]++;
}

/* ---- The command line ---------------------------------------------------------------------------------------- */

static SSL_CTX *make_tls(const char *ca_file)
{
	static const unsigned char alpn[] = { 2, 'h', '2' };
	SSL_CTX *tls = SSL_CTX_new(TLS_client_method());

	if (!tls || SSL_CTX_load_verify_locations(tls, ca_file, NULL) != 1 ||
	    SSL_CTX_set_alpn_protos(tls, alpn, sizeof alpn) != 0)
		die(ca_file, "cannot be used");
	SSL_CTX_set_verify(tls, SSL_VERIFY_PEER, NULL);
	return tls;
}

static void split_address(char *address)
{
	char *colon = strrchr(address, ':');

	if (!colon)
		die(address, "HOST:PORT is wanted");
	*colon = 0;
	load.options.host = address;
	load.options.port = colon + 1;
}

static void read_options(int argc, char **argv)
{
	int option;

	while ((option = getopt(argc, argv, "a:p:b:c:m:t:w:s:P:iu")) != -1) {
		switch (option) {
		case 'a':
			split_address(optarg);
			break;
		case 'p':
			load.options.path = optarg;
			break;
		case 'b':
			make_request(&load.options, strtoul(optarg, NULL, 10));
			break;
		case 'c':
			load.connections = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 'm':
			load.streams = (unsigned)strtoul(optarg, NULL, 10);
			break;
		case 't':
			load.seconds = strtod(optarg, NULL);
			break;
		case 'w':
			load.warm_up = strtod(optarg, NULL);
			break;
		case 's':
			load.options.tls = make_tls(optarg);
			break;
		case 'P':
			load.pid = (int)strtol(optarg, NULL, 10);
			break;
		case 'i':
			load.idle = true;
			break;
		case 'u':
			load.touch = true;
			break;
		default:
			exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	int epoll = epoll_create1(0);

	read_options(argc, argv);
	if (!load.options.host || !load.options.path || !load.options.request || !load.pid)
		die("usage",
		    "load -a HOST:PORT -p PATH -b REPLY_BYTES -P PID [-c N] [-m N] [-t S] [-w S] [-s CA] [-i [-u]]");
	if (load.idle)
		weigh_idle(epoll);
	else
		measure_calls(epoll);
	return failures() ? 1 : 0;
}
