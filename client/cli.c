#include "cli.h"

#include "base/memory.h"
#include "base/text.h"
#include "help.h"
#include "login.h"
#include "output.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "verbs.h"
#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#define DEFAULT_SERVER      "127.0.0.1:50051"
#define MAX_TIMEOUT_SECONDS 86400

/* Widths of Chinese come from the locale's tables; without UTF-8 libsmartcols would print hexadecimal escapes. */
static void set_locale(void)
{
	if (!setlocale(LC_CTYPE, "") || strcmp(nl_langinfo(CODESET), "UTF-8") != 0)
		setlocale(LC_CTYPE, "C.UTF-8");
}

static int set_language(struct client *client, const struct arguments *arguments)
{
	const char *given = option_value(arguments, "lang");
	client->language = txt_language(); /* at first that of language_of */
	if (given && strcmp(given, "zh") == 0)
		client->language = LANGUAGE_ZH;
	else if (given && strcmp(given, "en") == 0)
		client->language = LANGUAGE_EN;
	else if (given) {
		say_error(TXT_OPTION_BAD_VALUE, "option", "--lang", "value", given, "allowed", "zh, en", NULL);
		return -1;
	}
	txt_set_language(client->language);
	return 0;
}

static bool has_own_out(const struct verb *verb)
{
	for (size_t i = 0; i < verb->n_options; i++)
		if (strcmp(verb->options[i].name, "out") == 0)
			return true;
	return false;
}

static const struct {
	const char *name, *ending;
} outputs[] = {
	[OUTPUT_TABLE] = { "table", ".txt" },
	[OUTPUT_JSON] = { "json", ".json" },
	[OUTPUT_CSV] = { "csv", ".csv" },
	[OUTPUT_XLSX] = { "xlsx", ".xlsx" },
};
#define N_OUTPUTS (sizeof outputs / sizeof outputs[0])

/* By the file's ending; what has none is text. 0, or -1 after a sentence: a text named .pdf opens nowhere. */
static int output_of_file(const char *path, enum output_format *ret_output)
{
	const char *slash = strrchr(path, '/'), *ending = strrchr(slash ? slash : path, '.');
	*ret_output = OUTPUT_TABLE;
	if (!ending)
		return 0;
	for (size_t i = 0; i < N_OUTPUTS; i++)
		if (strcasecmp(ending, outputs[i].ending) == 0) {
			*ret_output = (enum output_format)i;
			return 0;
		}
	say_error(TXT_OUT_FORM_UNKNOWN, "path", path, NULL);
	return -1;
}

static int output_of_name(const char *name, enum output_format *ret_output)
{
	for (size_t i = 0; i < N_OUTPUTS; i++)
		if (strcmp(name, outputs[i].name) == 0) {
			*ret_output = (enum output_format)i;
			return 0;
		}
	say_error(TXT_OPTION_BAD_VALUE, "option", "--output", "value", name, "allowed", "table, json, csv, xlsx", NULL);
	return -1;
}

static int set_output(struct client *client, const struct verb *verb, const struct arguments *arguments)
{
	const char *given = option_value(arguments, "output"), *out = option_value(arguments, "out");
	bool own_out = has_own_out(verb);
	client->out = own_out || (out && strcmp(out, "-") == 0) ? NULL : out; /* "-": standard output */
	if (given ? output_of_name(given, &client->output) != 0
		  : client->out && output_of_file(client->out, &client->output) != 0)
		return -1;
	if (client->output == OUTPUT_XLSX && !client->out && !own_out && isatty(STDOUT_FILENO)) {
		say_error(TXT_BINARY_TO_TERMINAL, "format", "xlsx", NULL);
		return -1;
	}
	return 0;
}

static bool is_set(const char *variable)
{
	const char *value = getenv(variable);
	return value && *value;
}

/* NO_COLOR and CLICOLOR_FORCE (no-color.org, bixense.com/clicolors), then what stdout is. */
static bool wants_color(void)
{
	const char *force = getenv("CLICOLOR_FORCE"), *term = getenv("TERM");
	if (is_set("NO_COLOR"))
		return false;
	if (force && *force && strcmp(force, "0") != 0)
		return true;
	return isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
}

