/* What a page is decided against: cases read twice because another server wrote between, serials of many years, one
 * case under two names, entries that are there already. */
#include "ledger/place.h"

static int add_session_of_year(struct ledger *ledger, const char *code, int year)
{
	char day[32];

	snprintf(day, sizeof day, "%04d-01-10", year);
	return add_session(ledger, code, code, day);
}

/* Creates n cases of a session at once; their ids. */
static void create_cases(struct ledger *ledger, int session_id, int n, int64_t *ret_ids)
{
	struct asked **asked = hy_xcalloc((size_t)n, sizeof(struct asked *));

	for (int i = 0; i < n; i++) {
		asked[i] = new_create(session_id, "");
		ledger_submit(ledger, &asked[i]->job);
	}
	for (int i = 0; i < n; i++) {
		asked_wait(asked[i]);
		assert_true(asked[i]->job.accepted);
		ret_ids[i] = asked[i]->job.after.case_id;
		asked_free(asked[i]);
	}
	free(asked);
}

#define FILERS    12
#define PER_FILER 60

struct filer {
	struct ledger *ledger;
	const int64_t *cases; /* PER_FILER */
	int refused;
	pthread_t thread;
};

static void *file_all(void *arg)
{
	struct filer *filer = arg;

	for (int i = 0; i < PER_FILER; i++) {
		struct asked *asked = new_update(filer->cases[i], "file", ROLE_COMMITTEE, 0);

		if (!ask(filer->ledger, asked)->accepted) {
			filer->refused++;
			fprintf(stderr, "file refused: %s\n", reason_name(asked->job.refusal.reason));
		}
		asked_free(asked);
	}
	return NULL;
}

/* Two servers file different cases without naming numbers: cases first, then serials are read, and the other one
 * commits in between. Nobody is refused, no number is lost. */
static void test_two_servers_file(void **state)
{
	enum { CASES = FILERS * PER_FILER };
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	struct filer filers[FILERS] = { { 0 } };
	int64_t *cases = hy_xcalloc(CASES, sizeof *cases);
	int refused = 0;

	create_cases(second, 1, CASES, cases);
	for (int i = 0; i < FILERS; i++) {
		filers[i].ledger = i % 2 ? second : place->ledger;
		filers[i].cases = cases + i * PER_FILER;
		pthread_create(&filers[i].thread, NULL, file_all, &filers[i]);
	}
	for (int i = 0; i < FILERS; i++) {
		pthread_join(filers[i].thread, NULL);
		refused += filers[i].refused;
	}
	free(cases);
	ledger_stop(second);
	assert_int_equal(refused, 0);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM \"case\" WHERE number LIKE '2023%'"), CASES);
	assert_int_equal(ask_number(place, "SELECT max(number) FROM \"case\" WHERE number LIKE '2023%'"),
			 20230000 + CASES);
	expect_intact(&place->cluster);
}

/* More years than fit on a screen: their serials are all read for one page. */
static void test_many_years_at_once(void **state)
{
	enum { YEARS = 12, EACH = 3, FIRST = 2001 };
	struct place *place = *state;
	int64_t cases[YEARS][EACH];
	struct asked *asked[YEARS][EACH];
	PGconn *hold;

	for (int i = 0; i < YEARS; i++) {
		char code[16];

		snprintf(code, sizeof code, "y%d", FIRST + i);
		create_cases(place->ledger, add_session_of_year(place->ledger, code, FIRST + i), EACH, cases[i]);
	}
	start_again(place);
	hold = hold_pages(place);
	for (int k = 0; k < EACH; k++)
		for (int i = 0; i < YEARS; i++) {
			asked[i][k] = new_update(cases[i][k], "file", ROLE_COMMITTEE, 0);
			ledger_submit(place->ledger, &asked[i][k]->job);
		}
	PQfinish(hold);
	for (int i = 0; i < YEARS; i++)
		for (int k = 0; k < EACH; k++) {
			char number[16];

			asked_wait(asked[i][k]);
			if (!asked[i][k]->job.accepted)
				fail_msg("refused: %s", reason_name(asked[i][k]->job.refusal.reason));
			snprintf(number, sizeof number, "%04d%04d", FIRST + i, k + 1);
			assert_string_equal(asked[i][k]->job.after.number, number);
			asked_free(asked[i][k]);
		}
	assert_true(ask_number(place, "SELECT max(n) FROM (SELECT count(DISTINCT substr(number, 1, 4)) AS n "
				      "FROM \"case\" WHERE number < '2013' AND number <> '' GROUP BY page) p") >= 9);
	expect_intact(&place->cluster);
}

/* Each case named by its id and by its submission number at once: one of the two files it, the other comes too late,
 * and no number is used up by it. */
