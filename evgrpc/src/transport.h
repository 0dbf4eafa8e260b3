/* What stands between a socket and HTTP/2: bytes as they are, or TLS (tls.h). */
#ifndef EVGRPC_TRANSPORT_H
#define EVGRPC_TRANSPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct evg_transport;
struct evg_transport_ops {
	const char *scheme; /* of requests over it: "http" or "https" */
	/* Like read(2) and send(2) on a non-blocking socket: bytes moved, 0 at the end of input, -1 with errno
	 * (EAGAIN: wait for the descriptor as waits says). Writing never raises SIGPIPE. After EAGAIN the next write
	 * begins with the same bytes; there may be more of them, at another place. */
	ssize_t (*read)(struct evg_transport *transport, void *bytes, size_t n);
	ssize_t (*write)(struct evg_transport *transport, const void *bytes, size_t n);
	/* Why the last read or write failed with EPROTO, valid until close; NULL: errno says it all. May be NULL. */
	const char *(*reason)(const struct evg_transport *transport);
	/* Ends the output well after everything was written, frees what the transport holds and gives back the
	 * descriptor, for the caller to close when the peer has too. */
	int (*finish)(struct evg_transport *transport);
	/* Closes the descriptor and frees what the transport holds. */
	void (*close)(struct evg_transport *transport);
};

/* What must happen to the descriptor before anything moves. */
enum evg_transport_wait {
	EVG_WAITS_AS_USUAL,  /* reading waits for input, writing for room */
	EVG_WAITS_FOR_INPUT, /* also writing: then read */
	EVG_WAITS_FOR_ROOM,  /* also reading */
};

struct evg_transport {
	const struct evg_transport_ops *ops;
	int fd;
	void *state; /* of the transport's own */
	enum evg_transport_wait waits;
	bool has_more;  /* read would give more at once, though the descriptor may be silent */
	bool last_word; /* it failed and has told the peer why: finish it rather than close it, so that it is read */
};

/* Takes a connected non-blocking descriptor and moves bytes unchanged. */
void evg_transport_plain(struct evg_transport *transport, int fd);
/* What went wrong in the last read or write, from errno and ops->reason. */
const char *evg_transport_reason(const struct evg_transport *transport);

#endif
