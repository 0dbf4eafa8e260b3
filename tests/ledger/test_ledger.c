/* The ledger on a database of its own: the course of a case, batching, repeats, refusals, races of two servers, lost
 * connections, the fold. */
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

#define THREADS    16
#define PER_THREAD 25

struct worker {
	struct ledger *ledger;
	int64_t case_id;
	int office_id;
	int unknown, unavailable, stored_before, other;
	bool insist;
	pthread_t thread;
};

/* Contacts again and again on a case of its own; when the outcome is unknown and it insists, with the same request. */
static void *contact_often(void *arg)
{
	struct worker *worker = arg;

	for (int i = 0; i < PER_THREAD; i++) {
		struct asked *asked = new_contact(worker->case_id, worker->office_id);
		struct ledger_job *job = ask(worker->ledger, asked);

		while (!job->accepted && worker->insist &&
		       (job->refusal.reason == REASON_OUTCOME_UNKNOWN ||
			job->refusal.reason == REASON_DATABASE_UNAVAILABLE)) {
			worker->unknown += job->refusal.reason == REASON_OUTCOME_UNKNOWN;
			worker->unavailable += job->refusal.reason == REASON_DATABASE_UNAVAILABLE;
			while (!ledger_is_up(worker->ledger))
				wait_fold(worker->ledger, 10); /* ends after 10 ms at the latest */
			job = ask(worker->ledger, asked);
		}
		worker->stored_before += job->already_stored;
		if (!job->accepted) {
			worker->other++;
			fprintf(stderr, "contact refused: %s\n", reason_name(job->refusal.reason));
		}
		asked_free(asked);
	}
	return NULL;
}

static int64_t case_in_handling(struct ledger *ledger, int office_id)
{
	int64_t case_id = create_case(ledger);

	file_and_assign(ledger, case_id, office_id, 0);
	do_update(ledger, new_update(case_id, "accept", ROLE_HANDLER, office_id));
	return case_id;
}

static void test_batching(void **state)
{
	struct place *place = *state;
	struct worker workers[THREADS] = { { 0 } };
	int64_t pages = -ask_number(place, "SELECT max(page) FROM page");

	for (int i = 0; i < THREADS; i++) {
		workers[i].ledger = place->ledger;
		workers[i].office_id = i % OFFICES + 1;
		workers[i].case_id = case_in_handling(place->ledger, workers[i].office_id);
	}
	pages = ask_number(place, "SELECT max(page) FROM page");
	for (int i = 0; i < THREADS; i++)
		pthread_create(&workers[i].thread, NULL, contact_often, &workers[i]);
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].other, 0);
	}
	pages = ask_number(place, "SELECT max(page) FROM page") - pages;
	print_message("%d updates on %" PRId64 " pages\n", THREADS * PER_THREAD, pages);
	assert_true(pages < THREADS * PER_THREAD / 2);
	assert_true(ask_number(place, "SELECT max(lines) FROM page") > 1);
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

/* Two servers on one database, both on the same cases. */
static void test_race_of_two(void **state)
{
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	struct worker workers[24] = { { 0 } };
	int64_t cases[12], before = ask_number(place, "SELECT count(*) FROM line");
	char sql[200];

	for (int i = 0; i < 12; i++)
		cases[i] = case_in_handling(i % 2 ? second : place->ledger, i % OFFICES + 1);
	before = ask_number(place, "SELECT count(*) FROM line");
	for (int i = 0; i < 24; i++) {
		workers[i].ledger = i < 12 ? place->ledger : second;
		workers[i].case_id = cases[i % 12];
		workers[i].office_id = i % 12 % OFFICES + 1;
		pthread_create(&workers[i].thread, NULL, contact_often, &workers[i]);
	}
	for (int i = 0; i < 24; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].other, 0);
	}
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line") - before, 24 * PER_THREAD);
	for (int i = 0; i < 12; i++) {
		snprintf(sql, sizeof sql, "SELECT version FROM \"case\" WHERE case_id = %" PRId64, cases[i]);
		assert_int_equal(ask_number(place, sql), 4 + 2 * PER_THREAD);
	}
	print_message("two ledgers: %d updates\n", 24 * PER_THREAD);
	assert_true(wait_fold(second, 5000));
	assert_true(wait_fold(place->ledger, 5000));
	ledger_stop(second);
	expect_intact(&place->cluster);
}

