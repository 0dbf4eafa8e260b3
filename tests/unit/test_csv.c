/* CSV: what offices send, in the encodings they send it, and every reason to refuse it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/csv.h"
#include "base/memory.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))
#define BOM          "\xef\xbb\xbf"
/* "案号,名称\r\n1,回音𠮷\r\n" in GB18030; the last character takes four bytes. */
#define GB18030_TABLE "\xb0\xb8\xba\xc5,\xc3\xfb\xb3\xc6\r\n1,\xbb\xd8\xd2\xf4\x95\x34\xb2\x35\r\n"

static struct csv_table *read_good(const char *bytes)
{
	struct csv_error error = { 0 };
	struct csv_table *table = csv_read_bytes(bytes, strlen(bytes), &error);

	if (!table)
		fail_msg("refused (%d, line %zu): %s", (int)error.kind, error.line, bytes);
	return table;
}

/* All of a table in one line: cells joined by |, rows by / with the line they began on. */
static char *flatten(const struct csv_table *table)
{
	struct strbuf text = { 0 };

	for (size_t c = 0; c < table->columns; c++)
		strbuf_printf(&text, "%s%s", c ? "|" : "", table->header[c]);
	for (size_t r = 0; r < table->rows; r++) {
		strbuf_printf(&text, "/%zu:", table->line[r]);
		for (size_t c = 0; c < table->columns; c++)
			strbuf_printf(&text, "%s%s", c ? "|" : "", table->cells[r][c]);
	}
	return strbuf_take(&text);
}

static void reads_tables(void **state)
{
	static const struct {
		const char *bytes, *flat;
	} cases[] = {
		{ "a", "a" },
		{ "a,b\r\n", "a|b" },
		{ "a,b\r\n1,2\r\n3,4", "a|b/2:1|2/3:3|4" },
		{ "a,b\n1,2\n", "a|b/2:1|2" },
		{ "a,b\r1,2\r3,4\r", "a|b/2:1|2/3:3|4" },
		{ BOM "案号,案由\r\n20230001,关于加强\r\n", "案号|案由/2:20230001|关于加强" },
		{ " a ,\tb\n1,2\n", "a|b/2:1|2" },
		{ "\" a \",b\n1,2\n", "a|b/2:1|2" },
		{ "a,b\n1,\n,2\n,\n", "a|b/2:1|/3:|2/4:|" },
		{ "a\n\"1\"\"2\"\n\"\"\n\",\"\n", "a/2:1\"2/3:/4:," },
		{ "a,b\r\n\"x\r\ny\r\n\r\nz\",2\r\n3,4\r\n", "a|b/2:x\r\ny\r\n\r\nz|2/6:3|4" },
		{ "\n\r\n  \na\n\n1\n\n\n2\n", "a/6:1/9:2" },
		{ "a\n\" 1 \"\n 2 \n", "a/2: 1 /3:2" },
		{ "a,\n1,2\n", "a|/2:1|2" },
		{ "a\n=1+1\n'x\n", "a/2:=1+1/3:'x" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct csv_table *table = read_good(cases[i].bytes);
		char *flat = flatten(table);

		assert_string_equal(flat, cases[i].flat);
		assert_false(table->gb18030);
		free(flat);
		csv_table_free(table);
	}
}

/* What Excel calls Unicode text. */
static void reads_utf16_with_its_mark(void **state)
{
	static const char bytes[] = "\xff\xfe"
				    "a\0,\0b\0\n\0\x48\x68\x2c\x00\x32\0\n"; /* a,b / 案,2 */
	struct csv_error error = { 0 };
	struct csv_table *table;
	char *flat;

	(void)state;
	table = csv_read_bytes(bytes, sizeof(bytes), &error);
	assert_non_null(table);
	flat = flatten(table);
	assert_string_equal(flat, "a|b/2:案|2");
	free(flat);
	csv_table_free(table);
}

static void refuses_what_is_no_table(void **state)
{
	static const struct {
		const char *bytes;
		size_t len; /* 0: strlen */
		struct csv_error error;
	} cases[] = {
		{ "", 0, { CSV_EMPTY, 0, 0, 0 } },
		{ BOM, 0, { CSV_EMPTY, 0, 0, 0 } },
		{ "\r\n \r\n\n", 0, { CSV_EMPTY, 0, 0, 0 } },
		{ "a,b\n1\n", 0, { CSV_RAGGED, 2, 2, 1 } },
		{ "a,b\n1,2\n1,2,3\n", 0, { CSV_RAGGED, 3, 2, 3 } },
		{ "a,b\n\"x\ny\",2\n1,2,\n", 0, { CSV_RAGGED, 4, 2, 3 } },
		{ "a,b\n1,2\n3", 0, { CSV_RAGGED, 3, 2, 1 } },
		{ "a,b,a\n1,2,3\n", 0, { CSV_DUPLICATE_COLUMN, 1, 0, 0 } },
		{ "\na, a\n", 0, { CSV_DUPLICATE_COLUMN, 2, 0, 0 } },
		{ "案号,案由,案号\n", 0, { CSV_DUPLICATE_COLUMN, 1, 0, 0 } },
		{ "a,,\n", 0, { CSV_DUPLICATE_COLUMN, 1, 0, 0 } },
		{ "a\n\"1\n2\n", 0, { CSV_UNREADABLE, 2, 0, 0 } },
		{ "a\n1\n2\"3\n", 0, { CSV_UNREADABLE, 3, 0, 0 } },
		{ "a\n\"1\"2\n", 0, { CSV_UNREADABLE, 2, 0, 0 } },
		{ "a\n1\n\0\n", 6, { CSV_ENCODING, 3, 0, 0 } },
		{ "\xff\xfe"
		  "a\0,\0b\0",
		  7,
		  { CSV_ENCODING, 1, 0, 0 } },                         /* UTF-16, the last character cut */
		{ BOM "a\n\xbb\xd8\n", 0, { CSV_ENCODING, 2, 0, 0 } }, /* a BOM, and GB18030 after it */
		{ "a\n1\n\xbb\n", 0, { CSV_ENCODING, 3, 0, 0 } },      /* half a character */
		{ "a\n\xff\xff\n", 0, { CSV_ENCODING, 2, 0, 0 } },
		{ "a\x81", 0, { CSV_ENCODING, 1, 0, 0 } },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		size_t len = cases[i].len ? cases[i].len : strlen(cases[i].bytes);
		struct csv_error error = { .kind = 99, .line = 99, .expected = 99, .found = 99 };

		if (csv_read_bytes(cases[i].bytes, len, &error))
			fail_msg("taken: case %zu", i);
		if (error.kind != cases[i].error.kind || error.line != cases[i].error.line ||
		    error.expected != cases[i].error.expected || error.found != cases[i].error.found)
			fail_msg("case %zu: kind %d line %zu expected %zu found %zu", i, (int)error.kind, error.line,
				 error.expected, error.found);
	}
}

static void reads_gb18030(void **state)
{
	static const char *const cases[] = { GB18030_TABLE,
					     "\x84\x31\x95\x33" GB18030_TABLE /* with a BOM of its own */ };

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		struct csv_table *table = read_good(cases[i]);
		char *flat = flatten(table);

		assert_true(table->gb18030);
		assert_string_equal(flat, "案号|名称/2:1|回音𠮷");
		free(flat);
		csv_table_free(table);
	}
}

