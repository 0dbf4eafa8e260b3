/* ImportCases: rows come in one by one and are checked; when all have come and are good they become jobs, a bounded
 * number at a time. The call ends only when every job has come back. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/import_rows.h"

#include "store/case_store.h"
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* Jobs under way: two full pages, so that the next page is ready when one is durable. */
#define MAX_UNDER_WAY 256

struct slot {
	struct ledger_job job;
	struct rpc *rpc;
	const struct import_row *row;
};

struct import {
	bool begun, dry_run;
	uint8_t id[UUID_BYTES];
	struct import_rows rows;
	size_t *asked; /* rows whose submission number was looked up */
	size_t n_asked;
	/* writing */
	struct slot *slots;
	size_t next; /* rows submitted */
	atomic_size_t
		under_way; /* jobs not back yet; the worker counts down last, so whoever reaches 0 has the call alone */
	int stored, already_stored;
	int64_t last_page;
	struct refusal trouble; /* ends the import early */
};

/* ---- Receiving ------------------------------------------------------------------------------------------------ */

/* The peer left while rows were coming: nothing else holds the call. */
static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	rpc_give_up(arg);
}

void import_cases_begin(struct rpc *rpc)
{
	rpc->data = rpc_alloc(rpc, sizeof(struct import));
	evgrpc_call_on_gone(rpc->call, on_gone, rpc);
}

static int take_header(struct import *import, const Huiyin__V1__ImportHeader *header, struct refusal *ret_refusal)
{
	import->begun = true;
	import->dry_run = header->dry_run;
	return check_request_id(header->request_id, import->id, ret_refusal);
}

static int take_row(struct rpc *rpc, struct import *import, const Huiyin__V1__ImportRow *row,
		    struct refusal *ret_refusal)
{
	if (!import->begun) {
		refuse(ret_refusal, REASON_IMPORT_HEADER_MISSING);
		return -1;
	}
	if (import->rows.n >= IMPORT_MAX_ROWS) {
		refuse_with(refuse(ret_refusal, REASON_IMPORT_TOO_LARGE), "max", "%d", IMPORT_MAX_ROWS);
		return -1;
	}
	import_rows_add(rpc, &import->rows, row, evgrpc_call_cut_field(rpc->call));
	if (import->rows.bytes <= IMPORT_MAX_BYTES)
		return 0;
	refuse(ret_refusal, REASON_MESSAGE_TOO_LARGE);
	return -1;
}

void import_cases(struct rpc *rpc, const Huiyin__V1__ImportCasesRequest *request)
{
	struct import *import = rpc->data;
	struct refusal refusal;
	int bad;

	if (request->part_case == HUIYIN__V1__IMPORT_CASES_REQUEST__PART_ROW && request->row) {
		bad = take_row(rpc, import, request->row, &refusal);
	} else if (request->part_case == HUIYIN__V1__IMPORT_CASES_REQUEST__PART_HEADER && request->header &&
		   !import->begun) {
		bad = take_header(import, request->header, &refusal);
	} else {
		refuse(&refusal, REASON_IMPORT_HEADER_MISSING);
		bad = -1;
	}
	if (bad < 0)
		rpc_refuse(rpc, &refusal);
	else
		evgrpc_call_next(rpc->call);
}

/* ---- The answer ----------------------------------------------------------------------------------------------- */

static int compare_errors(const void *a, const void *b)
{
	const Huiyin__V1__RowError *left = *(Huiyin__V1__RowError *const *)a;
	const Huiyin__V1__RowError *right = *(Huiyin__V1__RowError *const *)b;

	return (left->row > right->row) - (left->row < right->row);
}

