/* Lists that the server hands out page after page: what to ask for next, when to stop, what to say at the end. */
#ifndef PAGES_H
#define PAGES_H

#include "client.h"
#include "options.h"
#include "report.h"
#include <stdbool.h>
#include <stdint.h>

#define PAGE_SIZE 1000 /* the most a page of the contract holds */

#define PAGES_MAX_LIMIT 1000000 /* rows of --limit: more than a table of Excel has */

/* --limit, or when it is not given: on a screen the usual number of rows; in a file or for a program all there are, for
 * nobody looks there for a sentence that rows are missing. 0, or -1 after a sentence. */
int pages_limit(const struct client *client, const struct arguments *arguments, long usual, long *ret_limit);

/* A list under way:
 *
 *	pages_begin(&pages, limit, PAGE_SIZE);
 *	while (pages_next(&pages, &request.page_size, &request.page_token)) {
 *		… ask, give up or take the rows …
 *		pages_took(&pages, answer->n_rows, answer->next_page_token);
 *	}
 *	pages_end(&pages);
 */
struct pages {
	long left;    /* rows still wanted */
	int32_t most; /* rows of a page */
	char *token;  /* where the next page begins, "" for the first; owned */
	bool more;    /* the server has rows that were not taken; true before the first page */
};
/* Of at most limit rows. most: what the contract lets a page hold. */
void pages_begin(struct pages *pages, long limit, int32_t most);
/* Fills what a request says of its page; the token is borrowed until pages_took. false: the list is at its end. */
bool pages_next(const struct pages *pages, int32_t *ret_size, char **ret_token);
/* Tells of the page that came: its rows, and where the next begins ("" after the last). */
void pages_took(struct pages *pages, size_t n_rows, const char *next_token);
/* Frees the token. more stays readable. */
void pages_end(struct pages *pages);

/* Prints a finished list and says when there is more of it; frees it unprinted after a failure. Returns result. */
int pages_print(struct client *client, struct report *report, int result, bool more);

#endif