static void check_limit(struct strbuf *text, bool good, size_t line)
{
	struct csv_error error = { 0 };
	struct csv_table *table = csv_read_bytes(text->text, text->len, &error);

	assert_int_equal(table != NULL, good);
	if (!good) {
		assert_int_equal(error.kind, CSV_TOO_LARGE);
		assert_int_equal(error.line, line);
	}
	csv_table_free(table);
	strbuf_clear(text);
}

static void add_many(struct strbuf *text, char c, size_t n)
{
	char *many = hy_xmalloc(n);

	memset(many, c, n);
	strbuf_add(text, many, n);
	free(many);
}

static void holds_its_limits(void **state)
{
	struct strbuf text = { 0 };

	(void)state;
	for (size_t columns = CSV_MAX_COLUMNS; columns <= CSV_MAX_COLUMNS + 1; columns++) {
		for (size_t i = 0; i < columns; i++)
			strbuf_printf(&text, "%sc%zu", i ? "," : "", i);
		check_limit(&text, columns == CSV_MAX_COLUMNS, 1);
	}
	for (size_t len = CSV_MAX_CELL; len <= CSV_MAX_CELL + 1; len++) {
		strbuf_puts(&text, "a\n1\n");
		add_many(&text, 'x', len);
		check_limit(&text, len == CSV_MAX_CELL, 3);
	}
	for (size_t len = CSV_MAX_ROW; len <= CSV_MAX_ROW + 1; len++) {
		strbuf_puts(&text, "a,b,c,d,e,f,g,h,i\n");
		for (size_t i = 0, rest = len - 8; i < 9; rest -= rest / (9 - i), i++) { /* eight commas */
			strbuf_puts(&text, i ? "," : "");
			add_many(&text, 'x', rest / (9 - i));
		}
		check_limit(&text, len == CSV_MAX_ROW, 2);
	}
	for (size_t len = CSV_MAX_BYTES; len <= CSV_MAX_BYTES + 1; len++) {
		strbuf_puts(&text, "a\n1\n");
		add_many(&text, ' ', len - text.len);
		check_limit(&text, len == CSV_MAX_BYTES, 0);
	}
}

