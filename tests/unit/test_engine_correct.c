/* Corrections: what a line said wrongly is said rightly, everything else stays. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_history.h"

static struct history *begun(void)
{
	struct case_state state = { .case_id = 7, .kind = "proposal", .level = LEVEL_CITY };
	struct milestone_effect effect;
	struct refusal refusal;

	assert_int_equal(engine_receive(&context, &state, day("2023-02-20"), &effect, &refusal), 0);
	return new_history(&state, &effect);
}

static int keep(struct history *history, const struct update *update)
{
	struct decision decision = accepted(&history->state, update);

	keep_line(history, update->verb, &decision);
	return decision.after.version;
}

static void corrected(struct history *history, const struct update *update)
{
	struct refusal refusal;
	char text[1000];

	if (correct(history, update, &refusal) < 0) {
		refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
		fail_msg("correction refused: %s", text);
	}
}

static struct refusal not_corrected(struct history *history, const struct update *update, enum reason reason)
{
	struct case_state before = history->state;
	struct refusal refusal = { .reason = REASON_NONE };
	char text[1000];

	assert_int_equal(correct(history, update, &refusal), -1);
	assert_string_equal(reason_name(refusal.reason), reason_name(reason));
	assert_memory_equal(&before, &history->state, sizeof(before));
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		refusal_text(&refusal, language, text, sizeof(text));
		assert_null(strstr(text, "…"));
	}
	return refusal;
}

/* Versions of the lines of the case below. */
enum { FILED = 2, ASSIGNED, ACCEPTED, FIRST_CONTACT, SECOND_CONTACT, ANSWERED, EVALUATED };

/* Filed, assigned on 2023-03-01 to education alone, contacted twice, answered on 2023-06-02 (late), evaluated. */
static struct history *evaluated(void)
{
	struct history *history = begun();
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");

	assert_int_equal(keep(history, &update), FILED);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-01");
	update.sole_office = EDUCATION;
	assert_int_equal(keep(history, &update), ASSIGNED);
	update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-03-02");
	assert_int_equal(keep(history, &update), ACCEPTED);
	update = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-03-10");
	update.contact_method = "phone";
	update.contact_persons = "张委员";
	assert_int_equal(keep(history, &update), FIRST_CONTACT);
	update.happened_on = day("2023-04-10");
	assert_int_equal(keep(history, &update), SECOND_CONTACT);
	update = answer_of(EDUCATION, "2023-06-02");
	assert_int_equal(keep(history, &update), ANSWERED);
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-06-10");
	update.attitude = update.result = "dissatisfied";
	assert_int_equal(keep(history, &update), EVALUATED);
	return history;
}

static void the_right_day_replaces_the_wrong_one(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);
	const struct milestone_effect *answered = &history->lines[ANSWERED].effects[0];

	(void)s;
	assert_true(answered->late);
	update.happened_on = day("2023-06-01");
	corrected(history, &update);
	assert_int_equal(answered->on, day("2023-06-01"));
	assert_false(answered->late);
	assert_string_equal(answered->class, "A");
	assert_int_equal(history->state.assignments[0].answered_on, day("2023-06-01"));
	assert_int_equal(history->state.version, EVALUATED + 1);
	assert_string_equal(history->state.state, "evaluated");
	free(history);
}

static void a_corrected_line_can_be_corrected_again(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);

	(void)s;
	update.happened_on = day("2023-06-01");
	corrected(history, &update);
	update.happened_on = day("2023-06-02");
	corrected(history, &update);
	assert_true(history->lines[ANSWERED].effects[0].late);
	update.corrects = EVALUATED + 1; /* the correction itself is no entry of the case */
	not_corrected(history, &update, REASON_CORRECTION_OF_CORRECTION);
	free(history);
}

static void deadlines_stay_as_they_were_told(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ASSIGNED);

	(void)s;
	update.happened_on = day("2023-02-28");
	corrected(history, &update);
	assert_int_equal(history->state.assignments[0].assigned_on, day("2023-02-28"));
	assert_int_equal(history->state.assignments[0].due_on, day("2023-06-01"));
	free(history);
}

