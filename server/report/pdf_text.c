/* Setting text with pango: faces, lines that fill the measure, characters that no font has. */
#include "base/text.h"
#include "report/pdf.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MIDDLE        0.38 /* of a Chinese letter above its baseline */
#define MOST_SLACK    2.0  /* letters that a line may be stretched by; more would show */
#define MOST_BALANCED 6    /* lines; a title that long is no title */

/* Lengths that fill a line: blanks XML and people use. Everything else below U+0020, and what is no character, is
 * not for paper. */
static char *printable(const char *text)
{
	struct strbuf out = { 0 };

	for (size_t left = strlen(text), bytes; left; text += bytes, left -= bytes) {
		uint32_t character = 0;
		bytes = text_character(text, left, &character);
		if (bytes == 0)
			bytes = 1;
		else if (character == '\t' || (character == '\n' && left > 1))
			strbuf_add(&out, character == '\t' ? " " : "\n", 1);
		else if (character >= 0x20 && (character < 0x7f || character > 0x9f) && character != 0xfeff &&
			 (character & 0xfffe) != 0xfffe)
			strbuf_add(&out, text, bytes);
	}
	return strbuf_take(&out);
}

static void fail_character(struct pdf *pdf, uint32_t character)
{
	gchar utf8[8] = "";

	if (pdf->failed)
		return;
	pdf->failed = true;
	utf8[g_unichar_to_utf8(character, utf8)] = '\0';
	snprintf(pdf->error, pdf->error_size,
		 "没有字体含有字符“%s”（U+%04X），PDF 印不出来；请安装含有它的字体，或改用 HTML。 No font has the "
		 "character "
		 "\"%s\" (U+%04X), so the PDF cannot show it; install a font that has it, or use HTML.",
		 utf8, character, utf8, character);
}

static void check_glyphs(struct pdf *pdf, PangoLayout *set)
{
	if (pango_layout_get_unknown_glyphs_count(set) == 0)
		return;
	for (GSList *line = pango_layout_get_lines_readonly(set); line; line = line->next)
		for (GSList *run = ((PangoLayoutLine *)line->data)->runs; run; run = run->next) {
			const PangoGlyphString *glyphs = ((PangoLayoutRun *)run->data)->glyphs;
			for (int i = 0; i < glyphs->num_glyphs; i++)
				if (glyphs->glyphs[i].glyph & PANGO_GLYPH_UNKNOWN_FLAG)
					fail_character(pdf, glyphs->glyphs[i].glyph & ~PANGO_GLYPH_UNKNOWN_FLAG);
		}
}

static void keep(PangoAttrList *list, const char *text, const char *begin, size_t bytes)
{
	PangoAttribute *whole = pango_attr_allow_breaks_new(FALSE);

	whole->start_index = (guint)(begin - text);
	whole->end_index = whole->start_index + (guint)bytes;
	pango_attr_list_insert(list, whole);
}

/* Titles and headings are short and large: a word torn apart shows. Where a column is too narrow for a word it is
 * broken all the same. */
static void keep_words(PangoAttrList *list, const char *text)
{
	static const char *const words[] = {
		"（示例）", "百分点", "办理", "办复", "承办", "承诺", "单位",   "答复", "到期", "督查", "反馈",
		"公开",     "工作",   "会议", "会办", "基数", "见面", "件数",   "建议", "截至", "立案", "满意",
		"评价",     "情况",   "日期", "上期", "审查", "提案", "通报",   "同期", "统计", "委员", "意见",
		"逾期",     "政协",   "重点", "转办", "按期", "签收", "工作日", "方式",
	};
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		for (const char *word = strstr(text, words[i]); word; word = strstr(word + 1, words[i])) {
			size_t bytes = strlen(words[i]), rate = strlen("率");
			keep(list, text, word, bytes + (strncmp(word + bytes, "率", rate) == 0 ? rate : 0));
		}
}

static void keep_together(PangoLayout *set, const char *text, enum pdf_face face)
{
	PangoAttrList *list = pango_attr_list_new();

	if (face == PDF_SERIF_BOLD || face == PDF_SANS_BOLD)
		keep_words(list, text);
	pango_layout_set_attributes(set, list);
	pango_attr_list_unref(list);
}

struct pdf_style pdf_styled(const struct pdf *pdf, const struct pdf_style *style)
{
	struct pdf_style styled = *style;

	if (pdf->language == LANGUAGE_EN) {
		styled.indent = 0;
		styled.align = style->align == PDF_ALIGN_BOTH ? PDF_ALIGN_LEFT : style->align;
	}
	return styled;
}

