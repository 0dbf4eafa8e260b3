/* A PDF file of a document, as official papers look: A4, the title in the middle, 一、 in bold, prose indented, tables
 * and charts, annexes and letters on pages of their own, and on every page what the figures stand on. */
#include "report/pdf.h"
#include "report/phrases.h"
#include "report/render.h"
#include "report/report.h"

#include <cairo/cairo-pdf.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define INK       0x000000
#define FAINT     0x505050
#define RED       0xc00000
#define FOOT_TOP  (PDF_BOTTOM + 14)
#define SEAL_ROOM 4 /* letters right of a signature */

static const struct pdf_style mast_style = { PDF_SERIF_BOLD, 34, 46, PDF_ALIGN_CENTER, 0, RED };
static const struct pdf_style serial_style = { PDF_SERIF, 15, 28, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style title_style = { PDF_SERIF_BOLD, 21, 32, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style example_style = { PDF_SERIF, 11, 18, PDF_ALIGN_CENTER, 0, FAINT };
static const struct pdf_style letter_style = { PDF_SERIF_BOLD, 21, 60, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style place_style = { PDF_SERIF, 14, 26, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style date_style = { PDF_SERIF, 14, 26, PDF_ALIGN_RIGHT, 0, INK };
static const struct pdf_style heading_style = { PDF_SANS_BOLD, 15, 28, PDF_ALIGN_LEFT, 2, INK };
static const struct pdf_style lower_style = { PDF_SERIF_BOLD, 15, 28, PDF_ALIGN_LEFT, 2, INK };
static const struct pdf_style body_style = { PDF_SERIF, 15, 27, PDF_ALIGN_BOTH, 2, INK };
static const struct pdf_style to_style = { PDF_SERIF, 15, 27, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style sign_style = { PDF_SERIF, 15, 27, PDF_ALIGN_CENTER, 0, INK };
static const struct pdf_style part_style = { PDF_SANS_BOLD, 10.5, 18, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style definition_style = { PDF_SANS, 9, 14, PDF_ALIGN_LEFT, 0, INK };
static const struct pdf_style foot_style = { PDF_SANS, 7.5, 11, PDF_ALIGN_LEFT, 0, FAINT };
static const struct pdf_style number_style = { PDF_SERIF, 10.5, 16, PDF_ALIGN_CENTER, 0, INK };

/* ---- Pages ---- */

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

static void put_centred(struct pdf *pdf, const char *text, const struct pdf_style *style)
{
	double width = pdf_balanced(pdf, text, style, PDF_WIDTH);
	PangoLayout *set = pdf_set(pdf, text, style, width);
	int n = pdf_lines(set);

	if (n * style->pitch < PDF_BOTTOM - pdf->y) {
		pdf_draw(pdf, set, style, PDF_LEFT + (PDF_WIDTH - width) / 2, pdf->y, width, 0, n);
		pdf->y += n * style->pitch;
	} else
		pdf_text(pdf, text, style, 1);
	g_object_unref(set);
}

/* 督查通报 in red and 第3期, for what appears in series. */
static void put_mast(struct pdf *pdf)
{
	const json_t *document = pdf->document;
	enum report_kind kind = report_kind_by_name(document_text(document, "kind"));

	if (!*document_text(document, "subtitle"))
		return;
	put_centred(pdf, report_kind_label(kind, pdf->language), &mast_style);
	pdf_text(pdf, document_text(document, "subtitle"), &serial_style, 1);
}

static void put_head(struct pdf *pdf)
{
	const json_t *document = pdf->document;
	PangoLayout *set;

	put_mast(pdf);
	set = pdf_set(pdf, document_text(document, "place"), &place_style, PDF_WIDTH);
	pdf_draw(pdf, set, &place_style, PDF_LEFT, pdf->y, PDF_WIDTH, 0, 1);
	g_object_unref(set);
	set = pdf_set(pdf, day_text_in_words(pdf->arena, document_text(document, "date"), pdf->language), &date_style,
		      PDF_WIDTH);
	pdf_draw(pdf, set, &date_style, PDF_LEFT, pdf->y, PDF_WIDTH, 0, 1);
	g_object_unref(set);
	pdf->y += date_style.pitch;
	pdf_rule(pdf, PDF_LEFT, pdf->y + 2, PDF_WIDTH, 1.5, RED);
	pdf->y += 6;
	if (document_flag(document, "example"))
		pdf_text(pdf, phrase(PHRASE_EXAMPLE, pdf->language), &example_style, 1);
	pdf->y += 14;
	put_centred(pdf, document_text(document, "title"), &title_style);
	pdf->y += 14;
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

static const struct pdf_style *style_of_heading(const json_t *block)
{
	return json_integer_value(json_object_get(block, "level")) == 2 ? &lower_style : &heading_style;
}

static double above_heading(const struct pdf_style *style)
{
	return style == &lower_style ? 4 : 10;
}

static double headings_height(struct pdf *pdf)
{
	double height = 0;

	for (size_t i = 0; i < pdf->n_headings; i++) {
		const struct pdf_style *style = style_of_heading(pdf->headings[i]);
		height +=
			above_heading(style) +
			style->pitch * pdf_lines_within(pdf, document_text(pdf->headings[i], "text"), style, PDF_WIDTH);
	}
	return height;
}

static void draw_heading(struct pdf *pdf, const json_t *block)
{
	const struct pdf_style *style = style_of_heading(block);

	pdf_space(pdf, above_heading(style));
	if (style == &heading_style)
		add_outline(pdf, document_text(block, "text"));
	pdf_text(pdf, document_text(block, "text"), style, 2);
}

void pdf_begin_block(struct pdf *pdf, double height)
{
	double above = headings_height(pdf);
	size_t n = pdf->n_headings;

	if (height > PDF_BOTTOM - PDF_TOP - above) /* it goes over pages anyway */
		height = 2 * body_style.pitch;
	pdf_need(pdf, above + height);
	pdf->n_headings = 0; /* texts of headings are blocks too */
	for (size_t i = 0; i < n; i++)
		draw_heading(pdf, pdf->headings[i]);
}

/* A heading is drawn with what comes below it, so that it does not stay alone at the end of a page. */
static void put_heading(void *arg, const json_t *block)
{
	struct pdf *pdf = arg;

	if (pdf->n_headings == PDF_MAX_HEADINGS)
		pdf_begin_block(pdf, 0);
	pdf->headings[pdf->n_headings++] = block;
}

static void put_paragraph(void *arg, const json_t *block)
{
	pdf_begin_block(arg, 2 * body_style.pitch);
	pdf_text(arg, document_text(block, "text"), &body_style, 2);
}

static void put_table(void *arg, const json_t *block)
{
	struct pdf *pdf = arg;

	if (document_flag(block, "annex")) {
		pdf_begin_block(pdf, 0);
		/* an empty one needs no page of its own */
		if (json_array_size(json_object_get(block, "rows")) && !is_at_top(pdf))
			pdf_next_page(pdf);
		add_outline(pdf, document_text(block, "title"));
	}
	pdf_table(pdf, block);
}

static void put_chart(void *arg, const json_t *block)
{
	pdf_chart(arg, block);
}

/* Who writes above the day, both in the middle of their width, four letters from the right: the seal goes there. */
static void put_signature(struct pdf *pdf, const char *sign, const char *date)
{
	const char *const lines[] = { sign, date };
	double widest = fmax(pdf_width(pdf, sign, &sign_style), pdf_width(pdf, date, &sign_style)) + 1;
	double width = fmin(widest, PDF_WIDTH - SEAL_ROOM * sign_style.size);
	double left = PDF_LEFT + PDF_WIDTH - SEAL_ROOM * sign_style.size - width;

	pdf_need(pdf, 3 * sign_style.pitch);
	pdf_space(pdf, sign_style.pitch);
	for (size_t i = 0; i < 2; i++) {
		PangoLayout *set = pdf_set(pdf, lines[i], &sign_style, width);
		int n = pdf_lines(set);
		pdf_need(pdf, n * sign_style.pitch);
		pdf_draw(pdf, set, &sign_style, left, pdf->y, width, 0, n);
		pdf->y += n * sign_style.pitch;
		g_object_unref(set);
	}
}

static void put_letter(void *arg, const json_t *block)
{
	struct pdf *pdf = arg;
	size_t i;
	const json_t *paragraph;

	pdf_begin_block(pdf, 0);
	if (!is_at_top(pdf))
		pdf_next_page(pdf);
	add_outline(pdf, document_text(block, "to"));
	pdf_text(pdf, phrase(PHRASE_LETTER, pdf->language), &letter_style, 1);
	pdf_text(
		pdf,
		arena_printf(pdf->arena, "%s%s", document_text(block, "to"), pdf->language == LANGUAGE_EN ? ":" : "："),
		&to_style, 1);
	json_array_foreach(json_object_get(block, "paragraphs"), i, paragraph)
	{
		if (json_is_string(paragraph))
			pdf_text(pdf, json_string_value(paragraph), &body_style, 2);
	}
	put_signature(pdf, document_text(block, "sign"),
		      day_text_in_words(pdf->arena, document_text(block, "date"), pdf->language));
}

static void put_definitions(struct pdf *pdf)
{
	const json_t *list = json_object_get(pdf->document, "definitions"), *definition;
	size_t i;

	if (json_array_size(list) == 0)
		return;
	pdf_space(pdf, 10);
	pdf_need(pdf, part_style.pitch + 3 * definition_style.pitch);
	pdf_text(pdf, phrase(PHRASE_DEFINITIONS, pdf->language), &part_style, 1);
	json_array_foreach(list, i, definition)
	{
		pdf_text(pdf,
			 labelled(pdf->arena, pdf->language, document_text(definition, "label"),
				  document_text(definition, "text")),
			 &definition_style, 1);
	}
}

static void put_document(struct pdf *pdf)
{
	static const struct block_writers writers = { .heading = put_heading,
						      .paragraph = put_paragraph,
						      .table = put_table,
						      .chart = put_chart,
						      .letter = put_letter };

	pdf->page = 0;
	begin_page(pdf);
	put_head(pdf);
	document_walk(pdf->document, &writers, pdf);
	pdf_begin_block(pdf, 0);
	if (ends_in_a_letter(pdf->document) && json_array_size(json_object_get(pdf->document, "definitions")))
		pdf_next_page(pdf);
	put_definitions(pdf);
	end_page(pdf);
}

/* ---- The file ---- */

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

int render_pdf(const json_t *document, struct report_bytes *ret_bytes, char *ret_error, size_t error_size)
{
	struct pdf pdf;

	*ret_bytes = (struct report_bytes){ 0 };
	pdf_open_faces(&pdf, document, ret_error, error_size);
	put_document(&pdf);
	pdf.n_pages = pdf.page;
	if (!pdf.failed) {
		open_surface(&pdf);
		put_document(&pdf);
		close_surface(&pdf);
	}
	if (!pdf.failed) {
		ret_bytes->size = pdf.out.len;
		ret_bytes->content = (uint8_t *)strbuf_take(&pdf.out);
	}
	pdf_close_faces(&pdf);
	return pdf.failed ? -1 : 0;
}
