/* What a case waits for and who is next, in one sentence: the case's own step first, then everything that is open, the
 * most urgent first. */
#include "domain/engine/words.h"

#include <stdlib.h>

/* Room for one thing in the sentence: some moves, an office, days. Longer ones are cut. */
#define PIECE_SIZE 400
/* Bytes kept free for the end of a sentence that cannot name everything, "; and 170 more". */
#define TAIL_SIZE 24

/* What the sentence can name, in this order where the due days are the same. */
enum piece_kind {
	PIECE_CASE,       /* the step of the case itself */
	PIECE_COSIGN,     /* an assist office has not agreed to the draft */
	PIECE_ASSIGNMENT, /* an office at work, or waiting for somebody else's decision */
	PIECE_PROMISE,
	PIECE_EVALUATION,  /* all signers who have not evaluated */
	PIECE_PUBLICATION, /* an answer that is for the public and has not reached it */
	PIECE_INVITATION
};
struct piece {
	enum piece_kind kind;
	hy_day due_on;
	const struct assignment *assignment;
	const struct item *item;
};
/* The pieces of a sentence; one of each assignment and item at most, and the case's own three. */
struct pieces {
	struct piece list[MAX_ASSIGNMENTS + MAX_ITEMS + 3];
	int n;
};

static void add_piece(struct pieces *pieces, enum piece_kind kind, hy_day due_on, const struct assignment *assignment,
		      const struct item *item)
{
	pieces->list[pieces->n++] = (struct piece){ kind, due_on, assignment, item };
}

static void tell_piece(struct telling *telling, const struct piece *piece)
{
	switch (piece->kind) {
	case PIECE_CASE:
		tell_case(telling, rules_state(telling->context->rules, telling->state->state));
		break;
	case PIECE_COSIGN:
		tell_cosign(telling, piece->assignment);
		break;
	case PIECE_ASSIGNMENT:
		tell_assignment(telling, piece->assignment);
		break;
	case PIECE_PROMISE:
		words_add(&telling->words, tell_choose(telling, "待兑现：", "to be kept: "));
		tell_promise(telling, piece->item);
		break;
	case PIECE_EVALUATION:
		tell_evaluation(telling, piece->due_on);
		break;
	case PIECE_PUBLICATION:
		tell_publication(telling, piece->due_on);
		break;
	case PIECE_INVITATION:
		words_add(&telling->words, tell_choose(telling, "尚未回复邀请：", "invited, without an answer: "));
		tell_invited(telling, piece->item);
		break;
	}
}

/* --- what there is to tell --- */

/* The due day of the draft that waits for co-signatures; HY_DAY_NONE with *ret_waits false when none does. */
static hy_day draft_waits(const struct telling *telling, bool *ret_waits)
{
	const struct rules *rules = telling->context->rules;
	const struct case_state *state = telling->state;

	*ret_waits = true;
	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];

		for (int j = 0; j < rules->n_moves && owes_answer(telling->context, state, assignment); j++)
			if (rules->moves[j].needs & NEED_COSIGNS && move_fits_assignment(&rules->moves[j], assignment))
				return assignment->due_on;
	}
	*ret_waits = false;
	return HY_DAY_NONE;
}

static void collect_assignments(const struct telling *telling, struct pieces *pieces)
{
	const struct engine_context *context = telling->context;
	const struct case_state *state = telling->state;
	bool cosigns;
	hy_day draft_due = draft_waits(telling, &cosigns);

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];
		const struct rule_state *at = rules_assignment_state(context->rules, assignment->state);

		if (!at || at->final)
			continue;
		if (at->open)
			add_piece(pieces, PIECE_ASSIGNMENT, assignment->due_on, assignment, NULL);
		else if (role_by_name(at->next_role) != ROLE_HANDLER)
			add_piece(pieces, PIECE_ASSIGNMENT, HY_DAY_NONE, assignment, NULL);
		else if (cosigns && owes_cosign(context, state, assignment))
			add_piece(pieces, PIECE_COSIGN, draft_due, assignment, NULL);
	}
}

/* True when a move with an action is possible in the case's state. */
static bool can_do(const struct telling *telling, enum move_action action)
{
	const struct rules *rules = telling->context->rules;

	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == action && codes_hold(rules->moves[i].from, telling->state->state))
			return true;
	return false;
}

