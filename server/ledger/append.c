/* Writes a decided page: one batch under one Sync. Its first statement inserts the page row; the case update fails when
 * a case is not at the version it was decided from, and everything is rolled back with it. */
#include "base/text.h"
#include "ledger/state.h"
#include <stdio.h>
#include <string.h>

static void bind_start(struct ledger *ledger, struct db_batch *batch, size_t statement)
{
	db_add(batch, statement);
	db_bind_int4(batch, ledger->options.jurisdiction);
}

/* Binds an array with one element for each line for which `condition` holds; `slot` is that line's. */
#define BIND_LINES(type, condition, bind)                                                                              \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n; i_++) {                                                         \
			const struct slot *slot = &ledger->round.slots[i_];                                            \
			if (slot->outcome == SLOT_LINE && (condition))                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

/* Different offices among the lines. */
static int count_offices(const struct round *round)
{
	int offices[LEDGER_MAX_PAGE_LINES], n = 0;

	for (int i = 0; i < round->n; i++) {
		int k = 0;

		if (round->slots[i].outcome != SLOT_LINE)
			continue;
		while (k < n && offices[k] != round->slots[i].job->office_id)
			k++;
		if (k == n)
			offices[n++] = round->slots[i].job->office_id;
	}
	return n;
}

static void hash_page(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	uint8_t leaves[LEDGER_MAX_PAGE_LINES][SHA256_BYTES], root[SHA256_BYTES];
	size_t n = 0;

	for (int i = 0; i < round->n; i++)
		if (round->slots[i].outcome == SLOT_LINE)
			memcpy(leaves[n++], round->slots[i].leaf, SHA256_BYTES);
	merkle_root((const uint8_t(*)[SHA256_BYTES])leaves, n, root);
	merkle_page(ledger->options.jurisdiction, ledger->page + 1, (uint32_t)n, root, ledger->hash, round->hash);
}

static void add_page(struct ledger *ledger, struct db_batch *batch)
{
	hash_page(ledger);
	bind_start(ledger, batch, W_PAGE);
	db_bind_int8(batch, ledger->page + 1);
	db_bind_bytes(batch, ledger->hash, SHA256_BYTES);
	db_bind_bytes(batch, ledger->round.hash, SHA256_BYTES);
	db_bind_int4(batch, ledger->round.n_lines);
	db_bind_int4(batch, count_offices(&ledger->round));
}

static bool is_of_case(const struct slot *slot)
{
	return slot->job->kind == JOB_CREATE || slot->job->kind == JOB_UPDATE;
}

static void add_lines(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_LINES);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, true, db_bind_int8(batch, is_of_case(slot) ? slot->decision.after.case_id : 0));
	BIND_LINES(DB_INT4, true, db_bind_int4(batch, is_of_case(slot) ? slot->decision.after.version : 0));
	BIND_LINES(DB_TEXT, true, db_bind_text(batch, slot->body));
	BIND_LINES(DB_BYTEA, true, db_bind_bytes(batch, slot->salt, SALT_BYTES));
	BIND_LINES(DB_BYTEA, true, db_bind_bytes(batch, slot->leaf, SHA256_BYTES));
}

static void add_requests(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_REQUESTS);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT4, true, db_bind_int4(batch, slot->job->office_id));
	BIND_LINES(DB_UUID, true, db_bind_uuid(batch, slot->job->request_id));
	BIND_LINES(DB_BYTEA, true, db_bind_bytes(batch, slot->job->digest, SHA256_BYTES));
}

static const char *given(const char *text)
{
	return text ? text : "";
}

static void add_created(struct ledger *ledger, struct db_batch *batch)
{
#define CREATED (slot->job->kind == JOB_CREATE)
	bind_start(ledger, batch, W_CASE_INSERT);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, CREATED, db_bind_int8(batch, slot->decision.after.case_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, slot->decision.after.kind));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, slot->decision.after.state));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)slot->decision.after.phase));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)slot->decision.after.level));
	BIND_LINES(DB_INT4, CREATED, db_bind_int4(batch, slot->decision.after.session_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(slot->job->new_case->submission_number)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(slot->job->new_case->title)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, slot->decision.after.category));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, slot->beside));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, slot->decision.after.received_on));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, slot->decision.after.last_on));
