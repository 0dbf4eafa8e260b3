/* A case while its facts are made. Internal to domain/rates. */
#ifndef DOMAIN_RATES_FACT_MAKING_H
#define DOMAIN_RATES_FACT_MAKING_H

#include "domain/rates/fact_words.h"

/* What the milestone recorded last says; version 0: none has yet. */
struct said {
	int version, value;
};

/* An assignment. */
struct part {
	int no, round;
	enum assignment_role role;
	bool was_assigned; /* in so many words; the parts of a new round are told with its due day */
	bool there;
	hy_day on;                /* it began */
	struct said office, base; /* base: due day without extensions */
	int granted;              /* days, by all extensions */
	bool accepted, returned, rejected, contacted, done, late;
	bool solved_since; /* its class was raised, or the office's answer of a later round says so */
	int done_version;
	const char *class;
	enum class_meaning meaning;
	struct word_set methods;
	int last; /* place of its latest row; -1: none */
};

struct promise {
	int no, assignment_no, office_id, version;
	bool there;
	struct said due, settled; /* settled: milestone kept or broken */
	int last;
};

/* A case while its facts are made. */
struct making {
	struct facts *facts;
	hy_day day;
	struct part *parts;
	int n_parts;
	struct promise *promises;
	int n_promises;
	hy_day received_on;
	uint32_t flags; /* those that once true stay so */
	bool withdrawn;
	struct said closed, leader, decided; /* decided: whether the answer is published */
	int published, private;              /* versions of the latest publication and of the latest refusal */
	int evaluated_round;
	struct word_set first_result, first_attitude, result, attitude;
	int last;
};

/* Finds out which parts and promises there ever are; making_clear gives them back (fact_take.c). */
void making_begin(struct making *making, const struct fact_milestone *milestones, size_t n);
void making_clear(struct making *making);
/* Takes in what a milestone says (fact_take.c). */
void making_take(struct making *making, const struct fact_milestone *milestone);
/* NULL if there is none (fact_take.c). */
const struct part *making_part(const struct making *making, int no);

/* What the case has beside what its parts make of it, and what a thing is, on the day (fact_day.c). */
uint32_t making_case_flags(const struct making *making);
struct fact_state making_case(const struct making *making, uint32_t of_case);
struct fact_state making_state(const struct making *making, const struct part *part, uint32_t of_case);
struct fact_state making_promise(const struct making *making, const struct promise *promise, uint32_t of_case);

#endif
