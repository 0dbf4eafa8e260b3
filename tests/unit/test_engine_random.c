/* Any sequence of updates over each rules file of the repository: the engine never makes a move the table lacks, never
 * exceeds a limit, writes nothing when it refuses, and says in its milestones and items all that changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_random.h"

static const char *office_name(void *arg, int office_id, enum language language)
{
	(void)arg;
	(void)office_id;
	return language == LANGUAGE_ZH ? "某局" : "an office";
}

/* --- what holds of every accepted update --- */

static bool is_same_item(const struct item *a, const struct item *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

/* Where the case may be afterwards: where it was, or where the move leads. */
static void check_case_state(const struct rule_move *move, const struct case_state *before,
			     const struct case_state *after)
{
	const char *to = move->subject == SUBJECT_CASE ? move->to : move->case_to;

	assert_non_null(rules_state(context.rules, after->state));
	assert_int_equal(after->phase, rules_state(context.rules, after->state)->phase);
	if (move->subject == SUBJECT_CASE && move->to)
		assert_string_equal(after->state, move->to);
	else if (!to || strcmp(after->state, to) != 0)
		assert_string_equal(after->state, before->state);
}

/* Only the acting office's assignment changes its state, by the move's row; arbitration may end others. */
static void check_assignment_states(const struct rule_move *move, const struct update *update,
				    const struct case_state *before, const struct case_state *after)
{
	int moved = 0;

	assert_true(after->n_assignments >= before->n_assignments);
	for (int i = 0; i < before->n_assignments; i++) {
		const struct assignment *from = &before->assignments[i], *to = &after->assignments[i];

		assert_int_equal(from->no, to->no);
		assert_int_equal(from->role, to->role);
		assert_int_equal(from->round, to->round);
		if (strcmp(from->state, to->state) == 0)
			continue;
		if (move->action == ACTION_ASSIGN) {
			assert_string_equal(from->state, move->ends_from);
			assert_string_equal(to->state, move->ends_to);
			continue;
		}
		moved++;
		assert_true(move_fits_assignment(move, from));
		assert_string_equal(to->state, move->to);
		assert_int_equal(from->office_id, update->office_id);
	}
	assert_true(moved <= 1);
	if (after->n_assignments > before->n_assignments)
		assert_true(move->action == ACTION_ASSIGN || move->action == ACTION_REOPEN);
}

static void check_move(const struct case_state *before, const struct update *update, const struct decision *decision)
{
	const struct rule_move *move = rules_move(context.rules, update->verb);
	const struct case_state *after = &decision->after;

	assert_non_null(move);
	assert_true(move->roles & 1u << update->role);
	assert_false(move->action == ACTION_EVALUATE && update->role == ROLE_HANDLER);
	assert_int_equal(after->version, before->version + 1);
	assert_true(codes_hold(move->subject == SUBJECT_CASE ? move->from : move->case_from, before->state));
	check_case_state(move, before, after);
	check_assignment_states(move, update, before, after);
	assert_in_range(decision->n_effects, 0, MAX_EFFECTS);
}

/* --- what milestones tell --- */

/* Applies a milestone to the days of the case, as whoever reads the lines does. */
static void apply(struct case_state *state, const struct milestone_effect *effect)
{
	struct assignment *at = effect->assignment_no > 0 ? &state->assignments[effect->assignment_no - 1] : NULL;

	switch ((int)effect->milestone) {
	case MILESTONE_RECEIVED:
		state->received_on = effect->on;
		break;
	case MILESTONE_FILED:
		state->filed_on = effect->on;
		break;
	case MILESTONE_REOPENED:
		state->round = effect->round;
		break;
	case MILESTONE_PUBLISHED:
		state->published_on = effect->on;
		break;
	case MILESTONE_ACCEPTED:
		at->accepted_on = effect->on;
		break;
	case MILESTONE_RETURNED:
		at->returned_on = effect->on;
		break;
	case MILESTONE_CONTACTED:
		at->contacted_on = effect->on > at->contacted_on ? effect->on : at->contacted_on;
		break;
	case MILESTONE_OPINION:
		at->answered_on = effect->on;
		break;
	case MILESTONE_ANSWERED:
		if (!at) /* of a merged case */
			break;
		at->answered_on = effect->on;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_DRAFTED:
		at->drafted_on = effect->on;
		at->reviewed_on = HY_DAY_NONE;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_REVIEWED:
		at->reviewed_on = effect->on;
		snprintf(at->class, sizeof(at->class), "%s", effect->class);
		break;
	case MILESTONE_SENT_BACK:
		at->reviewed_on = HY_DAY_NONE;
		break;
	case MILESTONE_COSIGNED:
		at->cosigned_on = effect->on;
		break;
	case MILESTONE_UPGRADED:
		snprintf(at->later_class, sizeof(at->later_class), "%s", effect->class);
		break;
	case MILESTONE_TRANSFERRED:
		at->office_id = effect->office_id;
		break;
	case MILESTONE_EXTENDED:
		at->extensions++;
		break;
	default:
		break;
	}
}

static void expect_same_days(const struct case_state *told, const struct case_state *after)
{
	assert_int_equal(told->received_on, after->received_on);
	assert_int_equal(told->filed_on, after->filed_on);
	assert_int_equal(told->round, after->round);
	for (int i = 0; i < told->n_assignments; i++) {
		const struct assignment *a = &told->assignments[i], *b = &after->assignments[i];

		assert_int_equal(a->office_id, b->office_id);
		assert_int_equal(a->assigned_on, b->assigned_on);
		assert_int_equal(a->accepted_on, b->accepted_on);
		assert_int_equal(a->returned_on, b->returned_on);
		assert_int_equal(a->contacted_on, b->contacted_on);
		assert_int_equal(a->answered_on, b->answered_on);
		assert_int_equal(a->drafted_on, b->drafted_on);
		assert_int_equal(a->reviewed_on, b->reviewed_on);
		assert_int_equal(a->cosigned_on, b->cosigned_on);
		assert_int_equal(a->extensions, b->extensions);
		assert_string_equal(a->class, b->class);
		assert_string_equal(a->later_class, b->later_class);
	}
}

/* A milestone is about something that is there; a new assignment and a new item have one. */
static void check_effects(const struct case_state *before, const struct decision *decision)
{
	const struct case_state *after = &decision->after;
	struct case_state told = *before;
	unsigned long assigned = 0;
	int about_items = 0;

	for (int i = 0; i < decision->n_effects; i++) {
		const struct milestone_effect *effect = &decision->effects[i];

		assert_in_range(effect->assignment_no, 0, after->n_assignments);
		assert_in_range(effect->round, 1, after->round);
		if (effect->assignment_no > 0)
			assert_int_equal(effect->office_id, after->assignments[effect->assignment_no - 1].office_id);
		if (effect->milestone == MILESTONE_ASSIGNED)
			assigned++;
		else
			apply(&told, effect);
		about_items += effect->item_no > 0;
	}
	expect_same_days(&told, after);
	if (after->round == before->round)
		assert_int_equal(assigned, after->n_assignments - before->n_assignments);
	assert_true(about_items >= after->n_items - before->n_items);
}

/* Items are numbered within their kind, keep their place, and change only what can change of their kind. */
static void check_items(const struct case_state *before, const struct case_state *after)
{
	int numbers[ITEM_KIND_COUNT_] = { 0 };

	assert_in_range(after->n_items, before->n_items, MAX_ITEMS);
	for (int i = 0; i < after->n_items; i++) {
		const struct item *item = &after->items[i];

		assert_int_equal(item->no, ++numbers[item->kind]);
		if (i < before->n_items && item->kind != ITEM_SIGNER && item->kind != ITEM_PROMISE)
			assert_true(is_same_item(item, &before->items[i]));
	}
}

static void check_assignment_days(const struct case_state *state, const struct assignment *at)
{
	assert_true(at->assigned_on >= state->filed_on && state->filed_on >= state->received_on);
	assert_true(at->accepted_on == HY_DAY_NONE || at->accepted_on >= at->assigned_on);
	assert_true(at->answered_on == HY_DAY_NONE || at->answered_on >= at->accepted_on);
	assert_true(at->returned_on == HY_DAY_NONE || at->returned_on >= at->assigned_on);
	assert_in_range(at->extensions, 0, MAX_EXTENSIONS);
}

/* One mark per signer and round; the case shows the worst. */
static void check_evaluations(const struct case_state *state)
{
	for (int i = 0; i < state->n_items; i++)
		for (int j = 0; j < i; j++) {
			const struct item *a = &state->items[i], *b = &state->items[j];

			if (a->kind == ITEM_EVALUATION && b->kind == ITEM_EVALUATION && a->round == b->round)
				assert_int_not_equal(a->signer_no, b->signer_no);
		}
}

/* What holds of every case, whatever happened to it. */
static void check_case(const struct case_state *state)
{
	int leads = 0;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *at = &state->assignments[i];

		assert_int_equal(at->no, i + 1);
		check_assignment_days(state, at);
		leads += (at->role == ASSIGNMENT_LEAD || at->role == ASSIGNMENT_SOLE) &&
			 engine_assignment_is_open(context.rules, at);
	}
	assert_in_range(leads, 0, 1);
	check_evaluations(state);
	assert_true(state->last_on <= context.today);
}

