/* What stands between a socket and HTTP/2: bytes as they are today, TLS in their place another day. */
#ifndef EVGRPC_TRANSPORT_H
#define EVGRPC_TRANSPORT_H

#include <stddef.h>
#include <sys/types.h>

struct evg_transport;
struct evg_transport_ops {
	/* Like read(2) and send(2) on a non-blocking socket: bytes moved, 0 at the end of input, -1 with errno
	 * (EAGAIN: wait for the descriptor). Writing never raises SIGPIPE. */
	ssize_t (*read)(struct evg_transport *transport, void *bytes, size_t n);
	ssize_t (*write)(struct evg_transport *transport, const void *bytes, size_t n);
	/* Closes the descriptor and frees what the transport holds. */
	void (*close)(struct evg_transport *transport);
};

struct evg_transport {
	const struct evg_transport_ops *ops;
	int fd;
	void *state; /* of the transport's own */
};

/* Takes a connected non-blocking descriptor and moves bytes unchanged. */
void evg_transport_plain(struct evg_transport *transport, int fd);

#endif