static void reply_import(struct rpc *rpc)
{
	struct import *import = rpc->data;
	Huiyin__V1__ImportCasesResponse response = HUIYIN__V1__IMPORT_CASES_RESPONSE__INIT;

	response.rows = (int)import->rows.n;
	response.stored = import->stored;
	response.already_stored = import->already_stored;
	response.errors = import->rows.errors;
	response.n_errors = import->rows.n_errors < IMPORT_MAX_ERRORS ? import->rows.n_errors : IMPORT_MAX_ERRORS;
	if (response.n_errors)
		qsort(response.errors, response.n_errors, sizeof(*response.errors), compare_errors);
	response.last_page = import->last_page;
	rpc_reply(rpc, &response.base);
}

/* ---- Writing -------------------------------------------------------------------------------------------------- */

static void on_job_done(struct ledger_job *job);

static void submit_row(struct rpc *rpc, struct slot *slot)
{
	struct import *import = rpc->data;
	const struct import_row *row = &import->rows.list[import->next++];

	memset(&slot->job, 0, sizeof(slot->job));
	slot->rpc = rpc;
	slot->row = row;
	slot->job.kind = JOB_CREATE;
	rpc_fill_job(rpc, &slot->job);
	memcpy(slot->job.request_id, row->request_id, UUID_BYTES);
	memcpy(slot->job.digest, row->digest, SHA256_BYTES);
	slot->job.new_case = &row->given;
	slot->job.done = on_job_done;
	slot->job.arg = slot;
	atomic_fetch_add(&import->under_way, 1);
	ledger_submit(rpc->service->ledger, &slot->job);
}

/* True for refusals that are about the service and not about the row. */
static bool is_trouble(enum reason reason)
{
	return reason == REASON_DATABASE_UNAVAILABLE || reason == REASON_OUTCOME_UNKNOWN ||
	       reason == REASON_OVERLOADED || reason == REASON_INTERNAL || reason == REASON_RULES_MISSING;
}

static void take_answer(struct rpc *rpc, const struct slot *slot)
{
	struct import *import = rpc->data;
	const struct ledger_job *job = &slot->job;

	if (!job->accepted) {
		if (!is_trouble(job->refusal.reason))
			import_rows_fail(rpc, &import->rows, slot->row->number, &job->refusal);
		else if (import->trouble.reason != REASON_OUTCOME_UNKNOWN) /* nothing weaker replaces it */
			import->trouble = job->refusal;
		return;
	}
	if (job->already_stored)
		import->already_stored++;
	else
		import->stored++;
	if (job->page > import->last_page)
		import->last_page = job->page;
}

static void on_job_home(void *arg)
{
	struct slot *slot = arg;
	struct rpc *rpc = slot->rpc;
	struct import *import = rpc->data;

	take_answer(rpc, slot);
	if (import->next < import->rows.n && import->trouble.reason == REASON_NONE && !evgrpc_call_is_gone(rpc->call))
		submit_row(rpc, slot);
	if (atomic_fetch_sub(&import->under_way, 1) > 1)
		return;
	if (import->trouble.reason == REASON_NONE)
		reply_import(rpc);
	else if (import->stored || import->already_stored) /* "nothing was executed" would not be true */
		rpc_refuse_plain(rpc, REASON_OUTCOME_UNKNOWN);
	else
		rpc_refuse(rpc, &import->trouble);
}

/* Runs on the ledger thread. When the worker has stopped, the last job to come back frees the rest. */
static void on_job_done(struct ledger_job *job)
{
	struct slot *slot = job->arg;
	struct import *import = slot->rpc->data;

	if (evgrpc_worker_post(slot->rpc->evgrpc, on_job_home, slot) == 0)
		return;
	if (atomic_fetch_sub(&import->under_way, 1) == 1)
		rpc_drop(slot->rpc);
}

static void write_rows(struct rpc *rpc)
{
	struct import *import = rpc->data;
	size_t n = import->rows.n < MAX_UNDER_WAY ? import->rows.n : MAX_UNDER_WAY;

	import->slots = rpc_alloc(rpc, n * sizeof(*import->slots));
	for (size_t i = 0; i < n; i++)
		submit_row(rpc, &import->slots[i]);
}

