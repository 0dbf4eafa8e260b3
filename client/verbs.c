#include "verbs.h"

#include "suggest.h"
#include <string.h>

#define ROWS(file) cmd_##file##_verbs,
static const struct verb *const groups[] = { VERB_FILES(ROWS) };
#undef ROWS
#define MAX_VERBS 100 /* for lists of names on the stack */

const struct verb *verbs_at(size_t i)
{
	for (size_t g = 0; g < sizeof groups / sizeof groups[0]; g++)
		for (const struct verb *verb = groups[g]; verb->name; verb++)
			if (i-- == 0)
				return verb;
	return NULL;
}

static const struct verb *find_name(const char *first, const char *second)
{
	size_t len = strlen(first);
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++) {
		if (strncmp(verb->name, first, len) != 0)
			continue;
		const char *rest = verb->name + len;
		if (second ? *rest == ' ' && strcmp(rest + 1, second) == 0 : *rest == '\0')
			return verb;
	}
	return NULL;
}

const struct verb *verbs_find(const char *first, const char *second, int *ret_words)
{
	const struct verb *verb = second ? find_name(first, second) : NULL;
	if (verb) {
		*ret_words = 2;
		return verb;
	}
	verb = find_name(first, NULL);
	if (verb)
		*ret_words = 1;
	return verb;
}

bool verbs_is_group(const char *first)
{
	size_t len = strlen(first);
	const struct verb *verb;
	for (size_t i = 0; (verb = verbs_at(i)); i++)
		if (strncmp(verb->name, first, len) == 0 && verb->name[len] == ' ')
			return true;
	return false;
}

const char *verbs_suggest(const char *group, const char *typed)
{
	static char words[MAX_VERBS][32];
	const char *list[MAX_VERBS];
	size_t n = 0, skip = group ? strlen(group) + 1 : 0;
	const struct verb *verb;
	for (size_t i = 0; n < MAX_VERBS && (verb = verbs_at(i)); i++) {
		if (group && (strncmp(verb->name, group, skip - 1) != 0 || verb->name[skip - 1] != ' '))
			continue;
		const char *word = verb->name + skip;
		size_t len = strcspn(word, " ");
		if (len >= sizeof words[n])
			continue;
		memcpy(words[n], word, len);
		words[n][len] = '\0';
		list[n] = words[n];
		n++;
	}
	return suggest_nearest(typed, list, n);
}
