/* Cells merged over several rows or columns. */
#include "import_rows.h"

static bool is_taken(const struct import_mapping *mapping, size_t column)
{
	const struct import_field *field = mapping->columns[column].field;
	return field && field->value != VALUE_IGNORED && field->value != VALUE_RESULT;
}

static void refuse_merged(struct import_rows *rows, const struct grid_range *range, size_t column, const char *zh,
			  const char *en)
{
	struct refusal refusal = { 0 };
	char address[GRID_ADDRESS_SIZE];
	refuse_with(refuse(&refusal, REASON_SHEET_CELL), "path", "%s", rows->path);
	refuse_with(&refusal, "cell", "%s", grid_address(rows->grid, range->top, range->left, address));
	refuse_words(&refusal, "detail", zh, en);
	import_rows_fault(rows, range->top,
			  (enum import_field_id)(rows->mapping->columns[column].field - import_fields), &refusal);
	for (size_t row = range->top + 1; row <= range->bottom; row++)
		rows->notes[row].fate = IMPORT_ROW_WRONG; /* named with the first */
}

/* A cell over several rows holds for each of them: an office, a day. One over several fields, or of what no two cases
 * share, is refused. */
static void fill_range(struct import_rows *rows, const struct grid_range *range)
{
	struct grid *grid = rows->grid;
	char *value = grid->cells[range->top * grid->n_columns + range->left];
	size_t column = range->left, taken = 0;
	for (size_t i = range->left; i <= range->right; i++)
		if (is_taken(rows->mapping, i)) {
			column = i;
			taken++;
		}
	if (!taken || !*value || import_rows_is_no_case(grid, range->top))
		return;
	if (taken > 1)
		refuse_merged(rows, range, column, "合并了几列，分不清各是什么", "it is merged over several columns");
	else if (range->bottom > range->top && rows->mapping->columns[column].field->single)
		refuse_merged(rows, range, column, "合并了几行，而一行只能是一件",
			      "it is merged over several rows, but a row is one case");
	else
		for (size_t row = range->top; row <= range->bottom; row++)
			grid->cells[row * grid->n_columns + column] = value;
}

void import_merged_fill(struct import_rows *rows)
{
	const struct grid *grid = rows->grid;
	for (size_t i = 0; i < grid->n_merged; i++)
		if (grid->merged[i].top > rows->mapping->bottom)
			fill_range(rows, &grid->merged[i]);
}
