#include "submit_file.h"

#include "report.h"
#include "say.h"
#include "submit_rows.h"
#include "update_rows.h"

static Huiyin__V1__SubmitUpdateRequest *read_rows(const struct client *client, const struct sheet *sheet,
						  struct arena *arena)
{
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest *requests = arena_alloc(arena, (sheet_rows(sheet) + 1) * sizeof *requests);
	for (size_t row = 0; row < sheet_rows(sheet); row++)
		update_row_read(sheet, row, arena, &requests[row], &faults);
	if (sheet_faults_count(&faults) == 0) {
		report_free(faults.report);
		return requests;
	}
	report_print(faults.report, client);
	say_note(TXT_NOTHING_SENT, NULL);
	return NULL;
}

static int send_sheet(struct client *client, const struct sheet *sheet, struct arena *arena, int parallel, bool dry_run)
{
	Huiyin__V1__SubmitUpdateRequest *requests = read_rows(client, sheet, arena);
	if (!requests)
		return CLIENT_FAILED;
	struct submit_sender sender;
	int result = submit_ask_sender(client, arena, &sender);
	if (result != CLIENT_OK)
		return result;
	update_rows_name(sheet, sender.office, arena, requests);
	size_t n = sheet_rows(sheet);
	struct bulk_row *rows = arena_alloc(arena, (n + 1) * sizeof *rows);
	for (size_t row = 0; row < n; row++) {
		rows[row].request = &requests[row];
		rows[row].line = sheet_line(sheet, row);
	}
	return dry_run ? submit_rows_try(client, rows, n) : submit_rows_send(client, rows, n, parallel);
}

int submit_file(struct client *client, const char *path, int parallel, bool dry_run)
{
	struct sheet sheet = { 0 };
	int result = sheet_read(&sheet, path, update_row_columns, n_update_row_columns, N_UPDATE_ROW_REQUIRED);
	if (result != CLIENT_OK)
		return result;
	struct arena *arena = arena_new();
	if (sheet_rows(&sheet) == 0)
		say_note(TXT_SHEET_WITHOUT_ROWS, "path", path, NULL);
	result = send_sheet(client, &sheet, arena, parallel, dry_run);
	arena_free(arena);
	sheet_clear(&sheet);
	return result;
}
