/* The things the service is about: cases, assignments, milestones. Plain values: no I/O, no clock, no SQL, no protobuf.
 * The enums are closed and their numbers are stored, so they never change; statistics depend on them and never on a
 * city's words. */
#ifndef DOMAIN_MODEL_H
#define DOMAIN_MODEL_H

#include "base/date.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Roles of callers, as in huiyin.v1.Role. */
enum role {
	ROLE_NONE,
	ROLE_HANDLER,
	ROLE_COMMITTEE,
	ROLE_SUPERVISOR,
	ROLE_PROPOSER,
	ROLE_LEADER,
	ROLE_AUDITOR,
	ROLE_SCHEDULER,
	ROLE_OPERATOR,
	ROLE_COUNT_
};
/* What an office does for a case, as in huiyin.v1.AssignmentRole. */
enum assignment_role { ASSIGNMENT_NONE, ASSIGNMENT_LEAD, ASSIGNMENT_ASSIST, ASSIGNMENT_ROLE_COUNT_ };
/* Level of the body a case was filed with, as in huiyin.v1.Level. */
enum level { LEVEL_NONE, LEVEL_NATIONAL, LEVEL_REGION, LEVEL_CITY, LEVEL_COUNTY, LEVEL_COUNT_ };
/* Canonical meaning of a class letter, as in huiyin.v1.ClassMeaning. */
enum class_meaning {
	CLASS_NONE,
	CLASS_SOLVED,
	CLASS_IN_PROGRESS,
	CLASS_PLANNED,
	CLASS_REFERENCE,
	CLASS_MEANING_COUNT_
};
/* Where a state stands in the life of a case, whatever a city calls it. */
enum phase {
	PHASE_NONE,
	PHASE_RECEIVED,
	PHASE_FILED,
	PHASE_NOT_FILED,
	PHASE_HANDLING,
	PHASE_ANSWERED,
	PHASE_EVALUATED,
	PHASE_CLOSED,
	PHASE_COUNT_
};
/* What statistics count. An assist office's opinion is MILESTONE_OPINION. */
enum milestone {
	MILESTONE_NONE,
	MILESTONE_RECEIVED,
	MILESTONE_FILED,
	MILESTONE_NOT_FILED,
	MILESTONE_ASSIGNED,
	MILESTONE_ACCEPTED,
	MILESTONE_RETURNED,
	MILESTONE_CONTACTED,
	MILESTONE_OPINION,
	MILESTONE_ANSWERED,
	MILESTONE_OUTCOME,
	MILESTONE_EVALUATED,
	MILESTONE_CLOSED,
	MILESTONE_COUNT_
};

/* Names as they stand in lines, rules files and exports ("lead", "answered" …); "" for NONE. Static. */
const char *role_name(enum role role);
const char *assignment_role_name(enum assignment_role role);
const char *level_name(enum level level);
const char *class_meaning_name(enum class_meaning meaning);
const char *phase_name(enum phase phase);
const char *milestone_name(enum milestone milestone);
/* The other way; the NONE value for unknown names. */
enum role role_by_name(const char *name);
enum assignment_role assignment_role_by_name(const char *name);
enum level level_by_name(const char *name);
enum class_meaning class_meaning_by_name(const char *name);
enum phase phase_by_name(const char *name);
enum milestone milestone_by_name(const char *name);

/* Sizes, with NUL. Codes are ASCII: lower-case letters, digits, "_" and "-". */
#define CODE_SIZE        25 /* state, verb, office code, mark */
#define CASE_NUMBER_SIZE 41 /* 案号, external and submission numbers */
#define CLASS_SIZE       5  /* one letter A-D, or 甲乙丙 */
#define MAX_ASSIGNMENTS  48 /* of one case in its life, returned ones included; a case with more is beyond any rule */
#define MAX_ASSIST       15 /* assist offices of one assignment */
#define MAX_OUTCOMES     20 /* of one update */

/* Longest texts of an update, in characters. A reason is a paragraph; an answer's text may run to some twenty printed
 * pages; 文号 and the persons contacted fit a line of the register; numbers and units a cell of a table. */
#define MAX_REASON_CHARS          1000
#define MAX_TEXT_CHARS            20000
#define MAX_DOCUMENT_NUMBER_CHARS 60
#define MAX_CONTACT_PERSONS_CHARS 200
#define MAX_OUTCOME_CHARS         500
#define MAX_NUMBER_CHARS          20
#define MAX_UNIT_CHARS            20

/* One office's part in a case. Days are HY_DAY_NONE until they happen. */
struct assignment {
	int no; /* from 1 */
	int office_id;
	enum assignment_role role;
	char state[CODE_SIZE];
	hy_day assigned_on, due_on, return_by; /* due_on: last day to answer (lead) or to give the opinion (assist) */
	/* contacted_on: the latest contact; answered_on: of an assist office, the day of its opinion */
	hy_day accepted_on, returned_on, contacted_on, answered_on;
	char class[CLASS_SIZE];
	enum class_meaning class_meaning;
};

/* What decisions about a case depend on. */
struct case_state {
	int64_t case_id; /* from 1 in its jurisdiction */
	int version;     /* lines so far */
	char kind[CODE_SIZE];
	char state[CODE_SIZE];
	enum phase phase;
	enum level level;
	int session_id;
	char number[CASE_NUMBER_SIZE]; /* 案号, "" before filing */
	char category[CASE_NUMBER_SIZE * 5];
	hy_day received_on, filed_on, last_on; /* last_on: the latest day any update happened on */
	char attitude[CODE_SIZE], result[CODE_SIZE];
	struct assignment assignments[MAX_ASSIGNMENTS];
	int n_assignments;
};

/* An outcome as reported. Texts are borrowed. */
struct outcome {
	const char *text, *number, *unit;
	hy_day on;
};

/* An update as a caller asks for it. Texts are borrowed, never NULL ("" when not given). */
struct update {
	const char *verb;
	enum role role;       /* of the caller */
	int office_id;        /* acting for; 0: none */
	hy_day happened_on;   /* HY_DAY_NONE: today */
	int expected_version; /* 0: any */
	const char *reason;
	int lead_office;
	int assist_offices[MAX_ASSIST];
	int n_assist;
	const char *case_number;
	const char *contact_method, *contact_persons;
	const char *class, *document_number, *text;
	const char *attitude, *result;
	struct outcome outcomes[MAX_OUTCOMES];
	int n_outcomes;
};

/* A milestone an update reaches. */
struct milestone_effect {
	enum milestone milestone;
	int assignment_no; /* 0: of the case itself */
	int office_id;     /* of the assignment, 0 for the case */
	enum assignment_role role;
	hy_day on;
	char class[CLASS_SIZE];
	enum class_meaning class_meaning;
	bool late; /* after the due day (answered, opinion) */
};
#define MAX_EFFECTS (MAX_ASSIST + 4)

/* What an accepted update does: the case afterwards and the milestones it reached. */
struct decision {
	struct case_state
		after; /* version is one more; number set by file (the caller fills in a number that is to be given) */
	bool needs_number; /* the verb gives a number and the update named none */
	bool late_entry;   /* marked: recorded later than the role's limit, allowed by 补录 or by the committee */
	struct milestone_effect effects[MAX_EFFECTS];
	int n_effects;
};

#endif
