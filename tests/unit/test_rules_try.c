/* What a rules file would change of a case: states it lacks, phases, deadlines, marks; and nothing else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

#include "domain/engine/steps.h"
#include "domain/rules/try.h"

static struct rule_change changes[MAX_RULE_CHANGES];

/* The rules of Baotou with every `old` in the file replaced. */
static struct rules *baotou_with(const char *old, const char *new)
{
	static struct rule_errors errors;
	char *text = load_file("rules/baotou.yaml");
	const char *from = text, *found;
	struct strbuf out = { 0 };
	struct rules *rules;
	char *replaced;

	assert_non_null(strstr(text, old));
	while ((found = strstr(from, old))) {
		strbuf_add(&out, from, (size_t)(found - from));
		strbuf_puts(&out, new);
		from = found + strlen(old);
	}
	strbuf_puts(&out, from);
	replaced = strbuf_take(&out);
	rules = rules_parse(replaced, strlen(replaced), &errors);
	for (size_t i = 0; i < errors.n; i++)
		print_message("%d:%d: %s\n", errors.list[i].line, errors.list[i].column, errors.list[i].en);
	assert_non_null(rules);
	free(replaced);
	free(text);
	return rules;
}

/* A case in handling with an office that accepted on 2023-03-01. */
static struct case_state case_in_handling(enum assignment_role role)
{
	struct case_state state = {
		.case_id = 7,
		.round = 1,
		.received_on = day("2023-02-20"),
		.filed_on = day("2023-02-27"),
		.n_assignments = 1,
	};

	engine_enter_state(context.rules, &state, "in_handling");
	state.assignments[0] = (struct assignment){
		.no = 1,
		.office_id = EDUCATION,
		.role = role,
		.state = "accepted",
		.assigned_on = day("2023-03-01"),
		.accepted_on = day("2023-03-01"),
		.returned_on = HY_DAY_NONE,
		.answered_on = HY_DAY_NONE,
		.contacted_on = HY_DAY_NONE,
		.round = 1,
	};
	engine_set_deadlines(&context, &state, &state.assignments[0]);
	return state;
}

/* Tries a changed file on a case; how many changes there are. */
static int try_with(const struct case_state *state, const char *old, const char *new)
{
	struct rules *rules = baotou_with(old, new);
	int n = rules_try(&context, rules, state, changes);

	rules_free(rules);
	return n;
}

static void the_same_file_changes_nothing(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-05-30");
	assert_int_equal(try_with(&state, "amount: 3", "amount: 3"), 0);
	/* not even of an assignment that was dated by other rules than those in force */
	state.assignments[0].due_on = day("2023-09-01");
	assert_int_equal(try_with(&state, "amount: 3", "amount: 3"), 0);
	/* and words change no case */
	assert_int_equal(try_with(&state, "已签收", "已接收"), 0);
}

static void a_shorter_deadline_moves_open_assignments(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-03-10");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 1);
	assert_int_equal(changes[0].kind, CHANGE_DEADLINE);
	assert_int_equal(changes[0].assignment_no, 1);
	assert_int_equal(changes[0].office_id, EDUCATION);
	assert_int_equal(changes[0].due_before, day("2023-06-01"));
	assert_int_equal(changes[0].due_after, day("2023-05-01"));
	/* close to the day its mark changes too */
	context.today = day("2023-05-10");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 2);
	assert_int_equal(changes[1].kind, CHANGE_MARK);
	assert_int_equal(changes[1].mark_before, MARK_NONE);
	assert_int_equal(changes[1].mark_after, MARK_OVERDUE);
	/* what is answered stays as it is */
	snprintf(state.assignments[0].state, sizeof(state.assignments[0].state), "answered");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 0);
}

static void what_was_granted_is_granted_still(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-03-10");
	state.items[state.n_items++] = (struct item){ .kind = ITEM_EXTENSION,
						      .no = 1,
						      .assignment_no = 1,
						      .due_on = day("2023-07-01"),
						      .done_on = day("2023-06-01") };
	state.assignments[0].due_on = day("2023-07-01");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 1);
	assert_int_equal(changes[0].due_before, day("2023-07-01"));
	assert_int_equal(changes[0].due_after, day("2023-05-31"));
}

