/* The section of a rules file with a city's own rates. */
#include "domain/rules/terms.h"
#include "domain/words.h"

#include "base/text.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BIT(word)    (UINT64_C(1) << (word))

/* Most rates of its own: a table of results has some dozen columns. */
#define MAX_OWN_RATES 40
/* Longest definition: a footnote of three lines. */
#define MAX_DEFINITION_CHARS 300
/* Words of a counterexample: enough to see the case, few enough for a line. */
#define MAX_EXAMPLE_WORDS 5

/* What can be counted. */
static const enum fact_unit units[] = { FACT_CASE, FACT_PROMISE, FACT_MEMBER };

static const char *unit_word(unsigned i)
{
	return terms_unit_name(units[i - 1]);
}

const struct vocabulary rate_unit_words = { "计数单位", "unit", COUNT(units) + 1, unit_word };

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

static void read_direction(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_truth(reader, node, &((struct reading *)target)->rate.lower_is_better);
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
	if (n == 0)
		words_add_item(&words, language, language == LANGUAGE_ZH ? "上列词语都不成立" : "none of these words");
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
		{ "numerator", true, read_numerator }, { "lower_is_better", false, read_direction },
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
