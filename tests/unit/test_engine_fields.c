/* The engine and the fields of an update: what must be there, and what their values may be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static void required_fields_must_be_there(void **s)
{
	struct case_state state = assigned();
	struct update answer = answer_of(EDUCATION, "2023-03-03");
	const char **texts[] = { &answer.class, &answer.document_number, &answer.text };
	static const char *const names[] = { "class", "document_number", "text" };
	struct update update = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-03-03");
	struct refusal refusal;

	(void)s;
	accept_by(&state, EDUCATION, "2023-03-02");
	for (size_t i = 0; i < 3; i++) {
		const char *kept = *texts[i];

		*texts[i] = " \t\n　"; /* blanks are nothing */
		refusal = refused(&state, &answer, REASON_FIELD_MISSING);
		assert_string_equal(word(&refusal, "field"), names[i]);
		*texts[i] = kept;
	}
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "contact_method");
	update.contact_method = "phone";
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "contact_persons");
	update = update_of("add_outcome", ROLE_HANDLER, EDUCATION, "2023-03-03");
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "outcomes");
	state = received("2023-02-20");
	update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-21");
	accepted(&state, &update);
	update = update_of("assign", ROLE_COMMITTEE, 0, "2023-02-21");
	refusal = refused(&state, &update, REASON_FIELD_MISSING);
	assert_string_equal(word(&refusal, "field"), "lead_office");
}

/* n times a character. Static memory. */
static const char *repeat(const char *character, size_t n)
{
	static char text[4 * (MAX_TEXT_CHARS + 2)];
	size_t len = strlen(character);

	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, character, len);
	text[n * len] = '\0';
	return text;
}

static void texts_have_their_limits(void **s)
{
	struct case_state state = answerable(), before;
	struct update answer = answer_of(EDUCATION, "2023-03-03");
	const struct {
		const char *field, **text;
		size_t max;
	} rows[] = {
		{ "reason", &answer.reason, MAX_REASON_CHARS },
		{ "text", &answer.text, MAX_TEXT_CHARS },
		{ "document_number", &answer.document_number, MAX_DOCUMENT_NUMBER_CHARS },
		{ "contact_persons", &answer.contact_persons, MAX_CONTACT_PERSONS_CHARS },
		{ "signed_by", &answer.signed_by, MAX_NAME_CHARS },
		{ "contact_person", &answer.contact_person, MAX_CONTACT_PERSON_CHARS },
		{ "publication_reason", &answer.publication_reason, MAX_PUBLICATION_REASON_CHARS },
		{ "place", &answer.place, MAX_PLACE_CHARS },
	};
	struct refusal refusal;
	char max[20];

	(void)s;
	before = state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *kept = *rows[i].text;

		*rows[i].text = repeat("案", rows[i].max + 1);
		refusal = refused(&state, &answer, REASON_FIELD_TOO_LONG);
		assert_string_equal(word(&refusal, "field"), rows[i].field);
		snprintf(max, sizeof(max), "%zu", rows[i].max);
		assert_string_equal(word(&refusal, "max"), max);
		*rows[i].text = repeat("案", rows[i].max);
		accepted(&state, &answer);
		state = before;
		*rows[i].text = "\xb0\xfc\xcd\xb7";
		refusal = refused(&state, &answer, REASON_FIELD_NOT_TEXT);
		assert_string_equal(word(&refusal, "field"), rows[i].field);
		*rows[i].text = "a\x1b[31m";
		refused(&state, &answer, REASON_FIELD_NOT_TEXT);
		*rows[i].text = kept;
	}
}

static void class_letters_are_known_however_typed(void **s)
{
	static const struct {
		const char *typed, *class;
	} good[] = { { "A", "A" }, { "b", "B" }, { "Ｃ", "C" }, { "ｄ", "D" } };
	static const char *const bad[] = { "E", "AA", "Ｅ", "甲", "ABCDEFG", "{class}", "a ", "é" };
	struct case_state state = answerable(), copy;
	struct update answer = answer_of(EDUCATION, "2023-03-03");

	(void)s;
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++) {
		copy = state;
		answer.class = good[i].typed;
		answer.n_new_items = 0;
		promise_in(&answer, "逐步解决", "2023-12-31");
		assert_string_equal(accepted(&copy, &answer).effects[0].class, good[i].class);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct refusal refusal;

		answer.class = bad[i];
		refusal = refused(&state, &answer, REASON_CLASS_UNKNOWN);
		assert_string_equal(word(&refusal, "allowed"), "A, B, C, D");
	}
}

