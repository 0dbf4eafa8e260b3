/* Tables: columns stand under each other in cells, also with Chinese; JSON and CSV hold the same rows. */
#include "table.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>

static const struct column columns[] = {
	{ "office", TXT_COL_RATE_OFFICE, COLUMN_TEXT },
	{ "assigned", TXT_COL_ASSIGNED, COLUMN_NUMBER },
	{ "late", TXT_COL_LATE_ENTRY, COLUMN_YES },
	{ "case", TXT_COL_CASE, COLUMN_FIXED },
};

static struct table *make_table(void)
{
	struct table *table = table_new(columns, 4);
	table_row(table, ROW_PLAIN);
	table_cell(table, "市交通运输局");
	table_cell_number(table, 7);
	table_cell(table, "");
	table_cell(table, "20230045");
	table_row(table, ROW_BAD);
	table_cell(table, "a\nb");
	table_cell_number(table, 12345);
	table_cell(table, "补录");
	table_cell(table, "s9");
	return table;
}

static char *text_of(const struct table *table, size_t width, bool color)
{
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	table_write_text(table, out, width, color);
	fclose(out);
	return text;
}

/* Cells before the first occurrence of what in the line that holds it. */
static int place_of(const char *text, const char *what)
{
	const char *found = strstr(text, what);
	assert_non_null(found);
	const char *begin = found;
	while (begin > text && begin[-1] != '\n')
		begin--;
	char line[400];
	assert_true((size_t)(found - begin) < sizeof line);
	memcpy(line, begin, (size_t)(found - begin));
	line[found - begin] = '\0';
	return text_width(line);
}

static void aligns_chinese(void **state)
{
	(void)state;
	struct table *table = make_table();
	char *text = text_of(table, 0, false);
	assert_int_equal(place_of(text, "20230045"), place_of(text, "案号"));
	assert_int_equal(place_of(text, "20230045"), place_of(text, "s9"));
	assert_int_equal(place_of(text, "7 ") + 1, place_of(text, "12345") + 5); /* numbers end together */
	assert_null(strstr(text, "\\x"));
	assert_null(strstr(text, "\033"));
	assert_non_null(strstr(text, "a b"));
	free(text);
	table_free(table);
}

static void keeps_to_the_terminal(void **state)
{
	(void)state;
	struct table *table = make_table();
	table_row(table, ROW_PLAIN);
	table_cell(table, "一个非常非常非常非常非常非常非常非常非常非常长的单位名称");
	table_cell_number(table, 1);
	table_cell(table, "");
	table_cell(table, "20230046");
	char *text = text_of(table, 40, true);
	char *rest = text, *line;
	int lines = 0;
	while ((line = strsep(&rest, "\n"))) {
		char *color = strstr(line, "\033");
		if (!color)
			assert_true(text_width(line) <= 40);
		lines++;
	}
	assert_int_equal(lines, 5); /* heading, three rows, the end */
	free(text);
	table_free(table);
}

static void colours_bad_rows(void **state)
{
	(void)state;
	struct table *table = make_table();
	char *text = text_of(table, 80, true);
	assert_non_null(strstr(text, "\033[31m"));
	free(text);
	table_free(table);
}

static void gives_typed_json(void **state)
{
	(void)state;
	struct table *table = make_table();
	json_t *list = table_json(table);
	assert_int_equal(json_array_size(list), 2);
	json_t *row = json_array_get(list, 1);
	assert_string_equal(json_string_value(json_object_get(row, "office")), "a\nb");
	assert_int_equal(json_integer_value(json_object_get(row, "assigned")), 12345);
	assert_true(json_is_true(json_object_get(row, "late")));
	assert_true(json_is_false(json_object_get(json_array_get(list, 0), "late")));
	json_decref(list);
	table_free(table);
}

static void gives_csv_with_bom(void **state)
{
	(void)state;
	struct table *table = make_table();
	char *text = NULL;
	size_t len;
	FILE *out = open_memstream(&text, &len);
	table_write_csv(table, out);
	fclose(out);
	const char *head = "\xef\xbb\xbf"
			   "office,assigned,late,case\r\n市交通运输局,7,,20230045\r\n";
	assert_memory_equal(text, head, strlen(head));
	assert_non_null(strstr(text, "\"a\nb\",12345,补录,s9\r\n"));
	free(text);
	table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(aligns_chinese),     cmocka_unit_test(keeps_to_the_terminal),
		cmocka_unit_test(colours_bad_rows),   cmocka_unit_test(gives_typed_json),
		cmocka_unit_test(gives_csv_with_bom),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
