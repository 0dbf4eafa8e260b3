/* Why a case is not done and who is next: one sentence for every state a case can be in. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "waiting_fixture.h"

#include "base/text.h"

static const char *office_name(void *arg, int office_id, enum language language)
{
	(void)arg;
	switch (office_id) {
	case EDUCATION:
		return language == LANGUAGE_ZH ? "市教育局" : "Education";
	case FINANCE:
		return language == LANGUAGE_ZH ? "市财政局" : "Finance";
	default:
		return language == LANGUAGE_ZH ? "市水务局" : "Water";
	}
}

static const char *next_step(const struct case_state *state, enum language language)
{
	static char text[1000];

	engine_next_step(&context, state, language, office_name, NULL, text, sizeof(text));
	return text;
}

static void expect(const struct case_state *state, const char *zh, const char *en)
{
	assert_string_equal(next_step(state, LANGUAGE_ZH), zh);
	assert_string_equal(next_step(state, LANGUAGE_EN), en);
}

static void the_committee_is_next_until_a_case_is_assigned(void **s)
{
	struct case_state state = case_in("received");

	(void)s;
	expect(&state, "等待提案委员会立案、不予立案或转办",
	       "waiting for the proposals committee to file, refuse to file or redirect");
	state = case_in("filed");
	expect(&state, "等待提案委员会交办", "waiting for the proposals committee to assign");
	state = case_in("closed");
	expect(&state, "已结束：已办结", "finished: closed");
	state = case_in("withdrawn");
	expect(&state, "已结束：已撤案", "finished: withdrawn");
}

static void a_draft_waits_for_those_who_were_invited(void **s)
{
	struct case_state state = case_in("draft");

	(void)s;
	context.today = day("2023-03-10");
	expect(&state, "等待提案者提交", "waiting for the proposer to submit");
	bring(&state, ITEM_SIGNER, 1, ITEM_SIGNED, "");
	bring(&state, ITEM_SIGNER, 2, ITEM_INVITED, "2023-03-12");
	bring(&state, ITEM_SIGNER, 3, ITEM_INVITED, "2023-03-10");
	bring(&state, ITEM_SIGNER, 5, ITEM_INVITED, "2023-03-09"); /* has run out: nobody waits for it */
	bring(&state, ITEM_SIGNER, 4, ITEM_DECLINED, "2023-03-08");
	expect(&state,
	       "等待提案者提交；尚未回复邀请：第 3 位联名人（期限 2023-03-10）；"
	       "尚未回复邀请：第 2 位联名人（期限 2023-03-12）",
	       "waiting for the proposer to submit; "
	       "invited, without an answer: signer 3 (due 2023-03-10); "
	       "invited, without an answer: signer 2 (due 2023-03-12)");
}

static void an_office_sees_the_day_that_matters_to_it(void **s)
{
	struct case_state state = case_in("in_handling");
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "assigned");

	(void)s;
	context.today = day("2023-03-08");
	expect(&state, "等待市教育局签收（退办期限 2023-03-08）",
	       "waiting for Education to accept (may be returned until 2023-03-08)");
	context.today = day("2023-03-09");
	expect(&state, "等待市教育局签收，期限 2023-06-01", "waiting for Education to accept, due 2023-06-01");

	snprintf(lead->state, sizeof(lead->state), "accepted");
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01，首次沟通期限 2023-03-22",
	       "waiting for Education to draft the answer or answer, due 2023-06-01, first contact due 2023-03-22");
	context.today = day("2023-03-23");
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01，首次沟通期限 2023-03-22，已逾期 1 个工作日",
	       "waiting for Education to draft the answer or answer, due 2023-06-01, "
	       "first contact due 2023-03-22, overdue by 1 working day");
	lead->contacted_on = day("2023-03-23");
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01",
	       "waiting for Education to draft the answer or answer, due 2023-06-01");
	context.today = day("2023-06-04"); /* a Sunday */
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01，已逾期 1 个工作日",
	       "waiting for Education to draft the answer or answer, due 2023-06-01, overdue by 1 working day");
	snprintf(lead->state, sizeof(lead->state), "reviewed");
	expect(&state, "等待市教育局答复，期限 2023-06-01，已逾期 1 个工作日",
	       "waiting for Education to answer, due 2023-06-01, overdue by 1 working day");
}

