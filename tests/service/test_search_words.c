/* What the words of a search may mean, and the piece of text around a hit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/memory.h"
#include "service/place.h"
#include "service/search_words.h"

static struct arena *arena;

static int start(void **state)
{
	(void)state;
	arena = arena_new();
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_free(arena);
	return 0;
}

static struct search_query read_well(const char *question)
{
	struct search_query query = { .n = 0 };
	struct refusal refusal;

	assert_int_equal(search_words_read(&registry, question, arena, &query, &refusal), 0);
	return query;
}

static enum reason refused(const char *question)
{
	struct search_query query = { .n = 0 };
	struct refusal refusal;

	assert_int_equal(search_words_read(&registry, question, arena, &query, &refusal), -1);
	return refusal.reason;
}

static void a_number_may_be_written_as_papers_have_it(void **state)
{
	static const char *const numbers[] = { "20230045", "第20230045号", "第20230045号提案", "２０２３００４５",
					       "20230045号" };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++)
		assert_string_equal(read_well(numbers[i]).words[0].number, "20230045");
	assert_int_equal(read_well("s17").words[0].case_id, 17);
	assert_int_equal(read_well("sun17").words[0].case_id, 0);
	assert_string_equal(read_well("一二三四五六七八九十一二三四五六七八九十").words[0].number, "");
}

static void words_are_parted_by_blanks(void **state)
{
	struct search_query query = read_well("  加装电梯　路灯\t5 ");

	(void)state;
	assert_int_equal(query.n, 3);
	assert_string_equal(query.words[0].plain, "加装电梯");
	assert_string_equal(query.words[1].plain, "路灯");
	assert_string_equal(query.words[2].plain, ""); /* a figure may be a number, and is no word of a text */
	assert_string_equal(query.words[2].number, "5");
}

static void single_characters_side_by_side_are_one_name(void **state)
{
	(void)state;
	assert_string_equal(read_well("张 三").words[0].typed, "张三");
	assert_int_equal(read_well("张 三 丰 路灯").n, 2);
	assert_string_equal(read_well("路灯 张 三").words[1].typed, "张三");
	assert_int_equal(read_well("电 梯 电 梯 电 梯 电 梯 电 梯").n, 1);
}

static void what_every_case_has_is_refused(void **state)
{
	(void)state;
	assert_int_equal(refused("水"), REASON_SEARCH_WORD_SHORT);
	assert_int_equal(refused("路灯 水 电梯"), REASON_SEARCH_WORD_SHORT);
	assert_int_equal(refused("《》"), REASON_SEARCH_WORD_SHORT);
	assert_int_equal(refused("a"), REASON_SEARCH_WORD_SHORT);
	assert_int_equal(refused(" 　"), REASON_FIELD_MISSING);
	assert_int_equal(read_well("11 22 33 44 55 66 77 88").n, SEARCH_MAX_WORDS);
	assert_int_equal(refused("11 22 33 44 55 66 77 88 99"), REASON_SEARCH_WORDS_MANY);
}

static void names_office(const char *word, bool expected)
{
	struct search_query query = read_well(word);

	assert_int_equal(query.n_offices, expected ? 1 : 0);
	if (expected)
		assert_int_equal(query.offices[0].office_id, 7);
}

static void an_office_has_code_and_names(void **state)
{
	(void)state;
	names_office("jtj", true);
	names_office("交通局", true);
	names_office("通局", true);
	names_office("交通", false);
	names_office("bureau", true);
	names_office("ＢＵＲＥＡＵ", true);
	names_office("bur", false);
}

static void a_snippet_is_one_line_around_the_hit(void **state)
{
	static const char text[] = "一二三四五六七八九十一二三四五\n七八路灯不亮";
	size_t begin = (size_t)(strstr(text, "路灯") - text);

	(void)state;
	assert_string_equal(search_snippet(text, begin, begin + strlen("路灯"), arena),
			    "…七八九十一二三四五 七八路灯不亮");
	assert_string_equal(search_snippet("路灯", 0, strlen("路灯"), arena), "路灯");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_number_may_be_written_as_papers_have_it, start, end),
		cmocka_unit_test_setup_teardown(words_are_parted_by_blanks, start, end),
		cmocka_unit_test_setup_teardown(single_characters_side_by_side_are_one_name, start, end),
		cmocka_unit_test_setup_teardown(what_every_case_has_is_refused, start, end),
		cmocka_unit_test_setup_teardown(an_office_has_code_and_names, start, end),
		cmocka_unit_test_setup_teardown(a_snippet_is_one_line_around_the_hit, start, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
