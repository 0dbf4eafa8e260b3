#include "sheet/grid_build.h"

#include <stdlib.h>
#include <string.h>

struct built_row {
	size_t number, n; /* of the file; cells */
	char **cells;     /* n, by column of the file; NULL for none */
};

/* What stands behind a struct grid. */
struct book {
	struct grid grid; /* first, so that both have one address */
	struct arena *arena;
};

struct grid_builder {
	const char *name;
	struct refusal *refusal;
	struct arena *arena;
	struct built_row *rows;
	size_t n_rows, room;
	size_t first, end; /* columns that have cells: [first, end) */
	size_t text_bytes;
	struct grid_range *merged; /* rows of the file from 1 */
	size_t n_merged, merged_room;
	/* The row that is being read. */
	char *row[GRID_MAX_COLUMNS];
	size_t row_number, row_end;
	size_t next_column; /* the least that may come */
};

struct grid_builder *grid_builder_new(const char *name, struct refusal *refusal)
{
	struct grid_builder *builder = hy_xcalloc(1, sizeof(*builder));

	builder->name = name;
	builder->refusal = refusal;
	builder->arena = arena_new();
	builder->first = GRID_MAX_COLUMNS;
	return builder;
}

void grid_builder_free(struct grid_builder *builder)
{
	if (!builder)
		return;
	arena_free(builder->arena);
	free(builder->rows);
	free(builder->merged);
	free(builder);
}

struct arena *grid_builder_arena(struct grid_builder *builder)
{
	return builder->arena;
}

/* ---- Refusals ---- */

int grid_refuse_part(struct refusal *refusal, const char *name, const char *part, const char *zh, const char *en)
{
	refuse_with(refuse(refusal, REASON_SHEET_PART), "path", "%s", name);
	refuse_with(refusal, "part", "%s", part);
	refuse_words(refusal, "detail", zh, en);
	return -1;
}

int grid_refuse_cell(struct refusal *refusal, const char *name, size_t row, size_t column, const char *zh,
		     const char *en)
{
	const struct grid file = { 0 }; /* rows and columns as they are in the file */
	char address[GRID_ADDRESS_SIZE];

	refuse_with(refuse(refusal, REASON_SHEET_CELL), "path", "%s", name);
	refuse_with(refusal, "cell", "%s", grid_address(&file, row - 1, column, address));
	refuse_words(refusal, "detail", zh, en);
	return -1;
}

int grid_refuse_limit(struct refusal *refusal, const char *name, const char *zh, const char *en, size_t max)
{
	refuse_with(refuse(refusal, REASON_SHEET_LIMIT), "path", "%s", name);
	refuse_words(refusal, "part", zh, en);
	refuse_with(refusal, "max", "%zu", max);
	return -1;
}

int grid_refuse_format(struct refusal *refusal, const char *name, const char *zh, const char *en)
{
	refuse_with(refuse(refusal, REASON_SHEET_FORMAT), "path", "%s", name);
	refuse_words(refusal, "found", zh, en);
	return -1;
}

/* ---- Cells ---- */

static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	for (len = strlen(text); len && strchr(" \t\r\n", text[len - 1]); len--)
		;
	text[len] = '\0';
	return text;
}

/* Keeps the row that is complete; one without text is left out. */
static void end_row(struct grid_builder *builder)
{
	struct built_row *row;

	if (builder->row_end == 0)
		return;
	if (builder->n_rows == builder->room) {
		builder->room = builder->room ? builder->room * 2 : 64;
		builder->rows = hy_xrealloc(builder->rows, builder->room * sizeof(*builder->rows));
	}
	row = &builder->rows[builder->n_rows++];
	row->number = builder->row_number;
	row->n = builder->row_end;
	row->cells = arena_alloc(builder->arena, row->n * sizeof(*row->cells));
	memcpy(row->cells, builder->row, row->n * sizeof(*row->cells));
	memset(builder->row, 0, sizeof(builder->row));
	builder->row_end = 0;
}

/* Moves on to the place of a cell. */
static int advance(struct grid_builder *builder, size_t row, size_t column)
{
	if (row < builder->row_number || (row == builder->row_number && column < builder->next_column))
		return grid_refuse_cell(builder->refusal, builder->name, row, column, "不在应有的次序，或出现两次",
					"it is out of order, or there twice");
	if (row > builder->row_number)
		end_row(builder);
	builder->row_number = row;
	builder->next_column = column + 1;
	return 0;
}

static int check_limits(struct grid_builder *builder, size_t row, size_t column, size_t len)
{
	if (column >= GRID_MAX_COLUMNS)
		return grid_refuse_limit(builder->refusal, builder->name, "列数", "columns", GRID_MAX_COLUMNS);
	if (builder->row_end == 0 && builder->n_rows == GRID_MAX_ROWS)
		return grid_refuse_limit(builder->refusal, builder->name, "行数", "rows", GRID_MAX_ROWS);
	if (len > GRID_MAX_CELL_BYTES)
		return grid_refuse_cell(builder->refusal, builder->name, row, column, "文字过长",
					"its text is too long");
	builder->text_bytes += len;
	if (builder->text_bytes > GRID_MAX_TEXT_BYTES)
		return grid_refuse_limit(builder->refusal, builder->name, "文字字节数", "bytes of text",
					 GRID_MAX_TEXT_BYTES);
	return 0;
}

