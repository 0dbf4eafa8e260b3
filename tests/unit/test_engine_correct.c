/* Corrections: what a line said wrongly is said rightly, everything else stays; in any order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_history.h"
#include "engine_random.h"

/* --- one by one --- */

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

static struct update correction_of(int version)
{
	struct update update = update_of("correct", ROLE_COMMITTEE, 0, "");

	update.corrects = version;
	update.reason = "录入有误";
	return update;
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
	not_corrected(history, &update, REASON_PROMISE_REQUIRED);
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
	not_corrected(history, &update, REASON_DATE_NOT_AFTER);
	update.due_on = day("2023-06-20");
	corrected(history, &update);
	assert_int_equal(history->state.assignments[0].due_on, day("2023-06-20"));
	assert_int_equal(history->state.items[0].due_on, day("2023-06-20"));
	free(history);
}

/* --- any --- */

/* A case of many random lines. */
static struct history *random_history(unsigned *seed)
{
	struct case_state state = random_case(seed);
	struct milestone_effect first = { .milestone = MILESTONE_RECEIVED, .on = state.received_on, .round = 1 };
	struct history *history = new_history(&state, &first);

	for (int steps = 0; steps < 400 && history->state.version < MAX_LINES - 20; steps++) {
		struct update update = random_update(seed, &history->state);
		struct decision decision;
		struct refusal refusal;

		if (engine_decide(&context, &history->state, &update, &decision, &refusal) == 0)
			keep_line(history, update.verb, &decision);
	}
	return history;
}

/* A correction of a random line that gives one or two things. */
static struct update random_correction(unsigned *seed, const struct history *history)
{
	struct update update = correction_of(1 + (int)pick_number(seed, (unsigned)history->state.version));
	const struct history_line *line = &history->lines[update.corrects];
	const struct rule_move *move = rules_move(context.rules, line->verb);
	hy_day on = line->n_effects > 0 ? line->effects[0].on : history->state.received_on;
	const struct rules *rules = context.rules;

	if (pick_number(seed, 2))
		update.happened_on = on + (hy_day)pick_number(seed, 7) - 3;
	if (!move)
		return update;
	if (pick_number(seed, 2) && (move->action == ACTION_ANSWER || move->action == ACTION_DRAFT ||
				     move->action == ACTION_REVIEW || move->action == ACTION_UPGRADE))
		update.class = rules->classes[pick_number(seed, (unsigned)rules->n_classes)].letter;
	if (pick_number(seed, 2) && move->action == ACTION_EVALUATE)
		update.result = rules->marks[pick_number(seed, (unsigned)rules->n_marks)].code;
	if (pick_number(seed, 2) && (move->action == ACTION_EXTEND || move->action == ACTION_POSTPONE ||
				     move->action == ACTION_PROMISE || move->action == ACTION_ANSWER)) {
		update.due_on = on + 30 + (hy_day)pick_number(seed, 60);
		update.item_no = move->action == ACTION_EXTEND ? 0 : (int)pick_number(seed, 4);
	}
	return update;
}

/* True when both give the same thing of the same line, where the later one holds. */
static bool clash(const struct update *a, const struct update *b)
{
	if (a->corrects != b->corrects)
		return false;
	return (a->happened_on != HY_DAY_NONE && b->happened_on != HY_DAY_NONE) || (a->class[0] && b->class[0]) ||
	       (a->result[0] && b->result[0]) || (a->due_on != HY_DAY_NONE && b->due_on != HY_DAY_NONE);
}

#define AT_ONCE 3

/* Makes corrections in an order; false when one is refused. */
static bool correct_all(struct history *history, const struct update *updates, const int order[AT_ONCE])
{
	struct refusal refusal;

	for (int i = 0; i < AT_ONCE; i++)
		if (correct(history, &updates[order[i]], &refusal) < 0)
			return false;
	return true;
}

static bool orders_agree(const struct history *before, const struct update *updates)
{
	static const int orders[6][AT_ONCE] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
						{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct history *first = hy_xcalloc(1, sizeof(*first)), *other = hy_xcalloc(1, sizeof(*other));
	bool compared = false;

	*first = *before;
	for (int i = 1; correct_all(first, updates, orders[0]) && i < 6; i++) {
		*other = *before;
		if (correct_all(other, updates, orders[i])) {
			expect_same_case(&first->state, &other->state);
			expect_same_lines(first, other);
			compared = true;
		}
		*first = *before;
	}
	free(first);
	free(other);
	return compared;
}

/* Several extensions of one deadline make their corrections meet. */
static void allow_extensions(struct rules *rules, int times)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].extend.times > 0)
			rules->deadlines[i].extend.times = times;
}

static void corrections_in_any_order_give_the_same_milestones(void **s)
{
	unsigned seed = 20230702, compared = 0;
	struct rules *rules = (struct rules *)context.rules;
	struct rule_catch_up kept = rules->catch_up;

	(void)s;
	context.today = day("2024-12-31");
	rules->catch_up.until = context.today;
	allow_extensions(rules, 3);
	for (int run = 0; run < 100; run++) {
		struct history *history = random_history(&seed);

		for (int i = 0; i < 120; i++) {
			struct update updates[AT_ONCE];

			for (int j = 0; j < AT_ONCE; j++)
				updates[j] = random_correction(&seed, history);
			if (!clash(&updates[0], &updates[1]) && !clash(&updates[0], &updates[2]) &&
			    !clash(&updates[1], &updates[2]))
				compared += orders_agree(history, updates);
		}
		free(history);
	}
	print_message("%u sets of corrections compared in all their orders\n", compared);
	assert_true(compared > 200);
	rules->catch_up = kept;
	allow_extensions(rules, 1);
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
		TEST(corrections_in_any_order_give_the_same_milestones),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
