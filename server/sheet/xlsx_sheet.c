/* A worksheet: rows of cells, each a number, a text of its own or a shared one. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "sheet/xlsx.h"

/* Of Excel: what lies beyond is an error, not a large sheet. */
#define EXCEL_ROWS    1048576
#define EXCEL_COLUMNS 16384

enum place { OUTSIDE, IN_DATA, IN_ROW, IN_CELL };
struct reading {
	const struct xlsx_book *book;
	struct grid_builder *builder;
	enum place place;
	size_t row, column;   /* of the cell, from 1 and from 0 */
	size_t style;         /* SIZE_MAX: none */
	char type[12];        /* "" for a number */
	struct strbuf value;  /* of v, or of the t of is */
	bool wanted;          /* text goes into value */
	bool formula, valued; /* f and v were there */
	int readings;         /* open rPh */
};

static void fail_cell(struct xml *xml, const struct reading *reading, const char *zh, const char *en)
{
	grid_refuse_cell(xml_refusal(xml), package_name(reading->book->package), reading->row ? reading->row : 1,
			 reading->column, zh, en);
	xml_stop(xml);
}

/* Reads "AB12" up to its end or a colon; returns the first byte after it, or NULL. */
static const char *read_reference(const char *text, size_t *ret_row, size_t *ret_column)
{
	size_t row = 0, column = 0;

	for (; isalpha((unsigned char)*text) && column <= EXCEL_COLUMNS; text++)
		column = column * 26 + (size_t)(toupper((unsigned char)*text) - 'A' + 1);
	for (; isdigit((unsigned char)*text) && row <= EXCEL_ROWS; text++)
		row = row * 10 + (size_t)(*text - '0');
	if (column == 0 || column > EXCEL_COLUMNS || row == 0 || row > EXCEL_ROWS || (*text && *text != ':'))
		return NULL;
	*ret_row = row;
	*ret_column = column - 1;
	return text;
}

static void begin_row(struct xml *xml, struct reading *reading, const char *const *attributes)
{
	const char *given = xml_attribute(attributes, "r");
	size_t row = given ? xml_number(given) : reading->row + 1; /* some writers count on the order alone */

	reading->column = 0;
	if (row == 0 || row > EXCEL_ROWS || row <= reading->row) {
		reading->row++;
		fail_cell(xml, reading, "行号不合理", "the number of its row makes no sense");
		return;
	}
	reading->row = row;
	reading->column = SIZE_MAX; /* before the first */
	reading->place = IN_ROW;
}

static void begin_cell(struct xml *xml, struct reading *reading, const char *const *attributes)
{
	const char *given = xml_attribute(attributes, "r"), *style = xml_attribute(attributes, "s");
	const char *type = xml_attribute(attributes, "t");
	size_t row = reading->row, column = reading->column + 1;

	if ((given && (!read_reference(given, &row, &column) || row != reading->row)) || column >= EXCEL_COLUMNS) {
		reading->column++;
		fail_cell(xml, reading, "单元格地址不合理", "its address makes no sense");
		return;
	}
	reading->column = column;
	reading->style = style ? xml_number(style) : SIZE_MAX;
	strncpy(reading->type, type ? type : "", sizeof(reading->type) - 1);
	reading->formula = reading->valued = false;
	reading->value.len = 0;
	reading->readings = 0;
	reading->place = IN_CELL;
}

static void begin_merge(struct xml *xml, struct reading *reading, const char *ref)
{
	size_t top, left, bottom, right;
	const char *colon = ref ? read_reference(ref, &top, &left) : NULL;

	if (!colon || (*colon == ':' && !read_reference(colon + 1, &bottom, &right))) {
		xml_fail(xml, "合并区域写法不对", "a merged range is not written properly");
		return;
	}
	if (*colon != ':')
		return; /* a single cell */
	if (bottom < top || right < left)
		xml_fail(xml, "合并区域写法不对", "a merged range is not written properly");
	else if (grid_builder_merge(reading->builder, top, left, bottom, right) != 0)
		xml_stop(xml);
}