/* ---- Checking ------------------------------------------------------------------------------------------------- */

static int compare_requests(const void *a, const void *b)
{
	const struct import_row *left = *(const struct import_row *const *)a;
	const struct import_row *right = *(const struct import_row *const *)b;

	return memcmp(left->request_id, right->request_id, UUID_BYTES);
}

/* Marks the rows that earlier calls stored. */
static void mark_stored(struct rpc *rpc, const struct db_result *result)
{
	struct import_rows *rows = &((struct import *)rpc->data)->rows;
	struct import_row **sorted = rpc_alloc(rpc, (rows->n + 1) * sizeof(struct import_row *));

	for (size_t i = 0; i < rows->n; i++)
		sorted[i] = &rows->list[i];
	qsort(sorted, rows->n, sizeof(struct import_row *), compare_requests);
	for (size_t i = 0; i < db_rows(result, 0); i++) {
		struct import_row wanted, *key = &wanted, **found;

		if (uuid_parse(case_store_request(result, 0, i), wanted.request_id) < 0)
			continue;
		found = bsearch(&key, sorted, rows->n, sizeof(struct import_row *), compare_requests);
		if (found)
			(*found)->stored = true;
	}
}

static void on_checked(struct rpc *rpc, const struct db_result *result)
{
	struct import *import = rpc->data;

	mark_stored(rpc, result);
	for (size_t i = 0; i < db_rows(result, 1); i++) {
		size_t at = case_store_taken(result, 1, i);
		struct import_row *row = at < import->n_asked ? &import->rows.list[import->asked[at]] : NULL;

		if (row && !row->stored)
			import_rows_fail_taken(rpc, &import->rows, row);
	}
	if (import->dry_run)
		for (size_t i = 0; i < import->rows.n; i++)
			import->already_stored += import->rows.list[i].stored;
	if (import->rows.n_errors || import->dry_run)
		reply_import(rpc);
	else
		write_rows(rpc);
}

/* One round trip: which requests are stored, which submission numbers are taken. */
static void check_stored(struct rpc *rpc)
{
	struct import *import = rpc->data;
	size_t n = import->rows.n;
	uint8_t(*requests)[16] = rpc_alloc(rpc, n * sizeof(*requests));
	int *sessions = rpc_alloc(rpc, n * sizeof(*sessions));
	const char **numbers = rpc_alloc(rpc, n * sizeof(*numbers));
	struct db_batch *batch = rpc_batch(rpc);

	import->asked = rpc_alloc(rpc, n * sizeof(*import->asked));
	for (size_t i = 0; i < n; i++) {
		const struct import_row *row = &import->rows.list[i];

		memcpy(requests[i], row->request_id, UUID_BYTES);
		if (!row->given.submission_number || !row->given.submission_number[0])
			continue;
		sessions[import->n_asked] = row->given.session_id;
		numbers[import->n_asked] = row->given.submission_number;
		import->asked[import->n_asked++] = i;
	}
	case_store_check_requests(batch, rpc->service->jurisdiction, 0, (const uint8_t(*)[16])requests, n);
	case_store_check_submissions(batch, rpc->service->jurisdiction, sessions, numbers, import->n_asked);
	rpc_read(rpc, batch, on_checked);
}

void import_cases_end(struct rpc *rpc)
{
	struct import *import = rpc->data;

	evgrpc_call_on_gone(rpc->call, NULL, NULL); /* from here on somebody always holds the call */
	if (!import->begun) {
		rpc_refuse_plain(rpc, REASON_IMPORT_HEADER_MISSING);
		return;
	}
	if (import->rows.n == 0) {
		reply_import(rpc);
		return;
	}
	import_rows_identify(rpc, &import->rows, import->id);
	import_rows_find_twins(rpc, &import->rows);
	check_stored(rpc);
}
