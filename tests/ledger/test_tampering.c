/* Every way to change the ledger or what is derived from it behind the server's back is found and named: by verify, by
 * the independent verifier in Python, by recount. */
#include "ledger/intact.h"
#include "ledger/recount_rows.h"

struct place {
	struct cluster cluster;
	int64_t page;  /* of three lines or more, with pages after it */
	int64_t pages; /* the last one */
};

static const char *owner(const struct place *place)
{
	return cluster_superuser(&place->cluster, "huiyin");
}

/* Places that are not fixed numbers. */
enum { LAST_LINE = -1, BEHIND_LAST_LINE = -2, FIRST_PAGE = -1000, LAST_PAGE = 1000 };

/* $P stands for the page. */
struct tampering {
	const char *name, *sql;
	int page; /* expected bad page, from $P */
	int line; /* expected bad line */
};

static const struct tampering ledger_tampering[] = {
	{ "body byte",
	  "UPDATE line SET body = overlay(body placing '{\"acting\":9' from 1 for 11) WHERE page = $P AND line_no = 2",
	  0, 2 },
	{ "salt", "UPDATE line SET salt = set_byte(salt, 3, 255 - get_byte(salt, 3)) WHERE page = $P AND line_no = 2",
	  0, 2 },
	{ "leaf", "UPDATE line SET leaf = set_byte(leaf, 0, 255 - get_byte(leaf, 0)) WHERE page = $P AND line_no = 3",
	  0, 3 },
	{ "short salt", "UPDATE line SET salt = substr(salt, 2) WHERE page = $P AND line_no = 1", 0, 1 },
	{ "body and leaf",
	  "UPDATE line SET body = body || ' ', leaf = sha256('\\x00'::bytea || convert_to(body || ' ', 'UTF8') || "
	  "salt) WHERE page = $P AND line_no = 2",
	  0, 0 },
	{ "deleted line", "DELETE FROM line WHERE page = $P AND line_no = 2", 0, 2 },
	{ "deleted last line",
	  "DELETE FROM line l WHERE page = $P AND line_no = (SELECT lines FROM page WHERE page = $P)", 0, LAST_LINE },
	{ "inserted line",
	  "INSERT INTO line SELECT jurisdiction, page, line_no + 1, case_id, version + 1000, body, salt, leaf FROM "
	  "line WHERE page = $P AND line_no = (SELECT lines FROM page WHERE page = $P)",
	  0, BEHIND_LAST_LINE },
	{ "swapped lines",
	  "UPDATE line SET line_no = CASE line_no WHEN 1 THEN 1002 ELSE 1001 END WHERE page = $P AND line_no < 3; "
	  "UPDATE line SET line_no = line_no - 1000 WHERE page = $P AND line_no > 1000",
	  0, 0 },
	{ "deleted page", "DELETE FROM page WHERE page = $P", 0, 0 },
	{ "deleted page with its lines", "DELETE FROM page WHERE page = $P; DELETE FROM line WHERE page = $P", 0, 0 },
	{ "hash", "UPDATE page SET hash = set_byte(hash, 9, 255 - get_byte(hash, 9)) WHERE page = $P", 0, 0 },
	{ "previous hash",
	  "UPDATE page SET prev_hash = set_byte(prev_hash, 9, 255 - get_byte(prev_hash, 9)) WHERE page = $P + 1", 1,
	  0 },
	{ "line count", "UPDATE page SET lines = lines + 1 WHERE page = $P", 0, BEHIND_LAST_LINE },
	{ "case beside body", "UPDATE line SET case_id = case_id + 1000 WHERE page = $P AND line_no = 2", 0, 2 },
	{ "version beside body", "UPDATE line SET version = version + 1000 WHERE page = $P AND line_no = 2", 0, 2 },
	{ "first page gone", "DELETE FROM page WHERE page = 1; DELETE FROM line WHERE page = 1", FIRST_PAGE, 0 },
	{ "head gone", "DELETE FROM page WHERE page = (SELECT max(page) FROM page)", LAST_PAGE, 0 },
};

/* Replaces $P; free with free(). */
static char *fill_in(const char *sql, int64_t page)
{
	struct strbuf text = { 0 };

	for (; *sql; sql++) {
		if (sql[0] == '$' && sql[1] == 'P') {
			strbuf_printf(&text, "%" PRId64, page);
			sql++;
		} else {
			strbuf_add(&text, sql, 1);
		}
	}
	return strbuf_take(&text);
}

