/* The sections of a rules file but for states and moves, each read by a table of its keys. */
#include "domain/rules_read.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Codes of jurisdictions have six digits (GB/T 2260). */
#define MIN_JURISDICTION 100000
#define MAX_JURISDICTION 999999
/* Digits of the serial in a 案号: a session brings hundreds of proposals; more than six digits nobody reads. */
#define MIN_NUMBER_DIGITS 3
#define MAX_NUMBER_DIGITS 6
/* Longest back-dating: the working days of two years. */
#define MAX_BACKDATING 500

/* --- deadlines --- */

/* Units, and the largest amount of each: a year, in which every answer must have come. */
static const struct {
	const char *name;
	int max;
} units[] = {
	[UNIT_DAY] = { "day", 366 },
	[UNIT_WORKING_DAY] = { "working_day", 250 },
	[UNIT_MONTH] = { "month", 12 },
};

static const char *unit_word(unsigned i)
{
	return units[i - 1].name;
}

static const struct vocabulary unit_words = { "单位", "unit", COUNT(units) + 1, unit_word };

/* The unit is read first, since the amount's range depends on it. */
static void read_unit(struct reader *reader, const struct yaml_node *node, void *target)
{
	unsigned unit = read_choice(reader, node, &unit_words);

	if (unit)
		((struct rule_deadline *)target)->unit = unit - 1;
}

static void read_amount(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_deadline *deadline = target;

	read_number(reader, node, 1, units[deadline->unit].max, &deadline->amount);
}

static void read_deadline(struct reader *reader, const struct yaml_node *node, struct rules *rules,
			  enum deadline_kind kind)
{
	static const struct field fields[] = { { "unit", true, read_unit }, { "amount", true, read_amount } };
	struct rule_deadline *deadline;

	if (!rules->deadlines)
		rules->deadlines = arena_alloc(reader->arena, DEADLINE_KIND_COUNT_ * sizeof(*rules->deadlines));
	deadline = &rules->deadlines[rules->n_deadlines++];
	deadline->kind = kind;
	deadline->from = MILESTONE_ASSIGNED;
	read_fields(reader, node, fields, COUNT(fields), false, deadline);
}

static void read_return_deadline(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_deadline(reader, node, target, DEADLINE_RETURN);
}

static void read_answer_deadline(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_deadline(reader, node, target, DEADLINE_ANSWER);
}

static void read_opinion_deadline(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_deadline(reader, node, target, DEADLINE_OPINION);
}

static void read_deadlines(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "return", false, read_return_deadline },
		{ "answer", true, read_answer_deadline },
		{ "opinion", false, read_opinion_deadline },
	};

	read_fields(reader, node, fields, COUNT(fields), false, target);
}

/* --- classes and words --- */

static void read_meaning(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rule_class *)target)->meaning = read_choice(reader, node, &meaning_words);
}

static void read_class_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rule_class *)target)->label);
}

/* One capital letter, or one Chinese character such as 甲. What people type (a, Ａ) is brought to these. */
static bool is_class_letter(const char *letter)
{
	unsigned char first = (unsigned char)letter[0];

	if (first < 0x80)
		return first >= 'A' && first <= 'Z' && letter[1] == '\0';
	return first >= 0xe4 && first <= 0xe9 && strlen(letter) == 3; /* U+4000 to U+9FFF in UTF-8 */
}

static void read_classes(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "meaning", true, read_meaning }, { "label", true, read_class_label } };
	struct rules *rules = target;

	if (!expect_kind(reader, node, YAML_MAP))
		return;
	rules->classes = arena_alloc(reader->arena, (size_t)node->n * sizeof(*rules->classes));
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		struct rule_class *class = &rules->classes[rules->n_classes++];

		class->letter = child->key;
		if (!is_class_letter(child->key))
			rule_error(reader->errors, child->key_line, child->key_column,
				   "类别「%s」应是一个大写字母或一个汉字",
				   "class \"%s\" must be one capital letter or one Chinese character", child->key);
		read_fields(reader, child, fields, COUNT(fields), false, class);
	}
}

static struct rule_word *read_words(struct reader *reader, const struct yaml_node *node, int *ret_n)
{
	struct rule_word *words;
	int n = 0;

	if (!expect_kind(reader, node, YAML_MAP))
		return NULL;
	words = arena_alloc(reader->arena, (size_t)node->n * sizeof(*words));
	for (const struct yaml_node *child = node->first; child; child = child->next, n++) {
		check_code_key(reader, child);
		words[n].code = child->key;
		read_label(reader, child, &words[n].label);
	}
	*ret_n = n;
	return words;
}

