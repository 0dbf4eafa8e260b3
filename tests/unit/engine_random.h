/* Random updates that are often nearly right, over the rules of the context. Included after cmocka.h. */
#ifndef TESTS_ENGINE_RANDOM_H
#define TESTS_ENGINE_RANDOM_H

#include "engine_fixture.h"

#define N_OFFICES 6
#define N_SIGNERS 3

static inline unsigned pick_number(unsigned *seed, unsigned n)
{
	return next_random(seed) % n;
}

static inline const char *pick(unsigned *seed, const char *const *words, unsigned n)
{
	return words[pick_number(seed, n)];
}

static inline const struct rule_move *random_move(unsigned *seed, const struct case_state *state)
{
	const struct rules *rules = context.rules;
	const struct rule_move *move;
	int tries = 0;

	do {
		move = &rules->moves[pick_number(seed, (unsigned)rules->n_moves)];
	} while (++tries < 50 && (!move_fits_case(move, state) || (move->action == ACTION_WITHDRAW && tries < 40)));
	return move;
}

/* A role of the move's, mostly. */
static inline enum role random_role(unsigned *seed, const struct rule_move *move)
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
static inline int random_office(unsigned *seed, const struct rule_move *move, const struct case_state *state)
{
	int start = state->n_assignments > 0 ? (int)pick_number(seed, (unsigned)state->n_assignments) : 0;

	for (int i = 0; i < state->n_assignments && pick_number(seed, 8); i++) {
		const struct assignment *at = &state->assignments[(start + i) % state->n_assignments];

		if (move_fits_assignment(move, at))
			return at->office_id;
	}
	return (int)pick_number(seed, N_OFFICES);
}

static inline void random_offices(unsigned *seed, struct update *update)
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

static inline void add_new_item(unsigned *seed, struct update *update, enum item_kind kind)
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

static inline void random_items(unsigned *seed, struct update *update, const struct rule_move *move)
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
static inline const char *random_class(unsigned *seed, const struct rule_move *move, const struct case_state *state,
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

static inline const char *random_word(unsigned *seed, const struct rule_word *list, int n)
{
	return n > 0 && pick_number(seed, 16) ? list[pick_number(seed, (unsigned)n)].code : "";
}

static inline struct update random_update(unsigned *seed, const struct case_state *state)
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
	update.proposed_office = (int)pick_number(seed, N_OFFICES);
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

static inline struct case_state random_case(unsigned *seed)
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

#endif
