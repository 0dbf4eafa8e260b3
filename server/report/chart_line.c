/* Lines over days or months. */
#include "report/chart_internal.h"

#define PLOT_HEIGHT  130.0
#define LEFT_ROOM    36.0 /* "100%" */
#define RIGHT_ROOM   30.0 /* half of the last label */
#define LABEL_ROOM   62.0 /* between labels below: "2023-06-30" and a gap */
#define VALUE_ROOM   42.0 /* between values above the points: "95.03%" */
#define VALUES_ABOVE 12.0
#define DOT          2.4

struct plot {
	double left, right, top, bottom;
	struct chart_axis axis;
};

static double x_of(const struct chart_work *work, const struct plot *plot, size_t i)
{
	size_t n = work->data->n_rows;
	return n < 2 ? (plot->left + plot->right) / 2
		     : plot->left + (plot->right - plot->left) * (double)i / (double)(n - 1);
}

static double y_of(const struct plot *plot, double value)
{
	return plot->bottom - value / plot->axis.top * (plot->bottom - plot->top);
}

/* Every how many points something of that width has room. */
static size_t every(const struct chart_work *work, const struct plot *plot, double room)
{
	double width = plot->right - plot->left;
	size_t step = 1;
	while ((double)work->data->n_rows * room > (width + room) * (double)step)
		step++;
	return step;
}

/* Counted from the last point, which is the one people look for. */
static bool is_labelled(const struct chart_work *work, size_t i, size_t step)
{
	return (work->data->n_rows - 1 - i) % step == 0;
}

static void lay_axes(struct chart_work *work, const struct plot *plot)
{
	size_t step = every(work, plot, LABEL_ROOM);
	for (int i = 0; i <= plot->axis.n; i++) {
		double value = i * plot->axis.step;
		double y = y_of(plot, value);
		chart_line(work, i ? CHART_GRID : CHART_FAINT, 0.6, plot->left, y, plot->right, y);
		chart_text(work, CHART_FAINT, CHART_SMALL_SIZE, CHART_END, plot->left - 5, y + 3, 0,
			   chart_axis_text(work, value));
	}
	for (size_t i = 0; i < work->data->n_rows; i++)
		if (is_labelled(work, i, step))
			chart_text(work, CHART_FAINT, CHART_SMALL_SIZE, CHART_MIDDLE, x_of(work, plot, i),
				   plot->bottom + 12, LABEL_ROOM, work->data->rows[i].label);
}

static void lay_series(struct chart_work *work, const struct plot *plot, size_t series)
{
	const struct chart_row *rows = work->data->rows;
	size_t step = every(work, plot, VALUE_ROOM);
	for (size_t i = 1; i < work->data->n_rows; i++)
		if (rows[i - 1].values[series].has && rows[i].values[series].has)
			chart_line(work, CHART_SERIES + (unsigned)series, 1.8, x_of(work, plot, i - 1),
				   y_of(plot, rows[i - 1].values[series].value), x_of(work, plot, i),
				   y_of(plot, rows[i].values[series].value));
	for (size_t i = 0; i < work->data->n_rows; i++) {
		const struct chart_value *value = &rows[i].values[series];
		if (!value->has)
			continue;
		double x = x_of(work, plot, i), y = y_of(plot, value->value);
		chart_add(work, (struct chart_shape){ .kind = CHART_DOT,
						      .paint = CHART_SERIES + (unsigned)series,
						      .x = x,
						      .y = y,
						      .radius = DOT });
		if (is_labelled(work, i, step))
			chart_text(work, CHART_INK, CHART_SMALL_SIZE, CHART_MIDDLE, x, y - 5, 0, value->text);
	}
}

void chart_lay_line(struct chart_work *work)
{
	const struct chart_data *data = work->data;
	struct plot plot = { .left = LEFT_ROOM, .right = work->chart->width - RIGHT_ROOM };
	double highest = 0;
	for (size_t i = 0; i < data->n_rows; i++)
		for (size_t k = 0; k < data->n_series; k++)
			highest = data->rows[i].values[k].value > highest ? data->rows[i].values[k].value : highest;
	plot.axis = chart_axis_for(highest, data->percent);
	plot.top = chart_legend(work, 0) + VALUES_ABOVE;
	plot.bottom = plot.top + PLOT_HEIGHT;
	lay_axes(work, &plot);
	for (size_t k = 0; k < data->n_series; k++)
		lay_series(work, &plot, k);
	work->chart->height = chart_hidden_note(work, plot.bottom + 18);
}
