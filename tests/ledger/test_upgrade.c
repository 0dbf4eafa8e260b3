/* A database of version 0002 with work in it: it is brought up, everything derived is made again from its lines, and
 * what they never told by a milestone (a new dating by rules of then, the parts of a second round, an answer that is
 * not to be published) is a fact all the same. */
#include "ledger/place.h"

/* The file with one of its texts replaced, as the operator applies it. */
static void apply_rules(struct ledger *ledger, const char *const *changes, size_t n)
{
	char *text = read_source("rules/baotou.yaml");
	struct asked *asked = asked_new(JOB_RULES, ROLE_OPERATOR, 0);

	for (size_t i = 0; i < n; i += 2) {
		char *at = strstr(text, changes[i]), *changed;

		assert_non_null(at);
		changed = hy_xasprintf("%.*s%s%s", (int)(at - text), text, changes[i + 1], at + strlen(changes[i]));
		free(text);
		text = changed;
	}
	asked->job.text = text;
	if (!ask(ledger, asked)->accepted)
		fail_msg("rules refused: %s", reason_name(asked->job.refusal.reason));
	asked_free(asked);
	free(text);
}

/* Rules of before `redate` had a milestone, with a month more for the answer. */
static void apply_old_rules(struct ledger *ledger)
{
	static const char *const changes[] = { "    milestone: redated\n", "",
					       "    amount: 3\n    unit: month\n    extend:",
					       "    amount: 4\n    unit: month\n    extend:" };

	apply_rules(ledger, changes, 4);
}

/* A case with an extension, dated anew; its id. */
static int64_t redated_case(struct ledger *ledger)
{
	int64_t case_id = create_case(ledger);
	struct asked *asked;

	file_and_assign(ledger, case_id, 1, 2);
	asked = new_update(case_id, "extend", ROLE_COMMITTEE, 1);
	asked->update.reason = "情况复杂";
	asked->update.due_on = on_day("2023-06-11");
	do_update(ledger, asked);
	apply_old_rules(ledger);
	do_update(ledger, new_update(case_id, "redate", ROLE_COMMITTEE, 1));
	return case_id;
}

/* A case that is answered, not published, marked badly and reopened; its id. */
static int64_t reopened_case(struct ledger *ledger)
{
	int64_t case_id = create_case(ledger);
	struct asked *asked;

	file_and_assign(ledger, case_id, 1, 0);
	accept_part(ledger, case_id, 1);
	do_update(ledger, new_answer(case_id, 1, "D"));
	asked = new_update(case_id, "publish", ROLE_COMMITTEE, 0);
	asked->update.publication = PUBLICATION_PRIVATE;
	asked->update.publication_reason = "涉及个人";
	do_update(ledger, asked);
	asked = new_update(case_id, "evaluate", ROLE_COMMITTEE, 0);
	asked->update.attitude = "satisfied";
	asked->update.result = "dissatisfied";
	do_update(ledger, asked);
	asked = new_update(case_id, "reopen", ROLE_COMMITTEE, 0);
	asked->update.reason = "提案者不满意";
	do_update(ledger, asked);
	return case_id;
}

static void take_down(const struct place *place)
{
	char error[500];
	int undone;

	if (migrate_down(embedded_owner_conninfo(place->cluster.embedded), 2, &undone, error, sizeof error))
		fail_msg("%s", error);
	assert_int_equal(undone, 1);
}

/* Takes the schema down to 0002 and puts what a server of then would have derived into its tables. */
static void go_back(const struct place *place)
{
	cluster_ask(owner(place),
		    "CREATE TABLE of_then AS SELECT jurisdiction, case_id, assignment_no, milestone, version, "
		    "on_date, level, session_id, office_id, role, class, class_meaning, late, due_on, page, "
		    "superseded_page, item_no, round FROM milestone WHERE NOT (milestone = 42 OR milestone = "
		    "35 AND publication = 3)");
	take_down(place);
	cluster_ask(
		owner(place),
		"INSERT INTO milestone (jurisdiction, case_id, assignment_no, milestone, version, on_date, level, "
		"session_id, office_id, role, class, class_meaning, late, due_on, page, superseded_page, item_no, "
		"round) "
		"TABLE of_then; INSERT INTO tally SELECT jurisdiction, level, session_id, office_id, role, milestone, "
		"class, late, on_date, count(*) FROM of_then GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9; "
		"UPDATE fold SET page = (SELECT max(page) FROM page); DROP TABLE of_then");
}

