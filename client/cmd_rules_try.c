/* rules try: which existing cases a rules file would change. */
#include "remote.h"
#include "report.h"
#include "rules_file.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/rules_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

static const struct column change_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },     { "title", TXT_COL_TITLE, COLUMN_TEXT | COLUMN_DROP(1) },
	{ "what", TXT_COL_CHANGE, COLUMN_FIXED },   { "office", TXT_COL_RATE_OFFICE, COLUMN_TEXT | COLUMN_IF_ANY },
	{ "before", TXT_COL_BEFORE, COLUMN_FIXED }, { "after", TXT_COL_AFTER, COLUMN_FIXED },
};

/* What changes: its word in tables, its code in JSON and CSV. */
static const struct {
	enum text_id title;
	const char *code;
} whats[] = {
	[HUIYIN__V1__RULE_CHANGE__WHAT__WHAT_STATE] = { TXT_CHANGE_STATE, "state" },
	[HUIYIN__V1__RULE_CHANGE__WHAT__WHAT_PHASE] = { TXT_CHANGE_PHASE, "phase" },
	[HUIYIN__V1__RULE_CHANGE__WHAT__WHAT_DEADLINE] = { TXT_CHANGE_DEADLINE, "deadline" },
	[HUIYIN__V1__RULE_CHANGE__WHAT__WHAT_MARK] = { TXT_CHANGE_MARK, "mark" },
};

static const char *what_text(const struct client *client, Huiyin__V1__RuleChange__What what)
{
	size_t i = (size_t)what;
	if (i == 0 || i >= sizeof whats / sizeof whats[0])
		return "";
	return client->output == OUTPUT_TABLE ? txt(whats[i].title) : whats[i].code;
}

static void add_changes(const struct client *client, struct table *table, const Huiyin__V1__TryRulesResponse *answer)
{
	for (size_t i = 0; i < answer->n_changes; i++) {
		const Huiyin__V1__RuleChange *change = answer->changes[i];
		bool lost = change->what == HUIYIN__V1__RULE_CHANGE__WHAT__WHAT_STATE;
		table_row(table, lost ? ROW_BAD : ROW_PLAIN);
		table_cell(table, change->case_);
		table_cell(table, change->title);
		table_cell(table, what_text(client, change->what));
		table_cell(table, show_office(change->office));
		table_cell(table, change->before);
		table_cell(table, change->after);
	}
}

/* Cases in the list, where the changes of a case stand together. */
static int64_t listed_cases(const Huiyin__V1__TryRulesResponse *answer)
{
	int64_t n = 0;
	for (size_t i = 0; i < answer->n_changes; i++)
		n += i == 0 || strcmp(answer->changes[i]->case_, answer->changes[i - 1]->case_) != 0;
	return n;
}

static void print_trial(const struct client *client, const Huiyin__V1__TryRulesResponse *answer)
{
	struct report *report = report_new();
	char cases[24], changed[24], listed[24];
	snprintf(cases, sizeof cases, "%lld", (long long)answer->cases);
	snprintf(changed, sizeof changed, "%lld", (long long)answer->changed);
	snprintf(listed, sizeof listed, "%zu", answer->n_changes);
	char *line = say_filled(TXT_RULES_TRIED, "cases", cases, "changed", changed, NULL);
	add_changes(client, report_table(report, "changes", change_columns, 6, true), answer);
	report_line(report, "message", line);
	report_print(report, client);
	if (listed_cases(answer) < answer->changed)
		say_note(TXT_RULES_TRIED_MORE, "n", listed, NULL);
	free(line);
}

/* The server's rules can be of another version than this program's. */
static int say_errors(const char *path, const Huiyin__V1__TryRulesResponse *answer)
{
	for (size_t i = 0; i < answer->n_errors; i++)
		fprintf(stderr, "%s:%d:%d: %s\n", path, answer->errors[i]->line, answer->errors[i]->column,
			answer->errors[i]->message);
	return CLIENT_FAILED;
}

static int run_try(struct client *client, const struct arguments *arguments)
{
	const char *path = arguments->words[0];
	char *text;
	struct rules *rules = rules_file_check(client, path, &text);
	if (!rules)
		return CLIENT_FAILED;
	rules_free(rules);
	Huiyin__V1__TryRulesRequest request = HUIYIN__V1__TRY_RULES_REQUEST__INIT;
	request.text = text;
	Huiyin__V1__TryRulesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rules_service__try_rules__unary, &request, &answer);
	free(text);
	if (result != CLIENT_OK)
		return result;
	if (answer->n_errors > 0)
		result = say_errors(path, answer);
	else
		print_trial(client, answer);
	remote_free(answer);
	return result;
}

const struct verb cmd_rules_try_verbs[] = {
	{ "rules try",
	  "FILE",
	  TXT_RULES_TRY_SUMMARY,
	  TXT_RULES_TRY_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin rules try rules/baotou.yaml", "huiyin rules try new.yaml --output csv" },
	  run_try },
	{ 0 },
};
