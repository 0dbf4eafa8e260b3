/* A case as a list of milestones, each in a line of its own, and what it is on a day. */
#ifndef TESTS_UNIT_FACTS_FIXTURE_H
#define TESTS_UNIT_FACTS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "domain_fixture.h"

#include "domain/rates/fact.h"

#include <string.h>

#define MAX_MILESTONES 200
static struct fact_milestone milestones[MAX_MILESTONES];
static size_t n_milestones;
static struct facts facts_now;

static inline void forget(void)
{
	n_milestones = 0;
}

static inline struct fact_milestone *last(void)
{
	return &milestones[n_milestones - 1];
}

/* A milestone of the case, in its next version. */
static inline struct fact_milestone *happens(enum milestone milestone, const char *on)
{
	assert_true(n_milestones < MAX_MILESTONES);
	milestones[n_milestones] = (struct fact_milestone){ .milestone = milestone,
							    .on = day(on),
							    .version = (int)n_milestones + 1,
							    .round = 1,
							    .due_on = HY_DAY_NONE,
							    .item_due_on = HY_DAY_NONE };
	return &milestones[n_milestones++];
}

static inline struct fact_milestone *on_part(enum milestone milestone, int no, const char *on)
{
	struct fact_milestone *m = happens(milestone, on);

	m->assignment_no = no;
	return m;
}

static inline struct fact_milestone *on_item(enum milestone milestone, int no, const char *on)
{
	struct fact_milestone *m = happens(milestone, on);

	m->item_no = no;
	return m;
}

static inline void assigns(int no, int office_id, enum assignment_role role, const char *on, const char *due_on)
{
	struct fact_milestone *m = on_part(MILESTONE_ASSIGNED, no, on);

	m->office_id = office_id;
	m->role = role;
	m->due_on = day(due_on);
}

static inline void answers(int no, const char *on, const char *class, enum class_meaning meaning, bool late)
{
	struct fact_milestone *m = on_part(MILESTONE_ANSWERED, no, on);

	snprintf(m->class, sizeof(m->class), "%s", class);
	m->class_meaning = meaning;
	m->late = late;
}

static inline struct fact_milestone *extends(int no, const char *on, const char *from, const char *to)
{
	struct fact_milestone *m = on_part(MILESTONE_EXTENDED, no, on);

	m->item_due_on = day(from);
	m->due_on = day(to);
	return m;
}

static inline void redates(int no, const char *on, const char *due_on, const char *without_extensions)
{
	struct fact_milestone *m = on_part(MILESTONE_REDATED, no, on);

	m->due_on = day(due_on);
	m->item_due_on = day(without_extensions);
}

static inline void promises(int item_no, int no, int office_id, const char *on, const char *due_on)
{
	struct fact_milestone *m = on_part(MILESTONE_PROMISED, no, on);

	m->item_no = item_no;
	m->office_id = office_id;
	m->item_due_on = day(due_on);
}

static inline void evaluates(int round, const char *on, const char *attitude, const char *result)
{
	struct fact_milestone *m = happens(MILESTONE_EVALUATED, on);

	m->round = round;
	snprintf(m->attitude, sizeof(m->attitude), "%s", attitude);
	snprintf(m->result, sizeof(m->result), "%s", result);
}

static inline const struct facts *made(void)
{
	facts_make(milestones, n_milestones, &facts_now);
	return &facts_now;
}

/* A thing of a list on a day; NULL: there is none. */
static inline const struct fact_state *state_on(const struct facts *facts, enum fact_unit unit, int no, hy_day on)
{
	const struct fact_state *state = NULL;

	for (size_t i = 0; i < facts->n; i++)
		if (facts->list[i].unit == unit && facts->list[i].no == no && facts->list[i].day <= on)
			state = &facts->list[i].state;
	return state;
}

static inline const struct fact_state *at(enum fact_unit unit, int no, const char *on)
{
	return state_on(made(), unit, no, day(on));
}

static inline int facts_end(void **state)
{
	(void)state;
	facts_free(&facts_now);
	return 0;
}

#endif
