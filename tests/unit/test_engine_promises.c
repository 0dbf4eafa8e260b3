/* Promises and marks: what is promised is kept, postponed or broken; what the proposers say of it, and a second round.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

/* Answered with class B on 2023-04-01, promising something until 2023-05-31. */
static struct case_state promised(void)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-04-01");

	answer.class = "B";
	promise_in(&answer, "建成两所幼儿园", "2023-05-31");
	accepted(&state, &answer);
	return state;
}

static struct update promise_update(const char *verb, enum role role, int office_id, const char *on)
{
	struct update update = update_of(verb, role, office_id, on);

	update.item_no = 1;
	update.reason = "说明";
	return update;
}

/* A case of n signers, answered on 2023-04-01. */
static struct case_state answered_for(int n)
{
	struct case_state state = promised();

	state.n_items = 0;
	for (int i = 0; i < n; i++)
		state.items[state.n_items++] = (struct item){ .kind = ITEM_SIGNER,
							      .no = i + 1,
							      .state = ITEM_SIGNED,
							      .round = 1,
							      .on = day("2023-02-20"),
							      .due_on = HY_DAY_NONE,
							      .done_on = day("2023-02-20") };
	return state;
}

static struct update mark(int signer_no, const char *attitude, const char *result, const char *on)
{
	struct update update = update_of("evaluate", ROLE_COMMITTEE, 0, on);

	update.signer_no = signer_no;
	update.attitude = attitude;
	update.result = result;
	return update;
}

/* --- promises --- */

static void a_promise_says_what_and_by_when(void **s)
{
	struct case_state state = answerable();
	struct update promise = update_of("promise", ROLE_HANDLER, EDUCATION, "2023-04-01"), empty = promise;
	struct refusal refusal;

	(void)s;
	refused(&state, &promise, REASON_FIELD_MISSING);
	promise_in(&promise, "　", "2023-12-31");
	refusal = refused(&state, &promise, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "promise.text");
	promise = empty;
	promise_in(&promise, "建成两所幼儿园", "");
	refusal = refused(&state, &promise, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "promise.due_on");
	promise = empty;
	promise_in(&promise, "建成两所幼儿园", "2023-03-31"); /* yesterday */
	refused(&state, &promise, REASON_DATE_NOT_AFTER);
	promise = empty;
	for (int i = 0; i <= MAX_NEW_PROMISES; i++)
		promise_in(&promise, "建成两所幼儿园", "2023-12-31");
	refused(&state, &promise, REASON_FIELD_TOO_MANY);
	promise.n_new_items--;
	assert_int_equal(accepted(&state, &promise).n_effects, MAX_NEW_PROMISES);
}

static void a_kept_promise_is_done(void **s)
{
	struct case_state state = promised();
	struct update keep = promise_update("keep", ROLE_HANDLER, EDUCATION, "2023-05-31");
	struct decision decision = accepted(&state, &keep);

	(void)s;
	assert_int_equal(decision.effects[0].milestone, MILESTONE_KEPT);
	assert_int_equal(decision.effects[0].item_no, 1);
	assert_int_equal(decision.effects[0].assignment_no, 1);
	assert_int_equal(decision.effects[0].office_id, EDUCATION);
	assert_false(decision.effects[0].late);
	assert_int_equal(state.items[0].state, ITEM_KEPT);
	assert_int_equal(state.items[0].done_on, day("2023-05-31"));
	refused(&state, &keep, REASON_PROMISE_SETTLED);
	keep.item_no = 2;
	refused(&state, &keep, REASON_PROMISE_NOT_FOUND);
	keep.item_no = 0;
	refused(&state, &keep, REASON_FIELD_MISSING);
}

static void a_promise_is_its_offices(void **s)
{
	struct case_state state = promised();
	struct update keep = promise_update("keep", ROLE_HANDLER, FINANCE, "2023-05-31");
	struct refusal refusal = refused(&state, &keep, REASON_PROMISE_NOT_YOURS);

	(void)s;
	assert_string_equal(word(&refusal, "office"), "#11");
	keep.role = ROLE_COMMITTEE;
	keep.office_id = 0;
	keep.happened_on = day("2023-06-01");
	assert_true(accepted(&state, &keep).effects[0].late);
}

/* What is promised on the air before the offices begin is kept like any other; a finished case takes no promise. */
static void a_promise_can_be_kept_wherever_one_can_be_made(void **s)
{
	const char *const states[] = { "filed", "in_handling", "returned", "answered", "merged_answered", "evaluated" };
	struct case_state state = promised(), finished = state;
	struct update media = update_of("media", ROLE_COMMITTEE, EDUCATION, "2023-06-20");

	(void)s;
	for (size_t i = 0; i < sizeof(states) / sizeof(*states); i++) {
		struct update keep = promise_update("keep", ROLE_COMMITTEE, 0, "2023-06-20");
		struct case_state at = state;

		snprintf(at.state, sizeof(at.state), "%s", states[i]);
		accepted(&at, &keep);
	}
	snprintf(finished.state, sizeof(finished.state), "closed");
	finished.phase = PHASE_CLOSED;
	media.new_items[media.n_new_items++] = (struct new_item){
		.kind = ITEM_MEDIA, .text = "热线追踪", .measure = "", .on = HY_DAY_NONE, .due_on = HY_DAY_NONE
	};
	promise_in(&media, "建成两所幼儿园", "2023-12-31");
	refused(&finished, &media, REASON_PROMISE_TOO_LATE);
	media.n_new_items = 1;
	accepted(&finished, &media);
}