#undef CREATED
}

static void add_updated(struct ledger *ledger, struct db_batch *batch)
{
#define UPDATED (slot->job->kind == JOB_UPDATE)
	bind_start(ledger, batch, W_CASE_UPDATE);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, UPDATED, db_bind_int8(batch, slot->decision.after.case_id));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, slot->decision.after.version));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, slot->decision.after.state));
	BIND_LINES(DB_INT2, UPDATED, db_bind_int2(batch, (int16_t)slot->decision.after.phase));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, slot->decision.after.number));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, slot->decision.after.filed_on));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, slot->decision.after.last_on));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, slot->decision.after.attitude));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, slot->decision.after.result));
#undef UPDATED
}

/* As BIND_LINES, for every assignment that changed: `a`, and whether it is `open`. */
#define BIND_ASSIGNMENTS(type, bind)                                                                                   \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n; i_++) {                                                         \
			const struct slot *slot = &ledger->round.slots[i_];                                            \
			for (int k_ = 0;                                                                               \
			     slot->outcome == SLOT_LINE && is_of_case(slot) && k_ < slot->change.n_changed; k_++) {    \
				const struct assignment *a =                                                           \
					&slot->decision.after.assignments[slot->change.changed[k_]];                   \
				bool open = slot->change.open[k_];                                                     \
				(void)a, (void)open;                                                                   \
				(bind);                                                                                \
			}                                                                                              \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void add_assignments(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_ASSIGNMENTS);
	BIND_ASSIGNMENTS(DB_INT8, db_bind_int8(batch, slot->decision.after.case_id));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->no));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->office_id));
	BIND_ASSIGNMENTS(DB_INT2, db_bind_int2(batch, (int16_t)a->role));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->state));
	BIND_ASSIGNMENTS(DB_BOOL, db_bind_bool(batch, open));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->assigned_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->due_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->return_by));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->accepted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->returned_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->contacted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->answered_on));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->class));
	BIND_ASSIGNMENTS(DB_INT2, db_bind_int2(batch, (int16_t)a->class_meaning));
}