/* What another server decided is seen: its office, its version. */
static void test_two_see_each_other(void **state)
{
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	int64_t case_id = create_case(place->ledger);
	struct office office = {
		.code = "late", .name_zh = "后来的单位", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE
	};
	struct asked *asked;

	do_update(second, new_update(case_id, "file", ROLE_COMMITTEE, 0));
	asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	asked->job.office = &office;
	assert_true(ask(second, asked)->accepted);
	/* the first has version 1 in memory and does not know the office */
	struct asked *assign = new_update(case_id, "assign", ROLE_COMMITTEE, 0);

	assign->update.expected_version = 2;
	assign->update.lead_office = asked->job.given_id;
	do_update(place->ledger, assign);
	asked_free(asked);
	ledger_stop(second);
}

static void test_lost_connections(void **state)
{
	struct place *place = *state;
	struct worker workers[THREADS] = { { 0 } };
	int64_t before;
	int unknown = 0, unavailable = 0, stored = 0;

	for (int i = 0; i < THREADS; i++) {
		workers[i].ledger = place->ledger;
		workers[i].insist = true;
		workers[i].office_id = i % OFFICES + 1;
		workers[i].case_id = case_in_handling(place->ledger, workers[i].office_id);
	}
	before = ask_number(place, "SELECT count(*) FROM line");
	for (int i = 0; i < THREADS; i++)
		pthread_create(&workers[i].thread, NULL, contact_often, &workers[i]);
	for (int round = 1; round <= 3; round++) {
		char sql[200];

		snprintf(sql, sizeof sql, "SELECT count(*) >= %" PRId64 " FROM line", before + round * 60);
		cluster_wait(owner(place), sql, "t");
		cluster_ask(owner(place), "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
					  "WHERE application_name LIKE 'huiyin %'");
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(workers[i].thread, NULL);
		assert_int_equal(workers[i].other, 0);
		unknown += workers[i].unknown;
		unavailable += workers[i].unavailable;
		stored += workers[i].stored_before;
	}
	print_message("unknown %d, unavailable %d, of the repeats stored before %d\n", unknown, unavailable, stored);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line") - before, THREADS * PER_THREAD);
	cluster_wait(owner(place), "SELECT (SELECT page FROM fold) = (SELECT max(page) FROM page)", "t");
	expect_intact(&place->cluster);
}

static void set_standby(const struct place *place, const char *names)
{
	char sql[100];

	snprintf(sql, sizeof sql, "ALTER SYSTEM SET synchronous_standby_names = '%s'", names);
	cluster_ask(owner(place), sql);
	cluster_ask(owner(place), "SELECT pg_reload_conf()");
	snprintf(sql, sizeof sql, "SELECT current_setting('synchronous_standby_names') = '%s'", names);
	cluster_wait(owner(place), sql, "t");
}

static const char waits_for_standby[] = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND "
					"application_name = 'huiyin ledger'";

/* Commits locally, waits for a standby that is not there, is interrupted by `interrupt`: the outcome is unknown. Then
 * the repeat finds it stored, and is not answered before a commit of its own is through either. */
