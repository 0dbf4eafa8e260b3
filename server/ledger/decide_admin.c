/* Rules, calendar, offices, sessions, people: lines of their own that change how everything after them is read. */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdlib.h>
#include <string.h>

static void refuse_rules(struct slot *slot, const struct rule_errors *errors)
{
	struct refusal *refusal = slot_refuse(slot, REASON_RULES_INVALID);
	const struct rule_error *first = &errors->list[0];

	refuse_with(refusal, "count", "%zu", errors->n);
	refuse_with(refusal, "line", "%d", errors->n ? first->line : 0);
	refuse_with(refusal, "column", "%d", errors->n ? first->column : 0);
	refuse_with(refusal, "message", "%s", errors->n ? first->zh : "");
}

/* It is there already, word for word: nothing to write. `page` holds it, 0 when the registry does not tell. */
static void same_entry(struct slot *slot, int id, int64_t page)
{
	slot->outcome = SLOT_SAME;
	slot->given_id = id;
	slot->stored_page = page;
}

static void decide_rules(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct rule_errors *errors = hy_xcalloc(1, sizeof *errors);
	const struct registry *registry = ledger->registry;
	const char *text = slot->job->text;
	struct rules *rules = rules_parse(text, strlen(text), errors);

	if (!rules) {
		refuse_rules(slot, errors);
	} else if (rules->jurisdiction != ledger->options.jurisdiction) {
		struct refusal *refusal = slot_refuse(slot, REASON_RULES_OTHER_JURISDICTION);

		refuse_with(refusal, "found", "%d", rules->jurisdiction);
		refuse_with(refusal, "expected", "%d", ledger->options.jurisdiction);
	} else if (registry->rules_text && !strcmp(registry->rules_text, text)) {
		same_entry(slot, registry->rules_version, registry->rules_page);
	} else {
		slot->given_id = registry->rules_version + 1;
		slot->own.body = line_rules(head, slot->given_id, text);
		slot->own.beside = hy_xstrdup(rules->place.zh ? rules->place.zh : "");
	}
	rules_free(rules);
	free(errors);
}

/* True when both have a list of the year and it is the same, whatever the order it was written in. */
static bool year_is_same(const struct calendar *a, const struct calendar *b, int year)
{
	size_t n, n_other;
	const struct calendar_day *days = calendar_year(a, year, &n), *others = calendar_year(b, year, &n_other);

	if (!calendar_has_year(a, year) || !calendar_has_year(b, year) || n != n_other)
		return false;
	for (size_t i = 0; i < n; i++)
		if (days[i].day != others[i].day || days[i].off != others[i].off ||
		    strcmp(days[i].name, others[i].name) != 0)
			return false;
	return true;
}

static void decide_calendar(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	const struct ledger_job *job = slot->job;
	struct calendar *trial = calendar_copy(ledger->registry->calendar);
	hy_day bad;

	if (calendar_set_year(trial, job->year, job->days, job->n_days, &bad)) {
		char text[HY_DAY_TEXT];
		struct refusal *refusal = slot_refuse(slot, REASON_CALENDAR_DAY_WRONG);

		refuse_with(refusal, "value", "%s", day_format(bad, text));
		refuse_with(refusal, "year", "%d", job->year);
	} else if (year_is_same(trial, ledger->registry->calendar, job->year)) {
		same_entry(slot, 0, registry_year_page(ledger->registry, job->year));
	} else {
		slot->own.body = line_calendar(head, job->year, job->days, job->n_days, job->text, &slot->own.beside);
	}
	calendar_free(trial);
}

static bool same_office(const struct office *a, const struct office *b)
{
	return !strcmp(a->name_zh, b->name_zh) && !strcmp(a->name_en, b->name_en) && a->valid_from == b->valid_from &&
	       a->valid_until == b->valid_until && a->successor_id == b->successor_id;
}

static void new_office_id(const struct registry *registry, struct office *office)
{
	int last_id = 0, last_position = 0;

	for (size_t i = 0; i < registry->n_offices; i++) {
		if (registry->offices[i].office_id > last_id)
			last_id = registry->offices[i].office_id;
		if (registry->offices[i].position > last_position)
			last_position = registry->offices[i].position;
	}
	office->office_id = last_id + 1;
	if (office->position <= 0)
		office->position = last_position + 1;
}

/* False and refused when an added entry differs from the one of its code, or a changed one is not there. */
static bool check_office(struct slot *slot, const struct office *known, const struct office *office)
{
	struct refusal *refusal;

	if (slot->job->change && !known) {
		refuse_with(slot_refuse(slot, REASON_OFFICE_NOT_FOUND), "office", "%s", office->code);
		return false;
	}
	if (slot->job->change || !known)
		return true;
	refusal = slot_refuse(slot, REASON_OFFICE_DIFFERS);
	refuse_with(refusal, "office", "%s", known->code);
	refuse_with(refusal, "name", "%s", known->name_zh);
	return false;
}

