/* member import: people from a sheet. Every row is checked, against the file and the directory, before one is sent. */
#include "base/memory.h"
#include "base/text.h"
#include "directory.h"
#include "members.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/directory_service.evgrpc.h>
#include <string.h>

static const char *const columns[] = {
	"code", "name", "kind", "sector", "title", "stands_for", "telephone", "address"
};
enum { COL_CODE, COL_NAME, COL_KIND, COL_SECTOR, COL_TITLE, COL_STANDS_FOR, COL_TELEPHONE, COL_ADDRESS, N_COLUMNS };
#define N_REQUIRED   (COL_KIND + 1)
#define N_IDENTIFIED COL_TELEPHONE /* request ids are in the ledger: no trace of what can be erased */

/* Characters the server takes; kept here so that all errors of a file stand in one list. */
static const size_t max_characters[N_COLUMNS] = { 24, 60, 24, 60, 60, 24, 40, 120 };

static const struct option_row import_options[] = {
	{ "dry-run", 'n', NULL, TXT_OPT_DRY_RUN },
	{ "update", 0, NULL, TXT_OPT_IMPORT_UPDATE },
};

/* A file on its way. */
struct import {
	const struct sheet *sheet;
	const Huiyin__V1__ListMembersResponse *known;
	bool update;
	long long fresh, changed, same;
};

static void read_row(const struct sheet *sheet, size_t row, Huiyin__V1__Member *member)
{
	huiyin__v1__member__init(member);
	member->code = sheet_cell(sheet, row, COL_CODE);
	member->name = sheet_cell(sheet, row, COL_NAME);
	member->kind = sheet_cell(sheet, row, COL_KIND);
	member->sector = sheet_cell(sheet, row, COL_SECTOR);
	member->title = sheet_cell(sheet, row, COL_TITLE);
	member->stands_for = sheet_cell(sheet, row, COL_STANDS_FOR);
	member->telephone = sheet_cell(sheet, row, COL_TELEPHONE);
	member->address = sheet_cell(sheet, row, COL_ADDRESS);
}

static bool is_kind(const char *kind)
{
	for (size_t i = 0; member_kinds[i]; i++)
		if (strcmp(member_kinds[i], kind) == 0)
			return true;
	return false;
}

static bool is_code(const char *code)
{
	return strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(code);
}

/* The row before that has the code; the number of rows if none has. */
static size_t row_before(const struct sheet *sheet, size_t row, const char *code)
{
	for (size_t i = 0; i < row; i++)
		if (strcmp(sheet_cell(sheet, i, COL_CODE), code) == 0)
			return i;
	return sheet_rows(sheet);
}

