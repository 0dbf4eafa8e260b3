/* Before filing: drafts, joint proposers, submission, review, redirection, withdrawal. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

/* A draft begun on 2023-03-01 by one proposer, member 5 of the directory. */
static struct case_state draft(void)
{
	struct case_state state = { .case_id = 7, .kind = "proposal", .level = LEVEL_CITY, .n_items = 1 };
	struct milestone_effect effect;
	struct refusal refusal;

	state.items[0].member_id = 5;
	assert_int_equal(engine_draft(&context, &state, day("2023-03-01"), &effect, &refusal), 0);
	assert_int_equal(effect.milestone, MILESTONE_DRAFTED_CASE);
	return state;
}

static void invite_in(struct update *update, const char *name, int member_id, const char *due_on)
{
	update->new_items[update->n_new_items++] = (struct new_item){ .kind = ITEM_SIGNER,
								      .text = name,
								      .measure = "",
								      .media_type = "",
								      .member_id = member_id,
								      .on = HY_DAY_NONE,
								      .due_on = day(due_on) };
}

static struct update update_by_signer(const char *verb, int signer_no, const char *on)
{
	struct update update = update_of(verb, ROLE_PROPOSER, 0, on);

	update.signer_no = signer_no;
	return update;
}

/* The draft after two others were invited on 2023-03-02: signers 2 (member 6) and 3 (only a name). */
static struct case_state invited(void)
{
	struct case_state state = draft();
	struct update invite = update_by_signer("invite", 1, "2023-03-02");

	invite_in(&invite, "李委员", 6, "");
	invite_in(&invite, "王委员", 0, "2023-03-20");
	accepted(&state, &invite);
	return state;
}

static void a_draft_is_received_when_it_is_submitted(void **s)
{
	struct case_state state = draft();
	struct update submit = update_by_signer("submit", 1, "2023-03-05");
	struct decision decision;

	(void)s;
	assert_string_equal(state.state, "draft");
	assert_int_equal(state.phase, PHASE_DRAFT);
	assert_int_equal(state.round, 1);
	decision = accepted(&state, &submit);
	assert_string_equal(state.state, "received");
	assert_int_equal(decision.effects[0].milestone, MILESTONE_RECEIVED);
	assert_int_equal(state.received_on, day("2023-03-05"));
	refused(&state, &submit, REASON_MOVE_NOT_ALLOWED);
}

static void those_who_are_named_have_signed(void **s)
{
	struct case_state state = { .case_id = 7, .kind = "proposal", .n_items = 3 };
	struct milestone_effect effect;
	struct refusal refusal;

	(void)s;
	state.items[1].member_id = 9;
	assert_int_equal(engine_receive(&context, &state, day("2023-03-01"), &effect, &refusal), 0);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(state.items[i].kind, ITEM_SIGNER);
		assert_int_equal(state.items[i].no, i + 1);
		assert_int_equal(state.items[i].state, ITEM_SIGNED);
		assert_int_equal(state.items[i].on, day("2023-03-01"));
		assert_int_equal(state.items[i].due_on, HY_DAY_NONE);
	}
	assert_int_equal(state.items[1].member_id, 9);
	state.n_items = MAX_SIGNERS + 1;
	assert_int_equal(engine_receive(&context, &state, day("2023-03-01"), &effect, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_FIELD_TOO_MANY);
}

static void joint_proposers_are_invited_until_a_day(void **s)
{
	struct case_state state = draft();
	struct update invite = update_by_signer("invite", 1, "2023-03-02");
	struct decision decision;

	(void)s;
	refused(&state, &invite, REASON_FIELD_MISSING);
	invite_in(&invite, "李委员", 6, "");
	invite_in(&invite, "王委员", 0, "2023-03-20");
	decision = accepted(&state, &invite);
	assert_int_equal(decision.n_effects, 2);
	assert_int_equal(decision.effects[1].milestone, MILESTONE_INVITED);
	assert_int_equal(decision.effects[1].item_no, 3);
	assert_int_equal(state.n_items, 3);
	assert_int_equal(state.items[1].state, ITEM_INVITED);
	assert_int_equal(state.items[1].due_on, day("2023-03-09")); /* the rules' 7 days */
	assert_int_equal(state.items[2].due_on, day("2023-03-20"));
	assert_string_equal(state.state, "draft");
}

static void they_agree_or_decline_once(void **s)
{
	struct case_state state = invited();
	struct update sign = update_by_signer("sign", 2, "2023-03-03");
	struct update decline = update_by_signer("decline", 3, "2023-03-04");
	struct refusal refusal;

	(void)s;
	assert_int_equal(accepted(&state, &sign).effects[0].milestone, MILESTONE_SIGNED);
	assert_int_equal(state.items[1].state, ITEM_SIGNED);
	assert_int_equal(state.items[1].done_on, day("2023-03-03"));
	refusal = refused(&state, &sign, REASON_SIGNER_STATE);
	assert_string_equal(word(&refusal, "state"), "已署名|signed");
	accepted(&state, &decline);
	assert_int_equal(state.items[2].state, ITEM_DECLINED);
	sign.signer_no = 3;
	sign.happened_on = day("2023-03-04");
	refused(&state, &sign, REASON_SIGNER_STATE);
	sign.signer_no = 4;
	refused(&state, &sign, REASON_SIGNER_NOT_FOUND);
	sign.signer_no = 0;
	refused(&state, &sign, REASON_FIELD_MISSING);
}

