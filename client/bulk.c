#include "bulk.h"

#include "base/digest.h"
#include "base/memory.h"
#include "bulk_chains.h"
#include "channel.h"
#include "progress.h"
#include "remote.h"
#include "say.h"
#include <event2/event.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define MAX_TRIES      6      /* the first and five more */
#define FIRST_PAUSE_MS 250    /* doubled each time: 0.25 + 0.5 + 1 + 2 + 4 s, enough for a server to start again */
#define STREAM_MS      300000 /* the longest a server lets a stream live; the next one goes on */
#define ANSWER_MS      30000  /* how long rows may wait without any answer; the user's --timeout comes first */
/* The largest update a server takes. One too large would end the stream and all that is under way on it. */
#define MAX_ROW_BYTES (256u << 10)

struct bulk {
	struct client *client;
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct event *pump; /* sends rows; activated, so that no stream starts inside another one's end */
	struct event *silence;
	struct evgrpc_client_call *stream; /* NULL: none is open */
	bool answered;                     /* since the stream was opened */
	bool silent;                       /* it was given up for want of answers */
	struct remote_options options;
	struct bulk_row *rows;
	size_t n, done;
	size_t *ready, first, last;                   /* rows that may be sent, in order; each row enters once */
	size_t sent[BULK_MAX_PARALLEL], head, n_sent; /* on the stream, a ring: answers come in the order of sending */
	int parallel, under_way;
	bool stopped; /* a row got no answer at all: the server is gone */
	struct progress progress;
};

/* A row that waits before it is sent again. */
struct pause {
	struct bulk *bulk;
	size_t row;
	struct event *timer;
};

/* What a failed row has to tell. */
struct failure {
	int code;
	char *reason, *message; /* fresh memory, passed on */
	enum remote_fate fate;
};

/* ---- One row ---- */

/* The rows behind one that did not get through. */
static void hold_rest(struct bulk *bulk, size_t row)
{
	for (row = bulk->rows[row].next; row != BULK_NO_ROW; row = bulk->rows[row].next) {
		bulk->rows[row].state = BULK_HELD;
		bulk->done++;
	}
}

static void settle(struct bulk *bulk, size_t row, enum bulk_state state)
{
	bulk->rows[row].state = state;
	bulk->done++;
	bulk->under_way--;
	if (state != BULK_STORED && state != BULK_ALREADY)
		hold_rest(bulk, row);
	else if (bulk->rows[row].next != BULK_NO_ROW)
		bulk->ready[bulk->last++] = bulk->rows[row].next;
	progress_show(&bulk->progress, bulk->done);
	event_active(bulk->pump, EV_TIMEOUT, 0);
}

static bool is_worth_a_retry(const struct failure *failure)
{
	if (failure->code == EVGRPC_UNAVAILABLE || failure->code == EVGRPC_DEADLINE_EXCEEDED)
		return true;
	return failure->code == EVGRPC_RESOURCE_EXHAUSTED && strcmp(failure->reason, "OVERLOADED") == 0;
}

static void send_row(struct bulk *bulk, size_t row);
static void give_up(struct bulk *bulk, size_t row);

static void on_pause_over(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct pause *pause = arg;
	struct bulk *bulk = pause->bulk;
	size_t row = pause->row;
	event_free(pause->timer);
	free(pause);
	if (bulk->stopped)
		give_up(bulk, row);
	else
		send_row(bulk, row);
}

/* Waits, then sends again. A pause takes a quarter more or less, so that offices do not come back in step. */
static void retry_later(struct bulk *bulk, size_t row)
{
	int tries = bulk->rows[row].tries;
	unsigned span = FIRST_PAUSE_MS << (tries > 0 ? tries - 1 : 0);
	uint8_t chance;
	random_bytes(&chance, 1);
	span = span * 3 / 4 + span / 2 * chance / 255;
	struct pause *pause = hy_xcalloc(1, sizeof *pause);
	*pause = (struct pause){ bulk, row, evtimer_new(bulk->base, on_pause_over, pause) };
	struct timeval time = { span / 1000, (suseconds_t)(span % 1000) * 1000 };
	if (!pause->timer || evtimer_add(pause->timer, &time) != 0)
		abort();
}

