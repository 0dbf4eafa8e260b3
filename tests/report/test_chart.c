/* Charts as shapes: where they stand, that lengths follow the numbers, and what happens at the limits. */
#include "report/chart.h"
#include "report/document.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define WIDTH 442.0

/* A document with one table "t" of columns name, a, b (counts) and p (percentages of 200), n rows. */
static json_t *document_of(size_t n)
{
	json_t *rows = json_array();
	for (size_t i = 0; i < n; i++) {
		char name[40];
		snprintf(name, sizeof name, "单位%zu", i + 1);
		json_array_append_new(rows, json_pack("[s,i,i,{s:i,s:i,s:s}]", name, (int)(10 * (i + 1)), 5, "n",
						      (int)(i + 1), "d", 200, "text", "0.5"));
	}
	return json_pack("{s:s,s:[{s:s,s:s,s:[{s:s,s:s,s:s},{s:s,s:s,s:s},{s:s,s:s,s:s},{s:s,s:s,s:s}],s:o}]}",
			 "language", "zh", "blocks", "type", "table", "key", "t", "columns", "key", "name", "kind",
			 "text", "title", "单位", "key", "a", "kind", "integer", "title", "甲", "key", "b", "kind",
			 "integer", "title", "乙", "key", "p", "kind", "percent", "title", "率", "rows", rows);
}

static const struct chart *lay(struct arena *arena, json_t *document, const char *kind, const char *one,
			       const char *other)
{
	json_t *block = json_pack("{s:s,s:s,s:s,s:s,s:[s,s*]}", "chart", kind, "title", "图", "table", "t", "category",
				  "name", "series", one, other);
	const struct chart *chart = chart_layout(document, block, WIDTH, arena);
	json_decref(block);
	return chart;
}

static size_t count(const struct chart *chart, enum chart_shape_kind kind, unsigned paint)
{
	size_t n = 0;
	for (size_t i = 0; i < chart->n_shapes; i++)
		n += chart->shapes[i].kind == kind && chart->shapes[i].paint == paint;
	return n;
}

static const struct chart_shape *nth(const struct chart *chart, enum chart_shape_kind kind, unsigned paint, size_t nth)
{
	for (size_t i = 0; i < chart->n_shapes; i++)
		if (chart->shapes[i].kind == kind && chart->shapes[i].paint == paint && nth-- == 0)
			return &chart->shapes[i];
	fail();
	return NULL;
}

static bool says(const struct chart *chart, const char *text)
{
	for (size_t i = 0; i < chart->n_shapes; i++)
		if (chart->shapes[i].kind == CHART_TEXT && strstr(chart->shapes[i].text, text))
			return true;
	return false;
}

static void bars_are_as_long_as_their_numbers(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(3);
	(void)state;
	const struct chart *chart = lay(arena, document, "bar", "a", NULL);
	double first = nth(chart, CHART_RECT, CHART_SERIES, 0)->width,
	       third = nth(chart, CHART_RECT, CHART_SERIES, 2)->width;
	assert_int_equal(count(chart, CHART_RECT, CHART_SERIES), 3);
	assert_true(fabs(third - 3 * first) < 0.01);
	json_decref(document);
	arena_free(arena);
}

static void percentages_are_drawn_against_a_hundred(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(2);
	(void)state;
	const struct chart *chart = lay(arena, document, "bar", "p", NULL);
	assert_true(says(chart, "100%"));
	assert_true(nth(chart, CHART_RECT, CHART_SERIES, 0)->width < WIDTH / 50); /* 0.5% */
	json_decref(document);
	arena_free(arena);
}

static void parts_of_a_stack_stand_one_after_the_other(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(2);
	(void)state;
	const struct chart *chart = lay(arena, document, "stacked", "a", "b");
	/* the first rectangle of each series is its mark in the legend */
	const struct chart_shape *a = nth(chart, CHART_RECT, CHART_SERIES, 1),
				 *b = nth(chart, CHART_RECT, CHART_SERIES + 1, 1);
	assert_true(fabs(a->x + a->width - b->x) < 0.01);
	assert_true(fabs(a->width - 2 * b->width) < 0.01); /* 10 and 5 */
	assert_true(says(chart, "15"));
	json_decref(document);
	arena_free(arena);
}

static void a_line_has_a_dot_for_each_row(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(5);
	(void)state;
	const struct chart *chart = lay(arena, document, "line", "a", NULL);
	assert_int_equal(count(chart, CHART_DOT, CHART_SERIES), 5);
	assert_int_equal(count(chart, CHART_LINE, CHART_SERIES), 4);
	assert_true(nth(chart, CHART_DOT, CHART_SERIES, 4)->y < nth(chart, CHART_DOT, CHART_SERIES, 0)->y);
	json_decref(document);
	arena_free(arena);
}

