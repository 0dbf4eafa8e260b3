/* The bytes of lines and hashes against docs/ledger-vectors.json, which tests/verify_ledger.py checks too. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "base/text.h"
#include "ledger/cache.h"
#include "ledger/line.h"
#include "ledger/merkle.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define N_LINES 13

static json_t *vectors;

static hy_day on_day(const char *text)
{
	hy_day parsed = HY_DAY_NONE;

	assert_int_equal(day_parse(text, &parsed), 0);
	return parsed;
}

static struct line_head make_head(void)
{
	/* 2023-03-01T02:03:04.000005Z */
	int64_t seconds = (int64_t)on_day("2023-03-01") * 86400 + 2 * 3600 + 3 * 60 + 4;
	struct line_head head = { .at = seconds * 1000000 + 5, .office_id = 3, .role = ROLE_HANDLER, .token_id = 42 };

	head.today = on_day("2023-03-01");
	for (int i = 0; i < UUID_BYTES; i++)
		head.request[i] = (uint8_t)i;
	for (int i = 0; i < SHA256_BYTES; i++)
		head.digest[i] = (uint8_t)(0xe0 + i);
	return head;
}

/* Takes the bytes over. */
static void expect_body(const char *name, char *body)
{
	const json_t *line;
	size_t i;

	assert_non_null(body);
	json_array_foreach(json_object_get(vectors, "lines"), i, line)
	{
		if (!strcmp(member_text(line, "name"), name)) {
			assert_string_equal(body, member_text(line, "body"));
			free(body);
			return;
		}
	}
	fail_msg("no vector %s", name);
}

static struct case_state make_state(void)
{
	struct case_state state = { .case_id = 7,
				    .version = 1,
				    .kind = "proposal",
				    .state = "received",
				    .phase = PHASE_RECEIVED,
				    .level = LEVEL_CITY,
				    .session_id = 1,
				    .filed_on = HY_DAY_NONE,
				    .published_on = HY_DAY_NONE,
				    .round = 1 };

	state.received_on = state.last_on = on_day("2023-02-01");
	return state;
}

static void test_create(void **unused)
{
	static const char *const proposers[] = { "张三", "Li \"Si\"" };
	const struct new_case new_case = { .kind = "proposal",
					   .submission_number = "委字007",
					   .external_number = "",
					   .title = "关于“供暖”的提案 \"A\"",
					   .text = "第一行\n第二行\t反斜杠 \\ 斜杠 / <&> é 🏠",
					   .proposer_kind = "individual",
					   .sector = "",
					   .category = "城建",
					   .proposers = proposers,
					   .n_proposers = 2,
					   .level = LEVEL_CITY,
					   .session_id = 1 };
	const struct milestone_effect effect = { .milestone = MILESTONE_RECEIVED, .on = on_day("2023-02-01") };
	struct line_head head = make_head();
	struct case_state state = make_state();
	struct change change;
	char *received;

	(void)unused;
	change_gather(&change, NULL, 2, NULL, &state, &effect, 1);
	change.on = on_day("2023-02-01");
	expect_body("create", line_create(&head, &new_case, &change, &received));
	assert_non_null(strstr(received, "\"submission_number\":\"委字007\""));
	free(received);
}

/* What is not UTF-8 makes no line. */
static void test_broken_text(void **unused)
{
	struct line_head head = make_head();

	(void)unused;
	assert_null(line_rules(&head, 1, "\xff\xfe"));
}

static void make_answered(struct case_state *before, struct case_state *after)
{
	*before = *after = make_state();
	before->version = 4;
	after->version = 5;
	snprintf(after->state, sizeof after->state, "answered");
	after->phase = PHASE_ANSWERED;
	snprintf(after->number, sizeof after->number, "20230045");
	after->filed_on = on_day("2023-02-02");
	after->last_on = on_day("2023-02-28");
	after->n_assignments = 1;
	after->assignments[0] = (struct assignment){ .no = 1,
						     .office_id = 3,
						     .role = ASSIGNMENT_LEAD,
						     .state = "answered",
						     .assigned_on = on_day("2023-02-03"),
						     .due_on = on_day("2023-05-03"),
						     .return_by = on_day("2023-02-10"),
						     .accepted_on = on_day("2023-02-06"),
						     .returned_on = HY_DAY_NONE,
						     .contacted_on = HY_DAY_NONE,
						     .answered_on = on_day("2023-02-28"),
						     .contact_by = HY_DAY_NONE,
						     .drafted_on = HY_DAY_NONE,
						     .reviewed_on = HY_DAY_NONE,
						     .cosigned_on = HY_DAY_NONE,
						     .round = 1,
						     .class = "A",
						     .class_meaning = CLASS_SOLVED };
}

