/* check: do the figures of a bulletin add up? Without a server. */
#include "base/file.h"
#include "base/memory.h"
#include "base/text.h"
#include "domain/rates/figures.h"
#include "report.h"
#include "say.h"
#include "sheet/grid.h"
#include "show.h"
#include "verbs.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static const struct option_row check_options[] = {
	{ "faults", 0, NULL, TXT_OPT_FAULTS },
};

static const struct column finding_columns[] = {
	{ "bulletin", TXT_COL_BULLETIN, COLUMN_FIXED },
	{ "group", TXT_COL_GROUP, COLUMN_FIXED },
	{ "kind", TXT_COL_FINDING_KIND, COLUMN_FIXED | COLUMN_DROP(1) },
	{ "sentence", TXT_COL_FINDING, COLUMN_WRAP },
	/* The table of a person ends here; programs get the parts of the sentence as well. */
	{ "fault", TXT_COL_FAULT, COLUMN_YES },
	{ "item", TXT_COL_ITEM, COLUMN_FIXED },
	{ "total", TXT_COL_HELD_AGAINST, COLUMN_FIXED },
	{ "sum", TXT_COL_SUM, COLUMN_NUMBER },
	{ "expected", TXT_COL_SHOULD_BE, COLUMN_NUMBER },
};
#define N_FINDING_DATA 5 /* the columns for programs only */

static const enum text_id kind_texts[] = {
	[FINDING_ADDS_UP] = TXT_FINDING_ADDS_UP,
	[FINDING_PART_ONLY] = TXT_FINDING_PART_ONLY,
	[FINDING_SUM_WRONG] = TXT_FINDING_SUM_WRONG,
	[FINDING_SLIP] = TXT_FINDING_SLIP,
	[FINDING_ROUNDING] = TXT_FINDING_ROUNDING,
	[FINDING_PERCENT_WRONG] = TXT_FINDING_PERCENT_WRONG,
	[FINDING_PERCENT_UNCLEAR] = TXT_FINDING_PERCENT_UNCLEAR,
};

/* Columns of the file, by the names they go by. */
enum { ID, PLACE, SOURCE, GROUP, ITEM, NUMBER, PERCENT, N_COLUMNS };
static const struct {
	const char *names[4];
	bool needed;
} columns[N_COLUMNS] = {
	[ID] = { { "id", "通报", "编号", "bulletin" }, false },
	[PLACE] = { { "place", "地区", "地方", NULL }, false },
	[SOURCE] = { { "source", "出处", "来源", NULL }, false },
	[GROUP] = { { "group", "分组", "组", "类型" }, true },
	[ITEM] = { { "item", "项目", "名称", NULL }, true },
	[NUMBER] = { { "count", "件数", "数量", "数" }, true },
	[PERCENT] = { { "printed_percent", "百分比", "占比", "percent" }, false },
};

/* The figures of a file: their texts are the grid's. */
struct sheet_figures {
	const char *path;
	struct grid *grid;
	int index[N_COLUMNS]; /* column of the file, -1 when it is not there */
	struct figure *list;
	size_t n, n_bulletins;
};

static int find_column(const struct grid *grid, size_t column)
{
	for (size_t i = 0; i < grid->n_columns; i++)
		for (size_t k = 0; k < COUNT(columns[column].names) && columns[column].names[k]; k++)
			if (strcmp(grid_cell(grid, 0, i), columns[column].names[k]) == 0)
				return (int)i;
	return -1;
}

static int read_header(struct sheet_figures *figures)
{
	struct strbuf missing = { 0 };
	for (size_t i = 0; i < N_COLUMNS; i++) {
		figures->index[i] = figures->grid->n_rows ? find_column(figures->grid, i) : -1;
		if (figures->index[i] < 0 && columns[i].needed)
			strbuf_printf(&missing, "%s%s", missing.len ? ", " : "", columns[i].names[0]);
	}
	if (missing.len)
		say_error(TXT_CHECK_HEADER, "path", figures->path, "missing", missing.text, NULL);
	int result = missing.len ? CLIENT_FAILED : CLIENT_OK;
	strbuf_clear(&missing);
	return result;
}

