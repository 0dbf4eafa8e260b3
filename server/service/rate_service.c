/* GetRates, ListRateCases, ListOverdue: derived tables, read when the fold has caught up, with the page they show. */
#include "base/text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/page_token.h"
#include "service/rate.h"
#include "store/rate_store.h"

#include <huiyin/v1/rate_service.pb-c.h>
#include <stdio.h>
#include <string.h>

#define SENTENCE_SIZE 300

/* ---- GetRates ------------------------------------------------------------------------------------------------- */

static Huiyin__V1__RateRow *make_row(struct rpc *rpc, const struct rate_counts *counts)
{
	Huiyin__V1__RateRow *row = convert_new(rpc, &huiyin__v1__rate_row__descriptor);

	row->office = convert_office(rpc, counts->office_id);
	row->assigned = row->denominator = counts->assigned;
	row->accepted = counts->accepted;
	row->answered = row->numerator = counts->answered;
	row->answered_on_time = counts->on_time;
	row->overdue = counts->overdue;
	row->rate_basis_points = rate_basis_points(counts->answered, counts->assigned);
	return row;
}

/* A row per office with a base, in official order. */
static void add_offices(struct rpc *rpc, const struct rate_counts *counts, size_t n, Huiyin__V1__GetRatesResponse *out)
{
	const struct registry *registry = rpc->registry;

	out->rows = rpc_alloc(rpc, (n + 1) * sizeof(*out->rows));
	for (size_t o = 0; o < registry->n_offices; o++)
		for (size_t i = 0; i < n; i++)
			if (counts[i].office_id == registry->offices[o].office_id && counts[i].assigned > 0)
				out->rows[out->n_rows++] = make_row(rpc, &counts[i]);
}

/* Rates under way. */
struct rates {
	struct rate_filter filter;
	enum assignment_role role; /* asked for; NONE: those that answer */
	bool by_office;
};

static void on_rates(struct rpc *rpc, const struct db_result *result)
{
	const struct rates *rates = rpc->data;
	const struct rate_filter *filter = &rates->filter;
	Huiyin__V1__GetRatesResponse response = HUIYIN__V1__GET_RATES_RESPONSE__INIT;
	size_t n;
	struct rate_counts total;
	const struct rate_counts *counts = rate_store_counts(result, 0, rpc->arena, &n, &total);

	response.as_of = rpc_day(rpc, filter->as_of);
	response.page = rate_store_page(result, 0);
	response.definition = convert_text(rpc, rate_definition(rates->role, rpc->language));
	response.total = make_row(rpc, &total);
	if (rates->by_office)
		add_offices(rpc, counts, n, &response);
	response.sentence = rpc_alloc(rpc, SENTENCE_SIZE);
	rate_sentence(rates->role, rpc->language, total.answered, total.assigned, filter->as_of, response.sentence,
		      SENTENCE_SIZE);
	rpc_reply(rpc, &response.base);
}

static void read_rates(struct rpc *rpc)
{
	const struct rates *rates = rpc->data;
	struct db_batch *batch = rpc_batch(rpc);

	rate_store_read(batch, rpc->service->jurisdiction, &rates->filter);
	rpc_read(rpc, batch, on_rates);
}

/* What all three ask for alike. */
static int read_filter(struct rpc *rpc, const char *as_of, const char *session, unsigned roles,
		       struct rate_filter *filter, struct refusal *ret_refusal)
{
	filter->level = own_level(rpc->registry);
	filter->roles = roles;
	if (check_past_day("as_of", as_of, rpc->today, &filter->as_of, ret_refusal) < 0)
		return -1;
	return session_of_code(rpc->registry, session, &filter->session_id, ret_refusal);
}

/* A rate is of one role, or of those that answer a proposer: lead, sole and separate offices. */
static unsigned roles_of(Huiyin__V1__AssignmentRole role)
{
	return role ? 1u << role : ANSWERING_ROLES;
}
/* What is open is everybody's. */
#define ALL_ROLES (ANSWERING_ROLES | 1u << ASSIGNMENT_ASSIST)

