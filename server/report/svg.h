/* Charts as inline SVG. */
#ifndef REPORT_SVG_H
#define REPORT_SVG_H

#include "report/chart.h"
#include <stdio.h>

/* Writes an <svg> element that fits the width it is given; its title and description are read out by screen readers. */
void svg_write(FILE *out, const struct chart *chart);

#endif
