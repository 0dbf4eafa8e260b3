/* The section "deadlines" of a rules file. */
#include "domain/rules/read.h"
#include "domain/rules/span.h"

#include <stdio.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Rules for one kind of deadline, by proposer kind and session: more than any city makes of them. */
#define MAX_DEADLINE_RULES 12
/* An extension of so many times is no deadline any more; less than MAX_EXTENSIONS. */
#define MAX_TIMES 5
/* Cases of one office in one session: a city's busiest has some hundred. */
#define MAX_LOAD_CASES 1000

/* --- parts of a deadline --- */

static const char *deadline_kind_word(unsigned i)
{
	static const char *const names[DEADLINE_KIND_COUNT_] = {
		[DEADLINE_RETURN] = "return",     [DEADLINE_ANSWER] = "answer",   [DEADLINE_OPINION] = "opinion",
		[DEADLINE_CONTACT] = "contact",   [DEADLINE_JOIN] = "join",       [DEADLINE_REHANDLE] = "rehandle",
		[DEADLINE_EVALUATE] = "evaluate", [DEADLINE_PUBLISH] = "publish",
	};

	return names[i - 1];
}

const struct vocabulary deadline_kind_words = { "期限", "deadline", DEADLINE_KIND_COUNT_ + 1, deadline_kind_word };

/* What a deadline may count from; the engine knows the day of these. */
static const enum milestone beginnings[] = {
	MILESTONE_ASSIGNED, MILESTONE_ACCEPTED, MILESTONE_FILED,   MILESTONE_RECEIVED,
	MILESTONE_ANSWERED, MILESTONE_REOPENED, MILESTONE_INVITED,
};

static const char *beginning_word(unsigned i)
{
	return milestone_name(beginnings[i - 1]);
}

static const struct vocabulary beginning_words = { "起算节点", "beginning", COUNT(beginnings) + 1, beginning_word };

static const enum milestone default_beginnings[DEADLINE_KIND_COUNT_] = {
	[DEADLINE_RETURN] = MILESTONE_ASSIGNED,   [DEADLINE_ANSWER] = MILESTONE_ASSIGNED,
	[DEADLINE_OPINION] = MILESTONE_ASSIGNED,  [DEADLINE_CONTACT] = MILESTONE_ASSIGNED,
	[DEADLINE_JOIN] = MILESTONE_INVITED,      [DEADLINE_REHANDLE] = MILESTONE_REOPENED,
	[DEADLINE_EVALUATE] = MILESTONE_ANSWERED, [DEADLINE_PUBLISH] = MILESTONE_ANSWERED,
};

/* A deadline being read. */
struct deadline_reading {
	struct span span;
	struct rule_deadline *deadline;
};

static struct rule_deadline *deadline_of(void *target)
{
	return ((struct deadline_reading *)target)->deadline;
}

static void read_beginning(struct reader *reader, const struct yaml_node *node, void *target)
{
	unsigned choice = read_choice(reader, node, &beginning_words);

	if (choice)
		deadline_of(target)->from = beginnings[choice - 1];
}

static void read_before(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_deadline *deadline = deadline_of(target);
	unsigned choice = read_choice(reader, node, &deadline_kind_words);

	if (!choice)
		return;
	deadline->before = true;
	deadline->before_kind = choice - 1;
}

/* True for a text of the form MM-DD; the day need not be there. */
static bool is_month_day(const char *text, int *ret_month, int *ret_day)
{
	if (strlen(text) != 5 || strspn(text, "0123456789") != 2 || text[2] != '-' ||
	    strspn(text + 3, "0123456789") != 2)
		return false;
	*ret_month = (text[0] - '0') * 10 + text[1] - '0';
	*ret_day = (text[3] - '0') * 10 + text[4] - '0';
	return true;
}

/* A day that every year has. Official notices have set the 31st of September as a last day; it is refused. */
static void read_on(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_deadline *deadline = deadline_of(target);
	const char *word = read_word(reader, node);
	int month, day;
	char full[16];
	hy_day parsed;

	deadline->unit = UNIT_FIXED;
	if (!word)
		return;
	if (is_month_day(word, &month, &day)) {
		snprintf(full, sizeof(full), "2001-%s", word); /* 2001 is no leap year */
		deadline->month = month;
		deadline->day = day;
		if (day_parse(full, &parsed) == 0)
			return;
	}
	rule_error(reader->errors, node->line, node->column, "「%s」不是每年都有的日期，应写作 MM-DD，如 06-30",
		   "\"%s\" is not a day that every year has; write MM-DD such as 06-30", word);
}

