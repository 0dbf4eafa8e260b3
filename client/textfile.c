#include "textfile.h"

#include "base/memory.h"
#include "base/text.h"
#include "say.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *read_all(FILE *in, size_t max, size_t *ret_len)
{
	struct strbuf all = { 0 };
	char block[8192];
	size_t n;
	while ((n = fread(block, 1, sizeof block, in)) > 0 && all.len <= max)
		strbuf_add(&all, block, n);
	*ret_len = all.len;
	return strbuf_take(&all);
}

/* What is wrong with the text, NULL if nothing. */
static const char *fault_of(FILE *in, const char *text, size_t len, size_t max)
{
	if (ferror(in))
		return strerror(errno);
	if (len > max)
		return txt(TXT_FILE_TOO_LARGE);
	return strlen(text) != len || text_length(text, len) < 0 ? txt(TXT_FILE_NOT_UTF8) : NULL;
}

char *textfile_read(const char *path, size_t max, size_t *ret_len)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (!in) {
		say_error(TXT_FILE_UNREADABLE, "path", path, "error", strerror(errno), NULL);
		return NULL;
	}
	size_t len;
	char *text = read_all(in, max, &len);
	const char *fault = fault_of(in, text, len, max);
	if (in != stdin)
		fclose(in);
	if (fault) {
		say_error(TXT_FILE_UNREADABLE, "path", path, "error", fault, NULL);
		free(text);
		return NULL;
	}
	*ret_len = len;
	return text;
}
