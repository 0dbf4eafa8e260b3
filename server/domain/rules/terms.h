/* Terms of rates and of the office score, as a rules file writes them. Internal to domain/. */
#ifndef DOMAIN_RULES_TERMS_H
#define DOMAIN_RULES_TERMS_H

#include "domain/rates/definition.h"
#include "domain/rules/read.h"

/* A condition being read: what it is of. */
struct terms {
	struct rate_condition condition;
	enum fact_unit unit;
	const struct yaml_node *node; /* NULL: not read, or with mistakes */
};
/* As a field's reader target is a struct terms with its unit: a list of "WORD", "not WORD", "WORD or WORD …". */
void read_terms(struct reader *reader, const struct yaml_node *node, void *target);
/* The name of a unit in a file: case, promise, member. */
const char *terms_unit_name(enum fact_unit unit);

#endif