static void earlier_warnings_change_marks_only(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-05-12");
	assert_int_equal(try_with(&state, "yellow: {amount: 10", "yellow: {amount: 15"), 1);
	assert_int_equal(changes[0].kind, CHANGE_MARK);
	assert_int_equal(changes[0].mark_before, MARK_NONE);
	assert_int_equal(changes[0].mark_after, MARK_YELLOW);
	context.today = day("2023-05-10");
	assert_int_equal(try_with(&state, "yellow: {amount: 10", "yellow: {amount: 15"), 0);
}

static void only_the_offices_a_rule_is_for_are_changed(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_ASSIST);

	(void)s;
	context.today = day("2023-03-10");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 0);
	assert_int_equal(
		try_with(&state, "opinion:  {from: assigned, amount: 2", "opinion:  {from: assigned, amount: 1"), 1);
	assert_int_equal(changes[0].due_after, day("2023-04-01"));
}

static void a_state_that_is_gone_is_found(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-03-10");
	assert_int_equal(try_with(&state, "in_handling", "at_work"), 1);
	assert_int_equal(changes[0].kind, CHANGE_STATE);
	assert_int_equal(changes[0].assignment_no, 0);
	assert_string_equal(changes[0].state, "in_handling");
	snprintf(state.assignments[0].state, sizeof(state.assignments[0].state), "opined");
	assert_int_equal(try_with(&state, "opined", "advised"), 1);
	assert_int_equal(changes[0].kind, CHANGE_STATE);
	assert_int_equal(changes[0].office_id, EDUCATION);
	assert_string_equal(changes[0].state, "opined");
}

/* The case came into its state when the rules had it in another phase. */
static void a_phase_that_moves_is_found(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-03-10");
	engine_enter_state(context.rules, &state, "evaluated");
	state.phase = PHASE_FOLLOW_UP;
	assert_int_equal(try_with(&state, "已评价", "评价完毕"), 1);
	assert_int_equal(changes[0].kind, CHANGE_PHASE);
	assert_int_equal(changes[0].assignment_no, 0);
	assert_int_equal(changes[0].phase_before, PHASE_FOLLOW_UP);
	assert_int_equal(changes[0].phase_after, PHASE_EVALUATED);
}

static void a_withdrawn_case_has_neither_deadlines_nor_marks(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);

	(void)s;
	context.today = day("2023-05-12");
	engine_enter_state(context.rules, &state, "withdrawn");
	assert_int_equal(try_with(&state, "amount: 3\n    unit: month", "amount: 2\n    unit: month"), 0);
	assert_int_equal(try_with(&state, "yellow: {amount: 10", "yellow: {amount: 15"), 0);
}

/* As many changes as there can be. */
static void a_case_full_of_assignments_has_room_for_its_changes(void **s)
{
	struct case_state state = case_in_handling(ASSIGNMENT_LEAD);
	struct rules *rules = baotou_with("amount: 3\n    unit: month", "amount: 2\n    unit: month");

	(void)s;
	context.today = day("2023-05-10");
	while (state.n_assignments < MAX_ASSIGNMENTS) {
		state.assignments[state.n_assignments] = state.assignments[0];
		state.assignments[state.n_assignments].no = state.n_assignments + 1;
		state.n_assignments++;
	}
	snprintf(state.state, sizeof(state.state), "gone");
	assert_int_equal(rules_try(&context, rules, &state, changes), MAX_RULE_CHANGES);
	rules_free(rules);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_same_file_changes_nothing),
		TEST(a_shorter_deadline_moves_open_assignments),
		TEST(what_was_granted_is_granted_still),
		TEST(earlier_warnings_change_marks_only),
		TEST(only_the_offices_a_rule_is_for_are_changed),
		TEST(a_state_that_is_gone_is_found),
		TEST(a_phase_that_moves_is_found),
		TEST(a_withdrawn_case_has_neither_deadlines_nor_marks),
		TEST(a_case_full_of_assignments_has_room_for_its_changes),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
