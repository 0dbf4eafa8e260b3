#include "store/report_store.h"

#include "base/memory.h"
#include "base/text.h"
#include "store/statements.h"

#include <stdlib.h>
#include <string.h>

void report_store_session(struct db_options *options)
{
	options->statements = store_statements;
	options->n_statements = STATEMENT_COUNT;
	options->session_sql = store_report_session_sql;
}

static void bind_sight(struct db_batch *batch, const struct report_sight *sight)
{
	db_bind_bool(batch, sight->all);
	db_bind_int4(batch, sight->office_id);
}

static void take_digest(const struct db_result *result, size_t i, size_t row, size_t column,
			uint8_t ret_digest[SHA256_BYTES])
{
	size_t len;
	const uint8_t *bytes = db_bytes(result, i, row, column, &len);

	memset(ret_digest, 0, SHA256_BYTES);
	if (bytes && len == SHA256_BYTES)
		memcpy(ret_digest, bytes, SHA256_BYTES);
}

static int64_t moment_or_0(const struct db_result *result, size_t i, size_t row, size_t column)
{
	return db_is_null(result, i, row, column) ? 0 : db_moment(result, i, row, column);
}

/* ---- Reports -------------------------------------------------------------------------------------------------- */

void report_store_list(struct db_batch *batch, int jurisdiction, const struct report_sight *sight, const char *kind,
		       int64_t schedule_id, int64_t below, int limit)
{
	store_add(batch, REPORT_LIST, jurisdiction);
	bind_sight(batch, sight);
	db_bind_text(batch, kind);
	db_bind_int8(batch, schedule_id);
	db_bind_int8(batch, below);
	db_bind_int4(batch, limit);
}

void report_store_find(struct db_batch *batch, int jurisdiction, const struct report_sight *sight, int64_t report_id)
{
	store_add(batch, REPORT_BY_ID, jurisdiction);
	bind_sight(batch, sight);
	db_bind_int8(batch, report_id);
}

void report_store_by_request(struct db_batch *batch, int jurisdiction, const uint8_t request_id[UUID_BYTES])
{
	store_add(batch, REPORT_BY_REQUEST, jurisdiction);
	db_bind_uuid(batch, request_id);
}

void report_store_by_due(struct db_batch *batch, int jurisdiction, int64_t schedule_id, int64_t due_at)
{
	store_add(batch, REPORT_BY_DUE, jurisdiction);
	db_bind_int8(batch, schedule_id);
	db_bind_int8(batch, due_at);
}

struct report_row *report_store_row(const struct db_result *result, size_t i, size_t row, struct arena *arena)
{
	struct report_row *out = arena_alloc(arena, sizeof(*out));

	out->report_id = db_int(result, i, row, 0);
	out->kind = arena_strdup(arena, db_text(result, i, row, 1));
	out->year = (int)db_int(result, i, row, 2);
	out->serial = (int)db_int(result, i, row, 3);
	out->as_of = db_day(result, i, row, 4);
	out->page = db_int(result, i, row, 5);
	out->language = arena_strdup(arena, db_text(result, i, row, 6));
	out->title = arena_strdup(arena, db_text(result, i, row, 7));
	out->session_id = (int)db_int(result, i, row, 8);
	out->office_id = (int)db_int(result, i, row, 9);
	out->query = arena_strdup(arena, db_text(result, i, row, 10));
	take_digest(result, i, row, 11, out->digest);
	out->program = arena_strdup(arena, db_text(result, i, row, 12));
	out->schedule_id = db_int(result, i, row, 13);
	out->due_at = moment_or_0(result, i, row, 14);
	out->made_at = db_moment(result, i, row, 15);
	out->formats = arena_strdup(arena, db_text(result, i, row, 16));
	out->records = !db_is_null(result, i, row, 17);
	out->recorded = (int)db_int(result, i, row, 17);
	take_digest(result, i, row, 18, out->request_digest);
	return out;
}

void report_store_content(struct db_batch *batch, int jurisdiction, int64_t report_id, const char *format)
{
	store_add(batch, REPORT_CONTENT, jurisdiction);
	db_bind_int8(batch, report_id);
	db_bind_text(batch, format);
}

void report_store_for_record(struct db_batch *batch, int jurisdiction, int64_t report_id)
{
	store_add(batch, REPORT_FOR_RECORD, jurisdiction);
	db_bind_int8(batch, report_id);
}

