/* The whole handling on the ledger: signers and promises with their words, drafts, what is only tried, offices with
 * much at hand. */
#include "base/text.h"
#include "ledger/line.h"
#include "ledger/merkle.h"
#include "ledger/place.h"

/* ---- Items ------------------------------------------------------------------------------------------------------ */

static void test_proposers_are_signers(void **state)
{
	static const int members[] = { 0, 7 };
	struct place *place = *state;
	struct asked *asked = new_create(1, "");
	int64_t case_id;

	asked->new_case.member_ids = members;
	assert_true(ask(place->ledger, asked)->accepted);
	case_id = asked->job.after.case_id;
	assert_int_equal(asked->job.after.n_items, 2);
	assert_int_equal(asked->job.after.items[1].member_id, 7);
	assert_string_equal(tell(place,
				 "SELECT string_agg(state || ' ' || member_id || ' ' || (data ->> 'text'), ', ' "
				 "ORDER BY item_no) FROM item WHERE case_id = %" PRId64 " AND kind = 1",
				 case_id),
			    "2 0 张三, 2 7 李四 \"老李\"");
	assert_string_equal(
		tell(place, "SELECT received ->> 'proposer_members' FROM \"case\" WHERE case_id = %" PRId64, case_id),
		"[0, 7]");
	asked_free(asked);
	/* what is not given leaves no trace: the bytes are those of before there were members */
	assert_string_equal(tell(place,
				 "SELECT received ?| '{proposer_members,publication_wish,draft,"
				 "publication_wish_reason}' FROM \"case\" WHERE case_id = %" PRId64,
				 create_case(place->ledger)),
			    "f");
}

static struct asked *new_invitation(int64_t case_id, const char *name, int member_id)
{
	struct asked *asked = new_update(case_id, "invite", ROLE_COMMITTEE, 0);

	asked->update.new_items[asked->update.n_new_items++] = (struct new_item){ .kind = ITEM_SIGNER,
										  .text = name,
										  .measure = "",
										  .member_id = member_id,
										  .on = HY_DAY_NONE,
										  .due_on = HY_DAY_NONE,
										  .media_type = "" };
	return asked;
}

static struct asked *new_signature(int64_t case_id, const char *verb, int signer_no)
{
	struct asked *asked = new_update(case_id, verb, ROLE_COMMITTEE, 0);

	asked->update.signer_no = signer_no;
	return asked;
}

