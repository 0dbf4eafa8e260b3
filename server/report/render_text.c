/* Reports as plain text: for mail and terminals, columns aligned with Chinese two cells wide. Charts are left out: the
 * tables they are drawn of stand there. */
#include "base/lines.h"
#include "base/memory.h"
#include "base/text.h"
#include "report/phrases.h"
#include "report/render.h"
#include "report/report.h"
#include <stdlib.h>
#include <string.h>

#define WIDTH       100 /* cells: a mail window; a table of ten columns fits */
#define INDENT      4   /* two characters */
#define SIGN_MARGIN 8
#define LEAST       4 /* cells of a column */

struct text_report {
	FILE *out;
	enum language language;
	struct arena *arena;
};

/* ---- Tables ---- */

struct text_table {
	size_t n_columns;
	const char **cells; /* of one row */
	char (*room)[CELL_TEXT_SIZE];
	size_t *widths, *words; /* words: of the longest one of each column */
	bool *to_right;
};

static void read_titles(const json_t *table, struct text_table *text)
{
	for (size_t k = 0; k < text->n_columns; k++)
		text->cells[k] = document_column_text(table, k, "title");
}

static void read_cells(const json_t *table, const json_t *row, struct text_table *text)
{
	for (size_t k = 0; k < text->n_columns; k++)
		text->cells[k] =
			document_cell(json_array_get(row, k), document_column_text(table, k, "kind"), text->room[k]);
}

static void widen(struct text_table *text)
{
	for (size_t k = 0; k < text->n_columns; k++) {
		size_t cells = (size_t)text_width(text->cells[k]), word = lines_longest_word(text->cells[k]);
		text->widths[k] = cells > text->widths[k] ? cells : text->widths[k];
		text->words[k] = word > text->words[k] ? word : text->words[k];
	}
}

static void measure(const json_t *table, struct text_table *text)
{
	size_t i;
	const json_t *row;
	read_titles(table, text);
	widen(text);
	json_array_foreach(json_object_get(table, "rows"), i, row)
	{
		read_cells(table, row, text);
		widen(text);
	}
	read_cells(table, json_object_get(table, "total"), text);
	widen(text);
	for (size_t k = 0; k < text->n_columns; k++)
		text->to_right[k] = document_column_to_right(table, k);
	lines_fit_columns(text->widths, text->words, text->n_columns, 0, WIDTH, LEAST);
}

static size_t width_of(const struct text_table *text)
{
	size_t width = (text->n_columns - 1) * LINES_GAP;
	for (size_t k = 0; k < text->n_columns; k++)
		width += text->widths[k];
	return width;
}

static void write_row(FILE *out, const struct text_table *text)
{
	lines_write_row(out, text->cells, text->widths, text->to_right, text->n_columns);
}

static void write_rows(FILE *out, const json_t *table, struct text_table *text)
{
	size_t i;
	const json_t *row, *total = json_object_get(table, "total");
	const char *title = document_text(table, "title");
	size_t width = width_of(text), title_cells = (size_t)text_width(title);
	size_t title_width = title_cells > width ? title_cells : width; /* a narrow table does not break its title */
	lines_write_centred(out, title, title_width < WIDTH ? title_width : WIDTH);
	lines_write_across(out, '-', width);
	read_titles(table, text);
	write_row(out, text);
	lines_write_across(out, '-', width);
	json_array_foreach(json_object_get(table, "rows"), i, row)
	{
		read_cells(table, row, text);
		write_row(out, text);
	}
	if (json_is_array(total)) {
		lines_write_across(out, '-', width);
		read_cells(table, total, text);
		write_row(out, text);
	}
	lines_write_across(out, '-', width);
}

static void write_notes(const struct text_report *report, const json_t *table)
{
	size_t i;
	const json_t *note;
	json_array_foreach(json_object_get(table, "notes"), i, note)
	{
		fputs(i ? "" : phrase(PHRASE_NOTE, report->language), report->out);
		lines_write(report->out, json_string_value(note), WIDTH, 0);
	}
}

