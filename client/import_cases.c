#include "import_cases.h"

#include "case_rows.h"
#include "progress.h"
#include "remote.h"
#include "say.h"
#include <huiyin/v1/case_service.evgrpc.h>

void case_import_read(struct case_import *import, struct arena *arena)
{
	size_t n = sheet_rows(import->sheet);
	import->cases = arena_alloc(arena, (n + 1) * sizeof *import->cases);
	if (!import->bad)
		import->bad = arena_alloc(arena, n + 1);
	for (size_t row = 0; row < n; row++)
		if (!import->bad[row] && !(import->there && import->there[row]))
			import->bad[row] =
				case_row_read(import->sheet, row, arena, &import->cases[row], import->faults) != 0;
	case_rows_find_doubles(import->sheet, import->faults, import->bad);
	import->n_faults = sheet_faults_count(import->faults);
	for (size_t row = 0; row < n; row++)
		import->n_good += !import->bad[row];
}

/* The server may end the call before the last row; the status then tells why. */
static void send_rows(struct evgrpc_stream *stream, const struct case_import *import, bool dry_run, char *request_id)
{
	Huiyin__V1__ImportHeader header = HUIYIN__V1__IMPORT_HEADER__INIT;
	Huiyin__V1__ImportCasesRequest message = HUIYIN__V1__IMPORT_CASES_REQUEST__INIT;
	header.request_id = request_id;
	header.dry_run = dry_run;
	message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_HEADER;
	message.header = &header;
	size_t n = sheet_rows(import->sheet);
	struct progress progress = { .total = n };
	int result = huiyin__v1__case_service__import_cases__stream_send(stream, &message);
	for (size_t row = 0; row < n && result == 0; row++) {
		if (import->bad[row] || (import->there && import->there[row]))
			continue;
		Huiyin__V1__ImportRow part = HUIYIN__V1__IMPORT_ROW__INIT;
		part.row = (int32_t)row + 1;
		part.case_ = &import->cases[row];
		message.part_case = HUIYIN__V1__IMPORT_CASES_REQUEST__PART_ROW;
		message.row = &part;
		result = huiyin__v1__case_service__import_cases__stream_send(stream, &message);
		progress_show(&progress, row + 1);
	}
	progress_clear(&progress);
}

void case_import_add_errors(struct case_import *import, const Huiyin__V1__ImportCasesResponse *answer)
{
	const struct sheet *sheet = import->sheet;
	for (size_t i = 0; i < answer->n_errors; i++) {
		const Huiyin__V1__RowError *error = answer->errors[i];
		size_t row = (size_t)error->row - 1;
		char address[GRID_ADDRESS_SIZE] = "";
		bool known = error->row >= 1 && row < sheet_rows(sheet);
		if (known)
			sheet_address(sheet, row, error->field, address);
		sheet_faults_add_said(import->faults, known ? sheet_line(sheet, row) : (size_t)error->row, address,
				      error->field, error->reason, error->message);
		if (!known || import->bad[row])
			continue;
		import->bad[row] = true;
		import->n_good--;
	}
}

/* They are in the order of rows. */
size_t case_import_error_rows(const Huiyin__V1__ImportCasesResponse *answer)
{
	size_t rows = 0;
	for (size_t i = 0; i < answer->n_errors; i++)
		rows += i == 0 || answer->errors[i]->row != answer->errors[i - 1]->row;
	return rows;
}

int case_import_refuse(size_t rows)
{
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_IMPORT_HAS_ERRORS), "count", "%zu", rows);
	say_refusal(&refusal);
	return CLIENT_FAILED;
}

Huiyin__V1__ImportCasesResponse *case_import_send(struct client *client, const struct case_import *import, bool dry_run,
						  int *ret_exit)
{
	*ret_exit = remote_open(client);
	if (*ret_exit != CLIENT_OK)
		return NULL;
	struct remote_options options = { 0 };
	remote_fill(client, REMOTE_LONG_MS, &options);
	uint8_t uuid[UUID_BYTES];
	char request_id[UUID_TEXT];
	sheet_uuid(import->sheet, N_CASE_ROW_FIRST, "import", uuid);
	struct evgrpc_stream *stream =
		huiyin__v1__case_service__import_cases__stream_open(client->channel, &options.call);
	struct evgrpc_status status = { .code = EVGRPC_UNAVAILABLE };
	Huiyin__V1__ImportCasesResponse *answer = NULL;
	if (stream) {
		send_rows(stream, import, dry_run, uuid_format(uuid, request_id));
		huiyin__v1__case_service__import_cases__stream_finish(stream, &answer, &status);
	}
	*ret_exit = status.code == EVGRPC_OK ? CLIENT_OK : remote_fail(client, &status);
	return status.code == EVGRPC_OK ? answer : NULL;
}
