/* The sections of a rules file about figures: a city's own rates, its office score, how bulletins round. */
#include "domain/rates/definition.h"
#include "domain/rules/read.h"
#include "domain/words.h"

#include "base/text.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BIT(word)    (UINT64_C(1) << (word))

/* Most rates of its own, and items of a score: a table of results has some dozen columns. */
#define MAX_OWN_RATES   40
#define MAX_SCORE_ITEMS 40
/* Longest definition: a footnote of three lines. */
#define MAX_DEFINITION_CHARS 300
/* Points of a score: published tables have 100 or 120 in all. */
#define MAX_POINTS 1000
/* Words of a counterexample: enough to see the case, few enough for a line. */
#define MAX_EXAMPLE_WORDS 5

static const char *rate_word(unsigned i)
{
	return rate_word_name((enum rate_word)(i - 1));
}

static const char *rounding_word(unsigned i)
{
	return rounding_name((enum rounding)(i - 1));
}

/* What can be counted. Of these FACT_NONE has no name. */
static const char *const unit_names[] = {
	[FACT_CASE] = "case", [FACT_PART] = "", [FACT_PROMISE] = "promise", [FACT_LATER] = "", [FACT_MEMBER] = "member"
};
static const enum fact_unit units[] = { FACT_CASE, FACT_PROMISE, FACT_MEMBER };

static const char *unit_word(unsigned i)
{
	return unit_names[units[i - 1]];
}

const struct vocabulary rate_words_known = { "统计词", "word of rates", RATE_WORD_COUNT_ + 1, rate_word };
const struct vocabulary rounding_words = { "舍入方式", "rounding", ROUNDING_SUM_100 + 2, rounding_word };
const struct vocabulary rate_unit_words = { "计数单位", "unit", COUNT(units) + 1, unit_word };

/* --- terms --- */

/* A condition being read: what it is of. */
struct terms {
	struct rate_condition condition;
	enum fact_unit unit;
	const struct yaml_node *node; /* NULL: not read, or with mistakes */
};

/* The bit of one word of a term; 0 with a report. */
static uint64_t read_rate_word(struct reader *reader, const struct yaml_node *item, const char *text, size_t len,
			       enum fact_unit unit)
{
	char *name = arena_printf(reader->arena, "%.*s", (int)len, text);
	const struct yaml_node node = { .kind = YAML_WORD, .line = item->line, .column = item->column, .text = name };
	unsigned choice = read_choice(reader, &node, &rate_words_known);

	if (choice == 0)
		return 0;
	if (rate_words_of(unit) & BIT(choice - 1))
		return BIT(choice - 1);
	rule_error(reader->errors, item->line, item->column, "计数单位为 %s 时没有「%s」",
		   "\"unit\" is %s, of which \"%s\" never is true", unit_names[unit], name);
	return 0;
}

/* "WORD", "not WORD", "WORD or WORD …". */
static bool read_term(struct reader *reader, const struct yaml_node *item, struct terms *terms)
{
	const char *at = read_word(reader, item);
	uint64_t any = 0, bit;
	bool negated, good = true;

	if (!at)
		return false;
	negated = strncmp(at, "not ", 4) == 0;
	if (negated)
		at += 4;
	for (;;) {
		const char *end = strstr(at, " or ");
		size_t len = end ? (size_t)(end - at) : strlen(at);

		bit = read_rate_word(reader, item, at, len, terms->unit);
		good = good && bit && !(any & bit);
		if (bit && any & bit)
			report_kind(reader, item, "在同一条中重复", "names a word twice");
		any |= bit;
		if (!end)
			break;
		at = end + 4;
	}
	if (negated && any & (any - 1)) {
		report_kind(reader, item, "not 之后只能有一个词；另写一条",
			    "has words after \"not\": write a term for each");
		good = false;
	}
	terms->condition.terms[terms->condition.n].any = any;
	terms->condition.terms[terms->condition.n++].negated = negated;
	return good;
}

static void read_terms(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct terms *terms = target;
	bool good = true;

	if (!expect_kind(reader, node, YAML_LIST) || !expect_at_most(reader, node, RATE_MAX_TERMS))
		return;
	for (const struct yaml_node *item = node->first; item; item = item->next)
		good = read_term(reader, item, terms) && good;
	if (good && !rate_condition_possible(terms->unit, &terms->condition)) {
		report_kind(reader, node, "永远不成立：这些词不会同时成立",
			    "never holds: its words exclude each other");
		good = false;
	}
	terms->node = good ? node : NULL;
}

/* --- rates --- */

/* A rate being read. */
struct reading {
	struct rate_definition rate;
	struct terms of, with;
};

static void read_rate_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct reading *)target)->rate.label);
}

static void read_sentence(struct reader *reader, const struct yaml_node *node, const char **text)
{
	const char *word = read_word(reader, node);

	if (!word)
		return;
	*text = word;
	if (!text_is_good(word, 1, MAX_DEFINITION_CHARS, false))
		rule_error(reader->errors, node->line, node->column, "「%s」不能超过 %d 个字，也不能有换行或控制字符",
			   "\"%s\" must not have more than %d characters, line ends or control characters", node->key,
			   MAX_DEFINITION_CHARS);
}

static void read_sentence_zh(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_sentence(reader, node, &((struct label *)target)->zh);
}

static void read_sentence_en(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_sentence(reader, node, &((struct label *)target)->en);
}

static void read_definition(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "zh", true, read_sentence_zh }, { "en", true, read_sentence_en } };

	read_fields(reader, node, fields, COUNT(fields), false, &((struct reading *)target)->rate.definition);
}

static void read_denominator_name(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct reading *)target)->rate.denominator);
}

