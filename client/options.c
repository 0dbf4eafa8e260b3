#include "options.h"

#include "base/memory.h"
#include "base/text.h"
#include "say.h"
#include "suggest.h"
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct option_row global_options[] = {
	{ "server", 0, "ADDR", TXT_OPT_SERVER },
	{ "token-file", 0, "FILE", TXT_OPT_TOKEN_FILE },
	{ "tls-ca", 0, "FILE|system", TXT_OPT_TLS_CA },
	{ "tls-certificate", 0, "FILE", TXT_OPT_TLS_CERTIFICATE },
	{ "tls-key", 0, "FILE", TXT_OPT_TLS_KEY },
	{ "lang", 0, "zh|en", TXT_OPT_LANG },
	{ "output", 'o', "table|json|csv|xlsx", TXT_OPT_OUTPUT },
	{ "out", 'O', "FILE", TXT_OPT_OUT },
	{ "color", 0, "WHEN", TXT_OPT_COLOR },
	{ "timeout", 0, "SECONDS", TXT_OPT_TIMEOUT },
	{ "no-pager", 0, NULL, TXT_OPT_NO_PAGER },
	{ "verbose", 'v', NULL, TXT_OPT_VERBOSE },
	{ "help", 'h', NULL, TXT_OPT_HELP },
	{ "version", 0, NULL, TXT_OPT_VERSION },
};
const size_t n_global_options = sizeof global_options / sizeof global_options[0];

/* getopt_long's val of a long option: beyond every character, so that letters and indexes do not meet. */
#define FIRST_LONG 1000
#define MAX_ROWS   80 /* global options and those of the verb with the most, submit */

static const char *nearest_option(const struct option_row *const *rows, size_t n, const char *word)
{
	const char *names[MAX_ROWS + 1];
	for (size_t i = 0; i < n; i++)
		names[i] = rows[i]->name;
	char bare[64];
	snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word + strspn(word, "-"), "="), word + strspn(word, "-"));
	return suggest_nearest(bare, names, n);
}

static void say_bad_option(const struct option_row *const *rows, size_t n, int answer, const char *word)
{
	if (answer == ':') {
		say_error(TXT_OPTION_NEEDS_VALUE, "option", word, NULL);
		return;
	}
	const char *eq = strchr(word, '=');
	for (size_t i = 0; eq && i < n; i++)
		if (strncmp(word, "--", 2) == 0 && strlen(rows[i]->name) == (size_t)(eq - word - 2) &&
		    strncmp(word + 2, rows[i]->name, (size_t)(eq - word - 2)) == 0) {
			say_error(TXT_OPTION_TAKES_NO_VALUE, "option", rows[i]->name, NULL);
			return;
		}
	const char *near = strncmp(word, "--", 2) == 0 ? nearest_option(rows, n, word) : NULL;
	if (near)
		say_error(TXT_OPTION_UNKNOWN_NEAR, "option", word, "near", near, NULL);
	else
		say_error(TXT_OPTION_UNKNOWN, "option", word, NULL);
}

/* Tables of getopt_long for the rows; returns their number. */
static size_t make_tables(const struct option_row *own, size_t n_own, const struct option_row **rows,
			  struct option *longs, char *shorts, bool stop_at_word)
{
	size_t n = 0;
	for (size_t i = 0; i < n_own && n < MAX_ROWS; i++)
		rows[n++] = &own[i];
	for (size_t i = 0; i < n_global_options && n < MAX_ROWS; i++)
		rows[n++] = &global_options[i];
	if (stop_at_word)
		*shorts++ = '+';
	*shorts++ = ':';
	for (size_t i = 0; i < n; i++) {
		longs[i] = (struct option){ rows[i]->name, rows[i]->value ? required_argument : no_argument, NULL,
					    FIRST_LONG + (int)i };
		if (rows[i]->letter) {
			*shorts++ = rows[i]->letter;
			if (rows[i]->value)
				*shorts++ = ':';
		}
	}
	*shorts = '\0';
	longs[n] = (struct option){ 0 };
	return n;
}

