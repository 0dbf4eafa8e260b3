/* Writing of csv.h: RFC 4180, and safe to open in a spreadsheet. */
#include <stdbool.h>
#include <string.h>

#include "base/csv.h"

/* True for -12, +3.5 and the like: a spreadsheet takes them for what they are. */
static bool is_number(const char *cell)
{
	size_t digits;

	cell += strspn(cell, "+-") == 1;
	digits = strspn(cell, "0123456789");
	cell += digits;
	if (*cell == '.')
		cell += 1 + strspn(cell + 1, "0123456789");
	return digits > 0 && *cell == '\0';
}

/* True when a spreadsheet would run the cell as a formula. The list is OWASP's (CSV injection), with the full-width
 * forms that East Asian versions take too. */
static bool is_formula(const char *cell)
{
	static const char *const starts[] = { "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠" };

	if (is_number(cell))
		return false;
	for (size_t i = 0; i < sizeof(starts) / sizeof(*starts); i++)
		if (strncmp(cell, starts[i], strlen(starts[i])) == 0)
			return true;
	return false;
}

static bool needs_quotes(const char *cell)
{
	size_t len = strlen(cell);

	return cell[strcspn(cell, ",\"\r\n")] || (len && (strchr(" \t", cell[0]) || strchr(" \t", cell[len - 1])));
}

static void write_cell(FILE *out, const char *cell, bool only)
{
	bool formula = is_formula(cell);
	/* A row of one empty cell would be a blank line, which readers skip. */
	bool quotes = needs_quotes(cell) || (only && !*cell);

	if (quotes)
		fputc('"', out);
	if (formula)
		fputc('\'', out);
	for (const char *p = cell; *p; p++) {
		if (*p == '"')
			fputc('"', out);
		fputc(*p, out);
	}
	if (quotes)
		fputc('"', out);
}

void csv_write_row(FILE *out, const char *const *cells, size_t n, bool bom)
{
	if (bom)
		fputs("\xef\xbb\xbf", out);
	for (size_t i = 0; i < n; i++) {
		if (i)
			fputc(',', out);
		write_cell(out, cells[i], n == 1);
	}
	fputs("\r\n", out);
}
