/* An attempt:
 *
 *   target ─ lookup ─> endpoints ─ each: socket ─> connected ─ TLS, SETTINGS ─> made
 *      ^                  ^ next              `── failed, or too slow ──'
 *      `── next ── none left
 *
 * When no target is left the attempt has failed. Everything starts from an event, never from a function the program
 * called. */
#include "connector.h"

#include "backoff.h"
#include "channel.h"
#include "clock.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* gRPC's connection-backoff.md; first and last pause are the channel's options. */
static const double MULTIPLIER = 1.6;

static void go_on(struct evgrpc_channel *channel);

/* ---- One socket address ------------------------------------------------------------------------------------- */

static void note(struct evg_connector *connector, const char *reason)
{
	snprintf(connector->reason, sizeof connector->reason, "%s", reason);
}

static void be_patient(struct evgrpc_channel *channel)
{
	struct timeval span = evg_span_us((int64_t)channel->options.connect_timeout_ms * 1000);

	if (channel->options.connect_timeout_ms)
		event_add(&channel->connector.patience, &span);
}

static void drop_socket(struct evg_connector *connector)
{
	event_del(&connector->writable);
	if (connector->fd >= 0)
		close(connector->fd);
	connector->fd = -1;
}

/* The socket stands: HTTP/2 begins. False when memory is short. */
static bool greet(struct evgrpc_channel *channel)
{
	struct evg_connector *connector = &channel->connector;
	const struct evg_endpoint *endpoint = &connector->endpoints->at[connector->next_endpoint - 1];
	int on = 1, fd = connector->fd;
	char peer[64];

	connector->fd = -1;
	if (endpoint->name.ss_family != AF_UNIX)
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	evg_address_format((const struct sockaddr *)&endpoint->name, endpoint->len, peer, sizeof peer);
	connector->conn = evg_client_conn_new(channel, &connector->targets[connector->next_target - 1], fd, peer);
	if (!connector->conn)
		note(connector, "memory is short");
	return connector->conn;
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;
	struct evg_connector *connector = &channel->connector;
	socklen_t len = sizeof(int);
	int error;

	(void)what;
	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) < 0)
		error = errno;
	evg_channel_enter(channel);
	if (error) {
		note(connector, strerror(error));
		drop_socket(connector);
	}
	if (error || !greet(channel))
		go_on(channel);
	evg_channel_leave(channel);
}

