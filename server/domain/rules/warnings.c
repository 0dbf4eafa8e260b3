/* The section "warnings" of a rules file. */
#include "domain/rules/span.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

/* Lead times are short: days, counted back from the due day. */
static void read_warning(struct reader *reader, const struct yaml_node *node, struct rule_warning *warning)
{
	static const struct field fields[] = { { "unit", true, read_span_unit }, { "amount", true, read_span_amount } };
	struct span span = { 0 };

	read_fields(reader, node, fields, COUNT(fields), false, &span);
	if (span.unit == UNIT_MONTH)
		report_kind(reader, yaml_child(node, "unit"), "只能是 day 或 working_day",
			    "must be day or working_day");
	*warning = (struct rule_warning){ span.amount, span.unit };
}

static void read_yellow(struct reader *reader, const struct yaml_node *node, void *target)
{
	read_warning(reader, node, &((struct rules *)target)->yellow);
}

static void read_red(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct rules *rules = target;

	read_warning(reader, node, &rules->red);
	if (rules->yellow.amount && rules->red.unit == rules->yellow.unit && rules->red.amount >= rules->yellow.amount)
		report_kind(reader, node, "应晚于 yellow：amount 应比 yellow 的小",
			    "must come after yellow: its amount must be less than that of yellow");
}

void read_warnings(struct reader *reader, const struct yaml_node *node, void *target)
{
	static const struct field fields[] = { { "yellow", false, read_yellow }, { "red", false, read_red } };

	read_fields(reader, node, fields, COUNT(fields), false, target);
}