static void codes_and_numbers_must_be_good(void **s)
{
	static const char *const bad_numbers[] = { "2023 45", "20230045;", "二〇二三", "a_b",
						   "s1",      "abc",       "2023045",  "20230000045" };
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-21");
	struct refusal refusal;

	(void)s;
	for (size_t i = 0; i < sizeof(bad_numbers) / sizeof(*bad_numbers); i++) {
		update.case_number = bad_numbers[i];
		refusal = refused(&state, &update, REASON_FIELD_UNKNOWN_VALUE);
		assert_string_equal(word(&refusal, "allowed"),
				    "年份加 4 位数字，如 20230001|the year and 4 digits, such as 20230001");
	}
	update.case_number = "20230045678901234567890123456789012345678";
	refused(&state, &update, REASON_FIELD_TOO_LONG);
	update.case_number = "202310045"; /* a year with more cases than the digits count */
	accepted(&state, &update);
	assert_string_equal(state.number, "202310045");

	state = assigned();
	accept_by(&state, EDUCATION, "2023-03-02");
	update = update_of("contact", ROLE_HANDLER, EDUCATION, "2023-03-03");
	update.contact_method = "pigeon";
	update.contact_persons = "张委员";
	refusal = refused(&state, &update, REASON_FIELD_UNKNOWN_VALUE);
	assert_non_null(strstr(word(&refusal, "allowed"), "电话 phone"));
	assert_non_null(strstr(word(&refusal, "allowed"), "|visit, meeting"));
	state.phase = PHASE_ANSWERED;
	snprintf(state.state, sizeof(state.state), "answered");
	update = update_of("evaluate", ROLE_COMMITTEE, 0, "2023-03-03");
	update.attitude = "satisfied";
	update.result = "great";
	refusal = refused(&state, &update, REASON_FIELD_UNKNOWN_VALUE);
	assert_string_equal(word(&refusal, "field"), "result");
}

static void outcomes_must_be_good(void **s)
{
	static const struct {
		struct outcome outcome;
		enum reason reason;
		const char *field;
	} bad[] = {
		{ { "", "1", "所", HY_DAY_NONE }, REASON_FIELD_MISSING, "outcome.text" },
		{ { "建成", "1,5", "所", HY_DAY_NONE }, REASON_FIELD_UNKNOWN_VALUE, "outcome.number" },
		{ { "建成", "-1", "所", HY_DAY_NONE }, REASON_FIELD_UNKNOWN_VALUE, "outcome.number" },
		{ { "建成", "1.", "所", HY_DAY_NONE }, REASON_FIELD_UNKNOWN_VALUE, "outcome.number" },
		{ { "建成", ".5", "所", HY_DAY_NONE }, REASON_FIELD_UNKNOWN_VALUE, "outcome.number" },
		{ { "建成", "1.2.3", "所", HY_DAY_NONE }, REASON_FIELD_UNKNOWN_VALUE, "outcome.number" },
		{ { "建成", "123456789012345678901", "所", HY_DAY_NONE }, REASON_FIELD_TOO_LONG, "outcome.number" },
		{ { "建成", "1", "一二三四五六七八九十一二三四五六七八九十一", HY_DAY_NONE },
		  REASON_FIELD_TOO_LONG,
		  "outcome.unit" },
		{ { "建成", "1", "所", 40000 }, REASON_DATE_IN_FUTURE, "outcome.on" },
	};
	struct case_state state = assigned();
	struct update update = update_of("add_outcome", ROLE_HANDLER, EDUCATION, "2023-03-03");
	struct decision decision;

	(void)s;
	accept_by(&state, EDUCATION, "2023-03-02");
	update.n_outcomes = 2;
	update.outcomes[0] = (struct outcome){ "新建幼儿园", "12.5", "所", day("2023-03-01") };
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		struct refusal refusal;

		update.outcomes[1] = bad[i].outcome;
		refusal = refused(&state, &update, bad[i].reason);
		assert_string_equal(word(&refusal, "field"), bad[i].field);
	}
	update.outcomes[1] = (struct outcome){ "无数值", "", "", HY_DAY_NONE };
	decision = accepted(&state, &update);
	assert_int_equal(decision.n_effects, 1);
	assert_int_equal(decision.effects[0].milestone, MILESTONE_OUTCOME);
	update.n_outcomes = MAX_OUTCOMES + 1;
	refused(&state, &update, REASON_FIELD_TOO_MANY);
}

