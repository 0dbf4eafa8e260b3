/* The rules of Baotou as they are read, and what the reader makes of files that are hardly files at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/text.h"
#include "domain/rules/read.h"
#include "domain_fixture.h"

static struct rule_errors errors;

static void baotou_is_read_as_it_stands(void **state)
{
	struct rules *rules = load_rules();

	(void)state;
	assert_string_equal(rules->id, "baotou");
	assert_int_equal(rules->jurisdiction, 150200);
	assert_int_equal(rules->level, LEVEL_CITY);
	assert_string_equal(rules->place.zh, "包头市");
	assert_string_equal(rules->kind, "proposal");
	assert_string_equal(rules->kind_label.zh, "提案");
	assert_int_equal(rules->number_digits, 4);
	assert_int_equal(rules->n_states, 13);
	assert_int_equal(rules->n_assignment_states, 9);
	assert_int_equal(rules->n_moves, 46);
	assert_int_equal(rules->n_classes, 4);
	assert_int_equal(rules_class(rules, "C")->meaning, CLASS_PLANNED);
	assert_null(rules_class(rules, "E"));
	assert_string_equal(rules_mark(rules, "basically")->label.zh, "基本满意");
	assert_string_equal(rules_contact_method(rules, "phone")->label.en, "telephone");
	assert_null(rules_contact_method(rules, ""));
	assert_int_equal(rules->backdating[ROLE_HANDLER].working_days, 3);
	assert_int_equal(rules->backdating[ROLE_HANDLER].reason_after, -1);
	assert_int_equal(rules->backdating[ROLE_COMMITTEE].working_days, -1);
	assert_int_equal(rules->backdating[ROLE_COMMITTEE].reason_after, 20);
	assert_int_equal(rules->backdating[ROLE_PROPOSER].working_days, 0);
	assert_false(rules->backdating[ROLE_LEADER].given);
	assert_true(rules->catch_up.given);
	assert_int_equal(rules->catch_up.until, day("2023-07-31"));
	rules_free(rules);
	rules_free(NULL);
}

static void states_of_baotou(void **state)
{
	struct rules *rules = load_rules();
	const struct rule_state *received = rules_state(rules, "received"), *closed = rules_state(rules, "closed");

	(void)state;
	assert_true(received->initial);
	assert_int_equal(received->phase, PHASE_RECEIVED);
	assert_string_equal(received->next_role, "committee");
	assert_true(closed->final);
	assert_string_equal(closed->next_role, "");
	assert_null(rules_state(rules, "accepted")); /* one of the assignment only */
	assert_true(rules_assignment_state(rules, "accepted")->open);
	assert_false(rules_assignment_state(rules, "opined")->open);
	assert_string_equal(rules_state_of_phase(rules, PHASE_DRAFT)->code, "draft");
	assert_string_equal(rules_state_of_phase(rules, PHASE_ANSWERED)->code, "answered");
	assert_string_equal(rules_state_of_phase(rules, PHASE_FILED)->code, "filed");
	rules_free(rules);
}

static void moves_of_baotou(void **state)
{
	struct rules *rules = load_rules();
	const struct rule_move *answer = rules_move(rules, "answer"), *back = rules_move(rules, "return");
	const struct rule_move *contact = rules_move(rules, "contact"), *assign = rules_move(rules, "assign");
	struct assignment assignment = { .role = ASSIGNMENT_ASSIST, .state = "accepted" };

	(void)state;
	assert_null(rules_move(rules, "eat"));
	assert_int_equal(answer->subject, SUBJECT_ASSIGNMENT);
	assert_int_equal(answer->action, ACTION_ANSWER);
	assert_int_equal(answer->roles, 1u << ROLE_HANDLER | 1u << ROLE_COMMITTEE);
	assert_int_equal(answer->assignment_roles, ANSWERING_ROLES);
	assert_string_equal(answer->to, "answered");
	assert_string_equal(answer->case_to, "answered");
	assert_int_equal(answer->milestone, MILESTONE_ANSWERED);
	assert_int_equal(answer->requires, FIELD_CLASS | FIELD_DOCUMENT_NUMBER | FIELD_TEXT);
	assert_string_equal(back->case_to, "returned");
	assert_int_equal(back->requires, FIELD_REASON);
	assert_null(contact->to);
	assert_null(contact->case_to);
	assert_true(codes_hold(contact->case_from, "answered"));
	assert_false(codes_hold(contact->case_from, "closed"));
	assert_int_equal(assign->subject, SUBJECT_CASE);
	assert_null(assign->case_from);
	assert_int_equal(assign->requires, 0); /* a lead office or others, as the engine sees to */
	assert_string_equal(assign->ends_from, "returning");
	assert_string_equal(assign->ends_to, "returned");
	assert_true(move_fits_assignment(contact, &assignment));
	assert_false(move_fits_assignment(answer, &assignment)); /* lead offices answer */
	assert_false(move_fits_assignment(assign, &assignment));
	assert_int_equal(rules_move(rules, "evaluate")->requires, FIELD_ATTITUDE | FIELD_RESULT);
	assert_int_equal(rules_move(rules, "add_outcome")->requires, FIELD_OUTCOMES);
	assert_int_equal(rules_move(rules, "contact")->requires, FIELD_CONTACT_METHOD | FIELD_CONTACT_PERSONS);
	rules_free(rules);
}

