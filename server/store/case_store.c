#include "store/case_store.h"

#include "store/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* First statement of each way to name a case; the others follow it. */
static const enum statement first_statements[] = {
	[KEY_ID] = CASE_BY_ID,
	[KEY_NUMBER] = CASE_BY_NUMBER,
	[KEY_SUBMISSION] = CASE_BY_SUBMISSION,
	[KEY_LINE] = CASE_BY_LINE,
};

static void bind_key(struct db_batch *batch, const struct case_key *key)
{
	switch (key->kind) {
	case KEY_ID:
		db_bind_int8(batch, key->case_id);
		break;
	case KEY_NUMBER:
		db_bind_text(batch, key->number);
		break;
	case KEY_SUBMISSION:
		db_bind_int4(batch, key->session_id);
		db_bind_text(batch, key->number);
		break;
	case KEY_LINE:
		db_bind_int8(batch, key->page);
		db_bind_int4(batch, key->line_no);
		break;
	}
}

void sight_bind(struct db_batch *batch, const struct sight *sight)
{
	const int64_t numbers[] = { sight->all,       sight->drafts,     sight->office_id,
				    sight->member_id, sight->stands_for, sight->case_id };

	DB_BIND_EACH(batch, DB_INT8, numbers, sizeof(numbers) / sizeof(*numbers), db_bind_int8(batch, *it));
}

void case_store_read(struct db_batch *batch, int jurisdiction, const struct sight *sight, const struct case_key *key)
{
	for (unsigned i = 0; i < CASE_STATEMENTS; i++) {
		store_add(batch, first_statements[key->kind] + i, jurisdiction);
		sight_bind(batch, sight);
		bind_key(batch, key);
	}
}

static void copy_text(char *out, size_t size, const char *text)
{
	snprintf(out, size, "%s", text);
}

/* Columns of CASE_COLUMNS and what follows them. */
static void take_case(const struct db_result *result, size_t i, size_t row, struct arena *arena, struct case_row *out)
{
	struct case_state *state = &out->state;

	state->case_id = db_int(result, i, row, 0);
	state->version = (int)db_int(result, i, row, 1);
	copy_text(state->kind, sizeof(state->kind), db_text(result, i, row, 2));
	copy_text(state->state, sizeof(state->state), db_text(result, i, row, 3));
	state->phase = (enum phase)db_int(result, i, row, 4);
	state->level = (enum level)db_int(result, i, row, 5);
	state->session_id = (int)db_int(result, i, row, 6);
	copy_text(state->number, sizeof(state->number), db_text(result, i, row, 7));
	copy_text(state->category, sizeof(state->category), db_text(result, i, row, 8));
	state->received_on = db_day(result, i, row, 9);
	state->filed_on = db_day(result, i, row, 10);
	state->last_on = db_day(result, i, row, 11);
	copy_text(state->attitude, sizeof(state->attitude), db_text(result, i, row, 12));
	copy_text(state->result, sizeof(state->result), db_text(result, i, row, 13));
	out->page = db_int(result, i, row, 14);
	state->round = (int)db_int(result, i, row, 15);
	state->main_case = db_int(result, i, row, 16);
	out->main_number = "";
	state->key = db_bool(result, i, row, 17);
	state->leader_id = (int)db_int(result, i, row, 18);
	state->publication = (enum publication)db_int(result, i, row, 19);
	state->published_on = db_day(result, i, row, 20);
	copy_text(state->proposer_kind, sizeof(state->proposer_kind), db_text(result, i, row, 21));
	state->between_sessions = db_bool(result, i, row, 22);
	out->received = arena_strdup(arena, db_text(result, i, row, 23));
	out->due_on = HY_DAY_NONE;
}

/* Adds an assignment row to its case. */
static void take_assignment(const struct db_result *result, size_t i, size_t row, struct case_state *state)
{
	struct assignment *assignment;

	if (state->n_assignments >= MAX_ASSIGNMENTS)
		return;
	assignment = &state->assignments[state->n_assignments++];
	assignment->no = (int)db_int(result, i, row, 1);
	assignment->office_id = (int)db_int(result, i, row, 2);
	assignment->role = (enum assignment_role)db_int(result, i, row, 3);
	copy_text(assignment->state, sizeof(assignment->state), db_text(result, i, row, 4));
	assignment->assigned_on = db_day(result, i, row, 5);
	assignment->due_on = db_day(result, i, row, 6);
	assignment->return_by = db_day(result, i, row, 7);
	assignment->accepted_on = db_day(result, i, row, 8);
	assignment->returned_on = db_day(result, i, row, 9);
	assignment->contacted_on = db_day(result, i, row, 10);
	assignment->answered_on = db_day(result, i, row, 11);
	copy_text(assignment->class, sizeof(assignment->class), db_text(result, i, row, 12));
	assignment->class_meaning = (enum class_meaning)db_int(result, i, row, 13);
	assignment->round = (int)db_int(result, i, row, 14);
	assignment->extensions = (int)db_int(result, i, row, 15);
	assignment->contact_by = db_day(result, i, row, 16);
	assignment->drafted_on = db_day(result, i, row, 17);
	assignment->reviewed_on = db_day(result, i, row, 18);
	assignment->cosigned_on = db_day(result, i, row, 19);
	copy_text(assignment->later_class, sizeof(assignment->later_class), db_text(result, i, row, 20));
}

