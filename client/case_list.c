#include "case_list.h"

#include "case_filter.h"
#include "cases.h"
#include "pages.h"
#include "report.h"
#include "say.h"
#include "show.h"
#include <string.h>

#define DEFAULT_LIMIT 100

const struct option_row case_list_options[] = {
	{ "office", 0, "CODE", TXT_OPT_OFFICE_FILTER },
	{ "state", 0, "STATE", TXT_OPT_STATE },
	{ "phase", 0, "PHASE", TXT_OPT_PHASE },
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "category", 0, "TEXT", TXT_OPT_CATEGORY_FILTER },
	{ "level", 0, "LEVEL", TXT_OPT_LEVEL },
	{ "title", 0, "TEXT", TXT_OPT_TITLE_FILTER },
	{ "document", 0, "NUMBER", TXT_OPT_DOCUMENT_FILTER },
	{ "mark", 0, "MARK", TXT_OPT_MARK_FILTER },
	{ "leader", 0, "CODE", TXT_OPT_LEADER_FILTER },
	{ "member", 0, "CODE", TXT_OPT_MEMBER_FILTER },
	{ "key", 0, NULL, TXT_OPT_KEY_FILTER },
	{ "promises", 0, NULL, TXT_OPT_PROMISES_FILTER },
	{ "open", 0, NULL, TXT_OPT_OPEN },
	{ "due", 0, NULL, TXT_OPT_DUE },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};
_Static_assert(sizeof case_list_options / sizeof case_list_options[0] == N_CASE_LIST_OPTIONS, "options of case list");

static const struct column list_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
	{ "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "lead_office", TXT_COL_LEAD_OFFICE, COLUMN_NAME },
	{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
	{ "days", TXT_COL_DAYS_LEFT, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "mark", TXT_COL_MARK, COLUMN_FIXED },
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
	{ "mark", TXT_COL_MARK, COLUMN_FIXED },
	{ "session", TXT_COL_SESSION, COLUMN_FIXED },
	{ "category", TXT_COL_CATEGORY, COLUMN_TEXT },
	{ "state_code", TXT_COL_STATE, COLUMN_FIXED },
	{ "lead_office_code", TXT_COL_LEAD_OFFICE, COLUMN_FIXED },
	{ "case_id", TXT_COL_ID, COLUMN_NUMBER },
	{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
	{ "received_on", TXT_COL_RECEIVED_ON, COLUMN_FIXED },
	{ "days_left", TXT_COL_DAYS_LEFT, COLUMN_NUMBER },
	{ "mark_code", TXT_COL_MARK, COLUMN_FIXED },
	{ "key", TXT_FACT_KEY, COLUMN_YES },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* The last assignment of an office that answers: lead, sole, or one of the separate ones. */
static const Huiyin__V1__Assignment *lead_of(const Huiyin__V1__Case *c)
{
	const Huiyin__V1__Assignment *last = NULL;
	for (size_t i = 0; i < c->n_assignments; i++)
		if (c->assignments[i]->role != HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST)
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
	table_row(table, due && due->overdue ? ROW_BAD : show_mark_row(c->mark));
	table_cell(table, show_case_name(c->case_number, c->case_id, name));
	table_cell(table, c->received ? c->received->title : "");
	table_cell(table, c->state_label);
	table_cell(table, lead ? show_office(lead->office) : "");
	table_cell(table, due ? due->due_on : "");
	table_cell(table, due ? show_days_left(due, days) : "");
	table_cell(table, show_mark(c->mark));
	table_cell(table, c->received ? c->received->session : "");
	table_cell(table, c->received ? c->received->category : "");
	table_cell(table, c->state);
	table_cell(table, lead ? show_office_code(lead->office) : "");
	table_cell_number(table, c->case_id);
	table_cell_number(table, c->version);
	table_cell(table, c->received ? c->received->received_on : "");
	show_add_days_left(table, due);
	table_cell(table, show_mark_code(c->mark));
	table_cell(table, c->key ? txt(TXT_FACT_KEY) : "");
}

int case_list_run(struct client *client, const struct arguments *arguments)
{
	long limit;
	if (pages_limit(client, arguments, DEFAULT_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	if (case_filter_options(arguments, &request) != 0)
		return CLIENT_USAGE;
	if (option_given(arguments, "due"))
		request.order = HUIYIN__V1__CASE_ORDER__CASE_ORDER_DUE;
	bool data = client->output != OUTPUT_TABLE;
	struct report *report = report_new();
	struct table *table = report_table(report, "cases", data ? list_data_columns : list_columns,
					   data ? COUNT(list_data_columns) : COUNT(list_columns), false);
	bool more = false;
	struct listing listing = { table, option_given(arguments, "due"), option_value(arguments, "office") };
	int result = cases_each(client, &request, limit, take_case, &listing, &more);
	report_number(report, "count", TXT_FACT_COUNT, (long long)table_rows(table));
	return pages_print(client, report, result, more);
}
