/* Texts as they are searched: capitals small, full-width forms half-width, blanks left out, signs told apart from
 * letters. What people type and what stands in a text then compare byte by byte. */
#ifndef BASE_PLAIN_H
#define BASE_PLAIN_H

#include <stddef.h>
#include <stdint.h>

#define PLAIN_BREAK 0 /* what plain_character gives for a sign, which parts */
#define PLAIN_BLANK 1 /* what it gives for a blank, which does not count */

/* A character as it is searched, or one of the two above. */
uint32_t plain_character(uint32_t c);
/* Writes a character as UTF-8, at most 4 bytes without NUL; returns them. */
size_t plain_encode(uint32_t c, char *out);
/* A text as it is searched, in fresh memory: signs that stand together are one blank, and so is the blank between two
 * Latin words or numbers; no blank at the ends. What is not UTF-8 parts like a sign. */
char *plain_text(const char *text);
/* A title and a text so, a line each. */
char *plain_title_and_text(const char *title, const char *text);
/* Where a text first has a word that plain_text made: bytes [*ret_begin, *ret_end) of the text as it was typed. 0, or
 * -1 when it has it nowhere or the word is empty. */
int plain_find(const char *text, const char *word, size_t *ret_begin, size_t *ret_end);

#endif
