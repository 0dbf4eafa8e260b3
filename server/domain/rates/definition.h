/* Rates by name: what is counted over what, as data. The usual ones are built in (domain.md 3.1 and the sources there),
 * a city's rules file changes or adds some. Pure. */
#ifndef DOMAIN_RATES_DEFINITION_H
#define DOMAIN_RATES_DEFINITION_H

#include "domain/rates/fact.h"
#include "domain/rules/rules.h"

/* What a definition can ask of a thing, a bit each: its flags, its day, its marks by what the rules make of them. The
 * names ("answered", "overdue" …) stand in rate_word_name. */
enum rate_word {
	RATE_RECEIVED,
	RATE_FILED,
	RATE_NOT_FILED,
	RATE_REDIRECTED,
	RATE_MERGED,
	RATE_WITHDRAWN,
	RATE_KEY,
	RATE_CLOSED,
	RATE_REOPENED,
	RATE_PUBLISHED,
	RATE_PRIVATE,
	RATE_VISITED,
	RATE_EVALUATED,
	RATE_MERGED_ANSWERED,
	RATE_ASSIGNED,
	RATE_RETURNED,
	RATE_ACCEPTED,
	RATE_CONTACTED,
	RATE_ANSWERED,
	RATE_ON_TIME,
	RATE_LATE,
	RATE_SOLVED,
	RATE_IN_PROGRESS,
	RATE_PLANNED,
	RATE_REFERENCE,
	RATE_NOW_SOLVED,
	RATE_PROMISED,
	RATE_KEPT,
	RATE_BROKEN,
	/* computed of the as-of day */
	RATE_OPEN,    /* assigned and not answered; a promise neither kept nor broken */
	RATE_OVERDUE, /* open and its due day is before the as-of day */
	RATE_DUE,     /* answered (kept, broken), or overdue */
	/* computed of the words by the rules: best = the first mark of the file, content = not one that asks for
	 * another round (含基本满意), discontent = one that does; the worst of the forms counts */
	RATE_MET, /* contacted by a method the rules call in_person (every one when they call none so), or visited */
	RATE_RESULT_BEST,
	RATE_RESULT_CONTENT,
	RATE_RESULT_DISCONTENT,
	RATE_ATTITUDE_BEST,
	RATE_ATTITUDE_CONTENT,
	RATE_ATTITUDE_DISCONTENT,
	RATE_FIRST_RESULT_BEST,
	RATE_FIRST_RESULT_CONTENT,
	RATE_FIRST_RESULT_DISCONTENT,
	RATE_FIRST_ATTITUDE_BEST,
	RATE_FIRST_ATTITUDE_CONTENT,
	RATE_FIRST_ATTITUDE_DISCONTENT,
	RATE_MEMBER, /* a person who was a member on the as-of day; with received, filed: of a case of theirs */
	RATE_WORD_COUNT_
};
/* "answered" …; static. The other way: RATE_WORD_COUNT_ for unknown names. */
const char *rate_word_name(enum rate_word word);
enum rate_word rate_word_by_name(const char *name);
/* In words, in a language. */
const char *rate_word_label(enum rate_word word, enum language language);

/* The words true of a thing on the as-of day, as a set of bits 1ull << word, by the rules given (NULL: no mark and no
 * method is known). Of a part that was returned nothing is true but that. A FACT_MEMBER is a member. */
uint64_t rate_words(const struct fact_state *state, enum fact_unit unit, hy_day as_of, const struct rules *rules);

/* All terms hold. A term holds when one of its words is true (negated: when none is). */
#define RATE_MAX_TERMS 8
struct rate_condition {
	struct {
		uint64_t any;
		bool negated;
	} terms[RATE_MAX_TERMS];
	int n;
};
bool rate_condition_holds(const struct rate_condition *condition, uint64_t words);
/* True when everything of a unit that satisfies a satisfies b, given that words imply each other as fact_rules say and
 * the computed ones as above. When not, *ret_counter (may be NULL) is a small set of words that can be true together
 * and satisfies a and not b. */
bool rate_condition_implies(enum fact_unit unit, const struct rate_condition *a, const struct rate_condition *b,
			    uint64_t *ret_counter);