static void test_answer(void **unused)
{
	const struct rule_state states[] = { { .code = "answered", .final = true } };
	const struct rules rules = { .assignment_states = (struct rule_state *)states, .n_assignment_states = 1 };
	const struct milestone_effect effect = { .milestone = MILESTONE_ANSWERED,
						 .assignment_no = 1,
						 .office_id = 3,
						 .role = ASSIGNMENT_LEAD,
						 .on = on_day("2023-02-28"),
						 .class = "A",
						 .class_meaning = CLASS_SOLVED };
	const struct update update = { .verb = "answer",
				       .office_id = 3,
				       .due_on = HY_DAY_NONE,
				       .reason = "",
				       .class = "A",
				       .document_number = "包住建函〔2023〕1号",
				       .text = "已经解决",
				       .outcomes = { { "改造小区", "12", "个", on_day("2023-02-28") },
						     { "试点", "", "", HY_DAY_NONE } },
				       .n_outcomes = 2 };
	struct line_head head = make_head();
	struct case_state before, after;
	struct milestone_row rows[MAX_EFFECTS];
	struct change change;
	char *body;
	json_t *line;

	(void)unused;
	make_answered(&before, &after);
	change_gather(&change, &rules, 2, &before, &after, &effect, 1);
	change.on = on_day("2023-02-28");
	change.late_entry = true;
	body = line_update(&head, &update, &change);
	line = line_parse(body);
	assert_int_equal(line_milestones(line, 9, rows, MAX_EFFECTS), 1);
	change.milestones[0].page = 9;
	assert_int_equal(rows[0].case_id, 7);
	assert_int_equal(rows[0].version, 5);
	assert_int_equal(rows[0].due_on, on_day("2023-05-03"));
	assert_int_equal(rows[0].role, ASSIGNMENT_LEAD);
	assert_int_equal(rows[0].class_meaning, CLASS_SOLVED);
	assert_string_equal(rows[0].class, "A");
	json_decref(line);
	expect_body("update answer", body);
}

static void test_assign(void **unused)
{
	const struct update update = { .verb = "assign",
				       .due_on = HY_DAY_NONE,
				       .reason = "按职责",
				       .lead_office = 3,
				       .assist_offices = { 5, 4 },
				       .n_assist = 2 };
	struct line_head head = make_head();
	struct case_state before = make_state(), after = make_state();
	struct change change;

	(void)unused;
	after.version = 3;
	snprintf(after.state, sizeof after.state, "in_handling");
	after.phase = PHASE_HANDLING;
	snprintf(after.attitude, sizeof after.attitude, "satisfied");
	snprintf(after.result, sizeof after.result, "basically");
	change_gather(&change, NULL, 2, &before, &after, NULL, 0);
	change.on = on_day("2023-03-01");
	expect_body("update assign", line_update(&head, &update, &change));
}

static void test_directory(void **unused)
{
	struct calendar_day days[] = { { on_day("2023-01-02"), true, "元旦" },
				       { on_day("2023-01-28"), false, "春节" } };
	const struct office office = {
		3, "zjj", "住房和城乡建设局", "Housing Bureau", 12, HY_DAY_NONE, HY_DAY_NONE, 0
	};
	const struct session session = { 1, "13-2", "十三届二次", "", on_day("2023-01-10"), LEVEL_CITY };
	struct line_head head = make_head();
	char *column;

	(void)unused;
	expect_body("rules", line_rules(&head, 2, "id: baotou\nplace: {zh: 包头市}\n"));
	expect_body("calendar", line_calendar(&head, 2023, days, 2, "国办发明电〔2022〕16号", &column));
	assert_non_null(strstr(column, "{\"day\":\"2023-01-28\",\"name\":\"春节\",\"off\":false}"));
	free(column);
	expect_body("office", line_office(&head, &office));
	expect_body("session", line_session(&head, &session));
}

