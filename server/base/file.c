#include "base/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* How much is read at a time. */
#define CHUNK_BYTES (1u << 14)

static int load(FILE *file, size_t max, struct strbuf *bytes)
{
	char chunk[CHUNK_BYTES];

	while (bytes->len <= max) {
		size_t room = max + 1 - bytes->len;
		size_t n = fread(chunk, 1, room < CHUNK_BYTES ? room : CHUNK_BYTES, file);

		if (n == 0)
			break;
		strbuf_add(bytes, chunk, n);
	}
	return ferror(file) ? -1 : 0;
}

int file_load(const char *path, size_t max, struct strbuf *bytes)
{
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "rbe");
	int result, error;

	if (!file)
		return -1;
	result = load(file, max, bytes);
	error = errno;
	if (file != stdin)
		fclose(file);
	errno = error;
	return result;
}
