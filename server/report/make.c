#include "report/make.h"

#include "base/log.h"
#include "ledger/line.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Tries before somebody is told that others are always quicker. */
#define MAKE_TRIES 50
/* How long the figures may be behind the ledger's head. */
#define FOLD_MS 10000
/* Before the first attempt of the thread that delivers: the report thread records reminders itself at once. */
#define RECORD_GRACE_US 30000000
#define ERROR_SIZE      600

/* ---- Small things --------------------------------------------------------------------------------------------- */

struct refusal *report_refuse_database(struct refusal *refusal, enum db_error error)
{
	return refuse(refusal,
		      error == DB_LOST || error == DB_UNKNOWN ? REASON_OUTCOME_UNKNOWN : REASON_DATABASE_UNAVAILABLE);
}

static int refuse_failed(const char *message, struct refusal *ret_refusal)
{
	refuse_with(refuse(ret_refusal, REASON_REPORT_FAILED), "message", "%s", message);
	return -1;
}

int report_bytes_of(const json_t *document, const char *format, struct report_bytes *ret_bytes, char *ret_error,
		    size_t error_size)
{
	const struct report_format *found = report_format_by_name(format);

	if (found)
		return found->render(document, ret_bytes, ret_error, error_size);
	snprintf(ret_error, error_size, "there is no format %s", format);
	return -1;
}

/* ---- Waiting for the fold ------------------------------------------------------------------------------------- */

struct waiting {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	bool done, reached;
	int64_t page;
};

/* Runs on the ledger thread. */
static void on_fold(void *arg, int64_t page, bool reached)
{
	struct waiting *waiting = arg;

	pthread_mutex_lock(&waiting->lock);
	waiting->done = true;
	waiting->reached = reached;
	waiting->page = page;
	pthread_cond_signal(&waiting->changed);
	pthread_mutex_unlock(&waiting->lock);
}

int64_t report_wait_fold(struct report_desk *desk, struct refusal *ret_refusal)
{
	struct waiting waiting = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER };

	ledger_wait_fold(desk->ledger, FOLD_MS, on_fold, &waiting);
	pthread_mutex_lock(&waiting.lock);
	while (!waiting.done)
		pthread_cond_wait(&waiting.changed, &waiting.lock);
	pthread_mutex_unlock(&waiting.lock);
	if (waiting.reached)
		return waiting.page;
	refuse_with(refuse(ret_refusal, REASON_READ_BEHIND), "page", "%lld", (long long)waiting.page);
	return -1;
}

/* ---- A report under way --------------------------------------------------------------------------------------- */

struct making {
	struct report_desk *desk;
	const struct report_order *order;
	struct arena *arena;
	struct report_query query; /* with its numbers */
	struct report_new report;
	struct report_row *found; /* what is stored */
	bool drawn;               /* now: it had not been made before */
	json_t *document;
	struct report_bytes bytes; /* of it */
	struct report_bytes files[REPORT_MAX_FORMATS];
	size_t n_files;
	char error[ERROR_SIZE];
	struct refusal *refusal;
};

static void tell(const struct making *making, enum report_step step, int percent)
{
	if (making->order->step)
		making->order->step(making->order->arg, step, percent);
}

static void forget_files(struct making *making)
{
	for (size_t i = 0; i < making->n_files; i++)
		free(making->files[i].content);
	making->n_files = 0;
	free(making->bytes.content);
	making->bytes = (struct report_bytes){ 0 };
	json_decref(making->document);
	making->document = NULL;
}

/* ---- What is there already ------------------------------------------------------------------------------------ */

static void take_found(const struct db_result *result, void *arg)
{
	struct making *making = arg;

	making->found = db_rows(result, 0) ? report_store_row(result, 0, 0, making->arena) : NULL;
}

static void take_numbers(const struct db_result *result, void *arg)
{
	struct making *making = arg;
	struct report_numbers numbers;

	take_found(result, making);
	report_store_numbers_row(result, 1, &numbers);
	report_store_previous_row(result, 2, &making->query.previous);
	making->report.row.report_id = numbers.report_id;
	making->query.serial = numbers.serial;
}

