#include "update_rows.h"

#include "say.h"
#include "show.h"
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

const char *const update_row_columns[] = {
	"case",           "verb",        "happened_on",    "office",          "reason", "lead_office",
	"assist_offices", "case_number", "contact_method", "contact_persons", "class",  "document_number",
	"text",           "attitude",    "result",         "outcomes",
};
const size_t n_update_row_columns = sizeof update_row_columns / sizeof update_row_columns[0];
enum {
	COL_CASE,
	COL_VERB,
	COL_HAPPENED_ON,
	COL_OFFICE,
	COL_REASON,
	COL_LEAD,
	COL_ASSIST,
	COL_NUMBER,
	COL_METHOD,
	COL_PERSONS,
	COL_CLASS,
	COL_DOCUMENT,
	COL_TEXT,
	COL_ATTITUDE,
	COL_RESULT,
	COL_OUTCOMES
};

#define OUTCOME_PARTS 4
#define OUTCOME_FORM  "text" SAY_BAR "number" SAY_BAR "unit" SAY_BAR "YYYY-MM-DD"

void update_split(struct arena *arena, const char *text, const char *separators, char ***ret_parts, size_t *ret_n)
{
	size_t most = 1, n = 0;
	for (const char *p = text; *p; p++)
		most += strchr(separators, *p) != NULL;
	char **parts = arena_alloc(arena, most * sizeof *parts);
	char *copy = arena_strdup(arena, text), *rest = copy;
	for (char *part = strsep(&rest, separators); part; part = strsep(&rest, separators)) {
		part += strspn(part, " \t");
		size_t len = strlen(part);
		while (len && (part[len - 1] == ' ' || part[len - 1] == '\t'))
			part[--len] = '\0';
		if (len)
			parts[n++] = part;
	}
	*ret_parts = parts;
	*ret_n = n;
}

static int refuse_outcome(struct refusal *refusal, const char *given)
{
	refuse_with(refuse(refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "outcomes");
	refuse_with(refusal, "value", "%s", given);
	refuse_with(refusal, "allowed", "%s", OUTCOME_FORM);
	return -1;
}

int update_outcome(struct arena *arena, const char *given, Huiyin__V1__Outcome **ret_outcome,
		   struct refusal *ret_refusal)
{
	char *parts[OUTCOME_PARTS] = { NULL }, *rest = arena_strdup(arena, given), *part;
	size_t n = 0;
	while ((part = strsep(&rest, "|"))) {
		if (n == OUTCOME_PARTS)
			return refuse_outcome(ret_refusal, given);
		part += strspn(part, " \t");
		size_t len = strlen(part);
		while (len && (part[len - 1] == ' ' || part[len - 1] == '\t'))
			part[--len] = '\0';
		parts[n++] = part;
	}
	char *on = arena_alloc(arena, HY_DAY_TEXT);
	if (!parts[0] || !*parts[0])
		return refuse_outcome(ret_refusal, given);
	if (show_day("outcome.on", parts[3], on, ret_refusal) != 0)
		return -1;
	Huiyin__V1__Outcome *outcome = arena_alloc(arena, sizeof *outcome);
	huiyin__v1__outcome__init(outcome);
	outcome->text = parts[0];
	outcome->number = parts[1] ? parts[1] : outcome->number;
	outcome->unit = parts[2] ? parts[2] : outcome->unit;
	outcome->on = on;
	*ret_outcome = outcome;
	return 0;
}

static int read_outcomes(struct arena *arena, const char *text, Huiyin__V1__SubmitUpdateRequest *request, size_t line,
			 struct sheet_faults *faults)
{
	char **parts;
	size_t n;
	update_split(arena, text, ";", &parts, &n);
	request->outcomes = arena_alloc(arena, (n + 1) * sizeof(Huiyin__V1__Outcome *));
	int result = 0;
	for (size_t i = 0; i < n; i++) {
		struct refusal refusal = { 0 };
		if (update_outcome(arena, parts[i], &request->outcomes[i], &refusal) == 0)
			continue;
		sheet_faults_add(faults, line, "outcomes", &refusal);
		result = -1;
	}
	request->n_outcomes = n;
	return result;
}

static int require(const struct sheet *sheet, size_t row, size_t column, struct sheet_faults *faults)
{
	if (*sheet_cell(sheet, row, column))
		return 0;
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "%s", update_row_columns[column]);
	sheet_faults_add(faults, sheet_line(sheet, row), update_row_columns[column], &refusal);
	return -1;
}

