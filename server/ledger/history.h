/* Histories: the milestones of a case that count, and what the next line makes of its facts. For the fold, which keeps
 * those of the cases touched last, and for recount, which keeps all. */
#ifndef LEDGER_HISTORY_H
#define LEDGER_HISTORY_H

#include "db/db.h"
#include "domain/rates/fact.h"
#include "ledger/line.h"

struct history {
	int64_t case_id;
	enum level level;
	int session_id;
	/* The milestones that are not superseded, in the order of the lines they stand for, and the version of the line
	 * that recorded each. */
	struct fact_milestone *list;
	int *versions;
	size_t n, size;
	size_t *all; /* counts the milestones of all histories */
};

/* Takes in the rows of the case's next line and completes them: what a correction left as it was, what a new dating
 * comes to, for which line each stands; implied rows that say nothing new become idle. */
void history_take(struct history *history, struct milestone_row *rows, size_t n);
/* Adds a row of the table milestone as it stands there, in the order of stands_for. */
void history_add(struct history *history, const struct milestone_row *row);

/* Histories by case. Zero-filled it is empty; it stays where it is. */
struct histories {
	struct history_node *nodes; /* in the order of use */
	size_t n_rows;              /* milestones of all */
};
/* NULL if the case is not there. */
struct history *histories_find(struct histories *histories, int64_t case_id);
/* The same, begun empty. */
struct history *histories_begin(struct histories *histories, int64_t case_id);
/* Adds what statement i of a result has, F_HISTORIES. */
void histories_read(struct histories *histories, const struct db_result *result, size_t i);
/* Forgets those used longest ago until no more than so many milestones are left; all of them. */
void histories_trim(struct histories *histories, size_t max_rows);
void histories_clear(struct histories *histories);

/* What lines do to facts. Zero-filled it is empty; the buffers are kept from line to line. */
struct fact_step {
	struct facts before, after;
	struct fact_changes changes; /* of the latest line */
};
/* history_take, then facts before and after and the changes between. */
void fact_step_take(struct fact_step *step, struct histories *histories, struct milestone_row *rows, size_t n);
void fact_step_free(struct fact_step *step);

#endif
