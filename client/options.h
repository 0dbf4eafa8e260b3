/* Options of verbs as tables: one row gives parsing, --help and completion. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "texts.h"
#include <stdbool.h>
#include <stddef.h>

/* One option. */
struct option_row {
	const char *name;  /* long name without dashes */
	char letter;       /* short form, 0 if none */
	const char *value; /* placeholder of its value in --help; NULL for a flag */
	enum text_id help;
};
/* Behind a placeholder: '' is a value too and takes an entry away. Elsewhere an empty value is a mistake, such as a
 * script's variable that was never set, and would mean what no option means. */
#define OR_NOTHING "|''"

/* Options every verb takes, before and after its name. */
extern const struct option_row global_options[];
extern const size_t n_global_options;

/* What was given on the command line, in order. Texts are borrowed from argv. */
#define MAX_GIVEN 140 /* a verb has at most 41 options; --outcome may stand 20 times, --invite 30, --promise 10 */
struct arguments {
	struct {
		const char *name, *value; /* value "" for flags */
	} given[MAX_GIVEN];
	size_t n_given;
	char **words; /* what is left: cases, files */
	int n_words;
};

/* Reads options of rows and the global ones from argv[1..] and adds them to arguments. With stop_at_word it stops at
 * the first word that is no option, else words may stand between options. Returns the index of the first word, or -1
 * after a sentence on stderr. */
int options_parse(struct arguments *arguments, const struct option_row *rows, size_t n, int argc, char **argv,
		  bool stop_at_word);

/* The value of an option, the last if given several times; NULL if not given, "" for a flag. */
const char *option_value(const struct arguments *arguments, const char *name);
/* The same, but "" when it was not given: what a proto string field wants. */
char *option_text(const struct arguments *arguments, const char *name);
/* True if it was given. */
bool option_given(const struct arguments *arguments, const char *name);
/* Value of the i-th time (from 0) an option was given, NULL beyond. */
const char *option_repeated(const struct arguments *arguments, const char *name, size_t i);
/* A closed list of words an option takes. */
struct named_value {
	const char *name;
	int value;
};
/* The value of an option's word, left alone when it was not given. 0, or -1 after a sentence with all words. */
int option_named(const struct arguments *arguments, const char *name, const struct named_value *values, size_t n,
		 int *ret_value);
/* A whole number in [min, max] into *ret_number, left alone when not given. -1 after a sentence on stderr. */
int option_number(const struct arguments *arguments, const char *name, long min, long max, long *ret_number);

#endif
