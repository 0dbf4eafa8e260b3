#include "service/rate_ask.h"

#include "base/text.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/rate.h"

#include <string.h>

/* ---- The page -------------------------------------------------------------------------------------------------- */

/* A question under way, until its own data take over. */
struct beginning {
	int64_t page;
	void (*then)(struct rpc *rpc);
	void *data; /* the handler's */
};

static void go_on(struct rpc *rpc)
{
	const struct beginning *beginning = rpc->data;

	rpc->data = beginning->data;
	beginning->then(rpc);
}

static void on_registry(struct rpc *rpc, const struct db_result *result)
{
	struct registry *then = registry_at_take(result, 0, rpc->registry);

	registry_release(rpc->registry);
	rpc->registry = then;
	go_on(rpc);
}

static void on_folded(struct rpc *rpc)
{
	const struct beginning *beginning = rpc->data;
	struct db_batch *batch;
	struct refusal refusal;

	if (beginning->page < 0 || beginning->page > rpc->fold_page) {
		refuse(&refusal, REASON_NUMBER_OUT_OF_RANGE);
		refuse_with(&refusal, "field", "page");
		refuse_with(&refusal, "min", "0");
		refuse_with(&refusal, "max", "%lld", (long long)rpc->fold_page);
		rpc_refuse(rpc, &refusal);
		return;
	}
	if (!beginning->page || beginning->page >= rpc->registry->page) {
		go_on(rpc);
		return;
	}
	batch = rpc_batch(rpc);
	registry_at_add(batch, rpc->service->jurisdiction, beginning->page);
	rpc_read(rpc, batch, on_registry);
}

void rate_begin(struct rpc *rpc, int64_t page, void (*then)(struct rpc *rpc))
{
	struct beginning *beginning = rpc_alloc(rpc, sizeof(*beginning));

	*beginning = (struct beginning){ page, then, rpc->data };
	rpc->data = beginning;
	rpc_wait_fold(rpc, on_folded);
}

/* ---- The question ---------------------------------------------------------------------------------------------- */

/* What nobody has: cases without a category, of no sector … */
#define NOT_GIVEN "-"

static int check_class(struct rpc *rpc, const char *class, struct refusal *ret_refusal)
{
	const struct rules *rules = rpc->registry->rules;
	int n = rules ? rules->n_classes : 0;
	const char **allowed = rpc_alloc(rpc, ((size_t)n + 2) * sizeof(*allowed));

	allowed[0] = "";
	for (int i = 0; i < n; i++)
		allowed[i + 1] = rules->classes[i].letter;
	return check_one_of("class", class, allowed, ret_refusal);
}

static int check_kind(struct rpc *rpc, const char *kind, struct refusal *ret_refusal)
{
	const struct rules *rules = rpc->registry->rules;
	int n = rules ? rules->proposer_kinds.n : 0;
	const char **allowed = rpc_alloc(rpc, ((size_t)n + 3) * sizeof(*allowed));

	if (!n)
		return 0;
	allowed[0] = "";
	allowed[1] = NOT_GIVEN;
	for (int i = 0; i < n; i++)
		allowed[i + 2] = rules->proposer_kinds.list[i].code;
	return check_one_of("proposer_kind", kind, allowed, ret_refusal);
}

int rate_read_filter(struct rpc *rpc, const Huiyin__V1__RateFilter *given, const char *session,
		     Huiyin__V1__AssignmentRole role, struct rate_filter *ret_filter, struct refusal *ret_refusal)
{
	*ret_filter = (struct rate_filter){ .roles = role ? 1u << role : 0 };
	if (session_of_code(rpc->registry, session, &ret_filter->session_id, ret_refusal) < 0)
		return -1;
	if (!given)
		return 0;
	ret_filter->level = (enum level)given->level;
	ret_filter->category = given->category;
	ret_filter->sector = given->sector;
	ret_filter->proposer_kind = given->proposer_kind;
	ret_filter->committee = given->committee;
	ret_filter->class = given->class_;
	ret_filter->key = given->key_only;
	if (office_of_code(rpc->registry, given->office, &ret_filter->office_id, ret_refusal) < 0 ||
	    member_of_code(rpc->registry, given->leader, &ret_filter->leader_id, ret_refusal) < 0 ||
	    check_kind(rpc, given->proposer_kind, ret_refusal) < 0)
		return -1;
	return check_class(rpc, given->class_, ret_refusal);
}

