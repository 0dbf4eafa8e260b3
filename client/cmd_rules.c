/* rules check|apply: the rules file of a jurisdiction. */
#include "directory.h"
#include "domain/rules/rules.h"
#include "remote.h"
#include "report.h"
#include "rules_file.h"
#include "say.h"
#include "textfile.h"
#include "verbs.h"
#include <huiyin/v1/rules_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

static int run_check(struct client *client, const struct arguments *arguments)
{
	char *text;
	struct rules *rules = rules_file_check(client, arguments->words[0], &text);
	if (!rules)
		return CLIENT_FAILED;
	char states[16], moves[16];
	snprintf(states, sizeof states, "%d", rules->n_states + rules->n_assignment_states);
	snprintf(moves, sizeof moves, "%d", rules->n_moves);
	char *line = say_filled(TXT_RULES_GOOD, "file", arguments->words[0], "name",
				label_text(&rules->name, client->language), "states", states, "moves", moves, NULL);
	struct report *report = report_new();
	report_line(report, "message", line);
	rules_file_no_errors(report);
	report_print(report, client);
	free(line);
	free(text);
	rules_free(rules);
	return CLIENT_OK;
}

static int run_apply(struct client *client, const struct arguments *arguments)
{
	char *text;
	struct rules *rules = rules_file_check(client, arguments->words[0], &text);
	if (!rules)
		return CLIENT_FAILED;
	rules_free(rules);
	char request_id[UUID_TEXT];
	directory_request_id(request_id);
	Huiyin__V1__ApplyRulesRequest request = HUIYIN__V1__APPLY_RULES_REQUEST__INIT;
	request.request_id = request_id;
	request.text = text;
	Huiyin__V1__ApplyRulesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rules_service__apply_rules__unary, &request, &answer);
	free(text);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	report_line(report, "message", txt(answer->already_stored ? TXT_RULES_SAME : TXT_RULES_APPLIED));
	report_number(report, "version", TXT_FACT_VERSION, answer->version);
	report_number(report, "page", TXT_FACT_PAGE, answer->page);
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

const struct verb cmd_rules_verbs[] = {
	{ "rules check",
	  "FILE",
	  TXT_RULES_CHECK_SUMMARY,
	  TXT_RULES_CHECK_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin rules check rules/baotou.yaml", "huiyin rules check rules/baotou.yaml --output json" },
	  run_check },
	{ "rules apply",
	  "FILE",
	  TXT_RULES_APPLY_SUMMARY,
	  TXT_RULES_APPLY_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin rules apply rules/baotou.yaml", "huiyin rules apply - < rules/baotou.yaml" },
	  run_apply },
	{ 0 },
};