static void decide_office(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct office office = *slot->job->office;
	const struct registry *registry = ledger->registry;
	const struct office *known = registry_office_by_code(registry, office.code);

	if (known && same_office(known, &office) &&
	    (!slot->job->change || office.position <= 0 || office.position == known->position)) {
		same_entry(slot, known->office_id, 0);
		return;
	}
	if (!check_office(slot, known, &office))
		return;
	if (known) {
		office.office_id = known->office_id;
		office.position = office.position > 0 ? office.position : known->position;
	} else {
		new_office_id(registry, &office);
	}
	slot->given_id = office.office_id;
	slot->office = office;
	slot->own.body = line_office(head, &office);
}

static bool same_member(const struct member *a, const struct member *b)
{
	return !strcmp(a->name, b->name) && !strcmp(a->kind, b->kind) && !strcmp(a->sector, b->sector) &&
	       !strcmp(a->title, b->title) && a->stands_for == b->stands_for && a->valid_from == b->valid_from &&
	       a->valid_until == b->valid_until;
}

static void new_member_id(const struct registry *registry, struct member *member)
{
	int last_id = 0, last_position = 0;

	for (size_t i = 0; i < registry->n_members; i++) {
		if (registry->members[i].member_id > last_id)
			last_id = registry->members[i].member_id;
		if (registry->members[i].position > last_position)
			last_position = registry->members[i].position;
	}
	member->member_id = last_id + 1;
	if (member->position <= 0)
		member->position = last_position + 1;
}

static bool check_member(struct slot *slot, const struct member *known, const struct member *member)
{
	struct refusal *refusal;

	if (slot->job->change && !known) {
		refuse_with(slot_refuse(slot, REASON_MEMBER_NOT_FOUND), "member", "%s", member->code);
		return false;
	}
	if (slot->job->change || !known)
		return true;
	refusal = slot_refuse(slot, REASON_MEMBER_DIFFERS);
	refuse_with(refusal, "member", "%s", known->code);
	refuse_with(refusal, "name", "%s", known->name);
	return false;
}

/* The salted hash of the contact details given with the job; without them it stays as known (NULL: none). */
static void settle_contact(const struct ledger_job *job, const struct member *known, struct member *member)
{
	static const uint8_t zero;
	const char *telephone = job->telephone ? job->telephone : "", *address = job->address ? job->address : "";
	const struct digest_part parts[] = { { job->contact_salt, SALT_BYTES },
					     { telephone, strlen(telephone) },
					     { &zero, 1 },
					     { address, strlen(address) } };

	member->has_contact = *telephone || *address;
	if (member->has_contact) {
		sha256(parts, 4, member->contact_hash);
	} else if (!job->telephone && !job->address && known && known->has_contact) {
		member->has_contact = true;
		memcpy(member->contact_hash, known->contact_hash, SHA256_BYTES);
	}
}

static void decide_member(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	const struct ledger_job *job = slot->job;
	struct member member = *job->member;
	const struct registry *registry = ledger->registry;
	const struct member *known = registry_member_by_code(registry, member.code);
	bool contact = job->change && (job->telephone || job->address);

	if (known && same_member(known, &member) && !contact &&
	    (!job->change || member.position <= 0 || member.position == known->position)) {
		same_entry(slot, known->member_id, 0);
		return;
	}
	if (!check_member(slot, known, &member))
		return;
	if (known) {
		member.member_id = known->member_id;
		member.position = member.position > 0 ? member.position : known->position;
	} else {
		new_member_id(registry, &member);
	}
	settle_contact(job, known, &member);
	slot->given_id = member.member_id;
	slot->member = member;
	slot->own.body = line_member(head, &member);
}

static void decide_session(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct session session = *slot->job->session;
	const struct registry *registry = ledger->registry;
	const struct session *known = registry_session_by_code(registry, session.code);
	int last_id = 0;

	if (known && !strcmp(known->name_zh, session.name_zh) && !strcmp(known->name_en, session.name_en) &&
	    known->starts_on == session.starts_on && known->level == session.level) {
		same_entry(slot, known->session_id, 0);
		return;
	}
	if (known) {
		struct refusal *refusal = slot_refuse(slot, REASON_SESSION_DIFFERS);

		refuse_with(refusal, "session", "%s", known->code);
		refuse_with(refusal, "name", "%s", known->name_zh);
		return;
	}
	for (size_t i = 0; i < registry->n_sessions; i++)
		if (registry->sessions[i].session_id > last_id)
			last_id = registry->sessions[i].session_id;
	session.session_id = slot->given_id = last_id + 1;
	slot->session = session;
	slot->own.body = line_session(head, &session);
}

void decide_admin(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	switch (slot->job->kind) {
	case JOB_RULES:
		decide_rules(ledger, slot, head);
		break;
	case JOB_CALENDAR:
		decide_calendar(ledger, slot, head);
		break;
	case JOB_OFFICE:
		decide_office(ledger, slot, head);
		break;
	case JOB_SESSION:
		decide_session(ledger, slot, head);
		break;
	case JOB_MEMBER:
		decide_member(ledger, slot, head);
		break;
	case JOB_CREATE:
	case JOB_UPDATE:
		break;
	}
}
