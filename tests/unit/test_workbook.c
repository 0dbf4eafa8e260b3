/* Workbooks: every cell comes back as what it was, whatever it holds; read by openpyxl (tests/support/read_xlsx.py). */
#include <malloc.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#ifdef __SANITIZE_ADDRESS__
size_t __sanitizer_get_current_allocated_bytes(void); /* of a header that Debian's gcc does not have */
#endif

#include "base/memory.h"
#include "sheet/workbook.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static char folder[] = "/tmp/workbook.XXXXXX";

static char *path_of(const char *name)
{
	return hy_xasprintf("%s/%s", folder, name);
}

static char *read_all(FILE *file)
{
	struct strbuf text = { 0 };
	char part[4096];

	assert_non_null(file);
	for (size_t n; (n = fread(part, 1, sizeof part, file)) > 0;)
		strbuf_add(&text, part, n);
	return strbuf_take(&text);
}

/* What the file holds, in words. */
static char *told(const char *path)
{
	char *command = hy_xasprintf(SOURCE_DIR "/tests/support/read_xlsx.py %s", path);
	FILE *pipe = popen(command, "r");
	char *said = read_all(pipe), *text = hy_xasprintf("\n%s", said);

	assert_int_equal(pclose(pipe), 0);
	free(command);
	free(said);
	return text;
}

static void close_well(struct book *book)
{
	char error[400] = "";

	if (book_close(book, error, sizeof error) != 0)
		fail_msg("%s", error);
}

static void has_line(const char *text, const char *line)
{
	char *whole = hy_xasprintf("\n%s\n", line);

	if (!strstr(text, whole))
		fail_msg("no line \"%s\" in:\n%s", line, text);
	free(whole);
}

static const struct book_column offices[] = {
	{ "单位", CELL_TEXT, 0 }, { "交办", CELL_INTEGER, 0 }, { "答复率", CELL_PERCENT, 0 },
	{ "截至", CELL_DAY, 0 },  { "得分", CELL_NUMBER, 0 },  { "证件号", CELL_TEXT, 24 },
};

static void write_offices(const char *path)
{
	struct book *book = book_new(path, day_from_ymd(2023, 6, 30));

	book_sheet(book, "办理情况", (const char *const[]){ "督查通报", "第3期" }, 2, offices, COUNT(offices));
	book_text(book, "市交通运输局");
	book_integer(book, 382);
	book_percent(book, 0.9503, 2);
	book_day(book, day_from_ymd(2023, 6, 30));
	book_number(book, 87.5, 1);
	book_text(book, "110101199003070011");
	book_row(book, false);
	book_text(book, "=HYPERLINK(\"http://x\")");
	book_integer(book, 1234567890123456789);
	book_empty(book);
	book_day(book, HY_DAY_NONE);
	book_number(book, 0.0 / 1e-300, 1);
	book_text(book, "@SUM(1)");
	book_row(book, false);
	book_text(book, "合计");
	book_integer(book, -7);
	book_row(book, true);
	book_note(book, "注：以上为示例。");
	book_add_chart(book, BOOK_CHART_BAR, "答复率", 0, (const size_t[]){ 2 }, 1);
	book_add_chart(book, BOOK_CHART_PIE, "交办", 0, (const size_t[]){ 1 }, 1);
	close_well(book);
}

static void cells_come_back_as_what_they_were(void **state)
{
	static const char *const lines[] = {
		"created 2023-06-30 00:00:00",
		"sheet 办理情况",
		"cell A1 s bold General 督查通报",
		"cell A2 s plain General 第3期",
		"cell B3 s bold General 交办",
		"cell A4 s plain @ 市交通运输局",
		"cell B4 n plain 0 382",
		"cell C4 n plain 0.00% 0.9503",
		"cell D4 d plain yyyy\\-mm\\-dd 2023-06-30 00:00:00",
		"cell E4 n plain 0.0 87.5",
		"cell F4 s plain @ 110101199003070011",
		"cell A5 s plain @ =HYPERLINK(\"http://x\")",
		"cell B5 s plain @ 1234567890123456789",
		"cell E5 n plain 0.0 0",
		"cell F5 s plain @ @SUM(1)",
		"cell A6 s bold @ 合计",
		"cell B6 n bold 0 -7",
		"cell A7 s plain General 注：以上为示例。",
		"freeze A4",
		"filter A3:F5", /* the total stays where it is */
		"merged A7:F7",
		"chart BarChart 7 2 '办理情况'!$A$4:$A$5 '办理情况'!$C$4:$C$5",
		"chart DoughnutChart 7 22 '办理情况'!$A$4:$A$5 '办理情况'!$B$4:$B$5",
	};
	char *path = path_of("offices.xlsx"), *text;

	(void)state;
	write_offices(path);
	text = told(path);
	for (size_t i = 0; i < COUNT(lines); i++)
		has_line(text, lines[i]);
	assert_null(strstr(text, "cell C5")); /* no share, no day: nothing */
	assert_null(strstr(text, "cell D5"));
	free(text);
	free(path);
}

