/* Words that definitions of rates are made of, and which of them are true of a thing. */
#include "domain/rates/definition.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BIT(word)    (UINT64_C(1) << (word))

/* A word: its name, what it is called, the flag it says; 0: it is computed. */
static const struct {
	const char *name;
	struct label label;
	uint32_t flag;
} table[RATE_WORD_COUNT_] = {
	[RATE_RECEIVED] = { "received", { "收到", "received" }, FACT_RECEIVED },
	[RATE_FILED] = { "filed", { "立案", "filed" }, FACT_FILED },
	[RATE_NOT_FILED] = { "not_filed", { "不予立案", "not filed" }, FACT_NOT_FILED },
	[RATE_REDIRECTED] = { "redirected", { "转作其他", "redirected" }, FACT_REDIRECTED },
	[RATE_MERGED] = { "merged", { "并案", "merged" }, FACT_MERGED },
	[RATE_WITHDRAWN] = { "withdrawn", { "撤案", "withdrawn" }, FACT_WITHDRAWN },
	[RATE_KEY] = { "key", { "重点", "key" }, FACT_KEY },
	[RATE_CLOSED] = { "closed", { "办结", "closed" }, FACT_CLOSED },
	[RATE_REOPENED] = { "reopened", { "重新办理", "reopened" }, FACT_REOPENED },
	[RATE_PUBLISHED] = { "published", { "已公开", "published" }, FACT_PUBLISHED },
	[RATE_PRIVATE] = { "private", { "不予公开", "not to be published" }, FACT_PRIVATE },
	[RATE_VISITED] = { "visited", { "已走访座谈", "visited" }, FACT_VISITED },
	[RATE_EVALUATED] = { "evaluated", { "已收回评价", "evaluated" }, FACT_EVALUATED },
	[RATE_MERGED_ANSWERED] = { "merged_answered",
				   { "并案已答复", "answered as a merged one" },
				   FACT_MERGED_ANSWERED },
	[RATE_ASSIGNED] = { "assigned", { "承办", "assigned" }, FACT_ASSIGNED },
	[RATE_RETURNED] = { "returned", { "退办", "returned" }, FACT_RETURNED },
	[RATE_ACCEPTED] = { "accepted", { "已签收", "accepted" }, FACT_ACCEPTED },
	[RATE_CONTACTED] = { "contacted", { "已沟通", "contacted" }, FACT_CONTACTED },
	[RATE_ANSWERED] = { "answered", { "已答复", "answered" }, FACT_ANSWERED },
	[RATE_ON_TIME] = { "on_time", { "按期答复", "answered on time" }, FACT_ON_TIME },
	[RATE_LATE] = { "late", { "逾期答复", "answered late" }, FACT_LATE },
	[RATE_SOLVED] = { "solved", { "答复为已解决", "answered as solved" }, FACT_SOLVED },
	[RATE_IN_PROGRESS] = { "in_progress", { "答复为正在解决", "answered as in progress" }, FACT_IN_PROGRESS },
	[RATE_PLANNED] = { "planned", { "答复为列入计划", "answered as planned" }, FACT_PLANNED },
	[RATE_REFERENCE] = { "reference", { "答复为留作参考", "answered as for reference" }, FACT_REFERENCE },
	[RATE_NOW_SOLVED] = { "now_solved", { "现已解决", "solved by now" }, FACT_NOW_SOLVED },
	[RATE_PROMISED] = { "promised", { "有承诺", "promised" }, FACT_PROMISED },
	[RATE_KEPT] = { "kept", { "承诺已兑现", "promise kept" }, FACT_KEPT },
	[RATE_BROKEN] = { "broken", { "承诺未兑现", "promise broken" }, FACT_BROKEN },
	[RATE_OPEN] = { "open", { "未办", "open" }, 0 },
	[RATE_OVERDUE] = { "overdue", { "逾期未办", "overdue" }, 0 },
	[RATE_DUE] = { "due", { "已办或逾期", "done or overdue" }, 0 },
	[RATE_MET] = { "met", { "已见面", "met" }, 0 },
	[RATE_RESULT_BEST] = { "result_best", { "对结果满意", "satisfied with the result" }, 0 },
	[RATE_RESULT_CONTENT] = { "result_content", { "对结果满意或基本满意", "content with the result" }, 0 },
	[RATE_RESULT_DISCONTENT] = { "result_discontent", { "对结果不满意", "discontent with the result" }, 0 },
	[RATE_ATTITUDE_BEST] = { "attitude_best", { "对态度满意", "satisfied with the attitude" }, 0 },
	[RATE_ATTITUDE_CONTENT] = { "attitude_content", { "对态度满意或基本满意", "content with the attitude" }, 0 },
	[RATE_ATTITUDE_DISCONTENT] = { "attitude_discontent", { "对态度不满意", "discontent with the attitude" }, 0 },
	[RATE_FIRST_RESULT_BEST] = { "first_result_best", { "首轮对结果满意", "satisfied with the first result" }, 0 },
	[RATE_FIRST_RESULT_CONTENT] = { "first_result_content",
					{ "首轮对结果满意或基本满意", "content with the first result" },
					0 },
	[RATE_FIRST_RESULT_DISCONTENT] = { "first_result_discontent",
					   { "首轮对结果不满意", "discontent with the first result" },
					   0 },
	[RATE_FIRST_ATTITUDE_BEST] = { "first_attitude_best",
				       { "首轮对态度满意", "satisfied with the first attitude" },
				       0 },
	[RATE_FIRST_ATTITUDE_CONTENT] = { "first_attitude_content",
					  { "首轮对态度满意或基本满意", "content with the first attitude" },
					  0 },
	[RATE_FIRST_ATTITUDE_DISCONTENT] = { "first_attitude_discontent",
					     { "首轮对态度不满意", "discontent with the first attitude" },
					     0 },
	[RATE_MEMBER] = { "member", { "在任委员", "member in office" }, 0 },
};

