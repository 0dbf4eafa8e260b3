/* How cells look. A format is made when it is first asked for. */
#include "sheet/workbook_internal.h"

#define COLOR_HEAD  0xE7EEF7 /* a pale blue: headings */
#define COLOR_LINES 0xA6A6A6

lxw_format *book_look(struct book *book, enum book_look look)
{
	lxw_format **format = &book->looks[look];

	if (*format)
		return *format;
	*format = workbook_add_format(book->workbook);
	format_set_align(*format, LXW_ALIGN_VERTICAL_CENTER);
	switch (look) {
	case LOOK_TITLE:
		format_set_bold(*format);
		format_set_font_size(*format, 16);
		break;
	case LOOK_HEAD:
		format_set_bold(*format);
		format_set_align(*format, LXW_ALIGN_CENTER);
		format_set_bg_color(*format, COLOR_HEAD);
		format_set_border(*format, LXW_BORDER_THIN);
		format_set_border_color(*format, COLOR_LINES);
		format_set_text_wrap(*format);
		break;
	case LOOK_NOTE:
		format_set_text_wrap(*format);
		format_set_font_color(*format, 0x595959);
		break;
	case LOOK_PROSE:
		format_set_text_wrap(*format);
		break;
	case LOOK_LINE:
	case LOOK_COUNT_:
		break;
	}
	return *format;
}

/* "@" keeps what a person types in such a cell as it is typed: 0012, 1-2. */
static void number_format(enum cell_kind kind, int decimals, char out[24])
{
	const char *point = decimals ? "." : "", *sign = kind == CELL_PERCENT ? "%" : "";

	if (kind == CELL_TEXT)
		snprintf(out, 24, "@");
	else if (kind == CELL_DAY)
		snprintf(out, 24, "yyyy\\-mm\\-dd");
	else if (kind == CELL_INTEGER)
		snprintf(out, 24, "0");
	else
		snprintf(out, 24, "0%s%.*s%s", point, decimals, "000000", sign);
}

lxw_format *book_format(struct book *book, enum cell_kind kind, int decimals, bool bold, bool broken)
{
	lxw_format **format = &book->formats[kind][decimals][bold][broken];
	char text[24];

	if (*format)
		return *format;
	*format = workbook_add_format(book->workbook);
	number_format(kind, decimals, text);
	/* A long text under "@" is shown as ##### by Excel: broken ones are left general. */
	if (!broken)
		format_set_num_format(*format, text);
	if (broken)
		format_set_text_wrap(*format);
	if (bold)
		format_set_bold(*format);
	format_set_align(*format, LXW_ALIGN_VERTICAL_CENTER);
	format_set_border(*format, LXW_BORDER_THIN);
	format_set_border_color(*format, COLOR_LINES);
	return *format;
}

lxw_format *book_column_format(struct book *book, enum cell_kind kind)
{
	lxw_format **format = &book->kinds[kind];
	char text[24];

	if (*format)
		return *format;
	*format = workbook_add_format(book->workbook);
	number_format(kind, 0, text);
	format_set_num_format(*format, text);
	format_set_align(*format, LXW_ALIGN_VERTICAL_CENTER);
	return *format;
}
