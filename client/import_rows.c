#include "import_rows.h"

#include "base/date.h"
#include "case_rows.h"
#include "say.h"
#include "update_rows.h"
#include <stdlib.h>
#include <string.h>

/* A row that begins so is no case; the last ones only where the row says little else. */
static const char *const totals[] = { "合计", "总计", "小计", "共计", "总数", "填表", "填报", "制表" };
static const char *const remarks[] = { "审核", "注", "说明", "备注", "联系电话" };
#define REMARK_CELLS 2

/* ---- Rows of the file ---- */

void import_rows_miss(struct import_rows *rows, enum import_field_id field)
{
	if (field < N_IMPORT_FIELDS && !import_mapping_has(rows->mapping, field))
		rows->missing[field] = true;
}

void import_rows_miss_received(struct import_rows *rows, bool any)
{
	if (!any)
		return;
	import_rows_miss(rows, FIELD_ID_session);
	import_rows_miss(rows, FIELD_ID_received_on);
}

const char *import_rows_address(const struct import_rows *rows, size_t grid_row, enum import_field_id field,
				char out[GRID_ADDRESS_SIZE])
{
	size_t column =
		field < N_IMPORT_FIELDS ? import_mapping_column(rows->mapping, field) : rows->mapping->n_columns;
	out[0] = '\0';
	return column < rows->grid->n_columns ? grid_address(rows->grid, grid_row, column, out) : out;
}

/* A fault was added to the list: its row is wrong, and says why in the result. */
static void take_fault(void *context, const struct sheet_fault *fault)
{
	struct import_rows *rows = context;
	const struct import_field *field = import_field_by_name(fault->field);
	size_t row = grid_rows_before(rows->grid, fault->line);
	if (field && strcmp(fault->reason, "FIELD_MISSING") == 0)
		import_rows_miss(rows, (enum import_field_id)(field - import_fields));
	if (row == rows->grid->n_rows)
		return;
	struct import_note *note = &rows->notes[row];
	note->fate = IMPORT_ROW_WRONG;
	strbuf_printf(&note->text, "%s%s%s%s", note->text.len ? "\n" : "", fault->address, *fault->address ? " " : "",
		      fault->text);
}

void import_rows_fault(struct import_rows *rows, size_t grid_row, enum import_field_id field,
		       const struct refusal *refusal)
{
	char address[GRID_ADDRESS_SIZE];
	sheet_faults_add_at(rows->faults, rows->grid->rows[grid_row],
			    import_rows_address(rows, grid_row, field, address), import_fields[field].name, refusal);
}

void import_rows_note(struct import_rows *rows, const struct import_table *table, size_t row, enum import_fate fate,
		      const char *text)
{
	struct import_note *note = &rows->notes[table->sheet.grid_rows[row]];
	if (fate > note->fate)
		note->fate = fate;
	if (text)
		strbuf_printf(&note->text, "%s%s", note->text.len ? "\n" : "", text);
}

void import_rows_begin_storing(struct import_rows *rows)
{
	for (size_t row = 0; row < rows->grid->n_rows; row++)
		if (rows->notes[row].fate == IMPORT_ROW_GOOD)
			rows->notes[row].fate = IMPORT_ROW_WAITING;
}

void import_rows_break_storing(struct import_rows *rows)
{
	for (size_t row = 0; row < rows->grid->n_rows; row++)
		if (rows->notes[row].fate == IMPORT_ROW_WAITING)
			rows->notes[row].fate = IMPORT_ROW_UNKNOWN;
}

