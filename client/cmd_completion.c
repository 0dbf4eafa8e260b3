/* completion: a script for the shell, made from the table of verbs so that it cannot lag behind. */
#include "say.h"
#include "verbs.h"
#include <stdio.h>
#include <string.h>

/* Prints the first words (group NULL) or the second words of a group, each once. */
static void print_words(const char *group)
{
	char before[32] = "";
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++) {
		const char *word = verb->name;
		size_t skip = group ? strlen(group) : 0;
		if (group && (strncmp(word, group, skip) != 0 || word[skip] != ' '))
			continue;
		word += group ? skip + 1 : 0;
		int len = (int)strcspn(word, " ");
		if (strncmp(before, word, (size_t)len) == 0 && before[len] == '\0')
			continue;
		printf(" %.*s", len, word);
		snprintf(before, sizeof before, "%.*s", len, word);
	}
}

static void print_options(const struct option_row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		printf(" --%s", rows[i].name);
}

/* One branch of the case statement per verb: its options, and the second words if it begins a group. */
static void print_branches(void)
{
	const struct verb *verb;
	char group[32] = "";
	for (size_t i = 0; (verb = verbs_at(i)); i++) {
		int len = (int)strcspn(verb->name, " ");
		if (verb->name[len] == ' ' && strncmp(group, verb->name, (size_t)len + 1) != 0) {
			snprintf(group, sizeof group, "%.*s ", len, verb->name);
			group[len] = '\0';
			printf("\t'%s') list=\"", group);
			print_words(group);
			const struct verb *alone;
			int words;
			if ((alone = verbs_find(group, NULL, &words)))
				print_options(alone->options, alone->n_options);
			printf("\" ;;\n");
			group[len] = ' ';
		}
		if (verb->name[len] == '\0' && verbs_is_group(verb->name))
			continue;
		printf("\t'%s') list=\"", verb->name);
		print_options(verb->options, verb->n_options);
		printf("\" ;;\n");
	}
}

static void print_function(const char *words, const char *index)
{
	printf("\tlocal list global=\"");
	print_options(global_options, n_global_options);
	printf("\"\n\tlocal verb=\"\" word i\n\tfor ((i = %s; i < %s; i++)); do\n",
	       strcmp(words, "COMP_WORDS") ? "2" : "1", index);
	printf("\t\tword=${%s[i]}\n\t\tcase $word in -*) continue ;; esac\n", words);
	printf("\t\tcase $verb in\n\t\t'') verb=$word ;;\n\t\t*' '*) ;;\n\t\t*) verb=\"$verb $word\" "
	       ";;\n\t\tesac\n\tdone\n");
	printf("\tcase $verb in\n\t'') list=\"");
	print_words(NULL);
	printf(" help\" ;;\n");
	print_branches();
	printf("\t*) list=\"\"; set -- \"${verb%%%% *}\"; case $1 in\n");
	print_branches();
	printf("\tesac ;;\n\tesac\n");
}

static int print_bash(void)
{
	printf("# bash completion of huiyin: source <(huiyin completion bash)\n_huiyin() {\n");
	print_function("COMP_WORDS", "COMP_CWORD");
	printf("\tCOMPREPLY=($(compgen -W \"$list $global\" -- \"${COMP_WORDS[COMP_CWORD]}\"))\n}\n"
	       "complete -o default -F _huiyin huiyin\n");
	return CLIENT_OK;
}

static int print_zsh(void)
{
	printf("#compdef huiyin\n# zsh completion of huiyin: source <(huiyin completion zsh)\n_huiyin() {\n");
	print_function("words", "CURRENT");
	printf("\tcompadd -- ${=list} ${=global}\n\t_files\n}\ncompdef _huiyin huiyin\n");
	return CLIENT_OK;
}

static int run_completion(struct client *client, const struct arguments *arguments)
{
	(void)client;
	if (strcmp(arguments->words[0], "bash") == 0)
		return print_bash();
	if (strcmp(arguments->words[0], "zsh") == 0)
		return print_zsh();
	say_error(TXT_OPTION_BAD_VALUE, "option", "SHELL", "value", arguments->words[0], "allowed", "bash, zsh", NULL);
	return CLIENT_USAGE;
}

const struct verb cmd_completion_verbs[] = {
	{ "completion",
	  "bash|zsh",
	  TXT_COMPLETION_SUMMARY,
	  TXT_COMPLETION_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "source <(huiyin completion bash)", "huiyin completion zsh > _huiyin" },
	  run_completion },
	{ 0 },
};
