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

/* Binds an array with one element for each line for which `condition` holds; `line` is it, `job` whose it is. */
#define BIND_LINES(type, condition, bind)                                                                              \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			const struct ledger_job *job = ledger->round.owners[i_]->job;                                  \
			(void)line, (void)job;                                                                         \
			if (condition)                                                                                 \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

/* Different offices among the lines. */
static int count_offices(const struct round *round)
{
	int offices[LEDGER_MAX_PAGE_LINES], n = 0;

	for (int i = 0; i < round->n_lines; i++) {
		int k = 0;

		while (k < n && offices[k] != round->owners[i]->job->office_id)
			k++;
		if (k == n)
			offices[n++] = round->owners[i]->job->office_id;
	}
	return n;
}

static void hash_page(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	uint8_t leaves[LEDGER_MAX_PAGE_LINES][SHA256_BYTES], root[SHA256_BYTES];
	size_t n = (size_t)round->n_lines;

	for (size_t i = 0; i < n; i++)
		memcpy(leaves[i], round->lines[i]->leaf, SHA256_BYTES);
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

/* Lines of cases are those that were gathered. */
static void add_lines(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_LINES);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, true, db_bind_int8(batch, line->gathered ? line->decision.after.case_id : 0));
	BIND_LINES(DB_INT4, true, db_bind_int4(batch, line->gathered ? line->decision.after.version : 0));
	BIND_LINES(DB_TEXT, true, db_bind_text(batch, line->body));
	BIND_LINES(DB_BYTEA, true, db_bind_bytes(batch, line->salt, SALT_BYTES));
	BIND_LINES(DB_BYTEA, true, db_bind_bytes(batch, line->leaf, SHA256_BYTES));
}

/* A request stands at its first line. */
static void add_requests(struct ledger *ledger, struct db_batch *batch)
{
#define FIRST (line == &ledger->round.owners[i_]->own)
	bind_start(ledger, batch, W_REQUESTS);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT4, FIRST, db_bind_int4(batch, job->office_id));
	BIND_LINES(DB_UUID, FIRST, db_bind_uuid(batch, job->request_id));
	BIND_LINES(DB_BYTEA, FIRST, db_bind_bytes(batch, job->digest, SHA256_BYTES));
	BIND_LINES(DB_INT4, FIRST, db_bind_int4(batch, line->line_no));
#undef FIRST
}

static const char *given(const char *text)
{
	return text ? text : "";
}

static void add_created(struct ledger *ledger, struct db_batch *batch)
{
#define CREATED (job->kind == JOB_CREATE)
#define AFTER   (&line->decision.after)
	bind_start(ledger, batch, W_CASE_INSERT);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, CREATED, db_bind_int8(batch, AFTER->case_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->kind));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->state));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)AFTER->phase));
	BIND_LINES(DB_INT2, CREATED, db_bind_int2(batch, (int16_t)AFTER->level));
	BIND_LINES(DB_INT4, CREATED, db_bind_int4(batch, AFTER->session_id));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(job->new_case->submission_number)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, given(job->new_case->title)));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->category));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, line->beside));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, AFTER->received_on));
	BIND_LINES(DB_DATE, CREATED, db_bind_day(batch, AFTER->last_on));
	BIND_LINES(DB_TEXT, CREATED, db_bind_text(batch, AFTER->proposer_kind));
	BIND_LINES(DB_BOOL, CREATED, db_bind_bool(batch, AFTER->between_sessions));
#undef CREATED
}

static void add_updated(struct ledger *ledger, struct db_batch *batch)
{
#define UPDATED (job->kind == JOB_UPDATE)
	bind_start(ledger, batch, W_CASE_UPDATE);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT8, UPDATED, db_bind_int8(batch, AFTER->case_id));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->version));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->state));
	BIND_LINES(DB_INT2, UPDATED, db_bind_int2(batch, (int16_t)AFTER->phase));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->number));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->received_on));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->filed_on));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->last_on));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->attitude));
	BIND_LINES(DB_TEXT, UPDATED, db_bind_text(batch, AFTER->result));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->round));
	BIND_LINES(DB_INT8, UPDATED, db_bind_int8(batch, AFTER->main_case));
	BIND_LINES(DB_BOOL, UPDATED, db_bind_bool(batch, AFTER->key));
	BIND_LINES(DB_INT4, UPDATED, db_bind_int4(batch, AFTER->leader_id));
	BIND_LINES(DB_INT2, UPDATED, db_bind_int2(batch, (int16_t)AFTER->publication));
	BIND_LINES(DB_DATE, UPDATED, db_bind_day(batch, AFTER->published_on));
	BIND_LINES(DB_BOOL, UPDATED, db_bind_bool(batch, AFTER->between_sessions));
#undef UPDATED
#undef AFTER
}

/* As BIND_LINES, for every assignment that changed: `a`, and whether it is `open`. */
#define BIND_ASSIGNMENTS(type, bind)                                                                                   \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			for (int k_ = 0; line->gathered && k_ < line->change.n_changed; k_++) {                        \
				const struct assignment *a =                                                           \
					&line->decision.after.assignments[line->change.changed[k_]];                   \
				bool open = line->change.open[k_];                                                     \
				(void)a, (void)open;                                                                   \
				(bind);                                                                                \
			}                                                                                              \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void add_assignments(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_ASSIGNMENTS);
	BIND_ASSIGNMENTS(DB_INT8, db_bind_int8(batch, line->decision.after.case_id));
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
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->round));
	BIND_ASSIGNMENTS(DB_INT4, db_bind_int4(batch, a->extensions));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->contact_by));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->drafted_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->reviewed_on));
	BIND_ASSIGNMENTS(DB_DATE, db_bind_day(batch, a->cosigned_on));
	BIND_ASSIGNMENTS(DB_TEXT, db_bind_text(batch, a->later_class));
}

