/* Several workers, many calls at once, posts from other threads, start hooks, and places. */
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
		cmocka_unit_test(a_busy_worker_is_not_given_more_than_it_has_places),
		cmocka_unit_test(no_descriptor_is_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