/* Adds an item row to its case; its words go beside. */
static void take_item(const struct db_result *result, size_t i, size_t row, struct case_state *state)
{
	struct item *item;

	if (state->n_items >= MAX_ITEMS)
		return;
	item = &state->items[state->n_items++];
	item->kind = (enum item_kind)db_int(result, i, row, 1);
	item->no = (int)db_int(result, i, row, 2);
	item->state = (enum item_state)db_int(result, i, row, 3);
	item->assignment_no = (int)db_int(result, i, row, 4);
	item->round = (int)db_int(result, i, row, 5);
	item->signer_no = (int)db_int(result, i, row, 6);
	item->office_id = (int)db_int(result, i, row, 7);
	item->member_id = (int)db_int(result, i, row, 8);
	item->other_case = db_int(result, i, row, 9);
	item->on = db_day(result, i, row, 10);
	item->due_on = db_day(result, i, row, 11);
	item->done_on = db_day(result, i, row, 12);
	copy_text(item->attitude, sizeof(item->attitude), db_text(result, i, row, 13));
	copy_text(item->result, sizeof(item->result), db_text(result, i, row, 14));
}

/* The words of all items of statement i; rows of one case stand together. */
static struct item_words *take_words(const struct db_result *result, size_t i, struct arena *arena)
{
	size_t n = db_rows(result, i);
	struct item_words *words = arena_alloc(arena, (n + 1) * sizeof(*words));

	for (size_t row = 0; row < n; row++) {
		words[row].kind = (enum item_kind)db_int(result, i, row, 1);
		words[row].no = (int)db_int(result, i, row, 2);
		words[row].data = arena_strdup(arena, db_text(result, i, row, 15));
		words[row].other_number = arena_strdup(arena, db_text(result, i, row, 16));
		words[row].telephone = arena_strdup(arena, db_text(result, i, row, 17));
		words[row].address = arena_strdup(arena, db_text(result, i, row, 18));
	}
	return words;
}

/* The main case of a merged one, from its rows beginning at *row, which goes on behind them; NULL if there are none. */
static const struct case_state *take_main(const struct db_result *result, size_t i, size_t *row, struct arena *arena,
					  const struct case_state *merged)
{
	struct case_state *main_case = NULL;

	for (; *row < db_rows(result, i) && db_int(result, i, *row, 0) == merged->case_id; (*row)++) {
		if (!main_case) {
			main_case = arena_alloc(arena, sizeof(*main_case));
			*main_case = (struct case_state){ .case_id = merged->main_case };
		}
		take_assignment(result, i, *row, main_case);
	}
	for (int k = 0; main_case && k < main_case->n_assignments; k++)
		if (main_case->assignments[k].round > main_case->round)
			main_case->round = main_case->assignments[k].round;
	return main_case;
}

static struct case_note *take_notes(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct case_note *notes = arena_alloc(arena, (n + 1) * sizeof(*notes));

	for (size_t row = 0; row < n; row++) {
		notes[row].case_id = db_int(result, i, row, 0);
		notes[row].page = db_int(result, i, row, 1);
		notes[row].line_no = (int)db_int(result, i, row, 2);
		notes[row].version = (int)db_int(result, i, row, 3);
		notes[row].milestone = milestone_by_name(db_text(result, i, row, 4));
		notes[row].assignment_no = (int)db_int(result, i, row, 5);
		notes[row].office_id = (int)db_int(result, i, row, 6);
		if (day_parse(db_text(result, i, row, 7), &notes[row].on) < 0)
			notes[row].on = HY_DAY_NONE;
		notes[row].input = arena_strdup(arena, db_text(result, i, row, 8));
	}
	*ret_n = n;
	return notes;
}

/* The link by which the case was merged knows it; words stand in the order of items. */
static const char *main_number(const struct case_row *row)
{
	const struct case_state *state = &row->state;

	for (int i = 0; state->main_case > 0 && i < state->n_items; i++)
		if (state->items[i].state == ITEM_MERGED_INTO && state->items[i].other_case == state->main_case)
			return row->words[i].other_number;
	return "";
}

struct case_row *case_store_row(const struct db_result *result, size_t first, struct arena *arena)
{
	struct case_row *row;
	size_t main_row = 0;

	if (db_rows(result, first) == 0)
		return NULL;
	row = arena_alloc(arena, sizeof(*row));
	take_case(result, first, 0, arena, row);
	for (size_t i = 0; i < db_rows(result, first + 1); i++)
		take_assignment(result, first + 1, i, &row->state);
	row->n_words = db_rows(result, first + 2);
	row->words = take_words(result, first + 2, arena);
	for (size_t i = 0; i < row->n_words; i++)
		take_item(result, first + 2, i, &row->state);
	row->main_number = main_number(row);
	row->notes = take_notes(result, first + 3, arena, &row->n_notes);
	row->main_case = take_main(result, first + 4, &main_row, arena, &row->state);
	return row;
}

