/* The thread of a worker: NEW until its start hook has run, SERVING, DRAINING once stop was asked, STOPPED when the
 * thread has cut what was left. */
#include "worker.h"

#include "clock.h"
#include "linger.h"
#include "server_state.h"
#include "tls_watch.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct evg_post {
	struct evg_post *next;
	void (*fn)(void *arg);
	void *arg;
};

/* ---- Posts -------------------------------------------------------------------------------------------------- */

static void ring(struct evgrpc_worker *worker)
{
	const uint64_t one = 1;
	ssize_t n = write(worker->post_fd, &one, sizeof one);

	(void)n; /* only a full counter can fail, and then the bell rings already */
}

int evgrpc_worker_post(struct evgrpc_worker *worker, void (*fn)(void *arg), void *arg)
{
	struct evg_post *post = malloc(sizeof *post);
	bool closed, first;

	if (!post)
		return -1;
	*post = (struct evg_post){ .fn = fn, .arg = arg };
	pthread_mutex_lock(&worker->lock);
	closed = worker->posts_closed;
	first = !worker->first_post;
	if (!closed && first)
		worker->first_post = post;
	else if (!closed)
		worker->last_post->next = post;
	if (!closed)
		worker->last_post = post;
	/* Within the lock: after it the worker may be stopped and freed. */
	if (!closed && first)
		ring(worker);
	pthread_mutex_unlock(&worker->lock);
	if (closed)
		free(post);
	return closed ? -1 : 0;
}

static struct evg_post *take_posts(struct evgrpc_worker *worker, bool close_after)
{
	struct evg_post *posts;

	pthread_mutex_lock(&worker->lock);
	posts = worker->first_post;
	worker->first_post = worker->last_post = NULL;
	worker->posts_closed |= close_after;
	pthread_mutex_unlock(&worker->lock);
	return posts;
}

static void run_posts(struct evg_post *posts)
{
	while (posts) {
		struct evg_post post = *posts;

		free(posts);
		posts = post.next;
		post.fn(post.arg);
	}
}

static void on_posts(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_worker *worker = arg;
	uint64_t count;
	ssize_t n = read(fd, &count, sizeof count);

	(void)n;
	(void)what;
	run_posts(take_posts(worker, false));
}

/* ---- The thread --------------------------------------------------------------------------------------------- */

static int serve_listeners(struct evgrpc_worker *worker)
{
	for (struct evg_listener *listener = worker->server->listeners; listener; listener = listener->next)
		if (evg_listener_serve(listener, worker) < 0)
			return -1;
	return evg_tls_watch(worker);
}

static void cut_all(struct evgrpc_worker *worker)
{
	struct evg_conn *next;

	for (struct evg_conn *conn = worker->conns; conn; conn = next) {
		next = conn->next;
		worker->n_cut += conn->n_calls;
		evg_conn_cut(conn, "the server was stopped");
	}
}

/* Lets go what handlers have finished. */
static void pump_all(struct evgrpc_worker *worker)
{
	struct evg_conn *next;

	for (struct evg_conn *conn = worker->conns; conn; conn = next) {
		next = conn->next;
		evg_link_pump(&conn->link);
	}
}

/* What handlers finished in the stop hook is let go; what they never finished is freed here. */
static void free_all(struct evgrpc_worker *worker)
{
	pump_all(worker);
	while (worker->conns)
		evg_conn_destroy(worker->conns);
	evg_lingers_free(worker);
}

static void stop_serving(struct evgrpc_worker *worker, bool hook_ran)
{
	const struct evgrpc_server_options *options = &worker->server->options;

	evg_acceptors_free(worker);
	evg_tls_watch_end(worker);
	worker->state = EVG_WORKER_STOPPED;
	cut_all(worker);
	run_posts(take_posts(worker, false));
	run_posts(take_posts(worker, true));
	pump_all(worker); /* the hooks for what the posts finished runs before the stop hook */
	if (hook_ran && options->on_worker_stop)
		options->on_worker_stop(worker, options->arg, worker->data);
	free_all(worker);
}

static void *serve(void *arg)
{
	struct evgrpc_worker *worker = arg;
	const struct evgrpc_server_options *options = &worker->server->options;
	bool hook_ran = !options->on_worker_start || options->on_worker_start(worker, options->arg, &worker->data) == 0;
	bool serves = hook_ran && serve_listeners(worker) == 0;

	worker->state = serves ? EVG_WORKER_SERVING : EVG_WORKER_STOPPED;
	evg_server_worker_started(worker->server, serves);
	if (serves)
		event_base_loop(worker->base, EVLOOP_NO_EXIT_ON_EMPTY);
	stop_serving(worker, hook_ran);
	return NULL;
}

