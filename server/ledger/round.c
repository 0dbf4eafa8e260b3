/* The course of one page: choose, load what is missing, decide, append, answer; and what happens when it fails. */
#include "base/log.h"
#include "base/memory.h"
#include "ledger/state.h"
#include <stdlib.h>
#include <string.h>

void ledger_forget(struct ledger *ledger)
{
	cache_clear(ledger->cache);
	ledger->head_known = false;
	ledger->last_case = -1;
	ledger->n_serials = 0;
	ledger->n_loads = 0;
	if (ledger->registry_trust == REGISTRY_CURRENT)
		ledger->registry_trust = REGISTRY_CHECK;
}

void round_make(struct round *round)
{
	round->slots = hy_xcalloc(LEDGER_MAX_PAGE_LINES, sizeof(struct slot *));
	for (int i = 0; i < LEDGER_MAX_PAGE_LINES; i++)
		round->slots[i] = hy_xcalloc(1, sizeof(struct slot));
}

void round_free(struct round *round)
{
	for (int i = 0; i < round->n; i++)
		slot_clear(round->slots[i]);
	for (int i = 0; i < LEDGER_MAX_PAGE_LINES; i++)
		free(round->slots[i]);
	free(round->slots);
	free(round->around);
	free(round->wanted_loads);
}

static void on_rolled_back(const struct db_result *result, void *arg)
{
	(void)result, (void)arg; /* if it failed, the connection is gone and the transaction with it */
}

static void end_transaction(struct ledger *ledger)
{
	if (ledger->round.in_transaction) {
		struct db_batch *batch = db_batch_new(ledger->writer);

		db_add(batch, W_ROLLBACK);
		db_send(batch, on_rolled_back, NULL);
	}
	ledger->round.in_transaction = false;
}

static void answer_slot(struct ledger *ledger, struct slot *slot)
{
	struct ledger_job *job = slot->job;

	job->accepted = slot->outcome != SLOT_REFUSED;
	job->already_stored = slot->outcome == SLOT_STORED || slot->outcome == SLOT_SAME;
	job->given_id = slot->given_id;
	job->refusal = slot->refusal;
	if (slot->outcome == SLOT_LINE) {
		job->page = ledger->page;
		job->line_no = slot->own.line_no;
		job->late_entry = slot->own.decision.late_entry;
	} else if (job->already_stored) {
		job->page = slot->stored_page;
		job->line_no = slot->stored_line;
		job->late_entry = slot->stored_late;
	}
	if (job->accepted && (job->kind == JOB_CREATE || job->kind == JOB_UPDATE))
		case_state_copy(&job->after, &slot->own.decision.after);
	if (slot->outcome == SLOT_TRIED)
		job->late_entry = slot->own.decision.late_entry;
	slot_clear(slot);
	job->done(job);
}

static void end_round(struct ledger *ledger)
{
	for (int i = 0; i < ledger->round.n; i++)
		answer_slot(ledger, ledger->round.slots[i]);
	ledger->round.n = 0;
	ledger->round.busy = false;
	fold_step(ledger->fold);
	ledger_kick(ledger);
}

void round_finish(struct ledger *ledger)
{
	if (ledger->careful_left > 0 && ledger->round.n)
		ledger->careful_left--;
	if (ledger->contended_left > 0 && ledger->round.n)
		ledger->contended_left--;
	end_transaction(ledger);
	ledger_report_start(ledger, NULL);
	end_round(ledger);
}

void round_fail(struct ledger *ledger, enum reason reason)
{
	end_transaction(ledger);
	for (int i = 0; i < ledger->round.n; i++) {
		struct slot *slot = ledger->round.slots[i];

		/* A refusal needs no commit, so it stands. */
		if (slot->outcome != SLOT_REFUSED)
			refuse(&slot->refusal, reason);
		slot->outcome = SLOT_REFUSED;
	}
	end_round(ledger);
}

static void round_want_nothing(struct round *round)
{
	round->n_wanted = 0;
	round->n_wanted_loads = 0;
	round->n_around = 0;
}

/* The round anew, with nothing read yet. */
static void reset_slots(struct round *round)
{
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = round->slots[i];

		slot_name_cases(slot);
		slot->probed = slot->stored = slot->taken_number = slot->taken_submission = false;
		slot->stored_case = 0;
		earlier_free(slot);
		slot->outcome = SLOT_OPEN;
	}
	round->loads = 0;
	round_want_nothing(round);
}

