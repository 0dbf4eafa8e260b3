/* The rows that a line makes or changes. Nothing is decided again: the effects of a line say what it did. */
#include "base/bigram.h"
#include "base/digest.h"
#include "base/plain.h"
#include "base/text.h"
#include "ledger/line.h"
#include "ledger/recount_rows.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of the case, in the order of recount_plans. */
enum {
	C_VERSION,
	C_KIND,
	C_STATE,
	C_PHASE,
	C_LEVEL,
	C_SESSION,
	C_NUMBER,
	C_SUBMISSION,
	C_TITLE,
	C_CATEGORY,
	C_RECEIVED,
	C_RECEIVED_ON,
	C_FILED_ON,
	C_LAST_ON,
	C_ATTITUDE,
	C_RESULT,
	C_PAGE,
	C_ROUND,
	C_MAIN_CASE,
	C_KEY,
	C_LEADER,
	C_PUBLICATION,
	C_PUBLISHED_ON,
	C_PROPOSER_KIND,
	C_BETWEEN
};

static void set_given(struct recount_row *row, int column, const json_t *object, const char *key)
{
	if (json_object_get(object, key))
		recount_set(row, column, member_text(object, key));
}

static void set_given_int(struct recount_row *row, int column, const json_t *object, const char *key)
{
	if (json_object_get(object, key))
		recount_set_int(row, column, member_int(object, key));
}

static void set_given_flag(struct recount_row *row, int column, const json_t *object, const char *key)
{
	if (json_object_get(object, key))
		recount_set(row, column, member_bool(object, key) ? "t" : "f");
}

static void count_created(struct recount_row *row, const json_t *line)
{
	const json_t *received = json_object_get(line, "received");
	char *bytes = canonical_json(received);

	recount_set(row, C_KIND, member_text(received, "kind"));
	recount_set_int(row, C_LEVEL, (int64_t)level_by_name(member_text(received, "level")));
	recount_set_int(row, C_SESSION, member_int(received, "session"));
	recount_set(row, C_SUBMISSION, member_text(received, "submission_number"));
	recount_set(row, C_TITLE, member_text(received, "title"));
	recount_set(row, C_CATEGORY, member_text(received, "category"));
	recount_set(row, C_RECEIVED, bytes ? bytes : "");
	recount_set(row, C_RECEIVED_ON, member_text(line, "on"));
	recount_set(row, C_PROPOSER_KIND, member_text(received, "proposer_kind"));
	recount_set_int(row, C_ROUND, 1);
	recount_set_int(row, C_MAIN_CASE, 0);
	recount_set(row, C_KEY, "f");
	recount_set_int(row, C_LEADER, 0);
	recount_set_int(row, C_PUBLICATION, PUBLICATION_NONE);
	recount_set(row, C_BETWEEN, "f");
	free(bytes);
}

static void count_assignment(struct recount_rows *rows, int64_t case_id, const json_t *a)
{
	static const char *const days[] = { "assigned_on", "due_on",       "return_by",   "accepted_on",
					    "returned_on", "contacted_on", "answered_on", "contact_by",
					    "drafted_on",  "reviewed_on",  "cosigned_on" };
	int round = json_object_get(a, "round") ? (int)member_int(a, "round") : 1;
	struct recount_row *row;
	char key[60];

	snprintf(key, sizeof key, "%" PRId64 "/%" PRId64, case_id, member_int(a, "no"));
	row = recount_row(rows, RT_ASSIGNMENT, key);
	recount_set_int(row, 0, member_int(a, "office"));
	recount_set_int(row, 1, (int64_t)assignment_role_by_name(member_text(a, "role")));
	recount_set(row, 2, member_text(a, "state"));
	recount_set(row, 3, member_bool(a, "open") ? "t" : "f");
	for (int i = 0; i < 11; i++)
		recount_set(row, 4 + i, member_text(a, days[i]));
	recount_set(row, 15, member_text(a, "class"));
	recount_set_int(row, 16, (int64_t)class_meaning_by_name(member_text(a, "meaning")));
	recount_set_int(row, 17, round);
	recount_set_int(row, 18, member_int(a, "extensions"));
	recount_set(row, 19, member_text(a, "later_class"));
}

/* The words of an item and its page are those of the line that made it. */
static void count_item(struct recount_rows *rows, const struct placed_line *line, const json_t *item)
{
	static const char *const numbers[] = { "assignment", "round", "signer", "office", "member", "other" };
	static const char *const texts[] = { "on", "due_on", "done_on", "attitude", "result" };
	const json_t *data = json_object_get(item, "data");
	char *bytes = data ? canonical_json(data) : NULL;
	struct recount_row *row;
	char key[80];

	snprintf(key, sizeof key, "%" PRId64 "/%d/%" PRId64, member_int(line->json, "case"),
		 (int)item_kind_by_name(member_text(item, "kind")), member_int(item, "no"));
	row = recount_row(rows, RT_ITEM, key);
	recount_set_int(row, 0, (int64_t)item_state_by_name(member_text(item, "state")));
	for (int i = 0; i < 6; i++)
		recount_set_int(row, 1 + i, member_int(item, numbers[i]));
	for (int i = 0; i < 5; i++)
		recount_set(row, 7 + i, member_text(item, texts[i]));
	if (bytes) {
		recount_set(row, 12, bytes);
		recount_set_int(row, 13, line->page);
	}
	free(bytes);
}