/* It will not be sent again; what it failed of last stands in it. */
static void give_up(struct bulk *bulk, size_t row)
{
	bulk->stopped = true;
	settle(bulk, row, bulk->rows[row].fate == FATE_UNKNOWN ? BULK_UNANSWERED : BULK_UNDONE);
}

/* Takes what failure holds. */
static void fail_row(struct bulk *bulk, size_t row, const struct failure *failure)
{
	struct bulk_row *r = &bulk->rows[row];
	if (r->fate != FATE_UNKNOWN ||
	    failure->fate == FATE_REFUSED) /* one try that may be stored outweighs later ones */
		r->fate = failure->fate;
	free(r->reason);
	free(r->message);
	r->code = failure->code;
	r->reason = failure->reason;
	r->message = failure->message;
	bulk->stopped = bulk->stopped || failure->code == EVGRPC_UNAUTHENTICATED;
	if (!is_worth_a_retry(failure))
		settle(bulk, row, BULK_REFUSED);
	else if (r->tries < MAX_TRIES && !bulk->stopped)
		retry_later(bulk, row);
	else
		give_up(bulk, row);
}

static void fail_by_status(struct bulk *bulk, size_t row, const struct evgrpc_status *status)
{
	fail_row(bulk, row,
		 &(struct failure){ (int)status->code, remote_reason(status), remote_sentence(bulk->client, status),
				    remote_fate(status) });
}

static void take_refusal(struct bulk *bulk, size_t row, const Huiyin__V1__Refused *refused)
{
	fail_row(bulk, row,
		 &(struct failure){ refused->code, hy_xstrdup(refused->reason), hy_xstrdup(refused->message),
				    remote_fate_of_reason(refused->code, refused->reason) });
}

static void take_stored(struct bulk *bulk, size_t row, const Huiyin__V1__SubmitUpdateResponse *answer)
{
	struct bulk_row *r = &bulk->rows[row];
	r->late_entry = answer->late_entry;
	r->page = answer->page;
	settle(bulk, row, answer->already_stored ? BULK_ALREADY : BULK_STORED);
}

/* ---- The stream ---- */

/* Rows on the stream have so long for the next answer. */
static void expect_answer(struct bulk *bulk)
{
	unsigned ms = bulk->client->timeout_ms ? bulk->client->timeout_ms : ANSWER_MS;
	struct timeval time = { ms / 1000, (suseconds_t)(ms % 1000) * 1000 };
	if (bulk->n_sent == 0)
		evtimer_del(bulk->silence);
	else if (evtimer_add(bulk->silence, &time) != 0)
		abort();
}

static void on_silence(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct bulk *bulk = arg;
	bulk->silent = true;
	if (bulk->stream)
		evgrpc_client_cancel(bulk->stream);
}

static size_t take_sent(struct bulk *bulk)
{
	size_t row = bulk->sent[bulk->head];
	bulk->head = (bulk->head + 1) % BULK_MAX_PARALLEL;
	bulk->n_sent--;
	return row;
}

static void on_message(struct evgrpc_client_call *call, const Huiyin__V1__SubmitUpdatesResponse *answer, void *arg)
{
	struct bulk *bulk = arg;
	if (bulk->n_sent == 0 ||
	    strcmp(answer->request_id, bulk->rows[bulk->sent[bulk->head]].request->request_id) != 0) {
		evgrpc_client_cancel(call); /* not an answer to anything: nothing that follows can be trusted */
		return;
	}
	size_t row = take_sent(bulk);
	bulk->answered = true;
	expect_answer(bulk);
	if (answer->outcome_case == HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_STORED)
		take_stored(bulk, row, answer->stored);
	else if (answer->outcome_case == HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_REFUSED)
		take_refusal(bulk, row, answer->refused);
	else
		fail_by_status(bulk, row, &(struct evgrpc_status){ .code = EVGRPC_INTERNAL });
}

