#include "case_rows.h"

#include "show.h"
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

const char *const case_row_columns[] = {
	"submission_number",      "session", "level",    "external_number", "title", "proposers",
	"proposer_kind",          "sector",  "category", "received_on",     "text",  "publication_wish",
	"publication_wish_reason"
};
const size_t n_case_row_columns = sizeof case_row_columns / sizeof case_row_columns[0];
enum {
	COL_SUBMISSION_NUMBER,
	COL_SESSION,
	COL_LEVEL,
	COL_EXTERNAL_NUMBER,
	COL_TITLE,
	COL_PROPOSERS,
	COL_PROPOSER_KIND,
	COL_SECTOR,
	COL_CATEGORY,
	COL_RECEIVED_ON,
	COL_TEXT,
	COL_WISH,
	COL_WISH_REASON
};

#define MAX_NAMES 64 /* the server takes 30 and says so; what is beyond this is not even counted */

/* Length of a separator at p, 0 if there is none: 、 (U+3001), full-width ；, or ; */
static size_t separator_at(const char *p)
{
	if (*p == ';')
		return 1;
	return strncmp(p, "、", 3) == 0 || strncmp(p, "；", 3) == 0 ? 3 : 0;
}

static void split_names(struct arena *arena, const char *text, char ***ret_names, size_t *ret_n)
{
	char **names = arena_alloc(arena, MAX_NAMES * sizeof *names);
	size_t n = 0;
	char *p = arena_strdup(arena, text);
	while (*p && n < MAX_NAMES) {
		p += strspn(p, " \t");
		char *begin = p;
		while (*p && !separator_at(p))
			p++;
		size_t step = separator_at(p);
		char *end = p;
		while (end > begin && end[-1] == ' ')
			end--;
		p += step;
		*end = '\0';
		if (end > begin)
			names[n++] = begin;
	}
	*ret_names = names;
	*ret_n = n;
}

void case_row_proposers(struct arena *arena, const char *text, Huiyin__V1__NewCase *proposal)
{
	static char nobody[1];
	bool any = false;
	split_names(arena, text, &proposal->proposers, &proposal->n_proposers);
	proposal->proposer_members = arena_alloc(arena, (proposal->n_proposers + 1) * sizeof(char *));
	for (size_t i = 0; i < proposal->n_proposers; i++) {
		char *code = strchr(proposal->proposers[i], '=');
		proposal->proposer_members[i] = code ? code + 1 : nobody;
		any = any || code;
		if (code)
			*code = '\0';
	}
	proposal->n_proposer_members = any ? proposal->n_proposers : 0;
}

int case_row_wish(const char *text, protobuf_c_boolean *ret_wish, struct refusal *ret_refusal)
{
	static const char *const agrees[] = { "yes", "是" }, *const declines[] = { "", "no", "否" };
	for (size_t i = 0; i < sizeof declines / sizeof declines[0]; i++)
		if (strcmp(text, declines[i]) == 0)
			return 0;
	for (size_t i = 0; i < sizeof agrees / sizeof agrees[0]; i++)
		if (strcmp(text, agrees[i]) == 0) {
			*ret_wish = true;
			return 0;
		}
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "publication_wish");
	refuse_with(ret_refusal, "value", "%s", text);
	refuse_with(ret_refusal, "allowed", "yes, no");
	return -1;
}

int case_row_read(const struct sheet *sheet, size_t row, struct arena *arena, Huiyin__V1__NewCase *ret_case,
		  struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	bool good = true;
	enum level level;
	char *received_on = arena_alloc(arena, HY_DAY_TEXT);
	if (show_day("received_on", sheet_cell(sheet, row, COL_RECEIVED_ON), received_on, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "received_on", &refusal);
		good = false;
	}
	if (show_read_level(sheet_cell(sheet, row, COL_LEVEL), &level, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "level", &refusal);
		good = false;
	}
	huiyin__v1__new_case__init(ret_case);
	if (case_row_wish(sheet_cell(sheet, row, COL_WISH), &ret_case->publication_wish, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "publication_wish", &refusal);
		good = false;
	}
	if (!good)
		return -1;
	ret_case->submission_number = sheet_cell(sheet, row, COL_SUBMISSION_NUMBER);
	ret_case->session = sheet_cell(sheet, row, COL_SESSION);
	ret_case->level = (Huiyin__V1__Level)level;
	ret_case->external_number = sheet_cell(sheet, row, COL_EXTERNAL_NUMBER);
	ret_case->title = sheet_cell(sheet, row, COL_TITLE);
	case_row_proposers(arena, sheet_cell(sheet, row, COL_PROPOSERS), ret_case);
	ret_case->proposer_kind = sheet_cell(sheet, row, COL_PROPOSER_KIND);
	ret_case->sector = sheet_cell(sheet, row, COL_SECTOR);
	ret_case->category = sheet_cell(sheet, row, COL_CATEGORY);
	ret_case->received_on = received_on;
	ret_case->text = sheet_cell(sheet, row, COL_TEXT);
	ret_case->publication_wish_reason = sheet_cell(sheet, row, COL_WISH_REASON);
	return 0;
}

/* A submission number and where it stood first. */
struct seen {
	UT_hash_handle hh;
	size_t line;
	char key[]; /* session, line feed, number */
};

/* Sees a row; false when its number stood before. */
static bool see(struct seen **seen, struct arena *arena, const struct sheet *sheet, size_t row,
		struct sheet_faults *faults)
{
	const char *number = sheet_cell(sheet, row, COL_SUBMISSION_NUMBER);
	const char *session = sheet_cell(sheet, row, COL_SESSION);
	if (!*number)
		return true;
	size_t size = strlen(session) + strlen(number) + 2;
	struct seen *entry = arena_alloc(arena, sizeof *entry + size), *first;
	int len = snprintf(entry->key, size, "%s\n%s", session, number);
	HASH_FIND(hh, *seen, entry->key, (unsigned)len, first);
	if (!first) {
		entry->line = sheet_line(sheet, row);
		HASH_ADD_KEYPTR(hh, *seen, entry->key, (unsigned)len, entry);
		return true;
	}
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_CSV_DUPLICATE_NUMBER), "line", "%zu", sheet_line(sheet, row));
	refuse_with(&refusal, "first", "%zu", first->line);
	refuse_with(&refusal, "value", "%s", number);
	sheet_faults_add(faults, sheet, row, "submission_number", &refusal);
	return false;
}

void case_rows_find_doubles(const struct sheet *sheet, struct sheet_faults *faults, bool *bad)
{
	struct arena *arena = arena_new();
	struct seen *seen = NULL;
	for (size_t row = 0; row < sheet_rows(sheet); row++)
		if (!see(&seen, arena, sheet, row, faults) && bad)
			bad[row] = true;
	HASH_CLEAR(hh, seen);
	arena_free(arena);
}