static void change(const struct place *place, const char *sql)
{
	char *text = fill_in(sql, place->page);

	cluster_ask(owner(place), text);
	free(text);
}

static int run_python(const struct place *place)
{
	return verify_independently(owner(place));
}

static void expect_fault(const struct place *place, const struct tampering *tampering)
{
	struct verify_report report;
	char error[300];
	int64_t page = place->page + tampering->page, line = tampering->line;
	char *sql = fill_in("SELECT lines FROM backup_page WHERE page = $P", place->page);

	if (line < 0)
		line = strtoll(cluster_ask(owner(place), sql), NULL, 10) + (line == BEHIND_LAST_LINE);
	free(sql);
	if (tampering->page == FIRST_PAGE)
		page = 1;
	if (tampering->page == LAST_PAGE)
		page = place->pages;
	assert_int_equal(ledger_verify(owner(place), PLACE, 0, &report, error, sizeof error), 0);
	if (report.intact)
		fail_msg("%s: not found", tampering->name);
	if (report.bad_page != page)
		fail_msg("%s: page %" PRId64 " instead of %" PRId64 ": %s", tampering->name, report.bad_page, page,
			 report.en);
	if (report.bad_line != line)
		fail_msg("%s: line %d: %s", tampering->name, report.bad_line, report.en);
	assert_true(*report.zh && *report.en);
}

static void test_ledger_tampering(void **state)
{
	struct place *place = *state;
	size_t n = sizeof ledger_tampering / sizeof ledger_tampering[0];

	change(place, "CREATE TABLE backup_page AS TABLE page");
	change(place, "CREATE TABLE backup_line AS TABLE line");
	assert_int_equal(run_python(place), 0);
	for (size_t i = 0; i < n; i++) {
		change(place, ledger_tampering[i].sql);
		expect_fault(place, &ledger_tampering[i]);
		if (run_python(place) == 0)
			fail_msg("%s: not found by verify_ledger.py", ledger_tampering[i].name);
		change(place,
		       "TRUNCATE page, line; INSERT INTO page TABLE backup_page; INSERT INTO line TABLE backup_line");
	}
	expect_intact(&place->cluster);
	assert_int_equal(run_python(place), 0);
	print_message("%zu ways to change the ledger found\n", n);
}

/* Verification from a page on trusts the one before, and says where it ended. */
static void test_from_page(void **state)
{
	struct place *place = *state;
	struct verify_report report;
	char error[300];

	assert_int_equal(ledger_verify(owner(place), PLACE, place->page, &report, error, sizeof error), 0);
	assert_true(report.intact);
	assert_int_equal(report.pages, place->pages - place->page + 1);
	assert_int_equal(report.head_page, place->pages);
	assert_int_equal(ledger_verify("host=/nowhere", PLACE, 0, &report, error, sizeof error), -1);
	assert_true(*error);
}

struct derived {
	const char *table, *sql;
	bool missing, surplus;
};

