/* Corrections: what a line recorded is replaced by a later line; what counts is the same in whatever order they came,
 * and whoever replays the lines comes to the same tables. */
#include "ledger/place.h"

static struct asked *new_correction(int64_t case_id, int version)
{
	struct asked *asked = new_update(case_id, "correct", ROLE_COMMITTEE, 0);

	asked->update.corrects = version;
	asked->update.reason = "录入有误";
	return asked;
}

static void do_on(struct ledger *ledger, struct asked *asked, const char *day)
{
	asked->update.happened_on = on_day(day);
	asked->update.reason = "补录";
	do_update(ledger, asked);
}

/* Versions of the lines of a handled case. */
enum {
	V_RECEIVED = 1,
	V_FILED,
	V_ASSIGNED,
	V_ACCEPTED,
	V_CONTACTED,
	V_AGAIN,
	V_OPINION_ACCEPTED,
	V_OPINION,
	V_ANSWERED,
	V_EVALUATED
};

/* A case of a session, handled and evaluated; its id. */
static int64_t handled_case(struct ledger *ledger, int session_id)
{
	int64_t case_id = create_case_of(ledger, session_id);
	struct asked *asked;

	do_on(ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0), "2023-02-06");
	asked = new_update(case_id, "assign", ROLE_COMMITTEE, 0);
	asked->update.lead_office = 1;
	asked->update.assist_offices[asked->update.n_assist++] = 2;
	do_on(ledger, asked, "2023-02-08");
	do_on(ledger, new_update(case_id, "accept", ROLE_COMMITTEE, 1), "2023-02-09");
	asked = new_contact(case_id, 1);
	asked->update.role = asked->job.role = ROLE_COMMITTEE;
	do_on(ledger, asked, "2023-02-10");
	asked = new_contact(case_id, 1);
	asked->update.role = asked->job.role = ROLE_COMMITTEE;
	do_on(ledger, asked, "2023-02-13");
	do_on(ledger, new_update(case_id, "accept", ROLE_COMMITTEE, 2), "2023-02-10");
	asked = new_update(case_id, "give_opinion", ROLE_COMMITTEE, 2);
	asked->update.text = "同意";
	do_on(ledger, asked, "2023-02-14");
	asked = new_answer(case_id, 1, "A");
	asked->update.role = asked->job.role = ROLE_COMMITTEE;
	do_on(ledger, asked, "2023-02-20");
	asked = new_update(case_id, "evaluate", ROLE_COMMITTEE, 0);
	asked->update.attitude = "satisfied";
	asked->update.result = "basically";
	do_on(ledger, asked, "2023-02-22");
	return case_id;
}

/* The corrections that are tried in every order: of different lines, and of different fields of one line. */
static struct asked *correction(int64_t case_id, int which)
{
	struct asked *asked;

	switch (which) {
	case 0:
		asked = new_correction(case_id, V_ANSWERED);
		asked->update.class = "D";
		return asked;
	case 1:
		asked = new_correction(case_id, V_ANSWERED);
		asked->update.happened_on = on_day("2023-02-17");
		return asked;
	case 2:
		asked = new_correction(case_id, V_CONTACTED);
		asked->update.happened_on = on_day("2023-02-11");
		return asked;
	case 3:
		asked = new_correction(case_id, V_EVALUATED);
		asked->update.attitude = "dissatisfied";
		return asked;
	default:
		asked = new_correction(case_id, V_EVALUATED);
		asked->update.result = "satisfied";
		return asked;
	}
}

#define CORRECTIONS 5

/* The nth order of the corrections (factorial number system). */
static void order_of(int n, int order[CORRECTIONS])
{
	int left[CORRECTIONS];

	for (int i = 0; i < CORRECTIONS; i++)
		left[i] = i;
	for (int i = 0; i < CORRECTIONS; i++) {
		int size = CORRECTIONS - i, pick = n % size;

		order[i] = left[pick];
		memmove(&left[pick], &left[pick + 1], (size_t)(size - pick - 1) * sizeof *left);
		n /= size;
	}
}

