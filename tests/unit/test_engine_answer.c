/* From the opinions to the published answer: what each step waits for, and what it keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static struct update draft_of(const char *class, const char *on)
{
	struct update draft = update_of("draft", ROLE_HANDLER, EDUCATION, on);

	draft.class = class;
	draft.text = "拟答复如下。";
	return draft;
}

static void cosign_by(struct case_state *state, int office_id, const char *on)
{
	struct update cosign = update_of("cosign", ROLE_HANDLER, office_id, on);

	accepted(state, &cosign);
}

/* Drafted with class C on 2023-04-01 and co-signed by both assist offices on 2023-04-03. */
static struct case_state cosigned(void)
{
	struct case_state state = answerable();
	struct update draft = draft_of("C", "2023-04-01");

	accepted(&state, &draft);
	cosign_by(&state, FINANCE, "2023-04-03");
	cosign_by(&state, WATER, "2023-04-03");
	return state;
}

static struct update review_on(const char *on)
{
	return update_of("review", ROLE_SUPERVISOR, EDUCATION, on);
}

static void attach_in(struct update *update, const char *name, int64_t size)
{
	update->new_items[update->n_new_items++] = (struct new_item){ .kind = ITEM_ATTACHMENT,
								      .text = name,
								      .measure = "",
								      .media_type = "application/pdf",
								      .size = size,
								      .on = HY_DAY_NONE,
								      .due_on = HY_DAY_NONE };
}

static void an_answer_waits_for_every_opinion_and_says_whose(void **s)
{
	struct case_state state = assigned();
	struct update answer = answer_of(EDUCATION, "2023-05-08");
	struct refusal refusal;
	char text[1000];

	(void)s;
	context.today = day("2023-05-08");
	for (int office = EDUCATION; office <= WATER; office++)
		accept_by(&state, office, "2023-03-02");
	give_opinion(&state, FINANCE, "2023-04-10");
	refusal = refused(&state, &answer, REASON_OPINIONS_MISSING);
	refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
	assert_string_equal(text, "会办意见未齐，不能答复：#13（期限 2023-05-01，已逾期 4 个工作日）。"
				  "请催会办单位出具意见");
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "opinions are missing, which answer needs: "
				  "#13 (due 2023-05-01, overdue by 4 working days); remind the assist offices");
	give_opinion(&state, WATER, "2023-05-08");
	accepted(&state, &answer);
	assert_string_equal(state.state, "answered");
}

static void a_returned_assist_office_owes_no_opinion(void **s)
{
	struct case_state state = assigned();
	struct update update = update_of("return", ROLE_HANDLER, WATER, "2023-03-06");
	struct update answer = answer_of(EDUCATION, "2023-04-01");

	(void)s;
	update.reason = "不涉及本单位";
	accepted(&state, &update);
	update = update_of("grant_return", ROLE_COMMITTEE, WATER, "2023-03-07");
	accepted(&state, &update);
	accept_by(&state, EDUCATION, "2023-03-06");
	accept_by(&state, FINANCE, "2023-03-06");
	give_opinion(&state, FINANCE, "2023-03-20");
	accepted(&state, &answer);
}

static void a_draft_goes_round_before_it_is_reviewed(void **s)
{
	struct case_state state = answerable();
	struct update draft = draft_of("C", "2023-04-01"),
		      cosign = update_of("cosign", ROLE_HANDLER, FINANCE, "2023-04-02");
	struct update review = review_on("2023-04-05");
	struct decision decision;
	struct refusal refusal;

	(void)s;
	refused(&state, &cosign, REASON_NOTHING_TO_COSIGN);
	decision = accepted(&state, &draft);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_DRAFTED);
	assert_string_equal(decision.effects[0].class, "C");
	assert_string_equal(state.assignments[0].class, "C");
	assert_int_equal(state.assignments[0].drafted_on, day("2023-04-01"));
	assert_string_equal(state.assignments[0].state, "drafted");
	decision = accepted(&state, &cosign);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_COSIGNED);
	assert_int_equal(state.assignments[1].cosigned_on, day("2023-04-02"));
	refusal = refused(&state, &review, REASON_COSIGNS_MISSING);
	assert_non_null(strstr(word(&refusal, "waits"), "#13"));
	assert_null(strstr(word(&refusal, "waits"), "#12"));
	cosign_by(&state, WATER, "2023-04-03");
	decision = accepted(&state, &review);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_REVIEWED);
	assert_string_equal(decision.effects[0].class, "C");
	assert_int_equal(state.assignments[0].reviewed_on, day("2023-04-05"));
}

