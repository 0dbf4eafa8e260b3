/* The ledger on a database of its own: the course of a case, repeats, refusals. */
#include "ledger/place.h"

static void test_course_of_a_case(void **state)
{
	struct place *place = *state;
	struct ledger *ledger = place->ledger;
	int64_t case_id = create_case(ledger);
	struct asked *asked;

	asked = new_update(case_id, "file", ROLE_COMMITTEE, 0);
	assert_true(ask(ledger, asked)->accepted);
	assert_string_equal(asked->job.after.number, "20230001");
	assert_int_equal(asked->job.after.version, 2);
	asked_free(asked);
	asked = new_update(case_id, "assign", ROLE_COMMITTEE, 0);
	asked->update.lead_office = 1;
	asked->update.n_assist = 2;
	asked->update.assist_offices[0] = 2;
	asked->update.assist_offices[1] = 3;
	do_update(ledger, asked);
	/* named by its number, by the office that handles it */
	asked = new_update(0, "accept", ROLE_HANDLER, 1);
	snprintf(asked->job.ref.number, sizeof asked->job.ref.number, "20230001");
	asked->job.sight = (struct sight){ .office_id = 1 };
	do_update(ledger, asked);
	do_update(ledger, new_contact(case_id, 1));
	for (int office = 2; office <= 3; office++) {
		do_update(ledger, new_update(case_id, "accept", ROLE_HANDLER, office));
		asked = new_update(case_id, "give_opinion", ROLE_HANDLER, office);
		asked->update.text = "同意";
		do_update(ledger, asked);
	}
	asked = new_update(case_id, "answer", ROLE_HANDLER, 1);
	asked->update.class = "A";
	asked->update.document_number = "包住建函〔2023〕1号";
	asked->update.text = "已经解决";
	do_update(ledger, asked);
	asked = new_update(case_id, "add_outcome", ROLE_HANDLER, 1);
	asked->update.n_outcomes = 2;
	asked->update.outcomes[0] = (struct outcome){ "改造小区", "12", "个", HY_DAY_NONE };
	asked->update.outcomes[1] = (struct outcome){ "新增供暖", "3", "万平方米", on_day("2023-02-28") };
	do_update(ledger, asked);
	asked = new_update(case_id, "evaluate", ROLE_COMMITTEE, 0);
	asked->update.attitude = asked->update.result = "satisfied";
	do_update(ledger, asked);
	asked = new_update(case_id, "close", ROLE_COMMITTEE, 0);
	assert_true(ask(ledger, asked)->accepted);
	assert_string_equal(asked->job.after.state, "closed");
	assert_int_equal(asked->job.after.n_assignments, 3);
	asked_free(asked);
	assert_true(wait_fold(ledger, 5000));
	expect_intact(&place->cluster);
}

static void test_refusals(void **state)
{
	struct place *place = *state;
	struct ledger *ledger = place->ledger;
	int64_t case_id = create_case(ledger), page, page_after;
	uint8_t hash[SHA256_BYTES];
	struct asked *asked;

	file_and_assign(ledger, case_id, 1, 2);
	ledger_head(ledger, &page, hash);
	expect_refused(ledger, new_update(999999, "file", ROLE_COMMITTEE, 0), REASON_CASE_NOT_FOUND);
	asked = new_update(case_id, "accept", ROLE_HANDLER, 3);
	asked->job.sight = (struct sight){ .office_id = 3 };
	expect_refused(ledger, asked, REASON_CASE_NOT_FOUND);
	expect_refused(ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0), REASON_MOVE_NOT_ALLOWED);
	asked = new_update(case_id, "accept", ROLE_HANDLER, 1);
	asked->update.expected_version = 1;
	expect_refused(ledger, asked, REASON_VERSION_CONFLICT);
	asked = new_create(77, "");
	expect_refused(ledger, asked, REASON_SESSION_NOT_FOUND);
	asked = asked_new(JOB_RULES, ROLE_OPERATOR, 0);
	asked->job.text = "id: x\n";
	expect_refused(ledger, asked, REASON_RULES_INVALID);
	struct office office = {
		.code = "office1", .name_zh = "另一单位", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE
	};

	asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	asked->job.office = &office;
	expect_refused(ledger, asked, REASON_OFFICE_DIFFERS);
	ledger_head(ledger, &page_after, hash);
	assert_int_equal(page, page_after);
	/* the same office again is no change */
	snprintf(office.name_zh, sizeof office.name_zh, "单位1");
	asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	asked->job.office = &office;
	assert_true(ask(ledger, asked)->accepted);
	assert_true(asked->job.already_stored);
	assert_int_equal(asked->job.given_id, 1);
	asked_free(asked);
}

