/* token create|list|revoke: who may call. */
#include "base/memory.h"
#include "domain/model.h"
#include "login.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <string.h>

static const struct option_row create_options[] = {
	{ "role", 0, "ROLE", TXT_OPT_ROLE_OF_TOKEN },     { "office", 0, "CODE", TXT_OPT_OFFICE_OF_TOKEN },
	{ "member", 0, "CODE", TXT_OPT_MEMBER_OF_TOKEN }, { "label", 0, "TEXT", TXT_OPT_LABEL },
	{ "expires", 0, "DATE", TXT_OPT_EXPIRES },        { "out", 0, "FILE", TXT_OPT_OUT_SECRET },
};

static const struct column token_columns[] = {
	{ "token_id", TXT_FACT_TOKEN_ID, COLUMN_FIXED },
	{ "role", TXT_FACT_ROLE, COLUMN_FIXED },
	{ "office", TXT_FACT_OFFICE, COLUMN_TEXT },
	{ "member", TXT_COL_PERSON, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "case", TXT_COL_CASE, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "label", TXT_FACT_LABEL, COLUMN_TEXT },
	{ "created_at", TXT_COL_CREATED_AT, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "expires_on", TXT_FACT_EXPIRES_ON, COLUMN_FIXED },
	{ "revoked", TXT_COL_REVOKED, COLUMN_YES },
};
#define N_TOKEN_COLUMNS (sizeof token_columns / sizeof token_columns[0])

static void add_token(struct table *table, const Huiyin__V1__Token *token)
{
	table_row(table, ROW_PLAIN);
	table_cell(table, token->token_id);
	table_cell(table, show_role(token->role));
	table_cell(table, show_office(token->office));
	table_cell(table, show_member(token->member));
	table_cell(table, token->case_);
	table_cell(table, token->label);
	table_cell(table, token->created_at);
	table_cell(table, token->expires_on);
	table_cell(table, token->revoked ? txt(TXT_COL_REVOKED) : "");
}

static int print_created(struct client *client, const char *path, const Huiyin__V1__CreateTokenResponse *answer)
{
	if (path && login_write_secret(path, answer->secret) != 0)
		return CLIENT_FAILED; /* the token exists but nobody has it: token list shows it, token revoke removes
					 it */
	struct report *report = report_new();
	const Huiyin__V1__Token *token = answer->token;
	report_fact(report, "token_id", TXT_FACT_TOKEN_ID, token ? token->token_id : "");
	report_fact(report, "role", TXT_FACT_ROLE, token ? show_role(token->role) : "");
	report_fact(report, "office", TXT_FACT_OFFICE, token ? show_office(token->office) : "");
	report_fact(report, "member", TXT_COL_PERSON, token ? show_member(token->member) : "");
	report_fact(report, "expires_on", TXT_FACT_EXPIRES_ON, token ? token->expires_on : "");
	if (path)
		report_fact(report, "file", TXT_FACT_FILE, path);
	else
		report_fact(report, "secret", TXT_FACT_SECRET, answer->secret);
	report_print(report, client);
	if (!path)
		say_note(TXT_SECRET_ONCE, NULL);
	return CLIENT_OK;
}

static int run_create(struct client *client, const struct arguments *arguments)
{
	char expires[HY_DAY_TEXT];
	const char *role = option_text(arguments, "role");
	Huiyin__V1__CreateTokenRequest request = HUIYIN__V1__CREATE_TOKEN_REQUEST__INIT;
	request.role = (Huiyin__V1__Role)role_by_name(role);
	if (request.role == HUIYIN__V1__ROLE__ROLE_UNSPECIFIED) {
		say_error(TXT_ROLE_UNKNOWN, "value", role, NULL);
		return CLIENT_USAGE;
	}
	if (show_read_day("expires_on", option_value(arguments, "expires"), expires) != 0)
		return CLIENT_USAGE;
	if (option_given(arguments, "out") && !login_may_write(option_value(arguments, "out")))
		return CLIENT_FAILED; /* before the token is made: nobody would have it */
	request.office = option_text(arguments, "office");
	request.member = option_text(arguments, "member");
	request.label = option_text(arguments, "label");
	request.expires_on = expires;
	Huiyin__V1__CreateTokenResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__create_token__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	result = print_created(client, option_value(arguments, "out"), answer);
	explicit_bzero(answer->secret, strlen(answer->secret));
	remote_free(answer);
	return result;
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__ListTokensRequest request = HUIYIN__V1__LIST_TOKENS_REQUEST__INIT;
	Huiyin__V1__ListTokensResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__list_tokens__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "tokens", token_columns, N_TOKEN_COLUMNS, false);
	for (size_t i = 0; i < answer->n_tokens; i++)
		add_token(table, answer->tokens[i]);
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

static int run_revoke(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__RevokeTokenRequest request = HUIYIN__V1__REVOKE_TOKEN_REQUEST__INIT;
	request.token_id = arguments->words[0];
	Huiyin__V1__RevokeTokenResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__revoke_token__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	struct table *table = report_table(report, "tokens", token_columns, N_TOKEN_COLUMNS, false);
	if (answer->token)
		add_token(table, answer->token);
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_token_verbs[] = {
	{ "token create",
	  "",
	  TXT_TOKEN_CREATE_SUMMARY,
	  TXT_TOKEN_CREATE_ABOUT,
	  create_options,
	  sizeof create_options / sizeof create_options[0],
	  0,
	  0,
	  { "huiyin token create --role handler --office jtj --out jtj.token",
	    "huiyin token create --role proposer --member zhangsan --label 张三 --expires 2024-12-31" },
	  run_create },
	{ "token list",
	  "",
	  TXT_TOKEN_LIST_SUMMARY,
	  TXT_TOKEN_LIST_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin token list", "huiyin token list --output csv" },
	  run_list },
	{ "token revoke",
	  "ID",
	  TXT_TOKEN_REVOKE_SUMMARY,
	  TXT_TOKEN_REVOKE_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin token revoke t7", "huiyin token revoke t7 --lang en" },
	  run_revoke },
	{ 0 },
};