static int set_color(struct client *client, const struct arguments *arguments)
{
	const char *given = option_value(arguments, "color");
	if (!given || strcmp(given, "auto") == 0) {
		client->color = wants_color();
		return 0;
	}
	client->color = strcmp(given, "always") == 0;
	if (client->color || strcmp(given, "never") == 0)
		return 0;
	say_error(TXT_OPTION_BAD_VALUE, "option", "--color", "value", given, "allowed", "auto, always, never", NULL);
	return -1;
}

static char *first_of(const struct arguments *arguments, const char *option, const char *variable)
{
	const char *given = option_value(arguments, option);
	if (!given && is_set(variable))
		given = getenv(variable);
	return given ? hy_xstrdup(given) : NULL;
}

/* The login's TLS files belong to the login's server: another one that is named goes by its own. */
static void set_server(struct client *client, const struct arguments *arguments)
{
	client->server = first_of(arguments, "server", "HUIYIN_SERVER");
	client->tls_ca = first_of(arguments, "tls-ca", "HUIYIN_TLS_CA");
	client->tls_certificate = first_of(arguments, "tls-certificate", "HUIYIN_TLS_CERTIFICATE");
	client->tls_key = first_of(arguments, "tls-key", "HUIYIN_TLS_KEY");
	if (client->server)
		return;
	client->server = login_read(LOGIN_SERVER);
	if (client->server && !client->tls_ca) {
		client->tls_ca = login_read(LOGIN_TLS_CA);
		client->tls_certificate = login_read(LOGIN_TLS_CERTIFICATE);
		client->tls_key = login_read(LOGIN_TLS_KEY);
	}
	if (!client->server)
		client->server = hy_xstrdup(DEFAULT_SERVER);
}

static int set_rest(struct client *client, const struct arguments *arguments)
{
	long seconds = 0;
	if (option_number(arguments, "timeout", 1, MAX_TIMEOUT_SECONDS, &seconds) != 0)
		return -1;
	client->timeout_ms = (unsigned)seconds * 1000;
	client->verbose = option_given(arguments, "verbose");
	say_set_verbose(client->verbose);
	client->pager = !option_given(arguments, "no-pager");
	set_server(client, arguments);
	client->token_file = first_of(arguments, "token-file", "HUIYIN_TOKEN_FILE");
	return 0;
}

static int say_unknown_verb(const char *group, const char *typed)
{
	const char *near = verbs_suggest(group, typed);
	char *whole = group ? hy_xasprintf("%s %s", group, typed) : hy_xstrdup(typed);
	if (near)
		say_error(TXT_VERB_UNKNOWN_NEAR, "verb", whole, "near", near, NULL);
	else if (group)
		say_error(TXT_GROUP_VERB_UNKNOWN, "verb", whole, "group", group, NULL);
	else
		say_error(TXT_VERB_UNKNOWN, "verb", whole, NULL);
	free(whole);
	return CLIENT_USAGE;
}

/* Help about words: all verbs, a group, a verb. */
static int show_help(char **words, int n)
{
	int used;
	const struct verb *verb = n ? verbs_find(words[0], n > 1 ? words[1] : NULL, &used) : NULL;
	if (n && !verb && !verbs_is_group(words[0]))
		return say_unknown_verb(NULL, words[0]);
	if (n > 1 && used < 2 && verbs_is_group(words[0]))
		return say_unknown_verb(words[0], words[1]);
	if (verb && !(n == 1 && verbs_is_group(words[0])))
		help_print_verb(stdout, verb);
	else
		help_print_verbs(stdout, n ? words[0] : NULL);
	if (verb && n == 1 && verbs_is_group(words[0])) {
		putchar('\n');
		help_print_verb(stdout, verb);
	}
	return CLIENT_OK;
}

static int check_words(const struct verb *verb, const struct arguments *arguments)
{
	if (arguments->n_words >= verb->min_words && (verb->max_words < 0 || arguments->n_words <= verb->max_words))
		return 0;
	say_error(arguments->n_words < verb->min_words ? TXT_WORDS_MISSING : TXT_WORDS_TOO_MANY, "verb", verb->name,
		  NULL);
	help_print_usage(verb);
	return -1;
}

