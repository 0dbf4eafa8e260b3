#include "bulk.h"

#include "base/digest.h"
#include "base/memory.h"
#include "channel.h"
#include "progress.h"
#include "remote.h"
#include "say.h"
#include <event2/event.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define NO_ROW         SIZE_MAX
#define MAX_TRIES      6   /* the first and five more */
#define FIRST_PAUSE_MS 250 /* doubled each time: 0.25 + 0.5 + 1 + 2 + 4 s, enough for a server to start again */

struct bulk {
	struct client *client;
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct event *pump; /* starts calls; activated, so that no call starts inside another one's end */
	struct remote_options options;
	struct bulk_row *rows;
	size_t n, done;
	size_t *ready, first, last; /* rows that may be sent, in order; each row enters once */
	int parallel, under_way;
	bool stopped; /* a row got no answer at all: the server is gone */
	struct progress progress;
};

/* A row under way, for the callbacks. */
struct flight {
	struct bulk *bulk;
	size_t row;
	struct event *timer;
};

/* ---- Rows of the same case ---- */

/* The last row of a case so far, and the names rows call the case by: what stands in the column, and the case number
 * that a filing among the rows gives it. */
struct chain {
	size_t last;
};
struct chain_name {
	UT_hash_handle hh;
	struct chain *chain;
	const char *name;
};

static struct chain *find_chain(struct chain_name *names, const char *name)
{
	struct chain_name *found;
	HASH_FIND_STR(names, name, found);
	return found ? found->chain : NULL;
}

static void name_chain(struct arena *arena, struct chain_name **names, const char *name, struct chain *chain)
{
	struct chain_name *entry;
	if (!*name || find_chain(*names, name))
		return;
	entry = arena_alloc(arena, sizeof *entry);
	entry->name = name;
	entry->chain = chain;
	HASH_ADD_KEYPTR(hh, *names, entry->name, strlen(name), entry);
}

/* Links rows of the same case and makes the first of each ready. */
static void link_rows(struct bulk *bulk)
{
	struct arena *arena = arena_new();
	struct chain_name *names = NULL;
	for (size_t row = 0; row < bulk->n; row++) {
		const Huiyin__V1__SubmitUpdateRequest *request = bulk->rows[row].request;
		struct chain *chain = find_chain(names, request->case_);
		bulk->rows[row].next = NO_ROW;
		if (chain) {
			bulk->rows[chain->last].next = row;
		} else {
			chain = arena_alloc(arena, sizeof *chain);
			bulk->ready[bulk->last++] = row;
		}
		chain->last = row;
		name_chain(arena, &names, request->case_, chain);
		name_chain(arena, &names, request->case_number, chain);
	}
	HASH_CLEAR(hh, names);
	arena_free(arena);
}

static void hold_rest(struct bulk *bulk, size_t row)
{
	for (row = bulk->rows[row].next; row != NO_ROW; row = bulk->rows[row].next) {
		bulk->rows[row].state = BULK_HELD;
		bulk->done++;
	}
}

/* ---- One call ---- */

static void settle(struct bulk *bulk, size_t row, enum bulk_state state)
{
	bulk->rows[row].state = state;
	bulk->done++;
	bulk->under_way--;
	if (state != BULK_STORED && state != BULK_ALREADY)
		hold_rest(bulk, row);
	else if (bulk->rows[row].next != NO_ROW)
		bulk->ready[bulk->last++] = bulk->rows[row].next;
	progress_show(&bulk->progress, bulk->done);
	event_active(bulk->pump, EV_TIMEOUT, 0);
}

static bool is_worth_a_retry(const struct evgrpc_status *status, const char *reason)
{
	if (status->code == EVGRPC_UNAVAILABLE || status->code == EVGRPC_DEADLINE_EXCEEDED)
		return true;
	return status->code == EVGRPC_RESOURCE_EXHAUSTED && strcmp(reason, "OVERLOADED") == 0;
}

static void send_row(struct bulk *bulk, size_t row);

static void on_pause_over(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct flight *flight = arg;
	struct bulk *bulk = flight->bulk;
	size_t row = flight->row;
	event_free(flight->timer);
	free(flight);
	send_row(bulk, row);
}

/* Waits, then sends again. A pause takes a quarter more or less, so that offices do not come back in step. */
static void retry_later(struct bulk *bulk, size_t row)
{
	unsigned pause = FIRST_PAUSE_MS << (bulk->rows[row].tries - 1);
	uint8_t chance;
	random_bytes(&chance, 1);
	pause = pause * 3 / 4 + pause / 2 * chance / 255;
	struct flight *flight = hy_xcalloc(1, sizeof *flight);
	*flight = (struct flight){ bulk, row, evtimer_new(bulk->base, on_pause_over, flight) };
	struct timeval time = { pause / 1000, (suseconds_t)(pause % 1000) * 1000 };
	if (!flight->timer || evtimer_add(flight->timer, &time) != 0)
		abort();
}

