/* GetCase, ListCases, ListUpdates. */
#include "base/text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/named_case.h"
#include "service/page_token.h"
#include "service/summary.h"
#include "store/update_store.h"

#include <stdio.h>
#include <string.h>

/* ---- GetCase -------------------------------------------------------------------------------------------------- */

static void on_case(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__GetCaseResponse response = HUIYIN__V1__GET_CASE_RESPONSE__INIT;
	const struct case_row *row = named_case_row(rpc, result, rpc->data);

	if (!row)
		return;
	response.case_ = convert_case(rpc, row);
	rpc_reply(rpc, &response.base);
}

void get_case(struct rpc *rpc, const Huiyin__V1__GetCaseRequest *request)
{
	struct db_batch *batch;

	rpc->data = request->case_;
	batch = named_case_batch(rpc, request->case_);
	if (batch)
		rpc_read(rpc, batch, on_case);
}

/* ---- ListCases ------------------------------------------------------------------------------------------------ */

/* A list under way. */
struct listing {
	struct case_filter filter;
	int page_size;
	uint8_t digest[SHA256_BYTES];
	struct case_row *rows;
	size_t n;
	bool more;
};

static void reply_list(struct rpc *rpc)
{
	const struct listing *listing = rpc->data;
	Huiyin__V1__ListCasesResponse response = HUIYIN__V1__LIST_CASES_RESPONSE__INIT;
	char day[HY_DAY_TEXT], position[PAGE_POSITION_MAX + 1];
	const struct case_row *last;

	response.cases = rpc_alloc(rpc, (listing->n + 1) * sizeof(*response.cases));
	for (size_t i = 0; i < listing->n; i++)
		response.cases[response.n_cases++] = convert_case(rpc, &listing->rows[i]);
	if (listing->more) {
		last = &listing->rows[listing->n - 1];
		snprintf(position, sizeof(position), "%lld %s", (long long)last->state.case_id,
			 day_format(last->due_on, day));
		response.next_page_token = page_token_make(listing->digest, position, rpc->arena);
	}
	rpc_reply(rpc, &response.base);
}

static void on_details(struct rpc *rpc, const struct db_result *result)
{
	struct listing *listing = rpc->data;

	case_store_details(result, 0, rpc->arena, listing->rows, listing->n);
	reply_list(rpc);
}

static void on_list(struct rpc *rpc, const struct db_result *result)
{
	struct listing *listing = rpc->data;
	struct db_batch *batch;

	listing->rows = case_store_rows(result, 0, rpc->arena, &listing->n);
	listing->more = listing->n > (size_t)listing->page_size;
	if (listing->more)
		listing->n = (size_t)listing->page_size;
	if (listing->n == 0) {
		reply_list(rpc);
		return;
	}
	batch = rpc_batch(rpc);
	case_store_read_details(batch, rpc->service->jurisdiction, listing->rows, listing->n);
	rpc_read(rpc, batch, on_details);
}

/* The position of a list: "CASE DAY", the day empty in lists by id. */
static int read_position(const char *token, struct listing *listing, struct refusal *ret_refusal)
{
	char position[PAGE_POSITION_MAX + 1], day[HY_DAY_TEXT] = "";
	struct case_filter *filter = &listing->filter;
	long long case_id;

	filter->after_due = day_from_ymd(1900, 1, 1);
	if (!token[0])
		return 0;
	if (page_token_read(token, listing->digest, position) < 0 || sscanf(position, "%lld %10s", &case_id, day) < 1 ||
	    (filter->by_due && day_parse(day, &filter->after_due) < 0 && strcmp(day, "9999-12-31") != 0)) {
		refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
		return -1;
	}
	if (strcmp(day, "9999-12-31") == 0)
		filter->after_due = day_from_ymd(9999, 12, 31);
	filter->after_case = case_id;
	return 0;
}

/* A word the rules must have, else the list would be empty and nobody knew why. */
static int check_state(struct rpc *rpc, const char *state, struct refusal *ret_refusal)
{
	const struct rules *rules = rpc->registry->rules;
	const char **codes;

	if (!state[0] || !rules)
		return 0;
	codes = rpc_alloc(rpc, ((size_t)rules->n_states + 1) * sizeof(*codes));
	for (int i = 0; i < rules->n_states; i++)
		codes[i] = rules->states[i].code;
	return check_one_of("state", state, codes, ret_refusal);
}

static int read_phase(const char *name, enum phase *ret_phase, struct refusal *ret_refusal)
{
	const char *names[PHASE_COUNT_ + 1] = { "" };

	for (unsigned phase = PHASE_NONE + 1; phase < PHASE_COUNT_; phase++)
		names[phase] = phase_name(phase);
	*ret_phase = phase_by_name(name);
	return check_one_of("phase", name, names, ret_refusal);
}

/* No lead time is longer than this many days; the rules' own limit is far below. */
#define MAX_LEAD_DAYS 1000

/* The last due day that has the mark, or a worse one, today: marks get worse as days go by, so what is due later has
 * not. */
