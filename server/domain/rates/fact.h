/* Facts: what a case, an assignment or a promise is from which day on. Rates count facts and nothing else. Pure.
 *
 * The milestones of a case, as known at a page, give for each of its things a row of states, each from a day on
 * (facts_make). What a page makes known changes some of them: the differences are signed changes (facts_compare). The
 * sum of all changes with day <= D and page <= N is what was so on day D as known at page N; the sum of all is the
 * present. */
#ifndef DOMAIN_RATES_FACT_H
#define DOMAIN_RATES_FACT_H

#include "domain/model.h"

/* What is counted. Stored; never renumbered. */
enum fact_unit {
	FACT_NONE,
	FACT_CASE,    /* a case, once */
	FACT_PART,    /* an assignment of the first round: an office's part */
	FACT_PROMISE, /* 承诺 */
	FACT_LATER,   /* an assignment of a later round: no rate counts it, lists of what is open do */
	FACT_MEMBER,  /* a person of the directory; never stored: made of the directory and the signers (rates/) */
	FACT_UNIT_COUNT_
};

/* What is true of a thing. Bits, stored; never renumbered, only added to. Of a withdrawn case and its parts nothing is
 * true but FACT_WITHDRAWN, of a returned part beside it only that its case was received and filed and is a key one. A
 * part has its case's bits of the first group and its own of the others, a promise too. */
enum fact_flag {
	/* of the case */
	FACT_RECEIVED = 1 << 0, /* submitted: drafts are not */
	FACT_FILED = 1 << 1,    /* merged cases too */
	FACT_NOT_FILED = 1 << 2,
	FACT_REDIRECTED = 1 << 3,
	FACT_MERGED = 1 << 4, /* into another one */
	FACT_WITHDRAWN = 1 << 5,
	FACT_KEY = 1 << 6,
	FACT_CLOSED = 1 << 7,
	FACT_REOPENED = 1 << 8,
	FACT_PUBLISHED = 1 << 9,        /* in full or as a summary */
	FACT_PRIVATE = 1 << 10,         /* decided: not to be published */
	FACT_VISITED = 1 << 11,         /* a visit or meeting was recorded (走访座谈) */
	FACT_EVALUATED = 1 << 12,       /* a form came back */
	FACT_MERGED_ANSWERED = 1 << 13, /* a merged case has its own answer */
	/* of the assignment; of a case: what is true of all its answering assignments of the first round */
	FACT_ASSIGNED = 1 << 16, /* and not returned; of a case: it has at least one such */
	FACT_RETURNED = 1 << 17, /* of a case: it has none but returned ones */
	FACT_ACCEPTED = 1 << 18,
	FACT_CONTACTED = 1 << 19, /* of a case: at least one office has */
	FACT_ANSWERED = 1 << 20,  /* an assist office: gave its opinion */
	FACT_ON_TIME = 1 << 21,
	FACT_LATE = 1 << 22, /* answered, after its due day; of a case: all have answered, and one was late */
	/* the class of the answer by its meaning; of a case: the least far-reaching of them */
	FACT_SOLVED = 1 << 23,
	FACT_IN_PROGRESS = 1 << 24,
	FACT_PLANNED = 1 << 25,
	FACT_REFERENCE = 1 << 26,
	FACT_NOW_SOLVED = 1 << 27, /* printed so or raised to it since; of a case: all of them */
	/* promises: of the promise itself; of a case or part: promised: it has one; kept: all are */
	FACT_PROMISED = 1 << 28,
	FACT_KEPT = 1 << 29,
	FACT_BROKEN = 1 << 30,
};
/* Bits that never are true without another: {what, implies}. For checks of definitions and of facts. */
struct fact_rule {
	uint32_t flag, implies;
};
extern const struct fact_rule fact_rules[];
extern const size_t n_fact_rules;

/* Marks and contact methods are words of the city, so what they mean is asked of the rules in force where they are
 * read: five sorted sets of codes, each joined by ',', the sets by ';': result marks of the first round, attitude marks
 * of the first round, result and attitude of the latest evaluated round, contact methods. "" for five empty sets. */
#define FACT_WORDS_SIZE 256
/* Codes of one set; more, and those that do not fit the text, are left out: the last ones by the alphabet. A form has
 * some four marks and a city some six methods, so this bounds damaged data, not cities. */
#define FACT_WORDS_MAX 32
enum fact_word_set {
	WORDS_FIRST_RESULT,
	WORDS_FIRST_ATTITUDE,
	WORDS_RESULT,
	WORDS_ATTITUDE,
	WORDS_CONTACT,
	WORDS_COUNT_
};

/* A thing as it is. */
struct fact_state {
	int office_id; /* the holder; of a case: of its first answering assignment; 0: none */
	enum assignment_role role;
	int leader_id; /* of a key proposal; 0: nobody */
	hy_day month;  /* first day of the month of assignment; before that, of receipt */
	hy_day due_on; /* while open; of a case the earliest of its open parts; HY_DAY_NONE otherwise */
	uint32_t flags;
	char class[CLASS_SIZE]; /* as printed; "" before the answer */
	char words[FACT_WORDS_SIZE];
};
/* True when the two are the same. */
bool fact_state_equal(const struct fact_state *a, const struct fact_state *b);

/* A milestone of a case as facts need it; as in the table of that name. */
struct fact_milestone {
	enum milestone milestone;
	int assignment_no, item_no, round, office_id, member_id;
	int version; /* of the line it stands for: what came by a correction stands for the corrected line */
	enum assignment_role role;
	/* due_on: of the assignment. item_due_on: promised, postponed: of the promise; extended: the due day before it;
	 * redated: the due day without what extensions granted */
	hy_day on, due_on, item_due_on;
	char class[CLASS_SIZE];
	enum class_meaning class_meaning;
	bool late;
	char attitude[CODE_SIZE], result[CODE_SIZE], contact_method[CODE_SIZE];
	enum publication publication; /* answered, published: as decided with it; NONE: nothing was */
};
/* True when a milestone of this kind can change facts. */
bool fact_counts(enum milestone milestone);

/* One thing from a day on. */
struct fact {
	enum fact_unit unit;
	int no;
	hy_day day;
	struct fact_state state;
};
/* A row of states: of each thing one after the other, days rising, each different from the one before. */
struct facts {
	struct fact *list;
	size_t n, size;
};
/* What the milestones that count (not superseded), in any order, say. Clears what ret_facts held before; free with
 * facts_free. */
void facts_make(const struct fact_milestone *milestones, size_t n, struct facts *ret_facts);
void facts_free(struct facts *facts);

/* A signed change: from `day` on, n more things in this state. */
struct fact_change {
	enum fact_unit unit;
	int no;
	hy_day day;
	int n; /* +1 or -1 */
	struct fact_state state;
};
struct fact_changes {
	struct fact_change *list;
	size_t n, size;
};
/* Appends what leads from before to after, in a fixed order (unit, no, day, -1 before +1): nothing when they are equal.
 */
void facts_compare(const struct facts *before, const struct facts *after, struct fact_changes *changes);
void fact_changes_free(struct fact_changes *changes);

/* Goes through the things of two lists of facts: the latest row of each, NULL where it is not there. False at the end.
 * Begin with zero places. */
struct fact_pair {
	size_t before_at, after_at; /* places of the next ones */
	const struct fact *before, *after;
};
bool facts_next(const struct facts *before, const struct facts *after, struct fact_pair *pair);

#endif
