/* What a line of rules, calendar or directory changes in its table. */
#include "ledger/append.h"

static void add_rules(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	append_begin(ledger, batch, W_PUT_PLACE);
	db_bind_text(batch, slot->own.beside);
	append_begin(ledger, batch, W_PUT_RULES);
	db_bind_int4(batch, slot->given_id);
	db_bind_text(batch, slot->job->text);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_calendar(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	append_begin(ledger, batch, W_PUT_CALENDAR);
	db_bind_int4(batch, slot->job->year);
	db_bind_text(batch, slot->own.beside);
	db_bind_text(batch, slot->job->text ? slot->job->text : "");
	db_bind_int8(batch, ledger->page + 1);
}

static void add_office(struct ledger *ledger, struct db_batch *batch, const struct office *office)
{
	append_begin(ledger, batch, W_PUT_OFFICE);
	db_bind_int4(batch, office->office_id);
	db_bind_text(batch, office->code);
	db_bind_text(batch, office->name_zh);
	db_bind_text(batch, office->name_en);
	db_bind_int4(batch, office->position);
	db_bind_day(batch, office->valid_from);
	db_bind_day(batch, office->valid_until);
	db_bind_int4(batch, office->successor_id);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_session(struct ledger *ledger, struct db_batch *batch, const struct session *session)
{
	append_begin(ledger, batch, W_PUT_SESSION);
	db_bind_int4(batch, session->session_id);
	db_bind_text(batch, session->code);
	db_bind_text(batch, session->name_zh);
	db_bind_text(batch, session->name_en);
	db_bind_day(batch, session->starts_on);
	db_bind_int2(batch, (int16_t)session->level);
	db_bind_int8(batch, ledger->page + 1);
}

/* Telephone and address stand beside the ledger: written with the line that holds their hash. */
static void add_contact(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	if (!job->telephone && !job->address)
		return;
	append_begin(ledger, batch, slot->member.has_contact ? W_PUT_CONTACT : W_DROP_CONTACT);
	db_bind_int4(batch, slot->member.member_id);
	if (!slot->member.has_contact)
		return;
	db_bind_bytes(batch, job->contact_salt, SALT_BYTES);
	db_bind_text(batch, job->telephone ? job->telephone : "");
	db_bind_text(batch, job->address ? job->address : "");
}

static void add_member(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	const struct member *member = &slot->member;

	append_begin(ledger, batch, W_PUT_MEMBER);
	db_bind_int4(batch, member->member_id);
	db_bind_text(batch, member->code);
	db_bind_text(batch, member->name);
	db_bind_text(batch, member->kind);
	db_bind_text(batch, member->sector);
	db_bind_text(batch, member->title);
	db_bind_int4(batch, member->stands_for);
	db_bind_int4(batch, member->position);
	db_bind_day(batch, member->valid_from);
	db_bind_day(batch, member->valid_until);
	if (member->has_contact)
		db_bind_bytes(batch, member->contact_hash, SHA256_BYTES);
	else
		db_bind_null(batch);
	db_bind_int8(batch, ledger->page + 1);
	add_contact(ledger, batch, slot);
}

void append_directory(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	switch (slot->job->kind) {
	case JOB_RULES:
		add_rules(ledger, batch, slot);
		break;
	case JOB_CALENDAR:
		add_calendar(ledger, batch, slot);
		break;
	case JOB_OFFICE:
		add_office(ledger, batch, &slot->office);
		break;
	case JOB_SESSION:
		add_session(ledger, batch, &slot->session);
		break;
	case JOB_MEMBER:
		add_member(ledger, batch, slot);
		break;
	case JOB_CREATE:
	case JOB_UPDATE:
		break;
	}
}