static const struct derived derived_changes[] = {
	{ "case", "UPDATE \"case\" SET state = 'wrong' WHERE case_id = 1", false, false },
	{ "case", "UPDATE \"case\" SET received = jsonb_set(received, '{text}', '\"x\"') WHERE case_id = 1", false,
	  false },
	{ "case", "DELETE FROM \"case\" WHERE case_id = 1", true, false },
	{ "case",
	  "INSERT INTO \"case\" SELECT jurisdiction, 99, version, kind, state, phase, level, session_id, '', '', "
	  "title, category, "
	  "received, received_on, filed_on, last_on, attitude, result, page FROM \"case\" WHERE case_id = 1",
	  false, true },
	{ "assignment", "UPDATE assignment SET due_on = due_on + 1 WHERE case_id = 1", false, false },
	{ "assignment", "UPDATE assignment SET open = NOT open WHERE case_id = 2", false, false },
	{ "assignment", "DELETE FROM assignment WHERE case_id = 1", true, false },
	{ "milestone", "UPDATE milestone SET on_date = on_date - 1 WHERE case_id = 2 AND milestone = 1", false, false },
	{ "milestone", "DELETE FROM milestone WHERE case_id = 2 AND milestone = 1", true, false },
	{ "milestone", "UPDATE milestone SET stands_for = 1 WHERE case_id = 2 AND milestone = 2", false, false },
	{ "milestone", "UPDATE milestone SET item_due_on = on_date WHERE case_id = 2 AND milestone = 4", false, false },
	{ "tally", "UPDATE tally SET n = n + 1 WHERE unit = 2", false, false },
	{ "tally", "UPDATE tally SET n = n + 1 WHERE unit = 2 AND session_id = 0", false, false },
	{ "tally", "DELETE FROM tally WHERE session_id = 0", true, false },
	{ "tally", "DELETE FROM tally WHERE unit = 2 AND role = 2", true, false },
	{ "tally",
	  "INSERT INTO tally SELECT jurisdiction, unit, level, session_id, 77, role, flags, class, words, due_on, n "
	  "FROM "
	  "tally WHERE unit = 2 AND role = 2",
	  false, true },
	{ "fact", "UPDATE fact SET flags = flags | 2 WHERE case_id = 22 AND unit = 1", false, false },
	{ "fact", "UPDATE fact SET due_on = due_on + 1 WHERE case_id = 1 AND unit = 2 AND no = 2", false, false },
	{ "fact", "UPDATE fact SET words = 'satisfied;;;;' WHERE case_id = 1 AND unit = 1", false, false },
	{ "fact", "DELETE FROM fact WHERE case_id = 1 AND unit = 2 AND no = 2", true, false },
	{ "fact", "UPDATE fact SET no = 7 WHERE case_id = 1 AND unit = 2 AND no = 2", false, true },
	{ "fact_change", "UPDATE fact_change SET day = day - 1 WHERE case_id = 2 AND n = -1 AND unit = 1", false,
	  false },
	{ "fact_change", "UPDATE fact_change SET n = -n WHERE case_id = 1 AND unit = 2 AND no = 1", false, false },
	{ "fact_change",
	  "DELETE FROM fact_change WHERE case_id = 1 AND unit = 2 AND no = 2 AND page = (SELECT max(page) FROM "
	  "fact_change WHERE case_id = 1)",
	  true, false },
	{ "fact_change",
	  "INSERT INTO fact_change SELECT jurisdiction, page, change_no + 1000, day, case_id, unit, no, n, level, "
	  "session_id, office_id, role, leader_id, month, due_on, flags, class, words FROM fact_change WHERE case_id = "
	  "1",
	  false, true },
	{ "fact_change", "UPDATE fact_change SET page = page + 1000 WHERE case_id = 1 AND unit = 2 AND no = 2", true,
	  false },
	{ "fact_change",
	  "UPDATE fact_change c SET change_no = 1000 + change_no WHERE page = (SELECT max(page) FROM fact_change)",
	  false, true },
	{ "tally_block", "UPDATE tally_block SET n = n + 1 WHERE unit = 1", false, true },
	{ "tally_block", "DELETE FROM tally_block WHERE unit = 2", false, true },
	{ "tally_block", "UPDATE tally_block SET n = n - 1 WHERE tier = 1 AND session_id = 0", false, true },
	{ "tally_block", "UPDATE fact_block SET last_day = last_day - 1", false, true },
	{ "tally_block", "UPDATE fact_block SET changes = changes + 1 WHERE tier = 1", false, true },
	{ "tally_block", "DELETE FROM fact_block WHERE tier = 0", false, true },
	{ "tally_block", "DELETE FROM tally_block WHERE tier = 0; DELETE FROM fact_block WHERE tier = 0", false, true },
	{ "thing_block", "UPDATE thing_block SET flags = flags | 2 WHERE case_id = 22 AND unit = 1", false, true },
	{ "thing_block", "UPDATE thing_block SET leader_id = 7 WHERE case_id = 1 AND unit = 2", false, true },
	{ "thing_block", "UPDATE thing_block SET month = month - 31 WHERE case_id = 2 AND unit = 1", false, true },
	{ "thing_block", "DELETE FROM thing_block WHERE case_id = 2 AND unit = 2", false, true },
	{ "thing_block", "INSERT INTO thing_block TABLE thing_block", false, true },
	{ "thing_block", "UPDATE thing_block SET tier = 0", false, true },
	{ "office", "UPDATE office SET name_zh = 'x' WHERE office_id = 2", false, false },
	{ "session", "UPDATE session SET starts_on = starts_on + 1", false, false },
	{ "request", "UPDATE request SET line_no = line_no + 1 WHERE page = 1", false, false },
	{ "request", "DELETE FROM request WHERE page = 2", true, false },
	{ "case", "UPDATE \"case\" SET round = 2, key = true WHERE case_id = 2", false, false },
	{ "case", "UPDATE \"case\" SET published_on = filed_on WHERE case_id = 1", false, false },
	{ "assignment", "UPDATE assignment SET later_class = 'A' WHERE case_id = 1", false, false },
	{ "item", "UPDATE item SET state = 3 WHERE case_id = 3 AND item_no = 1", false, false },
	{ "item", "UPDATE item SET data = '{}' WHERE case_id = 3 AND item_no = 2", false, false },
	{ "item", "DELETE FROM item WHERE case_id = 4", true, false },
	{ "item", "UPDATE item SET item_no = 7 WHERE case_id = 4 AND item_no = 1", false, true },
	{ "milestone", "UPDATE milestone SET superseded_page = 9 WHERE case_id = 2 AND milestone = 1", false, false },
	{ "milestone", "UPDATE milestone SET round = 2 WHERE case_id = 2 AND milestone = 1", false, false },
	{ "member", "UPDATE member SET contact_hash = NULL", false, false },
	{ "member", "DELETE FROM member", true, false },
	{ "office", "UPDATE office SET valid_until = '2023-12-31' WHERE office_id = 3", false, false },
	{ "rules", "UPDATE rules SET text = text || ' '", false, false },
	{ "calendar", "UPDATE calendar_year SET days = '[]'", false, false },
	{ "calendar", "INSERT INTO calendar_year SELECT jurisdiction, 1999, days, source, page FROM calendar_year",
	  false, true },
	{ "case_words", "UPDATE case_words SET words = words[2:] WHERE case_id = 2", false, false },
	{ "case_words", "UPDATE case_words SET plain = plain || '暖' WHERE case_id = 2", false, false },
	{ "case_words", "DELETE FROM case_words WHERE case_id = 2", true, false },
	{ "word_count", "UPDATE word_count SET n = n + 1 WHERE word = '供暖'", false, false },
	{ "word_count", "INSERT INTO word_count VALUES (150200, '音回', 1)", false, true },
};

