/* Papers as HTML: one file for A4, with margins and sizes of GB/T 9704, no script and nothing from elsewhere. It is
 * well-formed XML as well. */
#include "base/markup.h"
#include "base/memory.h"
#include "paper_format.h"
#include <stdlib.h>

static const char style[] =
	"@page{size:A4;margin:37mm 26mm 35mm 28mm}"
	"body{font-family:FangSong,FangSong_GB2312,STFangsong,'Noto Serif CJK "
	"SC',serif;font-size:16pt;line-height:28pt;"
	"color:#000;background:#fff;max-width:156mm;margin:0 auto}"
	"section{page-break-after:always}section:last-child{page-break-after:auto}"
	".head{color:#c00;font-size:30pt;line-height:40pt;text-align:center;letter-spacing:4pt;margin:0;"
	"border-bottom:2pt solid #c00;font-weight:bold}"
	"h2{font-size:22pt;line-height:34pt;text-align:center;font-weight:normal;margin:28pt 0}"
	"p{margin:0;text-indent:2em;text-align:justify;overflow-wrap:anywhere}"
	".to,.note,.right,.sign,.split,.gap{text-indent:0}.right{text-align:right;font-weight:bold}"
	".sign{text-align:right;padding-right:4em}.note{font-size:14pt;line-height:22pt}"
	".split{display:flex;justify-content:space-between}"
	"hr{border:0;border-top:1pt solid #000}"
	"table{border-collapse:collapse;width:100%;font-size:12pt;line-height:18pt;margin:6pt 0}"
	"th,td{border:0.5pt solid #000;padding:3pt 5pt;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
	".form th{width:8em;font-weight:normal}.list thead{display:table-header-group}tr{page-break-inside:avoid}";

static void write_paragraphs(FILE *out, const char *open, const char *text)
{
	const char *paragraph;
	size_t len;
	while ((paragraph = paper_paragraph(&text, &len))) {
		char *copy = hy_xstrndup(paragraph, len);
		markup_element(out, open, copy, "</p>");
		free(copy);
	}
}

static void html_block(struct paper_out *paper, enum paper_word word, char *const *parts, size_t n)
{
	const char *first = n ? parts[0] : "", *second = n > 1 ? parts[1] : "";
	FILE *out = paper->out;
	switch (word) {
	case PAPER_HEAD:
		markup_element(out, "<p class=\"head to\">", first, "</p>");
		break;
	case PAPER_SPLIT:
		markup_element(out, "<p class=\"split\"><span>", first, "</span>");
		markup_element(out, "<span>", second, "</span></p>");
		break;
	case PAPER_TITLE:
		markup_element(out, "<h2>", first, "</h2>");
		break;
	case PAPER_RIGHT:
		markup_element(out, "<p class=\"right\">", first, "</p>");
		break;
	case PAPER_TO:
		write_paragraphs(out, "<p class=\"to\">", first);
		break;
	case PAPER_P:
		write_paragraphs(out, "<p>", first);
		break;
	case PAPER_SIGN:
		markup_element(out, "<p class=\"sign\">", first, "</p>");
		break;
	case PAPER_NOTE:
		write_paragraphs(out, "<p class=\"note\">", first);
		break;
	case PAPER_RULE:
		fputs("<hr/>\n", out);
		break;
	case PAPER_GAP:
	case PAPER_FIELD: /* these come as rows */
	case PAPER_TABLE:
	case PAPER_ROW:
	case PAPER_WORD_COUNT_:
		fputs("<p class=\"gap\">&#160;</p>\n", out);
		break;
	}
}

static void write_cells(FILE *out, const struct paper_rows *rows, size_t row, const char *first, const char *rest)
{
	fputs("<tr>", out);
	for (size_t k = 0; k < rows->n_cells; k++) {
		const char *name = k ? rest : first;
		fprintf(out, "<%s>", name);
		markup_write(out, rows->cells[row][k], "<br/>");
		fprintf(out, "</%s>", name);
	}
	fputs("</tr>\n", out);
}

static void html_rows(struct paper_out *paper, const struct paper_rows *rows)
{
	FILE *out = paper->out;
	bool form = rows->word == PAPER_FIELD;
	fprintf(out, "<table class=\"%s\">\n", form ? "form" : "list");
	if (!form) {
		fputs("<thead>", out);
		write_cells(out, rows, 0, "th", "th");
		fputs("</thead>\n", out);
	}
	if (form || rows->n > 1) {
		fputs("<tbody>\n", out);
		for (size_t i = form ? 0 : 1; i < rows->n; i++)
			write_cells(out, rows, i, form ? "th" : "td", "td");
		fputs("</tbody>\n", out);
	}
	fputs("</table>\n", out);
}

static void html_begin(struct paper_out *paper, const char *title, enum language language)
{
	fprintf(paper->out,
		"<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"%s\">\n<head>\n"
		"<meta charset=\"utf-8\"/>\n",
		language == LANGUAGE_EN ? "en" : "zh-CN");
	markup_element(paper->out, "<title>", title, "</title>");
	fprintf(paper->out, "<style>%s</style>\n</head>\n<body>\n", style);
}

static void html_page(struct paper_out *paper)
{
	fputs("<section>\n", paper->out);
}

static void html_page_end(struct paper_out *paper)
{
	fputs("</section>\n", paper->out);
}

static void html_end(struct paper_out *paper)
{
	fputs("</body>\n</html>\n", paper->out);
}

const struct paper_format paper_html = {
	.name = "html",
	.begin = html_begin,
	.page = html_page,
	.block = html_block,
	.rows = html_rows,
	.page_end = html_page_end,
	.end = html_end,
};
