/* Text: UTF-8 well-formed or not, widths, hexadecimal and decimal numbers, growing strings and arenas. */
#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include <cmocka.h>

#include "base/memory.h"
#include "base/text.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

/* Writes one character as UTF-8, from the definition. */
static void encode(uint32_t c, char out[5])
{
	unsigned char *p = (unsigned char *)out;

	if (c < 0x80) {
		*p++ = (unsigned char)c;
	} else if (c < 0x800) {
		*p++ = (unsigned char)(0xc0 | c >> 6);
		*p++ = (unsigned char)(0x80 | (c & 63));
	} else if (c < 0x10000) {
		*p++ = (unsigned char)(0xe0 | c >> 12);
		*p++ = (unsigned char)(0x80 | (c >> 6 & 63));
		*p++ = (unsigned char)(0x80 | (c & 63));
	} else {
		*p++ = (unsigned char)(0xf0 | c >> 18);
		*p++ = (unsigned char)(0x80 | (c >> 12 & 63));
		*p++ = (unsigned char)(0x80 | (c >> 6 & 63));
		*p++ = (unsigned char)(0x80 | (c & 63));
	}
	*p = '\0';
}

static void takes_every_character(void **state)
{
	char text[5];

	(void)state;
	for (uint32_t c = 1; c <= 0x10ffff; c++) {
		long expected = c >= 0xd800 && c <= 0xdfff ? -1 : 1;

		encode(c, text);
		if (text_length(text, strlen(text)) != expected)
			fail_msg("U+%04X", c);
	}
	assert_int_equal(text_length("", 0), 0);
	assert_int_equal(text_length("\0x", 2), 2);
	assert_int_equal(text_length("回音 huiyin 𠮷", strlen("回音 huiyin 𠮷")), 11);
}

static void refuses_broken_utf8(void **state)
{
	static const char *const cases[] = {
		"\x80",
		"\xbf",
		"a\x80",
		"\xc0\x80",
		"\xc0\xaf",
		"\xc1\xbf",
		"\xc2",
		"\xc2\x41",
		"\xe0\x80\x80",
		"\xe0\x9f\xbf",
		"\xe5\x9b",
		"\xe5\x9b\x28",
		"\xed\xa0\x80",
		"\xed\xbf\xbf",
		"\xf0\x80\x80\x80",
		"\xf0\x8f\xbf\xbf",
		"\xf0\xa0\xae",
		"\xf4\x90\x80\x80",
		"\xf5\x80\x80\x80",
		"\xf8\x88\x80\x80\x80",
		"\xff",
		"\xfe",
		"\xbb\xd8\xd2\xf4",
		"回\xe9",
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		if (text_length(cases[i], strlen(cases[i])) != -1)
			fail_msg("case %zu", i);
		assert_false(text_is_good(cases[i], 0, 100, true));
		assert_true(text_width(cases[i]) > 0);
	}
	assert_int_equal(text_length("回", 2), -1);
}

static void judges_text(void **state)
{
	static const struct {
		const char *text;
		size_t min, max;
		bool multiline, good;
	} cases[] = {
		{ "", 0, 0, false, true },         { "", 1, 5, false, false },        { "提案", 2, 2, false, true },
		{ "提案", 3, 9, false, false },    { "提案", 0, 1, false, false },    { "a\nb", 0, 9, true, true },
		{ "a\nb", 0, 9, false, false },    { "a\tb", 0, 9, true, true },      { "a\tb", 0, 9, false, false },
		{ "a\rb", 0, 9, true, false },     { "\x1b[2J", 0, 9, true, false },  { "a\x7f", 0, 9, true, false },
		{ "\xc2\x80", 0, 9, true, false }, { "\xc2\x9f", 0, 9, true, false }, { "\xc2\xa0", 0, 9, true, true },
		{ "\x01", 0, 9, true, false },     { "𠮷", 1, 1, false, true },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_is_good(cases[i].text, cases[i].min, cases[i].max, cases[i].multiline) != cases[i].good)
			fail_msg("case %zu: \"%s\"", i, cases[i].text);
}