static const struct option_row *row_of(const struct option_row *const *rows, size_t n, int answer)
{
	if (answer >= FIRST_LONG && (size_t)(answer - FIRST_LONG) < n)
		return rows[answer - FIRST_LONG];
	for (size_t i = 0; i < n; i++)
		if (rows[i]->letter && rows[i]->letter == answer)
			return rows[i];
	return NULL;
}

int options_parse(struct arguments *arguments, const struct option_row *own, size_t n_own, int argc, char **argv,
		  bool stop_at_word)
{
	const struct option_row *rows[MAX_ROWS];
	struct option longs[MAX_ROWS + 1];
	char shorts[3 * MAX_ROWS + 3];
	size_t n = make_tables(own, n_own, rows, longs, shorts, stop_at_word);
	optind = 0; /* glibc: start over, also after another table */
	opterr = 0;
	for (;;) {
		int answer = getopt_long(argc, argv, shorts, longs, NULL);
		if (answer == -1)
			break;
		const struct option_row *row = row_of(rows, n, answer);
		if (!row) {
			say_bad_option(rows, n, answer, argv[optind - 1]);
			return -1;
		}
		if (row->value && !*optarg && !strstr(row->value, OR_NOTHING)) {
			say_error(TXT_OPTION_VALUE_EMPTY, "option", row->name, NULL);
			return -1;
		}
		if (arguments->n_given == MAX_GIVEN) {
			say_error(TXT_TOO_MANY_OPTIONS, NULL);
			return -1;
		}
		arguments->given[arguments->n_given].name = row->name;
		arguments->given[arguments->n_given++].value = row->value ? optarg : "";
	}
	arguments->words = argv + optind;
	arguments->n_words = argc - optind;
	return optind;
}

const char *option_value(const struct arguments *arguments, const char *name)
{
	for (size_t i = arguments->n_given; i-- > 0;)
		if (strcmp(arguments->given[i].name, name) == 0)
			return arguments->given[i].value;
	return NULL;
}

char *option_text(const struct arguments *arguments, const char *name)
{
	static char empty[1];
	const char *value = option_value(arguments, name);
	return value ? (char *)value : empty;
}

bool option_given(const struct arguments *arguments, const char *name)
{
	return option_value(arguments, name) != NULL;
}

const char *option_repeated(const struct arguments *arguments, const char *name, size_t i)
{
	for (size_t k = 0; k < arguments->n_given; k++)
		if (strcmp(arguments->given[k].name, name) == 0 && i-- == 0)
			return arguments->given[k].value;
	return NULL;
}

int option_named(const struct arguments *arguments, const char *name, const struct named_value *values, size_t n,
		 int *ret_value)
{
	const char *given = option_value(arguments, name);
	struct strbuf names = { 0 };
	if (!given)
		return 0;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(values[i].name, given) == 0) {
			*ret_value = values[i].value;
			strbuf_clear(&names);
			return 0;
		}
		strbuf_printf(&names, "%s%s", i ? ", " : "", values[i].name);
	}
	char *option = hy_xasprintf("--%s", name);
	say_error(TXT_OPTION_BAD_VALUE, "option", option, "value", given, "allowed", names.text, NULL);
	free(option);
	strbuf_clear(&names);
	return -1;
}

int option_number(const struct arguments *arguments, const char *name, long min, long max, long *ret_number)
{
	const char *value = option_value(arguments, name);
	if (!value)
		return 0;
	int64_t number;
	if (number_parse(value, min, max, &number) != 0) {
		char low[24], high[24];
		snprintf(low, sizeof low, "%ld", min);
		snprintf(high, sizeof high, "%ld", max);
		say_error(TXT_OPTION_NOT_NUMBER, "option", name, "value", value, "min", low, "max", high, NULL);
		return -1;
	}
	*ret_number = (long)number;
	return 0;
}