/* Nobody has to be named for a refusal: the only part it can be about is told. */
static void what_was_reviewed_is_not_reviewed_again(void **s)
{
	struct case_state state = cosigned();
	struct update review = review_on("2023-04-05");
	struct refusal refusal;

	(void)s;
	accepted(&state, &review);
	review.office_id = 0;
	refusal = refused(&state, &review, REASON_MOVE_NOT_ALLOWED);
	assert_string_equal(word(&refusal, "state"), "已审核|reviewed");
}

static void the_reviewed_class_is_the_one_that_is_sent(void **s)
{
	struct case_state state = cosigned();
	struct update review = review_on("2023-04-05"), answer = answer_of(EDUCATION, "2023-04-06");
	struct refusal refusal;
	struct decision decision;

	(void)s;
	review.class = "d";
	decision = accepted(&state, &review);
	assert_string_equal(decision.effects[0].class, "D"); /* the draft's C stays with its own milestone */
	answer.class = "C";
	promise_in(&answer, "明年建设", "2024-12-31");
	refusal = refused(&state, &answer, REASON_CLASS_WAS_REVIEWED);
	assert_string_equal(word(&refusal, "class"), "D");
	answer.class = ""; /* it is known */
	decision = accepted(&state, &answer);
	assert_string_equal(decision.effects[0].class, "D");
	assert_int_equal(decision.effects[0].class_meaning, CLASS_REFERENCE);
	assert_string_equal(state.assignments[0].class, "D");
}

static void what_is_sent_back_is_drafted_again(void **s)
{
	struct case_state state = cosigned();
	struct update update = update_of("send_back", ROLE_SUPERVISOR, EDUCATION, "2023-04-05");
	struct update draft = draft_of("A", "2023-04-10"), answer = answer_of(EDUCATION, "2023-04-12");

	(void)s;
	refused(&state, &update, REASON_REASON_REQUIRED);
	update.reason = "未逐条回应";
	assert_int_equal(accepted(&state, &update).effects[0].milestone, MILESTONE_SENT_BACK);
	assert_string_equal(state.assignments[0].state, "accepted");
	accepted(&state, &draft);
	assert_string_equal(state.assignments[0].class, "A");
	assert_int_equal(state.assignments[0].drafted_on, day("2023-04-10"));
	assert_int_equal(state.assignments[0].reviewed_on, HY_DAY_NONE);
	refused(&state, &answer, REASON_MOVE_NOT_ALLOWED); /* not before the review */
	update = review_on("2023-04-11");
	accepted(&state, &update); /* the co-signatures stand */
	draft.happened_on = day("2023-04-11");
	accepted(&state, &draft); /* and once more */
	assert_int_equal(state.assignments[0].reviewed_on, HY_DAY_NONE);
	update = review_on("2023-04-12");
	accepted(&state, &update);
	accepted(&state, &answer);
}

