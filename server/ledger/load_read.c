/* What a load brought, taken into memory. */
#include "base/memory.h"
#include "ledger/load.h"
#include <stdio.h>
#include <string.h>

static struct case_state *read_case(const struct db_result *result, size_t i, size_t row, struct case_state *state)
{
	memset(state, 0, sizeof *state);
	state->case_id = db_int(result, i, row, CC_ID);
	state->version = (int)db_int(result, i, row, CC_VERSION);
	snprintf(state->kind, sizeof state->kind, "%s", db_text(result, i, row, CC_KIND));
	snprintf(state->state, sizeof state->state, "%s", db_text(result, i, row, CC_STATE));
	state->phase = (enum phase)db_int(result, i, row, CC_PHASE);
	state->level = (enum level)db_int(result, i, row, CC_LEVEL);
	state->session_id = (int)db_int(result, i, row, CC_SESSION);
	snprintf(state->number, sizeof state->number, "%s", db_text(result, i, row, CC_NUMBER));
	snprintf(state->category, sizeof state->category, "%s", db_text(result, i, row, CC_CATEGORY));
	state->received_on = db_day(result, i, row, CC_RECEIVED_ON);
	state->filed_on = db_day(result, i, row, CC_FILED_ON);
	state->last_on = db_day(result, i, row, CC_LAST_ON);
	snprintf(state->attitude, sizeof state->attitude, "%s", db_text(result, i, row, CC_ATTITUDE));
	snprintf(state->result, sizeof state->result, "%s", db_text(result, i, row, CC_RESULT));
	state->round = (int)db_int(result, i, row, CC_ROUND);
	state->main_case = db_int(result, i, row, CC_MAIN_CASE);
	state->key = db_bool(result, i, row, CC_KEY);
	state->leader_id = (int)db_int(result, i, row, CC_LEADER);
	state->publication = (enum publication)db_int(result, i, row, CC_PUBLICATION);
	state->published_on = db_day(result, i, row, CC_PUBLISHED_ON);
	snprintf(state->proposer_kind, sizeof state->proposer_kind, "%s", db_text(result, i, row, CC_PROPOSER_KIND));
	state->between_sessions = db_bool(result, i, row, CC_BETWEEN);
	return state;
}

static void read_assignment(const struct db_result *result, size_t i, size_t row, struct assignment *a)
{
	a->no = (int)db_int(result, i, row, CC_NO);
	a->office_id = (int)db_int(result, i, row, CC_OFFICE);
	a->role = (enum assignment_role)db_int(result, i, row, CC_ROLE);
	snprintf(a->state, sizeof a->state, "%s", db_text(result, i, row, CC_A_STATE));
	a->assigned_on = db_day(result, i, row, CC_ASSIGNED_ON);
	a->due_on = db_day(result, i, row, CC_DUE_ON);
	a->return_by = db_day(result, i, row, CC_RETURN_BY);
	a->accepted_on = db_day(result, i, row, CC_ACCEPTED_ON);
	a->returned_on = db_day(result, i, row, CC_RETURNED_ON);
	a->contacted_on = db_day(result, i, row, CC_CONTACTED_ON);
	a->answered_on = db_day(result, i, row, CC_ANSWERED_ON);
	snprintf(a->class, sizeof a->class, "%s", db_text(result, i, row, CC_CLASS));
	a->class_meaning = (enum class_meaning)db_int(result, i, row, CC_MEANING);
	a->round = (int)db_int(result, i, row, CC_A_ROUND);
	a->extensions = (int)db_int(result, i, row, CC_EXTENSIONS);
	a->contact_by = db_day(result, i, row, CC_CONTACT_BY);
	a->drafted_on = db_day(result, i, row, CC_DRAFTED_ON);
	a->reviewed_on = db_day(result, i, row, CC_REVIEWED_ON);
	a->cosigned_on = db_day(result, i, row, CC_COSIGNED_ON);
	snprintf(a->later_class, sizeof a->later_class, "%s", db_text(result, i, row, CC_LATER_CLASS));
}