static void count_handling(struct recount_row *row, const json_t *effects)
{
	set_given(row, C_RECEIVED_ON, effects, "received_on");
	set_given_int(row, C_ROUND, effects, "round");
	set_given_int(row, C_MAIN_CASE, effects, "main");
	set_given_flag(row, C_KEY, effects, "key");
	set_given_int(row, C_LEADER, effects, "leader");
	if (json_object_get(effects, "publication"))
		recount_set_int(row, C_PUBLICATION, (int64_t)publication_by_name(member_text(effects, "publication")));
	set_given(row, C_PUBLISHED_ON, effects, "published_on");
	set_given_flag(row, C_BETWEEN, effects, "between");
}

static void count_case(struct recount_rows *rows, const struct placed_line *line)
{
	const json_t *effects = json_object_get(line->json, "effects"), *part;
	int64_t case_id = member_int(line->json, "case");
	struct recount_row *row;
	size_t i;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, case_id);
	row = recount_row(rows, RT_CASE, key);
	if (!strcmp(member_text(line->json, "kind"), "create"))
		count_created(row, line->json);
	recount_set_int(row, C_VERSION, member_int(line->json, "version"));
	recount_set(row, C_STATE, member_text(effects, "state"));
	recount_set_int(row, C_PHASE, (int64_t)phase_by_name(member_text(effects, "phase")));
	set_given(row, C_NUMBER, effects, "number");
	set_given(row, C_FILED_ON, effects, "filed_on");
	set_given(row, C_LAST_ON, effects, "last_on");
	set_given(row, C_ATTITUDE, effects, "attitude");
	set_given(row, C_RESULT, effects, "result");
	recount_set_int(row, C_PAGE, line->page);
	count_handling(row, effects);
	json_array_foreach(json_object_get(effects, "assignments"), i, part) count_assignment(rows, case_id, part);
	json_array_foreach(json_object_get(effects, "items"), i, part) count_item(rows, line, part);
}

static struct recount_row *milestone_row(struct recount_rows *rows, const struct milestone_row *m)
{
	char key[120];

	snprintf(key, sizeof key, "%" PRId64 "/%d/%d/%d/%d", m->case_id, m->assignment_no, (int)m->milestone,
		 m->item_no, m->version);
	return recount_row(rows, RT_MILESTONE, key);
}

static void count_milestone(struct recount_rows *rows, const struct milestone_row *m)
{
	char day[HY_DAY_TEXT];
	struct recount_row *row = milestone_row(rows, m);

	recount_set(row, 0, day_format(m->on, day));
	recount_set_int(row, 1, (int64_t)m->level);
	recount_set_int(row, 2, m->session_id);
	recount_set_int(row, 3, m->office_id);
	recount_set_int(row, 4, (int64_t)m->role);
	recount_set(row, 5, m->class);
	recount_set_int(row, 6, (int64_t)m->class_meaning);
	recount_set(row, 7, m->late ? "t" : "f");
	recount_set(row, 8, day_format(m->due_on, day));
	recount_set_int(row, 9, m->page);
	recount_set_int(row, 11, m->round);
	recount_set(row, 12, m->attitude);
	recount_set(row, 13, m->result);
	recount_set(row, 14, m->contact_method);
	recount_set_int(row, 15, m->member_id);
	recount_set(row, 16, day_format(m->item_due_on, day));
	recount_set_int(row, 17, (int64_t)m->publication);
	recount_set_int(row, 18, m->stands_for);
}

static int count_milestones(struct recount_rows *rows, const struct placed_line *line)
{
	struct milestone_row of_line[LINE_MAX_ROWS];
	int n = line_rows(line->json, line->page, of_line);

	if (n < 0)
		return -1;
	if (n == 0 || !line->folded)
		return 0;
	fold_facts_take(&rows->facts, &rows->step, &rows->histories, of_line, (size_t)n);
	for (int i = 0; i < n; i++) {
		if (of_line[i].withdrawn)
			recount_set_int(milestone_row(rows, &of_line[i]), 10, line->page);
		else if (!of_line[i].idle)
			count_milestone(rows, &of_line[i]);
	}
	return 0;
}

/* The digest of a title and a text as they are searched: all of them would fill the memory. */
static void set_plain(struct recount_row *row, const char *title, const char *text)
{
	char *plain = plain_title_and_text(title, text), hex[2 * SHA256_BYTES + 1];
	const struct digest_part part = { plain, strlen(plain) };
	uint8_t digest[SHA256_BYTES];

	sha256(&part, 1, digest);
	recount_set(row, 1, hex_encode(digest, sizeof digest, hex));
	free(plain);
}

