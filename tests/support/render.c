/* Makes a file of a report's document, for tests of the formats.   render FORMAT DOCUMENT OUT
 * Ends with 1 and the renderer's sentence on stderr when it is refused. */
#include "report/document.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
	const char *name;
	report_renderer *render;
} formats[] = { { "xlsx", render_xlsx }, { "pdf", render_pdf } };

int main(int argc, char **argv)
{
	json_error_t where;
	json_t *document = argc == 4 ? json_load_file(argv[2], 0, &where) : NULL;
	struct report_bytes bytes;
	char error[600] = "";
	int ret = 2;

	if (!document) {
		fprintf(stderr, "usage: render FORMAT DOCUMENT OUT\n");
		return 2;
	}
	for (size_t i = 0; i < sizeof formats / sizeof formats[0]; i++)
		if (strcmp(formats[i].name, argv[1]) == 0)
			ret = formats[i].render(document, &bytes, error, sizeof error) == 0 ? 0 : 1;
	if (ret == 0) {
		FILE *out = fopen(argv[3], "wb");
		if (!out || fwrite(bytes.content, 1, bytes.size, out) != bytes.size || fclose(out) != 0)
			ret = 2;
		free(bytes.content);
	} else
		fprintf(stderr, "%s\n", error);
	json_decref(document);
	return ret;
}