static void refuse_rate(struct rpc *rpc, const char *code, struct refusal *ret_refusal)
{
	size_t n;
	const struct rate_definition *known = rate_definitions(rpc->registry->rules, &n);
	struct strbuf list = { 0 };

	for (size_t i = 0; i < n; i++)
		strbuf_printf(&list, "%s%s", i ? ", " : "", known[i].code);
	refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE);
	refuse_with(ret_refusal, "field", "rates");
	refuse_with(ret_refusal, "value", "%s", code);
	refuse_with(ret_refusal, "allowed", "%s", list.text ? list.text : "");
	strbuf_clear(&list);
}

int rate_read_definitions(struct rpc *rpc, char *const *codes, size_t n, struct rate_query *query,
			  struct refusal *ret_refusal)
{
	static char usual[] = "answer", of_assist[] = "opinion";
	char *const or_else[] = { query->filter.roles == 1u << ASSIGNMENT_ASSIST ? of_assist : usual };
	const struct rate_definition **definitions;

	if (!n) {
		codes = or_else;
		n = 1;
	}
	definitions = rpc_alloc(rpc, (n + 1) * sizeof(*definitions));
	for (size_t i = 0; i < n; i++) {
		definitions[i] = rate_definition_by_code(rpc->registry->rules, codes[i]);
		if (!definitions[i]) {
			refuse_rate(rpc, codes[i], ret_refusal);
			return -1;
		}
	}
	query->definitions = definitions;
	query->n_definitions = n;
	return 0;
}

/* ---- Messages -------------------------------------------------------------------------------------------------- */

Huiyin__V1__RateDefinition *rate_definition_message(struct rpc *rpc, const struct rate_definition *definition)
{
	static const char *const units[FACT_UNIT_COUNT_] = {
		[FACT_CASE] = "case", [FACT_PROMISE] = "promise", [FACT_MEMBER] = "member"
	};
	Huiyin__V1__RateDefinition *out = convert_new(rpc, &huiyin__v1__rate_definition__descriptor);

	out->code = convert_text(rpc, definition->code);
	out->label = convert_text(rpc, label_text(&definition->label, rpc->language));
	out->definition = convert_text(rpc, label_text(&definition->definition, rpc->language));
	out->numerator = convert_text(rpc, label_text(&definition->numerator, rpc->language));
	out->denominator = convert_text(rpc, label_text(&definition->denominator, rpc->language));
	out->of_rules = definition->own;
	out->lower_is_better = definition->lower_is_better;
	out->unit = convert_text(rpc, units[definition->unit] ? units[definition->unit] : "");
	return out;
}

Huiyin__V1__RateDefinition **rate_definition_messages(struct rpc *rpc, const struct rate_query *query)
{
	Huiyin__V1__RateDefinition **list = rpc_alloc(rpc, (query->n_definitions + 1) * sizeof(*list));

	for (size_t i = 0; i < query->n_definitions; i++)
		list[i] = rate_definition_message(rpc, query->definitions[i]);
	return list;
}

/* True when the figures are shares of one whole (A, B, C …), which alone can be made to add up to 100. */
static bool are_shares(const struct rate_figure *figures, size_t n)
{
	int64_t sum = 0;

	for (size_t i = 0; i < n; i++) {
		sum += figures[i].numerator;
		if (figures[i].denominator != figures[0].denominator)
			return false;
	}
	return n > 1 && sum == figures[0].denominator;
}

_Static_assert((int)ROUNDING_HALF_UP + 1 == HUIYIN__V1__ROUNDING__ROUNDING_HALF_UP &&
		       (int)ROUNDING_TRUNCATE + 1 == HUIYIN__V1__ROUNDING__ROUNDING_TRUNCATE &&
		       (int)ROUNDING_SUM_100 + 1 == HUIYIN__V1__ROUNDING__ROUNDING_SUM_100,
	       "in the contract 0 is: as the rules say");

