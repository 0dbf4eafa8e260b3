/* Several cases in one update: merged, bundled, by two servers at once. One page holds the lines of all of them. */
#include "ledger/place.h"

#define count_of(...) strtoll(tell(__VA_ARGS__), NULL, 10)

static struct asked *new_merge(int64_t case_id, int64_t main_case)
{
	struct asked *asked = new_update(case_id, "merge", ROLE_COMMITTEE, 0);

	name_other(asked, main_case);
	return asked;
}

static int64_t filed_case(struct ledger *ledger)
{
	return filed_case_of(ledger, 1);
}

/* A merge is two lines of one page and one request; asked for again it is the stored one. The merged case has an own
 * answer, which waits for that of the main case, and the main case is not finished before. */
static void test_merge(void **state)
{
	struct place *place = *state;
	int64_t main_case = filed_case(place->ledger), merged = filed_case(place->ledger), page;
	struct asked *asked = new_merge(merged, main_case), *answer;
	int64_t requests = ask_number(place, "SELECT count(*) FROM request");

	assert_true(ask(place->ledger, asked)->accepted);
	page = asked->job.page;
	assert_string_equal(tell(place,
				 "SELECT string_agg(concat_ws(' ', case_id = %" PRId64 ", body::jsonb ->> 'part', "
				 "body::jsonb ->> 'of' = '%" PRId64
				 "'), ', ' ORDER BY line_no) FROM line WHERE page = %" PRId64,
				 merged, merged, page),
			    "t, f 2 t");
	assert_int_equal(ask_number(place, "SELECT count(*) FROM request"), requests + 1);
	start_again(place);
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.page, page);
	assert_int_equal(asked->job.after.case_id, merged);
	asked_free(asked);
	/* the office of the main case sees the merged one, others do not */
	asked = new_update(main_case, "assign", ROLE_COMMITTEE, 0);
	asked->update.lead_office = 2;
	do_update(place->ledger, asked);
	accept_part(place->ledger, main_case, 2);
	answer = new_answer(merged, 2, "A");
	answer->update.verb = "answer_merged";
	answer->job.sight = (struct sight){ .office_id = 2 };
	assert_false(ask(place->ledger, answer)->accepted);
	assert_int_not_equal(answer->job.refusal.reason, REASON_CASE_NOT_FOUND);
	answer->job.sight.office_id = 3;
	assert_false(ask(place->ledger, answer)->accepted);
	assert_int_equal(answer->job.refusal.reason, REASON_CASE_NOT_FOUND);
	do_update(place->ledger, new_answer(main_case, 2, "A"));
	asked = new_update(main_case, "evaluate", ROLE_COMMITTEE, 0);
	asked->update.attitude = asked->update.result = "satisfied";
	do_update(place->ledger, asked);
	expect_refused(place->ledger, new_update(main_case, "close", ROLE_COMMITTEE, 0), REASON_MERGED_UNANSWERED);
	answer->job.sight.office_id = 2;
	uuid_random(answer->job.request_id);
	do_update(place->ledger, answer);
	do_update(place->ledger, new_update(main_case, "close", ROLE_COMMITTEE, 0));
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

static void name_by_number(const struct place *place, struct asked *asked, int64_t case_id)
{
	asked->job.others[0] = (struct case_ref){ .case_id = 0 };
	snprintf(asked->job.others[0].number, CASE_NUMBER_SIZE, "%s",
		 tell(place, "SELECT number FROM \"case\" WHERE case_id = %" PRId64, case_id));
}

/* Twenty are merged into one at once; each has a page of its own, for each writes the same case. One more is refused.
 */
static void test_merge_of_twenty(void **state)
{
	enum { MERGED = MAX_OTHER_CASES };
	struct place *place = *state;
	int64_t main_case = filed_case(place->ledger);
	struct asked *asked[MERGED];
	PGconn *hold;

	for (int i = 0; i < MERGED; i++)
		asked[i] = new_merge(filed_case(place->ledger), main_case);
	hold = hold_pages(place);
	for (int i = 0; i < MERGED; i++) {
		if (i % 2) /* by another name, so that only deciding finds it out */
			name_by_number(place, asked[i], main_case);
		ledger_submit(place->ledger, &asked[i]->job);
	}
	PQfinish(hold);
	for (int i = 0; i < MERGED; i++) {
		asked_wait(asked[i]);
		assert_true(asked[i]->job.accepted);
		asked_free(asked[i]);
	}
	assert_int_equal(count_of(place,
				  "SELECT count(*) FROM item WHERE kind = 4 AND state = 9 AND "
				  "case_id = %" PRId64,
				  main_case),
			 MERGED);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM (SELECT page, case_id FROM line WHERE case_id > 0 "
					   "GROUP BY page, case_id HAVING count(*) > 1) twice"),
			 0);
	expect_refused(place->ledger, new_merge(filed_case(place->ledger), main_case), REASON_TOO_MANY_MERGED);
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

