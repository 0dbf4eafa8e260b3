/* Facts made of milestones by hand: what a case, its parts and its promises are from which day on. */
#include "facts_fixture.h"

/* Received on 1 May, filed on 3, assigned to 1 (lead) and 2 (assist) on 5, due 5 August and 5 July. */
static void begin(void)
{
	forget();
	happens(MILESTONE_RECEIVED, "2023-05-01");
	happens(MILESTONE_FILED, "2023-05-03");
	assigns(1, 1, ASSIGNMENT_LEAD, "2023-05-05", "2023-08-05");
	assigns(2, 2, ASSIGNMENT_ASSIST, "2023-05-05", "2023-07-05");
}

#define FILED (FACT_RECEIVED | FACT_FILED)

static void a_case_exists_from_its_receipt_on(void **state)
{
	(void)state;
	begin();
	assert_null(at(FACT_CASE, 0, "2023-04-30"));
	assert_int_equal(at(FACT_CASE, 0, "2023-05-01")->flags, FACT_RECEIVED);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-02")->flags, FACT_RECEIVED);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-03")->flags, FILED);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-03")->month, day("2023-05-01"));
	assert_null(at(FACT_PART, 1, "2023-05-04"));
	assert_int_equal(at(FACT_PART, 1, "2023-05-05")->flags, FILED | FACT_ASSIGNED);
	assert_int_equal(at(FACT_PART, 1, "2023-05-05")->due_on, day("2023-08-05"));
	assert_int_equal(at(FACT_CASE, 0, "2023-05-05")->flags, FILED | FACT_ASSIGNED);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-05")->office_id, 1);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-05")->role, ASSIGNMENT_LEAD);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-05")->due_on, day("2023-08-05"));
}

static void a_draft_is_no_fact(void **state)
{
	(void)state;
	forget();
	happens(MILESTONE_DRAFTED_CASE, "2023-05-01");
	happens(MILESTONE_WITHDRAWN, "2023-05-02");
	assert_int_equal(made()->n, 0);
}

static void of_a_withdrawn_case_nothing_else_is_true(void **state)
{
	(void)state;
	begin();
	on_part(MILESTONE_CONTACTED, 1, "2023-05-06")->contact_method[0] = 'v';
	happens(MILESTONE_WITHDRAWN, "2023-05-10");
	for (int no = 0; no <= 2; no++) {
		const struct fact_state *thing = at(no ? FACT_PART : FACT_CASE, no, "2023-05-10");

		assert_int_equal(thing->flags, FACT_WITHDRAWN);
		assert_int_equal(thing->due_on, HY_DAY_NONE);
		assert_string_equal(thing->words, "");
		assert_int_equal(thing->office_id, no ? no : 1);
	}
	assert_true(at(FACT_PART, 1, "2023-05-09")->flags & FACT_ASSIGNED);
}

static void separate_offices_make_a_case_together(void **state)
{
	const struct fact_state *whole;

	(void)state;
	forget();
	happens(MILESTONE_RECEIVED, "2023-05-01");
	assigns(1, 7, ASSIGNMENT_SEPARATE, "2023-05-05", "2023-08-05");
	assigns(2, 8, ASSIGNMENT_SEPARATE, "2023-05-05", "2023-07-31");
	on_part(MILESTONE_ACCEPTED, 1, "2023-05-06");
	on_part(MILESTONE_CONTACTED, 2, "2023-05-07");
	answers(1, "2023-06-01", "A", CLASS_SOLVED, false);
	whole = at(FACT_CASE, 0, "2023-06-01");
	assert_int_equal(whole->flags, FACT_RECEIVED | FACT_ASSIGNED | FACT_CONTACTED);
	assert_int_equal(whole->due_on, day("2023-07-31"));
	assert_string_equal(whole->class, "");
	assert_int_equal(at(FACT_PART, 1, "2023-06-01")->flags, FACT_RECEIVED | FACT_ASSIGNED | FACT_ACCEPTED |
									FACT_ANSWERED | FACT_ON_TIME | FACT_SOLVED |
									FACT_NOW_SOLVED);
	assert_int_equal(at(FACT_PART, 1, "2023-06-01")->due_on, HY_DAY_NONE);
	on_part(MILESTONE_ACCEPTED, 2, "2023-06-02");
	answers(2, "2023-08-01", "C", CLASS_PLANNED, true);
	whole = at(FACT_CASE, 0, "2023-08-01");
	assert_int_equal(whole->flags, FACT_RECEIVED | FACT_ASSIGNED | FACT_ACCEPTED | FACT_CONTACTED | FACT_ANSWERED |
					       FACT_LATE | FACT_PLANNED);
	assert_string_equal(whole->class, "C");
	assert_int_equal(whole->office_id, 7);
	assert_int_equal(whole->due_on, HY_DAY_NONE);
}

