/* Questions of a report about rates and the lists behind them, several in one batch. */
#include "report/draw.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CODES     24
#define MAX_QUESTIONS 8   /* of one batch */
#define LIST_PAGE     500 /* rows of a list asked for at once */
_Static_assert(DRAW_MAX_LIST % LIST_PAGE == 0, "a list that is too long is seen when its next page has a row");

const struct rate_definition *draw_uses(struct draw *draw, const char *code)
{
	const struct rate_definition *definition = rate_definition_by_code(draw->registry->rules, code);
	for (size_t i = 0; i < draw->n_used; i++)
		if (draw->used[i] == definition)
			return definition;
	if (definition && draw->n_used < DRAW_MAX_USED)
		draw->used[draw->n_used++] = definition;
	return definition;
}

void draw_add_figures(struct rate_figure *sums, const struct rate_figure *figures, size_t n)
{
	for (size_t k = 0; k < n; k++) {
		sums[k].numerator += figures[k].numerator;
		sums[k].denominator += figures[k].denominator;
	}
}

static const struct registry *registry_of(const struct draw *draw, const struct draw_question *question)
{
	return question->previous ? draw->previous_registry : draw->registry;
}

/* The question as rates/ wants it; definitions[] holds those named by code. */
static struct rate_query query_of(struct draw *draw, const struct draw_question *question,
				  const struct rate_definition **definitions)
{
	const struct report_query *query = draw->query;
	for (size_t i = 0; question->codes && i < question->n; i++) {
		draw_uses(draw, question->codes[i]);
		definitions[i] = rate_definition_by_code(registry_of(draw, question)->rules, question->codes[i]);
	}
	struct rate_query rate = { .filter = question->filter,
				   .group = question->group,
				   .as_of = question->previous ? query->previous.as_of : query->as_of,
				   .page = question->previous ? query->previous.page : query->page,
				   .definitions = question->codes ? definitions : question->definitions,
				   .n_definitions = question->n,
				   .worst_first = question->worst_first };
	if (!rate.filter.session_id)
		rate.filter.session_id = query->session_id;
	return rate;
}

/* Questions on their way. */
struct asked {
	struct draw *draw;
	struct draw_question *questions;
	size_t n;
	size_t first[MAX_QUESTIONS];
	struct rate_query queries[MAX_QUESTIONS];
	const struct rate_definition *definitions[MAX_QUESTIONS][MAX_CODES];
};

static void take_tables(const struct db_result *result, void *arg)
{
	struct asked *asked = arg;
	for (size_t i = 0; i < asked->n; i++)
		asked->questions[i].table =
			rate_query_take(result, asked->first[i], &asked->queries[i],
					registry_of(asked->draw, &asked->questions[i]), asked->draw->arena);
}

bool draw_ask(struct draw *draw, struct draw_question *questions, size_t n)
{
	struct asked *asked = arena_alloc(draw->arena, sizeof *asked);
	struct db_batch *batch = db_batch_new(draw->source->db);
	*asked = (struct asked){ .draw = draw, .questions = questions, .n = n };
	for (size_t i = 0; i < n; i++) {
		asked->queries[i] = query_of(draw, &questions[i], asked->definitions[i]);
		asked->first[i] = rate_query_add(batch, draw->source->jurisdiction, &asked->queries[i],
						 registry_of(draw, &questions[i]));
	}
	return report_ask(draw->source, batch, take_tables, asked, draw->error, draw->error_size) == 0;
}

struct asked_trend {
	struct draw *draw;
	struct rate_trend_query query;
	size_t first;
	const struct rate_figure *figures;
};

static void take_trend(const struct db_result *result, void *arg)
{
	struct asked_trend *asked = arg;
	int64_t page;
	asked->figures =
		rate_trend_take(result, asked->first, &asked->query, asked->draw->registry, asked->draw->arena, &page);
}

bool draw_ask_trend(struct draw *draw, const struct draw_question *question, const hy_day *days, size_t n_days,
		    const struct rate_figure **ret_figures)
{
	const struct rate_definition *definitions[MAX_CODES];
	struct asked_trend asked = { .draw = draw, .query = { .days = days, .n_days = n_days } };
	struct db_batch *batch = db_batch_new(draw->source->db);
	asked.query.query = query_of(draw, question, definitions);
	asked.first = rate_trend_add(batch, draw->source->jurisdiction, &asked.query, draw->registry);
	if (report_ask(draw->source, batch, take_trend, &asked, draw->error, draw->error_size) < 0)
		return false;
	*ret_figures = asked.figures;
	return true;
}

/* ---- Lists ---- */

struct asked_list {
	struct draw *draw;
	struct rate_list_query query;
	const struct rate_definition *definition;
	size_t first;
	const struct rate_states *states;
	const struct rate_list_row *rows;
	size_t n;
};

