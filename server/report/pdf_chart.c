/* Charts with cairo: the shapes of chart.h, one by one. */
#include "report/pdf.h"

#include <math.h>

#define AROUND 8.0 /* above and below */

static const struct pdf_style title_style = { PDF_SANS_BOLD, 10.5, 18, PDF_ALIGN_CENTER, 0, 0x1a1a1a };

static void draw_text(struct pdf *pdf, const struct chart_shape *shape)
{
	const struct pdf_style style = { PDF_SANS, shape->size, 0, PDF_ALIGN_LEFT, 0, 0 };
	PangoLayout *set = pdf_set(pdf, shape->text, &style, 0);
	PangoLayoutLine *line = pango_layout_get_line_readonly(set, 0);
	PangoRectangle logical;

	pango_layout_line_get_extents(line, NULL, &logical);
	double width = (double)logical.width / PANGO_SCALE;
	double x = shape->x - (shape->anchor == CHART_END ? width : shape->anchor == CHART_MIDDLE ? width / 2 : 0);
	cairo_save(pdf->cr);
	if (shape->anchor == CHART_END && x < 0 &&
	    shape->x > 0) { /* Latin letters are wider than the layout takes them for */
		cairo_scale(pdf->cr, shape->x / width, 1);
		x = 0;
	}
	cairo_move_to(pdf->cr, x, shape->y);
	pango_cairo_show_layout_line(pdf->cr, line);
	cairo_restore(pdf->cr);
	g_object_unref(set);
}

/* Angles of a shape begin above, cairo's at the right. */
static void draw_sector(cairo_t *cr, const struct chart_shape *shape)
{
	double from = shape->from - M_PI / 2, to = shape->to - M_PI / 2;

	cairo_new_path(cr);
	cairo_arc(cr, shape->x, shape->y, shape->radius, from, to);
	cairo_arc_negative(cr, shape->x, shape->y, shape->inner, to, from);
	cairo_close_path(cr);
	cairo_fill(cr);
}

static void draw_shape(struct pdf *pdf, const struct chart_shape *shape)
{
	cairo_t *cr = pdf->cr;

	pdf_color(pdf, chart_color(shape->paint));
	switch (shape->kind) {
	case CHART_RECT:
		cairo_rectangle(cr, shape->x, shape->y, shape->width, shape->height);
		cairo_fill(cr);
		break;
	case CHART_LINE:
		cairo_set_line_width(cr, shape->stroke);
		cairo_move_to(cr, shape->x, shape->y);
		cairo_line_to(cr, shape->x2, shape->y2);
		cairo_stroke(cr);
		break;
	case CHART_DOT:
		cairo_new_path(cr);
		cairo_arc(cr, shape->x, shape->y, shape->radius, 0, 2 * M_PI);
		cairo_fill(cr);
		break;
	case CHART_SECTOR:
		draw_sector(cr, shape);
		break;
	case CHART_TEXT:
		draw_text(pdf, shape);
		break;
	}
}

void pdf_draw_chart(struct pdf *pdf, const struct chart *chart)
{
	for (size_t i = 0; i < chart->n_shapes; i++)
		draw_shape(pdf, &chart->shapes[i]);
}

void pdf_chart(struct pdf *pdf, const json_t *block)
{
	struct arena *arena = arena_new();
	const struct chart *chart = chart_layout(pdf->document, block, PDF_WIDTH, arena);
	double room = PDF_BOTTOM - PDF_TOP - title_style.pitch - 2 * AROUND, scale;

	if (chart) {
		scale = chart->height > room ? room / chart->height : 1;
		pdf_begin_block(pdf, chart->height * scale + 2 * AROUND + title_style.pitch);
		pdf_need(pdf, chart->height * scale + 2 * AROUND + title_style.pitch);
		pdf->y += AROUND;
		if (pdf->cr) {
			cairo_save(pdf->cr);
			cairo_translate(pdf->cr, PDF_LEFT + PDF_WIDTH * (1 - scale) / 2, pdf->y);
			cairo_scale(pdf->cr, scale, scale);
			pdf_draw_chart(pdf, chart);
			cairo_restore(pdf->cr);
		}
		pdf->y += chart->height * scale;
		pdf_text(pdf, chart->title, &title_style, 1);
		pdf_space(pdf, AROUND);
	}
	arena_free(arena);
}
