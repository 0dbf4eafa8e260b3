#include "domain/rules/span.h"

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

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

void read_span_unit(struct reader *reader, const struct yaml_node *node, void *target)
{
	unsigned unit = read_choice(reader, node, &unit_words);

	if (unit)
		((struct span *)target)->unit = unit - 1;
}

void read_span_amount(struct reader *reader, const struct yaml_node *node, void *target)
{
	struct span *span = target;

	read_number(reader, node, 1, units[span->unit].max, &span->amount);
}
