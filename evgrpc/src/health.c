/* grpc.health.v1: one state for the whole server, asked (Check) or followed (Watch). */
#include "grpc/health/v1/health.pb-c.h"
#include "server.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A watch costs some hundred bytes; an hour keeps watches of forgotten clients from staying for ever, and clients open
 * a new one when it ends. */
#define WATCH_DEADLINE_MS (60u * 60 * 1000)
/* A request is one service name; ours have less than 60 bytes. */
#define REQUEST_MAX_BYTES ((size_t)4096)
/* Changes queued for a peer that does not read, above which it is told only what holds when it reads again. A change
 * takes 7 bytes. */
#define WATCH_QUEUE_MAX_BYTES ((size_t)128 * 1024)
#define NO_MEMORY             "The server is short of memory. Try again later."

typedef Grpc__Health__V1__HealthCheckRequest Request;
typedef Grpc__Health__V1__HealthCheckResponse Response;
typedef Grpc__Health__V1__HealthCheckResponse__ServingStatus ServingStatus;
#define SERVING         GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
#define SERVICE_UNKNOWN GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN

/* One open Watch; lives in its call's arena. */
struct watch {
	struct watch *previous, *next;
	struct watch_list *list;
	struct evgrpc_call *call;
	bool known;         /* the server has that service */
	ServingStatus told; /* last state sent; UNKNOWN, which is never sent, before the first */
};

/* The open watches of one worker, touched on that worker's thread only. Made by its first Watch, it stays until the
 * server is freed, so that a post to the worker may always point at it. */
struct watch_list {
	struct watch_list *next;
	struct health *health;
	struct evgrpc_worker *worker;
	struct watch *first;
};

struct health {
	struct evgrpc_server *server;
	atomic_bool serving;
	pthread_mutex_t lock; /* for the chain of lists, not for what is in them */
	struct watch_list *lists;
};

static void free_health(void *arg)
{
	struct health *health = arg;
	struct watch_list *next;

	for (struct watch_list *list = health->lists; list != NULL; list = next) {
		next = list->next;
		free(list);
	}
	pthread_mutex_destroy(&health->lock);
	free(health);
}

/* True for a service with at least one method and for "", the server as a whole. */
static bool has_service(const struct evgrpc_server *server, const char *name)
{
	size_t len = strlen(name);

	if (len == 0)
		return true;
	for (size_t i = 0; i < evgrpc_server_method_count(server); i++) {
		const char *path = evgrpc_server_method_at(server, i)->path;

		if (strncmp(path + 1, name, len) == 0 && path[1 + len] == '/')
			return true;
	}
	return false;
}

/* ---- Check -------------------------------------------------------------------------------------------------- */

static void on_check(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Request *request = (const Request *)message;
	struct health *health = service;
	Response response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;

	if (!has_service(health->server, request->service)) {
		evgrpc_call_fail(call, EVGRPC_NOT_FOUND,
				 "This server has no such service. Give its full name, or none for the whole server.");
		return;
	}
	response.status = atomic_load(&health->serving) ? SERVING : NOT_SERVING;
	evgrpc_call_reply(call, &response.base);
}

/* ---- Watch -------------------------------------------------------------------------------------------------- */

static void end_watch(struct watch *watch, enum evgrpc_code code, const char *message)
{
	if (watch->previous != NULL)
		watch->previous->next = watch->next;
	else
		watch->list->first = watch->next;
	if (watch->next != NULL)
		watch->next->previous = watch->previous;
	evgrpc_call_fail(watch->call, code, message);
}

static void on_watch_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	end_watch(arg, EVGRPC_CANCELLED, NULL);
}

static void tell(struct watch *watch);

static void on_watch_drained(struct evgrpc_call *call, void *arg)
{
	evgrpc_call_on_drained(call, NULL, NULL);
	tell(arg);
}

