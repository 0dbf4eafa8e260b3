/* office add|update|list|import: the offices of the directory. */
#include "base/text.h"
#include "directory.h"
#include "offices.h"
#include "remote.h"
#include "say.h"
#include "sheet.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/directory_service.evgrpc.h>
#include <stdio.h>

#define MAX_POSITION 100000 /* more than any city has offices */

static const struct option_row add_options[] = {
	{ "name-zh", 0, "TEXT", TXT_OPT_NAME_ZH },
	{ "name-en", 0, "TEXT", TXT_OPT_NAME_EN },
	{ "position", 0, "N", TXT_OPT_POSITION },
};

static const struct option_row update_options[] = {
	{ "name-zh", 0, "TEXT", TXT_OPT_NAME_ZH },
	{ "name-en", 0, "TEXT" OR_NOTHING, TXT_OPT_NAME_EN },
	{ "position", 0, "N", TXT_OPT_POSITION },
	{ "valid-from", 0, "DATE" OR_NOTHING, TXT_OPT_VALID_FROM },
	{ "valid-until", 0, "DATE" OR_NOTHING, TXT_OPT_VALID_UNTIL },
	{ "successor", 0, "CODE" OR_NOTHING, TXT_OPT_SUCCESSOR },
};

static const struct column office_columns[] = {
	{ "position", TXT_COL_POSITION, COLUMN_NUMBER },
	{ "code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "name_zh", TXT_COL_NAME_ZH, COLUMN_TEXT },
	{ "name_en", TXT_COL_NAME_EN, COLUMN_TEXT },
	{ "office_id", TXT_COL_ID, COLUMN_NUMBER },
	{ "valid_from", TXT_COL_VALID_FROM, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "valid_until", TXT_COL_VALID_UNTIL, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "successor", TXT_COL_SUCCESSOR, COLUMN_FIXED | COLUMN_IF_ANY },
};
static const char *const file_columns[] = { "code", "name_zh", "name_en", "position" };
enum { FILE_CODE, FILE_NAME_ZH, FILE_NAME_EN, FILE_POSITION, N_FILE_COLUMNS };

static int create_office(struct client *client, Huiyin__V1__Office *office, char *request_id, bool *ret_already)
{
	Huiyin__V1__CreateOfficeRequest request = HUIYIN__V1__CREATE_OFFICE_REQUEST__INIT;
	request.request_id = request_id;
	request.office = office;
	Huiyin__V1__CreateOfficeResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__create_office__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}

static int run_add(struct client *client, const struct arguments *arguments)
{
	long position = 0;
	if (option_number(arguments, "position", 0, MAX_POSITION, &position) != 0)
		return CLIENT_USAGE;
	Huiyin__V1__Office office = HUIYIN__V1__OFFICE__INIT;
	office.code = arguments->words[0];
	office.name_zh = option_text(arguments, "name-zh");
	office.name_en = option_text(arguments, "name-en");
	office.position = (int32_t)position;
	char request_id[UUID_TEXT];
	directory_request_id(request_id);
	bool already;
	int result = create_office(client, &office, request_id, &already);
	if (result == CLIENT_OK)
		directory_print_count(client, already ? 0 : 1, already ? 1 : 0);
	return result;
}

/* What was given on the command line, over an office. The days are written into the texts. 0, or -1 after a sentence.
 */
static int read_changes(const struct arguments *arguments, Huiyin__V1__Office *office, char valid_from[HY_DAY_TEXT],
			char valid_until[HY_DAY_TEXT])
{
	long position = office->position;
	if (option_number(arguments, "position", 1, MAX_POSITION, &position) != 0)
		return -1;
	office->position = (int32_t)position;
	if (option_given(arguments, "name-zh"))
		office->name_zh = option_text(arguments, "name-zh");
	if (option_given(arguments, "name-en"))
		office->name_en = option_text(arguments, "name-en");
	if (option_given(arguments, "successor"))
		office->successor = option_text(arguments, "successor");
	if (option_given(arguments, "valid-from")) {
		if (show_read_day("valid_from", option_value(arguments, "valid-from"), valid_from) != 0)
			return -1;
		office->valid_from = valid_from;
	}
	if (option_given(arguments, "valid-until")) {
		if (show_read_day("valid_until", option_value(arguments, "valid-until"), valid_until) != 0)
			return -1;
		office->valid_until = valid_until;
	}
	return 0;
}

static int update_known(struct client *client, const struct arguments *arguments,
			const Huiyin__V1__ListOfficesResponse *list)
{
	const Huiyin__V1__Office *known = offices_find(list, arguments->words[0]);
	char valid_from[HY_DAY_TEXT], valid_until[HY_DAY_TEXT];
	bool already = false;
	if (!known)
		return CLIENT_NOT_FOUND;
	Huiyin__V1__Office office = *known;
	if (read_changes(arguments, &office, valid_from, valid_until) != 0)
		return CLIENT_USAGE;
	int result = offices_update(client, &office, &already);
	if (result == CLIENT_OK)
		directory_print_count(client, already ? 0 : 1, already ? 1 : 0);
	return result;
}

static int run_update(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListOfficesResponse *list;
	int result = offices_fetch(client, &list);
	if (result != CLIENT_OK)
		return result;
	result = update_known(client, arguments, list);
	remote_free(list);
	return result;
}

static int read_row(const struct sheet *sheet, size_t row, Huiyin__V1__Office *office, struct sheet_faults *faults)
{
	const char *position = sheet_cell(sheet, row, FILE_POSITION);
	int64_t number = 0;
	if (*position && number_parse(position, 0, MAX_POSITION, &number) != 0) {
		struct refusal refusal = { 0 };
		refuse_with(refuse(&refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "position");
		refuse_with(&refusal, "min", "0");
		refuse_with(&refusal, "max", "%d", MAX_POSITION);
		sheet_faults_add(faults, sheet, row, "position", &refusal);
		return -1;
	}
	huiyin__v1__office__init(office);
	office->code = sheet_cell(sheet, row, FILE_CODE);
	office->name_zh = sheet_cell(sheet, row, FILE_NAME_ZH);
	office->name_en = sheet_cell(sheet, row, FILE_NAME_EN);
	office->position = (int32_t)number;
	return 0;
}

static int send_row(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already)
{
	struct sheet_faults unused = { 0 };
	Huiyin__V1__Office office;
	if (read_row(sheet, row, &office, &unused) != 0)
		return CLIENT_FAILED;
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	sheet_row_uuid(sheet, row, N_FILE_COLUMNS, 0, "office", uuid);
	return create_office(client, &office, uuid_format(uuid, request_id), ret_already);
}

static int check_row(const struct sheet *sheet, size_t row, struct sheet_faults *faults)
{
	Huiyin__V1__Office office;
	return read_row(sheet, row, &office, faults);
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	return directory_import(client, arguments->words[0], file_columns, N_FILE_COLUMNS, N_FILE_COLUMNS, check_row,
				send_row);
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__ListOfficesResponse *answer;
	int result = offices_fetch(client, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "offices", office_columns,
					   sizeof office_columns / sizeof office_columns[0], false);
	for (size_t i = 0; i < answer->n_offices; i++) {
		const Huiyin__V1__Office *office = answer->offices[i];
		table_row(table, ROW_PLAIN);
		table_cell_number(table, office->position);
		table_cell(table, office->code);
		table_cell(table, office->name_zh);
		table_cell(table, office->name_en);
		table_cell_number(table, office->office_id);
		table_cell(table, office->valid_from);
		table_cell(table, office->valid_until);
		table_cell(table, office->successor);
	}
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_office_verbs[] = {
	{ "office list",
	  "",
	  TXT_OFFICE_LIST_SUMMARY,
	  TXT_OFFICE_LIST_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin office list", "huiyin office list --output csv > offices.csv" },
	  run_list },
	{ "office add",
	  "CODE",
	  TXT_OFFICE_ADD_SUMMARY,
	  TXT_OFFICE_ADD_ABOUT,
	  add_options,
	  sizeof add_options / sizeof add_options[0],
	  1,
	  1,
	  { "huiyin office add jtj --name-zh 市交通运输局 --name-en \"Transport Bureau\"",
	    "huiyin office add jyj --name-zh 市教育局 --name-en \"Education Bureau\" --position 3" },
	  run_add },
	{ "office update",
	  "CODE",
	  TXT_OFFICE_UPDATE_SUMMARY,
	  TXT_OFFICE_UPDATE_ABOUT,
	  update_options,
	  sizeof update_options / sizeof update_options[0],
	  1,
	  1,
	  { "huiyin office update jtj --name-zh 市交通运输和物流局",
	    "huiyin office update lyj --valid-until 2024-02-29 --successor wgj" },
	  run_update },
	{ "office import",
	  "FILE.csv",
	  TXT_OFFICE_IMPORT_SUMMARY,
	  TXT_OFFICE_IMPORT_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin office import offices.csv", "huiyin office import - < offices.csv" },
	  run_import },
	{ 0 },
};
