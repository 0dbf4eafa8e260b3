/* Makes files of reports' documents, for tests of the formats.   render_report FORMAT DOCUMENT OUT [DOCUMENT OUT …]
 * A document that is refused gives a line on stderr, "DOCUMENT: sentence", and 1 at the end; the others are made. */
#include "report/document.h"

#include <stdio.h>
#include <stdlib.h>

static bool write_file(const char *path, const struct report_bytes *bytes)
{
	FILE *out = fopen(path, "wb");
	bool good = out && fwrite(bytes->content, 1, bytes->size, out) == bytes->size;

	return out && fclose(out) == 0 && good;
}

static bool make(const struct report_format *format, const char *path, const char *to)
{
	json_error_t where;
	json_t *document = json_load_file(path, 0, &where);
	struct report_bytes bytes = { 0 };
	char error[600] = "no JSON";
	bool made = document && format->render(document, &bytes, error, sizeof error) == 0;

	if (made && !write_file(to, &bytes)) {
		perror(to);
		exit(2);
	}
	if (made)
		free(bytes.content);
	else
		fprintf(stderr, "%s: %s\n", path, error);
	json_decref(document);
	return made;
}

int main(int argc, char **argv)
{
	const struct report_format *format = argc >= 4 ? report_format_by_name(argv[1]) : NULL;
	bool all = true;

	if (!format) {
		fprintf(stderr, "usage: render_report FORMAT DOCUMENT OUT [DOCUMENT OUT …]\n");
		return 2;
	}
	for (int i = 2; i + 1 < argc; i += 2)
		all = make(format, argv[i], argv[i + 1]) && all;
	return all ? 0 : 1;
}