/* True when something of the unit can satisfy it. */
bool rate_condition_possible(enum fact_unit unit, const struct rate_condition *condition);
/* The words that say flags. */
uint64_t rate_words_of_flags(uint32_t flags);
/* The words that can be true of a thing of the unit. */
uint64_t rate_words_of(enum fact_unit unit);

/* A rate. In rows by office a rate of cases counts the offices' parts (FACT_PART), in all others and in the total cases
 * (FACT_CASE), each once. One of certain roles (会办意见出具率) counts parts of those roles everywhere. */
struct rate_definition {
	const char *code;
	struct label label;                  /* 答复率 */
	struct label definition;             /* a sentence: numerator ÷ denominator, in words */
	struct label numerator, denominator; /* names of the two: 已答复, 承办 */
	enum fact_unit unit;                 /* FACT_CASE, FACT_PROMISE or FACT_MEMBER */
	unsigned roles;                      /* bits 1 << role; 0: those asked for, else those that answer */
	bool own;                            /* of the rules file */
	struct rate_condition of, with;      /* denominator; numerator: with implies of */
	bool lower_is_better;                /* 逾期率: the worst are the highest */
};
/* What a thing counted is called in Chinese: 件 of cases, 项 of promises, 人 of members. Static. */
const char *rate_measure(const struct rate_definition *definition);
/* The definitions in force: those of the rules in their order, then the built-in ones they do not replace. NULL rules:
 * the built-in ones. Static or the rules' own. */
const struct rate_definition *rate_definitions(const struct rules *rules, size_t *ret_n);
/* NULL if there is none. */
const struct rate_definition *rate_definition_by_code(const struct rules *rules, const char *code);

/* How percentages are printed. */
enum rounding { ROUNDING_HALF_UP, ROUNDING_TRUNCATE, ROUNDING_SUM_100 /* of shares: largest remainder */ };
#define MAX_DECIMALS 4
struct rounding_rule {
	enum rounding rounding;
	int decimals;
};
/* Where nothing else is asked for: half up, two decimals, as the bulletins print. */
#define ROUNDING_USUAL ((struct rounding_rule){ ROUNDING_HALF_UP, 2 })
#define PERCENT_SIZE   44
/* The percentage in units of its last decimal: 9503 for 95.03. denominator must be above 0 and below 10^12. */
int64_t percent_units(int64_t numerator, int64_t denominator, struct rounding_rule rule);
/* "95.03"; "" without a base. ROUNDING_SUM_100 rounds a single figure half-up: shares are for percent_shares. */
char *percent_text(int64_t numerator, int64_t denominator, struct rounding_rule rule, char out[PERCENT_SIZE]);
/* What is printed of `before` subtracted from what is printed of `now`, both by percent_text or percent_shares with the
 * same decimals, so that a reader who subtracts finds the same: "+1.20", "-0.05", "0.00"; "" when one is "". */
char *percent_change(const char *before, const char *now, char out[PERCENT_SIZE]);
/* The shares of n counts in their sum, so that what is printed adds to 100 with ROUNDING_SUM_100. */
void percent_shares(const int64_t *counts, size_t n, struct rounding_rule rule, char (*out)[PERCENT_SIZE]);
/* "half_up" …; static. The other way: -1 for unknown names. */
const char *rounding_name(enum rounding rounding);
int rounding_by_name(const char *name);
/* What a report says of it: "四舍五入，保留两位小数". Static. */
const char *rounding_label(struct rounding_rule rule, enum language language);
/* The one of the rules' section `bulletins`, or the default; NULL rules: the default. */
struct rounding_rule rounding_of_rules(const struct rules *rules);

/* Office score (绩效考核), of the rules' section `score`: an office begins with `base` points; each item adds points
 * (below 0: takes them) for each of its parts that fulfil the condition, together at most `limit`. */
struct score_item {
	const char *code;
	struct label label;
	struct rate_condition where;
	int points_tenths; /* for each part: -20 is minus two points */
	int limit_tenths;  /* of all together, as a positive number; 0: none */
};
struct score_rules {
	int base_tenths;
	struct score_item *items;
	int n_items;
};

#endif