/* Starts to connect; false, with the reason noted, when that fails at once. */
static bool try_endpoint(struct evgrpc_channel *channel, const struct evg_endpoint *endpoint)
{
	struct evg_connector *connector = &channel->connector;

	connector->fd = socket(endpoint->name.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (connector->fd >= 0 &&
	    connect(connector->fd, (const struct sockaddr *)&endpoint->name, endpoint->len) == 0) {
		be_patient(channel);
		return greet(channel);
	}
	if (connector->fd < 0 || errno != EINPROGRESS) {
		note(connector, strerror(errno));
		drop_socket(connector);
		return false;
	}
	be_patient(channel);
	event_assign(&connector->writable, channel->base, connector->fd, EV_WRITE, on_writable, channel);
	event_add(&connector->writable, NULL);
	return true;
}

/* ---- One target --------------------------------------------------------------------------------------------- */

static void on_found(struct evg_endpoints *found, const char *error, void *arg)
{
	struct evg_target *target = arg;
	struct evgrpc_channel *channel = target->channel;
	struct evg_connector *connector = &channel->connector;

	target->lookup = NULL;
	if (!connector->looking_up || target != &connector->targets[connector->next_target - 1]) {
		target->found = found;
		return;
	}
	connector->looking_up = false;
	connector->endpoints = found;
	if (!found)
		note(connector, error);
	evg_channel_enter(channel);
	go_on(channel);
	evg_channel_leave(channel);
}

/* Sets endpoints, or begins to look them up; false, with the reason noted, when that fails at once. */
static bool try_target(struct evgrpc_channel *channel, struct evg_target *target)
{
	struct evg_connector *connector = &channel->connector;
	const char *reason = "no thread could be started to look the name up";

	connector->next_endpoint = 0;
	if (target->found) {
		connector->endpoints = target->found;
		target->found = NULL;
		return true;
	}
	if (!evg_resolve_needs_lookup(&target->address)) {
		connector->endpoints = evg_resolve_at_once(&target->address, &reason);
	} else {
		if (!target->lookup)
			target->lookup = evg_lookup_start(channel->base, &target->address, on_found, target);
		connector->looking_up = target->lookup;
		be_patient(channel);
	}
	if (!connector->endpoints && !connector->looking_up)
		note(connector, reason);
	return connector->endpoints || connector->looking_up;
}

/* ---- The attempt -------------------------------------------------------------------------------------------- */

static void end_attempt(struct evg_connector *connector)
{
	event_del(&connector->patience);
	free(connector->endpoints);
	connector->endpoints = NULL;
	connector->next_target = connector->next_endpoint = 0;
}

/* Ends the calls that do not want to wait with what the last attempt failed of. */
static void refuse(struct evgrpc_channel *channel)
{
	const struct evg_connector *connector = &channel->connector;
	char message[768];

	if (connector->n_targets > 1)
		snprintf(message, sizeof message, "cannot connect to any of %.300s; the last one: %s", channel->name,
			 connector->reason);
	else
		snprintf(message, sizeof message, "cannot connect to %.300s: %s", channel->name, connector->reason);
	evg_channel_unreachable(channel, message);
}

static void fail(struct evgrpc_channel *channel)
{
	struct evg_connector *connector = &channel->connector;

	end_attempt(connector);
	connector->failures++;
	channel->state = EVG_CHANNEL_IDLE;
	refuse(channel);
	if (channel->queued.first && !channel->dead)
		evg_connector_want(channel);
}

/* Takes the next step of the attempt, and the next if that fails at once. */
static void go_on(struct evgrpc_channel *channel)
{
	struct evg_connector *connector = &channel->connector;

	event_del(&connector->patience);
	for (;;) {
		while (connector->endpoints && connector->next_endpoint < connector->endpoints->n)
			if (try_endpoint(channel, &connector->endpoints->at[connector->next_endpoint++]))
				return;
		free(connector->endpoints);
		connector->endpoints = NULL;
		if (connector->next_target == connector->n_targets) {
			fail(channel);
			return;
		}
		if (try_target(channel, &connector->targets[connector->next_target++]) && connector->looking_up)
			return;
	}
}

static void on_patience(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;
	struct evg_connector *connector = &channel->connector;
	char reason[96];

	(void)fd;
	(void)what;
	snprintf(reason, sizeof reason, "%s within %u ms",
		 connector->looking_up ? "the name could not be looked up"
		 : connector->conn     ? "it took the connection but did not begin to speak HTTP/2"
				       : "it did not answer",
		 channel->options.connect_timeout_ms);
	evg_channel_enter(channel);
	if (connector->conn) {
		/* The rest follows in its last turn. */
		evg_link_close(&connector->conn->link, reason);
	} else {
		note(connector, reason);
		connector->looking_up = false;
		drop_socket(connector);
		go_on(channel);
	}
	evg_channel_leave(channel);
}

static void begin(struct evgrpc_channel *channel)
{
	const struct evgrpc_channel_options *options = &channel->options;
	const struct evg_backoff backoff = { options->first_backoff_ms, options->max_backoff_ms, MULTIPLIER };
	struct evg_connector *connector = &channel->connector;
	unsigned pause_ms = evg_backoff_ms(&backoff, connector->failures, evg_chance());

	/* Counted from the start: what took long has waited already. */
	connector->next_attempt_us = evg_now_us() + (int64_t)pause_ms * 1000;
	channel->state = EVG_CHANNEL_CONNECTING;
	go_on(channel);
}

static void on_retry(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;

	(void)fd;
	(void)what;
	if (channel->state != EVG_CHANNEL_WAITING)
		return;
	channel->state = EVG_CHANNEL_IDLE;
	if (!channel->queued.first)
		return; /* those who wanted it have left */
	evg_channel_enter(channel);
	begin(channel);
	evg_channel_leave(channel);
}

/* Calls came in a pause; by now an attempt may be under way. If none of them waits for the next, nothing does. */
static void on_refusal(evutil_socket_t fd, short what, void *arg)
{
	struct evgrpc_channel *channel = arg;

	(void)fd;
	(void)what;
	if (channel->state != EVG_CHANNEL_WAITING)
		return;
	evg_channel_enter(channel);
	refuse(channel);
	if (!channel->queued.first) {
		event_del(&channel->connector.retry);
		channel->state = EVG_CHANNEL_IDLE;
	}
	evg_channel_leave(channel);
}

void evg_connector_want(struct evgrpc_channel *channel)
{
	struct evg_connector *connector = &channel->connector;
	int64_t wait_us = connector->next_attempt_us - evg_now_us();
	struct timeval span = evg_span_us(wait_us);

	if (channel->state == EVG_CHANNEL_CONNECTING || channel->state == EVG_CHANNEL_READY)
		return;
	if (wait_us > 0 && connector->failures)
		event_active(&connector->refusal, EV_TIMEOUT, 0);
	if (channel->state == EVG_CHANNEL_WAITING)
		return;
	channel->state = EVG_CHANNEL_WAITING;
	if (wait_us <= 0)
		event_active(&connector->retry, EV_TIMEOUT, 0);
	else
		event_add(&connector->retry, &span);
}

void evg_connector_succeeded(struct evgrpc_channel *channel)
{
	channel->connector.conn = NULL;
	channel->connector.failures = 0;
	note(&channel->connector, "");
	end_attempt(&channel->connector);
}

void evg_connector_lost(struct evgrpc_channel *channel, const char *reason)
{
	channel->connector.conn = NULL;
	note(&channel->connector, reason);
	go_on(channel);
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

static int add_target(struct evgrpc_channel *channel, const char *text, size_t n, char *ret_error, size_t error_size)
{
	struct evg_connector *connector = &channel->connector;
	struct evg_target *target = &connector->targets[connector->n_targets];

	target->channel = channel;
	target->name = strndup(text, n);
	if (!target->name) {
		snprintf(ret_error, error_size, "memory is short");
		return -1;
	}
	connector->n_targets++;
	if (evg_address_parse(target->name, &target->address) == 0)
		return 0;
	snprintf(ret_error, error_size,
		 "\"%.200s\" is no address: write HOST:PORT, [IPv6]:PORT or unix:PATH (a path of at most %zu bytes), "
		 "several with commas between",
		 target->name, sizeof target->address.path - 1);
	return -1;
}

int evg_connector_init(struct evgrpc_channel *channel, const char *addresses, char *ret_error, size_t error_size)
{
	struct evg_connector *connector = &channel->connector;
	size_t room = 1, n;

	connector->fd = -1;
	event_assign(&connector->writable, channel->base, -1, 0, on_writable, channel);
	event_assign(&connector->patience, channel->base, -1, 0, on_patience, channel);
	event_assign(&connector->retry, channel->base, -1, 0, on_retry, channel);
	event_assign(&connector->refusal, channel->base, -1, 0, on_refusal, channel);
	for (const char *at = addresses; *at; at++)
		room += *at == ',';
	connector->targets = calloc(room, sizeof *connector->targets);
	if (!connector->targets) {
		snprintf(ret_error, error_size, "memory is short");
		return -1;
	}
	for (const char *at = addresses;; at += n + 1) {
		at += strspn(at, " "); /* as one writes a list */
		n = strcspn(at, ",");
		if (add_target(channel, at, n, ret_error, error_size) < 0)
			return -1;
		if (!at[n])
			return 0;
	}
}

void evg_connector_free(struct evgrpc_channel *channel)
{
	struct evg_connector *connector = &channel->connector;

	event_del(&connector->retry);
	event_del(&connector->refusal);
	end_attempt(connector);
	drop_socket(connector);
	for (size_t i = 0; i < connector->n_targets; i++) {
		evg_lookup_cancel(connector->targets[i].lookup);
		free(connector->targets[i].found);
		free(connector->targets[i].name);
	}
	free(connector->targets);
}
