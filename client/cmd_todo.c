/* todo: the day's work in one list. */
#include "cases.h"
#include "pages.h"
#include "remote.h"
#include "report.h"
#include "rules_fetch.h"
#include "say.h"
#include "show.h"
#include "tasks.h"
#include "todo_sheet.h"
#include "verbs.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 200 /* a screenful many times over; --limit takes more */

static const struct option_row todo_options[] = {
	{ "limit", 0, "N", TXT_OPT_LIMIT },
	{ "all", 0, NULL, TXT_OPT_ALL },
};

/* The office comes last: in the table of one office it is left out. */
static const struct column todo_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "mark", TXT_COL_MARK, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "what", TXT_COL_TASK, COLUMN_WRAP },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "next_step", TXT_COL_NEXT_STEP, COLUMN_TEXT | COLUMN_DROP(1) },
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME | COLUMN_IF_ANY },
	/* What programs want besides. */
	{ "kind", TXT_COL_KIND, COLUMN_FIXED },
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
	{ "mark_code", TXT_COL_MARK, COLUMN_FIXED },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
};
#define COUNT(a)    (sizeof(a) / sizeof(a)[0])
#define N_TODO_DATA 5 /* the columns for programs only */

static void add_task(struct table *table, const struct task *task)
{
	table_row(table, show_mark_row(task->mark));
	table_cell(table, task->case_name);
	table_cell(table, task->due_on);
	table_cell(table, task->days);
	table_cell(table, show_mark(task->mark));
	table_cell(table, task->what);
	table_cell(table, task->title);
	table_cell(table, task->next_step);
	table_cell(table, task->office);
	table_cell(table, task_kind_code(task->kind));
	if (task->days_known)
		table_cell_number(table, task->days_left);
	else
		table_cell(table, "");
	table_cell(table, show_mark_code(task->mark));
	table_cell(table, task->state);
	table_cell(table, task->office_code);
}

/* Cases with open parts, by due day. */
static int take_open(struct client *client, struct tasks *tasks, const char *office)
{
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	request.order = HUIYIN__V1__CASE_ORDER__CASE_ORDER_DUE;
	request.office = (char *)office;
	int result = cases_each(client, &request, LONG_MAX, tasks_take, tasks, NULL);
	if (result != CLIENT_OK)
		return result;
	huiyin__v1__list_cases_request__init(&request);
	request.open_promises = true;
	request.office = (char *)office;
	return cases_each(client, &request, LONG_MAX, tasks_take, tasks, NULL);
}

/* Cases in the states that wait for a role: which they are is the rules' to say. */
static int take_waiting(struct client *client, struct tasks *tasks, const struct rules *rules, enum role role)
{
	int result = CLIENT_OK;
	for (int i = 0; i < rules->n_states && result == CLIENT_OK; i++) {
		const struct rule_state *state = &rules->states[i];
		if (strcmp(state->next_role, role_name(role)) != 0 ||
		    (role == ROLE_HANDLER && state->phase != PHASE_MERGED))
			continue;
		Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
		request.state = (char *)state->code;
		result = cases_each(client, &request, LONG_MAX, tasks_take, tasks, NULL);
	}
	return result;
}

static int take_all(struct client *client, struct tasks *tasks)
{
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	return cases_each(client, &request, LONG_MAX, tasks_take, tasks, NULL);
}

static int collect(struct client *client, struct tasks *tasks, const struct rules *rules,
		   const Huiyin__V1__Token *token)
{
	enum role role = token ? (enum role)token->role : ROLE_NONE;
	if (role == ROLE_PROPOSER)
		return take_all(client, tasks); /* a person's own cases are few */
	int result = take_open(client, tasks, token && role == ROLE_HANDLER ? show_office_code(token->office) : "");
	return result == CLIENT_OK ? take_waiting(client, tasks, rules, role) : result;
}

static void print_tasks(const struct client *client, const Huiyin__V1__WhoAmIResponse *who, struct tasks *tasks,
			const struct rules *rules, long limit)
{
	const Huiyin__V1__Token *token = who->token;
	bool handler = token && token->role == HUIYIN__V1__ROLE__ROLE_HANDLER;
	size_t n, n_columns = COUNT(todo_columns);
	long long marks[HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE + 1] = { 0 };
	const struct task *list = tasks_sorted(tasks, &n);
	if (client->output == OUTPUT_TABLE)
		n_columns -= N_TODO_DATA + handler;
	struct report *report = report_new();
	report_fact(report, "today", TXT_FACT_BUSINESS_DATE, who->business_date);
	report_fact(report, "for", TXT_FACT_FOR,
		    handler ? show_office(token->office) : show_role(token ? token->role : 0));
	const struct todo_sheet sheet = { list, n < (size_t)limit ? n : (size_t)limit, rules,
					  handler ? show_office(token->office) : "", who->business_date };
	if (handler)
		report_sheet(report, todo_sheet_write, &sheet);
	struct table *table = report_table(report, "cases", todo_columns, n_columns, false);
	for (size_t i = 0; i < n; i++) { /* counted whether shown or not */
		if (i < (size_t)limit)
			add_task(table, &list[i]);
		marks[*show_mark_code(list[i].mark) ? list[i].mark : 0]++;
	}
	report_number(report, "count", TXT_FACT_TASKS, (long long)n);
	report_number(report, "late", TXT_FACT_LATE, marks[HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE]);
	report_number(report, "red", TXT_FACT_RED, marks[HUIYIN__V1__DUE_MARK__DUE_MARK_RED]);
	report_number(report, "yellow", TXT_FACT_YELLOW, marks[HUIYIN__V1__DUE_MARK__DUE_MARK_YELLOW]);
	report_print(report, client);
	if (n > (size_t)limit)
		say_note(TXT_MORE_ROWS, NULL);
}

static int list_for(struct client *client, const Huiyin__V1__WhoAmIResponse *who, const struct rules *rules,
		    const struct arguments *arguments, long limit)
{
	struct tasks *tasks = tasks_new(who, rules, option_given(arguments, "all"));
	int result = collect(client, tasks, rules, who->token);
	if (result == CLIENT_OK)
		print_tasks(client, who, tasks, rules, limit);
	tasks_free(tasks);
	return result;
}

static int run_todo(struct client *client, const struct arguments *arguments)
{
	long limit;
	if (pages_limit(client, arguments, DEFAULT_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	Huiyin__V1__WhoAmIResponse *who;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, &who);
	if (result != CLIENT_OK)
		return result;
	struct rules *rules = rules_fetch(client, &result);
	if (rules)
		result = list_for(client, who, rules, arguments, limit);
	rules_free(rules);
	remote_free(who);
	return result;
}

const struct verb cmd_todo_verbs[] = {
	{ "todo",
	  "",
	  TXT_TODO_SUMMARY,
	  TXT_TODO_ABOUT,
	  todo_options,
	  COUNT(todo_options),
	  0,
	  0,
	  { "huiyin todo", "huiyin todo --out todo.xlsx" },
	  run_todo },
	{ 0 },
};
