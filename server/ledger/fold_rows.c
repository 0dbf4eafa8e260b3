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

#define REACHED(type, bind)   DB_BIND_IF(batch, type, rows->list, rows->n, !it->withdrawn && !it->idle, bind)
#define WITHDRAWN(type, bind) DB_BIND_IF(batch, type, rows->list, rows->n, it->withdrawn, bind)

static void bind_milestones(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_MILESTONES);
	db_bind_int4(batch, jurisdiction);
	REACHED(DB_INT8, db_bind_int8(batch, it->page));
	REACHED(DB_INT8, db_bind_int8(batch, it->case_id));
	REACHED(DB_INT4, db_bind_int4(batch, it->version));
	REACHED(DB_INT4, db_bind_int4(batch, it->assignment_no));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)it->milestone));
	REACHED(DB_DATE, db_bind_day(batch, it->on));
	REACHED(DB_DATE, db_bind_day(batch, it->due_on));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)it->level));
	REACHED(DB_INT4, db_bind_int4(batch, it->session_id));
	REACHED(DB_INT4, db_bind_int4(batch, it->office_id));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)it->role));
	REACHED(DB_TEXT, db_bind_text(batch, it->class));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)it->class_meaning));
	REACHED(DB_BOOL, db_bind_bool(batch, it->late));
	REACHED(DB_INT4, db_bind_int4(batch, it->item_no));
	REACHED(DB_INT4, db_bind_int4(batch, it->round));
	REACHED(DB_TEXT, db_bind_text(batch, it->attitude));
	REACHED(DB_TEXT, db_bind_text(batch, it->result));
	REACHED(DB_TEXT, db_bind_text(batch, it->contact_method));
	REACHED(DB_INT4, db_bind_int4(batch, it->member_id));
	REACHED(DB_DATE, db_bind_day(batch, it->item_due_on));
	REACHED(DB_INT2, db_bind_int2(batch, (int16_t)it->publication));
	REACHED(DB_INT4, db_bind_int4(batch, it->stands_for));
}

/* After the milestones: one may be reached and withdrawn in the same step. */
static void bind_superseded(const struct fold_rows *rows, struct db_batch *batch, int jurisdiction)
{
	db_add(batch, F_SUPERSEDE);
	db_bind_int4(batch, jurisdiction);
	WITHDRAWN(DB_INT8, db_bind_int8(batch, it->page));
	WITHDRAWN(DB_INT8, db_bind_int8(batch, it->case_id));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, it->version));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, it->assignment_no));
	WITHDRAWN(DB_INT2, db_bind_int2(batch, (int16_t)it->milestone));
	WITHDRAWN(DB_INT4, db_bind_int4(batch, it->item_no));
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
