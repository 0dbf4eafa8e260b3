/* Places of a watch: as people write them, and in the file that keeps them. */
#include "watch_place.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void reads_pages_and_lines(void **state)
{
	static const struct {
		const char *text;
		int64_t page;
		int32_t line;
	} rows[] = {
		{ "1", 1, 0 },
		{ "120", 120, 0 },
		{ "120.1", 120, 0 },
		{ "120.3", 120, 2 },
		{ "9223372036854775806.2147483647", INT64_MAX - 1, INT32_MAX - 1 },
	};
	static const char *const bad[] = { "",
					   "0",
					   "-1",
					   "x",
					   "1.",
					   ".1",
					   "1.0",
					   "1.x",
					   "1.2.3",
					   " 1",
					   "1.2147483648",
					   "9223372036854775807",
					   "99999999999999999999" };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct watch_place place;
		assert_int_equal(watch_place_parse(rows[i].text, &place), 0);
		assert_int_equal(place.page, rows[i].page);
		assert_int_equal(place.line, rows[i].line);
	}
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		assert_int_equal(watch_place_parse(bad[i], &(struct watch_place){ 0 }), -1);
}

static void knows_which_is_behind(void **state)
{
	const struct watch_place a = { 3, 2 }, b = { 3, 3 }, c = { 4, 0 };

	(void)state;
	assert_false(watch_place_is_behind(&a, &a));
	assert_true(watch_place_is_behind(&b, &a));
	assert_false(watch_place_is_behind(&a, &b));
	assert_true(watch_place_is_behind(&c, &b));
	assert_false(watch_place_is_behind(&b, &c));
}

static void keeps_a_place_in_a_file(void **state)
{
	static const struct watch_place saved[] = { { 12, 3 }, { INT64_MAX - 1, INT32_MAX }, { 7, 0 } };
	char folder[] = "/tmp/huiyin-place.XXXXXX", path[64];
	struct stat about;

	(void)state;
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof path, "%s/place", folder);
	for (size_t i = 0; i < sizeof saved / sizeof saved[0]; i++) {
		struct watch_place place = { -1, 0 };
		int fd = watch_place_open(path, &place);
		assert_true(fd >= 0);
		assert_int_equal(place.page, i ? saved[i - 1].page : -1);
		assert_int_equal(place.line, i ? saved[i - 1].line : 0);
		assert_int_equal(watch_place_save(fd, &saved[i]), 0);
		assert_int_equal(watch_place_open(path, &place), -1); /* one watch at a time */
		close(fd);
	}
	assert_int_equal(stat(path, &about), 0);
	assert_int_equal(about.st_mode & 0777, 0600);
	FILE *file = fopen(path, "w");
	fputs("rubbish", file);
	fclose(file);
	assert_int_equal(watch_place_open(path, &(struct watch_place){ 0 }), -1);
	unlink(path);
	rmdir(folder);
	assert_int_equal(watch_place_open(path, &(struct watch_place){ 0 }), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_pages_and_lines),
		cmocka_unit_test(knows_which_is_behind),
		cmocka_unit_test(keeps_a_place_in_a_file),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
