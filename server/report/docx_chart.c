/* Charts of a Word document: pictures of what the PDF draws, fine enough for paper. */
#include "base/markup.h"
#include "report/docx.h"

#include <math.h>

#define PIXELS  (200 / 72.0) /* of a point: 200 to the inch */
#define EMU     12700        /* of a point: what drawings are measured in */
#define DRAWING "http://schemas.openxmlformats.org/drawingml/2006/"

static cairo_status_t write_bytes(void *arg, const unsigned char *bytes, unsigned n)
{
	strbuf_add(arg, (const char *)bytes, n);
	return CAIRO_STATUS_SUCCESS;
}

static void write_drawing(struct docx *docx, const struct chart *chart)
{
	long cx = lround(chart->width * EMU), cy = lround(chart->height * EMU);
	size_t id = docx->n_pictures;

	fprintf(docx->out,
		"<w:p><w:pPr><w:pStyle w:val=\"Picture\"/></w:pPr><w:r><w:drawing>"
		"<wp:inline xmlns:wp=\"" DRAWING
		"wordprocessingDrawing\" distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">"
		"<wp:extent cx=\"%ld\" cy=\"%ld\"/><wp:docPr id=\"%zu\" name=\"chart%zu\" descr=\"",
		cx, cy, id, id);
	markup_write(docx->out, chart->description, " ");
	fprintf(docx->out,
		"\"/><a:graphic xmlns:a=\"" DRAWING "main\"><a:graphicData uri=\"" DRAWING "picture\">"
		"<pic:pic xmlns:pic=\"" DRAWING "picture\"><pic:nvPicPr><pic:cNvPr id=\"%zu\" name=\"chart%zu.png\"/>"
		"<pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip r:embed=\"rIdChart%zu\"/><a:stretch><a:fillRect/>"
		"</a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"%ld\" "
		"cy=\"%ld\"/></a:xfrm>"
		"<a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>"
		"</wp:inline></w:drawing></w:r></w:p>\n",
		id, id, id, cx, cy);
}

void docx_chart(struct docx *docx, const json_t *block)
{
	const struct chart *chart = chart_layout(docx->document, block, PDF_WIDTH, docx->arena);
	struct pdf *faces = &docx->faces;

	if (!chart)
		return;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(chart->width * PIXELS),
							      (int)ceil(chart->height * PIXELS));
	faces->cr = cairo_create(surface);
	cairo_scale(faces->cr, PIXELS, PIXELS);
	pdf_color(faces, 0xffffff);
	cairo_paint(faces->cr);
	pdf_draw_chart(faces, chart);
	cairo_destroy(faces->cr);
	faces->cr = NULL;
	docx->pictures = hy_xrealloc(docx->pictures, (docx->n_pictures + 1) * sizeof *docx->pictures);
	docx->pictures[docx->n_pictures] = (struct strbuf){ 0 };
	cairo_surface_write_to_png_stream(surface, write_bytes, &docx->pictures[docx->n_pictures++]);
	cairo_surface_destroy(surface);
	write_drawing(docx, chart);
	docx_paragraph(docx, "PictureTitle", chart->title, false);
}
