/* Text in lines of so many cells. */
#include "base/lines.h"
#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

/* What a writer wrote, to be freed. */
struct written {
	FILE *out;
	char *text;
	size_t size;
};

static FILE *begin(struct written *written)
{
	written->out = open_memstream(&written->text, &written->size);
	return written->out;
}

static void expect(struct written *written, const char *text)
{
	fclose(written->out);
	assert_string_equal(written->text, text);
	free(written->text);
}

static void a_line_takes_what_fits(void **state)
{
	struct written written;
	(void)state;
	lines_write(begin(&written), "一二三四五六七", 6, 0);
	expect(&written, "一二三\n四五六\n七\n");
}

static void the_first_line_is_indented(void **state)
{
	struct written written;
	(void)state;
	lines_write(begin(&written), "一二三四", 8, 4);
	expect(&written, "    一二\n三四\n");
}

static void no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one(void **state)
{
	struct written written;
	(void)state;
	lines_write(begin(&written), "一二三。四五", 6, 0);
	expect(&written, "一二三。\n四五\n");
	lines_write(begin(&written), "一二（三四", 6, 0);
	expect(&written, "一二\n（三四\n");
}

static void words_and_numbers_stay_whole(void **state)
{
	struct written written;
	(void)state;
	lines_write(begin(&written), "答复率 95.03 %", 8, 0);
	expect(&written, "答复率\n95.03 %\n");
}

static void a_character_wider_than_the_line_comes_to_an_end(void **state)
{
	struct written written;
	(void)state;
	lines_write(begin(&written), "一二", 1, 0);
	expect(&written, "一\n二\n");
}

static void columns_shrink_from_the_widest_until_they_fit(void **state)
{
	size_t widths[] = { 10, 40, 20 };
	(void)state;
	lines_fit_columns(widths, NULL, 3, 0, 44, 8);
	assert_int_equal(widths[0] + widths[1] + widths[2] + 2 * LINES_GAP, 44);
	assert_int_equal(widths[0], 10);
	size_t narrow[] = { 10, 10 };
	lines_fit_columns(narrow, NULL, 2, 0, 4, 8); /* never narrower than the least */
	assert_int_equal(narrow[0], 8);
	assert_int_equal(narrow[1], 8);
}

static void columns_keep_their_longest_word_while_others_can_give(void **state)
{
	static const size_t words[] = { 11, 6, 0 };
	size_t widths[] = { 40, 12, 16 };
	(void)state;
	lines_fit_columns(widths, words, 3, 0, 30, 4);
	assert_int_equal(widths[0], 11); /* Development */
	assert_int_equal(widths[0] + widths[1] + widths[2] + 2 * LINES_GAP, 30);
	size_t narrow[] = { 20, 10, 10 };
	lines_fit_columns(narrow, words, 3, 0, 20, 4); /* there is no room for whole words */
	assert_int_equal(narrow[0] + narrow[1] + narrow[2] + 2 * LINES_GAP, 20);
	assert_int_equal(lines_longest_word("Development and Reform Commission"), 11);
	assert_int_equal(lines_longest_word("发展和改革 95.03%"), 6);
	assert_int_equal(lines_longest_word("https://example.org/an/address a b"), 1);
	assert_int_equal(lines_longest_word(""), 0);
}

static void numbers_stand_at_the_right_of_their_column(void **state)
{
	static const char *const cells[] = { "市教育局", "7", "x" };
	static const size_t widths[] = { 10, 4, 3 };
	static const bool to_right[] = { false, true, false };
	struct written written;
	(void)state;
	lines_write_row(begin(&written), cells, widths, to_right, 3);
	expect(&written, "市教育局       7  x\n");
}

static void no_mark_hangs_over_into_the_next_column(void **state)
{
	static const char *const cells[] = { "一二三、四", "x" };
	static const size_t widths[] = { 6, 3 };
	struct written written;
	(void)state;
	lines_write_row(begin(&written), cells, widths, NULL, 2);
	expect(&written, "一二    x\n三、四\n");
}

static void a_line_feed_does_not_tear_a_row(void **state)
{
	static const char *const cells[] = { "a\nb", "c" };
	static const size_t widths[] = { 6, 3 };
	struct written written;
	(void)state;
	lines_write_row(begin(&written), cells, widths, NULL, 2);
	expect(&written, "a b     c\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_line_takes_what_fits),
		cmocka_unit_test(the_first_line_is_indented),
		cmocka_unit_test(no_line_begins_with_a_closing_mark_or_ends_with_an_opening_one),
		cmocka_unit_test(words_and_numbers_stay_whole),
		cmocka_unit_test(a_character_wider_than_the_line_comes_to_an_end),
		cmocka_unit_test(columns_shrink_from_the_widest_until_they_fit),
		cmocka_unit_test(columns_keep_their_longest_word_while_others_can_give),
		cmocka_unit_test(numbers_stand_at_the_right_of_their_column),
		cmocka_unit_test(no_mark_hangs_over_into_the_next_column),
		cmocka_unit_test(a_line_feed_does_not_tear_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