long long import_rows_count(const struct import_rows *rows, enum import_fate fate)
{
	long long n = 0;
	for (size_t row = 0; row < rows->grid->n_rows; row++)
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

bool import_rows_is_no_case(const struct grid *grid, size_t row)
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

/* ---- Rows of the contract ---- */

size_t import_rows_add(struct import_table *table, size_t grid_row)
{
	static char nothing[1];
	struct sheet *sheet = &table->sheet;
	size_t row = sheet->n_rows++, width = sheet->n_columns;
	if (sheet->n_rows > table->room) {
		table->room = table->room ? 2 * table->room : 64;
		sheet->grid_rows = hy_xrealloc(sheet->grid_rows, table->room * sizeof *sheet->grid_rows);
		sheet->made = hy_xrealloc(sheet->made, table->room * width * sizeof *sheet->made);
		sheet->made_from = hy_xrealloc(sheet->made_from, table->room * width * sizeof *sheet->made_from);
		table->versions = hy_xrealloc(table->versions, table->room * sizeof *table->versions);
	}
	sheet->grid_rows[row] = grid_row;
	table->versions[row] = 0;
	for (size_t i = 0; i < width; i++) {
		sheet->made[row * width + i] = nothing;
		sheet->made_from[row * width + i] = UINT16_MAX;
	}
	return row;
}

void import_rows_set(struct import_rows *rows, struct import_table *table, size_t row, const char *column,
		     const char *value, enum import_field_id field)
{
	struct sheet *sheet = &table->sheet;
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
	struct import_table *table = &rows->cases;
	size_t row = import_rows_add(table, line->grid_row);
	const char *proposers = line->values[FIELD_ID_proposers], *others = line->values[FIELD_ID_co_proposers];
	for (size_t i = 0; i < table->sheet.n_columns; i++) {
		const struct import_field *field = import_field_by_name(table->sheet.columns[i]);
		enum import_field_id id = (enum import_field_id)(field - import_fields);
		import_rows_set(rows, table, row, field->name, line->values[id], line->from[id]);
	}
	if (*others)
		proposers = arena_printf(rows->arena, "%s%s%s", proposers, *proposers ? "、" : "", others);
	import_rows_set(rows, table, row, "proposers", proposers, FIELD_ID_proposers);
	if (!*line->values[FIELD_ID_proposer_kind] && *proposers) /* said in the help: one is a member, several join */
		import_rows_set(rows, table, row, "proposer_kind", strstr(proposers, "、") ? "joint" : "member",
				FIELD_ID_proposer_kind);
}

/* The values of a row of the file. -1 after faults. */
static int read_line(struct import_rows *rows, struct import_line *line)
{
	const struct import_mapping *mapping = rows->mapping;
	struct import_words words = *rows->words;
	struct refusal refusal;
	static char nothing[1];
	int result = 0, month, day;
	for (size_t id = 0; id < N_IMPORT_FIELDS; id++) {
		size_t column = import_mapping_column(mapping, (enum import_field_id)id);
		const char *cell = column < mapping->n_columns ? grid_cell(rows->grid, line->grid_row, column) : "";
		line->in_cell[id] = *cell;
		if (!*cell)
			cell = import_mapping_constant(mapping, (enum import_field_id)id);
		line->values[id] = nothing;
		line->from[id] = (enum import_field_id)id;
		refusal = (struct refusal){ 0 };
		if (import_value_read(&words, &import_fields[id], rows->arena, cell, &line->values[id], &refusal) ==
		    0) {
			if (id == FIELD_ID_session) /* before all days */
				words.session = import_session(&words, line->values[id]);
			if (import_fields[id].value == VALUE_DAY && day_parse_yearless(cell, &month, &day) == 0)
				rows->year_of = words.session;
			continue;
		}
		import_rows_fault(rows, line->grid_row, (enum import_field_id)id, &refusal);
		result = -1;
	}
	return import_contact_split(rows, &words, line) == 0 ? result : -1;
}

static void take_instead(struct import_line *line, enum import_field_id field, enum import_field_id other)
{
	if (*line->values[field])
		return;
	line->values[field] = line->values[other];
	line->from[field] = other;
}

/* 45号 of a session is 20230045. */
static void complete_number(const struct import_rows *rows, struct import_line *line)
{
	const char *number = line->values[FIELD_ID_case];
	const Huiyin__V1__Session *session = import_session(rows->words, line->values[FIELD_ID_session]);
	size_t len = strlen(number), digits = (size_t)rows->words->rules->number_digits;
	if (!session || !len || len > digits || strspn(number, "0123456789") != len)
		return;
	line->values[FIELD_ID_case] =
		arena_printf(rows->arena, "%.4s%0*d", session->starts_on, (int)digits, atoi(number));
}

/* 承办单位 is whom the case is handed to on the row's day: one leads, several answer each for itself (分办). */
static void take_offices(struct import_line *line)
{
	static char nothing[1];
	bool several = strchr(line->values[FIELD_ID_office], ';') != NULL;
	take_instead(line, several ? FIELD_ID_separate_offices : FIELD_ID_lead_office, FIELD_ID_office);
	if (several)
		line->values[FIELD_ID_office] = nothing; /* no one of them did what the row tells */
}

/* Where the row hands nothing over, one office did what it tells. -1 after a fault. */
static int check_office(struct import_rows *rows, const struct import_line *line)
{
	size_t column = import_mapping_column(rows->mapping, FIELD_ID_office);
	struct refusal refusal = { 0 };
	if (!strchr(line->values[FIELD_ID_office], ';'))
		return 0;
	refuse_with(refuse(&refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", import_fields[FIELD_ID_office].name);
	refuse_with(&refusal, "value", "%s",
		    line->in_cell[FIELD_ID_office] ? grid_cell(rows->grid, line->grid_row, column)
						   : import_mapping_constant(rows->mapping, FIELD_ID_office));
	refuse_words(&refusal, "allowed", "一个单位", "one office");
	import_rows_fault(rows, line->grid_row, FIELD_ID_office, &refusal);
	return -1;
}

/* What one column of a ledger says for two fields. */
static void complete_line(const struct import_rows *rows, struct import_line *line)
{
	static const enum import_field_id offices[] = { FIELD_ID_lead_office, FIELD_ID_sole_office,
							FIELD_ID_separate_offices };
	bool any_office = false;
	complete_number(rows, line);
	for (size_t i = 0; i < sizeof offices / sizeof offices[0]; i++)
		any_office = any_office || *line->values[offices[i]];
	if (*line->values[FIELD_ID_assigned_on] && !any_office)
		take_offices(line);
	take_instead(line, FIELD_ID_attitude, FIELD_ID_satisfaction);
	take_instead(line, FIELD_ID_result, FIELD_ID_satisfaction);
	if (rows->mapping->kind == IMPORT_LEDGER) /* the case must have a name before it is filed */
		take_instead(line, FIELD_ID_submission_number, FIELD_ID_case);
}

static bool is_stored_before(const char *result)
{
	return strcmp(result, txt(TXT_IMPORT_STORED)) == 0 || strcmp(result, txt(TXT_IMPORT_ALREADY)) == 0;
}

/* Nothing that is imported stands in the row: it is the heading of a section, or a count below the table. */
static bool is_aside(const struct import_rows *rows, size_t grid_row)
{
	for (size_t column = 0; column < rows->mapping->n_columns; column++) {
		const struct import_field *field = rows->mapping->columns[column].field;
		if (field && field->value != VALUE_IGNORED && *grid_cell(rows->grid, grid_row, column))
			return false;
	}
	return true;
}

static void make_line(struct import_rows *rows, size_t grid_row)
{
	struct import_line line = { .grid_row = grid_row };
	enum import_fate *fate = &rows->notes[grid_row].fate;
	if (import_rows_is_no_case(rows->grid, grid_row) || is_aside(rows, grid_row) || read_line(rows, &line) != 0 ||
	    *fate == IMPORT_ROW_WRONG)
		return;
	complete_line(rows, &line);
	if (check_office(rows, &line) != 0)
		return;
	rows->notes[grid_row].number = line.values[FIELD_ID_case];
	rows->notes[grid_row].filed = *line.values[FIELD_ID_filed_on];
	*fate = IMPORT_ROW_WAITING;
	if (is_stored_before(line.values[FIELD_ID_import_result])) {
		*fate = IMPORT_ROW_BEFORE;
		return;
	}
	if (rows->mapping->kind & IMPORT_CASES)
		add_case(rows, &line);
	if (rows->mapping->kind & IMPORT_UPDATES && import_steps_add(rows, &line) == 0 &&
	    rows->mapping->kind == IMPORT_UPDATES)
		*fate = IMPORT_ROW_NOTHING;
}

static void begin_table(struct import_table *table, struct grid *grid, const char *const *columns, size_t n)
{
	struct sheet *sheet = &table->sheet;
	sheet->grid = grid;
	sheet->columns = columns;
	sheet->n_columns = n;
	for (size_t i = 0; i < n; i++)
		sheet->index[i] = (int)i;
}

static void clear_table(struct import_table *table)
{
	free(table->versions);
	free(table->sheet.made);
	free(table->sheet.made_from);
	table->sheet.grid = NULL; /* both tables have the same */
	sheet_clear(&table->sheet);
}

void import_rows_make(struct import_rows *rows, struct grid *grid)
{
	rows->grid = grid;
	begin_table(&rows->cases, grid, case_row_columns, n_case_row_columns);
	begin_table(&rows->steps, grid, update_row_columns, n_update_row_columns);
	rows->notes = hy_xcalloc(grid->n_rows, sizeof *rows->notes);
	rows->faults->noted = take_fault;
	rows->faults->context = rows;
	import_merged_fill(rows);
	import_rows_miss_received(rows, rows->mapping->kind == IMPORT_CASES); /* of a ledger it is not known yet */
	for (size_t row = rows->mapping->bottom + 1; row < grid->n_rows; row++)
		make_line(rows, row);
}

void import_rows_clear(struct import_rows *rows)
{
	for (size_t i = 0; rows->grid && i < rows->grid->n_rows; i++)
		strbuf_clear(&rows->notes[i].text);
	free(rows->notes);
	clear_table(&rows->cases);
	clear_table(&rows->steps);
	grid_free(rows->grid);
}