static const char *const tables[] = { "\"case\"",   "assignment",  "item",          "milestone",  "tally",
				      "fact",       "fact_change", "office",        "session",    "member",
				      "request",    "rules",       "calendar_year", "case_words", "word_count",
				      "fact_block", "tally_block", "thing_block" };

/* Columns that are not computed by the database of others. */
static char *own_columns(const struct place *place, const char *table)
{
	char *sql =
		hy_xasprintf("SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute WHERE "
			     "attrelid = '%s'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''",
			     table);
	char *columns = hy_xstrdup(cluster_ask(owner(place), sql));

	free(sql);
	return columns;
}

static void restore(const struct place *place)
{
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		char *columns = own_columns(place, tables[i]);
		char *sql = hy_xasprintf("TRUNCATE %s; INSERT INTO %s (%s) SELECT %s FROM backup_%zu", tables[i],
					 tables[i], columns, columns, i);

		cluster_ask(owner(place), sql);
		free(sql);
		free(columns);
	}
}

static void expect_difference(const struct place *place, const struct derived *derived)
{
	struct recount_report *report = hy_xcalloc(1, sizeof *report);
	char error[300];

	assert_int_equal(ledger_recount(owner(place), PLACE, report, error, sizeof error), 0);
	if (report->n_differences < 1)
		fail_msg("not found: %s", derived->sql);
	assert_string_equal(report->differences[0].table, derived->table);
	assert_int_equal(derived->surplus, !*report->differences[0].expected);
	assert_int_equal(derived->missing, !*report->differences[0].found);
	assert_true(*report->differences[0].key);
	free(report);
}