/* Cells by themselves: there, of bounded length, one of what is allowed. */
static void check_cells(const struct sheet *sheet, size_t row, struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	const char *code = sheet_cell(sheet, row, COL_CODE), *kind = sheet_cell(sheet, row, COL_KIND);
	for (size_t column = 0; column < N_COLUMNS; column++) {
		const char *cell = sheet_cell(sheet, row, column);
		if (!*cell && column < N_REQUIRED)
			refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "%s", columns[column]);
		else if (!text_is_good(cell, 0, max_characters[column], false)) {
			refuse_with(refuse(&refusal, REASON_FIELD_TOO_LONG), "field", "%s", columns[column]);
			refuse_with(&refusal, "max", "%zu", max_characters[column]);
		} else
			continue;
		sheet_faults_add(faults, sheet, row, columns[column], &refusal);
	}
	if (!is_code(code)) {
		refuse_with(refuse(&refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "code");
		refuse_with(&refusal, "value", "%s", code);
		refuse_words(&refusal, "allowed", "小写字母、数字和 -", "lower-case letters, digits and -");
		sheet_faults_add(faults, sheet, row, "code", &refusal);
	}
	if (*kind && !is_kind(kind)) {
		refuse_with(refuse(&refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "kind");
		refuse_with(&refusal, "value", "%s", kind);
		refuse_with(&refusal, "allowed", "member, leader, party, organisation, sector, committee, group");
		sheet_faults_add(faults, sheet, row, "kind", &refusal);
	}
}

/* Whom a row stands for: in the directory or in a row above, and neither stands for somebody. */
static void check_stands_for(const struct import *import, size_t row, struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	const struct sheet *sheet = import->sheet;
	const char *code = sheet_cell(sheet, row, COL_STANDS_FOR);
	if (!*code)
		return;
	const Huiyin__V1__Member *known = members_find(import->known, code);
	size_t above = row_before(sheet, row, code);
	if (!known && above == sheet_rows(sheet)) {
		refuse_with(refuse(&refusal, REASON_MEMBER_NOT_FOUND), "member", "%s", code);
	} else if ((known && *known->stands_for) ||
		   (above < sheet_rows(sheet) && *sheet_cell(sheet, above, COL_STANDS_FOR)) ||
		   strcmp(code, sheet_cell(sheet, row, COL_CODE)) == 0) {
		refuse_with(refuse(&refusal, REASON_STAND_IN_WRONG), "member", "%s", sheet_cell(sheet, row, COL_CODE));
		refuse_with(&refusal, "principal", "%s", code);
	} else {
		return;
	}
	sheet_faults_add(faults, sheet, row, "stands_for", &refusal);
}

static bool same_words(const Huiyin__V1__Member *a, const Huiyin__V1__Member *b)
{
	return strcmp(a->name, b->name) == 0 && strcmp(a->kind, b->kind) == 0 && strcmp(a->sector, b->sector) == 0 &&
	       strcmp(a->title, b->title) == 0 && strcmp(a->stands_for, b->stands_for) == 0;
}

/* The code among the rows above and in the directory. */
static void check_code(struct import *import, size_t row, struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	Huiyin__V1__Member member;
	read_row(import->sheet, row, &member);
	size_t above = row_before(import->sheet, row, member.code);
	const Huiyin__V1__Member *known = members_find(import->known, member.code);
	if (*member.code && above < sheet_rows(import->sheet)) {
		refuse_with(refuse(&refusal, REASON_CSV_DUPLICATE_NUMBER), "line", "%zu",
			    sheet_line(import->sheet, row));
		refuse_with(&refusal, "first", "%zu", sheet_line(import->sheet, above));
		refuse_with(&refusal, "value", "%s", member.code);
		sheet_faults_add(faults, import->sheet, row, "code", &refusal);
	} else if (!known) {
		import->fresh++;
	} else if (same_words(known, &member) && !import->update) {
		import->same++;
	} else if (import->update) {
		import->changed++;
	} else {
		refuse_with(refuse(&refusal, REASON_MEMBER_DIFFERS), "member", "%s", member.code);
		refuse_with(&refusal, "name", "%s", known->name);
		sheet_faults_add(faults, import->sheet, row, "code", &refusal);
	}
}

static int send_new(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already)
{
	Huiyin__V1__Member member;
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	read_row(sheet, row, &member);
	sheet_row_uuid(sheet, row, N_IDENTIFIED, 0, "member", uuid);
	return members_create(client, &member, uuid_format(uuid, request_id), ret_already);
}

/* Changes the entry of the code; adds one where there is none. */
static int send_change(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already)
{
	Huiyin__V1__ListMembersResponse *list;
	Huiyin__V1__Member member;
	char request_id[UUID_TEXT];
	int result = members_fetch(client, &list);
	if (result != CLIENT_OK)
		return result;
	read_row(sheet, row, &member);
	const Huiyin__V1__Member *known = members_find(list, member.code);
	directory_request_id(request_id);
	if (known) {
		member.position = known->position;
		member.valid_from = known->valid_from;
		member.valid_until = known->valid_until;
	}
	result = known ? members_update(client, &member, request_id, ret_already)
		       : members_create(client, &member, request_id, ret_already);
	remote_free(list);
	return result;
}

static void print_plan(const struct client *client, const struct import *import)
{
	struct report *report = report_new();
	report_line(report, "message", txt(TXT_IMPORT_DRY));
	report_number(report, "would_store", TXT_FACT_WOULD_STORE, import->fresh);
	report_number(report, "would_update", TXT_FACT_WOULD_UPDATE, import->changed);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, import->same);
	report_print(report, client);
}

/* Checks all rows, prints what is wrong; true when nothing is. */
static bool check_rows(struct client *client, struct import *import)
{
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	for (size_t row = 0; row < sheet_rows(import->sheet); row++) {
		check_cells(import->sheet, row, &faults);
		check_stands_for(import, row, &faults);
		check_code(import, row, &faults);
	}
	if (sheet_faults_count(&faults) == 0) {
		report_free(faults.report);
		return true;
	}
	report_print(faults.report, client);
	say_error(TXT_NOTHING_SENT, NULL);
	return false;
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	struct sheet sheet = { 0 };
	Huiyin__V1__ListMembersResponse *known;
	int result = sheet_read(&sheet, arguments->words[0], columns, N_COLUMNS, N_REQUIRED);
	if (result != CLIENT_OK)
		return result;
	result = members_fetch(client, &known);
	if (result == CLIENT_OK) {
		struct import import = { .sheet = &sheet, .known = known, .update = option_given(arguments, "update") };
		bool good = check_rows(client, &import);
		remote_free(known);
		if (!good)
			result = CLIENT_FAILED;
		else if (option_given(arguments, "dry-run"))
			print_plan(client, &import);
		else
			result = directory_send_rows(client, &sheet, import.update ? send_change : send_new);
	}
	sheet_clear(&sheet);
	return result;
}

const struct verb cmd_member_import_verbs[] = {
	{ "member import",
	  "FILE.csv",
	  TXT_MEMBER_IMPORT_SUMMARY,
	  TXT_MEMBER_IMPORT_ABOUT,
	  import_options,
	  sizeof import_options / sizeof import_options[0],
	  1,
	  1,
	  { "huiyin member import members.csv --dry-run", "huiyin member import members.csv --update" },
	  run_import },
	{ 0 },
};
