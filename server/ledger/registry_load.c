/* Reads rules, calendar, offices, sessions and people into a new registry. */
#include "base/log.h"
#include "base/memory.h"
#include "ledger/state.h"
#include <stdlib.h>
#include <string.h>

enum { R_PLACE, R_RULES, R_CALENDAR, R_OFFICES, R_SESSIONS, R_MEMBERS };

static void copy_text(char *out, size_t size, const char *text)
{
	size_t len = strlen(text);

	if (len >= size)
		len = size - 1;
	memcpy(out, text, len);
	out[len] = '\0';
}

void registry_add_statements(struct db_batch *batch, int jurisdiction)
{
	for (size_t statement = W_PLACE; statement <= W_MEMBERS; statement++) {
		db_add(batch, statement);
		db_bind_int4(batch, jurisdiction);
	}
}

static void note_page(struct registry *registry, int64_t page)
{
	if (page > registry->page)
		registry->page = page;
}

static void read_rules(struct registry *registry, const struct db_result *result)
{
	struct rule_errors *errors;

	if (db_rows(result, R_RULES) == 0)
		return;
	errors = hy_xcalloc(1, sizeof *errors);
	registry->rules_version = (int)db_int(result, R_RULES, 0, 0);
	registry->rules_text = hy_xstrdup(db_text(result, R_RULES, 0, 1));
	registry->rules_page = db_int(result, R_RULES, 0, 2);
	note_page(registry, registry->rules_page);
	registry->rules = rules_parse(registry->rules_text, strlen(registry->rules_text), errors);
	if (!registry->rules)
		log_event(LOG_ERROR_, "rules_unreadable", "message", errors->n ? errors->list[0].en : "", NULL);
	free(errors);
}

/* A year as it stands in the column: [{"day","off","name"}]. */
static void read_year(struct registry *registry, int year, const char *text)
{
	json_t *list = json_loads(text, 0, NULL);
	size_t n = json_array_size(list);
	struct calendar_day *days = hy_xcalloc(n + 1, sizeof *days);
	hy_day bad;

	for (size_t i = 0; i < n; i++) {
		const json_t *day = json_array_get(list, i);

		days[i].day = member_day(day, "day");
		days[i].off = member_bool(day, "off");
		copy_text(days[i].name, sizeof days[i].name, member_text(day, "name"));
	}
	if (calendar_set_year(registry->calendar, year, days, n, &bad))
		log_event(LOG_ERROR_, "calendar_unreadable", "text", text, NULL);
	free(days);
	json_decref(list);
}

static void read_calendar(struct registry *registry, const struct db_result *result)
{
	registry->calendar = calendar_new();
	registry->n_year_pages = db_rows(result, R_CALENDAR);
	registry->year_pages = hy_xcalloc(registry->n_year_pages + 1, sizeof *registry->year_pages);
	for (size_t row = 0; row < registry->n_year_pages; row++) {
		struct year_page *list = &registry->year_pages[row];

		*list = (struct year_page){ (int)db_int(result, R_CALENDAR, row, 0),
					    db_int(result, R_CALENDAR, row, 2) };
		read_year(registry, list->year, db_text(result, R_CALENDAR, row, 1));
		note_page(registry, list->page);
	}
}

static void read_offices(struct registry *registry, const struct db_result *result)
{
	registry->n_offices = db_rows(result, R_OFFICES);
	registry->offices = hy_xcalloc(registry->n_offices + 1, sizeof *registry->offices);
	for (size_t row = 0; row < registry->n_offices; row++) {
		struct office *office = &registry->offices[row];

		office->office_id = (int)db_int(result, R_OFFICES, row, 0);
		copy_text(office->code, sizeof office->code, db_text(result, R_OFFICES, row, 1));
		copy_text(office->name_zh, sizeof office->name_zh, db_text(result, R_OFFICES, row, 2));
		copy_text(office->name_en, sizeof office->name_en, db_text(result, R_OFFICES, row, 3));
		office->position = (int)db_int(result, R_OFFICES, row, 4);
		office->valid_from = db_day(result, R_OFFICES, row, 6);
		office->valid_until = db_day(result, R_OFFICES, row, 7);
		office->successor_id = (int)db_int(result, R_OFFICES, row, 8);
		note_page(registry, db_int(result, R_OFFICES, row, 5));
	}
}

static void read_sessions(struct registry *registry, const struct db_result *result)
{
	registry->n_sessions = db_rows(result, R_SESSIONS);
	registry->sessions = hy_xcalloc(registry->n_sessions + 1, sizeof *registry->sessions);
	for (size_t row = 0; row < registry->n_sessions; row++) {
		struct session *session = &registry->sessions[row];

		session->session_id = (int)db_int(result, R_SESSIONS, row, 0);
		copy_text(session->code, sizeof session->code, db_text(result, R_SESSIONS, row, 1));
		copy_text(session->name_zh, sizeof session->name_zh, db_text(result, R_SESSIONS, row, 2));
		copy_text(session->name_en, sizeof session->name_en, db_text(result, R_SESSIONS, row, 3));
		session->starts_on = db_day(result, R_SESSIONS, row, 4);
		session->level = (enum level)db_int(result, R_SESSIONS, row, 5);
		note_page(registry, db_int(result, R_SESSIONS, row, 6));
	}
}

static void read_member(const struct db_result *result, size_t row, struct member *member)
{
	size_t len = 0;
	const uint8_t *hash = db_bytes(result, R_MEMBERS, row, 10, &len);

	member->member_id = (int)db_int(result, R_MEMBERS, row, 0);
	copy_text(member->code, sizeof member->code, db_text(result, R_MEMBERS, row, 1));
	copy_text(member->name, sizeof member->name, db_text(result, R_MEMBERS, row, 2));
	copy_text(member->kind, sizeof member->kind, db_text(result, R_MEMBERS, row, 3));
	copy_text(member->sector, sizeof member->sector, db_text(result, R_MEMBERS, row, 4));
	copy_text(member->title, sizeof member->title, db_text(result, R_MEMBERS, row, 5));
	member->stands_for = (int)db_int(result, R_MEMBERS, row, 6);
	member->position = (int)db_int(result, R_MEMBERS, row, 7);
	member->valid_from = db_day(result, R_MEMBERS, row, 8);
	member->valid_until = db_day(result, R_MEMBERS, row, 9);
	member->has_contact = !db_is_null(result, R_MEMBERS, row, 10) && len == sizeof member->contact_hash;
	if (member->has_contact)
		memcpy(member->contact_hash, hash, len);
}

static void read_members(struct registry *registry, const struct db_result *result)
{
	registry->n_members = db_rows(result, R_MEMBERS);
	registry->members = hy_xcalloc(registry->n_members + 1, sizeof *registry->members);
	for (size_t row = 0; row < registry->n_members; row++) {
		read_member(result, row, &registry->members[row]);
		note_page(registry, db_int(result, R_MEMBERS, row, 11));
	}
}

struct registry *registry_from_result(const struct db_result *result)
{
	struct registry *registry = hy_xcalloc(1, sizeof *registry);

	registry->references = 1;
	read_rules(registry, result);
	read_calendar(registry, result);
	read_offices(registry, result);
	read_sessions(registry, result);
	read_members(registry, result);
	if (db_rows(result, R_PLACE))
		copy_text(registry->place, sizeof registry->place, db_text(result, R_PLACE, 0, 0));
	else if (registry->rules)
		copy_text(registry->place, sizeof registry->place, registry->rules->place.zh);
	return registry;
}
