/* Text files as cells, and what files are by their content, whatever their name says. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "sheet_made.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static int parse(const char *bytes, size_t len, struct grid **ret_grid, struct refusal *refusal)
{
	*refusal = (struct refusal){ 0 };
	return grid_parse((const uint8_t *)bytes, len, "台账.xlsx", "", ret_grid, refusal);
}

static void reads_text_files_in_every_encoding_and_with_every_separator(void **state)
{
	static const struct {
		const char *bytes;
		size_t len;
		const char *encoding;
	} cases[] = {
		{ "案号,案由\r\n1,\"甲,乙\"\r\n", 0, "UTF-8" },
		{ "\xef\xbb\xbf案号,案由\n1,\"甲,乙\"\n", 0, "UTF-8" },
		{ "案号\t案由\n1\t甲,乙\n", 0, "UTF-8" },
		{ "案号;案由\n1;甲,乙\n", 0, "UTF-8" },
		{ "\xb0\xb8\xba\xc5,\xb0\xb8\xd3\xc9\r\n1,\"\xbc\xd7,\xd2\xd2\"\r\n", 0, "GB18030" },
		{ "\xff\xfe\x48\x68\xf7\x53\t\0\x48\x68\x31\x75\n\0001\0\t\0\x32\x75,\0Y\x4e\n\0", 24, "UTF-16" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct refusal refusal;
		struct grid *grid;

		assert_int_equal(
			parse(cases[i].bytes, cases[i].len ? cases[i].len : strlen(cases[i].bytes), &grid, &refusal),
			0);
		assert_string_equal(grid->encoding, cases[i].encoding);
		assert_string_equal(grid->sheet, "");
		assert_int_equal(grid->n_rows, 2);
		assert_int_equal(grid->n_columns, 2);
		assert_string_equal(grid_cell(grid, 0, 0), "案号");
		assert_string_equal(grid_cell(grid, 0, 1), "案由");
		assert_string_equal(grid_cell(grid, 1, 1), "甲,乙");
		assert_string_equal(grid_cell(grid, 7, 7), "");
		grid_free(grid);
	}
}

static void takes_rows_of_any_length_and_knows_their_lines(void **state)
{
	struct refusal refusal;
	struct grid *grid;
	char address[GRID_ADDRESS_SIZE];

	(void)state;
	assert_int_equal(parse(",台账\n\n,a,b,c\n,,\n,\"1\n2\",,3\n,x\n", 31, &grid, &refusal), 0);
	assert_int_equal(grid->n_rows, 4);
	assert_int_equal(grid->first_column, 1);
	assert_int_equal(grid->n_columns, 3);
	assert_int_equal(grid->rows[1], 3);
	assert_int_equal(grid->rows[2], 5);
	assert_int_equal(grid->rows[3], 7);
	assert_string_equal(grid_cell(grid, 2, 2), "3");
	assert_string_equal(grid_address(grid, 2, 2, address), "D5");
	grid_free(grid);
}

static void refuses_what_is_no_sheet(void **state)
{
	static const struct {
		const char *bytes;
		size_t len; /* 0: strlen */
		enum reason reason;
		const char *piece;
	} cases[] = {
		{ "", 0, REASON_CSV_EMPTY, "没有内容" },
		{ " \n,,\n", 0, REASON_CSV_EMPTY, "没有内容" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 \0", 10, REASON_SHEET_FORMAT, "旧格式（.xls 或 .et）" },
		{ "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 \0E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", 42,
		  REASON_SHEET_FORMAT, "有密码的工作簿" },
		{ "\x09\x08\x10\0\0\x06", 6, REASON_SHEET_FORMAT, "旧格式（.xls）" },
		{ "%PDF-1.7", 0, REASON_SHEET_FORMAT, "PDF" },
		{ "\xef\xbb\xbf\r\n <html><table>", 0, REASON_SHEET_FORMAT, "网页或 XML" },
		{ "{\\rtf1", 0, REASON_SHEET_FORMAT, "RTF" },
		{ "\x89PNG\r\n\x1a\n\0\0", 10, REASON_SHEET_FORMAT, "无法识别" },
		{ "a,\xff\n", 0, REASON_CSV_BROKEN_ENCODING, "UTF-8" },
		{ "a,b\n\"1,2\n", 0, REASON_SHEET_CELL, "A2 有问题：本行起引号不成对" },
		{ "PK\3\4 and nothing more", 0, REASON_SHEET_PART, "部件 ZIP 有问题" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct refusal refusal;
		struct grid *grid = NULL;
		char sentence[1024];

		assert_int_equal(
			parse(cases[i].bytes, cases[i].len ? cases[i].len : strlen(cases[i].bytes), &grid, &refusal),
			-1);
		assert_null(grid);
		refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
		if (refusal.reason != cases[i].reason || !strstr(sentence, cases[i].piece))
			fail_msg("case %zu: %s: %s", i, reason_name(refusal.reason), sentence);
	}
}

static void refuses_archives_that_are_no_workbook(void **state)
{
	static const struct {
		const char *part, *piece;
	} cases[] = {
		{ "readme.txt", "不含工作簿的压缩包" },
		{ "content.xml", "OpenDocument" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct zip_made zip = { 0 };
		struct refusal refusal;
		struct grid *grid = NULL;
		char sentence[1024], *bytes;
		size_t len;

		zip_made_add(&zip, cases[i].part, "x", 1);
		bytes = zip_made_finish(&zip, &len);
		assert_int_equal(parse(bytes, len, &grid, &refusal), -1);
		refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
		assert_int_equal(refusal.reason, REASON_SHEET_FORMAT);
		assert_non_null(strstr(sentence, cases[i].piece));
		free(bytes);
	}
	const char *targets[] = { "word/document.xml", "xl/workbook.bin" };

	for (size_t i = 0; i < COUNT(targets); i++) {
		char *root = hy_xasprintf(XML RELATIONSHIPS "<Relationship Id=\"a\" " TYPE(
						  "officeDocument") " Target=\"%s\"/></Relationships>",
					  targets[i]);
		struct refusal refusal;
		struct grid *grid = NULL;

		assert_int_equal(sheet_made_read(&(struct sheet_made){ .root = root }, &grid, &refusal), -1);
		assert_int_equal(refusal.reason, REASON_SHEET_FORMAT);
		free(root);
	}
}

/* An archive of which one thing is not as it should be. */
static void assert_archive_refused(struct zip_made *zip, enum reason reason, const char *piece)
{
	struct refusal refusal;
	struct grid *grid = NULL;
	char sentence[1024], *bytes;
	size_t len;

	bytes = zip_made_finish(zip, &len);
	assert_int_equal(parse(bytes, len, &grid, &refusal), -1);
	refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
	if (refusal.reason != reason || !strstr(sentence, piece))
		fail_msg("%s: %s instead of %s", reason_name(refusal.reason), sentence, piece);
	free(bytes);
}

static void refuses_archives_that_deceive(void **state)
{
	static const char sheet[] = XML "<worksheet/>";
	struct zip_made zip = { 0 };

	(void)state;
	sheet_made_parts(&(struct sheet_made){ .sheet = sheet }, &zip);
	zip_made_add(&zip, "XL\\Workbook.xml", "<workbook/>", 11);
	assert_archive_refused(&zip, REASON_SHEET_PART, "xl/workbook.xml 有问题：出现两次");

	zip = (struct zip_made){ 0 };
	sheet_made_parts(&(struct sheet_made){ .sheet = "" }, &zip);
	zip_made_raw(&zip, "xl/worksheets/sheet1.xml", sheet, sizeof(sheet) - 1, 0, 0, 12345, sizeof(sheet) - 1);
	assert_archive_refused(&zip, REASON_SHEET_PART, "xl/worksheets/sheet1.xml 有问题：解压失败");

	zip = (struct zip_made){ 0 };
	sheet_made_parts(&(struct sheet_made){ .sheet = "" }, &zip);
	zip_made_raw(&zip, "xl/worksheets/sheet1.xml", sheet, sizeof(sheet) - 1, 1, 0, 12345, sizeof(sheet) - 1);
	assert_archive_refused(&zip, REASON_SHEET_PART, "xl/worksheets/sheet1.xml 有问题：已加密");

	zip = (struct zip_made){ 0 };
	sheet_made_parts(&(struct sheet_made){ .sheet = "" }, &zip);
	zip_made_raw(&zip, "xl/worksheets/sheet1.xml", sheet, sizeof(sheet) - 1, 0, 95, 12345, 1u << 30);
	assert_archive_refused(&zip, REASON_SHEET_PART, "xl/worksheets/sheet1.xml 有问题：压缩方式不常用");

	zip = (struct zip_made){ 0 };
	for (int i = 0; i <= GRID_MAX_PARTS; i++) {
		char name[16];

		snprintf(name, sizeof(name), "%d", i);
		zip_made_add(&zip, name, "", 0);
	}
	assert_archive_refused(&zip, REASON_SHEET_LIMIT, "部件数超过 2000");
}

static void reads_from_a_path(void **state)
{
	char path[] = "/tmp/huiyin-grid.XXXXXX";
	struct refusal refusal = { 0 };
	struct grid *grid;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "a,b\n", 4), 4);
	close(fd);
	assert_int_equal(grid_read(path, "", &grid, &refusal), 0);
	assert_string_equal(grid_cell(grid, 0, 1), "b");
	grid_free(grid);
	assert_int_equal(truncate(path, GRID_MAX_FILE_BYTES + 1), 0);
	assert_int_equal(grid_read(path, "", &grid, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_SHEET_LIMIT);
	unlink(path);
	assert_int_equal(grid_read(path, "", &grid, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_CSV_UNREADABLE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_text_files_in_every_encoding_and_with_every_separator),
		cmocka_unit_test(takes_rows_of_any_length_and_knows_their_lines),
		cmocka_unit_test(refuses_what_is_no_sheet),
		cmocka_unit_test(refuses_archives_that_are_no_workbook),
		cmocka_unit_test(refuses_archives_that_deceive),
		cmocka_unit_test(reads_from_a_path),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
