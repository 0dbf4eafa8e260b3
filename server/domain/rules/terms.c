/* Terms: what a rate counts, or an item of the office score, in words. */
#include "domain/rules/terms.h"

#include <string.h>

#define BIT(word) (UINT64_C(1) << (word))

static const char *rate_word(unsigned i)
{
	return rate_word_name((enum rate_word)(i - 1));
}

const struct vocabulary rate_words_known = { "统计词", "word of rates", RATE_WORD_COUNT_ + 1, rate_word };

const char *terms_unit_name(enum fact_unit unit)
{
	return unit == FACT_PROMISE ? "promise" : unit == FACT_MEMBER ? "member" : "case";
}

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
		   "\"unit\" is %s, of which \"%s\" never is true", terms_unit_name(unit), name);
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

void read_terms(struct reader *reader, const struct yaml_node *node, void *target)
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
