/* Making a report: numbers, drawing up, files, all of it stored in one transaction or not at all. Serial numbers have
 * no gaps and no doubles, also with several servers: who stores first has the number, who comes second draws up again
 * with the next one. What is to be made once (a request, a due time) is made once: it is looked up before each try.
 * On the report thread. */
#ifndef REPORT_MAKE_H
#define REPORT_MAKE_H

#include "ledger/ledger.h"
#include "report/document.h"
#include "report/report.h"
#include "store/report_store.h"

#include <stdatomic.h>

/* report_draw_up, or a test's own. */
typedef json_t *report_drawer(struct report_source *source, const struct report_query *query, char *ret_error,
			      size_t error_size);

/* What the report thread has at hand. */
struct report_desk {
	struct report_source source;
	struct ledger *ledger; /* NULL in tests that give every page and record nothing */
	report_drawer *draw;
	atomic_bool *stopping;     /* NULL: never */
	void (*stored)(void *arg); /* something is to be delivered; NULL: nobody cares */
	void *arg;
	void (*between)(void *arg); /* between the reports of a long round: people wait for theirs; NULL: nobody */
	void *between_arg;
};

enum report_step { REPORT_STEP_READ, REPORT_STEP_DRAW, REPORT_STEP_RENDER, REPORT_STEP_STORE };

/* A report that is wanted. */
struct report_order {
	struct report_query query;                  /* serial and the report before are found here; page 0: the head */
	const json_t *formats;                      /* list of names beside json */
	const json_t *targets;                      /* list of texts; NULL: none */
	bool record;                                /* reminders become lines */
	int64_t schedule_id, due_at;                /* 0: by hand */
	int64_t made_by;                            /* token; of a schedule: of who set it */
	const uint8_t *request_id, *request_digest; /* NULL: of a schedule */
	void (*step)(void *arg, enum report_step step, int percent); /* NULL: nobody waits */
	bool (*is_gone)(void *arg); /* who asked has left: it is not stored; NULL: a schedule never does */
	void *arg;
};

/* Formats of a report beside json, and bytes of a file, the document being one: a bulletin with its annexes has a few
 * hundred KiB. Files are about as large as their document, so that one too large is told before any is made. */
#define REPORT_MAX_FORMATS    7
#define REPORT_MAX_FILE_BYTES (64u << 20)

/* Makes it, or finds it made before. Whoever leaves before it is stored gets none, and no serial number is used. 0, or
 * 1 when it was found, with its row (texts in the arena); or -1 with a refusal. */
int report_make(struct report_desk *desk, const struct report_order *order, struct arena *arena,
		struct report_row **ret_row, struct refusal *ret_refusal);
/* Draws up with the registry of now at hand; as report_drawer. */
json_t *report_desk_draw(struct report_desk *desk, const struct report_query *query, char *ret_error,
			 size_t error_size);
/* The canonical bytes of a document. 0 or -1 with a sentence; freed by the caller. */
int report_bytes_of(const json_t *document, const char *format, struct report_bytes *ret_bytes, char *ret_error,
		    size_t error_size);
/* The refusal for trouble with the database. */
struct refusal *report_refuse_database(struct refusal *refusal, enum db_error error);
/* Waits until derived tables show the head; the page they show, -1 with READ_BEHIND. */
int64_t report_wait_fold(struct report_desk *desk, struct refusal *ret_refusal);

#endif
