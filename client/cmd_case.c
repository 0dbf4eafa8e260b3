/* case show|list|create. */
#include "case_rows.h"
#include "cases.h"
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

#define DEFAULT_LIMIT 100
#define MAX_LIMIT     1000000
/* How long a text may be is the server's to say; this only keeps a wrong file from filling memory. */
#define MAX_TEXT_BYTES (16u << 20)

static const struct option_row list_options[] = {
	{ "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },
	{ "state", 0, "STATE", TXT_OPT_STATE },
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "category", 0, "TEXT", TXT_OPT_CATEGORY_FILTER },
	{ "level", 0, "LEVEL", TXT_OPT_LEVEL },
	{ "title", 0, "TEXT", TXT_OPT_TITLE_FILTER },
	{ "open", 0, NULL, TXT_OPT_OPEN },
	{ "due", 0, NULL, TXT_OPT_DUE },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
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
	{ "file", 0, "FILE.csv", TXT_OPT_CASE_FILE },
	{ "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
};

static const struct column list_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "lead_office", TXT_COL_LEAD_OFFICE, COLUMN_NAME },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "session", TXT_COL_SESSION, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "category", TXT_COL_CATEGORY, COLUMN_TEXT | COLUMN_DROP(2) },
};
/* Programs get the codes as well. */
static const struct column list_data_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "lead_office", TXT_COL_LEAD_OFFICE, COLUMN_TEXT },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED },
	{ "session", TXT_COL_SESSION, COLUMN_FIXED },
	{ "category", TXT_COL_CATEGORY, COLUMN_TEXT },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "lead_office_code", TXT_COL_LEAD_OFFICE, COLUMN_FIXED },
	{ "case_id", TXT_COL_ID, COLUMN_NUMBER },
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "received_on", TXT_COL_RECEIVED_ON, COLUMN_FIXED },
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
};
static const struct column assignment_columns[] = {
	{ "no", TXT_COL_NO, COLUMN_NUMBER | COLUMN_BLOCKS },
	{ "office", TXT_FACT_OFFICE, COLUMN_TEXT },
	{ "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	{ "role", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "assigned_on", TXT_COL_ASSIGNED_ON, COLUMN_FIXED },
	{ "return_by", TXT_COL_RETURN_BY, COLUMN_FIXED },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED },
	{ "accepted_on", TXT_COL_ACCEPTED_ON, COLUMN_FIXED },
	{ "contacted_on", TXT_COL_CONTACTED_ON, COLUMN_FIXED },
	{ "answered_on", TXT_COL_ANSWERED_ON, COLUMN_FIXED },
	{ "class", TXT_COL_CLASS, COLUMN_FIXED },
	{ "document_number", TXT_COL_DOCUMENT, COLUMN_TEXT },
	{ "return_reason", TXT_COL_RETURN_REASON, COLUMN_TEXT },
	/* What programs want besides. */
	{ "role_code", TXT_COL_ASSIGNMENT_ROLE, COLUMN_FIXED },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
};
#define N_ASSIGNMENT_DATA 3 /* the columns for programs only */
static const struct column outcome_columns[] = {
	{ "on", TXT_COL_ON, COLUMN_FIXED },
	{ "text", TXT_COL_OUTCOME, COLUMN_WRAP },
	{ "number", TXT_COL_NUMBER, COLUMN_FIXED },
	{ "unit", TXT_COL_UNIT, COLUMN_FIXED },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static void add_received(struct report *report, const Huiyin__V1__NewCase *received)
{
	char *proposers = show_proposers(received);
	report_fact(report, "title", TXT_COL_TITLE, received->title);
	report_fact(report, "session", TXT_COL_SESSION, received->session);
	report_fact(report, "level", TXT_COL_LEVEL, level_name((enum level)received->level));
	report_fact(report, "submission_number", TXT_FACT_SUBMISSION, received->submission_number);
	report_fact(report, "external_number", TXT_FACT_EXTERNAL, received->external_number);
	report_fact(report, "proposers", TXT_FACT_PROPOSERS, proposers);
	report_fact(report, "proposer_kind", TXT_FACT_PROPOSER_KIND, received->proposer_kind);
	report_fact(report, "sector", TXT_FACT_SECTOR, received->sector);
	report_fact(report, "category", TXT_COL_CATEGORY, received->category);
	report_fact(report, "received_on", TXT_COL_RECEIVED_ON, received->received_on);
	report_fact(report, "text", TXT_FACT_TEXT, received->text);
	free(proposers);
}

/* Working days as a number; empty when the assignment is not open. */
static void add_days_left(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	if (assignment && show_is_open(assignment))
		table_cell_number(table, assignment->days_left);
	else
		table_cell(table, "");
}

static void add_assignment(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	char days[SHOW_DAYS_SIZE];
	table_row(table, assignment->overdue ? ROW_BAD : ROW_PLAIN);
	table_cell_number(table, assignment->assignment_no);
	table_cell(table, show_office(assignment->office));
	table_cell(table, show_office_code(assignment->office));
	table_cell(table, show_assignment_role(assignment->role));
	table_cell(table, assignment->state_label);
	table_cell(table, assignment->assigned_on);
	table_cell(table, assignment->return_by);
	table_cell(table, assignment->due_on);
	table_cell(table, show_days_left(assignment, days));
	table_cell(table, assignment->accepted_on);
	table_cell(table, assignment->contacted_on);
	table_cell(table, assignment->answered_on);
	table_cell(table, assignment->class_);
	table_cell(table, assignment->document_number);
	table_cell(table, assignment->return_reason);
	table_cell(table, show_assignment_role_code(assignment->role));
	table_cell(table, assignment->state);
	add_days_left(table, assignment);
}

static void add_outcome(struct table *table, const Huiyin__V1__Outcome *outcome)
{
	table_row(table, ROW_PLAIN);
	table_cell(table, outcome->on);
	table_cell(table, outcome->text);
	table_cell(table, outcome->number);
	table_cell(table, outcome->unit);
}

static void print_case(const struct client *client, const Huiyin__V1__Case *c)
{
	char name[SHOW_CASE_SIZE];
	struct report *report = report_new();
	report_fact(report, "case", TXT_COL_CASE, show_case_name(c->case_number, c->case_id, name));
	report_number(report, "case_id", TXT_COL_ID, c->case_id);
	report_fact(report, "state", TXT_COL_STATE, c->state_label);
	if (client->output != OUTPUT_TABLE)
		report_fact(report, "state_code", TXT_COL_STATE, c->state);
	report_fact(report, "next_step", TXT_COL_NEXT_STEP, c->next_step);
	report_number(report, "version", TXT_FACT_VERSION, c->version);
	report_number(report, "page", TXT_FACT_PAGE, c->page);
	if (c->received)
		add_received(report, c->received);
	report_fact(report, "not_filed_reason", TXT_FACT_NOT_FILED, c->not_filed_reason);
	report_fact(report, "attitude", TXT_FACT_ATTITUDE, c->attitude);
	report_fact(report, "result", TXT_FACT_RESULT, c->result);
	size_t n_columns = COUNT(assignment_columns) - (client->output == OUTPUT_TABLE ? N_ASSIGNMENT_DATA : 0);
	struct table *table = report_table(report, "assignments", assignment_columns, n_columns, true);
	for (size_t i = 0; i < c->n_assignments; i++)
		add_assignment(table, c->assignments[i]);
	table = report_table(report, "outcomes", outcome_columns, COUNT(outcome_columns), true);
	for (size_t i = 0; i < c->n_outcomes; i++)
		add_outcome(table, c->outcomes[i]);
	report_print(report, client);
}

static int run_show(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	request.case_ = arguments->words[0];
	Huiyin__V1__GetCaseResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__case_service__get_case__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	if (answer->case_)
		print_case(client, answer->case_);
	remote_free(answer);
	return CLIENT_OK;
}

/* The lead office's assignment: the open one, else the last. */
static const Huiyin__V1__Assignment *lead_of(const Huiyin__V1__Case *c)
{
	const Huiyin__V1__Assignment *last = NULL;
	for (size_t i = 0; i < c->n_assignments; i++)
		if (c->assignments[i]->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_LEAD)
			last = c->assignments[i];
	return last;
}

/* Where the rows go, and which assignment they show. */
struct listing {
	struct table *table;
	bool by_due; /* the open assignment that is due first, as the server orders them; else the lead office's */
	const char *office; /* of this office only; NULL: of any */
};

static void take_case(const Huiyin__V1__Case *c, void *arg)
{
	const struct listing *listing = arg;
	struct table *table = listing->table;
	char name[SHOW_CASE_SIZE], days[SHOW_DAYS_SIZE] = "";
	const Huiyin__V1__Assignment *lead = lead_of(c);
	const Huiyin__V1__Assignment *due = listing->by_due ? show_open_assignment(c, listing->office) : lead;
	table_row(table, due && due->overdue ? ROW_BAD : ROW_PLAIN);
	table_cell(table, show_case_name(c->case_number, c->case_id, name));
	table_cell(table, c->received ? c->received->title : "");
	table_cell(table, c->state_label);
	table_cell(table, lead ? show_office(lead->office) : "");
	table_cell(table, due ? due->due_on : "");
	table_cell(table, due ? show_days_left(due, days) : "");
	table_cell(table, c->received ? c->received->session : "");
	table_cell(table, c->received ? c->received->category : "");
	table_cell(table, c->state);
	table_cell(table, lead ? show_office_code(lead->office) : "");
	table_cell_number(table, c->case_id);
	table_cell_number(table, c->version);
	table_cell(table, c->received ? c->received->received_on : "");
	add_days_left(table, due);
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	long limit = DEFAULT_LIMIT;
	enum level level;
	struct refusal refusal = { 0 };
	if (option_number(arguments, "limit", 1, MAX_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	if (show_read_level(option_text(arguments, "level"), &level, &refusal) != 0) {
		say_refusal(&refusal);
		return CLIENT_USAGE;
	}
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	request.office = option_text(arguments, "office");
	request.state = option_text(arguments, "state");
	request.session = option_text(arguments, "session");
	request.category = option_text(arguments, "category");
	request.title_contains = option_text(arguments, "title");
	request.level = (Huiyin__V1__Level)level;
	request.open_only = option_given(arguments, "open");
	if (option_given(arguments, "due"))
		request.order = HUIYIN__V1__CASE_ORDER__CASE_ORDER_DUE;
	bool data = client->output != OUTPUT_TABLE;
	struct report *report = report_new();
	struct table *table = report_table(report, "cases", data ? list_data_columns : list_columns,
					   data ? COUNT(list_data_columns) : COUNT(list_columns), false);
	bool more = false;
	struct listing listing = { table, option_given(arguments, "due"), option_value(arguments, "office") };
	int result = cases_each(client, &request, limit, take_case, &listing, &more);
	if (result != CLIENT_OK) {
		report_free(report);
		return result;
	}
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(table));
	report_print(report, client);
	if (more)
		say_note(TXT_MORE_ROWS, NULL);
	return CLIENT_OK;
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
	sheet_row_uuid(sheet, row, n_case_row_columns, 0, "case", uuid);
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
		print_case(client, answer->case_);
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
	proposal.session = option_text(arguments, "session");
	proposal.submission_number = option_text(arguments, "submission-number");
	proposal.external_number = option_text(arguments, "external-number");
	proposal.level = (Huiyin__V1__Level)level;
	proposal.title = option_text(arguments, "title");
	proposal.text = option_text(arguments, "text");
	case_row_names(arena, option_text(arguments, "proposers"), &proposal.proposers, &proposal.n_proposers);
	proposal.proposer_kind = option_text(arguments, "proposer-kind");
	proposal.sector = option_text(arguments, "sector");
	proposal.category = option_text(arguments, "category");
	proposal.received_on = received_on;
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
		return directory_import(client, file, case_row_columns, n_case_row_columns, check_row, send_row);
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
	  list_options,
	  COUNT(list_options),
	  0,
	  0,
	  { "huiyin case list --open --office jtj", "huiyin case list --title 停车 --limit 1000 --output csv" },
	  run_list },
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