/* The report of this request or due time. */
static void add_look_up(struct making *making, struct db_batch *batch)
{
	const struct report_order *order = making->order;
	int jurisdiction = making->desk->source.jurisdiction;

	if (order->schedule_id)
		report_store_by_due(batch, jurisdiction, order->schedule_id, order->due_at);
	else
		report_store_by_request(batch, jurisdiction, order->request_id);
}

static enum db_error look_up(struct making *making)
{
	struct db_batch *batch = db_batch_new(making->desk->source.db);

	add_look_up(making, batch);
	report_store_numbers(batch, making->desk->source.jurisdiction, &making->report.row);
	report_store_previous(batch, making->desk->source.jurisdiction, &making->report.row);
	return report_send(&making->desk->source, batch, take_numbers, making, making->error, sizeof(making->error));
}

/* The same request id with other content is somebody's mistake. */
static int check_found(const struct making *making)
{
	const struct report_order *order = making->order;
	char text[UUID_TEXT];

	if (order->schedule_id || memcmp(making->found->request_digest, order->request_digest, SHA256_BYTES) == 0)
		return 0;
	refuse_with(refuse(making->refusal, REASON_REQUEST_ID_REUSED), "request", "%s",
		    uuid_format(order->request_id, text));
	return -1;
}

/* ---- Drawing up and files ------------------------------------------------------------------------------------- */

json_t *report_desk_draw(struct report_desk *desk, const struct report_query *query, char *ret_error, size_t error_size)
{
	struct registry *present = desk->ledger ? ledger_registry(desk->ledger) : NULL;
	json_t *document;

	desk->source.present = present;
	document = desk->draw(&desk->source, query, ret_error, error_size);
	desk->source.present = NULL;
	registry_release(present);
	return document;
}

static int check_size(struct making *making, const char *format, size_t size)
{
	int max = REPORT_MAX_FILE_BYTES >> 20;

	if (size <= REPORT_MAX_FILE_BYTES)
		return 0;
	refuse(making->refusal, REASON_REPORT_TOO_LARGE);
	refuse_with(making->refusal, "format", "%s", format);
	refuse_with(making->refusal, "size", "%zu", (size + (1u << 20) - 1) >> 20);
	refuse_with(making->refusal, "max", "%d", max);
	return -1;
}

static int render_files(struct making *making)
{
	const json_t *formats = making->order->formats;
	size_t n = json_array_size(formats);

	for (size_t i = 0; i < n; i++) {
		const char *format = json_string_value(json_array_get(formats, i));

		tell(making, REPORT_STEP_RENDER, 40 + (int)(50 * i / n));
		if (report_bytes_of(making->document, format, &making->files[i], making->error, sizeof(making->error)) <
		    0)
			return refuse_failed(making->error, making->refusal);
		making->n_files++;
		if (check_size(making, format, making->files[i].size) < 0)
			return -1;
	}
	return 0;
}

static int draw(struct making *making)
{
	tell(making, REPORT_STEP_DRAW, 10);
	making->document = report_desk_draw(making->desk, &making->query, making->error, sizeof(making->error));
	if (!making->document ||
	    report_bytes_of(making->document, "json", &making->bytes, making->error, sizeof(making->error)) < 0)
		return refuse_failed(making->error, making->refusal);
	return check_size(making, "json", making->bytes.size) < 0 ? -1 : render_files(making);
}

/* ---- Storing -------------------------------------------------------------------------------------------------- */

static void fill_row(struct making *making, char *query_text, char *document_text_)
{
	struct report_row *row = &making->report.row;
	const struct report_query *query = &making->query;
	const struct digest_part part = { making->bytes.content, making->bytes.size };

	row->serial = query->serial;
	row->language = query->language == LANGUAGE_EN ? "en" : "zh";
	row->title = document_text(making->document, "title");
	row->query = query_text;
	row->program = HUIYIN_VERSION;
	making->report.document = document_text_;
	sha256(&part, 1, row->digest);
}

