/* Cases together: merging, bundles, same kinds, conversion, meetings; key cases, instructions, media. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static struct surroundings around;
static const struct case_state *merged_cases[MAX_OTHER_CASES];

static int begin(void **state)
{
	around = (struct surroundings){ .merged = merged_cases };
	context.around = &around;
	return set_today(state);
}

static int end(void **state)
{
	(void)state;
	context.around = NULL;
	return 0;
}

static struct case_state filed(int64_t case_id, const char *number)
{
	struct case_state state = received("2023-02-20");
	struct update file = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");

	file.case_number = number;
	accepted(&state, &file);
	state.case_id = case_id;
	return state;
}

static void name_other(struct update *update, const struct case_state *other)
{
	update->other_cases[update->n_other_cases++] = other->case_id;
	around.others[around.n_others++] = other;
}

/* Carries an accepted update to the nth case it named. */
static struct decision carried_to(struct case_state *other, const struct update *update,
				  const struct decision *decision, int n)
{
	struct decision there;
	struct refusal refusal;

	assert_int_equal(engine_decide_other(&context, update, decision, n, &there, &refusal), 0);
	assert_int_equal(there.after.version, other->version + 1);
	*other = there.after;
	return there;
}

/* Merges case 8 into case 7 on 2023-02-28. */
static void merge(struct case_state *merged, struct case_state *main)
{
	struct update update = update_of("merge", ROLE_COMMITTEE, 0, "2023-02-28");
	struct decision decision;

	name_other(&update, main);
	decision = accepted(merged, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_MERGED);
	carried_to(main, &update, &decision, 0);
	around.n_others = 0;
}

static struct update answer_merged_by(int office_id, const char *on)
{
	struct update update = answer_of(office_id, on);

	update.verb = "answer_merged";
	return update;
}

static void a_merged_case_keeps_its_number_and_knows_its_main_case(void **s)
{
	struct case_state main = filed(7, "20230045"), merged = filed(8, "20230046");

	(void)s;
	merge(&merged, &main);
	assert_int_equal(merged.phase, PHASE_MERGED);
	assert_string_equal(merged.number, "20230046");
	assert_int_equal(merged.main_case, 7);
	assert_int_equal(merged.items[0].state, ITEM_MERGED_INTO);
	assert_int_equal(merged.items[0].other_case, 7);
	assert_int_equal(main.items[0].state, ITEM_MERGED_FROM);
	assert_int_equal(main.items[0].other_case, 8);
	assert_string_equal(main.state, "filed");
}

static void not_every_case_can_be_merged(void **s)
{
	struct case_state main = filed(7, "20230045"), merged = filed(8, "20230046"), third = filed(9, "20230047");
	struct case_state young = received("2023-02-20");
	struct update update = update_of("merge", ROLE_COMMITTEE, 0, "2023-02-28"), empty = update;
	struct refusal refusal;

	(void)s;
	refused(&merged, &update, REASON_FIELD_MISSING);
	update.other_cases[update.n_other_cases++] = 77; /* unknown */
	refusal = refused(&merged, &update, REASON_CASE_NOT_FOUND);
	assert_string_equal(word(&refusal, "case"), "s77");
	update = empty;
	name_other(&update, &merged);
	refused(&merged, &update, REASON_CASE_ITSELF);
	around.n_others = 0;
	update = empty;
	name_other(&update, &main);
	name_other(&update, &third);
	refused(&merged, &update, REASON_FIELD_TOO_MANY);
	around.n_others = 0;
	merge(&merged, &main);
	update = empty;
	name_other(&update, &merged); /* which is merged itself */
	refusal = refused(&third, &update, REASON_OTHER_CASE_STATE);
	assert_string_equal(word(&refusal, "case"), "20230046");
	around.n_others = 0;
	update = empty;
	name_other(&update, &third);
	refused(&main, &update, REASON_MERGED_CASES_FIRST);
	around.n_others = 0;
	update = empty;
	young.case_id = 10;
	name_other(&update, &young);
	refused(&third, &update, REASON_OTHER_CASE_STATE);
}

static void a_main_case_takes_so_many(void **s)
{
	struct case_state main = filed(7, "20230045"), merged = filed(8, "20230046");
	struct update update = update_of("merge", ROLE_COMMITTEE, 0, "2023-02-28");
	struct refusal refusal;

	(void)s;
	for (int i = 0; i < MAX_OTHER_CASES; i++)
		main.items[main.n_items++] = (struct item){
			.kind = ITEM_LINK, .no = i + 1, .state = ITEM_MERGED_FROM, .other_case = 100 + i
		};
	name_other(&update, &main);
	refusal = refused(&merged, &update, REASON_TOO_MANY_MERGED);
	assert_string_equal(word(&refusal, "max"), "20");
}

