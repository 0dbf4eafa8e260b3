/* The parts of a workbook that cells depend on. Internal to xlsx*.c. */
#ifndef SHEET_XLSX_H
#define SHEET_XLSX_H

#include "sheet/grid_build.h"
#include "sheet/number_format.h"
#include "sheet/package.h"

/* Texts that cells share; rich text is joined, readings (ruby) are left out. */
struct xlsx_strings {
	struct arena *arena; /* borrowed: the grid's */
	char **list;
	size_t n, room;
};
/* Formats by the number a cell names in its attribute s. */
struct xlsx_styles {
	struct number_format *formats;
	size_t n;
};
int xlsx_read_strings(struct package *package, const char *part, struct xlsx_strings *strings);
void xlsx_strings_clear(struct xlsx_strings *strings);
int xlsx_read_styles(struct package *package, const char *part, struct xlsx_styles *styles);
void xlsx_styles_clear(struct xlsx_styles *styles);

struct xlsx_book {
	struct package *package;
	struct xlsx_strings strings;
	struct xlsx_styles styles;
	bool from_1904;
};
/* Reads the cells of a sheet into the builder. */
int xlsx_read_sheet(const struct xlsx_book *book, const char *part, struct grid_builder *builder);

/* Text that comes in pieces, up to GRID_MAX_CELL_BYTES; -1 when that is not enough. */
int xlsx_add_text(struct strbuf *buf, const char *text, size_t len);
/* Makes _x000D_ and the like what they stand for, in place: carriage returns go, other control characters become
 * blanks. */
void xlsx_unescape(char *text);

#endif