static void try_again(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	end_transaction(ledger);
	reset_slots(round);
	if (++round->tries > ROUND_MAX_TRIES) {
		log_event(LOG_WARN_, "page_given_up", "why", "too many tries", NULL);
		ledger_forget(ledger);
		round_fail(ledger, REASON_DATABASE_UNAVAILABLE);
		return;
	}
	round_go(ledger);
}

static void on_unique(struct ledger *ledger, const char *constraint, const char *message)
{
	struct round *round = &ledger->round;

	if (!strcmp(constraint, "page_pkey")) {
		ledger_forget(ledger);
		ledger_note_foreign(ledger);
		ledger->contended_left = CONTENDED_PAGES;
		round->locked = true;
	} else if (!strcmp(constraint, "request_pkey") || !strcmp(constraint, "case_number") ||
		   !strcmp(constraint, "case_submission")) {
		ledger->n_serials = 0;
		ledger->careful_left = CAREFUL_PAGES;
		round->careful = true;
	} else {
		log_event(LOG_ERROR_, "page_refused_by_database", "constraint", constraint, "message", message, NULL);
		ledger_forget(ledger);
		round->locked = true;
	}
	try_again(ledger);
}

void round_retry(struct ledger *ledger, enum db_error error, const char *constraint, const char *message)
{
	switch (error) {
	case DB_UNIQUE:
		on_unique(ledger, constraint, message);
		return;
	case DB_SERIALIZATION:
		ledger_forget(ledger);
		try_again(ledger);
		return;
	case DB_LOST:
	case DB_UNKNOWN:
		log_event(LOG_WARN_, "page_outcome_unknown", "message", message, NULL);
		ledger->round.in_transaction = false;
		ledger_forget(ledger);
		round_fail(ledger, REASON_OUTCOME_UNKNOWN);
		return;
	case DB_UNAVAILABLE:
	case DB_READ_ONLY:
	case DB_DISK_FULL:
	case DB_TIMEOUT:
		log_event(LOG_WARN_, "page_not_written", "message", message, NULL);
		ledger_forget(ledger);
		round_fail(ledger, REASON_DATABASE_UNAVAILABLE);
		return;
	case DB_OK:
	case DB_FAILED:
		break;
	}
	/* Among these: a case that is not at the version its line was decided from. */
	log_event(LOG_ERROR_, "page_failed", "message", message, NULL);
	ledger_forget(ledger);
	round_fail(ledger, REASON_INTERNAL);
}

void load_failed(struct ledger *ledger, enum db_error error, const char *message)
{
	if (error == DB_LOST || error == DB_UNKNOWN || error == DB_UNAVAILABLE)
		ledger->round.in_transaction = false;
	ledger_forget(ledger);
	if (error == DB_SERIALIZATION && ledger->round.n) {
		try_again(ledger);
		return;
	}
	log_event(error == DB_FAILED ? LOG_ERROR_ : LOG_WARN_, "ledger_not_read", "message", message, NULL);
	if (error == DB_FAILED)
		ledger_report_start(ledger, message);
	round_fail(ledger, error == DB_FAILED ? REASON_INTERNAL : REASON_DATABASE_UNAVAILABLE);
}

void round_go(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	do {
		if (round->loads > ROUND_FREE_LOADS && !round->locked) {
			round->locked = true;
			try_again(ledger);
			return;
		}
		if (round->loads > ROUND_MAX_LOADS) {
			log_event(LOG_ERROR_, "page_failed", "message", "its needs do not come to an end", NULL);
			round_fail(ledger, REASON_INTERNAL);
			return;
		}
		if (load_missing(ledger))
			return;
	} while (!decide_all(ledger));
	if (round->n_lines)
		append_page(ledger);
	else if (round->n_stored)
		append_confirmation(ledger);
	else
		round_finish(ledger);
}

void round_start(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	if (round->busy || !__atomic_load_n(&ledger->up, __ATOMIC_RELAXED))
		return;
	if (ledger->stopping || (ledger->queue.first && fold_is_behind(ledger->fold)))
		return;
	if (!ledger->queue.first && !ledger->look_due)
		return;
	batch_choose(ledger);
	round->busy = true;
	round->look = ledger->look_due;
	ledger->look_due = false;
	round->tries = round->loads = 0;
	round_want_nothing(round);
	round->n_lines = round->n_stored = 0;
	round->careful = ledger->careful_left > 0;
	round->locked = ledger->contended_left > 0 && round->n > 0;
	round->in_transaction = false;
	round_go(ledger);
}