static void a_merged_case_has_its_own_answer_and_marks(void **s)
{
	struct case_state main = answerable(), merged = filed(8, "20230046");
	struct update answer = answer_of(EDUCATION, "2023-06-02");
	struct update update = answer_merged_by(EDUCATION, "2023-06-05");
	struct decision decision;
	struct refusal refusal;

	(void)s;
	merge(&merged, &main);
	around.main_case = &main;
	refusal = refused(&merged, &update, REASON_MAIN_NOT_ANSWERED);
	assert_string_equal(word(&refusal, "case"), "20230045");
	accepted(&main, &answer);
	update.office_id = FINANCE; /* it only assisted */
	refused(&merged, &update, REASON_MAIN_NOT_ANSWERED);
	update.office_id = 0;
	refused(&merged, &update, REASON_FIELD_MISSING);
	update.office_id = EDUCATION;
	decision = accepted(&merged, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_ANSWERED);
	assert_int_equal(decision.effects[0].assignment_no, 0);
	assert_int_equal(decision.effects[0].role, ASSIGNMENT_NONE);
	assert_int_equal(decision.effects[0].office_id, EDUCATION);
	assert_string_equal(decision.effects[0].class, "A");
	assert_true(decision.effects[0].late); /* the main case's last day was 2023-06-01 */
	assert_string_equal(merged.state, "merged_answered");
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-06-20");
	update.attitude = update.result = "basically";
	accepted(&merged, &update);
	assert_string_equal(merged.result, "basically");
	assert_string_equal(main.result, "");
}

static void a_merged_case_that_dissatisfied_is_handled_on_its_own(void **s)
{
	struct case_state main = answerable(), merged = filed(8, "20230046"), lost;
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct update update = answer_merged_by(EDUCATION, "2023-04-05");

	(void)s;
	merge(&merged, &main);
	around.main_case = &main;
	accepted(&main, &answer);
	accepted(&merged, &update);
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-04-10");
	update.attitude = update.result = "dissatisfied";
	accepted(&merged, &update);
	lost = merged;
	update = update_of("reopen", ROLE_COMMITTEE, 0, "2023-04-20");
	update.reason = "委员不满意";
	accepted(&merged, &update);
	assert_string_equal(merged.state, "in_handling");
	assert_int_equal(merged.n_assignments, 1);
	assert_int_equal(merged.assignments[0].office_id, EDUCATION);
	assert_int_equal(merged.assignments[0].round, 2);
	answer.happened_on = day("2023-05-10");
	accepted(&merged, &answer);
	assert_string_equal(merged.state, "answered");
	assert_int_equal(main.round, 1);
	around.main_case = NULL; /* nobody to take it up: it would wait for ever */
	refused(&lost, &update, REASON_NOTHING_TO_REOPEN);
}

static void a_merged_answer_promises_what_the_main_answer_did(void **s)
{
	struct case_state main = answerable(), merged = filed(8, "20230046");
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct update update = answer_merged_by(EDUCATION, "2023-04-05");

	(void)s;
	merge(&merged, &main);
	around.main_case = &main;
	accepted(&main, &answer);
	update.class = "B";
	refused(&merged, &update, REASON_PROMISE_REQUIRED);
	answer = update_of("promise", ROLE_HANDLER, EDUCATION, "2023-04-02");
	promise_in(&answer, "建成两所幼儿园", "2023-12-31");
	accepted(&main, &answer);
	accepted(&merged, &update);
}

static void the_main_case_is_not_finished_before_the_merged_ones_are_answered(void **s)
{
	struct case_state main = answerable(), merged = filed(8, "20230046");
	struct update answer = answer_of(EDUCATION, "2023-04-01"), update;
	struct refusal refusal;

	(void)s;
	merge(&merged, &main);
	accepted(&main, &answer);
	update = update_of("withdraw", ROLE_COMMITTEE, 0, "2023-04-02");
	update.reason = "提案者申请";
	main.phase = PHASE_HANDLING;
	snprintf(main.state, sizeof(main.state), "in_handling");
	refused(&main, &update, REASON_OTHERS_MERGED);
	main.phase = PHASE_ANSWERED;
	snprintf(main.state, sizeof(main.state), "answered");
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-04-10");
	update.attitude = update.result = "satisfied";
	accepted(&main, &update);
	update = update_of("close", ROLE_COMMITTEE, 0, "2023-04-20");
	refusal = refused(&main, &update, REASON_MERGED_UNANSWERED);
	assert_string_equal(word(&refusal, "waits"), "s8"); /* not known here: taken for unanswered */
	merged_cases[around.n_merged++] = &merged;
	refusal = refused(&main, &update, REASON_MERGED_UNANSWERED);
	assert_string_equal(word(&refusal, "waits"), "20230046");
	assert_string_equal(word(&refusal, "count"), "1");
	around.main_case = &main;
	answer = answer_merged_by(EDUCATION, "2023-04-05");
	accepted(&merged, &answer);
	accepted(&main, &update);
}

