#include "import_rows.h"

#include "case_rows.h"
#include "say.h"
#include "update_rows.h"
#include <stdlib.h>
#include <string.h>

/* A row that begins so and says little else is no case. */
static const char *const totals[] = { "合计", "总计", "小计", "共计", "总数" };
static const char *const remarks[] = { "填表", "填报", "制表", "审核", "注", "说明", "备注", "联系电话" };
#define REMARK_CELLS 2

/* ---- Rows of the file ---- */

/* A fault was added to the list: its row is wrong, and says why in the result. */
static void take_fault(void *context, size_t line, const char *address, const char *text)
{
	struct import_rows *rows = context;
	const struct grid *grid = rows->sheet.grid;
	size_t low = 0, high = grid->n_rows;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (grid->rows[middle] < line)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == grid->n_rows)
		return;
	struct import_note *note = &rows->notes[low];
	note->fate = IMPORT_ROW_WRONG;
	strbuf_printf(&note->text, "%s%s%s%s", note->text.len ? "\n" : "", address, *address ? " " : "", text);
}

static void fault(struct import_rows *rows, size_t grid_row, size_t column, const char *field,
		  const struct refusal *refusal)
{
	const struct grid *grid = rows->sheet.grid;
	char address[GRID_ADDRESS_SIZE] = "";
	if (column < grid->n_columns)
		grid_address(grid, grid_row, column, address);
	sheet_faults_add_at(rows->faults, grid->rows[grid_row], address, field, refusal);
}

void import_rows_note(struct import_rows *rows, size_t row, enum import_fate fate, const char *text)
{
	struct import_note *note = &rows->notes[rows->sheet.grid_rows[row]];
	if (fate > note->fate || (fate == IMPORT_ROW_ALREADY && note->fate == IMPORT_ROW_GOOD))
		note->fate = fate;
	if (text)
		strbuf_printf(&note->text, "%s%s", note->text.len ? "\n" : "", text);
}

long long import_rows_count(const struct import_rows *rows, enum import_fate fate)
{
	long long n = 0;
	for (size_t row = 0; row < rows->sheet.grid->n_rows; row++)
		n += rows->notes[row].fate == fate;
	return n;
}

static bool begins_with_one(const char *cell, const char *const *words, size_t n)
{
	char key[IMPORT_HEADER_SIZE];
	import_header_key(cell, key);
	for (size_t i = 0; i < n; i++)
		if (strncmp(key, words[i], strlen(words[i])) == 0)
			return true;
	return false;
}

static bool is_no_case(const struct grid *grid, size_t row)
{
	const char *first = NULL;
	size_t n = 0;
	for (size_t column = 0; column < grid->n_columns; column++) {
		const char *cell = grid_cell(grid, row, column);
		if (*cell && !first)
			first = cell;
		n += *cell != '\0';
	}
	return !first || begins_with_one(first, totals, sizeof totals / sizeof totals[0]) ||
	       (n <= REMARK_CELLS && begins_with_one(first, remarks, sizeof remarks / sizeof remarks[0]));
}

/* ---- Merged cells ---- */

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
	refuse_with(&refusal, "cell", "%s", grid_address(rows->sheet.grid, range->top, range->left, address));
	refuse_words(&refusal, "detail", zh, en);
	fault(rows, range->top, column, rows->mapping->columns[column].field->name, &refusal);
	for (size_t row = range->top + 1; row <= range->bottom; row++)
		rows->notes[row].fate = IMPORT_ROW_WRONG; /* named with the first */
}

/* A cell over several rows holds for each of them: an office, a day. One over several fields, or of what no two cases
 * share, is refused. */
