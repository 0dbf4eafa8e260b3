/* The n-th allocation fails, for n = 1, 2, 3 … over whole calls, client and server on one event base, until a run needs
 * no more than n; and the same with all allocations from the n-th on. Whatever fails: no crash, no leak, no call
 * without an end, nothing counted on the worker afterwards.
 *
 * The linker hands malloc and its kin of evgrpc over to the wrappers below (tests/CMakeLists.txt), and with them the
 * making of nghttp2's sessions, whose allocators get one in front that may fail. libevent's is left alone. */
#include "echo_service.h"
#include "server_state.h"

#include <nghttp2/nghttp2.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* ---- The allocator ------------------------------------------------------------------------------------------- */

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *piece, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *piece, size_t size);
char *__wrap_strdup(const char *text);
int __real_nghttp2_session_server_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem);
int __real_nghttp2_session_client_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem);
int __wrap_nghttp2_session_server_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem);
int __wrap_nghttp2_session_client_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem);

static struct {
	bool armed, from_then_on;
	unsigned count, fails_at; /* from 1 */
} memory;

static bool fails(void)
{
	if (!memory.armed)
		return false;
	memory.count++;
	return memory.from_then_on ? memory.count >= memory.fails_at : memory.count == memory.fails_at;
}

void *__wrap_malloc(size_t size)
{
	return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *piece, size_t size)
{
	return fails() ? NULL : __real_realloc(piece, size);
}

char *__wrap_strdup(const char *text)
{
	return fails() ? NULL : __real_strdup(text);
}

/* In front of the allocator a session was to get; one for each of the last sessions. */
static nghttp2_mem inner[64];
static unsigned n_inner;

static void *h2_malloc(size_t size, void *user_data)
{
	const nghttp2_mem *mem = user_data;

	return fails() ? NULL : mem->malloc(size, mem->mem_user_data);
}

static void h2_free(void *piece, void *user_data)
{
	const nghttp2_mem *mem = user_data;

	mem->free(piece, mem->mem_user_data);
}

static void *h2_calloc(size_t n, size_t size, void *user_data)
{
	const nghttp2_mem *mem = user_data;

	return fails() ? NULL : mem->calloc(n, size, mem->mem_user_data);
}

static void *h2_realloc(void *piece, size_t size, void *user_data)
{
	const nghttp2_mem *mem = user_data;

	return fails() ? NULL : mem->realloc(piece, size, mem->mem_user_data);
}

static void *libc_malloc(size_t size, void *user_data)
{
	(void)user_data;
	return __real_malloc(size);
}

static void libc_free(void *piece, void *user_data)
{
	(void)user_data;
	free(piece);
}

static void *libc_calloc(size_t n, size_t size, void *user_data)
{
	(void)user_data;
	return __real_calloc(n, size);
}

static void *libc_realloc(void *piece, size_t size, void *user_data)
{
	(void)user_data;
	return __real_realloc(piece, size);
}

static nghttp2_mem in_front_of(const nghttp2_mem *mem)
{
	static const nghttp2_mem libc = {
		.malloc = libc_malloc, .free = libc_free, .calloc = libc_calloc, .realloc = libc_realloc
	};
	nghttp2_mem *kept = &inner[n_inner++ % (sizeof inner / sizeof *inner)];

	*kept = mem ? *mem : libc;
	return (nghttp2_mem){
		.mem_user_data = kept, .malloc = h2_malloc, .free = h2_free, .calloc = h2_calloc, .realloc = h2_realloc
	};
}

int __wrap_nghttp2_session_server_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem)
{
	nghttp2_mem front = in_front_of(mem);

	return __real_nghttp2_session_server_new3(session, callbacks, user_data, option, &front);
}

int __wrap_nghttp2_session_client_new3(nghttp2_session **session, const nghttp2_session_callbacks *callbacks,
				       void *user_data, const nghttp2_option *option, nghttp2_mem *mem)
{
	nghttp2_mem front = in_front_of(mem);

	return __real_nghttp2_session_client_new3(session, callbacks, user_data, option, &front);
}

/* ---- The service: handlers that take every failure as it comes ------------------------------------------------ */

enum {
	MESSAGES = 3,
	TEXT = 3000,
};

