/* Decides an update: of one case, or of one and others it names; then all of them change or none. */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An office that takes nothing on by that day: who does instead. */
static void refuse_closed(struct ledger *ledger, struct slot *slot, const struct office *office, hy_day day)
{
	const struct office *successor = registry_office(ledger->registry, office->successor_id);
	bool closed = office->valid_until != HY_DAY_NONE && office->valid_until < day;
	struct refusal *refusal = slot_refuse(slot, closed ? REASON_OFFICE_CLOSED : REASON_OFFICE_NOT_YET);
	char text[HY_DAY_TEXT], zh[300] = "没有承接单位", en[300] = "there is no successor";

	if (successor) {
		snprintf(zh, sizeof zh, "由%s承接", office_name(successor, LANGUAGE_ZH));
		snprintf(en, sizeof en, "its successor is %s", office_name(successor, LANGUAGE_EN));
	}
	refuse_with(refusal, "office", "#%d", office->office_id);
	refuse_with(refusal, "day", "%s", day_format(closed ? office->valid_until + 1 : office->valid_from, text));
	refuse_words(refusal, "successor", zh, en);
}

/* True and refused when one of the offices is not known or takes nothing on by that day. */
static bool refuse_office(struct ledger *ledger, struct slot *slot, const int *offices, int n, hy_day day)
{
	for (int i = 0; i < n; i++) {
		const struct office *office = registry_office(ledger->registry, offices[i]);

		if (!offices[i] || (office && registry_is_valid(office->valid_from, office->valid_until, day)))
			continue;
		if (office)
			refuse_closed(ledger, slot, office, day);
		else
			refuse_with(slot_refuse(slot, REASON_OFFICE_NOT_FOUND), "office", "#%d", offices[i]);
		return true;
	}
	return false;
}

static bool offices_fit(struct ledger *ledger, struct slot *slot, const struct update *update, hy_day today)
{
	hy_day day = update->happened_on != HY_DAY_NONE ? update->happened_on : today;

	return !refuse_office(ledger, slot, &update->lead_office, 1, day) &&
	       !refuse_office(ledger, slot, update->assist_offices, update->n_assist, day) &&
	       !refuse_office(ledger, slot, &update->sole_office, 1, day) &&
	       !refuse_office(ledger, slot, update->separate_offices, update->n_separate, day) &&
	       !refuse_office(ledger, slot, &update->proposed_office, 1, day);
}

static const struct case_state *case_of(const struct slot *slot, int i)
{
	return i == 0 ? &slot->own.before : &slot->others[i - 1].before;
}

static void refuse_case(struct slot *slot, int i)
{
	const struct ledger_job *job = slot->job;

	refuse_with(slot_refuse(slot, REASON_CASE_NOT_FOUND), "case", "%s",
		    i == 0 ? job->case_text : job->other_texts[i - 1]);
}

/* Takes the cases the update names out of the cache; the place of the first that does not exist, else their number. */
static int take_cases(struct ledger *ledger, struct slot *slot)
{
	if (slot->n_cases > 1 && !slot->others)
		slot->others = hy_xcalloc((size_t)slot->n_cases - 1, sizeof *slot->others);
	slot->n_others = slot->n_cases - 1;
	for (int i = 0; i < slot->n_cases; i++) {
		struct case_state *before = i == 0 ? &slot->own.before : &slot->others[i - 1].before;

		if (!cache_get(ledger->cache, &slot->cases[i].ref, before))
			return i;
	}
	return slot->n_cases;
}

/* 1: the caller sees the case; 0: it does not; -1: the case it was merged into must be read first. */
static int sees(struct ledger *ledger, const struct slot *slot, const struct case_state *state)
{
	const struct sight *sight = &slot->job->sight;
	struct case_state *main_case;
	int found;

	if (sight_sees(sight, state, NULL))
		return 1;
	if (sight->office_id <= 0 || state->main_case <= 0)
		return 0;
	main_case = hy_xmalloc(sizeof *main_case);
	found = around_case(ledger, state->main_case, main_case);
	if (found > 0)
		found = sight_sees(sight, state, main_case);
	free(main_case);
	return found;
}