/* The rows that were on the stream are sent again: their request ids tell whether they were stored. A stream that
 * brought answers died of the row next in turn, which alone has used up a try. */
static void fail_sent(struct bulk *bulk, const struct evgrpc_status *status)
{
	for (bool next = true; bulk->n_sent; next = false) {
		size_t row = take_sent(bulk);
		if (bulk->answered && !next)
			bulk->rows[row].tries--;
		fail_by_status(bulk, row, status);
	}
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	struct bulk *bulk = arg;
	/* Only a stream that did nothing was refused itself; what ended in the middle of work is not known. */
	bool lost = bulk->silent || status->code == EVGRPC_OK || status->code == EVGRPC_CANCELLED ||
		    (bulk->answered && status->code != EVGRPC_UNAUTHENTICATED);
	const struct evgrpc_status unknown = { .code = bulk->silent ? EVGRPC_DEADLINE_EXCEEDED : EVGRPC_UNAVAILABLE };
	bulk->stream = NULL;
	bulk->silent = false;
	fail_sent(bulk, lost ? &unknown : status);
	expect_answer(bulk);
	event_active(bulk->pump, EV_TIMEOUT, 0);
}

static int open_stream(struct bulk *bulk)
{
	static const struct huiyin__v1__case_service__submit_updates__client_handlers handlers = {
		.on_message = on_message,
		.on_done = on_done,
	};
	if (bulk->stream)
		return 0;
	bulk->answered = false;
	bulk->stream = huiyin__v1__case_service__submit_updates__client_start(bulk->channel, &bulk->options.call,
									      &handlers, bulk);
	return bulk->stream ? 0 : -1;
}

static void send_row(struct bulk *bulk, size_t row)
{
	struct bulk_row *r = &bulk->rows[row];
	Huiyin__V1__SubmitUpdatesRequest request = HUIYIN__V1__SUBMIT_UPDATES_REQUEST__INIT;
	request.update = r->request;
	r->state = BULK_SENDING;
	if (huiyin__v1__submit_updates_request__get_packed_size(&request) > MAX_ROW_BYTES) {
		fail_by_status(bulk, row, &(struct evgrpc_status){ .code = EVGRPC_RESOURCE_EXHAUSTED });
		return;
	}
	r->tries++;
	if (open_stream(bulk) != 0) {
		fail_by_status(bulk, row, &(struct evgrpc_status){ .code = EVGRPC_UNAVAILABLE });
		return;
	}
	bulk->sent[(bulk->head + bulk->n_sent++) % BULK_MAX_PARALLEL] = row;
	if (bulk->n_sent == 1)
		expect_answer(bulk);
	/* A stream that is over takes none, and says so in on_done. */
	(void)huiyin__v1__case_service__submit_updates__client_send(bulk->stream, &request);
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
	if (bulk->under_way > 0)
		return;
	if (bulk->stream)
		evgrpc_client_half_close(bulk->stream); /* on_done comes back here */
	else
		event_base_loopbreak(bulk->base);
}

/* ---- The run ---- */

static int open_bulk(struct bulk *bulk)
{
	int result = remote_token(bulk->client);
	if (result != CLIENT_OK)
		return result;
	remote_fill(bulk->client, STREAM_MS, &bulk->options);
	bulk->options.call.timeout_ms = STREAM_MS;
	bulk->base = event_base_new();
	bulk->pump = bulk->base ? event_new(bulk->base, -1, 0, on_pump, bulk) : NULL;
	bulk->silence = bulk->base ? evtimer_new(bulk->base, on_silence, bulk) : NULL;
	if (!bulk->pump || !bulk->silence)
		abort();
	bulk->channel = channel_open(bulk->client, bulk->base);
	return bulk->channel ? CLIENT_OK : CLIENT_USAGE;
}

static void close_bulk(struct bulk *bulk)
{
	evgrpc_channel_free(bulk->channel);
	if (bulk->pump)
		event_free(bulk->pump);
	if (bulk->silence)
		event_free(bulk->silence);
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
		bulk.last = bulk_link(rows, n, bulk.ready);
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
