/* Tables as aligned text: how the columns share the width, and what is left out or cut when there is too little. */
#include "base/memory.h"
#include "base/text.h"
#include "table_internal.h"
#include <libsmartcols/libsmartcols.h>
#include <stdlib.h>
#include <string.h>

/* Colours are an addition: what they say stands in words in a cell as well. */
static const char *const mark_colors[] = { [ROW_BAD] = "red", [ROW_SOON] = "yellow", [ROW_STRONG] = "bold" };

#define SEPARATOR "  "
#define GAP       2 /* cells of the separator */
#define MIN_NAME  8 /* cells that names and texts keep when even leaving out columns does not help */

static unsigned rank_of(const struct table *table, size_t column)
{
	return table->columns[column].kind >> 4 & 0xf;
}

/* Cells with line feeds would tear a table: they are shown as blanks. */
static char *one_line(const char *text)
{
	char *copy = hy_xstrdup(text);
	for (char *p = copy; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	return copy;
}

/* How the columns share the width. */
struct layout {
	size_t *want, *width; /* cells; want is what the widest cell takes */
	bool *shown;
	bool narrow; /* something had to be left out or cut */
};

static size_t cells_of(const char *text)
{
	int width = text_width(text);
	return width > 0 ? (size_t)width : 0;
}

static bool is_empty(const struct table *table, size_t column)
{
	for (size_t i = 0; i < table->n_rows; i++)
		if (*table_cell_text(table, i, column))
			return false;
	return true;
}

static void measure(const struct table *table, struct layout *layout)
{
	layout->want = hy_xcalloc(table->n_columns, sizeof *layout->want);
	layout->width = hy_xcalloc(table->n_columns, sizeof *layout->width);
	layout->shown = hy_xcalloc(table->n_columns, sizeof *layout->shown);
	for (size_t k = 0; k < table->n_columns; k++) {
		layout->shown[k] = !(table->columns[k].kind & COLUMN_IF_ANY && is_empty(table, k));
		layout->want[k] = cells_of(table_title(table, k));
		for (size_t i = 0; i < table->n_rows; i++) {
			char *line = one_line(table_cell_text(table, i, k));
			size_t cells = cells_of(line);
			layout->want[k] = cells > layout->want[k] ? cells : layout->want[k];
			free(line);
		}
	}
}

static void clear_layout(struct layout *layout)
{
	free(layout->want);
	free(layout->width);
	free(layout->shown);
}

static size_t total_of(const struct table *table, const struct layout *layout, const size_t *widths)
{
	size_t total = 0, columns = 0;
	for (size_t k = 0; k < table->n_columns; k++)
		if (layout->shown[k]) {
			total += widths[k];
			columns++;
		}
	return total + (columns ? (columns - 1) * GAP : 0);
}

/* The least width of a column; hard: when columns have been left out and it still does not fit. */
static size_t floor_of(enum column_kind kind, size_t want, bool hard)
{
	size_t least = want;
	switch (kind) {
	case COLUMN_TEXT:
		least = hard ? MIN_NAME : COLUMN_MIN_TEXT;
		break;
	case COLUMN_WRAP:
		least = hard ? COLUMN_MIN_TEXT : COLUMN_MIN_WRAP;
		break;
	case COLUMN_NAME:
		least = hard ? MIN_NAME : want;
		break;
	case COLUMN_FIXED:
	case COLUMN_NUMBER:
	case COLUMN_YES:
	case COLUMN_PERCENT:
	case COLUMN_POINTS:
		break;
	}
	return want < least ? want : least;
}

static void set_floors(const struct table *table, struct layout *layout, bool hard)
{
	for (size_t k = 0; k < table->n_columns; k++)
		layout->width[k] = floor_of(table_kind(table, k), layout->want[k], hard);
}

/* Leaves out the least important column. false: all that are left must stay. */
static bool drop_one(const struct table *table, struct layout *layout)
{
	size_t worst = table->n_columns;
	for (size_t k = 0; k < table->n_columns; k++)
		if (layout->shown[k] && rank_of(table, k) &&
		    (worst == table->n_columns || rank_of(table, k) >= rank_of(table, worst)))
			worst = k;
	if (worst == table->n_columns)
		return false;
	layout->shown[worst] = false;
	return true;
}

/* Gives what is left over to the columns that want more, a cell each in turn. */
static void share_rest(const struct table *table, struct layout *layout, size_t width)
{
	size_t total = total_of(table, layout, layout->width);
	for (bool given = true; given && total < width;) {
		given = false;
		for (size_t k = 0; k < table->n_columns && total < width; k++)
			if (layout->shown[k] && layout->width[k] < layout->want[k]) {
				layout->width[k]++;
				total++;
				given = true;
			}
	}
}

static void lay_out(const struct table *table, size_t width, struct layout *layout)
{
	measure(table, layout);
	memcpy(layout->width, layout->want, table->n_columns * sizeof *layout->width);
	layout->narrow = width && total_of(table, layout, layout->want) > width;
	if (!layout->narrow)
		return;
	set_floors(table, layout, false);
	while (total_of(table, layout, layout->width) > width && drop_one(table, layout))
		;
	if (total_of(table, layout, layout->width) > width)
		set_floors(table, layout, true);
	share_rest(table, layout, width);
}

/* The part of *text that a column shows on this line, fresh; *text moves on to what is to follow below. */
static char *take_line(enum column_kind kind, size_t width, const char **text)
{
	size_t bytes = text_bytes_within(*text, width);
	char *line;
	if (!bytes && **text)
		bytes = text_char_bytes(*text); /* a column narrower than a character must still come to an end */
	if (!(*text)[bytes] || kind == COLUMN_WRAP) {
		line = hy_xstrndup(*text, bytes);
		*text += bytes;
		return line;
	}
	line = hy_xasprintf("%.*s…", (int)text_bytes_within(*text, width ? width - 1 : 0), *text);
	*text += strlen(*text);
	return line;
}

/* One line of the output for a row; false: all its cells have been shown to their end. */
static bool add_line(struct libscols_table *scols, const struct table *table, const struct layout *layout,
		     enum row_mark mark, const char **rest)
{
	struct libscols_line *line = scols_table_new_line(scols, NULL);
	bool more = false;
	if (!line)
		abort();
	if (mark != ROW_PLAIN)
		scols_line_set_color(line, mark_colors[mark]);
	for (size_t k = 0, place = 0; k < table->n_columns; k++) {
		if (!layout->shown[k])
			continue;
		scols_line_refer_data(line, place++, take_line(table_kind(table, k), layout->width[k], &rest[k]));
		more = more || *rest[k];
	}
	return more;
}

static void add_row(struct libscols_table *scols, const struct table *table, const struct layout *layout, size_t row)
{
	char **lines = hy_xcalloc(table->n_columns, sizeof *lines);
	const char **rest = hy_xcalloc(table->n_columns, sizeof *rest);
	for (size_t k = 0; k < table->n_columns; k++)
		rest[k] = lines[k] = one_line(table_cell_text(table, row, k));
	while (add_line(scols, table, layout, table->rows[row].mark, rest))
		;
	for (size_t k = 0; k < table->n_columns; k++)
		free(lines[k]);
	free(lines);
	free(rest);
}

static void add_columns(struct libscols_table *scols, const struct table *table, const struct layout *layout)
{
	for (size_t k = 0; k < table->n_columns; k++) {
		int flags = table_kind(table, k) == COLUMN_NUMBER ? SCOLS_FL_RIGHT : 0;
		if (layout->shown[k] && !scols_table_new_column(scols, table_title(table, k), 0, flags))
			abort();
	}
}

static void write_layout(const struct table *table, const struct layout *layout, FILE *out, bool color)
{
	struct libscols_table *scols = scols_new_table();
	if (!scols)
		abort();
	scols_table_set_stream(scols, out);
	scols_table_enable_colors(scols, color);
	scols_table_set_column_separator(scols, SEPARATOR);
	scols_table_set_termforce(scols, SCOLS_TERMFORCE_NEVER); /* the cells have been cut to the width already */
	add_columns(scols, table, layout);
	for (size_t i = 0; i < table->n_rows; i++)
		add_row(scols, table, layout, i);
	scols_print_table(scols);
	scols_unref_table(scols);
}

/* Names the columns that are not there, so that nobody takes the table for all there is. */
static void write_left_out(const struct table *table, const struct layout *layout, FILE *out)
{
	bool any = false;
	for (size_t k = 0; k < table->n_columns; k++) {
		if (layout->shown[k] || (table->columns[k].kind & COLUMN_IF_ANY && is_empty(table, k)))
			continue;
		fprintf(out, "%s%s", txt(any ? TXT_LIST_COMMA : TXT_COLUMNS_LEFT_OUT), table_title(table, k));
		any = true;
	}
	if (any)
		fprintf(out, "%s\n", txt(TXT_COLUMNS_HINT));
}

/* A line for every cell that is not empty, a blank line between rows. */
static void write_blocks(const struct table *table, FILE *out, bool color)
{
	size_t widest = 0;
	for (size_t k = 0; k < table->n_columns; k++) {
		size_t cells = cells_of(table_title(table, k));
		widest = cells > widest ? cells : widest;
	}
	for (size_t i = 0; i < table->n_rows; i++) {
		bool red = color && table->rows[i].mark == ROW_BAD;
		fprintf(out, "%s", i ? "\n" : "");
		for (size_t k = 0; k < table->n_columns; k++) {
			const char *title = table_title(table, k), *text = table_cell_text(table, i, k);
			if (*text)
				fprintf(out, "%s%s%*s  %s%s\n", red ? "\033[31m" : "", title,
					(int)(widest - cells_of(title)), "", text, red ? "\033[0m" : "");
		}
	}
}

static bool is_folded(const struct table *table)
{
	for (size_t k = 0; k < table->n_columns; k++)
		if (table->columns[k].kind & COLUMN_FOLD)
			return true;
	return false;
}

void table_write_text(const struct table *table, FILE *out, size_t width, bool color)
{
	struct layout layout = { 0 };
	lay_out(table, !width && is_folded(table) ? TABLE_READABLE : width, &layout);
	if (layout.narrow && table->n_columns && table->columns[0].kind & COLUMN_BLOCKS) {
		write_blocks(table, out, color);
	} else {
		write_layout(table, &layout, out, color);
		write_left_out(table, &layout, out);
	}
	clear_layout(&layout);
}
