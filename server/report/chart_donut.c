/* A ring of the shares of the first series, its sum in the middle, names and numbers beside it; a second series is the
 * shares as the table has them. */
#include "report/chart_internal.h"
#include <math.h>

#define RADIUS      58.0
#define INNER       34.0
#define LEGEND_LEFT (2 * RADIUS + 28)
#define LEGEND_ROW  16.0
#define NUMBER_ROOM 100.0 /* at the right: "1234（100.00%）" */
#define TURN        (2 * M_PI)
/* A sector of the whole ring has no ends: two halves do. */
#define MOST_AT_ONCE M_PI

static double sum_of(const struct chart_data *data, size_t from)
{
	double sum = 0;
	for (size_t i = from; i < data->n_rows; i++)
		sum += data->rows[i].values[0].has ? data->rows[i].values[0].value : 0;
	return sum;
}

static void lay_sector(struct chart_work *work, unsigned paint, double y, double from, double to)
{
	while (from < to) {
		double end = to - from > MOST_AT_ONCE ? from + MOST_AT_ONCE : to;
		chart_add(work, (struct chart_shape){ .kind = CHART_SECTOR,
						      .paint = paint,
						      .x = RADIUS,
						      .y = y,
						      .radius = RADIUS,
						      .inner = INNER,
						      .from = from,
						      .to = end });
		from = end;
	}
}

static void lay_name(struct chart_work *work, unsigned paint, double y, const char *label, const char *number)
{
	chart_rect(work, paint, LEGEND_LEFT, y + 3, 8, 8);
	chart_text(work, CHART_INK, CHART_TEXT_SIZE, CHART_START, LEGEND_LEFT + 13, y + 10.5,
		   work->chart->width - LEGEND_LEFT - NUMBER_ROOM, label);
	chart_text(work, CHART_INK, CHART_TEXT_SIZE, CHART_END, work->chart->width - 10, y + 10.5, 0, number);
}

/* "61（51.69%）": the share is the table's own, so that it is rounded as the report says. */
static const char *number_of(struct chart_work *work, const struct chart_row *row)
{
	if (work->data->n_series < 2)
		return row->values[0].text;
	bool english = work->data->language == LANGUAGE_EN;
	return arena_printf(work->arena, "%s%s%s%s", row->values[0].text, english ? " (" : "（", row->values[1].text,
			    english ? ")" : "）");
}

/* The sector i of n; the last one has what is left when there are more rows than colours. */
static double lay_part(struct chart_work *work, size_t i, size_t n, double middle, double from, double sum)
{
	const struct chart_data *data = work->data;
	bool rest = i == n - 1 && data->n_rows > n;
	double value = rest ? sum_of(data, i) : data->rows[i].values[0].value;
	double to = from + value / sum * TURN, y = middle + ((double)i - (double)n / 2) * LEGEND_ROW;
	lay_sector(work, CHART_SERIES + (unsigned)i, middle, from, to);
	if (rest)
		lay_name(work, CHART_SERIES + (unsigned)i, y, data->language == LANGUAGE_EN ? "others" : "其他",
			 arena_printf(work->arena, "%.0f", value));
	else
		lay_name(work, CHART_SERIES + (unsigned)i, y, data->rows[i].label, number_of(work, &data->rows[i]));
	return to;
}

void chart_lay_donut(struct chart_work *work)
{
	size_t n = work->data->n_rows > CHART_MAX_SERIES ? CHART_MAX_SERIES : work->data->n_rows;
	double sum = sum_of(work->data, 0), from = 0, height = fmax(2 * RADIUS, (double)n * LEGEND_ROW);
	if (sum <= 0)
		return;
	for (size_t i = 0; i < n; i++)
		from = lay_part(work, i, n, height / 2, from, sum);
	chart_text(work, CHART_INK, 15, CHART_MIDDLE, RADIUS, height / 2 + 5.5, 0,
		   arena_printf(work->arena, "%.0f", sum));
	work->chart->height = height + 4;
}