/* Twenty others are bundled with one: twenty-one lines of one page. When one of them cannot be, none is. */
static void test_bundle_of_twenty_others(void **state)
{
	struct place *place = *state;
	int64_t case_id = filed_case(place->ledger), others[MAX_OTHER_CASES], lines;
	struct asked *asked = new_update(case_id, "bundle", ROLE_COMMITTEE, 0);

	for (int i = 0; i < MAX_OTHER_CASES; i++)
		name_other(asked, others[i] = filed_case(place->ledger));
	lines = ask_number(place, "SELECT count(*) FROM line");
	asked->job.others[MAX_OTHER_CASES - 1].case_id = 987654;
	assert_false(ask(place->ledger, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_CASE_NOT_FOUND);
	asked->job.others[MAX_OTHER_CASES - 1].case_id = others[0];
	assert_false(ask(place->ledger, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_CASE_TWICE);
	asked->job.others[MAX_OTHER_CASES - 1].case_id = create_case(place->ledger); /* not filed */
	assert_false(ask(place->ledger, asked)->accepted);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line"), lines + 1);
	asked->job.others[MAX_OTHER_CASES - 1].case_id = others[MAX_OTHER_CASES - 1];
	assert_true(ask(place->ledger, asked)->accepted);
	assert_int_equal(count_of(place, "SELECT lines FROM page WHERE page = %" PRId64, asked->job.page),
			 1 + MAX_OTHER_CASES);
	assert_int_equal(asked->job.line_no, 1);
	asked_free(asked);
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

#define RING   24
#define MERGES 40

struct merger {
	struct ledger *ledger;
	const int64_t *cases; /* RING */
	int seed, accepted, unexpected;
	pthread_t thread;
};

static void *merge_often(void *arg)
{
	struct merger *merger = arg;

	for (int i = 0; i < MERGES; i++) {
		int from = (merger->seed + i * 7) % RING, to = (from + 1 + (merger->seed + i) % 3) % RING;
		struct asked *asked = new_merge(merger->cases[from], merger->cases[to]);

		if (ask(merger->ledger, asked)->accepted)
			merger->accepted++;
		else
			merger->unexpected += asked->job.refusal.reason == REASON_INTERNAL ||
					      asked->job.refusal.reason == REASON_DATABASE_UNAVAILABLE ||
					      asked->job.refusal.reason == REASON_OUTCOME_UNKNOWN;
		asked_free(asked);
	}
	return NULL;
}

/* Two servers merge cases of a ring into one another: whatever came first, a case that others were merged into is not
 * merged itself, both ends of each link are there, and each merge is two lines of one page. */
static void test_two_servers_merge(void **state)
{
	enum { MERGERS = 8 };
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	struct merger mergers[MERGERS] = { { 0 } };
	int64_t cases[RING], links = ask_number(place, "SELECT count(*) FROM item WHERE kind = 4 AND state IN (8, 9)");
	int accepted = 0;

	for (int i = 0; i < RING; i++)
		cases[i] = filed_case(i % 2 ? second : place->ledger);
	for (int i = 0; i < MERGERS; i++) {
		mergers[i] = (struct merger){ .ledger = i % 2 ? second : place->ledger, .cases = cases, .seed = 5 * i };
		pthread_create(&mergers[i].thread, NULL, merge_often, &mergers[i]);
	}
	for (int i = 0; i < MERGERS; i++) {
		pthread_join(mergers[i].thread, NULL);
		accepted += mergers[i].accepted;
		assert_int_equal(mergers[i].unexpected, 0);
	}
	print_message("%d merges\n", accepted);
	assert_true(accepted > 0);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM item WHERE kind = 4 AND state IN (8, 9)") - links,
			 2 * accepted);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM \"case\" m JOIN \"case\" k ON k.main_case = m.case_id "
					   "WHERE m.main_case > 0"),
			 0);
	assert_int_equal(ask_number(place,
				    "SELECT count(*) FROM item a WHERE a.kind = 4 AND a.state = 8 AND NOT EXISTS "
				    "(SELECT FROM item b WHERE b.kind = 4 AND b.state = 9 AND b.case_id = "
				    "a.other_case AND b.other_case = a.case_id)"),
			 0);
	assert_true(wait_fold(second, 5000) && wait_fold(place->ledger, 5000));
	ledger_stop(second);
	expect_intact(&place->cluster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_merge),
		cmocka_unit_test(test_merge_of_twenty),
		cmocka_unit_test(test_bundle_of_twenty_others),
		cmocka_unit_test(test_two_servers_merge),
	};

	return cmocka_run_group_tests_name("ledger_together", tests, start_place, stop_place);
}
