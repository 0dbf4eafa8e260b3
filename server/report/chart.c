/* Charts: the table's numbers, the helpers of all layouts, and which layout draws what. */
#include "report/chart.h"
#include "base/text.h"
#include "report/chart_internal.h"
#include "report/document.h"
#include <math.h>
#include <string.h>

uint32_t chart_color(unsigned paint)
{
	/* Blue, amber, grey, red, green, violet: of different lightness, so that they stay apart in black and white;
	 * in the order of "done, done late, not yet due, overdue". */
	static const uint32_t colors[CHART_PAINT_COUNT_] = {
		0x2c6aa0, 0xe3a23a, 0xc3ccd4, 0xb5302a, 0x5b9a68, 0x7b5ea7, /* series */
		0x1a1a1a, 0x5a6067, 0xdde1e5, 0xffffff,
	};
	return colors[paint < CHART_PAINT_COUNT_ ? paint : CHART_INK];
}

unsigned chart_ink_on(unsigned paint)
{
	static const bool light[CHART_MAX_SERIES] = { false, true, true, false, false, false };
	return paint < CHART_MAX_SERIES && light[paint] ? CHART_INK : CHART_SURFACE;
}

/* ---- Shapes ---- */

void chart_add(struct chart_work *work, struct chart_shape shape)
{
	struct chart *chart = work->chart;
	if (chart->n_shapes == chart->size) {
		size_t size = chart->size ? 2 * chart->size : 64;
		struct chart_shape *shapes = arena_alloc(work->arena, size * sizeof *shapes);
		if (chart->n_shapes)
			memcpy(shapes, chart->shapes, chart->n_shapes * sizeof *shapes);
		chart->shapes = shapes;
		chart->size = size;
	}
	if (!shape.text)
		shape.text = "";
	chart->shapes[chart->n_shapes++] = shape;
}

void chart_rect(struct chart_work *work, unsigned paint, double x, double y, double width, double height)
{
	chart_add(work, (struct chart_shape){
				.kind = CHART_RECT, .paint = paint, .x = x, .y = y, .width = width, .height = height });
}

void chart_line(struct chart_work *work, unsigned paint, double stroke, double x, double y, double x2, double y2)
{
	chart_add(work,
		  (struct chart_shape){
			  .kind = CHART_LINE, .paint = paint, .stroke = stroke, .x = x, .y = y, .x2 = x2, .y2 = y2 });
}

double chart_text_width(const char *text, double size)
{
	return text_width(text) * size / 2;
}

static const char *cut(struct chart_work *work, const char *text, double size, double room)
{
	if (room <= 0 || chart_text_width(text, size) <= room)
		return text;
	size_t cells = room > size ? (size_t)(room / size * 2) - 2 : 0;
	return arena_printf(work->arena, "%.*s…", (int)text_bytes_within(text, cells), text);
}

void chart_text(struct chart_work *work, unsigned paint, double size, enum chart_anchor anchor, double x, double y,
		double room, const char *text)
{
	chart_add(work, (struct chart_shape){ .kind = CHART_TEXT,
					      .paint = paint,
					      .size = size,
					      .anchor = anchor,
					      .x = x,
					      .y = y,
					      .text = cut(work, text, size, room) });
}

double chart_legend(struct chart_work *work, double y)
{
	const struct chart_data *data = work->data;
	double x = 0, mark = 8, gap = 14;
	if (data->n_series < 2)
		return y;
	for (size_t i = 0; i < data->n_series; i++) {
		double width = mark + 4 + chart_text_width(data->names[i], CHART_TEXT_SIZE);
		if (x > 0 && x + width > work->chart->width) {
			x = 0;
			y += 14;
		}
		chart_rect(work, CHART_SERIES + (unsigned)i, x, y + 2, mark, mark);
		chart_text(work, CHART_INK, CHART_TEXT_SIZE, CHART_START, x + mark + 4, y + 9.5, 0, data->names[i]);
		x += width + gap;
	}
	return y + 18;
}

double chart_hidden_note(struct chart_work *work, double y)
{
	if (!work->data->n_hidden)
		return y;
	bool english = work->data->language == LANGUAGE_EN;
	chart_text(work, CHART_FAINT, CHART_SMALL_SIZE, CHART_START, 0, y + 10, 0,
		   arena_printf(work->arena, "%s%zu%s", english ? "" : "另有", work->data->n_hidden,
				english ? " more rows stand in the table." : "行未画，见表。"));
	return y + 14;
}

/* ---- Axes ---- */

#define AXIS_STEPS 5