void case_store_list(struct db_batch *batch, int jurisdiction, const struct case_filter *filter)
{
	store_add(batch, filter->by_due ? CASES_BY_DUE_ORDER : CASES_BY_ID_ORDER, jurisdiction);
	sight_bind(batch, &filter->sight);
	db_bind_int4(batch, filter->office_id);
	db_bind_text(batch, filter->state);
	db_bind_int4(batch, filter->session_id);
	db_bind_text(batch, filter->title_contains);
	db_bind_int4(batch, (int)filter->level);
	db_bind_text(batch, filter->category);
	db_bind_bool(batch, filter->open_only || filter->by_due);
	db_bind_int4(batch, filter->limit);
	db_bind_int8(batch, filter->after_case);
	db_bind_int4(batch, filter->work_of);
	db_bind_bool(batch, filter->key_only);
	db_bind_int4(batch, filter->leader_id);
	db_bind_bool(batch, filter->open_promises);
	db_bind_int4(batch, filter->member_id);
	db_bind_int4(batch, (int)filter->phase);
	db_bind_day(batch, filter->due_by);
	db_bind_text(batch, filter->document_number);
	if (filter->by_due)
		db_bind_day(batch, filter->after_due);
}

struct case_row *case_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n)
{
	size_t n = db_rows(result, i);
	struct case_row *rows = arena_alloc(arena, (n + 1) * sizeof(*rows));

	for (size_t row = 0; row < n; row++) {
		take_case(result, i, row, arena, &rows[row]);
		rows[row].due_on = db_day(result, i, row, 24); /* after `received` */
	}
	*ret_n = n;
	return rows;
}

void case_store_read_details(struct db_batch *batch, int jurisdiction, const struct case_row *rows, size_t n)
{
	static const enum statement statements[] = { ASSIGNMENTS_OF_CASES, ITEMS_OF_CASES, NOTES_OF_CASES,
						     MAIN_OF_CASES };

	for (size_t s = 0; s < sizeof(statements) / sizeof(*statements); s++) {
		store_add(batch, statements[s], jurisdiction);
		DB_BIND_EACH(batch, DB_INT8, rows, n, db_bind_int8(batch, it->state.case_id));
	}
}

static int compare_ids(const void *a, const void *b)
{
	const struct case_row *const *left = a, *const *right = b;

	return ((*left)->state.case_id > (*right)->state.case_id) - ((*left)->state.case_id < (*right)->state.case_id);
}

void case_store_details(const struct db_result *result, size_t first, struct arena *arena, struct case_row *rows,
			size_t n)
{
	struct case_row **sorted = arena_alloc(arena, (n + 1) * sizeof(struct case_row *));
	size_t n_notes, n_assignments = db_rows(result, first), n_items = db_rows(result, first + 1);
	const struct item_words *words = take_words(result, first + 1, arena);
	const struct case_note *notes = take_notes(result, first + 2, arena, &n_notes);
	size_t note = 0, assignment = 0, item = 0, main_row = 0;

	for (size_t i = 0; i < n; i++)
		sorted[i] = &rows[i];
	qsort(sorted, n, sizeof(struct case_row *), compare_ids);
	/* The answers are ordered by case id as well, so one pass does. */
	for (size_t i = 0; i < n; i++) {
		struct case_row *row = sorted[i];

		while (assignment < n_assignments && db_int(result, first, assignment, 0) == row->state.case_id)
			take_assignment(result, first, assignment++, &row->state);
		row->words = &words[item];
		while (item < n_items && db_int(result, first + 1, item, 0) == row->state.case_id) {
			take_item(result, first + 1, item++, &row->state);
			row->n_words++;
		}
		row->main_number = main_number(row);
		row->notes = &notes[note];
		while (note < n_notes && notes[note].case_id == row->state.case_id) {
			note++;
			row->n_notes++;
		}
		row->main_case = take_main(result, first + 3, &main_row, arena, &row->state);
	}
}

void case_store_check_submissions(struct db_batch *batch, int jurisdiction, const int *sessions,
				  const char *const *numbers, size_t n)
{
	store_add(batch, SUBMISSIONS_TAKEN, jurisdiction);
	DB_BIND_EACH(batch, DB_INT4, sessions, n, db_bind_int4(batch, *it));
	DB_BIND_EACH(batch, DB_TEXT, numbers, n, db_bind_text(batch, *it));
}

size_t case_store_taken(const struct db_result *result, size_t i, size_t row)
{
	return (size_t)db_int(result, i, row, 0) - 1;
}

void case_store_check_requests(struct db_batch *batch, int jurisdiction, int office_id, const uint8_t (*requests)[16],
			       size_t n)
{
	store_add(batch, REQUESTS_STORED, jurisdiction);
	db_bind_int4(batch, office_id);
	DB_BIND_EACH(batch, DB_UUID, requests, n, db_bind_uuid(batch, *it));
}

const char *case_store_request(const struct db_result *result, size_t i, size_t row)
{
	return db_text(result, i, row, 0);
}
