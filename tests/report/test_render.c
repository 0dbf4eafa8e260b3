/* Renderers: every format against a file that was looked at, nothing from a document is markup or a formula, the same
 * document gives the same bytes. HUIYIN_GOLDEN=write writes the files anew. */
#include "report/document.h"

#include "base/csv.h"
#include "base/memory.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER SOURCE_DIR "/tests/report/"

static json_t *document_of(const char *name)
{
	char path[300];
	json_error_t error;
	snprintf(path, sizeof path, FOLDER "%s.json", name);
	json_t *document = json_load_file(path, 0, &error);
	assert_non_null(document);
	return document;
}

static char *rendered(const json_t *document, const char *format)
{
	struct report_bytes bytes = { 0 };
	char error[200] = "";
	const struct report_format *row = report_format_by_name(format);
	assert_non_null(row);
	assert_int_equal(row->render(document, &bytes, error, sizeof error), 0);
	char *text = hy_xstrndup((const char *)bytes.content, bytes.size);
	free(bytes.content);
	return text;
}

static char *read_file(const char *path)
{
	struct strbuf text = { 0 };
	char piece[4096];
	FILE *file = fopen(path, "rb");
	for (size_t n; file && (n = fread(piece, 1, sizeof piece, file)) > 0;)
		strbuf_add(&text, piece, n);
	if (file)
		fclose(file);
	return strbuf_take(&text);
}

static void expect_golden(const char *name, const char *format)
{
	char path[300];
	json_t *document = document_of(name);
	char *made = rendered(document, format);
	snprintf(path, sizeof path, FOLDER "golden/%s%s", name, report_format_by_name(format)->suffix);
	if (getenv("HUIYIN_GOLDEN")) {
		FILE *file = fopen(path, "wb");
		assert_non_null(file);
		fputs(made, file);
		fclose(file);
	}
	char *kept = read_file(path);
	assert_string_equal(made, kept);
	free(kept);
	free(made);
	json_decref(document);
}

static void every_format_is_as_it_was_looked_at(void **state)
{
	static const char *const formats[] = { "json", "html", "csv", "text" };
	(void)state;
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++) {
		expect_golden("supervision_zh", formats[i]);
		expect_golden("dunning_en", formats[i]);
	}
}

static void json_is_the_document_in_its_canonical_order(void **state)
{
	(void)state;
	json_t *document = document_of("supervision_zh");
	char *text = rendered(document, "json");
	json_t *again = json_loads(text, 0, NULL);
	assert_true(json_equal(document, again));
	assert_null(strchr(text, '\n'));
	char *second = rendered(again, "json");
	assert_string_equal(text, second);
	free(second);
	free(text);
	json_decref(again);
	json_decref(document);
}

static void unknown_formats_are_none(void **state)
{
	(void)state;
	assert_null(report_format_by_name("odt"));
	assert_null(report_format_by_name(""));
}

/* ---- Nothing of a document is markup, a formula or a second line ---- */

#define NASTY "</td><script>alert(1)</script>\"'&amp;\n=HYPERLINK(1)"

static void replace_texts(json_t *value)
{
	const char *key;
	json_t *item;
	size_t i;
	json_object_foreach(value, key, item) if (json_is_string(item) && strcmp(key, "type") != 0 &&
						  strcmp(key, "kind") != 0 && strcmp(key, "key") != 0 &&
						  strcmp(key, "chart") != 0 && strcmp(key, "table") != 0 &&
						  strcmp(key, "category") != 0 && strcmp(key, "language") != 0)
		json_string_set(item, NASTY);
	else if (strcmp(key, "series") != 0) replace_texts(item);
	json_array_foreach(value, i, item) if (json_is_string(item)) json_string_set(item, NASTY);
	else replace_texts(item);
}

static void html_escapes_whatever_a_document_says(void **state)
{
	(void)state;
	json_t *document = document_of("supervision_zh");
	replace_texts(document);
	char *html = rendered(document, "html");
	assert_null(strstr(html, "<script"));
	assert_null(strstr(html, "&amp;amp;amp;"));
	assert_non_null(strstr(html, "&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&amp;amp;"));
	free(html);
	json_decref(document);
}

static void html_takes_nothing_from_elsewhere(void **state)
{
	static const char *const outside[] = { "src=", "href=", "url(", "@import", "<script", "<link", "<iframe" };
	(void)state;
	json_t *document = document_of("supervision_zh");
	char *html = rendered(document, "html");
	for (size_t i = 0; i < sizeof outside / sizeof outside[0]; i++)
		assert_null(strstr(html, outside[i]));
	free(html);
	json_decref(document);
}

static void a_spreadsheet_runs_nothing_of_the_csv(void **state)
{
	struct csv_error error;
	(void)state;
	json_t *document = document_of("supervision_zh");
	char *text = rendered(document, "csv");
	struct csv_table *table = csv_read_bytes(text, strlen(text), &error);
	assert_non_null(strstr(text, "'=1+1"));
	assert_null(strstr(text, ",=1+1"));
	assert_int_equal(strncmp(text, "\xef\xbb\xbf", 3), 0);
	for (const char *p = strchr(text, '\n'); p; p = strchr(p + 1, '\n'))
		assert_int_equal(p[-1], '\r');
	csv_table_free(table);
	free(text);
	json_decref(document);
}

/* ---- Text ---- */

static void text_stays_within_its_width(void **state)
{
	(void)state;
	json_t *document = document_of("supervision_zh");
	char *text = rendered(document, "text"), *rest = text;
	for (char *line; (line = strsep(&rest, "\n"));)
		assert_true(text_width(line) <= 100 + 2); /* a closing mark may hang over */
	free(text);
	json_decref(document);
}

static void a_document_of_nothing_is_rendered_too(void **state)
{
	(void)state;
	json_t *document = json_object();
	for (size_t i = 0; i < n_report_formats; i++) {
		struct report_bytes bytes = { 0 };
		char error[200];
		if (report_formats[i].render(document, &bytes, error, sizeof error) == 0)
			free(bytes.content);
	}
	json_decref(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_format_is_as_it_was_looked_at),
		cmocka_unit_test(json_is_the_document_in_its_canonical_order),
		cmocka_unit_test(unknown_formats_are_none),
		cmocka_unit_test(html_escapes_whatever_a_document_says),
		cmocka_unit_test(html_takes_nothing_from_elsewhere),
		cmocka_unit_test(a_spreadsheet_runs_nothing_of_the_csv),
		cmocka_unit_test(text_stays_within_its_width),
		cmocka_unit_test(a_document_of_nothing_is_rendered_too),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
