/* A case with its lines, as the ledger keeps them, for tests of corrections. Included after cmocka.h. */
#ifndef TESTS_ENGINE_HISTORY_H
#define TESTS_ENGINE_HISTORY_H

#include "engine_fixture.h"

/* A line and its milestones as they count now. */
struct history_line {
	char verb[CODE_SIZE];
	int n_effects;
	struct milestone_effect effects[MAX_EFFECTS];
};
#define MAX_LINES 120
struct history {
	struct case_state state;
	struct history_line lines[MAX_LINES + 1]; /* by version */
};

static inline void keep_line(struct history *history, const char *verb, const struct decision *decision)
{
	struct history_line *line = &history->lines[decision->after.version];

	history->state = decision->after;
	snprintf(line->verb, sizeof(line->verb), "%s", verb);
	line->n_effects = decision->n_effects;
	memcpy(line->effects, decision->effects, sizeof(line->effects));
}

/* Begins with a case of one line. */
static inline struct history *new_history(const struct case_state *state, const struct milestone_effect *first)
{
	struct history *history = hy_xcalloc(1, sizeof(*history));
	struct decision decision = { .after = *state, .n_effects = 1, .effects = { *first } };

	keep_line(history, "", &decision);
	return history;
}

static inline bool is_same_thing(const struct milestone_effect *a, const struct milestone_effect *b)
{
	return a->assignment_no == b->assignment_no && a->item_no == b->item_no;
}

static inline bool sets_anew(enum milestone later, enum milestone earlier)
{
	return later == earlier || (earlier == MILESTONE_PROMISED && later == MILESTONE_POSTPONED) ||
	       (earlier == MILESTONE_DRAFTED && later == MILESTONE_REVIEWED);
}

/* A correction of a line, which gives nothing yet. */
static inline struct update correction_of(int version)
{
	struct update update = update_of("correct", ROLE_COMMITTEE, 0, "");

	update.corrects = version;
	update.reason = "录入有误";
	return update;
}

/* What the engine is told of a line that is to be corrected. */
static inline struct earlier earlier_line(const struct history *history, int version)
{
	const struct history_line *line = &history->lines[version];
	struct earlier earlier = { .version = version, .verb = line->verb, .n_effects = line->n_effects };

	memcpy(earlier.effects, line->effects, sizeof(earlier.effects));
	for (int i = 0; i < line->n_effects; i++) {
		earlier.others_on[i] = HY_DAY_NONE;
		for (int v = 1; v <= history->state.version; v++)
			for (int j = 0; j < history->lines[v].n_effects && v != version; j++) {
				const struct milestone_effect *other = &history->lines[v].effects[j];

				if (!is_same_thing(other, &line->effects[i]))
					continue;
				if (other->milestone == line->effects[i].milestone && other->on > earlier.others_on[i])
					earlier.others_on[i] = other->on;
				earlier.outdated[i] |=
					v > version && sets_anew(other->milestone, line->effects[i].milestone);
			}
	}
	return earlier;
}

/* Corrects; the line's milestones are replaced by the new ones. 0, or -1 with a refusal. */
static inline int correct(struct history *history, const struct update *update, struct refusal *ret_refusal)
{
	struct earlier earlier = earlier_line(history, update->corrects);
	struct history_line *line = &history->lines[update->corrects];
	struct decision decision;

	if (engine_correct(&context, &history->state, update, &earlier, &decision, ret_refusal) < 0)
		return -1;
	assert_int_equal(decision.n_effects, line->n_effects + 1);
	assert_int_equal(decision.effects[line->n_effects].milestone, MILESTONE_CORRECTED);
	assert_int_equal(decision.effects[line->n_effects].on, context.today);
	memcpy(line->effects, decision.effects, sizeof(line->effects));
	decision.n_effects = 0;
	keep_line(history, update->verb, &decision);
	return 0;
}

static inline void expect_same_effect(const struct milestone_effect *a, const struct milestone_effect *b)
{
	assert_int_equal(a->milestone, b->milestone);
	assert_int_equal(a->assignment_no, b->assignment_no);
	assert_int_equal(a->office_id, b->office_id);
	assert_int_equal(a->on, b->on);
	assert_string_equal(a->class, b->class);
	assert_int_equal(a->class_meaning, b->class_meaning);
	assert_int_equal(a->late, b->late);
	assert_int_equal(a->item_no, b->item_no);
	assert_int_equal(a->round, b->round);
}

static inline void expect_same_lines(const struct history *a, const struct history *b)
{
	assert_int_equal(a->state.version, b->state.version);
	for (int v = 1; v <= a->state.version; v++) {
		assert_int_equal(a->lines[v].n_effects, b->lines[v].n_effects);
		for (int i = 0; i < a->lines[v].n_effects; i++)
			expect_same_effect(&a->lines[v].effects[i], &b->lines[v].effects[i]);
	}
}

static inline void expect_same_assignment(const struct assignment *a, const struct assignment *b)
{
	expect_same_milestones(a, b);
	assert_int_equal(a->due_on, b->due_on);
	assert_string_equal(a->state, b->state);
}

static inline void expect_same_item(const struct item *a, const struct item *b)
{
	assert_int_equal(a->kind, b->kind);
	assert_int_equal(a->state, b->state);
	assert_int_equal(a->on, b->on);
	assert_int_equal(a->due_on, b->due_on);
	assert_int_equal(a->done_on, b->done_on);
	assert_string_equal(a->attitude, b->attitude);
	assert_string_equal(a->result, b->result);
}

static inline void expect_same_case(const struct case_state *a, const struct case_state *b)
{
	assert_string_equal(a->state, b->state);
	assert_int_equal(a->received_on, b->received_on);
	assert_int_equal(a->filed_on, b->filed_on);
	assert_int_equal(a->published_on, b->published_on);
	assert_int_equal(a->last_on, b->last_on);
	assert_string_equal(a->attitude, b->attitude);
	assert_string_equal(a->result, b->result);
	for (int i = 0; i < a->n_assignments; i++)
		expect_same_assignment(&a->assignments[i], &b->assignments[i]);
	for (int i = 0; i < a->n_items; i++)
		expect_same_item(&a->items[i], &b->items[i]);
}

#endif
