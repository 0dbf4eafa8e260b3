/* The parts of a case as messages: its assignments and its items. */
#ifndef SERVICE_CONVERT_PARTS_H
#define SERVICE_CONVERT_PARTS_H

#include "service/convert.h"
#include "service/notes.h"

/* A case on its way to a message. */
struct converting {
	struct rpc *rpc;
	const struct case_row *row;
	struct notes notes;
	struct engine_context context; /* of today; rules NULL: none were applied */
};

Huiyin__V1__Assignment *convert_assignment(struct converting *converting, const struct assignment *assignment);
Huiyin__V1__CaseItem *convert_item(struct converting *converting, const struct item *item);
/* The own answer of a merged case; NULL when there is none. */
Huiyin__V1__MergedAnswer *convert_merged_answer(struct converting *converting);
/* The words of a state; its code when the rules in force have it no more. */
char *convert_state_label(struct rpc *rpc, const struct rule_state *state, const char *code);

#endif
