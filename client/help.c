#include "help.h"

#include "base/text.h"
#include <string.h>

#define NAME_COLUMN   20 /* cells for the names of verbs */
#define OPTION_COLUMN 30 /* cells for "--option VALUE" */

static void print_padded(FILE *out, const char *text, int cells)
{
	int width = text_width(text);
	fputs(text, out);
	if (width < cells)
		fprintf(out, "%*s", cells - width, "");
	else
		fprintf(out, "\n%*s", cells + 2, "");
}

static bool has_option(const struct verb *verb, const char *name)
{
	for (size_t i = 0; verb && i < verb->n_options; i++)
		if (strcmp(verb->options[i].name, name) == 0)
			return true;
	return false;
}

/* The rows but those that a verb has of its own. */
static void print_options(FILE *out, const struct option_row *rows, size_t n, const struct verb *but)
{
	for (size_t i = 0; i < n; i++) {
		if (has_option(but, rows[i].name))
			continue;
		char spelling[100];
		char letter[8] = "";
		if (rows[i].letter)
			snprintf(letter, sizeof letter, "-%c, ", rows[i].letter);
		snprintf(spelling, sizeof spelling, "%s--%s%s%s", letter, rows[i].name, rows[i].value ? " " : "",
			 rows[i].value ? rows[i].value : "");
		fputs("  ", out);
		print_padded(out, spelling, OPTION_COLUMN);
		fprintf(out, "%s\n", txt(rows[i].help));
	}
}

static bool is_of_group(const struct verb *verb, const char *group)
{
	size_t len = group ? strlen(group) : 0;
	return !group || (strncmp(verb->name, group, len) == 0 && (verb->name[len] == ' ' || verb->name[len] == '\0'));
}

void help_print_verbs(FILE *out, const char *group)
{
	if (group)
		fprintf(out, "%s huiyin %s …\n\n", txt(TXT_HELP_USAGE), group);
	else
		fprintf(out, "%s\n\n%s huiyin [%s] VERB …\n\n", txt(TXT_HELP_INTRO), txt(TXT_HELP_USAGE),
			txt(TXT_HELP_OPTIONS_WORD));
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++) {
		if (!is_of_group(verb, group))
			continue;
		fputs("  ", out);
		print_padded(out, verb->name, NAME_COLUMN);
		fprintf(out, "%s\n", txt(verb->summary));
	}
	fprintf(out, "\n%s\n", txt(TXT_HELP_GLOBAL));
	print_options(out, global_options, n_global_options, NULL);
	fprintf(out, "\n%s\n", txt(TXT_HELP_EXIT_CODES));
	fprintf(out, "%s\n", txt(TXT_HELP_MORE));
}

void help_print_verb(FILE *out, const struct verb *verb)
{
	fprintf(out, "%s huiyin %s%s%s%s\n\n%s\n", txt(TXT_HELP_USAGE), verb->name, verb->n_options ? " [OPTION…]" : "",
		*verb->arguments ? " " : "", verb->arguments, txt(verb->about));
	if (verb->n_options) {
		fprintf(out, "\n%s\n", txt(TXT_HELP_OPTIONS));
		print_options(out, verb->options, verb->n_options, NULL);
	}
	fprintf(out, "\n%s\n", txt(TXT_HELP_GLOBAL));
	print_options(out, global_options, n_global_options, verb);
	fprintf(out, "\n%s\n", txt(TXT_HELP_EXAMPLES));
	for (size_t i = 0; i < VERB_EXAMPLES && verb->examples[i]; i++)
		fprintf(out, "  %s\n", verb->examples[i]);
}

void help_print_usage(const struct verb *verb)
{
	fprintf(stderr, "%s huiyin %s%s%s%s\n", txt(TXT_HELP_USAGE), verb->name, verb->n_options ? " [OPTION…]" : "",
		*verb->arguments ? " " : "", verb->arguments);
}
