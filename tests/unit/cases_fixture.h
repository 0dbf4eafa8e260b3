/* For tests of updates that name other cases. Included after cmocka.h. */
#ifndef TESTS_CASES_FIXTURE_H
#define TESTS_CASES_FIXTURE_H

#include "engine_fixture.h"

static struct surroundings around;
static const struct case_state *merged_cases[MAX_OTHER_CASES];

static inline int begin(void **state)
{
	around = (struct surroundings){ .merged = merged_cases };
	context.around = &around;
	return set_today(state);
}

static inline int end(void **state)
{
	(void)state;
	context.around = NULL;
	return 0;
}

static inline struct case_state filed(int64_t case_id, const char *number)
{
	struct case_state state = received("2023-02-20");
	struct update file = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");

	file.case_number = number;
	accepted(&state, &file);
	state.case_id = case_id;
	return state;
}

static inline void name_other(struct update *update, const struct case_state *other)
{
	update->other_cases[update->n_other_cases++] = other->case_id;
	around.others[around.n_others++] = other;
}

/* Carries an accepted update to the nth case it named. */
static inline struct decision carried_to(struct case_state *other, const struct update *update,
					 const struct decision *decision, int n)
{
	struct decision there;
	struct refusal refusal;

	assert_int_equal(engine_decide_other(&context, update, decision, n, &there, &refusal), 0);
	assert_int_equal(there.after.version, other->version + 1);
	*other = there.after;
	return there;
}

#define TOGETHER(name) cmocka_unit_test_setup_teardown(name, begin, end)

#endif