/* A draft of people of the directory: the names are the words of the signers. */
static void test_draft(void **unused)
{
	static const char *const proposers[] = { "张三", "某党派" };
	static const int members[] = { 12, 0 };
	const struct new_case new_case = { .kind = "proposal",
					   .title = "关于供暖的提案",
					   .proposer_kind = "joint",
					   .proposers = proposers,
					   .n_proposers = 2,
					   .member_ids = members,
					   .level = LEVEL_CITY,
					   .session_id = 1,
					   .publication_wish = true,
					   .publication_wish_reason = "关系民生",
					   .draft = true };
	const struct milestone_effect effect = { .milestone = MILESTONE_DRAFTED_CASE, .on = on_day("2023-02-01") };
	struct line_head head = make_head();
	struct case_state state = make_state();
	struct change change;

	(void)unused;
	snprintf(state.state, sizeof state.state, "draft");
	state.phase = PHASE_DRAFT;
	state.between_sessions = true;
	for (int i = 0; i < 2; i++)
		state.items[state.n_items++] = (struct item){ .kind = ITEM_SIGNER,
							      .no = i + 1,
							      .state = ITEM_SIGNED,
							      .round = 1,
							      .member_id = members[i],
							      .on = on_day("2023-02-01"),
							      .due_on = HY_DAY_NONE,
							      .done_on = on_day("2023-02-01") };
	change_gather(&change, NULL, 2, NULL, &state, &effect, 1);
	change.on = on_day("2023-02-01");
	change_add_proposers(&change, &new_case);
	expect_body("create draft", line_create(&head, &new_case, &change, NULL));
	change_clear(&change);
}

static struct item promise(int no, enum item_state state)
{
	return (struct item){ .kind = ITEM_PROMISE,
			      .no = no,
			      .state = state,
			      .assignment_no = 1,
			      .round = 2,
			      .office_id = 3,
			      .on = on_day("2023-02-28"),
			      .due_on = on_day("2023-10-31"),
			      .done_on = state == ITEM_KEPT ? on_day("2023-02-28") : HY_DAY_NONE };
}

/* In a second round: a new promise with its words, and an old one that changed without. */
static void test_promises(void **unused)
{
	const struct rule_state states[] = { { .code = "answered", .final = true } };
	const struct rules rules = { .assignment_states = (struct rule_state *)states, .n_assignment_states = 1 };
	const struct milestone_effect effects[] = { { .milestone = MILESTONE_PROMISED,
						      .assignment_no = 1,
						      .office_id = 3,
						      .role = ASSIGNMENT_LEAD,
						      .on = on_day("2023-02-28"),
						      .item_no = 2,
						      .round = 2 } };
	const struct update update = {
		.verb = "promise",
		.office_id = 3,
		.due_on = on_day("2023-10-31"),
		.item_no = 1,
		.signed_by = "李局长",
		.publication = PUBLICATION_SUMMARY,
		.by_code = true,
		.separate_offices = { 4, 5 },
		.n_separate = 2,
		.new_items = { { .kind = ITEM_PROMISE, .text = "改造 \"三个\" 小区", .measure = "户" } },
		.n_new_items = 1
	};
	struct line_head head = make_head();
	struct case_state before, after;
	struct change change;

	(void)unused;
	make_answered(&before, &after);
	after.round = 2;
	after.key = true;
	after.leader_id = 12;
	after.publication = PUBLICATION_SUMMARY;
	after.published_on = on_day("2023-02-28");
	after.assignments[0].round = 2;
	after.assignments[0].extensions = 1;
	after.assignments[0].contact_by = on_day("2023-02-20");
	after.assignments[0].drafted_on = after.assignments[0].reviewed_on = on_day("2023-02-27");
	snprintf(after.assignments[0].later_class, CLASS_SIZE, "A");
	before.items[before.n_items++] = promise(1, ITEM_OPEN);
	after.items[after.n_items++] = promise(1, ITEM_KEPT);
	after.items[after.n_items++] = promise(2, ITEM_OPEN);
	change_gather(&change, &rules, 2, &before, &after, effects, 1);
	change.on = on_day("2023-02-28");
	change_add_words(&change, &update);
	assert_int_equal(change.n_items, 2);
	assert_null(change.data[0]);
	expect_body("update promise", line_update(&head, &update, &change));
	change_clear(&change);
}

