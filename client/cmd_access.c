/* login, whoami: who this machine speaks as. */
#include "base/memory.h"
#include "login.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <stdlib.h>

static int ask_who(struct client *client, Huiyin__V1__WhoAmIResponse **ret_answer)
{
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	return REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, ret_answer);
}

static void print_who(const struct client *client, const Huiyin__V1__WhoAmIResponse *who)
{
	const Huiyin__V1__Token *token = who->token;
	struct report *report = report_new();
	report_fact(report, "role", TXT_FACT_ROLE, token ? show_role(token->role) : "");
	report_fact(report, "office", TXT_FACT_OFFICE, token ? show_office(token->office) : "");
	report_fact(report, "office_code", TXT_FACT_OFFICE_CODE, token ? show_office_code(token->office) : "");
	report_fact(report, "token_id", TXT_FACT_TOKEN_ID, token ? token->token_id : "");
	report_fact(report, "label", TXT_FACT_LABEL, token ? token->label : "");
	report_fact(report, "expires_on", TXT_FACT_EXPIRES_ON, token ? token->expires_on : "");
	report_number(report, "jurisdiction", TXT_FACT_JURISDICTION, who->jurisdiction);
	report_fact(report, "jurisdiction_name", TXT_FACT_JURISDICTION_NAME, who->jurisdiction_name);
	report_fact(report, "business_date", TXT_FACT_BUSINESS_DATE, who->business_date);
	report_fact(report, "server", TXT_FACT_SERVER, client->server);
	report_fact(report, "server_version", TXT_FACT_SERVER_VERSION, who->server_version);
	report_print(report, client);
}

static int run_whoami(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	Huiyin__V1__WhoAmIResponse *who;
	int result = ask_who(client, &who);
	if (result != CLIENT_OK)
		return result;
	print_who(client, who);
	remote_free(who);
	return CLIENT_OK;
}

/* The token never comes from argv, where every user of the machine could read it. */
static int run_login(struct client *client, const struct arguments *arguments)
{
	(void)arguments;
	client->token = client->token_file ? login_read_token(client->token_file) : login_read_token_stream(stdin);
	if (!client->token) {
		if (!client->token_file)
			say_error(TXT_LOGIN_NO_TOKEN, NULL);
		return client->token_file ? CLIENT_DENIED : CLIENT_USAGE;
	}
	Huiyin__V1__WhoAmIResponse *who;
	int result = ask_who(client, &who);
	if (result != CLIENT_OK)
		return result;
	if (login_store(client) == 0)
		print_who(client, who);
	else
		result = CLIENT_FAILED;
	remote_free(who);
	return result;
}

const struct verb cmd_access_verbs[] = {
	{ "login",
	  "",
	  TXT_LOGIN_SUMMARY,
	  TXT_LOGIN_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin login --server 127.0.0.1:50051 --token-file jtj.token",
	    "huiyin login --server huiyin.example.cn:50051 --tls-ca ca.pem" },
	  run_login },
	{ "whoami",
	  "",
	  TXT_WHOAMI_SUMMARY,
	  TXT_WHOAMI_ABOUT,
	  NULL,
	  0,
	  0,
	  0,
	  { "huiyin whoami", "huiyin whoami --output json" },
	  run_whoami },
	{ 0 },
};
