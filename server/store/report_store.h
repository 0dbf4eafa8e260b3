/* Reports, schedules, deliveries. */
#ifndef STORE_REPORT_STORE_H
#define STORE_REPORT_STORE_H

#include "base/digest.h"
#include "base/memory.h"
#include "db/db.h"

/* Fills in the statements and the beginning of sessions of the threads that make and deliver reports: the workers'
 * statements, with more time for each. */
void report_store_session(struct db_options *options);

/* Who looks: every report, or those of one office (0: none). */
struct report_sight {
	bool all;
	int office_id;
};

/* A report as kept. Texts live as long as what they were read into or from. */
struct report_row {
	int64_t report_id;
	const char *kind;
	int year, serial;
	hy_day as_of;
	int64_t page;
	const char *language, *title;
	int session_id, office_id; /* 0: none */
	const char *query;         /* canonical JSON */
	uint8_t digest[SHA256_BYTES];
	const char *program;
	int64_t schedule_id, due_at; /* 0: by hand */
	int64_t made_at;
	const char *formats;                  /* "html,pdf" */
	bool records;                         /* its reminders become lines of the ledger */
	int recorded;                         /* those that did, and had not been recorded that day already */
	uint8_t request_digest[SHA256_BYTES]; /* zeros: made by a schedule */
};

void report_store_list(struct db_batch *batch, int jurisdiction, const struct report_sight *sight, const char *kind,
		       int64_t schedule_id, int64_t below, int limit);
void report_store_find(struct db_batch *batch, int jurisdiction, const struct report_sight *sight, int64_t report_id);
void report_store_by_request(struct db_batch *batch, int jurisdiction, const uint8_t request_id[UUID_BYTES]);
void report_store_by_due(struct db_batch *batch, int jurisdiction, int64_t schedule_id, int64_t due_at);
/* A row of any of the four. */
struct report_row *report_store_row(const struct db_result *result, size_t i, size_t row, struct arena *arena);

/* A file of a report, "json" being its document: no row when that format was not kept. Columns: content, digest. */
void report_store_content(struct db_batch *batch, int jurisdiction, int64_t report_id, const char *format);

/* Its document and the token on whose behalf it was made: at most one row. */
void report_store_for_record(struct db_batch *batch, int jurisdiction, int64_t report_id);

/* The numbers the next report of that kind and year has: one row. */
struct report_numbers {
	int64_t report_id;
	int serial;
};
void report_store_numbers(struct db_batch *batch, int jurisdiction, const struct report_row *of);
void report_store_numbers_row(const struct db_result *result, size_t i, struct report_numbers *ret_numbers);
/* What a report is compared with: the latest of the same kind, session and office, in whatever language, as of an
 * earlier day and known at no later page (0: the head). */
struct report_previous {
	hy_day as_of; /* HY_DAY_NONE: there is none */
	int64_t page;
	int year, serial;
};
void report_store_previous(struct db_batch *batch, int jurisdiction, const struct report_row *of);
void report_store_previous_row(const struct db_result *result, size_t i, struct report_previous *ret_previous);
/* Adds a report whose numbers are given: DB_UNIQUE with report_pkey or report_serial when somebody else was quicker,
 * with report_due or report_request when it is there already. */
struct report_new {
	struct report_row row;
	const char *document;
	int64_t made_by;
	const uint8_t *request_id; /* NULL: made by a schedule */
};
void report_store_add(struct db_batch *batch, int jurisdiction, const struct report_new *report);
void report_store_add_file(struct db_batch *batch, int jurisdiction, int64_t report_id, const char *format,
			   const void *content, size_t size);

/* ---- Schedules ------------------------------------------------------------------------------------------------ */

struct schedule_row {
	int64_t schedule_id;
	const char *name, *query, *timing, *targets, *formats; /* JSON but the name */
	int64_t created_by, done_until;
	const char *trouble;
	int64_t last_due; /* 0: none yet */
	int undelivered;
};
void schedule_store_list(struct db_batch *batch, int jurisdiction);
/* Schedules in force at most: a city has a dozen, and each look of the report thread reads all of them. */
#define SCHEDULE_MAX 256
/* No row when the name is taken or there are SCHEDULE_MAX. It has the next free number: DB_SERIALIZATION or DB_UNIQUE
 * when somebody else took that one at the same moment. */
void schedule_store_add(struct db_batch *batch, int jurisdiction, const struct schedule_row *schedule);
/* How many are in force: one row. */
void schedule_store_count(struct db_batch *batch, int jurisdiction);
/* No row when there is none. */
void schedule_store_remove(struct db_batch *batch, int jurisdiction, int64_t schedule_id);
struct schedule_row *schedule_store_row(const struct db_result *result, size_t i, size_t row, struct arena *arena);
void schedule_store_done(struct db_batch *batch, int jurisdiction, int64_t schedule_id, int64_t done_until,
			 const char *trouble);
/* Days on which some office's answer is due, by session. Columns: session_id, day. */
void schedule_store_deadlines(struct db_batch *batch, int jurisdiction);

/* ---- Deliveries ----------------------------------------------------------------------------------------------- */

enum delivery_state { DELIVERY_WAITING = 1, DELIVERY_DONE, DELIVERY_GIVEN_UP };
/* Reminders of a dunning report that become lines of the ledger: target 0, never one that somebody names. */
#define TARGET_LEDGER "ledger"

void delivery_store_add(struct db_batch *batch, int jurisdiction, int64_t report_id, int target_no, const char *target,
			int64_t wait_us);
/* A row for each attempt, one without attempt for a delivery that has none. */
struct delivery_row {
	int64_t report_id;
	int target_no;
	const char *title, *target;
	enum delivery_state state;
	int64_t next_at;
	int attempt; /* 0: none */
	int64_t at;
	bool worked;
	const char *message;
};
void delivery_store_list(struct db_batch *batch, int jurisdiction, int64_t report_id, bool undelivered_only,
			 int64_t after_report, int after_target, int limit);
void delivery_store_row(const struct db_result *result, size_t i, size_t row, struct delivery_row *ret_row);
/* Asks to be the session that delivers: true in column 0 when it is. */
void delivery_store_lock(struct db_batch *batch, int jurisdiction);
/* Columns: report_id, target_no, target, attempts so far. */
void delivery_store_due(struct db_batch *batch, int jurisdiction, int limit);
/* Column: microseconds until the next attempt; no row: nothing waits. */
void delivery_store_next(struct db_batch *batch, int jurisdiction);
/* How an attempt went; attempt counts it. */
struct delivery_outcome {
	int64_t report_id;
	int target_no, attempt;
	enum delivery_state state;
	int64_t pause_us;
	int recorded;
	const char *message;
};
void delivery_store_attempted(struct db_batch *batch, int jurisdiction, const struct delivery_outcome *outcome);

#endif