static hy_day last_day_of_mark(const struct rpc *rpc, enum due_mark mark)
{
	const struct engine_context context = { rpc->registry->rules, rpc->registry->calendar, rpc->today, NULL };
	hy_day day = rpc->today - 1;

	if (mark == MARK_NONE || !context.rules)
		return HY_DAY_NONE;
	while (day < rpc->today + MAX_LEAD_DAYS && engine_mark_of(&context, day + 1, rpc->today) >= mark)
		day++;
	return day;
}

static int read_filter(struct rpc *rpc, const Huiyin__V1__ListCasesRequest *request, struct listing *listing,
		       struct refusal *ret_refusal)
{
	struct case_filter *filter = &listing->filter;
	const struct registry *registry = rpc->registry;

	if (check_page_size(request->page_size, &listing->page_size, ret_refusal) < 0 ||
	    office_of_code(registry, request->office, &filter->office_id, ret_refusal) < 0 ||
	    session_of_code(registry, request->session, &filter->session_id, ret_refusal) < 0 ||
	    member_of_code(registry, request->leader, &filter->leader_id, ret_refusal) < 0 ||
	    member_of_code(registry, request->member, &filter->member_id, ret_refusal) < 0 ||
	    check_state(rpc, request->state, ret_refusal) < 0 ||
	    read_phase(request->phase, &filter->phase, ret_refusal) < 0)
		return -1;
	filter->sight = rpc->sight;
	filter->work_of = filter->office_id ? filter->office_id : rpc->sight.office_id;
	filter->due_by = last_day_of_mark(rpc, (enum due_mark)request->mark);
	filter->state = request->state;
	filter->title_contains = request->title_contains;
	filter->category = request->category;
	filter->document_number = request->document_number;
	filter->level = (enum level)request->level;
	filter->open_only = request->open_only;
	filter->key_only = request->key_only;
	filter->open_promises = request->open_promises;
	filter->by_due = request->order == HUIYIN__V1__CASE_ORDER__CASE_ORDER_DUE;
	filter->limit = listing->page_size + 1;
	page_query_digest(&request->base, &rpc->sight, request->mark ? rpc->today : 0, rpc->arena, listing->digest);
	return read_position(request->page_token, listing, ret_refusal);
}

void list_cases(struct rpc *rpc, const Huiyin__V1__ListCasesRequest *request)
{
	struct listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));
	struct refusal refusal;
	struct db_batch *batch;

	if (read_filter(rpc, request, listing, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	case_store_list(batch, rpc->service->jurisdiction, &listing->filter);
	rpc_read(rpc, batch, on_list);
}

/* ---- ListUpdates ---------------------------------------------------------------------------------------------- */

/* A history under way. */
struct history {
	const char *case_text;
	int page_size, after_version;
	uint8_t digest[SHA256_BYTES];
};

static void on_lines(struct rpc *rpc, const struct db_result *result)
{
	const struct history *history = rpc->data;
	Huiyin__V1__ListUpdatesResponse response = HUIYIN__V1__LIST_UPDATES_RESPONSE__INIT;
	char position[PAGE_POSITION_MAX + 1];
	size_t n, size = (size_t)history->page_size;
	const struct update_row *rows = update_store_rows(result, 0, rpc->arena, &n);

	response.updates = rpc_alloc(rpc, (n + 1) * sizeof(*response.updates));
	for (size_t i = 0; i < n && i < size; i++)
		response.updates[response.n_updates++] = summary_update(rpc, &rows[i]);
	if (n > size) {
		snprintf(position, sizeof(position), "%d", rows[size - 1].version);
		response.next_page_token = page_token_make(history->digest, position, rpc->arena);
	}
	rpc_reply(rpc, &response.base);
}

static void on_case_of_history(struct rpc *rpc, const struct db_result *result)
{
	const struct history *history = rpc->data;
	const struct case_row *row = named_case_row(rpc, result, history->case_text);
	struct db_batch *batch;

	if (!row)
		return;
	batch = rpc_batch(rpc);
	update_store_read(batch, rpc->service->jurisdiction, row->state.case_id, history->after_version,
			  history->page_size + 1);
	rpc_read(rpc, batch, on_lines);
}

void list_updates(struct rpc *rpc, const Huiyin__V1__ListUpdatesRequest *request)
{
	struct history *history = rpc->data = rpc_alloc(rpc, sizeof(*history));
	char position[PAGE_POSITION_MAX + 1];
	int64_t after = 0;
	struct refusal refusal;
	struct db_batch *batch;

	if (check_page_size(request->page_size, &history->page_size, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	page_query_digest(&request->base, &rpc->sight, 0, rpc->arena, history->digest);
	if (request->page_token[0] && (page_token_read(request->page_token, history->digest, position) < 0 ||
				       number_parse(position, 0, INT32_MAX, &after) < 0)) {
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token"));
		return;
	}
	history->case_text = request->case_;
	history->after_version = (int)after;
	batch = named_case_batch(rpc, request->case_);
	if (batch)
		rpc_read(rpc, batch, on_case_of_history);
}