/* Adds the answer of a question in which $1 stands for the case and $2 for the session. */
static void ask_about(const struct place *place, const char *question, int64_t case_id, int session_id,
		      struct strbuf *text)
{
	PGconn *conn = PQconnectdb(owner(place));
	char id[24], session[24];
	const char *values[] = { id, session };
	const Oid types[] = { 20, 23 };
	PGresult *result;

	snprintf(id, sizeof id, "%" PRId64, case_id);
	snprintf(session, sizeof session, "%d", session_id);
	result = PQexecParams(conn, question, 2, types, values, NULL, NULL, 0);
	if (PQresultStatus(result) != PGRES_TUPLES_OK)
		fail_msg("%s", PQerrorMessage(conn));
	strbuf_printf(text, "%s\n", PQgetvalue(result, 0, 0));
	PQclear(result);
	PQfinish(conn);
}

/* What counts of a case: its milestones without version and page, its facts on every day, its tallies, its tables. */
static char *what_counts(const struct place *place, int64_t case_id, int session_id)
{
	static const char *const questions[] = {
		"SELECT string_agg(concat_ws('/', assignment_no, milestone, item_no, round, on_date, office_id, role, "
		"class, "
		"class_meaning, late, due_on), ' ' ORDER BY milestone, assignment_no, on_date, item_no) FROM milestone "
		"WHERE "
		"case_id = $1 AND superseded_page IS NULL",
		"SELECT string_agg(concat_ws('/', unit, no, office_id, role, leader_id, month, due_on, flags, class, "
		"words), "
		"' ' ORDER BY unit, no) FROM fact WHERE case_id = $1",
		"SELECT string_agg(concat_ws('/', unit, no, day, n, office_id, role, leader_id, month, due_on, flags, "
		"class, "
		"words), ' ' ORDER BY unit, no, day, flags, office_id, due_on, class, words) FROM (SELECT unit, no, "
		"day, "
		"sum(n) AS n, office_id, role, leader_id, month, due_on, flags, class, words FROM fact_change WHERE "
		"case_id = $1 GROUP BY unit, no, day, office_id, role, leader_id, month, due_on, flags, class, words "
		"HAVING sum(n) <> 0) c",
		"SELECT string_agg(concat_ws('/', unit, office_id, role, flags, class, words, due_on, n), ' ' ORDER BY "
		"unit, office_id, role, flags, class, words, due_on) FROM tally WHERE session_id = $2",
		"SELECT concat_ws('/', state, version, attitude, result, filed_on, received_on, last_on) FROM \"case\" "
		"WHERE case_id = $1",
		"SELECT string_agg(concat_ws('/', state, assigned_on, accepted_on, contacted_on, answered_on, class, "
		"due_on), "
		"' ' ORDER BY assignment_no) FROM assignment WHERE case_id = $1",
		"SELECT string_agg(concat_ws('/', kind, state, on_date, attitude, result), ' ' ORDER BY kind, item_no) "
		"FROM "
		"item WHERE case_id = $1",
	};
	struct strbuf text = { 0 };

	for (size_t i = 0; i < sizeof questions / sizeof *questions; i++)
		ask_about(place, questions[i], case_id, session_id, &text);
	return strbuf_take(&text);
}

static void test_any_order(void **state)
{
	enum { ORDERS = 120 };
	struct place *place = *state;
	char *first = NULL;

	for (int n = 0; n < ORDERS; n += 7) {
		int order[CORRECTIONS], session_id;
		int64_t case_id;
		char code[16], *counts;

		snprintf(code, sizeof code, "c%d", n);
		session_id = add_session(place->ledger, code, code, "2023-01-10");
		case_id = handled_case(place->ledger, session_id);
		order_of(n, order);
		for (int i = 0; i < CORRECTIONS; i++)
			do_update(place->ledger, correction(case_id, order[i]));
		assert_true(wait_fold(place->ledger, 5000));
		counts = what_counts(place, case_id, session_id);
		if (!first) {
			first = hy_xstrdup(counts);
			print_message("%s\n", first);
		}
		assert_string_equal(counts, first);
		free(counts);
	}
	/* and what they say is what was corrected */
	assert_non_null(strstr(first, "2023-02-17/1/1/D/4"));
	assert_null(strstr(first, "2023-02-20"));
	assert_non_null(strstr(first, "dissatisfied"));
	free(first);
	expect_intact(&place->cluster);
}

