/* What a page needs and the memory lacks: read in one round trip, the head first, so that nothing read after it can be
 * older than the head it is decided against. */
#include "ledger/load.h"
#include "base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int add(struct load *load, struct db_batch *batch, size_t statement)
{
	db_add(batch, statement);
	db_bind_int4(batch, load->ledger->options.jurisdiction);
	return load->n++;
}

bool load_lacks_case(struct ledger *ledger, const struct slot *slot)
{
	if (slot->asked || (slot->job->kind != JOB_UPDATE && !slot->stored_case) ||
	    (slot->job->kind == JOB_CREATE && !slot->stored))
		return false;
	return (ledger->round.locked && ledger->round.loads == 0) || !cache_has(ledger->cache, &slot->ref);
}

static bool creates(const struct ledger *ledger)
{
	for (int i = 0; i < ledger->round.n; i++)
		if (ledger->round.slots[i].job->kind == JOB_CREATE)
			return true;
	return false;
}

/* What is to be asked for. */
struct wants {
	bool cases, probes, last_case, registry, head;
};

static struct wants find_wants(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	struct wants wants = { .last_case = ledger->last_case < 0 && creates(ledger),
			       .registry = ledger->registry_trust == REGISTRY_CHECK || round->locked,
			       .head = !ledger->head_known || round->look || (round->locked && round->loads == 0) };
	bool careful = round->careful;

	for (int i = 0; i < round->n; i++)
		wants.cases |= load_lacks_case(ledger, &round->slots[i]);
	careful |= wants.cases; /* the round trip is paid anyway */
	for (int i = 0; careful && i < round->n; i++)
		wants.probes |= !round->slots[i].probed;
	return wants;
}

static void bind_ids(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= load_lacks_case(load->ledger, &round->slots[i]) && round->slots[i].ref.case_id > 0;
	if (!any)
		return;
	load->by_id = add(load, batch, W_CASES_BY_ID);
	db_array_begin(batch, DB_INT8);
	for (int i = 0; i < round->n; i++)
		if (load_lacks_case(load->ledger, &round->slots[i]) && round->slots[i].ref.case_id > 0)
			db_bind_int8(batch, round->slots[i].ref.case_id);
	db_array_end(batch);
}

static bool wants_by_number(struct load *load, const struct slot *slot)
{
	return load_lacks_case(load->ledger, slot) && slot->ref.case_id <= 0 && *slot->ref.number;
}

static void bind_numbers(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= wants_by_number(load, &round->slots[i]);
	if (!any)
		return;
	load->by_number = add(load, batch, W_CASES_BY_NUMBER);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (wants_by_number(load, &round->slots[i]))
			db_bind_text(batch, round->slots[i].ref.number);
	db_array_end(batch);
}

static bool wants_by_submission(struct load *load, const struct slot *slot)
{
	return load_lacks_case(load->ledger, slot) && slot->ref.case_id <= 0 && !*slot->ref.number;
}

static void bind_submissions(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= wants_by_submission(load, &round->slots[i]);
	if (!any)
		return;
	load->by_submission = add(load, batch, W_CASES_BY_SUBMISSION);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (wants_by_submission(load, &round->slots[i]))
			db_bind_int4(batch, round->slots[i].ref.session_id);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (wants_by_submission(load, &round->slots[i]))
			db_bind_text(batch, round->slots[i].ref.submission_number);
	db_array_end(batch);
}

