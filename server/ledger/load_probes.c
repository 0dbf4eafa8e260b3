/* Whether what a page's jobs bring is there already: request ids, case numbers, submission numbers. */
#include "ledger/load.h"

static void bind_requests(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;

	load->requests = load_add(load, batch, W_PROBE_REQUESTS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		db_bind_int4(batch, round->slots[i]->job->office_id);
	db_array_end(batch);
	db_array_begin(batch, DB_UUID);
	for (int i = 0; i < round->n; i++)
		db_bind_uuid(batch, round->slots[i]->job->request_id);
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
		any |= *given_number(round->slots[i]) != '\0';
	if (!any)
		return;
	load->numbers = load_add(load, batch, W_PROBE_NUMBERS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (*given_number(round->slots[i]))
			db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (*given_number(round->slots[i]))
			db_bind_text(batch, given_number(round->slots[i]));
	db_array_end(batch);
}

static bool has_submission(const struct slot *slot)
{
	const struct ledger_job *job = slot->job;

	return job->new_case && job->new_case->submission_number && *job->new_case->submission_number;
}

static void bind_given_submissions(struct load *load, struct db_batch *batch)
{
	struct round *round = &load->ledger->round;
	bool any = false;

	for (int i = 0; i < round->n; i++)
		any |= has_submission(round->slots[i]);
	if (!any)
		return;
	load->submissions = load_add(load, batch, W_PROBE_SUBMISSIONS);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (has_submission(round->slots[i]))
			db_bind_int4(batch, i);
	db_array_end(batch);
	db_array_begin(batch, DB_INT4);
	for (int i = 0; i < round->n; i++)
		if (has_submission(round->slots[i]))
			db_bind_int4(batch, round->slots[i]->job->new_case->session_id);
	db_array_end(batch);
	db_array_begin(batch, DB_TEXT);
	for (int i = 0; i < round->n; i++)
		if (has_submission(round->slots[i]))
			db_bind_text(batch, round->slots[i]->job->new_case->submission_number);
	db_array_end(batch);
}

void load_add_probes(struct load *load, struct db_batch *batch)
{
	bind_requests(load, batch);
	bind_given_numbers(load, batch);
	bind_given_submissions(load, batch);
}