int rate_read_rounding(const struct rpc *rpc, Huiyin__V1__Rounding rounding, const int32_t *decimals,
		       struct rounding_rule *ret_rule, struct refusal *ret_refusal)
{
	*ret_rule = rounding_of_rules(rpc->registry->rules);
	if (rounding != HUIYIN__V1__ROUNDING__ROUNDING_UNSPECIFIED)
		ret_rule->rounding = (enum rounding)(rounding - 1);
	if (decimals)
		ret_rule->decimals = *decimals;
	return check_number("decimals", ret_rule->decimals, 0, MAX_DECIMALS, ret_refusal);
}

Huiyin__V1__Rounding rate_rounding_message(enum rounding rounding)
{
	return (Huiyin__V1__Rounding)(rounding + 1);
}

struct rounding_rule rate_usual_rounding(const struct rpc *rpc)
{
	struct rounding_rule rule = rounding_of_rules(rpc->registry->rules);

	if (rule.rounding == ROUNDING_SUM_100)
		rule.rounding = ROUNDING_HALF_UP;
	return rule;
}

struct rounding_rule rate_rounding(const struct rate_query *query, const struct rate_table *table,
				   struct rounding_rule asked)
{
	bool shares = are_shares(table->total.figures, query->n_definitions);

	for (size_t i = 0; shares && i < table->n_rows; i++)
		shares = are_shares(table->rows[i].figures, query->n_definitions);
	if (asked.rounding == ROUNDING_SUM_100 && !shares)
		asked.rounding = ROUNDING_HALF_UP;
	return asked;
}

char *rate_rounding_text(struct rpc *rpc, struct rounding_rule rule)
{
	return convert_text(rpc, rounding_label(rule, rpc->language));
}

static void write_percents(const struct rate_figure *figures, size_t n, struct rounding_rule rule,
			   char (*out)[PERCENT_SIZE])
{
	int64_t counts[MAX_RATES];

	for (size_t i = 0; i < n; i++)
		percent_text(figures[i].numerator, figures[i].denominator, rule, out[i]);
	if (rule.rounding != ROUNDING_SUM_100 || !are_shares(figures, n))
		return;
	for (size_t i = 0; i < n; i++)
		counts[i] = figures[i].numerator;
	percent_shares(counts, n, rule, out);
}

static Huiyin__V1__RateFigure *make_figure(struct rpc *rpc, const char *code, struct rate_figure figure,
					   const char *percent)
{
	Huiyin__V1__RateFigure *out = convert_new(rpc, &huiyin__v1__rate_figure__descriptor);

	out->rate = convert_text(rpc, code);
	out->numerator = figure.numerator;
	out->denominator = figure.denominator;
	out->percent = convert_text(rpc, percent);
	return out;
}

Huiyin__V1__RateFigure **rate_figure_messages(struct rpc *rpc, const struct rate_query *query,
					      const struct rate_figure *figures, const struct rate_figure *before,
					      struct rounding_rule rule)
{
	size_t n = query->n_definitions;
	Huiyin__V1__RateFigure **list = rpc_alloc(rpc, (n + 1) * sizeof(*list));
	char percents[MAX_RATES][PERCENT_SIZE], change[PERCENT_SIZE];

	write_percents(figures, n, rule, percents);
	for (size_t i = 0; i < n; i++)
		list[i] = make_figure(rpc, query->definitions[i]->code, figures[i], percents[i]);
	if (!before)
		return list;
	write_percents(before, n, rule, percents);
	for (size_t i = 0; i < n; i++) {
		list[i]->before = make_figure(rpc, query->definitions[i]->code, before[i], percents[i]);
		list[i]->change_basis_points = rate_change(figures[i].numerator, figures[i].denominator,
							   before[i].numerator, before[i].denominator);
		list[i]->change = convert_text(rpc, percent_change(list[i]->before->percent, list[i]->percent, change));
	}
	return list;
}
