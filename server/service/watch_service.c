/* WatchUpdates: lines of the ledger as they come, for one caller, from a place on.
 *
 * The place is all a watch knows: everything before it was sent. A step reads the lines behind it, a bounded number of
 * lines and pages, sends them and moves it; when nothing is behind it the watch waits in its worker's corner for news.
 * Each step is an rpc of its own: its memory goes with it, its registry is the one in force, and the caller is known
 * anew, so that a watch ends when its token does. A peer that does not read is not read for: the next step waits until
 * it has taken what was sent. */
#include "service/auth.h"
#include "service/check.h"
#include "service/convert_parts.h"
#include "service/handlers.h"
#include "service/summary.h"
#include "service/watch_hub.h"
#include "store/watch_store.h"

#include <limits.h>
#include <string.h>

/* Lines of a step: some 300 KiB of messages at the most. */
#define LINES_AT_ONCE 100
/* Pages of a step: a caller who sees few cases costs bounded reads, and is told how far the watch has come. */
#define PAGES_AT_ONCE 1000
/* Bytes the peer has not taken; the next step comes when it has. */
#define MAX_QUEUED_BYTES (64u << 10)
/* Pages without a line for the caller after which it is told the place; sooner when it is quiet. */
#define PAGES_UNTOLD 64

struct watch {
	struct watch_waiter waiter; /* first: wake() gets it */
	struct rpc *rpc;
	struct watch_filter filter; /* its page and line are the place */
	bool from_now, placed;      /* placed: the place has been held against the ledger */
	int64_t told;               /* page before which the peer knows that it has everything */
	bool unsaid;                /* lines were sent since, or the head was reached for the first time */
};

static void step(struct watch *watch);

/* ---- Waiting: nothing but its peer holds the call ---------------------------------------------------------------- */

static void on_gone(struct evgrpc_call *call, void *arg)
{
	struct watch *watch = arg;

	(void)call;
	watch_stop(&watch->waiter);
	rpc_give_up(watch->rpc);
}

static void on_news(struct watch_waiter *waiter)
{
	step((struct watch *)waiter);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	evgrpc_call_on_drained(call, NULL, NULL);
	step(arg);
}

static bool has_news(const struct watch *watch)
{
	uint8_t hash[SHA256_BYTES];
	int64_t head;

	ledger_head(watch->rpc->service->ledger, &head, hash);
	return head >= watch->filter.page;
}

/* After a step: the peer first, then what is there already, then news. */
static void go_on(struct watch *watch, bool more)
{
	struct rpc *rpc = watch->rpc;

	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
		return;
	}
	if (evgrpc_call_queued(rpc->call) > MAX_QUEUED_BYTES) {
		evgrpc_call_on_gone(rpc->call, on_gone, watch);
		evgrpc_call_on_drained(rpc->call, on_drained, watch);
		return;
	}
	if (more) {
		step(watch);
		return;
	}
	evgrpc_call_on_gone(rpc->call, on_gone, watch);
	watch_wait(rpc->worker->watches, &watch->waiter);
	if (has_news(watch)) { /* it may have come before we waited */
		watch_stop(&watch->waiter);
		step(watch);
	}
}

/* ---- A step ------------------------------------------------------------------------------------------------------ */

static void on_answered(struct rpc *rpc, const ProtobufCMessage *response, const struct refusal *refusal)
{
	struct watch *watch = rpc->part_of;

	(void)response;
	rpc_refuse(watch->rpc, refusal);
	rpc_free_part(rpc);
}

static void on_dropped(void *arg)
{
	rpc_drop(((struct watch *)arg)->rpc);
}

static void on_submitted(struct rpc *rpc)
{
	(void)rpc;
}

static const struct rpc_part part = { on_submitted, on_answered, on_dropped };

static void send_line(struct rpc *rpc, const struct watch_row *row)
{
	Huiyin__V1__WatchUpdatesResponse response = HUIYIN__V1__WATCH_UPDATES_RESPONSE__INIT;
	const struct rules *rules = rpc->registry->rules;

	response.update = summary_update(rpc, &row->update);
	response.case_ = *row->number ? convert_text(rpc, row->number)
				      : arena_printf(rpc->arena, "s%lld", (long long)row->case_id);
	response.title = convert_text(rpc, row->title);
	response.state_label = convert_state_label(rpc, rules ? rules_state(rules, row->state) : NULL, row->state);
	response.page = row->update.page - 1;
	(void)evgrpc_call_send(rpc->call, &response.base); /* whether it is gone is asked next */
}

/* Tells that everything before the place has been sent. */
static void send_place(struct watch *watch)
{
	Huiyin__V1__WatchUpdatesResponse response = HUIYIN__V1__WATCH_UPDATES_RESPONSE__INIT;

	if (watch->filter.line_no > 0 || (watch->told == watch->filter.page && !watch->unsaid))
		return; /* in the middle of a page the line that was sent is the place */
	response.page = watch->filter.page - 1;
	(void)evgrpc_call_send(watch->rpc->call, &response.base);
	watch->told = watch->filter.page;
	watch->unsaid = false;
}

/* Moves the place to the beginning of a page. */
static void place_at(struct watch *watch, int64_t page)
{
	watch->filter.page = page;
	watch->filter.line_no = 0;
}