static void bundled_cases_know_of_each_other(void **s)
{
	struct case_state a = filed(7, "20230045"), b = filed(8, "20230046"), c = filed(9, "20230047");
	struct update update = update_of("bundle", ROLE_SUPERVISOR, 0, "2023-06-30"), again = update;
	struct decision decision, there;
	struct refusal refusal;

	(void)s;
	name_other(&update, &b);
	name_other(&update, &c);
	decision = accepted(&a, &update);
	assert_int_equal(decision.n_effects, 2);
	assert_int_equal(decision.effects[1].milestone, MILESTONE_LINKED);
	assert_int_equal(decision.effects[1].item_no, 2);
	assert_int_equal(a.items[1].state, ITEM_BUNDLED);
	assert_int_equal(a.items[1].other_case, 9);
	there = carried_to(&c, &update, &decision, 1);
	assert_int_equal(there.effects[0].milestone, MILESTONE_LINKED);
	assert_int_equal(c.items[0].state, ITEM_BUNDLED);
	assert_int_equal(c.items[0].other_case, 7);
	assert_int_equal(c.last_on, day("2023-06-30"));
	around.n_others = 0;
	name_other(&again, &c);
	refusal = refused(&a, &again, REASON_LINKED_ALREADY);
	assert_string_equal(word(&refusal, "case"), "20230047");
	name_other(&again, &c);
	refused(&b, &again, REASON_CASE_TWICE);
}

static void a_converted_case_keeps_the_chain(void **s)
{
	struct case_state from = received("2023-02-20"), into = filed(8, "20230046"), draft = into;
	struct update update = update_of("convert", ROLE_COMMITTEE, 0, "2023-03-01"), other = update;
	struct decision decision;

	(void)s;
	name_other(&update, &into);
	decision = accepted(&from, &update);
	carried_to(&into, &update, &decision, 0);
	assert_int_equal(from.items[0].state, ITEM_CONVERTED_INTO);
	assert_int_equal(into.items[0].state, ITEM_CONVERTED_FROM);
	around.n_others = 0;
	draft.case_id = 9;
	draft.phase = PHASE_DRAFT;
	name_other(&other, &draft);
	refused(&from, &other, REASON_OTHER_CASE_STATE);
}

static void an_update_names_so_many_cases(void **s)
{
	struct case_state a = filed(7, "20230045");
	struct update update = update_of("bundle", ROLE_COMMITTEE, 0, "2023-03-01");
	struct refusal refusal;

	(void)s;
	update.n_other_cases = MAX_OTHER_CASES + 1;
	refusal = refused(&a, &update, REASON_FIELD_TOO_MANY);
	assert_string_equal(word(&refusal, "max"), "20");
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-01");
	update.lead_office = EDUCATION;
	update.other_cases[update.n_other_cases++] = 8;
	refusal = refused(&a, &update, REASON_FIELD_NOT_USED);
	assert_string_equal(word(&refusal, "field"), "other_cases");
	update.n_other_cases = 0;
	promise_in(&update, "建成两所幼儿园", "2023-12-31");
	refusal = refused(&a, &update, REASON_FIELD_NOT_USED);
	assert_string_equal(word(&refusal, "field"), "promises");
}

static void one_meeting_belongs_to_many_cases(void **s)
{
	struct case_state a = filed(7, "20230045"), b = filed(8, "20230046"), closed = filed(9, "20230047");
	struct update update = update_of("meet", ROLE_COMMITTEE, 0, "2023-03-01");
	struct decision decision;

	(void)s;
	update.contact_persons = "各方代表";
	refused(&a, &update, REASON_FIELD_MISSING); /* where? */
	update.place = "九原区富力社区";
	update.member_id = 3;
	name_other(&update, &b);
	name_other(&update, &closed);
	snprintf(closed.state, sizeof(closed.state), "closed");
	refused(&a, &update, REASON_OTHER_CASE_STATE);
	update.n_other_cases--;
	decision = accepted(&a, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_MET);
	assert_int_equal(a.items[0].kind, ITEM_MEETING);
	assert_int_equal(a.items[0].member_id, 3);
	decision = carried_to(&b, &update, &decision, 0);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_MET);
	assert_int_equal(decision.effects[0].item_no, 1);
	assert_int_equal(b.items[0].member_id, 3);
}

