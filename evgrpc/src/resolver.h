/* From an address to socket addresses, without making the loop wait: what needs nobody asked is answered at once, names
 * are looked up by a thread, one for each lookup under way. */
#ifndef EVGRPC_RESOLVER_H
#define EVGRPC_RESOLVER_H

#include "address.h"

struct event_base;

struct evg_endpoint {
	struct sockaddr_storage name;
	socklen_t len;
};

/* A list, in the order they should be tried; freed with free(). */
struct evg_endpoints {
	size_t n;
	struct evg_endpoint at[];
};

/* True when the host is a name and someone has to be asked. */
bool evg_resolve_needs_lookup(const struct evg_address *address);
/* Of an address that needs no lookup; the caller frees. NULL with a sentence (static) in *ret_error. */
struct evg_endpoints *evg_resolve_at_once(const struct evg_address *address, const char **ret_error);

struct evg_lookup;
/* found is the receiver's, NULL with a sentence (static) in error. The lookup is gone when it runs. */
typedef void evg_lookup_done(struct evg_endpoints *found, const char *error, void *arg);
/* Looks a name up: on_done runs once on base, never before this returns. NULL when a thread, a descriptor or memory is
 * short. */
struct evg_lookup *evg_lookup_start(struct event_base *base, const struct evg_address *address,
				    evg_lookup_done *on_done, void *arg);
/* on_done will not run; the thread ends when the resolver lets it. NULL is fine. */
void evg_lookup_cancel(struct evg_lookup *lookup);

#endif
