#include "tasks.h"

#include "base/memory.h"
#include "case_show.h"
#include "say.h"
#include "show.h"
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define MAX_NAMES 5 /* proposers named in one task; more are counted */

/* A case that was there. */
struct seen {
	UT_hash_handle hh;
	int64_t case_id;
};
struct tasks {
	const struct rules *rules;
	enum role role;
	const char *office, *member; /* codes of the reader; "" for none */
	const char *today;
	bool all;
	struct task *list;
	size_t n;
	struct seen *seen; /* the arena's */
	struct arena *arena;
};

struct tasks *tasks_new(const Huiyin__V1__WhoAmIResponse *who, const struct rules *rules, bool all)
{
	struct tasks *tasks = hy_xcalloc(1, sizeof *tasks);
	const Huiyin__V1__Token *token = who->token;
	tasks->arena = arena_new();
	tasks->rules = rules;
	tasks->today = who->business_date;
	tasks->role = token ? (enum role)token->role : ROLE_NONE;
	tasks->office = token ? show_office_code(token->office) : "";
	tasks->member = token && token->member ? token->member->code : "";
	tasks->all = all || tasks->role != ROLE_COMMITTEE;
	return tasks;
}

void tasks_free(struct tasks *tasks)
{
	if (!tasks)
		return;
	for (size_t i = 0; i < tasks->n; i++) {
		struct task *task = &tasks->list[i];
		char *texts[] = { task->case_name, task->title,  task->what,        task->next_step,
				  task->due_on,    task->office, task->office_code, task->state };
		for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
			free(texts[k]);
	}
	HASH_CLEAR(hh, tasks->seen);
	arena_free(tasks->arena);
	free(tasks->list);
	free(tasks);
}

/* what is handed over. */
static struct task *add_task(struct tasks *tasks, enum task_kind kind, const Huiyin__V1__Case *c, char *what,
			     const char *due_on, Huiyin__V1__DueMark mark)
{
	char name[SHOW_CASE_SIZE];
	tasks->list = hy_xrealloc(tasks->list, (tasks->n + 1) * sizeof *tasks->list);
	struct task *task = &tasks->list[tasks->n++];
	*task = (struct task){ .kind = kind, .case_id = c->case_id, .version = c->version, .mark = mark, .what = what };
	task->case_name = hy_xstrdup(show_case_name(c->case_number, c->case_id, name));
	task->title = hy_xstrdup(c->received ? c->received->title : "");
	task->next_step = hy_xstrdup(c->next_step);
	task->due_on = hy_xstrdup(due_on);
	task->office = hy_xstrdup("");
	task->office_code = hy_xstrdup("");
	task->state = hy_xstrdup(c->state);
	return task;
}

static void set_office(struct task *task, const Huiyin__V1__Office *office, const char *state)
{
	free(task->office);
	free(task->office_code);
	free(task->state);
	task->office = hy_xstrdup(show_office(office));
	task->office_code = hy_xstrdup(show_office_code(office));
	task->state = hy_xstrdup(state);
}

static bool is_own_office(const struct tasks *tasks, const Huiyin__V1__Office *office)
{
	return tasks->role != ROLE_HANDLER || strcmp(show_office_code(office), tasks->office) == 0;
}

static bool waits_for(const struct tasks *tasks, const Huiyin__V1__Assignment *assignment, enum role role)
{
	const struct rule_state *state = rules_assignment_state(tasks->rules, assignment->state);
	return state && strcmp(state->next_role, role_name(role)) == 0;
}

static void add_open(struct tasks *tasks, const Huiyin__V1__Case *c, const Huiyin__V1__Assignment *assignment,
		     bool review)
{
	Huiyin__V1__DueMark mark = assignment->overdue ? HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE : assignment->mark;
	const char *role = *assignment->role_label ? assignment->role_label : show_assignment_role(assignment->role);
	char *what = review ? hy_xstrdup(txt(TXT_TODO_REVIEW))
			    : say_filled(TXT_TODO_ASSIGNMENT, "role", role, "state", assignment->state_label, NULL);
	struct task *task = add_task(tasks, review ? TASK_REVIEW : TASK_ASSIGNMENT, c, what, assignment->due_on, mark);
	set_office(task, assignment->office, assignment->state);
	task->days_known = true;
	task->days_left = assignment->days_left;
	show_days_left(assignment, task->days);
}

