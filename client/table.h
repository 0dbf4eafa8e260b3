/* Tables of text cells, printed as an aligned table (libsmartcols), as JSON or as CSV. */
#ifndef TABLE_H
#define TABLE_H

#include "client.h"
#include "texts.h"
#include <jansson.h>
#include <stdio.h>

/* What a column holds; numbers and yes/no become numbers and true/false in JSON. */
enum column_kind {
	COLUMN_TEXT,   /* cut on a narrow terminal, but not below COLUMN_MIN_TEXT cells */
	COLUMN_FIXED,  /* text that is never cut: numbers of cases, days */
	COLUMN_NUMBER, /* right-aligned; "" is null */
	COLUMN_YES,    /* any text is true, "" false */
	COLUMN_NAME,   /* names of offices: cut only when all else does not help */
	COLUMN_WRAP,   /* long content: goes on in lines below, at least COLUMN_MIN_WRAP cells wide */
	/* For programs texts as they were printed; in sheets numbers to calculate with: */
	COLUMN_PERCENT, /* "95.03" */
	COLUMN_POINTS,  /* "+1.20", a difference of percentages */
};
#define COLUMN_KIND 0x0f /* mask of the kind; the bits above say what to do on a narrow terminal: */
/* Left out when the table does not fit: higher ranks (1 to 15) first. Without a rank a column always stays. */
#define COLUMN_DROP(rank) ((unsigned)(rank) << 4)
/* On the first column: a table that does not fit becomes a block of lines for each row. */
#define COLUMN_BLOCKS 0x100u
/* Left out of text when no row has anything in it. */
#define COLUMN_IF_ANY 0x200u
/* On a column that wraps: the table is laid out for TABLE_READABLE cells where there is no terminal too. For prose that
 * nobody looks for by line. */
#define COLUMN_FOLD     0x400u
#define TABLE_READABLE  100
#define COLUMN_MIN_TEXT 16 /* eight Chinese characters: enough to know a title again */
#define COLUMN_MIN_WRAP 30 /* fifteen: shorter lines of prose cannot be read */

struct column {
	const char *key;    /* in JSON and CSV */
	enum text_id title; /* in tables */
	unsigned kind;      /* enum column_kind and the flags above */
};

enum row_mark { ROW_PLAIN, ROW_BAD, ROW_SOON, ROW_STRONG };

struct table;
/* columns is borrowed and must outlive the table. */
struct table *table_new(const struct column *columns, size_t n_columns);
void table_free(struct table *table); /* NULL is fine */
/* Headings in place of the columns' own, where not NULL; borrowed until the table is printed. */
void table_titles(struct table *table, const char *const *titles);
/* Begins a row; cells are then added from left to right, missing ones are empty. */
void table_row(struct table *table, enum row_mark mark);
void table_cell(struct table *table, const char *text); /* copied; NULL is "" */
void table_cell_number(struct table *table, long long number);
size_t table_rows(const struct table *table);

/* Writes the table with its headings. width: cells to keep to, 0 for as wide as needed. */
void table_write_text(const struct table *table, FILE *out, size_t width, bool color);
/* Writes header (keys) and rows as CSV with BOM. */
void table_write_csv(const struct table *table, FILE *out);
/* As the next sheet of a workbook, headings in the language of the run; columns that hold days or percentages and
 * nothing else are days and percentages there. */
struct book;
void table_write_sheet(const struct table *table, struct book *book, const char *name);
/* An array of objects; the caller owns it. */
json_t *table_json(const struct table *table);

#endif