const char *rate_word_name(enum rate_word word)
{
	return (unsigned)word < RATE_WORD_COUNT_ ? table[word].name : "";
}

enum rate_word rate_word_by_name(const char *name)
{
	unsigned word = 0;

	while (word < RATE_WORD_COUNT_ && strcmp(table[word].name, name) != 0)
		word++;
	return (enum rate_word)word;
}

const char *rate_word_label(enum rate_word word, enum language language)
{
	return (unsigned)word < RATE_WORD_COUNT_ ? label_text(&table[word].label, language) : "";
}

uint64_t rate_words_of_flags(uint32_t flags)
{
	uint64_t words = 0;

	for (unsigned i = 0; i < COUNT(table); i++)
		if (flags & table[i].flag)
			words |= BIT(i);
	return words;
}

uint64_t rate_words_of(enum fact_unit unit)
{
	const uint64_t promise = BIT(RATE_PROMISED) | BIT(RATE_KEPT) | BIT(RATE_BROKEN) | BIT(RATE_OPEN) |
				 BIT(RATE_OVERDUE) | BIT(RATE_DUE) | BIT(RATE_WITHDRAWN);

	if (unit == FACT_MEMBER)
		return BIT(RATE_MEMBER) | BIT(RATE_RECEIVED) | BIT(RATE_FILED);
	if (unit == FACT_PROMISE)
		return promise;
	return (BIT(RATE_WORD_COUNT_) - 1) & ~BIT(RATE_MEMBER);
}

/* --- words of the city --- */

/* The codes of one of the sets of struct fact_state, one after the other. */
struct codes {
	const char *at, *end;
};

static struct codes codes_of(const char *words, enum fact_word_set set)
{
	struct codes codes;

	for (int i = 0; i < (int)set && words; i++)
		if ((words = strchr(words, ';')))
			words++;
	if (!words)
		words = "";
	codes = (struct codes){ words, words + strcspn(words, ";") };
	return codes;
}

/* The next code in out; false at the end. */
static bool next_code(struct codes *codes, char out[CODE_SIZE])
{
	size_t len = 0;

	while (codes->at < codes->end && *codes->at == ',')
		codes->at++;
	for (; codes->at < codes->end && *codes->at != ','; codes->at++)
		if (len < CODE_SIZE - 1)
			out[len++] = *codes->at;
	out[len] = '\0';
	return len > 0;
}