static void read_numerator_name(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct reading *)target)->rate.numerator);
}

static void read_names(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "denominator", true, read_denominator_name },
		{ "numerator", true, read_numerator_name },
	};

	read_fields(reader, node, fields, COUNT(fields), false, target);
}

static void read_unit(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct reading *reading = target;
	unsigned choice = read_choice(reader, node, &rate_unit_words);

	if (choice)
		reading->rate.unit = reading->of.unit = reading->with.unit = units[choice - 1];
}

static void read_roles(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct reading *reading = target;

	reading->rate.roles = read_choices(reader, node, &assignment_role_words);
	if (reading->rate.unit != FACT_CASE)
		report_kind(reader, node, "只用于 unit: case", "is for unit: case only");
}

static void read_denominator(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_terms(reader, node, &((struct reading *)target)->of);
}

static void read_numerator(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_terms(reader, node, &((struct reading *)target)->with);
}

/* True when another word that is true already says this one. */
static bool goes_without_saying(enum fact_unit unit, uint64_t words, enum rate_word word)
{
	const struct rate_condition is_word = { { { BIT(word), false } }, 1 };

	for (int other = 0; other < RATE_WORD_COUNT_; other++) {
		const struct rate_condition is_other = { { { BIT(other), false } }, 1 };

		if (words & BIT(other) && other != (int)word &&
		    rate_condition_implies(unit, &is_other, &is_word, NULL) &&
		    (other < (int)word || !rate_condition_implies(unit, &is_word, &is_other, NULL)))
			return true;
	}
	return false;
}

/* A thing in words: "已沟通、未办". */
static void tell_example(enum fact_unit unit, uint64_t example, enum language language, char *out, size_t size)
{
	struct words words;
	int n = 0;

	words_begin(&words, out, size);
	for (int word = 0; word < RATE_WORD_COUNT_ && n < MAX_EXAMPLE_WORDS; word++)
		if (example & BIT(word) && !goes_without_saying(unit, example, word)) {
			words_add_item(&words, language, rate_word_label(word, language));
			n++;
		}
}

static const char *unit_label(enum fact_unit unit, enum language language)
{
	static const struct label labels[FACT_UNIT_COUNT_] = {
		[FACT_NONE] = { "", "" },        [FACT_CASE] = { "件", "case" },
		[FACT_PART] = { "件", "part" },  [FACT_PROMISE] = { "承诺", "promise" },
		[FACT_LATER] = { "件", "part" }, [FACT_MEMBER] = { "委员", "member" },
	};

	return label_text(&labels[unit], language);
}

/* The numerator is a part of the denominator, and not all of it. */
static void check_parts(struct reader *reader, const struct reading *reading)
{
	const struct yaml_node *at = reading->with.node;
	enum fact_unit unit = reading->rate.unit;
	char zh[100], en[100];
	uint64_t counter;

	if (!at || !reading->of.node)
		return;
	if (!rate_condition_implies(unit, &reading->with.condition, &reading->of.condition, &counter)) {
		tell_example(unit, counter, LANGUAGE_ZH, zh, sizeof(zh));
		tell_example(unit, counter, LANGUAGE_EN, en, sizeof(en));
		rule_error_texts(reader->errors, at->line, at->column,
				 arena_printf(reader->arena, "分子不是分母的一部分：例如“%s”的%s，会计入分子却不在分母",
					      zh, unit_label(unit, LANGUAGE_ZH)),
				 arena_printf(reader->arena,
					      "the numerator is not part of the denominator: a %s that is %s would be "
					      "counted, yet is not in the base",
					      unit_label(unit, LANGUAGE_EN), en));
	} else if (rate_condition_implies(unit, &reading->of.condition, &reading->with.condition, NULL)) {
		report_kind(reader, at, "与分母是一回事，这个率总是 100 %",
			    "says the same as the denominator, so the rate would always be 100 %");
	}
}

static void read_rate(struct reader *reader, const struct yaml_node *node, struct rate_definition *ret_rate)
{
	/* The unit before the terms, whose words depend on it. */
	static const struct field fields[] = {
		{ "label", true, read_rate_label },    { "definition", true, read_definition },
		{ "names", true, read_names },         { "unit", false, read_unit },
		{ "roles", false, read_roles },        { "denominator", true, read_denominator },
		{ "numerator", true, read_numerator },
	};
	struct reading reading = { .rate = { .code = node->key, .unit = FACT_CASE, .own = true },
				   .of = { .unit = FACT_CASE },
				   .with = { .unit = FACT_CASE } };

	check_code_key(reader, node);
	read_fields(reader, node, fields, COUNT(fields), false, &reading);
	check_parts(reader, &reading);
	reading.rate.of = reading.of.condition;
	reading.rate.with = reading.with.condition;
	*ret_rate = reading.rate;
}

static bool is_replaced(const struct rate_definition *own, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (strcmp(own[i].code, code) == 0)
			return true;
	return false;
}

void read_rates(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;
	struct rate_definition *rates;
	size_t n_usual;
	const struct rate_definition *usual = rate_definitions(NULL, &n_usual);
	int n = 0, n_own;

	if (!expect_kind(reader, node, YAML_MAP) || !expect_at_most(reader, node, MAX_OWN_RATES))
		return;
	rates = arena_alloc(reader->arena, ((size_t)node->n + n_usual) * sizeof(*rates));
	for (const struct yaml_node *child = node->first; child; child = child->next)
		read_rate(reader, child, &rates[n++]);
	n_own = n;
	for (size_t i = 0; i < n_usual; i++)
		if (!is_replaced(rates, n_own, usual[i].code))
			rates[n++] = usual[i];
	rules->rates = rates;
	rules->n_rates = n;
}

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
