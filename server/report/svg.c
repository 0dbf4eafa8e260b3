/* Charts as inline SVG: the shapes one by one, numbers with two decimals so that the same chart is the same bytes. */
#include "report/svg.h"
#include "base/markup.h"
#include <math.h>

static void write_rect(FILE *out, const struct chart_shape *shape)
{
	fprintf(out, "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"#%06x\"/>\n", shape->x,
		shape->y, shape->width, shape->height, chart_color(shape->paint));
}

static void write_line(FILE *out, const struct chart_shape *shape)
{
	fprintf(out, "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"#%06x\" stroke-width=\"%.2f\"/>\n",
		shape->x, shape->y, shape->x2, shape->y2, chart_color(shape->paint), shape->stroke);
}

static void write_sector(FILE *out, const struct chart_shape *shape)
{
	double sin_from = sin(shape->from), cos_from = cos(shape->from), sin_to = sin(shape->to),
	       cos_to = cos(shape->to);
	int large = shape->to - shape->from > M_PI;
	fprintf(out,
		"<path d=\"M%.2f %.2fA%.2f %.2f 0 %d 1 %.2f %.2fL%.2f %.2fA%.2f %.2f 0 %d 0 %.2f %.2fZ\" "
		"fill=\"#%06x\"/>\n",
		shape->x + shape->radius * sin_from, shape->y - shape->radius * cos_from, shape->radius, shape->radius,
		large, shape->x + shape->radius * sin_to, shape->y - shape->radius * cos_to,
		shape->x + shape->inner * sin_to, shape->y - shape->inner * cos_to, shape->inner, shape->inner, large,
		shape->x + shape->inner * sin_from, shape->y - shape->inner * cos_from, chart_color(shape->paint));
}

static void write_text(FILE *out, const struct chart_shape *shape)
{
	static const char *const anchors[] = { "start", "middle", "end" };
	fprintf(out, "<text x=\"%.2f\" y=\"%.2f\" font-size=\"%.1f\" text-anchor=\"%s\" fill=\"#%06x\">", shape->x,
		shape->y, shape->size, anchors[shape->anchor], chart_color(shape->paint));
	markup_write(out, shape->text, " ");
	fputs("</text>\n", out);
}

static void write_shape(FILE *out, const struct chart_shape *shape)
{
	switch (shape->kind) {
	case CHART_RECT:
		write_rect(out, shape);
		break;
	case CHART_LINE:
		write_line(out, shape);
		break;
	case CHART_DOT:
		fprintf(out, "<circle cx=\"%.2f\" cy=\"%.2f\" r=\"%.2f\" fill=\"#%06x\"/>\n", shape->x, shape->y,
			shape->radius, chart_color(shape->paint));
		break;
	case CHART_SECTOR:
		write_sector(out, shape);
		break;
	case CHART_TEXT:
		write_text(out, shape);
		break;
	}
}

void svg_write(FILE *out, const struct chart *chart)
{
	fprintf(out, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %.0f %.0f\" role=\"img\">\n<title>",
		chart->width, ceil(chart->height));
	markup_write(out, chart->title, " ");
	fputs("</title>\n<desc>", out);
	markup_write(out, chart->description, " ");
	fputs("</desc>\n", out);
	for (size_t i = 0; i < chart->n_shapes; i++)
		write_shape(out, &chart->shapes[i]);
	fputs("</svg>\n", out);
}
