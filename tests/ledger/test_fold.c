/* The fold: derived tables made again from the lines, and who waits for them. */
#include "ledger/place.h"

static int start_with_cases(void **state)
{
	struct place *place;

	if (start_place(state))
		return -1;
	place = *state;
	for (int office = 1; office <= 3; office++)
		file_and_assign(place->ledger, create_case(place->ledger), office, 0);
	return 0;
}

/* Derived tables thrown away are made again from the lines. */
static void test_fold_again(void **state)
{
	struct place *place = *state;
	static const char sum[] =
		"SELECT md5(string_agg(t, ';' ORDER BY t)) FROM (SELECT m::text FROM milestone m UNION ALL "
		"SELECT c::text FROM fact_change c UNION ALL SELECT f::text FROM fact f UNION ALL SELECT t::text FROM "
		"tally t UNION ALL SELECT w::text FROM case_words w UNION ALL SELECT w::text FROM word_count w) x(t)";
	char before[64];

	assert_true(wait_fold(place->ledger, 5000));
	snprintf(before, sizeof before, "%s", cluster_ask(owner(place), sum));
	ledger_stop(place->ledger);
	forget_derived(place);
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

/* Who takes over has none of the cases in memory, and who folded before may have old ones: facts come out the same. */
static void test_another_server_folds_on(void **state)
{
	struct place *place = *state;
	struct ledger *other = start_ledger(&place->cluster);
	int64_t case_id = create_case(place->ledger);

	file_and_assign(place->ledger, case_id, 1, 0);
	assert_true(wait_fold(place->ledger, 5000));
	start_again(place); /* the other one takes the lock, or this one again */
	accept_part(other, case_id, 1);
	assert_true(wait_fold(other, 20000));
	do_update(place->ledger, new_contact(case_id, 1));
	assert_true(wait_fold(place->ledger, 20000));
	ledger_stop(other);
	do_update(place->ledger, new_answer(case_id, 1, "D"));
	assert_true(wait_fold(place->ledger, 20000));
	expect_intact(&place->cluster);
	expect_facts_agree(owner(place));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold_again),
		cmocka_unit_test(test_words_of_earlier_cases),
		cmocka_unit_test(test_fold_wait_ends),
		cmocka_unit_test(test_another_server_folds_on),
	};

	return cmocka_run_group_tests_name("ledger_fold", tests, start_with_cases, stop_place);
}
