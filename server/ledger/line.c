#include "ledger/line.h"
#include "base/memory.h"
#include "base/text.h"
#include <stdlib.h>
#include <string.h>

/* An object under construction. bad: a member could not be made, which means a text was not UTF-8. */
struct object {
	json_t *json;
	bool bad;
};

static struct object begin(void)
{
	return (struct object){ .json = json_object() };
}

static void put(struct object *object, const char *key, json_t *value)
{
	if (json_object_set_new(object->json, key, value))
		object->bad = true;
}

static void put_text(struct object *object, const char *key, const char *text)
{
	put(object, key, json_string(text ? text : ""));
}

static void put_given(struct object *object, const char *key, const char *text)
{
	if (text && *text)
		put_text(object, key, text);
}

static void put_int(struct object *object, const char *key, int64_t value)
{
	put(object, key, json_integer(value));
}

static void put_day(struct object *object, const char *key, hy_day day)
{
	char text[HY_DAY_TEXT];

	if (day != HY_DAY_NONE)
		put_text(object, key, day_format(day, text));
}

static void put_object(struct object *object, const char *key, struct object *member)
{
	object->bad |= member->bad;
	put(object, key, member->json);
}

static void append_object(struct object *owner, json_t *list, struct object *member)
{
	owner->bad |= member->bad;
	json_array_append_new(list, member->json);
}

char *canonical_json(const json_t *value)
{
	/* JSON_ENCODE_ANY: also for a list or a text alone. */
	return json_dumps(value, JSON_COMPACT | JSON_SORT_KEYS | JSON_ENCODE_ANY);
}

static char *finish(struct object *object)
{
	char *bytes = object->bad ? NULL : canonical_json(object->json);

	json_decref(object->json);
	return bytes;
}

static struct object begin_line(const char *kind, const struct line_head *head)
{
	struct object line = begin();
	char moment[HY_MOMENT_TEXT], uuid[UUID_TEXT], digest[2 * SHA256_BYTES + 1];

	put_int(&line, "v", LINE_FORMAT);
	put_text(&line, "kind", kind);
	put_text(&line, "at", moment_format(head->at, moment));
	put_day(&line, "today", head->today);
	put_text(&line, "request", uuid_format(head->request, uuid));
	put_text(&line, "digest", hex_encode(head->digest, SHA256_BYTES, digest));
	put_int(&line, "office", head->office_id);
	put_text(&line, "role", role_name(head->role));
	put_int(&line, "token", head->token_id);
	return line;
}

static struct object assignment_object(const struct assignment *a, bool open)
{
	struct object object = begin();

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
	return object;
}

static struct object milestone_object(const struct milestone_row *m)
{
	struct object object = begin();

	put_text(&object, "milestone", milestone_name(m->milestone));
	put_int(&object, "assignment", m->assignment_no);
	if (m->office_id)
		put_int(&object, "office", m->office_id);
	put_given(&object, "role", assignment_role_name(m->role));
	put_day(&object, "on", m->on);
	put_given(&object, "class", m->class);
	put_given(&object, "meaning", class_meaning_name(m->class_meaning));
	put(&object, "late", json_boolean(m->late));
	put_day(&object, "due_on", m->due_on);
	put_text(&object, "level", level_name(m->level));
	put_int(&object, "session", m->session_id);
	return object;
}

static struct object effects_object(const struct change *change)
{
	static const struct case_state nothing = { .filed_on = HY_DAY_NONE, .last_on = HY_DAY_NONE };
	const struct case_state *before = change->before ? change->before : &nothing, *after = change->after;
	struct object effects = begin();
	json_t *assignments = json_array(), *milestones = json_array();

	put_text(&effects, "state", after->state);
	put_text(&effects, "phase", phase_name(after->phase));
	if (strcmp(after->number, before->number) != 0)
		put_text(&effects, "number", after->number);
	if (after->filed_on != before->filed_on)
		put_day(&effects, "filed_on", after->filed_on);
	if (strcmp(after->attitude, before->attitude) != 0)
		put_text(&effects, "attitude", after->attitude);
	if (strcmp(after->result, before->result) != 0)
		put_text(&effects, "result", after->result);
	if (after->last_on != before->last_on)
		put_day(&effects, "last_on", after->last_on);
	for (int i = 0; i < change->n_changed; i++) {
		struct object object = assignment_object(&after->assignments[change->changed[i]], change->open[i]);

		append_object(&effects, assignments, &object);
	}
	for (int i = 0; i < change->n_milestones; i++) {
		struct object object = milestone_object(&change->milestones[i]);

		append_object(&effects, milestones, &object);
	}
	put(&effects, "assignments", assignments);
	put(&effects, "milestones", milestones);
	return effects;
}

static struct object begin_change(const char *kind, const struct line_head *head, const struct change *change)
{
	struct object line = begin_line(kind, head);
	struct object effects = effects_object(change);

