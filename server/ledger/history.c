#include "ledger/history.h"
#include "base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define uthash_malloc(size) hy_xmalloc(size)
#include <uthash.h>

/* ---- one case -------------------------------------------------------------------------------------------------- */

static struct fact_milestone milestone_of(const struct milestone_row *row)
{
	struct fact_milestone m = { .milestone = row->milestone,
				    .assignment_no = row->assignment_no,
				    .item_no = row->item_no,
				    .round = row->round,
				    .version = row->stands_for,
				    .office_id = row->office_id,
				    .member_id = row->member_id,
				    .role = row->role,
				    .on = row->on,
				    .due_on = row->due_on,
				    .item_due_on = row->item_due_on,
				    .class_meaning = row->class_meaning,
				    .late = row->late,
				    .publication = row->publication };

	memcpy(m.class, row->class, sizeof m.class);
	memcpy(m.attitude, row->attitude, sizeof m.attitude);
	memcpy(m.result, row->result, sizeof m.result);
	memcpy(m.contact_method, row->contact_method, sizeof m.contact_method);
	return m;
}

static void put(struct history *history, size_t place, const struct milestone_row *row)
{
	history->list[place] = milestone_of(row);
	history->versions[place] = row->version;
}

void history_add(struct history *history, const struct milestone_row *row)
{
	if (history->n == history->size) {
		history->size = history->size ? 2 * history->size : 8;
		history->list = hy_xrealloc(history->list, history->size * sizeof *history->list);
		history->versions = hy_xrealloc(history->versions, history->size * sizeof *history->versions);
	}
	history->level = row->level;
	history->session_id = row->session_id;
	put(history, history->n++, row);
	++*history->all;
}

/* The place of the row that another one withdraws; -1 when it is not there. */
static long find(const struct history *history, const struct milestone_row *row)
{
	for (size_t i = history->n; i-- > 0;) {
		const struct fact_milestone *m = &history->list[i];

		if (history->versions[i] == row->version && m->milestone == row->milestone &&
		    m->assignment_no == row->assignment_no && m->item_no == row->item_no)
			return (long)i;
	}
	return -1;
}

static void drop(struct history *history, size_t place)
{
	history->n--;
	--*history->all;
	memmove(history->list + place, history->list + place + 1, (history->n - place) * sizeof *history->list);
	memmove(history->versions + place, history->versions + place + 1,
		(history->n - place) * sizeof *history->versions);
}

/* What a correction does not give stays as it was. */
static void inherit(struct milestone_row *row, const struct fact_milestone *old)
{
	bool extended = row->milestone == MILESTONE_EXTENDED;

	row->stands_for = old->version;
	row->due_on = extended && row->item_due_on != HY_DAY_NONE ? row->item_due_on : old->due_on;
	if (extended || row->item_due_on == HY_DAY_NONE)
		row->item_due_on = old->item_due_on;
	if (!row->attitude[0])
		memcpy(row->attitude, old->attitude, sizeof row->attitude);
	if (!row->result[0])
		memcpy(row->result, old->result, sizeof row->result);
	if (!row->contact_method[0])
		memcpy(row->contact_method, old->contact_method, sizeof row->contact_method);
	row->member_id = old->member_id;
	row->publication = old->publication;
}

/* An assignment's due day as all milestones have it. */
struct dated {
	bool known; /* it was assigned or dated anew */
	int version;
	hy_day base;
	int granted; /* days, by extensions */
};

static struct dated date_of(const struct history *history, int assignment_no)
{
	struct dated dated = { .base = HY_DAY_NONE };

	for (size_t i = 0; i < history->n; i++) {
		const struct fact_milestone *m = &history->list[i];
		bool assigned = m->milestone == MILESTONE_ASSIGNED;

		if (m->assignment_no != assignment_no)
			continue;
		if (m->milestone == MILESTONE_EXTENDED && m->due_on != HY_DAY_NONE && m->item_due_on != HY_DAY_NONE)
			dated.granted += m->due_on - m->item_due_on;
		if ((!assigned && m->milestone != MILESTONE_REDATED) || m->version < dated.version)
			continue;
		dated = (struct dated){ true, m->version, assigned ? m->due_on : m->item_due_on, dated.granted };
	}
	return dated;
}

