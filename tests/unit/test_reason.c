/* The message table: every reason has its sentence in both languages, and no sentence leaves with an open place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain_fixture.h"

#include "base/text.h"
#include "domain/reason.h"

static const enum language languages[] = { LANGUAGE_ZH, LANGUAGE_EN };

/* True when the text is UTF-8 and has no {place} left. */
static bool is_finished(const char *text)
{
	return text_length(text, strlen(text)) > 0 && !strchr(text, '{') && !strchr(text, '}');
}

static void every_reason_has_its_row(void **state)
{
	(void)state;
	for (unsigned r = REASON_NONE + 1; r < REASON_COUNT_; r++) {
		assert_true(reason_name(r)[0]);
		assert_int_equal(reason_by_name(reason_name(r)), r);
		assert_in_range(reason_code(r), 1, 16);
		for (size_t i = 0; i < 2; i++) {
			assert_true(reason_sentence(r, languages[i])[0]);
			assert_true(reason_advice(r, languages[i])[0]);
		}
		assert_string_not_equal(reason_sentence(r, LANGUAGE_ZH), reason_sentence(r, LANGUAGE_EN));
	}
	assert_int_equal(reason_by_name("NO_SUCH_REASON"), REASON_NONE);
	assert_int_equal(reason_by_name(""), REASON_NONE);
	assert_string_equal(reason_name(REASON_NONE), "");
	assert_string_equal(reason_name(REASON_COUNT_), "");
}

/* Adds a pair "w" for each place of a sentence. */
static void fill_places(struct refusal *refusal, const char *sentence)
{
	const char *open = sentence, *close;

	while ((open = strchr(open, '{')) && (close = strchr(open, '}'))) {
		char key[16];

		snprintf(key, sizeof(key), "%.*s", (int)(close - open - 1), open + 1);
		refuse_with(refusal, key, "w");
		open = close;
	}
}

static void every_sentence_formats(void **state)
{
	char with[1000], without[1000];
	struct refusal refusal;

	(void)state;
	for (unsigned r = REASON_NONE + 1; r < REASON_COUNT_; r++)
		for (size_t i = 0; i < 2; i++) {
			const char *sentence = reason_sentence(r, languages[i]),
				   *advice = reason_advice(r, languages[i]);

			refusal_text(refuse(&refusal, r), languages[i], without, sizeof(without));
			assert_true(is_finished(without));
			assert_int_equal(strstr(without, "…") != NULL, strchr(sentence, '{') || strchr(advice, '{'));
			fill_places(&refusal, sentence);
			fill_places(&refusal, advice);
			refusal_text(&refusal, languages[i], with, sizeof(with));
			assert_true(is_finished(with));
			assert_null(strstr(with, "…"));
			assert_non_null(strstr(with, languages[i] == LANGUAGE_ZH ? "。" : "; "));
		}
	refusal_text(refuse(&refusal, REASON_NONE), LANGUAGE_ZH, with, sizeof(with));
	assert_string_equal(with, "");
}

static void words_come_in_the_readers_language(void **state)
{
	struct refusal refusal;
	char text[500];

	(void)state;
	refuse_with(refuse(&refusal, REASON_FIELD_MISSING), "field", "document_number");
	refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
	assert_string_equal(text, "缺少文号。补上文号后再提交");
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "document number is missing; give document number and submit again");

	refuse_words(refuse(&refusal, REASON_ROLE_NOT_ALLOWED), "role", "承办单位", "handling office");
	refuse_words(&refusal, "action", "立案", "file");
	refuse_words(&refusal, "who", "提案委员会", "proposals committee");
	refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
	assert_string_equal(text, "承办单位不能做「立案」。请由提案委员会办理");
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "the role handling office may not do \"file\"; this is for: proposals committee");
	assert_string_equal(field_label("class", LANGUAGE_ZH), "办理结果分类");
	assert_string_equal(field_label("happened_on", LANGUAGE_ZH), "发生日期");
	assert_string_equal(field_label("title", LANGUAGE_ZH), "案由");
	assert_string_equal(field_label("no_such_field", LANGUAGE_ZH), "no_such_field");
}

static void values_are_taken_as_they_are(void **state)
{
	struct refusal refusal;
	char text[500];

	(void)state;
	/* a value that looks like a place, one with the border of two languages */
	refuse_with(refuse(&refusal, REASON_CLASS_UNKNOWN), "value", "{allowed}|x");
	refuse_with(&refusal, "allowed", "A, B");
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "there is no class \"{allowed}|x\"; classes: A, B");
	/* control characters and bytes that are no UTF-8 never reach a header */
	refuse_with(refuse(&refusal, REASON_CLASS_UNKNOWN), "value", "%s", "a\r\nb\x1b[31m\x7f");
	assert_string_equal(refusal.pairs[0].value, "a  b [31m ");
	refuse_with(refuse(&refusal, REASON_CLASS_UNKNOWN), "value", "%s", "\xc4\xfe\xba\xc3");
	assert_string_equal(refusal.pairs[0].value, "…");
}

