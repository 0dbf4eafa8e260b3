/* The table of verbs: each file cmd_<verb>.c gives its rows, everything else (dispatch, help, completion) reads them.
 */
#ifndef VERBS_H
#define VERBS_H

#include "client.h"
#include "options.h"

#define VERB_EXAMPLES 2

struct verb {
	const char *name;      /* one or two words: "todo", "case show" */
	const char *arguments; /* of the usage line, after the name; "" if none */
	enum text_id summary;  /* a few words for the list of verbs */
	enum text_id about;    /* what it does, two sentences */
	const struct option_row *options;
	size_t n_options;
	int min_words, max_words; /* words after the name; max -1: any number */
	const char *examples[VERB_EXAMPLES];
	int (*run)(struct client *client, const struct arguments *arguments); /* returns an exit code */
};

/* The verb number i from 0 in the order of --help; NULL beyond the last. */
const struct verb *verbs_at(size_t i);
/* The verb of one or two words (second may be NULL); NULL if there is none. *ret_words is how many words its name has.
 */
const struct verb *verbs_find(const char *first, const char *second, int *ret_words);
/* True if verbs of two words begin with this one. */
bool verbs_is_group(const char *first);
/* The first words nearest to a mistyped one, or the second words of a group; NULL if none is near. */
const char *verbs_suggest(const char *group, const char *typed);

/* The verb files, in the order of --help; each gives rows, ended by one without a name. */
/* clang-format off */
#define VERB_FILES(X) \
	X(todo) \
	X(case) \
	X(search) \
	X(similar) \
	X(submit) \
	X(moves) \
	X(evaluate) \
	X(paper) \
	X(import) \
	X(export) \
	X(rates) \
	X(rates_trend) \
	X(rates_list) \
	X(check) \
	X(report) \
	X(report_deliveries) \
	X(schedule) \
	X(history) \
	X(watch) \
	X(attach) \
	X(download) \
	X(ledger) \
	X(rules) \
	X(rules_show) \
	X(rules_try) \
	X(calendar) \
	X(office) \
	X(office_transfer) \
	X(member) \
	X(member_import) \
	X(session) \
	X(token) \
	X(access) \
	X(health) \
	X(completion)
/* clang-format on */
#define DECLARE(file) extern const struct verb cmd_##file##_verbs[];
VERB_FILES(DECLARE)
#undef DECLARE

#endif
