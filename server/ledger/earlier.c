/* What a correction replaces. A correction of a line withdraws the milestones that stand for it and puts others in
 * their place; these stand for it from then on. So what counts now is found by going through the case's lines in order.
 */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool is_correction(const struct ledger *ledger, const struct ledger_job *job)
{
	const struct rule_move *move;

	if (job->kind != JOB_UPDATE || job->update->corrects <= 0 || !ledger->registry || !ledger->registry->rules)
		return false;
	move = rules_move(ledger->registry->rules, job->update->verb);
	return move && move->action == ACTION_CORRECT;
}

int64_t earlier_case(struct ledger *ledger, const struct slot *slot)
{
	return slot->n_cases ? cache_id(ledger->cache, &slot->cases[0].ref) : 0;
}

bool earlier_is_wanted(struct ledger *ledger, const struct slot *slot)
{
	return is_correction(ledger, slot->job) && !slot->stored && !(slot->earlier && slot->earlier->known) &&
	       earlier_case(ledger, slot) > 0;
}

void earlier_ask(struct slot *slot)
{
	if (!slot->earlier)
		slot->earlier = hy_xcalloc(1, sizeof *slot->earlier);
	slot->earlier->asked = true;
}

void earlier_begin(struct slot *slot)
{
	if (!slot->earlier || !slot->earlier->asked)
		return;
	slot->earlier->asked = false;
	slot->earlier->known = true;
	slot->earlier->n = 0;
	slot->earlier->verb[0] = '\0';
}

void earlier_free(struct slot *slot)
{
	if (slot->earlier)
		free(slot->earlier->list);
	free(slot->earlier);
	slot->earlier = NULL;
}

static struct counting *add_row(struct earlier_line *earlier)
{
	if (earlier->n == earlier->size) {
		earlier->size = earlier->size ? 2 * earlier->size : 16;
		earlier->list = hy_xrealloc(earlier->list, (size_t)earlier->size * sizeof *earlier->list);
	}
	return &earlier->list[earlier->n++];
}

static struct counting *find_row(struct earlier_line *earlier, const struct milestone_row *row)
{
	for (int i = 0; i < earlier->n; i++) {
		const struct milestone_row *known = &earlier->list[i].row;

		if (known->version == row->version && known->assignment_no == row->assignment_no &&
		    known->milestone == row->milestone && known->item_no == row->item_no)
			return &earlier->list[i];
	}
	return NULL;
}

/* The lines of the case come in the order of versions. */
void earlier_take(struct slot *slot, const char *body)
{
	struct earlier_line *earlier = slot->earlier;
	struct milestone_row rows[MAX_EFFECTS], gone[MAX_EFFECTS];
	json_t *line = json_loads(body, 0, NULL);
	int n = line ? line_milestones(line, 0, rows, MAX_EFFECTS) : 0;
	int n_gone = line ? line_superseded(line, 0, gone, MAX_EFFECTS) : 0;

	if (member_int(line, "version") == slot->job->update->corrects)
		snprintf(earlier->verb, sizeof earlier->verb, "%s", member_text(line, "verb"));
	for (int i = 0; i < n; i++) {
		struct counting *place = i < n_gone ? find_row(earlier, &gone[i]) : NULL;

		if (!place) {
			place = add_row(earlier);
			place->root = rows[i].version;
		}
		place->row = rows[i];
	}
	json_decref(line);
}

/* ---- As the engine wants it ----------------------------------------------------------------------------------- */

/* True when a later milestone sets anew what an earlier one of the same assignment and item set. */
static bool sets_anew(enum milestone later, enum milestone earlier)
{
	return later == earlier || (earlier == MILESTONE_PROMISED && later == MILESTONE_POSTPONED) ||
	       (earlier == MILESTONE_DRAFTED && later == MILESTONE_REVIEWED);
}

/* True when a row of the case is one of the milestones to be replaced. */
static bool stands_for(const struct counting *counting, const struct slot *slot)
{
	return counting->root == slot->job->update->corrects && counting->row.milestone != MILESTONE_CORRECTED;
}

static void fill_effect(const struct milestone_row *row, struct milestone_effect *ret_effect)
{
	*ret_effect = (struct milestone_effect){ .milestone = row->milestone,
						 .assignment_no = row->assignment_no,
						 .office_id = row->office_id,
						 .role = row->role,
						 .on = row->on,
						 .class_meaning = row->class_meaning,
						 .late = row->late,
						 .item_no = row->item_no,
						 .round = row->round };
	memcpy(ret_effect->class, row->class, sizeof ret_effect->class);
}

/* What other lines say about the same thing. */
static void fill_others(const struct slot *slot, const struct milestone_row *row, hy_day *ret_others_on,
			bool *ret_outdated)
{
	const struct earlier_line *line = slot->earlier;

	*ret_others_on = HY_DAY_NONE;
	*ret_outdated = false;
	for (int i = 0; i < line->n; i++) {
		const struct counting *other = &line->list[i];

		if (other->root == slot->job->update->corrects || other->row.assignment_no != row->assignment_no ||
		    other->row.item_no != row->item_no)
			continue;
		if (other->row.milestone == row->milestone && other->row.on > *ret_others_on)
			*ret_others_on = other->row.on;
		*ret_outdated |=
			other->root > slot->job->update->corrects && sets_anew(other->row.milestone, row->milestone);
	}
}

void earlier_fill(const struct slot *slot, struct earlier *ret_earlier)
{
	const struct earlier_line *line = slot->earlier;

	*ret_earlier = (struct earlier){ .version = slot->job->update->corrects, .verb = line ? line->verb : "" };
	for (int i = 0; line && i < line->n && ret_earlier->n_effects < MAX_EFFECTS; i++) {
		int place = ret_earlier->n_effects;

		if (!stands_for(&line->list[i], slot))
			continue;
		fill_effect(&line->list[i].row, &ret_earlier->effects[place]);
		fill_others(slot, &line->list[i].row, &ret_earlier->others_on[place], &ret_earlier->outdated[place]);
		ret_earlier->n_effects++;
	}
}

/* The first milestones of the correction stand at the places of those they replace. */
void earlier_supersede(const struct slot *slot, struct change *change)
{
	const struct earlier_line *line = slot->earlier;

	for (int i = 0; line && i < line->n && change->n_superseded < change->n_milestones; i++)
		if (stands_for(&line->list[i], slot))
			change->superseded[change->n_superseded++] = line->list[i].row;
}