struct chart_axis chart_axis_for(double highest, bool percent)
{
	static const double nice[] = { 1, 2, 5, 10 };
	struct chart_axis axis = { 100, 20, AXIS_STEPS };
	if (percent && highest <= 100)
		return axis;
	double least = highest > AXIS_STEPS ? highest / AXIS_STEPS : 1, magnitude = pow(10, floor(log10(least)));
	size_t i = 0;
	while (i < 3 && nice[i] * magnitude < least)
		i++;
	axis.step = nice[i] * magnitude;
	axis.n = highest > 0 ? (int)ceil(highest / axis.step) : 1;
	axis.top = axis.n * axis.step;
	return axis;
}

const char *chart_axis_text(struct chart_work *work, double value)
{
	return arena_printf(work->arena, work->data->percent ? "%.0f%%" : "%.0f", value);
}

/* ---- The table's numbers ---- */

struct columns {
	int category, series[CHART_MAX_SERIES];
	const char *category_kind, *kinds[CHART_MAX_SERIES];
};

static bool read_columns(const json_t *block, const json_t *table, struct chart_data *data, struct columns *columns)
{
	size_t i;
	const json_t *name;
	columns->category = document_column(table, document_text(block, "category"));
	if (columns->category < 0)
		return false;
	columns->category_kind = document_column_text(table, (size_t)columns->category, "kind");
	data->percent = true;
	json_array_foreach(json_object_get(block, "series"), i, name)
	{
		int column = json_is_string(name) ? document_column(table, json_string_value(name)) : -1;
		if (column < 0 || data->n_series == CHART_MAX_SERIES)
			return false;
		columns->series[data->n_series] = column;
		columns->kinds[data->n_series] = document_column_text(table, (size_t)column, "kind");
		data->percent = data->percent && strcmp(columns->kinds[data->n_series], "percent") == 0;
		data->names[data->n_series++] = document_column_text(table, (size_t)column, "title");
	}
	return data->n_series > 0;
}

static void read_row(const json_t *cells, const struct columns *columns, struct chart_data *data, struct arena *arena)
{
	struct chart_row *row = &data->rows[data->n_rows++];
	char text[CELL_TEXT_SIZE];
	row->label = arena_strdup(
		arena, document_cell(json_array_get(cells, (size_t)columns->category), columns->category_kind, text));
	row->values = arena_alloc(arena, data->n_series * sizeof *row->values);
	for (size_t i = 0; i < data->n_series; i++) {
		const json_t *cell = json_array_get(cells, (size_t)columns->series[i]);
		row->values[i].has = document_number(cell, &row->values[i].value);
		row->values[i].text = arena_strdup(arena, document_cell(cell, columns->kinds[i], text));
	}
}

static bool read_data(const json_t *document, const json_t *block, struct chart_data *data, struct arena *arena)
{
	const json_t *table = document_table(document, document_text(block, "table")), *cells;
	size_t i, n = json_array_size(json_object_get(table, "rows"));
	struct columns columns = { 0 };
	if (!table || !n || !read_columns(block, table, data, &columns))
		return false;
	data->language = document_language(document);
	data->rows = arena_alloc(arena, (n < CHART_MAX_ROWS ? n : CHART_MAX_ROWS) * sizeof *data->rows);
	json_array_foreach(json_object_get(table, "rows"), i, cells) if (i < CHART_MAX_ROWS)
		read_row(cells, &columns, data, arena);
	data->n_hidden = n - data->n_rows;
	return true;
}

/* The numbers as a sentence: "市教育局 91.67%; 市交通运输局 88.89%". */
static const char *describe(const struct chart_data *data, struct arena *arena)
{
	struct strbuf text = { 0 };
	for (size_t i = 0; i < data->n_rows; i++) {
		strbuf_printf(&text, "%s%s", i ? "; " : "", data->rows[i].label);
		for (size_t k = 0; k < data->n_series; k++)
			strbuf_printf(&text, "%s%s %s", k ? ", " : " ", data->n_series > 1 ? data->names[k] : "",
				      data->rows[i].values[k].text);
	}
	char *taken = strbuf_take(&text);
	const char *copy = arena_strdup(arena, taken);
	free(taken);
	return copy;
}

const struct chart *chart_layout(const json_t *document, const json_t *block, double width, struct arena *arena)
{
	struct chart_data data = { 0 };
	if (!read_data(document, block, &data, arena))
		return NULL;
	struct chart *chart = arena_alloc(arena, sizeof *chart);
	struct chart_work work = { .chart = chart, .data = &data, .arena = arena };
	const char *kind = document_text(block, "chart");
	chart->width = width;
	chart->title = document_text(block, "title");
	chart->description = describe(&data, arena);
	if (strcmp(kind, "line") == 0)
		chart_lay_line(&work);
	else if (strcmp(kind, "donut") == 0)
		chart_lay_donut(&work);
	else
		chart_lay_bars(&work, strcmp(kind, "stacked") == 0);
	return chart->n_shapes ? chart : NULL;
}
