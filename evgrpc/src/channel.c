/* Life of a channel: see enum evg_channel_state. Everything that may run the program's callbacks starts from an
 * event, never from a function the program called. */
#include "channel.h"

#include "clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	/* Between the starts of two attempts; doubled until one succeeds. */
	FIRST_BACKOFF_MS = 20,
	LAST_BACKOFF_MS = 1000,
	/* One address that does not answer must not eat a call's whole deadline. */
	CONNECT_TIMEOUT_MS = 5000,
	STREAM_WINDOW = 256 << 10,
	CONNECTION_WINDOW = 1 << 20,
	MAX_HEADER_BYTES = 64 << 10,
	OUTPUT_HIGH_WATER = 256 << 10,
};

static void destroy(struct evgrpc_channel *channel);
static void try_next(struct evgrpc_channel *channel, int last_error);

/* ---- Lists of calls ----------------------------------------------------------------------------------------- */

static void put_in_queue(struct evgrpc_channel *channel, struct evgrpc_client_call *call)
{
	call->prev = channel->last_queued;
	call->next = NULL;
	if (call->prev)
		call->prev->next = call;
	else
		channel->first_queued = call;
	channel->last_queued = call;
}

void evg_channel_unlink(struct evgrpc_client_call *call)
{
	struct evgrpc_channel *channel = call->channel;

	if (call->prev)
		call->prev->next = call->next;
	else if (call->conn)
		call->conn->calls = call->next;
	else
		channel->first_queued = call->next;
	if (call->next)
		call->next->prev = call->prev;
	else if (!call->conn)
		channel->last_queued = call->prev;
	call->next = call->prev = NULL;
}

static void open_on(struct evg_client_conn *conn, struct evgrpc_client_call *call)
{
	call->next = conn->calls;
	call->prev = NULL;
	if (call->next)
		call->next->prev = call;
	conn->calls = call;
	evg_client_call_open(call, conn);
}

/* ---- The program may free the channel from a callback ------------------------------------------------------- */

static bool is_busy(const struct evgrpc_channel *channel)
{
	for (const struct evg_client_conn *conn = channel->conns; conn; conn = conn->next)
		if (conn->link.pumping)
			return true;
	return channel->depth > 0;
}

static void destroy_if_dead(struct evgrpc_channel *channel)
{
	if (channel->dead && !channel->destroying && !is_busy(channel))
		destroy(channel);
}

void evg_channel_enter(struct evgrpc_channel *channel)
{
	channel->depth++;
}

void evg_channel_leave(struct evgrpc_channel *channel)
{
	channel->depth--;
	destroy_if_dead(channel);
}

/* ---- Connections -------------------------------------------------------------------------------------------- */

static void retire(struct evg_client_conn *conn)
{
	if (conn->channel->ready != conn)
		return;
	conn->channel->ready = NULL;
	conn->channel->state = EVG_CHANNEL_IDLE;
}

static void on_goaway(void *owner)
{
	retire(owner);
}

static struct evg_stream *on_request(void *owner)
{
	(void)owner; /* push is switched off: a server cannot begin streams */
	return NULL;
}

static void on_closed(void *owner, const char *reason)
{
	struct evg_client_conn *conn = owner;

	conn->closed = true;
	snprintf(conn->reason, sizeof conn->reason, "%s", reason);
	retire(conn);
	for (struct evgrpc_client_call *call = conn->calls; call; call = call->next)
		evg_stream_lost(&call->stream);
}

static void free_conn(struct evg_client_conn *conn)
{
	if (conn->prev)
		conn->prev->next = conn->next;
	else
		conn->channel->conns = conn->next;
	if (conn->next)
		conn->next->prev = conn->prev;
	evg_link_free(&conn->link);
	free(conn);
}

static void on_pumped(void *owner)
{
	struct evg_client_conn *conn = owner;
	struct evgrpc_channel *channel = conn->channel;

	if (conn->closed && !conn->calls && !conn->link.h2.first_ready)
		free_conn(conn);
	destroy_if_dead(channel);
}