static void measures_cells(void **state)
{
	static const struct {
		const char *text;
		int cells;
	} cases[] = {
		{ "", 0 },         { "abc", 3 },           { "承办", 4 },
		{ "A类", 3 },      { "（示例）", 8 },      { "e\xcc\x81", 1 },
		{ "，。《》", 8 }, { "ＡＢ", 4 },          { "𠮷", 2 },
		{ "👍", 2 },        { "95.03 %", 7 },       { "ᠮᠣᠩᠭᠣᠯ", 6 },
		{ "ö", 1 },        { "\xef\xbb\xbfx", 1 }, { "a\xff", 2 },
		{ "〔2023〕", 8 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		if (text_width(cases[i].text) != cases[i].cells)
			fail_msg("\"%s\": %d cells", cases[i].text, text_width(cases[i].text));
}

/* The C library's table is newer or older than ours at the edges (Unicode versions), so a few may differ. */
static void agrees_with_the_c_library_on_wide_characters(void **state)
{
	size_t differ = 0, wide = 0;
	char text[5];

	(void)state;
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	for (uint32_t c = 0x20; c <= 0x3ffff; c++) {
		int cells = wcwidth((wchar_t)c);

		if (cells < 1 || (c >= 0xd800 && c <= 0xdfff))
			continue;
		encode(c, text);
		wide += cells == 2;
		differ += text_width(text) != cells;
	}
	setlocale(LC_CTYPE, "C");
	assert_true(wide > 70000);
	assert_in_range(differ, 0, 200);
}

static void converts_hexadecimal(void **state)
{
	static const uint8_t bytes[] = { 0x00, 0x0f, 0xf0, 0xff, 0x5a };
	static const char *const wrong[] = { "", "000ff0ff5", "000ff0ff5a0", "000ff0ff5g", "000ff0ff 5", "0x0ff0ff5a" };
	uint8_t out[sizeof(bytes)];
	char text[2 * sizeof(bytes) + 1];

	(void)state;
	assert_string_equal(hex_encode(bytes, sizeof(bytes), text), "000ff0ff5a");
	assert_int_equal(hex_decode("000FF0ff5A", out, sizeof(out)), 0);
	assert_memory_equal(out, bytes, sizeof(bytes));
	for (size_t i = 0; i < COUNT(wrong); i++)
		assert_int_equal(hex_decode(wrong[i], out, sizeof(out)), -1);
	assert_memory_equal(out, bytes, sizeof(bytes)); /* untouched by what was refused */
}

static void parses_numbers(void **state)
{
	static const struct {
		const char *text;
		int64_t min, max;
		int result;
		int64_t number;
	} cases[] = {
		{ "0", 0, 9, 0, 0 },
		{ "-0", 0, 9, 0, 0 },
		{ "382", 1, 382, 0, 382 },
		{ "007", 0, 9, 0, 7 },
		{ "-5", -5, 5, 0, -5 },
		{ "9223372036854775807", INT64_MIN, INT64_MAX, 0, INT64_MAX },
		{ "-9223372036854775808", INT64_MIN, INT64_MAX, 0, INT64_MIN },
		{ "9223372036854775808", INT64_MIN, INT64_MAX, -1, 0 },
		{ "-9223372036854775809", INT64_MIN, INT64_MAX, -1, 0 },
		{ "99999999999999999999", INT64_MIN, INT64_MAX, -1, 0 },
		{ "", 0, 9, -1, 0 },
		{ "-", -9, 9, -1, 0 },
		{ "--1", -9, 9, -1, 0 },
		{ "+1", 0, 9, -1, 0 },
		{ " 1", 0, 9, -1, 0 },
		{ "1 ", 0, 9, -1, 0 },
		{ "1.0", 0, 9, -1, 0 },
		{ "0x1", 0, 9, -1, 0 },
		{ "1e3", 0, 9999, -1, 0 },
		{ "１", 0, 9, -1, 0 },
		{ "10", 0, 9, -1, 0 },
		{ "-1", 0, 9, -1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++) {
		int64_t number = 0;

		if (number_parse(cases[i].text, cases[i].min, cases[i].max, &number) != cases[i].result)
			fail_msg("\"%s\"", cases[i].text);
		assert_true(number == cases[i].number);
	}
}

static void strings_grow(void **state)
{
	struct strbuf buf = { 0 };
	char *text;

	(void)state;
	text = strbuf_take(&buf);
	assert_string_equal(text, "");
	free(text);
	for (int i = 0; i < 1000; i++)
		strbuf_printf(&buf, "%03d,", i);
	assert_int_equal(buf.len, 4000);
	strbuf_add(&buf, "xyz", 2);
	strbuf_puts(&buf, "");
	assert_string_equal(buf.text + 3992, "998,999,xy");
	text = strbuf_take(&buf);
	assert_int_equal(strlen(text), 4002);
	assert_null(buf.text);
	free(text);
	text = hy_xasprintf("%d/%d", 363, 382);
	assert_string_equal(text, "363/382");
	free(text);
	strbuf_clear(&buf);
}

static void arenas_hold_what_they_gave(void **state)
{
	struct arena *arena = arena_new();
	unsigned char *pieces[300];

	(void)state;
	for (size_t i = 0; i < COUNT(pieces); i++) {
		size_t size = i * i % 5000;

		pieces[i] = arena_alloc(arena, size);
		assert_int_equal((uintptr_t)pieces[i] % _Alignof(max_align_t), 0);
		for (size_t k = 0; k < size; k++)
			assert_int_equal(pieces[i][k], 0);
		memset(pieces[i], (int)i & 255, size);
	}
	for (size_t i = 0; i < COUNT(pieces); i++)
		for (size_t k = 0; k < i * i % 5000; k++)
			assert_int_equal(pieces[i][k], i & 255);
	assert_string_equal(arena_printf(arena, "%s%d", arena_strdup(arena, "第"), 12), "第12");
	arena_free(arena);
	arena_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_every_character),
		cmocka_unit_test(refuses_broken_utf8),
		cmocka_unit_test(judges_text),
		cmocka_unit_test(measures_cells),
		cmocka_unit_test(agrees_with_the_c_library_on_wide_characters),
		cmocka_unit_test(converts_hexadecimal),
		cmocka_unit_test(parses_numbers),
		cmocka_unit_test(strings_grow),
		cmocka_unit_test(arenas_hold_what_they_gave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