/* --- the runs --- */

/* Decides; a refusal has words in both languages and leaves everything as it was. */
static bool decides(const struct case_state *state, const struct update *update, struct decision *ret_decision)
{
	struct decision untouched;
	struct refusal refusal = { .reason = REASON_NONE };
	struct case_state copy = *state;
	char text[2000];

	memset(ret_decision, 0xa5, sizeof(*ret_decision));
	memcpy(&untouched, ret_decision, sizeof(untouched));
	if (engine_decide(&context, state, update, ret_decision, &refusal) == 0) {
		assert_int_equal(refusal.reason, REASON_NONE);
		return true;
	}
	assert_int_not_equal(refusal.reason, REASON_NONE);
	assert_memory_equal(ret_decision, &untouched, sizeof(untouched));
	assert_memory_equal(state, &copy, sizeof(copy));
	for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++) {
		refusal_text(&refusal, language, text, sizeof(text));
		assert_null(strstr(text, "…"));
	}
	return false;
}

struct tally {
	unsigned accepted, ended, by_action[ACTION_COUNT_];
};

/* Cases that may be merged, linked and met about together. */
#define FAMILY 3
struct family {
	struct case_state cases[FAMILY];
	const struct case_state *merged[FAMILY];
	struct surroundings around;
};

/* What the engine is told beside case i: the case it was merged into, those merged into it, those the update names. */
static void surround(struct family *family, int i, const struct update *update)
{
	struct surroundings *around = &family->around;

	*around = (struct surroundings){ .merged = family->merged };
	for (int j = 0; j < FAMILY; j++) {
		if (family->cases[j].case_id == family->cases[i].main_case)
			around->main_case = &family->cases[j];
		if (family->cases[j].main_case == family->cases[i].case_id)
			family->merged[around->n_merged++] = &family->cases[j];
	}
	for (int n = 0; n < update->n_other_cases; n++)
		around->others[around->n_others++] = &family->cases[update->other_cases[n] - 1];
	context.around = around;
}