void report_store_numbers(struct db_batch *batch, int jurisdiction, const struct report_row *of)
{
	store_add(batch, REPORT_NUMBERS, jurisdiction);
	db_bind_text(batch, of->kind);
	db_bind_int4(batch, of->year);
}

void report_store_numbers_row(const struct db_result *result, size_t i, struct report_numbers *ret_numbers)
{
	*ret_numbers =
		(struct report_numbers){ .report_id = db_int(result, i, 0, 0), .serial = (int)db_int(result, i, 0, 1) };
}

void report_store_previous(struct db_batch *batch, int jurisdiction, const struct report_row *of)
{
	store_add(batch, REPORT_PREVIOUS, jurisdiction);
	db_bind_text(batch, of->kind);
	db_bind_int4(batch, of->session_id);
	db_bind_int4(batch, of->office_id);
	db_bind_day(batch, of->as_of);
	db_bind_int8(batch, of->page);
}

void report_store_previous_row(const struct db_result *result, size_t i, struct report_previous *ret_previous)
{
	*ret_previous = (struct report_previous){ .as_of = HY_DAY_NONE };
	if (db_rows(result, i) == 0)
		return;
	ret_previous->as_of = db_day(result, i, 0, 0);
	ret_previous->page = db_int(result, i, 0, 1);
	ret_previous->year = (int)db_int(result, i, 0, 2);
	ret_previous->serial = (int)db_int(result, i, 0, 3);
}

void report_store_add(struct db_batch *batch, int jurisdiction, const struct report_new *report)
{
	const struct report_row *row = &report->row;

	store_add(batch, REPORT_ADD, jurisdiction);
	db_bind_int8(batch, row->report_id);
	db_bind_text(batch, row->kind);
	db_bind_int4(batch, row->year);
	db_bind_int4(batch, row->serial);
	db_bind_day(batch, row->as_of);
	db_bind_int8(batch, row->page);
	db_bind_text(batch, row->language);
	db_bind_text(batch, row->title);
	db_bind_int4(batch, row->session_id);
	db_bind_int4(batch, row->office_id);
	db_bind_text(batch, row->query);
	db_bind_text(batch, report->document);
	db_bind_bytes(batch, row->digest, SHA256_BYTES);
	db_bind_text(batch, row->program);
	db_bind_int8(batch, row->schedule_id);
	db_bind_int8(batch, row->due_at);
	db_bind_int8(batch, report->made_by);
	if (!report->request_id) {
		db_bind_null(batch);
		db_bind_null(batch);
		return;
	}
	db_bind_uuid(batch, report->request_id);
	db_bind_bytes(batch, row->request_digest, SHA256_BYTES);
}

void report_store_add_file(struct db_batch *batch, int jurisdiction, int64_t report_id, const char *format,
			   const void *content, size_t size)
{
	const struct digest_part part = { content, size };
	uint8_t digest[SHA256_BYTES];

	sha256(&part, 1, digest);
	store_add(batch, REPORT_FILE_ADD, jurisdiction);
	db_bind_int8(batch, report_id);
	db_bind_text(batch, format);
	db_bind_bytes(batch, content, size);
	db_bind_bytes(batch, digest, sizeof(digest));
}

/* ---- Schedules ------------------------------------------------------------------------------------------------ */

void schedule_store_list(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, SCHEDULE_LIST, jurisdiction);
}

void schedule_store_add(struct db_batch *batch, int jurisdiction, const struct schedule_row *schedule)
{
	store_add(batch, SCHEDULE_ADD, jurisdiction);
	db_bind_text(batch, schedule->name);
	db_bind_text(batch, schedule->query);
	db_bind_text(batch, schedule->timing);
	db_bind_text(batch, schedule->targets);
	db_bind_text(batch, schedule->formats);
	db_bind_int8(batch, schedule->created_by);
	db_bind_int8(batch, schedule->done_until);
	db_bind_int4(batch, SCHEDULE_MAX);
}

void schedule_store_count(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, SCHEDULE_COUNT, jurisdiction);
}

void schedule_store_remove(struct db_batch *batch, int jurisdiction, int64_t schedule_id)
{
	store_add(batch, SCHEDULE_REMOVE, jurisdiction);
	db_bind_int8(batch, schedule_id);
}

struct schedule_row *schedule_store_row(const struct db_result *result, size_t i, size_t row, struct arena *arena)
{
	struct schedule_row *out = arena_alloc(arena, sizeof(*out));

