/* Reports as one HTML file that looks like a bulletin and prints on A4: no script, nothing from elsewhere, charts as
 * inline SVG, headings of tables on every page, everything escaped. It is well-formed XML as well. */
#include "base/markup.h"
#include "base/text.h"
#include "report/phrases.h"
#include "report/render.h"
#include "report/report.h"
#include "report/svg.h"
#include <string.h>

/* Points: the text of an A4 page with the margins of GB/T 9704 (156 mm). */
#define CHART_WIDTH 442.0
/* With more columns than this a table is set smaller. */
#define WIDE_TABLE 7
/* Cells of text up to this wide are not broken: names of offices, marks; and headings, those of wide tables less. */
#define WHOLE_CELL         22
#define WHOLE_HEADING      10
#define WHOLE_WIDE_HEADING 6
/* With at most so many rows a table is kept on one page: more would leave half of one empty. */
#define SHORT_TABLE 8

/* Sizes and margins of GB/T 9704 for A4; 小标宋 for titles, 仿宋 for text, 黑体 and 楷体 for headings, with fonts of
 * other systems behind them. */
static const char style[] =
	"@page{size:A4;margin:37mm 26mm 35mm 28mm;"
	"@bottom-center{content:\"— \" counter(page) \" —\";font-family:'Noto Serif CJK SC',serif;font-size:11pt}}"
	"body{font-family:FangSong,FangSong_GB2312,STFangsong,'Noto Serif CJK SC',serif;font-size:15pt;"
	"line-height:27pt;color:#000;background:#fff;max-width:156mm;margin:0 auto;padding:10mm 0}"
	".mast{color:#c00;font-size:34pt;line-height:46pt;text-align:center;letter-spacing:10pt;text-indent:10pt;"
	"font-weight:bold;font-family:'FZXiaoBiaoSong-B05S',STZhongsong,'Noto Serif CJK SC',serif;margin:0}"
	".en .mast{letter-spacing:1pt;text-indent:0;font-size:28pt}"
	".serial{text-align:center;margin:4pt 0 8pt}"
	".line{display:flex;justify-content:space-between;border-bottom:2pt solid #c00;padding-bottom:3pt}"
	".example{text-align:center;font-size:11pt;line-height:18pt;color:#555;margin:2pt 0}"
	"h1{font-family:'FZXiaoBiaoSong-B05S',STZhongsong,'Noto Serif CJK SC',serif;font-size:21pt;line-height:32pt;"
	"text-align:center;font-weight:600;margin:26pt 0 20pt;text-wrap:balance}"
	"h2{font-family:SimHei,STHeiti,'Noto Sans CJK SC',sans-serif;font-size:15pt;line-height:27pt;font-weight:500;"
	"margin:12pt 0 3pt;text-indent:2em;break-after:avoid}"
	"h3{font-family:KaiTi,KaiTi_GB2312,STKaiti,'Noto Serif CJK SC',serif;font-size:15pt;line-height:27pt;"
	"font-weight:600;margin:4pt 0;text-indent:2em;break-after:avoid}"
	".en h2,.en h3{text-indent:0}"
	"p{margin:0;text-indent:2em;text-align:justify;overflow-wrap:anywhere}"
	".en p{text-indent:0;margin-bottom:6pt}"
	"table{border-collapse:collapse;width:100%;font-size:11pt;line-height:16pt;margin:8pt 0 2pt;"
	"font-family:'Noto Sans CJK SC',SimSun,sans-serif;font-variant-numeric:tabular-nums}"
	"table.wide{font-size:9pt;line-height:13.5pt}table.wide td:first-child{min-width:9.5em}table.wide "
	"th{min-width:2em}"
	"caption{caption-side:top;font-family:SimHei,STHeiti,'Noto Sans CJK SC',sans-serif;font-size:12pt;"
	"line-height:20pt;font-weight:500;padding:4pt 0;break-after:avoid}"
	"thead{display:table-header-group}"
	"th{min-width:3em;font-weight:500;background:#f1f3f5;text-align:center;vertical-align:middle}"
	"th,td{border:0.5pt solid #555;padding:3pt 4pt;overflow-wrap:break-word}"
	"td{text-align:left;vertical-align:middle}td.n{text-align:right;white-space:nowrap}"
	".w{white-space:nowrap}td.d{text-align:center;white-space:nowrap}tr{break-inside:avoid}"
	"tr.total td{font-weight:600;background:#f7f8f9;border-top:1pt solid #333}"
	"thead{break-after:avoid}tr.total,.note,tbody tr:first-child{break-before:avoid}"
	".empty{text-align:center;font-size:12pt;text-indent:0;padding:6pt 0}"
	".note{font-size:10pt;line-height:15pt;text-indent:0;color:#333}"
	"figure{margin:12pt 0;break-inside:avoid}figure svg{width:100%;height:auto;display:block;"
	"font-family:'Noto Sans CJK SC',SimSun,sans-serif}"
	"figcaption{text-align:center;font-family:SimHei,STHeiti,'Noto Sans CJK SC',sans-serif;font-size:12pt;"
	"line-height:20pt}"
	".annex,.letter{break-before:page}"
	".letter h2{text-align:center;text-indent:0;font-size:21pt;line-height:34pt;margin:20pt 0}"
	".short{break-inside:avoid}.apart{break-before:page}"
	".letter p{text-align:start}.letter .to{text-indent:0}.sign{width:fit-content;margin:27pt 4em 0 "
	"auto;text-align:center;break-inside:avoid}.sign p{text-indent:0;text-align:center}"
	"dl{font-size:10.5pt;line-height:16pt;margin:2pt 0;break-inside:auto}"
	"dt{font-weight:600;float:left;clear:left;margin-right:.6em}dd{margin:0}"
	"dt::after{content:\"：\"}.en dt::after{content:\":\"}"
	"footer{margin-top:14pt;border-top:0.75pt solid #000;padding-top:4pt;font-size:10pt;line-height:15pt}"
	"@media print{body{max-width:none;padding:0}}";

