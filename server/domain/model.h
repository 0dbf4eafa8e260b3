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
enum assignment_role {
	ASSIGNMENT_NONE,
	ASSIGNMENT_LEAD,     /* 主办: collects the opinions and answers */
	ASSIGNMENT_ASSIST,   /* 会办: gives an opinion to the lead office */
	ASSIGNMENT_SEPARATE, /* 分办: answers for its own part */
	ASSIGNMENT_SOLE,     /* 独办: answers alone */
	ASSIGNMENT_ROLE_COUNT_
};
/* Roles that answer the proposer, as a set of bits 1 << role. */
#define ANSWERING_ROLES (1u << ASSIGNMENT_LEAD | 1u << ASSIGNMENT_SEPARATE | 1u << ASSIGNMENT_SOLE)
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
	PHASE_DRAFT,     /* before it is received: the proposer's own */
	PHASE_MERGED,    /* 并案: handled with another case */
	PHASE_WITHDRAWN, /* 撤案 */
	PHASE_FOLLOW_UP, /* 跟踪办理: answered and evaluated, a promise is open */
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
	MILESTONE_DRAFTED_CASE,    /* the proposer began a draft */
	MILESTONE_INVITED,         /* a joint proposer was invited */
	MILESTONE_SIGNED,          /* … agreed */
	MILESTONE_DECLINED,        /* … declined */
	MILESTONE_REDIRECTED,      /* not filed, sent on as another kind of matter */
	MILESTONE_MERGED,          /* 并案 into another case */
	MILESTONE_LINKED,          /* 捆绑督办, 同类提案, conversion */
	MILESTONE_RETURN_REJECTED, /* arbitration: the office keeps it */
	MILESTONE_DRAFTED,         /* the answer's draft, with the class as drafted */
	MILESTONE_COSIGNED,        /* 会签 by an assist office */
	MILESTONE_REVIEWED,        /* the supervisor agreed, with the class as reviewed */
	MILESTONE_SENT_BACK,       /* the supervisor sent the draft back */
	MILESTONE_PROMISED,
	MILESTONE_KEPT,
	MILESTONE_POSTPONED,
	MILESTONE_BROKEN,
	MILESTONE_UPGRADED, /* a later class (B turned A); the printed one stays */
	MILESTONE_REOPENED, /* 重新办理: a new round */
	MILESTONE_KEY_CHOSEN,
	MILESTONE_MET, /* a visit or meeting about the case */
	MILESTONE_INSTRUCTED,
	MILESTONE_MEDIA,
	MILESTONE_PUBLISHED,
	MILESTONE_WITHDRAWN,
	MILESTONE_REMINDED, /* 催办 */
	MILESTONE_EXTENDED,
	MILESTONE_TRANSFERRED, /* the office's part went to its successor */
	MILESTONE_ATTACHED,
	MILESTONE_CORRECTED,
	MILESTONE_REDATED, /* the due day anew by the rules in force */
	MILESTONE_COUNT_
};

/* Things of a case beside its assignments, as in huiyin.v1.ItemKind. */
enum item_kind {
	ITEM_NONE,
	ITEM_SIGNER,      /* a proposer: the first signer has number 1 */
	ITEM_EVALUATION,  /* by one signer, of one round */
	ITEM_PROMISE,     /* 承诺 */
	ITEM_LINK,        /* to another case */
	ITEM_MEETING,     /* a visit or meeting; one may belong to many cases */
	ITEM_INSTRUCTION, /* 批示 */
	ITEM_MEDIA,
	ITEM_ATTACHMENT,
	ITEM_EXTENSION, /* of an assignment's deadline */
	ITEM_KIND_COUNT_
};
/* How an item stands. Which states a kind knows: item_states in names.c. */
enum item_state {
	ITEM_STATE_NONE,
	ITEM_INVITED,  /* signer: asked to join until due_on */
	ITEM_SIGNED,   /* signer: agreed, or was named when the case was received */
	ITEM_DECLINED, /* signer */
	ITEM_OPEN,     /* promise: to be kept until due_on */
	ITEM_KEPT,     /* promise */
	ITEM_BROKEN,   /* promise */
	ITEM_RECORDED, /* everything that only happened: evaluation, meeting, instruction, media, attachment, extension
			*/
	/* links: what this case is to the other one */
	ITEM_MERGED_INTO,
	ITEM_MERGED_FROM,
	ITEM_BUNDLED,   /* 捆绑督办 */
	ITEM_SAME_KIND, /* 同类提案 */
	ITEM_CONVERTED_INTO,
	ITEM_CONVERTED_FROM,
	ITEM_STATE_COUNT_
};
/* Whether an answer is published, as in huiyin.v1.Publication. */
enum publication {
	PUBLICATION_NONE,
	PUBLICATION_FULL,    /* 全文公开 */
	PUBLICATION_SUMMARY, /* 摘要公开 */
	PUBLICATION_PRIVATE, /* 不予公开, with a reason */
	PUBLICATION_COUNT_
};