/* What the marks of a set come to: the worst of them counts. With a mark the rules do not know it is neither best nor
 * content. */
static void add_marks(uint64_t *words, const struct fact_state *state, enum fact_word_set set, enum rate_word best,
		      const struct rules *rules)
{
	struct codes codes = codes_of(state->words, set);
	char code[CODE_SIZE];
	bool all_best = true, known = true, again = false, any = false;

	while (next_code(&codes, code)) {
		const struct rule_word *mark = rules ? rules_mark(rules, code) : NULL;

		any = true;
		known = known && mark;
		all_best = all_best && mark && mark == rules->marks;
		again = again || (mark && mark->again);
	}
	if (!any)
		return;
	/* The three words of a set stand one after the other: best, content, discontent. */
	if (again)
		*words |= BIT(best + 2);
	else if (known)
		*words |= BIT(best + 1) | (all_best ? BIT(best) : 0);
}

static bool some_in_person(const struct rules *rules)
{
	for (int i = 0; rules && i < rules->n_contact_methods; i++)
		if (rules->contact_methods[i].in_person)
			return true;
	return false;
}

/* Contacted by a method the rules call in_person; by any when they call none so. */
static bool contacted_in_person(const struct fact_state *state, const struct rules *rules)
{
	struct codes codes = codes_of(state->words, WORDS_CONTACT);
	char code[CODE_SIZE];

	if (!(state->flags & FACT_CONTACTED))
		return false;
	if (!some_in_person(rules))
		return true;
	while (next_code(&codes, code)) {
		const struct rule_word *method = rules_contact_method(rules, code);

		if (method && method->in_person)
			return true;
	}
	return false;
}

/* --- words of the day --- */

static bool is_open(const struct fact_state *state, enum fact_unit unit)
{
	if (unit == FACT_PROMISE)
		return (state->flags & (FACT_PROMISED | FACT_KEPT | FACT_BROKEN)) == FACT_PROMISED;
	return (state->flags & (FACT_ASSIGNED | FACT_ANSWERED)) == FACT_ASSIGNED;
}

static bool is_done(const struct fact_state *state, enum fact_unit unit)
{
	return state->flags & (unit == FACT_PROMISE ? FACT_KEPT | FACT_BROKEN : FACT_ANSWERED);
}

static uint64_t words_of_day(const struct fact_state *state, enum fact_unit unit, hy_day as_of)
{
	bool open = is_open(state, unit);
	bool overdue = open && state->due_on != HY_DAY_NONE && state->due_on < as_of;

	return (open ? BIT(RATE_OPEN) : 0) | (overdue ? BIT(RATE_OVERDUE) : 0) |
	       (overdue || is_done(state, unit) ? BIT(RATE_DUE) : 0);
}

uint64_t rate_words(const struct fact_state *state, enum fact_unit unit, hy_day as_of, const struct rules *rules)
{
	static const enum rate_word best[] = { [WORDS_FIRST_RESULT] = RATE_FIRST_RESULT_BEST,
					       [WORDS_FIRST_ATTITUDE] = RATE_FIRST_ATTITUDE_BEST,
					       [WORDS_RESULT] = RATE_RESULT_BEST,
					       [WORDS_ATTITUDE] = RATE_ATTITUDE_BEST };
	uint64_t words;

	if (unit ==
	    FACT_MEMBER) /* a person has the flags of all their cases: one that was withdrawn is not the others */
		return (rate_words_of_flags(state->flags) | BIT(RATE_MEMBER)) & rate_words_of(unit);
	if (state->flags & FACT_WITHDRAWN)
		return BIT(RATE_WITHDRAWN) & rate_words_of(unit);
	if (unit == FACT_PART && state->flags & FACT_RETURNED)
		return BIT(RATE_RETURNED);
	words = rate_words_of_flags(state->flags) | words_of_day(state, unit, as_of);
	for (unsigned i = 0; i < COUNT(best) && state->flags & FACT_EVALUATED; i++)
		add_marks(&words, state, i, best[i], rules);
	if (state->flags & FACT_VISITED || contacted_in_person(state, rules))
		words |= BIT(RATE_MET);
	return words & rate_words_of(unit);
}