static void a_promise_is_postponed_with_a_reason(void **s)
{
	struct case_state state = promised();
	struct update postpone = promise_update("postpone", ROLE_HANDLER, EDUCATION, "2023-05-20");

	(void)s;
	refused(&state, &postpone, REASON_FIELD_MISSING);
	postpone.due_on = day("2023-05-31");
	refused(&state, &postpone, REASON_DATE_NOT_AFTER);
	postpone.due_on = day("2023-09-30");
	postpone.reason = "";
	refused(&state, &postpone, REASON_REASON_REQUIRED);
	postpone.reason = "雨季停工";
	assert_int_equal(accepted(&state, &postpone).effects[0].milestone, MILESTONE_POSTPONED);
	assert_int_equal(state.items[0].state, ITEM_OPEN);
	assert_int_equal(state.items[0].due_on, day("2023-09-30"));
}

static void a_case_is_not_finished_while_a_promise_is_open(void **s)
{
	struct case_state state = promised();
	struct update update = mark(0, "satisfied", "satisfied", "2023-06-10");
	struct refusal refusal;

	(void)s;
	context.today = day("2023-06-12");
	accepted(&state, &update);
	update = update_of("close", ROLE_COMMITTEE, 0, "");
	refusal = refused(&state, &update, REASON_PROMISES_OPEN);
	assert_non_null(strstr(word(&refusal, "waits"), "#11"));
	assert_non_null(strstr(word(&refusal, "waits"), "已逾期"));
	update = promise_update("break_promise", ROLE_SUPERVISOR, 0, "");
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_BROKEN);
	assert_int_equal(state.items[0].state, ITEM_BROKEN);
	update = update_of("close", ROLE_COMMITTEE, 0, "");
	accepted(&state, &update);
	assert_int_equal(state.phase, PHASE_CLOSED);
}

/* --- marks --- */

static void every_signer_evaluates_once_a_round(void **s)
{
	struct case_state state = answered_for(2);
	struct update update = mark(2, "satisfied", "satisfied", "2023-04-10");
	struct decision decision = accepted(&state, &update);
	struct refusal refusal;

	(void)s;
	assert_string_equal(state.state, "evaluated"); /* with the first */
	assert_int_equal(decision.effects[0].milestone, MILESTONE_EVALUATED);
	assert_int_equal(decision.effects[0].item_no, 1);
	assert_int_equal(state.items[2].signer_no, 2);
	refusal = refused(&state, &update, REASON_EVALUATED_ALREADY);
	assert_string_equal(word(&refusal, "who"), "第 2 位提案者|signer 2");
	update.signer_no = 0; /* whose paper comes next */
	accepted(&state, &update);
	assert_int_equal(state.items[3].signer_no, 1);
	refusal = refused(&state, &update, REASON_EVALUATED_ALREADY);
	assert_string_equal(word(&refusal, "who"), "全部提案者|every signer");
	update.signer_no = 3;
	refused(&state, &update, REASON_SIGNER_NOT_FOUND);
	state.items[0].state = ITEM_DECLINED;
	update.signer_no = 1;
	refused(&state, &update, REASON_SIGNER_STATE);
}

static void the_case_shows_the_worst_mark(void **s)
{
	struct case_state state = answered_for(3);
	struct update update = mark(1, "basically", "satisfied", "2023-04-10");

	(void)s;
	accepted(&state, &update);
	assert_string_equal(state.attitude, "basically");
	update = mark(2, "satisfied", "dissatisfied", "2023-04-10");
	accepted(&state, &update);
	update = mark(3, "satisfied", "satisfied", "2023-04-10");
	accepted(&state, &update);
	assert_string_equal(state.attitude, "basically");
	assert_string_equal(state.result, "dissatisfied");
}

static void a_proposer_says_who_it_is_and_an_office_never_evaluates(void **s)
{
	struct case_state state = answered_for(2);
	struct rule_move *move = (struct rule_move *)rules_move(context.rules, "evaluate");
	struct update update = mark(0, "satisfied", "satisfied", "2023-06-30");
	unsigned kept = move->roles;
	struct refusal refusal;

	(void)s;
	update.role = ROLE_PROPOSER;
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "signer_no");
	update.signer_no = 1;
	accepted(&state, &update);
	move->roles |= 1u << ROLE_HANDLER; /* whatever a file says */
	update.role = ROLE_HANDLER;
	update.office_id = EDUCATION;
	refusal = refused(&state, &update, REASON_ROLE_NOT_ALLOWED);
	assert_null(strstr(word(&refusal, "who"), "承办单位"));
	move->roles = kept;
}

