/* What a page needs and the memory lacks: read in one round trip, the head first, so that nothing read after it can be
 * older than the head it is decided against. */
#include "ledger/load.h"
#include "base/memory.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int load_add(struct load *load, struct db_batch *batch, size_t statement)
{
	db_add(batch, statement);
	db_bind_int4(batch, load->ledger->options.jurisdiction);
	return load->n++;
}

/* True when the case must be read. Under the lock everything is read anew at first. */
static bool lacks(struct ledger *ledger, const struct wanted_case *wanted)
{
	return !wanted->asked &&
	       ((ledger->round.locked && ledger->round.loads == 0) || !cache_has(ledger->cache, &wanted->ref));
}

static bool creates(const struct ledger *ledger)
{
	for (int i = 0; i < ledger->round.n; i++)
		if (ledger->round.slots[i]->job->kind == JOB_CREATE)
			return true;
	return false;
}

/* What is to be asked for. */
struct wants {
	bool cases, probes, last_case, registry, head, earlier;
};

static bool lacks_any(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	for (int i = 0; i < round->n; i++)
		for (int k = 0; k < round->slots[i]->n_cases; k++)
			if (lacks(ledger, &round->slots[i]->cases[k]))
				return true;
	for (int i = 0; i < round->n_around; i++)
		if (lacks(ledger, &round->around[i]))
			return true;
	return false;
}

static struct wants find_wants(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	struct wants wants = { .cases = lacks_any(ledger),
			       .last_case = ledger->last_case < 0 && creates(ledger),
			       .registry = ledger->registry_trust == REGISTRY_CHECK || round->locked,
			       .head = !ledger->head_known || round->look || (round->locked && round->loads == 0) };
	bool careful = round->careful || wants.cases; /* with cases the round trip is paid anyway */

	for (int i = 0; i < round->n; i++) {
		/* what a trial tells wrong no insert would find out later */
		wants.probes |= (careful || round->slots[i]->job->dry_run) && !round->slots[i]->probed;
		wants.earlier |= earlier_is_wanted(ledger, round->slots[i]);
	}
	return wants;
}

static void add_lacking(struct load *load, struct wanted_case *wanted)
{
	if (!lacks(load->ledger, wanted))
		return;
	load->lacking = hy_xrealloc(load->lacking, (size_t)(load->n_lacking + 1) * sizeof(struct wanted_case *));
	load->lacking[load->n_lacking++] = wanted;
}

static void find_lacking(struct load *load)
{
	struct round *round = &load->ledger->round;

	for (int i = 0; i < round->n; i++)
		for (int k = 0; k < round->slots[i]->n_cases; k++)
			add_lacking(load, &round->slots[i]->cases[k]);
	for (int i = 0; i < round->n_around; i++)
		add_lacking(load, &round->around[i]);
}

enum naming { BY_ID, BY_NUMBER, BY_SUBMISSION };

static enum naming naming_of(const struct case_ref *ref)
{
	return ref->case_id > 0 ? BY_ID : *ref->number ? BY_NUMBER : BY_SUBMISSION;
}

/* Adds a statement for those cases that are named like that; -1 when none is. */
static int add_naming(struct load *load, struct db_batch *batch, enum naming naming, size_t statement)
{
	for (int i = 0; i < load->n_lacking; i++)
		if (naming_of(&load->lacking[i]->ref) == naming)
			return load_add(load, batch, statement);
	return -1;
}

/* Binds an array with one element for each case that is named like that: `ref`. */
#define BIND_LACKING(naming, type, bind)                                                                               \
	do {                                                                                                           \
		db_array_begin(batch, type);                                                                           \
		for (int i_ = 0; i_ < load->n_lacking; i_++) {                                                         \
			const struct case_ref *ref = &load->lacking[i_]->ref;                                          \
			if (naming_of(ref) == (naming))                                                                \
				(bind);                                                                                \
		}                                                                                                      \
		db_array_end(batch);                                                                                   \
	} while (0)

