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

static void leaves_out_what_matters_least(void **state)
{
	static const struct column wide[] = {
		{ "case", TXT_COL_CASE, COLUMN_FIXED },
		{ "title", TXT_COL_TITLE, COLUMN_TEXT },
		{ "office", TXT_FACT_OFFICE, COLUMN_NAME },
		{ "due_on", TXT_COL_DUE_ON, COLUMN_FIXED },
		{ "class", TXT_COL_CLASS, COLUMN_FIXED | COLUMN_DROP(1) },
		{ "state", TXT_COL_STATE, COLUMN_FIXED | COLUMN_DROP(2) },
	};
	(void)state;
	struct table *table = table_new(wide, 6);
	table_row(table, ROW_PLAIN);
	table_cell(table, "20230045");
	table_cell(table, "关于在城区增设社区停车位并开放单位内部停车场的提案");
	table_cell(table, "市交通运输局");
	table_cell(table, "2023-06-30");
	table_cell(table, "A");
	table_cell(table, "已答复");
	char *text = text_of(table, 56, false), *all = text_of(table, 0, false);
	assert_non_null(strstr(text, "20230045  关于在城区增设"));
	assert_non_null(strstr(text, "…"));
	assert_non_null(strstr(text, "市交通运输局  2023-06-30  A"));
	assert_null(strstr(text, "已答复"));               /* the higher rank goes first */
	assert_non_null(strstr(text, txt(TXT_COL_STATE))); /* and is named below */
	assert_null(strstr(all, "…"));
	assert_non_null(strstr(all, "已答复"));
	free(text);
	free(all);
	table_free(table);
}

static void wraps_content_and_makes_blocks(void **state)
{
	static const struct column wrapped[] = {
		{ "version", TXT_FACT_VERSION, COLUMN_NUMBER },
		{ "summary", TXT_COL_SUMMARY, COLUMN_WRAP },
	};
	static const struct column blocks[] = {
		{ "no", TXT_COL_NO, COLUMN_NUMBER | COLUMN_BLOCKS },
		{ "office", TXT_FACT_OFFICE, COLUMN_TEXT },
		{ "class", TXT_COL_CLASS, COLUMN_FIXED },
	};
	(void)state;
	struct table *table = table_new(wrapped, 2), *other = table_new(blocks, 3);
	table_row(table, ROW_PLAIN);
	table_cell_number(table, 1);
	table_cell(table, "一二三四五六七八九十甲乙丙丁戊己庚辛壬癸子丑寅卯");
	char *text = text_of(table, 40, false);
	assert_non_null(strstr(text, "卯"));
	assert_null(strstr(text, "…"));
	assert_true(place_of(text, "卯") >= place_of(text, "一二"));
	free(text);
	table_row(other, ROW_PLAIN);
	table_cell_number(other, 1);
	table_cell(other, "一个名称很长很长很长的单位");
	table_cell(other, "");
	text = text_of(other, 20, false);
	assert_non_null(strstr(text, "一个名称很长很长很长的单位\n")); /* whole, on a line of its own */
	assert_null(strstr(text, txt(TXT_COL_CLASS)));                 /* nothing there, no line */
	free(text);
	table_free(table);
	table_free(other);
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

static void leaves_out_what_no_row_has(void **state)
{
	(void)state;
	static const struct column some[] = { { "a", TXT_COL_CASE, COLUMN_FIXED },
					      { "b", TXT_COL_DUE_ON, COLUMN_FIXED | COLUMN_IF_ANY },
					      { "c", TXT_COL_STATE, COLUMN_FIXED | COLUMN_IF_ANY } };
	struct table *table = table_new(some, 3);
	table_row(table, ROW_PLAIN);
	table_cell(table, "1");
	table_cell(table, "");
	table_cell(table, "");
	table_row(table, ROW_PLAIN);
	table_cell(table, "2");
	table_cell(table, "");
	table_cell(table, "x");
	for (size_t width = 0; width <= 12; width += 12) {
		char *text = text_of(table, width, false);
		assert_null(strstr(text, txt(TXT_COL_DUE_ON)));
		assert_non_null(strstr(text, txt(TXT_COL_STATE)));
		free(text);
	}
	json_t *json = table_json(table);
	assert_non_null(json_object_get(json_array_get(json, 0), "b")); /* programs get every column */
	json_decref(json);
	table_free(table);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(leaves_out_what_no_row_has),
		cmocka_unit_test(aligns_chinese),
		cmocka_unit_test(keeps_to_the_terminal),
		cmocka_unit_test(colours_bad_rows),
		cmocka_unit_test(gives_typed_json),
		cmocka_unit_test(gives_csv_with_bom),
		cmocka_unit_test(leaves_out_what_matters_least),
		cmocka_unit_test(wraps_content_and_makes_blocks),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