static char *cell_of(const struct sheet_figures *figures, size_t row, size_t column)
{
	static char empty[1];
	if (figures->index[column] < 0)
		return empty;
	return figures->grid->cells[row * figures->grid->n_columns + (size_t)figures->index[column]];
}

static int refuse_cell(const struct sheet_figures *figures, size_t row, size_t column, enum text_id what)
{
	char address[GRID_ADDRESS_SIZE];
	grid_address(figures->grid, row, (size_t)figures->index[column], address);
	say_error(TXT_CHECK_CELL, "path", figures->path, "cell", address, "value", cell_of(figures, row, column),
		  "what", txt(what), NULL);
	return CLIENT_FAILED;
}

/* Full-width forms made plain, without blanks, thousands commas and a sign of percent at the end; in place. */
static char *plain_number(char *cell)
{
	char *out = cell;
	text_narrow(cell, cell, strlen(cell) + 1);
	for (const char *in = cell; *in; in++)
		if (*in != ' ' && *in != ',')
			*out++ = *in;
	if (out > cell && out[-1] == '%')
		out--;
	*out = '\0';
	return cell;
}

static int read_row(struct sheet_figures *figures, size_t row)
{
	struct figure *figure = &figures->list[figures->n];
	char *number = plain_number(cell_of(figures, row, NUMBER));
	*figure = (struct figure){ .id = cell_of(figures, row, ID),
				   .place = cell_of(figures, row, PLACE),
				   .source = cell_of(figures, row, SOURCE),
				   .group = cell_of(figures, row, GROUP),
				   .item = cell_of(figures, row, ITEM),
				   .has_count = *number != '\0' };
	if (figure->has_count && number_parse(number, 0, FIGURES_MAX_COUNT, &figure->count) != 0)
		return refuse_cell(figures, row, NUMBER, TXT_CHECK_BAD_COUNT);
	figure->printed = plain_number(cell_of(figures, row, PERCENT));
	if (!figure_percent_valid(figure->printed))
		return refuse_cell(figures, row, PERCENT, TXT_CHECK_BAD_PERCENT);
	if (!figure->group[0] && !figure->item[0] && !figure->has_count)
		return CLIENT_OK; /* an empty line */
	figures->n_bulletins += figures->n == 0 || strcmp(figure->id, figure[-1].id) != 0;
	figures->n++;
	return CLIENT_OK;
}

static int read_rows(struct sheet_figures *figures)
{
	size_t n = figures->grid->n_rows - 1;
	char count[24], max[24];
	if (n > FIGURES_MAX) {
		snprintf(count, sizeof count, "%zu", n);
		snprintf(max, sizeof max, "%d", FIGURES_MAX);
		say_error(TXT_CHECK_TOO_MANY, "path", figures->path, "count", count, "max", max, NULL);
		return CLIENT_FAILED;
	}
	figures->list = hy_xcalloc(n + 1, sizeof *figures->list);
	for (size_t row = 1; row <= n; row++) {
		int result = read_row(figures, row);
		if (result != CLIENT_OK)
			return result;
	}
	return CLIENT_OK;
}

static int read_file(struct sheet_figures *figures)
{
	struct strbuf bytes = { 0 };
	struct refusal refusal = { 0 };
	int result;
	if (file_load(figures->path, GRID_MAX_FILE_BYTES, &bytes) != 0) {
		int error = errno;
		say_error(TXT_FILE_UNREADABLE, "path", figures->path, "error", say_system_error(error), NULL);
		result = error == ENOENT ? CLIENT_NOT_FOUND : CLIENT_FAILED;
	} else if (grid_parse((const uint8_t *)(bytes.text ? bytes.text : ""), bytes.len, figures->path, "",
			      &figures->grid, &refusal) != 0) {
		result = say_refusal(&refusal);
	} else {
		result = read_header(figures);
	}
	strbuf_clear(&bytes);
	return result != CLIENT_OK || !figures->grid ? result : read_rows(figures);
}

