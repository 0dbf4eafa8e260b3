#include "case_choice.h"

#include "case_filter.h"
#include "cases.h"
#include "say.h"
#include "show.h"
#include "textfile.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <uthash.h>

#define MAX_FILE_BYTES (4u << 20) /* some 400,000 numbers: this only keeps a wrong file from filling memory */

struct chosen {
	UT_hash_handle hh;
	char *name;
};
struct choosing {
	struct arena *arena;
	struct chosen *seen;
	size_t n;
};

static void choose(struct choosing *choosing, const char *name)
{
	struct chosen *entry;
	HASH_FIND_STR(choosing->seen, name, entry);
	if (entry)
		return;
	entry = arena_alloc(choosing->arena, sizeof *entry);
	entry->name = arena_strdup(choosing->arena, name);
	HASH_ADD_KEYPTR(hh, choosing->seen, entry->name, strlen(entry->name), entry);
	choosing->n++;
}

/* Numbers one a line or separated by blanks and commas; what follows # on a line is a remark. */
static int choose_of_file(struct choosing *choosing, const char *path)
{
	size_t len;
	char *text = textfile_read_prose(path, MAX_FILE_BYTES, &len), *rest = text, *line, *name;
	if (!text)
		return CLIENT_FAILED;
	while ((line = strsep(&rest, "\r\n"))) {
		line[strcspn(line, "#")] = '\0';
		while ((name = strsep(&line, " \t,;")))
			if (*name)
				choose(choosing, name);
	}
	free(text);
	return CLIENT_OK;
}

static void take_case(const Huiyin__V1__Case *c, void *arg)
{
	char name[SHOW_CASE_SIZE];
	choose(arg, show_case_name(c->case_number, c->case_id, name));
}

static int choose_where(struct client *client, struct choosing *choosing, const char *where)
{
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	if (case_filter_where(where, choosing->arena, &request) != 0)
		return CLIENT_USAGE;
	return cases_each(client, &request, LONG_MAX, take_case, choosing, NULL);
}

static void list_chosen(struct choosing *choosing, struct case_choice *ret_choice)
{
	struct chosen *entry, *next;
	ret_choice->names = arena_alloc(choosing->arena, (choosing->n + 1) * sizeof *ret_choice->names);
	HASH_ITER(hh, choosing->seen, entry, next)
	ret_choice->names[ret_choice->n++] = entry->name;
	HASH_CLEAR(hh, choosing->seen);
}

int case_choice_read(struct client *client, const struct arguments *arguments, int first, struct arena *arena,
		     struct case_choice *ret_choice)
{
	struct choosing choosing = { .arena = arena };
	const char *file = option_value(arguments, "cases"), *where = option_value(arguments, "where");
	int result = CLIENT_OK;
	*ret_choice = (struct case_choice){ .listed = file || where };
	for (int i = first; i < arguments->n_words; i++)
		choose(&choosing, arguments->words[i]);
	if (file)
		result = choose_of_file(&choosing, file);
	if (where && result == CLIENT_OK)
		result = choose_where(client, &choosing, where);
	list_chosen(&choosing, ret_choice);
	if (result == CLIENT_OK && ret_choice->n == 0) {
		say_error(ret_choice->listed ? TXT_NO_CASE_CHOSEN : TXT_SUBMIT_NEEDS_CASE, NULL);
		return ret_choice->listed ? CLIENT_NOT_FOUND : CLIENT_USAGE;
	}
	return result;
}
