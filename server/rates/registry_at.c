/* Rules, calendar, offices, sessions and people as they were at a page, from their lines. */
#include "base/log.h"
#include "base/text.h"
#include "ledger/line.h"
#include "rates/rate_query.h"
#include "store/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Columns of DIRECTORY_LINES. */
enum { C_PAGE, C_BODY };

size_t registry_at_add(struct db_batch *batch, int jurisdiction, int64_t page)
{
	size_t place = db_batch_size(batch);

	db_add(batch, DIRECTORY_LINES);
	db_bind_int4(batch, jurisdiction);
	db_bind_int8(batch, page);
	return place;
}

static void set_text(char *out, size_t size, const json_t *entry, const char *key)
{
	snprintf(out, size, "%s", member_text(entry, key));
}

/* ---- A line each ----------------------------------------------------------------------------------------------- */

static void take_rules(struct registry *registry, const json_t *line, int64_t page)
{
	struct rule_errors *errors = hy_xcalloc(1, sizeof(*errors));
	const char *text = member_text(line, "text");

	registry->rules_version = (int)member_int(line, "version");
	registry->rules_text = hy_xstrdup(text);
	registry->rules_page = page;
	registry->rules = rules_parse(text, strlen(text), errors);
	if (!registry->rules)
		log_event(LOG_ERROR_, "rules_unreadable", "message", errors->n ? errors->list[0].en : "", NULL);
	free(errors);
}

static void take_calendar(struct registry *registry, const json_t *line, int64_t page)
{
	const json_t *list = json_object_get(line, "days");
	size_t n = json_array_size(list);
	struct calendar_day *days = hy_xcalloc(n + 1, sizeof(*days));
	int year = (int)member_int(line, "year");
	hy_day bad;

	for (size_t i = 0; i < n; i++) {
		const json_t *day = json_array_get(list, i);

		days[i].day = member_day(day, "day");
		days[i].off = member_bool(day, "off");
		set_text(days[i].name, sizeof(days[i].name), day, "name");
	}
	if (calendar_set_year(registry->calendar, year, days, n, &bad))
		log_event(LOG_ERROR_, "calendar_unreadable", "text", "", NULL);
	registry->year_pages[registry->n_year_pages++] = (struct year_page){ year, page };
	free(days);
}

static void take_office(struct registry *registry, const json_t *line, int64_t page)
{
	const json_t *entry = json_object_get(line, "entry");
	struct office *office = &registry->offices[registry->n_offices++];

	(void)page;
	office->office_id = (int)member_int(entry, "id");
	set_text(office->code, sizeof(office->code), entry, "code");
	set_text(office->name_zh, sizeof(office->name_zh), entry, "name_zh");
	set_text(office->name_en, sizeof(office->name_en), entry, "name_en");
	office->position = (int)member_int(entry, "position");
	office->valid_from = member_day(entry, "valid_from");
	office->valid_until = member_day(entry, "valid_until");
	office->successor_id = (int)member_int(entry, "successor");
}

static void take_session(struct registry *registry, const json_t *line, int64_t page)
{
	const json_t *entry = json_object_get(line, "entry");
	struct session *session = &registry->sessions[registry->n_sessions++];

	(void)page;
	session->session_id = (int)member_int(entry, "id");
	set_text(session->code, sizeof(session->code), entry, "code");
	set_text(session->name_zh, sizeof(session->name_zh), entry, "name_zh");
	set_text(session->name_en, sizeof(session->name_en), entry, "name_en");
	session->starts_on = member_day(entry, "starts_on");
	session->level = level_by_name(member_text(entry, "level"));
}

static void take_member(struct registry *registry, const json_t *line, int64_t page)
{
	const json_t *entry = json_object_get(line, "entry");
	struct member *member = &registry->members[registry->n_members++];

	(void)page;
	member->member_id = (int)member_int(entry, "id");
	set_text(member->code, sizeof(member->code), entry, "code");
	set_text(member->name, sizeof(member->name), entry, "name");
	set_text(member->kind, sizeof(member->kind), entry, "kind");
	set_text(member->sector, sizeof(member->sector), entry, "sector");
	set_text(member->title, sizeof(member->title), entry, "title");
	member->stands_for = (int)member_int(entry, "stands_for");
	member->position = (int)member_int(entry, "position");
	member->valid_from = member_day(entry, "valid_from");
	member->valid_until = member_day(entry, "valid_until");
	member->has_contact =
		hex_decode(member_text(entry, "contact"), member->contact_hash, sizeof(member->contact_hash)) == 0;
}

static void take_line(struct registry *registry, const json_t *line, int64_t page)
{
	static const struct {
		const char *kind;
		void (*take)(struct registry *registry, const json_t *line, int64_t page);
	} kinds[] = {
		{ "rules", take_rules },     { "calendar", take_calendar }, { "office", take_office },
		{ "session", take_session }, { "member", take_member },
	};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		if (!strcmp(member_text(line, "kind"), kinds[i].kind))
			kinds[i].take(registry, line, page);
	if (page > registry->page)
		registry->page = page;
}

/* ---- In the order of the tables --------------------------------------------------------------------------------- */

static int order(int a, int b, int id_a, int id_b)
{
	if (a != b)
		return a < b ? -1 : 1;
	return (id_a > id_b) - (id_a < id_b);
}

static int by_office_position(const void *a, const void *b)
{
	const struct office *x = a, *y = b;

	return order(x->position, y->position, x->office_id, y->office_id);
}

static int by_first_day(const void *a, const void *b)
{
	const struct session *x = a, *y = b;

	return order(x->starts_on, y->starts_on, x->session_id, y->session_id);
}

static int by_member_position(const void *a, const void *b)
{
	const struct member *x = a, *y = b;

	return order(x->position, y->position, x->member_id, y->member_id);
}

static int by_year(const void *a, const void *b)
{
	const struct year_page *x = a, *y = b;

	return order(x->year, y->year, 0, 0);
}

static struct registry *new_registry(size_t n)
{
	struct registry *registry = hy_xcalloc(1, sizeof(*registry));

	registry->references = 1;
	registry->calendar = calendar_new();
	registry->year_pages = hy_xcalloc(n + 1, sizeof(*registry->year_pages));
	registry->offices = hy_xcalloc(n + 1, sizeof(*registry->offices));
	registry->sessions = hy_xcalloc(n + 1, sizeof(*registry->sessions));
	registry->members = hy_xcalloc(n + 1, sizeof(*registry->members));
	return registry;
}

struct registry *registry_at_take(const struct db_result *result, size_t first, const struct registry *present)
{
	struct registry *registry = new_registry(db_rows(result, first));

	for (size_t row = 0; row < db_rows(result, first); row++) {
		json_t *line = line_parse(db_text(result, first, row, C_BODY));

		take_line(registry, line, db_int(result, first, row, C_PAGE));
		json_decref(line);
	}
	qsort(registry->offices, registry->n_offices, sizeof(*registry->offices), by_office_position);
	qsort(registry->sessions, registry->n_sessions, sizeof(*registry->sessions), by_first_day);
	qsort(registry->members, registry->n_members, sizeof(*registry->members), by_member_position);
	qsort(registry->year_pages, registry->n_year_pages, sizeof(*registry->year_pages), by_year);
	snprintf(registry->place, sizeof(registry->place), "%s",
		 registry->rules ? registry->rules->place.zh : present->place);
	return registry;
}