static void moves_name_what_must_be_so_before(void **state)
{
	struct rules *rules = load_rules();

	(void)state;
	assert_int_equal(rules_move(rules, "submit")->needs, NEED_SIGNATURES);
	assert_int_equal(rules_move(rules, "draft")->needs, NEED_OPINIONS);
	assert_int_equal(rules_move(rules, "review")->needs, NEED_COSIGNS);
	assert_int_equal(rules_move(rules, "reopen")->needs, NEED_DISSATISFIED);
	assert_int_equal(rules_move(rules, "close")->needs, NEED_PROMISES | NEED_MERGED);
	assert_int_equal(rules_move(rules, "file")->needs, 0);
	assert_int_equal(rules_move(rules, "bundle")->link, ITEM_BUNDLED);
	assert_int_equal(rules_move(rules, "same_kind")->link, ITEM_SAME_KIND);
	assert_int_equal(rules_move(rules, "convert")->link, ITEM_CONVERTED_INTO);
	assert_int_equal(rules_move(rules, "file")->link, ITEM_STATE_NONE);
	assert_int_equal(rules_move(rules, "correct")->requires, FIELD_CORRECTS | FIELD_REASON);
	assert_int_equal(rules_move(rules, "postpone")->requires, FIELD_ITEM | FIELD_DUE_ON | FIELD_REASON);
	assert_int_equal(rules_move(rules, "break_promise")->action, ACTION_BREAK);
	rules_free(rules);
}

static void deadlines_of_baotou(void **state)
{
	struct rules *rules = load_rules();
	const struct case_state common = { .proposer_kind = "member" };
	const struct rule_deadline *answer = rules_deadline(rules, DEADLINE_ANSWER, &common);

	(void)state;
	assert_int_equal(rules->n_deadlines, 8);
	assert_int_equal(rules_deadline(rules, DEADLINE_RETURN, &common)->unit, UNIT_WORKING_DAY);
	assert_int_equal(rules_deadline(rules, DEADLINE_RETURN, &common)->amount, 5);
	assert_int_equal(rules_deadline(rules, DEADLINE_OPINION, &common)->amount, 2);
	assert_int_equal(rules_deadline(rules, DEADLINE_JOIN, &common)->from, MILESTONE_INVITED);
	assert_int_equal(rules_deadline(rules, DEADLINE_REHANDLE, &common)->from, MILESTONE_REOPENED);
	assert_int_equal(answer->unit, UNIT_MONTH);
	assert_int_equal(answer->from, MILESTONE_ASSIGNED);
	assert_int_equal(answer->extend.by, 1u << ROLE_COMMITTEE | 1u << ROLE_SUPERVISOR);
	assert_int_equal(answer->extend.times, 1);
	assert_int_equal(answer->extend.unit, UNIT_MONTH);
	assert_int_equal(answer->n_loads, 2);
	assert_int_equal(answer->loads[1].cases, 50);
	assert_int_equal(answer->loads[1].amount, 15);
	assert_int_equal(answer->loads[1].unit, UNIT_DAY);
	assert_int_equal(rules->yellow.amount, 10);
	assert_int_equal(rules->red.unit, UNIT_WORKING_DAY);
	rules_free(rules);
}

static void words_of_baotou(void **state)
{
	struct rules *rules = load_rules();

	(void)state;
	assert_int_equal(rules->proposer_kinds.n, 7);
	assert_string_equal(rules_word(&rules->proposer_kinds, "party")->label.zh, "党派提案");
	assert_int_equal(rules->not_filed_reasons.n, 10);
	assert_string_equal(rules_word(&rules->channels, "letter")->label.zh, "委员来信");
	assert_null(rules_word(&rules->channels, "phone"));
	assert_true(rules->assignment_roles[ASSIGNMENT_SEPARATE].given);
	assert_string_equal(rules_role_label(rules, ASSIGNMENT_SOLE, LANGUAGE_ZH), "独办");
	assert_true(rules_class(rules, "B")->promise);
	assert_false(rules_class(rules, "A")->promise);
	assert_true(rules_mark(rules, "dissatisfied")->again);
	assert_false(rules_mark(rules, "satisfied")->again);
	assert_int_equal(rules->attachments.max_bytes, 20 << 20);
	assert_true(codes_hold(rules->attachments.types, "ofd"));
	assert_false(codes_hold(rules->attachments.types, "exe"));
	rules_free(rules);
}

