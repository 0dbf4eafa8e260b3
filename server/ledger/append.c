/* Writes a decided page: one batch under one Sync. Its first statement inserts the page row; the case update fails when
 * a case is not at the version it was decided from, and everything is rolled back with it. */
#include "ledger/append.h"
#include "base/text.h"
#include <stdio.h>
#include <string.h>

void append_begin(struct ledger *ledger, struct db_batch *batch, size_t statement)
{
	db_add(batch, statement);
	db_bind_int4(batch, ledger->options.jurisdiction);
}

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
	append_begin(ledger, batch, W_PAGE);
	db_bind_int8(batch, ledger->page + 1);
	db_bind_bytes(batch, ledger->hash, SHA256_BYTES);
	db_bind_bytes(batch, ledger->round.hash, SHA256_BYTES);
	db_bind_int4(batch, ledger->round.n_lines);
	db_bind_int4(batch, count_offices(&ledger->round));
}

/* Lines of cases are those that were gathered. */
static void add_lines(struct ledger *ledger, struct db_batch *batch)
{
	append_begin(ledger, batch, W_LINES);
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
	append_begin(ledger, batch, W_REQUESTS);
	db_bind_int8(batch, ledger->page + 1);
	BIND_LINES(DB_INT4, FIRST, db_bind_int4(batch, job->office_id));
	BIND_LINES(DB_UUID, FIRST, db_bind_uuid(batch, job->request_id));
	BIND_LINES(DB_BYTEA, FIRST, db_bind_bytes(batch, job->digest, SHA256_BYTES));
	BIND_LINES(DB_INT4, FIRST, db_bind_int4(batch, line->line_no));
#undef FIRST
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
			  job->kind == JOB_CREATE ? job->new_case->submission_number : NULL);
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
	append_tables(ledger, batch);
	send_append(ledger, batch);
}

void append_confirmation(struct ledger *ledger)
{
	struct db_batch *batch = db_batch_new(ledger->writer);

	db_add(batch, W_EMIT);
	send_append(ledger, batch);
}
