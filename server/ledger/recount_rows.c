#include "ledger/recount_rows.h"
#include "base/memory.h"
#include "base/text.h"
#include "ledger/line.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#define uthash_malloc(size) hy_xmalloc(size)
#include <uthash.h>

struct recount_row {
	char *key;
	char *values[RECOUNT_MAX_COLUMNS]; /* NULL is "" */
	bool seen;
	UT_hash_handle hh;
};

/* The columns of a state, asked for and named. */
#define STATE_SQL "level, session_id, office_id, role, leader_id, month, due_on, flags, class, words"
#define STATE_COLUMNS                                                                                                  \
	"level", "session_id", "office_id", "role", "leader_id", "month", "due_on", "flags", "class", "words"

const struct recount_plan recount_plans[RT_COUNT_] = {
	[RT_CASE] = { "case",
		      "SELECT case_id, version, kind, state, phase, level, session_id, number, submission_number, "
		      "title, "
		      "category, received, received_on, filed_on, last_on, attitude, result, page, round, main_case, "
		      "key, leader_id, publication, published_on, proposer_kind, between_sessions FROM \"case\"",
		      1,
		      25,
		      { "version",
			"kind",
			"state",
			"phase",
			"level",
			"session_id",
			"number",
			"submission_number",
			"title",
			"category",
			"received",
			"received_on",
			"filed_on",
			"last_on",
			"attitude",
			"result",
			"page",
			"round",
			"main_case",
			"key",
			"leader_id",
			"publication",
			"published_on",
			"proposer_kind",
			"between_sessions" },
		      10 },
	[RT_ASSIGNMENT] = { "assignment",
			    "SELECT case_id, assignment_no, office_id, role, state, open, assigned_on, due_on, "
			    "return_by, accepted_on, returned_on, contacted_on, answered_on, contact_by, drafted_on, "
			    "reviewed_on, cosigned_on, class, class_meaning, round, extensions, later_class "
			    "FROM assignment",
			    2,
			    20,
			    { "office_id",   "role",          "state",       "open",        "assigned_on",
			      "due_on",      "return_by",     "accepted_on", "returned_on", "contacted_on",
			      "answered_on", "contact_by",    "drafted_on",  "reviewed_on", "cosigned_on",
			      "class",       "class_meaning", "round",       "extensions",  "later_class" },
			    -1 },
	[RT_ITEM] = { "item",
		      "SELECT case_id, kind, item_no, state, assignment_no, round, signer_no, office_id, member_id, "
		      "other_case, on_date, due_on, done_on, attitude, result, data, page FROM item",
		      3,
		      14,
		      { "state", "assignment_no", "round", "signer_no", "office_id", "member_id", "other_case",
			"on_date", "due_on", "done_on", "attitude", "result", "data", "page" },
		      12 },
	[RT_REQUEST] = { "request",
			 "SELECT office_id, request_id, encode(digest, 'hex'), page, line_no FROM request",
			 2,
			 3,
			 { "digest", "page", "line_no" },
			 -1 },
	[RT_OFFICE] = { "office",
			"SELECT office_id, code, name_zh, name_en, position, page, valid_from, valid_until, "
			"successor_id FROM office",
			1,
			8,
			{ "code", "name_zh", "name_en", "position", "page", "valid_from", "valid_until",
			  "successor_id" },
			-1 },
	[RT_MEMBER] = { "member",
			"SELECT member_id, code, name, kind, sector, title, stands_for, position, valid_from, "
			"valid_until, encode(contact_hash, 'hex'), page FROM member",
			1,
			11,
			{ "code", "name", "kind", "sector", "title", "stands_for", "position", "valid_from",
			  "valid_until", "contact_hash", "page" },
			-1 },
	[RT_SESSION] = { "session",
			 "SELECT session_id, code, name_zh, name_en, starts_on, level, page FROM session",
			 1,
			 6,
			 { "code", "name_zh", "name_en", "starts_on", "level", "page" },
			 -1 },
	[RT_RULES] = { "rules", "SELECT version, text, page FROM rules", 1, 2, { "text", "page" }, -1 },
	[RT_CALENDAR] = { "calendar",
			  "SELECT year, days, source, page FROM calendar_year",
			  1,
			  3,
			  { "days", "source", "page" },
			  0 },
	[RT_MILESTONE] = { "milestone",
			   "SELECT case_id, assignment_no, milestone, item_no, version, on_date, level, session_id, "
			   "office_id, role, class, class_meaning, late, due_on, page, superseded_page, round, "
			   "attitude, "
			   "result, contact_method, member_id, item_due_on, publication, stands_for FROM milestone",
			   5,
			   19,
			   { "on_date", "level", "session_id", "office_id", "role", "class", "class_meaning", "late",
			     "due_on", "page", "superseded_page", "round", "attitude", "result", "contact_method",
			     "member_id", "item_due_on", "publication", "stands_for" },
			   -1 },
	[RT_FACT_CHANGE] = { "fact_change",
			     "SELECT page, change_no, day, case_id, unit, no, n, " STATE_SQL " FROM fact_change",
			     2,
			     15,
			     { "day", "case_id", "unit", "no", "n", STATE_COLUMNS },
			     -1 },
	[RT_FACT] = { "fact", "SELECT case_id, unit, no, " STATE_SQL " FROM fact", 3, 10, { STATE_COLUMNS }, -1 },
	[RT_TALLY] = { "tally",
		       "SELECT unit, level, session_id, office_id, role, flags, class, words, due_on, n FROM tally",
		       9,
		       1,
		       { "n" },
		       -1 },
	[RT_TALLY_BLOCK] = { "tally_block",
			     "SELECT tier, last_page, unit, level, session_id, office_id, role, flags, class, words, "
			     "due_on, "
			     "n FROM block_difference",
			     11,
			     1,
			     { "n" },
			     -1 },
	[RT_THING_BLOCK] = { "thing_block",
			     "SELECT tier, last_page, case_id, unit, no, n, " STATE_SQL " FROM thing_difference",
			     6,
			     10,
			     { STATE_COLUMNS },
			     -1 },
	[RT_WORDS] = { "case_words",
		       "SELECT case_id, array_to_string(words, ' '), encode(sha256(convert_to(plain, 'UTF8')), 'hex') "
		       "FROM case_words",
		       1,
		       2,
		       { "words", "plain" },
		       -1 },
	[RT_WORD_COUNT] = { "word_count", "SELECT word, n FROM word_count", 1, 1, { "n" }, -1 },
};