/* A file as the first release took it: of two roles, three deadlines and no section that came later. */
static void an_old_file_is_still_good(void **state)
{
	char *text = load_file("tests/unit/rules_of_0_1.yaml");
	struct rules *rules = rules_parse(text, strlen(text), &errors);
	const struct case_state any = { 0 };

	(void)state;
	assert_non_null(rules);
	assert_int_equal(rules->n_moves, 11);
	assert_int_equal(rules->n_deadlines, 3);
	assert_int_equal(rules_deadline(rules, DEADLINE_ANSWER, &any)->from, MILESTONE_ASSIGNED);
	assert_int_equal(rules_deadline(rules, DEADLINE_ANSWER, &any)->extend.times, 0);
	assert_null(rules_deadline(rules, DEADLINE_CONTACT, &any));
	assert_int_equal(rules->yellow.amount, 0);
	assert_true(rules->assignment_roles[ASSIGNMENT_LEAD].given);
	assert_false(rules->assignment_roles[ASSIGNMENT_SOLE].given);
	assert_string_equal(rules_role_label(rules, ASSIGNMENT_ASSIST, LANGUAGE_ZH), "会办");
	assert_int_equal(rules->proposer_kinds.n, 0);
	assert_int_equal(rules->attachments.max_bytes, 0);
	rules_free(rules);
	free(text);
}

static void labels_are_there_in_both_languages(void **state)
{
	const struct label label = { "提案", "proposal" };

	(void)state;
	assert_string_equal(label_text(&label, LANGUAGE_ZH), "提案");
	assert_string_equal(label_text(&label, LANGUAGE_EN), "proposal");
	for (unsigned i = ROLE_NONE; i <= ROLE_COUNT_; i++)
		assert_string_not_equal(role_label(i, LANGUAGE_ZH), role_label(i, LANGUAGE_EN));
	for (unsigned i = 1; i < ASSIGNMENT_ROLE_COUNT_; i++)
		assert_string_not_equal(assignment_role_label(i, LANGUAGE_ZH), assignment_role_label(i, LANGUAGE_EN));
	for (unsigned i = 1; i < CLASS_MEANING_COUNT_; i++)
		assert_string_not_equal(class_meaning_label(i, LANGUAGE_ZH), class_meaning_label(i, LANGUAGE_EN));
	assert_string_equal(role_label(ROLE_HANDLER, LANGUAGE_ZH), "承办单位");
}

/* Whatever the bytes are: rules without errors, or errors that are sentences with a place in the file. */
static void expect_sane(const char *text, size_t len)
{
	struct rules *rules = rules_parse(text, len, &errors);

	assert_true((rules != NULL) == (errors.n == 0));
	assert_true(errors.n <= RULES_MAX_ERRORS);
	for (size_t i = 0; i < errors.n; i++) {
		const struct rule_error *error = &errors.list[i];

		assert_true(error->line >= 1 && error->column >= 1);
		assert_true(text_length(error->zh, strlen(error->zh)) > 0);
		assert_true(text_length(error->en, strlen(error->en)) > 0);
		assert_true(i == 0 || error[-1].line < error->line ||
			    (error[-1].line == error->line && error[-1].column <= error->column));
	}
	rules_free(rules);
}

static void a_file_cut_anywhere_is_refused_in_sentences(void **state)
{
	char *text = load_file("rules/baotou.yaml");
	size_t len = strlen(text);

	(void)state;
	for (size_t cut = 0; cut < len; cut += 13)
		expect_sane(text, cut);
	free(text);
}

static void a_file_with_wrong_bytes_is_refused_in_sentences(void **state)
{
	static const char bytes[] = "{}[]:,-#&*!|>'\"%@` \n\t\0\xff\xe4 ab0";
	char *text = load_file("rules/baotou.yaml");
	unsigned seed = 1502;
	size_t len = strlen(text), refused = 0;

	(void)state;
	for (int i = 0; i < 1500; i++) {
		char *copy = hy_xmalloc(len);

		memcpy(copy, text, len);
		for (unsigned n = 1 + next_random(&seed) % 3; n > 0; n--)
			copy[next_random(&seed) % len] = bytes[next_random(&seed) % (sizeof(bytes) - 1)];
		expect_sane(copy, len);
		refused += errors.n > 0;
		free(copy);
	}
	assert_true(refused > 750);
	free(text);
}

