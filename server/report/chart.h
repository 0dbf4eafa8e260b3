/* Charts as shapes: what is drawn of a table and where, without drawing it. SVG (svg.c) and cairo (render_pdf) draw the
 * same shapes and decide nothing. Pure: the same table gives the same shapes. */
#ifndef REPORT_CHART_H
#define REPORT_CHART_H

#include "base/memory.h"
#include <jansson.h>
#include <stdint.h>

/* Rows drawn: with more the chart would be longer than an A4 page; a line below it says how many are left out. */
#define CHART_MAX_ROWS 40
/* Series, and sectors of a donut: colours of their own that a black-and-white printer keeps apart. */
#define CHART_MAX_SERIES 6

/* Lengths are points, from the upper left corner, y downwards. */
enum chart_shape_kind {
	CHART_RECT,   /* x, y, width, height */
	CHART_LINE,   /* x, y to x2, y2, `stroke` wide */
	CHART_DOT,    /* around x, y with radius */
	CHART_SECTOR, /* of a ring around x, y: between the radii inner and radius, angles from, to (less than a turn)
		       */
	CHART_TEXT,   /* baseline at y; x is the start, middle or end as `anchor` says */
};
enum chart_anchor { CHART_START, CHART_MIDDLE, CHART_END };
/* What a shape is painted with. */
enum chart_paint {
	CHART_SERIES,                 /* CHART_SERIES + 0 … CHART_MAX_SERIES - 1 */
	CHART_INK = CHART_MAX_SERIES, /* texts */
	CHART_FAINT,                  /* small texts, axes */
	CHART_GRID,                   /* lines behind */
	CHART_SURFACE,                /* the paper */
	CHART_PAINT_COUNT_
};
struct chart_shape {
	enum chart_shape_kind kind;
	unsigned paint;                                                      /* enum chart_paint */
	double x, y, x2, y2, width, height, stroke, radius, inner, from, to; /* angles: radians, 0 is up, clockwise */
	enum chart_anchor anchor;
	double size; /* of the text, its em */
	const char *text;
};
struct chart {
	double width, height;
	const char *title;       /* for renderers: "" when it has none */
	const char *description; /* in words, for who cannot see it */
	struct chart_shape *shapes;
	size_t n_shapes, size;
};
/* The chart of a block of the document, `width` points wide; in the arena. NULL when its table is missing or has
 * nothing to draw. */
const struct chart *chart_layout(const json_t *document, const json_t *block, double width, struct arena *arena);
/* 0xRRGGBB. */
uint32_t chart_color(unsigned paint);

#endif
