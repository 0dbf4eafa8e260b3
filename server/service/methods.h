/* The table of methods: who may call what, what takes it up. */
#ifndef SERVICE_METHODS_H
#define SERVICE_METHODS_H

#include "domain/rules.h"
#include "evgrpc.h"
#include "service/context.h"

struct rpc;

/* One method. roles holds a bit 1 << enum role for each that may call it. */
struct method {
	const char *path;
	const ProtobufCMessageDescriptor *request, *response;
	unsigned roles;
	struct label label;              /* what it does, for ROLE_NOT_ALLOWED */
	void (*handle)(struct rpc *rpc); /* NULL for streams */
	enum evgrpc_kind kind;
	unsigned deadline_ms;     /* 0: the server's */
	size_t max_request_bytes; /* 0: the server's */
};

/* The methods; *ret_n of them. */
const struct method *methods_table(size_t *ret_n);
/* Adds all methods to a server. 0, or -1 with a sentence. */
int methods_add(struct evgrpc_server *server, struct service *service, char *ret_error, size_t error_size);

#endif
