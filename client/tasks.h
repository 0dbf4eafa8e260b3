/* What there is to do: tasks taken from cases, sorted by deadline. Who reads decides which tasks a case gives. */
#ifndef TASKS_H
#define TASKS_H

#include "domain/rules/rules.h"
#include <huiyin/v1/access_service.pb-c.h>
#include <huiyin/v1/case_service.pb-c.h>

enum task_kind {
	TASK_ASSIGNMENT, /* an answer or opinion */
	TASK_CONTACT,    /* the first contact with the proposer */
	TASK_ARBITRATE,  /* a return waits for the committee */
	TASK_REVIEW,     /* a draft waits for the supervisor */
	TASK_PROMISE,
	TASK_EVALUATIONS, /* proposers who have not evaluated, for the committee */
	TASK_EVALUATE,    /* for the proposer */
	TASK_JOIN,        /* an invitation, for the proposer */
	TASK_CASE,        /* the case waits for the reader's role */
};
struct task {
	enum task_kind kind;
	int64_t case_id;
	int version;                                                                        /* of the case */
	char *case_name, *title, *what, *next_step, *due_on, *office, *office_code, *state; /* owned */
	Huiyin__V1__DueMark mark;
	bool days_known; /* of assignments */
	char days[64];   /* the days left in words */
	int days_left;
};

struct tasks;
/* who and rules must outlive the tasks. all: also assignments and promises of others without a mark. */
struct tasks *tasks_new(const Huiyin__V1__WhoAmIResponse *who, const struct rules *rules, bool all);
void tasks_free(struct tasks *tasks); /* NULL is fine */
/* Adds what a case asks of the reader; a case that comes again adds nothing. A cases_each callback: arg is the tasks.
 */
void tasks_take(const Huiyin__V1__Case *c, void *arg);
/* By due day, those without one last. */
const struct task *tasks_sorted(struct tasks *tasks, size_t *ret_n);
/* "assignment", "arbitrate" … for programs. Static. */
const char *task_kind_code(enum task_kind kind);

#endif
