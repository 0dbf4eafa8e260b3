#include "update_rows.h"

#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define NAME(column, option, value, help, kind, member, field) #column,
const char *const update_row_columns[] = { "case", "verb", UPDATE_FIELDS(NAME) };
#undef NAME
const size_t n_update_row_columns = sizeof update_row_columns / sizeof update_row_columns[0];
enum { COL_CASE, COL_VERB, COL_FIELDS };

static int require(const struct sheet *sheet, size_t row, size_t column, struct sheet_faults *faults)
{
	if (*sheet_cell(sheet, row, column))
		return 0;
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "%s", update_row_columns[column]);
	sheet_faults_add(faults, sheet, row, update_row_columns[column], &refusal);
	return -1;
}

/* A cell into its field; adds what is wrong with it. */
static int read_cell(const struct sheet *sheet, size_t row, size_t index, struct arena *arena,
		     Huiyin__V1__SubmitUpdateRequest *request, struct sheet_faults *faults)
{
	const struct update_field *field = &update_fields[index];
	char *cell = sheet_cell(sheet, row, COL_FIELDS + index), **parts = &cell;
	size_t n = 1;
	int result = 0;
	if (update_field_repeats(field))
		update_split(arena, cell, ";", &parts, &n);
	for (size_t i = 0; i < n; i++) {
		struct refusal refusal = { 0 };
		if (update_field_read(field, arena, parts[i], request, &refusal) == 0)
			continue;
		sheet_faults_add(faults, sheet, row, field->column, &refusal);
		result = -1;
	}
	return result;
}

int update_row_read(const struct sheet *sheet, size_t row, struct arena *arena,
		    Huiyin__V1__SubmitUpdateRequest *ret_request, struct sheet_faults *faults)
{
	huiyin__v1__submit_update_request__init(ret_request);
	bool good = require(sheet, row, COL_CASE, faults) == 0;
	good = require(sheet, row, COL_VERB, faults) == 0 && good;
	for (size_t i = 0; i < n_update_fields; i++)
		good = read_cell(sheet, row, i, arena, ret_request, faults) == 0 && good;
	ret_request->case_ = sheet_cell(sheet, row, COL_CASE);
	ret_request->verb = sheet_cell(sheet, row, COL_VERB);
	return good ? 0 : -1;
}

#define N_FIRST_COLUMNS 16 /* of the first release, on which ids always depend */

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
	sheet_row_uuid(sheet, row, N_FIRST_COLUMNS, 0, "", uuid);
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
		sheet_row_uuid(sheet, row, N_FIRST_COLUMNS, before, purpose, uuid);
		requests[row].request_id = uuid_format(uuid, arena_alloc(arena, UUID_TEXT));
	}
	HASH_CLEAR(hh, contents);
}