static void a_class_that_is_not_done_needs_a_promise(void **s)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct decision decision;
	struct refusal refusal;

	(void)s;
	answer.class = "B";
	refusal = refused(&state, &answer, REASON_PROMISE_REQUIRED);
	assert_string_equal(word(&refusal, "class"), "B");
	promise_in(&answer, "建成两所幼儿园", "2023-12-31");
	promise_in(&answer, "培训教师", "2024-03-31");
	attach_in(&answer, "答复函.pdf", 1000);
	decision = accepted(&state, &answer);
	assert_int_equal(decision.n_effects, 4);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_ANSWERED);
	assert_int_equal(decision.effects[1].milestone, MILESTONE_PROMISED);
	assert_int_equal(decision.effects[2].item_no, 2);
	assert_int_equal(decision.effects[2].office_id, EDUCATION);
	assert_int_equal(decision.effects[3].milestone, MILESTONE_ATTACHED);
	assert_int_equal(state.items[0].state, ITEM_OPEN);
	assert_int_equal(state.items[0].due_on, day("2023-12-31"));
	assert_int_equal(state.items[0].assignment_no, 1);
	assert_int_equal(state.items[2].kind, ITEM_ATTACHMENT);
}

static void a_promise_made_before_will_do(void **s)
{
	struct case_state state = answerable();
	struct update promise = update_of("promise", ROLE_HANDLER, EDUCATION, "2023-03-20");
	struct update answer = answer_of(EDUCATION, "2023-04-01");

	(void)s;
	promise_in(&promise, "建成两所幼儿园", "2023-12-31");
	accepted(&state, &promise);
	answer.class = "B";
	accepted(&state, &answer);
}

static void a_later_class_stands_beside_the_printed_one(void **s)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct update upgrade = update_of("upgrade", ROLE_COMMITTEE, EDUCATION, "2023-06-01");
	struct decision decision;

	(void)s;
	answer.class = "B";
	promise_in(&answer, "建成两所幼儿园", "2023-12-31");
	accepted(&state, &answer);
	upgrade.reason = "已建成";
	upgrade.class = "C";
	refused(&state, &upgrade, REASON_CLASS_NOT_BETTER);
	upgrade.class = "B";
	refused(&state, &upgrade, REASON_CLASS_NOT_BETTER);
	upgrade.class = "A";
	decision = accepted(&state, &upgrade);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_UPGRADED);
	assert_string_equal(decision.effects[0].class, "A");
	assert_int_equal(decision.effects[0].class_meaning, CLASS_SOLVED);
	assert_string_equal(state.assignments[0].class, "B");
	assert_string_equal(state.assignments[0].later_class, "A");
	refused(&state, &upgrade, REASON_CLASS_NOT_BETTER);
}

static void attachments_are_what_the_rules_take(void **s)
{
	struct case_state state = assigned();
	struct update attach = update_of("attach", ROLE_HANDLER, EDUCATION, "2023-03-02"), empty = attach;
	static char long_name[4 * MAX_FILE_NAME_CHARS + 10];
	struct refusal refusal;

	(void)s;
	refused(&state, &attach, REASON_FIELD_MISSING);
	attach_in(&attach, "清单.exe", 10);
	refusal = refused(&state, &attach, REASON_ATTACHMENT_TYPE);
	assert_non_null(strstr(word(&refusal, "allowed"), "pdf, doc"));
	attach = empty;
	attach_in(&attach, "清单", 10);
	refused(&state, &attach, REASON_ATTACHMENT_TYPE);
	attach = empty;
	attach_in(&attach, "清单.PDF", 20 * 1024 * 1024 + 1);
	refusal = refused(&state, &attach, REASON_ATTACHMENT_TOO_LARGE);
	assert_string_equal(word(&refusal, "max"), "20971520");
	for (int i = 0; i < MAX_FILE_NAME_CHARS; i++)
		strcat(long_name, "长");
	strcat(long_name, ".pdf");
	attach = empty;
	attach_in(&attach, long_name, 10);
	refused(&state, &attach, REASON_FIELD_TOO_LONG);
	attach = empty;
	for (int i = 0; i <= MAX_NEW_ATTACHMENTS; i++)
		attach_in(&attach, "清单.pdf", 10);
	refused(&state, &attach, REASON_FIELD_TOO_MANY);
	attach.n_new_items--;
	assert_int_equal(accepted(&state, &attach).n_effects, MAX_NEW_ATTACHMENTS);
	assert_int_equal(state.items[9].no, 10);
	assert_int_equal(state.items[9].office_id, EDUCATION);
}