static void take_states(const struct db_result *result, void *arg)
{
	struct asked_list *asked = arg;
	asked->states =
		rate_states_take(result, asked->first, &asked->query, asked->draw->registry, asked->draw->arena);
}

static void take_list(const struct db_result *result, void *arg)
{
	struct asked_list *asked = arg;
	asked->rows = rate_list_take(result, asked->first, &asked->query, asked->draw->registry, asked->draw->arena,
				     &asked->n);
}

static struct rate_list_query list_query_of(const struct draw *draw, const struct draw_list *list)
{
	struct rate_list_query query = {
		.query = { .filter = list->filter, .as_of = draw->query->as_of, .page = draw->query->page },
		.condition = list->condition,
		.part = RATE_PART_NUMERATOR,
		.parts = list->parts,
		.later = list->later,
		.sight = { .all = true },
		.limit = LIST_PAGE,
		.after_no = -1
	};
	if (!query.query.filter.session_id)
		query.query.filter.session_id = draw->query->session_id;
	return query;
}

/* The pages of a list as they come. */
struct pages {
	struct rate_list_row *rows; /* the arena's */
	size_t n, room;
};

/* The arena gives nothing back before the report is done: room doubles, so that all rooms together are twice the rows.
 */
static bool append_rows(struct draw *draw, struct pages *pages, const struct rate_list_row *rows, size_t n)
{
	static const struct label too_long = { "有一份清单超过 {max} 行，请限定届次或单位",
					       "a list has more than {max} rows; name a session or an office" };
	if (pages->n + n > DRAW_MAX_LIST) {
		snprintf(draw->error, draw->error_size, "%s",
			 draw_say(draw, too_long, "max", draw_number(draw, DRAW_MAX_LIST), NULL));
		return false;
	}
	if (pages->n + n > pages->room) {
		size_t room = pages->room ? 2 * pages->room : LIST_PAGE;
		struct rate_list_row *all = arena_alloc(draw->arena, room * sizeof *all);
		if (pages->n)
			memcpy(all, pages->rows, pages->n * sizeof *all);
		pages->rows = all;
		pages->room = room;
	}
	if (n)
		memcpy(pages->rows + pages->n, rows, n * sizeof *rows);
	pages->n += n;
	return true;
}

/* What comes behind the rows so far. */
static bool ask_page(struct draw *draw, struct asked_list *asked)
{
	struct db_batch *batch = db_batch_new(draw->source->db);
	asked->first = rate_list_add(batch, draw->source->jurisdiction, &asked->query, asked->states, draw->registry);
	if (report_ask(draw->source, batch, take_list, asked, draw->error, draw->error_size) < 0)
		return false;
	if (asked->n) {
		const struct rate_list_row *last = &asked->rows[asked->n - 1];
		asked->query.after_number = last->number;
		asked->query.after_case = last->case_id;
		asked->query.after_no = last->no;
	}
	return true;
}

bool draw_ask_list(struct draw *draw, struct draw_list *list)
{
	struct asked_list asked = { .draw = draw, .query = list_query_of(draw, list), .definition = list->definition };
	struct db_batch *batch = db_batch_new(draw->source->db);
	struct pages pages = { 0 };
	asked.query.query.definitions = &asked.definition;
	asked.query.query.n_definitions = list->definition ? 1 : 0;
	asked.first = rate_states_add(batch, draw->source->jurisdiction, &asked.query, draw->registry);
	list->rows = NULL;
	list->n = 0;
	if (report_ask(draw->source, batch, take_states, &asked, draw->error, draw->error_size) < 0)
		return false;
	do {
		if (!asked.states)
			break;
		if (!ask_page(draw, &asked) || !append_rows(draw, &pages, asked.rows, asked.n))
			return false;
	} while (asked.n == LIST_PAGE);
	list->rows = pages.rows;
	list->n = pages.n;
	return true;
}

struct placed {
	const struct rate_list_row *row;
	int position;
	size_t place;
};

static int compare_placed(const void *a, const void *b)
{
	const struct placed *one = a, *other = b;
	if (one->position != other->position)
		return one->position < other->position ? -1 : 1;
	return one->place < other->place ? -1 : one->place > other->place;
}

const struct rate_list_row *const *draw_by_office(struct draw *draw, const struct draw_list *list)
{
	struct placed *placed = arena_alloc(draw->arena, (list->n + 1) * sizeof *placed);
	const struct rate_list_row **rows = arena_alloc(draw->arena, (list->n + 1) * sizeof *rows);
	for (size_t i = 0; i < list->n; i++) {
		const struct office *office = registry_office(draw->registry, list->rows[i].state.office_id);
		placed[i] = (struct placed){ &list->rows[i], office ? office->position : INT32_MAX, i };
	}
	qsort(placed, list->n, sizeof *placed, compare_placed);
	for (size_t i = 0; i < list->n; i++)
		rows[i] = placed[i].row;
	return rows;
}