static void on_lines(struct rpc *rpc, const struct db_result *result)
{
	struct watch *watch = rpc->part_of;
	int64_t head = watch_store_head_page(result, 0);
	size_t n;
	const struct watch_row *rows = watch_store_rows(result, 1, rpc->arena, &n);

	for (size_t i = 0; i < n; i++)
		send_line(rpc, &rows[i]);
	watch->unsaid |= n > 0;
	if (n == LINES_AT_ONCE) {
		watch->filter.page = rows[n - 1].update.page;
		watch->filter.line_no = rows[n - 1].update.line_no;
	} else if (head >= watch->filter.page) {
		place_at(watch, head < watch->filter.until ? head + 1 : watch->filter.until);
		if (watch->unsaid || watch->filter.page >= watch->told + PAGES_UNTOLD)
			send_place(watch);
	}
	rpc_free_part(rpc);
	go_on(watch, head >= watch->filter.page);
}

static void read_lines(struct rpc *rpc)
{
	struct watch *watch = rpc->part_of;
	struct db_batch *batch = rpc_batch(rpc);

	watch->filter.until = watch->filter.page + PAGES_AT_ONCE;
	watch_store_head(batch, rpc->service->jurisdiction);
	watch_store_read(batch, rpc->service->jurisdiction, &rpc->sight, &watch->filter);
	rpc_read(rpc, batch, on_lines);
}

/* The place of the beginning: "from now", or one that the ledger has reached. */
static void on_head(struct rpc *rpc, const struct db_result *result)
{
	struct watch *watch = rpc->part_of;
	int64_t head = watch_store_head_page(result, 0);
	struct refusal refusal;

	if (!watch->from_now && watch->filter.page > head + 1) {
		refuse_with(refuse(&refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "after_page");
		refuse_with(&refusal, "min", "%d", -1);
		refuse_with(&refusal, "max", "%lld", (long long)head + 1);
		rpc_refuse(rpc, &refusal);
		return;
	}
	if (watch->from_now)
		place_at(watch, head + 1);
	watch->placed = true;
	send_place(watch); /* so that a peer knows that the watch stands, and where */
	watch->unsaid = head >= watch->filter.page;
	rpc_free_part(rpc);
	go_on(watch, head >= watch->filter.page);
}

static void on_known(struct rpc *rpc)
{
	struct watch *watch = rpc->part_of;
	struct db_batch *batch;

	if (watch->placed && !has_news(watch)) { /* it was only woken for the look at its caller */
		send_place(watch);
		rpc_free_part(rpc);
		go_on(watch, false);
	} else if (watch->placed) {
		read_lines(rpc);
	} else {
		batch = rpc_batch(rpc);
		watch_store_head(batch, rpc->service->jurisdiction);
		rpc_read(rpc, batch, on_head);
	}
}

static void step(struct watch *watch)
{
	evgrpc_call_on_gone(watch->rpc->call, NULL, NULL); /* the step holds the call */
	auth_begin(rpc_new_part(watch->rpc, &part, watch), on_known);
}

/* ---- The request ------------------------------------------------------------------------------------------------- */

static int read_place(const Huiyin__V1__WatchUpdatesRequest *request, struct watch *watch, struct refusal *ret_refusal)
{
	bool bad_page = request->after_page < -1 || request->after_page == INT64_MAX;

	watch->from_now = request->after_page == -1;
	watch->filter.page = request->after_page > 0 ? request->after_page : 1;
	watch->filter.line_no = request->after_page > 0 ? request->after_line : 0;
	if (!bad_page && request->after_line >= 0)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", bad_page ? "after_page" : "after_line");
	refuse_with(ret_refusal, "min", "%d", bad_page ? -1 : 0);
	refuse_with(ret_refusal, "max", "%d", INT_MAX);
	return -1;
}

static void refuse_verb(const struct rules *rules, const char *verb, struct refusal *ret_refusal)
{
	struct strbuf list = { 0 };

	strbuf_puts(&list, "receive");
	for (int i = 0; i < rules->n_moves; i++)
		strbuf_printf(&list, ", %s", rules->moves[i].verb);
	refuse_with(refuse(ret_refusal, REASON_VERB_UNKNOWN), "verb", "%s", verb);
	refuse_with(ret_refusal, "allowed", "%s", list.text);
	strbuf_clear(&list);
}

/* Verbs that no rule knows would wait for ever. */
static int check_verbs(struct rpc *rpc, const Huiyin__V1__WatchUpdatesRequest *request, struct refusal *ret_refusal)
{
	const struct rules *rules = rpc->registry->rules;

	for (size_t i = 0; i < request->n_verbs; i++) {
		if (check_given("verbs", request->verbs[i], ret_refusal) < 0)
			return -1;
		if (!rules || strcmp(request->verbs[i], "receive") == 0 || rules_move(rules, request->verbs[i]))
			continue;
		refuse_verb(rules, request->verbs[i], ret_refusal);
		return -1;
	}
	return 0;
}

void watch_updates(struct rpc *rpc, const Huiyin__V1__WatchUpdatesRequest *request)
{
	struct watch *watch = rpc->data = rpc_alloc(rpc, sizeof(*watch));
	struct refusal refusal;

	watch->waiter.wake = on_news;
	watch->rpc = rpc;
	watch->filter.limit = LINES_AT_ONCE;
	watch->filter.verbs = (const char *const *)request->verbs;
	watch->filter.n_verbs = request->n_verbs;
	if (read_place(request, watch, &refusal) < 0 || check_verbs(rpc, request, &refusal) < 0 ||
	    office_of_code(rpc->registry, request->office, &watch->filter.office_id, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		step(watch);
}
