/* Lines: the canonical bytes of each kind, and reading them back (docs/ledger.md). */
#ifndef LEDGER_LINE_H
#define LEDGER_LINE_H

#include "domain/calendar.h"
#include "domain/engine/engine.h"
#include "ledger/ledger.h"
#include <jansson.h>

#define LINE_FORMAT 1

/* What every line begins with. */
struct line_head {
	int64_t at; /* microseconds since 1970 */
	hy_day today;
	uint8_t request[UUID_BYTES], digest[SHA256_BYTES];
	int office_id;
	enum role role;
	int64_t token_id;
};

/* A milestone as the fold stores it. */
struct milestone_row {
	int64_t page, case_id;
	int version, assignment_no;
	enum milestone milestone;
	hy_day on, due_on; /* due_on: HY_DAY_NONE when the milestone is of the case */
	enum level level;
	int session_id, office_id;
	enum assignment_role role;
	char class[CLASS_SIZE];
	enum class_meaning class_meaning;
	bool late;
	int item_no; /* of the item it is about; 0: none */
	int round;   /* from 1 */
	/* What facts need beside (domain/rates/fact.h): "", 0, HY_DAY_NONE of milestones that have none. Of one that
	 * replaces another: what the correction gave, until history_take fills in the rest. */
	char attitude[CODE_SIZE], result[CODE_SIZE], contact_method[CODE_SIZE];
	int member_id;
	hy_day item_due_on;
	enum publication publication;
	int stands_for; /* version of the line it stands for: of a correction, of the corrected one; 0: not yet known */
	bool withdrawn; /* not reached but superseded by a correction on that page */
	bool replaces;  /* the withdrawn one at the same place of its list */
	bool implied;   /* the line has no such milestone, but its other effects say as much */
	bool idle;      /* implied, and says nothing new: no row */
};
/* Rows of a line at most: reached and withdrawn, one implied for each assignment, one for the publication. */
#define LINE_MAX_ROWS (2 * MAX_EFFECTS + MAX_ASSIGNMENTS + 1)

/* What a change of a case does, whole: everything `effects` says. */
struct change {
	const struct case_state *before; /* NULL: created */
	const struct case_state *after;
	int rules_version;
	hy_day on;
	bool late_entry, bad_words; /* bad_words: a word is not UTF-8 */
	/* An update of several cases is a line for each: 0 when it is the only one or the first, else 2, 3 … */
	int part;
	int64_t part_of; /* the case of the first line */
	int n_changed, n_items, n_milestones, n_superseded;
	/* The lists; what lies beyond their numbers means nothing. */
	int changed[MAX_ASSIGNMENTS]; /* places in after->assignments */
	bool open[MAX_ASSIGNMENTS];   /* of those */
	int items[MAX_ITEMS];         /* places in after->items of those that changed */
	json_t *data[MAX_ITEMS];      /* of those: the words of a new one, an object; NULL: as they were */
	struct milestone_row milestones[MAX_EFFECTS]; /* page and version not yet set */
	/* Milestones withdrawn by a correction, with the version of the line that recorded them: each is replaced by
	 * the one at the same place of milestones. */
	struct milestone_row superseded[MAX_EFFECTS];
};

/* Gathers what a decision does; rules tell which assignments are open. The states are borrowed. */
void change_gather(struct change *ret_change, const struct rules *rules, int rules_version,
		   const struct case_state *before, const struct case_state *after,
		   const struct milestone_effect *effects, int n_effects);
/* Adds the words of new items: of a creation its proposers' names, of an update what it brings. */
void change_add_proposers(struct change *change, const struct new_case *new_case);
void change_add_words(struct change *change, const struct update *update);
/* Adds to the milestones what facts need beside: of the update (NULL: a line of another case than it names) and of the
 * items. After the words, and after the superseded ones. */
void change_add_facts(struct change *change, const struct update *update);
/* The rows of a change, as line_rows has them; at most LINE_MAX_ROWS. */
int change_rows(const struct change *change, int64_t page, struct milestone_row *rows);
/* Gives the words back; the change may be gathered anew. */
void change_clear(struct change *change);

/* Canonical bytes of a line, to be freed; NULL if a text is not UTF-8. ret_received (may be NULL): the bytes of the
 * object `received`, to be freed. */
char *line_create(const struct line_head *head, const struct new_case *new_case, const struct change *change,
		  char **ret_received);
char *line_update(const struct line_head *head, const struct update *update, const struct change *change);
char *line_rules(const struct line_head *head, int version, const char *text);
/* ret_days: the bytes of `days`, to be freed. */
char *line_calendar(const struct line_head *head, int year, const struct calendar_day *days, size_t n,
		    const char *source, char **ret_days);
char *line_office(const struct line_head *head, const struct office *office);
char *line_session(const struct line_head *head, const struct session *session);
char *line_member(const struct line_head *head, const struct member *member);

/* Canonical bytes of any JSON value, to be freed. */
char *canonical_json(const json_t *value);
/* Reads a body; NULL if it is not a line of format 1. Free with json_decref. */
json_t *line_parse(const char *body);
/* The milestones of a parsed line: at most max are written to rows; returns how many, -1 if the line is damaged. */
int line_milestones(const json_t *line, int64_t page, struct milestone_row *rows, int max);
/* The milestones it withdraws, with their own versions; page is that of the line. */
int line_superseded(const json_t *line, int64_t page, struct milestone_row *rows, int max);

/* The rows of a parsed line: what it reached, what else it implies, what it withdrew, in this order; at most
 * LINE_MAX_ROWS. The same as change_rows of the change it was made of. -1 if the line is damaged. */
int line_rows(const json_t *line, int64_t page, struct milestone_row *rows);

/* Members of an object; "", 0, false, HY_DAY_NONE when absent. */
const char *member_text(const json_t *object, const char *key);
int64_t member_int(const json_t *object, const char *key);
bool member_bool(const json_t *object, const char *key);
hy_day member_day(const json_t *object, const char *key);

#endif