/* A row far too wide is refused as ragged, whatever its width. */
static void survives_a_very_wide_row(void **state)
{
	struct strbuf text = { 0 };
	struct csv_error error;

	(void)state;
	strbuf_puts(&text, "a,b\n");
	for (int i = 0; i < 100000; i++)
		strbuf_puts(&text, ",");
	assert_null(csv_read_bytes(text.text, text.len, &error));
	assert_int_equal(error.kind, CSV_RAGGED);
	assert_int_equal(error.found, 100001);
	strbuf_clear(&text);
}

static void finds_columns(void **state)
{
	struct csv_table *table = read_good("案号,办理单位\n1,2\n");

	(void)state;
	assert_int_equal(csv_column(table, "案号"), 0);
	assert_int_equal(csv_column(table, "办理单位"), 1);
	assert_int_equal(csv_column(table, "单位"), -1);
	assert_int_equal(csv_column(table, ""), -1);
	csv_table_free(table);
	csv_table_free(NULL);
}

static char *write_rows(const char *const *cells, size_t columns, size_t rows)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);

	assert_non_null(out);
	for (size_t i = 0; i < rows; i++)
		csv_write_row(out, cells + i * columns, columns, i == 0);
	assert_int_equal(fclose(out), 0);
	return text;
}

static void writes_cells(void **state)
{
	static const struct {
		const char *cell, *written;
	} cases[] = {
		{ "", "\"\"" },
		{ "a", "a" },
		{ "回音", "回音" },
		{ "a,b", "\"a,b\"" },
		{ "a\"b", "\"a\"\"b\"" },
		{ "a\nb", "\"a\nb\"" },
		{ " a", "\" a\"" },
		{ "a ", "\"a \"" },
		{ "=1+1", "'=1+1" },
		{ "=HYPERLINK(\"x\",\"y\")", "\"'=HYPERLINK(\"\"x\"\",\"\"y\"\")\"" },
		{ "+1-2", "'+1-2" },
		{ "-x", "'-x" },
		{ "-", "'-" },
		{ "@SUM(A1)", "'@SUM(A1)" },
		{ "\tx", "\"'\tx\"" },
		{ "\rx", "\"'\rx\"" },
		{ "＝1", "'＝1" },
		{ "-12", "-12" },
		{ "+3.50", "+3.50" },
		{ "-1.2.3", "'-1.2.3" },
		{ "1=1", "1=1" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		char *text = write_rows(&cases[i].cell, 1, 1);
		char *expected = hy_xasprintf(BOM "%s\r\n", cases[i].written);

		assert_string_equal(text, expected);
		free(expected);
		free(text);
	}
}

static void reads_what_it_wrote(void **state)
{
	static const char *const cells[] = { "案号", "案由", "20230001", "第一行\r\n第二行,\"引号\" ", "", " x " };
	char *text = write_rows(cells, 2, 3);
	struct csv_table *table = read_good(text);

	(void)state;
	assert_int_equal(strncmp(text, BOM, 3), 0);
	assert_null(strstr(text + 3, BOM));
	assert_int_equal(table->columns, 2);
	assert_int_equal(table->rows, 2);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(table->cells[i / 2][i % 2], cells[2 + i]);
	csv_table_free(table);
	free(text);
}

static void reads_files(void **state)
{
	char path[] = "/tmp/huiyin-test-csv-XXXXXX";
	struct csv_error error = { .kind = 99 };
	struct csv_table *table;
	int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, GB18030_TABLE, strlen(GB18030_TABLE)), (int)strlen(GB18030_TABLE));
	close(fd);
	table = csv_read_file(path, &error);
	assert_non_null(table);
	assert_true(table->gb18030);
	csv_table_free(table);
	unlink(path);
	assert_null(csv_read_file(path, &error));
	assert_int_equal(error.kind, CSV_UNREADABLE);
	assert_int_equal(error.line, 0);
	error.kind = 99;
	assert_null(csv_read_file("/tmp", &error));
	assert_int_equal(error.kind, CSV_UNREADABLE);
	assert_null(csv_read_file("/dev/null", &error));
	assert_int_equal(error.kind, CSV_EMPTY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_tables),
		cmocka_unit_test(reads_utf16_with_its_mark),
		cmocka_unit_test(refuses_what_is_no_table),
		cmocka_unit_test(reads_gb18030),
		cmocka_unit_test(holds_its_limits),
		cmocka_unit_test(survives_a_very_wide_row),
		cmocka_unit_test(finds_columns),
		cmocka_unit_test(writes_cells),
		cmocka_unit_test(reads_what_it_wrote),
		cmocka_unit_test(reads_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
