/* Inside the layout of charts: a table's columns as numbers, and how shapes are added. */
#ifndef REPORT_CHART_INTERNAL_H
#define REPORT_CHART_INTERNAL_H

#include "domain/reason.h"
#include "report/chart.h"
#include <stdbool.h>

#define CHART_TEXT_SIZE  9.0 /* points, of labels */
#define CHART_SMALL_SIZE 8.0 /* of axes and values */

/* A number of a row and how it is printed; without a value nothing is drawn of it. */
struct chart_value {
	bool has;
	double value;
	const char *text;
};
struct chart_row {
	const char *label;
	struct chart_value *values; /* one for each series */
};
struct chart_data {
	enum language language;
	const char *names[CHART_MAX_SERIES];
	size_t n_series;
	bool percent; /* all series are percentages */
	struct chart_row *rows;
	size_t n_rows;   /* drawn */
	size_t n_hidden; /* of the table beyond CHART_MAX_ROWS */
};
/* What a layout works with. */
struct chart_work {
	struct chart *chart;
	const struct chart_data *data;
	struct arena *arena;
};

/* Adds a shape; what is not told is 0. */
void chart_add(struct chart_work *work, struct chart_shape shape);
void chart_rect(struct chart_work *work, unsigned paint, double x, double y, double width, double height);
void chart_line(struct chart_work *work, unsigned paint, double stroke, double x, double y, double x2, double y2);
/* Cut with … when it is wider than room (0: any width). */
void chart_text(struct chart_work *work, unsigned paint, double size, enum chart_anchor anchor, double x, double y,
		double room, const char *text);
/* The paint of a text that stands on a series. */
unsigned chart_ink_on(unsigned paint);
/* Width of a text: half an em for each cell. */
double chart_text_width(const char *text, double size);
/* The series' names with their colours from y on; returns where it ends. Nothing with one series. */
double chart_legend(struct chart_work *work, double y);
/* "另有 3 行未画，见表。" when rows were left out; returns where it ends. */
double chart_hidden_note(struct chart_work *work, double y);

/* An axis from 0 to top in steps. */
struct chart_axis {
	double top, step;
	int n; /* steps to the top */
};
struct chart_axis chart_axis_for(double highest, bool percent);
/* "20%", "150"; in the arena. */
const char *chart_axis_text(struct chart_work *work, double value);

void chart_lay_bars(struct chart_work *work, bool stacked);
void chart_lay_line(struct chart_work *work);
void chart_lay_donut(struct chart_work *work);

#endif