/* The kind in words; a fault is marked, so that it is seen without colours too. */
static void add_kind(struct table *table, const struct finding *finding)
{
	char *text = hy_xasprintf("%s%s", finding->fault ? "✗ " : "", txt(kind_texts[finding->kind]));
	table_cell(table, text);
	free(text);
}

static void add_finding(const struct client *client, struct table *table, const struct sheet_figures *figures,
			const struct finding *finding)
{
	bool data = client->output != OUTPUT_TABLE;
	table_row(table, finding->fault ? ROW_BAD : ROW_PLAIN);
	table_cell(table, finding->id);
	table_cell(table, finding->group);
	if (show_to_person(client))
		add_kind(table, finding);
	else
		table_cell(table, finding_kind_name(finding->kind));
	table_cell(table, client->language == LANGUAGE_EN ? finding->en : finding->zh);
	if (!data)
		return;
	table_cell(table, finding->fault ? "1" : "");
	table_cell(table, finding->figure == SIZE_MAX ? "" : figures->list[finding->figure].item);
	table_cell(table, finding->total == SIZE_MAX ? "" : figures->list[finding->total].item);
	table_cell_number(table, finding->sum);
	table_cell_number(table, finding->expected);
}

/* Returns the number of faults. */
static size_t print_findings(const struct client *client, const struct sheet_figures *figures,
			     const struct finding *findings, size_t n, bool faults_only)
{
	size_t faults = 0;
	struct report *report = report_new();
	bool data = client->output != OUTPUT_TABLE;
	struct table *table = report_table(report, "findings", finding_columns,
					   COUNT(finding_columns) - (data ? 0 : N_FINDING_DATA), true);
	for (size_t i = 0; i < n; i++) {
		if (findings[i].fault || !faults_only)
			add_finding(client, table, figures, &findings[i]);
		faults += findings[i].fault;
	}
	char *text[3] = { hy_xasprintf("%zu", figures->n_bulletins), hy_xasprintf("%zu", figures->n),
			  hy_xasprintf("%zu", faults) };
	char *line = say_filled(TXT_CHECK_DONE, "bulletins", text[0], "figures", text[1], "faults", text[2], NULL);
	report_line(report, "message", line);
	if (data) {
		report_number(report, "bulletins", TXT_FACT_BULLETINS, (long long)figures->n_bulletins);
		report_number(report, "figures", TXT_FACT_FIGURES, (long long)figures->n);
		report_number(report, "faults", TXT_FACT_FAULTS, (long long)faults);
	}
	report_print(report, client);
	free(line);
	for (size_t i = 0; i < COUNT(text); i++)
		free(text[i]);
	return faults;
}

/* Figures of which nothing could be said are no good figures. */
static int check_figures(const struct client *client, const struct sheet_figures *figures, bool faults_only)
{
	struct arena *arena = arena_new();
	size_t n, faults = 0;
	const struct finding *findings = figures_check(figures->list, figures->n, arena, &n);
	if (n)
		faults = print_findings(client, figures, findings, n, faults_only);
	else
		say_error(TXT_CHECK_NOTHING, "path", figures->path, NULL);
	arena_free(arena);
	return n && !faults ? CLIENT_OK : CLIENT_FAILED;
}

static int run_check(struct client *client, const struct arguments *arguments)
{
	struct sheet_figures figures = { .path = arguments->words[0] };
	int result = read_file(&figures);
	if (result == CLIENT_OK)
		result = check_figures(client, &figures, option_given(arguments, "faults"));
	free(figures.list);
	grid_free(figures.grid);
	return result;
}

const struct verb cmd_check_verbs[] = {
	{ "check",
	  "FILE",
	  TXT_CHECK_SUMMARY,
	  TXT_CHECK_ABOUT,
	  check_options,
	  COUNT(check_options),
	  1,
	  1,
	  { "huiyin check data/bulletins/bulletins.tsv", "huiyin check 通报.xlsx --faults" },
	  run_check },
	{ 0 },
};
