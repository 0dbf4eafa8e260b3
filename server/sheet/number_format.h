/* How Excel shows a number: formats of cells, and serial numbers as days. Internal to sheet/. */
#ifndef SHEET_NUMBER_FORMAT_H
#define SHEET_NUMBER_FORMAT_H

#include <stdbool.h>
#include <stddef.h>

enum number_kind { NUMBER_GENERAL, NUMBER_FIXED, NUMBER_DAY, NUMBER_MOMENT, NUMBER_TIME };
struct number_format {
	enum number_kind kind;
	/* NUMBER_FIXED: */
	unsigned decimals, min_digits; /* after the point; before it, filled with zeros */
	bool percent;                  /* 0.95 shows 95% */
	char before[32], after[32];    /* words around the number, as in "第"0"号" */
};

/* The format of a code such as yyyy"年"m"月"d"日" or 0.00%; of its sections the first. */
void number_format_read(struct number_format *format, const char *code);
/* A built-in one by its number, those of Chinese Excel included. */
void number_format_builtin(struct number_format *format, unsigned id);

#define NUMBER_TEXT 160
/* What Excel shows, but days as YYYY-MM-DD, with " HH:MM" when the format has the time, and no separators of thousands.
 * value is finite. Returns out. */
char *number_show(double value, const struct number_format *format, bool from_1904, char out[NUMBER_TEXT]);

#endif
