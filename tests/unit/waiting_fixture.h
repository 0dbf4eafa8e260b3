/* Cases that wait for somebody, put together by hand. Included after cmocka.h. */
#ifndef TESTS_WAITING_FIXTURE_H
#define TESTS_WAITING_FIXTURE_H

#include "engine_fixture.h"

#include "domain/engine/steps.h"

/* A case in a state of the rules, filed, with nothing in it. */
static inline struct case_state case_in(const char *code)
{
	struct case_state state = {
		.case_id = 7,
		.version = 1,
		.kind = "proposal",
		.level = LEVEL_CITY,
		.number = "20230045",
		.round = 1,
		.received_on = day("2023-02-20"),
		.filed_on = day("2023-02-27"),
		.last_on = day("2023-03-01"),
		.published_on = HY_DAY_NONE,
	};

	engine_enter_state(context.rules, &state, code);
	return state;
}

/* Gives an office a part in the case on 2023-03-01, in a state of the rules. */
static inline struct assignment *give(struct case_state *state, int office_id, enum assignment_role role,
				      const char *code)
{
	struct assignment *assignment = &state->assignments[state->n_assignments++];

	*assignment = (struct assignment){
		.no = state->n_assignments,
		.office_id = office_id,
		.role = role,
		.assigned_on = day("2023-03-01"),
		.accepted_on = HY_DAY_NONE,
		.returned_on = HY_DAY_NONE,
		.contacted_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.drafted_on = HY_DAY_NONE,
		.reviewed_on = HY_DAY_NONE,
		.cosigned_on = HY_DAY_NONE,
		.round = state->round,
	};
	snprintf(assignment->state, sizeof(assignment->state), "%s", code);
	engine_set_deadlines(&context, state, assignment);
	return assignment;
}

static inline struct item *bring(struct case_state *state, enum item_kind kind, int no, enum item_state item_state,
				 const char *due_on)
{
	struct item *item = &state->items[state->n_items++];

	*item = (struct item){
		.kind = kind,
		.no = no,
		.state = item_state,
		.round = state->round,
		.on = day("2023-03-01"),
		.due_on = day(due_on),
		.done_on = HY_DAY_NONE,
	};
	return item;
}

#endif