static void the_case_shows_the_latest_contact(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(SECOND_CONTACT);

	(void)s;
	update.happened_on = day("2023-03-05");
	corrected(history, &update);
	assert_int_equal(history->state.assignments[0].contacted_on,
			 day("2023-03-10")); /* the first is the latest now */
	update = correction_of(FIRST_CONTACT);
	update.contact_method = "visit"; /* only the line shows it */
	corrected(history, &update);
	assert_int_equal(history->state.assignments[0].contacted_on, day("2023-03-10"));
	update.contact_method = "pigeon";
	not_corrected(history, &update, REASON_FIELD_UNKNOWN_VALUE);
	free(history);
}

static void marks_are_corrected_and_summed_anew(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(EVALUATED);

	(void)s;
	update.result = "basically";
	corrected(history, &update);
	assert_string_equal(history->state.result, "basically");
	assert_string_equal(history->state.attitude, "dissatisfied");
	assert_string_equal(history->state.items[0].result, "basically");
	free(history);
}

static void a_class_is_corrected_with_its_meaning(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);

	(void)s;
	update.class = "B";
	not_corrected(history, &update, REASON_CORRECTION_PROMISE);
	update.class = "d";
	corrected(history, &update);
	assert_string_equal(history->state.assignments[0].class, "D");
	assert_int_equal(history->lines[ANSWERED].effects[0].class_meaning, CLASS_REFERENCE);
	assert_true(history->lines[ANSWERED].effects[0].late); /* the day was right */
	free(history);
}

static void a_line_is_corrected_in_what_it_holds(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ACCEPTED);
	struct refusal refusal;

	(void)s;
	not_corrected(history, &update, REASON_CORRECTION_EMPTY);
	update.class = "A";
	refusal = not_corrected(history, &update, REASON_CORRECTION_UNFIT);
	assert_string_equal(word(&refusal, "field"), "class");
	assert_string_equal(word(&refusal, "verb"), "签收|accept");
	update = correction_of(1);
	update.lead_office = FINANCE;
	refusal = not_corrected(history, &update, REASON_CORRECTION_UNFIT);
	assert_string_equal(word(&refusal, "verb"), "收到|received");
	update = correction_of(EVALUATED + 1);
	update.happened_on = day("2023-06-01");
	not_corrected(history, &update, REASON_CORRECTION_VERSION);
	update.corrects = 0;
	not_corrected(history, &update, REASON_FIELD_MISSING);
	free(history);
}

static void corrections_have_a_reason_a_role_and_a_day_that_has_come(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);

	(void)s;
	update.happened_on = day("2023-07-01");
	not_corrected(history, &update, REASON_DATE_IN_FUTURE);
	update.happened_on = day("2023-06-01");
	update.reason = "";
	not_corrected(history, &update, REASON_REASON_REQUIRED);
	update.reason = "录入有误";
	update.role = ROLE_HANDLER;
	update.office_id = EDUCATION;
	not_corrected(history, &update, REASON_ROLE_NOT_ALLOWED);
	free(history);
}

static void days_stay_in_order(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);
	struct refusal refusal;

	(void)s;
	update.happened_on = day("2023-03-01");
	refusal = not_corrected(history, &update, REASON_CORRECTION_ORDER);
	assert_string_equal(word(&refusal, "later"), "答复|answered");
	assert_string_equal(word(&refusal, "earlier"), "签收|accepted");
	assert_string_equal(word(&refusal, "limit"), "2023-03-02");
	update = correction_of(1);
	update.happened_on = day("2023-02-28");
	refusal = not_corrected(history, &update, REASON_CORRECTION_ORDER);
	assert_string_equal(word(&refusal, "later"), "立案|filed");
	update.happened_on = day("2023-02-01");
	corrected(history, &update);
	assert_int_equal(history->state.received_on, day("2023-02-01"));
	free(history);
}

static void a_plain_update_is_no_correction(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);

	(void)s;
	update.happened_on = day("2023-06-01");
	refused(&history->state, &update, REASON_CORRECTION_VERSION);
	update.verb = "close";
	not_corrected(history, &update, REASON_CORRECTION_VERSION);
	free(history);
}