/* The pieces a similar case is found by, and in how many cases each occurs; "" counts the cases. */
static void count_words(struct recount_rows *rows, const struct placed_line *line)
{
	const json_t *received = json_object_get(line->json, "received");
	struct bigrams words;
	char key[24], *joined;

	if (!line->folded || strcmp(member_text(line->json, "kind"), "create") != 0)
		return;
	bigrams_make(&words, member_text(received, "title"), member_text(received, "text"));
	joined = bigrams_join(&words);
	snprintf(key, sizeof key, "%" PRId64, member_int(line->json, "case"));
	recount_set(recount_row(rows, RT_WORDS, key), 0, joined);
	set_plain(recount_row(rows, RT_WORDS, key), member_text(received, "title"), member_text(received, "text"));
	recount_add(recount_row(rows, RT_WORD_COUNT, ""), 0, 1);
	for (size_t i = 0; i < words.n; i++)
		recount_add(recount_row(rows, RT_WORD_COUNT, words.list[i].word), 0, 1);
	free(joined);
	bigrams_clear(&words);
}

static void count_request(struct recount_rows *rows, const struct placed_line *line)
{
	struct recount_row *row;
	char key[80];

	if (json_object_get(line->json, "part"))
		return; /* its request stands at the first line */
	snprintf(key, sizeof key, "%" PRId64 "/%s", member_int(line->json, "office"),
		 member_text(line->json, "request"));
	row = recount_row(rows, RT_REQUEST, key);
	recount_set(row, 0, member_text(line->json, "digest"));
	recount_set_int(row, 1, line->page);
	recount_set_int(row, 2, line->line_no);
}

static void count_office(struct recount_rows *rows, const json_t *entry, int64_t page)
{
	struct recount_row *row;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, member_int(entry, "id"));
	row = recount_row(rows, RT_OFFICE, key);
	recount_set(row, 0, member_text(entry, "code"));
	recount_set(row, 1, member_text(entry, "name_zh"));
	recount_set(row, 2, member_text(entry, "name_en"));
	recount_set_int(row, 3, member_int(entry, "position"));
	recount_set_int(row, 4, page);
	recount_set(row, 5, member_text(entry, "valid_from"));
	recount_set(row, 6, member_text(entry, "valid_until"));
	recount_set_int(row, 7, member_int(entry, "successor"));
}

static void count_member(struct recount_rows *rows, const json_t *entry, int64_t page)
{
	static const char *const texts[] = { "code", "name", "kind", "sector", "title" };
	struct recount_row *row;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, member_int(entry, "id"));
	row = recount_row(rows, RT_MEMBER, key);
	for (int i = 0; i < 5; i++)
		recount_set(row, i, member_text(entry, texts[i]));
	recount_set_int(row, 5, member_int(entry, "stands_for"));
	recount_set_int(row, 6, member_int(entry, "position"));
	recount_set(row, 7, member_text(entry, "valid_from"));
	recount_set(row, 8, member_text(entry, "valid_until"));
	recount_set(row, 9, member_text(entry, "contact"));
	recount_set_int(row, 10, page);
}

static void count_session(struct recount_rows *rows, const json_t *entry, int64_t page)
{
	struct recount_row *row;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, member_int(entry, "id"));
	row = recount_row(rows, RT_SESSION, key);
	recount_set(row, 0, member_text(entry, "code"));
	recount_set(row, 1, member_text(entry, "name_zh"));
	recount_set(row, 2, member_text(entry, "name_en"));
	recount_set(row, 3, member_text(entry, "starts_on"));
	recount_set_int(row, 4, (int64_t)level_by_name(member_text(entry, "level")));
	recount_set_int(row, 5, page);
}

static void count_rules(struct recount_rows *rows, const json_t *line, int64_t page)
{
	struct recount_row *row;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, member_int(line, "version"));
	row = recount_row(rows, RT_RULES, key);
	recount_set(row, 0, member_text(line, "text"));
	recount_set_int(row, 1, page);
}

static void count_calendar(struct recount_rows *rows, const json_t *line, int64_t page)
{
	char *days = canonical_json(json_object_get(line, "days"));
	struct recount_row *row;
	char key[24];

	snprintf(key, sizeof key, "%" PRId64, member_int(line, "year"));
	row = recount_row(rows, RT_CALENDAR, key);
	recount_set(row, 0, days ? days : "");
	recount_set(row, 1, member_text(line, "source"));
	recount_set_int(row, 2, page);
	free(days);
}

int recount_line(struct recount_rows *rows, const struct placed_line *line)
{
	const char *kind = member_text(line->json, "kind");
	const json_t *entry = json_object_get(line->json, "entry");

	count_request(rows, line);
	if (!strcmp(kind, "create") || !strcmp(kind, "update")) {
		count_case(rows, line);
		count_words(rows, line);
		return count_milestones(rows, line);
	}
	if (!strcmp(kind, "office"))
		count_office(rows, entry, line->page);
	else if (!strcmp(kind, "member"))
		count_member(rows, entry, line->page);
	else if (!strcmp(kind, "session"))
		count_session(rows, entry, line->page);
	else if (!strcmp(kind, "rules"))
		count_rules(rows, line->json, line->page);
	else if (!strcmp(kind, "calendar"))
		count_calendar(rows, line->json, line->page);
	else
		return -1;
	return 0;
}