/* False when something must be read first. Refused when the caller does not see one of the cases, the first n of which
 * exist: the refusal names the same one whether it exists or not. */
static bool check_sight(struct ledger *ledger, struct slot *slot, int n)
{
	for (int i = 0; i < n; i++) {
		int seen = sees(ledger, slot, case_of(slot, i));

		if (seen < 0)
			return false;
		if (seen == 0) {
			refuse_case(slot, i);
			return true;
		}
	}
	if (n < slot->n_cases)
		refuse_case(slot, n);
	return true;
}

static bool writes_case(const struct slot *slot, int64_t case_id)
{
	if (slot->outcome != SLOT_LINE || slot->job->kind != JOB_UPDATE)
		return false;
	for (int i = 0; i < slot->n_cases; i++)
		if (case_of(slot, i)->case_id == case_id)
			return true;
	return false;
}

static bool is_written_before(const struct ledger *ledger, const struct slot *slot, int64_t case_id)
{
	for (int i = 0; ledger->round.slots[i] != slot; i++)
		if (writes_case(ledger->round.slots[i], case_id))
			return true;
	return false;
}

/* True when a job before it on this page writes a case it names (two ways to name one case can bring it twice) or
 * depends on. Known before it takes a number. */
static bool must_wait(const struct ledger *ledger, const struct slot *slot, const struct around *around)
{
	for (int i = 0; i < slot->n_cases; i++)
		if (is_written_before(ledger, slot, case_of(slot, i)->case_id))
			return true;
	for (int i = 0; around && i < around->n_states; i++)
		if (is_written_before(ledger, slot, around->states[i].case_id))
			return true;
	return false;
}

/* An update of the job with the ids of the other cases it names, and the office it is about where that is plain. */
static void complete_update(const struct ledger *ledger, struct slot *slot, const struct update *update)
{
	int office_id;

	slot->update = *update;
	office_id = engine_only_office(ledger->registry->rules, &slot->own.before, &slot->update);
	if (office_id > 0)
		slot->update.office_id = office_id;
	slot->update.n_other_cases = slot->n_others;
	for (int i = 0; i < slot->n_others; i++)
		slot->update.other_cases[i] = slot->others[i].before.case_id;
}

static void make_line(struct ledger *ledger, struct slot *slot, struct page_line *line, const struct line_head *head)
{
	const struct decision *own = &slot->own.decision;
	bool is_part = line != &slot->own;

	change_gather(&line->change, ledger->registry->rules, ledger->registry->rules_version, &line->before,
		      &line->decision.after, line->decision.effects, line->decision.n_effects);
	line->gathered = true;
	line->change.on = slot->update.happened_on == HY_DAY_NONE ? ledger_today(ledger) : slot->update.happened_on;
	line->change.late_entry = own->late_entry;
	line->change.part = is_part ? (int)(line - slot->others) + 2 : 0;
	line->change.part_of = own->after.case_id;
	change_add_words(&line->change, &slot->update);
	if (!is_part)
		earlier_supersede(slot, &line->change);
	change_add_facts(&line->change, is_part ? NULL : &slot->update);
	line->body = line_update(head, &slot->update, &line->change);
	decide_finish(slot, line);
}

/* The number it is given or names; false when serials must be read first. It may be refused. */
static bool settle_number(struct ledger *ledger, struct slot *slot)
{
	const struct decision *decision = &slot->own.decision;
	hy_day on = slot->update.happened_on == HY_DAY_NONE ? ledger_today(ledger) : slot->update.happened_on;

	if (decision->needs_number)
		return slot->job->dry_run || give_number(ledger, slot, on);
	if (strcmp(decision->after.number, slot->own.before.number) != 0)
		check_given_number(ledger, slot);
	return true;
}