static bool says_nothing_new(const struct history *history, const struct milestone_row *row)
{
	struct dated dated = date_of(history, row->assignment_no);

	if (row->milestone != MILESTONE_REDATED)
		return false;
	return dated.known && row->due_on == (dated.base == HY_DAY_NONE ? dated.base : dated.base + dated.granted);
}

static int round_of(const struct history *history)
{
	int round = 1;

	for (size_t i = 0; i < history->n; i++)
		if (history->list[i].round > round)
			round = history->list[i].round;
	return round;
}

static void complete(const struct history *history, struct milestone_row *row)
{
	row->stands_for = row->version;
	if (row->implied) {
		row->level = history->level;
		row->session_id = history->session_id;
	}
	if (row->implied && row->milestone == MILESTONE_PUBLISHED)
		row->round = round_of(history);
	if (row->milestone == MILESTONE_REDATED && row->due_on != HY_DAY_NONE)
		row->item_due_on = row->due_on - date_of(history, row->assignment_no).granted;
}

/* The first of the withdrawn rows; n when there are none. */
static size_t first_withdrawn(const struct milestone_row *rows, size_t n)
{
	size_t i = 0;

	while (i < n && !rows[i].withdrawn)
		i++;
	return i;
}

static void take_reached(struct history *history, struct milestone_row *row, const struct milestone_row *withdrawn)
{
	long place = withdrawn ? find(history, withdrawn) : -1;

	if (place >= 0) {
		inherit(row, &history->list[place]);
		put(history, (size_t)place, row);
		return;
	}
	complete(history, row);
	row->idle = row->implied && says_nothing_new(history, row);
	if (!row->idle)
		history_add(history, row);
}

void history_take(struct history *history, struct milestone_row *rows, size_t n)
{
	size_t withdrawn = first_withdrawn(rows, n);

	for (size_t i = 0; i < withdrawn; i++)
		take_reached(history, &rows[i], rows[i].replaces && withdrawn + i < n ? &rows[withdrawn + i] : NULL);
	for (size_t i = withdrawn; i < n; i++) {
		long place = find(history, &rows[i]); /* still there: nothing took its place */

		if (place >= 0)
			drop(history, (size_t)place);
	}
}

/* ---- all of them ----------------------------------------------------------------------------------------------- */

struct history_node {
	struct history history;
	UT_hash_handle hh;
};

struct history *histories_find(struct histories *histories, int64_t case_id)
{
	struct history_node *node;

	HASH_FIND(hh, histories->nodes, &case_id, sizeof case_id, node);
	if (!node)
		return NULL;
	HASH_DELETE(hh, histories->nodes, node);
	HASH_ADD(hh, histories->nodes, history.case_id, sizeof case_id, node);
	return &node->history;
}

struct history *histories_begin(struct histories *histories, int64_t case_id)
{
	struct history_node *node = hy_xcalloc(1, sizeof *node);

	node->history.case_id = case_id;
	node->history.all = &histories->n_rows;
	HASH_ADD(hh, histories->nodes, history.case_id, sizeof case_id, node);
	return &node->history;
}

static void free_node(struct history_node *node)
{
	free(node->history.list);
	free(node->history.versions);
	free(node);
}

static void forget(struct histories *histories, struct history_node *node)
{
	histories->n_rows -= node->history.n;
	/* The analyzer does not know that the oldest element has none before it. */
	HASH_DELETE(hh, histories->nodes, node); /* NOLINT(clang-analyzer-unix.Malloc) */
	free_node(node);
}

void histories_trim(struct histories *histories, size_t max_rows)
{
	struct history_node *oldest = histories->nodes, *next;

	for (; oldest && histories->n_rows > max_rows; oldest = next) {
		next = oldest->hh.next;
		forget(histories, oldest);
	}
}

void histories_clear(struct histories *histories)
{
	struct history_node *node = histories->nodes, *next;

	HASH_CLEAR(hh, histories->nodes);
	/* HASH_CLEAR leaves the elements and their list of insertion. */
	for (; node; node = next) {
		next = node->hh.next;
		free_node(node);
	}
	*histories = (struct histories){ 0 };
}

