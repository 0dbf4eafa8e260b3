/* Corrections of different lines and fields, in any order: the same milestones, the same case. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_history.h"
#include "engine_random.h"

/* A case of many random lines. */
static struct history *random_history(unsigned *seed)
{
	struct case_state state = random_case(seed);
	struct milestone_effect first = { .milestone = MILESTONE_RECEIVED, .on = state.received_on, .round = 1 };
	struct history *history = new_history(&state, &first);

	for (int steps = 0; steps < 400 && history->state.version < MAX_LINES - 20; steps++) {
		struct update update = random_update(seed, &history->state);
		struct decision decision;
		struct refusal refusal;

		if (engine_decide(&context, &history->state, &update, &decision, &refusal) == 0)
			keep_line(history, update.verb, &decision);
	}
	return history;
}

/* A correction of a random line that gives one or two things. */
static struct update random_correction(unsigned *seed, const struct history *history)
{
	struct update update = correction_of(1 + (int)pick_number(seed, (unsigned)history->state.version));
	const struct history_line *line = &history->lines[update.corrects];
	const struct rule_move *move = rules_move(context.rules, line->verb);
	hy_day on = line->n_effects > 0 ? line->effects[0].on : history->state.received_on;
	const struct rules *rules = context.rules;

	if (pick_number(seed, 2))
		update.happened_on = on + (hy_day)pick_number(seed, 7) - 3;
	if (!move)
		return update;
	if (pick_number(seed, 2) && (move->action == ACTION_ANSWER || move->action == ACTION_DRAFT ||
				     move->action == ACTION_REVIEW || move->action == ACTION_UPGRADE))
		update.class = rules->classes[pick_number(seed, (unsigned)rules->n_classes)].letter;
	if (pick_number(seed, 2) && move->action == ACTION_EVALUATE)
		update.result = rules->marks[pick_number(seed, (unsigned)rules->n_marks)].code;
	if (pick_number(seed, 2) && (move->action == ACTION_EXTEND || move->action == ACTION_POSTPONE ||
				     move->action == ACTION_PROMISE || move->action == ACTION_ANSWER)) {
		update.due_on = on + 30 + (hy_day)pick_number(seed, 60);
		update.item_no = move->action == ACTION_EXTEND ? 0 : (int)pick_number(seed, 4);
	}
	return update;
}

/* True when both give the same thing of the same line, where the later one holds. */
static bool clash(const struct update *a, const struct update *b)
{
	if (a->corrects != b->corrects)
		return false;
	return (a->happened_on != HY_DAY_NONE && b->happened_on != HY_DAY_NONE) || (a->class[0] && b->class[0]) ||
	       (a->result[0] && b->result[0]) || (a->due_on != HY_DAY_NONE && b->due_on != HY_DAY_NONE);
}

#define AT_ONCE 3

/* Makes corrections in an order; false when one is refused. */
static bool correct_all(struct history *history, const struct update *updates, const int order[AT_ONCE])
{
	struct refusal refusal;

	for (int i = 0; i < AT_ONCE; i++)
		if (correct(history, &updates[order[i]], &refusal) < 0)
			return false;
	return true;
}

static bool orders_agree(const struct history *before, const struct update *updates)
{
	static const int orders[6][AT_ONCE] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
						{ 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	struct history *first = hy_xcalloc(1, sizeof(*first)), *other = hy_xcalloc(1, sizeof(*other));
	bool compared = false;

	*first = *before;
	for (int i = 1; correct_all(first, updates, orders[0]) && i < 6; i++) {
		*other = *before;
		if (correct_all(other, updates, orders[i])) {
			expect_same_case(&first->state, &other->state);
			expect_same_lines(first, other);
			compared = true;
		}
		*first = *before;
	}
	free(first);
	free(other);
	return compared;
}

/* Several extensions of one deadline make their corrections meet. */
static void allow_extensions(struct rules *rules, int times)
{
	for (int i = 0; i < rules->n_deadlines; i++)
		if (rules->deadlines[i].extend.times > 0)
			rules->deadlines[i].extend.times = times;
}

static void corrections_in_any_order_give_the_same_milestones(void **s)
{
	unsigned seed = 20230702, compared = 0;
	struct rules *rules = (struct rules *)context.rules;
	struct rule_catch_up kept = rules->catch_up;

	(void)s;
	context.today = day("2024-12-31");
	rules->catch_up.until = context.today;
	allow_extensions(rules, 3);
	for (int run = 0; run < 100; run++) {
		struct history *history = random_history(&seed);

		for (int i = 0; i < 120; i++) {
			struct update updates[AT_ONCE];

			for (int j = 0; j < AT_ONCE; j++)
				updates[j] = random_correction(&seed, history);
			if (!clash(&updates[0], &updates[1]) && !clash(&updates[0], &updates[2]) &&
			    !clash(&updates[1], &updates[2]))
				compared += orders_agree(history, updates);
		}
		free(history);
	}
	print_message("%u sets of corrections compared in all their orders\n", compared);
	assert_true(compared > 200);
	rules->catch_up = kept;
	allow_extensions(rules, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(corrections_in_any_order_give_the_same_milestones),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