/* A rules file may require any field of any move; what it requires is asked for by its name. */
static void every_field_a_file_can_require_is_asked_for(void **s)
{
	static const char *const names[] = { "reason",          "lead_office",     "contact_method", "contact_persons",
					     "class",           "document_number", "text",           "attitude",
					     "result",          "outcomes",        "reason_code",    "channel",
					     "promises",        "item_no",         "member",         "other_cases",
					     "due_on",          "signed_by",       "contact_person", "publication",
					     "proposed_office", "place",           "attachment_ids", "signers",
					     "media",           "signer_no",       "corrects" };
	struct rule_move *move = (struct rule_move *)rules_move(context.rules, "file");
	struct case_state state = received("2023-02-20");
	struct update update = update_of("file", ROLE_COMMITTEE, 0, "2023-02-21");
	unsigned kept = move->requires;
	struct refusal refusal;

	(void)s;
	for (unsigned i = 1; i < sizeof(names) / sizeof(*names); i++) {
		move->requires = 1u << i;
		refusal = refused(&state, &update, REASON_FIELD_MISSING);
		assert_string_equal(word(&refusal, "field"), names[i]);
		assert_string_not_equal(field_label(names[i], LANGUAGE_ZH), names[i]);
	}
	move->requires = FIELD_REASON;
	refused(&state, &update, REASON_REASON_REQUIRED);
	assert_int_equal(1u << (sizeof(names) / sizeof(*names) - 1), FIELD_CORRECTS);
	move->requires = kept;
}

/* n new items of a kind, the last of them with a text. */
static struct update bringing(const char *verb, enum item_kind kind, const char *text, const char *measure)
{
	struct update update = update_of(verb, ROLE_COMMITTEE, EDUCATION, "2023-03-03");

	update.new_items[update.n_new_items++] = (struct new_item){ .kind = kind,
								    .text = text,
								    .measure = measure,
								    .media_type = "",
								    .on = HY_DAY_NONE,
								    .due_on = day("2023-12-31") };
	return update;
}

static void things_brought_have_their_limits(void **s)
{
	struct case_state state = assigned();
	const struct {
		const char *verb;
		enum item_kind kind;
		bool measure; /* it is the measure's limit */
		size_t max;
		const char *field;
	} rows[] = {
		{ "promise", ITEM_PROMISE, false, MAX_PROMISE_CHARS, "promise.text" },
		{ "promise", ITEM_PROMISE, true, MAX_MEASURE_CHARS, "promise.measure" },
		{ "media", ITEM_MEDIA, false, MAX_MEDIA_TITLE_CHARS, "media.title" },
		{ "media", ITEM_MEDIA, true, MAX_OUTLET_CHARS, "media.outlet" },
	};

	(void)s;
	accept_by(&state, EDUCATION, "2023-03-02");
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const char *longer = repeat("案", rows[i].max + 1);
		struct update update = bringing(rows[i].verb, rows[i].kind, rows[i].measure ? "好" : longer,
						rows[i].measure ? longer : "");
		struct refusal refusal = refused(&state, &update, REASON_FIELD_TOO_LONG);
		struct case_state copy = state;

		assert_string_equal(word(&refusal, "field"), rows[i].field);
		repeat("案", rows[i].max); /* the same memory, a character less */
		accepted(&copy, &update);
		update.new_items[0].text = "";
		refused(&state, &update, REASON_FIELD_MISSING);
		update.new_items[0].text = "\xff";
		refused(&state, &update, REASON_FIELD_NOT_TEXT);
	}
}

static void things_nobody_brings_are_refused(void **s)
{
	struct case_state state = assigned();
	struct update update = bringing("media", ITEM_LINK, "好", "");
	struct refusal refusal;

	(void)s;
	refused(&state, &update, REASON_FIELD_MISSING);
	update.new_items[0].kind = ITEM_MEDIA;
	update.new_items[update.n_new_items++] = (struct new_item){ .kind = ITEM_KIND_COUNT_ + 40, .text = "" };
	refused(&state, &update, REASON_FIELD_MISSING);
	update.n_new_items = MAX_NEW_ITEMS + 1;
	refused(&state, &update, REASON_FIELD_TOO_MANY);
	update = bringing("remind", ITEM_SIGNER, "李委员", "");
	refusal = refused(&state, &update, REASON_FIELD_NOT_USED);
	assert_string_equal(word(&refusal, "field"), "signers");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(required_fields_must_be_there),
		TEST(texts_have_their_limits),
		TEST(class_letters_are_known_however_typed),
		TEST(codes_and_numbers_must_be_good),
		TEST(outcomes_must_be_good),
		TEST(every_field_a_file_can_require_is_asked_for),
		TEST(things_brought_have_their_limits),
		TEST(things_nobody_brings_are_refused),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