static void a_key_case_has_its_leader(void **s)
{
	struct case_state state = filed(7, "20230045");
	struct update update = update_of("choose_key", ROLE_COMMITTEE, 0, "2023-03-01");
	struct refusal refusal = refused(&state, &update, REASON_FIELD_MISSING);

	(void)s;
	assert_string_equal(word(&refusal, "field"), "member");
	update.member_id = 3;
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_KEY_CHOSEN);
	assert_true(state.key);
	assert_int_equal(state.leader_id, 3);
}

static void instructions_are_recorded(void **s)
{
	struct case_state state = filed(7, "20230045");
	struct update update = update_of("instruct", ROLE_LEADER, 0, "2023-06-30");
	struct decision decision;

	(void)s;
	update.member_id = 3;
	refused(&state, &update, REASON_FIELD_MISSING);
	update.text = "请市教育局抓紧办理。";
	decision = accepted(&state, &update);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_INSTRUCTED);
	assert_int_equal(decision.effects[0].item_no, 1);
	assert_int_equal(state.items[0].member_id, 3);
}

static void promises_are_made_on_the_air(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("media", ROLE_COMMITTEE, 0, "2023-03-10");
	struct decision decision;
	struct refusal refusal;

	(void)s;
	refused(&state, &update, REASON_FIELD_MISSING);
	update.new_items[update.n_new_items++] = (struct new_item){ .kind = ITEM_MEDIA,
								    .text = "行风热线",
								    .measure = "包头广播电视台",
								    .media_type = "",
								    .on = HY_DAY_NONE,
								    .due_on = HY_DAY_NONE };
	promise_in(&update, "一个月内拿出方案", "2023-04-10");
	refusal = refused(&state, &update, REASON_FIELD_MISSING); /* whose promise? */
	assert_string_equal(word(&refusal, "field"), "office");
	update.office_id = EDUCATION;
	decision = accepted(&state, &update);
	assert_int_equal(decision.n_effects, 2);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_MEDIA);
	assert_int_equal(decision.effects[1].milestone, MILESTONE_PROMISED);
	assert_int_equal(decision.effects[1].assignment_no, 1);
	assert_int_equal(state.items[1].office_id, EDUCATION);
	update.new_items[1] = update.new_items[0];
	refused(&state, &update, REASON_FIELD_TOO_MANY);
}

static void a_case_has_room_for_so_many_things(void **s)
{
	struct case_state state = filed(7, "20230045"), full;
	struct update update = update_of("instruct", ROLE_COMMITTEE, 0, "2023-03-01");
	struct update link = update_of("bundle", ROLE_COMMITTEE, 0, "2023-03-01");
	struct decision decision, there, untouched;
	struct refusal refusal;

	(void)s;
	update.member_id = 3;
	update.text = "请办理。";
	while (state.n_items < MAX_ITEMS)
		accepted(&state, &update);
	assert_int_equal(state.items[MAX_ITEMS - 1].no, MAX_ITEMS);
	refusal = refused(&state, &update, REASON_TOO_MANY_ITEMS);
	assert_string_equal(word(&refusal, "max"), "120");
	/* nor is it linked from another one: then the whole update is refused */
	full = state;
	state = filed(8, "20230046");
	name_other(&link, &full);
	decision = accepted(&state, &link);
	memset(&there, 0xa5, sizeof(there));
	memcpy(&untouched, &there, sizeof(there));
	assert_int_equal(engine_decide_other(&context, &link, &decision, 0, &there, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_TOO_MANY_ITEMS);
	assert_string_equal(word(&refusal, "case"), "20230045");
	assert_memory_equal(&there, &untouched, sizeof(there));
}

#define TOGETHER(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOGETHER(a_merged_case_keeps_its_number_and_knows_its_main_case),
		TOGETHER(not_every_case_can_be_merged),
		TOGETHER(a_main_case_takes_so_many),
		TOGETHER(a_merged_case_has_its_own_answer_and_marks),
		TOGETHER(a_merged_case_that_dissatisfied_is_handled_on_its_own),
		TOGETHER(a_merged_answer_promises_what_the_main_answer_did),
		TOGETHER(the_main_case_is_not_finished_before_the_merged_ones_are_answered),
		TOGETHER(bundled_cases_know_of_each_other),
		TOGETHER(a_converted_case_keeps_the_chain),
		TOGETHER(an_update_names_so_many_cases),
		TOGETHER(one_meeting_belongs_to_many_cases),
		TOGETHER(a_key_case_has_its_leader),
		TOGETHER(instructions_are_recorded),
		TOGETHER(promises_are_made_on_the_air),
		TOGETHER(a_case_has_room_for_so_many_things),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
