/* Lists that drop down in the cells of a column. */
#include "sheet/workbook_internal.h"

#include <string.h>

#define MOST_CHOICES      100
#define MOST_CHOICE_BYTES 255 /* of all, with a comma between two: Excel's own limit */

void book_choices(struct book *book, size_t column, const char *const *texts)
{
	char *list[MOST_CHOICES + 1];
	lxw_data_validation validation = { .validate = LXW_VALIDATION_TYPE_LIST, .value_list = list };
	size_t n = 0, bytes = 0;

	for (; texts[n] && n < MOST_CHOICES; n++) {
		list[n] = (char *)texts[n]; /* libxlsxwriter copies it */
		bytes += strlen(texts[n]) + 1;
	}
	list[n] = NULL;
	if (n == 0 || texts[n] || bytes > MOST_CHOICE_BYTES || column >= book->at.n_columns ||
	    book->at.next <= book->at.head + 1)
		return;
	book_check(book, worksheet_data_validation_range(book->at.sheet, book->at.head + 1, (lxw_col_t)column,
							 book->at.next - 1, (lxw_col_t)column, &validation));
}
