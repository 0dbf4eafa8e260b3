/* Any sequence of updates over each rules file of the repository: the engine never makes a move the table lacks, never
 * exceeds a limit, writes nothing when it refuses, and says in its milestones and items all that changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

#define N_OFFICES 6
#define N_SIGNERS 3

static const char *office_name(void *arg, int office_id, enum language language)
{
	(void)arg;
	(void)office_id;
	return language == LANGUAGE_ZH ? "某局" : "an office";
}

static unsigned pick_number(unsigned *seed, unsigned n)
{
	return next_random(seed) % n;
}

static const char *pick(unsigned *seed, const char *const *words, unsigned n)
{
	return words[pick_number(seed, n)];
}

/* --- updates that are often nearly right --- */

/* True when a verb is one that the case's state allows to somebody. */
static bool may_fit(const struct case_state *state, const struct rule_move *move)
{
	if (move->subject == SUBJECT_CASE)
		return codes_hold(move->from, state->state);
	if (!codes_hold(move->case_from, state->state))
		return false;
	for (int i = 0; i < state->n_assignments; i++)
		if (move_fits_assignment(move, &state->assignments[i]))
			return true;
	return false;
}

static const struct rule_move *random_move(unsigned *seed, const struct case_state *state)
{
	const struct rules *rules = context.rules;
	const struct rule_move *move;
	int tries = 0;

	do {
		move = &rules->moves[pick_number(seed, (unsigned)rules->n_moves)];
	} while (++tries < 50 && (!may_fit(state, move) || (move->action == ACTION_WITHDRAW && tries < 40)));
	return move;
}

/* A role of the move's, mostly. */
static enum role random_role(unsigned *seed, const struct rule_move *move)
{
	if (pick_number(seed, 8) == 0)
		return pick_number(seed, ROLE_COUNT_);
	if (move->roles & 1u << ROLE_COMMITTEE)
		return ROLE_COMMITTEE;
	for (unsigned role = 0; role < ROLE_COUNT_; role++)
		if (move->roles & 1u << role)
			return role;
	return ROLE_NONE;
}

/* An office that can make the move, mostly. */
static int random_office(unsigned *seed, const struct rule_move *move, const struct case_state *state)
{
	int start = state->n_assignments > 0 ? (int)pick_number(seed, (unsigned)state->n_assignments) : 0;

	for (int i = 0; i < state->n_assignments && pick_number(seed, 8); i++) {
		const struct assignment *at = &state->assignments[(start + i) % state->n_assignments];

		if (move_fits_assignment(move, at))
			return at->office_id;
	}
	return (int)pick_number(seed, N_OFFICES);
}

static void random_offices(unsigned *seed, struct update *update)
{
	switch (pick_number(seed, 4)) {
	case 0:
		update->sole_office = (int)pick_number(seed, N_OFFICES);
		break;
	case 1:
		update->n_separate = (int)pick_number(seed, 3);
		for (int i = 0; i < update->n_separate; i++)
			update->separate_offices[i] = 1 + (int)pick_number(seed, N_OFFICES);
		break;
	default:
		update->lead_office = (int)pick_number(seed, N_OFFICES);
		update->n_assist = (int)pick_number(seed, 3);
		for (int i = 0; i < update->n_assist; i++)
			update->assist_offices[i] = (int)pick_number(seed, N_OFFICES);
	}
}

static void add_new_item(unsigned *seed, struct update *update, enum item_kind kind)
{
	static const char *const names[] = { "清单.pdf", "照片.JPG", "程序.exe" };

	update->new_items[update->n_new_items++] = (struct new_item){
		.kind = kind,
		.text = kind == ITEM_ATTACHMENT ? pick(seed, names, 3) : "一件事",
		.measure = "",
		.media_type = "",
		.size = 1000,
		.member_id = kind == ITEM_SIGNER ? (int)pick_number(seed, 6) : 0,
		.on = HY_DAY_NONE,
		.due_on = kind == ITEM_PROMISE && pick_number(seed, 8)
				  ? update->happened_on + (hy_day)pick_number(seed, 300)
				  : HY_DAY_NONE,
	};
}

static void random_items(unsigned *seed, struct update *update, const struct rule_move *move)
{
	if (move->action == ACTION_ANSWER || move->action == ACTION_PROMISE || pick_number(seed, 40) == 0)
		for (unsigned i = pick_number(seed, 3); i > 0; i--)
			add_new_item(seed, update, ITEM_PROMISE);
	if (move->action == ACTION_ATTACH || pick_number(seed, 20) == 0)
		add_new_item(seed, update, ITEM_ATTACHMENT);
	if (move->action == ACTION_MEDIA)
		add_new_item(seed, update, ITEM_MEDIA);
	if (move->action == ACTION_INVITE)
		add_new_item(seed, update, ITEM_SIGNER);
}

/* The class that was reviewed, where the update is an answer. */
static const char *random_class(unsigned *seed, const struct rule_move *move, const struct case_state *state,
				int office)
{
	static const char *const odd[] = { "E", "", "b", "Ｃ" };
	const struct rule_class *class = &context.rules->classes[pick_number(seed, (unsigned)context.rules->n_classes)];

	if (pick_number(seed, 8) == 0)
		return pick(seed, odd, 4);
	for (int i = 0; i < state->n_assignments && move->action == ACTION_ANSWER; i++)
		if (state->assignments[i].office_id == office && state->assignments[i].reviewed_on != HY_DAY_NONE)
			return state->assignments[i].class;
	return class->letter;
}

static const char *random_word(unsigned *seed, const struct rule_word *list, int n)
{
	return n > 0 && pick_number(seed, 16) ? list[pick_number(seed, (unsigned)n)].code : "";
}