static void a_promises_day_is_corrected_unless_it_was_postponed(void **s)
{
	struct history *history = begun();
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");
	int promised;

	(void)s;
	keep(history, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-01");
	update.sole_office = EDUCATION;
	keep(history, &update);
	update = update_of("accept", ROLE_HANDLER, EDUCATION, "2023-03-02");
	keep(history, &update);
	update = answer_of(EDUCATION, "2023-04-01");
	update.class = "B";
	promise_in(&update, "建成两所幼儿园", "2023-12-31");
	promise_in(&update, "培训教师", "2023-12-31");
	promised = keep(history, &update);
	update = correction_of(promised);
	update.due_on = day("2023-11-30");
	not_corrected(history, &update, REASON_FIELD_MISSING); /* which of them? */
	update.item_no = 2;
	corrected(history, &update);
	assert_int_equal(history->state.items[0].due_on, day("2023-12-31"));
	assert_int_equal(history->state.items[1].due_on, day("2023-11-30"));
	update = update_of("postpone", ROLE_COMMITTEE, 0, "2023-05-04");
	update.item_no = 2;
	update.due_on = day("2024-03-31");
	update.reason = "雨季停工";
	keep(history, &update);
	update = correction_of(promised);
	update.item_no = 2;
	update.due_on = day("2023-10-31");
	corrected(history, &update);
	assert_int_equal(history->state.items[1].due_on, day("2024-03-31"));
	update.due_on = day("2023-03-01");
	not_corrected(history, &update, REASON_DATE_NOT_AFTER);
	free(history);
}

static void a_granted_extension_is_corrected_with_the_deadline(void **s)
{
	struct history *history = begun();
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");
	int extended;

	(void)s;
	keep(history, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-01");
	update.sole_office = EDUCATION;
	keep(history, &update);
	update = update_of("extend", ROLE_COMMITTEE, EDUCATION, "2023-05-20");
	update.reason = "需要省里批复";
	extended = keep(history, &update);
	assert_int_equal(history->state.assignments[0].due_on, day("2023-07-01"));
	update = correction_of(extended);
	update.due_on = day("2023-06-01"); /* no day more */
	not_corrected(history, &update, REASON_EXTENSION_OUT_OF_RANGE);
	update.due_on = day("2023-07-02"); /* a day more than the rules grant */
	not_corrected(history, &update, REASON_EXTENSION_OUT_OF_RANGE);
	update.due_on = day("2023-06-20");
	corrected(history, &update);
	assert_int_equal(history->state.assignments[0].due_on, day("2023-06-20"));
	assert_int_equal(history->state.items[0].due_on, day("2023-06-20"));
	free(history);
}

static void an_answer_does_not_move_behind_its_marks(void **s)
{
	struct history *history = evaluated();
	struct update update = correction_of(ANSWERED);

	(void)s;
	update.happened_on = day("2023-06-11"); /* marked on the 10th */
	not_corrected(history, &update, REASON_CORRECTION_ORDER);
	update = correction_of(EVALUATED);
	update.happened_on = day("2023-06-01"); /* answered on the 2nd */
	not_corrected(history, &update, REASON_CORRECTION_ORDER);
	update.happened_on = day("2023-06-02");
	corrected(history, &update);
	free(history);
}

static void a_submitted_case_was_received_when_it_was_submitted(void **s)
{
	struct case_state state = { .case_id = 7, .kind = "proposal", .level = LEVEL_CITY };
	struct milestone_effect begun_on;
	struct refusal refusal;
	struct history *history;
	struct update update = update_of("submit", ROLE_COMMITTEE, 0, "2023-02-20");

	(void)s;
	assert_int_equal(engine_draft(&context, &state, day("2023-02-10"), &begun_on, &refusal), 0);
	history = new_history(&state, &begun_on);
	keep(history, &update);
	update = correction_of(1);
	update.happened_on = day("2023-02-11");
	corrected(history, &update);
	assert_int_equal(history->lines[1].effects[0].on, day("2023-02-11"));
	assert_int_equal(history->state.received_on, day("2023-02-20"));
	free(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_right_day_replaces_the_wrong_one),
		TEST(a_corrected_line_can_be_corrected_again),
		TEST(deadlines_stay_as_they_were_told),
		TEST(the_case_shows_the_latest_contact),
		TEST(marks_are_corrected_and_summed_anew),
		TEST(a_class_is_corrected_with_its_meaning),
		TEST(a_line_is_corrected_in_what_it_holds),
		TEST(corrections_have_a_reason_a_role_and_a_day_that_has_come),
		TEST(days_stay_in_order),
		TEST(a_plain_update_is_no_correction),
		TEST(a_promises_day_is_corrected_unless_it_was_postponed),
		TEST(a_granted_extension_is_corrected_with_the_deadline),
		TEST(an_answer_does_not_move_behind_its_marks),
		TEST(a_submitted_case_was_received_when_it_was_submitted),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
