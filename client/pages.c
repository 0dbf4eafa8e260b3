#include "pages.h"

#include "base/memory.h"
#include "say.h"
#include <stdlib.h>

int pages_limit(const struct client *client, const struct arguments *arguments, long usual, long *ret_limit)
{
	bool on_screen = client->output == OUTPUT_TABLE && !client->out;
	*ret_limit = on_screen ? usual : PAGES_MAX_LIMIT;
	return option_number(arguments, "limit", 1, PAGES_MAX_LIMIT, ret_limit);
}

void pages_begin(struct pages *pages, long limit, int32_t most)
{
	*pages = (struct pages){ .left = limit, .most = most, .token = hy_xstrdup(""), .more = true };
}

bool pages_next(const struct pages *pages, int32_t *ret_size, char **ret_token)
{
	*ret_size = pages->left < pages->most ? (int32_t)pages->left : pages->most;
	*ret_token = pages->token;
	return pages->more && pages->left > 0;
}

void pages_took(struct pages *pages, size_t n_rows, const char *next_token)
{
	free(pages->token);
	pages->token = hy_xstrdup(next_token);
	pages->more = *next_token != '\0';
	pages->left -= (long)n_rows;
}

void pages_end(struct pages *pages)
{
	free(pages->token);
	pages->token = NULL;
}

int pages_print(struct client *client, struct report *report, int result, bool more)
{
	if (result != CLIENT_OK) {
		report_free(report);
		return result;
	}
	report_print(report, client);
	if (more)
		say_note(TXT_MORE_ROWS, NULL);
	return CLIENT_OK;
}
