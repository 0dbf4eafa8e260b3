#include "rate_figures.h"

#include "base/memory.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Of each rate, for programs and sheets; those of a comparison last. */
static const struct {
	const char *key;
	enum text_id title;
	unsigned kind;
} parts[] = {
	{ "numerator", TXT_COL_NUMERATOR, COLUMN_NUMBER },
	{ "denominator", TXT_COL_DENOMINATOR, COLUMN_NUMBER },
	{ "percent", TXT_COL_PERCENT, COLUMN_PERCENT },
	{ "before_numerator", TXT_COL_BEFORE_NUMERATOR, COLUMN_NUMBER },
	{ "before_denominator", TXT_COL_BEFORE_DENOMINATOR, COLUMN_NUMBER },
	{ "before_percent", TXT_COL_BEFORE_PERCENT, COLUMN_PERCENT },
	{ "change", TXT_COL_POINTS, COLUMN_POINTS },
};
#define N_PARTS 3 /* without a comparison */

/* What a definition is for programs. */
static const struct column definition_columns[] = {
	{ "rate", TXT_COL_RATE_CODE, COLUMN_FIXED },        { "label", TXT_COL_RATE_NAME, COLUMN_FIXED },
	{ "numerator", TXT_COL_NUMERATOR, COLUMN_TEXT },    { "denominator", TXT_COL_DENOMINATOR, COLUMN_TEXT },
	{ "definition", TXT_FACT_DEFINITION, COLUMN_WRAP },
};

static void add_column(struct rate_columns *columns, const char *key, const char *title, unsigned kind)
{
	columns->titles[columns->n] = title;
	columns->list[columns->n++] = (struct column){ key, TXT_COL_RATE, kind };
}

/* On a narrow screen the first rate stays: others are left out from the right. */
static void add_rate(struct rate_columns *columns, const Huiyin__V1__RateDefinition *definition, bool first)
{
	size_t n = columns->compared ? COUNT(parts) : N_PARTS;
	if (!columns->data) {
		add_column(columns, definition->code, definition->label, COLUMN_FIXED | (first ? 0 : COLUMN_DROP(1)));
		return;
	}
	for (size_t i = 0; i < n; i++) {
		char *key = hy_xasprintf("%s_%s", definition->code, parts[i].key);
		char *title = hy_xasprintf("%s %s", definition->label, txt(parts[i].title));
		columns->texts[columns->n_texts++] = key;
		columns->texts[columns->n_texts++] = title;
		add_column(columns, key, title, parts[i].kind);
	}
}

void rate_columns_make(struct rate_columns *columns, const struct column *own, size_t n_own,
		       Huiyin__V1__RateDefinition *const *definitions, size_t n, bool data, bool compared)
{
	size_t most = n_own + n * COUNT(parts);
	*columns = (struct rate_columns){ .data = data, .compared = compared };
	columns->list = hy_xcalloc(most, sizeof *columns->list);
	columns->titles = hy_xcalloc(most, sizeof *columns->titles);
	columns->texts = hy_xcalloc(2 * most, sizeof *columns->texts);
	for (; columns->n < n_own; columns->n++)
		columns->list[columns->n] = own[columns->n];
	for (size_t i = 0; i < n; i++)
		add_rate(columns, definitions[i], i == 0);
}

void rate_columns_clear(struct rate_columns *columns)
{
	for (size_t i = 0; i < columns->n_texts; i++)
		free(columns->texts[i]);
	free(columns->texts);
	free(columns->titles);
	free(columns->list);
	*columns = (struct rate_columns){ 0 };
}

char *rate_percent_text(const Huiyin__V1__RateFigure *figure)
{
	return figure->percent[0] ? hy_xasprintf("%s %%", figure->percent) : hy_xstrdup("—");
}

char *rate_figure_text(const Huiyin__V1__RateFigure *figure)
{
	if (!figure->percent[0])
		return hy_xstrdup("—");
	return hy_xasprintf("%lld/%lld = %s %%", (long long)figure->numerator, (long long)figure->denominator,
			    figure->percent);
}

static void person_cell(const struct rate_columns *columns, struct table *table, const Huiyin__V1__RateFigure *figure)
{
	char *text = rate_figure_text(figure);
	char *both = *figure->change ? hy_xasprintf("%s (%s)", text, figure->change) : NULL;
	table_cell(table, columns->compared && both ? both : text);
	free(both);
	free(text);
}

static void base_cells(struct table *table, const Huiyin__V1__RateFigure *figure)
{
	table_cell_number(table, figure->numerator);
	table_cell_number(table, figure->denominator);
	table_cell(table, figure->percent);
}

static void data_cells(const struct rate_columns *columns, struct table *table, const Huiyin__V1__RateFigure *figure)
{
	base_cells(table, figure);
	if (!columns->compared)
		return;
	if (figure->before)
		base_cells(table, figure->before);
	for (size_t i = 0; !figure->before && i < N_PARTS; i++)
		table_cell(table, "");
	table_cell(table, figure->change);
}

void rate_cells(const struct rate_columns *columns, struct table *table, Huiyin__V1__RateFigure *const *figures,
		size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (columns->data)
			data_cells(columns, table, figures[i]);
		else
			person_cell(columns, table, figures[i]);
	}
}

void rate_definitions_add(struct report *report, Huiyin__V1__RateDefinition *const *definitions, size_t n, bool data)
{
	struct table *table =
		data ? report_table(report, "definitions", definition_columns, COUNT(definition_columns), true) : NULL;
	for (size_t i = 0; i < n; i++) {
		const Huiyin__V1__RateDefinition *definition = definitions[i];
		if (!data) {
			report_line(report, definition->code, definition->definition);
			continue;
		}
		table_row(table, ROW_PLAIN);
		table_cell(table, definition->code);
		table_cell(table, definition->label);
		table_cell(table, definition->numerator);
		table_cell(table, definition->denominator);
		table_cell(table, definition->definition);
	}
}