static void an_assist_office_answers_with_its_opinion(void **state)
{
	(void)state;
	begin();
	on_part(MILESTONE_ANSWERED, 2, "2023-05-09"); /* not its to give */
	assert_false(at(FACT_PART, 2, "2023-05-09")->flags & FACT_ANSWERED);
	on_part(MILESTONE_OPINION, 2, "2023-05-10");
	assert_true(at(FACT_PART, 2, "2023-05-10")->flags & FACT_ON_TIME);
	assert_false(at(FACT_CASE, 0, "2023-05-10")->flags & FACT_ANSWERED);
}

static void a_rejected_return_is_none(void **state)
{
	(void)state;
	begin();
	on_part(MILESTONE_RETURNED, 1, "2023-05-08");
	assert_int_equal(at(FACT_PART, 1, "2023-05-08")->flags, FILED | FACT_RETURNED);
	assert_int_equal(at(FACT_PART, 1, "2023-05-08")->due_on, HY_DAY_NONE);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-08")->flags, FILED | FACT_RETURNED);
	assert_int_equal(at(FACT_CASE, 0, "2023-05-08")->office_id, 0);
	on_part(MILESTONE_RETURN_REJECTED, 1, "2023-05-10");
	assert_int_equal(at(FACT_PART, 1, "2023-05-09")->flags, FILED | FACT_RETURNED);
	assert_int_equal(at(FACT_PART, 1, "2023-05-10")->flags, FILED | FACT_ASSIGNED);
	assert_int_equal(at(FACT_PART, 1, "2023-05-10")->due_on, day("2023-08-05"));
}

static void a_part_is_its_holders_on_the_day(void **state)
{
	(void)state;
	begin();
	promises(1, 1, 1, "2023-05-20", "2023-12-31");
	on_part(MILESTONE_TRANSFERRED, 1, "2023-06-01")->office_id = 9;
	assert_int_equal(at(FACT_PART, 1, "2023-05-31")->office_id, 1);
	assert_int_equal(at(FACT_PROMISE, 1, "2023-05-31")->office_id, 1);
	assert_int_equal(at(FACT_PART, 1, "2023-06-01")->office_id, 9);
	assert_int_equal(at(FACT_PROMISE, 1, "2023-06-01")->office_id, 9);
	assert_int_equal(at(FACT_CASE, 0, "2023-06-01")->office_id, 9);
}

/* Every extension adds its days, in whatever order they were recorded and corrected; a new dating counts without them.
 */
static void due_days_add_up(void **state)
{
	struct fact_milestone *first;

	(void)state;
	begin();
	first = extends(1, "2023-07-01", "2023-08-05", "2023-08-15");
	extends(1, "2023-07-10", "2023-08-15", "2023-09-01");
	assert_int_equal(at(FACT_PART, 1, "2023-06-30")->due_on, day("2023-08-05"));
	assert_int_equal(at(FACT_PART, 1, "2023-07-05")->due_on, day("2023-08-15"));
	assert_int_equal(at(FACT_PART, 1, "2023-07-10")->due_on, day("2023-09-01"));
	first->due_on = day("2023-08-10"); /* corrected: five days less */
	assert_int_equal(at(FACT_PART, 1, "2023-07-10")->due_on, day("2023-08-27"));
	redates(1, "2023-07-20", "2023-10-22", "2023-10-01");
	assert_int_equal(at(FACT_PART, 1, "2023-07-20")->due_on, day("2023-10-01") + 5 + 17);
	assert_int_equal(at(FACT_CASE, 0, "2023-07-20")->due_on, day("2023-10-01") + 5 + 17);
}