static void the_draft_waits_for_them_until_that_day(void **s)
{
	struct case_state state = invited();
	struct update submit = update_by_signer("submit", 1, "2023-03-08");
	struct update sign = update_by_signer("sign", 3, "2023-03-21");

	(void)s;
	context.today = day("2023-03-08");
	refused(&state, &submit, REASON_SIGNATURES_OPEN);
	context.today = day("2023-03-21");
	refused(&state, &sign, REASON_JOIN_TOO_LATE);
	submit.happened_on = HY_DAY_NONE;
	accepted(&state, &submit); /* invitations that ran out hold nobody up */
	assert_int_equal(state.items[1].state, ITEM_INVITED);
}

static void nobody_is_invited_twice(void **s)
{
	struct case_state state = invited();
	struct update invite = update_by_signer("invite", 1, "2023-03-03"), again;

	(void)s;
	again = invite;
	invite_in(&invite, "李委员", 6, "");
	refused(&state, &invite, REASON_SIGNER_TWICE);
	invite = again;
	invite_in(&invite, "张委员", 5, ""); /* the first signer */
	refused(&state, &invite, REASON_SIGNER_TWICE);
	invite = again;
	invite_in(&invite, "赵委员", 0, "");
	invite_in(&invite, "赵委员", 0, "");
	refused(&state, &invite, REASON_SIGNER_TWICE);
	invite = again;
	invite_in(&invite, "", 0, "");
	refused(&state, &invite, REASON_FIELD_MISSING);
	invite = again;
	invite_in(&invite, "赵委员", 0, "2023-03-02"); /* yesterday */
	refused(&state, &invite, REASON_DATE_NOT_AFTER);
	again.happened_on = day("2023-03-15"); /* member 6 has let it run out */
	invite_in(&again, "李委员", 6, "");
	accepted(&state, &again);
	assert_int_equal(state.items[3].no, 4);
}

static void a_proposal_has_so_many_signers(void **s)
{
	static char names[MAX_SIGNERS + 1][20];
	struct case_state state = draft();
	struct update invite = update_by_signer("invite", 1, "2023-03-02");
	struct refusal refusal;

	(void)s;
	for (int i = 0; i < MAX_SIGNERS; i++) {
		snprintf(names[i], sizeof(names[i]), "委员%d", i);
		invite_in(&invite, names[i], 0, "");
	}
	refusal = refused(&state, &invite, REASON_FIELD_TOO_MANY); /* with the first they are one more */
	assert_string_equal(word(&refusal, "max"), "30");
	invite.n_new_items--;
	accepted(&state, &invite);
	assert_int_equal(state.n_items, MAX_SIGNERS);
}

static void the_proposal_is_the_first_signers(void **s)
{
	struct case_state state = invited();
	struct update update = update_by_signer("submit", 2, "2023-03-20");

	(void)s;
	context.today = day("2023-03-25");
	update.happened_on = HY_DAY_NONE;
	refused(&state, &update, REASON_FIRST_SIGNER_ONLY);
	update.verb = "withdraw";
	update.reason = "另行提出";
	refused(&state, &update, REASON_FIRST_SIGNER_ONLY);
	update.signer_no = 1;
	accepted(&state, &update);
	assert_int_equal(state.phase, PHASE_WITHDRAWN);
}

static void what_is_not_filed_has_a_reason_of_the_list(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("not_file", ROLE_COMMITTEE, 0, "2023-02-21");
	struct refusal refusal;

	(void)s;
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.reason = "没有具体建议";
	update.reason_code = "dull";
	refusal = refused(&state, &update, REASON_FIELD_UNKNOWN_VALUE);
	assert_string_equal(word(&refusal, "field"), "reason_code");
	assert_non_null(strstr(word(&refusal, "allowed"), "vague"));
	update.reason_code = "vague";
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_NOT_FILED);
	assert_int_equal(state.phase, PHASE_NOT_FILED);
}

static void or_goes_on_as_another_kind_of_matter(void **s)
{
	struct case_state state = received("2023-02-20");
	struct update update = update_of("redirect", ROLE_COMMITTEE, 0, "2023-02-21");
	struct refusal refusal;

	(void)s;
	update.reason = "反映个别情况";
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "channel");
	update.channel = "rumour";
	refused(&state, &update, REASON_FIELD_UNKNOWN_VALUE);
	update.channel = "opinion";
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_REDIRECTED);
	assert_string_equal(state.state, "redirected");
}

static void a_withdrawn_case_takes_nothing_more(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("withdraw", ROLE_COMMITTEE, 0, "2023-03-02");

	(void)s;
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.reason = "提案者申请";
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_WITHDRAWN);
	update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-03-03");
	refused(&state, &update, REASON_MOVE_NOT_ALLOWED);
}

static void rules_without_drafts_refuse_them(void **s)
{
	const struct rules *kept = context.rules;
	struct rules *old = load_rules_file("tests/unit/rules_of_0_1.yaml");
	struct case_state state = { .kind = "proposal" };
	struct milestone_effect effect;
	struct refusal refusal;

	(void)s;
	context.rules = old;
	assert_int_equal(engine_draft(&context, &state, day("2023-03-01"), &effect, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_DRAFTS_NOT_USED);
	context.rules = kept;
	rules_free(old);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_draft_is_received_when_it_is_submitted),
		TEST(those_who_are_named_have_signed),
		TEST(joint_proposers_are_invited_until_a_day),
		TEST(they_agree_or_decline_once),
		TEST(the_draft_waits_for_them_until_that_day),
		TEST(nobody_is_invited_twice),
		TEST(a_proposal_has_so_many_signers),
		TEST(the_proposal_is_the_first_signers),
		TEST(what_is_not_filed_has_a_reason_of_the_list),
		TEST(or_goes_on_as_another_kind_of_matter),
		TEST(a_withdrawn_case_takes_nothing_more),
		TEST(rules_without_drafts_refuse_them),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
