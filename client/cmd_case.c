/* case show|list|create. */
#include "case_list.h"
#include "case_rows.h"
#include "case_show.h"
#include "directory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "textfile.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

/* How long a text may be is the server's to say; this only keeps a wrong file from filling memory. */
#define MAX_TEXT_BYTES (16u << 20)

static const struct option_row create_options[] = {
	{ "session", 0, "CODE", TXT_OPT_SESSION_OF },
	{ "title", 0, "TEXT", TXT_OPT_TITLE },
	{ "proposers", 0, "A、B", TXT_OPT_PROPOSERS },
	{ "proposer-kind", 0, "KIND", TXT_OPT_PROPOSER_KIND },
	{ "sector", 0, "TEXT", TXT_OPT_SECTOR },
	{ "category", 0, "TEXT", TXT_OPT_CATEGORY },
	{ "received-on", 0, "DATE", TXT_OPT_RECEIVED_ON },
	{ "level", 0, "LEVEL", TXT_OPT_LEVEL },
	{ "submission-number", 0, "N", TXT_OPT_SUBMISSION },
	{ "external-number", 0, "N", TXT_OPT_EXTERNAL },
	{ "text", 0, "TEXT", TXT_OPT_CASE_TEXT },
	{ "text-file", 0, "FILE", TXT_OPT_TEXT_FILE },
	{ "kind", 0, "KIND", TXT_OPT_KIND },
	{ "draft", 0, NULL, TXT_OPT_DRAFT },
	{ "publication-wish", 0, "yes|no", TXT_OPT_WISH },
	{ "publication-wish-reason", 0, "TEXT", TXT_OPT_WISH_REASON },
	{ "file", 0, "FILE.csv", TXT_OPT_CASE_FILE },
	{ "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
};

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int run_show(struct client *client, const struct arguments *arguments)
{
	return case_show(client, arguments->words[0]);
}

static int create_case(struct client *client, Huiyin__V1__NewCase *proposal, char *request_id,
		       Huiyin__V1__CreateCaseResponse **ret_answer)
{
	Huiyin__V1__CreateCaseRequest request = HUIYIN__V1__CREATE_CASE_REQUEST__INIT;
	request.request_id = request_id;
	request.case_ = proposal;
	return REMOTE_CALL(client, huiyin__v1__case_service__create_case__unary, &request, ret_answer);
}

static int check_row(const struct sheet *sheet, size_t row, struct sheet_faults *faults)
{
	struct arena *arena = arena_new();
	Huiyin__V1__NewCase proposal;
	int result = case_row_read(sheet, row, arena, &proposal, faults);
	if (row == 0) /* once for the file */
		case_rows_find_doubles(sheet, faults, NULL);
	arena_free(arena);
	return result;
}

static int send_row(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already)
{
	struct sheet_faults none = { 0 };
	struct arena *arena = arena_new();
	Huiyin__V1__NewCase proposal;
	Huiyin__V1__CreateCaseResponse *answer;
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	sheet_row_uuid(sheet, row, N_CASE_ROW_FIRST, 0, "case", uuid);
	int result = case_row_read(sheet, row, arena, &proposal, &none) != 0
			     ? CLIENT_FAILED
			     : create_case(client, &proposal, uuid_format(uuid, request_id), &answer);
	arena_free(arena);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}

static int create_one(struct client *client, const struct arguments *arguments, Huiyin__V1__NewCase *proposal)
{
	char request_id[UUID_TEXT];
	directory_request_id(request_id);
	Huiyin__V1__CreateCaseResponse *answer;
	int result = create_case(
		client, proposal,
		option_given(arguments, "request-id") ? option_text(arguments, "request-id") : request_id, &answer);
	if (result != CLIENT_OK)
		return result;
	if (answer->already_stored)
		say_note(TXT_ALREADY_STORED, NULL);
	if (answer->case_)
		case_show_print(client, answer->case_);
	remote_free(answer);
	return CLIENT_OK;
}

static int create_of_options(struct client *client, const struct arguments *arguments, struct arena *arena)
{
	char received_on[HY_DAY_TEXT];
	enum level level;
	struct refusal refusal = { 0 };
	if (show_read_day("received_on", option_value(arguments, "received-on"), received_on) != 0)
		return CLIENT_USAGE;
	if (show_read_level(option_text(arguments, "level"), &level, &refusal) != 0) {
		say_refusal(&refusal);
		return CLIENT_USAGE;
	}
	Huiyin__V1__NewCase proposal = HUIYIN__V1__NEW_CASE__INIT;
	if (case_row_wish(option_text(arguments, "publication-wish"), &proposal.publication_wish, &refusal) != 0) {
		say_refusal(&refusal);
		return CLIENT_USAGE;
	}
	proposal.session = option_text(arguments, "session");
	proposal.submission_number = option_text(arguments, "submission-number");
	proposal.external_number = option_text(arguments, "external-number");
	proposal.level = (Huiyin__V1__Level)level;
	proposal.title = option_text(arguments, "title");
	proposal.text = option_text(arguments, "text");
	case_row_proposers(arena, option_text(arguments, "proposers"), &proposal);
	proposal.proposer_kind = option_text(arguments, "proposer-kind");
	proposal.sector = option_text(arguments, "sector");
	proposal.category = option_text(arguments, "category");
	proposal.received_on = received_on;
	proposal.kind = option_text(arguments, "kind");
	proposal.draft = option_given(arguments, "draft");
	proposal.publication_wish_reason = option_text(arguments, "publication-wish-reason");
	size_t len;
	const char *path = option_value(arguments, "text-file");
	char *text = path ? textfile_read_prose(path, MAX_TEXT_BYTES, &len) : NULL;
	if (path && !text)
		return CLIENT_FAILED;
	if (text)
		proposal.text = text;
	int result = create_one(client, arguments, &proposal);
	free(text);
	return result;
}

static int run_create(struct client *client, const struct arguments *arguments)
{
	const char *file = option_value(arguments, "file");
	if (file)
		return directory_import(client, file, case_row_columns, n_case_row_columns, N_CASE_ROW_FIRST, check_row,
					send_row);
	struct arena *arena = arena_new();
	int result = create_of_options(client, arguments, arena);
	arena_free(arena);
	return result;
}

const struct verb cmd_case_verbs[] = {
	{ "case show",
	  "CASE",
	  TXT_CASE_SHOW_SUMMARY,
	  TXT_CASE_SHOW_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin case show 20230045", "huiyin case show s17 --output json" },
	  run_show },
	{ "case list",
	  "",
	  TXT_CASE_LIST_SUMMARY,
	  TXT_CASE_LIST_ABOUT,
	  case_list_options,
	  N_CASE_LIST_OPTIONS,
	  0,
	  0,
	  { "huiyin case list --open --office jtj", "huiyin case list --title 停车 --limit 1000 --output csv" },
	  case_list_run },
	{ "case create",
	  "",
	  TXT_CASE_CREATE_SUMMARY,
	  TXT_CASE_CREATE_ABOUT,
	  create_options,
	  COUNT(create_options),
	  0,
	  0,
	  { "huiyin case create --session 14-2 --title 关于增设社区停车位的提案 --proposers 张三、李四 "
	    "--proposer-kind joint --category 城乡建设 --received-on 2023-01-08",
	    "huiyin case create --file proposals.csv" },
	  run_create },
	{ 0 },
};