static void a_promise_is_due_until_it_is_settled(void **state)
{
	(void)state;
	begin();
	promises(1, 1, 1, "2023-05-20", "2023-09-30");
	promises(2, 1, 1, "2023-05-20", "2023-10-31");
	assert_int_equal(at(FACT_PROMISE, 1, "2023-05-20")->flags, FILED | FACT_PROMISED);
	assert_int_equal(at(FACT_PROMISE, 1, "2023-05-20")->due_on, day("2023-09-30"));
	assert_int_equal(at(FACT_PROMISE, 1, "2023-05-20")->role, ASSIGNMENT_NONE);
	on_item(MILESTONE_POSTPONED, 1, "2023-06-01")->item_due_on = day("2023-11-30");
	assert_int_equal(at(FACT_PROMISE, 1, "2023-06-01")->due_on, day("2023-11-30"));
	on_item(MILESTONE_KEPT, 1, "2023-07-01");
	assert_int_equal(at(FACT_PROMISE, 1, "2023-07-01")->flags, FILED | FACT_PROMISED | FACT_KEPT);
	assert_int_equal(at(FACT_PROMISE, 1, "2023-07-01")->due_on, HY_DAY_NONE);
	assert_false(at(FACT_CASE, 0, "2023-07-01")->flags & FACT_KEPT); /* one of two */
	on_item(MILESTONE_BROKEN, 2, "2023-12-01");
	assert_int_equal(at(FACT_PROMISE, 2, "2023-12-01")->flags, FILED | FACT_PROMISED | FACT_BROKEN);
	assert_true(at(FACT_PART, 1, "2023-12-01")->flags & FACT_BROKEN);
	assert_false(at(FACT_PART, 2, "2023-12-01")->flags & FACT_PROMISED);
}

static void marks_are_told_apart_by_round(void **state)
{
	(void)state;
	begin();
	evaluates(1, "2023-09-01", "satisfied", "satisfied");
	evaluates(1, "2023-09-02", "satisfied", "dissatisfied");
	assert_string_equal(at(FACT_CASE, 0, "2023-09-02")->words,
			    "dissatisfied,satisfied;satisfied;dissatisfied,satisfied;satisfied;");
	evaluates(2, "2023-10-01", "basically", "basically");
	assert_string_equal(at(FACT_CASE, 0, "2023-10-01")->words,
			    "dissatisfied,satisfied;satisfied;basically;basically;");
	assert_string_equal(at(FACT_PART, 1, "2023-10-01")->words,
			    "dissatisfied,satisfied;satisfied;basically;basically;");
	strcpy(on_part(MILESTONE_CONTACTED, 1, "2023-10-02")->contact_method, "visit");
	strcpy(on_part(MILESTONE_CONTACTED, 2, "2023-10-02")->contact_method, "phone");
	assert_non_null(strstr(at(FACT_CASE, 0, "2023-10-02")->words, ";visit"));
	assert_non_null(strstr(at(FACT_PART, 2, "2023-10-02")->words, ";phone"));
}

static void what_does_not_fit_is_left_out(void **state)
{
	const char *words;

	(void)state;
	begin();
	for (int i = 0; i < FACT_WORDS_MAX + 5; i++)
		snprintf(on_part(MILESTONE_CONTACTED, 1, "2023-05-06")->contact_method, CODE_SIZE,
			 "m%02d_long_enough_so", FACT_WORDS_MAX + 5 - i);
	evaluates(1, "2023-05-06", "satisfied", "satisfied");
	words = at(FACT_PART, 1, "2023-05-06")->words;
	assert_true(strlen(words) < FACT_WORDS_SIZE);
	assert_int_equal(strncmp(words, "satisfied;satisfied;satisfied;satisfied;m01_long_enough_so,m02_", 60), 0);
	assert_string_equal(words + strlen(words) - 3, "_so"); /* none is cut */
}

