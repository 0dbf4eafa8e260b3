/* evaluate: a proposer's marks, with the one-time code of the printed form or a login; codes: makes such codes. */
#include "base/memory.h"
#include "case_choice.h"
#include "case_show.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include "submit_cases.h"
#include "textfile.h"
#include "verbs.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CODE_BYTES 1024 /* as long as any token */

static const struct option_row evaluate_options[] = {
	{ "code", 0, "CODE", TXT_OPT_CODE },     { "attitude", 0, "MARK", TXT_OPT_ATTITUDE },
	{ "result", 0, "MARK", TXT_OPT_RESULT }, { "text", 0, "TEXT", TXT_OPT_REMARK },
	{ "on", 0, "DATE", TXT_OPT_ON },         { "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
};
static const struct option_row codes_options[] = {
	CASE_CHOICE_OPTIONS,
	{ "expires", 0, "DATE", TXT_OPT_EXPIRES_CODE },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The code stands for a token: nothing else of a login is used. */
static int take_code(struct client *client, const char *code)
{
	size_t len;
	char *read = strcmp(code, "-") == 0 ? textfile_read("-", MAX_CODE_BYTES, &len) : hy_xstrdup(code);
	if (!read)
		return CLIENT_FAILED;
	read[strcspn(read, "\r\n")] = '\0';
	client->token = read;
	if (*read && strlen(read) <= MAX_CODE_BYTES)
		return CLIENT_OK;
	say_error(TXT_CODE_EMPTY, NULL);
	return CLIENT_USAGE;
}

/* The case a code is for, fresh; NULL with an exit code. */
static char *case_of_code(struct client *client, int *ret_result)
{
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	Huiyin__V1__WhoAmIResponse *who;
	*ret_result = REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, &who);
	if (*ret_result != CLIENT_OK)
		return NULL;
	char *name = who->token && *who->token->case_ ? hy_xstrdup(who->token->case_) : NULL;
	remote_free(who);
	if (!name) {
		say_error(TXT_EVALUATE_NEEDS_CASE, NULL);
		*ret_result = CLIENT_USAGE;
	}
	return name;
}

static int show_answer(struct client *client, char *name)
{
	int result = case_show(client, name);
	if (result == CLIENT_OK)
		say_note(TXT_EVALUATE_HOW, NULL);
	return result;
}

static int send_marks(struct client *client, const struct arguments *arguments, char *name)
{
	char happened_on[HY_DAY_TEXT];
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	if (show_read_day("happened_on", option_value(arguments, "on"), happened_on) != 0)
		return CLIENT_USAGE;
	request.request_id = option_text(arguments, "request-id");
	request.verb = (char *)"evaluate";
	request.happened_on = happened_on;
	request.attitude = option_text(arguments, "attitude");
	request.result = option_text(arguments, "result");
	request.text = option_text(arguments, "text");
	return submit_cases(client, &request, &name, 1);
}

static int run_evaluate(struct client *client, const struct arguments *arguments)
{
	const char *code = option_value(arguments, "code");
	bool marks = option_given(arguments, "attitude") || option_given(arguments, "result");
	int result = CLIENT_OK;
	if (code && (result = take_code(client, code)) != CLIENT_OK)
		return result;
	char *name = arguments->n_words ? hy_xstrdup(arguments->words[0]) : case_of_code(client, &result);
	if (name)
		result = marks ? send_marks(client, arguments, name) : show_answer(client, name);
	free(name);
	return result;
}

/* ---- Codes ---- */

static const struct column code_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "signer_no", TXT_COL_NO, COLUMN_NUMBER },
	{ "name", TXT_COL_NAME, COLUMN_FIXED },
	{ "code", TXT_COL_EVALUATION_CODE, COLUMN_FIXED },
	{ "expires_on", TXT_FACT_EXPIRES_ON, COLUMN_FIXED | COLUMN_IF_ANY },
};

static int make_codes(struct client *client, char *name, char *expires, struct table *table)
{
	Huiyin__V1__CreateEvaluationCodesRequest request = HUIYIN__V1__CREATE_EVALUATION_CODES_REQUEST__INIT;
	Huiyin__V1__CreateEvaluationCodesResponse *answer;
	request.case_ = name;
	request.expires_on = expires;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__create_evaluation_codes__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	for (size_t i = 0; i < answer->n_codes; i++) {
		Huiyin__V1__EvaluationCode *code = answer->codes[i];
		table_row(table, ROW_PLAIN);
		table_cell(table, name);
		table_cell_number(table, code->signer_no);
		table_cell(table, code->name);
		table_cell(table, code->code);
		table_cell(table, code->expires_on);
		explicit_bzero(code->code, strlen(code->code));
	}
	remote_free(answer);
	return CLIENT_OK;
}

static int make_all(struct client *client, const struct case_choice *choice, char *expires)
{
	struct report *report = report_new();
	struct table *table = report_table(report, "codes", code_columns, COUNT(code_columns), false);
	size_t good = 0;
	int last = CLIENT_OK;
	for (size_t i = 0; i < choice->n; i++) {
		int result = make_codes(client, choice->names[i], expires, table);
		good += result == CLIENT_OK;
		last = result == CLIENT_OK ? last : result;
		if (result == CLIENT_UNREACHABLE || result == CLIENT_DENIED)
			break;
	}
	if (good == 0) {
		report_free(report);
		return last;
	}
	report_print(report, client);
	say_note(TXT_CODES_ONCE, NULL);
	return good == choice->n ? CLIENT_OK : CLIENT_PARTIAL;
}

static int run_codes(struct client *client, const struct arguments *arguments)
{
	char expires[HY_DAY_TEXT];
	struct case_choice choice;
	if (show_read_day("expires_on", option_value(arguments, "expires"), expires) != 0)
		return CLIENT_USAGE;
	struct arena *arena = arena_new();
	int result = case_choice_read(client, arguments, 0, arena, &choice);
	if (result == CLIENT_OK)
		result = make_all(client, &choice, expires);
	arena_free(arena);
	return result;
}

const struct verb cmd_evaluate_verbs[] = {
	{ "evaluate",
	  "[CASE]",
	  TXT_EVALUATE_SUMMARY,
	  TXT_EVALUATE_ABOUT,
	  evaluate_options,
	  COUNT(evaluate_options),
	  0,
	  1,
	  { "huiyin evaluate --code E7KQ-M2PX-9FTA",
	    "huiyin evaluate --code E7KQ-M2PX-9FTA --attitude satisfied --result basically" },
	  run_evaluate },
	{ "codes",
	  "CASE…",
	  TXT_CODES_SUMMARY,
	  TXT_CODES_ABOUT,
	  codes_options,
	  COUNT(codes_options),
	  0,
	  -1,
	  { "huiyin codes 20230045", "huiyin codes --where phase=answered --output csv > codes.csv" },
	  run_codes },
	{ 0 },
};
