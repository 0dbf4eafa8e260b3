/* The file of an export, written row by row: CSV, a workbook, or JSON. It stands beside its name until it is whole. */
#ifndef EXPORT_FILE_H
#define EXPORT_FILE_H

#include "export_columns.h"

enum export_form { EXPORT_CSV, EXPORT_XLSX, EXPORT_JSON };
struct export_file;

/* Begins the file ("-": standard output); by and rules as in rows. NULL after a sentence. */
struct export_file *export_file_open(const char *path, enum export_form form, unsigned by, const struct rules *rules);
/* What is known at the beginning: the page the cases are of, how many there will be. */
void export_file_begin(struct export_file *file, long long page, long long total);
/* Adds a case: its rows. 0, or -1 after a sentence when it cannot be written. */
int export_file_add(struct export_file *file, const Huiyin__V1__Case *c);
/* Rows added so far. */
long long export_file_rows(const struct export_file *file);
/* Ends it: whole it gets its name, else nothing is left. 0, or -1 after a sentence. Frees. */
int export_file_close(struct export_file *file, bool whole);

#endif
