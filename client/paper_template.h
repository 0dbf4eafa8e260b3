/* Templates of papers: lines of blocks with {{names}} filled from JSON. There is no logic in them beyond sections.
 *
 *   # remark                    left out, as are empty lines
 *   {{#name}} … {{/name}}       lines between are used for each entry of a list, or once when name is true or a text
 * that is not empty; within, names are looked up in the entry first, and {{.}} is the entry
 *   {{^name}} … {{/name}}       used when name is missing, false or empty
 *   word part | part            a block: its word, and its parts with {{names}} filled; missing names are ""
 *
 * A value is never read as template: it cannot bring blocks or parts of its own. What a block looks like, and how its
 * text is escaped, is the format's business (paper_text.c, paper_html.c). */
#ifndef PAPER_TEMPLATE_H
#define PAPER_TEMPLATE_H

#include <jansson.h>

#define PAPER_MAX_PARTS 12 /* of a block: the widest table, of promises, has 8 columns */
#define PAPER_MAX_DEPTH 8  /* of sections in each other; papers have two */

typedef void paper_take(void *arg, const char *word, char *const *parts, size_t n);
/* Hands the blocks of a template to take, one after the other. 0, or the number of the line (from 1) that is wrong: a
 * section that is not closed, closed twice or too deep, a block with too many parts. */
int paper_template_run(const char *text, const json_t *data, paper_take *take, void *arg);

#endif
