/* The method table, the parts and the order in which they start and stop. */
#include "server_state.h"
#include "tls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evg_attachment {
	struct evg_attachment *next;
	void (*fn)(void *arg);
	void *arg;
};

void evgrpc_server_options_default(struct evgrpc_server_options *options)
{
	*options = (struct evgrpc_server_options){
		.workers = 1,
		.default_deadline_ms = 30000,
		.max_request_bytes = 4u << 20,
		.max_call_memory = 16u << 20,
		.max_memory = 256u << 20,
		.max_header_bytes = 16u << 10,
		.max_header_fields = 64,
		.max_concurrent_streams = 100,
		.max_handlers = 2000,
		.max_connections = 1000,
		.stream_window = 256u << 10,
		.connection_window = 1u << 20,
		.output_high_water = 256u << 10,
		.drained_low_water = 64u << 10,
		.preface_timeout_ms = 10000,
		.header_timeout_ms = 10000,
		.stall_timeout_ms = 20000,
		.max_age_grace_ms = 30000,
		.keepalive_ms = 7200000,
		.keepalive_timeout_ms = 20000,
		.min_ping_interval_ms = 300000,
		.limits = { .reset_burst = 500,
			    .resets_per_s = 50,
			    .sent_reset_burst = 100,
			    .sent_resets_per_s = 10,
			    .refused_streams = 100,
			    .continuations = 8,
			    .settings_entries = 32,
			    .queued_acks = 100,
			    .empty_frames = 10,
			    .priority_frames = 100,
			    .overhead_bytes = 1u << 20 },
	};
}

/* ---- Methods ------------------------------------------------------------------------------------------------ */

