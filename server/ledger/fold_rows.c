#include "ledger/fold_rows.h"
#include "base/memory.h"
#include "ledger/statements.h"
#include <stdlib.h>
#include <string.h>

void fold_rows_add(struct fold_rows *rows, const struct milestone_row *added, size_t n)
{
	if (rows->n + n > rows->size) {
		rows->size = 2 * (rows->n + n);
		rows->list = hy_xrealloc(rows->list, rows->size * sizeof *rows->list);
	}
	if (n)
		memcpy(rows->list + rows->n, added, n * sizeof *added);
	rows->n += n;
}

size_t fold_rows_of_line(const struct fold_rows *rows, size_t at)
{
	const struct milestone_row *first = &rows->list[at];
	size_t n = 1;

	while (at + n < rows->n && first[n].page == first->page && first[n].case_id == first->case_id)
		n++;
	return n;
}

void fold_rows_free(struct fold_rows *rows)
{
	free(rows->list);
	*rows = (struct fold_rows){ 0 };
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

#define REACHED(type, bind)   BIND_ROWS(type, !m->withdrawn && !m->idle, bind)
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
	REACHED(DB_TEXT, db_bind_text(batch, m->attitude));
	REACHED(DB_TEXT, db_bind_text(batch, m->result));
	REACHED(DB_TEXT, db_bind_text(batch, m->contact_method));
	REACHED(DB_INT4, db_bind_int4(batch, m->member_id));
	REACHED(DB_DATE, db_bind_day(batch, m->item_due_on));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)m->publication));
	REACHED(DB_INT4, db_bind_int4(batch, m->stands_for));
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

static bool any_withdrawn(const struct fold_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->list[i].withdrawn)
			return true;
	return false;
}

void fold_rows_bind(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	if (!rows->n)
		return;
	bind_milestones(rows, batch, jurisdiction);
	if (any_withdrawn(rows))
		bind_superseded(rows, batch, jurisdiction);
}
