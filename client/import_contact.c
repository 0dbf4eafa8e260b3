/* Day and method of contact in one cell, as the column 见面日期/方式 of printed ledgers has them. */
#include "base/date.h"
#include "import_rows.h"

#include <stdlib.h>
#include <string.h>

#define MAX_DAY_BYTES 96 /* no way of writing a day is longer: base/date_written.c */

/* Bytes at the beginning of a text that are a day, as long as possible; 0 for none. */
static size_t day_length(const char *cell)
{
	int month, of_month;
	hy_day day;
	for (size_t len = strnlen(cell, MAX_DAY_BYTES); len; len--) {
		char *start = hy_xstrndup(cell, len);
		bool is_day =
			((unsigned char)cell[len] & 0xC0) != 0x80 &&
			(day_parse_written(start, &day) == 0 || day_parse_yearless(start, &month, &of_month) == 0);
		free(start);
		if (is_day)
			return len;
	}
	return 0;
}

/* A part of the cell that has day and method of contact, as the field it is. */
static int read_part(struct import_rows *rows, const struct import_words *words, struct import_line *line,
		     enum import_field_id id, const char *part)
{
	struct refusal refusal = { 0 };
	if (!*part || *line->values[id])
		return 0;
	line->from[id] = FIELD_ID_contact;
	if (import_value_read(words, &import_fields[id], rows->arena, part, &line->values[id], &refusal) == 0)
		return 0;
	import_rows_fault(rows, line->grid_row, FIELD_ID_contact, &refusal);
	return -1;
}

/* Bytes of a sign that stands between day and method, or around them. */
static size_t contact_sign(const char *p)
{
	static const char *const signs[] = { " ", "/", ",", ";", "|", "(", ")", "、", "，", "；", "：", "（", "）" };
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strncmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

int import_contact_split(struct import_rows *rows, const struct import_words *words, struct import_line *line)
{
	const char *both = line->values[FIELD_ID_contact];
	size_t len = day_length(both);
	char *day = arena_printf(rows->arena, "%.*s", (int)(len ? len : strlen(both)), both);
	char *method = arena_strdup(rows->arena, len ? both + len : ""), *out = method;
	for (const char *p = method; *p;) {
		size_t sign = contact_sign(p);
		if (!sign)
			*out++ = *p;
		p += sign ? sign : 1;
	}
	*out = '\0';
	if (read_part(rows, words, line, FIELD_ID_contacted_on, day) != 0)
		return -1;
	return read_part(rows, words, line, FIELD_ID_contact_method, method);
}
