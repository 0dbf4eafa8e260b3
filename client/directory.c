#include "directory.h"

#include "say.h"

void directory_request_id(char text[UUID_TEXT])
{
	uint8_t uuid[UUID_BYTES];
	uuid_random(uuid);
	uuid_format(uuid, text);
}

void directory_print_count(const struct client *client, long long stored, long long already)
{
	struct report *report = report_new();
	report_number(report, "stored", TXT_FACT_STORED, stored);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, already);
	report_print(report, client);
}

int directory_send_rows(struct client *client, const struct sheet *sheet,
			int (*send)(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already))
{
	long long stored = 0, already_stored = 0, refused = 0;
	int last = CLIENT_OK;
	for (size_t row = 0; row < sheet_rows(sheet); row++) {
		bool already = false;
		int result = send(client, sheet, row, &already);
		stored += result == CLIENT_OK && !already;
		already_stored += result == CLIENT_OK && already;
		if (result == CLIENT_OK)
			continue;
		char line[24];
		snprintf(line, sizeof line, "%zu", sheet_line(sheet, row));
		say_error(TXT_ROW_REFUSED, "line", line, NULL);
		refused++;
		last = result;
		if (result == CLIENT_DENIED || result == CLIENT_UNREACHABLE)
			break;
	}
	directory_print_count(client, stored, already_stored);
	return !refused ? CLIENT_OK : stored + already_stored ? CLIENT_PARTIAL : last;
}

int directory_import(struct client *client, const char *path, const char *const *columns, size_t n_columns,
		     size_t n_required,
		     int (*check)(const struct sheet *sheet, size_t row, struct sheet_faults *faults),
		     int (*send)(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already))
{
	struct sheet sheet = { 0 };
	int result = sheet_read(&sheet, path, columns, n_columns, n_required);
	if (result != CLIENT_OK)
		return result;
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	for (size_t row = 0; row < sheet_rows(&sheet); row++)
		check(&sheet, row, &faults);
	bool good = sheet_faults_count(&faults) == 0;
	if (good) {
		report_free(faults.report);
		result = directory_send_rows(client, &sheet, send);
	} else {
		report_print(faults.report, client);
		result = CLIENT_FAILED;
	}
	sheet_clear(&sheet);
	return result;
}
