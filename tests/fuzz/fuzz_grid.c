/* Files of sheets: whatever the bytes are, cells within the limits, or a refusal that is a sentence. What begins with
 * NUL is a workbook of parts that are separated by NUL (sheet, shared strings, styles, workbook, relations), so that
 * bending the XML does not only break the archive around it. */
#include "../unit/sheet_made.h"
#include "fuzz.h"

#define PARTS 5

static int parse_parts(const uint8_t *bytes, size_t n, struct grid **ret_grid, struct refusal *refusal)
{
	char *parts[PARTS] = { NULL };
	struct sheet_made made = { 0 };
	int result;

	for (int i = 0; i < PARTS && n > 0; i++) {
		size_t len = strnlen((const char *)bytes, n);

		parts[i] = hy_xstrndup((const char *)bytes, len);
		len += len < n;
		bytes += len;
		n -= len;
	}
	made.sheet = parts[0];
	made.strings = parts[1];
	made.styles = parts[2];
	made.workbook = parts[3] && *parts[3] ? parts[3] : NULL;
	made.relations = parts[4] && *parts[4] ? parts[4] : NULL;
	result = sheet_made_read(&made, ret_grid, refusal);
	for (int i = 0; i < PARTS; i++)
		free(parts[i]);
	return result;
}

static void check_grid(const struct grid *grid)
{
	size_t bytes = 0;

	MUST(grid->n_rows >= 1 && grid->n_rows <= GRID_MAX_ROWS);
	MUST(grid->n_columns >= 1 && grid->first_column + grid->n_columns <= GRID_MAX_COLUMNS);
	for (size_t i = 0; i < grid->n_rows; i++) {
		MUST(i == 0 || grid->rows[i] > grid->rows[i - 1]);
		for (size_t k = 0; k < grid->n_columns; k++)
			bytes += strlen(grid_cell(grid, i, k));
	}
	MUST(bytes >= 1 && bytes <= GRID_MAX_TEXT_BYTES);
	for (size_t i = 0; i < grid->n_merged; i++)
		MUST(grid->merged[i].top <= grid->merged[i].bottom && grid->merged[i].bottom < grid->n_rows &&
		     grid->merged[i].left <= grid->merged[i].right && grid->merged[i].right < grid->n_columns);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t n)
{
	struct refusal refusal = { 0 };
	struct grid *grid = NULL;
	char sentence[2048];
	int result = n && !*bytes ? parse_parts(bytes + 1, n - 1, &grid, &refusal)
				  : grid_parse(bytes, n, "x", "", &grid, &refusal);

	MUST((result == 0) == (grid != NULL));
	if (grid) {
		check_grid(grid);
	} else {
		MUST(refusal.reason != REASON_NONE);
		refusal_text(&refusal, LANGUAGE_ZH, sentence, sizeof(sentence));
		MUST(*sentence);
	}
	grid_free(grid);
	return 0;
}
