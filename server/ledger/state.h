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
/* Round trips of one try without the lock: cases, a repeated request's case, the cases around them, what offices have
 * at hand, serials, serials with one digit more. When these were not enough, others move the head between them; under
 * the lock it stands still. */
#define ROUND_FREE_LOADS 6
/* Round trips of one try; more means the plan of needs does not converge, which is a defect. */
#define ROUND_MAX_LOADS 12
/* After a lost head so many pages are decided under the lock; with it two servers take turns instead of starving. */
#define CONTENDED_PAGES 20
/* After a repeated request id so many pages ask for their ids first: a burst of repeats costs one failed page, not one
 * each. */
#define CAREFUL_PAGES 50
/* Serials in memory. A page has at most as many years as lines; a year whose digits are used up takes another one. */
#define MAX_SERIALS (4 * LEDGER_MAX_PAGE_LINES)
/* Counts of offices in memory, one for each office and session; beyond it they are forgotten and read anew. */
#define MAX_OFFICE_LOADS 8192
/* Offices one update can depend on: those it names and those that have a part. */
#define MAX_LOAD_OFFICES (MAX_ASSIGNMENTS + MAX_ASSIST + MAX_SEPARATE + 2)

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

enum slot_outcome { SLOT_OPEN, SLOT_REFUSED, SLOT_LINE, SLOT_STORED, SLOT_SAME, SLOT_TRIED, SLOT_POSTPONED };

/* A case that a decision needs. asked: if it is not in the cache it does not exist. */
struct wanted_case {
	struct case_ref ref;
	bool asked;
};

/* One line of the page under way. */
struct page_line {
	char *body, *beside; /* beside: `received` or `days` for the column next to the line */
	uint8_t salt[SALT_BYTES], leaf[SHA256_BYTES];
	int line_no;
	bool gathered; /* `change` is to be given back */
	/* from here on nothing is cleared between pages: written before it is read */
	struct case_state before;
	struct decision decision;
	struct change change;
};

/* The milestones of a case that count now, for a correction. root: version of the line a milestone stands for, that of
 * the first one when it came by a correction. */
struct counting {
	struct milestone_row row;
	int root;
};
struct earlier_line {
	bool asked, known;
	char verb[CODE_SIZE]; /* of the line to be corrected */
	struct counting *list;
	int n, size;
};

/* One job of the page under way. SLOT_SAME: nothing to write and nothing to refuse (the office is there already);
 * SLOT_TRIED: accepted, but only asked for; SLOT_POSTPONED: what it writes or depends on has a line on this page, it
 * waits for the next one. */
