/* A city whose deadlines a test sets itself. Included after cmocka.h. */
#ifndef TESTS_DUE_FIXTURE_H
#define TESTS_DUE_FIXTURE_H

#include "engine_fixture.h"

#include "domain/engine/steps.h"

#define MAX_TEST_DEADLINES 4

static struct rules city; /* the rules of Baotou with the deadlines of a test */
static struct rule_deadline deadlines[MAX_TEST_DEADLINES];

/* The only deadline of the city. */
static inline struct rule_deadline *only(enum deadline_kind kind, enum milestone from, int amount,
					 enum deadline_unit unit)
{
	memset(deadlines, 0, sizeof(deadlines));
	city.n_deadlines = 1;
	deadlines[0] = (struct rule_deadline){ .kind = kind, .from = from, .amount = amount, .unit = unit };
	return &deadlines[0];
}

/* One more, tried after those before it. */
static inline struct rule_deadline *also(enum deadline_kind kind, enum milestone from, int amount,
					 enum deadline_unit unit)
{
	struct rule_deadline *deadline = &deadlines[city.n_deadlines++];

	*deadline = (struct rule_deadline){ .kind = kind, .from = from, .amount = amount, .unit = unit };
	return deadline;
}

static inline int set_city(void **s)
{
	(void)s;
	city = *context.rules;
	city.deadlines = deadlines;
	city.n_deadlines = 0;
	city.yellow = (struct rule_warning){ 10, UNIT_WORKING_DAY };
	city.red = (struct rule_warning){ 3, UNIT_WORKING_DAY };
	context.around = NULL;
	context.today = day("2023-06-30");
	return 0;
}

static const struct engine_context *in_city(void)
{
	static struct engine_context own;

	own = context;
	own.rules = &city;
	return &own;
}

static inline struct case_state a_case(void)
{
	return (struct case_state){
		.case_id = 7,
		.round = 1,
		.received_on = day("2023-02-20"),
		.filed_on = day("2023-02-27"),
		.phase = PHASE_HANDLING,
	};
}

static inline struct assignment *give(struct case_state *state, int office_id, enum assignment_role role,
				      const char *on)
{
	struct assignment *assignment = &state->assignments[state->n_assignments++];

	*assignment = (struct assignment){
		.no = state->n_assignments,
		.office_id = office_id,
		.role = role,
		.state = "accepted",
		.assigned_on = day(on),
		.accepted_on = HY_DAY_NONE,
		.returned_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.due_on = HY_DAY_NONE,
		.round = state->round,
	};
	return assignment;
}

static inline void expect_day(hy_day found, const char *expected)
{
	char text[HY_DAY_TEXT];

	assert_string_equal(day_format(found, text), expected);
}

#define DUE_TEST(name) cmocka_unit_test_setup(name, set_city)

#endif
