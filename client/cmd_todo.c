/* todo: the day's work in one list. */
#include "cases.h"
#include "domain/rules.h"
#include "remote.h"
#include "report.h"
#include "rules_fetch.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define DEFAULT_LIMIT 200 /* a screenful many times over; --limit takes more */
#define MAX_LIMIT     1000000
#define SOON_DAYS     5 /* a working week: coloured and worth a look */

static const struct option_row todo_options[] = {
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

/* The office comes last: in the table of one office it is left out. */
static const struct column todo_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "role", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "state", TXT_COL_STATE, COLUMN_FIXED | COLUMN_DROP(2) },
	{ "next_step", TXT_COL_NEXT_STEP, COLUMN_TEXT | COLUMN_DROP(1) },
	{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
	/* What programs want besides. */
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
	{ "role_code", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
};
#define N_TODO_DATA 4 /* the columns for programs only */
static const struct column waiting_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "received_on", TXT_COL_RECEIVED_ON, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "next_step", TXT_COL_NEXT_STEP, COLUMN_TEXT | COLUMN_DROP(2) },
	/* What programs want besides. */
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
};
#define N_WAITING_DATA 1
#define COUNT(a)       (sizeof(a) / sizeof(a)[0])

struct todo {
	struct table *table;
	const char *office; /* of the caller; NULL: every office's first open assignment */
	long late;
};

static void take_open(const Huiyin__V1__Case *c, void *arg)
{
	struct todo *todo = arg;
	const Huiyin__V1__Assignment *assignment = show_open_assignment(c, todo->office);
	if (!assignment)
		return;
	char name[SHOW_CASE_SIZE], days[SHOW_DAYS_SIZE];
	todo->late += assignment->overdue;
	table_row(todo->table, assignment->overdue                  ? ROW_BAD
			       : assignment->days_left <= SOON_DAYS ? ROW_SOON
								    : ROW_PLAIN);
	table_cell(todo->table, show_case_name(c->case_number, c->case_id, name));
	table_cell(todo->table, assignment->due_on);
	table_cell(todo->table, show_days_left(assignment, days));
	table_cell(todo->table, c->received ? c->received->title : "");
	table_cell(todo->table, show_assignment_role(assignment->role));
	table_cell(todo->table, assignment->state_label);
	table_cell(todo->table, c->next_step);
	table_cell(todo->table, show_office(assignment->office));
	table_cell_number(todo->table, assignment->days_left);
	table_cell(todo->table, show_assignment_role_code(assignment->role));
	table_cell(todo->table, assignment->state);
	table_cell(todo->table, show_office_code(assignment->office));
}

static void take_waiting(const Huiyin__V1__Case *c, void *arg)
{
	struct todo *todo = arg;
	char name[SHOW_CASE_SIZE];
	table_row(todo->table, ROW_PLAIN);
	table_cell(todo->table, show_case_name(c->case_number, c->case_id, name));
	table_cell(todo->table, c->received ? c->received->received_on : "");
	table_cell(todo->table, c->state_label);
	table_cell(todo->table, c->received ? c->received->title : "");
	table_cell(todo->table, c->next_step);
	table_cell(todo->table, c->state);
}

static int list_waiting(struct client *client, struct report *report, const char *role, long limit)
{
	int result;
	struct rules *rules = rules_fetch(client, &result);
	if (!rules)
		return result;
	size_t n_columns = COUNT(waiting_columns) - (client->output == OUTPUT_TABLE ? N_WAITING_DATA : 0);
	struct todo todo = { .table = report_table(report, "cases", waiting_columns, n_columns, false) };
	for (int i = 0; i < rules->n_states && result == CLIENT_OK; i++) {
		const struct rule_state *state = &rules->states[i];
		long room = limit - (long)table_rows(todo.table);
		if (strcmp(state->next_role, role) != 0 || room <= 0)
			continue;
		Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
		request.state = (char *)state->code;
		result = cases_each(client, &request, room, take_waiting, &todo, NULL);
	}
	rules_free(rules);
	return result;
}

static int list_open(struct client *client, struct report *report, const char *office, long limit)
{
	size_t n_columns = COUNT(todo_columns);
	if (client->output == OUTPUT_TABLE)
		n_columns -= N_TODO_DATA + (office ? 1 : 0);
	struct todo todo = { .table = report_table(report, "cases", todo_columns, n_columns, false), .office = office };
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	request.order = HUIYIN__V1__CASE_ORDER__CASE_ORDER_DUE;
	if (office)
		request.office = (char *)office;
	int result = cases_each(client, &request, limit, take_open, &todo, NULL);
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(todo.table));
	report_number(report, "late", TXT_FACT_LATE, todo.late);
	return result;
}

static int list_for(struct client *client, const Huiyin__V1__WhoAmIResponse *who, long limit)
{
	struct report *report = report_new();
	const Huiyin__V1__Token *token = who->token;
	bool committee = token && token->role == HUIYIN__V1__ROLE__ROLE_COMMITTEE;
	const char *office =
		token && token->role == HUIYIN__V1__ROLE__ROLE_HANDLER ? show_office_code(token->office) : NULL;
	report_fact(report, "today", TXT_FACT_BUSINESS_DATE, who->business_date);
	report_fact(report, "for", TXT_FACT_FOR,
		    office ? show_office(token->office) : show_role(token ? token->role : 0));
	int result =
		committee ? list_waiting(client, report, "committee", limit) : list_open(client, report, office, limit);
	if (result == CLIENT_OK)
		report_print(report, client);
	else
		report_free(report);
	return result;
}

static int run_todo(struct client *client, const struct arguments *arguments)
{
	long limit = DEFAULT_LIMIT;
	if (option_number(arguments, "limit", 1, MAX_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	Huiyin__V1__WhoAmIResponse *who;
	int result = REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, &who);
	if (result != CLIENT_OK)
		return result;
	result = list_for(client, who, limit);
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
	  { "huiyin todo", "huiyin todo --output csv > todo.csv" },
	  run_todo },
	{ 0 },
};
