/* A PDF file of a document, as official papers look: A4, the title in the middle, 一、 in bold, prose indented, tables
 * and charts, annexes and letters on pages of their own, and on every page what the figures stand on. */
#include "base/date.h"
#include "report/pdf.h"

#include <cairo/cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INK      0x000000
#define FAINT    0x505050
#define RED      0xc00000
#define FOOT_TOP (PDF_BOTTOM + 14)

static const struct pdf_style title_style = { PDF_SERIF_BOLD, 22, 33, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style subtitle_style = { PDF_SERIF, 16, 28, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style place_style = { PDF_SERIF, 14, 26, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style date_style = { PDF_SERIF, 14, 26, PDF_ALIGN_RIGHT, 0, INK };
static const struct pdf_style heading_style = { PDF_SANS_BOLD, 15, 28, PDF_ALIGN_LEFT, 2, INK };
static const struct pdf_style lower_style = { PDF_SERIF_BOLD, 15, 28, PDF_ALIGN_LEFT, 2, INK };
static const struct pdf_style body_style = { PDF_SERIF, 15, 27, PDF_ALIGN_BOTH, 2, INK };
static const struct pdf_style to_style = { PDF_SERIF, 15, 27, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style sign_style = { PDF_SERIF, 15, 27, PDF_ALIGN_RIGHT, 0, INK };
static const struct pdf_style part_style = { PDF_SANS_BOLD, 10.5, 18, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style definition_style = { PDF_SANS, 9, 14, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style foot_style = { PDF_SANS, 7.5, 11, PDF_ALIGN_LEFT, 0, FAINT };
static const struct pdf_style number_style = { PDF_SERIF, 10.5, 16, PDF_ALIGN_CENTER, 0, INK };

/* ---- Pages ---- */

void pdf_color(struct pdf *pdf, uint32_t color)
{
	cairo_set_source_rgb(pdf->cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0, (color & 255) / 255.0);
}

void pdf_rule(struct pdf *pdf, double x, double y, double width, double stroke, uint32_t color)
{
	if (!pdf->cr)
		return;
	pdf_color(pdf, color);
	cairo_set_line_width(pdf->cr, stroke);
	cairo_move_to(pdf->cr, x, y);
	cairo_line_to(pdf->cr, x + width, y);
	cairo_stroke(pdf->cr);
}

/* Below the text: what the figures stand on, and the page's number. */
static void draw_foot(struct pdf *pdf)
{
	char number[80];
	PangoLayout *set;
	double y = FOOT_TOP;

	if (!pdf->cr)
		return;
	pdf_rule(pdf, PDF_LEFT, y - 4, PDF_WIDTH, 0.5, FAINT);
	set = pdf_set(pdf, document_text(pdf->document, "foot"), &foot_style, PDF_WIDTH);
	pdf_draw(pdf, set, &foot_style, PDF_LEFT, y, PDF_WIDTH, 0, pdf_lines(set));
	y += foot_style.pitch * pdf_lines(set) + 4;
	g_object_unref(set);
	snprintf(number, sizeof number, pdf->language == LANGUAGE_EN ? "page %d of %d" : "第 %d 页 共 %d 页", pdf->page,
		 pdf->n_pages);
	set = pdf_set(pdf, number, &number_style, PDF_WIDTH);
	pdf_draw(pdf, set, &number_style, PDF_LEFT, y, PDF_WIDTH, 0, 1);
	g_object_unref(set);
}

static void begin_page(struct pdf *pdf)
{
	pdf->page++;
	pdf->y = PDF_TOP;
}

static void end_page(struct pdf *pdf)
{
	draw_foot(pdf);
	if (pdf->cr)
		cairo_show_page(pdf->cr);
}

void pdf_next_page(struct pdf *pdf)
{
	end_page(pdf);
	begin_page(pdf);
}

static bool is_at_top(const struct pdf *pdf)
{
	return pdf->y <= PDF_TOP;
}

void pdf_need(struct pdf *pdf, double height)
{
	if (pdf->y + height > PDF_BOTTOM + 0.01 && !is_at_top(pdf))
		pdf_next_page(pdf);
}

void pdf_space(struct pdf *pdf, double height)
{
	if (!is_at_top(pdf))
		pdf->y += height;
}

/* ---- Parts ---- */

/* "2023年7月3日" */
static char *day_in_words(const struct pdf *pdf, const char *text)
{
	int year, month, day;
	hy_day value;

	if (pdf->language == LANGUAGE_EN || day_parse(text, &value) != 0)
		return hy_xstrdup(text);
	day_to_ymd(value, &year, &month, &day);
	return hy_xasprintf("%d年%d月%d日", year, month, day);
}

/* The width at which a centred text has lines of about the same length. */
static double balanced(struct pdf *pdf, const char *text, const struct pdf_style *style)
{
	double whole = pdf_width(pdf, text, style), width = PDF_WIDTH;
	int lines = (int)ceil(whole / PDF_WIDTH);

	if (lines > 1 && lines < 6)
		for (width = whole / lines; width < PDF_WIDTH; width += style->size / 2) {
			PangoLayout *set = pdf_set(pdf, text, style, width);
			int n = pdf_lines(set);
			g_object_unref(set);
			if (n <= lines)
				break;
		}
	return fmin(width, PDF_WIDTH);
}

static void put_title(struct pdf *pdf, const char *text)
{
	double width = balanced(pdf, text, &title_style);
	PangoLayout *set = pdf_set(pdf, text, &title_style, width);
	int n = pdf_lines(set);

	if (n * title_style.pitch < PDF_BOTTOM - PDF_TOP) {
		pdf_draw(pdf, set, &title_style, PDF_LEFT + (PDF_WIDTH - width) / 2, pdf->y, width, 0, n);
		pdf->y += n * title_style.pitch;
	} else
		pdf_text(pdf, text, &title_style, 1);
	g_object_unref(set);
}

static void put_head(struct pdf *pdf)
{
	const json_t *document = pdf->document;
	char *date = day_in_words(pdf, document_text(document, "date"));
	PangoLayout *set;

	put_title(pdf, document_text(document, "title"));
	if (*document_text(document, "subtitle"))
		pdf_text(pdf, document_text(document, "subtitle"), &subtitle_style, 1);
	set = pdf_set(pdf, document_text(document, "place"), &place_style, PDF_WIDTH);
	pdf_draw(pdf, set, &place_style, PDF_LEFT, pdf->y, PDF_WIDTH, 0, 1);
	g_object_unref(set);
	set = pdf_set(pdf, date, &date_style, PDF_WIDTH);
	pdf_draw(pdf, set, &date_style, PDF_LEFT, pdf->y, PDF_WIDTH, 0, 1);
	g_object_unref(set);
	pdf->y += date_style.pitch;
	pdf_rule(pdf, PDF_LEFT, pdf->y + 2, PDF_WIDTH, 1.5, RED);
	pdf->y += 14;
	free(date);
}

/* An entry of the outline readers show beside the pages. */
static void add_outline(struct pdf *pdf, const char *text)
{
	char *place;

	if (!pdf->surface)
		return;
	place = hy_xasprintf("page=%d pos=[%.2f %.2f]", pdf->page, PDF_LEFT, pdf->y);
	cairo_pdf_surface_add_outline(pdf->surface, CAIRO_PDF_OUTLINE_ROOT, text, place, 0);
	free(place);
}

static void put_heading(struct pdf *pdf, const json_t *block)
{
	bool lower = json_integer_value(json_object_get(block, "level")) == 2;

	pdf_space(pdf, 4);
	pdf_need(pdf, 4 * body_style.pitch); /* not alone at the end of a page */
	if (!lower)
		add_outline(pdf, document_text(block, "text"));
	pdf_text(pdf, document_text(block, "text"), lower ? &lower_style : &heading_style, 2);
}

static void put_letter(struct pdf *pdf, const json_t *block)
{
	char *to = hy_xasprintf("%s%s", document_text(block, "to"), pdf->language == LANGUAGE_EN ? ":" : "：");
	char *date = day_in_words(pdf, document_text(block, "date"));
	size_t i;
	const json_t *paragraph;

	if (!is_at_top(pdf))
		pdf_next_page(pdf);
	add_outline(pdf, document_text(block, "to"));
	pdf_text(pdf, to, &to_style, 1);
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph)
	{
		if (json_is_string(paragraph))
			pdf_text(pdf, json_string_value(paragraph), &body_style, 2);
	}
	pdf_need(pdf, 3 * sign_style.pitch);
	pdf_space(pdf, sign_style.pitch);
	pdf_text(pdf, document_text(block, "sign"), &sign_style, 1);
	pdf_text(pdf, date, &sign_style, 1);
	free(to);
	free(date);
}

static void put_table(struct pdf *pdf, const json_t *block)
{
	if (document_flag(block, "annex")) {
		if (!is_at_top(pdf))
			pdf_next_page(pdf);
		add_outline(pdf, document_text(block, "title"));
	}
	pdf_table(pdf, block);
}

static void put_block(struct pdf *pdf, const json_t *block)
{
	const char *type = document_text(block, "type");

	if (strcmp(type, "heading") == 0)
		put_heading(pdf, block);
	else if (strcmp(type, "paragraph") == 0)
		pdf_text(pdf, document_text(block, "text"), &body_style, 2);
	else if (strcmp(type, "table") == 0)
		put_table(pdf, block);
	else if (strcmp(type, "chart") == 0)
		pdf_chart(pdf, block);
	else if (strcmp(type, "letter") == 0)
		put_letter(pdf, block);
}

static void put_definitions(struct pdf *pdf)
{
	const json_t *list = json_object_get(pdf->document, "definitions"), *definition;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	pdf_space(pdf, 10);
	pdf_need(pdf, part_style.pitch + 3 * definition_style.pitch);
	pdf_text(pdf, pdf->language == LANGUAGE_EN ? "Definitions" : "口径", &part_style, 1);
	json_array_foreach(list, i, definition)
	{
		char *text =
			hy_xasprintf("%s%s%s", document_text(definition, "label"),
				     pdf->language == LANGUAGE_EN ? ": " : "：", document_text(definition, "text"));
		pdf_text(pdf, text, &definition_style, 1);
		free(text);
	}
}

static void put_document(struct pdf *pdf)
{
	size_t i, n = json_array_size(json_object_get(pdf->document, "blocks"));
	const json_t *block;

	pdf->page = 0;
	begin_page(pdf);
	put_head(pdf);
	json_array_foreach(json_object_get(pdf->document, "blocks"), i, block)
	{
		if (pdf->failed)
			return;
		put_block(pdf, block);
		/* a letter goes out by itself: nothing of ours stands below it */
		if (i + 1 == n && strcmp(document_text(block, "type"), "letter") == 0)
			pdf_next_page(pdf);
	}
	put_definitions(pdf);
	end_page(pdf);
}

/* ---- The file ---- */

/* Noto first, so that the same document looks the same everywhere; then what other systems have. */
static void open_faces(struct pdf *pdf)
{
	static const struct {
		const char *families;
		PangoWeight weight;
	} faces[PDF_FACE_COUNT_] = {
		[PDF_SERIF] = { "Noto Serif CJK SC, Source Han Serif SC, FangSong, SimSun, serif",
				PANGO_WEIGHT_NORMAL },
		[PDF_SERIF_BOLD] = { "Noto Serif CJK SC, Source Han Serif SC, SimSun, serif", PANGO_WEIGHT_BOLD },
		[PDF_SANS] = { "Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif", PANGO_WEIGHT_NORMAL },
		[PDF_SANS_BOLD] = { "Noto Sans CJK SC, Source Han Sans SC, SimHei, sans-serif", PANGO_WEIGHT_BOLD },
	};
	for (int i = 0; i < PDF_FACE_COUNT_; i++) {
		pdf->faces[i] = pango_font_description_new();
		pango_font_description_set_family_static(pdf->faces[i], faces[i].families);
		pango_font_description_set_weight(pdf->faces[i], faces[i].weight);
	}
}

/* Letters stand where the measure says, not on a screen's grid. */
static void open_context(struct pdf *pdf)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pdf->fonts = pango_cairo_font_map_new();
	pdf->context = pango_font_map_create_context(pdf->fonts);
	pango_cairo_context_set_font_options(pdf->context, options);
	pango_cairo_context_set_resolution(pdf->context, 72);
	pango_context_set_round_glyph_positions(pdf->context, FALSE);
	pango_context_set_language(pdf->context, pango_language_from_string("zh-cn"));
	cairo_font_options_destroy(options);
	open_faces(pdf);
}

static cairo_status_t write_bytes(void *arg, const unsigned char *bytes, unsigned n)
{
	strbuf_add(arg, (const char *)bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

static void open_surface(struct pdf *pdf)
{
	/* no clock: the same document is the same file */
	char *date = hy_xasprintf("%sT00:00:00+08:00", document_text(pdf->document, "date"));

	pdf->surface = cairo_pdf_surface_create_for_stream(write_bytes, &pdf->out, PDF_PAGE_WIDTH, PDF_PAGE_HEIGHT);
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_TITLE, document_text(pdf->document, "title"));
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_SUBJECT, document_text(pdf->document, "foot"));
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATOR, "huiyin");
	cairo_pdf_surface_set_metadata(pdf->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	pdf->cr = cairo_create(pdf->surface);
	free(date);
}

static void close_surface(struct pdf *pdf)
{
	cairo_status_t status = cairo_status(pdf->cr);

	cairo_destroy(pdf->cr);
	cairo_surface_finish(pdf->surface);
	status = status ? status : cairo_surface_status(pdf->surface);
	cairo_surface_destroy(pdf->surface);
	if (!status || pdf->failed)
		return;
	pdf->failed = true;
	snprintf(pdf->error, pdf->error_size, "PDF 画不成（%s）。 The PDF cannot be drawn (%s).",
		 cairo_status_to_string(status), cairo_status_to_string(status));
}

static void close_context(struct pdf *pdf)
{
	for (int i = 0; i < PDF_FACE_COUNT_; i++)
		pango_font_description_free(pdf->faces[i]);
	g_object_unref(pdf->context);
	g_object_unref(pdf->fonts);
}

int render_pdf(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	struct pdf pdf = { .document = document,
			   .language = document_language(document),
			   .error = ret_error,
			   .error_size = error_size };

	*ret_bytes = (struct report_bytes){ 0 };
	open_context(&pdf);
	put_document(&pdf);
	pdf.n_pages = pdf.page;
	if (!pdf.failed) {
		open_surface(&pdf);
		put_document(&pdf);
		close_surface(&pdf);
	}
	close_context(&pdf);
	if (pdf.failed) {
		strbuf_clear(&pdf.out);
		return -1;
	}
	ret_bytes->size = pdf.out.len;
	ret_bytes->content = (uint8_t *)strbuf_take(&pdf.out);
	return 0;
}