static void read_item(const struct db_result *result, size_t i, size_t row, struct item *item)
{
	item->kind = (enum item_kind)db_int(result, i, row, CC_WHAT);
	item->no = (int)db_int(result, i, row, CC_NO);
	item->state = (enum item_state)db_int(result, i, row, CC_ITEM_STATE);
	item->assignment_no = (int)db_int(result, i, row, CC_ITEM_ASSIGNMENT);
	item->round = (int)db_int(result, i, row, CC_A_ROUND);
	item->signer_no = (int)db_int(result, i, row, CC_ITEM_SIGNER);
	item->office_id = (int)db_int(result, i, row, CC_OFFICE);
	item->member_id = (int)db_int(result, i, row, CC_ITEM_MEMBER);
	item->other_case = db_int(result, i, row, CC_ITEM_OTHER_CASE);
	item->on = db_day(result, i, row, CC_ITEM_ON);
	item->due_on = db_day(result, i, row, CC_DUE_ON);
	item->done_on = db_day(result, i, row, CC_ITEM_DONE_ON);
	snprintf(item->attitude, sizeof item->attitude, "%s", db_text(result, i, row, CC_ITEM_ATTITUDE));
	snprintf(item->result, sizeof item->result, "%s", db_text(result, i, row, CC_ITEM_RESULT));
}

/* An assignment or an item, or neither for a case without. */
static void read_part(const struct db_result *result, size_t i, size_t row, struct case_state *state)
{
	if (db_is_null(result, i, row, CC_WHAT))
		return;
	if (db_int(result, i, row, CC_WHAT) > 0 && state->n_items < MAX_ITEMS)
		read_item(result, i, row, &state->items[state->n_items++]);
	else if (db_int(result, i, row, CC_WHAT) == 0 && state->n_assignments < MAX_ASSIGNMENTS)
		read_assignment(result, i, row, &state->assignments[state->n_assignments++]);
}

/* Rows come sorted by case: one row for each assignment and item, one for a case without. */
static void read_cases(struct ledger *ledger, const struct db_result *result, int statement)
{
	size_t i = (size_t)statement, rows = statement < 0 ? 0 : db_rows(result, i);
	struct case_state state;
	char submission[CASE_NUMBER_SIZE];

	for (size_t row = 0; row < rows;) {
		int64_t case_id = db_int(result, i, row, CC_ID);

		read_case(result, i, row, &state);
		snprintf(submission, sizeof submission, "%s", db_text(result, i, row, CC_SUBMISSION));
		for (; row < rows && db_int(result, i, row, CC_ID) == case_id; row++)
			read_part(result, i, row, &state);
		cache_put(ledger->cache, &state, submission);
	}
}

static void read_requests(struct ledger *ledger, const struct db_result *result, int statement)
{
	size_t i = (size_t)statement, rows = statement < 0 ? 0 : db_rows(result, i), len;

	for (size_t row = 0; row < rows; row++) {
		struct slot *slot = ledger->round.slots[db_int(result, i, row, 0)];
		const uint8_t *digest = db_bytes(result, i, row, 1, &len);

		if (slot->job->dry_run)
			continue;
		slot->stored = true;
		if (len == SHA256_BYTES)
			memcpy(slot->stored_digest, digest, SHA256_BYTES);
		slot->stored_page = db_int(result, i, row, 2);
		slot->stored_line = (int)db_int(result, i, row, 3);
		slot->stored_case = db_int(result, i, row, 4);
		slot->stored_late = db_bool(result, i, row, 5);
		slot->stored_id = (int)db_int(result, i, row, 6);
		if (slot->stored_case) {
			slot->cases[0] = (struct wanted_case){ .ref = { .case_id = slot->stored_case } };
			slot->n_cases = 1;
		}
	}
}

static void read_taken(struct ledger *ledger, const struct db_result *result, const struct load *load)
{
	for (size_t row = 0; load->numbers >= 0 && row < db_rows(result, (size_t)load->numbers); row++)
		ledger->round.slots[db_int(result, (size_t)load->numbers, row, 0)]->taken_number = true;
	for (size_t row = 0; load->submissions >= 0 && row < db_rows(result, (size_t)load->submissions); row++)
		ledger->round.slots[db_int(result, (size_t)load->submissions, row, 0)]->taken_submission = true;
}

/* The head as it is. If it is not the one we knew, nothing else we knew holds; then true. */
static bool read_head(struct ledger *ledger, const struct db_result *result, size_t i)
{
	static const uint8_t zero[SHA256_BYTES];
	bool any = db_rows(result, i) > 0;
	size_t len = SHA256_BYTES;
	int64_t page = any ? db_int(result, i, 0, 0) : 0;
	const uint8_t *hash = any ? db_bytes(result, i, 0, 1, &len) : zero;

	if (ledger->head_known && ledger->page == page && len == SHA256_BYTES && !memcmp(hash, ledger->hash, len))
		return false;
	if (ledger->head_known)
		ledger_note_foreign(ledger);
	ledger_forget(ledger);
	ledger->head_known = len == SHA256_BYTES;
	ledger->page = page;
	if (len == SHA256_BYTES)
		memcpy(ledger->hash, hash, SHA256_BYTES);
	ledger_publish_head(ledger);
	return true;
}

