/* Cases found by words. */
#ifndef STORE_SEARCH_STORE_H
#define STORE_SEARCH_STORE_H

#include "store/case_store.h"

/* How good the place is where a word fits, as the SQL has it: the sum over the words orders the cases. */
enum search_place {
	PLACE_NUMBER,       /* the case number */
	PLACE_SERIAL,       /* its serial number: 45 of 20230045 */
	PLACE_OTHER_NUMBER, /* the end of it, the number of submission, another body's, the case id */
	PLACE_DOCUMENT,     /* the beginning of a document number */
	PLACE_TITLE,        /* in the title */
	PLACE_PROPOSER,     /* the beginning of a proposer's name */
	PLACE_OFFICE,       /* an office that takes or took part */
	PLACE_TEXT,         /* in the text */
};
/* What fitted, as bits. */
enum search_kind {
	FOUND_NUMBER = 1,
	FOUND_DOCUMENT = 2,
	FOUND_PROPOSER = 4,
	FOUND_OFFICE = 8,
	FOUND_TITLE = 16,
	FOUND_TEXT = 32,
};

#define SEARCH_MAX_WORDS 8 /* more narrow nothing down that eight do not */

struct search_word {
	const char *typed;
	const char *number; /* as a number; "": it cannot be one */
	const char *plain;  /* as in texts (base/plain.h); "": it stands in none */
	int64_t case_id;    /* it names, as s17; 0: none */
};

struct search_query {
	struct search_word words[SEARCH_MAX_WORDS];
	size_t n;
	struct search_office {
		size_t word; /* from 0 */
		int office_id;
	} * offices; /* that the words name */
	size_t n_offices;
	struct sight sight;
	int session_id, limit;
	int after_place; /* position: cases behind this one; -1: from the beginning */
	int64_t after_case;
};

void search_store_find(struct db_batch *batch, int jurisdiction, const struct search_query *query);
/* The rows of statement i like those of case_store_rows, the best first. */
struct case_row *search_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);
/* Place and kinds (bits of enum search_kind) of a row. */
int search_store_place(const struct db_result *result, size_t i, size_t row);
int search_store_kinds(const struct db_result *result, size_t i, size_t row);
/* Texts of cases, in any order. */
void search_store_read_texts(struct db_batch *batch, int jurisdiction, const int64_t *cases, size_t n);
/* The text of a case among them; "" when it is not there. */
const char *search_store_text(const struct db_result *result, size_t i, int64_t case_id);

#endif