/* A draft that was handed in counts as received on that day. */
static void settle_session(struct ledger *ledger, struct slot *slot)
{
	struct case_state *after = &slot->own.decision.after;

	if (after->received_on != slot->own.before.received_on)
		after->between_sessions = is_between_sessions(ledger->registry, after->session_id, after->received_on);
}

static int decide_own(struct slot *slot, const struct engine_context *context)
{
	struct page_line *own = &slot->own;
	struct earlier earlier;

	if (!slot->earlier)
		return engine_decide(context, &own->before, &slot->update, &own->decision, &slot->refusal);
	earlier_fill(slot, &earlier);
	return engine_correct(context, &own->before, &slot->update, &earlier, &own->decision, &slot->refusal);
}

static int decide_others(struct slot *slot, const struct engine_context *context)
{
	for (int i = 0; i < slot->n_others; i++)
		if (engine_decide_other(context, &slot->update, &slot->own.decision, i, &slot->others[i].decision,
					&slot->refusal))
			return -1;
	return 0;
}

/* The engine's decision about every case. False when it refuses. */
static bool decide_cases(struct ledger *ledger, struct slot *slot, const struct around *around)
{
	struct engine_context context = decide_context(ledger);

	context.around = &around->surroundings;
	if (decide_own(slot, &context) || decide_others(slot, &context)) {
		slot->outcome = SLOT_REFUSED;
		return false;
	}
	settle_session(ledger, slot);
	return true;
}

/* What was decided becomes lines, or an answer to a caller who only wanted to know. */
static bool settle(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	if (!settle_number(ledger, slot))
		return false;
	if (slot->outcome != SLOT_OPEN)
		return true;
	if (slot->job->dry_run) {
		slot->outcome = SLOT_TRIED;
		return true;
	}
	make_line(ledger, slot, &slot->own, head);
	for (int i = 0; i < slot->n_others && slot->outcome == SLOT_LINE; i++)
		make_line(ledger, slot, &slot->others[i], head);
	return true;
}

static bool decide_around(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct around around;
	bool complete = around_gather(ledger, slot, &around);

	if (!complete)
		;
	else if (must_wait(ledger, slot, &around))
		slot->outcome = SLOT_POSTPONED;
	else if (decide_cases(ledger, slot, &around))
		complete = settle(ledger, slot, head);
	around_free(&around);
	return complete;
}

/* One of the updates before a trial: the case is then what it leaves. False when something must be read first. */
static bool try_before(struct ledger *ledger, struct slot *slot, const struct update *update)
{
	struct around around;
	bool complete;

	complete_update(ledger, slot, update);
	complete = around_gather(ledger, slot, &around);
	if (complete && decide_cases(ledger, slot, &around))
		case_state_copy(&slot->own.before, &slot->own.decision.after);
	around_free(&around);
	return complete;
}

/* The cases as they stand before the update: those it names, or the one a trial would receive. It may be refused or
 * postponed. False when something must be read first. */
static bool begin_cases(struct ledger *ledger, struct slot *slot)
{
	struct milestone_effect effect;
	int there;

	if (slot->job->new_case) {
		if (decide_received(ledger, slot, &effect))
			case_state_copy(&slot->own.before, &slot->own.decision.after);
		return true;
	}
	there = take_cases(ledger, slot);
	if (there < slot->n_cases || !must_wait(ledger, slot, NULL))
		return check_sight(ledger, slot, there);
	slot->outcome = SLOT_POSTPONED;
	return true;
}

bool decide_update(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	if (!begin_cases(ledger, slot))
		return false;
	for (int i = 0; i < slot->job->n_before && slot->outcome == SLOT_OPEN; i++)
		if (offices_fit(ledger, slot, slot->job->before[i], head->today) &&
		    !try_before(ledger, slot, slot->job->before[i]))
			return false;
	if (slot->outcome != SLOT_OPEN || !offices_fit(ledger, slot, slot->job->update, head->today))
		return true;
	complete_update(ledger, slot, slot->job->update);
	return decide_around(ledger, slot, head);
}
