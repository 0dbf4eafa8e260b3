/* Formats of papers: blocks of a template as aligned text or as an HTML page for A4. */
#ifndef PAPER_FORMAT_H
#define PAPER_FORMAT_H

#include "domain/reason.h"
#include <stdbool.h>
#include <stdio.h>

/* Blocks a template may have:
 *   head TEXT         letterhead            split LEFT | RIGHT   a line with two ends
 *   title TEXT        title of the paper    right TEXT           upper right: the class letter
 *   to TEXT           addressee             p TEXT               paragraphs, one for each line of the text
 *   sign TEXT         signature, date       note TEXT            small print
 *   rule              a line across         gap                  an empty line
 *   field NAME | TEXT a row of a form       table HEAD | …       a list's headings, followed by
 *   row TEXT | …                            its rows */
enum paper_word {
	PAPER_HEAD,
	PAPER_SPLIT,
	PAPER_TITLE,
	PAPER_RIGHT,
	PAPER_TO,
	PAPER_P,
	PAPER_SIGN,
	PAPER_NOTE,
	PAPER_RULE,
	PAPER_GAP,
	PAPER_FIELD,
	PAPER_TABLE,
	PAPER_ROW,
	PAPER_WORD_COUNT_
};

/* Rows of a form or a list that belong together, until another block comes. Owned. */
struct paper_rows {
	enum paper_word word; /* of the rows: PAPER_FIELD, PAPER_ROW */
	char ***cells;
	size_t n, n_cells;
};
struct paper_out {
	FILE *out;
	const struct paper_format *format;
	bool begun; /* a paper was written: the next one begins on a new page */
	struct paper_rows rows;
};
struct paper_format {
	const char *name;                                                                  /* of --format */
	void (*begin)(struct paper_out *paper, const char *title, enum language language); /* the file */
	void (*page)(struct paper_out *paper);                                             /* a paper */
	void (*block)(struct paper_out *paper, enum paper_word word, char *const *parts, size_t n);
	void (*rows)(struct paper_out *paper,
		     const struct paper_rows *rows); /* the first is the headings, not of a form */
	void (*page_end)(struct paper_out *paper);
	void (*end)(struct paper_out *paper);
};
extern const struct paper_format paper_text, paper_html;

/* Takes a template's blocks (paper_take); arg is the struct paper_out. Ends the process for a word it does not know:
 * templates are part of the program. */
void paper_block(void *arg, const char *word, char *const *parts, size_t n);
/* The next paragraph of a text, a line without the blanks a writer indented it with (the paper does that itself): its
 * beginning, in the text, and its bytes. *text moves behind it. NULL when there is none left; empty lines are none. */
const char *paper_paragraph(const char **text, size_t *ret_len);
/* Begins and ends one paper. */
void paper_begin(struct paper_out *paper);
void paper_end(struct paper_out *paper);

#endif
