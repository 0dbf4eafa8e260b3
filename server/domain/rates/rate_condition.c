/* Conditions on words, and whether one follows from another. */
#include "domain/rates/definition.h"

#include <stdlib.h>

#define COUNT(array) (sizeof(array) / sizeof(*(array)))
#define BIT(word)    (UINT64_C(1) << (word))

bool rate_condition_holds(const struct rate_condition *condition, uint64_t words)
{
	for (int i = 0; i < condition->n; i++)
		if (((condition->terms[i].any & words) != 0) == condition->terms[i].negated)
			return false;
	return true;
}

/* --- what can be true together --- */

/* "One of pos is true or one of neg is not." What is known of words, and what is asked, are lists of these. */
struct clause {
	uint64_t pos, neg;
};
#define MAX_CLAUSES 200 /* the tables below make some 120, conditions add their terms */
struct clauses {
	struct clause list[MAX_CLAUSES];
	size_t n;
	uint64_t never; /* none of these words is true */
};

static void add_clause(struct clauses *clauses, uint64_t pos, uint64_t neg)
{
	if (clauses->n == MAX_CLAUSES)
		abort(); /* a table grew: an answer without its rows would be wrong */
	clauses->list[clauses->n++] = (struct clause){ pos, neg };
}

/* No two of these words are true together. */
static void add_apart(struct clauses *clauses, uint64_t words)
{
	for (int a = 0; a < RATE_WORD_COUNT_; a++)
		for (int b = a + 1; b < RATE_WORD_COUNT_; b++)
			if (words & BIT(a) && words & BIT(b))
				add_clause(clauses, 0, BIT(a) | BIT(b));
}

/* Words that never are true together: what became of a case, classes, time, marks. */
static const uint64_t apart[] = {
	BIT(RATE_ASSIGNED) | BIT(RATE_RETURNED),
	BIT(RATE_ON_TIME) | BIT(RATE_LATE),
	BIT(RATE_SOLVED) | BIT(RATE_IN_PROGRESS) | BIT(RATE_PLANNED) | BIT(RATE_REFERENCE),
	BIT(RATE_RESULT_CONTENT) | BIT(RATE_RESULT_DISCONTENT),
	BIT(RATE_ATTITUDE_CONTENT) | BIT(RATE_ATTITUDE_DISCONTENT),
	BIT(RATE_FIRST_RESULT_CONTENT) | BIT(RATE_FIRST_RESULT_DISCONTENT),
	BIT(RATE_FIRST_ATTITUDE_CONTENT) | BIT(RATE_FIRST_ATTITUDE_DISCONTENT),
};

/* The first of the three words of a mark: best, content, discontent. */
static const enum rate_word marks[] = { RATE_RESULT_BEST, RATE_ATTITUDE_BEST, RATE_FIRST_RESULT_BEST,
					RATE_FIRST_ATTITUDE_BEST };

/* What facts say of one another, as far as the unit knows them. */
static void add_facts(struct clauses *clauses, uint64_t known)
{
	for (size_t i = 0; i < n_fact_rules; i++)
		for (uint64_t implied = rate_words_of_flags(fact_rules[i].implies) & known; implied;
		     implied &= implied - 1)
			add_clause(clauses, implied & -implied, rate_words_of_flags(fact_rules[i].flag));
	for (size_t i = 0; i < COUNT(apart); i++)
		add_apart(clauses, apart[i]);
	for (int word = 0; word < RATE_WORD_COUNT_; word++)
		if (word != RATE_WITHDRAWN)
			add_apart(clauses, BIT(RATE_WITHDRAWN) | BIT(word));
	for (size_t i = 0; i < COUNT(marks); i++) {
		add_clause(clauses, BIT(marks[i] + 1), BIT(marks[i]));
		add_clause(clauses, BIT(RATE_EVALUATED), BIT(marks[i] + 1));
		add_clause(clauses, BIT(RATE_EVALUATED), BIT(marks[i] + 2));
	}
}