static void random_others(unsigned *seed, struct update *update, enum move_action action)
{
	if (action != ACTION_MERGE && action != ACTION_LINK && action != ACTION_MEET)
		return;
	update->n_other_cases = (int)pick_number(seed, 3);
	for (int i = 0; i < update->n_other_cases; i++)
		update->other_cases[i] = 1 + (int64_t)pick_number(seed, FAMILY);
}

/* The other cases get the other end, and nothing else happens to them. */
static void check_others(struct family *family, const struct update *update, const struct decision *decision)
{
	for (int n = 0; n < update->n_other_cases; n++) {
		struct case_state *other = &family->cases[update->other_cases[n] - 1];
		struct decision there;
		struct refusal refusal;

		assert_int_equal(engine_decide_other(&context, update, decision, n, &there, &refusal), 0);
		assert_int_equal(there.after.version, other->version + 1);
		assert_int_equal(there.after.n_items, other->n_items + 1);
		assert_string_equal(there.after.state, other->state);
		check_items(other, &there.after);
		check_effects(other, &there);
		*other = there.after;
	}
}

static int count_ends(const struct case_state *state, int64_t other)
{
	int ends = 0;

	for (int i = 0; i < state->n_items; i++)
		ends += state->items[i].kind == ITEM_LINK && state->items[i].other_case == other;
	return ends;
}