static void the_same_content_gives_the_same_bytes(void **state)
{
	char *paths[] = { path_of("one.xlsx"), path_of("two.xlsx") };
	char *command;

	(void)state;
	write_offices(paths[0]);
	write_offices(paths[1]);
	command = hy_xasprintf("cmp %s %s", paths[0], paths[1]);
	assert_int_equal(system(command), 0);
	free(command);
	free(paths[0]);
	free(paths[1]);
}

static void names_of_sheets_are_made_valid(void **state)
{
	static const char *const names[] = {
		"[2023] 提案/建议: 一览?*\\",
		"提案",
		"提案",
		"History",
		"",
		"'引号'",
		"很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的名称",
		"很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的名称",
		"𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷",
		"a",
		"A",
		"坏\xff字",
	};
	static const char *const lines[] = {
		"sheet ［2023］ 提案／建议： 一览？＊＼",
		"sheet 提案",
		"sheet 提案 (2)",
		"sheet History (2)",
		"sheet Sheet",
		"sheet ’引号’",
		"sheet 很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很",
		"sheet 很长很长很长很长很长很长很长很长很长很长很长很长很长很 (2)",
		"sheet 𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷𠮷",
		"sheet a",
		"sheet A (2)",
		"sheet 坏 字",
	};
	char *path = path_of("names.xlsx"), *text;
	struct book *book = book_new(path, 0);

	(void)state;
	for (size_t i = 0; i < COUNT(names); i++) {
		book_sheet(book, names[i], NULL, 0, offices, 1);
		book_text(book, "x");
		book_row(book, false);
	}
	close_well(book);
	text = told(path);
	for (size_t i = 0; i < COUNT(lines); i++)
		has_line(text, lines[i]);
	free(text);
	free(path);
}

static void texts_that_xml_cannot_say_are_escaped(void **state)
{
	char *path = path_of("texts.xlsx"), *command, *xml;
	struct book *book = book_new(path, 0);

	(void)state;
	book_sheet(book, "t", NULL, 0, (struct book_column[]){ { "甲\x01", CELL_TEXT, 0 } }, 1);
	book_text(book, "a\x01\x1f\xef\xbf\xbe z");
	book_row(book, false);
	book_text(book, "_x0041_<&>\"");
	book_row(book, false);
	book_text(book, "一\r\n二\r三\n\t");
	book_row(book, false);
	book_text(book, "\xff\xc0\x80𠮷");
	book_row(book, false);
	close_well(book);
	command = hy_xasprintf("unzip -p %s xl/worksheets/sheet1.xml", path);
	FILE *pipe = popen(command, "r");
	xml = read_all(pipe);
	assert_int_equal(pclose(pipe), 0);
	assert_non_null(strstr(xml, ">甲_x0001_</t>"));
	assert_non_null(strstr(xml, ">a_x0001__x001F__xFFFE_ z</t>"));
	assert_non_null(strstr(xml, ">_x005F_x0041_&lt;&amp;&gt;\"</t>"));
	assert_non_null(strstr(xml, ">一\n二\n三\n\t</t>"));
	assert_non_null(strstr(xml, ">\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd𠮷</t>"));
	free(xml);
	free(command);
	free(path);
}

static void widths_are_those_of_chinese(void **state)
{
	char *path = path_of("widths.xlsx"), *text;
	struct book *book = book_new(path, 0);
	char prose[4 * 100 + 1] = "";

	(void)state;
	for (int i = 0; i < 100; i++)
		strcat(prose, "建");
	book_sheet(book, "宽", NULL, 0,
		   (struct book_column[]){ { "号", CELL_TEXT, 0 },
					   { "单位", CELL_TEXT, 0 },
					   { "案由", CELL_TEXT, 0 },
					   { "十二", CELL_TEXT, 12 },
					   { "日期", CELL_DAY, 0 } },
		   5);
	book_text(book, "1");
	book_text(book, "市住房和城乡建设局");
	book_text(book, prose);
	book_text(book, prose);
	book_day(book, 0);
	book_row(book, false);
	close_well(book);
	text = told(path);
	has_line(text, "width A 6.7"); /* a heading of two cells and its button; Excel adds 5 pixels */
	has_line(text, "width B 20.7");
	has_line(text, "width C 52.7"); /* broken within */
	has_line(text, "width D 12.7");
	has_line(text, "width E 12.7");
	free(text);
	free(path);
}

static size_t live_bytes(void)
{
#ifdef __SANITIZE_ADDRESS__
	return __sanitizer_get_current_allocated_bytes();
#else
	return mallinfo2().uordblks;
#endif
}

