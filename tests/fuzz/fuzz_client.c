/* Raw bytes as a server's answer: a client must survive them, and each of its calls must end exactly once. */
#include "echo.pb-c.h"
#include "evgrpc.h"
#include "fuzz.h"

#include <event2/event.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum {
	CALLS = 4,
	/* A call that no server has begun is sent again; after so many connections the channel is closed. */
	MAX_CONNECTIONS = 4,
};

static char path[64], address[80];
static int listener = -1;
static int n_done[CALLS];

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

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *response, void *arg)
{
	(void)call;
	MUST(response && !*(int *)arg);
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	int *done = arg;

	evgrpc_client_trailing_metadata(call, "x-any");
	MUST(status->code >= EVGRPC_OK && status->code <= EVGRPC_UNAUTHENTICATED);
	MUST(++*done == 1);
}

static void start_calls(struct evgrpc_channel *channel)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = on_message, .on_done = on_done };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	request.text = "text";
	for (int i = 0; i < CALLS; i++) {
		const struct evgrpc_call_options options = { .retryable = i & 1,
							     .compression = i == 3 ? EVGRPC_GZIP : EVGRPC_IDENTITY };
		struct evgrpc_client_call *call =
			evgrpc_client_start(channel, "/evgrpc.test.Echo/Chat", &evgrpc__test__echo_response__descriptor,
					    &options, &handlers, &n_done[i]);

		MUST(call && evgrpc_client_send(call, &request.base) == 0);
		if (i < 2)
			evgrpc_client_half_close(call);
	}
}

static bool all_done(void)
{
	for (int i = 0; i < CALLS; i++)
		if (!n_done[i])
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
	struct evgrpc_channel *channel;
	int fd;

	if (n < 2)
		return 0;
	if (listener < 0)
		open_listener();
	if (!base)
		base = event_base_new();
	memset(n_done, 0, sizeof n_done);
	channel = evgrpc_channel_new(base, address);
	MUST(base && channel);
	start_calls(channel);
	for (int i = 0; i < MAX_CONNECTIONS && !all_done(); i++)
		answer(base, bytes + 1, n - 1, (size_t)(bytes[0] & 0x0F ? bytes[0] * 16 : n));
	evgrpc_channel_free(channel);
	event_base_loop(base, EVLOOP_NONBLOCK);
	MUST(all_done());
	while ((fd = accept(listener, NULL, NULL)) >= 0)
		close(fd);
	return 0;
}