PangoLayout *pdf_set(struct pdf *pdf, const char *text, const struct pdf_style *style, double width)
{
	PangoLayout *set = pango_layout_new(pdf->context);
	char *clean = printable(text);

	pango_font_description_set_absolute_size(pdf->faces[style->face], style->size * PANGO_SCALE);
	pango_layout_set_font_description(set, pdf->faces[style->face]);
	pango_layout_set_width(set, width > 0 ? (int)(width * PANGO_SCALE) : -1);
	pango_layout_set_wrap(set, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_indent(set, (int)(style->indent * style->size * PANGO_SCALE));
	pango_layout_set_auto_dir(set, FALSE);
	pango_layout_set_text(set, clean, -1);
	keep_together(set, clean, style->face);
	free(clean);
	check_glyphs(pdf, set);
	return set;
}

int pdf_lines(PangoLayout *set)
{
	return pango_layout_get_line_count(set);
}

static double line_width(PangoLayoutLine *line)
{
	PangoRectangle logical;

	pango_layout_line_get_extents(line, NULL, &logical);
	return (double)logical.width / PANGO_SCALE;
}

double pdf_width(struct pdf *pdf, const char *text, const struct pdf_style *style)
{
	PangoLayout *set = pdf_set(pdf, text, style, 0);
	double width = line_width(pango_layout_get_line_readonly(set, 0));

	g_object_unref(set);
	return width;
}

int pdf_lines_within(struct pdf *pdf, const char *text, const struct pdf_style *style, double width)
{
	PangoLayout *set = pdf_set(pdf, text, style, width);
	int n = pdf_lines(set);

	g_object_unref(set);
	return n;
}

size_t pdf_longest_word(const char *text, const char **ret_word)
{
	size_t longest = 0;

	while (*text) {
		size_t len = 0;
		while ((unsigned char)text[len] > ' ' && (unsigned char)text[len] < 0x80)
			len++;
		if (len > longest) {
			longest = len;
			*ret_word = text;
		}
		text += len ? len : 1;
	}
	return longest;
}

static double word_width(struct pdf *pdf, const char *text, const struct pdf_style *style)
{
	const char *found = "";
	size_t len = pdf_longest_word(text, &found);
	char *word = hy_xstrndup(found, len);
	double width = pdf_width(pdf, word, style);

	free(word);
	return width;
}

double pdf_balanced(struct pdf *pdf, const char *text, const struct pdf_style *style, double room)
{
	int lines = pdf_lines_within(pdf, text, style, room);
	double width = fmax(pdf_width(pdf, text, style) / lines, word_width(pdf, text, style));

	if (lines < 2 || lines > MOST_BALANCED)
		return room;
	while (width < room && pdf_lines_within(pdf, text, style, width) > lines)
		width += style->size / 2;
	return fmin(width, room);
}

/* Spreads what a line lacks over its letters. pango's own way would widen the blanks, and a Chinese line may have just
 * one. */
static void stretch(PangoLayoutLine *line, double slack)
{
	int n = 0;

	for (GSList *run = line->runs; run; run = run->next)
		n += ((PangoLayoutRun *)run->data)->glyphs->num_glyphs;
	if (n < 2)
		return;
	int each = (int)(slack * PANGO_SCALE / (n - 1)), left = n - 1;
	for (GSList *run = line->runs; run; run = run->next) {
		PangoGlyphString *glyphs = ((PangoLayoutRun *)run->data)->glyphs;
		for (int i = 0; i < glyphs->num_glyphs && left; i++, left--)
			glyphs->glyphs[i].geometry.width += each;
	}
}

static bool ends_paragraph(PangoLayout *set, int i)
{
	return i + 1 >= pdf_lines(set) || pango_layout_get_line_readonly(set, i + 1)->is_paragraph_start;
}

static void draw_line(struct pdf *pdf, PangoLayout *set, int i, const struct pdf_style *style, double x, double y,
		      double width)
{
	PangoLayoutLine *line = pango_layout_get_line(set, i);
	double indent = line->is_paragraph_start ? style->indent * style->size : 0, slack;

	slack = width - indent - line_width(line);
	if (style->align == PDF_ALIGN_BOTH && !ends_paragraph(set, i) && slack > 0 && slack < MOST_SLACK * style->size)
		stretch(line, slack);
	if (style->align == PDF_ALIGN_CENTER)
		x += slack / 2;
	else if (style->align == PDF_ALIGN_RIGHT)
		x += slack;
	cairo_move_to(pdf->cr, x + indent, y + style->pitch / 2 + MIDDLE * style->size);
	pango_cairo_show_layout_line(pdf->cr, line);
}

void pdf_draw(struct pdf *pdf, PangoLayout *set, const struct pdf_style *style, double x, double y, double width,
	      int first, int n)
{
	if (!pdf->cr)
		return;
	pdf_color(pdf, style->color);
	for (int i = first; i < first + n && i < pdf_lines(set); i++)
		draw_line(pdf, set, i, style, x, y + style->pitch * (i - first), width);
}

void pdf_text(struct pdf *pdf, const char *text, const struct pdf_style *base, int together)
{
	const struct pdf_style style = pdf_styled(pdf, base);
	PangoLayout *set = pdf_set(pdf, text, &style, PDF_WIDTH);
	int n = pdf_lines(set), done = 0;

	while (done < n && !pdf->failed) {
		int left = n - done, fit;

		pdf_need(pdf, style.pitch * (left < together ? left : together));
		fit = (int)((PDF_BOTTOM - pdf->y + 0.01) / style.pitch);
		fit = fit > left ? left : fit < 1 ? 1 : fit;
		if (left - fit == 1 && fit > 2) /* no line alone on the next page */
			fit--;
		pdf_draw(pdf, set, &style, PDF_LEFT, pdf->y, PDF_WIDTH, done, fit);
		pdf->y += style.pitch * fit;
		done += fit;
		if (done < n)
			pdf_next_page(pdf);
	}
	g_object_unref(set);
}