void get_rates(struct rpc *rpc, const Huiyin__V1__GetRatesRequest *request)
{
	struct rates *rates = rpc->data = rpc_alloc(rpc, sizeof(*rates));
	struct refusal refusal;

	rates->by_office = request->group_by == HUIYIN__V1__RATE_GROUP__RATE_GROUP_OFFICE;
	rates->role = (enum assignment_role)request->role;
	if (read_filter(rpc, request->as_of, request->session, roles_of(request->role), &rates->filter, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_wait_fold(rpc, read_rates);
}

/* ---- Lists ---------------------------------------------------------------------------------------------------- */

/* A list under way; both methods. */
struct rate_listing {
	struct rate_list list;
	int page_size;
	uint8_t digest[SHA256_BYTES];
	/* the answer, when it has come */
	Huiyin__V1__RateCase **cases;
	size_t n;
	char *next_page_token;
	int64_t page;
};

/* Working days a case was or is late by the as-of day. */
static int days_late(const struct rpc *rpc, const struct rate_case *rate_case, hy_day as_of)
{
	hy_day until = rate_case->answered_on != HY_DAY_NONE ? rate_case->answered_on : as_of;

	if (rate_case->due_on == HY_DAY_NONE || until <= rate_case->due_on)
		return 0;
	return calendar_working_days_between(rpc->registry->calendar, rate_case->due_on, until);
}

static Huiyin__V1__RateCase *make_case(struct rpc *rpc, const struct rate_case *rate_case, hy_day as_of)
{
	Huiyin__V1__RateCase *out = convert_new(rpc, &huiyin__v1__rate_case__descriptor);

	out->case_number = convert_text(rpc, rate_case->number);
	out->case_id = rate_case->case_id;
	out->title = convert_text(rpc, rate_case->title);
	out->office = convert_office(rpc, rate_case->office_id);
	out->assigned_on = rpc_day(rpc, rate_case->assigned_on);
	out->due_on = rpc_day(rpc, rate_case->due_on);
	out->answered_on = rpc_day(rpc, rate_case->answered_on);
	out->class_ = convert_text(rpc, rate_case->class);
	out->days_late = days_late(rpc, rate_case, as_of);
	out->role = (Huiyin__V1__AssignmentRole)rate_case->role;
	return out;
}

/* "CASE ASSIGNMENT DAY|NUMBER". */
static char *make_position(struct rpc *rpc, const struct rate_listing *listing, const struct rate_case *last)
{
	char position[PAGE_POSITION_MAX + 1], day[HY_DAY_TEXT];

	snprintf(position, sizeof(position), "%lld %d %s", (long long)last->case_id, last->assignment_no,
		 listing->list.by_due ? day_format(last->due_on, day) : last->number);
	return page_token_make(listing->digest, position, rpc->arena);
}

static void take_list(struct rpc *rpc, const struct db_result *result)
{
	struct rate_listing *listing = rpc->data;
	size_t n, size = (size_t)listing->page_size;
	const struct rate_case *cases = rate_store_cases(result, 1, rpc->arena, &n);

	listing->page = rate_store_page(result, 0);
	listing->cases = rpc_alloc(rpc, (n + 1) * sizeof(*listing->cases));
	for (size_t i = 0; i < n && i < size; i++)
		listing->cases[listing->n++] = make_case(rpc, &cases[i], listing->list.filter.as_of);
	listing->next_page_token = n > size ? make_position(rpc, listing, &cases[size - 1]) : convert_text(rpc, "");
}

static void on_rate_cases(struct rpc *rpc, const struct db_result *result)
{
	struct rate_listing *listing = rpc->data;
	Huiyin__V1__ListRateCasesResponse response = HUIYIN__V1__LIST_RATE_CASES_RESPONSE__INIT;

	take_list(rpc, result);
	response.cases = listing->cases;
	response.n_cases = listing->n;
	response.next_page_token = listing->next_page_token;
	response.page = listing->page;
	response.as_of = rpc_day(rpc, listing->list.filter.as_of);
	rpc_reply(rpc, &response.base);
}

static void on_overdue(struct rpc *rpc, const struct db_result *result)
{
	struct rate_listing *listing = rpc->data;
	Huiyin__V1__ListOverdueResponse response = HUIYIN__V1__LIST_OVERDUE_RESPONSE__INIT;

	take_list(rpc, result);
	response.cases = listing->cases;
	response.n_cases = listing->n;
	response.next_page_token = listing->next_page_token;
	response.page = listing->page;
	response.as_of = rpc_day(rpc, listing->list.filter.as_of);
	rpc_reply(rpc, &response.base);
}

static void read_list(struct rpc *rpc)
{
	struct rate_listing *listing = rpc->data;
	struct db_batch *batch = rpc_batch(rpc);

	rate_store_list(batch, rpc->service->jurisdiction, &listing->list);
	rpc_read(rpc, batch, listing->list.by_due ? on_overdue : on_rate_cases);
}

static int read_position(struct rpc *rpc, const char *token, struct rate_listing *listing, struct refusal *ret_refusal)
{
	struct rate_position *after = &listing->list.after;
	char position[PAGE_POSITION_MAX + 1];
	long long case_id;
	int number_at = -1;

	after->number = "";
	after->due_on = day_from_ymd(1900, 1, 1);
	if (!token[0])
		return 0;
	if (page_token_read(token, listing->digest, position) == 0 &&
	    text_is_good(position, 0, PAGE_POSITION_MAX, false) &&
	    sscanf(position, "%lld %d %n", &case_id, &after->assignment_no, &number_at) == 2 && number_at >= 0 &&
	    (!listing->list.by_due || day_parse(position + number_at, &after->due_on) == 0)) {
		after->case_id = case_id;
		after->number = convert_text(rpc, position + number_at);
		return 0;
	}
	refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
	return -1;
}

/* What the lists have in common; filter and count are set. */
static int read_listing(struct rpc *rpc, const char *office, int page_size, const char *page_token,
			struct rate_listing *listing, struct refusal *ret_refusal)
{
	struct rate_list *list = &listing->list;

	if (office_of_code(rpc->registry, office, &list->office_id, ret_refusal) < 0 ||
	    check_page_size(page_size, &listing->page_size, ret_refusal) < 0)
		return -1;
	list->sight = rpc->sight;
	list->limit = listing->page_size + 1;
	page_query_digest(rpc->request, &rpc->sight, list->filter.as_of, rpc->arena, listing->digest);
	return read_position(rpc, page_token, listing, ret_refusal);
}

void list_rate_cases(struct rpc *rpc, const Huiyin__V1__ListRateCasesRequest *request)
{
	struct rate_listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));
	struct refusal refusal;

	listing->list.count = (int)request->count;
	if (check_given("count", request->count ? "given" : "", &refusal) < 0 ||
	    read_filter(rpc, request->as_of, request->session, roles_of(request->role), &listing->list.filter,
			&refusal) < 0 ||
	    read_listing(rpc, request->office, request->page_size, request->page_token, listing, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_wait_fold(rpc, read_list);
}

void list_overdue(struct rpc *rpc, const Huiyin__V1__ListOverdueRequest *request)
{
	struct rate_listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));
	struct refusal refusal;

	listing->list.count = HUIYIN__V1__RATE_COUNT__RATE_COUNT_OVERDUE;
	listing->list.by_due = true;
	if (read_filter(rpc, request->as_of, "", ALL_ROLES, &listing->list.filter, &refusal) < 0 ||
	    read_listing(rpc, request->office, request->page_size, request->page_token, listing, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_wait_fold(rpc, read_list);
}