static void add_deliveries(const struct making *making, struct db_batch *batch)
{
	const json_t *targets = making->order->targets;
	int jurisdiction = making->desk->source.jurisdiction;
	int64_t report_id = making->report.row.report_id;

	for (size_t i = 0; i < json_array_size(targets); i++)
		delivery_store_add(batch, jurisdiction, report_id, (int)i + 1,
				   json_string_value(json_array_get(targets, i)), 0);
	if (making->order->record)
		delivery_store_add(batch, jurisdiction, report_id, 0, TARGET_LEDGER, RECORD_GRACE_US);
}

static enum db_error store(struct making *making)
{
	struct db_batch *batch = db_batch_new(making->desk->source.db);
	int jurisdiction = making->desk->source.jurisdiction;
	json_t *query = report_query_json(&making->query);
	char *query_text = canonical_json(query);
	char *text = hy_xstrndup((const char *)making->bytes.content, making->bytes.size);

	tell(making, REPORT_STEP_STORE, 95);
	fill_row(making, query_text, text);
	report_store_add(batch, jurisdiction, &making->report);
	for (size_t i = 0; i < making->n_files; i++)
		report_store_add_file(batch, jurisdiction, making->report.row.report_id,
				      json_string_value(json_array_get(making->order->formats, i)),
				      making->files[i].content, making->files[i].size);
	add_deliveries(making, batch);
	json_decref(query);
	free(query_text);
	free(text);
	return report_send(&making->desk->source, batch, NULL, NULL, making->error, sizeof(making->error));
}

/* ---- Tries ---------------------------------------------------------------------------------------------------- */

/* Trouble after which the next look tells how things stand. */
static bool is_worth_another_try(enum db_error error)
{
	return error == DB_UNIQUE || error == DB_SERIALIZATION || error == DB_LOST || error == DB_UNKNOWN;
}

/* 1: it is stored, `found` tells; 0: try again; -1 with a refusal. */
static int try_once(struct making *making)
{
	enum db_error error = look_up(making);

	if (error != DB_OK) {
		report_refuse_database(making->refusal, error);
		return error == DB_LOST || error == DB_SERIALIZATION ? 0 : -1;
	}
	if (making->found)
		return check_found(making) < 0 ? -1 : 1;
	if (draw(making) < 0)
		return -1;
	making->drawn = true;
	if (making->order->is_gone && making->order->is_gone(making->order->arg))
		return -1; /* nobody reads a refusal */
	error = store(making);
	report_refuse_database(making->refusal, error == DB_OK ? DB_LOST : error);
	if (error == DB_OK || is_worth_another_try(error))
		return 0;
	log_event(LOG_ERROR_, "report-not-stored", "trouble", making->error, NULL);
	return -1;
}

static int prepare(struct making *making, const struct report_order *order)
{
	struct report_row *row = &making->report.row;
	int year, month, day;

	making->query = order->query;
	if (!making->query.page && making->desk->ledger) {
		int64_t page = report_wait_fold(making->desk, making->refusal);

		if (page < 0)
			return -1;
		making->query.page = page;
	}
	day_to_ymd(order->query.date, &year, &month, &day);
	making->query.year = year;
	*row = (struct report_row){ .kind = report_kind_name(order->query.kind),
				    .year = year,
				    .as_of = order->query.as_of,
				    .page = making->query.page,
				    .session_id = order->query.session_id,
				    .office_id = order->query.office_id,
				    .schedule_id = order->schedule_id,
				    .due_at = order->due_at };
	making->report.made_by = order->made_by;
	making->report.request_id = order->request_id;
	if (order->request_digest)
		memcpy(row->request_digest, order->request_digest, SHA256_BYTES);
	return 0;
}

int report_make(struct report_desk *desk, const struct report_order *order, struct arena *arena,
		struct report_row **ret_row, struct refusal *ret_refusal)
{
	struct making making = { .desk = desk, .order = order, .arena = arena, .refusal = ret_refusal };
	int done = 0;

	tell(&making, REPORT_STEP_READ, 0);
	if (prepare(&making, order) < 0)
		return -1;
	for (int i = 0; i < MAKE_TRIES && done == 0; i++) {
		done = try_once(&making);
		forget_files(&making);
	}
	*ret_row = making.found;
	if (done > 0 && desk->stored)
		desk->stored(desk->arg);
	if (done <= 0)
		return -1;
	return making.drawn ? 0 : 1;
}
