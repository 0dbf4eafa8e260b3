/* The document of a report: canonical JSON. It is the report; every format is made from it alone, by pure functions.
 *
 * {
 *   "format": 1, "kind": "supervision", "language": "zh", "title": …, "subtitle": "第3期",
 *   "serial": {"year": 2023, "number": 3}, "place": …, "date": "2023-07-03", "as_of": …, "page": 507,
 *   "query": {…}, "example": true,                      -- the data are an example
 *   "blocks": [ … ], "definitions": [{"code", "label", "text"}], "foot": "截至 …"
 * }
 *
 * Blocks, by "type":
 *
 *   heading    {"text"}                    -- level 1 (一、…); "level": 2 below it
 *   paragraph  {"text"}                    -- prose, two characters indented in Chinese
 *   table      {"key", "title", "columns": [{"key", "title", "kind"}], "rows": [[cell …] …],
 *               "total": [cell …] or null, "notes": [text …],
 *               "annex": true,             -- when it is an annex: begins a page of its own
 *               "empty": text}             -- what stands there without rows
 *   chart      {"chart": "bar" | "stacked" | "line" | "donut", "title", "table": key of a table above,
 *               "category": column, "series": [column …]}
 *                                          -- drawn of that table's rows, totals left out (report/chart.h);
 *                                             a donut's second series: its shares as printed
 *   letter     {"to", "paragraphs": [text …], "sign", "date"} -- 催办函; begins a page of its own
 *
 * Cells, by the column's kind: text: string; integer: number; day: "YYYY-MM-DD"; percent: {"n", "d", "text"} (text as
 * printed, without the sign; "" without a base); points: {"tenths", "text"}; null: nothing.
 *
 * tests/report/supervision_zh.json has every block and every kind of cell. */
#ifndef REPORT_DOCUMENT_H
#define REPORT_DOCUMENT_H

#include "domain/reason.h"
#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A file made of a document; content is freed by the caller. 0, or -1 with a sentence. */
struct report_bytes {
	uint8_t *content;
	size_t size;
};
typedef int report_renderer(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size);
report_renderer render_text, render_html, render_csv, render_json, render_xlsx, render_pdf, render_docx;

/* The formats by name: "json", "html", "pdf", "xlsx", "csv", "text", "docx"; with media type and ending of file names.
 */
struct report_format {
	const char *name, *media_type, *suffix;
	report_renderer *render;
};
extern const struct report_format report_formats[];
extern const size_t n_report_formats;
const struct report_format *report_format_by_name(const char *name); /* NULL if there is none */

/* Reading a document: "" and 0 where something is missing. */
const char *document_text(const json_t *object, const char *key);
bool document_flag(const json_t *object, const char *key);
enum language document_language(const json_t *document);
/* The text of a cell as a person reads it: "95.03%", "—" for a share without a base, "2023-06-30", "12". In out or the
 * cell itself. */
#define CELL_TEXT_SIZE 80
const char *document_cell(const json_t *cell, const char *kind, char out[CELL_TEXT_SIZE]);
/* Its number: a count, a percentage unrounded, points. False when it has none. */
bool document_number(const json_t *cell, double *ret_value);
/* The table of that key among the blocks; NULL if there is none. */
const json_t *document_table(const json_t *document, const char *key);
/* Place of a column; -1 if there is none. */
int document_column(const json_t *table, const char *key);
/* Its "title", "kind" … */
const char *document_column_text(const json_t *table, size_t column, const char *key);
/* Counts, percentages and points. */
bool document_kind_is_number(const char *kind);
/* Columns of numbers stand to the right, and so do texts that are differences: "+1.20". */
bool document_column_to_right(const json_t *table, size_t column);

#endif