/* Nothing is merged in circles, and both ends of a link know of it. */
static void check_family(const struct family *family)
{
	for (int i = 0; i < FAMILY; i++) {
		const struct case_state *state = &family->cases[i];

		for (int j = 0; j < FAMILY; j++)
			assert_int_equal(count_ends(state, j + 1), count_ends(&family->cases[j], i + 1));
		if (state->main_case > 0)
			assert_int_equal(family->cases[state->main_case - 1].main_case, 0);
	}
}

/* One update of one case; decided as every other, and carried to the cases it names. */
static void step(unsigned *seed, struct family *family, int i, struct tally *tally)
{
	struct case_state *state = &family->cases[i];
	struct update update = random_update(seed, state);
	const struct rule_move *move = rules_move(context.rules, update.verb);
	struct decision decision;
	char text[1000];

	if (move)
		random_others(seed, &update, move->action);
	surround(family, i, &update);
	if (!decides(state, &update, &decision))
		return;
	check_move(state, &update, &decision);
	check_items(state, &decision.after);
	check_effects(state, &decision);
	check_others(family, &update, &decision);
	*state = decision.after;
	check_case(state);
	check_family(family);
	engine_next_step(&context, state, LANGUAGE_ZH, office_name, NULL, text, sizeof(text));
	assert_true(text[0]);
	tally->accepted++;
	tally->by_action[move->action]++;
}

static void run(unsigned *seed, struct tally *tally)
{
	struct family family;

	for (int i = 0; i < FAMILY; i++) {
		family.cases[i] = random_case(seed);
		family.cases[i].case_id = i + 1;
	}
	for (int steps = 0; steps < 1000; steps++) {
		int i = (int)pick_number(seed, FAMILY);

		if (!rules_state(context.rules, family.cases[i].state)->final)
			step(seed, &family, i, tally);
	}
	for (int i = 0; i < FAMILY; i++)
		tally->ended += rules_state(context.rules, family.cases[i].state)->final;
	context.around = NULL;
}

/* A correction needs an earlier line; see test_engine_correct.c. */
static bool is_tried(enum move_action action)
{
	return action != ACTION_CORRECT;
}

static void run_rules(const char *path, int runs)
{
	const struct rules *kept = context.rules;
	struct rules *rules = load_rules_file(path);
	struct tally tally = { 0 };
	unsigned seed = 20230701;

	context.rules = rules;
	context.today = day("2024-12-31");
	rules->catch_up.given = true;
	rules->catch_up.from = day("2023-01-01");
	rules->catch_up.until = context.today;
	for (int i = 0; i < runs; i++)
		run(&seed, &tally);
	print_message("%s: %u updates accepted, %u of %d cases ended\n", path, tally.accepted, tally.ended,
		      FAMILY * runs);
	/* the sequences are worth something: cases get all the way through, and every move is made */
	assert_true(tally.ended > (unsigned)(FAMILY * runs) / 10);
	for (int i = 0; i < rules->n_moves; i++)
		if (is_tried(rules->moves[i].action) && tally.by_action[rules->moves[i].action] == 0)
			fail_msg("%s: %s was never made", path, rules->moves[i].verb);
	context.rules = kept;
	rules_free(rules);
}

static void no_sequence_of_updates_leaves_the_table_of_baotou(void **s)
{
	(void)s;
	run_rules("rules/baotou.yaml", 300);
}

static void no_sequence_of_updates_leaves_the_table_of_qinyang(void **s)
{
	(void)s;
	run_rules("rules/qinyang.yaml", 200);
}

static void no_sequence_of_updates_leaves_the_table_of_suizhou(void **s)
{
	(void)s;
	run_rules("rules/suizhou.yaml", 200);
}

static void no_sequence_of_updates_leaves_the_table_of_the_first_rules(void **s)
{
	(void)s;
	run_rules("tests/unit/rules_of_0_1.yaml", 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_sequence_of_updates_leaves_the_table_of_baotou),
		TEST(no_sequence_of_updates_leaves_the_table_of_qinyang),
		TEST(no_sequence_of_updates_leaves_the_table_of_suizhou),
		TEST(no_sequence_of_updates_leaves_the_table_of_the_first_rules),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