static void the_sectors_of_a_donut_make_a_turn(void **state)
{
	struct arena *arena = arena_new();
	double turn = 0;
	json_t *document = document_of(4);
	(void)state;
	const struct chart *chart = lay(arena, document, "donut", "a", "p");
	for (size_t i = 0; i < chart->n_shapes; i++)
		turn += chart->shapes[i].kind == CHART_SECTOR ? chart->shapes[i].to - chart->shapes[i].from : 0;
	assert_true(fabs(turn - 2 * M_PI) < 0.0001);
	assert_true(says(chart, "100")); /* 10 + 20 + 30 + 40 */
	json_decref(document);
	arena_free(arena);
}

static void a_sector_of_all_is_drawn_in_two_halves(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(1);
	(void)state;
	const struct chart *chart = lay(arena, document, "donut", "a", NULL);
	assert_int_equal(count(chart, CHART_SECTOR, CHART_SERIES), 2);
	json_decref(document);
	arena_free(arena);
}

static void more_rows_than_colours_are_one_sector_of_others(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(CHART_MAX_SERIES + 3);
	(void)state;
	const struct chart *chart = lay(arena, document, "donut", "a", NULL);
	assert_true(says(chart, "其他"));
	assert_false(says(chart, "单位9"));
	json_decref(document);
	arena_free(arena);
}

static void more_rows_than_a_page_holds_are_counted_and_not_drawn(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(CHART_MAX_ROWS + 7);
	(void)state;
	const struct chart *chart = lay(arena, document, "bar", "a", NULL);
	assert_int_equal(count(chart, CHART_RECT, CHART_SERIES), CHART_MAX_ROWS);
	assert_true(says(chart, "另有7行"));
	assert_true(chart->height < 700); /* points of an A4 page between its margins */
	json_decref(document);
	arena_free(arena);
}

static void every_shape_stands_within_the_chart(void **state)
{
	static const char *const kinds[] = { "bar", "stacked", "line", "donut" };
	struct arena *arena = arena_new();
	json_t *document = document_of(12);
	(void)state;
	for (size_t k = 0; k < 4; k++) {
		const struct chart *chart = lay(arena, document, kinds[k], "a", "b");
		for (size_t i = 0; i < chart->n_shapes; i++) {
			const struct chart_shape *shape = &chart->shapes[i];
			assert_true(shape->x >= 0 && shape->x + shape->width <= WIDTH + 0.01);
			assert_true(shape->y >= 0 && shape->y + shape->height <= chart->height + 0.01);
		}
	}
	json_decref(document);
	arena_free(arena);
}

static void nothing_to_draw_is_no_chart(void **state)
{
	struct arena *arena = arena_new();
	json_t *empty = document_of(0), *document = document_of(2);
	(void)state;
	assert_null(lay(arena, empty, "bar", "a", NULL));
	assert_null(lay(arena, document, "bar", "none", NULL));
	json_decref(empty);
	json_decref(document);
	arena_free(arena);
}

static void long_names_are_cut(void **state)
{
	struct arena *arena = arena_new();
	json_t *document = document_of(2);
	json_t *row = json_array_get(json_object_get(document_table(document, "t"), "rows"), 0);
	(void)state;
	json_array_set_new(row, 0, json_string("一个名称特别长的承办单位名称特别长的承办单位名称特别长的承办单位"));
	const struct chart *chart = lay(arena, document, "bar", "a", NULL);
	assert_true(says(chart, "…"));
	json_decref(document);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bars_are_as_long_as_their_numbers),
		cmocka_unit_test(percentages_are_drawn_against_a_hundred),
		cmocka_unit_test(parts_of_a_stack_stand_one_after_the_other),
		cmocka_unit_test(a_line_has_a_dot_for_each_row),
		cmocka_unit_test(the_sectors_of_a_donut_make_a_turn),
		cmocka_unit_test(a_sector_of_all_is_drawn_in_two_halves),
		cmocka_unit_test(more_rows_than_colours_are_one_sector_of_others),
		cmocka_unit_test(more_rows_than_a_page_holds_are_counted_and_not_drawn),
		cmocka_unit_test(every_shape_stands_within_the_chart),
		cmocka_unit_test(nothing_to_draw_is_no_chart),
		cmocka_unit_test(long_names_are_cut),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
