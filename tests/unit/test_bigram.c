/* Pieces of two characters, and how alike two texts are by them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/bigram.h"
#include "base/memory.h"
#include "domain/likeness.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void holds(const char *title, const char *text, const char *expected)
{
	struct bigrams bigrams;
	char *joined;

	bigrams_make(&bigrams, title, text);
	joined = bigrams_join(&bigrams);
	assert_string_equal(joined, expected);
	free(joined);
	bigrams_clear(&bigrams);
}

static void cuts_into_pieces_of_two(void **state)
{
	(void)state;
	holds("加装电梯", NULL, "加装 电梯 装电");
	holds("abc", NULL, "ab bc");
	holds("水", NULL, "水");
	holds("", "", "");
	holds("！？…", NULL, "");
	holds("养老养老", NULL, "养老 老养");
	holds("𠮷野家", NULL, "野家 𠮷野");
}

static void writes_alike_what_is_alike(void **state)
{
	static const char *const same[][2] = {
		{ "5G网络", "５ｇ网络" },
		{ "ETC 收费", "ｅｔｃ　收费" },
		{ "养 老", "养老" },
		{ "养\t老\n院", "养老院" },
		{ "É", "é" },
		{ "Ⅲ类水", "ⅲ类水" },
		{ "ΑΒ", "αβ" },
		{ "ПРО", "про" },
		{ "“一老一小”服务", "《一老一小》服务" },
	};
	struct bigrams bigrams;

	(void)state;
	for (size_t i = 0; i < COUNT(same); i++) {
		char *joined;

		bigrams_make(&bigrams, same[i][1], NULL);
		joined = bigrams_join(&bigrams);
		holds(same[i][0], NULL, joined);
		free(joined);
		bigrams_clear(&bigrams);
	}
}

static void parts_at_signs(void **state)
{
	(void)state;
	holds("养老、托育", NULL, "养老 托育");
	holds("水（电）气", NULL, "气 水 电");
	holds("养老", "托育。养老", "养老 托育");
	holds("好\xff的", NULL, "好 的");
}

static void takes_the_beginning_of_a_text(void **state)
{
	char text[3 * (BIGRAM_TEXT_MAX + 2) + 1] = "";
	struct bigrams bigrams;

	(void)state;
	/* Distinct characters, so that each piece counts. */
	for (int i = 0; i < BIGRAM_TEXT_MAX + 2; i++)
		snprintf(text + 3 * i, 4, "%c%c%c", 0xe5, 0x80 + i / 64, 0x80 + i % 64);
	bigrams_make(&bigrams, "", text);
	assert_int_equal(bigrams.n, BIGRAM_TEXT_MAX - 1);
	for (size_t i = 0; i < bigrams.n; i++)
		assert_false(bigrams.list[i].in_title);
	bigrams_clear(&bigrams);
	bigrams_make(&bigrams, text, NULL);
	assert_int_equal(bigrams.n, BIGRAM_TEXT_MAX + 1);
	bigrams_clear(&bigrams);
}

static void knows_the_title(void **state)
{
	struct bigrams made, read;
	char *joined;

	(void)state;
	bigrams_make(&made, "加装电梯", "电梯老旧");
	assert_true(bigrams_find(&made, "电梯")->in_title);
	assert_false(bigrams_find(&made, "老旧")->in_title);
	assert_null(bigrams_find(&made, "梯老 "));
	joined = bigrams_join(&made);
	bigrams_read(&read, joined, "加装电梯");
	assert_int_equal(read.n, made.n);
	for (size_t i = 0; i < made.n; i++) {
		assert_string_equal(read.list[i].word, made.list[i].word);
		assert_int_equal(read.list[i].in_title, made.list[i].in_title);
	}
	free(joined);
	bigrams_clear(&made);
	bigrams_clear(&read);
}

static void bears_any_bytes(void **state)
{
	char text[65];
	unsigned seed = 1;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		struct bigrams bigrams, again;
		char *joined;

		for (size_t i = 0; i < sizeof(text) - 1; i++) {
			seed = seed * 1103515245 + 12345;
			text[i] = (char)((seed >> 16 & 0xff) | 1);
		}
		text[sizeof(text) - 1] = '\0';
		bigrams_make(&bigrams, text, text);
		joined = bigrams_join(&bigrams);
		bigrams_read(&again, joined, text);
		assert_int_equal(again.n, bigrams.n);
		free(joined);
		bigrams_clear(&bigrams);
		bigrams_clear(&again);
	}
}

static int alike(const struct word_counts *counts, const char *a, const char *b)
{
	struct bigrams x, y;
	int result, back;

	bigrams_make(&x, a, NULL);
	bigrams_make(&y, b, NULL);
	result = likeness(counts, &x, &y);
	back = likeness(counts, &y, &x);
	assert_int_equal(result, back);
	bigrams_clear(&x);
	bigrams_clear(&y);
	return result;
}

static void measures_likeness(void **state)
{
	struct word_count list[] = { { "建议", 990 }, { "养老", 30 }, { "电梯", 5 }, { "议养", 30 }, { "议电", 5 } };
	struct word_counts counts = { list, COUNT(list), 1000 };

	(void)state;
	word_counts_sort(list, COUNT(list));
	assert_int_equal(alike(&counts, "建议电梯", "建议电梯"), 1000);
	assert_int_equal(alike(&counts, "电梯", "养老"), 0);
	assert_int_equal(alike(&counts, "", "养老"), 0);
	/* A rare piece shared says more than a common one. */
	assert_true(alike(&counts, "建议 电梯", "电梯、建议") > 0);
	assert_true(alike(&counts, "电梯，养老", "电梯，建议") > alike(&counts, "电梯，养老", "养老，建议"));
	assert_true(alike(&counts, "电梯，建议", "养老，建议") < 10);
}

static void weighs_titles_more_than_texts(void **state)
{
	struct word_count list[] = { { "电梯", 5 }, { "养老", 5 } };
	struct word_counts counts = { list, COUNT(list), 1000 };
	struct bigrams query, in_title, in_text;

	(void)state;
	word_counts_sort(list, COUNT(list));
	bigrams_make(&query, "电梯", NULL);
	bigrams_make(&in_title, "电梯", "养老");
	bigrams_make(&in_text, "养老", "电梯");
	assert_true(likeness(&counts, &query, &in_title) > likeness(&counts, &query, &in_text));
	bigrams_clear(&query);
	bigrams_clear(&in_title);
	bigrams_clear(&in_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_into_pieces_of_two), cmocka_unit_test(writes_alike_what_is_alike),
		cmocka_unit_test(parts_at_signs),          cmocka_unit_test(takes_the_beginning_of_a_text),
		cmocka_unit_test(knows_the_title),         cmocka_unit_test(bears_any_bytes),
		cmocka_unit_test(measures_likeness),       cmocka_unit_test(weighs_titles_more_than_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