static void add_rules(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	bind_start(ledger, batch, W_PUT_PLACE);
	db_bind_text(batch, slot->beside);
	bind_start(ledger, batch, W_PUT_RULES);
	db_bind_int4(batch, slot->given_id);
	db_bind_text(batch, slot->job->text);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_calendar(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	bind_start(ledger, batch, W_PUT_CALENDAR);
	db_bind_int4(batch, slot->job->year);
	db_bind_text(batch, slot->beside);
	db_bind_text(batch, given(slot->job->text));
	db_bind_int8(batch, ledger->page + 1);
}

static void add_office(struct ledger *ledger, struct db_batch *batch, const struct office *office)
{
	bind_start(ledger, batch, W_PUT_OFFICE);
	db_bind_int4(batch, office->office_id);
	db_bind_text(batch, office->code);
	db_bind_text(batch, office->name_zh);
	db_bind_text(batch, office->name_en);
	db_bind_int4(batch, office->position);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_session(struct ledger *ledger, struct db_batch *batch, const struct session *session)
{
	bind_start(ledger, batch, W_PUT_SESSION);
	db_bind_int4(batch, session->session_id);
	db_bind_text(batch, session->code);
	db_bind_text(batch, session->name_zh);
	db_bind_text(batch, session->name_en);
	db_bind_day(batch, session->starts_on);
	db_bind_int2(batch, (int16_t)session->level);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_admin(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
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
	case JOB_CREATE:
	case JOB_UPDATE:
		break;
	}
}

/* Only the statements this page needs. */
static void add_tables(struct ledger *ledger, struct db_batch *batch)
{
	bool created = false, updated = false, assigned = false;

	for (int i = 0; i < ledger->round.n; i++) {
		const struct slot *slot = &ledger->round.slots[i];

		if (slot->outcome != SLOT_LINE)
			continue;
		created |= slot->job->kind == JOB_CREATE;
		updated |= slot->job->kind == JOB_UPDATE;
		assigned |= is_of_case(slot) && slot->change.n_changed > 0;
		add_admin(ledger, batch, slot);
	}
	if (created)
		add_created(ledger, batch);
	if (updated)
		add_updated(ledger, batch);
	if (assigned)
		add_assignments(ledger, batch);
}

static void on_registry_again(struct ledger *ledger, enum db_error error, const char *message)
{
	(void)error, (void)message; /* it stays marked for reading; the page is durable all the same */
	round_finish(ledger);
}

/* A number that a filing named counts among the serials of its year, as it will after a restart. */
static void note_number(struct ledger *ledger, const char *number)
{
	for (int i = 0; i < ledger->n_serials; i++) {
		struct serial *serial = &ledger->serials[i];
		char year[12];
		int64_t value;

		snprintf(year, sizeof year, "%04d", serial->year);
		if (strlen(number) == strlen(year) + (size_t)serial->digits && !strncmp(number, year, strlen(year)) &&
		    !number_parse(number + strlen(year), 0, INT64_MAX, &value) && value > serial->last)
			serial->last = value;
	}
}

/* The page is durable: what was decided is how things stand. */
static void take_over(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	ledger->page++;
	memcpy(ledger->hash, round->hash, SHA256_BYTES);
	if (ledger->last_case >= 0)
		ledger->last_case += round->created;
	for (int i = 0; i < ledger->n_serials; i++) {
		ledger->serials[i].last += ledger->serials[i].used;
		ledger->serials[i].used = 0;
	}
	for (int i = 0; i < round->n; i++) {
		const struct slot *slot = &round->slots[i];

		if (slot->outcome != SLOT_LINE || !is_of_case(slot))
			continue;
		note_number(ledger, slot->decision.after.number);
		cache_put(ledger->cache, &slot->decision.after,
			  slot->job->kind == JOB_CREATE ? given(slot->job->new_case->submission_number) : NULL);
	}
	fold_enqueue(ledger->fold, round, ledger->page);
	ledger_publish_head(ledger);
}

/* What the guard of W_CASE_UPDATE makes the database say, in words that help. */
static const char *message_of(const struct db_result *result)
{
	if (!strcmp(db_result_sqlstate(result), "22012"))
		return "a case is not at the version its line was decided from; something else than a server changed "
		       "it: "
		       "run huiyin ledger recount";
	return db_result_message(result);
}

static void on_appended(const struct db_result *result, void *arg)
{
	struct ledger *ledger = arg;
	enum db_error error = db_result_error(result);

	if (error != DB_OK) {
		round_retry(ledger, error, db_result_constraint(result), message_of(result));
		return;
	}
	ledger->round.in_transaction = false;
	if (ledger->round.n_lines == 0) {
		round_finish(ledger);
		return;
	}
	take_over(ledger);
	if (!is_of_case(&ledger->round.slots[0])) {
		ledger->registry_trust = REGISTRY_RELOAD;
		load_registry(ledger, on_registry_again);
	} else {
		round_finish(ledger);
	}
}

static void send_append(struct ledger *ledger, struct db_batch *batch)
{
	if (ledger->round.in_transaction)
		db_add(batch, W_COMMIT);
	db_send(batch, on_appended, ledger);
}

void append_page(struct ledger *ledger)
{
	struct db_batch *batch = db_batch_new(ledger->writer);

	add_page(ledger, batch);
	add_lines(ledger, batch);
	add_requests(ledger, batch);
	add_tables(ledger, batch);
	send_append(ledger, batch);
}

void append_confirmation(struct ledger *ledger)
{
	struct db_batch *batch = db_batch_new(ledger->writer);

	db_add(batch, W_EMIT);
	send_append(ledger, batch);
}