static void bind_requests(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;

	load->requests = add(load, batch, W_PROBE_REQUESTS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		db_bind_int4(batch, round->slots[i].job->office_id);
	db_array_end(batch);
	db_array_begin(batch, DB_UUID);
	for (int i = 0; i < round->n; i++)
		db_bind_uuid(batch, round->slots[i].job->request_id);
	db_array_end(batch);
}

/* The number a filing names, "" if none. */
static const char *given_number(const struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	return job->kind == JOB_UPDATE && job->update->case_number ? job->update->case_number : "";
}

static void bind_given_numbers(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= *given_number(&round->slots[i]) != '\0';
	if (!any)
		return;
	load->numbers = add(load, batch, W_PROBE_NUMBERS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (*given_number(&round->slots[i]))
			db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (*given_number(&round->slots[i]))
			db_bind_text(batch, given_number(&round->slots[i]));
	db_array_end(batch);
}

static bool has_submission(const struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	return job->kind == JOB_CREATE && job->new_case->submission_number && *job->new_case->submission_number;
}

static void bind_given_submissions(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= has_submission(&round->slots[i]);
	if (!any)
		return;
	load->submissions = add(load, batch, W_PROBE_SUBMISSIONS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (has_submission(&round->slots[i]))
			db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (has_submission(&round->slots[i]))
			db_bind_int4(batch, round->slots[i].job->new_case->session_id);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (has_submission(&round->slots[i]))
			db_bind_text(batch, round->slots[i].job->new_case->submission_number);
	db_array_end(batch);
}

/* The largest serial of a year among numbers of year and so many digits. */
static void bind_serial(struct load *load, struct db_batch *batch, int year, int digits)
{
	char from[12], to[12], pattern[40];

	snprintf(from, sizeof from, "%04d", year);
	snprintf(to, sizeof to, "%04d", year + 1);
	snprintf(pattern, sizeof pattern, "^%04d[0-9]{%d}$", year, digits);
	add(load, batch, W_LAST_SERIAL);
	db_bind_text(batch, from);
	db_bind_text(batch, to);
	db_bind_text(batch, pattern);
}

static void bind_serials(struct load *load, struct db_batch *batch)
{
	const struct round *round = &load->ledger->round;

	load->serial = load->n;
	for (int i = 0; i < round->n_wanted; i++)
		bind_serial(load, batch, round->wanted[i].year, round->wanted[i].digits);
}

static void on_loaded(const struct db_result *result, void *arg)
{
	struct load *load = arg;
	struct ledger *ledger = load->ledger;
	enum db_error error = db_result_error(result);

	if (error == DB_OK)
		load_read(load, result);
	free(load);
	if (error == DB_OK)
		round_go(ledger);
	else
		load_failed(ledger, error, db_result_message(result));
}

static struct load *new_load(struct ledger *ledger)
{
	struct load *load = hy_xmalloc(sizeof *load);

	*load = (struct load){ ledger, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1 };
	return load;
}

static void begin_locked(struct load *load, struct db_batch *batch)
{
	db_add(batch, W_BEGIN);
	load->n++;
	add(load, batch, W_LOCK);
	load->ledger->round.in_transaction = true;
}

static void send_load(struct ledger *ledger, const struct wants *wants)
{
	struct load *load = new_load(ledger);
	struct db_batch *batch = db_batch_new(ledger->writer);

	if (ledger->round.locked && !ledger->round.in_transaction)
		begin_locked(load, batch);
	load->head = add(load, batch, W_HEAD);
	if (wants->registry)
		load->registry = add(load, batch, W_REGISTRY_PAGE);
	if (wants->cases) {
		bind_ids(load, batch);
		bind_numbers(load, batch);
		bind_submissions(load, batch);
	}
	if (wants->probes) {
		bind_requests(load, batch);
		bind_given_numbers(load, batch);
		bind_given_submissions(load, batch);
	}
	if (wants->last_case)
		load->last_case = add(load, batch, W_LAST_CASE);
	if (ledger->round.n_wanted)
		bind_serials(load, batch);
	db_send(batch, on_loaded, load);
}

static void on_registry(struct ledger *ledger, enum db_error error, const char *message)
{
	if (error == DB_OK)
		round_go(ledger);
	else
		load_failed(ledger, error, message);
}

bool load_missing(struct ledger *ledger)
{
	struct wants wants = find_wants(ledger);
	bool locked_first = ledger->round.locked && !ledger->round.in_transaction;

	if (ledger->registry_trust == REGISTRY_RELOAD) {
		load_registry(ledger, on_registry);
		return true;
	}
	wants.registry = wants.registry && (ledger->registry_trust == REGISTRY_CHECK || locked_first);
	if (!wants.cases && !wants.probes && !wants.last_case && !wants.registry && !wants.head &&
	    !ledger->round.n_wanted)
		return false;
	send_load(ledger, &wants);
	return true;
}

struct registry_load {
	struct ledger *ledger;
	void (*done)(struct ledger *ledger, enum db_error error, const char *message);
};

static void on_registry_loaded(const struct db_result *result, void *arg)
{
	struct registry_load load = *(struct registry_load *)arg;
	enum db_error error = db_result_error(result);

	free(arg);
	if (error == DB_OK) {
		ledger_publish_registry(load.ledger, registry_from_result(result));
		load.ledger->registry_trust = REGISTRY_CURRENT;
	}
	load.done(load.ledger, error, db_result_message(result));
}

void load_registry(struct ledger *ledger, void (*done)(struct ledger *ledger, enum db_error error, const char *message))
{
	struct registry_load *load = hy_xmalloc(sizeof *load);
	struct db_batch *batch = db_batch_new(ledger->writer);

	*load = (struct registry_load){ ledger, done };
	registry_add_statements(batch, ledger->options.jurisdiction);
	db_send(batch, on_registry_loaded, load);
}
