/* The head of a rules file, its dating, and the order in which its sections are read. */
#include "domain/rules/read.h"

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
	/* States before moves, which name them; kinds of proposers before deadlines. */
	static const struct field fields[] = {
		{ "id", true, read_id },
		{ "jurisdiction", true, read_jurisdiction },
		{ "level", true, read_level },
		{ "place", true, read_place },
		{ "name", true, read_name },
		{ "kind", true, read_kind },
		{ "proposer_kinds", false, read_proposer_kinds },
		{ "assignment_roles", false, read_assignment_roles },
		{ "states", true, read_states },
		{ "assignment_states", false, read_assignment_states },
		{ "moves", true, read_moves },
		{ "deadlines", false, read_deadlines },
		{ "warnings", false, read_warnings },
		{ "classes", false, read_classes },
		{ "marks", false, read_marks },
		{ "contact_methods", false, read_contact_methods },
		{ "not_filed_reasons", false, read_not_filed_reasons },
		{ "channels", false, read_channels },
		{ "attachments", false, read_attachments },
		{ "backdating", true, read_backdating },
		{ "catch_up", false, read_catch_up },
		{ "rates", false, read_rates },
		{ "score", false, read_score },
		{ "bulletins", false, read_bulletins },
	};

	if (root->kind == YAML_WORD || root->kind == YAML_LIST) {
		rule_error_texts(reader->errors, root->line, root->column, "文件应是“键: 值”的一组，如 id: baotou",
				 "the file must be a map of keys and values such as id: baotou");
		reader->graph_broken = true;
		return;
	}
	reader->root = root;
	default_assignment_roles(reader->rules);
	read_fields(reader, root, fields, COUNT(fields), false, reader->rules);
	reader->graph_broken |= !reader->rules->states || !reader->rules->assignment_states || !reader->rules->moves;
}