static void the_most_urgent_office_comes_first(void **s)
{
	struct case_state state = case_in("in_handling");

	(void)s;
	context.today = day("2023-06-02");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "accepted");
	give(&state, FINANCE, ASSIGNMENT_ASSIST, "accepted");
	give(&state, WATER, ASSIGNMENT_ASSIST, "opined");
	expect(&state,
	       "等待市财政局出具会办意见，期限 2023-05-01，已逾期 23 个工作日；"
	       "等待市教育局拟稿或答复，期限 2023-06-01，已逾期 1 个工作日",
	       "waiting for Finance to give an opinion, due 2023-05-01, overdue by 23 working days; "
	       "waiting for Education to draft the answer or answer, due 2023-06-01, overdue by 1 working day");
}

static void every_office_that_answers_for_its_part_is_named(void **s)
{
	struct case_state state = case_in("in_handling");

	(void)s;
	context.today = day("2023-05-31");
	give(&state, EDUCATION, ASSIGNMENT_SEPARATE, "answered");
	give(&state, FINANCE, ASSIGNMENT_SEPARATE, "reviewed")->contacted_on = day("2023-03-03");
	give(&state, WATER, ASSIGNMENT_SEPARATE, "assigned");
	expect(&state, "等待市财政局答复，期限 2023-06-01；等待市水务局签收，期限 2023-06-01",
	       "waiting for Finance to answer, due 2023-06-01; waiting for Water to accept, due 2023-06-01");
}

static void a_draft_answer_waits_for_those_who_must_agree(void **s)
{
	struct case_state state = case_in("in_handling");
	struct assignment *assist;

	(void)s;
	context.today = day("2023-05-20");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "drafted");
	give(&state, FINANCE, ASSIGNMENT_ASSIST, "cosigned")->cosigned_on = day("2023-05-19");
	assist = give(&state, WATER, ASSIGNMENT_ASSIST, "opined");
	assist->answered_on = day("2023-04-01");
	expect(&state, "等待市水务局会签；等待督查室督办审核或退回重办（市教育局），期限 2023-06-01",
	       "waiting for Water to co-sign; "
	       "waiting for the supervision office to review or send back (Education), due 2023-06-01");
	/* without a draft there is nothing to agree to */
	snprintf(state.assignments[0].state, sizeof(state.assignments[0].state), "accepted");
	state.assignments[0].contacted_on = day("2023-03-03");
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01",
	       "waiting for Education to draft the answer or answer, due 2023-06-01");
}

static void a_return_waits_for_the_committee(void **s)
{
	struct case_state state = case_in("returned");

	(void)s;
	context.today = day("2023-03-10");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "returning")->returned_on = day("2023-03-05");
	expect(&state, "等待提案委员会交办；等待提案委员会驳回退办（市教育局）",
	       "waiting for the proposals committee to assign; "
	       "waiting for the proposals committee to reject the return (Education)");
	state = case_in("in_handling");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "accepted")->contacted_on = day("2023-03-03");
	give(&state, FINANCE, ASSIGNMENT_ASSIST, "returning")->returned_on = day("2023-03-05");
	give(&state, WATER, ASSIGNMENT_ASSIST, "returned")->returned_on = day("2023-03-05");
	expect(&state, "等待市教育局拟稿或答复，期限 2023-06-01；等待提案委员会驳回退办或准予退办（市财政局）",
	       "waiting for Education to draft the answer or answer, due 2023-06-01; "
	       "waiting for the proposals committee to reject the return or grant the return (Finance)");
}