static struct evg_client_conn *make_conn(struct evgrpc_channel *channel, int fd)
{
	static const struct evg_link_ops ops = { .h2 = { .on_request = on_request, .on_goaway = on_goaway },
						 .on_closed = on_closed,
						 .on_pumped = on_pumped };
	static const struct evg_h2_settings settings = { .stream_window = STREAM_WINDOW,
							 .connection_window = CONNECTION_WINDOW,
							 .max_header_bytes = MAX_HEADER_BYTES };
	struct evg_client_conn *conn = calloc(1, sizeof *conn);
	struct evg_transport transport;

	evg_transport_plain(&transport, fd);
	if (!conn) {
		transport.ops->close(&transport);
		return NULL;
	}
	conn->channel = channel;
	conn->link.scratch = channel->scratch;
	conn->link.high_water = OUTPUT_HIGH_WATER;
	conn->link.always_reads = true;
	if (evg_link_init(&conn->link, channel->base, transport, &settings, &ops, conn) < 0) {
		free(conn);
		return NULL;
	}
	conn->next = channel->conns;
	if (conn->next)
		conn->next->prev = conn;
	channel->conns = conn;
	return conn;
}

/* ---- Connecting --------------------------------------------------------------------------------------------- */

/* Sees that an attempt is made, not too soon after the last one. */
static void want_connection(struct evgrpc_channel *channel)
{
	int64_t wait_us = channel->next_attempt_us - evg_now_us();
	struct timeval span = evg_span_us(wait_us);

	if (channel->state != EVG_CHANNEL_IDLE)
		return;
	channel->state = EVG_CHANNEL_WAITING;
	if (wait_us <= 0)
		event_active(&channel->retry, EV_TIMEOUT, 0);
	else
		event_add(&channel->retry, &span);
}

static void end_attempt(struct evgrpc_channel *channel)
{
	if (channel->address.is_unix)
		free(channel->found);
	else if (channel->found)
		freeaddrinfo(channel->found);
	channel->found = channel->candidate = NULL;
}

/* Those that do not want to wait end; the others wait for the next attempt. A call's on_done may change the queue,
 * so it is walked by taking from its front. */
static void fail_attempt(struct evgrpc_channel *channel, const char *reason)
{
	struct evgrpc_client_call *call = channel->first_queued, *last = channel->last_queued, *next;
	char message[512];
	bool is_last = !call;

	snprintf(message, sizeof message, "cannot connect to %.300s: %s", channel->name, reason);
	end_attempt(channel);
	channel->state = EVG_CHANNEL_IDLE;
	for (; !is_last && !channel->dead; call = next) {
		is_last = call == last;
		next = call->next;
		if (call->wait_for_ready)
			continue;
		evg_client_call_end(call, EVGRPC_UNAVAILABLE, message);
	}
	if (channel->first_queued && !channel->dead)
		want_connection(channel);
}

static void connected(struct evgrpc_channel *channel)
{
	struct evg_client_conn *conn;
	int on = 1, fd = channel->fd;

	channel->fd = -1;
	if (!channel->address.is_unix)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	end_attempt(channel);
	conn = make_conn(channel, fd);
	if (!conn) {
		fail_attempt(channel, "memory is short");
		return;
	}
	channel->state = EVG_CHANNEL_READY;
	channel->ready = conn;
	channel->backoff_ms = FIRST_BACKOFF_MS;
	while (channel->first_queued) {
		struct evgrpc_client_call *call = channel->first_queued;

		evg_channel_unlink(call);
		open_on(conn, call);
	}
	evg_link_pump(&conn->link);
}

static void drop_socket(struct evgrpc_channel *channel)
{
	if (channel->fd >= 0)
		close(channel->fd);
	channel->fd = -1;
}