/* A draft is invisible to offices and supervisors, gathers its signers, and is received on the day it is submitted. */
static void test_draft_is_submitted(void **state)
{
	struct place *place = *state;
	struct asked *asked = new_create(1, "");
	int64_t case_id;

	asked->new_case.draft = true;
	asked->new_case.received_on = on_day("2023-01-12");
	assert_true(ask(place->ledger, asked)->accepted);
	case_id = asked->job.after.case_id;
	assert_int_equal(asked->job.after.phase, PHASE_DRAFT);
	asked_free(asked);
	assert_string_equal(tell(place, "SELECT between_sessions FROM \"case\" WHERE case_id = %" PRId64, case_id),
			    "f");
	asked = new_invitation(case_id, "王五", 0);
	asked->job.sight = (struct sight){ .all = true };
	expect_refused(place->ledger, asked, REASON_CASE_NOT_FOUND);
	do_update(place->ledger, new_invitation(case_id, "王五", 0));
	do_update(place->ledger, new_invitation(case_id, "赵六", 0));
	expect_refused(place->ledger, new_update(case_id, "submit", ROLE_COMMITTEE, 0), REASON_SIGNATURES_OPEN);
	do_update(place->ledger, new_signature(case_id, "sign", 3));
	do_update(place->ledger, new_signature(case_id, "decline", 4));
	do_update(place->ledger, new_update(case_id, "submit", ROLE_COMMITTEE, 0));
	assert_string_equal(tell(place,
				 "SELECT received_on || ' ' || between_sessions || ' ' || (received ->> 'draft') FROM "
				 "\"case\" WHERE case_id = %" PRId64,
				 case_id),
			    "2023-03-01 true true");
	assert_string_equal(
		tell(place,
		     "SELECT string_agg(state || ' ' || (data ->> 'text'), ', ' ORDER BY item_no) FROM item "
		     "WHERE case_id = %" PRId64 " AND item_no > 2",
		     case_id),
		"2 王五, 3 赵六");
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

/* A promise keeps its words while its state changes; the case is the same whether it is in memory or read. */
static void test_promise_keeps_its_words(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger);
	struct asked *asked;

	file_and_assign(place->ledger, case_id, 1, 0);
	accept_part(place->ledger, case_id, 1);
	expect_refused(place->ledger, new_answer(case_id, 1, "B"), REASON_PROMISE_REQUIRED);
	asked = new_answer(case_id, 1, "B");
	add_promise(asked, "改造 \"三个\" 小区", on_day("2023-10-31"));
	add_promise(asked, "试点", on_day("2023-12-31"));
	do_update(place->ledger, asked);
	start_again(place);
	asked = new_update(case_id, "postpone", ROLE_HANDLER, 1);
	asked->update.item_no = 1;
	asked->update.due_on = on_day("2023-11-30");
	asked->update.reason = "设备未到";
	do_update(place->ledger, asked);
	asked = new_update(case_id, "keep", ROLE_HANDLER, 1);
	asked->update.item_no = 2;
	do_update(place->ledger, asked);
	assert_string_equal(
		tell(place,
		     "SELECT string_agg(concat_ws(' ', state, due_on, data ->> 'text', data ->> 'measure'), "
		     "', ' ORDER BY item_no) FROM item WHERE case_id = %" PRId64 " AND kind = 3",
		     case_id),
		"4 2023-11-30 改造 \"三个\" 小区 户, 5 2023-12-31 试点 户");
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

/* The only line of the head. */
static json_t *read_head_line(const struct place *place)
{
	PGconn *conn = PQconnectdb(owner(place));
	PGresult *result = PQexec(conn, "SELECT body FROM line ORDER BY page DESC LIMIT 1");
	json_t *line = line_parse(PQgetvalue(result, 0, 0));

	PQclear(result);
	PQfinish(conn);
	assert_non_null(line);
	return line;
}

/* Writes it in other words, with the hashes that belong to them. */
static void rewrite_head_line(const struct place *place, const json_t *line)
{
	uint8_t salt[SALT_BYTES] = { 0 }, leaf[SHA256_BYTES], prev[SHA256_BYTES], hash[SHA256_BYTES];
	char leaf_text[2 * SHA256_BYTES + 1], hash_text[2 * SHA256_BYTES + 1], *body = canonical_json(line);
	int64_t page = ask_number(place, "SELECT max(page) FROM page");
	PGconn *conn = PQconnectdb(owner(place));
	const char *values[] = { body, leaf_text };

	assert_int_equal(
		hex_decode(tell(place, "SELECT encode(prev_hash, 'hex') FROM page WHERE page = %" PRId64, page), prev,
			   sizeof prev),
		0);
	merkle_leaf(body, strlen(body), salt, leaf);
	merkle_page(PLACE, page, 1, leaf, prev, hash);
	hex_encode(leaf, sizeof leaf, leaf_text);
	hex_encode(hash, sizeof hash, hash_text);
	PQclear(PQexecParams(
		conn,
		"UPDATE line SET body = $1, leaf = decode($2, 'hex'), salt = decode(repeat('00', 16), 'hex') "
		"WHERE page = (SELECT max(page) FROM page)",
		2, NULL, values, NULL, NULL, 0));
	PQfinish(conn);
	tell(place,
	     "WITH u AS (UPDATE page SET hash = decode('%s', 'hex') WHERE page = %" PRId64 " RETURNING 1) TABLE u",
	     hash_text, page);
	free(body);
}

/* A case whose line was written before there were items goes on like any other: it is read, counted and handled. */
static void test_case_from_before_items(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger);
	struct asked *asked;
	json_t *line;

	assert_true(wait_fold(place->ledger, 5000));
	ledger_stop(place->ledger);
	line = read_head_line(place);
	json_object_del(json_object_get(line, "effects"), "items");
	rewrite_head_line(place, line);
	tell(place, "WITH d AS (DELETE FROM item WHERE case_id = %" PRId64 " RETURNING 1) SELECT count(*) FROM d",
	     case_id);
	json_decref(line);
	place->ledger = start_ledger(&place->cluster);
	assert_true(wait_fold(place->ledger, 20000));
	expect_intact(&place->cluster);
	file_and_assign(place->ledger, case_id, 1, 0);
	accept_part(place->ledger, case_id, 1);
	do_update(place->ledger, new_answer(case_id, 1, "A"));
	asked = new_update(case_id, "evaluate", ROLE_COMMITTEE, 0);
	asked->update.attitude = asked->update.result = "satisfied";
	do_update(place->ledger, asked);
	do_update(place->ledger, new_update(case_id, "close", ROLE_COMMITTEE, 0));
	assert_true(wait_fold(place->ledger, 5000));
	expect_intact(&place->cluster);
}