static char text[TEXT + 1];

static void fail_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static void open_stream(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_on_gone(call, fail_gone, NULL);
	evgrpc_call_use_compression(call, EVGRPC_GZIP);
	evgrpc_call_add_initial_metadata(call, "x-initial", "1");
	evgrpc_call_add_trailing_metadata_bin(call, "x-trailing-bin", (const uint8_t *)"12", 2);
	evgrpc_call_next(call);
}

static void reply_text(struct evgrpc_call *call)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	response.text = text;
	evgrpc_call_reply(call, &response.base);
}

static void unary(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	(void)message;
	(void)service;
	reply_text(call);
}

static void server_stream(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	static const struct evgrpc_status status = { .code = EVGRPC_ABORTED,
						     .message = "with\n details",
						     .details = details_bytes,
						     .details_len = sizeof details_bytes };
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)message;
	(void)service;
	response.text = text;
	for (int i = 0; i < MESSAGES; i++)
		if (evgrpc_call_send(call, &response.base) < 0)
			return; /* on_gone comes */
	evgrpc_call_finish(call, &status);
}

static void take(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	(void)message;
	(void)service;
	evgrpc_call_next(call);
}

static void end_collect(struct evgrpc_call *call, void *service)
{
	(void)service;
	reply_text(call);
}

static void chat(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)service;
	response.text = ((const Evgrpc__Test__EchoRequest *)message)->text;
	if (evgrpc_call_send(call, &response.base) == 0)
		evgrpc_call_next(call);
}

static const struct evgrpc_method methods[] = {
	{ .path = "/t/Unary", .kind = EVGRPC_UNARY, ECHO_TYPES, .on_open = open_stream, .on_message = unary },
	{ .path = "/t/Server",
	  .kind = EVGRPC_SERVER_STREAM,
	  ECHO_TYPES,
	  .on_open = open_stream,
	  .on_message = server_stream },
	{ .path = "/t/Client",
	  .kind = EVGRPC_CLIENT_STREAM,
	  ECHO_TYPES,
	  .on_open = open_stream,
	  .on_message = take,
	  .on_half_close = end_collect },
	{ .path = "/t/Bidi",
	  .kind = EVGRPC_BIDI_STREAM,
	  ECHO_TYPES,
	  .on_open = open_stream,
	  .on_message = chat,
	  .on_half_close = on_chat_end },
};

static enum evgrpc_verdict pass(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_alloc(call, 10);
	return EVGRPC_GO_ON;
}

/* ---- One run --------------------------------------------------------------------------------------------------- */

struct scenario {
	const char *path;
	int n_requests;
	int code; /* when nothing fails */
	enum evgrpc_compression compression;
};

struct run {
	struct evgrpc_server *server;
	struct evgrpc_worker *worker;
	int listener;
	struct event *acceptable, *patience;
	char address[64];
	bool late, done;
	int code;
};

static void on_acceptable(evutil_socket_t fd, short what, void *arg)
{
	struct run *run = arg;
	int peer = accept4(fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

	(void)what;
	if (peer >= 0)
		evg_conn_adopt(run->worker, peer, NULL);
}

static void on_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	((struct run *)arg)->late = true;
}

/* A server whose worker is driven by the test, on the worker's base. */
static void set_up(struct run *run)
{
	static const struct evgrpc_hook hook = { .before = pass, .after = on_call_end };
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	const struct timeval patience = { .tv_sec = 10 };
	struct evgrpc_server_options options;

	*run = (struct run){ .code = -1 };
	evgrpc_server_options_default(&options);
	run->server = evgrpc_server_new(&options);
	assert_non_null(run->server);
	assert_int_equal(evgrpc_server_add_methods(run->server, methods, 4, NULL), 0);
	assert_int_equal(evgrpc_server_add_hook(run->server, &hook), 0);
	run->worker = &run->server->workers[0];
	run->worker->state = EVG_WORKER_SERVING;
	snprintf(name.sun_path, sizeof name.sun_path, "/tmp/evgrpc_nomem.%d", (int)getpid());
	snprintf(run->address, sizeof run->address, "unix:%.50s", name.sun_path);
	unlink(name.sun_path);
	run->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
	assert_int_equal(bind(run->listener, (struct sockaddr *)&name, sizeof name), 0);
	assert_int_equal(listen(run->listener, 10), 0);
	run->acceptable = event_new(run->worker->base, run->listener, EV_READ | EV_PERSIST, on_acceptable, run);
	event_add(run->acceptable, NULL);
	run->patience = evtimer_new(run->worker->base, on_late, run);
	event_add(run->patience, &patience);
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct run *run = arg;

	(void)call;
	run->done = true;
	run->code = (int)status->code;
}

