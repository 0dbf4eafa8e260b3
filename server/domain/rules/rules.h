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
struct rate_definition;
struct score_rules;
struct rounding_rule;

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

enum deadline_unit { UNIT_DAY, UNIT_WORKING_DAY, UNIT_MONTH, UNIT_FIXED /* a day of the year */ };
/* What a deadline limits. */
enum deadline_kind {
	DEADLINE_RETURN,   /* the last day to return an assignment */
	DEADLINE_ANSWER,   /* the answer of a lead, separate or sole office */
	DEADLINE_OPINION,  /* the opinion of an assist office */
	DEADLINE_CONTACT,  /* the first contact with the proposer */
	DEADLINE_JOIN,     /* a joint proposer's yes or no */
	DEADLINE_REHANDLE, /* the answer of a second round; without it DEADLINE_ANSWER */
	DEADLINE_EVALUATE, /* the proposers' marks */
	DEADLINE_PUBLISH,  /* publication of the answer */
	DEADLINE_KIND_COUNT_
};
/* When a deadline's rule holds; everything unset means always. */
struct deadline_when {
	const char *const *proposer_kinds; /* NULL: any; NULL-terminated */
	bool in_session, between_sessions; /* both false: any */
};
/* So much more time, so often, granted by these roles (bits 1 << role). */
struct rule_extension {
	unsigned by;
	int times, amount;
	enum deadline_unit unit;
};
/* An office with at least so many answering assignments of the session has so much more time. */
struct rule_load {
	int cases, amount;
	enum deadline_unit unit;
};
#define MAX_LOADS 4 /* steps of a load rule; the cities that have one have two */
/* A rule for a deadline. Of several for a kind the first whose `when` fits holds. */
struct rule_deadline {
	enum deadline_kind kind;
	struct deadline_when when;
	enum milestone from; /* what it counts from: assigned, accepted, filed, received, answered, reopened, invited */
	bool before;         /* counted back from `before_kind` instead */
	enum deadline_kind before_kind;
	enum deadline_unit unit;
	int amount;                   /* not of UNIT_FIXED */
	int month, day;               /* UNIT_FIXED: the next such day on or after what it counts from */
	struct rule_extension extend; /* times 0: cannot be extended */
	struct rule_load loads[MAX_LOADS];
	int n_loads;
};
/* From so long before the due day on an open case is marked (督办预警). amount 0: no such mark. */
struct rule_warning {
	int amount;
	enum deadline_unit unit; /* not UNIT_FIXED, not UNIT_MONTH */
};
/* How a due day stands on a given day; computed, never stored. */
enum due_mark { MARK_NONE, MARK_YELLOW, MARK_RED, MARK_OVERDUE };

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
	/* before filing */
	ACTION_SUBMIT, /* a draft is received */
	ACTION_INVITE,
	ACTION_SIGN,
	ACTION_DECLINE,
	ACTION_REDIRECT,
	/* cases together */
	ACTION_MERGE,
	ACTION_ANSWER_MERGED, /* the own answer of a merged case */
	ACTION_LINK,
	/* assignment */
	ACTION_REJECT_RETURN,
	ACTION_REMIND,
	ACTION_EXTEND,
	ACTION_REDATE, /* deadlines anew by the rules in force */
	ACTION_TRANSFER,
	/* the answer */
	ACTION_DRAFT,
	ACTION_COSIGN,
	ACTION_REVIEW,
	ACTION_SEND_BACK,
	ACTION_ATTACH,
	ACTION_PUBLISH,
	/* promises */
	ACTION_PROMISE,
	ACTION_KEEP,
	ACTION_POSTPONE,
	ACTION_BREAK,
	ACTION_UPGRADE,
	ACTION_REOPEN,
	/* supervision */
	ACTION_CHOOSE_KEY,
	ACTION_MEET,
	ACTION_INSTRUCT,
	ACTION_MEDIA,
	ACTION_WITHDRAW,
	ACTION_CORRECT,
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
	FIELD_OUTCOMES = 512,
	FIELD_REASON_CODE = 1 << 10,
	FIELD_CHANNEL = 1 << 11,
	FIELD_PROMISES = 1 << 12,
	FIELD_ITEM = 1 << 13,
	FIELD_MEMBER = 1 << 14,
	FIELD_OTHER_CASES = 1 << 15,
	FIELD_DUE_ON = 1 << 16,
	FIELD_SIGNED_BY = 1 << 17,
	FIELD_CONTACT_PERSON = 1 << 18,
	FIELD_PUBLICATION = 1 << 19,
	FIELD_PROPOSED_OFFICE = 1 << 20,
	FIELD_PLACE = 1 << 21,
	FIELD_ATTACHMENTS = 1 << 22,
	FIELD_SIGNERS = 1 << 23,
	FIELD_MEDIA = 1 << 24,
	FIELD_SIGNER = 1 << 25,
	FIELD_CORRECTS = 1 << 26
};
/* What must be so before a move is possible, a bit each; the refusal says what lacks and who is next. */
enum move_need {
	NEED_OPINIONS = 1,      /* no assist office of this round owes its opinion */
	NEED_COSIGNS = 2,       /* every assist office has agreed to the draft */
	NEED_CONTACT = 4,       /* the acting office has contacted the proposer */
	NEED_PROMISES = 8,      /* no promise is open */
	NEED_SIGNATURES = 16,   /* no invitation to join is open */
	NEED_ANSWERS = 32,      /* every answering office of this round has answered */
	NEED_MERGED = 64,       /* every case merged into it has its own answer */
	NEED_DISSATISFIED = 128 /* a mark of this round asks for another one (`again`) */
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
	unsigned needs;               /* bits of enum move_need */
	enum item_state link;         /* ACTION_LINK: ITEM_BUNDLED, ITEM_SAME_KIND or ITEM_CONVERTED_INTO */
	/* ACTION_ASSIGN: assignments in state ends_from, which wait for arbitration, end in ends_to. NULL: none do. */
	const char *ends_from, *ends_to;
};