static void test_derived_tampering(void **state)
{
	struct place *place = *state;
	size_t n = sizeof derived_changes / sizeof derived_changes[0];

	/* the fold makes one of thousands of changes */
	cluster_ask(owner(place), "SELECT fact_block_add(150200, 1, 8)::text");
	/* and of eight such one of the next tier */
	cluster_ask(
		owner(place),
		"INSERT INTO fact_block SELECT jurisdiction, 1, last_page, first_page, first_day, last_day, "
		"changes FROM fact_block; INSERT INTO tally_block SELECT jurisdiction, 1, last_page, unit, "
		"level, session_id, office_id, role, flags, class, words, due_on, n FROM tally_block; "
		"INSERT INTO thing_block SELECT jurisdiction, 1, (SELECT last_page FROM fact_block WHERE tier = 1), "
		"case_id, unit, no, 1, level, session_id, office_id, role, leader_id, month, due_on, flags, class, "
		"words FROM fact");
	for (size_t i = 0; i < sizeof tables / sizeof tables[0]; i++) {
		char sql[200];

		snprintf(sql, sizeof sql, "CREATE TABLE backup_%zu AS TABLE %s", i, tables[i]);
		cluster_ask(owner(place), sql);
	}
	for (size_t i = 0; i < n; i++) {
		cluster_ask(owner(place), derived_changes[i].sql);
		expect_difference(place, &derived_changes[i]);
		restore(place);
	}
	expect_intact(&place->cluster);
	print_message("%zu changes of derived rows found\n", n);
}

/* No column of a derived table stays uncompared. */
static void test_every_column_is_recounted(void **state)
{
	struct place *place = *state;

	for (int table = 0; table < RT_COUNT_; table++) {
		const struct recount_plan *plan = &recount_plans[table];
		char sql[200];

		snprintf(sql, sizeof sql,
			 "SELECT count(*) FROM information_schema.columns WHERE table_name = '%s' AND column_name <> "
			 "'jurisdiction' AND is_generated = 'NEVER'",
			 table == RT_CALENDAR ? "calendar_year" : plan->table);
		if (strtol(cluster_ask(owner(place), sql), NULL, 10) != plan->n_keys + plan->n_columns)
			fail_msg("%s has columns that recount does not know", plan->table);
		assert_non_null(plan->columns[plan->n_columns - 1]);
	}
}

/* A page of many lines: all are handed over before the first is done. */
static void fill_page(struct ledger *ledger, int64_t *cases, int n)
{
	struct asked *asked[20];

	for (int i = 0; i < n; i++) {
		asked[i] = new_update(cases[i], "file", ROLE_COMMITTEE, 0);
		ledger_submit(ledger, &asked[i]->job);
	}
	for (int i = 0; i < n; i++) {
		asked_wait(asked[i]);
		assert_true(asked[i]->job.accepted);
		asked_free(asked[i]);
	}
}

static void add_member(struct ledger *ledger)
{
	static const uint8_t salt[16];
	struct member member = {
		.code = "m1", .name = "张三", .kind = "member", .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE
	};
	struct asked *asked = asked_new(JOB_MEMBER, ROLE_COMMITTEE, 0);

	asked->job.member = &member;
	asked->job.telephone = "13800000000";
	asked->job.address = "";
	asked->job.contact_salt = salt;
	assert_true(ask(ledger, asked)->accepted);
	asked_free(asked);
}

static int start_place(void **state)
{
	struct place *place = hy_xcalloc(1, sizeof *place);
	struct ledger *ledger;
	int64_t cases[20];
	char error[500];
	int applied;

	if (cluster_make_folder(&place->cluster) || cluster_start(&place->cluster) ||
	    migrate_up(embedded_owner_conninfo(place->cluster.embedded), &applied, error, sizeof error))
		return -1;
	ledger = start_ledger(&place->cluster);
	set_up_place(ledger);
	add_member(ledger);
	for (int i = 0; i < 20; i++)
		cases[i] = create_case(ledger);
	file_and_assign(ledger, cases[0], 1, 2);
	file_and_assign(ledger, cases[1], 2, 0);
	fill_page(ledger, cases + 2, 18);
	create_case(ledger);
	create_case(ledger);
	wait_fold(ledger, 5000);
	ledger_stop(ledger);
	place->page = strtoll(cluster_ask(owner(place), "SELECT min(page) FROM page WHERE lines >= 3"), NULL, 10);
	place->pages = strtoll(cluster_ask(owner(place), "SELECT max(page) FROM page"), NULL, 10);
	*state = place;
	return place->page > 0 ? 0 : -1;
}

static int stop_place(void **state)
{
	struct place *place = *state;

	cluster_remove(&place->cluster);
	free(place);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_from_page),
		cmocka_unit_test(test_ledger_tampering),
		cmocka_unit_test(test_derived_tampering),
		cmocka_unit_test(test_every_column_is_recounted),
	};

	return cmocka_run_group_tests_name("tampering", tests, start_place, stop_place);
}