/* The second line of an update of two cases. */
static void test_part(void **unused)
{
	const struct update update = {
		.verb = "merge", .due_on = HY_DAY_NONE, .reason = "同一事项", .other_cases = { 8 }, .n_other_cases = 1
	};
	struct line_head head = make_head();
	struct case_state before = make_state(), after = make_state();
	struct change change;

	(void)unused;
	after.version = 2;
	after.items[after.n_items++] = (struct item){ .kind = ITEM_LINK,
						      .no = 1,
						      .state = ITEM_MERGED_FROM,
						      .other_case = 6,
						      .on = on_day("2023-03-01"),
						      .due_on = HY_DAY_NONE,
						      .done_on = HY_DAY_NONE };
	change_gather(&change, NULL, 2, &before, &after, NULL, 0);
	change.on = on_day("2023-03-01");
	change.part = 2;
	change.part_of = 6;
	change_add_words(&change, &update);
	expect_body("update part", line_update(&head, &update, &change));
	change_clear(&change);
}

/* The day of an answer is corrected: its milestone is withdrawn and stands anew. */
static void test_correction(void **unused)
{
	const struct milestone_effect effects[] = { { .milestone = MILESTONE_ANSWERED,
						      .assignment_no = 1,
						      .office_id = 3,
						      .role = ASSIGNMENT_LEAD,
						      .on = on_day("2023-02-27"),
						      .class = "A",
						      .class_meaning = CLASS_SOLVED,
						      .round = 1 },
						    { .milestone = MILESTONE_CORRECTED, .on = on_day("2023-03-01") } };
	const struct update update = { .verb = "correct",
				       .due_on = HY_DAY_NONE,
				       .reason = "录入有误",
				       .corrects = 5,
				       .happened_on = on_day("2023-02-27") };
	const struct rule_state states[] = { { .code = "answered", .final = true } };
	const struct rules rules = { .assignment_states = (struct rule_state *)states, .n_assignment_states = 1 };
	struct line_head head = make_head();
	struct case_state before, after;
	struct milestone_row rows[MAX_EFFECTS];
	struct change change;
	json_t *line;
	char *body;

	(void)unused;
	make_answered(&before, &after);
	before = after;
	after.version = 6;
	change_gather(&change, &rules, 2, &before, &after, effects, 2);
	change.on = on_day("2023-02-27");
	change.superseded[0] = change.milestones[0];
	change.superseded[0].version = 5;
	change.superseded[0].on = on_day("2023-02-28");
	change.n_superseded = 1;
	body = line_update(&head, &update, &change);
	line = line_parse(body);
	assert_int_equal(line_superseded(line, 9, rows, MAX_EFFECTS), 1);
	assert_int_equal(rows[0].version, 5);
	assert_int_equal(rows[0].page, 9);
	assert_true(rows[0].withdrawn);
	assert_int_equal(line_milestones(line, 9, rows, MAX_EFFECTS), 2);
	assert_int_equal(rows[0].version, 6);
	assert_false(rows[0].withdrawn);
	json_decref(line);
	expect_body("update correct", body);
}

static void test_people(void **unused)
{
	const struct office office = { 3, "zjj", "住建和城管局", "", 12, HY_DAY_NONE, on_day("2023-12-31"), 9 };
	struct member member = { .member_id = 12,
				 .code = "zhangsan",
				 .name = "张三",
				 .kind = "member",
				 .sector = "经济界",
				 .title = "教授",
				 .stands_for = 0,
				 .position = 1,
				 .valid_from = on_day("2023-01-01"),
				 .valid_until = HY_DAY_NONE,
				 .has_contact = true };
	struct line_head head = make_head();

	(void)unused;
	for (int i = 0; i < SHA256_BYTES; i++)
		member.contact_hash[i] = (uint8_t)(0x10 + i);
	expect_body("member", line_member(&head, &member));
	expect_body("office changed", line_office(&head, &office));
}

