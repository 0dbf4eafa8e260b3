#include "textfile.h"

#include "base/memory.h"
#include "base/text.h"
#include "say.h"
#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
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

/* Takes a BOM away, and turns GB18030 into UTF-8. true when the text was GB18030; what is neither stays as it is. A BOM
 * promises UTF-8 and a NUL is in no text, as in base/csv.c: neither is guessed at. */
static bool to_utf8(char **text, size_t *len)
{
	if (*len >= 3 && memcmp(*text, "\xef\xbb\xbf", 3) == 0) {
		memmove(*text, *text + 3, *len - 2); /* the NUL as well */
		*len -= 3;
		return false;
	}
	if (text_length(*text, *len) >= 0 || memchr(*text, '\0', *len))
		return false;
	size_t room = 2 * *len + 4, left = room, rest = *len; /* two bytes become three at most, four become four */
	char *in = *text, *fresh = hy_xmalloc(room + 1), *out = fresh;
	iconv_t converter = iconv_open("UTF-8", "GB18030");
	size_t result = converter == (iconv_t)-1 ? (size_t)-1 : iconv(converter, &in, &rest, &out, &left);
	if (converter != (iconv_t)-1)
		iconv_close(converter);
	if (result != 0 || rest != 0) {
		free(fresh);
		return false;
	}
	*out = '\0';
	free(*text);
	*text = fresh;
	*len = room - left;
	return true;
}

/* What is wrong with the text, NULL if nothing. */
static const char *fault_of(FILE *in, const char *text, size_t len, size_t max)
{
	if (ferror(in))
		return say_system_error(errno);
	if (len > max)
		return txt(TXT_FILE_TOO_LARGE);
	return strlen(text) != len || text_length(text, len) < 0 ? txt(TXT_FILE_NOT_UTF8) : NULL;
}

static char *read_file(const char *path, size_t max, bool prose, size_t *ret_len)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	if (!in) {
		say_error(TXT_FILE_UNREADABLE, "path", path, "error", say_system_error(errno), NULL);
		return NULL;
	}
	size_t len;
	char *text = read_all(in, max, &len);
	bool whole = !ferror(in) && len <= max;
	if (prose && whole && len && to_utf8(&text, &len))
		say_note(TXT_READ_AS_GB18030, "path", path, NULL);
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

char *textfile_read(const char *path, size_t max, size_t *ret_len)
{
	return read_file(path, max, false, ret_len);
}

char *textfile_read_prose(const char *path, size_t max, size_t *ret_len)
{
	return read_file(path, max, true, ret_len);
}
