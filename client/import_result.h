/* What became of an import: the same sheet with two columns more. */
#ifndef IMPORT_RESULT_H
#define IMPORT_RESULT_H

#include "import_rows.h"

/* Where it goes when the user names no file: FILE-结果.xlsx beside the file, with a number when there is one that is
 * not an earlier result of the same file as it was written. Fresh memory; NULL when there are too many. */
char *import_result_path(const char *path);
/* Writes it; a file of that name is replaced. 0, or -1 after a sentence. */
int import_result_write(const struct import_rows *rows, const char *path);
/* The word for what became of a row. Static. */
const char *import_fate_word(enum import_fate fate);

#endif
