/* Life of a channel: see enum evg_channel_state. Everything that may run the program's callbacks starts from an
 * event, never from a function the program called. */
#include "channel.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void destroy(struct evgrpc_channel *channel);

/* ---- Lists of calls ----------------------------------------------------------------------------------------- */

void evg_calls_put(struct evg_call_list *list, struct evgrpc_client_call *call)
{
	call->list = list;
	call->next = NULL;
	call->prev = list->last;
	if (call->prev)
		call->prev->next = call;
	else
		list->first = call;
	list->last = call;
}

void evg_calls_take(struct evgrpc_client_call *call)
{
	if (call->prev)
		call->prev->next = call->next;
	else
		call->list->first = call->next;
	if (call->next)
		call->next->prev = call->prev;
	else
		call->list->last = call->prev;
	call->list = NULL;
	call->next = call->prev = NULL;
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

/* ---- Queue and connection ----------------------------------------------------------------------------------- */

void evg_channel_not_ready(struct evgrpc_channel *channel, struct evg_client_conn *conn)
{
	if (channel->ready != conn)
		return;
	channel->ready = NULL;
	channel->state = EVG_CHANNEL_IDLE;
	if (channel->queued.first && !channel->dead)
		evg_connector_want(channel);
}

void evg_channel_ready(struct evgrpc_channel *channel, struct evg_client_conn *conn)
{
	evg_connector_succeeded(channel);
	channel->state = EVG_CHANNEL_READY;
	channel->ready = conn;
}

/* The ready connection if it can take one more call now. */
static struct evg_client_conn *find_room(struct evgrpc_channel *channel)
{
	if (channel->ready && evg_client_conn_is_worn(channel->ready))
		evg_client_conn_retire(channel->ready);
	return channel->ready && evg_client_conn_has_room(channel->ready) ? channel->ready : NULL;
}

void evg_channel_serve(struct evgrpc_channel *channel)
{
	while (channel->queued.first) {
		struct evgrpc_client_call *call = channel->queued.first;
		struct evg_client_conn *conn = find_room(channel);

		if (!conn)
			return;
		evg_calls_take(call);
		evg_client_conn_open(conn, call);
	}
}

void evg_channel_take(struct evgrpc_channel *channel, struct evgrpc_client_call *call)
{
	evg_calls_put(&channel->queued, call);
	if (call->decided)
		return;
	evg_channel_serve(channel);
	if (!channel->ready && channel->queued.first)
		evg_connector_want(channel);
}

/* A call's on_done may change the queue, so each is walked to before the one in front of it ends. */
void evg_channel_unreachable(struct evgrpc_channel *channel, const char *reason)
{
	struct evgrpc_client_call *call = channel->queued.first, *last = channel->queued.last, *next;
	bool is_last = !call;

	for (; !is_last && !channel->dead; call = next) {
		is_last = call == last;
		next = call->next;
		if (!call->wait_for_ready)
			evg_client_call_unreachable(call, reason);
	}
}

/* ---- Making and freeing ------------------------------------------------------------------------------------- */

void evgrpc_channel_options_default(struct evgrpc_channel_options *options)
{
	*options = (struct evgrpc_channel_options){
		.connect_timeout_ms = 5000,
		.first_backoff_ms = 100,
		.max_backoff_ms = 10000,
		.idle_timeout_ms = 1800000,
		.keepalive_timeout_ms = 20000,
		.max_response_bytes = 16 << 20,
		.max_header_bytes = 64 << 10,
		.retry = { .max_attempts = 4,
			   .first_backoff_ms = 200,
			   .max_backoff_ms = 5000,
			   .multiplier = 2,
			   .codes = 1U << EVGRPC_UNAVAILABLE,
			   .max_tokens = 10,
			   .token_ratio = 0.1,
			   .max_retry_bytes = 256 << 10 },
	};
}

static char *make_user_agent(const char *program)
{
	static const char own[] = "evgrpc/" EVGRPC_VERSION;
	size_t size = (program ? strlen(program) + 1 : 0) + sizeof own;
	char *text = malloc(size);

	if (text)
		snprintf(text, size, "%s%s%s", program ? program : "", program ? " " : "", own);
	return text;
}

static void release(struct evgrpc_channel *channel)
{
	evg_connector_free(channel);
	evg_tls_free(channel->tls);
	if (channel->owns_base)
		event_base_free(channel->base);
	free(channel->last_message);
	free(channel->last_details);
	free(channel->scratch);
	free(channel->user_agent);
	free(channel->name);
	free(channel);
}

/* Everything but base and addresses; -1 with a sentence in ret_error. */
static int fill(struct evgrpc_channel *channel, const char *addresses, const struct evgrpc_channel_options *options,
		char *ret_error, size_t error_size)
{
	channel->options = *options;
	channel->options.tls = NULL; /* channel->tls has the copy */
	channel->keepalive_ms = options->keepalive_ms;
	channel->tokens = options->retry.max_tokens;
	channel->name = strdup(addresses);
	channel->user_agent = make_user_agent(options->user_agent);
	channel->scratch = malloc(EVG_SCRATCH);
	if (!channel->name || !channel->user_agent || !channel->scratch) {
		snprintf(ret_error, error_size, "memory is short");
		return -1;
	}
	if (options->tls)
		channel->tls = evg_tls_client_new(options->tls, ret_error, error_size);
	return options->tls && !channel->tls ? -1 : 0;
}

struct evgrpc_channel *evgrpc_channel_new_with(struct event_base *base, const char *addresses,
					       const struct evgrpc_channel_options *options, char *ret_error,
					       size_t error_size)
{
	struct evgrpc_channel *channel = calloc(1, sizeof *channel);

	if (channel) {
		channel->base = base ? base : event_base_new();
		channel->owns_base = !base;
	}
	if (!channel || !channel->base) {
		free(channel);
		snprintf(ret_error, error_size, "memory or a descriptor is short");
		return NULL;
	}
	if (evg_connector_init(channel, addresses, ret_error, error_size) < 0 ||
	    fill(channel, addresses, options, ret_error, error_size) < 0) {
		release(channel);
		return NULL;
	}
	return channel;
}

struct evgrpc_channel *evgrpc_channel_new(struct event_base *base, const char *addresses)
{
	struct evgrpc_channel_options options;
	char error[256];

	evgrpc_channel_options_default(&options);
	return evgrpc_channel_new_with(base, addresses, &options, error, sizeof error);
}

static void end_list(struct evg_call_list *list)
{
	while (list->first)
		evg_client_call_end(list->first, EVGRPC_CANCELLED, "the channel was closed");
}

/* Ends its calls too, also those of a connection lost before whose answers nobody has asked for. */
static void end_conn(struct evg_client_conn *conn)
{
	evg_link_close(&conn->link, "the channel was closed");
	for (struct evgrpc_client_call *call = conn->calls.first; call; call = call->next)
		evg_stream_ready(&call->stream);
	evg_link_pump(&conn->link);
}

static void destroy(struct evgrpc_channel *channel)
{
	channel->destroying = true;
	while (channel->conns)
		end_conn(channel->conns);
	end_list(&channel->queued);
	end_list(&channel->resting);
	release(channel);
}

void evgrpc_channel_free(struct evgrpc_channel *channel)
{
	if (!channel)
		return;
	channel->dead = true;
	destroy_if_dead(channel);
}