/* word is true exactly when all of `all` and none of `none` are. */
static void add_all_of(struct clauses *clauses, enum rate_word word, uint64_t all, uint64_t none)
{
	for (int i = 0; i < RATE_WORD_COUNT_; i++) {
		if (all & BIT(i))
			add_clause(clauses, BIT(i), BIT(word));
		if (none & BIT(i))
			add_clause(clauses, 0, BIT(word) | BIT(i));
	}
	add_clause(clauses, BIT(word) | none, all);
}

/* The words that are computed, as rate_words does it. */
static void add_computed(struct clauses *clauses, enum fact_unit unit)
{
	bool promise = unit == FACT_PROMISE;
	uint64_t done = promise ? BIT(RATE_KEPT) | BIT(RATE_BROKEN) : BIT(RATE_ANSWERED);
	uint64_t due = done | BIT(RATE_OVERDUE);

	add_all_of(clauses, RATE_OPEN, BIT(promise ? RATE_PROMISED : RATE_ASSIGNED), done);
	add_clause(clauses, BIT(RATE_OPEN), BIT(RATE_OVERDUE));
	add_clause(clauses, due, BIT(RATE_DUE));
	for (uint64_t rest = due; rest; rest &= rest - 1)
		add_clause(clauses, BIT(RATE_DUE), rest & -rest);
	add_clause(clauses, BIT(RATE_CONTACTED) | BIT(RATE_VISITED), BIT(RATE_MET));
	add_clause(clauses, BIT(RATE_MET), BIT(RATE_VISITED));
}

/* All that holds of the things of a unit. */
static void add_unit(struct clauses *clauses, enum fact_unit unit)
{
	clauses->never |= (BIT(RATE_WORD_COUNT_) - 1) & ~rate_words_of(unit);
	add_facts(clauses, rate_words_of(unit));
	if (unit == FACT_MEMBER)
		add_clause(clauses, BIT(RATE_MEMBER), 0);
	else
		add_computed(clauses, unit);
}

static void add_condition(struct clauses *clauses, const struct rate_condition *condition)
{
	for (int i = 0; i < condition->n; i++) {
		if (condition->terms[i].negated)
			clauses->never |= condition->terms[i].any;
		else
			add_clause(clauses, condition->terms[i].any, 0);
	}
}

/* Words that make every clause true, as few as a search finds that makes a word true only where a clause asks for it;
 * yes and no are settled. */
static bool solve(const struct clauses *clauses, uint64_t yes, uint64_t no, uint64_t *ret_words)
{
	const struct clause *asks = NULL;

	for (size_t i = 0; i < clauses->n && !asks; i++)
		if (!(clauses->list[i].pos & yes) && !(clauses->list[i].neg & ~yes))
			asks = &clauses->list[i];
	if (!asks) {
		*ret_words = yes;
		return true;
	}
	for (uint64_t rest = asks->pos & ~no; rest; rest &= rest - 1) {
		if (solve(clauses, yes | (rest & -rest), no, ret_words))
			return true;
		no |= rest & -rest;
	}
	return false;
}

bool rate_condition_possible(enum fact_unit unit, const struct rate_condition *condition)
{
	struct clauses clauses = { .n = 0 };
	uint64_t words;

	add_unit(&clauses, unit);
	add_condition(&clauses, condition);
	return solve(&clauses, 0, clauses.never, &words);
}

bool rate_condition_implies(enum fact_unit unit, const struct rate_condition *a, const struct rate_condition *b,
			    uint64_t *ret_counter)
{
	struct clauses common = { .n = 0 };
	uint64_t counter;

	add_unit(&common, unit);
	add_condition(&common, a);
	for (int i = 0; i < b->n; i++) {
		struct rate_condition opposite = { .n = 1 };
		struct clauses clauses = common;

		opposite.terms[0].any = b->terms[i].any;
		opposite.terms[0].negated = !b->terms[i].negated;
		add_condition(&clauses, &opposite);
		if (!solve(&clauses, 0, clauses.never, &counter))
			continue;
		if (ret_counter)
			*ret_counter = counter;
		return false;
	}
	return true;
}
