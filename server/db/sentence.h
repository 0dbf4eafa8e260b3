/* Sentences that say what went wrong, written into a buffer the caller owns. */
#ifndef DB_SENTENCE_H
#define DB_SENTENCE_H

#include <stddef.h>

/* Where the sentence goes. Passed down to whoever knows the reason. */
struct sentence {
	char *text;
	size_t size;
};

/* Writes one line (line breaks become blanks, trailing blanks go, what is too long is cut) and returns -1, so that
 * "return sentence_fail(…)" says both. */
int sentence_fail(const struct sentence *why, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* Makes text one line in place and returns it. */
char *sentence_one_line(char *text);

#endif
