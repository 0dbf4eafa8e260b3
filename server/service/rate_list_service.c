/* ListRateCases and ListOverdue: the list behind a number, as far as the caller may see it. The page of the ledger is
 * kept in the page token, so that all parts of a list are of the same moment. */
#include "base/text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/page_token.h"
#include "service/rate_ask.h"

#include <huiyin/v1/rate_service.pb-c.h>
#include <stdio.h>
#include <string.h>

/* A list under way; both methods. */
struct rate_listing {
	struct rate_list_query list;
	int page_size;
	const char *page_token;
	uint8_t digest[SHA256_BYTES];
	size_t first, first_figure; /* places in the batch */
	struct rate_figure figure;
	/* reads what the registry must tell; replies */
	int (*read)(struct rpc *rpc, struct refusal *ret_refusal);
	void (*reply)(struct rpc *rpc);
	/* the answer, when it has come */
	Huiyin__V1__RateCase **cases;
	size_t n;
	char *next_page_token;
};

/* ---- The answer ------------------------------------------------------------------------------------------------ */

static Huiyin__V1__RateCase *make_case(struct rpc *rpc, const struct rate_list_row *row)
{
	Huiyin__V1__RateCase *out = convert_new(rpc, &huiyin__v1__rate_case__descriptor);

	out->case_number = convert_text(rpc, row->number);
	out->case_id = row->case_id;
	out->title = convert_text(rpc, row->title);
	out->office = convert_office(rpc, row->state.office_id);
	out->assigned_on = rpc_day(rpc, row->assigned_on);
	out->due_on = rpc_day(rpc, row->due_on);
	out->answered_on = rpc_day(rpc, row->answered_on);
	out->class_ = convert_text(rpc, row->state.class);
	out->days_late = row->days_late;
	out->role = (Huiyin__V1__AssignmentRole)row->state.role;
	out->counted = row->in_numerator;
	out->promise = convert_text(rpc, row->promise);
	out->item_no = row->unit == FACT_PROMISE ? row->no : 0;
	out->member = row->unit == FACT_MEMBER ? convert_member(rpc, row->no) : NULL;
	return out;
}

/* "PAGE CASE NO DAY|NUMBER". */
static char *make_position(struct rpc *rpc, const struct rate_listing *listing, const struct rate_list_row *last)
{
	char position[PAGE_POSITION_MAX + 1], day[HY_DAY_TEXT];

	snprintf(position, sizeof(position), "%lld %lld %d %s", (long long)listing->list.query.page,
		 (long long)last->case_id, last->no,
		 listing->list.by_due ? day_format(last->state.due_on, day) : last->number);
	return page_token_make(listing->digest, position, rpc->arena);
}

static void on_list(struct rpc *rpc, const struct db_result *result)
{
	struct rate_listing *listing = rpc->data;
	size_t n, size = (size_t)listing->page_size;
	const struct rate_list_row *rows = rate_list_take(result, 0, &listing->list, rpc->registry, rpc->arena, &n);

	listing->cases = rpc_alloc(rpc, (n + 1) * sizeof(*listing->cases));
	for (size_t i = 0; i < n && i < size; i++)
		listing->cases[listing->n++] = make_case(rpc, &rows[i]);
	if (n > size)
		listing->next_page_token = make_position(rpc, listing, &rows[size - 1]);
	listing->reply(rpc);
}

/* What both lists have, in messages of their own types. */
#define FILL_LIST(rpc, listing, response)                                                                              \
	do {                                                                                                           \
		(response).cases = (listing)->cases;                                                                   \
		(response).n_cases = (listing)->n;                                                                     \
		(response).next_page_token = (listing)->next_page_token;                                               \
		(response).page = (listing)->list.query.page;                                                          \
		(response).as_of = rpc_day(rpc, (listing)->list.query.as_of);                                          \
	} while (0)

static void reply_rate_cases(struct rpc *rpc)
{
	const struct rate_listing *listing = rpc->data;
	Huiyin__V1__ListRateCasesResponse response = HUIYIN__V1__LIST_RATE_CASES_RESPONSE__INIT;

	FILL_LIST(rpc, listing, response);
	if (!listing->list.condition) {
		response.definition = rate_definition_message(rpc, listing->list.query.definitions[0]);
		response.figure = rate_figure_messages(rpc, &listing->list.query, &listing->figure, NULL,
						       rate_usual_rounding(rpc))[0];
		response.rounding = rate_rounding_text(rpc, rate_usual_rounding(rpc));
	}
	rpc_reply(rpc, &response.base);
}

static void reply_overdue(struct rpc *rpc)
{
	const struct rate_listing *listing = rpc->data;
	Huiyin__V1__ListOverdueResponse response = HUIYIN__V1__LIST_OVERDUE_RESPONSE__INIT;

	FILL_LIST(rpc, listing, response);
	rpc_reply(rpc, &response.base);
}

/* ---- The two steps --------------------------------------------------------------------------------------------- */

static void on_states(struct rpc *rpc, const struct db_result *result)
{
	struct rate_listing *listing = rpc->data;
	const struct rate_states *states;
	struct db_batch *batch;

	if (!listing->list.condition)
		listing->figure =
			rate_query_take(result, listing->first_figure, &listing->list.query, rpc->registry, rpc->arena)
				->total.figures[0];
	states = rate_states_take(result, listing->first, &listing->list, rpc->registry, rpc->arena);
	if (!states) {
		listing->reply(rpc);
		return;
	}
	batch = rpc_batch(rpc);
	rate_list_add(batch, rpc->service->jurisdiction, &listing->list, states, rpc->registry);
	rpc_read(rpc, batch, on_list);
}

