#include "transport.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static ssize_t read_plain(struct evg_transport *transport, void *bytes, size_t n)
{
	return recv(transport->fd, bytes, n, 0);
}

static ssize_t write_plain(struct evg_transport *transport, const void *bytes, size_t n)
{
	return send(transport->fd, bytes, n, MSG_NOSIGNAL);
}

static int finish_plain(struct evg_transport *transport)
{
	int fd = transport->fd;

	shutdown(fd, SHUT_WR);
	transport->fd = -1;
	return fd;
}

static void close_plain(struct evg_transport *transport)
{
	close(transport->fd);
	transport->fd = -1;
}

void evg_transport_plain(struct evg_transport *transport, int fd)
{
	static const struct evg_transport_ops plain = {
		.scheme = "http", .read = read_plain, .write = write_plain, .finish = finish_plain, .close = close_plain
	};

	*transport = (struct evg_transport){ .ops = &plain, .fd = fd };
}

const char *evg_transport_reason(const struct evg_transport *transport)
{
	const char *reason = errno == EPROTO && transport->ops->reason ? transport->ops->reason(transport) : NULL;

	return reason ? reason : strerror(errno);
}
