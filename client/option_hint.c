#include "option_hint.h"

#include "base/memory.h"
#include "update_fields.h"
#include "verbs.h"
#include <stdlib.h>
#include <string.h>

static bool has_option(const struct verb *verb, const char *name)
{
	for (size_t i = 0; i < verb->n_options; i++)
		if (strcmp(verb->options[i].name, name) == 0)
			return true;
	return false;
}

/* Options are named like the fields, with dashes; those of an update have a table. */
static char *option_of(const char *field)
{
	for (size_t i = 0; i < n_update_fields; i++)
		if (strcmp(update_fields[i].column, field) == 0)
			return hy_xstrdup(update_fields[i].option);
	char *name = hy_xstrdup(field);
	for (char *at = name; (at = strchr(at, '_'));)
		*at = '-';
	return name;
}

char *option_hint(const struct client *client, const Google__Rpc__ErrorInfo *info)
{
	if (!client->verb || !info->reason || strcmp(info->reason, "FIELD_MISSING") != 0)
		return NULL;
	for (size_t i = 0; i < info->n_metadata; i++) {
		if (strcmp(info->metadata[i]->key, "field") != 0)
			continue;
		char *name = option_of(info->metadata[i]->value);
		if (has_option(client->verb, name))
			return name;
		free(name);
	}
	return NULL;
}
