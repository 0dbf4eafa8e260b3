/* Decides the jobs of a page against the cases as they stand: lines, refusals, or "already stored". */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refusal *slot_refuse(struct slot *slot, enum reason reason)
{
	slot->outcome = SLOT_REFUSED;
	return refuse(&slot->refusal, reason);
}

struct engine_context decide_context(const struct ledger *ledger)
{
	return (struct engine_context){ .rules = ledger->registry->rules,
					.calendar = ledger->registry->calendar,
					.today = ledger_today(ledger) };
}

/* The same request id again: the stored answer, or a refusal if its content is another one. */
static void decide_stored(struct ledger *ledger, struct slot *slot)
{
	char text[UUID_TEXT];

	if (memcmp(slot->stored_digest, slot->job->digest, SHA256_BYTES) != 0) {
		refuse_with(slot_refuse(slot, REASON_REQUEST_ID_REUSED), "request", "%s",
			    uuid_format(slot->job->request_id, text));
		return;
	}
	slot->outcome = SLOT_STORED;
	slot->given_id = slot->stored_id;
	if (slot->stored_case && !cache_get(ledger->cache, &slot->cases[0].ref, &slot->own.decision.after))
		slot_refuse(slot, REASON_INTERNAL);
}

void decide_finish(struct slot *slot, struct page_line *line)
{
	if (!line->body) {
		refuse_with(slot_refuse(slot, REASON_FIELD_NOT_TEXT), "field", "text");
		return;
	}
	random_bytes(line->salt, sizeof line->salt);
	merkle_leaf(line->body, strlen(line->body), line->salt, line->leaf);
	slot->outcome = SLOT_LINE;
}

void page_line_clear(struct page_line *line)
{
	free(line->body);
	free(line->beside);
	line->body = line->beside = NULL;
	if (line->gathered)
		change_clear(&line->change);
	line->gathered = false;
}

void slot_name_cases(struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	slot->n_cases = 0;
	if (job->kind != JOB_UPDATE || job->new_case)
		return;
	slot->cases[slot->n_cases++] = (struct wanted_case){ .ref = job->ref };
	for (int i = 0; i < job->n_others; i++)
		slot->cases[slot->n_cases++] = (struct wanted_case){ .ref = job->others[i] };
}

void slot_clear(struct slot *slot)
{
	page_line_clear(&slot->own);
	for (int i = 0; i < slot->n_others; i++)
		page_line_clear(&slot->others[i]);
	free(slot->others);
	earlier_free(slot);
	slot->others = NULL;
	slot->n_others = 0;
}

static struct line_head head_of(const struct ledger *ledger, const struct ledger_job *job)
{
	struct line_head head = { .at = ledger->round.at,
				  .today = ledger_today(ledger),
				  .office_id = job->office_id,
				  .role = job->role,
				  .token_id = job->token_id };

	memcpy(head.request, job->request_id, UUID_BYTES);
	memcpy(head.digest, job->digest, SHA256_BYTES);
	return head;
}

static bool decide_slot(struct ledger *ledger, struct slot *slot)
{
	struct line_head head = head_of(ledger, slot->job);

	if (slot->stored) {
		decide_stored(ledger, slot);
		return true;
	}
	if (slot->job->kind != JOB_CREATE && slot->job->kind != JOB_UPDATE) {
		decide_admin(ledger, slot, &head);
		if (slot->outcome == SLOT_OPEN)
			decide_finish(slot, &slot->own);
		return true;
	}
	if (!ledger->registry->rules) {
		slot_refuse(slot, REASON_RULES_MISSING);
		return true;
	}
	if (slot->job->kind == JOB_UPDATE)
		return decide_update(ledger, slot, &head);
	decide_create(ledger, slot, &head);
	return true;
}

static void clear_decisions(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	round->n_lines = round->n_stored = 0;
	round->created = 0;
	round->at = moment_now();
	for (int i = 0; i < ledger->n_serials; i++)
		ledger->serials[i].used = 0;
	around_clear_loads(ledger);
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		page_line_clear(&slot->own);
		for (int k = 0; k < slot->n_others; k++)
			page_line_clear(&slot->others[k]);
		slot->outcome = SLOT_OPEN;
		slot->refusal = (struct refusal){ .reason = REASON_NONE };
	}
}

/* The postponed go before the rest of the queue, in their order; the other slots close ranks. */
static void take_postponed_out(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	int kept = 0;

	for (int i = round->n - 1; i >= 0; i--)
		if (round->slots[i]->outcome == SLOT_POSTPONED)
			job_list_prepend(&ledger->queue, round->slots[i]->job);
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		if (slot->outcome == SLOT_POSTPONED) {
			slot_clear(slot);
			continue;
		}
		round->slots[i] = round->slots[kept];
		round->slots[kept++] = slot;
	}
	round->n = kept;
}

static void add_line(struct round *round, const struct slot *slot, struct page_line *line)
{
	round->owners[round->n_lines] = slot;
	round->lines[round->n_lines++] = line;
	line->line_no = round->n_lines;
}

static void number_lines(struct round *round)
{
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		if (slot->outcome == SLOT_STORED || slot->outcome == SLOT_SAME)
			round->n_stored++;
		if (slot->outcome != SLOT_LINE)
			continue;
		add_line(round, slot, &slot->own);
		for (int k = 0; k < slot->n_others; k++)
			add_line(round, slot, &slot->others[k]);
	}
}

/* Before it is refused, told that all is as it wants, or what would become of it, a job's request id is looked up: it
 * may be a repeat of one that was accepted. The head is read with it, so the answer is no older than the job. */
static bool needs_probe(const struct slot *slot)
{
	return !slot->probed &&
	       (slot->outcome == SLOT_REFUSED || slot->outcome == SLOT_SAME || slot->outcome == SLOT_TRIED);
}

bool decide_all(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	bool complete = true;

	clear_decisions(ledger);
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		complete &= decide_slot(ledger, slot);
		if (slot->outcome == SLOT_LINE)
			around_use_loads(ledger, slot);
		if (needs_probe(slot)) {
			round->careful = true;
			complete = false;
		}
	}
	if (!complete) {
		/* None of it stands until all has been read: if the reading fails, it must not be told as a refusal. */
		for (int i = 0; i < round->n; i++)
			round->slots[i]->outcome = SLOT_OPEN;
		return false;
	}
	take_postponed_out(ledger);
	number_lines(round);
	return true;
}