static void expect_hash(const uint8_t hash[SHA256_BYTES], const char *wanted)
{
	char text[2 * SHA256_BYTES + 1];

	assert_string_equal(hex_encode(hash, SHA256_BYTES, text), wanted);
}

static void test_hashes(void **unused)
{
	uint8_t leaves[N_LINES][SHA256_BYTES], hash[SHA256_BYTES], root[SHA256_BYTES], prev[SHA256_BYTES],
		salt[SALT_BYTES];
	const json_t *vector;
	size_t i;

	(void)unused;
	assert_int_equal(json_array_size(json_object_get(vectors, "lines")), N_LINES);
	json_array_foreach(json_object_get(vectors, "lines"), i, vector)
	{
		const char *body = member_text(vector, "body");

		assert_int_equal(hex_decode(member_text(vector, "salt"), salt, sizeof salt), 0);
		merkle_leaf(body, strlen(body), salt, leaves[i]);
		expect_hash(leaves[i], member_text(vector, "leaf"));
	}
	json_array_foreach(json_object_get(vectors, "trees"), i, vector)
	{
		merkle_root((const uint8_t(*)[SHA256_BYTES])leaves, i + 1, hash);
		expect_hash(hash, member_text(vector, "root"));
	}
	assert_int_equal(i, N_LINES);
	json_array_foreach(json_object_get(vectors, "pages"), i, vector)
	{
		assert_int_equal(hex_decode(member_text(vector, "root"), root, sizeof root), 0);
		assert_int_equal(hex_decode(member_text(vector, "prev"), prev, sizeof prev), 0);
		merkle_page((int)member_int(vector, "jurisdiction"), member_int(vector, "page"),
			    (uint32_t)member_int(vector, "lines"), root, prev, hash);
		expect_hash(hash, member_text(vector, "hash"));
	}
	assert_int_equal(i, 8);
}

static void test_cache(void **unused)
{
	struct cache *cache = cache_new(3);
	struct case_state state = make_state(), found;
	struct case_ref by_submission = { .session_id = 1, .submission_number = "s1" };

	(void)unused;
	for (int64_t id = 1; id <= 3; id++) {
		char submission[8];

		state.case_id = id;
		snprintf(submission, sizeof submission, "s%d", (int)id);
		snprintf(state.number, sizeof state.number, id == 2 ? "20230002" : "");
		cache_put(cache, &state, submission);
	}
	assert_true(cache_get(cache, &(struct case_ref){ .number = "20230002" }, &found));
	assert_int_equal(found.case_id, 2);
	/* used again, so number 2 is the longest unused when a fourth comes; then number 3 */
	assert_true(cache_get(cache, &by_submission, &found));
	assert_int_equal(found.case_id, 1);
	state.case_id = 4;
	cache_put(cache, &state, "");
	assert_false(cache_has(cache, &(struct case_ref){ .case_id = 3 }));
	assert_true(cache_has(cache, &by_submission));
	/* replaced: found by its new number, and still by its submission */
	state.case_id = 1;
	snprintf(state.number, sizeof state.number, "20230009");
	cache_put(cache, &state, NULL);
	assert_true(cache_has(cache, &(struct case_ref){ .number = "20230009" }) && cache_has(cache, &by_submission));
	assert_int_equal(cache_count(cache), 3);
	cache_clear(cache);
	assert_false(cache_has(cache, &by_submission));
	assert_int_equal(cache_count(cache), 0);
	cache_free(cache);
}

static int load_vectors(void **state)
{
	(void)state;
	vectors = json_load_file(SOURCE_DIR "/docs/ledger-vectors.json", 0, NULL);
	return vectors ? 0 : -1;
}

static int free_vectors(void **state)
{
	(void)state;
	json_decref(vectors);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_create), cmocka_unit_test(test_broken_text), cmocka_unit_test(test_answer),
		cmocka_unit_test(test_assign), cmocka_unit_test(test_directory),   cmocka_unit_test(test_hashes),
		cmocka_unit_test(test_cache),  cmocka_unit_test(test_draft),       cmocka_unit_test(test_promises),
		cmocka_unit_test(test_part),   cmocka_unit_test(test_correction),  cmocka_unit_test(test_people),
	};

	return cmocka_run_group_tests_name("ledger format", tests, load_vectors, free_vectors);
}
