/* session add|list|import: the sessions (届次) proposals belong to. */
#include "directory.h"
#include "domain/model.h"
#include "remote.h"
#include "say.h"
#include "sessions.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/directory_service.evgrpc.h>

static const struct option_row add_options[] = {
	{ "name-zh", 0, "TEXT", TXT_OPT_NAME_ZH },
	{ "name-en", 0, "TEXT", TXT_OPT_NAME_EN },
	{ "starts-on", 0, "DATE", TXT_OPT_STARTS_ON },
	{ "level", 0, "LEVEL", TXT_OPT_LEVEL },
};

static const struct column session_columns[] = {
	{ "code", TXT_COL_CODE, COLUMN_FIXED },      { "starts_on", TXT_COL_STARTS_ON, COLUMN_FIXED },
	{ "level", TXT_COL_LEVEL, COLUMN_FIXED },    { "name_zh", TXT_COL_NAME_ZH, COLUMN_TEXT },
	{ "name_en", TXT_COL_NAME_EN, COLUMN_TEXT }, { "session_id", TXT_COL_ID, COLUMN_NUMBER },
};
static const char *const file_columns[] = { "code", "name_zh", "name_en", "starts_on", "level" };
enum { FILE_CODE, FILE_NAME_ZH, FILE_NAME_EN, FILE_STARTS_ON, FILE_LEVEL, N_FILE_COLUMNS };

static int create_session(struct client *client, Huiyin__V1__Session *session, char *request_id, bool *ret_already)
{
	Huiyin__V1__CreateSessionRequest request = HUIYIN__V1__CREATE_SESSION_REQUEST__INIT;
	request.request_id = request_id;
	request.session = session;
	Huiyin__V1__CreateSessionResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__create_session__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}

static int run_add(struct client *client, const struct arguments *arguments)
{
	char starts_on[HY_DAY_TEXT];
	if (show_read_day("starts_on", option_value(arguments, "starts-on"), starts_on) != 0)
		return CLIENT_USAGE;
	struct refusal refusal = { 0 };
	enum level level;
	if (show_read_level(option_text(arguments, "level"), &level, &refusal) != 0) {
		say_refusal(&refusal);
		return CLIENT_USAGE;
	}
	Huiyin__V1__Session session = HUIYIN__V1__SESSION__INIT;
	session.code = arguments->words[0];
	session.name_zh = option_text(arguments, "name-zh");
	session.name_en = option_text(arguments, "name-en");
	session.starts_on = starts_on;
	session.level = (Huiyin__V1__Level)level;
	char request_id[UUID_TEXT];
	directory_request_id(request_id);
	bool already;
	int result = create_session(client, &session, request_id, &already);
	if (result == CLIENT_OK)
		directory_print_count(client, already ? 0 : 1, already ? 1 : 0);
	return result;
}

/* starts_on must stay as long as the session is used. */
static int read_row(const struct sheet *sheet, size_t row, Huiyin__V1__Session *session, char starts_on[HY_DAY_TEXT],
		    struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	enum level level;
	if (show_day("starts_on", sheet_cell(sheet, row, FILE_STARTS_ON), starts_on, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "starts_on", &refusal);
		return -1;
	}
	if (show_read_level(sheet_cell(sheet, row, FILE_LEVEL), &level, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "level", &refusal);
		return -1;
	}
	huiyin__v1__session__init(session);
	session->code = sheet_cell(sheet, row, FILE_CODE);
	session->name_zh = sheet_cell(sheet, row, FILE_NAME_ZH);
	session->name_en = sheet_cell(sheet, row, FILE_NAME_EN);
	session->starts_on = starts_on;
	session->level = (Huiyin__V1__Level)level;
	return 0;
}

static int check_row(const struct sheet *sheet, size_t row, struct sheet_faults *faults)
{
	Huiyin__V1__Session session;
	char starts_on[HY_DAY_TEXT];
	return read_row(sheet, row, &session, starts_on, faults);
}

static int send_row(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already)
{
	struct sheet_faults none = { 0 };
	Huiyin__V1__Session session;
	char starts_on[HY_DAY_TEXT], request_id[UUID_TEXT];
	if (read_row(sheet, row, &session, starts_on, &none) != 0)
		return CLIENT_FAILED;
	uint8_t uuid[UUID_BYTES];
	sheet_row_uuid(sheet, row, N_FILE_COLUMNS, 0, "session", uuid);
	return create_session(client, &session, uuid_format(uuid, request_id), ret_already);
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	return directory_import(client, arguments->words[0], file_columns, N_FILE_COLUMNS, N_FILE_COLUMNS, check_row,
				send_row);
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__ListSessionsResponse *answer;
	int result = sessions_fetch(client, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "sessions", session_columns,
					   sizeof session_columns / sizeof session_columns[0], false);
	for (size_t i = 0; i < answer->n_sessions; i++) {
		const Huiyin__V1__Session *session = answer->sessions[i];
		table_row(table, ROW_PLAIN);
		table_cell(table, session->code);
		table_cell(table, session->starts_on);
		table_cell(table, level_name((enum level)session->level));
		table_cell(table, session->name_zh);
		table_cell(table, session->name_en);
		table_cell_number(table, session->session_id);
	}
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_session_verbs[] = {
	{ "session list",
	  "",
	  TXT_SESSION_LIST_SUMMARY,
	  TXT_SESSION_LIST_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin session list", "huiyin session list --output json" },
	  run_list },
	{ "session add",
	  "CODE",
	  TXT_SESSION_ADD_SUMMARY,
	  TXT_SESSION_ADD_ABOUT,
	  add_options,
	  sizeof add_options / sizeof add_options[0],
	  1,
	  1,
	  { "huiyin session add 14-2 --name-zh 政协第十四届包头市委员会第二次会议 --starts-on 2023-01-05 --level city",
	    "huiyin session add n13-5 --name-zh 全国政协十三届五次会议 --starts-on 2022-03-04 --level national" },
	  run_add },
	{ "session import",
	  "FILE.csv",
	  TXT_SESSION_IMPORT_SUMMARY,
	  TXT_SESSION_IMPORT_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin session import sessions.csv", "huiyin session import - < sessions.csv" },
	  run_import },
	{ 0 },
};