/* Sends the state if the peer does not have it yet. Ends the watch when memory is short. */
static void tell(struct watch *watch)
{
	Response response = GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__INIT;

	response.status = atomic_load(&watch->list->health->serving) ? SERVING : NOT_SERVING;
	if (!watch->known)
		response.status = SERVICE_UNKNOWN;
	if (response.status == watch->told)
		return;
	if (evgrpc_call_queued(watch->call) > WATCH_QUEUE_MAX_BYTES) {
		evgrpc_call_on_drained(watch->call, on_watch_drained, watch);
		return;
	}
	watch->told = response.status;
	if (evgrpc_call_send(watch->call, &response.base) != 0)
		end_watch(watch, EVGRPC_RESOURCE_EXHAUSTED, NO_MEMORY);
}

/* Runs on the worker's thread after a change. */
static void on_change(void *arg)
{
	struct watch_list *list = arg;
	struct watch *next;

	for (struct watch *watch = list->first; watch != NULL; watch = next) {
		next = watch->next;
		tell(watch);
	}
}

/* The list of the calling thread's worker; NULL when memory is short. */
static struct watch_list *find_list(struct health *health, struct evgrpc_worker *worker)
{
	struct watch_list *list;

	pthread_mutex_lock(&health->lock);
	for (list = health->lists; list != NULL && list->worker != worker; list = list->next)
		;
	if (list == NULL) {
		list = calloc(1, sizeof(*list));
		if (list != NULL) {
			*list = (struct watch_list){ .next = health->lists, .health = health, .worker = worker };
			health->lists = list;
		}
	}
	pthread_mutex_unlock(&health->lock);
	return list;
}

static void on_watch(struct evgrpc_call *call, const ProtobufCMessage *message, void *service)
{
	const Request *request = (const Request *)message;
	struct health *health = service;
	struct watch_list *list = find_list(health, evgrpc_call_worker(call));
	struct watch *watch = evgrpc_call_alloc(call, sizeof(*watch));

	if (list == NULL || watch == NULL) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, NO_MEMORY);
		return;
	}
	*watch = (struct watch){
		.next = list->first, .list = list, .call = call, .known = has_service(health->server, request->service)
	};
	if (list->first != NULL)
		list->first->previous = watch;
	list->first = watch;
	evgrpc_call_on_gone(call, on_watch_gone, watch);
	/* Read after the list is in the chain: a change made meanwhile is either read here or posted to us. */
	tell(watch);
}

/* ---- Service ------------------------------------------------------------------------------------------------ */

static const struct evgrpc_method methods[] = {
	{
		.path = "/grpc.health.v1.Health/Check",
		.kind = EVGRPC_UNARY,
		.request = &grpc__health__v1__health_check_request__descriptor,
		.response = &grpc__health__v1__health_check_response__descriptor,
		.max_request_bytes = REQUEST_MAX_BYTES,
		.on_message = on_check,
	},
	{
		.path = "/grpc.health.v1.Health/Watch",
		.kind = EVGRPC_SERVER_STREAM,
		.request = &grpc__health__v1__health_check_request__descriptor,
		.response = &grpc__health__v1__health_check_response__descriptor,
		.max_deadline_ms = WATCH_DEADLINE_MS,
		.endless = true,
		.max_request_bytes = REQUEST_MAX_BYTES,
		.on_message = on_watch,
	},
};

int evgrpc_server_add_health(struct evgrpc_server *server)
{
	struct health *health = calloc(1, sizeof(*health));

	if (health == NULL)
		return -1;
	if (pthread_mutex_init(&health->lock, NULL) != 0) {
		free(health);
		return -1;
	}
	health->server = server;
	atomic_init(&health->serving, true);
	/* Once attached the server frees it, also when the methods then cannot be added. */
	if (evgrpc_server_on_free(server, free_health, health) != 0) {
		free_health(health);
		return -1;
	}
	return evgrpc_server_add_methods(server, methods, sizeof(methods) / sizeof(methods[0]), health);
}

void evgrpc_server_set_serving(struct evgrpc_server *server, bool serving)
{
	struct health *health = evgrpc_server_attached(server, free_health);

	if (health == NULL || atomic_exchange(&health->serving, serving) == serving)
		return;
	pthread_mutex_lock(&health->lock);
	for (struct watch_list *list = health->lists; list != NULL; list = list->next)
		evgrpc_worker_post(list->worker, on_change, list);
	pthread_mutex_unlock(&health->lock);
}