/* The first contact has a last day of its own, before the answer's. */
static void add_contact(struct tasks *tasks, const Huiyin__V1__Case *c, const Huiyin__V1__Assignment *assignment)
{
	bool assist = assignment->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
	if (assist || !*assignment->contact_by || *assignment->contacted_on || tasks->role != ROLE_HANDLER)
		return;
	bool late = strcmp(assignment->contact_by, tasks->today) < 0;
	struct task *task = add_task(tasks, TASK_CONTACT, c, hy_xstrdup(txt(TXT_TODO_CONTACT)), assignment->contact_by,
				     late ? HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE : 0);
	set_office(task, assignment->office, assignment->state);
}

static bool add_assignment(struct tasks *tasks, const Huiyin__V1__Case *c, const Huiyin__V1__Assignment *assignment)
{
	bool committee = tasks->role == ROLE_COMMITTEE;
	bool review = waits_for(tasks, assignment, ROLE_SUPERVISOR) && (committee || tasks->role == ROLE_SUPERVISOR);
	if (committee && waits_for(tasks, assignment, ROLE_COMMITTEE)) {
		struct task *task = add_task(tasks, TASK_ARBITRATE, c, hy_xstrdup(txt(TXT_TODO_ARBITRATE)),
					     assignment->due_on, assignment->mark);
		set_office(task, assignment->office, assignment->state);
		return true;
	}
	if (!show_is_open(assignment) || !is_own_office(tasks, assignment->office) || tasks->role == ROLE_PROPOSER)
		return false;
	if (review || tasks->all || assignment->mark || assignment->overdue)
		add_open(tasks, c, assignment, review);
	add_contact(tasks, c, assignment);
	return review;
}

static void add_promise(struct tasks *tasks, const Huiyin__V1__Case *c, const Huiyin__V1__CaseItem *item)
{
	char no[16];
	if (!is_own_office(tasks, item->office) || (!tasks->all && !item->mark))
		return;
	snprintf(no, sizeof no, "%d", item->item_no);
	struct task *task =
		add_task(tasks, TASK_PROMISE, c, say_filled(TXT_TODO_PROMISE, "no", no, "text", item->text, NULL),
			 item->due_on, item->mark);
	set_office(task, item->office, "open");
}

/* ---- Proposers ---- */

static bool has_evaluated(const Huiyin__V1__Case *c, int signer_no)
{
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_EVALUATION &&
		    c->items[i]->round == c->round && c->items[i]->signer_no == signer_no)
			return true;
	return false;
}

/* Their marks are awaited: answered, or some of the round have come. */
static bool is_evaluable(const struct tasks *tasks, const Huiyin__V1__Case *c)
{
	const struct rule_state *state = rules_state(tasks->rules, c->state);
	for (int i = 0; state && i < tasks->rules->n_moves; i++) {
		const struct rule_move *move = &tasks->rules->moves[i];
		if (move->action == ACTION_EVALUATE && codes_hold(move->from, c->state))
			return true;
	}
	return false;
}

/* What a case asks of the reader as its signer. */
static void add_own(struct tasks *tasks, const Huiyin__V1__Case *c, const Huiyin__V1__CaseItem *signer)
{
	const struct rule_state *state = rules_state(tasks->rules, c->state);
	if (!*tasks->member || !signer->member || strcmp(signer->member->code, tasks->member) != 0)
		return;
	if (signer->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_INVITED)
		add_task(tasks, TASK_JOIN, c, hy_xstrdup(txt(TXT_TODO_JOIN)), signer->due_on, signer->mark);
	else if (signer->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED && is_evaluable(tasks, c) &&
		 !has_evaluated(c, signer->item_no))
		add_task(tasks, TASK_EVALUATE, c, hy_xstrdup(txt(TXT_TODO_EVALUATE)), "", 0);
	else if (signer->item_no == 1 && state && strcmp(state->next_role, role_name(ROLE_PROPOSER)) == 0)
		add_task(tasks, TASK_CASE, c, hy_xstrdup(c->state_label), "", 0); /* the first signer goes on with it */
}

