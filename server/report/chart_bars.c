/* Bars from left to right, a row for each category: offices have long names, and there are dozens of them. */
#include "report/chart_internal.h"

#define BAR          10.0 /* high */
#define BAR_GAP      6.0
#define NAMES_SHARE  0.48 /* of the width at most, for the categories' names */
#define VALUES_ROOM  44.0 /* right of the longest bar: "100.00%" */
#define AXIS_ROOM    16.0 /* below */
#define LEAST_INSIDE 1.0  /* a number stands inside its part only when it fits with this much to spare */

struct bars {
	double left, right, top, bottom;
	struct chart_axis axis;
	double row; /* height of one */
};

static double row_sum(const struct chart_row *row, size_t n)
{
	double sum = 0;
	for (size_t i = 0; i < n; i++)
		sum += row->values[i].has ? row->values[i].value : 0;
	return sum;
}

static double highest_of(const struct chart_data *data, bool stacked)
{
	double highest = 0;
	for (size_t i = 0; i < data->n_rows; i++) {
		double sum = row_sum(&data->rows[i], data->n_series);
		if (stacked && sum > highest)
			highest = sum;
		for (size_t k = 0; k < data->n_series && !stacked; k++)
			highest = data->rows[i].values[k].value > highest ? data->rows[i].values[k].value : highest;
	}
	return highest;
}

static double names_width(const struct chart_data *data, double most)
{
	double widest = 0;
	for (size_t i = 0; i < data->n_rows; i++) {
		double width = chart_text_width(data->rows[i].label, CHART_TEXT_SIZE);
		widest = width > widest ? width : widest;
	}
	return widest < most ? widest : most;
}

static double place_of(const struct bars *bars, double value)
{
	return bars->left + value / bars->axis.top * (bars->right - bars->left);
}

static void lay_axis(struct chart_work *work, const struct bars *bars)
{
	for (int i = 0; i <= bars->axis.n; i++) {
		double value = i * bars->axis.step;
		double x = place_of(bars, value);
		chart_line(work, i ? CHART_GRID : CHART_FAINT, 0.6, x, bars->top, x, bars->bottom);
		chart_text(work, CHART_FAINT, CHART_SMALL_SIZE, CHART_MIDDLE, x, bars->bottom + 11, 0,
			   chart_axis_text(work, value));
	}
}

static void lay_grouped(struct chart_work *work, const struct bars *bars, const struct chart_row *row, double y)
{
	for (size_t k = 0; k < work->data->n_series; k++, y += BAR) {
		const struct chart_value *value = &row->values[k];
		double x = value->has ? place_of(bars, value->value) : bars->left;
		if (x > bars->left)
			chart_rect(work, CHART_SERIES + (unsigned)k, bars->left, y, x - bars->left, BAR - 0.5);
		chart_text(work, CHART_INK, CHART_SMALL_SIZE, CHART_START, x + 3, y + BAR - 2, 0, value->text);
	}
}

static void lay_stacked(struct chart_work *work, const struct bars *bars, const struct chart_row *row, double y)
{
	double sum = 0;
	for (size_t k = 0; k < work->data->n_series; k++) {
		const struct chart_value *value = &row->values[k];
		if (!value->has || value->value <= 0)
			continue;
		double x = place_of(bars, sum), x2 = place_of(bars, sum += value->value);
		chart_rect(work, CHART_SERIES + (unsigned)k, x, y, x2 - x, BAR);
		if (chart_text_width(value->text, CHART_SMALL_SIZE) + 2 * LEAST_INSIDE <= x2 - x)
			chart_text(work, chart_ink_on(CHART_SERIES + (unsigned)k), CHART_SMALL_SIZE, CHART_MIDDLE,
				   (x + x2) / 2, y + BAR - 2, 0, value->text);
	}
	chart_text(work, CHART_INK, CHART_SMALL_SIZE, CHART_START, place_of(bars, sum) + 3, y + BAR - 2, 0,
		   arena_printf(work->arena, "%.0f", sum));
}

void chart_lay_bars(struct chart_work *work, bool stacked)
{
	const struct chart_data *data = work->data;
	double width = work->chart->width;
	struct bars bars = { .axis = chart_axis_for(highest_of(data, stacked), data->percent && !stacked) };
	bars.left = names_width(data, width * NAMES_SHARE) + 6;
	bars.right = width - VALUES_ROOM;
	bars.top = chart_legend(work, 0);
	bars.row = BAR * (stacked ? 1 : (double)data->n_series) + BAR_GAP;
	bars.bottom = bars.top + bars.row * (double)data->n_rows + BAR_GAP / 2;
	lay_axis(work, &bars);
	for (size_t i = 0; i < data->n_rows; i++) {
		double y = bars.top + BAR_GAP / 2 + bars.row * (double)i, middle = y + (bars.row - BAR_GAP) / 2;
		chart_text(work, CHART_INK, CHART_TEXT_SIZE, CHART_END, bars.left - 5, middle + 3.2, bars.left - 5,
			   data->rows[i].label);
		if (stacked)
			lay_stacked(work, &bars, &data->rows[i], y);
		else
			lay_grouped(work, &bars, &data->rows[i], y);
	}
	work->chart->height = chart_hidden_note(work, bars.bottom + AXIS_ROOM);
}
