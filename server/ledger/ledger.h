/* The ledger thread: takes jobs from any thread, decides them against the cases as they stand, appends what was
 * accepted as lines of the next page, and answers after the page is durable.
 *
 * Natural batching: a job that arrives while no append is under way goes at once; those that arrive meanwhile wait and
 * go together (at most LEDGER_MAX_PAGE_LINES; one job per case per page). One transaction per page, whose first
 * statement inserts the page row: its primary key is lock and guard. A lost head means: forget the cache, take the
 * advisory lock, read, decide again. docs/ledger.md fixes the bytes, docs/decisions.md tells the measurements.
 *
 * The fold, on a connection of its own, derives milestones and tallies page by page right after. */
#ifndef LEDGER_LEDGER_H
#define LEDGER_LEDGER_H

#include "base/digest.h"
#include "domain/engine/engine.h"
#include "domain/model.h"
#include "domain/reason.h"
#include "domain/sight.h"
#include "ledger/registry.h"

#define LEDGER_MAX_PAGE_LINES                                                                                          \
	256 /* 200 lines a page give 84 % more than 50 at 4x the latency; beyond it no gain (measured) */
#define LEDGER_MAX_QUEUE 10000 /* jobs waiting; more are refused as OVERLOADED, certainly not executed */

struct ledger;

enum job_kind { JOB_CREATE, JOB_UPDATE, JOB_RULES, JOB_CALENDAR, JOB_OFFICE, JOB_SESSION, JOB_MEMBER };

/* How the case of an update is named. Exactly one of the three. */
struct case_ref {
	int64_t case_id;               /* > 0: by id */
	char number[CASE_NUMBER_SIZE]; /* not "": by 案号 */
	int session_id;                /* > 0: by session and submission number */
	char submission_number[CASE_NUMBER_SIZE];
};

/* A job. The caller owns it and everything it points to until done has run; the ledger thread writes the answer into
 * it. done runs on the ledger thread and must only hand the job back (evgrpc_worker_post). */
struct ledger_job {
	enum job_kind kind;
	/* who asks */
	enum role role;
	int office_id; /* whose request ids these are: the handler's office, 0 for committee and operator */
	int64_t token_id;
	uint8_t request_id[UUID_BYTES];
	uint8_t digest[SHA256_BYTES]; /* of the request's content */
	struct sight sight;           /* a case beyond it is CASE_NOT_FOUND */
	char case_text[64];           /* the case as the caller wrote it, for refusals */
	/* JOB_UPDATE */
	struct case_ref ref;
	const struct update *update;
	struct case_ref
		others[MAX_OTHER_CASES]; /* the other cases it names; the ledger fills update->other_cases' part */
	char other_texts[MAX_OTHER_CASES][64]; /* as the caller wrote them */
	int n_others;
	bool dry_run; /* decide only: `after` is the case as it would be, nothing is written or remembered */
	/* of a dry run that names no other case: updates to be decided before it, each on what the one before leaves */
	const struct update *const *before;
	int n_before;
	/* JOB_CREATE: the state to begin with (kind, level, session_id, category, title …); of a dry run of JOB_UPDATE:
	 * the case as it would be received, decided before all else, in the place of the one that ref names */
	const struct new_case *new_case;
	/* JOB_RULES: text; JOB_CALENDAR: year, days, text = source; JOB_OFFICE, JOB_SESSION */
	const char *text;
	int year;
	const struct calendar_day *days;
	size_t n_days;
	const struct office *office;
	const struct session *session;
	const struct member *member; /* JOB_MEMBER */
	bool change;                 /* JOB_OFFICE, JOB_MEMBER: the entry of that code is changed, not added */
	/* JOB_MEMBER: contact details and their salt, stored beside; NULL: as they are */
	const char *telephone, *address;
	const uint8_t *contact_salt;
	void (*done)(struct ledger_job *job);
	void *arg;

	/* the answer */
	bool accepted;
	bool already_stored;    /* the same request id with the same content had been stored; page, line tell where */
	struct refusal refusal; /* when not accepted */
	int64_t page;
	int line_no;
	struct case_state after; /* CREATE, UPDATE: the case as it stands now */
	bool late_entry;
	int given_id; /* OFFICE, SESSION, MEMBER: the id; RULES: the version */

	struct ledger_job *next; /* the ledger's own */
};

/* A proposal as received. Texts borrowed, checked by the service. */
struct new_case {
	const char *kind, *submission_number, *external_number, *title, *text, *proposer_kind, *sector, *category;
	const char *const *proposers;
	int n_proposers;
	enum level level;
	int session_id;
	hy_day received_on;
	const int *member_ids; /* of the proposers, 0 where the directory has none; NULL: none has */
	bool publication_wish, draft;
	const char *publication_wish_reason;
};

struct ledger_options {
	const char *conninfo; /* role huiyin_app */
	int jurisdiction;
	hy_day business_date; /* HY_DAY_NONE: day_today() */
};

/* Starts the thread; returns when registry and head have been read, or NULL with a sentence. */
struct ledger *ledger_start(const struct ledger_options *options, char *ret_error, size_t error_size);
/* Stops: finishes the page under way, folds what is committed, answers the rest DATABASE_UNAVAILABLE. NULL is fine. */
void ledger_stop(struct ledger *ledger);

/* Hands a job over, from any thread. */
void ledger_submit(struct ledger *ledger, struct ledger_job *job);

/* The head as last known here: page number and hash; from any thread. */
void ledger_head(struct ledger *ledger, int64_t *ret_page, uint8_t ret_hash[SHA256_BYTES]);
/* Waits until derived tables show at least the head known at the time of the call: done(arg, page, reached) runs on the
 * ledger thread at once or when the fold got there, with reached false after timeout_ms. From any thread. */
void ledger_wait_fold(struct ledger *ledger, unsigned timeout_ms, void (*done)(void *arg, int64_t page, bool reached),
		      void *arg);
/* Tells every change of the head: changed(arg, page) runs on the ledger thread after each page that became durable or
 * was seen from another server, and must only hand the news on. At most LEDGER_MAX_WATCHERS (one for each worker). 0 or
 * -1. */
#define LEDGER_MAX_WATCHERS 64
int ledger_on_head(struct ledger *ledger, void (*changed)(void *arg, int64_t page), void *arg);
/* The business date, from any thread. */
hy_day ledger_today(const struct ledger *ledger);
/* The registry in force; take a reference, give it back with registry_release. From any thread. */
struct registry *ledger_registry(struct ledger *ledger);
/* False while the database is away; from any thread. */
bool ledger_is_up(const struct ledger *ledger);

#endif