static void an_office_publishes_its_answer(void **s)
{
	struct case_state state = answerable();
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct update publish = update_of("publish", ROLE_HANDLER, FINANCE, "2023-04-20");
	struct refusal refusal;

	(void)s;
	answer.publication = PUBLICATION_SUMMARY;
	accepted(&state, &answer);
	assert_int_equal(state.publication, PUBLICATION_SUMMARY);
	assert_int_equal(state.published_on, HY_DAY_NONE);
	refused(&state, &publish, REASON_FIELD_MISSING);
	publish.publication = PUBLICATION_FULL;
	refused(&state, &publish, REASON_ASSIGNMENT_NOT_YOURS); /* an assist office's is none */
	publish.office_id = EDUCATION;
	assert_int_equal(accepted(&state, &publish).effects[0].milestone, MILESTONE_PUBLISHED);
	assert_int_equal(state.published_on, day("2023-04-20"));
	publish.publication = PUBLICATION_PRIVATE;
	refusal = refused(&state, &publish, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "publication_reason");
	publish.publication_reason = "涉及个人隐私";
	assert_int_equal(accepted(&state, &publish).n_effects, 0); /* nothing is published by it */
	assert_int_equal(state.published_on, HY_DAY_NONE);
	publish.publication = 77;
	refused(&state, &publish, REASON_FIELD_MISSING);
}

static void the_proposer_is_contacted_before_during_and_after(void **s)
{
	struct case_state state = answerable();
	struct update contact = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-03-10");
	struct update answer = answer_of(EDUCATION, "2023-04-01");

	(void)s;
	contact.contact_method = "visit";
	contact.contact_persons = "张委员";
	accepted(&state, &contact);
	accepted(&state, &answer);
	contact.happened_on = day("2023-04-10");
	accepted(&state, &contact);
	assert_int_equal(state.assignments[0].contacted_on, day("2023-04-10"));
	contact.happened_on = day("2023-03-20");
	accepted(&state, &contact);
	assert_int_equal(state.assignments[0].contacted_on, day("2023-04-10")); /* the latest */
}

static void rules_may_ask_for_a_contact_before_the_answer(void **s)
{
	struct case_state state = answerable();
	struct rule_move *move = (struct rule_move *)rules_move(context.rules, "answer");
	struct update answer = answer_of(EDUCATION, "2023-04-01");
	struct update contact = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-03-10");
	unsigned kept = move->needs;
	struct refusal refusal;

	(void)s;
	move->needs |= NEED_CONTACT;
	refusal = refused(&state, &answer, REASON_CONTACT_MISSING);
	assert_non_null(strstr(word(&refusal, "waits"), "#11"));
	contact.contact_method = "visit";
	contact.contact_persons = "张委员";
	accepted(&state, &contact);
	accepted(&state, &answer);
	move->needs = kept;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(an_answer_waits_for_every_opinion_and_says_whose),
		TEST(a_returned_assist_office_owes_no_opinion),
		TEST(a_draft_goes_round_before_it_is_reviewed),
		TEST(what_was_reviewed_is_not_reviewed_again),
		TEST(the_reviewed_class_is_the_one_that_is_sent),
		TEST(what_is_sent_back_is_drafted_again),
		TEST(a_class_that_is_not_done_needs_a_promise),
		TEST(a_promise_made_before_will_do),
		TEST(a_later_class_stands_beside_the_printed_one),
		TEST(attachments_are_what_the_rules_take),
		TEST(an_office_publishes_its_answer),
		TEST(the_proposer_is_contacted_before_during_and_after),
		TEST(rules_may_ask_for_a_contact_before_the_answer),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