/* Columns of F_HISTORIES. */
enum history_column {
	HC_CASE,
	HC_VERSION,
	HC_STANDS_FOR,
	HC_ASSIGNMENT,
	HC_MILESTONE,
	HC_ON,
	HC_DUE_ON,
	HC_LEVEL,
	HC_SESSION,
	HC_OFFICE,
	HC_ROLE,
	HC_CLASS,
	HC_MEANING,
	HC_LATE,
	HC_ITEM,
	HC_ROUND,
	HC_ATTITUDE,
	HC_RESULT,
	HC_METHOD,
	HC_MEMBER,
	HC_ITEM_DUE_ON,
	HC_PUBLICATION
};

/* A place for a text, its size with it. */
#define PUT_TEXT(out, column) snprintf((out), sizeof(out), "%s", db_text(result, i, place, (column)))

static struct milestone_row read_row(const struct db_result *result, size_t i, size_t place)
{
	struct milestone_row row = {
		.case_id = db_int(result, i, place, HC_CASE),
		.version = (int)db_int(result, i, place, HC_VERSION),
		.stands_for = (int)db_int(result, i, place, HC_STANDS_FOR),
		.assignment_no = (int)db_int(result, i, place, HC_ASSIGNMENT),
		.milestone = (enum milestone)db_int(result, i, place, HC_MILESTONE),
		.on = db_day(result, i, place, HC_ON),
		.due_on = db_day(result, i, place, HC_DUE_ON),
		.level = (enum level)db_int(result, i, place, HC_LEVEL),
		.session_id = (int)db_int(result, i, place, HC_SESSION),
		.office_id = (int)db_int(result, i, place, HC_OFFICE),
		.role = (enum assignment_role)db_int(result, i, place, HC_ROLE),
		.class_meaning = (enum class_meaning)db_int(result, i, place, HC_MEANING),
		.late = db_bool(result, i, place, HC_LATE),
		.item_no = (int)db_int(result, i, place, HC_ITEM),
		.round = (int)db_int(result, i, place, HC_ROUND),
		.member_id = (int)db_int(result, i, place, HC_MEMBER),
		.item_due_on = db_day(result, i, place, HC_ITEM_DUE_ON),
		.publication = (enum publication)db_int(result, i, place, HC_PUBLICATION),
	};

	PUT_TEXT(row.class, HC_CLASS);
	PUT_TEXT(row.attitude, HC_ATTITUDE);
	PUT_TEXT(row.result, HC_RESULT);
	PUT_TEXT(row.contact_method, HC_METHOD);
	return row;
}

void histories_read(struct histories *histories, const struct db_result *result, size_t i)
{
	for (size_t place = 0; place < db_rows(result, i); place++) {
		struct milestone_row row = read_row(result, i, place);
		struct history *history = histories_find(histories, row.case_id);

		history_add(history ? history : histories_begin(histories, row.case_id), &row);
	}
}

/* ---- facts ----------------------------------------------------------------------------------------------------- */

/* True when the line can change facts. */
static bool counts(const struct history *history, const struct milestone_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (fact_counts(rows[i].milestone) && !(rows[i].implied && says_nothing_new(history, &rows[i])))
			return true;
	return false;
}

void fact_step_take(struct fact_step *step, struct histories *histories, struct milestone_row *rows, size_t n)
{
	struct history *history = histories_find(histories, rows[0].case_id);

	step->before.n = step->after.n = step->changes.n = 0;
	if (!history)
		history = histories_begin(histories, rows[0].case_id);
	if (!counts(history, rows, n)) {
		history_take(history, rows, n);
		return;
	}
	facts_make(history->list, history->n, &step->before);
	history_take(history, rows, n);
	facts_make(history->list, history->n, &step->after);
	facts_compare(&step->before, &step->after, &step->changes);
}

void fact_step_free(struct fact_step *step)
{
	facts_free(&step->before);
	facts_free(&step->after);
	fact_changes_free(&step->changes);
}