int update_row_read(const struct sheet *sheet, size_t row, struct arena *arena,
		    Huiyin__V1__SubmitUpdateRequest *ret_request, struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	char *happened_on = arena_alloc(arena, HY_DAY_TEXT);
	huiyin__v1__submit_update_request__init(ret_request);
	size_t line = sheet_line(sheet, row);
	bool good = require(sheet, row, COL_CASE, faults) == 0;
	good = require(sheet, row, COL_VERB, faults) == 0 && good;
	if (show_day("happened_on", sheet_cell(sheet, row, COL_HAPPENED_ON), happened_on, &refusal) != 0) {
		sheet_faults_add(faults, line, "happened_on", &refusal);
		good = false;
	}
	if (read_outcomes(arena, sheet_cell(sheet, row, COL_OUTCOMES), ret_request, line, faults) != 0 || !good)
		return -1;
	ret_request->case_ = sheet_cell(sheet, row, COL_CASE);
	ret_request->verb = sheet_cell(sheet, row, COL_VERB);
	ret_request->happened_on = happened_on;
	ret_request->office = sheet_cell(sheet, row, COL_OFFICE);
	ret_request->reason = sheet_cell(sheet, row, COL_REASON);
	ret_request->lead_office = sheet_cell(sheet, row, COL_LEAD);
	update_split(arena, sheet_cell(sheet, row, COL_ASSIST), ";", &ret_request->assist_offices,
		     &ret_request->n_assist_offices);
	ret_request->case_number = sheet_cell(sheet, row, COL_NUMBER);
	ret_request->contact_method = sheet_cell(sheet, row, COL_METHOD);
	ret_request->contact_persons = sheet_cell(sheet, row, COL_PERSONS);
	ret_request->class_ = sheet_cell(sheet, row, COL_CLASS);
	ret_request->document_number = sheet_cell(sheet, row, COL_DOCUMENT);
	ret_request->text = sheet_cell(sheet, row, COL_TEXT);
	ret_request->attitude = sheet_cell(sheet, row, COL_ATTITUDE);
	ret_request->result = sheet_cell(sheet, row, COL_RESULT);
	return 0;
}

/* How often a content has been seen. */
struct content {
	UT_hash_handle hh;
	uint8_t uuid[UUID_BYTES];
	size_t times;
};

/* Times the content of a row stood in the rows before. */
static size_t count_content(struct content **contents, struct arena *arena, const struct sheet *sheet, size_t row)
{
	uint8_t uuid[UUID_BYTES];
	struct content *content;
	sheet_row_uuid(sheet, row, n_update_row_columns, 0, "", uuid);
	HASH_FIND(hh, *contents, uuid, UUID_BYTES, content);
	if (!content) {
		content = arena_alloc(arena, sizeof *content);
		memcpy(content->uuid, uuid, UUID_BYTES);
		HASH_ADD(hh, *contents, uuid, UUID_BYTES, content);
	}
	return content->times++;
}

void update_rows_name(const struct sheet *sheet, const char *office, struct arena *arena,
		      Huiyin__V1__SubmitUpdateRequest *requests)
{
	struct content *contents = NULL;
	char *purpose = arena_printf(arena, "update\n%s", office);
	for (size_t row = 0; row < sheet_rows(sheet); row++) {
		uint8_t uuid[UUID_BYTES];
		size_t before = count_content(&contents, arena, sheet, row);
		sheet_row_uuid(sheet, row, n_update_row_columns, before, purpose, uuid);
		requests[row].request_id = uuid_format(uuid, arena_alloc(arena, UUID_TEXT));
	}
	HASH_CLEAR(hh, contents);
}
