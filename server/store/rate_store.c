#include "store/rate_store.h"

#include "store/case_store.h"
#include "store/statements.h"

static void bind_filter(struct db_batch *batch, int jurisdiction, const struct rate_filter *filter)
{
	db_bind_int4(batch, jurisdiction);
	db_bind_int4(batch, (int)filter->level);
	db_bind_int4(batch, filter->session_id);
	db_bind_int4(batch, (int)filter->roles);
	db_bind_day(batch, filter->as_of);
}

static void add_fold_page(struct db_batch *batch, int jurisdiction)
{
	db_add(batch, FOLD_PAGE);
	db_bind_int4(batch, jurisdiction);
}

void rate_store_read(struct db_batch *batch, int jurisdiction, const struct rate_filter *filter)
{
	add_fold_page(batch, jurisdiction);
	db_add(batch, RATE_COUNTS);
	bind_filter(batch, jurisdiction, filter);
	db_add(batch, RATE_OVERDUE);
	bind_filter(batch, jurisdiction, filter);
	db_add(batch, RATE_SEPARATE);
	bind_filter(batch, jurisdiction, filter);
}

int64_t rate_store_page(const struct db_result *result, size_t i)
{
	return db_rows(result, i) ? db_int(result, i, 0, 0) : 0;
}

/* Adds the five counts that stand in a row from column on. */
static void add_counts(struct rate_counts *counts, const struct db_result *result, size_t i, size_t row, size_t column)
{
	counts->assigned += db_int(result, i, row, column);
	counts->accepted += db_int(result, i, row, column + 1);
	counts->answered += db_int(result, i, row, column + 2);
	counts->on_time += db_int(result, i, row, column + 3);
}

/* The counts of an office, begun when it had none. */
static struct rate_counts *counts_of(struct rate_counts *counts, size_t *n, int office_id)
{
	for (size_t i = 0; i < *n; i++)
		if (counts[i].office_id == office_id)
			return &counts[i];
	counts[*n].office_id = office_id;
	return &counts[(*n)++];
}

struct rate_counts *rate_store_counts(const struct db_result *result, size_t first, struct arena *arena, size_t *ret_n,
				      struct rate_counts *ret_total)
{
	size_t n_sums = db_rows(result, first + 1), n_overdue = db_rows(result, first + 2);
	struct rate_counts *counts = arena_alloc(arena, (n_sums + n_overdue + 1) * sizeof(*counts));

	*ret_n = 0;
	*ret_total = (struct rate_counts){ 0 };
	for (size_t row = 0; row < n_sums; row++) {
		add_counts(counts_of(counts, ret_n, (int)db_int(result, first + 1, row, 0)), result, first + 1, row, 2);
		if (!db_bool(result, first + 1, row, 1))
			add_counts(ret_total, result, first + 1, row, 2);
	}
	for (size_t row = 0; row < n_overdue; row++) {
		int64_t overdue = db_int(result, first + 2, row, 2);

		counts_of(counts, ret_n, (int)db_int(result, first + 2, row, 0))->overdue += overdue;
		if (!db_bool(result, first + 2, row, 1))
			ret_total->overdue += overdue;
	}
	add_counts(ret_total, result, first + 3, 0, 0);
	ret_total->overdue += db_int(result, first + 3, 0, 4);
	return counts;
}

void rate_store_list(struct db_batch *batch, int jurisdiction, const struct rate_list *list)
{
	add_fold_page(batch, jurisdiction);
	db_add(batch, list->by_due ? OVERDUE_CASES : RATE_CASES);
	bind_filter(batch, jurisdiction, &list->filter);
	db_bind_int4(batch, list->count);
	db_bind_int4(batch, list->office_id);
	sight_bind(batch, &list->sight);
	db_bind_int4(batch, list->limit);
	if (list->by_due)
		db_bind_day(batch, list->after.due_on);
	else
		db_bind_text(batch, list->after.number);
	db_bind_int8(batch, list->after.case_id);
	db_bind_int4(batch, list->after.assignment_no);
}

struct rate_case *rate_store_cases(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct rate_case *cases = arena_alloc(arena, (n + 1) * sizeof(*cases));

	for (size_t row = 0; row < n; row++) {
		cases[row].number = arena_strdup(arena, db_text(result, i, row, 0));
		cases[row].case_id = db_int(result, i, row, 1);
		cases[row].assignment_no = (int)db_int(result, i, row, 2);
		cases[row].title = arena_strdup(arena, db_text(result, i, row, 3));
		cases[row].office_id = (int)db_int(result, i, row, 4);
		cases[row].role = (enum assignment_role)db_int(result, i, row, 5);
		cases[row].assigned_on = db_day(result, i, row, 6);
		cases[row].due_on = db_day(result, i, row, 7);
		cases[row].answered_on = db_day(result, i, row, 8);
		cases[row].class = arena_strdup(arena, db_text(result, i, row, 9));
	}
	*ret_n = n;
	return cases;
}
