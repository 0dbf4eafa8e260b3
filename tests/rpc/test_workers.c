/* Several workers, many calls at once, posts from other threads, start hooks and the graceful stop. */
#include "echo_service.h"
#include "server_state.h"

#include <dirent.h>
#include <semaphore.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { CALLS = 50, ROUNDS = 10, CLIENTS = 4 };

struct crowd {
	struct event_base *base;
	struct evgrpc_channel *channels[CLIENTS];
	int started, done, ok;
	uint32_t workers_seen; /* bit per worker */
};

static void start_say(struct crowd *crowd);

static void on_answer(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	(void)call;
	((struct crowd *)arg)->workers_seen |= 1u << ((const Evgrpc__Test__EchoResponse *)message)->number;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct crowd *crowd = arg;

	(void)call;
	crowd->done++;
	crowd->ok += status->code == EVGRPC_OK;
	if (crowd->started < CALLS * ROUNDS)
		start_say(crowd);
}

static void start_say(struct crowd *crowd)
{
	const struct evgrpc_client_handlers handlers = { .on_message = on_answer, .on_done = on_done };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_client_call *call =
		evgrpc_client_start(crowd->channels[crowd->started % CLIENTS], "/evgrpc.test.Echo/Say",
				    &evgrpc__test__echo_response__descriptor, NULL, &handlers, crowd);

	request.text = "one of many";
	request.mode = MODE_WORKER;
	crowd->started++;
	assert_int_equal(evgrpc_client_send(call, &request.base), 0);
	evgrpc_client_half_close(call);
}

static uint32_t run_crowd(const struct echo_server *echo)
{
	struct crowd crowd = { .base = event_base_new() };

	for (int i = 0; i < CLIENTS; i++)
		crowd.channels[i] = evgrpc_channel_new(crowd.base, echo->address);
	for (int i = 0; i < CALLS; i++)
		start_say(&crowd);
	while (crowd.done < CALLS * ROUNDS)
		event_base_loop(crowd.base, EVLOOP_ONCE);
	assert_int_equal(crowd.ok, CALLS * ROUNDS);
	for (int i = 0; i < CLIENTS; i++)
		evgrpc_channel_free(crowd.channels[i]);
	event_base_free(crowd.base);
	WAIT_FOR(seen.ended == CALLS * ROUNDS);
	return crowd.workers_seen;
}

static void two_workers_serve_a_crowd_over_tcp(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	echo = echo_start(&options, NULL);
	run_crowd(&echo);
	echo_stop(&echo);
}

static void two_workers_serve_a_crowd_over_a_unix_socket(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	echo = echo_start(&options, "crowd.socket");
	assert_int_equal(run_crowd(&echo), 3); /* handed round: both had some */
	echo_stop(&echo);
}

static uint32_t worker_of_a_new_connection(const char *address)
{
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, address);
	Evgrpc__Test__EchoResponse *response = NULL;
	uint32_t worker;

	assert_int_equal(say(channel, "where", MODE_WORKER, NULL, &response, NULL), EVGRPC_OK);
	worker = response->number;
	free_response(response);
	evgrpc_channel_free(channel);
	return worker;
}

static void connections_that_come_one_by_one_are_handed_round(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	echo = echo_start(&options, "one.socket");
	for (int i = 0; i < 4; i++)
		assert_int_equal(worker_of_a_new_connection(echo.address), i % 2);
	echo_stop(&echo);
}

/* ---- Posts --------------------------------------------------------------------------------------------------- */

enum { POSTS = 10000 };
static struct {
	struct evgrpc_worker *workers[4];
	atomic_int started, stopped, posted, out_of_order;
	int next;
} hooks;

static int on_worker_start(struct evgrpc_worker *worker, void *arg, void **ret_data)
{
	assert_ptr_equal(arg, &hooks);
	hooks.workers[evgrpc_worker_index(worker)] = worker;
	hooks.started++;
	*ret_data = &hooks;
	return 0;
}

static void on_worker_stop(struct evgrpc_worker *worker, void *arg, void *data)
{
	(void)arg;
	assert_ptr_equal(data, evgrpc_worker_data(worker));
	hooks.stopped++;
}

static void count_post(void *arg)
{
	hooks.out_of_order += hooks.next++ != (int)(intptr_t)arg;
	hooks.posted++;
}

static void *post_many(void *arg)
{
	for (int i = 0; i < POSTS; i++)
		if (evgrpc_worker_post(arg, count_post, (void *)(intptr_t)i) < 0)
			break;
	return NULL;
}

static void posts_run_in_order(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	pthread_t thread;

	(void)state;
	memset(&hooks, 0, sizeof hooks);
	evgrpc_server_options_default(&options);
	options.workers = 2;
	options.on_worker_start = on_worker_start;
	options.on_worker_stop = on_worker_stop;
	options.arg = &hooks;
	echo = echo_start(&options, NULL);
	assert_int_equal(hooks.started, 2);
	assert_int_equal(pthread_create(&thread, NULL, post_many, hooks.workers[1]), 0);
	pthread_join(thread, NULL);
	WAIT_FOR(hooks.posted == POSTS);
	assert_int_equal(hooks.out_of_order, 0);
	assert_int_equal(evgrpc_server_stop(echo.server, 1000), 0);
	assert_int_equal(hooks.stopped, 2);
	assert_int_equal(evgrpc_worker_post(hooks.workers[1], count_post, NULL), -1);
	evgrpc_server_free(echo.server);
}

