/* Gathering what a decision does: which assignments and items changed, the words of new items, the milestones. */
#include "base/text.h"
#include "ledger/line_build.h"
#include <stddef.h>
#include <string.h>

static bool same_days(const struct assignment *a, const struct assignment *b)
{
	return a->assigned_on == b->assigned_on && a->due_on == b->due_on && a->return_by == b->return_by &&
	       a->accepted_on == b->accepted_on && a->returned_on == b->returned_on &&
	       a->contacted_on == b->contacted_on && a->answered_on == b->answered_on &&
	       a->contact_by == b->contact_by && a->drafted_on == b->drafted_on && a->reviewed_on == b->reviewed_on &&
	       a->cosigned_on == b->cosigned_on;
}

static bool same_assignment(const struct assignment *a, const struct assignment *b)
{
	return a->no == b->no && a->office_id == b->office_id && a->role == b->role && !strcmp(a->state, b->state) &&
	       same_days(a, b) && !strcmp(a->class, b->class) && a->class_meaning == b->class_meaning &&
	       a->round == b->round && a->extensions == b->extensions && !strcmp(a->later_class, b->later_class);
}

static bool same_item(const struct item *a, const struct item *b)
{
	return a->kind == b->kind && a->no == b->no && a->state == b->state && a->assignment_no == b->assignment_no &&
	       a->round == b->round && a->signer_no == b->signer_no && a->office_id == b->office_id &&
	       a->member_id == b->member_id && a->other_case == b->other_case && a->on == b->on &&
	       a->due_on == b->due_on && a->done_on == b->done_on && !strcmp(a->attitude, b->attitude) &&
	       !strcmp(a->result, b->result);
}

static void gather_assignments(struct change *change, const struct rules *rules)
{
	const struct case_state *before = change->before, *after = change->after;

	for (int i = 0; i < after->n_assignments; i++) {
		bool open = engine_part_is_open(rules, after, &after->assignments[i]);

		if (before && i < before->n_assignments &&
		    same_assignment(&before->assignments[i], &after->assignments[i]) &&
		    engine_part_is_open(rules, before, &before->assignments[i]) == open)
			continue;
		change->changed[change->n_changed] = i;
		change->open[change->n_changed] = open;
		change->n_changed++;
	}
}

static void gather_items(struct change *change)
{
	const struct case_state *before = change->before, *after = change->after;

	for (int i = 0; i < after->n_items; i++) {
		if (before && i < before->n_items && same_item(&before->items[i], &after->items[i]))
			continue;
		change->items[change->n_items] = i;
		change->data[change->n_items] = NULL;
		change->n_items++;
	}
}

static hy_day due_day(const struct case_state *state, int assignment_no)
{
	for (int i = 0; i < state->n_assignments; i++)
		if (state->assignments[i].no == assignment_no)
			return state->assignments[i].due_on;
	return HY_DAY_NONE;
}

static void gather_milestone(const struct case_state *after, const struct milestone_effect *effect,
			     struct milestone_row *row)
{
	memset(row, 0, sizeof *row);
	row->case_id = after->case_id;
	row->version = after->version;
	row->assignment_no = effect->assignment_no;
	row->milestone = effect->milestone;
	row->on = effect->on;
	row->due_on = due_day(after, effect->assignment_no);
	row->level = after->level;
	row->session_id = after->session_id;
	row->office_id = effect->office_id;
	row->role = effect->role;
	memcpy(row->class, effect->class, sizeof row->class);
	row->class_meaning = effect->class_meaning;
	row->late = effect->late;
	row->item_no = effect->item_no;
	row->round = effect->round > 0 ? effect->round : 1;
	row->item_due_on = HY_DAY_NONE;
}

void change_gather(struct change *ret_change, const struct rules *rules, int rules_version,
		   const struct case_state *before, const struct case_state *after,
		   const struct milestone_effect *effects, int n_effects)
{
	memset(ret_change, 0, offsetof(struct change, changed));
	ret_change->before = before;
	ret_change->after = after;
	ret_change->rules_version = rules_version;
	gather_assignments(ret_change, rules);
	gather_items(ret_change);
	ret_change->n_milestones = n_effects;
	for (int i = 0; i < n_effects; i++)
		gather_milestone(after, &effects[i], &ret_change->milestones[i]);
}

void change_clear(struct change *change)
{
	for (int i = 0; i < change->n_items; i++)
		json_decref(change->data[i]);
	change->n_items = 0;
}

/* The number of the item among the new ones of its kind, from 0; -1 when it is not new. */
static int place_among_new(const struct change *change, int i)
{
	const struct item *items = change->after->items;
	int first = change->before ? change->before->n_items : 0, place = 0;

	if (i < first)
		return -1;
	for (int k = first; k < i; k++)
		place += items[k].kind == items[i].kind;
	return place;
}

static void take_words(struct change *change, int i, struct object *words)
{
	change->bad_words |= words->bad;
	change->data[i] = words->json;
}

void change_add_proposers(struct change *change, const struct new_case *new_case)
{
	for (int i = 0; i < change->n_items; i++) {
		const struct item *item = &change->after->items[change->items[i]];
		int place = place_among_new(change, change->items[i]);
		struct object words = object_begin();

		if (item->kind == ITEM_SIGNER && place < new_case->n_proposers)
			put_given(&words, "text", new_case->proposers[place]);
		take_words(change, i, &words);
	}
}

/* The place-th of its kind among what the update brings; NULL if it brings fewer. */
static const struct new_item *brought(const struct update *update, enum item_kind kind, int place)
{
	for (int i = 0; i < update->n_new_items; i++)
		if (update->new_items[i].kind == kind && place-- == 0)
			return &update->new_items[i];
	return NULL;
}

static void put_file(struct object *words, const struct new_item *given)
{
	char uuid[UUID_TEXT], digest[2 * SHA256_BYTES + 1];

	put_text(words, "attachment", uuid_format(given->attachment, uuid));
	put_given(words, "media_type", given->media_type);
	put_int(words, "size", given->size);
	put_text(words, "digest", hex_encode(given->digest, SHA256_BYTES, digest));
}

/* What an update says about an item it did not bring whole: a meeting, an instruction, a mark, an extension, a link. */
static void put_update_words(struct object *words, const struct update *update, enum item_kind kind)
{
	put_given(words, "text", kind == ITEM_EXTENSION || kind == ITEM_LINK ? update->reason : update->text);
	if (kind != ITEM_MEETING)
		return;
	put_given(words, "measure", update->contact_method);
	put_given(words, "place", update->place);
	put_given(words, "persons", update->contact_persons);
}

static struct object words_of(const struct change *change, const struct update *update, int i)
{
	enum item_kind kind = change->after->items[i].kind;
	const struct new_item *given = brought(update, kind, place_among_new(change, i));
	struct object words = object_begin();

	if (!given) {
		put_update_words(&words, update, kind);
		return words;
	}
	put_given(&words, "text", given->text);
	put_given(&words, "measure", given->measure);
	if (kind == ITEM_ATTACHMENT)
		put_file(&words, given);
	return words;
}

void change_add_words(struct change *change, const struct update *update)
{
	for (int i = 0; i < change->n_items; i++) {
		struct object words;

		if (place_among_new(change, change->items[i]) < 0)
			continue;
		words = words_of(change, update, change->items[i]);
		take_words(change, i, &words);
	}
}
