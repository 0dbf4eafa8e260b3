/* Text within HTML, SVG and XML. */
#ifndef BASE_MARKUP_H
#define BASE_MARKUP_H

#include <stdio.h>

/* Writes text so that it is text and nothing else, within elements and quoted attributes; control characters XML does
 * not know are left out. Line feeds are written as line_feed: "<br/>", " " … */
void markup_write(FILE *out, const char *text, const char *line_feed);
/* An element's beginning, its text and its end. */
void markup_element(FILE *out, const char *open, const char *text, const char *close);

#endif