static void read_marks(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	rules->marks = read_words(reader, node, &rules->n_marks);
}

static void read_contact_methods(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	rules->contact_methods = read_words(reader, node, &rules->n_contact_methods);
}

/* --- dating --- */

static void read_working_days(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_backdating *backdating = target;

	if (node->kind != YAML_WORD || strcmp(node->text, "any") != 0)
		read_number(reader, node, 0, MAX_BACKDATING, &backdating->working_days);
}

static void read_reason_after(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_backdating *backdating = target;

	if (read_number(reader, node, 0, MAX_BACKDATING, &backdating->reason_after) == 0 &&
	    backdating->working_days >= 0 && backdating->reason_after >= backdating->working_days)
		report_kind(reader, node, "应小于 working_days，否则不起作用",
			    "must be less than working_days, or it has no effect");
}

static void read_backdating(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "working_days", true, read_working_days },
		{ "reason_after", false, read_reason_after },
	};
	struct rules *rules = target;

	if (!expect_kind(reader, node, YAML_MAP))
		return;
	for (const struct yaml_node *child = node->first; child; child = child->next) {
		const struct yaml_node role = {
			.kind = YAML_WORD, .line = child->key_line, .column = child->key_column, .text = child->key
		};
		struct rule_backdating *backdating = &rules->backdating[read_choice(reader, &role, &role_words)];

		*backdating = (struct rule_backdating){ .given = true, .working_days = -1, .reason_after = -1 };
		read_fields(reader, child, fields, COUNT(fields), false, backdating);
	}
	rules->backdating[ROLE_NONE].given = false; /* where a role nobody knows was put */
}

static void read_from(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_day(reader, node, &((struct rule_catch_up *)target)->from);
}

static void read_until(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rule_catch_up *catch_up = target;

	if (read_day(reader, node, &catch_up->until) == 0 && catch_up->until < catch_up->from)
		report_kind(reader, node, "早于 from", "is before from");
}

static void read_catch_up(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "from", true, read_from }, { "until", true, read_until } };
	struct rule_catch_up *catch_up = &((struct rules *)target)->catch_up;

	*catch_up = (struct rule_catch_up){ .given = true, .from = HY_DAY_NONE, .until = HY_DAY_NONE };
	read_fields(reader, node, fields, COUNT(fields), false, catch_up);
}

/* --- the head of the file --- */

static void read_id(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->id = read_code(reader, node);
}

static void read_jurisdiction(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_number(reader, node, MIN_JURISDICTION, MAX_JURISDICTION, &((struct rules *)target)->jurisdiction);
}

static void read_level(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->level = read_choice(reader, node, &level_words);
}

static void read_place(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rules *)target)->place);
}

static void read_name(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rules *)target)->name);
}

static void read_kind_code(struct reader *reader, const struct yaml_node *node, void *target)
{
	((struct rules *)target)->kind = read_code(reader, node);
}

static void read_kind_label(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_label(reader, node, &((struct rules *)target)->kind_label);
}

static void read_digits(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_number(reader, node, MIN_NUMBER_DIGITS, MAX_NUMBER_DIGITS, &((struct rules *)target)->number_digits);
}

static void read_kind(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = {
		{ "code", true, read_kind_code },
		{ "label", true, read_kind_label },
		{ "number_digits", true, read_digits },
	};

	read_fields(reader, node, fields, COUNT(fields), false, target);
}

void read_file(struct reader *reader, const struct yaml_node *root)
{
	/* States before moves, which name them. */
	static const struct field fields[] = {
		{ "id", true, read_id },
		{ "jurisdiction", true, read_jurisdiction },
		{ "level", true, read_level },
		{ "place", true, read_place },
		{ "name", true, read_name },
		{ "kind", true, read_kind },
		{ "states", true, read_states },
		{ "assignment_states", true, read_assignment_states },
		{ "moves", true, read_moves },
		{ "deadlines", true, read_deadlines },
		{ "classes", true, read_classes },
		{ "marks", true, read_marks },
		{ "contact_methods", true, read_contact_methods },
		{ "backdating", true, read_backdating },
		{ "catch_up", false, read_catch_up },
	};

	if (root->kind == YAML_WORD || root->kind == YAML_LIST) {
		rule_error_texts(reader->errors, root->line, root->column, "文件应是“键: 值”的一组，如 id: baotou",
				 "the file must be a map of keys and values such as id: baotou");
		reader->graph_broken = true;
		return;
	}
	read_fields(reader, root, fields, COUNT(fields), false, reader->rules);
	reader->graph_broken |= !reader->rules->states || !reader->rules->assignment_states || !reader->rules->moves;
}