static struct update random_update(unsigned *seed, const struct case_state *state)
{
	static const char *const texts[] = { "说明", "说明", "说明", "说明", "说明", "说明", "说明", "说明",
					     "说明", "说明", "说明", "说明", "说明", "说明", "",     "\xff" };
	const struct rules *rules = context.rules;
	const struct rule_move *move = random_move(seed, state);
	struct update update = update_of(move->verb, random_role(seed, move), random_office(seed, move, state), "");

	if (pick_number(seed, 64) == 0)
		update.verb = "eat";
	update.happened_on = state->last_on + (hy_day)pick_number(seed, 6) - 1;
	update.expected_version = pick_number(seed, 8) ? 0 : state->version - (int)pick_number(seed, 2);
	update.reason = pick(seed, texts, 16);
	random_offices(seed, &update);
	if (move->action == ACTION_TRANSFER)
		update.lead_office = (int)pick_number(seed, N_OFFICES);
	update.case_number = pick_number(seed, 2) ? "" : "20230001";
	update.contact_method = random_word(seed, rules->contact_methods, rules->n_contact_methods);
	update.contact_persons = pick(seed, texts, 16);
	update.class = random_class(seed, move, state, update.office_id);
	update.document_number = pick(seed, texts, 16);
	update.text = pick(seed, texts, 16);
	update.attitude = random_word(seed, rules->marks, rules->n_marks);
	update.result = random_word(seed, rules->marks, rules->n_marks);
	update.n_outcomes = (int)pick_number(seed, 2);
	update.outcomes[0] = (struct outcome){ "成效", "3", "所", HY_DAY_NONE };
	update.reason_code = random_word(seed, rules->not_filed_reasons.list, rules->not_filed_reasons.n);
	update.channel = random_word(seed, rules->channels.list, rules->channels.n);
	update.item_no = (int)pick_number(seed, 5);
	update.signer_no = (int)pick_number(seed, N_SIGNERS + 2);
	update.member_id = (int)pick_number(seed, 5);
	update.place = pick(seed, texts, 16);
	update.signed_by = pick(seed, texts, 16);
	update.contact_person = pick(seed, texts, 16);
	update.publication = pick_number(seed, PUBLICATION_COUNT_);
	update.publication_reason = pick(seed, texts, 16);
	if (pick_number(seed, 2))
		update.due_on = state->last_on + (hy_day)pick_number(seed, 200);
	random_items(seed, &update, move);
	return update;
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

static struct case_state random_case(unsigned *seed)
{
	struct case_state state = { .case_id = 7,
				    .level = LEVEL_CITY,
				    .n_items = (int)pick_number(seed, N_SIGNERS + 1) };
	struct milestone_effect effect;
	struct refusal refusal;
	int (*begin)(const struct engine_context *, struct case_state *, hy_day, struct milestone_effect *,
		     struct refusal *) = engine_receive;

	snprintf(state.kind, sizeof(state.kind), "%s", context.rules->kind);
	for (int i = 0; i < state.n_items; i++)
		state.items[i].member_id = (int)pick_number(seed, 6);
	if (rules_state_of_phase(context.rules, PHASE_DRAFT) && pick_number(seed, 4) == 0)
		begin = engine_draft;
	assert_int_equal(begin(&context, &state, day("2023-03-01"), &effect, &refusal), 0);
	return state;
}

struct tally {
	unsigned accepted, ended, by_action[ACTION_COUNT_];
};

static void run(unsigned *seed, struct tally *tally)
{
	struct case_state state = random_case(seed);
	char text[1000];

	for (int step = 0; step < 400 && !rules_state(context.rules, state.state)->final; step++) {
		struct update update = random_update(seed, &state);
		struct decision decision;

		if (!decides(&state, &update, &decision))
			continue;
		check_move(&state, &update, &decision);
		check_items(&state, &decision.after);
		check_effects(&state, &decision);
		state = decision.after;
		check_case(&state);
		engine_next_step(&context, &state, LANGUAGE_ZH, office_name, NULL, text, sizeof(text));
		assert_true(text[0]);
		tally->accepted++;
		tally->by_action[rules_move(context.rules, update.verb)->action]++;
	}
	tally->ended += rules_state(context.rules, state.state)->final;
}

/* Moves that need another case beside this one, or an earlier line, are tried elsewhere. */
static bool is_of_one_case(enum move_action action)
{
	return action != ACTION_MERGE && action != ACTION_ANSWER_MERGED && action != ACTION_LINK &&
	       action != ACTION_CORRECT;
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
	print_message("%s: %u updates accepted, %u of %d cases ended\n", path, tally.accepted, tally.ended, runs);
	/* the sequences are worth something: cases get all the way through, and every move is made */
	assert_true(tally.ended > (unsigned)runs / 10);
	for (int i = 0; i < rules->n_moves; i++)
		if (is_of_one_case(rules->moves[i].action) && tally.by_action[rules->moves[i].action] == 0)
			fail_msg("%s: %s was never made", path, rules->moves[i].verb);
	context.rules = kept;
	rules_free(rules);
}

static void no_sequence_of_updates_leaves_the_table_of_baotou(void **s)
{
	(void)s;
	run_rules("rules/baotou.yaml", 1500);
}

static void no_sequence_of_updates_leaves_the_table_of_the_first_rules(void **s)
{
	(void)s;
	run_rules("tests/unit/rules_of_0_1.yaml", 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_sequence_of_updates_leaves_the_table_of_baotou),
		TEST(no_sequence_of_updates_leaves_the_table_of_the_first_rules),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