static void fill_range(struct import_rows *rows, const struct grid_range *range)
{
	struct grid *grid = rows->sheet.grid;
	char *value = grid->cells[range->top * grid->n_columns + range->left];
	size_t column = range->left, taken = 0;
	for (size_t i = range->left; i <= range->right; i++)
		if (is_taken(rows->mapping, i)) {
			column = i;
			taken++;
		}
	if (!taken || !*value || is_no_case(grid, range->top))
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

static void fill_merged(struct import_rows *rows)
{
	const struct grid *grid = rows->sheet.grid;
	for (size_t i = 0; i < grid->n_merged; i++)
		if (grid->merged[i].top > rows->mapping->bottom)
			fill_range(rows, &grid->merged[i]);
}

/* ---- Rows of the contract ---- */

size_t import_rows_add(struct import_rows *rows, size_t grid_row)
{
	static char nothing[1];
	struct sheet *sheet = &rows->sheet;
	size_t row = sheet->n_rows++, width = sheet->n_columns;
	if (sheet->n_rows > rows->room) {
		rows->room = rows->room ? 2 * rows->room : 64;
		sheet->grid_rows = hy_xrealloc(sheet->grid_rows, rows->room * sizeof *sheet->grid_rows);
		sheet->made = hy_xrealloc(sheet->made, rows->room * width * sizeof *sheet->made);
		sheet->made_from = hy_xrealloc(sheet->made_from, rows->room * width * sizeof *sheet->made_from);
		rows->versions = hy_xrealloc(rows->versions, rows->room * sizeof *rows->versions);
	}
	sheet->grid_rows[row] = grid_row;
	rows->versions[row] = 0;
	for (size_t i = 0; i < width; i++) {
		sheet->made[row * width + i] = nothing;
		sheet->made_from[row * width + i] = UINT16_MAX;
	}
	return row;
}

void import_rows_set(struct import_rows *rows, size_t row, const char *column, const char *value,
		     enum import_field_id field)
{
	struct sheet *sheet = &rows->sheet;
	for (size_t i = 0; i < sheet->n_columns; i++)
		if (strcmp(sheet->columns[i], column) == 0) {
			sheet->made[row * sheet->n_columns + i] = arena_strdup(rows->arena, value);
			sheet->made_from[row * sheet->n_columns + i] =
				(uint16_t)import_mapping_column(rows->mapping, field);
			return;
		}
	abort();
}

static void add_case(struct import_rows *rows, const struct import_line *line)
{
	size_t row = import_rows_add(rows, line->grid_row);
	const char *proposers = line->values[FIELD_ID_proposers], *others = line->values[FIELD_ID_co_proposers];
	for (size_t i = 0; i < rows->sheet.n_columns; i++) {
		const struct import_field *field = import_field_by_name(rows->sheet.columns[i]);
		enum import_field_id id = (enum import_field_id)(field - import_fields);
		import_rows_set(rows, row, field->name, line->values[id], id);
	}
	if (*others)
		proposers = arena_printf(rows->arena, "%s%s%s", proposers, *proposers ? "、" : "", others);
	import_rows_set(rows, row, "proposers", proposers, FIELD_ID_proposers);
	if (!*line->values[FIELD_ID_proposer_kind] && *proposers) /* said in the help: one is a member, several join */
		import_rows_set(rows, row, "proposer_kind", strstr(proposers, "、") ? "joint" : "member",
				FIELD_ID_proposer_kind);
}

/* The values of a row of the file. -1 after faults. */
static int read_line(struct import_rows *rows, struct import_line *line)
{
	const struct import_mapping *mapping = rows->mapping;
	struct refusal refusal;
	static char nothing[1];
	int result = 0;
	for (size_t id = 0; id < N_IMPORT_FIELDS; id++) {
		size_t column = import_mapping_column(mapping, (enum import_field_id)id);
		const char *cell =
			column < mapping->n_columns ? grid_cell(rows->sheet.grid, line->grid_row, column) : "";
		if (!*cell)
			cell = import_mapping_constant(mapping, (enum import_field_id)id);
		line->values[id] = nothing;
		refusal = (struct refusal){ 0 };
		if (import_value_read(rows->words, &import_fields[id], rows->arena, cell, &line->values[id],
				      &refusal) == 0)
			continue;
		fault(rows, line->grid_row, column, import_fields[id].name, &refusal);
		result = -1;
	}
	return result;
}

static bool is_stored_before(const char *result)
{
	return strcmp(result, txt(TXT_IMPORT_STORED)) == 0 || strcmp(result, txt(TXT_IMPORT_ALREADY)) == 0;
}

static void make_line(struct import_rows *rows, size_t grid_row)
{
	struct import_line line = { .grid_row = grid_row };
	enum import_fate *fate = &rows->notes[grid_row].fate;
	if (is_no_case(rows->sheet.grid, grid_row) || read_line(rows, &line) != 0 || *fate == IMPORT_ROW_WRONG)
		return;
	*fate = IMPORT_ROW_WAITING;
	if (is_stored_before(line.values[FIELD_ID_import_result]))
		*fate = IMPORT_ROW_BEFORE;
	else if (rows->mapping->kind == IMPORT_CASES)
		add_case(rows, &line);
	else if (import_steps_add(rows, &line) == 0)
		*fate = IMPORT_ROW_NOTHING;
}

void import_rows_make(struct import_rows *rows, struct grid *grid)
{
	struct sheet *sheet = &rows->sheet;
	bool cases = rows->mapping->kind == IMPORT_CASES;
	sheet->grid = grid;
	sheet->columns = cases ? case_row_columns : update_row_columns;
	sheet->n_columns = cases ? n_case_row_columns : n_update_row_columns;
	for (size_t i = 0; i < sheet->n_columns; i++)
		sheet->index[i] = (int)i;
	rows->notes = hy_xcalloc(grid->n_rows, sizeof *rows->notes);
	rows->faults->noted = take_fault;
	rows->faults->context = rows;
	fill_merged(rows);
	for (size_t row = rows->mapping->bottom + 1; row < grid->n_rows; row++)
		make_line(rows, row);
}

void import_rows_clear(struct import_rows *rows)
{
	for (size_t i = 0; rows->sheet.grid && i < rows->sheet.grid->n_rows; i++)
		strbuf_clear(&rows->notes[i].text);
	free(rows->notes);
	free(rows->versions);
	free(rows->sheet.made);
	free(rows->sheet.made_from);
	sheet_clear(&rows->sheet);
}