static void rounds_after_the_first_are_apart(void **state)
{
	struct fact_milestone *reopened;

	(void)state;
	begin();
	answers(1, "2023-06-01", "D", CLASS_REFERENCE, false);
	happens(MILESTONE_CLOSED, "2023-06-10");
	assert_true(at(FACT_CASE, 0, "2023-06-10")->flags & FACT_CLOSED);
	reopened = happens(MILESTONE_REOPENED, "2023-06-20");
	reopened->round = 2;
	/* its part is told with its due day; the reopening's day was corrected since */
	redates(3, "2023-06-22", "2023-07-22", "2023-07-22");
	last()->round = 2;
	last()->office_id = 1;
	last()->role = ASSIGNMENT_LEAD;
	assert_null(at(FACT_PART, 3, "2023-06-22"));
	assert_int_equal(at(FACT_LATER, 3, "2023-06-20")->office_id, 1);
	assert_int_equal(at(FACT_LATER, 3, "2023-06-20")->due_on, day("2023-07-22"));
	assert_true(at(FACT_LATER, 3, "2023-06-20")->flags & FACT_ACCEPTED);
	assert_true(at(FACT_CASE, 0, "2023-06-20")->flags & FACT_REOPENED);
	assert_false(at(FACT_CASE, 0, "2023-06-20")->flags & FACT_CLOSED);
	assert_int_equal(at(FACT_CASE, 0, "2023-06-20")->due_on, HY_DAY_NONE);
	assert_true(at(FACT_CASE, 0, "2023-06-20")->flags & FACT_ANSWERED); /* in the first round */
	answers(3, "2023-07-01", "A", CLASS_SOLVED, false);
	assert_true(at(FACT_LATER, 3, "2023-07-01")->flags & FACT_SOLVED);
	assert_string_equal(at(FACT_CASE, 0, "2023-07-01")->class, "D");
	/* solved now, though not by the answer that rates count */
	assert_false(at(FACT_CASE, 0, "2023-06-30")->flags & FACT_NOW_SOLVED);
	assert_true(at(FACT_CASE, 0, "2023-07-01")->flags & FACT_NOW_SOLVED);
	assert_false(at(FACT_CASE, 0, "2023-07-01")->flags & FACT_SOLVED);
}

static void a_class_can_be_raised_and_stays_as_printed(void **state)
{
	(void)state;
	begin();
	answers(1, "2023-06-01", "B", CLASS_IN_PROGRESS, false);
	assert_true(at(FACT_CASE, 0, "2023-06-01")->flags & FACT_IN_PROGRESS);
	on_part(MILESTONE_UPGRADED, 1, "2023-11-01")->class_meaning = CLASS_SOLVED;
	assert_false(at(FACT_CASE, 0, "2023-10-31")->flags & FACT_NOW_SOLVED);
	assert_true(at(FACT_CASE, 0, "2023-11-01")->flags & FACT_NOW_SOLVED);
	assert_true(at(FACT_PART, 1, "2023-11-01")->flags & FACT_IN_PROGRESS);
	assert_false(at(FACT_PART, 1, "2023-11-01")->flags & FACT_SOLVED);
	assert_string_equal(at(FACT_PART, 1, "2023-11-01")->class, "B");
}

static void a_merged_case_has_its_own_answer(void **state)
{
	(void)state;
	forget();
	happens(MILESTONE_RECEIVED, "2023-05-01");
	happens(MILESTONE_FILED, "2023-05-03");
	happens(MILESTONE_MERGED, "2023-05-10");
	assert_int_equal(at(FACT_CASE, 0, "2023-05-10")->flags, FILED | FACT_MERGED);
	happens(MILESTONE_ANSWERED, "2023-06-10");
	assert_int_equal(at(FACT_CASE, 0, "2023-06-10")->flags, FILED | FACT_MERGED | FACT_MERGED_ANSWERED);
}

