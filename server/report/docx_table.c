/* Tables of a Word document: headings repeated on each page, rows kept whole, numbers to the right, the last row with
 * the total and the notes. */
#include "base/memory.h"
#include "base/text.h"
#include "report/docx.h"
#include "report/docx_parts.h"
#include "report/phrases.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Twentieths of a point. */
#define CELL       105 /* half a letter of a table, 10 points */
#define CELL_FRAME 160 /* on both sides of a text */
#define MOST_CELLS 60  /* of a text: longer ones take several lines */

struct width {
	double least, wanted;
};

/* Cells of the longest piece of a text that is not broken: letters and digits; Chinese is broken anywhere. */
static int longest_piece(const char *text)
{
	int longest = 0, at = 0;

	for (; *text; text++) {
		at = (unsigned char)*text > ' ' && (unsigned char)*text < 0x80 ? at + 1 : 0;
		longest = at > longest ? at : longest;
	}
	return longest;
}

static void widen(struct width *width, const char *text, bool whole)
{
	int cells = text_width(text);

	width->least = fmax(width->least, CELL * (whole ? cells : longest_piece(text)) + CELL_FRAME);
	width->wanted = fmax(width->wanted, CELL * (cells < MOST_CELLS ? cells : MOST_CELLS) + CELL_FRAME);
}

/* All have what cannot be broken; the rest goes where it is wanted. */
static void share_width(const json_t *table, size_t n, int *widths)
{
	struct width *all = hy_xcalloc(n + 1, sizeof *all);
	double least = 0, wanted = 0;
	char out[CELL_TEXT_SIZE];
	size_t i;
	const json_t *row;

	for (size_t k = 0; k < n; k++) {
		const char *kind = document_column_text(table, k, "kind");
		bool whole = document_kind_is_number(kind) || strcmp(kind, "day") == 0;
		all[k].least = all[k].wanted = CELL * 4 + CELL_FRAME;
		widen(&all[k], document_column_text(table, k, "title"), false);
		json_array_foreach(json_object_get(table, "rows"), i, row)
			widen(&all[k], document_cell(json_array_get(row, k), kind, out), whole);
		widen(&all[k], document_cell(json_array_get(json_object_get(table, "total"), k), kind, out), whole);
		all[k].wanted = fmax(all[k].wanted, all[k].least);
		least += all[k].least;
		wanted += all[k].wanted;
	}
	for (size_t k = 0; k < n; k++) {
		double share = all[k].wanted * DOCX_WIDTH / wanted;
		if (least > DOCX_WIDTH)
			share = all[k].least * DOCX_WIDTH / least;
		else if (wanted > DOCX_WIDTH)
			share = all[k].least + (all[k].wanted - all[k].least) * (DOCX_WIDTH - least) / (wanted - least);
		widths[k] = (int)share;
	}
	free(all);
}

static void write_cell(struct docx *docx, const char *text, int width, const char *style, const char *shade, bool bold)
{
	fprintf(docx->out, "<w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/>", width);
	if (*shade)
		fprintf(docx->out, "<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"%s\"/>", shade);
	fputs("<w:vAlign w:val=\"center\"/></w:tcPr>", docx->out);
	docx_paragraph(docx, style, text, bold);
	fputs("</w:tc>", docx->out);
}

static const char *style_of(const json_t *table, size_t column)
{
	if (document_column_to_right(table, column))
		return "CellNumber";
	return strcmp(document_column_text(table, column, "kind"), "day") == 0 ? "CellDay" : "Cell";
}

static void write_heads(struct docx *docx, const json_t *table, size_t n, const int *widths)
{
	fputs("<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>", docx->out);
	for (size_t k = 0; k < n; k++)
		write_cell(docx, document_column_text(table, k, "title"), widths[k], "CellHead", "E9EEF4", false);
	fputs("</w:tr>\n", docx->out);
}

static void write_row(struct docx *docx, const json_t *table, const json_t *row, size_t n, const int *widths,
		      bool total)
{
	char out[CELL_TEXT_SIZE];

	fputs("<w:tr><w:trPr><w:cantSplit/></w:trPr>", docx->out);
	for (size_t k = 0; k < n; k++) {
		const char *kind = document_column_text(table, k, "kind");
		write_cell(docx, document_cell(json_array_get(row, k), kind, out), widths[k], style_of(table, k),
			   total ? "F4F4F4" : "", total);
	}
	fputs("</w:tr>\n", docx->out);
}

static void write_nothing(struct docx *docx, const json_t *table, size_t n)
{
	fprintf(docx->out, "<w:tr><w:tc><w:tcPr><w:tcW w:w=\"%d\" w:type=\"dxa\"/><w:gridSpan w:val=\"%zu\"/></w:tcPr>",
		DOCX_WIDTH, n);
	docx_paragraph(docx, "CellDay", document_text(table, "empty"), false);
	fputs("</w:tc></w:tr>\n", docx->out);
}

static void open_table(struct docx *docx, size_t n, const int *widths)
{
	static const char *const sides[] = { "top", "left", "bottom", "right", "insideH", "insideV" };

	fprintf(docx->out, "<w:tbl><w:tblPr><w:tblW w:w=\"%d\" w:type=\"dxa\"/><w:tblBorders>", DOCX_WIDTH);
	for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
		fprintf(docx->out, "<w:%s w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"8A8A8A\"/>", sides[i]);
	fputs("</w:tblBorders><w:tblLayout w:type=\"fixed\"/><w:tblCellMar><w:left w:w=\"70\" w:type=\"dxa\"/>"
	      "<w:right w:w=\"70\" w:type=\"dxa\"/></w:tblCellMar></w:tblPr><w:tblGrid>",
	      docx->out);
	for (size_t k = 0; k < n; k++)
		fprintf(docx->out, "<w:gridCol w:w=\"%d\"/>", widths[k]);
	fputs("</w:tblGrid>\n", docx->out);
}

void docx_table(struct docx *docx, const json_t *table)
{
	const json_t *rows = json_object_get(table, "rows"), *total = json_object_get(table, "total"), *row, *note;
	size_t n = json_array_size(json_object_get(table, "columns")), i;
	int *widths = hy_xcalloc(n + 1, sizeof *widths);
	bool apart = document_flag(table, "annex") && json_array_size(rows);
	bool noted = json_array_size(json_object_get(table, "notes")) > 0;

	docx_paragraph(docx, apart ? "AnnexTitle" : "TableTitle", document_text(table, "title"), false);
	if (n) {
		share_width(table, n, widths);
		open_table(docx, n, widths);
		write_heads(docx, table, n, widths);
		json_array_foreach(rows, i, row)
		{
			docx->keep_next = i + 1 == json_array_size(rows) && (json_is_array(total) || noted);
			write_row(docx, table, row, n, widths, false);
		}
		docx->keep_next = noted;
		if (json_array_size(rows) == 0)
			write_nothing(docx, table, n);
		if (json_is_array(total))
			write_row(docx, table, total, n, widths, true);
		docx->keep_next = false;
		fputs("</w:tbl>\n", docx->out);
	}
	json_array_foreach(json_object_get(table, "notes"), i, note)
	{
		char *text = hy_xasprintf("%s%s", i ? "" : phrase(PHRASE_NOTE, docx->language),
					  json_is_string(note) ? json_string_value(note) : "");
		docx_paragraph(docx, "Note", text, false);
		free(text);
	}
	docx_paragraph(docx, "Note", "", false); /* two tables without a paragraph between them would be one */
	free(widths);
}
