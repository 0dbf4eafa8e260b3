/* Text in lines of so many cells, as terminals and plain text files show it: Chinese takes two, words of letters and
 * digits stay whole, no line begins with 。 or ends with （. Rows of cells side by side. */
#ifndef BASE_LINES_H
#define BASE_LINES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LINES_GAP 2 /* cells between columns */

/* The line that text begins with, at most `cells` wide but for a closing mark that hangs over; to be freed. *text moves
 * behind it and the blanks that follow. */
char *lines_take(const char **text, size_t cells);
/* As many blanks. */
void lines_pad(FILE *out, size_t cells);
/* A text in lines of `width` cells, the first one indented; an empty text is an empty line. */
void lines_write(FILE *out, const char *text, size_t width, size_t first_indent);
void lines_write_centred(FILE *out, const char *text, size_t width);
/* So that `margin` cells stay free at the right; too long a text begins at the left. */
void lines_write_right(FILE *out, const char *text, size_t width, size_t margin);
/* A line across. */
void lines_write_across(FILE *out, char mark, size_t width);

/* Cells of the longest word of a text, of letters and digits; one that is too long to be a word (an address) is none.
 */
size_t lines_longest_word(const char *text);
/* Takes cells from the widest of the columns from `first` on until all of them, with the gaps, fit into width; none
 * gets narrower than least, nor, as long as others can give, than its longest word (NULL: words may be torn). */
void lines_fit_columns(size_t *widths, const size_t *words, size_t n, size_t first, size_t width, size_t least);
/* Cells side by side, wrapped each in its column; to_right tells which stand at the right of theirs (NULL: none). Line
 * feeds in cells are blanks. */
void lines_write_row(FILE *out, const char *const *cells, const size_t *widths, const bool *to_right, size_t n);

#endif