static void long_values_are_cut_between_characters(void **state)
{
	struct refusal refusal;
	char longest[3 * 1000 + 1] = "", text[500];

	(void)state;
	for (int i = 0; i < 1000; i++)
		memcpy(longest + 3 * i, "案", 4);
	refuse_with(refuse(&refusal, REASON_CLASS_UNKNOWN), "value", "x%s", longest);
	assert_int_equal(text_length(refusal.pairs[0].value, strlen(refusal.pairs[0].value)),
			 1 + (REASON_VALUE_SIZE - 2) / 3);
	refuse_words(refuse(&refusal, REASON_CLASS_UNKNOWN), "allowed", longest, longest);
	assert_int_equal(text_length(refusal.pairs[0].value, strlen(refusal.pairs[0].value)),
			 2 * ((REASON_VALUE_SIZE / 2 - 1) / 3) + 1);
	for (size_t size = 1; size < sizeof(text); size++) {
		memset(text, 'z', sizeof(text));
		refusal_text(&refusal, LANGUAGE_ZH, text, size);
		assert_true(strlen(text) < size);
		assert_true(text_length(text, strlen(text)) >= 0);
		assert_int_equal(text[size], 'z');
	}
}

static void no_more_pairs_than_there_is_room_for(void **state)
{
	struct refusal refusal;
	char text[500];

	(void)state;
	refuse(&refusal, REASON_CLASS_UNKNOWN);
	for (int i = 0; i < 3 * MAX_REASON_PAIRS; i++) {
		refuse_with(&refusal, i ? "a_key_that_is_longer_than_its_room" : "value", "%d", i);
		refuse_words(&refusal, "other", "甲", "a");
	}
	assert_int_equal(refusal.n, MAX_REASON_PAIRS);
	refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
	assert_string_equal(text, "there is no class \"0\"; classes: …");
}

static void texts_over_the_wire_read_the_same(void **state)
{
	const char *const keys[] = { "state", "verb", "allowed", "next" };
	const char *const values[] = { "办理中|in handling", "评价|evaluate", "签收 accept|accept",
				       "等待承办单位|waiting for the handling office" };
	char text[500];

	(void)state;
	reason_text(REASON_MOVE_NOT_ALLOWED, LANGUAGE_ZH, keys, values, 4, text, sizeof(text));
	assert_string_equal(text, "案件现为「办理中」，不能做「评价」。现在可以：签收 accept；等待承办单位");
	reason_text(REASON_MOVE_NOT_ALLOWED, LANGUAGE_EN, keys, values, 4, text, sizeof(text));
	assert_string_equal(text, "the case is in state \"in handling\", which does not allow evaluate; "
				  "possible now: accept; waiting for the handling office");
}

/* Names of the closed enums go both ways. */
static void names_are_found_again(void **state)
{
	(void)state;
	for (unsigned i = 0; i < ROLE_COUNT_; i++)
		assert_int_equal(role_by_name(role_name(i)), i);
	for (unsigned i = 0; i < ASSIGNMENT_ROLE_COUNT_; i++)
		assert_int_equal(assignment_role_by_name(assignment_role_name(i)), i);
	for (unsigned i = 0; i < LEVEL_COUNT_; i++)
		assert_int_equal(level_by_name(level_name(i)), i);
	for (unsigned i = 0; i < CLASS_MEANING_COUNT_; i++)
		assert_int_equal(class_meaning_by_name(class_meaning_name(i)), i);
	for (unsigned i = 0; i < PHASE_COUNT_; i++)
		assert_int_equal(phase_by_name(phase_name(i)), i);
	for (unsigned i = 0; i < MILESTONE_COUNT_; i++)
		assert_int_equal(milestone_by_name(milestone_name(i)), i);
	assert_string_equal(role_name(ROLE_HANDLER), "handler");
	assert_string_equal(milestone_name(MILESTONE_OPINION), "opinion");
	assert_string_equal(phase_name(PHASE_HANDLING), "handling");
	assert_string_equal(role_name(ROLE_COUNT_ + 7), "");
	assert_int_equal(role_by_name("Handler"), ROLE_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_reason_has_its_row),
		cmocka_unit_test(every_sentence_formats),
		cmocka_unit_test(words_come_in_the_readers_language),
		cmocka_unit_test(values_are_taken_as_they_are),
		cmocka_unit_test(long_values_are_cut_between_characters),
		cmocka_unit_test(no_more_pairs_than_there_is_room_for),
		cmocka_unit_test(texts_over_the_wire_read_the_same),
		cmocka_unit_test(names_are_found_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
