#include "listener.h"

#include "clock.h"
#include "server_state.h"
#include "tls.h"
#include "worker.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	BACKLOG = 1024,
	/* Connections taken in one turn, so that those already open get theirs. */
	MAX_ACCEPTS = 64,
	/* Pause when descriptors or places have run out: accept would fail again at once and spin. */
	RETRY_MS = 100,
	SOCKET_MODE = 0660,
};

static void say(char *ret_error, size_t size, const char *format, ...) __attribute__((format(printf, 3, 4)));
static void say(char *ret_error, size_t size, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(ret_error, size, format, args);
	va_end(args);
}

/* ---- Opening ------------------------------------------------------------------------------------------------ */

static int open_tcp_socket(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	int on = 1;

	if (fd < 0)
		return -1;
	if (info->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on) == 0 &&
	    bind(fd, info->ai_addr, info->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	close(fd);
	return -1;
}

static int port_of(int fd)
{
	struct sockaddr_storage address = { .ss_family = AF_UNSPEC };
	socklen_t len = sizeof address;
	uint16_t port = 0;

	if (getsockname(fd, (struct sockaddr *)&address, &len) < 0)
		return 0;
	if (address.ss_family == AF_INET)
		port = ((struct sockaddr_in *)&address)->sin_port;
	else if (address.ss_family == AF_INET6)
		port = ((struct sockaddr_in6 *)&address)->sin6_port;
	return ntohs(port);
}

static void set_port(struct sockaddr *address, int port)
{
	if (address->sa_family == AF_INET)
		((struct sockaddr_in *)address)->sin_port = htons((uint16_t)port);
	else if (address->sa_family == AF_INET6)
		((struct sockaddr_in6 *)address)->sin6_port = htons((uint16_t)port);
}

/* SO_REUSEPORT would let a second server of the same user in beside us and share our clients: a probe without it says
 * whether the port is taken. */
static int probe_tcp(const struct addrinfo *info)
{
	int fd = socket(info->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int on = 1, rv;

	if (fd < 0)
		return -1;
	if (info->ai_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	rv = bind(fd, info->ai_addr, info->ai_addrlen);
	if (rv == 0)
		rv = listen(fd, 1);
	on = errno;
	close(fd);
	errno = on;
	return rv;
}

/* One socket per worker on one address; -1 with errno. Those opened are in the listener either way. */
static int open_on(struct evg_listener *listener, const struct addrinfo *info)
{
	if (probe_tcp(info) < 0)
		return -1;
	for (int i = 0; i < listener->n_fds; i++) {
		listener->fds[i] = open_tcp_socket(info);
		if (listener->fds[i] < 0)
			return -1;
		listener->port = port_of(listener->fds[i]);
		set_port(info->ai_addr, listener->port);
	}
	return 0;
}

static void close_fds(struct evg_listener *listener)
{
	for (int i = 0; i < listener->n_fds; i++) {
		if (listener->fds[i] >= 0)
			close(listener->fds[i]);
		listener->fds[i] = -1;
	}
}

static int open_tcp(struct evg_listener *listener, const char *address, char *ret_error, size_t size)
{
	const char *reason = NULL;
	struct addrinfo *found = evg_address_resolve(&listener->address, &reason);
	int rv = -1;

	for (struct addrinfo *info = found; info && rv < 0; info = info->ai_next) {
		rv = open_on(listener, info);
		if (rv < 0) {
			reason = strerror(errno);
			close_fds(listener);
		}
	}
	if (rv < 0)
		say(ret_error, size, "cannot listen on %s: %s", address, reason);
	if (found)
		freeaddrinfo(found);
	return rv;
}

/* A socket file nobody listens on any more is removed; -1 when it is in use or no socket. */
static int clear_path(const struct sockaddr_un *name)
{
	struct stat status;
	int fd, rv;

	if (lstat(name->sun_path, &status) < 0)
		return errno == ENOENT ? 0 : -1;
	errno = EEXIST;
	if (!S_ISSOCK(status.st_mode))
		return -1;
	fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	if (fd < 0)
		return -1;
	rv = connect(fd, (const struct sockaddr *)name, sizeof *name);
	if (rv < 0 && errno == ECONNREFUSED)
		rv = unlink(name->sun_path);
	else {
		errno = EADDRINUSE;
		rv = -1;
	}
	close(fd);
	return rv;
}

/* Nobody can connect before listen(), so the mode is right from the first connection on. */
static int bind_unix(int fd, const struct sockaddr_un *name)
{
	if (bind(fd, (const struct sockaddr *)name, sizeof *name) < 0)
		return -1;
	if (chmod(name->sun_path, SOCKET_MODE) == 0 && listen(fd, BACKLOG) == 0)
		return 0;
	unlink(name->sun_path);
	return -1;
}

static int open_unix(struct evg_listener *listener, const char *address, char *ret_error, size_t size)
{
	struct sockaddr_un name = evg_address_unix(&listener->address);
	struct stat status;

	if (clear_path(&name) == 0) {
		listener->fds[0] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (listener->fds[0] >= 0 && bind_unix(listener->fds[0], &name) == 0) {
			if (lstat(name.sun_path, &status) == 0) {
				listener->device = status.st_dev;
				listener->inode = status.st_ino;
			}
			return 0;
		}
	}
	say(ret_error, size, "cannot listen on %s: %s", address, strerror(errno));
	close_fds(listener);
	return -1;
}

struct evg_listener *evg_listener_open(const char *address, int n_workers, char *ret_error, size_t error_size)
{
	struct evg_address parsed;
	struct evg_listener *listener;
	int n, rv;

	if (evg_address_parse(address, &parsed) < 0) {
		say(ret_error, error_size, "cannot read the address \"%s\": give HOST:PORT, [IPv6]:PORT or unix:PATH",
		    address);
		return NULL;
	}
	n = parsed.is_unix ? 1 : n_workers;
	listener = calloc(1, sizeof *listener + sizeof(int) * (size_t)n);
	if (!listener) {
		say(ret_error, error_size, "cannot listen on %s: memory is short", address);
		return NULL;
	}
	listener->address = parsed;
	listener->n_fds = n;
	for (int i = 0; i < n; i++)
		listener->fds[i] = -1;
	rv = parsed.is_unix ? open_unix(listener, address, ret_error, error_size)
			    : open_tcp(listener, address, ret_error, error_size);
	if (rv == 0)
		return listener;
	free(listener);
	return NULL;
}

/* Removes our own socket file, once. While the socket still listens: until it is closed a successor finds the path in
 * use, afterwards its new file may have the very inode number of ours. */
static void remove_path(struct evg_listener *listener)
{
	struct stat status;

	if (!listener->address.is_unix || !listener->inode) /* TCP: all workers come here at once */
		return;
	if (lstat(listener->address.path, &status) == 0 && status.st_dev == listener->device &&
	    status.st_ino == listener->inode)
		unlink(listener->address.path);
	listener->inode = 0;
}

void evg_listener_free(struct evg_listener *listener)
{
	remove_path(listener); /* of a server that was never started */
	close_fds(listener);
	evg_tls_free(listener->tls);
	free(listener);
}

/* ---- Accepting ---------------------------------------------------------------------------------------------- */

static bool has_place(const struct evgrpc_worker *worker)
{
	return atomic_load(&worker->n_conns) < worker->server->options.max_connections;
}

/* The worker for the next connection, NULL when all are full. */
static struct evgrpc_worker *choose(struct evg_acceptor *acceptor)
{
	struct evgrpc_server *server = acceptor->worker->server;

	if (!acceptor->listener->address.is_unix)
		return has_place(acceptor->worker) ? acceptor->worker : NULL;
	for (unsigned i = 0; i < (unsigned)server->options.workers; i++) {
		struct evgrpc_worker *worker =
			&server->workers[(acceptor->turn + i) % (unsigned)server->options.workers];

		if (has_place(worker))
			return worker;
	}
	return NULL;
}

struct handover {
	struct evgrpc_worker *worker;
	int fd;
	struct evg_tls *tls;
};

static void take_over(void *arg)
{
	struct handover handover = *(struct handover *)arg;

	free(arg);
	atomic_fetch_sub(&handover.worker->n_conns, 1); /* the connection counts itself */
	evg_conn_adopt(handover.worker, handover.fd, handover.tls);
}

/* A connection on its way has its place already: a worker that is busy must not be given any number of them. */
static void give(struct evgrpc_worker *worker, int fd, struct evg_tls *tls)
{
	struct handover *handover = malloc(sizeof *handover);

	if (handover) {
		*handover = (struct handover){ .worker = worker, .fd = fd, .tls = tls };
		atomic_fetch_add(&worker->n_conns, 1);
		if (evgrpc_worker_post(worker, take_over, handover) == 0)
			return;
		atomic_fetch_sub(&worker->n_conns, 1);
	}
	free(handover);
	close(fd);
}

static void pause_accepting(struct evg_acceptor *acceptor)
{
	struct timeval span = evg_span_us((int64_t)RETRY_MS * 1000);

	if (event_add(&acceptor->retry, &span) == 0) /* or it would never accept again */
		event_del(&acceptor->readable);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct evg_acceptor *acceptor = arg;

	(void)fd;
	(void)what;
	if (event_add(&acceptor->readable, NULL) < 0)
		pause_accepting(acceptor);
}

/* True when there may be more to accept. */
static bool accept_one(struct evg_acceptor *acceptor)
{
	struct evgrpc_worker *worker = choose(acceptor);
	int fd;

	if (!worker) {
		pause_accepting(acceptor);
		return false;
	}
	fd = accept4(acceptor->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
	if (fd < 0) {
		if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM)
			pause_accepting(acceptor);
		return errno == ECONNABORTED || errno == EINTR;
	}
	acceptor->turn = (unsigned)worker->index + 1; /* not in choose: to find the queue empty takes no turn */
	if (worker == acceptor->worker)
		evg_conn_adopt(worker, fd, acceptor->listener->tls);
	else
		give(worker, fd, acceptor->listener->tls);
	return true;
}

static void on_acceptable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	for (int i = 0; i < MAX_ACCEPTS; i++)
		if (!accept_one(arg))
			return;
}

int evg_listener_serve(struct evg_listener *listener, struct evgrpc_worker *worker)
{
	struct evg_acceptor *acceptor;

	if (worker->index >= listener->n_fds)
		return 0;
	acceptor = calloc(1, sizeof *acceptor);
	if (!acceptor)
		return -1;
	acceptor->worker = worker;
	acceptor->listener = listener;
	acceptor->fd = listener->fds[worker->index];
	event_assign(&acceptor->readable, worker->base, acceptor->fd, EV_READ | EV_PERSIST, on_acceptable, acceptor);
	event_assign(&acceptor->retry, worker->base, -1, 0, on_retry, acceptor);
	acceptor->next = worker->acceptors;
	worker->acceptors = acceptor;
	return event_add(&acceptor->readable, NULL);
}

void evg_acceptors_free(struct evgrpc_worker *worker)
{
	while (worker->acceptors) {
		struct evg_acceptor *acceptor = worker->acceptors;

		worker->acceptors = acceptor->next;
		event_del(&acceptor->readable);
		event_del(&acceptor->retry);
		remove_path(acceptor->listener);
		close(acceptor->fd);
		acceptor->listener->fds[worker->index] = -1;
		free(acceptor);
	}
}
