/* What the files of the ledger share: the thread's state and the page under way (a round). Nothing of this is seen
 * outside server/ledger. All of it belongs to the ledger thread but what is marked "under lock". */
#ifndef LEDGER_STATE_H
#define LEDGER_STATE_H

#include "db/db.h"
#include "ledger/cache.h"
#include "ledger/ledger.h"
#include "ledger/line.h"
#include "ledger/merkle.h"
#include "ledger/statements.h"
#include <event2/event.h>
#include <pthread.h>

/* How often a page is tried anew after a lost head, a unique violation or a lock that did not come. */
#define ROUND_MAX_TRIES 6
/* Round trips of one try without the lock: cases, a repeated request's case, serials, serials with one digit more. When
 * these were not enough, others move the head between them; under the lock it stands still. */
#define ROUND_FREE_LOADS 4
/* Round trips of one try; more means the plan of needs does not converge, which is a defect. */
#define ROUND_MAX_LOADS 10
/* After a lost head so many pages are decided under the lock; with it two servers take turns instead of starving. */
#define CONTENDED_PAGES 20
/* After a repeated request id so many pages ask for their ids first: a burst of repeats costs one failed page, not one
 * each. */
#define CAREFUL_PAGES 50
/* Serials in memory. A page has at most as many years as lines; a year whose digits are used up takes another one. */
#define MAX_SERIALS (4 * LEDGER_MAX_PAGE_LINES)

struct job_list {
	struct ledger_job *first, **last;
	size_t n;
};
void job_list_init(struct job_list *list);
void job_list_add(struct job_list *list, struct ledger_job *job);
void job_list_prepend(struct job_list *list, struct ledger_job *job);
/* NULL when empty. */
struct ledger_job *job_list_take(struct job_list *list);

/* Who waits for the fold. */
struct fold_waiter {
	int64_t page;
	int64_t deadline; /* clock_monotonic_us */
	void (*done)(void *arg, int64_t page, bool reached);
	void *arg;
	struct fold_waiter *next;
};

enum slot_outcome { SLOT_OPEN, SLOT_REFUSED, SLOT_LINE, SLOT_STORED, SLOT_SAME, SLOT_POSTPONED };

/* One job of the page under way. SLOT_SAME: nothing to write and nothing to refuse (the office is there already);
 * SLOT_POSTPONED: its case has a line on this page under another name, it waits for the next one. */
struct slot {
	struct ledger_job *job;
	struct case_ref ref;
	bool asked;  /* the case was asked for: if it is not in the cache it does not exist */
	bool probed; /* request id, number and submission number were asked for */
	bool stored, taken_number, taken_submission;
	uint8_t stored_digest[SHA256_BYTES];
	int64_t stored_page, stored_case;
	int stored_line, stored_id;
	bool stored_late;
	enum slot_outcome outcome;
	struct refusal refusal;
	char *body, *beside; /* beside: `received` or `days` for the column next to the line */
	uint8_t salt[SALT_BYTES], leaf[SHA256_BYTES];
	int line_no, given_id;
	/* from here on nothing is cleared between pages: written before it is read */
	struct case_state before;
	struct decision decision;
	struct change change;
	struct office office; /* JOB_OFFICE, JOB_SESSION: the entry with its id and position */
	struct session session;
};

enum registry_trust { REGISTRY_CURRENT, REGISTRY_CHECK, REGISTRY_RELOAD };

/* Numbers given in a year: `last` is committed, `used` more are given by the page under way. */
struct serial {
	int year, digits;
	int64_t last, used;
};

/* Numbers of a year with so many digits. */
struct serial_key {
	int year, digits;
};

/* The page under way. */
struct round {
	bool busy;          /* a batch is out, or the round is between two */
	struct slot *slots; /* LEDGER_MAX_PAGE_LINES */
	int n, n_lines, n_stored;
	bool careful; /* probe before deciding */
	bool locked;  /* read under the lock, in an explicit transaction */
	bool in_transaction;
	bool look;                                       /* read the head even if nothing else is needed */
	struct serial_key wanted[LEDGER_MAX_PAGE_LINES]; /* serials to be read; each slot can want one at a time */
	int n_wanted;
	int tries, loads;
	int64_t created;            /* case ids given by this page */
	uint8_t hash[SHA256_BYTES]; /* of the page being appended */
	int64_t at;
};

struct fold;

struct ledger {
	struct ledger_options options;
	char *conninfo;
	pthread_t thread;
	struct event_base *base;
	struct event *wake, *kick, *tick;
	int wake_fd;