/* All that the page lacked. When there is no room for them those read before are forgotten; if the page needs some of
 * these, it asks for them once more. */
static void read_serials(struct ledger *ledger, const struct db_result *result, size_t first)
{
	struct round *round = &ledger->round;

	if (ledger->n_serials + round->n_wanted > MAX_SERIALS)
		ledger->n_serials = 0;
	for (int k = 0; k < round->n_wanted; k++) {
		size_t i = first + (size_t)k;

		ledger->serials[ledger->n_serials++] =
			(struct serial){ .year = round->wanted[k].year,
					 .digits = round->wanted[k].digits,
					 .last = db_rows(result, i) ? db_int(result, i, 0, 0) : 0 };
	}
	round->n_wanted = 0;
}

/* What offices have at hand. When there is no room those read before are forgotten; if the page needs some of these,
 * it asks for them once more. */
static void read_loads(struct ledger *ledger, const struct db_result *result, size_t i)
{
	size_t n = db_rows(result, i);

	if ((size_t)ledger->n_loads + n > MAX_OFFICE_LOADS)
		ledger->n_loads = 0;
	if ((size_t)ledger->n_loads + n > (size_t)ledger->loads_size) {
		ledger->loads_size = 2 * ledger->loads_size + (int)n;
		ledger->loads = hy_xrealloc(ledger->loads, (size_t)ledger->loads_size * sizeof *ledger->loads);
	}
	for (size_t row = 0; row < n; row++)
		ledger->loads[ledger->n_loads++] = (struct load_count){ .office_id = (int)db_int(result, i, row, 0),
									.session_id = (int)db_int(result, i, row, 1),
									.cases = db_int(result, i, row, 2) };
	ledger->round.n_wanted_loads = 0;
}

static void read_earlier(struct ledger *ledger, const struct db_result *result, size_t i)
{
	for (size_t row = 0; row < db_rows(result, i); row++)
		earlier_take(ledger->round.slots[db_int(result, i, row, 0)], db_text(result, i, row, 1));
}

/* What was asked for before this load went with the head it knew, so its answer "there is none" does not hold either:
 * it is asked for anew. */
static void forget_answers(struct round *round)
{
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		slot->probed = false;
		for (int k = 0; k < slot->n_cases; k++)
			slot->cases[k].asked = false;
		if (slot->earlier)
			slot->earlier->known = false;
	}
	for (int i = 0; i < round->n_around; i++)
		round->around[i].asked = false;
}

static void read_head_and_marks(struct load *load, const struct db_result *result)
{
	struct round *round = &load->ledger->round;

	if (read_head(load->ledger, result, (size_t)load->head))
		forget_answers(round);
	for (int i = 0; i < load->n_lacking; i++)
		load->lacking[i]->asked = true;
	for (int i = 0; i < round->n; i++) {
		round->slots[i]->probed |= load->requests >= 0;
		earlier_begin(round->slots[i]);
	}
}

void load_read(struct load *load, const struct db_result *result)
{
	struct ledger *ledger = load->ledger;

	read_head_and_marks(load, result);
	if (load->registry >= 0)
		ledger->registry_trust = db_int(result, (size_t)load->registry, 0, 0) > ledger->registry->page
						 ? REGISTRY_RELOAD
						 : REGISTRY_CURRENT;
	read_cases(ledger, result, load->by_id);
	read_cases(ledger, result, load->by_number);
	read_cases(ledger, result, load->by_submission);
	if (load->earlier >= 0)
		read_earlier(ledger, result, (size_t)load->earlier);
	read_requests(ledger, result, load->requests);
	read_taken(ledger, result, load);
	if (load->last_case >= 0)
		ledger->last_case = db_int(result, (size_t)load->last_case, 0, 0);
	if (load->serial >= 0)
		read_serials(ledger, result, (size_t)load->serial);
	if (load->loads >= 0)
		read_loads(ledger, result, (size_t)load->loads);
	ledger->round.loads++;
	ledger->round.look = false;
}
