/* Rules, calendar, offices, sessions: lines of their own that change how everything after them is read. */
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
		slot->body = line_rules(head, slot->given_id, text);
		slot->beside = hy_xstrdup(rules->place.zh ? rules->place.zh : "");
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
		slot->body = line_calendar(head, job->year, job->days, job->n_days, job->text, &slot->beside);
	}
	calendar_free(trial);
}

static void decide_office(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	struct office office = *slot->job->office;
	const struct registry *registry = ledger->registry;
	const struct office *known = registry_office_by_code(registry, office.code);
	int last_id = 0, last_position = 0;

	if (known && !strcmp(known->name_zh, office.name_zh) && !strcmp(known->name_en, office.name_en)) {
		same_entry(slot, known->office_id, 0);
		return;
	}
	if (known) {
		struct refusal *refusal = slot_refuse(slot, REASON_OFFICE_DIFFERS);

		refuse_with(refusal, "office", "%s", known->code);
		refuse_with(refusal, "name", "%s", known->name_zh);
		return;
	}
	for (size_t i = 0; i < registry->n_offices; i++) {
		if (registry->offices[i].office_id > last_id)
			last_id = registry->offices[i].office_id;
		if (registry->offices[i].position > last_position)
			last_position = registry->offices[i].position;
	}
	office.office_id = slot->given_id = last_id + 1;
	if (office.position <= 0)
		office.position = last_position + 1;
	slot->office = office;
	slot->body = line_office(head, &office);
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
	slot->body = line_session(head, &session);
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
	case JOB_CREATE:
	case JOB_UPDATE:
		break;
	}
}
