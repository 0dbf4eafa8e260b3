/* Pages of a PDF file: what render_pdf.c, pdf_table.c and pdf_chart.c draw with. Everything is laid out twice: first
 * without a surface, to learn how many pages there will be, then for good. Internal to report/. */
#ifndef REPORT_PDF_H
#define REPORT_PDF_H

#include "base/memory.h"
#include "report/chart.h"
#include "report/document.h"
#include <pango/pangocairo.h>

/* Points. The sheet is A4, the text area that of official papers (GB/T 9704): 156 by 225 mm, 28 mm from the left and 37
 * mm from the top. */
#define MM              (72 / 25.4)
#define PDF_PAGE_WIDTH  (210 * MM)
#define PDF_PAGE_HEIGHT (297 * MM)
#define PDF_LEFT        (28 * MM)
#define PDF_WIDTH       (156 * MM)
#define PDF_TOP         (37 * MM)
#define PDF_BOTTOM      (PDF_TOP + 225 * MM)

#define PDF_MAX_HEADINGS 4 /* above one another; more are drawn before */

enum pdf_face { PDF_SERIF, PDF_SERIF_BOLD, PDF_SANS, PDF_SANS_BOLD, PDF_FACE_COUNT_ };
enum pdf_align { PDF_ALIGN_LEFT, PDF_ALIGN_CENTER, PDF_ALIGN_RIGHT, PDF_ALIGN_BOTH };

/* How a text is set. */
struct pdf_style {
	enum pdf_face face;
	double size, pitch; /* of a letter, from line to line */
	enum pdf_align align;
	double indent; /* of the first line of a paragraph, in letters */
	uint32_t color;
};

struct pdf {
	const json_t *document;
	enum language language;
	cairo_surface_t *surface;
	cairo_t *cr; /* NULL while pages are counted */
	PangoFontMap *fonts;
	PangoContext *context;
	PangoFontDescription *faces[PDF_FACE_COUNT_];
	int page, n_pages;
	double y; /* where the next thing goes */
	struct strbuf out;
	struct arena *arena;                      /* of the document */
	const json_t *headings[PDF_MAX_HEADINGS]; /* that wait for what they are above */
	size_t n_headings;
	char *error;
	size_t error_size;
	bool failed;
};

/* The next page, and room for something so high: on this page, or on the next one. */
void pdf_next_page(struct pdf *pdf);
void pdf_need(struct pdf *pdf, double height);
void pdf_space(struct pdf *pdf, double height); /* none at the top of a page */
/* Room for something so high that stays whole where a page can hold it, below the headings that wait for it. */
void pdf_begin_block(struct pdf *pdf, double height);

/* A text set in lines `width` wide; to be freed by g_object_unref. Control characters are left out; a character no font
 * has fails the whole file. */
PangoLayout *pdf_set(struct pdf *pdf, const char *text, const struct pdf_style *style, double width);
int pdf_lines(PangoLayout *set);
/* Lines [first, first + n) below each other, the first one's upper edge at y. */
void pdf_draw(struct pdf *pdf, PangoLayout *set, const struct pdf_style *style, double x, double y, double width,
	      int first, int n);
/* How a style is in the document's language: English prose is not indented nor spread. */
struct pdf_style pdf_styled(const struct pdf *pdf, const struct pdf_style *style);
/* Width of a text in one line. */
double pdf_width(struct pdf *pdf, const char *text, const struct pdf_style *style);
/* How many lines a text takes. */
int pdf_lines_within(struct pdf *pdf, const char *text, const struct pdf_style *style, double width);
/* The longest Latin word of a text, which no line should tear apart; in bytes, 0 when there is none. */
size_t pdf_longest_word(const char *text, const char **ret_word);
/* The width, at most room, at which its lines are about equally long: titles and headings end in no single letter. */
double pdf_balanced(struct pdf *pdf, const char *text, const struct pdf_style *style, double room);
/* A text at the place reached, over as many pages as it takes; never fewer than `together` lines at once. */
void pdf_text(struct pdf *pdf, const char *text, const struct pdf_style *style, int together);

void pdf_color(struct pdf *pdf, uint32_t color);
void pdf_rule(struct pdf *pdf, double x, double y, double width, double stroke, uint32_t color);

void pdf_table(struct pdf *pdf, const json_t *table);
void pdf_chart(struct pdf *pdf, const json_t *block);
/* The shapes of a chart at the origin of pdf->cr, whatever surface that is of. */
void pdf_draw_chart(struct pdf *pdf, const struct chart *chart);

/* Letters go out by themselves: what follows them begins a page. */
bool ends_in_a_letter(const json_t *document);

/* A pdf that has its fonts and nothing else yet; the first error is written to ret_error. */
void pdf_open_faces(struct pdf *pdf, const json_t *document, char *ret_error, size_t error_size);
void pdf_close_faces(struct pdf *pdf);

#endif
