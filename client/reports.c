#include "reports.h"

#include "base/memory.h"
#include "base/text.h"
#include "pages.h"
#include "remote.h"
#include "say.h"
#include <huiyin/v1/report_service.evgrpc.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* By their number in the contract. */
static const struct {
	const char *name;
	enum text_id label;
} kinds[] = {
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_SUPERVISION] = { "supervision", TXT_KIND_SUPERVISION },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_REVIEW] = { "review", TXT_KIND_REVIEW },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_HANDLING] = { "handling", TXT_KIND_HANDLING },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_KEY] = { "key", TXT_KIND_KEY },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_PROMISES] = { "promises", TXT_KIND_PROMISES },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_OFFICE] = { "office", TXT_KIND_OFFICE },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_SCORE] = { "score", TXT_KIND_SCORE },
	[HUIYIN__V1__REPORT_KIND__REPORT_KIND_DUNNING] = { "dunning", TXT_KIND_DUNNING },
};
#define FIRST_KIND 1 /* 0 is none */
#define N_KINDS    (sizeof kinds / sizeof kinds[0])

const char *reports_kind_name(Huiyin__V1__ReportKind kind)
{
	return kind >= FIRST_KIND && (unsigned)kind < N_KINDS ? kinds[kind].name : "";
}

const char *reports_kind_shown(const struct client *client, Huiyin__V1__ReportKind kind)
{
	bool known = *reports_kind_name(kind) != '\0';
	return known && show_to_person(client) ? txt(kinds[kind].label) : reports_kind_name(kind);
}

/* By its name or by its label in the language of the run; 0 when there is none. */
static Huiyin__V1__ReportKind find_kind(const char *word)
{
	for (size_t i = FIRST_KIND; i < N_KINDS; i++)
		if (strcmp(kinds[i].name, word) == 0 || strcmp(txt(kinds[i].label), word) == 0)
			return (Huiyin__V1__ReportKind)i;
	return HUIYIN__V1__REPORT_KIND__REPORT_KIND_UNSPECIFIED;
}

int reports_read_kind(const char *name, Huiyin__V1__ReportKind *ret_kind)
{
	struct strbuf allowed = { 0 };
	*ret_kind = find_kind(name);
	if (*ret_kind >= FIRST_KIND)
		return 0;
	for (size_t i = FIRST_KIND; i < N_KINDS; i++)
		strbuf_printf(&allowed, "%s%s", i > FIRST_KIND ? ", " : "", kinds[i].name);
	say_error(TXT_REPORT_KIND_UNKNOWN, "value", name, "allowed", allowed.text, NULL);
	strbuf_clear(&allowed);
	return -1;
}

int reports_read_query(const struct client *client, const struct arguments *arguments, const char *kind,
		       Huiyin__V1__ReportQuery *ret_query)
{
	struct rate_printing printing = { 0 };
	huiyin__v1__report_query__init(ret_query);
	if (reports_read_kind(kind, &ret_query->kind) != 0 || rate_printing_read(arguments, &printing) != 0)
		return CLIENT_USAGE;
	ret_query->rounding = printing.rounding;
	if (printing.decimals_given)
		ret_query->decimals_given_case = HUIYIN__V1__REPORT_QUERY__DECIMALS_GIVEN_DECIMALS;
	ret_query->decimals = printing.decimals;
	ret_query->session = option_text(arguments, "session");
	ret_query->office = option_text(arguments, "office");
	ret_query->title = option_text(arguments, "title");
	ret_query->language = option_given(arguments, "language")
				      ? option_text(arguments, "language")
				      : (char *)(client->language == LANGUAGE_EN ? "en" : "zh");
	ret_query->record = option_given(arguments, "record");
	return CLIENT_OK;
}

void reports_read_formats(const struct arguments *arguments, struct report_formats *ret_formats)
{
	char *save = NULL;
	*ret_formats = (struct report_formats){ .text = hy_xstrdup(option_text(arguments, "formats")) };
	for (char *word = strtok_r(ret_formats->text, ", ", &save); word && ret_formats->n < 8;
	     word = strtok_r(NULL, ", ", &save))
		ret_formats->list[ret_formats->n++] = word;
}

void reports_free_formats(struct report_formats *formats)
{
	free(formats->text);
}

/* ---- Names ---------------------------------------------------------------------------------------------------- */

/* A report as people name it: supervision-2023-3. */
struct report_name {
	Huiyin__V1__ReportKind kind;
	int64_t year, serial;
};

static int parse_name(const char *text, struct report_name *ret_name)
{
	char *copy = hy_xstrdup(text), *serial = strrchr(copy, '-'), *year = NULL;
	if (serial) {
		*serial++ = '\0';
		year = strrchr(copy, '-');
	}
	if (year)
		*year++ = '\0';
	ret_name->kind = find_kind(copy);
	int bad = !year || ret_name->kind < FIRST_KIND || number_parse(year, 1900, 2199, &ret_name->year) < 0 ||
		  number_parse(serial, 1, INT32_MAX, &ret_name->serial) < 0;
	free(copy);
	return bad ? -1 : 0;
}