static void an_answered_case_names_the_signers_who_have_not_evaluated(void **s)
{
	struct case_state state = case_in("answered");
	struct assignment *lead = give(&state, EDUCATION, ASSIGNMENT_LEAD, "answered");

	(void)s;
	context.today = day("2023-05-10");
	lead->answered_on = day("2023-05-04");
	for (int no = 1; no <= 3; no++)
		bring(&state, ITEM_SIGNER, no, ITEM_SIGNED, "");
	bring(&state, ITEM_SIGNER, 4, ITEM_DECLINED, "");
	bring(&state, ITEM_EVALUATION, 1, ITEM_RECORDED, "")->signer_no = 2;
	expect(&state, "等待提案者评价；第 1、3 位提案者尚未评价（共 3 位），期限 2023-05-24",
	       "waiting for the proposer to evaluate; not yet evaluated by signer 1, 3 of 3, due "
	       "2023-05-24");
	context.today = day("2023-05-25");
	expect(&state, "等待提案者评价；第 1、3 位提案者尚未评价（共 3 位），期限 2023-05-24，已逾期 1 个工作日",
	       "waiting for the proposer to evaluate; "
	       "not yet evaluated by signer 1, 3 of 3, due 2023-05-24, overdue by 1 working day");

	/* marks of the first round are no marks of the second */
	state = case_in("answered");
	state.round = 2;
	bring(&state, ITEM_SIGNER, 1, ITEM_SIGNED, "");
	bring(&state, ITEM_EVALUATION, 1, ITEM_RECORDED, "")->signer_no = 1;
	state.items[1].round = 1;
	expect(&state, "等待提案者评价；第 1 位提案者尚未评价（共 1 位）",
	       "waiting for the proposer to evaluate; not yet evaluated by signer 1 of 1");
}

static void an_answer_for_the_public_has_a_day_to_reach_it(void **s)
{
	struct case_state state = case_in("evaluated");

	(void)s;
	context.today = day("2023-06-02");
	give(&state, EDUCATION, ASSIGNMENT_LEAD, "answered")->answered_on = day("2023-05-04");
	state.publication = PUBLICATION_SUMMARY;
	expect(&state, "等待提案委员会办结；答复待公开（摘要公开），期限 2023-05-31，已逾期 2 个工作日",
	       "waiting for the proposals committee to close; "
	       "answer to be published (summary), due 2023-05-31, overdue by 2 working days");
	state.published_on = day("2023-06-01");
	expect(&state, "等待提案委员会办结", "waiting for the proposals committee to close");
	state.published_on = HY_DAY_NONE;
	state.publication = PUBLICATION_PRIVATE;
	expect(&state, "等待提案委员会办结", "waiting for the proposals committee to close");
}

static void an_evaluated_case_is_closed_or_handled_again(void **s)
{
	struct case_state state = case_in("evaluated");

	(void)s;
	context.today = day("2023-06-02");
	snprintf(state.attitude, sizeof(state.attitude), "satisfied");
	snprintf(state.result, sizeof(state.result), "satisfied");
	expect(&state, "等待提案委员会办结", "waiting for the proposals committee to close");
	snprintf(state.result, sizeof(state.result), "dissatisfied");
	expect(&state, "等待提案委员会重新办理或办结", "waiting for the proposals committee to reopen or close");
	snprintf(state.result, sizeof(state.result), "basically");
	bring(&state, ITEM_PROMISE, 1, ITEM_KEPT, "2023-05-01");
	bring(&state, ITEM_PROMISE, 2, ITEM_OPEN, "2023-09-30")->office_id = EDUCATION;
	bring(&state, ITEM_PROMISE, 3, ITEM_OPEN, "2023-05-31")->office_id = FINANCE;
	expect(&state,
	       "等待提案委员会办结；待兑现：第 3 项承诺（市财政局，期限 2023-05-31，已逾期 2 个工作日）；"
	       "待兑现：第 2 项承诺（市教育局，期限 2023-09-30）",
	       "waiting for the proposals committee to close; "
	       "to be kept: promise 3 (Finance, due 2023-05-31, overdue by 2 working days); "
	       "to be kept: promise 2 (Education, due 2023-09-30)");
}