static void test_two_names_of_a_case(void **state)
{
	enum { CASES = 50 };
	struct place *place = *state;
	int session_id = add_session_of_year(place->ledger, "14-2", 2022);
	struct asked *asked[2 * CASES];
	PGconn *hold;

	for (int i = 0; i < CASES; i++) {
		struct asked *created;
		char submission[16];

		snprintf(submission, sizeof submission, "n%d", i);
		created = new_create(session_id, submission);
		assert_true(ask(place->ledger, created)->accepted);
		asked[2 * i] = new_update(created->job.after.case_id, "file", ROLE_COMMITTEE, 0);
		asked[2 * i + 1] = new_update(0, "file", ROLE_COMMITTEE, 0);
		asked[2 * i + 1]->job.ref.session_id = session_id;
		snprintf(asked[2 * i + 1]->job.ref.submission_number, CASE_NUMBER_SIZE, "%s", submission);
		asked_free(created);
	}
	hold = hold_pages(place);
	for (int i = 0; i < 2 * CASES; i++)
		ledger_submit(place->ledger, &asked[i]->job);
	PQfinish(hold);
	for (int i = 0; i < 2 * CASES; i++)
		asked_wait(asked[i]);
	for (int i = 0; i < CASES; i++) {
		const struct ledger_job *one = &asked[2 * i]->job, *two = &asked[2 * i + 1]->job;

		assert_true(one->accepted != two->accepted);
		assert_int_equal((one->accepted ? two : one)->refusal.reason, REASON_MOVE_NOT_ALLOWED);
		asked_free(asked[2 * i]);
		asked_free(asked[2 * i + 1]);
	}
	assert_int_equal(ask_number(place, "SELECT count(*) FROM \"case\" WHERE number LIKE '2022%'"), CASES);
	assert_int_equal(ask_number(place, "SELECT max(number) FROM \"case\" WHERE number LIKE '2022%'"),
			 20220000 + CASES);
	expect_intact(&place->cluster);
}

static struct asked *new_rules(const char *text)
{
	struct asked *asked = asked_new(JOB_RULES, ROLE_OPERATOR, 0);

	asked->job.text = text;
	return asked;
}

static struct asked *new_calendar(int year, const struct calendar_day *days, size_t n)
{
	struct asked *asked = asked_new(JOB_CALENDAR, ROLE_OPERATOR, 0);

	asked->job.year = year;
	asked->job.days = days;
	asked->job.n_days = n;
	asked->job.text = "test";
	return asked;
}

/* Asks and frees: the answer must be "stored", new or already, on that page (0: any new one). */
static int64_t expect_stored(struct ledger *ledger, struct asked *asked, bool already, int64_t page)
{
	struct ledger_job *job = ask(ledger, asked);

	if (!job->accepted)
		fail_msg("refused: %s", reason_name(job->refusal.reason));
	assert_int_equal(job->already_stored, already);
	if (page)
		assert_int_equal(job->page, page);
	page = job->page;
	asked_free(asked);
	return page;
}

/* The same rules, calendar, office, session write nothing; the page that holds them is told. */
static void test_same_again(void **state)
{
	struct place *place = *state;
	struct calendar_day days[] = { { on_day("2024-01-01"), true, "元旦" }, { on_day("2024-02-04"), false, "" } };
	struct calendar_day turned[] = { days[1], days[0] };
	char *rules = read_source("rules/baotou.yaml"), *other = hy_xasprintf("%s# note\n", rules);
	struct asked *asked = new_rules(rules);
	int64_t lines, page;

	page = expect_stored(place->ledger, new_calendar(2024, days, 2), false, 0);
	lines = ask_number(place, "SELECT count(*) FROM line");
	expect_stored(place->ledger, new_calendar(2024, turned, 2), true, page);
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.given_id, 1);
	assert_int_equal(asked->job.page, ask_number(place, "SELECT page FROM rules"));
	asked_free(asked);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line"), lines);
	/* other content is a change; going back is one too */
	expect_stored(place->ledger, new_calendar(2024, days, 1), false, 0);
	expect_stored(place->ledger, new_rules(other), false, 0);
	asked = new_rules(rules);
	assert_true(ask(place->ledger, asked)->accepted && !asked->job.already_stored);
	assert_int_equal(asked->job.given_id, 3);
	/* that request again is the stored one, with its page and version, whatever came later */
	page = asked->job.page;
	expect_stored(place->ledger, new_rules(other), false, 0);
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.given_id, 3);
	assert_int_equal(asked->job.page, page);
	asked_free(asked);
	free(rules);
	free(other);
	expect_intact(&place->cluster);
}