struct slot {
	struct ledger_job *job;
	struct wanted_case cases[1 + MAX_OTHER_CASES]; /* the job's own, then the others it names */
	int n_cases;
	bool probed; /* request id, number and submission number were asked for */
	bool stored, taken_number, taken_submission;
	uint8_t stored_digest[SHA256_BYTES];
	int64_t stored_page, stored_case;
	int stored_line, stored_id;
	bool stored_late;
	enum slot_outcome outcome;
	struct refusal refusal;
	int given_id;
	struct page_line *others; /* of the other cases, n_others; NULL: none */
	int n_others;
	struct earlier_line *earlier; /* of a correction; NULL: not asked for */
	struct page_line own;
	/* not cleared either */
	struct update update; /* the job's, with the ids of the other cases */
	struct office office; /* JOB_OFFICE, JOB_SESSION, JOB_MEMBER: the entry with its id and position */
	struct session session;
	struct member member;
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

/* Cases of a session in which an office has a part that answers: committed, and more by the page under way. */
struct load_count {
	int office_id, session_id;
	int64_t cases, used;
};

/* The page under way. */
struct round {
	bool busy;           /* a batch is out, or the round is between two */
	struct slot **slots; /* LEDGER_MAX_PAGE_LINES */
	int n, n_lines, n_stored;
	struct page_line *lines[LEDGER_MAX_PAGE_LINES];   /* in the order they are written; n_lines */
	const struct slot *owners[LEDGER_MAX_PAGE_LINES]; /* whose job made the line */
	struct wanted_case *around; /* cases beside those the jobs name: merged into, merged from */
	int n_around, around_size;
	struct load_count *wanted_loads;
	int n_wanted_loads, wanted_loads_size;
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
	struct {
		void (*changed)(void *arg, int64_t page);
		void *arg;
	} watchers[LEDGER_MAX_WATCHERS];
	int n_watchers;

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
	struct load_count *loads;
	int n_loads, loads_size;
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

/* The cases its job names, none of them asked for yet. */
void slot_name_cases(struct slot *slot);

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
void round_make(struct round *round);
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
/* Decides all slots. False when something more must be read first (round.careful was set, or something is wanted). */
bool decide_all(struct ledger *ledger);
/* The slot is refused; returns the refusal to be filled in. */
struct refusal *slot_refuse(struct slot *slot, enum reason reason);
/* What decisions of this page are made in, without surroundings. */
struct engine_context decide_context(const struct ledger *ledger);
/* Salt and leaf of a line whose body was made. The slot is refused when it could not be. */
void decide_finish(struct slot *slot, struct page_line *line);
/* Forgets the line's bytes and words; of a slot everything but its job. */
void page_line_clear(struct page_line *line);
void slot_clear(struct slot *slot);

/* ---- decide_admin.c: the same for one job of rules, calendar or directory; sets the slot's outcome. */
void decide_admin(struct ledger *ledger, struct slot *slot, const struct line_head *head);

/* ---- decide_create.c, decide_update.c: sets the slot's outcome. False when something must be read first. */
void decide_create(struct ledger *ledger, struct slot *slot, const struct line_head *head);
bool decide_update(struct ledger *ledger, struct slot *slot, const struct line_head *head);
/* The job's new case as it is received, in the slot's own decision, without an id. False when it was refused. */
bool decide_received(struct ledger *ledger, struct slot *slot, struct milestone_effect *ret_effect);

/* True when a day is after the session's days (平时提案). */
bool is_between_sessions(const struct registry *registry, int session_id, hy_day on);

/* ---- around.c: what a decision depends on beside its own case. */
struct around {
	struct surroundings surroundings;
	const struct case_state *merged[MAX_ITEMS];
	struct office_load loads[MAX_LOAD_OFFICES];
	struct case_state *states; /* of main_case and merged; around_free */
	int n_states;
};
/* Copies a case out: 1, 0 when there is none, -1 when it must be read first; it is wanted then. */
int around_case(struct ledger *ledger, int64_t case_id, struct case_state *ret_state);
/* Fills it in. False when something must be read first. Free it in any case. */
bool around_gather(struct ledger *ledger, const struct slot *slot, struct around *ret_around);
void around_free(struct around *around);
/* Counts what the slot's lines change in the offices' loads as used by this page. */
void around_use_loads(struct ledger *ledger, const struct slot *slot);
/* The page is durable: what was used is committed. clear: it is not. */
void around_commit_loads(struct ledger *ledger);
void around_clear_loads(struct ledger *ledger);

/* ---- earlier.c: what a correction replaces. */
/* True when the slot's update is a correction, its case is in memory and the case's lines are not. */
bool earlier_is_wanted(struct ledger *ledger, const struct slot *slot);
/* The case whose lines are wanted. */
int64_t earlier_case(struct ledger *ledger, const struct slot *slot);
/* They are being asked for; they come; one of them, in the order of versions; they hold no more. */
void earlier_ask(struct slot *slot);
void earlier_begin(struct slot *slot);
void earlier_take(struct slot *slot, const char *body);
void earlier_free(struct slot *slot);
/* What the engine corrects. */
void earlier_fill(const struct slot *slot, struct earlier *ret_earlier);
/* The milestones that the decided correction withdraws. */
void earlier_supersede(const struct slot *slot, struct change *change);

/* ---- serials.c: numbers of cases. */
/* Gives the next number of the year. False when the serials of the year must be read first. */
bool give_number(struct ledger *ledger, struct slot *slot, hy_day on);
/* A number that the update names: fits its year and is free. */
bool check_given_number(struct ledger *ledger, struct slot *slot);
/* A number that a filing named counts among the serials of its year, as it will after a restart. */
void note_number(struct ledger *ledger, const char *number);

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