static void a_merged_case_waits_for_its_own_answer(void **s)
{
	struct case_state main = case_in("in_handling"), merged = case_in("merged");
	struct surroundings around = { .main_case = &main };

	(void)s;
	context.today = day("2023-05-10");
	merged.main_case = 9;
	expect(&merged, "等待承办单位答复并案提案", "waiting for the handling office to answer a merged proposal");
	give(&main, WATER, ASSIGNMENT_LEAD, "returning")->returned_on = day("2023-03-05");
	give(&main, EDUCATION, ASSIGNMENT_LEAD, "accepted");
	give(&main, FINANCE, ASSIGNMENT_ASSIST, "accepted");
	context.around = &around;
	expect(&merged, "等待市教育局答复并案提案", "waiting for Education to answer a merged proposal");
	context.around = NULL;
	merged = case_in("merged_answered");
	expect(&merged, "等待提案者评价", "waiting for the proposer to evaluate");
}

static void a_leader_who_leads_a_key_case_keeps_nobody_waiting(void **s)
{
	struct case_state state = case_in("filed");

	(void)s;
	state.key = true;
	state.leader_id = 3;
	bring(&state, ITEM_INSTRUCTION, 1, ITEM_RECORDED, "");
	expect(&state, "等待提案委员会交办", "waiting for the proposals committee to assign");
}

/* With more offices than a sentence holds it names the most urgent and counts the others. */
static void a_long_sentence_ends_with_how_many_more(void **s)
{
	struct case_state state = case_in("in_handling");
	char text[1000];
	int named;

	(void)s;
	context.today = day("2023-06-02");
	for (int i = 0; i < MAX_ASSIGNMENTS; i++)
		give(&state, FINANCE, ASSIGNMENT_ASSIST, "accepted")->due_on = day("2023-05-01") + i;
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++)
		for (size_t size = 1; size <= sizeof(text); size++) {
			const char *end, *tail = language == LANGUAGE_ZH ? "等 48 项" : " more";

			memset(text, 'x', sizeof(text));
			engine_next_step(&context, &state, (enum language)language, office_name, NULL, text, size);
			assert_true(strlen(text) < size);
			assert_true(size == 1 || size < 4 || text_length(text, strlen(text)) > 0);
			if (size < 200)
				continue;
			end = text + strlen(text) - strlen(tail);
			assert_string_equal(end, tail);
		}
	assert_int_equal(sscanf(strstr(text, "; and "), "; and %d more", &named), 1);
	for (const char *p = text; (p = strstr(p, "waiting for Finance")); p++)
		named++;
	assert_int_equal(named, MAX_ASSIGNMENTS);
	assert_non_null(strstr(text, "waiting for Finance to give an opinion, due 2023-05-01,"));
}

static void a_state_the_rules_do_not_have_says_nothing(void **s)
{
	struct case_state state = case_in("filed");

	(void)s;
	snprintf(state.state, sizeof(state.state), "lost");
	expect(&state, "", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_committee_is_next_until_a_case_is_assigned),
		TEST(a_draft_waits_for_those_who_were_invited),
		TEST(an_office_sees_the_day_that_matters_to_it),
		TEST(the_most_urgent_office_comes_first),
		TEST(every_office_that_answers_for_its_part_is_named),
		TEST(a_draft_answer_waits_for_those_who_must_agree),
		TEST(a_return_waits_for_the_committee),
		TEST(an_answered_case_names_the_signers_who_have_not_evaluated),
		TEST(an_answer_for_the_public_has_a_day_to_reach_it),
		TEST(an_evaluated_case_is_closed_or_handled_again),
		TEST(a_merged_case_waits_for_its_own_answer),
		TEST(a_leader_who_leads_a_key_case_keeps_nobody_waiting),
		TEST(a_long_sentence_ends_with_how_many_more),
		TEST(a_state_the_rules_do_not_have_says_nothing),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