/* Corrected again and again, by this server and by one that knows nothing yet: one milestone counts, the last. */
static void test_corrected_again(void **state)
{
	static const char *const days[] = { "2023-02-15", "2023-02-16", "2023-02-17", "2023-02-18", "2023-02-20" };
	struct place *place = *state;
	int64_t case_id = handled_case(place->ledger, 1);
	char sql[300];

	for (int i = 0; i < 5; i++) {
		struct asked *asked = new_correction(case_id, V_ANSWERED);

		asked->update.happened_on = on_day(days[i]);
		do_update(place->ledger, asked);
		if (i % 2) {
			ledger_stop(place->ledger);
			place->ledger = start_ledger(&place->cluster);
		}
	}
	assert_true(wait_fold(place->ledger, 5000));
	snprintf(sql, sizeof sql,
		 "SELECT string_agg(on_date::text, ' ' ORDER BY version) || ' ' || count(superseded_page) FROM "
		 "milestone WHERE "
		 "milestone = 9 "
		 "AND case_id = %" PRId64,
		 case_id);
	assert_string_equal(cluster_ask(owner(place), sql),
			    "2023-02-20 2023-02-15 2023-02-16 2023-02-17 2023-02-18 2023-02-20 5");
	expect_intact(&place->cluster);
}

/* A correction that is written twice is one; of what is not there, or of a correction, is none. */
static void test_what_cannot_be_corrected(void **state)
{
	struct place *place = *state;
	int64_t case_id = handled_case(place->ledger, 1);
	struct asked *asked = correction(case_id, 0);

	assert_true(ask(place->ledger, asked)->accepted);
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	assert_int_equal(asked->job.after.version, V_EVALUATED + 1);
	asked_free(asked);
	asked = new_correction(case_id, 99);
	asked->update.class = "A";
	expect_refused(place->ledger, asked, REASON_CORRECTION_VERSION);
	asked = new_correction(case_id, V_EVALUATED + 1);
	asked->update.happened_on = on_day("2023-02-21");
	expect_refused(place->ledger, asked, REASON_CORRECTION_OF_CORRECTION);
	asked = new_correction(case_id, V_ANSWERED);
	expect_refused(place->ledger, asked, REASON_CORRECTION_EMPTY);
	asked = new_correction(case_id, V_ANSWERED);
	asked->update.happened_on = on_day("2023-01-01");
	expect_refused(place->ledger, asked, REASON_CORRECTION_ORDER);
	expect_intact(&place->cluster);
}

/* The fold may read a correction from the lines, together with what it corrects or after it. */
static void test_folded_from_the_lines(void **state)
{
	struct place *place = *state;
	int session_id = add_session(place->ledger, "fold", "fold", "2023-01-10");
	int64_t case_id = handled_case(place->ledger, session_id);
	char *counts, *again;

	for (int i = 0; i < CORRECTIONS; i++)
		do_update(place->ledger, correction(case_id, i));
	assert_true(wait_fold(place->ledger, 5000));
	counts = what_counts(place, case_id, session_id);
	ledger_stop(place->ledger);
	forget_derived(place);
	place->ledger = start_ledger(&place->cluster);
	assert_true(wait_fold(place->ledger, 20000));
	again = what_counts(place, case_id, session_id);
	assert_string_equal(again, counts);
	free(counts);
	free(again);
	expect_intact(&place->cluster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_any_order),
		cmocka_unit_test(test_corrected_again),
		cmocka_unit_test(test_what_cannot_be_corrected),
		cmocka_unit_test(test_folded_from_the_lines),
	};

	return cmocka_run_group_tests_name("ledger_corrections", tests, start_place, stop_place);
}