int grid_builder_cell(struct grid_builder *builder, size_t row, size_t column, char *text)
{
	if (advance(builder, row, column) != 0)
		return -1;
	text = trim(text);
	if (!*text)
		return 0;
	if (check_limits(builder, row, column, strlen(text)) != 0)
		return -1;
	builder->row[column] = text;
	builder->row_end = column + 1;
	if (column < builder->first)
		builder->first = column;
	if (column + 1 > builder->end)
		builder->end = column + 1;
	return 0;
}

int grid_builder_merge(struct grid_builder *builder, size_t top, size_t left, size_t bottom, size_t right)
{
	if (builder->n_merged == GRID_MAX_MERGED)
		return grid_refuse_limit(builder->refusal, builder->name, "合并单元格数", "merged ranges",
					 GRID_MAX_MERGED);
	if (builder->n_merged == builder->merged_room) {
		builder->merged_room = builder->merged_room ? builder->merged_room * 2 : 64;
		builder->merged = hy_xrealloc(builder->merged, builder->merged_room * sizeof(*builder->merged));
	}
	builder->merged[builder->n_merged++] = (struct grid_range){ top, left, bottom, right };
	return 0;
}

bool grid_builder_is_empty(const struct grid_builder *builder)
{
	return builder->n_rows == 0 && builder->row_end == 0;
}

void grid_builder_restart(struct grid_builder *builder)
{
	builder->row_number = builder->next_column = 0;
	builder->n_merged = 0;
}

/* ---- The grid ---- */

/* The part of a range that lies in the grid; false when that is one cell or none. */
static bool clip(const struct grid *grid, const struct grid_range *file, struct grid_range *ret_range)
{
	size_t top = grid_rows_before(grid, file->top), end = grid_rows_before(grid, file->bottom + 1);
	size_t left = file->left < grid->first_column ? 0 : file->left - grid->first_column;
	size_t right;

	if (top == end || file->right < grid->first_column || left >= grid->n_columns)
		return false;
	right = file->right - grid->first_column;
	if (right >= grid->n_columns)
		right = grid->n_columns - 1;
	*ret_range = (struct grid_range){ top, left, end - 1, right };
	return ret_range->bottom > top || right > left;
}

/* Marks the cells of a range; false when one was marked before. That also bounds what all ranges cover together. */
static bool mark(const struct grid *grid, const struct grid_range *range, bool *taken)
{
	for (size_t row = range->top; row <= range->bottom; row++)
		for (size_t column = range->left; column <= range->right; column++) {
			bool *cell = &taken[row * grid->n_columns + column];

			if (*cell)
				return false;
			*cell = true;
		}
	return true;
}

static int place_merged(struct grid_builder *builder, struct grid *grid)
{
	bool *taken = hy_xcalloc(grid->n_rows * grid->n_columns, sizeof(*taken));
	int result = 0;

	grid->merged = arena_alloc(builder->arena, (builder->n_merged + 1) * sizeof(*grid->merged));
	for (size_t i = 0; i < builder->n_merged && result == 0; i++) {
		struct grid_range *range = &grid->merged[grid->n_merged];

		if (!clip(grid, &builder->merged[i], range))
			continue;
		grid->n_merged++;
		if (!mark(grid, range, taken))
			result = grid_refuse_cell(builder->refusal, builder->name, builder->merged[i].top,
						  builder->merged[i].left, "合并区域互相重叠", "merged ranges overlap");
	}
	free(taken);
	return result;
}

static void place_cells(struct grid_builder *builder, struct grid *grid)
{
	static char empty[1];

	grid->n_rows = builder->n_rows;
	grid->first_column = builder->first;
	grid->n_columns = builder->end - builder->first;
	grid->rows = arena_alloc(builder->arena, grid->n_rows * sizeof(*grid->rows));
	grid->cells = arena_alloc(builder->arena, grid->n_rows * grid->n_columns * sizeof(*grid->cells));
	for (size_t row = 0; row < grid->n_rows; row++) {
		const struct built_row *built = &builder->rows[row];
		char **cells = &grid->cells[row * grid->n_columns];

		grid->rows[row] = built->number;
		for (size_t i = 0; i < grid->n_columns; i++) {
			size_t column = grid->first_column + i;

			cells[i] = column < built->n && built->cells[column] ? built->cells[column] : empty;
		}
	}
}

struct grid *grid_builder_finish(struct grid_builder *builder)
{
	struct book *book = hy_xcalloc(1, sizeof(*book));
	int result = 0;

	end_row(builder);
	if (builder->n_rows) {
		place_cells(builder, &book->grid);
		result = place_merged(builder, &book->grid);
	}
	book->arena = builder->arena;
	builder->arena = NULL;
	grid_builder_free(builder);
	if (result == 0)
		return &book->grid;
	grid_free(&book->grid);
	return NULL;
}

void grid_free(struct grid *grid)
{
	struct book *book = (struct book *)grid;

	if (!book)
		return;
	arena_free(book->arena);
	free(book);
}