static void text_table(void *arg, const json_t *table)
{
	struct text_report *report = arg;
	size_t n = json_array_size(json_object_get(table, "columns"));
	if (document_flag(table, "annex"))
		fputc('\n', report->out);
	fputc('\n', report->out);
	if (!n || !json_array_size(json_object_get(table, "rows"))) {
		lines_write(report->out, document_text(table, "title"), WIDTH, 0);
		lines_write(report->out, document_text(table, "empty"), WIDTH, INDENT);
		return;
	}
	struct text_table text = { .n_columns = n };
	text.cells = hy_xcalloc(n, sizeof *text.cells);
	text.room = hy_xcalloc(n, sizeof *text.room);
	text.widths = hy_xcalloc(n, sizeof *text.widths);
	text.words = hy_xcalloc(n, sizeof *text.words);
	text.to_right = hy_xcalloc(n, sizeof *text.to_right);
	measure(table, &text);
	write_rows(report->out, table, &text);
	write_notes(report, table);
	free(text.cells);
	free(text.room);
	free(text.widths);
	free(text.words);
	free(text.to_right);
}

/* ---- Other blocks ---- */

static void text_heading(void *arg, const json_t *block)
{
	struct text_report *report = arg;
	fputc('\n', report->out);
	lines_write(report->out, document_text(block, "text"), WIDTH, 0);
}

static void write_paragraph(const struct text_report *report, const char *text)
{
	lines_write(report->out, text, WIDTH, report->language == LANGUAGE_EN ? 0 : INDENT);
}

static void text_paragraph(void *arg, const json_t *block)
{
	write_paragraph(arg, document_text(block, "text"));
}

static void text_letter(void *arg, const json_t *block)
{
	struct text_report *report = arg;
	size_t i;
	const json_t *paragraph;
	fputs("\n\f\n", report->out);
	lines_write_centred(report->out, phrase(PHRASE_LETTER, report->language), WIDTH);
	fprintf(report->out, "\n%s%s\n", document_text(block, "to"), report->language == LANGUAGE_EN ? ":" : "：");
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph)
		write_paragraph(report, json_string_value(paragraph));
	fputc('\n', report->out);
	lines_write_right(report->out, document_text(block, "sign"), WIDTH, SIGN_MARGIN);
	lines_write_right(report->out, day_text_in_words(report->arena, document_text(block, "date"), report->language),
			  WIDTH, SIGN_MARGIN);
}

/* ---- Head and foot ---- */

static void write_head(const struct text_report *report, const json_t *document)
{
	FILE *out = report->out;
	if (*document_text(document, "subtitle")) {
		enum report_kind kind = report_kind_by_name(document_text(document, "kind"));
		lines_write_centred(out, report_kind_label(kind, report->language), WIDTH);
		lines_write_centred(out, document_text(document, "subtitle"), WIDTH);
	}
	if (document_flag(document, "example"))
		lines_write_centred(out, phrase(PHRASE_EXAMPLE, report->language), WIDTH);
	const char *place = document_text(document, "place");
	const char *date = day_text_in_words(report->arena, document_text(document, "date"), report->language);
	size_t used = (size_t)text_width(place) + (size_t)text_width(date);
	fputs(place, out);
	lines_pad(out, used < WIDTH ? WIDTH - used : 1);
	fprintf(out, "%s\n", date);
	lines_write_across(out, '=', WIDTH);
	fputc('\n', out);
	lines_write_centred(out, document_text(document, "title"), WIDTH);
}

static void write_definitions(const struct text_report *report, const json_t *document)
{
	size_t i;
	const json_t *definition, *list = json_object_get(document, "definitions");
	if (!json_array_size(list))
		return;
	fprintf(report->out, "\n%s\n", phrase(PHRASE_DEFINITIONS, report->language));
	json_array_foreach(list, i, definition)
	{
		lines_write(report->out,
			    labelled(report->arena, report->language, document_text(definition, "label"),
				     document_text(definition, "text")),
			    WIDTH, INDENT);
	}
}

int render_text(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	static const struct block_writers writers = {
		.heading = text_heading, .paragraph = text_paragraph, .table = text_table, .letter = text_letter
	};
	struct render render;
	render_begin(&render);
	struct text_report report = { .out = render.out,
				      .language = document_language(document),
				      .arena = arena_new() };
	write_head(&report, document);
	document_walk(document, &writers, &report);
	write_definitions(&report, document);
	lines_write_across(report.out, '-', WIDTH);
	lines_write(report.out, document_text(document, "foot"), WIDTH, 0);
	arena_free(report.arena);
	return render_end(&render, ret_bytes, ret_error, error_size);
}
