/* Excel's own charts, beside the table they show. */
#include "sheet/workbook_internal.h"

#include <math.h>

#define CHART_WIDTH  520 /* pixels: a page of A4 upright, also where columns come out wider than in Excel */
#define CHART_HEIGHT 360
#define BAR_HEIGHT   26  /* of a row in a chart of bars */
#define BAR_FRAME    110 /* title, axis and legend around them */
#define MOST_DAYS    6   /* steps of an axis of days: its labels are long */
#define LEAST_MONTH  28  /* days */
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

/* Done, done late, not yet due, overdue; in black and white they stay apart. */
static const lxw_color_t colors[] = { 0x2c6aa0, 0xe3a23a, 0xc3ccd4, 0xb5302a, 0x5b9a68, 0x7b5ea7 };
#define N_COLORS (sizeof colors / sizeof colors[0])

static void paint(lxw_chart_series *series, enum book_chart kind, size_t i)
{
	lxw_chart_fill fill = { .color = colors[i % N_COLORS] };
	lxw_chart_line line = { .color = colors[i % N_COLORS], .width = 2 };

	if (kind == BOOK_CHART_LINE)
		chart_series_set_line(series, &line);
	else if (kind != BOOK_CHART_PIE)
		chart_series_set_fill(series, &fill);
}

static void add_series(const struct book_sheet *at, lxw_chart *chart, enum book_chart kind, size_t category,
		       size_t column, size_t i)
{
	lxw_chart_series *series = chart_add_series(chart, NULL, NULL);
	uint32_t first = at->head + 1, last = at->plain_end - 1;

	chart_series_set_categories(series, at->excel_name, first, (lxw_col_t)category, last, (lxw_col_t)category);
	chart_series_set_values(series, at->excel_name, first, (lxw_col_t)column, last, (lxw_col_t)column);
	chart_series_set_name_range(series, at->excel_name, at->head, (lxw_col_t)column);
	chart_series_set_labels(series);
	if (kind == BOOK_CHART_STACKED)
		chart_series_set_labels_num_format(series, "0;;"); /* parts of nothing say nothing */
	paint(series, kind, i);
}

/* Excel makes an axis of days by months as it likes, so a line over days is drawn by its x and y: every point stands
 * where its day is. */
static bool is_over_time(const struct book_sheet *at, enum book_chart kind, size_t category)
{
	return kind == BOOK_CHART_LINE && at->columns[category].kind == CELL_DAY &&
	       at->ranges[category].low <= at->ranges[category].high;
}

static void settle_days(const struct book_sheet *at, lxw_chart_axis *axis, size_t category)
{
	double low = at->ranges[category].low, high = at->ranges[category].high;
	double steps = fmin(MOST_DAYS, at->plain_end - at->head - 2);
	bool months = steps >= 1 && high - low >= LEAST_MONTH * steps;

	/* steps are alike and months are not: between two month ends would stand a day on which nothing was measured */
	chart_axis_set_num_format(axis, months ? "yyyy\\-mm" : "yyyy\\-mm\\-dd");
	if (high <= low || steps < 1)
		return;
	chart_axis_set_min(axis, low);
	chart_axis_set_max(axis, high);
	chart_axis_set_major_unit(axis, fmax(1, floor((high - low) / steps)));
}

/* Of a chart with axes. Bars begin at nothing, or small differences would look large. */
static void settle_axes(const struct book_sheet *at, lxw_chart *chart, enum book_chart kind, size_t category,
			size_t column)
{
	/* libxlsxwriter calls the axis of categories x, but of bars y: the one at the left */
	lxw_chart_axis *categories = types[kind].bars ? chart->y_axis : chart->x_axis,
		       *values = types[kind].bars ? chart->x_axis : chart->y_axis;

	chart_axis_set_min(values, 0);
	if (at->columns[column].kind == CELL_PERCENT) {
		chart_axis_set_num_format(values, "0%");
		if (kind == BOOK_CHART_BAR)
			chart_axis_set_max(values, 1);
	}
	if (is_over_time(at, kind, category))
		settle_days(at, categories, category);
	if (types[kind].bars) /* the first row on top, as in the table */
		chart_axis_set_reverse(categories);
}

void book_add_chart(struct book *book, enum book_chart kind, const char *title, size_t category, const size_t *series,
		    size_t n_series)
{
	struct book_sheet *at = &book->at;
	size_t rows = at->plain_end - at->head - 1;
	struct strbuf escaped = { 0 };

	if (*book->error || at->n_columns == 0 || rows == 0 || n_series == 0)
		return; /* nothing to show */
	enum lxw_chart_type type =
		is_over_time(at, kind, category) ? LXW_CHART_SCATTER_STRAIGHT_WITH_MARKERS : types[kind].type;
	lxw_chart *chart = workbook_add_chart(book->workbook, (uint8_t)type);
	unsigned height = height_of(kind, rows);
	lxw_chart_options place = { .x_scale = CHART_WIDTH / 480.0, .y_scale = height / 288.0 };

	for (size_t i = 0; i < n_series; i++)
		add_series(at, chart, kind, category, series[i], i);
	book_escape(title, &escaped);
	chart_title_set_name(chart, escaped.text ? escaped.text : "");
	strbuf_clear(&escaped);
	if (kind != BOOK_CHART_PIE)
		settle_axes(at, chart, kind, category, series[0]);
	if (n_series == 1 && kind != BOOK_CHART_PIE)
		chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
	else
		chart_legend_set_position(chart, LXW_CHART_LEGEND_BOTTOM);
	book_check(book, worksheet_insert_chart_opt(at->sheet, at->chart_row + at->head, (lxw_col_t)(at->n_columns + 1),
						    chart, &place));
	at->chart_row += height / ROW_HEIGHT + 2;
}