/* A request id that was used for something else is refused, though the content is what is in force. */
static void expect_reused(struct ledger *ledger, struct asked *asked, const struct asked *earlier)
{
	memcpy(asked->job.request_id, earlier->job.request_id, UUID_BYTES);
	assert_false(ask(ledger, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_REQUEST_ID_REUSED);
	asked_free(asked);
}

static void test_same_with_a_used_request_id(void **state)
{
	struct place *place = *state;
	struct asked *earlier = new_create(1, ""), *asked;
	struct calendar_day day = { on_day("2023-01-02"), true, "元旦" };
	struct office office = {
		.code = "office1", .name_zh = "单位1", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE
	};
	struct session session = { .code = "13-2", .name_zh = "十三届二次", .level = LEVEL_CITY };
	struct registry *registry = ledger_registry(place->ledger);

	assert_true(ask(place->ledger, earlier)->accepted);
	session.starts_on = on_day("2023-01-10");
	/* in memory nothing is careful after a start */
	start_again(place);
	expect_reused(place->ledger, new_rules(registry->rules_text), earlier);
	start_again(place);
	expect_reused(place->ledger, new_calendar(2023, &day, 1), earlier);
	start_again(place);
	asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	asked->job.office = &office;
	expect_reused(place->ledger, asked, earlier);
	start_again(place);
	asked = asked_new(JOB_SESSION, ROLE_OPERATOR, 0);
	asked->job.session = &session;
	expect_reused(place->ledger, asked, earlier);
	asked_free(earlier);
	registry_release(registry);
}

/* What another server applied meanwhile decides whether it is the same. */
static void test_same_as_another_server_wrote(void **state)
{
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	struct calendar_day one = { on_day("2025-01-01"), true, "元旦" }, two = { on_day("2025-01-02"), true, "调休" };
	int64_t page;

	page = expect_stored(place->ledger, new_calendar(2025, &one, 1), false, 0);
	expect_stored(second, new_calendar(2025, &one, 1), true, page);
	page = expect_stored(second, new_calendar(2025, &two, 1), false, 0);
	expect_stored(place->ledger, new_calendar(2025, &two, 1), true, page);
	page = expect_stored(place->ledger, new_calendar(2025, &one, 1), false, 0);
	/* the second has `two` in memory, which is no longer in force */
	assert_true(expect_stored(second, new_calendar(2025, &two, 1), false, 0) > page);
	ledger_stop(second);
}

/* "Already stored" is told when a commit of its own is through: what is in force may itself still wait for the
 * standby. */
static void test_same_waits_for_a_commit(void **state)
{
	struct place *place = *state;
	struct registry *registry = ledger_registry(place->ledger);
	struct asked *asked = new_rules(registry->rules_text);

	assert_true(wait_fold(place->ledger, 5000));
	set_standby(place, "nobody");
	ledger_submit(place->ledger, &asked->job);
	cluster_wait(owner(place),
		     "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND "
		     "application_name = 'huiyin ledger'",
		     "1");
	pthread_mutex_lock(&asked->lock);
	assert_false(asked->done);
	pthread_mutex_unlock(&asked->lock);
	set_standby(place, "");
	asked_wait(asked);
	assert_true(asked->job.accepted && asked->job.already_stored);
	asked_free(asked);
	registry_release(registry);
}

/* A repeat looks like a move that is not allowed until its request id is looked up. When that fails, nobody may be told
 * that it was refused: it was stored. */
static void test_repeat_not_looked_up(void **state)
{
	struct place *place = *state;
	struct asked *asked;
	PGconn *hold = PQconnectdb(owner(place));

	start_again(place); /* so that pages are not careful for an earlier repeat's sake */
	asked = new_update(create_case(place->ledger), "file", ROLE_COMMITTEE, 0);
	assert_true(ask(place->ledger, asked)->accepted);
	assert_true(wait_fold(place->ledger, 5000));
	PQclear(PQexec(hold, "BEGIN; LOCK TABLE request IN ACCESS EXCLUSIVE MODE"));
	asked->done = false;
	ledger_submit(place->ledger, &asked->job);
	cluster_wait(owner(place),
		     "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND "
		     "application_name = 'huiyin ledger'",
		     "1");
	cluster_ask(owner(place), "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE "
				  "application_name = 'huiyin ledger'");
	asked_wait(asked);
	PQfinish(hold);
	assert_false(asked->job.accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_DATABASE_UNAVAILABLE);
	while (!ledger_is_up(place->ledger))
		wait_fold(place->ledger, 10); /* ends after 10 ms at the latest */
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	asked_free(asked);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_servers_file),
		cmocka_unit_test(test_many_years_at_once),
		cmocka_unit_test(test_two_names_of_a_case),
		cmocka_unit_test(test_repeat_not_looked_up),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_same_with_a_used_request_id),
		cmocka_unit_test(test_same_as_another_server_wrote),
		cmocka_unit_test(test_same_waits_for_a_commit),
	};

	return cmocka_run_group_tests_name("ledger_deciding", tests, start_place, stop_place);
}
