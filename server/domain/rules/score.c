/* The sections of a rules file about results: the office score, and how bulletins print percentages. */
#include "domain/rules/terms.h"

#include "base/text.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Most items of a score. */
#define MAX_SCORE_ITEMS 40
/* Points of a score: published tables have 100 or 120 in all. */
#define MAX_POINTS 1000

/* --- office score --- */

/* A number with at most one decimal, in tenths. */
static int read_tenths(struct reader *reader, const struct yaml_node *node, int min, int *ret_tenths)
{
	const char *word = read_word(reader, node), *point;
	int64_t whole, tenths = 0;
	char *digits;

	if (!word)
		return -1;
	point = strchr(word, '.');
	digits = arena_printf(reader->arena, "%.*s", (int)(point ? point - word : (long)strlen(word)), word);
	if (node->quoted || number_parse(digits, -MAX_POINTS, MAX_POINTS, &whole) < 0 ||
	    (point && (strlen(point) != 2 || number_parse(point + 1, 0, 9, &tenths) < 0))) {
		rule_error(reader->errors, node->line, node->column, "「%s」应是 -%d 到 %d 之间的数，最多一位小数",
			   "\"%s\" must be a number between -%d and %d with at most one decimal", node->key, MAX_POINTS,
			   MAX_POINTS);
		return -1;
	}
	*ret_tenths = (int)(word[0] == '-' ? whole * 10 - tenths : whole * 10 + tenths);
	if (*ret_tenths >= min)
		return 0;
	report_kind(reader, node, "应大于 0", "must be greater than 0");
	return -1;
}

static void read_base(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_tenths(reader, node, 1, &((struct score_rules *)target)->base_tenths);
}

static void read_item_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct score_item *)target)->label);
}

static void read_where(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct terms terms = { .unit = FACT_CASE };

	read_terms(reader, node, &terms);
	((struct score_item *)target)->where = terms.condition;
}

static void read_points(struct reader *reader, const struct yaml_node *node, void *target)
{
	int *points = &((struct score_item *)target)->points_tenths;

	if (read_tenths(reader, node, -MAX_POINTS * 10, points) == 0 && *points == 0)
		report_kind(reader, node, "不能为 0，否则不起作用", "must not be 0, or it has no effect");
}

static void read_limit(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_tenths(reader, node, 1, &((struct score_item *)target)->limit_tenths);
}

static void read_items(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "label", true, read_item_label },
		{ "where", true, read_where },
		{ "points", true, read_points },
		{ "limit", false, read_limit },
	};
	struct score_rules *score = target;

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_SCORE_ITEMS))
		return;
	score->items = arena_alloc(reader->arena, (size_t)node->n * sizeof(*score->items));
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		struct score_item *item = &score->items[score->n_items++];

		item->code = child->key;
		check_code_key(reader, child);
		read_fields(reader, child, fields, COUNT(fields), false, item);
	}
}

void read_score(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "base", true, read_base }, { "items", true, read_items } };
	struct score_rules *score = arena_alloc(reader->arena, sizeof(*score));

	read_fields(reader, node, fields, COUNT(fields), false, score);
	((struct rules *)target)->score = score;
}

/* --- bulletins --- */

static const char *rounding_word(unsigned i)
{
	return rounding_name((enum rounding)(i - 1));
}

const struct vocabulary rounding_words = { "舍入方式", "rounding", ROUNDING_SUM_100 + 2, rounding_word };

static void read_rounding(struct reader *reader, const struct yaml_node *node, void *target)
{
	unsigned choice = read_choice(reader, node, &rounding_words);

	if (choice)
		((struct rounding_rule *)target)->rounding = (enum rounding)(choice - 1);
}

static void read_decimals(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_number(reader, node, 0, MAX_DECIMALS, &((struct rounding_rule *)target)->decimals);
}

void read_bulletins(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "rounding", false, read_rounding },
		{ "decimals", false, read_decimals },
	};
	struct rounding_rule *rule = arena_alloc(reader->arena, sizeof(*rule));

	*rule = rounding_of_rules(NULL);
	read_fields(reader, node, fields, COUNT(fields), false, rule);
	((struct rules *)target)->bulletins = rule;
}