	/* under lock */
	pthread_mutex_t lock;
	pthread_cond_t started_cond;
	struct job_list inbox;
	struct fold_waiter *inbox_waiters;
	bool stop_asked, started, failed;
	char trouble[300];
	int64_t head_page;
	uint8_t head_hash[SHA256_BYTES];
	struct registry *registry;

	bool up; /* atomic */

	struct db *writer;
	struct job_list queue;
	struct cache *cache;
	bool head_known;
	int64_t page;
	uint8_t hash[SHA256_BYTES];
	int64_t last_case; /* -1: unknown */
	struct serial serials[MAX_SERIALS];
	int n_serials;
	enum registry_trust registry_trust;
	int careful_left, contended_left;
	bool look_due, stopping;
	int64_t last_look, foreign_until, stop_by; /* clock_monotonic_us */
	struct round round;
	struct fold *fold;
};

/* ---- ledger.c */
void ledger_publish_head(struct ledger *ledger);
void ledger_publish_registry(struct ledger *ledger, struct registry *registry);
/* Looks for work once the present callback has returned. */
void ledger_kick(struct ledger *ledger);
/* Another server has written: its pages are looked for often for a while. */
void ledger_note_foreign(struct ledger *ledger);
/* First reading is done, or cannot be. */
void ledger_report_start(struct ledger *ledger, const char *trouble);

/* ---- batch.c: takes jobs of the queue into the round's slots. */
void batch_choose(struct ledger *ledger);

/* ---- round.c */
/* Begins a page if none is under way and there is something to do. */
void round_start(struct ledger *ledger);
/* Goes on with the round: loads, decides, appends. */
void round_go(struct ledger *ledger);
/* Gives every job of the round the same refusal unless it has an answer of its own. */
void round_fail(struct ledger *ledger, enum reason reason);
/* A reading failed: nothing was executed. */
void load_failed(struct ledger *ledger, enum db_error error, const char *message);
/* The page cannot be written as decided (error is what the database said): again, or given up. */
void round_retry(struct ledger *ledger, enum db_error error, const char *constraint, const char *message);
/* All is decided and, if need be, durable: answers every job. */
void round_finish(struct ledger *ledger);
/* Forgets everything that was true of the head we knew. */
void ledger_forget(struct ledger *ledger);
void round_free(struct round *round);

/* ---- load.c */
/* True if something is missing; then the batch has been sent and round_go will be called. */
bool load_missing(struct ledger *ledger);
/* Reads the registry anew; done(ledger, worked). */
void load_registry(struct ledger *ledger,
		   void (*done)(struct ledger *ledger, enum db_error error, const char *message));

/* ---- registry_load.c: adds the statements; makes a registry of their results. */
void registry_add_statements(struct db_batch *batch, int jurisdiction);
struct registry *registry_from_result(const struct db_result *result);

/* ---- decide.c */
/* Decides all slots. False when something more must be read first (round.careful or round.wanted was set). */
bool decide_all(struct ledger *ledger);
/* decide_admin.c: the same for one job of rules, calendar or directory; sets the slot's outcome. */
void decide_admin(struct ledger *ledger, struct slot *slot, const struct line_head *head);
/* The slot is refused; returns the refusal to be filled in. */
struct refusal *slot_refuse(struct slot *slot, enum reason reason);

/* ---- append.c */
void append_page(struct ledger *ledger);
/* A transaction that writes nothing but waits like one: for answers "already stored". */
void append_confirmation(struct ledger *ledger);

/* ---- fold.c */
struct fold *fold_start(struct ledger *ledger);
void fold_free(struct fold *fold);
/* Hands the milestones of a page just committed over. */
void fold_enqueue(struct fold *fold, const struct round *round, int64_t page);
/* Goes on folding if there is something to fold. */
void fold_step(struct fold *fold);
void fold_add_waiter(struct fold *fold, struct fold_waiter *waiter);
/* Answers those whose page is there or whose time is over; all of them when `all`. */
void fold_answer_waiters(struct fold *fold, bool all);
bool fold_has_waiters(const struct fold *fold);
/* Called every tick: asks for fold.page when another server folds. */
void fold_look(struct fold *fold, bool try_lock);
/* True when the fold has so much before it that the writer should wait. */
bool fold_is_behind(const struct fold *fold);
/* True when all that is committed is folded or folding is impossible now. */
bool fold_is_done(const struct fold *fold);

#endif