static void collect_publication(const struct telling *telling, struct pieces *pieces)
{
	const struct case_state *state = telling->state;
	bool public = state->publication == PUBLICATION_FULL || state->publication == PUBLICATION_SUMMARY;

	if (public && state->published_on == HY_DAY_NONE && can_do(telling, ACTION_PUBLISH))
		add_piece(pieces, PIECE_PUBLICATION, engine_due(telling->context, DEADLINE_PUBLISH, state, NULL), NULL,
			  NULL);
}

static void collect_items(const struct telling *telling, struct pieces *pieces)
{
	const struct case_state *state = telling->state;
	bool evaluations = false;

	for (int i = 0; i < state->n_items; i++) {
		const struct item *item = &state->items[i];

		if (item->kind == ITEM_PROMISE && item->state == ITEM_OPEN)
			add_piece(pieces, PIECE_PROMISE, item->due_on, NULL, item);
		else if (item->kind == ITEM_SIGNER && item->state == ITEM_INVITED &&
			 (item->due_on == HY_DAY_NONE || item->due_on >= telling->context->today))
			add_piece(pieces, PIECE_INVITATION, item->due_on, NULL, item);
		evaluations |= owes_evaluation(state, item);
	}
	if (evaluations && can_do(telling, ACTION_EVALUATE))
		add_piece(pieces, PIECE_EVALUATION, engine_due(telling->context, DEADLINE_EVALUATE, state, NULL), NULL,
			  NULL);
}

/* The case first, then by due day; what has none comes last. */
static int compare_pieces(const void *left, const void *right)
{
	const struct piece *a = left, *b = right;

	if ((a->kind == PIECE_CASE) != (b->kind == PIECE_CASE))
		return a->kind == PIECE_CASE ? -1 : 1;
	if (a->due_on != b->due_on) {
		if (a->due_on == HY_DAY_NONE || b->due_on == HY_DAY_NONE)
			return a->due_on == HY_DAY_NONE ? 1 : -1;
		return a->due_on < b->due_on ? -1 : 1;
	}
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;
	if (a->assignment && b->assignment)
		return a->assignment->no - b->assignment->no;
	return a->item && b->item ? a->item->no - b->item->no : 0;
}

static void collect(const struct telling *telling, const struct rule_state *at, struct pieces *pieces)
{
	if (!at->final) {
		collect_assignments(telling, pieces);
		collect_items(telling, pieces);
		collect_publication(telling, pieces);
	}
	/* what an office does about the case is told of its assignment, where there is one */
	if (at->final || pieces->n == 0 || (role_by_name(at->next_role) != ROLE_HANDLER && at->next_role[0]))
		add_piece(pieces, PIECE_CASE, HY_DAY_NONE, NULL, NULL);
	qsort(pieces->list, (size_t)pieces->n, sizeof(*pieces->list), compare_pieces);
}

/* Writes the sentence; where the room ends it tells how many things there are, "… 等 12 项". */
static void tell(struct telling *telling, const struct pieces *pieces)
{
	struct words sentence = telling->words;
	char text[PIECE_SIZE];

	for (int i = 0; i < pieces->n; i++) {
		size_t room = sentence.size - sentence.len - 1;

		words_begin(&telling->words, text, sizeof(text));
		if (i > 0)
			words_add(&telling->words, tell_choose(telling, "；", "; "));
		tell_piece(telling, &pieces->list[i]);
		if (i > 0 && telling->words.len + (i < pieces->n - 1 ? TAIL_SIZE : 0) > room) {
			words_addf(&sentence, tell_choose(telling, "，等 %d 项", "; and %d more"),
				   telling->language == LANGUAGE_ZH ? pieces->n : pieces->n - i);
			break;
		}
		words_add(&sentence, text);
	}
}

void engine_next_step(const struct engine_context *context, const struct case_state *state, enum language language,
		      const char *(*office_name)(void *arg, int office_id, enum language language), void *arg,
		      char *out, size_t size)
{
	struct telling telling = { context, state, language, office_name, arg, { 0 } };
	const struct rule_state *at = rules_state(context->rules, state->state);
	struct pieces pieces = { .n = 0 };

	if (size == 0)
		return;
	words_begin(&telling.words, out, size);
	if (!at)
		return;
	collect(&telling, at, &pieces);
	tell(&telling, &pieces);
}