/* Names as they stand in lines, rules files and exports ("lead", "answered" …); "" for NONE. Static. */
const char *role_name(enum role role);
const char *assignment_role_name(enum assignment_role role);
const char *level_name(enum level level);
const char *class_meaning_name(enum class_meaning meaning);
const char *phase_name(enum phase phase);
const char *milestone_name(enum milestone milestone);
const char *item_kind_name(enum item_kind kind);
const char *item_state_name(enum item_state state);
const char *publication_name(enum publication publication);
/* The other way; the NONE value for unknown names. */
enum role role_by_name(const char *name);
enum assignment_role assignment_role_by_name(const char *name);
enum level level_by_name(const char *name);
enum class_meaning class_meaning_by_name(const char *name);
enum phase phase_by_name(const char *name);
enum milestone milestone_by_name(const char *name);
enum item_kind item_kind_by_name(const char *name);
enum item_state item_state_by_name(const char *name);
enum publication publication_by_name(const char *name);

/* Sizes, with NUL. Codes are ASCII: lower-case letters, digits, "_" and "-". */
#define CODE_SIZE        25  /* state, verb, office code, mark */
#define CASE_NUMBER_SIZE 41  /* 案号, external and submission numbers */
#define CLASS_SIZE       5   /* one letter A-D, or 甲乙丙 */
#define MAX_ASSIGNMENTS  48  /* of one case in its life, returned ones included; a case with more is beyond any rule */
#define MAX_ASSIST       15  /* assist offices of one assignment */
#define MAX_OUTCOMES     20  /* of one update */
#define MAX_SEPARATE     15  /* separate offices of one assignment */
#define MAX_ITEMS        120 /* of one case in its life: 30 signers evaluating twice, and 30 of all else */
#define MAX_NEW_ITEMS    32  /* of one update: 30 signers, or what an answer brings */
#define MAX_OTHER_CASES  20  /* that one update touches beside its own: a bundle, a meeting's agenda */
#define MAX_EXTENSIONS   9   /* of one assignment; the rules allow fewer */

/* Longest texts of an update, in characters. A reason is a paragraph; an answer's text may run to some twenty printed
 * pages; 文号 and the persons contacted fit a line of the register; numbers and units a cell of a table. */
#define MAX_REASON_CHARS          1000
#define MAX_TEXT_CHARS            20000
#define MAX_DOCUMENT_NUMBER_CHARS 60
#define MAX_CONTACT_PERSONS_CHARS 200
#define MAX_OUTCOME_CHARS         500
#define MAX_NUMBER_CHARS          20
#define MAX_UNIT_CHARS            20
/* A person's or body's name; a person with telephone; a place; a paragraph why; what is promised and how one will see
 * it; a headline and who printed it. All fit their column of a register. */
#define MAX_NAME_CHARS               60
#define MAX_CONTACT_PERSON_CHARS     100
#define MAX_PLACE_CHARS              100
#define MAX_PUBLICATION_REASON_CHARS 500
#define MAX_WISH_REASON_CHARS        200
#define MAX_PROMISE_CHARS            500
#define MAX_MEASURE_CHARS            200
#define MAX_MEDIA_TITLE_CHARS        200
#define MAX_OUTLET_CHARS             100
/* Things of one kind that one update brings: signers as many as a form has lines, the others as many as one answer
 * reasonably has. Together no more than MAX_NEW_ITEMS. */
#define MAX_NEW_PROMISES    10
#define MAX_NEW_ATTACHMENTS 10
#define MAX_NEW_SIGNERS     30
#define MAX_SIGNERS         30  /* of a case: more than a form has lines, and each may evaluate in every round */
#define MAX_FILE_NAME_CHARS 120 /* of an attachment */
#define MAX_TRIED_BEFORE    16  /* steps of a case tried in one go: a ledger's row, with four assist offices */

/* One office's part in a case. Days are HY_DAY_NONE until they happen. */
struct assignment {
	int no; /* from 1 */
	int office_id;
	enum assignment_role role;
	char state[CODE_SIZE];
	hy_day assigned_on, due_on, return_by; /* due_on: last day to answer (lead) or to give the opinion (assist) */
	/* contacted_on: the latest contact; answered_on: of an assist office, the day of its opinion */
	hy_day accepted_on, returned_on, contacted_on, answered_on;
	char class[CLASS_SIZE]; /* as printed on the answer, for ever; before the answer: as drafted or reviewed */
	enum class_meaning class_meaning;
	int round;                    /* of handling, from 1 */
	int extensions;               /* how often its deadline was extended */
	hy_day contact_by;            /* last day of the first contact */
	hy_day drafted_on;            /* of the latest draft */
	hy_day reviewed_on;           /* when the supervisor agreed to it */
	hy_day cosigned_on;           /* of an assist office: when it agreed to the draft */
	char later_class[CLASS_SIZE]; /* B turned A: what became of it; "" when nothing did */
};