static int run_verb(struct client *client, const struct verb *verb, struct arguments *arguments, int argc, char **argv)
{
	if (options_parse(arguments, verb->options, verb->n_options, argc, argv, false) < 0) {
		help_print_usage(verb);
		return CLIENT_USAGE;
	}
	if (set_language(client, arguments) != 0 || set_output(client, verb, arguments) != 0 ||
	    set_color(client, arguments) != 0)
		return CLIENT_USAGE;
	if (option_given(arguments, "help")) {
		help_print_verb(stdout, verb);
		return CLIENT_OK;
	}
	if (check_words(verb, arguments) != 0 || set_rest(client, arguments) != 0)
		return CLIENT_USAGE;
	client->verb = verb;
	int result = verb->run(client, arguments);
	if (result == CLIENT_OK && (client->out || (client->output == OUTPUT_XLSX && !has_own_out(verb))) &&
	    !report_was_printed()) {
		say_error(TXT_OUT_NOTHING, "verb", verb->name, NULL);
		return CLIENT_USAGE;
	}
	return result;
}

/* Finds the verb behind the global options already read, with more of them perhaps between its two words. */
static int dispatch(struct client *client, struct arguments *arguments)
{
	char **words = arguments->words;
	int n = arguments->n_words, used;
	if (strcmp(words[0], "help") == 0)
		return show_help(words + 1, n - 1);
	const struct verb *verb = verbs_find(words[0], NULL, &used);
	if (verbs_is_group(words[0])) {
		if (options_parse(arguments, verb ? verb->options : NULL, verb ? verb->n_options : 0, n, words, true) <
			    0 ||
		    set_language(client, arguments) != 0)
			return CLIENT_USAGE;
		const char *second = arguments->n_words ? arguments->words[0] : NULL;
		const struct verb *longer = second ? verbs_find(words[0], second, &used) : NULL;
		if (longer && used == 2)
			return run_verb(client, longer, arguments, arguments->n_words, arguments->words);
		if (second)
			return say_unknown_verb(words[0], second);
		if (option_given(arguments, "help"))
			return show_help(words, 1);
		if (!verb) {
			say_error(TXT_GROUP_NEEDS_VERB, "verb", words[0], NULL);
			help_print_verbs(stderr, words[0]);
			return CLIENT_USAGE;
		}
		char *none[] = { words[0], NULL };
		return run_verb(client, verb, arguments, 1, none);
	}
	return verb ? run_verb(client, verb, arguments, n, words) : say_unknown_verb(NULL, words[0]);
}

static int run(struct client *client, struct arguments *arguments, int argc, char **argv)
{
	if (options_parse(arguments, NULL, 0, argc, argv, true) < 0 || set_language(client, arguments) != 0)
		return CLIENT_USAGE;
	if (option_given(arguments, "version")) {
		puts("huiyin " HUIYIN_VERSION);
		return CLIENT_OK;
	}
	if (option_given(arguments, "help"))
		return show_help(arguments->words, arguments->n_words > 2 ? 2 : arguments->n_words);
	if (arguments->n_words == 0) {
		help_print_verbs(stderr, NULL);
		return CLIENT_USAGE;
	}
	return dispatch(client, arguments);
}

/* What --lang says, wherever it stands: a sentence about an option before it is to be in that language too. */
static enum language language_of(int argc, char **argv)
{
	enum language language = txt_language_of_locale();
	for (int i = 1; i < argc; i++) {
		const char *given = strncmp(argv[i], "--lang=", 7) == 0 ? argv[i] + 7 : "";
		if (strcmp(argv[i], "--lang") == 0 && i + 1 < argc)
			given = argv[i + 1];
		if (strcmp(given, "en") == 0)
			language = LANGUAGE_EN;
		else if (strcmp(given, "zh") == 0)
			language = LANGUAGE_ZH;
	}
	return language;
}

int cli_run(int argc, char **argv)
{
	struct client client = { 0 };
	struct arguments *arguments = hy_xcalloc(1, sizeof *arguments);
	set_locale();
	txt_set_language(language_of(argc, argv));
	signal(SIGPIPE, SIG_IGN); /* a closed pipe shows as a write error, a lost server as a failed call */
	int result = run(&client, arguments, argc, argv);
	remote_close(&client);
	free(client.server);
	free(client.tls_ca);
	free(client.tls_certificate);
	free(client.tls_key);
	free(client.token_file);
	free(arguments);
	if (output_finish() != 0 && result == CLIENT_OK)
		result = CLIENT_FAILED;
	return result;
}