	put_int(&line, "case", change->after->case_id);
	put_int(&line, "version", change->after->version);
	put_int(&line, "rules", change->rules_version);
	put_day(&line, "on", change->on);
	put_object(&line, "effects", &effects);
	return line;
}

char *line_create(const struct line_head *head, const struct new_case *n, const struct change *change,
		  char **ret_received)
{
	struct object line = begin_change("create", head, change);
	struct object received = begin();
	json_t *proposers = json_array();

	put_text(&received, "kind", n->kind);
	put_text(&received, "level", level_name(n->level));
	put_int(&received, "session", n->session_id);
	put_text(&received, "submission_number", n->submission_number);
	put_text(&received, "external_number", n->external_number);
	put_text(&received, "title", n->title);
	put_text(&received, "text", n->text);
	for (int i = 0; i < n->n_proposers; i++)
		received.bad |= json_array_append_new(proposers, json_string(n->proposers[i])) != 0;
	put(&received, "proposers", proposers);
	put_text(&received, "proposer_kind", n->proposer_kind);
	put_text(&received, "sector", n->sector);
	put_text(&received, "category", n->category);
	if (ret_received)
		*ret_received = received.bad ? NULL : canonical_json(received.json);
	put_object(&line, "received", &received);
	return finish(&line);
}

static void put_outcomes(struct object *input, const struct update *update)
{
	json_t *list = json_array();

	for (int i = 0; i < update->n_outcomes; i++) {
		const struct outcome *outcome = &update->outcomes[i];
		struct object object = begin();

		put_text(&object, "text", outcome->text);
		put_text(&object, "number", outcome->number);
		put_text(&object, "unit", outcome->unit);
		put_day(&object, "on", outcome->on);
		append_object(input, list, &object);
	}
	put(input, "outcomes", list);
}

static struct object input_object(const struct update *u)
{
	struct object input = begin();

	put_given(&input, "reason", u->reason);
	if (u->lead_office)
		put_int(&input, "lead_office", u->lead_office);
	if (u->n_assist) {
		json_t *list = json_array();

		for (int i = 0; i < u->n_assist; i++)
			json_array_append_new(list, json_integer(u->assist_offices[i]));
		put(&input, "assist_offices", list);
	}
	put_given(&input, "case_number", u->case_number);
	put_given(&input, "contact_method", u->contact_method);
	put_given(&input, "contact_persons", u->contact_persons);
	put_given(&input, "class", u->class);
	put_given(&input, "document_number", u->document_number);
	put_given(&input, "text", u->text);
	put_given(&input, "attitude", u->attitude);
	put_given(&input, "result", u->result);
	if (u->n_outcomes)
		put_outcomes(&input, u);
	return input;
}

char *line_update(const struct line_head *head, const struct update *update, const struct change *change)
{
	struct object line = begin_change("update", head, change);
	struct object input = input_object(update);

	put_text(&line, "verb", update->verb);
	put_int(&line, "acting", update->office_id);
	put(&line, "late", json_boolean(change->late_entry));
	put_object(&line, "input", &input);
	return finish(&line);
}

char *line_rules(const struct line_head *head, int version, const char *text)
{
	struct object line = begin_line("rules", head);

	put_int(&line, "version", version);
	put_text(&line, "text", text);
	return finish(&line);
}

char *line_calendar(const struct line_head *head, int year, const struct calendar_day *days, size_t n,
		    const char *source, char **ret_days)
{
	struct object line = begin_line("calendar", head);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++) {
		struct object day = begin();

		put_day(&day, "day", days[i].day);
		put_text(&day, "name", days[i].name);
		put(&day, "off", json_boolean(days[i].off));
		append_object(&line, list, &day);
	}
	*ret_days = line.bad ? NULL : canonical_json(list);
	put_int(&line, "year", year);
	put(&line, "days", list);
	put_text(&line, "source", source);
	return finish(&line);
}

char *line_office(const struct line_head *head, const struct office *office)
{
	struct object line = begin_line("office", head);
	struct object entry = begin();

	put_int(&entry, "id", office->office_id);
	put_text(&entry, "code", office->code);
	put_text(&entry, "name_zh", office->name_zh);
	put_text(&entry, "name_en", office->name_en);
	put_int(&entry, "position", office->position);
	put_object(&line, "entry", &entry);
	return finish(&line);
}

char *line_session(const struct line_head *head, const struct session *session)
{
	struct object line = begin_line("session", head);
	struct object entry = begin();

	put_int(&entry, "id", session->session_id);
	put_text(&entry, "code", session->code);
	put_text(&entry, "name_zh", session->name_zh);
	put_text(&entry, "name_en", session->name_en);
	put_day(&entry, "starts_on", session->starts_on);
	put_text(&entry, "level", level_name(session->level));
	put_object(&line, "entry", &entry);
	return finish(&line);
}