static void on_failed(struct bulk *bulk, size_t row, const struct evgrpc_status *status)
{
	struct bulk_row *r = &bulk->rows[row];
	char *reason = remote_reason(status);
	bool retry = is_worth_a_retry(status, reason);
	enum remote_fate fate = remote_fate(status);
	if (r->fate != FATE_UNKNOWN || fate == FATE_REFUSED) /* one try that may be stored outweighs later ones */
		r->fate = fate;
	if (retry && r->tries < MAX_TRIES) {
		free(reason);
		retry_later(bulk, row);
		return;
	}
	r->code = status->code;
	r->reason = reason;
	r->message = remote_sentence(bulk->client, status);
	bulk->stopped = bulk->stopped || retry || status->code == EVGRPC_UNAUTHENTICATED;
	settle(bulk, row, !retry ? BULK_REFUSED : r->fate == FATE_UNKNOWN ? BULK_UNANSWERED : BULK_UNDONE);
}

static void on_message(struct evgrpc_client_call *call, const Huiyin__V1__SubmitUpdateResponse *answer, void *arg)
{
	(void)call;
	const struct flight *flight = arg;
	struct bulk_row *row = &flight->bulk->rows[flight->row];
	row->state = answer->already_stored ? BULK_ALREADY : BULK_STORED;
	row->late_entry = answer->late_entry;
	row->page = answer->page;
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	struct flight *flight = arg;
	struct bulk *bulk = flight->bulk;
	size_t row = flight->row;
	enum bulk_state state = bulk->rows[row].state;
	free(flight);
	if (status->code == EVGRPC_OK && state != BULK_SENDING)
		settle(bulk, row, state);
	else
		on_failed(bulk, row, status);
}

static void send_row(struct bulk *bulk, size_t row)
{
	static const struct huiyin__v1__case_service__submit_update__client_handlers handlers = {
		.on_message = on_message,
		.on_done = on_done,
	};
	struct flight *flight = hy_xcalloc(1, sizeof *flight);
	*flight = (struct flight){ .bulk = bulk, .row = row };
	bulk->rows[row].tries++;
	bulk->rows[row].state = BULK_SENDING;
	if (!huiyin__v1__case_service__submit_update__client_start(bulk->channel, bulk->rows[row].request,
								   &bulk->options.call, &handlers, flight)) {
		free(flight);
		struct evgrpc_status status = { .code = EVGRPC_UNAVAILABLE };
		on_failed(bulk, row, &status);
	}
}

static void on_pump(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct bulk *bulk = arg;
	while (!bulk->stopped && bulk->under_way < bulk->parallel && bulk->first < bulk->last) {
		bulk->under_way++;
		send_row(bulk, bulk->ready[bulk->first++]);
	}
	if (bulk->under_way == 0)
		event_base_loopbreak(bulk->base);
}

/* ---- The run ---- */

static int open_bulk(struct bulk *bulk)
{
	int result = remote_token(bulk->client);
	if (result != CLIENT_OK)
		return result;
	remote_fill(bulk->client, 0, &bulk->options);
	bulk->base = event_base_new();
	bulk->pump = bulk->base ? event_new(bulk->base, -1, 0, on_pump, bulk) : NULL;
	if (!bulk->pump)
		abort();
	bulk->channel = channel_open(bulk->client, bulk->base);
	return bulk->channel ? CLIENT_OK : CLIENT_USAGE;
}

static void close_bulk(struct bulk *bulk)
{
	evgrpc_channel_free(bulk->channel);
	if (bulk->pump)
		event_free(bulk->pump);
	if (bulk->base)
		event_base_free(bulk->base);
	explicit_bzero(bulk->options.authorization, sizeof bulk->options.authorization);
	free(bulk->ready);
}

int bulk_run(struct client *client, struct bulk_row *rows, size_t n, int parallel)
{
	struct bulk bulk = { .client = client, .rows = rows, .n = n, .parallel = parallel, .progress = { .total = n } };
	int result = open_bulk(&bulk);
	if (result == CLIENT_OK) {
		bulk.ready = hy_xcalloc(n + 1, sizeof *bulk.ready);
		link_rows(&bulk);
		event_active(bulk.pump, EV_TIMEOUT, 0);
		event_base_dispatch(bulk.base);
		progress_clear(&bulk.progress);
	}
	close_bulk(&bulk);
	return result;
}

void bulk_free(struct bulk_row *rows, size_t n)
{
	for (size_t row = 0; row < n; row++) {
		free(rows[row].message);
		free(rows[row].reason);
	}
}

long long bulk_count(const struct bulk_row *rows, size_t n, enum bulk_state state)
{
	long long count = 0;
	for (size_t row = 0; row < n; row++)
		count += rows[row].state == state;
	return count;
}
