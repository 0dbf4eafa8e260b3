/* The table of methods: who may call what, what takes it up. */
#ifndef SERVICE_METHODS_H
#define SERVICE_METHODS_H

#include "domain/rules/rules.h"
#include "evgrpc.h"
#include "service/context.h"

struct rpc;

/* Who may call a method: roles holds a bit 1 << enum role for each that may. */
struct access {
	unsigned roles;
	bool codes;         /* open to evaluation codes too, which act for one signer of one case */
	struct label label; /* what the method does, for ROLE_NOT_ALLOWED */
	/* Of a method whose requests come as a stream: the caller is known, messages may come (begin sets rpc->data);
	 * the last one has been handed over. The messages between go to on_message, each one asked for with
	 * evgrpc_call_next, the first one by methods.c. */
	void (*begin)(struct rpc *rpc);
	void (*end)(struct rpc *rpc);
};

/* The methods, *ret_n of them, each with its struct access as data. */
const struct evgrpc_method *methods_table(size_t *ret_n);
/* Adds all methods to a server. 0, or -1 with a sentence. */
int methods_add(struct evgrpc_server *server, struct service *service, char *ret_error, size_t error_size);

#endif
