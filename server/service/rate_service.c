/* GetRates and ListRateDefinitions: derived tables, read when the fold has caught up, with the page they show. */
#include "report/report.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/rate.h"
#include "service/rate_ask.h"

#include <string.h>

/* Rates under way. */
struct rates {
	struct rate_query query, before; /* before: what it is compared with */
	bool compared;
	struct report_previous bulletin; /* the one it is compared with, or none */
	struct rounding_rule rounding;
	size_t first, first_before; /* places in the batch */
};

/* ---- The answer ------------------------------------------------------------------------------------------------ */

static Huiyin__V1__RateRow *make_row(struct rpc *rpc, const struct rate_group_row *row,
				     const struct rate_group_row *before)
{
	const struct rates *rates = rpc->data;
	Huiyin__V1__RateRow *out = convert_new(rpc, &huiyin__v1__rate_row__descriptor);

	out->office = rates->query.group == RATE_BY_OFFICE ? convert_office(rpc, row->id) : NULL;
	out->group = convert_text(rpc, row->code);
	out->group_label = convert_text(rpc, rpc->language == LANGUAGE_EN ? row->label_en : row->label_zh);
	out->assigned = row->assigned;
	out->accepted = row->accepted;
	out->answered = row->answered;
	out->answered_on_time = row->on_time;
	out->overdue = row->overdue;
	out->open = row->open;
	out->numerator = row->figures[0].numerator;
	out->denominator = row->figures[0].denominator;
	out->rate_basis_points = rate_basis_points(out->numerator, out->denominator);
	out->n_figures = rates->query.n_definitions;
	out->figures = rate_figure_messages(rpc, &rates->query, row->figures, before ? before->figures : NULL,
					    rates->rounding);
	return out;
}

/* The row of the same group; NULL: it had none then. */
static const struct rate_group_row *row_of(const struct rate_table *table, const char *code)
{
	for (size_t i = 0; table && i < table->n_rows; i++)
		if (!strcmp(table->rows[i].code, code))
			return &table->rows[i];
	return NULL;
}

static void add_rows(struct rpc *rpc, const struct rate_table *table, const struct rate_table *before,
		     Huiyin__V1__GetRatesResponse *out)
{
	out->rows = rpc_alloc(rpc, (table->n_rows + 1) * sizeof(*out->rows));
	for (size_t i = 0; i < table->n_rows; i++)
		out->rows[out->n_rows++] = make_row(rpc, &table->rows[i], row_of(before, table->rows[i].code));
}

static void add_words(struct rpc *rpc, const struct rate_table *table, Huiyin__V1__GetRatesResponse *out)
{
	const struct rates *rates = rpc->data;

	out->definition = convert_text(rpc, label_text(&rates->query.definitions[0]->definition, rpc->language));
	out->n_definitions = rates->query.n_definitions;
	out->definitions = rate_definition_messages(rpc, &rates->query);
	out->sentence = rate_sentence(rates->query.definitions[0], table->total.figures[0],
				      out->total->figures[0]->percent, rates->query.as_of, rpc->language, rpc->arena);
	out->rounding = rate_rounding_text(rpc, rates->rounding);
}

static void on_rates(struct rpc *rpc, const struct db_result *result)
{
	struct rates *rates = rpc->data;
	Huiyin__V1__GetRatesResponse response = HUIYIN__V1__GET_RATES_RESPONSE__INIT;
	const struct rate_table *before = NULL, *table = rate_query_take(result, rates->first, &rates->query,
									 rpc->registry, rpc->arena);

	response.as_of = rpc_day(rpc, rates->query.as_of);
	response.page = table->page;
	rates->rounding = rate_rounding(&rates->query, table, rates->rounding);
	if (rates->compared) {
		before = rate_query_take(result, rates->first_before, &rates->before, rpc->registry, rpc->arena);
		response.compared_as_of = rpc_day(rpc, rates->before.as_of);
		response.compared_page = rates->before.page == rates->query.page ? 0 : rates->before.page;
		response.compared_year = rates->bulletin.year;
		response.compared_serial = rates->bulletin.serial;
	}
	response.total = make_row(rpc, &table->total, before ? &before->total : NULL);
	add_rows(rpc, table, before, &response);
	add_words(rpc, table, &response);
	rpc_reply(rpc, &response.base);
}

/* ---- What it is compared with ---------------------------------------------------------------------------------- */

/* The same day a year before; of 29 February the 28th. */
static hy_day a_year_before(hy_day day)
{
	int year, month, of_month;

	day_to_ymd(day, &year, &month, &of_month);
	return day_from_ymd(year - 1, month, month == 2 && of_month == 29 ? 28 : of_month);
}