	out->schedule_id = db_int(result, i, row, 0);
	out->name = arena_strdup(arena, db_text(result, i, row, 1));
	out->query = arena_strdup(arena, db_text(result, i, row, 2));
	out->timing = arena_strdup(arena, db_text(result, i, row, 3));
	out->targets = arena_strdup(arena, db_text(result, i, row, 4));
	out->formats = arena_strdup(arena, db_text(result, i, row, 5));
	out->created_by = db_int(result, i, row, 6);
	out->done_until = db_moment(result, i, row, 7);
	out->trouble = arena_strdup(arena, db_text(result, i, row, 8));
	out->last_due = moment_or_0(result, i, row, 9);
	out->undelivered = (int)db_int(result, i, row, 10);
	return out;
}

void schedule_store_done(struct db_batch *batch, int jurisdiction, int64_t schedule_id, int64_t done_until,
			 const char *trouble)
{
	store_add(batch, SCHEDULE_DONE, jurisdiction);
	db_bind_int8(batch, schedule_id);
	db_bind_int8(batch, done_until);
	db_bind_text(batch, trouble);
}

void schedule_store_deadlines(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, DEADLINE_DAYS, jurisdiction);
}

/* ---- Deliveries ----------------------------------------------------------------------------------------------- */

void delivery_store_add(struct db_batch *batch, int jurisdiction, int64_t report_id, int target_no, const char *target,
			int64_t wait_us)
{
	store_add(batch, DELIVERY_ADD, jurisdiction);
	db_bind_int8(batch, report_id);
	db_bind_int4(batch, target_no);
	db_bind_text(batch, target);
	db_bind_int8(batch, wait_us);
}

void delivery_store_list(struct db_batch *batch, int jurisdiction, int64_t report_id, bool undelivered_only,
			 int64_t after_report, int after_target, int limit)
{
	store_add(batch, DELIVERY_LIST, jurisdiction);
	db_bind_int8(batch, report_id);
	db_bind_bool(batch, undelivered_only);
	db_bind_int8(batch, after_report);
	db_bind_int4(batch, after_target);
	db_bind_int4(batch, limit);
}

void delivery_store_row(const struct db_result *result, size_t i, size_t row, struct delivery_row *ret_row)
{
	*ret_row = (struct delivery_row){
		.report_id = db_int(result, i, row, 0),
		.target_no = (int)db_int(result, i, row, 1),
		.title = db_text(result, i, row, 2),
		.target = db_text(result, i, row, 3),
		.state = (enum delivery_state)db_int(result, i, row, 4),
		.next_at = db_moment(result, i, row, 5),
		.attempt = (int)db_int(result, i, row, 6),
		.at = moment_or_0(result, i, row, 7),
		.worked = !db_is_null(result, i, row, 8) && db_bool(result, i, row, 8),
		.message = db_text(result, i, row, 9),
	};
}

void delivery_store_lock(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, DELIVERY_LOCK, jurisdiction);
}

void delivery_store_due(struct db_batch *batch, int jurisdiction, int limit)
{
	store_add(batch, DELIVERY_DUE, jurisdiction);
	db_bind_int4(batch, limit);
}

void delivery_store_next(struct db_batch *batch, int jurisdiction)
{
	store_add(batch, DELIVERY_NEXT, jurisdiction);
}

/* The part of a message that is UTF-8, fresh memory: one cut within a character could not be kept, and an attempt that
 * is not kept is made for ever, before all others. */
static char *whole_characters(const char *message)
{
	size_t size = strlen(message), len = 0, n;
	uint32_t character;

	while (len < size && (n = text_character(message + len, size - len, &character)) > 0)
		len += n;
	return hy_xstrndup(message, len);
}

void delivery_store_attempted(struct db_batch *batch, int jurisdiction, const struct delivery_outcome *outcome)
{
	char *message = whole_characters(outcome->message);

	store_add(batch, DELIVERY_ATTEMPTED, jurisdiction);
	db_bind_int8(batch, outcome->report_id);
	db_bind_int4(batch, outcome->target_no);
	db_bind_int4(batch, outcome->attempt);
	db_bind_int2(batch, (int16_t)outcome->state);
	db_bind_int8(batch, outcome->pause_us);
	db_bind_int4(batch, outcome->recorded);
	db_bind_text(batch, message);
	free(message);
}
