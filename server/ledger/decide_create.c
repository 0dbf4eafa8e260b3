/* Decides the jobs that bring a case: received, or begun as a draft. */
#include "ledger/state.h"
#include <stdio.h>
#include <string.h>

/* How long a session sits, in days from its first on: what is received meanwhile or before counts as in session, what
 * comes later as between sessions (平时提案). The directory has only the first day; plenary sessions of a city last
 * four to six days, and proposals handed in on paper are entered in the days after. */
#define SESSION_DAYS 10

bool is_between_sessions(const struct registry *registry, int session_id, hy_day on)
{
	const struct session *session = registry_session(registry, session_id);

	return session && on != HY_DAY_NONE && on >= session->starts_on + SESSION_DAYS;
}

static bool submission_is_taken(struct ledger *ledger, const struct slot *slot)
{
	const struct new_case *n = slot->job->new_case;
	struct case_ref ref = { .session_id = n->session_id };

	if (!n->submission_number || !*n->submission_number)
		return false;
	snprintf(ref.submission_number, sizeof ref.submission_number, "%s", n->submission_number);
	return slot->taken_submission || cache_has(ledger->cache, &ref);
}

/* The proposers have signed what they handed in. */
static void add_signers(struct case_state *state, const struct new_case *n)
{
	for (int i = 0; i < n->n_proposers && state->n_items < MAX_ITEMS; i++)
		state->items[state->n_items++] = (struct item){ .kind = ITEM_SIGNER,
								.no = i + 1,
								.state = ITEM_SIGNED,
								.member_id = n->member_ids ? n->member_ids[i] : 0,
								.on = n->received_on,
								.due_on = HY_DAY_NONE,
								.done_on = n->received_on };
}

/* A created case before it is received: what the caller named. */
static void begin_case(struct ledger *ledger, struct slot *slot)
{
	const struct new_case *n = slot->job->new_case;
	struct case_state *state = &slot->own.decision.after;

	memset(state, 0, sizeof *state);
	snprintf(state->kind, sizeof state->kind, "%s", n->kind ? n->kind : "");
	snprintf(state->category, sizeof state->category, "%s", n->category ? n->category : "");
	snprintf(state->proposer_kind, sizeof state->proposer_kind, "%s", n->proposer_kind ? n->proposer_kind : "");
	state->level = n->level;
	state->session_id = n->session_id;
	state->received_on = state->filed_on = state->last_on = state->published_on = HY_DAY_NONE;
	state->round = 1;
	state->between_sessions = is_between_sessions(ledger->registry, n->session_id, n->received_on);
	add_signers(state, n);
}

/* Session and members exist, and the submission number is free. */
static bool check_created(struct ledger *ledger, struct slot *slot)
{
	const struct new_case *n = slot->job->new_case;
	const struct session *session = registry_session(ledger->registry, n->session_id);
	struct refusal *refusal;

	if (n->session_id && !session) {
		refuse_with(slot_refuse(slot, REASON_SESSION_NOT_FOUND), "session", "#%d", n->session_id);
		return false;
	}
	if (n->n_proposers > MAX_NEW_ITEMS) {
		refusal = slot_refuse(slot, REASON_FIELD_TOO_MANY);
		refuse_with(refusal, "field", "proposers");
		refuse_with(refusal, "max", "%d", MAX_NEW_ITEMS);
		return false;
	}
	if (!submission_is_taken(ledger, slot))
		return true;
	refusal = slot_refuse(slot, REASON_SUBMISSION_NUMBER_TAKEN);
	refuse_with(refusal, "session", "%s", session ? session->code : "");
	refuse_with(refusal, "value", "%s", n->submission_number);
	return false;
}

static void make_line(struct ledger *ledger, struct slot *slot, const struct line_head *head,
		      const struct milestone_effect *effect)
{
	struct page_line *line = &slot->own;

	change_gather(&line->change, ledger->registry->rules, ledger->registry->rules_version, NULL,
		      &line->decision.after, effect, 1);
	line->gathered = true;
	line->change.on = line->decision.after.received_on;
	change_add_proposers(&line->change, slot->job->new_case);
	line->body = line_create(head, slot->job->new_case, &line->change, &line->beside);
	decide_finish(slot, line);
}

bool decide_received(struct ledger *ledger, struct slot *slot, struct milestone_effect *ret_effect)
{
	const struct new_case *n = slot->job->new_case;
	struct engine_context context = decide_context(ledger);
	int (*begin)(const struct engine_context *, struct case_state *, hy_day, struct milestone_effect *,
		     struct refusal *) = n->draft ? engine_draft : engine_receive;

	if (!check_created(ledger, slot))
		return false;
	begin_case(ledger, slot);
	slot->own.decision.late_entry = false;
	if (begin(&context, &slot->own.decision.after, n->received_on, ret_effect, &slot->refusal) == 0)
		return true;
	slot->outcome = SLOT_REFUSED;
	return false;
}

void decide_create(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct milestone_effect effect;

	if (!decide_received(ledger, slot, &effect))
		return;
	slot->own.decision.after.case_id = ledger->last_case + ++ledger->round.created;
	make_line(ledger, slot, head, &effect);
	if (slot->outcome != SLOT_LINE)
		ledger->round.created--;
}