struct recount_row *recount_row(struct recount_rows *rows, enum recount_table table, const char *key)
{
	struct recount_row *row;

	HASH_FIND_STR(rows->tables[table], key, row);
	if (!row) {
		row = hy_xcalloc(1, sizeof *row);
		row->key = hy_xstrdup(key);
		HASH_ADD_KEYPTR(hh, rows->tables[table], row->key, strlen(row->key), row);
	}
	return row;
}

void recount_set(struct recount_row *row, int column, const char *text)
{
	free(row->values[column]);
	row->values[column] = *text ? hy_xstrdup(text) : NULL;
}

void recount_set_int(struct recount_row *row, int column, int64_t value)
{
	char text[24];

	snprintf(text, sizeof text, "%" PRId64, value);
	recount_set(row, column, text);
}

int64_t recount_add(struct recount_row *row, int column, int64_t value)
{
	int64_t before = 0;

	if (row->values[column] && number_parse(row->values[column], INT64_MIN, INT64_MAX, &before))
		before = 0;
	recount_set_int(row, column, before + value);
	return before + value;
}

static void forget(struct recount_rows *rows, enum recount_table table, struct recount_row *row)
{
	HASH_DELETE(hh, rows->tables[table], row);
	for (int i = 0; i < RECOUNT_MAX_COLUMNS; i++)
		free(row->values[i]);
	free(row->key);
	free(row);
}

void recount_drop(struct recount_rows *rows, enum recount_table table, const char *key)
{
	forget(rows, table, recount_row(rows, table, key));
}

void recount_clear(struct recount_rows *rows, enum recount_table table)
{
	struct recount_row *row, *next;

	HASH_ITER(hh, rows->tables[table], row, next)
	{
		forget(rows, table, row);
	}
}