/* --- when a deadline's rule holds --- */

/* The code of a proposer kind of the file; NULL with a report if there is none. */
static const char *read_proposer_kind(struct reader *reader, const struct yaml_node *node)
{
	const struct rule_words *kinds = &reader->rules->proposer_kinds;
	const char *word = read_word(reader, node), **candidates;

	if (!word)
		return NULL;
	if (rules_word(kinds, word))
		return rules_word(kinds, word)->code;
	candidates = arena_alloc(reader->arena, ((size_t)kinds->n + 1) * sizeof(*candidates));
	for (int i = 0; i < kinds->n; i++)
		candidates[i] = kinds->list[i].code;
	report_unknown(reader, node->line, node->column, "提案者类别", "proposer kind", word, candidates,
		       (size_t)kinds->n);
	return NULL;
}

static void read_when_kinds(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct deadline_when *when = target;
	const char **list;
	int n = 0;

	if (!expect_kind(reader, node, YAML_LIST))
		return;
	if (reader->rules->proposer_kinds.n == 0) {
		report_kind(reader, node, "用到提案者类别，文件应有 proposer_kinds",
			    "names kinds of proposers, so the file must have proposer_kinds");
		return;
	}
	list = arena_alloc(reader->arena, ((size_t)node->n + 1) * sizeof(*list));
	for (const struct yaml_node *item = node->first; item; item = item->next) {
		const char *code = read_proposer_kind(reader, item);

		if (code && codes_hold(list, code))
			report_kind(reader, item, "在列表中重复", "word is in the list twice");
		else if (code)
			list[n++] = code;
	}
	when->proposer_kinds = list;
}

static const char *session_word(unsigned i)
{
	return i == 1 ? "in" : "between";
}

static void read_when_session(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct vocabulary session_words = { "会议期间", "session", 3, session_word };
	struct deadline_when *when = target;
	unsigned choice = read_choice(reader, node, &session_words);

	when->in_session = choice == 1;
	when->between_sessions = choice == 2;
}

static void read_when(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "proposer_kinds", false, read_when_kinds },
		{ "session", false, read_when_session },
	};

	read_fields(reader, node, fields, COUNT(fields), false, &deadline_of(target)->when);
}

/* --- more time --- */

struct extension_reading {
	struct span span;
	struct rule_extension *extension;
};

static void read_extend_by(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct extension_reading *)target)->extension->by = read_choices(reader, node, &role_words);
}

static void read_times(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_number(reader, node, 1, MAX_TIMES, &((struct extension_reading *)target)->extension->times);
}

static void read_extend(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "by", true, read_extend_by },
		{ "times", true, read_times },
		{ "unit", true, read_span_unit },
		{ "amount", true, read_span_amount },
	};
	struct extension_reading reading = { .extension = &deadline_of(target)->extend };

	_Static_assert(MAX_TIMES <= MAX_EXTENSIONS, "what the rules allow fits what a case can hold");
	read_fields(reader, node, fields, COUNT(fields), false, &reading);
	reading.extension->amount = reading.span.amount;
	reading.extension->unit = reading.span.unit;
}

struct load_reading {
	struct span span;
	int cases;
};

static void read_load_cases(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_number(reader, node, 1, MAX_LOAD_CASES, &((struct load_reading *)target)->cases);
}

static void read_load_step(struct reader *reader, const struct yaml_node *node, struct rule_deadline *deadline)
{
	static const struct field fields[] = {
		{ "cases", true, read_load_cases },
		{ "unit", true, read_span_unit },
		{ "amount", true, read_span_amount },
	};
	struct load_reading reading = { 0 };
	const struct rule_load *previous = deadline->n_loads ? &deadline->loads[deadline->n_loads - 1] : NULL;

	read_fields(reader, node, fields, COUNT(fields), false, &reading);
	if (previous && reading.cases && reading.cases <= previous->cases)
		rule_error(reader->errors, node->line, node->column, "load 的各级应由少到多：%d 件在 %d 件之后",
			   "the steps of load must ascend: %d cases come after %d", reading.cases, previous->cases);
	deadline->loads[deadline->n_loads++] =
		(struct rule_load){ reading.cases, reading.span.amount, reading.span.unit };
}

