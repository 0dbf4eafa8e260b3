/* The thread and the base share a lookup; who lets go of it last frees it. So a channel may be freed while the resolver
 * still waits for an answer, which getaddrinfo gives no way to end. */
#include "resolver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* More addresses of one name are not tried. */
enum { MAX_ENDPOINTS = 32 };

struct evg_lookup {
	atomic_int holders;
	int done; /* eventfd: the thread has written what it found */
	struct evg_address address;
	struct evg_endpoints *found;
	const char *error;
	struct event event;
	evg_lookup_done *on_done;
	void *arg;
};

static struct evg_endpoints *copy_list(const struct addrinfo *first)
{
	struct evg_endpoints *list;
	size_t n = 0;

	for (const struct addrinfo *info = first; info && n < MAX_ENDPOINTS; info = info->ai_next)
		n++;
	list = calloc(1, sizeof *list + n * sizeof *list->at);
	if (!list)
		return NULL;
	for (; list->n < n; first = first->ai_next) {
		memcpy(&list->at[list->n].name, first->ai_addr, first->ai_addrlen);
		list->at[list->n++].len = first->ai_addrlen;
	}
	return list;
}

/* Asks getaddrinfo; with AI_NUMERICHOST among flags it asks nobody else. */
static struct evg_endpoints *resolve(const struct evg_address *address, int flags, const char **ret_error)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
					.ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICSERV | flags };
	struct addrinfo *info = NULL;
	struct evg_endpoints *list;
	int rv = getaddrinfo(*address->host ? address->host : "localhost", address->port, &hints, &info);

	if (rv != 0) {
		*ret_error = gai_strerror(rv);
		return NULL;
	}
	list = copy_list(info);
	if (!list)
		*ret_error = "memory is short";
	freeaddrinfo(info);
	return list;
}

static bool is_numeric(const char *host)
{
	unsigned char bytes[sizeof(struct in6_addr)];

	if (strchr(host, ':')) /* only IPv6 addresses have one, with or without a scope ("fe80::1%eth0") */
		return true;
	return inet_pton(AF_INET, host, bytes) == 1;
}

bool evg_resolve_needs_lookup(const struct evg_address *address)
{
	return !address->is_unix && !is_numeric(address->host);
}

struct evg_endpoints *evg_resolve_at_once(const struct evg_address *address, const char **ret_error)
{
	struct sockaddr_un name;
	struct addrinfo info = { .ai_addr = (struct sockaddr *)&name, .ai_addrlen = sizeof name };
	struct evg_endpoints *list;

	if (!address->is_unix)
		return resolve(address, AI_NUMERICHOST, ret_error);
	name = evg_address_unix(address);
	list = copy_list(&info);
	if (!list)
		*ret_error = "memory is short";
	return list;
}

/* ---- Lookups ------------------------------------------------------------------------------------------------ */

static void let_go(struct evg_lookup *lookup)
{
	if (atomic_fetch_sub(&lookup->holders, 1) > 1)
		return;
	close(lookup->done);
	free(lookup->found);
	free(lookup);
}

static void *run_thread(void *arg)
{
	struct evg_lookup *lookup = arg;
	const uint64_t one = 1;
	ssize_t n;

	lookup->found = resolve(&lookup->address, 0, &lookup->error);
	do
		n = write(lookup->done, &one, sizeof one);
	while (n < 0 && errno == EINTR);
	let_go(lookup);
	return NULL;
}

static void on_event(evutil_socket_t fd, short what, void *arg)
{
	struct evg_lookup *lookup = arg;
	struct evg_endpoints *found;
	evg_lookup_done *on_done = lookup->on_done;
	const char *error;
	void *receiver = lookup->arg;
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof count) < 0)
		return;
	event_del(&lookup->event);
	found = lookup->found;
	error = lookup->error;
	lookup->found = NULL;
	let_go(lookup);
	on_done(found, error, receiver);
}

/* A detached thread that takes no signals: those are for the program's own. */
static int start_thread(struct evg_lookup *lookup)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	int rv;

	if (pthread_attr_init(&attributes) != 0)
		return -1;
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	rv = pthread_create(&thread, &attributes, run_thread, lookup);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return rv == 0 ? 0 : -1;
}

struct evg_lookup *evg_lookup_start(struct event_base *base, const struct evg_address *address,
				    evg_lookup_done *on_done, void *arg)
{
	struct evg_lookup *lookup = calloc(1, sizeof *lookup);

	if (!lookup)
		return NULL;
	lookup->holders = 2;
	lookup->address = *address;
	lookup->on_done = on_done;
	lookup->arg = arg;
	lookup->done = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (lookup->done >= 0 &&
	    event_assign(&lookup->event, base, lookup->done, EV_READ | EV_PERSIST, on_event, lookup) == 0 &&
	    event_add(&lookup->event, NULL) == 0) {
		if (start_thread(lookup) == 0)
			return lookup;
		event_del(&lookup->event);
	}
	if (lookup->done >= 0)
		close(lookup->done);
	free(lookup);
	return NULL;
}

void evg_lookup_cancel(struct evg_lookup *lookup)
{
	if (!lookup)
		return;
	event_del(&lookup->event);
	let_go(lookup);
}
