/* Cases together: bundles, same kinds, conversion, meetings; key cases, instructions, media. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cases_fixture.h"

static void cases_are_tied_together_when_all_of_them_are_there(void **s)
{
	struct case_state one = filed(7, "20230045"), other = received("2023-03-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-03-25");
	const char *const verbs[] = { "merge", "bundle", "same_kind", "meet" };
	struct refusal refusal;

	(void)s;
	accepted(&other, &update);
	other.case_id = 8;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(*verbs); i++) {
		update = update_of(verbs[i], ROLE_COMMITTEE, 0, "2023-03-24");
		update.place = "市政协";
		update.contact_persons = "张委员";
		around.n_others = 0;
		name_other(&update, &other);
		refusal = refused(&one, &update, REASON_OTHER_CASE_LATER);
		assert_string_equal(word(&refusal, "limit"), "2023-03-25");
	}
	update.happened_on = day("2023-03-25");
	accepted(&one, &update);
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		TOGETHER(cases_are_tied_together_when_all_of_them_are_there),
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
