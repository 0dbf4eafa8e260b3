/* A length of time in a rules file: an amount of a unit. Internal to domain/rules. */
#ifndef DOMAIN_RULES_SPAN_H
#define DOMAIN_RULES_SPAN_H

#include "domain/rules/read.h"

/* First member of what a map with the keys unit and amount is read into. */
struct span {
	int amount;
	enum deadline_unit unit;
};

/* Readers of the two keys; target is the span. The field unit stands before amount, whose range depends on it. */
void read_span_unit(struct reader *reader, const struct yaml_node *node, void *target);
void read_span_amount(struct reader *reader, const struct yaml_node *node, void *target);

#endif
