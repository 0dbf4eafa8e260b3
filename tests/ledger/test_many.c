/* Many at once and trouble: batching, races of two servers, lost connections, commits nobody hears of, overload, and a
 * ledger that stops or cannot start. */
#include "ledger/place.h"

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

/* What the fold makes can be made again: it does not wait for the standby that is not there. Until that is missing, a
 * lock keeps the fold from what is stored before. */
static void test_fold_waits_for_no_standby(void **state)
{
	struct place *place = *state;
	PGconn *conn = PQconnectdb(owner(place));

	assert_true(wait_fold(place->ledger, 5000));
	PQclear(PQexec(conn, "BEGIN; LOCK TABLE fold"));
	create_case(place->ledger);
	set_standby(place, "nobody");
	PQfinish(conn);
	assert_true(wait_fold(place->ledger, 20000));
	set_standby(place, "");
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
		cmocka_unit_test(test_batching),
		cmocka_unit_test(test_race_of_two),
		cmocka_unit_test(test_two_see_each_other),
		cmocka_unit_test(test_lost_connections),
		cmocka_unit_test(test_interrupted_commits),
		cmocka_unit_test(test_stop_answers_all),
		cmocka_unit_test(test_fold_waits_for_no_standby),
		cmocka_unit_test(test_overload),
		cmocka_unit_test(test_start_fails),
	};

	return cmocka_run_group_tests_name("ledger_many", tests, start_place, stop_place);
}
