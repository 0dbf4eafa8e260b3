/* Rules files: whatever the bytes are, rules without errors, or errors that are sentences at a place of the file. */
#include "domain/rules/rules.h"
#include "fuzz.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	static struct rule_errors errors;
	struct rules *rules = rules_parse((const char *)bytes, n, &errors);

	MUST((rules != NULL) == (errors.n == 0));
	MUST(errors.n <= RULES_MAX_ERRORS);
	for (size_t i = 0; i < errors.n; i++) {
		MUST(errors.list[i].line >= 1 && errors.list[i].column >= 1);
		MUST(errors.list[i].zh[0] && errors.list[i].en[0]);
	}
	for (int i = 0; rules && i < rules->n_moves; i++)
		MUST(rules->moves[i].from && rules_move(rules, rules->moves[i].verb) == &rules->moves[i]);
	rules_free(rules);
	return 0;
}