void recount_free(struct recount_rows *rows)
{
	for (int table = 0; table < RT_COUNT_; table++)
		recount_clear(rows, (enum recount_table)table);
	histories_clear(&rows->histories);
	fact_step_free(&rows->step);
	fold_facts_free(&rows->facts);
}

/* Copies as much as fits, cut at a character's border. */
static void copy_cut(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size) {
		len = size - 1;
		while (len > 0 && ((unsigned char)text[len] & 0xC0) == 0x80)
			len--;
	}
	memcpy(out, text, len);
	out[len] = '\0';
}

static void add_difference(struct recount_report *report, enum recount_table table, const char *key,
			   const char *expected, const char *found)
{
	int i = report->n_differences;

	if (i == RECOUNT_MAX_DIFFERENCES)
		return;
	report->n_differences++;
	copy_cut(report->differences[i].table, sizeof report->differences[i].table, recount_plans[table].table);
	copy_cut(report->differences[i].key, sizeof report->differences[i].key, key);
	copy_cut(report->differences[i].expected, sizeof report->differences[i].expected, expected);
	copy_cut(report->differences[i].found, sizeof report->differences[i].found, found);
}

static bool same_json(const char *a, const char *b)
{
	json_t *left = json_loads(a, JSON_DECODE_ANY, NULL), *right = json_loads(b, JSON_DECODE_ANY, NULL);
	bool same = left && right && json_equal(left, right);

	json_decref(left);
	json_decref(right);
	return same;
}

static bool same_value(const struct recount_plan *plan, int column, const char *a, const char *b)
{
	return !strcmp(a, b) || (column == plan->json_column && same_json(a, b));
}

static void add_value(struct strbuf *text, const char *column, const char *value)
{
	strbuf_printf(text, "%s%s=%s", text->len ? ", " : "", column, value);
}

static const char *join_key(const struct recount_plan *plan, char *const *values, char *key, size_t size)
{
	size_t used = 0;

	key[0] = '\0';
	for (int i = 0; i < plan->n_keys && used < size; i++)
		used += (size_t)snprintf(key + used, size - used, "%s%s", i ? "/" : "", values[i]);
	return key;
}

static void compare_columns(const struct recount_plan *plan, enum recount_table table, const struct recount_row *row,
			    char *const *values, struct recount_report *report)
{
	struct strbuf expected = { 0 }, found = { 0 };

	for (int i = 0; i < plan->n_columns; i++) {
		const char *wanted = row->values[i] ? row->values[i] : "", *is = values[plan->n_keys + i];

		if (!same_value(plan, i, wanted, is)) {
			add_value(&expected, plan->columns[i], wanted);
			add_value(&found, plan->columns[i], is);
		}
	}
	if (expected.len)
		add_difference(report, table, row->key, expected.text ? expected.text : "",
			       found.text ? found.text : "");
	strbuf_clear(&expected);
	strbuf_clear(&found);
}

void recount_compare(struct recount_rows *rows, enum recount_table table, char *const *values,
		     struct recount_report *report)
{
	const struct recount_plan *plan = &recount_plans[table];
	struct strbuf found = { 0 };
	struct recount_row *row;
	char key[RECOUNT_KEY_SIZE] = "";

	join_key(plan, values, key, sizeof key);
	report->rows++;
	HASH_FIND_STR(rows->tables[table], key, row);
	if (row) {
		row->seen = true;
		compare_columns(plan, table, row, values, report);
		return;
	}
	for (int i = 0; i < plan->n_columns; i++)
		add_value(&found, plan->columns[i], values[plan->n_keys + i]);
	add_difference(report, table, key, "", found.text ? found.text : "");
	strbuf_clear(&found);
}

void recount_missing(struct recount_rows *rows, enum recount_table table, struct recount_report *report)
{
	const struct recount_plan *plan = &recount_plans[table];

	for (struct recount_row *row = rows->tables[table]; row; row = row->hh.next) {
		struct strbuf expected = { 0 };

		if (row->seen)
			continue;
		for (int i = 0; i < plan->n_columns; i++)
			add_value(&expected, plan->columns[i], row->values[i] ? row->values[i] : "");
		add_difference(report, table, row->key, expected.text ? expected.text : "", "");
		strbuf_clear(&expected);
	}
}