/* A row more than a sheet has goes into another one, with the headings again; memory does not grow with the rows. */
static void a_table_longer_than_a_sheet_goes_on(void **state)
{
	size_t before = 0;
	char *path = path_of("long.xlsx"), *command, *found;
	struct book *book = book_new(path, 0);

	(void)state;
	book_sheet(book, "流水", NULL, 0, (struct book_column[]){ { "号", CELL_INTEGER, 0 } }, 1);
	for (int i = 1; i < 1048576 + 2; i++) {
		book_integer(book, i);
		book_row(book, false);
		if (i == 1000)
			before = live_bytes();
		if (i == 1000000) /* a thousand times as many rows, no page of memory more */
			assert_true(live_bytes() < before + 4096);
	}
	close_well(book);
	command = hy_xasprintf("unzip -p %s xl/worksheets/sheet2.xml | grep -o '<v>[0-9]*</v>'; "
			       "unzip -p %s xl/workbook.xml | grep -o '<sheet name=\"[^\"]*\"'",
			       path, path);
	FILE *pipe = popen(command, "r");
	found = read_all(pipe);
	assert_int_equal(pclose(pipe), 0);
	assert_string_equal(found, "<v>1048576</v>\n<v>1048577</v>\n<sheet name=\"流水\"\n<sheet name=\"流水 (2)\"\n");
	free(found);
	free(command);
	free(path);
}

static char *refused(struct book *book)
{
	char error[600] = "";

	assert_int_equal(book_close(book, error, sizeof error), -1);
	return hy_xstrdup(error);
}

static void what_excel_cannot_hold_is_an_error_with_its_place(void **state)
{
	char *path = path_of("large.xlsx"), *text = hy_xcalloc(1, 32767 + 2), *error;
	struct book *book;

	(void)state;
	memset(text, 'a', 32767);
	book = book_new(path, 0);
	book_sheet(book, "长", NULL, 0, offices, 1);
	book_text(book, text);
	book_row(book, false);
	close_well(book);
	assert_int_equal(access(path, F_OK), 0);
	text[32767] = 'a';
	book = book_new(path, 0);
	book_sheet(book, "长", NULL, 0, offices, 1);
	book_row(book, false);
	book_text(book, text);
	book_row(book, false);
	error = refused(book);
	assert_non_null(strstr(error, "工作表“长”第 3 行第 1 列"));
	assert_non_null(strstr(error, "row 3, column 1 of sheet \"长\""));
	assert_int_equal(access(path, F_OK), -1); /* no half file is left */
	free(error);
	free(text);
	free(path);
}

static void more_cells_than_columns_are_an_error(void **state)
{
	char *path = path_of("more.xlsx"), *error;
	struct book *book = book_new(path, 0);

	(void)state;
	book_sheet(book, "多", NULL, 0, offices, 1);
	book_integer(book, 1);
	book_integer(book, 2);
	book_row(book, false);
	error = refused(book);
	assert_non_null(strstr(error, "more than its 1 columns"));
	free(error);
	free(path);
}

static void columns_beyond_excels_are_an_error(void **state)
{
	char *path = path_of("columns.xlsx"), *error;
	struct book_column *columns = hy_xcalloc(16385, sizeof *columns);
	struct book *book = book_new(path, 0);

	(void)state;
	for (int i = 0; i < 16385; i++)
		columns[i].title = "列";
	book_sheet(book, "宽", NULL, 0, columns, 16385);
	error = refused(book);
	assert_non_null(strstr(error, "more than 16384 columns"));
	free(error);
	free(columns);
	free(path);
}

static void a_file_that_cannot_be_written_is_a_sentence(void **state)
{
	struct book *book = book_new("/nowhere/at/all.xlsx", 0);
	char *error;

	(void)state;
	book_sheet(book, "x", NULL, 0, offices, 1);
	error = refused(book);
	assert_non_null(strstr(error, "/nowhere/at/all.xlsx"));
	assert_non_null(strstr(error, "No such file or directory"));
	free(error);
}

static void empty_tables_and_prose_are_fine(void **state)
{
	char *path = path_of("empty.xlsx"), *text;
	struct book *book = book_new(path, 0);

	(void)state;
	book_sheet(book, "文", (const char *const[]){ "题", "一段话" }, 2, NULL, 0);
	book_note(book, "脚注");
	book_sheet(book, "空", NULL, 0, offices, COUNT(offices));
	book_add_chart(book, BOOK_CHART_LINE, "没有", 0, (const size_t[]){ 1 }, 1);
	book_note(book, "");
	close_well(book);
	text = told(path);
	has_line(text, "cell A2 s plain General 一段话");
	has_line(text, "cell A3 s plain General 脚注");
	has_line(text, "filter A1:F1");
	assert_null(strstr(text, "\nchart"));
	free(text);
	free(path);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	char *command = hy_xasprintf("rm -r %s", folder);
	int ret = system(command);

	(void)state;
	free(command);
	return ret;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cells_come_back_as_what_they_were),
		cmocka_unit_test(the_same_content_gives_the_same_bytes),
		cmocka_unit_test(names_of_sheets_are_made_valid),
		cmocka_unit_test(texts_that_xml_cannot_say_are_escaped),
		cmocka_unit_test(widths_are_those_of_chinese),
		cmocka_unit_test(a_table_longer_than_a_sheet_goes_on),
		cmocka_unit_test(what_excel_cannot_hold_is_an_error_with_its_place),
		cmocka_unit_test(more_cells_than_columns_are_an_error),
		cmocka_unit_test(columns_beyond_excels_are_an_error),
		cmocka_unit_test(a_file_that_cannot_be_written_is_a_sentence),
		cmocka_unit_test(empty_tables_and_prose_are_fine),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