/* Signals belong to the program's own threads. */
int evg_worker_start(struct evgrpc_worker *worker)
{
	sigset_t all, before;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	worker->has_thread = pthread_create(&worker->thread, NULL, serve, worker) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return worker->has_thread ? 0 : -1;
}

/* ---- Stopping ----------------------------------------------------------------------------------------------- */

struct stop_order {
	struct evgrpc_worker *worker;
	unsigned grace_ms;
};

static void leave_if_done(struct evgrpc_worker *worker)
{
	if (worker->state == EVG_WORKER_DRAINING && !worker->conns && !worker->lingers)
		event_base_loopbreak(worker->base);
}

void evg_worker_lost_conn(struct evgrpc_worker *worker)
{
	leave_if_done(worker);
}

static void drain(void *arg)
{
	struct stop_order order = *(struct stop_order *)arg;
	struct evgrpc_worker *worker = order.worker;
	struct timeval span = evg_span_us((int64_t)order.grace_ms * 1000);
	struct evg_conn *next;

	free(arg);
	worker->state = EVG_WORKER_DRAINING;
	evg_acceptors_free(worker);
	if (event_add(&worker->grace, &span) < 0)
		event_base_loopbreak(worker->base); /* or nothing would end the wait */
	for (struct evg_conn *conn = worker->conns; conn; conn = next) {
		next = conn->next;
		evg_conn_drain(conn);
	}
	leave_if_done(worker);
}

static void on_grace_over(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_worker *worker = arg;

	(void)fd;
	(void)what;
	event_base_loopbreak(worker->base);
}

static void leave(void *arg)
{
	struct evgrpc_worker *worker = arg;

	event_base_loopbreak(worker->base);
}

void evg_worker_stop(struct evgrpc_worker *worker, unsigned grace_ms)
{
	struct stop_order *order = malloc(sizeof *order);

	if (order) {
		*order = (struct stop_order){ .worker = worker, .grace_ms = grace_ms };
		if (evgrpc_worker_post(worker, drain, order) == 0)
			return;
		free(order);
	}
	/* Without memory for grace: at once. The post fails only when the thread has ended by itself. */
	evgrpc_worker_post(worker, leave, worker);
}

void evg_worker_join(struct evgrpc_worker *worker)
{
	if (worker->has_thread)
		pthread_join(worker->thread, NULL);
	worker->has_thread = false;
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

static struct event_base *make_base(void)
{
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;

	/* One thread per base: libevent need not lock, also when the program has switched its locking on. */
	if (config && event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK) == 0)
		base = event_base_new_with_config(config);
	if (config)
		event_config_free(config);
	return base;
}

int evg_worker_init(struct evgrpc_worker *worker, struct evgrpc_server *server, int index)
{
	worker->server = server;
	worker->index = index;
	worker->memory.cap = server->options.max_memory;
	worker->state = EVG_WORKER_NEW;
	pthread_mutex_init(&worker->lock, NULL);
	worker->post_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	worker->base = make_base();
	worker->scratch = malloc(EVG_SCRATCH);
	if (worker->post_fd < 0 || !worker->base || !worker->scratch)
		return -1;
	event_assign(&worker->post_event, worker->base, worker->post_fd, EV_READ | EV_PERSIST, on_posts, worker);
	event_assign(&worker->grace, worker->base, -1, 0, on_grace_over, worker);
	return event_add(&worker->post_event, NULL);
}

void evg_worker_free(struct evgrpc_worker *worker)
{
	while (worker->pool) {
		struct evgrpc_call *call = worker->pool;

		worker->pool = call->next;
		evg_call_free(call);
	}
	if (worker->base) {
		if (event_initialized(&worker->post_event)) {
			event_del(&worker->post_event);
			event_del(&worker->grace);
		}
		event_base_free(worker->base);
	}
	if (worker->post_fd >= 0)
		close(worker->post_fd);
	evg_buf_clear(&worker->inflated, 0);
	free(worker->scratch);
	pthread_mutex_destroy(&worker->lock);
}

struct event_base *evgrpc_worker_base(const struct evgrpc_worker *worker)
{
	return worker->base;
}

void *evgrpc_worker_data(const struct evgrpc_worker *worker)
{
	return worker->data;
}

int evgrpc_worker_index(const struct evgrpc_worker *worker)
{
	return worker->index;
}