static void bind_cases(struct load *load, struct db_batch *batch)
{
	load->by_id = add_naming(load, batch, BY_ID, W_CASES_BY_ID);
	if (load->by_id >= 0)
		BIND_LACKING(BY_ID, DB_INT8, db_bind_int8(batch, ref->case_id));
	load->by_number = add_naming(load, batch, BY_NUMBER, W_CASES_BY_NUMBER);
	if (load->by_number >= 0)
		BIND_LACKING(BY_NUMBER, DB_TEXT, db_bind_text(batch, ref->number));
	load->by_submission = add_naming(load, batch, BY_SUBMISSION, W_CASES_BY_SUBMISSION);
	if (load->by_submission >= 0) {
		BIND_LACKING(BY_SUBMISSION, DB_INT4, db_bind_int4(batch, ref->session_id));
		BIND_LACKING(BY_SUBMISSION, DB_TEXT, db_bind_text(batch, ref->submission_number));
	}
}

static void bind_loads(struct load *load, struct db_batch *batch)
{
	const struct round *round = &load->ledger->round;

	load->loads = load_add(load, batch, W_LOADS);
	DB_BIND_EACH(batch, DB_INT4, round->wanted_loads, round->n_wanted_loads, db_bind_int4(batch, it->office_id));
	DB_BIND_EACH(batch, DB_INT4, round->wanted_loads, round->n_wanted_loads, db_bind_int4(batch, it->session_id));
}

/* Lines of the cases whose corrections are to be decided. */
static void bind_earlier(struct load *load, struct db_batch *batch)
{
	struct ledger *ledger = load->ledger;
	struct round *round = &ledger->round;

	load->earlier = load_add(load, batch, W_EARLIER);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (earlier_is_wanted(ledger, round->slots[i]))
			db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_INT8);
	for (int i = 0; i < round->n; i++)
		if (earlier_is_wanted(ledger, round->slots[i]))
			db_bind_int8(batch, earlier_case(ledger, round->slots[i]));
	db_array_end(batch);
	for (int i = 0; i < round->n; i++)
		if (earlier_is_wanted(ledger, round->slots[i]))
			earlier_ask(round->slots[i]);
}

/* The largest serial of a year among numbers of year and so many digits. */
static void bind_serial(struct load *load, struct db_batch *batch, int year, int digits)
{
	char from[12], to[12], pattern[40];

	snprintf(from, sizeof from, "%04d", year);
	snprintf(to, sizeof to, "%04d", year + 1);
	snprintf(pattern, sizeof pattern, "^%04d[0-9]{%d}$", year, digits);
	load_add(load, batch, W_LAST_SERIAL);
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
	free(load->lacking);
	free(load);
	if (error == DB_OK)
		round_go(ledger);
	else
		load_failed(ledger, error, db_result_message(result));
}

static struct load *new_load(struct ledger *ledger)
{
	struct load *load = hy_xmalloc(sizeof *load);

	*load = (struct load){ ledger, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, NULL, 0 };
	return load;
}

static void begin_locked(struct load *load, struct db_batch *batch)
{
	db_add(batch, W_BEGIN);
	load->n++;
	load_add(load, batch, W_LOCK);
	load->ledger->round.in_transaction = true;
}

static void send_load(struct ledger *ledger, const struct wants *wants)
{
	struct load *load = new_load(ledger);
	struct db_batch *batch = db_batch_new(ledger->writer);

	if (ledger->round.locked && !ledger->round.in_transaction)
		begin_locked(load, batch);
	load->head = load_add(load, batch, W_HEAD);
	if (wants->registry)
		load->registry = load_add(load, batch, W_REGISTRY_PAGE);
	if (wants->cases) {
		find_lacking(load);
		bind_cases(load, batch);
	}
	if (wants->probes)
		load_add_probes(load, batch);
	if (wants->earlier)
		bind_earlier(load, batch);
	if (ledger->round.n_wanted_loads)
		bind_loads(load, batch);
	if (wants->last_case)
		load->last_case = load_add(load, batch, W_LAST_CASE);
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
	if (!wants.cases && !wants.probes && !wants.last_case && !wants.registry && !wants.head && !wants.earlier &&
	    !ledger->round.n_wanted && !ledger->round.n_wanted_loads)
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
		load.ledger->n_loads = 0; /* which parts are open is for the rules to say */
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