static void read_load(struct reader *reader, const struct yaml_node *node, void *target)
{
	if (!expect_kind(reader, node, YAML_LIST) || !expect_at_most(reader, node, MAX_LOADS))
		return;
	for (const struct yaml_node *item = node->first; item; item = item->next)
		read_load_step(reader, item, deadline_of(target));
}

/* --- a deadline --- */

static const char *const span_keys[] = { "amount", "unit" };

static void report_together(struct reader *reader, const struct yaml_node *child, const char *other)
{
	rule_error(reader->errors, child->key_line, child->key_column, "「%s」不能与「%s」同用",
		   "\"%s\" does not go with \"%s\"", child->key, other);
}

/* A fixed day stands alone; all others have an amount of a unit, counted from something or back from a deadline. */
static void check_shape(struct reader *reader, const struct yaml_node *node)
{
	const struct yaml_node *before = yaml_child(node, "before"), *from = yaml_child(node, "from");
	bool fixed = yaml_child(node, "on") != NULL;

	for (size_t i = 0; i < COUNT(span_keys); i++) {
		const struct yaml_node *child = yaml_child(node, span_keys[i]);

		if (fixed && child)
			report_together(reader, child, "on");
		if (!fixed && !child)
			report_missing(reader, node, span_keys[i]);
	}
	if (fixed && before)
		report_together(reader, before, "on");
	if (before && from)
		report_together(reader, from, "before");
}

static void read_deadline(struct reader *reader, const struct yaml_node *node, enum deadline_kind kind)
{
	static const struct field fields[] = {
		{ "from", false, read_beginning }, { "before", false, read_before },
		{ "unit", false, read_span_unit }, { "amount", false, read_span_amount },
		{ "on", false, read_on },          { "when", false, read_when },
		{ "extend", false, read_extend },  { "load", false, read_load },
	};
	struct rules *rules = reader->rules;
	struct deadline_reading reading = { .deadline = &rules->deadlines[rules->n_deadlines] };

	reader->deadline_nodes[rules->n_deadlines++] = node;
	*reading.deadline = (struct rule_deadline){ .kind = kind, .from = default_beginnings[kind] };
	read_fields(reader, node, fields, COUNT(fields), false, &reading);
	if (node->kind != YAML_MAP || node->n == 0)
		return;
	check_shape(reader, node);
	reading.deadline->amount = reading.span.amount;
	if (reading.deadline->unit != UNIT_FIXED)
		reading.deadline->unit = reading.span.unit;
}

/* The rules of one kind: a map, or a list of maps of which the first that fits holds. */
static void read_deadlines_of_kind(struct reader *reader, const struct yaml_node *node)
{
	const struct yaml_node key = {
		.kind = YAML_WORD, .line = node->key_line, .column = node->key_column, .text = node->key
	};
	unsigned kind = read_choice(reader, &key, &deadline_kind_words);

	if (!kind)
		return;
	if (node->kind != YAML_LIST) {
		read_deadline(reader, node, kind - 1);
		return;
	}
	if (!expect_kind(reader, node, YAML_LIST) || !expect_at_most(reader, node, MAX_DEADLINE_RULES))
		return;
	for (const struct yaml_node *item = node->first; item; item = item->next)
		read_deadline(reader, item, kind - 1);
}

void read_deadlines(struct reader *reader, const struct yaml_node *node, void *target)
{
	const size_t most = (size_t)DEADLINE_KIND_COUNT_ * MAX_DEADLINE_RULES;
	struct rules *rules = target;

	if (!expect_kind(reader, node, YAML_MAP))
		return;
	rules->deadlines = arena_alloc(reader->arena, most * sizeof(*rules->deadlines));
	reader->deadline_nodes = arena_alloc(reader->arena, most * sizeof(*reader->deadline_nodes));
	for (const struct yaml_node *child = node->first; child; child = child->next)
		read_deadlines_of_kind(reader, child);
	if (!yaml_child(node, "answer"))
		report_missing(reader, node, "answer");
}