/* The session of the same level before; NULL if there is none. */
static const struct session *session_before(const struct registry *registry, int session_id)
{
	const struct session *session = registry_session(registry, session_id);

	/* they stand by their first day */
	for (size_t i = (size_t)(session - registry->sessions); i > 0; i--)
		if (registry->sessions[i - 1].level == session->level)
			return &registry->sessions[i - 1];
	return NULL;
}

static void compare_with_last_year(const struct rpc *rpc, struct rates *rates)
{
	const struct session *session = NULL;

	rates->before = rates->query;
	rates->before.as_of = a_year_before(rates->query.as_of);
	rates->compared = true;
	if (!rates->query.filter.session_id)
		return;
	session = session_before(rpc->registry, rates->query.filter.session_id);
	rates->compared = session != NULL;
	rates->before.filter.session_id = session ? session->session_id : 0;
}

static void read_rates(struct rpc *rpc)
{
	struct rates *rates = rpc->data;
	struct db_batch *batch = rpc_batch(rpc);

	rates->first = rate_query_add(batch, rpc->service->jurisdiction, &rates->query, rpc->registry);
	if (rates->compared)
		rates->first_before = rate_query_add(batch, rpc->service->jurisdiction, &rates->before, rpc->registry);
	rpc_read(rpc, batch, on_rates);
}

static void on_bulletin(struct rpc *rpc, const struct db_result *result)
{
	struct rates *rates = rpc->data;

	report_store_previous_row(result, 0, &rates->bulletin);
	rates->compared = rates->bulletin.as_of != HY_DAY_NONE;
	if (rates->compared) {
		rates->before = rates->query;
		rates->before.as_of = rates->bulletin.as_of;
		rates->before.page = rates->bulletin.page;
	}
	read_rates(rpc);
}

/* The bulletin that one of this day and session would be compared with. */
static void read_bulletin(struct rpc *rpc)
{
	const struct rates *rates = rpc->data;
	const struct report_row now = { .kind = report_kind_name(REPORT_SUPERVISION),
					.session_id = rates->query.filter.session_id,
					.as_of = rates->query.as_of,
					.page = rates->query.page };
	struct db_batch *batch = rpc_batch(rpc);

	report_store_previous(batch, rpc->service->jurisdiction, &now);
	rpc_read(rpc, batch, on_bulletin);
}

/* ---- The question ---------------------------------------------------------------------------------------------- */

/* The registry is that of the page. */
static void ask(struct rpc *rpc)
{
	const Huiyin__V1__GetRatesRequest *request = (const Huiyin__V1__GetRatesRequest *)rpc->request;
	struct rates *rates = rpc->data;
	struct rate_query *query = &rates->query;
	bool decimals = request->decimals_given_case == HUIYIN__V1__GET_RATES_REQUEST__DECIMALS_GIVEN_DECIMALS;
	struct refusal refusal;

	if (rate_read_rounding(rpc, request->rounding, decimals ? &request->decimals : NULL, &rates->rounding,
			       &refusal) < 0 ||
	    rate_read_filter(rpc, request->filter, request->session, request->role, &query->filter, &refusal) < 0 ||
	    rate_read_definitions(rpc, request->rates, request->n_rates, query, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	if (request->compare_with == HUIYIN__V1__RATE_COMPARISON__RATE_COMPARISON_LAST_YEAR)
		compare_with_last_year(rpc, rates);
	if (request->compare_with == HUIYIN__V1__RATE_COMPARISON__RATE_COMPARISON_LAST_BULLETIN)
		read_bulletin(rpc);
	else
		read_rates(rpc);
}

void get_rates(struct rpc *rpc, const Huiyin__V1__GetRatesRequest *request)
{
	struct rates *rates = rpc->data = rpc_alloc(rpc, sizeof(*rates));
	struct refusal refusal;

	rates->query.group = (enum rate_group)request->group_by;
	rates->query.page = request->page;
	rates->query.worst_first = request->worst_first;
	if (check_past_day("as_of", request->as_of, rpc->today, &rates->query.as_of, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rate_begin(rpc, request->page, ask);
}

/* ---- ListRateDefinitions --------------------------------------------------------------------------------------- */

static void list_definitions(struct rpc *rpc)
{
	Huiyin__V1__ListRateDefinitionsResponse response = HUIYIN__V1__LIST_RATE_DEFINITIONS_RESPONSE__INIT;
	size_t n;
	const struct rate_definition *definitions = rate_definitions(rpc->registry->rules, &n);

	response.definitions = rpc_alloc(rpc, (n + 1) * sizeof(*response.definitions));
	for (size_t i = 0; i < n; i++)
		response.definitions[response.n_definitions++] = rate_definition_message(rpc, &definitions[i]);
	rpc_reply(rpc, &response.base);
}

void list_rate_definitions(struct rpc *rpc, const Huiyin__V1__ListRateDefinitionsRequest *request)
{
	rate_begin(rpc, request->page, list_definitions);
}
