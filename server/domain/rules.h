/* A jurisdiction's rules: states, moves, deadlines, classes, words. Read from YAML by a checker that reports all errors
 * with line and column; immutable afterwards. docs/rules.md is the reference of the file. */
#ifndef DOMAIN_RULES_H
#define DOMAIN_RULES_H

#include "domain/model.h"
#include "domain/reason.h"

#define RULES_MAX_BYTES  (1u << 20) /* of a file */
#define RULES_MAX_ERRORS 200        /* reported at most */

/* An error in a file; both sentences. */
struct rule_error {
	int line, column; /* from 1 */
	char zh[200], en[200];
};
struct rule_errors {
	struct rule_error list[RULES_MAX_ERRORS];
	size_t n;
};

struct label {
	const char *zh, *en;
};

/* A state of the case or of an assignment. */
struct rule_state {
	const char *code;
	struct label label;
	enum phase phase; /* case states only */
	bool initial;
	bool final;            /* nothing follows */
	bool open;             /* assignment states: an answer or opinion is still awaited */
	const char *next_role; /* who is next, a role name; "" for final states */
};

enum deadline_unit { UNIT_DAY, UNIT_WORKING_DAY, UNIT_MONTH };
/* What a deadline limits. */
enum deadline_kind { DEADLINE_RETURN, DEADLINE_ANSWER, DEADLINE_OPINION, DEADLINE_KIND_COUNT_ };
struct rule_deadline {
	bool given;
	int amount;
	enum deadline_unit unit;
};

/* A move: what a verb does. subject tells whether it moves the case or the acting office's assignment. */
enum move_subject { SUBJECT_CASE, SUBJECT_ASSIGNMENT };
/* Built-in actions a move may carry; the engine knows them, the file names them. */
enum move_action {
	ACTION_NONE,
	ACTION_FILE,
	ACTION_NOT_FILE,
	ACTION_ASSIGN,
	ACTION_ACCEPT,
	ACTION_RETURN,
	ACTION_CONTACT,
	ACTION_OPINION,
	ACTION_ANSWER,
	ACTION_OUTCOME,
	ACTION_EVALUATE,
	ACTION_CLOSE,
	ACTION_COUNT_
};
/* Fields a move can require, a bit each. */
enum move_field {
	FIELD_REASON = 1,
	FIELD_LEAD_OFFICE = 2,
	FIELD_CONTACT_METHOD = 4,
	FIELD_CONTACT_PERSONS = 8,
	FIELD_CLASS = 16,
	FIELD_DOCUMENT_NUMBER = 32,
	FIELD_TEXT = 64,
	FIELD_ATTITUDE = 128,
	FIELD_RESULT = 256,
	FIELD_OUTCOMES = 512
};
struct rule_move {
	const char *verb;
	struct label label;
	enum move_subject subject;
	enum move_action action;
	unsigned roles;               /* bit 1 << enum role */
	unsigned assignment_roles;    /* bit 1 << enum assignment_role; SUBJECT_ASSIGNMENT only */
	const char *const *from;      /* case states (SUBJECT_CASE) or assignment states, NULL-terminated */
	const char *to;               /* NULL: stays */
	const char *const *case_from; /* SUBJECT_ASSIGNMENT: case states in which it is possible, NULL-terminated */
	const char *case_to;          /* SUBJECT_ASSIGNMENT by the lead office: the case's next state; NULL: it stays */
	enum milestone milestone;     /* NONE: nothing statistics count */
	unsigned requires;            /* bits of enum move_field */
};

/* A class of answers. */
struct rule_class {
	const char *letter;
	enum class_meaning meaning;
	struct label label;
};

/* How far back a role may date an update. */
struct rule_backdating {
	bool given;
	int working_days; /* -1: as far as it likes */
	int reason_after; /* working days beyond which a reason is needed; -1: never */
};

/* A period in which entries of the past are taken up (补录): while today is not after `until`, updates that happened
 * from `from` on are accepted from every role that may move the case, and marked late. */
struct rule_catch_up {
	bool given;
	hy_day from, until;
};

/* A mark of the evaluation (满意 …) or a contact method: code and words. */
struct rule_word {
	const char *code;
	struct label label;
};

struct rules {
	const char *id;     /* "baotou" */
	int jurisdiction;   /* 150200 */
	enum level level;   /* of the jurisdiction: its rates count cases of this level */
	struct label name;  /* of the file */
	struct label place; /* "包头市" */
	const char *kind;   /* "proposal"; one kind so far */
	struct label kind_label;
	int number_digits; /* 案号 = year + serial of so many digits */
	struct rule_state *states;
	int n_states;
	struct rule_state *assignment_states;
	int n_assignment_states;
	struct rule_move *moves;
	int n_moves;
	struct rule_deadline deadlines[DEADLINE_KIND_COUNT_];
	struct rule_class *classes;
	int n_classes;
	struct rule_word *marks;
	int n_marks; /* evaluation marks */
	struct rule_word *contact_methods;
	int n_contact_methods;
	struct rule_backdating backdating[ROLE_COUNT_];
	struct rule_catch_up catch_up;
};

/* Reads and checks a file. NULL with all errors in *ret_errors (unknown or missing keys, wrong types, unknown state,
 * unreachable state, dead end, two moves that clash, impossible date …). Free with rules_free. */
struct rules *rules_parse(const char *text, size_t len, struct rule_errors *ret_errors);
void rules_free(struct rules *rules); /* NULL is fine */

/* Finders; NULL if there is none. */
const struct rule_state *rules_state(const struct rules *rules, const char *code);
const struct rule_state *rules_assignment_state(const struct rules *rules, const char *code);
const struct rule_move *rules_move(const struct rules *rules, const char *verb);
const struct rule_class *rules_class(const struct rules *rules, const char *letter);
const struct rule_word *rules_mark(const struct rules *rules, const char *code);
const struct rule_word *rules_contact_method(const struct rules *rules, const char *code);
/* The state of the case that has a phase: the first in the file's order; NULL if there is none. */
const struct rule_state *rules_state_of_phase(const struct rules *rules, enum phase phase);
/* True when a NULL-terminated list of codes holds code. */
bool codes_hold(const char *const *codes, const char *code);
/* True when a SUBJECT_ASSIGNMENT move fits the role and the state of an assignment. */
bool move_fits_assignment(const struct rule_move *move, const struct assignment *assignment);
/* The label in a language. */
const char *label_text(const struct label *label, enum language language);
/* Words for a role, an assignment role, a class meaning, a level ("承办单位" …) in a language. Static. */
const char *role_label(enum role role, enum language language);
const char *assignment_role_label(enum assignment_role role, enum language language);
const char *class_meaning_label(enum class_meaning meaning, enum language language);

#endif