static void on_start(struct xml *xml, const char *name, const char *const *attributes)
{
	struct reading *reading = xml_context(xml);

	if (strcmp(name, "sheetData") == 0 && reading->place == OUTSIDE && xml_depth(xml) == 1)
		reading->place = IN_DATA;
	else if (strcmp(name, "row") == 0 && reading->place == IN_DATA)
		begin_row(xml, reading, attributes);
	else if (strcmp(name, "c") == 0 && reading->place == IN_ROW)
		begin_cell(xml, reading, attributes);
	else if (strcmp(name, "mergeCell") == 0 && reading->place == OUTSIDE)
		begin_merge(xml, reading, xml_attribute(attributes, "ref"));
	else if (reading->place == IN_CELL) {
		reading->readings += strcmp(name, "rPh") == 0;
		reading->formula = reading->formula || strcmp(name, "f") == 0;
		reading->wanted = strcmp(name, "v") == 0 || (strcmp(name, "t") == 0 && reading->readings == 0);
		reading->valued = reading->valued || reading->wanted;
	}
}

static void on_text(struct xml *xml, const char *text, size_t len)
{
	struct reading *reading = xml_context(xml);

	if (reading->wanted && xlsx_add_text(&reading->value, text, len) != 0)
		fail_cell(xml, reading, "文字过长", "its text is too long");
}

/* ---- What a cell says ---- */

/* A text of the grid's memory. */
static char *keep(const struct reading *reading, const char *text)
{
	return arena_strdup(grid_builder_arena(reading->builder), text);
}

static char *shared_text(struct xml *xml, const struct reading *reading, const char *value)
{
	size_t number = xml_number(value);

	if (number < reading->book->strings.n)
		return reading->book->strings.list[number];
	fail_cell(xml, reading, "所指的共享文字不存在", "the shared text it names is not there");
	return NULL;
}

static char *number_text(struct xml *xml, const struct reading *reading, const char *value)
{
	static const struct number_format general;
	const struct xlsx_styles *styles = &reading->book->styles;
	const struct number_format *format = reading->style < styles->n ? &styles->formats[reading->style] : &general;
	char text[NUMBER_TEXT], *end;
	double number = strtod(value, &end);

	if (end == value || end[strspn(end, " \t\r\n")] || !isfinite(number)) {
		fail_cell(xml, reading, "不是数", "it is not a number");
		return NULL;
	}
	return keep(reading, number_show(number, format, reading->book->from_1904, text));
}

/* "2023-08-14T00:00:00", as some programs write days. */
static char *day_text(const struct reading *reading, const char *value)
{
	char *text = keep(reading, value), *time = strchr(text, 'T');

	if (time && strncmp(time, "T00:00:00", 9) == 0)
		*time = '\0';
	else if (time)
		*time = ' ';
	return text;
}

static char *cell_text(struct xml *xml, const struct reading *reading)
{
	const char *value = reading->value.len ? reading->value.text : "";
	char *text;

	if (strcmp(reading->type, "s") == 0)
		return shared_text(xml, reading, value);
	if (strcmp(reading->type, "b") == 0)
		return keep(reading, strcmp(value, "1") == 0 ? "TRUE" : "FALSE");
	if (strcmp(reading->type, "d") == 0)
		return day_text(reading, value);
	if (!*reading->type || strcmp(reading->type, "n") == 0)
		return number_text(xml, reading, value);
	text = keep(reading, value); /* str, inlineStr, e */
	xlsx_unescape(text);
	return text;
}

static void end_cell(struct xml *xml, struct reading *reading)
{
	char *text;

	reading->place = IN_ROW;
	if (!reading->value.len) {
		if (reading->formula && !reading->valued)
			fail_cell(xml, reading, "公式还没有算出的值（用 Excel 或 WPS 打开并保存即可）",
				  "its formula has no value yet (open and save the file in Excel or WPS)");
		return;
	}
	text = cell_text(xml, reading);
	if (text && grid_builder_cell(reading->builder, reading->row, reading->column, text) != 0)
		xml_stop(xml);
}

static void on_end(struct xml *xml, const char *name)
{
	struct reading *reading = xml_context(xml);

	if (reading->place == IN_CELL) {
		reading->readings -= strcmp(name, "rPh") == 0;
		if (strcmp(name, "v") == 0 || strcmp(name, "t") == 0)
			reading->wanted = false;
		else if (strcmp(name, "c") == 0)
			end_cell(xml, reading);
	} else if (strcmp(name, "row") == 0 && reading->place == IN_ROW) {
		reading->place = IN_DATA;
	} else if (strcmp(name, "sheetData") == 0 && reading->place == IN_DATA) {
		reading->place = OUTSIDE;
	}
}

int xlsx_read_sheet(const struct xlsx_book *book, const char *part, struct grid_builder *builder)
{
	static const struct xml_handlers handlers = { on_start, on_end, on_text };
	struct reading reading = { .book = book, .builder = builder };
	int result = package_parse(book->package, part, &handlers, &reading);

	strbuf_clear(&reading.value);
	return result;
}