/* "等 7 人" after the names that are shown. */
static void add_count(struct strbuf *names, size_t n)
{
	char count[24];
	snprintf(count, sizeof count, "%zu", n);
	char *others = say_filled(TXT_AND_OTHERS, "n", count, NULL);
	strbuf_puts(names, others);
	free(others);
}

static bool add_missing_evaluations(struct tasks *tasks, const Huiyin__V1__Case *c)
{
	struct strbuf names = { 0 };
	size_t missing = 0;
	for (size_t i = 0; is_evaluable(tasks, c) && i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *signer = c->items[i];
		if (signer->kind != HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER ||
		    signer->state != HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED || has_evaluated(c, signer->item_no))
			continue;
		if (missing++ < MAX_NAMES)
			strbuf_printf(&names, "%s%s", names.len ? txt(TXT_LIST_COMMA) : "",
				      case_signer_name(c, signer->item_no));
	}
	if (missing > MAX_NAMES)
		add_count(&names, missing);
	if (missing)
		add_task(tasks, TASK_EVALUATIONS, c, say_filled(TXT_TODO_EVALUATIONS, "names", names.text, NULL), "",
			 0);
	strbuf_clear(&names);
	return missing > 0;
}

/* ---- A case ---- */

static bool is_new(struct tasks *tasks, int64_t case_id)
{
	struct seen *seen;
	HASH_FIND(hh, tasks->seen, &case_id, sizeof case_id, seen);
	if (seen)
		return false;
	seen = arena_alloc(tasks->arena, sizeof *seen);
	seen->case_id = case_id;
	HASH_ADD(hh, tasks->seen, case_id, sizeof case_id, seen);
	return true;
}

void tasks_take(const Huiyin__V1__Case *c, void *arg)
{
	struct tasks *tasks = arg;
	const struct rule_state *state = rules_state(tasks->rules, c->state);
	bool named = false; /* what the case waits for has a task of its own */
	if (!is_new(tasks, c->case_id))
		return;
	size_t before = tasks->n;
	for (size_t i = 0; i < c->n_assignments; i++)
		named = add_assignment(tasks, c, c->assignments[i]) || named;
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		if (item->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE &&
		    item->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_OPEN && tasks->role != ROLE_PROPOSER)
			add_promise(tasks, c, item);
		if (item->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER && tasks->role == ROLE_PROPOSER)
			add_own(tasks, c, item);
	}
	if (tasks->role == ROLE_COMMITTEE)
		named = add_missing_evaluations(tasks, c) || named;
	else if (tasks->role == ROLE_HANDLER)
		named = named || tasks->n > before; /* the office's own part says more than the state */
	if (state && !named && strcmp(state->next_role, role_name(tasks->role)) == 0 && tasks->role != ROLE_PROPOSER &&
	    (tasks->role != ROLE_HANDLER || state->phase == PHASE_MERGED))
		add_task(tasks, TASK_CASE, c, hy_xstrdup(c->state_label), "", 0);
}

static int compare_tasks(const void *a, const void *b)
{
	const struct task *left = a, *right = b;
	if (!*left->due_on != !*right->due_on)
		return *left->due_on ? -1 : 1;
	int days = strcmp(left->due_on, right->due_on);
	if (days)
		return days;
	return left->case_id < right->case_id ? -1 : left->case_id > right->case_id;
}

const struct task *tasks_sorted(struct tasks *tasks, size_t *ret_n)
{
	if (tasks->n)
		qsort(tasks->list, tasks->n, sizeof *tasks->list, compare_tasks);
	*ret_n = tasks->n;
	return tasks->list;
}

const char *task_kind_code(enum task_kind kind)
{
	static const char *const codes[] = { "assignment",  "contact",  "arbitrate", "review", "promise",
					     "evaluations", "evaluate", "join",      "case" };
	return codes[kind];
}