static int refuse_second(struct evgrpc_worker *worker, void *arg, void **ret_data)
{
	(void)arg;
	(void)ret_data;
	return evgrpc_worker_index(worker) == 1 ? -1 : 0;
}

static void a_failing_start_hook_stops_start(void **state)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256] = "";

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 3;
	options.on_worker_start = refuse_second;
	server = evgrpc_server_new(&options);
	assert_int_equal(evgrpc_server_listen(server, "127.0.0.1:0", error, sizeof error), 0);
	assert_int_equal(evgrpc_server_start(server, error, sizeof error), -1);
	assert_true(*error);
	evgrpc_server_free(server);
}

/* ---- Stop ---------------------------------------------------------------------------------------------------- */

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

static void on_gone_post_finish(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_worker_post(evgrpc_call_worker(call), finish_held, call);
}

static void set_on_gone(void *arg)
{
	evgrpc_call_on_gone(arg, on_gone_post_finish, NULL);
	hooks.posted++;
}

static void count_ended(struct evgrpc_worker *worker, void *arg, void *data)
{
	(void)worker;
	(void)arg;
	(void)data;
	hooks.stopped = seen.ended;
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
	memset(&hooks, 0, sizeof hooks);
	evgrpc_server_options_default(&options);
	options.on_worker_stop = count_ended;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(base, echo.address);
	start_held(channel, &outcome);
	while (seen.held == 0)
		event_base_loop(base, EVLOOP_NONBLOCK);
	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(seen.held_call), set_on_gone, seen.held_call), 0);
	WAIT_FOR(hooks.posted == 1);
	assert_int_equal(evgrpc_server_stop(echo.server, 20), 1);
	assert_int_equal(seen.finished, 1);
	assert_int_equal(hooks.stopped, 1);
	evgrpc_channel_free(channel);
	event_base_free(base);
	evgrpc_server_free(echo.server);
}

static int count_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int n = 0;

	while (readdir(dir))
		n++;
	closedir(dir);
	return n;
}

/* ---- Places ------------------------------------------------------------------------------------------------- */

enum { PLACES = 4, GUESTS = 40 };

static void wait_on(void *arg)
{
	sem_wait(arg);
}

static atomic_int places_taken;

static void look_at_places(void *arg)
{
	places_taken = ((struct evgrpc_worker *)arg)->n_conns;
}

static void add_one(void *arg)
{
	(*(atomic_int *)arg)++;
}

static int connect_unix(const char *path)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	snprintf(name.sun_path, sizeof name.sun_path, "%s", path);
	assert_int_equal(connect(fd, (struct sockaddr *)&name, sizeof name), 0);
	return fd;
}

/* What is handed to a worker that is busy counts as its own at once. */
static void a_busy_worker_is_not_given_more_than_it_has_places(void **state)
{
	struct evgrpc_server_options options;
	struct echo_server echo;
	struct evgrpc_worker *workers;
	atomic_int turns = 0;
	int guests[GUESTS];
	sem_t free_again;

	(void)state;
	places_taken = 0;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	options.max_connections = PLACES;
	options.max_handshakes = GUESTS; /* nobody gives way */
	echo = echo_start(&options, "busy.socket");
	workers = echo.server->workers;
	sem_init(&free_again, 0, 0);
	assert_int_equal(evgrpc_worker_post(&workers[1], wait_on, &free_again), 0);
	for (int i = 0; i < GUESTS; i++)
		guests[i] = connect_unix(strchr(echo.address, ':') + 1);
	for (int i = 1; i <= 3; i++) { /* turns of the one that accepts */
		assert_int_equal(evgrpc_worker_post(&workers[0], add_one, &turns), 0);
		WAIT_FOR(turns == i);
	}
	assert_int_equal(evgrpc_worker_post(&workers[1], look_at_places, &workers[1]), 0);
	sem_post(&free_again);
	WAIT_FOR(places_taken);
	assert_int_equal(places_taken, PLACES);
	for (int i = 0; i < GUESTS; i++)
		close(guests[i]);
	echo_stop(&echo);
	sem_destroy(&free_again);
}

static void no_descriptor_is_left(void **state)
{
	struct evgrpc_server_options options;
	int before = count_fds();

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 3;
	for (int i = 0; i < 3; i++) {
		struct echo_server echo = echo_start(&options, i == 1 ? "fds.socket" : NULL);

		run_crowd(&echo);
		echo_stop(&echo);
	}
	assert_int_equal(count_fds(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_workers_serve_a_crowd_over_tcp),
		cmocka_unit_test(two_workers_serve_a_crowd_over_a_unix_socket),
		cmocka_unit_test(connections_that_come_one_by_one_are_handed_round),
		cmocka_unit_test(posts_run_in_order),
		cmocka_unit_test(a_failing_start_hook_stops_start),
		cmocka_unit_test(stop_lets_a_call_end),
		cmocka_unit_test(stop_cuts_what_does_not_end),
		cmocka_unit_test(a_successor_keeps_its_socket_file),
		cmocka_unit_test(the_stop_hook_runs_after_the_last_call),
		cmocka_unit_test(a_busy_worker_is_not_given_more_than_it_has_places),
		cmocka_unit_test(no_descriptor_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
