#include "ledger/fold_rows.h"
#include "base/memory.h"
#include "ledger/statements.h"
#include <stdlib.h>
#include <string.h>

void fold_rows_add(struct fold_rows *rows, const struct milestone_row *row)
{
	if (rows->n == rows->size) {
		rows->size = rows->size ? 2 * rows->size : 16;
		rows->list = hy_xrealloc(rows->list, rows->size * sizeof *rows->list);
	}
	rows->list[rows->n++] = *row;
}

void fold_rows_free(struct fold_rows *rows)
{
	free(rows->list);
	*rows = (struct fold_rows){ 0 };
}

static int order(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

int milestone_tally_order(const struct milestone_row *a, const struct milestone_row *b)
{
	int by = order((int64_t)a->level, (int64_t)b->level);

	by = by ? by : order(a->session_id, b->session_id);
	by = by ? by : order(a->office_id, b->office_id);
	by = by ? by : order((int64_t)a->role, (int64_t)b->role);
	by = by ? by : order((int64_t)a->milestone, (int64_t)b->milestone);
	by = by ? by : strcmp(a->class, b->class);
	by = by ? by : order(a->late, b->late);
	return by ? by : order(a->on, b->on);
}

static int compare_rows(const void *a, const void *b)
{
	return milestone_tally_order(a, b);
}

#define BIND_ROWS(type, condition, bind)                                                                               \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (size_t i_ = 0; i_ < rows->n; i_++) {                                                              \
			const struct milestone_row *m = &rows->list[i_];                                               \
			if (condition)                                                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

#define REACHED(type, bind)   BIND_ROWS(type, !m->withdrawn, bind)
#define WITHDRAWN(type, bind) BIND_ROWS(type, m->withdrawn, bind)

static void bind_milestones(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_MILESTONES);
	db_bind_int4(batch, jurisdiction);
	REACHED(DB_INT8, db_bind_int8(batch, m->page));
	REACHED(DB_INT8, db_bind_int8(batch, m->case_id));
	REACHED(DB_INT4, db_bind_int4(batch, m->version));
	REACHED(DB_INT4, db_bind_int4(batch, m->assignment_no));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)m->milestone));
	REACHED(DB_DATE, db_bind_day(batch, m->on));
	REACHED(DB_DATE, db_bind_day(batch, m->due_on));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)m->level));
	REACHED(DB_INT4, db_bind_int4(batch, m->session_id));
	REACHED(DB_INT4, db_bind_int4(batch, m->office_id));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)m->role));
	REACHED(DB_TEXT, db_bind_text(batch, m->class));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)m->class_meaning));
	REACHED(DB_BOOL, db_bind_bool(batch, m->late));
	REACHED(DB_INT4, db_bind_int4(batch, m->item_no));
	REACHED(DB_INT4, db_bind_int4(batch, m->round));
}

/* After the milestones: one may be reached and withdrawn in the same step. */
static void bind_superseded(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_SUPERSEDE);
	db_bind_int4(batch, jurisdiction);
	WITHDRAWN(DB_INT8, db_bind_int8(batch, m->page));
	WITHDRAWN(DB_INT8, db_bind_int8(batch, m->case_id));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, m->version));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, m->assignment_no));
	WITHDRAWN(DB_INT2, db_bind_int2(batch, (int16_t)m->milestone));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, m->item_no));
}

#define ALL_ROWS(type, bind) BIND_ROWS(type, true, bind)

static void bind_tallies(const struct fold_rows *rows, const int64_t *counts, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_TALLIES);
	db_bind_int4(batch, jurisdiction);
	ALL_ROWS(DB_INT2, db_bind_int2(batch, (int16_t)m->level));
	ALL_ROWS(DB_INT4, db_bind_int4(batch, m->session_id));
	ALL_ROWS(DB_INT4, db_bind_int4(batch, m->office_id));
	ALL_ROWS(DB_INT2, db_bind_int2(batch, (int16_t)m->role));
	ALL_ROWS(DB_INT2, db_bind_int2(batch, (int16_t)m->milestone));
	ALL_ROWS(DB_TEXT, db_bind_text(batch, m->class));
	ALL_ROWS(DB_BOOL, db_bind_bool(batch, m->late));
	ALL_ROWS(DB_DATE, db_bind_day(batch, m->on));
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < rows->n; i++)
		db_bind_int8(batch, counts[i]);
	db_array_end(batch);
}

static bool any_withdrawn(const struct fold_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->list[i].withdrawn)
			return true;
	return false;
}

void fold_rows_bind(struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	struct fold_rows tallies = { 0 };
	int64_t *counts;

	if (!rows->n)
		return;
	qsort(rows->list, rows->n, sizeof *rows->list, compare_rows);
	bind_milestones(rows, batch, jurisdiction);
	if (any_withdrawn(rows))
		bind_superseded(rows, batch, jurisdiction);
	/* A tally may be touched once by a statement: equal ones are merged. Sorted: two folds cannot deadlock. */
	counts = hy_xcalloc(rows->n, sizeof *counts);
	for (size_t i = 0; i < rows->n; i++) {
		if (i == 0 || milestone_tally_order(&rows->list[i - 1], &rows->list[i]) != 0)
			fold_rows_add(&tallies, &rows->list[i]);
		counts[tallies.n - 1] += rows->list[i].withdrawn ? -1 : 1;
	}
	bind_tallies(&tallies, counts, batch, jurisdiction);
	fold_rows_free(&tallies);
	free(counts);
}
