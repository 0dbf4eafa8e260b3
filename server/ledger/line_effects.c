/* `effects`: what a change did to its case, so that every table can be made again without deciding anything anew. Keys
 * that are not needed are left out: lines written before there were rounds and items keep their bytes. */
#include "ledger/line_build.h"
#include <string.h>

static struct object assignment_object(const struct assignment *a, bool open)
{
	struct object object = object_begin();

	put_int(&object, "no", a->no);
	put_int(&object, "office", a->office_id);
	put_text(&object, "role", assignment_role_name(a->role));
	put_text(&object, "state", a->state);
	put(&object, "open", json_boolean(open));
	put_day(&object, "assigned_on", a->assigned_on);
	put_day(&object, "due_on", a->due_on);
	put_day(&object, "return_by", a->return_by);
	put_day(&object, "accepted_on", a->accepted_on);
	put_day(&object, "returned_on", a->returned_on);
	put_day(&object, "contacted_on", a->contacted_on);
	put_day(&object, "answered_on", a->answered_on);
	put_given(&object, "class", a->class);
	put_given(&object, "meaning", class_meaning_name(a->class_meaning));
	if (a->round != 1)
		put_int(&object, "round", a->round);
	put_number(&object, "extensions", a->extensions);
	put_day(&object, "contact_by", a->contact_by);
	put_day(&object, "drafted_on", a->drafted_on);
	put_day(&object, "reviewed_on", a->reviewed_on);
	put_day(&object, "cosigned_on", a->cosigned_on);
	put_given(&object, "later_class", a->later_class);
	return object;
}

static struct object item_object(const struct item *item, json_t *data)
{
	struct object object = object_begin();

	put_text(&object, "kind", item_kind_name(item->kind));
	put_int(&object, "no", item->no);
	put_text(&object, "state", item_state_name(item->state));
	put_number(&object, "assignment", item->assignment_no);
	put_number(&object, "round", item->round);
	put_number(&object, "signer", item->signer_no);
	put_number(&object, "office", item->office_id);
	put_number(&object, "member", item->member_id);
	put_number(&object, "other", item->other_case);
	put_day(&object, "on", item->on);
	put_day(&object, "due_on", item->due_on);
	put_day(&object, "done_on", item->done_on);
	put_given(&object, "attitude", item->attitude);
	put_given(&object, "result", item->result);
	if (data)
		put(&object, "data", json_incref(data));
	return object;
}

static struct object milestone_object(const struct milestone_row *m)
{
	struct object object = object_begin();

	put_text(&object, "milestone", milestone_name(m->milestone));
	put_int(&object, "assignment", m->assignment_no);
	put_number(&object, "office", m->office_id);
	put_given(&object, "role", assignment_role_name(m->role));
	put_day(&object, "on", m->on);
	put_given(&object, "class", m->class);
	put_given(&object, "meaning", class_meaning_name(m->class_meaning));
	put(&object, "late", json_boolean(m->late));
	put_day(&object, "due_on", m->due_on);
	put_text(&object, "level", level_name(m->level));
	put_int(&object, "session", m->session_id);
	put_number(&object, "item", m->item_no);
	if (m->round != 1)
		put_int(&object, "round", m->round);
	return object;
}

/* A day that changed: "" when it is no longer set. */
static void put_changed_day(struct object *effects, const char *key, hy_day before, hy_day after)
{
	char text[HY_DAY_TEXT];

	if (before != after)
		put_text(effects, key, day_format(after, text));
}

static void put_changed_text(struct object *effects, const char *key, const char *before, const char *after)
{
	if (strcmp(before, after) != 0)
		put_text(effects, key, after);
}

static void put_changed_int(struct object *effects, const char *key, int64_t before, int64_t after)
{
	if (before != after)
		put_int(effects, key, after);
}

static void put_changed_flag(struct object *effects, const char *key, bool before, bool after)
{
	if (before != after)
		put(effects, key, json_boolean(after));
}

/* What a created case is compared with; the day it was received is the line's. */
static const struct case_state nothing = {
	.filed_on = HY_DAY_NONE, .last_on = HY_DAY_NONE, .published_on = HY_DAY_NONE, .round = 1
};

static void put_case(struct object *effects, const struct case_state *before, const struct case_state *after)
{
	put_text(effects, "state", after->state);
	put_text(effects, "phase", phase_name(after->phase));
	put_changed_text(effects, "number", before->number, after->number);
	put_changed_day(effects, "filed_on", before->filed_on, after->filed_on);
	put_changed_text(effects, "attitude", before->attitude, after->attitude);
	put_changed_text(effects, "result", before->result, after->result);
	put_changed_day(effects, "last_on", before->last_on, after->last_on);
	if (before != &nothing)
		put_changed_day(effects, "received_on", before->received_on, after->received_on);
	put_changed_int(effects, "round", before->round, after->round);
	put_changed_int(effects, "main", before->main_case, after->main_case);
	put_changed_flag(effects, "key", before->key, after->key);
	put_changed_int(effects, "leader", before->leader_id, after->leader_id);
	put_changed_text(effects, "publication", publication_name(before->publication),
			 publication_name(after->publication));
	put_changed_day(effects, "published_on", before->published_on, after->published_on);
	put_changed_flag(effects, "between", before->between_sessions, after->between_sessions);
}

static void put_milestones(struct object *effects, const char *key, const struct milestone_row *rows, int n,
			   bool with_version)
{
	json_t *list = json_array();

	for (int i = 0; i < n; i++) {
		struct object object = milestone_object(&rows[i]);

		if (with_version)
			put_int(&object, "version", rows[i].version);
		append_object(effects, list, &object);
	}
	put(effects, key, list);
}

static void put_items(struct object *effects, const struct change *change)
{
	json_t *list = json_array();

	for (int i = 0; i < change->n_items; i++) {
		struct object object = item_object(&change->after->items[change->items[i]], change->data[i]);

		append_object(effects, list, &object);
	}
	put(effects, "items", list);
}

struct object effects_object(const struct change *change)
{
	const struct case_state *after = change->after;
	struct object effects = object_begin();
	json_t *assignments = json_array();

	effects.bad = change->bad_words;
	put_case(&effects, change->before ? change->before : &nothing, after);
	for (int i = 0; i < change->n_changed; i++) {
		struct object object = assignment_object(&after->assignments[change->changed[i]], change->open[i]);

		append_object(&effects, assignments, &object);
	}
	put(&effects, "assignments", assignments);
	put_milestones(&effects, "milestones", change->milestones, change->n_milestones, false);
	if (change->n_items)
		put_items(&effects, change);
	if (change->n_superseded)
		put_milestones(&effects, "superseded", change->superseded, change->n_superseded, true);
	return effects;
}