static void read_states(struct rpc *rpc)
{
	struct rate_listing *listing = rpc->data;
	struct db_batch *batch;
	struct refusal refusal;

	if (listing->read(rpc, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	listing->first = rate_states_add(batch, rpc->service->jurisdiction, &listing->list, rpc->registry);
	if (!listing->list.condition)
		listing->first_figure =
			rate_query_add(batch, rpc->service->jurisdiction, &listing->list.query, rpc->registry);
	rpc_read(rpc, batch, on_states);
}

/* ---- The question ---------------------------------------------------------------------------------------------- */

static int read_position(struct rpc *rpc, struct rate_listing *listing, struct refusal *ret_refusal)
{
	struct rate_list_query *list = &listing->list;
	char position[PAGE_POSITION_MAX + 1];
	long long page, case_id;
	int at = -1;

	list->after_no = -1;
	if (!listing->page_token[0])
		return 0;
	if (page_token_read(listing->page_token, listing->digest, position) == 0 &&
	    text_is_good(position, 0, PAGE_POSITION_MAX, false) &&
	    sscanf(position, "%lld %lld %d %n", &page, &case_id, &list->after_no, &at) == 3 && at >= 0 && page > 0 &&
	    (!list->by_due || day_parse(position + at, &list->after_due) == 0)) {
		list->query.page = page;
		list->after_case = case_id;
		list->after_number = convert_text(rpc, position + at);
		return 0;
	}
	refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
	return -1;
}

static void begin(struct rpc *rpc, const char *as_of, int page_size, const char *page_token)
{
	struct rate_listing *listing = rpc->data;
	struct rate_list_query *list = &listing->list;
	struct refusal refusal;

	listing->page_token = page_token;
	listing->next_page_token = convert_text(rpc, "");
	list->sight = rpc->sight;
	if (check_past_day("as_of", as_of, rpc->today, &list->query.as_of, &refusal) < 0 ||
	    check_page_size(page_size, &listing->page_size, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	list->limit = listing->page_size + 1;
	page_query_digest(rpc->request, &rpc->sight, list->query.as_of, rpc->arena, listing->digest);
	if (read_position(rpc, listing, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rate_begin(rpc, list->query.page, read_states);
}

/* The count's condition, or the rate's definition and part. */
static int read_what(struct rpc *rpc, const Huiyin__V1__ListRateCasesRequest *request, struct rate_list_query *list,
		     struct refusal *ret_refusal)
{
	static const struct rate_condition *const counts[] = {
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_ASSIGNED] = &usual_counts[USUAL_ASSIGNED],
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_ACCEPTED] = &usual_counts[USUAL_ACCEPTED],
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED] = &usual_counts[USUAL_ANSWERED],
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_ANSWERED_ON_TIME] = &usual_counts[USUAL_ON_TIME],
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_OVERDUE] = &usual_counts[USUAL_OVERDUE],
		[HUIYIN__V1__RATE_COUNT__RATE_COUNT_OPEN] = &usual_counts[USUAL_OPEN],
	};

	list->condition = counts[request->count];
	list->parts = list->condition != NULL;
	list->part = (enum rate_part)request->part;
	if (list->condition)
		return 0;
	if (check_given("count", request->rate, ret_refusal) < 0)
		return -1;
	return rate_read_definitions(rpc, &request->rate, 1, &list->query, ret_refusal);
}

static int read_rate_cases(struct rpc *rpc, struct refusal *ret_refusal)
{
	const Huiyin__V1__ListRateCasesRequest *request = (const Huiyin__V1__ListRateCasesRequest *)rpc->request;
	struct rate_list_query *list = &((struct rate_listing *)rpc->data)->list;
	struct rate_filter *filter = &list->query.filter;

	if (rate_read_filter(rpc, request->filter, request->session, request->role, filter, ret_refusal) < 0)
		return -1;
	if (request->office[0] && office_of_code(rpc->registry, request->office, &filter->office_id, ret_refusal) < 0)
		return -1;
	return read_what(rpc, request, list, ret_refusal);
}

void list_rate_cases(struct rpc *rpc, const Huiyin__V1__ListRateCasesRequest *request)
{
	struct rate_listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));

	listing->list.query.page = request->page;
	listing->read = read_rate_cases;
	listing->reply = reply_rate_cases;
	begin(rpc, request->as_of, request->page_size, request->page_token);
}

/* What is open is everybody's, of every round. */
static int read_overdue(struct rpc *rpc, struct refusal *ret_refusal)
{
	const Huiyin__V1__ListOverdueRequest *request = (const Huiyin__V1__ListOverdueRequest *)rpc->request;
	struct rate_list_query *list = &((struct rate_listing *)rpc->data)->list;

	list->condition = &usual_counts[USUAL_OVERDUE];
	list->parts = list->later = true;
	list->query.filter.roles = ANSWERING_ROLES | 1u << ASSIGNMENT_ASSIST;
	return office_of_code(rpc->registry, request->office, &list->query.filter.office_id, ret_refusal);
}

void list_overdue(struct rpc *rpc, const Huiyin__V1__ListOverdueRequest *request)
{
	struct rate_listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));

	listing->list.by_due = true;
	listing->read = read_overdue;
	listing->reply = reply_overdue;
	begin(rpc, request->as_of, request->page_size, request->page_token);
}