static void bring_up(const struct place *place)
{
	char error[500];
	int applied;

	if (migrate_up(embedded_owner_conninfo(place->cluster.embedded), &applied, error, sizeof error))
		fail_msg("%s", error);
	assert_int_equal(applied, 1);
}

static void test_brought_up_with_its_work(void **state)
{
	struct place *place = *state;
	int64_t redated = redated_case(place->ledger), reopened = reopened_case(place->ledger);

	assert_true(wait_fold(place->ledger, 5000));
	ledger_stop(place->ledger);
	go_back(place);
	bring_up(place);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM fact"), 0);
	place->ledger = start_ledger(&place->cluster);
	assert_true(wait_fold(place->ledger, 20000));
	expect_intact(&place->cluster);
	expect_facts_agree(owner(place));
	/* three months and ten days granted, then four and ten */
	assert_string_equal(tell(place,
				 "SELECT string_agg(due_on::text || '/' || n, ' ' ORDER BY page, change_no) FROM "
				 "fact_change WHERE case_id = %" PRId64 " AND unit = 2 AND no = 1",
				 redated),
			    "2023-06-01/1 2023-06-01/-1 2023-06-11/1 2023-06-11/-1 2023-07-11/1");
	assert_string_equal(
		tell(place,
		     "SELECT office_id || ' ' || (flags & 1024 > 0) || ' ' || (due_on IS NOT NULL) FROM fact "
		     "WHERE case_id = %" PRId64 " AND unit = 4",
		     reopened),
		"1 true true");
}

/* The case goes on under rules of today. */
static void test_goes_on(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger);

	apply_rules(place->ledger, NULL, 0);
	file_and_assign(place->ledger, case_id, 3, 0);
	do_update(place->ledger, new_update(case_id, "redate", ROLE_COMMITTEE, 3));
	assert_true(wait_fold(place->ledger, 5000));
	assert_string_equal(
		tell(place,
		     "SELECT body::jsonb #>> '{effects,milestones,0,milestone}' FROM line WHERE case_id = %" PRId64
		     " AND version = 4",
		     case_id),
		"redated");
	assert_string_equal(
		tell(place, "SELECT count(*) FROM milestone WHERE case_id = %" PRId64 " AND milestone = 42", case_id),
		"1");
	expect_intact(&place->cluster);
}

/* What is in the tables the fold makes, whatever the order of their columns; blocks depend on the steps it took. */
static const char derived_digest[] =
	"SELECT md5(string_agg(x, E'\\n' ORDER BY x COLLATE \"C\")) FROM (SELECT to_jsonb(m)::text FROM milestone m "
	"UNION ALL SELECT to_jsonb(c)::text FROM fact_change c UNION ALL SELECT to_jsonb(f)::text FROM fact f UNION "
	"ALL SELECT to_jsonb(t)::text FROM tally t UNION ALL SELECT to_jsonb(w)::text FROM case_words w UNION ALL "
	"SELECT to_jsonb(w)::text FROM word_count w) s(x)";

/* Down and up again over a database with work in it: the schema and what the fold makes are what they were. */
static void test_down_and_up_again(void **state)
{
	struct place *place = *state;
	char schema[64], derived[64];

	assert_true(ask_number(place, "SELECT count(*) FROM fact") > 0);
	assert_true(wait_fold(place->ledger, 5000));
	snprintf(schema, sizeof schema, "%s", cluster_schema(owner(place)));
	snprintf(derived, sizeof derived, "%s", cluster_ask(owner(place), derived_digest));
	ledger_stop(place->ledger);
	take_down(place);
	assert_string_not_equal(schema, cluster_schema(owner(place)));
	bring_up(place);
	assert_string_equal(schema, cluster_schema(owner(place)));
	assert_int_equal(ask_number(place, "SELECT count(*) FROM fact"), 0);
	place->ledger = start_ledger(&place->cluster);
	assert_true(wait_fold(place->ledger, 20000));
	assert_string_equal(derived, cluster_ask(owner(place), derived_digest));
	expect_intact(&place->cluster);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_brought_up_with_its_work),
		cmocka_unit_test(test_goes_on),
		cmocka_unit_test(test_down_and_up_again),
	};

	return cmocka_run_group_tests_name("ledger_upgrade", tests, start_place, stop_place);
}