static void on_connecting(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;
	socklen_t len = sizeof(int);
	int error = ETIMEDOUT;

	if (what & EV_WRITE && getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	evg_channel_enter(channel);
	if (error == 0) {
		connected(channel);
	} else {
		drop_socket(channel);
		try_next(channel, error);
	}
	evg_channel_leave(channel);
}

/* Starts to connect to the candidates until one is on its way. */
static void try_next(struct evgrpc_channel *channel, int last_error)
{
	struct timeval span = evg_span_us((int64_t)CONNECT_TIMEOUT_MS * 1000);

	while (channel->candidate) {
		struct addrinfo *info = channel->candidate;

		channel->candidate = info->ai_next;
		channel->fd = socket(info->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
		if (channel->fd >= 0 && connect(channel->fd, info->ai_addr, info->ai_addrlen) == 0) {
			connected(channel);
			return;
		}
		last_error = errno;
		if (channel->fd >= 0 && last_error == EINPROGRESS) {
			channel->state = EVG_CHANNEL_CONNECTING;
			event_assign(&channel->connecting, channel->base, channel->fd, EV_WRITE, on_connecting,
				     channel);
			event_add(&channel->connecting, &span);
			return;
		}
		drop_socket(channel);
	}
	fail_attempt(channel, strerror(last_error));
}

/* The unix address in the shape of what the resolver gives, one block. */
static struct addrinfo *unix_candidate(const struct evg_address *address)
{
	struct addrinfo *info = calloc(1, sizeof *info + sizeof(struct sockaddr_un));
	struct sockaddr_un name = evg_address_unix(address);

	if (!info)
		return NULL;
	memcpy(info + 1, &name, sizeof name);
	info->ai_family = AF_UNIX;
	info->ai_addr = (struct sockaddr *)(info + 1);
	info->ai_addrlen = sizeof name;
	return info;
}

static void begin_attempt(struct evgrpc_channel *channel)
{
	const char *reason = "memory is short";

	channel->next_attempt_us = evg_now_us() + (int64_t)channel->backoff_ms * 1000;
	if (channel->backoff_ms < LAST_BACKOFF_MS)
		channel->backoff_ms *= 2;
	if (channel->address.is_unix)
		channel->found = unix_candidate(&channel->address);
	else
		channel->found = evg_address_resolve(&channel->address, false, &reason);
	channel->candidate = channel->found;
	if (channel->found)
		try_next(channel, 0);
	else
		fail_attempt(channel, reason);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;

	(void)fd;
	(void)what;
	if (channel->state != EVG_CHANNEL_WAITING)
		return;
	channel->state = EVG_CHANNEL_IDLE;
	if (!channel->first_queued)
		return; /* those who wanted it have left */
	evg_channel_enter(channel);
	begin_attempt(channel);
	evg_channel_leave(channel);
}

void evg_channel_take(struct evgrpc_channel *channel, struct evgrpc_client_call *call)
{
	if (channel->ready && !call->decided) {
		open_on(channel->ready, call);
		return;
	}
	put_in_queue(channel, call);
	if (!call->decided)
		want_connection(channel);
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

struct evgrpc_channel *evgrpc_channel_new(struct event_base *base, const char *address)
{
	struct evgrpc_channel *channel = calloc(1, sizeof *channel);

	if (!channel)
		return NULL;
	channel->fd = -1;
	channel->backoff_ms = FIRST_BACKOFF_MS;
	channel->base = base ? base : event_base_new();
	channel->owns_base = !base;
	channel->name = strdup(address);
	channel->scratch = malloc(EVG_SCRATCH);
	if (!channel->base || !channel->name || !channel->scratch ||
	    evg_address_parse(address, &channel->address) < 0) {
		if (channel->owns_base && channel->base)
			event_base_free(channel->base);
		free(channel->name);
		free(channel->scratch);
		free(channel);
		return NULL;
	}
	channel->authority = channel->address.is_unix ? "localhost" : channel->name;
	event_assign(&channel->retry, channel->base, -1, 0, on_retry, channel);
	event_assign(&channel->connecting, channel->base, -1, 0, on_connecting, channel);
	return channel;
}

static void end_calls(struct evgrpc_channel *channel)
{
	while (channel->first_queued)
		evg_client_call_end(channel->first_queued, EVGRPC_CANCELLED, "the channel was closed");
	while (channel->conns) {
		evg_link_close(&channel->conns->link, "the channel was closed");
		evg_link_pump(&channel->conns->link);
	}
}

static void destroy(struct evgrpc_channel *channel)
{
	channel->destroying = true;
	end_calls(channel);
	event_del(&channel->retry);
	event_del(&channel->connecting);
	drop_socket(channel);
	end_attempt(channel);
	if (channel->owns_base)
		event_base_free(channel->base);
	free(channel->last_message);
	free(channel->last_details);
	free(channel->scratch);
	free(channel->name);
	free(channel);
}

void evgrpc_channel_free(struct evgrpc_channel *channel)
{
	if (!channel)
		return;
	channel->dead = true;
	destroy_if_dead(channel);
}