static void a_case_without_signers_has_one(void **s)
{
	struct case_state state = promised();
	struct update update = mark(2, "satisfied", "satisfied", "2023-04-10");

	(void)s;
	refused(&state, &update, REASON_SIGNER_NOT_FOUND);
	update.signer_no = 1;
	accepted(&state, &update);
	refused(&state, &update, REASON_EVALUATED_ALREADY);
	update.signer_no = 0;
	refused(&state, &update, REASON_EVALUATED_ALREADY);
}

/* --- the second round --- */

static void only_the_dissatisfied_get_a_second_round(void **s)
{
	struct case_state state = answered_for(2);
	struct update update = mark(1, "satisfied", "basically", "2023-04-10");
	struct update reopen = update_of("reopen", ROLE_COMMITTEE, 0, "2023-04-20");

	(void)s;
	accepted(&state, &update);
	reopen.reason = "委员不满意";
	refused(&state, &reopen, REASON_NOT_DISSATISFIED);
	update = mark(2, "satisfied", "dissatisfied", "2023-04-11");
	accepted(&state, &update);
	reopen.reason = "";
	refused(&state, &reopen, REASON_REASON_REQUIRED);
	reopen.reason = "委员不满意";
	accepted(&state, &reopen);
}

/* Reopened on 2023-04-20 after dissatisfaction. */
static struct case_state reopened(struct decision *ret_decision)
{
	struct case_state state = answered_for(1);
	struct update update = mark(1, "satisfied", "dissatisfied", "2023-04-10");

	accepted(&state, &update);
	update = update_of("reopen", ROLE_COMMITTEE, 0, "2023-04-20");
	update.reason = "委员不满意";
	*ret_decision = accepted(&state, &update);
	return state;
}

static void the_second_round_is_handled_anew(void **s)
{
	struct decision decision;
	struct case_state state = reopened(&decision);
	struct update answer = answer_of(EDUCATION, "2023-05-21"), update;

	(void)s;
	assert_int_equal(state.round, 2);
	assert_string_equal(state.state, "in_handling");
	assert_string_equal(state.attitude, "");
	assert_string_equal(state.result, "");
	assert_int_equal(decision.n_effects, 1);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_REOPENED);
	assert_int_equal(decision.effects[0].round, 2);
	assert_int_equal(state.n_assignments, 4); /* the lead's; assist offices have said what they had to say */
	assert_int_equal(state.assignments[3].office_id, EDUCATION);
	assert_int_equal(state.assignments[3].role, ASSIGNMENT_LEAD);
	assert_int_equal(state.assignments[3].round, 2);
	assert_string_equal(state.assignments[3].state, "accepted");
	assert_int_equal(state.assignments[3].due_on, day("2023-05-20")); /* one month */
	decision = accepted(&state, &answer);
	assert_int_equal(decision.effects[0].assignment_no, 4);
	assert_int_equal(decision.effects[0].round, 2);
	assert_true(decision.effects[0].late);
	assert_string_equal(state.state, "answered");
	update = mark(1, "satisfied", "satisfied", "2023-06-01");
	decision = accepted(&state, &update);
	assert_int_equal(decision.effects[0].round, 2);
	assert_string_equal(state.result, "satisfied");
}

static void the_first_rounds_results_are_kept(void **s)
{
	struct decision decision;
	struct case_state state = reopened(&decision);
	struct update answer = answer_of(EDUCATION, "2023-05-20");

	(void)s;
	accepted(&state, &answer);
	assert_string_equal(state.assignments[0].class, "B");
	assert_int_equal(state.assignments[0].answered_on, day("2023-04-01"));
	assert_int_equal(state.assignments[0].round, 1);
	assert_string_equal(state.assignments[3].class, "A");
	assert_int_equal(state.items[1].kind, ITEM_EVALUATION);
	assert_int_equal(state.items[1].round, 1);
	assert_string_equal(state.items[1].result, "dissatisfied");
}

static void the_second_round_does_not_reopen_itself(void **s)
{
	struct decision decision;
	struct case_state state = reopened(&decision);
	struct update answer = answer_of(EDUCATION, "2023-05-20"), update;

	(void)s;
	accepted(&state, &answer);
	update = mark(1, "satisfied", "satisfied", "2023-06-01");
	accepted(&state, &update);
	update = update_of("reopen", ROLE_COMMITTEE, 0, "2023-06-02");
	update.reason = "再议";
	refused(&state, &update, REASON_NOT_DISSATISFIED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_promise_says_what_and_by_when),
		TEST(a_kept_promise_is_done),
		TEST(a_promise_is_its_offices),
		TEST(a_promise_can_be_kept_wherever_one_can_be_made),
		TEST(a_promise_is_postponed_with_a_reason),
		TEST(a_case_is_not_finished_while_a_promise_is_open),
		TEST(every_signer_evaluates_once_a_round),
		TEST(the_case_shows_the_worst_mark),
		TEST(a_proposer_says_who_it_is_and_an_office_never_evaluates),
		TEST(a_case_without_signers_has_one),
		TEST(only_the_dissatisfied_get_a_second_round),
		TEST(the_second_round_is_handled_anew),
		TEST(the_first_rounds_results_are_kept),
		TEST(the_second_round_does_not_reopen_itself),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
