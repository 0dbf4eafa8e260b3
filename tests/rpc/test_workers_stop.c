/* The graceful stop: what ends by itself, what is cut, and what comes after. */
#include "echo_service.h"
#include "server_state.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct stopper {
	struct evgrpc_server *server;
	unsigned grace_ms;
	int cut;
	atomic_bool done;
};

static void *stop(void *arg)
{
	struct stopper *stopper = arg;

	stopper->cut = evgrpc_server_stop(stopper->server, stopper->grace_ms);
	stopper->done = true;
	return NULL;
}

struct outcome {
	int code;
	char text[64];
};

static void on_outcome(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	((struct outcome *)arg)->code = (int)status->code;
}

static void on_text(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	(void)call;
	snprintf(((struct outcome *)arg)->text, 64, "%s", ((const Evgrpc__Test__EchoResponse *)message)->text);
}

static void start_held(struct evgrpc_channel *channel, struct outcome *outcome)
{
	const struct evgrpc_client_handlers handlers = { .on_message = on_text, .on_done = on_outcome };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_client_call *call = evgrpc_client_start(
		channel, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor, NULL, &handlers, outcome);

	*outcome = (struct outcome){ .code = -1 };
	request.mode = MODE_HOLD;
	evgrpc_client_send(call, &request.base);
	evgrpc_client_half_close(call);
}

static void stop_lets_a_call_end(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel;
	struct stopper stopper = { .grace_ms = 20000 };
	struct outcome outcome, late;
	struct evgrpc_call *held;
	pthread_t thread;

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(base, echo.address);
	start_held(channel, &outcome);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	held = seen.held_call;
	stopper.server = echo.server;
	assert_int_equal(pthread_create(&thread, NULL, stop, &stopper), 0);
	/* New calls are refused once the server is going: the channel sees GOAWAY and cannot connect again. */
	do {
		start_held(channel, &late);
		while (late.code == -1 && seen.held == 1)
			event_base_loop(base, EVLOOP_NONBLOCK);
		if (seen.held > 1) { /* it came in before the stop */
			test_release();
			seen.held = 1;
			while (late.code == -1)
				event_base_loop(base, EVLOOP_ONCE);
		}
	} while (late.code == EVGRPC_OK);
	assert_int_equal(late.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(outcome.code, -1);
	assert_false(stopper.done);
	seen.held_call = held;
	test_release();
	while (outcome.code == -1)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(outcome.code, EVGRPC_OK);
	assert_string_equal(outcome.text, "late");
	pthread_join(thread, NULL);
	assert_int_equal(stopper.cut, 0);
	assert_int_equal(seen.gone, 0);
	evgrpc_channel_free(channel);
	event_base_free(base);
	evgrpc_server_free(echo.server);
}

static void stop_cuts_what_does_not_end(void **state)
{
	struct echo_server echo = echo_start_default();
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, echo.address);
	struct outcome outcome;

	(void)state;
	start_held(channel, &outcome);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(evgrpc_server_stop(echo.server, 20), 1);
	assert_int_equal(seen.gone, 1);
	assert_int_equal(seen.ended, 1);
	assert_int_equal(evgrpc_server_stop(echo.server, 20) >= 0, 1);
	while (outcome.code == -1)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(outcome.code, EVGRPC_UNAVAILABLE);
	evgrpc_channel_free(channel);
	event_base_free(base);
	evgrpc_server_free(echo.server);
}

/* A server that drains has left its path to a successor and must not take the successor's file with it. */
static void a_successor_keeps_its_socket_file(void **state)
{
	static const char path[] = "successor.socket";
	struct evgrpc_server_options options;
	struct echo_server old, successor;
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel;
	struct stopper stopper = { .grace_ms = 20000 };
	struct outcome outcome;
	struct evgrpc_call *held;
	pthread_t thread;

	(void)state;
	evgrpc_server_options_default(&options);
	old = echo_start(&options, path);
	channel = evgrpc_channel_new(base, old.address);
	start_held(channel, &outcome);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	held = seen.held_call;
	stopper.server = old.server;
	assert_int_equal(pthread_create(&thread, NULL, stop, &stopper), 0);
	WAIT_FOR(access(path, F_OK) != 0);
	successor = echo_start(&options, path);
	seen.held_call = held;
	test_release();
	while (outcome.code == -1)
		event_base_loop(base, EVLOOP_ONCE);
	assert_int_equal(outcome.code, EVGRPC_OK);
	evgrpc_channel_free(channel);
	event_base_free(base);
	pthread_join(thread, NULL);
	evgrpc_server_free(old.server);
	assert_int_equal(access(path, F_OK), 0);
	channel = evgrpc_channel_new(NULL, successor.address);
	assert_int_equal(say(channel, "", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&successor);
	assert_int_not_equal(access(path, F_OK), 0);
}

/* What the handler is told, and how many calls had ended when the worker stopped. */
static struct {
	atomic_int told, ended;
} late;

static void on_gone_post_finish(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_worker_post(evgrpc_call_worker(call), finish_held, call);
}

static void set_on_gone(void *arg)
{
	evgrpc_call_on_gone(arg, on_gone_post_finish, NULL);
	late.told++;
}

static void count_ended(struct evgrpc_worker *worker, void *arg, void *data)
{
	(void)worker;
	(void)arg;
	(void)data;
	late.ended = seen.ended;
}

/* The call is cut, its handler hears of it and finishes it by a post: all before the worker's stop hook. */
static void the_stop_hook_runs_after_the_last_call(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel;
	struct outcome outcome;

	(void)state;
	memset(&late, 0, sizeof late);
	evgrpc_server_options_default(&options);
	options.on_worker_stop = count_ended;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(base, echo.address);
	start_held(channel, &outcome);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(seen.held_call), set_on_gone, seen.held_call), 0);
	WAIT_FOR(late.told == 1);
	assert_int_equal(evgrpc_server_stop(echo.server, 20), 1);
	assert_int_equal(seen.finished, 1);
	assert_int_equal(late.ended, 1);
	evgrpc_channel_free(channel);
	event_base_free(base);
	evgrpc_server_free(echo.server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stop_lets_a_call_end),
		cmocka_unit_test(stop_cuts_what_does_not_end),
		cmocka_unit_test(a_successor_keeps_its_socket_file),
		cmocka_unit_test(the_stop_hook_runs_after_the_last_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