static void publication_is_as_decided_last(void **state)
{
	(void)state;
	begin();
	answers(1, "2023-06-01", "A", CLASS_SOLVED, false);
	last()->publication = PUBLICATION_FULL;
	assert_false(at(FACT_CASE, 0, "2023-06-01")->flags & (FACT_PUBLISHED | FACT_PRIVATE));
	happens(MILESTONE_PUBLISHED, "2023-06-10")->publication = PUBLICATION_SUMMARY;
	assert_true(at(FACT_CASE, 0, "2023-06-10")->flags & FACT_PUBLISHED);
	assert_true(at(FACT_PART, 1, "2023-06-10")->flags & FACT_PUBLISHED);
	happens(MILESTONE_PUBLISHED, "2023-06-20")->publication = PUBLICATION_PRIVATE;
	assert_int_equal(at(FACT_CASE, 0, "2023-06-20")->flags & (FACT_PUBLISHED | FACT_PRIVATE), FACT_PRIVATE);
	happens(MILESTONE_PUBLISHED, "2023-06-30")->publication = PUBLICATION_FULL;
	assert_int_equal(at(FACT_CASE, 0, "2023-06-30")->flags & (FACT_PUBLISHED | FACT_PRIVATE), FACT_PUBLISHED);
}

static void a_key_proposal_has_its_leader(void **state)
{
	(void)state;
	begin();
	happens(MILESTONE_KEY_CHOSEN, "2023-05-10")->member_id = 5;
	happens(MILESTONE_KEY_CHOSEN, "2023-05-10")->member_id = 6; /* on the same day, recorded later */
	happens(MILESTONE_MET, "2023-05-11");
	assert_int_equal(at(FACT_CASE, 0, "2023-05-10")->leader_id, 6);
	assert_int_equal(at(FACT_PART, 2, "2023-05-10")->leader_id, 6);
	assert_true(at(FACT_PART, 1, "2023-05-11")->flags & FACT_VISITED);
}

/* A page that makes an earlier day known changes the days from then on, and nothing before. */
static void changes_lead_from_one_to_the_other(void **state)
{
	struct facts before = { 0 };
	struct fact_changes changes = { 0 };

	(void)state;
	begin();
	facts_make(milestones, n_milestones, &before);
	facts_compare(&before, &before, &changes);
	assert_int_equal(changes.n, 0);
	on_part(MILESTONE_ACCEPTED, 1, "2023-05-08");
	facts_compare(&before, made(), &changes);
	assert_int_equal(changes.n, 4); /* case and part: one less as it was, one more as it is */
	for (size_t i = 0; i < changes.n; i++) {
		assert_int_equal(changes.list[i].unit, i < 2 ? FACT_CASE : FACT_PART);
		assert_int_equal(changes.list[i].day, day("2023-05-08"));
		assert_int_equal(changes.list[i].n, i % 2 ? 1 : -1);
		assert_int_equal(!(changes.list[i].state.flags & FACT_ACCEPTED), !(i % 2));
	}
	facts_free(&before);
	fact_changes_free(&changes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_case_exists_from_its_receipt_on),
		cmocka_unit_test(a_draft_is_no_fact),
		cmocka_unit_test(of_a_withdrawn_case_nothing_else_is_true),
		cmocka_unit_test(separate_offices_make_a_case_together),
		cmocka_unit_test(an_assist_office_answers_with_its_opinion),
		cmocka_unit_test(a_rejected_return_is_none),
		cmocka_unit_test(a_part_is_its_holders_on_the_day),
		cmocka_unit_test(due_days_add_up),
		cmocka_unit_test(a_promise_is_due_until_it_is_settled),
		cmocka_unit_test(marks_are_told_apart_by_round),
		cmocka_unit_test(what_does_not_fit_is_left_out),
		cmocka_unit_test(rounds_after_the_first_are_apart),
		cmocka_unit_test(a_class_can_be_raised_and_stays_as_printed),
		cmocka_unit_test(a_merged_case_has_its_own_answer),
		cmocka_unit_test(publication_is_as_decided_last),
		cmocka_unit_test(a_key_proposal_has_its_leader),
		cmocka_unit_test(changes_lead_from_one_to_the_other),
	};

	return cmocka_run_group_tests(tests, NULL, facts_end);
}