/* A thing of a case: see enum item_kind. Its words stand in the line that made it and in the table's column data. */
struct item {
	enum item_kind kind;
	int no; /* within the case and the kind, from 1 */
	enum item_state state;
	int assignment_no; /* promise, extension: whose; 0: the case's */
	int round;         /* evaluation, promise: in which */
	int signer_no;     /* evaluation: whose */
	int office_id;     /* promise: who gave it; 0: none */
	int member_id;     /* signer, instruction, meeting: the person, where the directory has one */
	int64_t other_case;
	hy_day on;                                   /* the day it happened */
	hy_day due_on;                               /* invitation, promise: last day */
	hy_day done_on;                              /* kept, broken, signed, declined */
	char attitude[CODE_SIZE], result[CODE_SIZE]; /* evaluation */
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
	hy_day received_on, filed_on, last_on;       /* last_on: the latest day any update happened on */
	char attitude[CODE_SIZE], result[CODE_SIZE]; /* the worst mark of the present round; "" when none came */
	int round;                                   /* of handling, from 1 */
	int64_t main_case;                           /* the case it was merged into; 0: none */
	bool key;                                    /* 重点提案 */
	int leader_id;                               /* member who leads it; 0: none */
	enum publication publication;
	hy_day published_on;
	char proposer_kind[CODE_SIZE]; /* of the rules' list */
	bool between_sessions;         /* 平时提案: received outside the session's days */
	int n_assignments, n_items;
	/* What lies beyond the numbers above means nothing: some 20 kB that an ordinary case needs 1 of. */
	struct assignment assignments[MAX_ASSIGNMENTS];
	struct item items[MAX_ITEMS]; /* in the order they came */
};
/* Copies what is in use; the two are different ones. */
void case_state_copy(struct case_state *out, const struct case_state *state);

/* An outcome as reported. Texts are borrowed. */
struct outcome {
	const char *text, *number, *unit;
	hy_day on;
};

/* A thing an update brings: a promise, an attachment, a joint proposer to invite, a media item. Texts are borrowed,
 * never NULL. */
struct new_item {
	enum item_kind kind;
	const char *text;    /* promise: what; media: title; signer: name; attachment: file name */
	const char *measure; /* promise: how it is measured; media: outlet */
	int member_id;       /* signer */
	hy_day on, due_on;
	/* attachments, as stored by UploadAttachment */
	uint8_t attachment[16];
	const char *media_type;
	int64_t size;
	uint8_t digest[32]; /* salted SHA-256 of the content */
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
	/* of the acting person: a proposer's own signature or mark */
	int signer_no; /* 0: not given */
	bool by_code;  /* the mark came with the signer's one-time code */
	int sole_office;
	int separate_offices[MAX_SEPARATE];
	int n_separate;
	int proposed_office;                  /* return: who should have it instead; 0: nobody named */
	const char *reason_code;              /* of the rules' list (not_file, redirect) */
	const char *channel;                  /* redirect: as what it goes on, of the rules' list */
	int item_no;                          /* the promise that is meant */
	int member_id;                        /* leader (key, instruction, meeting) */
	hy_day due_on;                        /* postpone, extend: the new last day */
	int64_t other_cases[MAX_OTHER_CASES]; /* ids; merge: the one it is merged into */
	int n_other_cases;
	enum item_state link;       /* of link: ITEM_BUNDLED, ITEM_SAME_KIND, ITEM_CONVERTED_INTO */
	const char *signed_by;      /* 签发人 */
	const char *contact_person; /* 联系人 of the answer, with telephone */
	enum publication publication;
	const char *publication_reason;
	const char *place;
	int corrects; /* version whose line is corrected; 0: none */
	struct new_item new_items[MAX_NEW_ITEMS];
	int n_new_items;
};

/* One with nothing but who and what: no days, texts "". */
struct update update_empty(const char *verb, enum role role, int office_id);

/* A milestone an update reaches. */
struct milestone_effect {
	enum milestone milestone;
	int assignment_no; /* 0: of the case itself */
	int office_id;     /* of the assignment, 0 for the case */
	enum assignment_role role;
	hy_day on;
	char class[CLASS_SIZE];
	enum class_meaning class_meaning;
	bool late;   /* after the due day (answered, opinion) */
	int item_no; /* of the item it is about (evaluation, promise, signer); 0: none */
	int round;
};
#define MAX_EFFECTS (MAX_ASSIST + MAX_SEPARATE + MAX_NEW_ITEMS + 4)

/* What an accepted update does: the case afterwards and the milestones it reached. */
struct decision {
	struct case_state
		after; /* version is one more; number set by file (the caller fills in a number that is to be given) */
	bool needs_number; /* the verb gives a number and the update named none */
	bool late_entry;   /* marked: recorded later than the role's limit, allowed by 补录 or by the committee */
	int n_effects;
	struct milestone_effect effects[MAX_EFFECTS];
};

/* Copies what is in use; the two are different ones. */
void decision_copy(struct decision *out, const struct decision *decision);

#endif
