#include "base/memory.h"
#include "base/text.h"
#include "ledger/line_build.h"
#include <stdlib.h>
#include <string.h>

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
	struct object line = object_begin();
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

static bool names_members(const struct new_case *n)
{
	for (int i = 0; n->member_ids && i < n->n_proposers; i++)
		if (n->member_ids[i])
			return true;
	return false;
}

char *line_create(const struct line_head *head, const struct new_case *n, const struct change *change,
		  char **ret_received)
{
	struct object line = begin_change("create", head, change);
	struct object received = object_begin();
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
	if (names_members(n))
		put_numbers(&received, "proposer_members", n->member_ids, n->n_proposers);
	put_flag(&received, "publication_wish", n->publication_wish);
	put_given(&received, "publication_wish_reason", n->publication_wish_reason);
	put_flag(&received, "draft", n->draft);
	if (ret_received)
		*ret_received = received.bad ? NULL : canonical_json(received.json);
	put_object(&line, "received", &received);
	return finish(&line);
}

/* The line of another case than the one an update names tells whose update it is; the words stand there. */
char *line_update(const struct line_head *head, const struct update *update, const struct change *change)
{
	struct object line = begin_change("update", head, change);
	struct object input = change->part ? object_begin() : input_object(update);

	put_text(&line, "verb", update->verb);
	put_int(&line, "acting", update->office_id);
	put(&line, "late", json_boolean(change->late_entry));
	put_number(&line, "part", change->part);
	put_number(&line, "of", change->part ? change->part_of : 0);
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
		struct object day = object_begin();

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
	struct object entry = object_begin();

	put_int(&entry, "id", office->office_id);
	put_text(&entry, "code", office->code);
	put_text(&entry, "name_zh", office->name_zh);
	put_text(&entry, "name_en", office->name_en);
	put_int(&entry, "position", office->position);
	put_day(&entry, "valid_from", office->valid_from);
	put_day(&entry, "valid_until", office->valid_until);
	put_number(&entry, "successor", office->successor_id);
	put_object(&line, "entry", &entry);
	return finish(&line);
}

char *line_session(const struct line_head *head, const struct session *session)
{
	struct object line = begin_line("session", head);
	struct object entry = object_begin();

	put_int(&entry, "id", session->session_id);
	put_text(&entry, "code", session->code);
	put_text(&entry, "name_zh", session->name_zh);
	put_text(&entry, "name_en", session->name_en);
	put_day(&entry, "starts_on", session->starts_on);
	put_text(&entry, "level", level_name(session->level));
	put_object(&line, "entry", &entry);
	return finish(&line);
}

char *line_member(const struct line_head *head, const struct member *member)
{
	struct object line = begin_line("member", head);
	struct object entry = object_begin();
	char contact[2 * SHA256_BYTES + 1];

	put_int(&entry, "id", member->member_id);
	put_text(&entry, "code", member->code);
	put_text(&entry, "name", member->name);
	put_text(&entry, "kind", member->kind);
	put_text(&entry, "sector", member->sector);
	put_text(&entry, "title", member->title);
	put_int(&entry, "stands_for", member->stands_for);
	put_int(&entry, "position", member->position);
	put_day(&entry, "valid_from", member->valid_from);
	put_day(&entry, "valid_until", member->valid_until);
	if (member->has_contact)
		put_text(&entry, "contact", hex_encode(member->contact_hash, SHA256_BYTES, contact));
	put_object(&line, "entry", &entry);
	return finish(&line);
}