static void interrupt_commit(const struct place *place, const char *interrupt)
{
	int64_t case_id = create_case(place->ledger);
	struct asked *asked = new_update(case_id, "file", ROLE_COMMITTEE, 0);
	char sql[300];

	assert_true(wait_fold(place->ledger, 5000));
	set_standby(place, "nobody");
	ledger_submit(place->ledger, &asked->job);
	cluster_wait(owner(place), waits_for_standby, "1");
	snprintf(sql, sizeof sql,
		 "SELECT count(%s(pid)) FROM pg_stat_activity WHERE application_name = 'huiyin ledger'", interrupt);
	cluster_ask(owner(place), sql);
	asked_wait(asked);
	assert_false(asked->job.accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_OUTCOME_UNKNOWN);
	while (!ledger_is_up(place->ledger))
		wait_fold(place->ledger, 10);
	asked->done = false;
	ledger_submit(place->ledger, &asked->job);
	cluster_wait(owner(place), waits_for_standby, "1");
	pthread_mutex_lock(&asked->lock);
	assert_false(asked->done);
	pthread_mutex_unlock(&asked->lock);
	set_standby(place, "");
	asked_wait(asked);
	assert_true(asked->job.accepted);
	assert_true(asked->job.already_stored);
	assert_int_equal(asked->job.after.version, 2);
	asked_free(asked);
}

static void test_interrupted_commits(void **state)
{
	interrupt_commit(*state, "pg_terminate_backend");
	interrupt_commit(*state, "pg_cancel_backend");
}

/* Derived tables thrown away are made again from the lines. */
static void test_fold_again(void **state)
{
	struct place *place = *state;
	static const char sum[] =
		"SELECT md5(string_agg(t, ';' ORDER BY t)) FROM (SELECT t::text FROM tally t UNION ALL "
		"SELECT w::text FROM case_words w UNION ALL SELECT w::text FROM word_count w) x(t)";
	char before[64];

	assert_true(wait_fold(place->ledger, 5000));
	snprintf(before, sizeof before, "%s", cluster_ask(owner(place), sum));
	ledger_stop(place->ledger);
	cluster_ask(owner(place), "DELETE FROM milestone");
	cluster_ask(owner(place), "DELETE FROM tally");
	cluster_ask(owner(place), "DELETE FROM case_words; DELETE FROM word_count");
	cluster_ask(owner(place), "UPDATE fold SET page = 0");
	place->ledger = start_ledger(&place->cluster);
	assert_true(wait_fold(place->ledger, 20000));
	assert_string_equal(before, cluster_ask(owner(place), sum));
	expect_intact(&place->cluster);
}

/* A database from before words were kept has none for its cases: they get them when a server starts, and the next case
 * does not come before them. */
static void test_words_of_earlier_cases(void **state)
{
	struct place *place = *state;
	static const char wordless[] =
		"SELECT count(*) FROM \"case\" c WHERE NOT EXISTS (SELECT FROM case_words w WHERE "
		"w.case_id = c.case_id)";

	assert_true(wait_fold(place->ledger, 5000));
	ledger_stop(place->ledger);
	cluster_ask(owner(place), "DELETE FROM case_words; DELETE FROM word_count");
	assert_true(ask_number(place, wordless) > 0);
	place->ledger = start_ledger(&place->cluster);
	create_case(place->ledger);
	assert_true(wait_fold(place->ledger, 20000));
	assert_int_equal(ask_number(place, wordless), 0);
	expect_intact(&place->cluster);
}

