/* What the tests of the engine share: the rules of Baotou, cases in their usual states, and what to expect of a
 * decision. Included after cmocka.h. */
#ifndef TESTS_ENGINE_FIXTURE_H
#define TESTS_ENGINE_FIXTURE_H

#include "domain/engine/engine.h"
#include "domain_fixture.h"

#define EDUCATION 11
#define FINANCE   12
#define WATER     13

static struct engine_context context;

static inline int make_context(void **state)
{
	(void)state;
	context.rules = load_rules();
	context.calendar = load_calendar();
	return 0;
}

/* Each test begins on the last day of the example half-year, which the catch-up period of the rules covers. */
static inline int set_today(void **state)
{
	(void)state;
	context.today = day("2023-06-30");
	return 0;
}

static inline int drop_context(void **state)
{
	(void)state;
	rules_free((struct rules *)context.rules);
	calendar_free((struct calendar *)context.calendar);
	return 0;
}

/* An update with nothing but who, what and when. */
static inline struct update update_of(const char *verb, enum role role, int office_id, const char *happened_on)
{
	struct update update = update_empty(verb, role, office_id);

	update.happened_on = day(happened_on);
	return update;
}

static inline struct case_state received(const char *on)
{
	struct case_state state = { .case_id = 7, .kind = "proposal", .level = LEVEL_CITY };
	struct milestone_effect effect;
	struct refusal refusal;

	assert_int_equal(engine_receive(&context, &state, day(on), &effect, &refusal), 0);
	return state;
}

/* Decides, expects acceptance and puts the case into its next state. */
static inline struct decision accepted(struct case_state *state, const struct update *update)
{
	struct decision decision;
	struct refusal refusal;
	char text[1000];

	if (engine_decide(&context, state, update, &decision, &refusal) < 0) {
		refusal_text(&refusal, LANGUAGE_EN, text, sizeof(text));
		fail_msg("%s refused: %s", update->verb, text);
	}
	*state = decision.after;
	return decision;
}

/* Decides and expects a refusal; the decision and the case must be as they were. */
static inline struct refusal refused(const struct case_state *state, const struct update *update, enum reason reason)
{
	struct case_state copy = *state;
	struct decision decision, before;
	struct refusal refusal;
	char text[1000];

	memset(&decision, 0xa5, sizeof(decision));
	memcpy(&before, &decision, sizeof(before));
	assert_int_equal(engine_decide(&context, state, update, &decision, &refusal), -1);
	assert_memory_equal(&decision, &before, sizeof(before));
	assert_memory_equal(state, &copy, sizeof(copy));
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		refusal_text(&refusal, language, text, sizeof(text));
		assert_null(strstr(text, "…")); /* every place was filled */
	}
	if (refusal.reason != reason)
		fail_msg("%s refused for %s instead of %s: %s", update->verb, reason_name(refusal.reason),
			 reason_name(reason), text);
	return refusal;
}

static inline const char *word(const struct refusal *refusal, const char *key)
{
	for (int i = 0; i < refusal->n; i++)
		if (strcmp(refusal->pairs[i].key, key) == 0)
			return refusal->pairs[i].value;
	return "(none)";
}

/* A case assigned on 2023-03-01 to education, with finance and water assisting. */
static inline struct case_state assigned(void)
{
	struct case_state state = received("2023-02-20");
	struct update file = update_of("file", ROLE_COMMITTEE, 0, "2023-02-27");
	struct update assign = update_of("assign", ROLE_COMMITTEE, 0, "2023-03-01");

	file.case_number = "20230045";
	accepted(&state, &file);
	assign.lead_office = EDUCATION;
	assign.assist_offices[0] = FINANCE;
	assign.assist_offices[1] = WATER;
	assign.n_assist = 2;
	accepted(&state, &assign);
	return state;
}

static inline void accept_by(struct case_state *state, int office_id, const char *on)
{
	struct update accept = update_of("accept", ROLE_HANDLER, office_id, on);

	accepted(state, &accept);
}

static inline struct decision give_opinion(struct case_state *state, int office_id, const char *on)
{
	struct update opinion = update_of("give_opinion", ROLE_HANDLER, office_id, on);

	opinion.text = "同意。";
	return accepted(state, &opinion);
}

/* A case in which all three offices accepted on 2023-03-02 and both opinions were given on 2023-03-03. */
static inline struct case_state answerable(void)
{
	struct case_state state = assigned();

	for (int office = EDUCATION; office <= WATER; office++)
		accept_by(&state, office, "2023-03-02");
	give_opinion(&state, FINANCE, "2023-03-03");
	give_opinion(&state, WATER, "2023-03-03");
	return state;
}

/* Adds a promise to an update. */
static inline void promise_in(struct update *update, const char *text, const char *due_on)
{
	update->new_items[update->n_new_items++] = (struct new_item){ .kind = ITEM_PROMISE,
								      .text = text,
								      .measure = "",
								      .media_type = "",
								      .on = HY_DAY_NONE,
								      .due_on = day(due_on) };
}

static inline struct update answer_of(int office_id, const char *on)
{
	struct update answer = update_of("answer", ROLE_HANDLER, office_id, on);

	answer.class = "A";
	answer.document_number = "包教函〔2023〕12号";
	answer.text = "已经办理。";
	return answer;
}

#define TEST(name) cmocka_unit_test_setup(name, set_today)

static inline void expect_same_milestones(const struct assignment *a, const struct assignment *b)
{
	assert_int_equal(a->assigned_on, b->assigned_on);
	assert_int_equal(a->accepted_on, b->accepted_on);
	assert_int_equal(a->returned_on, b->returned_on);
	assert_int_equal(a->contacted_on, b->contacted_on);
	assert_int_equal(a->answered_on, b->answered_on);
	assert_int_equal(a->drafted_on, b->drafted_on);
	assert_int_equal(a->reviewed_on, b->reviewed_on);
	assert_int_equal(a->cosigned_on, b->cosigned_on);
	assert_string_equal(a->class, b->class);
	assert_string_equal(a->later_class, b->later_class);
}

#endif