/* A class of answers. */
struct rule_class {
	const char *letter;
	enum class_meaning meaning;
	struct label label;
	bool promise; /* an answer of it needs at least one promise */
};

/* Which files an attachment may be. */
struct rule_attachments {
	int64_t max_bytes;        /* of one; 0: none are taken */
	const char *const *types; /* ends of file names: pdf, docx …; NULL-terminated */
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

/* A word of a list (a mark 满意 …, a contact method, a reason not to file): code and words. */
struct rule_word {
	const char *code;
	struct label label;
	bool again;     /* of a mark: asks for another round (重新办理) */
	bool in_person; /* of a contact method: the two met (见面率) */
};
struct rule_words {
	struct rule_word *list;
	int n;
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
	struct rule_deadline *deadlines; /* in the file's order */
	int n_deadlines;
	struct rule_warning yellow, red;
	struct {
		bool given;
		struct label label;
	} assignment_roles[ASSIGNMENT_ROLE_COUNT_]; /* those the city uses, and what it calls them */
	struct rule_words proposer_kinds, not_filed_reasons, channels;
	struct rule_attachments attachments;
	struct rule_class *classes;
	int n_classes;
	struct rule_word *marks;
	int n_marks; /* evaluation marks */
	struct rule_word *contact_methods;
	int n_contact_methods;
	struct rule_backdating backdating[ROLE_COUNT_];
	struct rule_catch_up catch_up;
	/* Of domain/rates/definition.h. rates: the city's own, then the built-in ones they do not replace; NULL: only
	 * the built-in ones (rate_definitions tells both). */
	const struct rate_definition *rates;
	int n_rates;
	const struct score_rules *score;       /* NULL: no office score */
	const struct rounding_rule *bulletins; /* NULL: the default */
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
/* The word of a code in a list; NULL if there is none. */
const struct rule_word *rules_word(const struct rule_words *words, const char *code);
/* The first deadline of a kind that holds for a case; NULL if the rules set none. */
const struct rule_deadline *rules_deadline(const struct rules *rules, enum deadline_kind kind,
					   const struct case_state *state);
/* 0 when the rules take a file of that name and size as an attachment, -1 with a refusal otherwise. */
int rules_take_file(const struct rules *rules, const char *name, int64_t size, struct refusal *ret_refusal);
/* What the city calls a role of an assignment. */
const char *rules_role_label(const struct rules *rules, enum assignment_role role, enum language language);
/* The state of the case that has a phase: the first in the file's order; NULL if there is none. */
const struct rule_state *rules_state_of_phase(const struct rules *rules, enum phase phase);
/* True when a NULL-terminated list of codes holds code. */
bool codes_hold(const char *const *codes, const char *code);
/* True when a SUBJECT_ASSIGNMENT move fits the role and the state of an assignment. */
bool move_fits_assignment(const struct rule_move *move, const struct assignment *assignment);
/* True when the states of a case allow a move: of the case itself, or of one of its assignments. */
bool move_fits_case(const struct rule_move *move, const struct case_state *state);
/* The label in a language. */
const char *label_text(const struct label *label, enum language language);
/* Words for a role, an assignment role, a class meaning, a level ("承办单位" …) in a language. Static. */
const char *role_label(enum role role, enum language language);
const char *assignment_role_label(enum assignment_role role, enum language language);
const char *class_meaning_label(enum class_meaning meaning, enum language language);
const char *milestone_label(enum milestone milestone, enum language language);
const char *item_kind_label(enum item_kind kind, enum language language);
const char *item_state_label(enum item_state state, enum language language);
const char *publication_label(enum publication publication, enum language language);
const char *deadline_kind_label(enum deadline_kind kind, enum language language);
const char *phase_label(enum phase phase, enum language language);
const char *due_mark_label(enum due_mark mark, enum language language);

#endif