static int64_t find_in_page(const Huiyin__V1__ListReportsResponse *answer, const struct report_name *name)
{
	for (size_t i = 0; i < answer->n_reports; i++)
		if (answer->reports[i]->year == name->year && answer->reports[i]->serial == name->serial)
			return answer->reports[i]->report_id;
	return 0;
}

static int find_by_name(struct client *client, const struct report_name *name, int64_t *ret_report_id)
{
	Huiyin__V1__ListReportsRequest request = HUIYIN__V1__LIST_REPORTS_REQUEST__INIT;
	struct pages pages;
	int result = CLIENT_OK;
	request.kind = name->kind;
	*ret_report_id = 0;
	pages_begin(&pages, LONG_MAX, PAGE_SIZE);
	while (!*ret_report_id && pages_next(&pages, &request.page_size, &request.page_token)) {
		Huiyin__V1__ListReportsResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__report_service__list_reports__unary, &request, &answer);
		if (result != CLIENT_OK)
			break;
		*ret_report_id = find_in_page(answer, name);
		pages_took(&pages, answer->n_reports, answer->next_page_token);
		remote_free(answer);
	}
	pages_end(&pages);
	return result;
}

int reports_find(struct client *client, const char *text, int64_t *ret_report_id)
{
	struct report_name name;
	struct refusal refusal;
	if (number_parse(text, 1, INT64_MAX, ret_report_id) == 0)
		return CLIENT_OK;
	if (parse_name(text, &name) != 0) {
		say_error(TXT_REPORT_NAME_WRONG, "value", text, NULL);
		return CLIENT_USAGE;
	}
	int result = find_by_name(client, &name, ret_report_id);
	if (result == CLIENT_OK && !*ret_report_id)
		result = say_refusal(refuse_with(refuse(&refusal, REASON_REPORT_NOT_FOUND), "report", "%s", text));
	return result;
}

int reports_read_schedule(const char *given, int64_t *ret_schedule_id)
{
	if (number_parse(given, 1, INT64_MAX, ret_schedule_id) == 0)
		return 0;
	say_error(TXT_SCHEDULE_NUMBER_WRONG, "value", given, NULL);
	return -1;
}

/* ---- Rows ----------------------------------------------------------------------------------------------------- */

const struct column report_columns[] = {
	{ "report_id", TXT_COL_REPORT, COLUMN_NUMBER },
	{ "kind", TXT_COL_REPORT_KIND, COLUMN_FIXED },
	{ "year", TXT_COL_YEAR, COLUMN_NUMBER },
	{ "serial", TXT_COL_SERIAL, COLUMN_NUMBER },
	{ "title", TXT_COL_REPORT_TITLE, COLUMN_TEXT },
	{ "as_of", TXT_COL_AS_OF, COLUMN_FIXED },
	{ "page", TXT_COL_REPORT_PAGE, COLUMN_NUMBER },
	{ "office", TXT_COL_REPORT_OFFICE, COLUMN_FIXED | COLUMN_IF_ANY },
	{ "formats", TXT_COL_FORMATS, COLUMN_FIXED | COLUMN_DROP(3) },
	{ "made_at", TXT_COL_MADE_AT, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "schedule_id", TXT_COL_SCHEDULE, COLUMN_NUMBER | COLUMN_IF_ANY | COLUMN_DROP(2) },
	{ "due_at", TXT_COL_DUE_AT, COLUMN_FIXED | COLUMN_IF_ANY | COLUMN_DROP(2) },
	{ "recorded", TXT_COL_RECORDED, COLUMN_NUMBER | COLUMN_IF_ANY },
};
const size_t n_report_columns = sizeof report_columns / sizeof report_columns[0];

static void add_if_any(struct table *table, long long number)
{
	if (number)
		table_cell_number(table, number);
	else
		table_cell(table, "");
}

void reports_add_row(const struct client *client, struct table *table, const Huiyin__V1__Report *report)
{
	const Huiyin__V1__ReportQuery *query = report->query;
	char made[SHOW_MOMENT_SIZE], due[SHOW_MOMENT_SIZE];
	struct strbuf formats = { 0 };
	for (size_t i = 0; i < report->n_formats; i++)
		strbuf_printf(&formats, "%s%s", i ? "," : "", report->formats[i]);
	table_row(table, ROW_PLAIN);
	table_cell_number(table, report->report_id);
	table_cell(table, query ? reports_kind_shown(client, query->kind) : "");
	table_cell_number(table, report->year);
	table_cell_number(table, report->serial);
	table_cell(table, report->title);
	table_cell(table, query ? query->as_of : "");
	table_cell_number(table, query ? query->page : 0);
	table_cell(table, query ? query->office : "");
	table_cell(table, formats.text);
	table_cell(table, show_moment(client, report->made_at, made));
	add_if_any(table, report->schedule_id);
	table_cell(table, *report->due_at ? show_moment(client, report->due_at, due) : "");
	if (query && query->record)
		table_cell_number(table, report->recorded);
	else
		table_cell(table, "");
	strbuf_clear(&formats);
}