/* ---- Only tried ---------------------------------------------------------------------------------------------------
 */

static void test_dry_run(void **state)
{
	struct place *place = *state;
	int64_t case_id = create_case(place->ledger), page;
	struct ledger *second = start_ledger(&place->cluster);
	struct asked *asked = new_update(case_id, "file", ROLE_COMMITTEE, 0);
	uint8_t hash[SHA256_BYTES];
	char number[CASE_NUMBER_SIZE];

	ledger_head(place->ledger, &page, hash);
	asked->job.dry_run = true;
	assert_true(ask(place->ledger, asked)->accepted && !asked->job.already_stored);
	assert_string_equal(asked->job.after.state, "filed");
	assert_string_equal(asked->job.after.number, "");
	assert_int_equal(asked->job.page, 0);
	assert_true(ask(place->ledger, asked)->accepted); /* as often as one likes, with the same request id */
	assert_int_equal(ask_number(place, "SELECT max(page) FROM page"), page);
	/* nothing is remembered: the same request does it, and the next number is the next one */
	asked->job.dry_run = false;
	assert_true(ask(place->ledger, asked)->accepted && !asked->job.already_stored);
	snprintf(number, sizeof number, "%s", asked->job.after.number);
	/* another server's step is known to who tries right after it */
	assert_true(ask(second, asked)->accepted && asked->job.already_stored);
	asked_free(asked);
	asked = new_update(case_id, "not_file", ROLE_COMMITTEE, 0);
	asked->update.reason = "重复";
	asked->job.dry_run = true;
	assert_false(ask(second, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_MOVE_NOT_ALLOWED);
	asked_free(asked);
	/* a number that is taken is told */
	asked = new_update(create_case(place->ledger), "file", ROLE_COMMITTEE, 0);
	asked->update.case_number = number;
	asked->job.dry_run = true;
	assert_false(ask(second, asked)->accepted);
	assert_int_equal(asked->job.refusal.reason, REASON_CASE_NUMBER_TAKEN);
	asked_free(asked);
	ledger_stop(second);
	expect_intact(&place->cluster);
}

/* ---- Loads --------------------------------------------------------------------------------------------------------
 */

/* From its twentieth case of a session on an office has ten days more (rules/baotou.yaml): whether they were assigned
 * one by one, on one page, or before this server started. */
static void test_office_with_much_at_hand(void **state)
{
	enum { CASES = 24 };
	struct place *place = *state;
	int session_id = add_session(place->ledger, "load", "load", "2023-01-20");
	struct asked *asked[CASES];
	PGconn *hold;

	for (int i = 0; i < CASES; i++) {
		asked[i] = new_update(filed_case_of(place->ledger, session_id), "assign", ROLE_COMMITTEE, 0);
		asked[i]->update.lead_office = 5;
	}
	for (int i = 0; i < 10; i++)
		assert_true(ask(place->ledger, asked[i])->accepted);
	start_again(place);
	hold = hold_pages(place);
	for (int i = 10; i < CASES; i++)
		ledger_submit(place->ledger, &asked[i]->job);
	PQfinish(hold);
	for (int i = 10; i < CASES; i++)
		asked_wait(asked[i]);
	for (int i = 0; i < CASES; i++) {
		assert_true(asked[i]->job.accepted);
		assert_int_equal(asked[i]->job.after.assignments[0].due_on, on_day("2023-06-01") + (i < 19 ? 0 : 10));
		asked_free(asked[i]);
	}
	/* of another session it is the first */
	int64_t case_id = filed_case_of(place->ledger, add_session(place->ledger, "load2", "load2", "2023-01-21"));
	struct asked *other = new_update(case_id, "assign", ROLE_COMMITTEE, 0);

	other->update.lead_office = 5;
	assert_true(ask(place->ledger, other)->accepted);
	assert_int_equal(other->job.after.assignments[0].due_on, on_day("2023-06-01"));
	asked_free(other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_proposers_are_signers),
		cmocka_unit_test(test_draft_is_submitted),
		cmocka_unit_test(test_promise_keeps_its_words),
		cmocka_unit_test(test_case_from_before_items),
		cmocka_unit_test(test_dry_run),
		cmocka_unit_test(test_office_with_much_at_hand),
	};

	return cmocka_run_group_tests_name("ledger_handling", tests, start_place, stop_place);
}