/* As BIND_LINES, for every item that changed: `item`, and the words `data` of a new one. */
#define BIND_ITEMS(type, bind)                                                                                         \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < ledger->round.n_lines; i_++) {                                                   \
			const struct page_line *line = ledger->round.lines[i_];                                        \
			for (int k_ = 0; line->gathered && k_ < line->change.n_items; k_++) {                          \
				const struct item *item = &line->decision.after.items[line->change.items[k_]];         \
				const json_t *data = line->change.data[k_];                                            \
				(void)item, (void)data;                                                                \
				(bind);                                                                                \
			}                                                                                              \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void bind_data(struct db_batch *batch, const json_t *data)
{
	char *bytes = data ? canonical_json(data) : NULL;

	db_bind_text(batch, bytes ? bytes : "null");
	free(bytes);
}

static void add_items(struct ledger *ledger, struct db_batch *batch)
{
	bind_start(ledger, batch, W_ITEMS);
	db_bind_int8(batch, ledger->page + 1);
	BIND_ITEMS(DB_INT8, db_bind_int8(batch, line->decision.after.case_id));
	BIND_ITEMS(DB_INT2, db_bind_int2(batch, (int16_t)item->kind));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->no));
	BIND_ITEMS(DB_INT2, db_bind_int2(batch, (int16_t)item->state));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->assignment_no));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->round));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->signer_no));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->office_id));
	BIND_ITEMS(DB_INT4, db_bind_int4(batch, item->member_id));
	BIND_ITEMS(DB_INT8, db_bind_int8(batch, item->other_case));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->on));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->due_on));
	BIND_ITEMS(DB_DATE, db_bind_day(batch, item->done_on));
	BIND_ITEMS(DB_TEXT, db_bind_text(batch, item->attitude));
	BIND_ITEMS(DB_TEXT, db_bind_text(batch, item->result));
	BIND_ITEMS(DB_TEXT, bind_data(batch, data));
}

static void add_rules(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	bind_start(ledger, batch, W_PUT_PLACE);
	db_bind_text(batch, slot->own.beside);
	bind_start(ledger, batch, W_PUT_RULES);
	db_bind_int4(batch, slot->given_id);
	db_bind_text(batch, slot->job->text);
	db_bind_int8(batch, ledger->page + 1);
}

static void add_calendar(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	bind_start(ledger, batch, W_PUT_CALENDAR);
	db_bind_int4(batch, slot->job->year);
	db_bind_text(batch, slot->own.beside);
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
	db_bind_day(batch, office->valid_from);
	db_bind_day(batch, office->valid_until);
	db_bind_int4(batch, office->successor_id);
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

/* Telephone and address stand beside the ledger: written with the line that holds their hash. */
static void add_contact(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	if (!job->telephone && !job->address)
		return;
	bind_start(ledger, batch, slot->member.has_contact ? W_PUT_CONTACT : W_DROP_CONTACT);
	db_bind_int4(batch, slot->member.member_id);
	if (!slot->member.has_contact)
		return;
	db_bind_bytes(batch, job->contact_salt, SALT_BYTES);
	db_bind_text(batch, given(job->telephone));
	db_bind_text(batch, given(job->address));
}

static void add_member(struct ledger *ledger, struct db_batch *batch, const struct slot *slot)
{
	const struct member *member = &slot->member;

	bind_start(ledger, batch, W_PUT_MEMBER);
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
		add_member(ledger, batch, slot);
		break;
	case JOB_CREATE:
	case JOB_UPDATE:
		break;
	}
}

/* Only the statements this page needs. */
static void add_tables(struct ledger *ledger, struct db_batch *batch)
{
	bool created = false, updated = false, assigned = false, items = false;

	for (int i = 0; i < ledger->round.n_lines; i++) {
		const struct page_line *line = ledger->round.lines[i];
		const struct slot *slot = ledger->round.owners[i];

		created |= slot->job->kind == JOB_CREATE;
		updated |= slot->job->kind == JOB_UPDATE;
		assigned |= line->gathered && line->change.n_changed > 0;
		items |= line->gathered && line->change.n_items > 0;
		add_admin(ledger, batch, slot);
	}
	if (created)
		add_created(ledger, batch);
	if (updated)
		add_updated(ledger, batch);
	if (assigned)
		add_assignments(ledger, batch);
	if (items)
		add_items(ledger, batch);
}

static void on_registry_again(struct ledger *ledger, enum db_error error, const char *message)
{
	(void)error, (void)message; /* it stays marked for reading; the page is durable all the same */
	round_finish(ledger);
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
	around_commit_loads(ledger);
	for (int i = 0; i < round->n_lines; i++) {
		const struct page_line *line = round->lines[i];
		const struct ledger_job *job = round->owners[i]->job;

		if (!line->gathered)
			continue;
		note_number(ledger, line->decision.after.number);
		cache_put(ledger->cache, &line->decision.after,
			  job->kind == JOB_CREATE ? given(job->new_case->submission_number) : NULL);
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
	if (!ledger->round.lines[0]->gathered) {
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
