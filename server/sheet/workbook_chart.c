/* Excel's own charts, beside the table they show. */
#include "sheet/workbook_internal.h"

#include <string.h>

#define CHART_WIDTH  640 /* pixels */
#define CHART_HEIGHT 360
#define BAR_HEIGHT   26  /* of a row in a chart of bars */
#define BAR_FRAME    110 /* title, axis and legend around them */
#define MOST_HEIGHT  1600
#define ROW_HEIGHT   20 /* of the rows beside it */

static const struct {
	enum lxw_chart_type type;
	bool bars;
} types[] = {
	[BOOK_CHART_BAR] = { LXW_CHART_BAR, true },
	[BOOK_CHART_STACKED] = { LXW_CHART_BAR_STACKED, true },
	[BOOK_CHART_LINE] = { LXW_CHART_LINE, false },
	[BOOK_CHART_PIE] = { LXW_CHART_DOUGHNUT, false },
};

static unsigned height_of(enum book_chart kind, size_t rows)
{
	size_t height = types[kind].bars ? BAR_FRAME + rows * BAR_HEIGHT : CHART_HEIGHT;

	if (height < CHART_HEIGHT)
		height = CHART_HEIGHT;
	return (unsigned)(height > MOST_HEIGHT ? MOST_HEIGHT : height);
}

static void add_series(const struct book_sheet *at, lxw_chart *chart, size_t category, size_t column)
{
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	uint32_t first = at->head + 1, last = at->plain_end - 1;

	chart_series_set_categories(series, at->excel_name, first, (lxw_col_t)category, last, (lxw_col_t)category);
	chart_series_set_values(series, at->excel_name, first, (lxw_col_t)column, last, (lxw_col_t)column);
	chart_series_set_name_range(series, at->excel_name, at->head, (lxw_col_t)column);
}

void book_add_chart(struct book *book, enum book_chart kind, const char *title, size_t category, const size_t *series,
		    size_t n_series)
{
	struct book_sheet *at = &book->at;
	size_t rows = at->plain_end - at->head - 1;
	struct strbuf escaped = { 0 };

	if (*book->error || at->n_columns == 0 || rows == 0 || n_series == 0)
		return; /* nothing to show */
	lxw_chart *chart = workbook_add_chart(book->workbook, (uint8_t)types[kind].type);
	unsigned height = height_of(kind, rows);
	lxw_chart_options place = { .x_scale = CHART_WIDTH / 480.0, .y_scale = height / 288.0 };

	for (size_t i = 0; i < n_series; i++)
		add_series(at, chart, category, series[i]);
	book_escape(title, &escaped);
	chart_title_set_name(chart, escaped.text ? escaped.text : "");
	strbuf_clear(&escaped);
	if (types[kind].bars) /* the first row on top, as in the table */
		chart_axis_set_reverse(chart->x_axis);
	if (n_series == 1 && kind != BOOK_CHART_PIE)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	else
		chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	book_check(book, worksheet_insert_chart_opt(at->sheet, at->chart_row + at->head, (lxw_col_t)(at->n_columns + 1),
						    chart, &place));
	at->chart_row += height / ROW_HEIGHT + 2;
}
