/* Raw bytes as a server's answer, to a program that does to its calls whatever it may from within their callbacks: the
 * client must survive both, and each call must end exactly once. */
#include "echo.pb-c.h"
#include "evgrpc.h"
#include "fuzz.h"

#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	CALLS = 4,      /* those it begins with */
	MORE_CALLS = 8, /* and those that ends start */
	/* A call that no server has begun is sent again; after so many connections the channel is closed. */
	MAX_CONNECTIONS = 4,
};

static char path[64], address[80];
static int listener = -1;

/* What the program does, by bits of the input's first byte. */
enum {
	PACES = 1 << 4,                           /* asks for each message */
	CANCELS = 1 << 5,                         /* in on_message, the next call */
	STARTS = 1 << 6,                          /* another call in on_done */
	SENDS = 1 << 7,                           /* in on_message, on the call after the next */
	FREES = PACES | CANCELS | STARTS | SENDS, /* the channel, too, when the third call ends */
};

static struct ask {
	struct evgrpc_client_call *call; /* NULL once done */
	int n_done;
} asks[CALLS + MORE_CALLS];
static size_t n_asks;
static uint8_t habits;
static struct evgrpc_channel *channel; /* NULL once freed */

static void remove_socket(void)
{
	unlink(path);
}

static void open_listener(void)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	snprintf(path, sizeof path, "/tmp/evgrpc-fuzz-%d.sock", (int)getpid());
	snprintf(address, sizeof address, "unix:%s", path);
	memcpy(name.sun_path, path, sizeof path);
	listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	MUST(listener >= 0 && bind(listener, (struct sockaddr *)&name, sizeof name) == 0 && listen(listener, 16) == 0);
	atexit(remove_socket);
}

static void send_text(struct evgrpc_client_call *call)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = "text";
	evgrpc_client_send(call, &request.base);
}

static void on_metadata(struct evgrpc_client_call *call, void *arg)
{
	MUST(!((struct ask *)arg)->n_done);
	evgrpc_client_next(call);
}

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg)
{
	struct ask *ask = arg, *next = &asks[(size_t)(ask - asks + 1) % n_asks],
		   *after = &asks[(size_t)(ask - asks + 2) % n_asks];

	MUST(response && !ask->n_done && channel);
	if (habits & CANCELS && next->call)
		evgrpc_client_cancel(next->call);
	if (habits & SENDS && after->call) {
		send_text(after->call);
		evgrpc_client_half_close(after->call);
	}
	evgrpc_client_next(call);
}

static void start_call(void);

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct ask *ask = arg;

	evgrpc_client_trailing_metadata(call, "x-any");
	MUST(status->code >= EVGRPC_OK && status->code <= EVGRPC_UNAUTHENTICATED);
	MUST(++ask->n_done == 1);
	ask->call = NULL;
	if (habits & STARTS && channel && n_asks < sizeof asks / sizeof *asks)
		start_call();
	if ((habits & FREES) == FREES && ask == &asks[2] && channel) {
		evgrpc_channel_free(channel);
		channel = NULL;
	}
}

static void start_call(void)
{
	static const struct evgrpc_client_handlers handlers = { .on_metadata = on_metadata,
								.on_message = on_message,
								.on_done = on_done };
	static const struct evgrpc_metadata illegal = { .key = "Not legal", .value = "x" };
	size_t i = n_asks;
	const struct evgrpc_call_options options = { .retryable = i & 1,
						     .paced = habits & PACES,
						     .metadata = &illegal,
						     .n_metadata = i == CALLS,
						     .compression = i == 3 ? EVGRPC_GZIP : EVGRPC_IDENTITY };
	struct evgrpc_client_call *call =
		evgrpc_client_start(channel, "/evgrpc.test.Echo/Chat", &evgrpc__test__echo_response__descriptor,
				    &options, &handlers, &asks[i]);

	if (!call) { /* the channel is on its way to be freed */
		MUST(i >= CALLS);
		return;
	}
	asks[i].call = call;
	n_asks++;
	send_text(call);
	if (i < 2)
		evgrpc_client_half_close(call);
}

static bool all_done(void)
{
	for (size_t i = 0; i < n_asks; i++)
		if (!asks[i].n_done)
			return false;
	return true;
}

static void settle(struct event_base *base, int fd)
{
	uint8_t request[65536];

	do
		event_base_loop(base, EVLOOP_NONBLOCK);
	while (recv(fd, request, sizeof request, MSG_DONTWAIT) > 0);
}

/* One connection of the client is answered with the input. */
static void answer(struct event_base *base, const uint8_t *bytes, size_t n, size_t piece)
{
	int fd;

	event_base_loop(base, EVLOOP_NONBLOCK);
	fd = accept(listener, NULL, NULL);
	if (fd < 0)
		return;
	settle(base, fd);
	while (n) {
		size_t some = n < piece ? n : piece;
		ssize_t sent = send(fd, bytes, some, MSG_DONTWAIT | MSG_NOSIGNAL);

		if (sent < 0)
			break;
		bytes += sent;
		n -= (size_t)sent;
		settle(base, fd);
	}
	close(fd);
	event_base_loop(base, EVLOOP_NONBLOCK);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct event_base *base;
	int fd;

	if (n < 2)
		return 0;
	if (listener < 0)
		open_listener();
	if (!base)
		base = event_base_new();
	memset(asks, 0, sizeof asks);
	n_asks = 0;
	habits = bytes[0] & FREES;
	channel = evgrpc_channel_new(base, address);
	MUST(base && channel);
	for (int i = 0; i < CALLS; i++)
		start_call();
	for (int i = 0; i < MAX_CONNECTIONS && !all_done(); i++)
		answer(base, bytes + 1, n - 1, bytes[0] & 0x0F ? (size_t)(bytes[0] & 0x0F) * 16 : n);
	evgrpc_channel_free(channel);
	channel = NULL;
	event_base_loop(base, EVLOOP_NONBLOCK);
	MUST(all_done());
	while ((fd = accept(listener, NULL, NULL)) >= 0)
		close(fd);
	return 0;
}
