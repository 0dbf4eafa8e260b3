/* Texts as they are searched: what is written differently and meant alike, and where a word stands. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/plain.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void is_plain(const char *text, const char *expected)
{
	char *plain = plain_text(text);

	assert_string_equal(plain, expected);
	free(plain);
}

static void writes_alike_what_is_meant_alike(void **state)
{
	static const char *const texts[][2] = {
		{ "加装电梯", "加装电梯" },
		{ "加装 电梯\n工程", "加装电梯工程" },
		{ "５Ｇ 网络", "5g网络" },
		{ "国办发〔2014〕46号", "国办发 2014 46号" },
		{ "国办发[2014]46号", "国办发 2014 46号" },
		{ "国办发﹝２０１４﹞46号", "国办发 2014 46号" },
		{ "“一老一小”，服务。", "一老一小 服务" },
		{ "（）", "" },
		{ "", "" },
		{ "big apple", "big apple" },
		{ "big  apple 苹果 3 个", "big apple苹果3个" },
		{ "124 路", "124路" },
		{ "12 34", "12 34" },
		{ "水", "水" },
		{ "a\xff"
		  "b",
		  "a b" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++)
		is_plain(texts[i][0], texts[i][1]);
}

static void parts_title_and_text(void **state)
{
	char *plain = plain_title_and_text("关于路灯（示例）的提案", "第一行\n第二行。");

	(void)state;
	assert_string_equal(plain, "关于路灯 示例 的提案\n第一行第二行");
	free(plain);
	plain = plain_title_and_text("", "");
	assert_string_equal(plain, "\n");
	free(plain);
}

/* The word as typed is found in the text, and is these bytes of it; NULL: it is not there. */
static void is_found(const char *text, const char *typed, const char *expected)
{
	char *word = plain_text(typed);
	size_t begin, end;
	int found = plain_find(text, word, &begin, &end);

	free(word);
	assert_int_equal(found, expected ? 0 : -1);
	if (expected) {
		assert_int_equal(end - begin, strlen(expected));
		assert_memory_equal(text + begin, expected, end - begin);
	}
}

static void finds_a_word_as_it_was_typed(void **state)
{
	(void)state;
	is_found("老旧小区加装 电梯的建议", "加装电梯", "加装 电梯");
	is_found("ＥＴＣ（试点）", "etc试点", NULL);
	is_found("ＥＴＣ（试点）", "etc 试点", NULL);
	is_found("ＥＴＣ（试点）", "ETC(试点)", "ＥＴＣ（试点");
	is_found("国办发〔2014〕46号文", "国办发[2014]46号", "国办发〔2014〕46号");
	is_found("电车多，梯子少", "车梯", NULL);
	is_found("电，电梯", "电梯", "电梯");
	is_found("big apple", "gap", NULL);
	is_found("big apple", "apple", "apple");
	is_found("abc", "", NULL);
	is_found("", "abc", NULL);
	is_found("ab", "abc", NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_alike_what_is_meant_alike),
		cmocka_unit_test(parts_title_and_text),
		cmocka_unit_test(finds_a_word_as_it_was_typed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