struct html_report {
	FILE *out;
	const json_t *document;
	enum language language;
	struct arena *arena;
	bool letters; /* letters go out: what follows them begins a new page */
};

/* ---- Tables ---- */

static const char *class_of(const json_t *table, size_t column, const char *text)
{
	if (document_column_to_right(table, column))
		return " class=\"n\"";
	if (strcmp(document_column_text(table, column, "kind"), "day") == 0)
		return " class=\"d\"";
	return text_width(text) <= WHOLE_CELL ? " class=\"w\"" : "";
}

static void write_row(FILE *out, const json_t *table, const json_t *row, const char *open)
{
	size_t n = json_array_size(json_object_get(table, "columns"));
	char text[CELL_TEXT_SIZE];
	fputs(open, out);
	for (size_t k = 0; k < n; k++) {
		const char *kind = document_column_text(table, k, "kind");
		const char *words = document_cell(json_array_get(row, k), kind, text);
		fprintf(out, "<td%s>", class_of(table, k, words));
		markup_write(out, words, "<br/>");
		fputs("</td>", out);
	}
	fputs("</tr>\n", out);
}

static void write_headings(FILE *out, const json_t *table)
{
	size_t n = json_array_size(json_object_get(table, "columns"));
	int whole = n > WIDE_TABLE ? WHOLE_WIDE_HEADING : WHOLE_HEADING;
	fputs("<thead><tr>", out);
	for (size_t k = 0; k < n; k++) {
		const char *title = document_column_text(table, k, "title");
		fprintf(out, "<th scope=\"col\"%s>", text_width(title) <= whole ? " class=\"w\"" : "");
		markup_write(out, title, "<br/>");
		fputs("</th>", out);
	}
	fputs("</tr></thead>\n", out);
}

static void write_rows(FILE *out, const json_t *table)
{
	size_t i;
	const json_t *row, *total = json_object_get(table, "total");
	bool wide = json_array_size(json_object_get(table, "columns")) > WIDE_TABLE;
	fprintf(out, "<table%s>\n", wide ? " class=\"wide\"" : "");
	markup_element(out, "<caption>", document_text(table, "title"), "</caption>");
	write_headings(out, table);
	fputs("<tbody>\n", out);
	json_array_foreach(json_object_get(table, "rows"), i, row) write_row(out, table, row, "<tr>");
	if (json_is_array(total))
		write_row(out, table, total, "<tr class=\"total\">");
	fputs("</tbody>\n</table>\n", out);
}

static void html_table(void *arg, const json_t *table)
{
	struct html_report *report = arg;
	FILE *out = report->out;
	size_t i;
	const json_t *note;
	size_t n = json_array_size(json_object_get(table, "rows"));
	bool annex = n && document_flag(table, "annex"); /* an empty one needs no page of its own */
	fprintf(out, "<section class=\"%s%s\">\n", annex ? "annex" : "table", n <= SHORT_TABLE ? " short" : "");
	if (n) {
		write_rows(out, table);
	} else {
		markup_element(out, "<figcaption>", document_text(table, "title"), "</figcaption>");
		markup_element(out, "<p class=\"empty\">", document_text(table, "empty"), "</p>");
	}
	json_array_foreach(json_object_get(table, "notes"), i, note)
	{
		fputs("<p class=\"note\">", out);
		fputs(i ? "" : phrase(PHRASE_NOTE, report->language), out);
		markup_element(out, "", json_string_value(note), "</p>");
	}
	fputs("</section>\n", out);
}

