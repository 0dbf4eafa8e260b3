/* Drawing up a report: asks the database what its kind needs and writes the document. Runs on a thread that may wait.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "db/db.h"
#include "domain/rates/definition.h"
#include "ledger/registry.h"
#include "store/report_store.h"
#include <jansson.h>

enum report_kind {
	REPORT_NONE,
	REPORT_SUPERVISION, /* 督查通报: by office, with a serial number */
	REPORT_REVIEW, /* 提案审查情况: of a session: received, filed, merged, redirected, by kind and category */
	REPORT_HANDLING, /* 半年、年度办理情况报告 */
	REPORT_KEY,      /* 重点提案 */
	REPORT_PROMISES, /* 承诺跟踪 */
	REPORT_OFFICE,   /* one office's own page */
	REPORT_SCORE,    /* 绩效考核 */
	REPORT_DUNNING,  /* 催办: lists and a letter for each office */
	REPORT_KIND_COUNT_
};
const char *report_kind_name(enum report_kind kind); /* "supervision" … */
enum report_kind report_kind_by_name(const char *name);
const char *report_kind_label(enum report_kind kind, enum language language);

/* What is asked for; kept with the report so that it can be drawn up again. */
struct report_query {
	enum report_kind kind;
	hy_day as_of;
	int64_t page;   /* as known at; set by the caller to the fold's page when it is to be the present */
	int session_id; /* 0: all */
	int office_id;  /* REPORT_OFFICE: whose; others: only that office's (DUNNING), 0: all */
	enum language language;
	struct rounding_rule rounding;
	hy_day date;                     /* the business date printed */
	int year, serial;                /* 第 N 期; 0: not yet given */
	char title[241];                 /* "" : the kind's own */
	struct report_previous previous; /* the bulletin before, for the change since */
};
/* The query as canonical JSON's object and back: -1 when it is damaged. */
json_t *report_query_json(const struct report_query *query);
int report_query_read(const json_t *object, struct report_query *ret_query);

/* Where reports ask: a connection of their own, used synchronously on its thread. */
struct report_source {
	struct db *db;
	struct event_base *base;
	int jurisdiction;
	const struct registry *present; /* of now, held by the caller: for what no line tells, see registry_at_take */
};
/* Sends a batch and waits for its answer: then(result, arg) runs within. 0, or -1 with a sentence. */
int report_ask(struct report_source *source, struct db_batch *batch,
	       void (*then)(const struct db_result *result, void *arg), void *arg, char *ret_error, size_t error_size);
/* The same with what became of it; of DB_UNIQUE the sentence is the constraint's name. */
enum db_error report_send(struct report_source *source, struct db_batch *batch,
			  void (*then)(const struct db_result *result, void *arg), void *arg, char *ret_error,
			  size_t error_size);
/* The document, to be freed with json_decref; NULL with a sentence. The same query over the same ledger gives the same
 * canonical bytes, for ever. */
json_t *report_draw_up(struct report_source *source, const struct report_query *query, char *ret_error,
		       size_t error_size);

/* An assignment a dunning report reminds of, from its document. */
struct dunned {
	int64_t case_id;
	int assignment_no, office_id;
};
size_t report_dunned(const json_t *document, struct dunned *list, size_t max);

#endif
