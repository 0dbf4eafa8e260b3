/* Cases as the tables have them, and what their lines tell beside. */
#ifndef STORE_CASE_STORE_H
#define STORE_CASE_STORE_H

#include "base/memory.h"
#include "db/db.h"
#include "domain/model.h"
#include "domain/sight.h"

/* How one case is named. */
enum case_key_kind { KEY_ID, KEY_NUMBER, KEY_SUBMISSION, KEY_LINE };
struct case_key {
	enum case_key_kind kind;
	int64_t case_id;
	const char *number; /* 案号, or the submission number */
	int session_id;
	int64_t page;
	int line_no;
};

/* A line of a case that tells what no table holds. Texts live in the arena. */
struct case_note {
	int64_t case_id, page;
	int line_no, version;
	enum milestone milestone;     /* its first one */
	int assignment_no, office_id; /* of that milestone; 0: of the case */
	hy_day on;
	const char *input; /* JSON object as in the line; without "text" in lists */
};

/* What the table of items has beside struct item. */
struct item_words {
	enum item_kind kind;
	int no;
	const char *data;                /* JSON object; of lists only where a list shows it */
	const char *other_number;        /* 案号 of the case a link leads to, "" before filing */
	const char *telephone, *address; /* of a signer; not in lists */
};

struct case_row {
	struct case_state state;
	int64_t page;            /* that last changed it */
	const char *received;    /* JSON as received; without "text" in lists */
	const char *main_number; /* 案号 of the case it was merged into */
	hy_day due_on;           /* lists by due day: the position; else HY_DAY_NONE */
	const struct case_note *notes;
	size_t n_notes;
	const struct item_words *words; /* of its items */
	size_t n_words;
	/* The case it was merged into, with nothing but its id, its assignments and their latest round; NULL: none, or
	 * nobody was assigned. */
	const struct case_state *main_case;
};

/* Binds whose cases a caller sees to the next parameter: what SEES in statements.c reads. */
void sight_bind(struct db_batch *batch, const struct sight *sight);

/* Adds the statements (CASE_STATEMENTS of them) that read one case, if it is within sight. */
#define CASE_STATEMENTS 5
void case_store_read(struct db_batch *batch, int jurisdiction, const struct sight *sight, const struct case_key *key);
/* The case that statements first, first + 1 … found; NULL if there is none. */
struct case_row *case_store_row(const struct db_result *result, size_t first, struct arena *arena);

/* Filters of a list; zero and "" mean any. */
struct case_filter {
	struct sight sight;
	int office_id, session_id;
	const char *state, *title_contains, *category;
	const char *document_number; /* its beginning; brackets, widths, blanks and capitals make no difference */
	enum level level;
	enum phase phase;
	bool open_only, by_due, key_only, open_promises;
	int leader_id, member_id;
	int work_of;   /* office whose assignments and promises count as open work; 0: anybody's */
	hy_day due_by; /* with open work due by this day; HY_DAY_NONE: any */
	int limit;
	int64_t after_case; /* position: rows after this one */
	hy_day after_due;
};
void case_store_list(struct db_batch *batch, int jurisdiction, const struct case_filter *filter);
/* The rows of statement i, without assignments, items and notes. */
struct case_row *case_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);
/* Adds the statements that read assignments, items, notes and main cases of rows. */
void case_store_read_details(struct db_batch *batch, int jurisdiction, const struct case_row *rows, size_t n);
/* Fills them in; the rows may stand in any order. */
void case_store_details(const struct db_result *result, size_t first, struct arena *arena, struct case_row *rows,
			size_t n);

/* Which submission numbers are taken: of n pairs. */
void case_store_check_submissions(struct db_batch *batch, int jurisdiction, const int *sessions,
				  const char *const *numbers, size_t n);
/* Index (from 0) of a pair that is taken. */
size_t case_store_taken(const struct db_result *result, size_t i, size_t row);
/* Which request ids of an office (0: of the committee) are stored; requests are n times 16 bytes. */
void case_store_check_requests(struct db_batch *batch, int jurisdiction, int office_id, const uint8_t (*requests)[16],
			       size_t n);
/* A stored request id as text. */
const char *case_store_request(const struct db_result *result, size_t i, size_t row);

#endif