/* A waiter is not kept for ever: here another session folds nothing and holds the lock. */
static void test_fold_wait_ends(void **state)
{
	struct place *place = *state;
	PGconn *conn = PQconnectdb(owner(place));

	ledger_stop(place->ledger);
	PQclear(PQexec(conn, "SELECT pg_advisory_lock(1213818479, 150200)"));
	place->ledger = start_ledger(&place->cluster);
	create_case(place->ledger);
	assert_false(wait_fold(place->ledger, 50));
	PQfinish(conn);
	assert_true(wait_fold(place->ledger, 20000));
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

/* More than may wait are refused at once and certainly not stored; the others are, when the lock another session holds
 * is given back. */
static void test_overload(void **state)
{
	enum { JOBS = LEDGER_MAX_QUEUE + LEDGER_MAX_PAGE_LINES + 44 };
	struct place *place = *state;
	struct asked **asked = hy_xcalloc(JOBS, sizeof *asked);
	PGconn *conn = PQconnectdb(owner(place));
	int64_t lines = ask_number(place, "SELECT count(*) FROM line");
	int refused = 0;

	PQclear(PQexec(conn, "SELECT pg_advisory_lock(1213822834, 150200)"));
	for (int i = 0; i < JOBS; i++) {
		asked[i] = new_create(1, "");
		ledger_submit(place->ledger, &asked[i]->job);
	}
	asked_wait(asked[JOBS - 1]);
	assert_int_equal(asked[JOBS - 1]->job.refusal.reason, REASON_OVERLOADED);
	PQfinish(conn);
	for (int i = 0; i < JOBS; i++) {
		asked_wait(asked[i]);
		refused += !asked[i]->job.accepted;
		if (!asked[i]->job.accepted)
			assert_int_equal(asked[i]->job.refusal.reason, REASON_OVERLOADED);
		asked_free(asked[i]);
	}
	free(asked);
	assert_true(refused >= 44);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line") - lines, JOBS - refused);
	print_message("%d of %d refused\n", refused, JOBS);
}

/* A database that is not there or has no schema: a sentence, no ledger. */
static void test_start_fails(void **state)
{
	struct place *place = *state;
	struct ledger_options options = { .conninfo = cluster_superuser(&place->cluster, "postgres"),
					  .jurisdiction = PLACE,
					  .business_date = HY_DAY_NONE };
	char error[300] = "";

	assert_null(ledger_start(&options, error, sizeof error));
	print_message("%s\n", error);
	assert_non_null(strstr(error, "the ledger cannot be read: "));
}

/* Stopping answers everybody once: with a line that is stored, or with a refusal of what is certainly not. */
static void test_stop_answers_all(void **state)
{
	struct place *place = *state;
	struct asked *asked[400];
	int64_t lines = ask_number(place, "SELECT count(*) FROM line");
	int accepted = 0;

	for (int i = 0; i < 400; i++) {
		asked[i] = new_create(1, "");
		ledger_submit(place->ledger, &asked[i]->job);
	}
	asked_wait(asked[0]);
	ledger_stop(place->ledger);
	for (int i = 0; i < 400; i++) {
		assert_true(asked[i]->done);
		accepted += asked[i]->job.accepted;
		if (!asked[i]->job.accepted)
			assert_int_equal(asked[i]->job.refusal.reason, REASON_DATABASE_UNAVAILABLE);
		asked_free(asked[i]);
	}
	assert_true(accepted > 0);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM line") - lines, accepted);
	assert_string_equal(cluster_ask(owner(place), "SELECT (SELECT page FROM fold) = (SELECT max(page) FROM page)"),
			    "t");
	print_message("stopped with %d of 400 stored\n", accepted);
	place->ledger = start_ledger(&place->cluster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_course_of_a_case),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_numbers_are_unique),
		cmocka_unit_test(test_repeated_request),
		cmocka_unit_test(test_repeated_step),
		cmocka_unit_test(test_same_request_at_once),
		cmocka_unit_test(test_batching),
		cmocka_unit_test(test_race_of_two),
		cmocka_unit_test(test_two_see_each_other),
		cmocka_unit_test(test_lost_connections),
		cmocka_unit_test(test_interrupted_commits),
		cmocka_unit_test(test_fold_again),
		cmocka_unit_test(test_words_of_earlier_cases),
		cmocka_unit_test(test_fold_wait_ends),
		cmocka_unit_test(test_moved_case_is_refused),
		cmocka_unit_test(test_stop_answers_all),
		cmocka_unit_test(test_overload),
		cmocka_unit_test(test_start_fails),
	};

	return cmocka_run_group_tests_name("ledger", tests, start_place, stop_place);
}
