/* The result of a verb: sentences, facts and tables in order, printed the way --output asks. */
#ifndef REPORT_H
#define REPORT_H

#include "table.h"

struct report;
struct report *report_new(void);
/* A sentence of its own line; member key in JSON. */
void report_line(struct report *report, const char *key, const char *sentence);
/* "title: value"; left out of tables when value is empty. */
void report_fact(struct report *report, const char *key, enum text_id title, const char *value);
void report_number(struct report *report, const char *key, enum text_id title, long long value);
void report_truth(struct report *report, const char *key, enum text_id title, bool value);
/* A table; report owns it, the caller fills it. With quiet_empty an empty one is not shown. */
struct table *report_table(struct report *report, const char *key, const struct column *columns, size_t n_columns,
			   bool quiet_empty);
/* A table made and filled before, whose place is here; report owns it from now on. */
void report_take_table(struct report *report, const char *key, struct table *table);
/* A table under a heading; without rows neither is shown. */
struct table *report_section(struct report *report, const char *key, enum text_id heading, const struct column *columns,
			     size_t n_columns);
struct book;
/* A sheet of its own in a workbook, before the tables; in other forms it is not shown. arg must live until the report
 * is printed. */
void report_sheet(struct report *report, void (*write)(const void *arg, struct book *book), const void *arg);
/* Prints and frees, to standard output or the file of --out. JSON: one object. CSV: the first table, or key and value
 * of the facts when there is none. XLSX: a sheet for each table, then the facts. */
void report_print(struct report *report, const struct client *client);
/* True when a report has been printed in this run. */
bool report_was_printed(void);
/* Frees without printing; NULL is fine. */
void report_free(struct report *report);

#endif
