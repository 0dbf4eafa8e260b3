/* What a question needs of the database, and what it counts where. Inside rates/ only. */
#ifndef RATES_NEED_H
#define RATES_NEED_H

#include "rates/rate_query.h"

#define EVERY_ROLE (~(~0u << ASSIGNMENT_ROLE_COUNT_))

/* What a definition counts in the rows or in the total: things of a unit, with one of these roles. */
struct rate_basis {
	enum fact_unit unit;
	unsigned roles; /* bits 1 << role */
};
/* definition NULL: the usual counts. */
struct rate_basis rate_basis_of(const struct rate_query *query, const struct rate_definition *definition, bool total);
/* The basis of a list of cases: their own, or the offices' parts. */
struct rate_basis rate_basis_of_list(const struct rate_query *query, const struct rate_definition *definition,
				     bool parts);

/* What the database is asked for, so that as little as possible comes back. */
struct rate_need {
	bool facts;         /* the tally does not know what is asked for */
	bool members;       /* signers too */
	unsigned units;     /* bits 1 << enum fact_unit, of those that are stored */
	unsigned roles;     /* bits */
	uint32_t flags;     /* that make a difference */
	unsigned word_sets; /* that make a difference: bits 1 << enum fact_word_set */
};
struct rate_need rate_need_of(const struct rate_query *query);
/* Adds what a condition asks of a thing. */
void rate_need_words(struct rate_need *need, const struct rate_condition *condition);

/* True when a person is one of those that rates of members count. */
bool rate_counts_member(const struct rate_query *query, const struct member *member);

/* What the cases a person signed came to, from the answer to FACT_SIGNERS; 0 when there are none. */
uint32_t rate_flags_of_member(const struct db_result *result, size_t i, int member_id);

/* Adds the statement that counts what is needed. */
void rate_add_counts(struct db_batch *batch, const struct rate_need *need, const struct rate_query *query);
/* True when the filter asks for what the tally does not know. */
bool rate_filter_is_of_facts(const struct rate_filter *filter);
/* Binds $1 … $11 of sql_facts.h; $15 … $19. members: a sector asked for is the person's, not the case's. */
void rate_bind(struct db_batch *batch, int jurisdiction, const struct rate_query *query,
	       const struct registry *registry, unsigned units, unsigned roles);
void rate_bind_case(struct db_batch *batch, const struct rate_filter *filter, bool members);
/* Adds the statement that tells the page of the fold; its place. */
size_t rate_add_page(struct db_batch *batch, int jurisdiction);
int64_t rate_take_page(const struct db_result *result, size_t i, int64_t page_asked);

#endif
