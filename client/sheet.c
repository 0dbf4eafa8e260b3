#include "sheet.h"

#include "base/file.h"
#include "base/memory.h"
#include "client.h"
#include "say.h"
#include <stdlib.h>
#include <string.h>

/* Name space of the client's UUIDs: chosen once, never changed, else a file sent again would count again. */
static const uint8_t name_space[UUID_BYTES] = { 0x5b, 0x1e, 0x0c, 0x77, 0x91, 0x42, 0x8d, 0x3a,
						0x9f, 0x60, 0x2c, 0xd4, 0x18, 0xe3, 0x7a, 0x05 };

static void join_columns(const char *const *columns, size_t n, char *out, size_t size)
{
	size_t len = 0;
	out[0] = '\0';
	for (size_t i = 0; i < n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s", i ? "," : "", columns[i]);
}

static int refuse_column(struct refusal *refusal, enum reason reason, const char *column, const char *const *columns,
			 size_t n)
{
	char allowed[REASON_VALUE_SIZE];
	join_columns(columns, n, allowed, sizeof allowed);
	refuse_with(refuse(refusal, reason), "column", "%s", column);
	refuse_with(refusal, "allowed", "%s", allowed);
	return -1;
}

/* Finds the columns; names all required ones that are missing at once. */
static int find_columns(struct sheet *sheet, char *const *header, size_t width, const char *const *columns, size_t n,
			size_t n_required, struct refusal *ret_refusal)
{
	const char *missing[SHEET_MAX_COLUMNS];
	char names[REASON_VALUE_SIZE];
	size_t n_missing = 0;
	for (size_t i = 0; i < n; i++) {
		sheet->index[i] = -1;
		for (size_t k = 0; k < width && sheet->index[i] < 0; k++)
			if (strcmp(header[k], columns[i]) == 0)
				sheet->index[i] = (int)k;
		if (sheet->index[i] < 0 && i < n_required)
			missing[n_missing++] = columns[i];
	}
	if (!n_missing)
		return 0;
	join_columns(missing, n_missing, names, sizeof names);
	return refuse_column(ret_refusal, REASON_CSV_COLUMN_MISSING, names, columns, n_required);
}

/* Checks that a header has the first n_required of the n columns and no others than the n. */
static int check_header(struct sheet *sheet, char *const *header, size_t width, const char *const *columns, size_t n,
			size_t n_required, struct refusal *ret_refusal)
{
	bool known[CSV_MAX_COLUMNS] = { false };
	_Static_assert(CSV_MAX_COLUMNS >= GRID_MAX_COLUMNS, "a header may also be that of a workbook");
	if (find_columns(sheet, header, width, columns, n, n_required, ret_refusal) != 0)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (sheet->index[i] >= 0)
			known[sheet->index[i]] = true;
	for (size_t k = 0; k < width; k++)
		if (!known[k])
			return refuse_column(ret_refusal, REASON_CSV_COLUMN_UNKNOWN, header[k], columns, n);
	sheet->columns = columns;
	sheet->n_columns = n;
	return 0;
}

int sheet_check(struct sheet *sheet, struct csv_table *csv, const char *const *columns, size_t n, size_t n_required,
		struct refusal *ret_refusal)
{
	if (check_header(sheet, csv->header, csv->columns, columns, n, n_required, ret_refusal) != 0)
		return -1;
	sheet->csv = csv;
	sheet->n_rows = csv->rows;
	return 0;
}

/* The same of a grid: its first row is the header, all others are rows. */
static int check_grid(struct sheet *sheet, struct grid *grid, const char *const *columns, size_t n, size_t n_required,
		      struct refusal *ret_refusal)
{
	if (check_header(sheet, grid->cells, grid->n_columns, columns, n, n_required, ret_refusal) != 0)
		return -1;
	sheet->grid = grid;
	sheet->n_rows = grid->n_rows - 1;
	sheet->grid_rows = hy_xcalloc(grid->n_rows, sizeof *sheet->grid_rows);
	for (size_t row = 0; row < sheet->n_rows; row++)
		sheet->grid_rows[row] = row + 1;
	return 0;
}

void sheet_refusal(const struct csv_error *error, const char *path, struct refusal *ret_refusal)
{
	static const enum reason reasons[] = {
		[CSV_UNREADABLE] = REASON_CSV_UNREADABLE,           [CSV_EMPTY] = REASON_CSV_EMPTY,
		[CSV_ENCODING] = REASON_CSV_BROKEN_ENCODING,        [CSV_RAGGED] = REASON_CSV_RAGGED_ROW,
		[CSV_DUPLICATE_COLUMN] = REASON_CSV_COLUMN_UNKNOWN, [CSV_TOO_LARGE] = REASON_CSV_TOO_LARGE,
	};
	refuse_with(refuse(ret_refusal, reasons[error->kind]), "path", "%s", path);
	refuse_with(ret_refusal, "line", "%zu", error->line);
	refuse_with(ret_refusal, "expected", "%zu", error->expected);
	refuse_with(ret_refusal, "found", "%zu", error->found);
}

/* A file that has but one column was saved with another separator: no list of columns helps there. */
static int refuse_separator(const char *path, enum reason reason)
{
	say_error(TXT_SEPARATOR, "path", path, NULL);
	say_row_reason(1, reason_name(reason));
	return CLIENT_FAILED;
}

static int refuse_file(const char *path, const struct csv_error *error)
{
	struct refusal refusal = { 0 };
	if (error->kind == CSV_DUPLICATE_COLUMN) {
		say_error(TXT_COLUMN_TWICE, "path", path, NULL);
		return CLIENT_FAILED;
	}
	if (error->kind == CSV_RAGGED && error->expected == 1)
		return refuse_separator(path, REASON_CSV_RAGGED_ROW);
	sheet_refusal(error, path, &refusal);
	return say_refusal(&refusal);
}

static int read_text(struct sheet *sheet, const struct strbuf *bytes, const char *path, const char *const *columns,
		     size_t n, size_t n_required)
{
	struct csv_error error = { 0 };
	struct refusal refusal = { 0 };
	struct csv_table *csv = csv_read_bytes(bytes->text ? bytes->text : "", bytes->len, &error);
	if (!csv)
		return refuse_file(path, &error);
	if (sheet_check(sheet, csv, columns, n, n_required, &refusal) != 0) {
		bool one = csv->columns == 1 && strpbrk(csv->header[0], ";\t");
		csv_table_free(csv);
		return one ? refuse_separator(path, refusal.reason) : say_refusal(&refusal);
	}
	if (csv->gb18030)
		say_note(TXT_READ_AS_GB18030, "path", path, NULL);
	return CLIENT_OK;
}

static int read_workbook(struct sheet *sheet, const struct strbuf *bytes, const char *path, const char *const *columns,
			 size_t n, size_t n_required)
{
	struct refusal refusal = { 0 };
	struct grid *grid;
	if (grid_parse((const uint8_t *)bytes->text, bytes->len, path, "", &grid, &refusal) != 0)
		return say_refusal(&refusal);
	if (check_grid(sheet, grid, columns, n, n_required, &refusal) == 0)
		return CLIENT_OK;
	grid_free(grid);
	return say_refusal(&refusal);
}

int sheet_parse(struct sheet *sheet, const struct strbuf *bytes, const char *path, const char *const *columns, size_t n,
		size_t n_required)
{
	if (!bytes->len || grid_is_text((const uint8_t *)bytes->text, bytes->len))
		return read_text(sheet, bytes, path, columns, n, n_required);
	return read_workbook(sheet, bytes, path, columns, n, n_required);
}

int sheet_read(struct sheet *sheet, const char *path, const char *const *columns, size_t n, size_t n_required)
{
	struct strbuf bytes = { 0 };
	int result = file_load(path, CSV_MAX_BYTES, &bytes) == 0
			     ? sheet_parse(sheet, &bytes, path, columns, n, n_required)
			     : refuse_file(path, &(struct csv_error){ .kind = CSV_UNREADABLE });
	strbuf_clear(&bytes);
	return result;
}

void sheet_clear(struct sheet *sheet)
{
	csv_table_free(sheet->csv);
	grid_free(sheet->grid);
	free(sheet->grid_rows);
	*sheet = (struct sheet){ 0 };
}

static char *raw_cell(const struct sheet *sheet, size_t row, size_t column)
{
	if (sheet->made)
		return sheet->made[row * sheet->n_columns + column];
	if (sheet->csv)
		return sheet->csv->cells[row][column];
	return sheet->grid->cells[sheet->grid_rows[row] * sheet->grid->n_columns + column];
}

char *sheet_cell(const struct sheet *sheet, size_t row, size_t column)
{
	static char empty[1]; /* nothing is ever written beyond its end */
	if (sheet->index[column] < 0)
		return empty;
	char *cell = raw_cell(sheet, row, (size_t)sheet->index[column]);
	cell += strspn(cell, " \t\r\n");
	size_t len = strlen(cell);
	while (len && strchr(" \t\r\n", cell[len - 1]))
		cell[--len] = '\0';
	return cell;
}

size_t sheet_rows(const struct sheet *sheet)
{
	return sheet->n_rows;
}

size_t sheet_line(const struct sheet *sheet, size_t row)
{
	return sheet->csv ? sheet->csv->line[row] : sheet->grid->rows[sheet->grid_rows[row]];
}

const char *sheet_address(const struct sheet *sheet, size_t row, const char *field, char out[GRID_ADDRESS_SIZE])
{
	out[0] = '\0';
	for (size_t i = 0; sheet->grid && i < sheet->n_columns; i++) {
		if (strcmp(sheet->columns[i], field) != 0 || sheet->index[i] < 0)
			continue;
		size_t from = sheet->made ? sheet->made_from[row * sheet->n_columns + i] : (size_t)sheet->index[i];
		if (from < sheet->grid->n_columns)
			grid_address(sheet->grid, sheet->grid_rows[row], from, out);
	}
	return out;
}

/* Adds cells in the order of the list with their lengths, so that no two rows read the same. */
static void add_row(const struct sheet *sheet, size_t row, size_t n_columns, struct strbuf *out)
{
	for (size_t i = 0; i < sheet->n_columns; i++) {
		const char *cell = sheet_cell(sheet, row, i);
		if (i < n_columns)
			strbuf_printf(out, "%zu:%s,", strlen(cell), cell);
		else if (*cell)
			strbuf_printf(out, "%s=%zu:%s,", sheet->columns[i], strlen(cell), cell);
	}
}

void sheet_text_uuid(const char *text, uint8_t ret_uuid[UUID_BYTES])
{
	uuid_of_name(name_space, text, ret_uuid);
}

static void uuid_of_buf(struct strbuf *buf, uint8_t ret_uuid[UUID_BYTES])
{
	char *name = strbuf_take(buf);
	sheet_text_uuid(name, ret_uuid);
	free(name);
}

void sheet_uuid(const struct sheet *sheet, size_t n_columns, const char *purpose, uint8_t ret_uuid[UUID_BYTES])
{
	struct strbuf all = { 0 };
	strbuf_printf(&all, "%s\n", purpose);
	for (size_t row = 0; row < sheet_rows(sheet); row++) {
		add_row(sheet, row, n_columns, &all);
		strbuf_puts(&all, "\n");
	}
	uuid_of_buf(&all, ret_uuid);
}

void sheet_row_uuid(const struct sheet *sheet, size_t row, size_t n_columns, size_t equal_before, const char *purpose,
		    uint8_t ret_uuid[UUID_BYTES])
{
	struct strbuf one = { 0 };
	strbuf_printf(&one, "%s\n%zu\n", purpose, equal_before);
	add_row(sheet, row, n_columns, &one);
	uuid_of_buf(&one, ret_uuid);
}

const struct column sheet_fault_columns[N_SHEET_FAULT_COLUMNS] = {
	{ "line", TXT_COL_LINE, COLUMN_NUMBER },
	{ "field", TXT_COL_FIELD, COLUMN_FIXED },
	{ "reason", TXT_COL_REASON, COLUMN_FIXED },
	{ "message", TXT_COL_MESSAGE, COLUMN_FIXED },
	{ "cell", TXT_COL_CELL, COLUMN_FIXED | COLUMN_IF_ANY },
};

void sheet_faults_begin(struct sheet_faults *faults)
{
	*faults = (struct sheet_faults){ 0 };
	sheet_faults_begin_in(faults, report_new());
}

void sheet_faults_begin_in(struct sheet_faults *faults, struct report *report)
{
	faults->report = report;
	faults->table = report_table(report, "errors", sheet_fault_columns, N_SHEET_FAULT_COLUMNS, true);
}

void sheet_faults_add(struct sheet_faults *faults, const struct sheet *sheet, size_t row, const char *field,
		      const struct refusal *refusal)
{
	char address[GRID_ADDRESS_SIZE];
	sheet_faults_add_at(faults, sheet_line(sheet, row), sheet_address(sheet, row, field, address), field, refusal);
}

void sheet_faults_add_at(struct sheet_faults *faults, size_t line, const char *address, const char *field,
			 const struct refusal *refusal)
{
	char text[2048];
	say_refusal_text(refusal, text, sizeof text);
	sheet_faults_add_said(faults, line, address, field, reason_name(refusal->reason), text);
}

void sheet_faults_add_said(struct sheet_faults *faults, size_t line, const char *address, const char *field,
			   const char *reason, const char *text)
{
	if (!faults->table)
		return; /* nobody collects */
	table_row(faults->table, ROW_BAD);
	table_cell_number(faults->table, (long long)line);
	table_cell(faults->table, field);
	table_cell(faults->table, reason);
	table_cell(faults->table, text);
	table_cell(faults->table, address);
	say_row_reason(line, reason);
	if (faults->noted)
		faults->noted(faults->context, &(struct sheet_fault){ line, address, field, reason, text });
}

size_t sheet_faults_count(const struct sheet_faults *faults)
{
	return table_rows(faults->table);
}