static void test_numbers_are_unique(void **state)
{
	struct place *place = *state;
	struct ledger *ledger = place->ledger;
	int64_t one = create_case(ledger), two = create_case(ledger), three = create_case(ledger);
	struct asked *asked;

	asked = new_update(one, "file", ROLE_COMMITTEE, 0);
	asked->update.case_number = "20230500";
	do_update(ledger, asked);
	asked = new_update(two, "file", ROLE_COMMITTEE, 0);
	asked->update.case_number = "20230500";
	expect_refused(ledger, asked, REASON_CASE_NUMBER_TAKEN);
	asked = new_update(two, "file", ROLE_COMMITTEE, 0);
	assert_true(ask(ledger, asked)->accepted);
	assert_string_equal(asked->job.after.number, "20230501");
	asked_free(asked);
	/* a new ledger knows nothing in memory: the number is found in the database */
	ledger_stop(ledger);
	place->ledger = ledger = start_ledger(&place->cluster);
	asked = new_update(three, "file", ROLE_COMMITTEE, 0);
	asked->update.case_number = "20230500";
	expect_refused(ledger, asked, REASON_CASE_NUMBER_TAKEN);
	asked = new_create(1, "委字007");
	assert_true(ask(ledger, asked)->accepted);
	asked_free(asked);
	expect_refused(ledger, new_create(1, "委字007"), REASON_SUBMISSION_NUMBER_TAKEN);
	asked = new_update(0, "file", ROLE_COMMITTEE, 0);
	asked->job.ref.session_id = 1;
	snprintf(asked->job.ref.submission_number, sizeof asked->job.ref.submission_number, "委字007");
	assert_true(ask(ledger, asked)->accepted);
	assert_string_equal(asked->job.after.number, "20230502");
	asked_free(asked);
}

static void test_repeated_request(void **state)
{
	struct place *place = *state;
	struct ledger *ledger = place->ledger;
	int64_t case_id = create_case(ledger), page;
	struct asked *asked = new_update(case_id, "file", ROLE_COMMITTEE, 0);
	int line;

	asked->update.expected_version = 1;
	assert_true(ask(ledger, asked)->accepted);
	assert_false(asked->job.already_stored);
	page = asked->job.page;
	line = asked->job.line_no;
	struct asked *assign = new_update(case_id, "assign", ROLE_COMMITTEE, 0);

	assign->update.lead_office = 1;
	do_update(ledger, assign);
	/* again: the stored place, the case as it is now, no version conflict */
	assert_true(ask(ledger, asked)->accepted);
	assert_true(asked->job.already_stored);
	assert_int_equal(asked->job.page, page);
	assert_int_equal(asked->job.line_no, line);
	assert_int_equal(asked->job.after.version, 3);
	/* the same after a restart, when no case is in memory */
	ledger_stop(ledger);
	place->ledger = ledger = start_ledger(&place->cluster);
	assert_true(ask(ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.page, page);
	/* other content */
	asked->job.digest[0] ^= 1;
	assert_false(ask(ledger, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_REQUEST_ID_REUSED);
	/* another office has request ids of its own */
	asked->job.office_id = 5;
	assert_false(ask(ledger, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_VERSION_CONFLICT);
	asked_free(asked);
	/* a creation repeated creates nothing */
	asked = new_create(1, "");
	assert_true(ask(ledger, asked)->accepted);
	case_id = asked->job.after.case_id;
	assert_true(ask(ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.after.case_id, case_id);
	asked_free(asked);
}

/* A step that may be done often, repeated: the case is in memory and nothing refuses it but the request's key. */
static void test_repeated_step(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger);
	struct asked *asked;

	file_and_assign(place->ledger, case_id, 1, 0);
	do_update(place->ledger, new_update(case_id, "accept", ROLE_HANDLER, 1));
	asked = new_contact(case_id, 1);
	assert_true(ask(place->ledger, asked)->accepted);
	assert_false(asked->job.already_stored);
	for (int i = 0; i < 3; i++) {
		assert_true(ask(place->ledger, asked)->accepted);
		assert_true(asked->job.already_stored);
		assert_int_equal(asked->job.after.version, 5);
	}
	asked_free(asked);
}

/* The same request twice at once: one line. */
static void test_same_request_at_once(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger);
	struct asked *one = new_update(case_id, "file", ROLE_COMMITTEE, 0);
	struct asked *two = new_update(case_id, "file", ROLE_COMMITTEE, 0);

	memcpy(two->job.request_id, one->job.request_id, UUID_BYTES);
	memcpy(two->job.digest, one->job.digest, SHA256_BYTES);
	ledger_submit(place->ledger, &one->job);
	ledger_submit(place->ledger, &two->job);
	asked_wait(one);
	asked_wait(two);
	assert_true(one->job.accepted && two->job.accepted);
	assert_true(one->job.already_stored != two->job.already_stored);
	assert_int_equal(one->job.page, two->job.page);
	asked_free(one);
	asked_free(two);
}

/* A case changed behind the ledger's back: the page is refused as a whole. */
static void test_moved_case_is_refused(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger), lines;
	char sql[200];

	lines = ask_number(place, "SELECT count(*) FROM line");
	snprintf(sql, sizeof sql, "UPDATE \"case\" SET version = 7 WHERE case_id = %" PRId64, case_id);
	cluster_ask(owner(place), sql);
	expect_refused(place->ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0), REASON_INTERNAL);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line"), lines);
	snprintf(sql, sizeof sql, "UPDATE \"case\" SET version = 1 WHERE case_id = %" PRId64, case_id);
	cluster_ask(owner(place), sql);
	do_update(place->ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_course_of_a_case),      cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_numbers_are_unique),    cmocka_unit_test(test_repeated_request),
		cmocka_unit_test(test_repeated_step),         cmocka_unit_test(test_same_request_at_once),
		cmocka_unit_test(test_moved_case_is_refused),
	};

	return cmocka_run_group_tests_name("ledger", tests, start_place, stop_place);
}
