/* What the lines of a page change in the tables of cases: each kind of row in one statement, whatever the number of
 * lines. */
#include "ledger/append.h"
#include <stdlib.h>

static const char *given(const char *text)
{
	return text ? text : "";
}

static void add_created(struct ledger *ledger, struct db_batch *batch)
{
#define CREATED (job->kind == JOB_CREATE)
#define AFTER   (&line->decision.after)
	append_begin(ledger, batch, W_CASE_INSERT);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, CREATED, db_bind_int8(batch, AFTER->case_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->kind));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->state));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)AFTER->phase));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)AFTER->level));
	BIND_LINES(DB_INT4, CREATED, db_bind_int4(batch, AFTER->session_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(job->new_case->submission_number)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(job->new_case->title)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->category));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, line->beside));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, AFTER->received_on));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, AFTER->last_on));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->proposer_kind));
	BIND_LINES(DB_BOOL, CREATED, db_bind_bool(batch, AFTER->between_sessions));
#undef CREATED
}

static void add_updated(struct ledger *ledger, struct db_batch *batch)
{
#define UPDATED (job->kind == JOB_UPDATE)
	append_begin(ledger, batch, W_CASE_UPDATE);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, UPDATED, db_bind_int8(batch, AFTER->case_id));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->version));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->state));
	BIND_LINES(DB_INT2, UPDATED, db_bind_int2(batch, (int16_t)AFTER->phase));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->number));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->received_on));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->filed_on));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->last_on));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->attitude));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->result));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->round));
	BIND_LINES(DB_INT8, UPDATED, db_bind_int8(batch, AFTER->main_case));
	BIND_LINES(DB_BOOL, UPDATED, db_bind_bool(batch, AFTER->key));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->leader_id));
	BIND_LINES(DB_INT2, UPDATED, db_bind_int2(batch, (int16_t)AFTER->publication));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->published_on));
	BIND_LINES(DB_BOOL, UPDATED, db_bind_bool(batch, AFTER->between_sessions));
#undef UPDATED
#undef AFTER
}

/* As BIND_LINES, for every assignment that changed: `a`, and whether it is `open`. */
#define BIND_ASSIGNMENTS(type, bind)                                                                                   \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			for (int k_ = 0; line->gathered && k_ < line->change.n_changed; k_++) {                        \
				const struct assignment *a =                                                           \
					&line->decision.after.assignments[line->change.changed[k_]];                   \
				bool open = line->change.open[k_];                                                     \
				(void)a, (void)open;                                                                   \
				(bind);                                                                                \
			}                                                                                              \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void add_assignments(struct ledger *ledger, struct db_batch *batch)
{
	append_begin(ledger, batch, W_ASSIGNMENTS);
	BIND_ASSIGNMENTS(DB_INT8, db_bind_int8(batch, line->decision.after.case_id));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->no));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->office_id));
	BIND_ASSIGNMENTS(DB_INT2, db_bind_int2(batch, (int16_t)a->role));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->state));
	BIND_ASSIGNMENTS(DB_BOOL, db_bind_bool(batch, open));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->assigned_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->due_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->return_by));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->accepted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->returned_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->contacted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->answered_on));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->class));
	BIND_ASSIGNMENTS(DB_INT2, db_bind_int2(batch, (int16_t)a->class_meaning));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->round));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->extensions));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->contact_by));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->drafted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->reviewed_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->cosigned_on));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->later_class));
}

/* As BIND_LINES, for every item that changed: `item`, and the words `data` of a new one. */
#define BIND_ITEMS(type, bind)                                                                                         \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			for (int k_ = 0; line->gathered && k_ < line->change.n_items; k_++) {                          \
				const struct item *item = &line->decision.after.items[line->change.items[k_]];         \
				const json_t *data = line->change.data[k_];                                            \
				(void)item, (void)data;                                                                \
				(bind);                                                                                \
			}                                                                                              \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void bind_data(struct db_batch *batch, const json_t *data)
{
	char *bytes = data ? canonical_json(data) : NULL;

	db_bind_text(batch, bytes ? bytes : "null");
	free(bytes);
}

static void add_items(struct ledger *ledger, struct db_batch *batch)
{
	append_begin(ledger, batch, W_ITEMS);
	db_bind_int8(batch, ledger->page + 1);
	BIND_ITEMS(DB_INT8, db_bind_int8(batch, line->decision.after.case_id));
	BIND_ITEMS(DB_INT2, db_bind_int2(batch, (int16_t)item->kind));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->no));
	BIND_ITEMS(DB_INT2, db_bind_int2(batch, (int16_t)item->state));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->assignment_no));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->round));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->signer_no));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->office_id));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->member_id));
	BIND_ITEMS(DB_INT8, db_bind_int8(batch, item->other_case));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->on));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->due_on));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->done_on));
	BIND_ITEMS(DB_TEXT, db_bind_text(batch, item->attitude));
	BIND_ITEMS(DB_TEXT, db_bind_text(batch, item->result));
	BIND_ITEMS(DB_TEXT, bind_data(batch, data));
}

void append_tables(struct ledger *ledger, struct db_batch *batch)
{
	bool created = false, updated = false, assigned = false, items = false;

	for (int i = 0; i < ledger->round.n_lines; i++) {
		const struct page_line *line = ledger->round.lines[i];
		const struct slot *slot = ledger->round.owners[i];

		created |= slot->job->kind == JOB_CREATE;
		updated |= slot->job->kind == JOB_UPDATE;
		assigned |= line->gathered && line->change.n_changed > 0;
		items |= line->gathered && line->change.n_items > 0;
		append_directory(ledger, batch, slot);
	}
	if (created)
		add_created(ledger, batch);
	if (updated)
		add_updated(ledger, batch);
	if (assigned)
		add_assignments(ledger, batch);
	if (items)
		add_items(ledger, batch);
}
