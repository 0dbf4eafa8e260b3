/* Rules drawn: what is in the file is in the drawing, columns stand under each other, boxes do not overlap. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "rules_graph.h"
#include "texts.h"
#include "unit/domain_fixture.h"

static const char *const files[] = { "rules/baotou.yaml", "rules/qinyang.yaml", "rules/suizhou.yaml",
				     "tests/unit/rules_of_0_1.yaml" };
#define N_FILES (sizeof(files) / sizeof(*files))

static struct rules *load(const char *path)
{
	static struct rule_errors errors;
	char *text = load_file(path);
	struct rules *rules = rules_parse(text, strlen(text), &errors);

	assert_non_null(rules);
	free(text);
	return rules;
}

static void expect_all_codes(const struct rules *rules, const char *drawing)
{
	for (int i = 0; i < rules->n_states; i++)
		assert_non_null(strstr(drawing, rules->states[i].code));
	for (int i = 0; i < rules->n_assignment_states; i++)
		assert_non_null(strstr(drawing, rules->assignment_states[i].code));
}

/* The cell in which the arrow of a line stands; -1: it has none. */
static int arrow_cell(const char *line)
{
	const char *arrow = strstr(line, " → ");
	char *before;
	int cell;

	if (!arrow)
		return -1;
	before = hy_xasprintf("%.*s", (int)(arrow - line), line);
	cell = text_width(before);
	free(before);
	return cell;
}

/* Arrows stand under each other, in the case's part and in that of the offices. */
static void expect_columns(char *drawing, const char *offices)
{
	char *save = NULL;
	int expected = -1;

	for (char *line = strtok_r(drawing, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
		int cell = arrow_cell(line);

		if (strcmp(line, offices) == 0)
			expected = -1;
		if (cell < 0)
			continue;
		if (expected < 0)
			expected = cell;
		assert_int_equal(cell, expected);
	}
	assert_true(expected > 0);
}

static void text_names_everything_in_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_FILES; i++)
		for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
			struct rules *rules = load(files[i]);
			char *drawing;

			txt_set_language(language);
			drawing = rules_draw_text(rules);
			expect_all_codes(rules, drawing);
			for (int j = 0; j < rules->n_moves; j++)
				assert_non_null(strstr(drawing, rules->moves[j].verb));
			expect_columns(drawing, txt(TXT_DRAW_ASSIGNMENT));
			free(drawing);
			rules_free(rules);
		}
}

struct rectangle {
	int x, y, width, height;
};

/* The boxes of states in an SVG file. */
static int find_boxes(const char *svg, struct rectangle *boxes, int max)
{
	int n = 0;

	for (const char *at = svg; (at = strstr(at, "<rect class=\"s")); at++) {
		struct rectangle *box = &boxes[n++];

		assert_true(n <= max);
		assert_int_equal(sscanf(strstr(at, " x="), " x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"", &box->x,
					&box->y, &box->width, &box->height),
				 4);
	}
	return n;
}

static void expect_apart(const struct rectangle *boxes, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			assert_true(boxes[i].x >= boxes[j].x + boxes[j].width ||
				    boxes[j].x >= boxes[i].x + boxes[i].width ||
				    boxes[i].y >= boxes[j].y + boxes[j].height ||
				    boxes[j].y >= boxes[i].y + boxes[i].height);
}

static void boxes_of_the_picture_stand_apart_and_inside(void **state)
{
	(void)state;
	txt_set_language(LANGUAGE_ZH);
	for (size_t i = 0; i < N_FILES; i++) {
		struct rules *rules = load(files[i]);
		char *svg = rules_draw_svg(rules);
		struct rectangle boxes[50];
		int width, height, n = find_boxes(svg, boxes, 50);

		assert_int_equal(n, rules->n_states + rules->n_assignment_states);
		assert_int_equal(sscanf(strstr(svg, "width=\""), "width=\"%d\" height=\"%d\"", &width, &height), 2);
		expect_apart(boxes, n);
		for (int j = 0; j < n; j++)
			assert_true(boxes[j].x >= 0 && boxes[j].x + boxes[j].width <= width && boxes[j].y >= 0 &&
				    boxes[j].y + boxes[j].height <= height);
		free(svg);
		rules_free(rules);
	}
}

/* Labels are the city's words: whatever they hold, the file stays XML. */
static void words_cannot_break_the_picture(void **state)
{
	struct rules *rules = load("rules/qinyang.yaml");
	char *svg;

	(void)state;
	txt_set_language(LANGUAGE_ZH);
	rules->states[0].label.zh = "<b>&\"收到\"";
	svg = rules_draw_svg(rules);
	assert_non_null(strstr(svg, "&lt;b&gt;&amp;&quot;收到&quot;"));
	assert_null(strstr(svg, "<b>"));
	free(svg);
	rules_free(rules);
}

static void layers_follow_the_phases(void **state)
{
	struct rules *rules = load("rules/qinyang.yaml");
	struct rules_graph *graph = rules_graph_new(rules, true);

	(void)state;
	for (int i = 0; i < graph->n_states; i++)
		for (int j = 0; j < graph->n_states; j++)
			if (graph->states[i].phase == graph->states[j].phase)
				assert_int_equal(graph->layers[i], graph->layers[j]);
	assert_int_equal(graph->layers[0], 0);
	assert_int_equal(graph->n_layers, 6); /* received, filed, handling, answered, evaluated, closed */
	rules_graph_free(graph);
	rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(text_names_everything_in_columns),
		cmocka_unit_test(boxes_of_the_picture_stand_apart_and_inside),
		cmocka_unit_test(words_cannot_break_the_picture),
		cmocka_unit_test(layers_follow_the_phases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
