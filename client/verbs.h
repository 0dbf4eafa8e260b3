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

/* Rows of the verb files, ended by a row without name. */
extern const struct verb cmd_access_verbs[], cmd_todo_verbs[], cmd_case_verbs[], cmd_submit_verbs[], cmd_moves_verbs[],
	cmd_import_verbs[], cmd_rates_verbs[], cmd_history_verbs[], cmd_ledger_verbs[], cmd_rules_verbs[],
	cmd_rules_try_verbs[], cmd_calendar_verbs[], cmd_office_verbs[], cmd_session_verbs[], cmd_token_verbs[],
	cmd_health_verbs[], cmd_completion_verbs[], cmd_similar_verbs[];

#endif