/* n times a piece of text after a beginning, with room for an end. */
static char *grown(const char *begin, const char *piece, size_t n, const char *end)
{
	struct strbuf text = { 0 };

	strbuf_puts(&text, begin);
	for (size_t i = 0; i < n; i++)
		strbuf_puts(&text, piece);
	strbuf_puts(&text, end);
	return strbuf_take(&text);
}

/* A map of n keys. */
static char *numbered(const char *begin, int n)
{
	struct strbuf text = { 0 };

	strbuf_puts(&text, begin);
	for (int i = 0; i < n; i++)
		strbuf_printf(&text, "%sk%d: x", i ? ", " : "", i);
	strbuf_puts(&text, "}");
	return strbuf_take(&text);
}

/* Expects a refusal that says something; frees the text. */
static void expect_error(char *text, size_t len, const char *en)
{
	assert_null(rules_parse(text, len, &errors));
	for (size_t i = 0; i < errors.n; i++)
		if (strstr(errors.list[i].en, en)) {
			free(text);
			return;
		}
	fail_msg("no error says \"%s\"; the first says \"%s\"", en, errors.list[0].en);
}

static void files_out_of_all_bounds_are_refused(void **state)
{
	char *text = grown("a: ", "[", 9, "");

	(void)state;
	expect_error(text, strlen(text), "nested too deep");
	text = grown("", "[", 100000, "");
	expect_error(text, strlen(text), "nested too deep");
	text = grown("[", "a,", 20001, "a]");
	expect_error(text, strlen(text), "more than 20000 nodes");
	text = grown("#", "x", RULES_MAX_BYTES, "");
	expect_error(text, strlen(text), "more than 1 MiB");
	text = grown("", "- ", 200, "a");
	expect_error(text, strlen(text), "nested too deep");
	text = grown("{", "? ", 2000, "");
	expect_sane(text, strlen(text));
	free(text);
	text = grown("place: {zh: \"", "包", 101, "\", en: x}");
	expect_error(text, strlen(text), "\"zh\" must not have more than 100 characters");
	text = hy_xstrdup("place: {zh: \"包\\n头\", en: x}");
	expect_error(text, strlen(text), "line ends or control characters");
	text = numbered("moves: {", MAX_MOVES + 1);
	expect_error(text, strlen(text), "\"moves\" has 101 entries, at most 100 are taken");
	text = numbered("states: {", MAX_STATES + 1);
	expect_error(text, strlen(text), "\"states\" has 61 entries, at most 60 are taken");
	text = grown("backdating: {", "x: 1, ", 9000, "y: 1}");
	expect_sane(text, strlen(text)); /* more errors than are listed */
	assert_int_equal(errors.n, RULES_MAX_ERRORS);
	free(text);
}

static void things_that_are_no_map_are_refused(void **state)
{
	static const struct {
		const char *text, *en;
	} rows[] = {
		{ "", "the file is empty" },
		{ "# only a remark\n", "the file is empty" },
		{ "word", "must be a map" },
		{ "[a, b]", "must be a map" },
		{ "a: 1\n---\nb: 2\n", "one YAML document" },
		{ "a: 1\na: 2\n", "twice, first on line 1" },
		{ "a: &x 1\n", "anchor \"&x\"" },
		{ "a: &x 1\nb: *x\n", "alias \"*x\"" },
		{ "a: !!int 1\n", "tag \"tag:yaml.org,2002:int\"" },
		{ "[a]: 1\n", "a key must be a word" },
		{ "a: [1, 2\n", "not correct YAML" },
		{ "a: 1\n\tb: 2\n", "not correct YAML" },
		{ "a: \"\\0\"\n", "NUL" },
		{ "a: \xff\n", "not UTF-8" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++)
		expect_error(hy_xstrdup(rows[i].text), strlen(rows[i].text), rows[i].en);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(baotou_is_read_as_it_stands),
		cmocka_unit_test(states_of_baotou),
		cmocka_unit_test(moves_of_baotou),
		cmocka_unit_test(moves_name_what_must_be_so_before),
		cmocka_unit_test(deadlines_of_baotou),
		cmocka_unit_test(words_of_baotou),
		cmocka_unit_test(an_old_file_is_still_good),
		cmocka_unit_test(labels_are_there_in_both_languages),
		cmocka_unit_test(a_file_cut_anywhere_is_refused_in_sentences),
		cmocka_unit_test(a_file_with_wrong_bytes_is_refused_in_sentences),
		cmocka_unit_test(files_out_of_all_bounds_are_refused),
		cmocka_unit_test(things_that_are_no_map_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