/* Where path is in by_path, or where it belongs; *ret_found says which. */
static size_t position(const struct evgrpc_server *server, const char *path, bool *ret_found)
{
	size_t low = 0, high = server->n_routes;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(path, server->routes[server->by_path[middle]].method->path);

		if (order == 0) {
			*ret_found = true;
			return middle;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	*ret_found = false;
	return low;
}

const struct evg_route *evg_server_find(const struct evgrpc_server *server, const char *path)
{
	bool found;
	size_t at = position(server, path, &found);

	return found ? &server->routes[server->by_path[at]] : NULL;
}

static int make_room(struct evgrpc_server *server)
{
	size_t room = server->room ? server->room * 2 : 32;
	struct evg_route *routes;
	size_t *by_path;

	if (server->n_routes < server->room)
		return 0;
	routes = realloc(server->routes, room * sizeof *routes);
	if (routes)
		server->routes = routes;
	by_path = realloc(server->by_path, room * sizeof *by_path);
	if (by_path)
		server->by_path = by_path;
	if (!routes || !by_path)
		return -1;
	server->room = room;
	return 0;
}

static int add_method(struct evgrpc_server *server, const struct evgrpc_method *method, void *service)
{
	bool found;
	size_t at = position(server, method->path, &found);

	if (found || make_room(server) < 0)
		return -1;
	memmove(server->by_path + at + 1, server->by_path + at, (server->n_routes - at) * sizeof *server->by_path);
	server->by_path[at] = server->n_routes;
	server->routes[server->n_routes++] = (struct evg_route){ .method = method, .service = service };
	return 0;
}

int evgrpc_server_add_methods(struct evgrpc_server *server, const struct evgrpc_method *methods, size_t n,
			      void *service)
{
	struct evgrpc_method *copy = malloc(n * sizeof *copy + 1);

	if (!copy || evgrpc_server_on_free(server, free, copy) < 0) {
		free(copy);
		return -1;
	}
	for (size_t i = 0; i < n; i++) {
		copy[i] = methods[i];
		if (add_method(server, &copy[i], service) < 0)
			return -1;
	}
	return 0;
}

size_t evgrpc_server_method_count(const struct evgrpc_server *server)
{
	return server->n_routes;
}

const struct evgrpc_method *evgrpc_server_method_at(const struct evgrpc_server *server, size_t i)
{
	return server->routes[i].method;
}

/* ---- Hooks -------------------------------------------------------------------------------------------------- */

int evgrpc_server_add_hook(struct evgrpc_server *server, const struct evgrpc_hook *hook)
{
	struct evgrpc_hook *hooks = realloc(server->hooks, (server->n_hooks + 1) * sizeof *hooks);

	if (!hooks)
		return -1;
	hooks[server->n_hooks++] = *hook;
	server->has_after |= hook->after != NULL;
	server->hooks = hooks;
	return 0;
}

/* ---- Attachments -------------------------------------------------------------------------------------------- */

int evgrpc_server_on_free(struct evgrpc_server *server, void (*fn)(void *arg), void *arg)
{
	struct evg_attachment *attachment = malloc(sizeof *attachment);

	if (!attachment)
		return -1;
	*attachment = (struct evg_attachment){ .next = server->attachments, .fn = fn, .arg = arg };
	server->attachments = attachment;
	return 0;
}

void *evgrpc_server_attached(const struct evgrpc_server *server, void (*fn)(void *arg))
{
	for (const struct evg_attachment *attachment = server->attachments; attachment; attachment = attachment->next)
		if (attachment->fn == fn)
			return attachment->arg;
	return NULL;
}

/* ---- Listeners ---------------------------------------------------------------------------------------------- */

/* Opens a listener that owns tls from then on. */
static int open_listener(struct evgrpc_server *server, const char *address, struct evg_tls *tls, char *ret_error,
			 size_t error_size)
{
	struct evg_listener **last = &server->listeners;
	struct evg_listener *listener = evg_listener_open(address, server->options.workers, ret_error, error_size);

	if (!listener)
		return -1;
	listener->tls = tls;
	while (*last)
		last = &(*last)->next;
	*last = listener;
	return 0;
}

int evgrpc_server_listen(struct evgrpc_server *server, const char *address, char *ret_error, size_t error_size)
{
	return open_listener(server, address, NULL, ret_error, error_size);
}

int evgrpc_server_listen_tls(struct evgrpc_server *server, const char *address,
			     const struct evgrpc_tls_options *options, char *ret_error, size_t error_size)
{
	struct evg_tls *tls = evg_tls_server_new(options, ret_error, error_size);

	if (!tls)
		return -1;
	if (open_listener(server, address, tls, ret_error, error_size) == 0)
		return 0;
	evg_tls_free(tls);
	return -1;
}

int evgrpc_server_port(const struct evgrpc_server *server, int i)
{
	const struct evg_listener *listener = server->listeners;

	while (listener && i-- > 0)
		listener = listener->next;
	return listener ? listener->port : 0;
}

/* ---- Start and stop ----------------------------------------------------------------------------------------- */

void evg_server_worker_started(struct evgrpc_server *server, bool serves)
{
	pthread_mutex_lock(&server->lock);
	server->n_reported++;
	server->n_failed += !serves;
	pthread_cond_signal(&server->reported);
	pthread_mutex_unlock(&server->lock);
}

/* Waits for the reports of n workers; the number of those that do not serve. */
static int wait_for_reports(struct evgrpc_server *server, int n)
{
	int failed;

	pthread_mutex_lock(&server->lock);
	while (server->n_reported < n)
		pthread_cond_wait(&server->reported, &server->lock);
	failed = server->n_failed;
	pthread_mutex_unlock(&server->lock);
	return failed;
}

int evgrpc_server_start(struct evgrpc_server *server, char *ret_error, size_t error_size)
{
	int n = 0;

	if (server->started) {
		snprintf(ret_error, error_size, "the server was started before; make a new one");
		return -1;
	}
	server->started = true;
	while (n < server->options.workers && evg_worker_start(&server->workers[n]) == 0)
		n++;
	if (wait_for_reports(server, n) == 0 && n == server->options.workers)
		return 0;
	snprintf(ret_error, error_size, "%s",
		 n < server->options.workers ? "cannot start a thread for every worker"
					     : "a worker could not be prepared (its start hook or memory failed)");
	evgrpc_server_stop(server, 0);
	return -1;
}

int evgrpc_server_stop(struct evgrpc_server *server, unsigned grace_ms)
{
	unsigned cut = 0;

	for (int i = 0; i < server->options.workers; i++)
		if (server->workers[i].has_thread)
			evg_worker_stop(&server->workers[i], grace_ms);
	for (int i = 0; i < server->options.workers; i++) {
		if (!server->workers[i].has_thread)
			continue;
		evg_worker_join(&server->workers[i]);
		cut += server->workers[i].n_cut;
	}
	return (int)cut;
}

static int make_workers(struct evgrpc_server *server)
{
	int n = server->options.workers;

	server->workers = calloc((size_t)n, sizeof *server->workers);
	if (!server->workers)
		return -1;
	for (int i = 0; i < n; i++)
		server->workers[i].post_fd = -1;
	for (int i = 0; i < n; i++)
		if (evg_worker_init(&server->workers[i], server, i) < 0)
			return -1;
	return 0;
}

/* What HTTP/2 has no number for is taken for its largest: nghttp2 would make no session by it. */
static void correct(struct evgrpc_server_options *options)
{
	if (options->workers < 1)
		options->workers = 1;
	if (options->stream_window > INT32_MAX)
		options->stream_window = INT32_MAX;
	if (options->connection_window > INT32_MAX)
		options->connection_window = INT32_MAX;
	if (options->max_header_bytes > UINT32_MAX)
		options->max_header_bytes = UINT32_MAX;
}

struct evgrpc_server *evgrpc_server_new(const struct evgrpc_server_options *options)
{
	struct evgrpc_server *server = calloc(1, sizeof *server);

	if (!server)
		return NULL;
	server->options = *options;
	correct(&server->options);
	pthread_mutex_init(&server->lock, NULL);
	pthread_cond_init(&server->reported, NULL);
	if (make_workers(server) == 0)
		return server;
	evgrpc_server_free(server);
	return NULL;
}

static void free_attachments(struct evgrpc_server *server)
{
	while (server->attachments) {
		struct evg_attachment *attachment = server->attachments;

		server->attachments = attachment->next;
		attachment->fn(attachment->arg);
		free(attachment);
	}
}

void evgrpc_server_free(struct evgrpc_server *server)
{
	if (!server)
		return;
	for (int i = 0; server->workers && i < server->options.workers; i++)
		evg_worker_free(&server->workers[i]);
	free(server->workers);
	while (server->listeners) {
		struct evg_listener *next = server->listeners->next;

		evg_listener_free(server->listeners);
		server->listeners = next;
	}
	free_attachments(server);
	free(server->hooks);
	free(server->routes);
	free(server->by_path);
	pthread_cond_destroy(&server->reported);
	pthread_mutex_destroy(&server->lock);
	free(server);
}