/* ---- Other blocks ---- */

static void html_heading(void *arg, const json_t *block)
{
	struct html_report *report = arg;
	bool below = json_integer_value(json_object_get(block, "level")) == 2;
	markup_element(report->out, below ? "<h3>" : "<h2>", document_text(block, "text"), below ? "</h3>" : "</h2>");
}

static void html_paragraph(void *arg, const json_t *block)
{
	struct html_report *report = arg;
	markup_element(report->out, "<p>", document_text(block, "text"), "</p>");
}

static void html_chart(void *arg, const json_t *block)
{
	struct html_report *report = arg;
	const struct chart *chart = chart_layout(report->document, block, CHART_WIDTH, report->arena);
	if (!chart)
		return;
	fputs("<figure>\n", report->out);
	svg_write(report->out, chart);
	markup_element(report->out, "<figcaption>", chart->title, "</figcaption>");
	fputs("</figure>\n", report->out);
}

static void html_letter(void *arg, const json_t *block)
{
	struct html_report *report = arg;
	FILE *out = report->out;
	size_t i;
	const json_t *paragraph;
	report->letters = true;
	fputs("<section class=\"letter\">\n", out);
	markup_element(out, "<h2>", phrase(PHRASE_LETTER, report->language), "</h2>");
	fputs("<p class=\"to\">", out);
	markup_write(out, document_text(block, "to"), " ");
	fputs(report->language == LANGUAGE_EN ? ":</p>\n" : "：</p>\n", out);
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph)
		markup_element(out, "<p>", json_string_value(paragraph), "</p>");
	markup_element(out, "<div class=\"sign\"><p>", document_text(block, "sign"), "</p>\n<p>");
	markup_element(out, "", day_text_in_words(report->arena, document_text(block, "date"), report->language),
		       "</p></div>\n");
	fputs("</section>\n", out);
}

/* ---- Head and foot ---- */

static void write_masthead(const struct html_report *report)
{
	const json_t *document = report->document;
	enum report_kind kind = report_kind_by_name(document_text(document, "kind"));
	fputs("<header>\n", report->out);
	if (*document_text(document, "subtitle")) {
		markup_element(report->out, "<div class=\"mast\">", report_kind_label(kind, report->language),
			       "</div>");
		markup_element(report->out, "<div class=\"serial\">", document_text(document, "subtitle"), "</div>");
	}
	markup_element(report->out, "<div class=\"line\"><span>", document_text(document, "place"), "</span>");
	markup_element(report->out, "<span>",
		       day_text_in_words(report->arena, document_text(document, "date"), report->language),
		       "</span></div>");
	if (document_flag(document, "example"))
		markup_element(report->out, "<div class=\"example\">", phrase(PHRASE_EXAMPLE, report->language),
			       "</div>");
	markup_element(report->out, "<h1>", document_text(document, "title"), "</h1>");
	fputs("</header>\n", report->out);
}

static void write_head(const struct html_report *report)
{
	bool english = report->language == LANGUAGE_EN;
	fprintf(report->out,
		"<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n",
		english ? "en" : "zh-CN");
	markup_element(report->out, "<title>", document_text(report->document, "title"), "</title>");
	fprintf(report->out, "<style>%s</style>\n</head>\n<body%s>\n", style, english ? " class=\"en\"" : "");
	write_masthead(report);
}

static void write_foot(const struct html_report *report)
{
	size_t i;
	const json_t *definition, *list = json_object_get(report->document, "definitions");
	FILE *out = report->out;
	fprintf(out, "<footer%s>\n", report->letters ? " class=\"apart\"" : "");
	if (json_array_size(list)) {
		markup_element(out, "<strong>", phrase(PHRASE_DEFINITIONS, report->language), "</strong>\n<dl>");
		json_array_foreach(list, i, definition)
		{
			markup_element(out, "<dt>", document_text(definition, "label"), "</dt>");
			markup_element(out, "<dd>", document_text(definition, "text"), "</dd>");
		}
		fputs("</dl>\n", out);
	}
	markup_element(out, "<div>", document_text(report->document, "foot"), "</div>");
	fputs("</footer>\n</body>\n</html>\n", out);
}

int render_html(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	static const struct block_writers writers = { .heading = html_heading,
						      .paragraph = html_paragraph,
						      .table = html_table,
						      .chart = html_chart,
						      .letter = html_letter };
	struct render render;
	render_begin(&render);
	struct html_report report = {
		.out = render.out, .document = document, .language = document_language(document), .arena = arena_new()
	};
	write_head(&report);
	document_walk(document, &writers, &report);
	write_foot(&report);
	arena_free(report.arena);
	return render_end(&render, ret_bytes, ret_error, error_size);
}
