/* GetTrend: how rates moved. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/rate_ask.h"

/* A trend under way. */
struct trend {
	struct rate_trend_query query;
	hy_day days[RATE_MAX_POINTS];
};

/* ---- The answer ------------------------------------------------------------------------------------------------ */

static Huiyin__V1__TrendPoint *make_point(struct rpc *rpc, hy_day day, const struct rate_figure *figures)
{
	const struct trend *trend = rpc->data;
	Huiyin__V1__TrendPoint *point = convert_new(rpc, &huiyin__v1__trend_point__descriptor);

	point->as_of = rpc_day(rpc, day);
	point->n_figures = trend->query.query.n_definitions;
	point->figures = rate_figure_messages(rpc, &trend->query.query, figures, NULL, rate_usual_rounding(rpc));
	return point;
}

static void on_trend(struct rpc *rpc, const struct db_result *result)
{
	const struct trend *trend = rpc->data;
	size_t n = trend->query.query.n_definitions;
	Huiyin__V1__GetTrendResponse response = HUIYIN__V1__GET_TREND_RESPONSE__INIT;
	const struct rate_figure *figures =
		rate_trend_take(result, 0, &trend->query, rpc->registry, rpc->arena, &response.page);

	response.points = rpc_alloc(rpc, (trend->query.n_days + 1) * sizeof(*response.points));
	for (size_t i = 0; i < trend->query.n_days; i++)
		response.points[response.n_points++] = make_point(rpc, trend->days[i], figures + i * n);
	response.n_definitions = n;
	response.definitions = rate_definition_messages(rpc, &trend->query.query);
	response.rounding = rate_rounding_text(rpc, rate_usual_rounding(rpc));
	rpc_reply(rpc, &response.base);
}

/* ---- The days -------------------------------------------------------------------------------------------------- */

/* The end of the step that a day is in: the day, its Sunday, the last day of its month. */
static hy_day end_of_step(Huiyin__V1__TrendStep step, hy_day day)
{
	int year, month, of_month;

	if (step == HUIYIN__V1__TREND_STEP__TREND_STEP_DAY)
		return day;
	if (step == HUIYIN__V1__TREND_STEP__TREND_STEP_WEEK)
		return day + (7 - day_weekday(day)) % 7;
	day_to_ymd(day, &year, &month, &of_month);
	return (month == 12 ? day_from_ymd(year + 1, 1, 1) : day_from_ymd(year, month + 1, 1)) - 1;
}

/* The end of every step, and the last day. */
static int make_days(struct trend *trend, Huiyin__V1__TrendStep step, hy_day from, hy_day to,
		     struct refusal *ret_refusal)
{
	size_t n = 0;

	for (hy_day day = from; day <= to; n++) {
		hy_day end = end_of_step(step, day);

		end = end < to ? end : to;
		if (n < RATE_MAX_POINTS)
			trend->days[n] = end;
		day = end + 1;
	}
	trend->query.days = trend->days;
	trend->query.n_days = n;
	if (n <= RATE_MAX_POINTS)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_TREND_TOO_LONG), "count", "%zu", n);
	refuse_with(ret_refusal, "max", "%d", RATE_MAX_POINTS);
	return -1;
}

static int read_days(const struct rpc *rpc, const Huiyin__V1__GetTrendRequest *request, struct trend *trend,
		     struct refusal *ret_refusal)
{
	hy_day from, to;
	char text[HY_DAY_TEXT];

	if (check_given("from", request->from, ret_refusal) < 0 ||
	    check_past_day("from", request->from, rpc->today, &from, ret_refusal) < 0 ||
	    check_past_day("to", request->to, rpc->today, &to, ret_refusal) < 0)
		return -1;
	if (from <= to)
		return make_days(trend, request->step, from, to, ret_refusal);
	refuse_with(refuse(ret_refusal, REASON_PERIOD_WRONG), "from", "%s", day_format(from, text));
	refuse_with(ret_refusal, "until", "%s", day_format(to, text));
	return -1;
}

/* ---- The question ---------------------------------------------------------------------------------------------- */

static void read_trend(struct rpc *rpc)
{
	const Huiyin__V1__GetTrendRequest *request = (const Huiyin__V1__GetTrendRequest *)rpc->request;
	struct trend *trend = rpc->data;
	struct rate_query *query = &trend->query.query;
	struct db_batch *batch;
	struct refusal refusal;

	if (rate_read_filter(rpc, request->filter, request->session, request->role, &query->filter, &refusal) < 0 ||
	    rate_read_definitions(rpc, request->rates, request->n_rates, query, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	rate_trend_add(batch, rpc->service->jurisdiction, &trend->query, rpc->registry);
	rpc_read(rpc, batch, on_trend);
}

void get_trend(struct rpc *rpc, const Huiyin__V1__GetTrendRequest *request)
{
	struct trend *trend = rpc->data = rpc_alloc(rpc, sizeof(*trend));
	struct refusal refusal;

	trend->query.query.page = request->page;
	if (read_days(rpc, request, trend, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rate_begin(rpc, request->page, read_trend);
}