static void start_call(struct run *run, struct evgrpc_channel *channel, const struct scenario *scenario)
{
	static const struct evgrpc_client_handlers handlers = { .on_done = on_done };
	static const struct evgrpc_metadata metadata = { "x-key", "value" };
	const struct evgrpc_call_options options = {
		.timeout_ms = 5000, .metadata = &metadata, .n_metadata = 1, .compression = scenario->compression
	};
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_client_call *call = evgrpc_client_start(
		channel, scenario->path, &evgrpc__test__echo_response__descriptor, &options, &handlers, run);

	if (!call) {
		run->done = true;
		return;
	}
	request.text = text;
	for (int i = 0; i < scenario->n_requests; i++)
		evgrpc_client_send(call, &request.base);
	evgrpc_client_half_close(call);
}

static void tear_down(struct run *run)
{
	while (!run->late && (run->worker->conns || run->worker->lingers))
		event_base_loop(run->worker->base, EVLOOP_ONCE);
	assert_false(run->late);
	assert_int_equal(run->worker->n_handlers, 0);
	assert_int_equal(run->worker->memory.used, 0);
	event_free(run->acceptable);
	event_free(run->patience);
	close(run->listener);
	unlink(run->address + 5);
	evgrpc_server_free(run->server);
}

/* One call with the allocation number n failing; false when fewer were made: then it must have gone well. */
static bool one_run(const struct scenario *scenario, unsigned n, bool from_then_on)
{
	struct evgrpc_channel_options options;
	struct evgrpc_channel *channel;
	struct run run;
	char error[128];

	evgrpc_channel_options_default(&options);
	options.first_backoff_ms = options.max_backoff_ms = 1;
	set_up(&run);
	memory.count = 0;
	memory.fails_at = n;
	memory.from_then_on = from_then_on;
	memory.armed = true;
	channel = evgrpc_channel_new_with(run.worker->base, run.address, &options, error, sizeof error);
	if (channel)
		start_call(&run, channel, scenario);
	while (channel && !run.done && !run.late)
		event_base_loop(run.worker->base, EVLOOP_ONCE);
	evgrpc_channel_free(channel);
	if (run.late || run.code == EVGRPC_DEADLINE_EXCEEDED) /* somebody waited for what cannot come */
		fail_msg("%s has no end when allocation %u fails%s", scenario->path, n,
			 from_then_on ? " and all after" : "");
	tear_down(&run);
	memory.armed = false;
	if (memory.count >= n)
		return true;
	assert_int_equal(run.code, scenario->code);
	return false;
}

static void sweep(bool from_then_on)
{
	static const struct scenario rows[] = {
		{ "/t/Unary", 1, EVGRPC_OK, EVGRPC_IDENTITY },
		{ "/t/Unary", 1, EVGRPC_OK, EVGRPC_GZIP },
		{ "/t/Server", 1, EVGRPC_ABORTED, EVGRPC_IDENTITY },
		{ "/t/Client", MESSAGES, EVGRPC_OK, EVGRPC_IDENTITY },
		{ "/t/Bidi", MESSAGES, EVGRPC_OK, EVGRPC_GZIP },
	};

	memset(text, 't', TEXT);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		unsigned n = 1;

		while (one_run(&rows[i], n, from_then_on))
			n++;
		assert_in_range(n, 30, 2000); /* the allocator was really asked */
	}
}

static void one_allocation_fails(void **state)
{
	(void)state;
	sweep(false);
}

static void all_allocations_fail_from_one_on(void **state)
{
	(void)state;
	sweep(true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_allocation_fails),
		cmocka_unit_test(all_allocations_fail_from_one_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
