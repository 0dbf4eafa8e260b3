/* calendar import: days off and working weekends, a call per year. */
#include "base/memory.h"
#include "remote.h"
#include "say.h"
#include "sheet.h"
#include "show.h"
#include "verbs.h"
#include <huiyin/v1/rules_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

static const char *const file_columns[] = { "day", "kind", "name", "source" };
enum { FILE_DAY, FILE_KIND, FILE_NAME, FILE_SOURCE, N_FILE_COLUMNS };

/* A row of the file, read. */
struct special_day {
	hy_day day;
	int year;
	char text[HY_DAY_TEXT];
	bool off;
	char *name, *source; /* of the sheet */
};

static int read_row(const struct sheet *sheet, size_t row, struct special_day *day, struct sheet_faults *faults)
{
	struct refusal refusal = { 0 };
	int month, mday;
	char *given = sheet_cell(sheet, row, FILE_DAY), *kind = sheet_cell(sheet, row, FILE_KIND);
	if (show_day("day", *given ? given : "?", day->text, &refusal) != 0) {
		sheet_faults_add(faults, sheet, row, "day", &refusal);
		return -1;
	}
	if (strcmp(kind, "off") != 0 && strcmp(kind, "work") != 0) {
		refuse_with(refuse(&refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "kind");
		refuse_with(&refusal, "value", "%s", kind);
		refuse_with(&refusal, "allowed", "off, work");
		sheet_faults_add(faults, sheet, row, "kind", &refusal);
		return -1;
	}
	day_parse(day->text, &day->day);
	day_to_ymd(day->day, &day->year, &month, &mday);
	day->off = strcmp(kind, "off") == 0;
	day->name = sheet_cell(sheet, row, FILE_NAME);
	day->source = sheet_cell(sheet, row, FILE_SOURCE);
	return 0;
}

static int by_day(const void *a, const void *b)
{
	const struct special_day *left = a, *right = b;
	return (left->day > right->day) - (left->day < right->day);
}

/* Sends the n days, all of one year. */
static int send_year(struct client *client, struct special_day *days, size_t n, const uint8_t file[UUID_BYTES],
		     bool *ret_already)
{
	Huiyin__V1__CalendarDay *rows = hy_xcalloc(n, sizeof *rows);
	Huiyin__V1__CalendarDay **list = hy_xcalloc(n, sizeof(Huiyin__V1__CalendarDay *));
	for (size_t i = 0; i < n; i++) {
		huiyin__v1__calendar_day__init(&rows[i]);
		rows[i].day = days[i].text;
		rows[i].off = days[i].off;
		rows[i].name = days[i].name;
		list[i] = &rows[i];
	}
	char year[16], request_id[UUID_TEXT];
	uint8_t uuid[UUID_BYTES];
	snprintf(year, sizeof year, "%d", days[0].year);
	uuid_of_name(file, year, uuid);
	Huiyin__V1__ImportCalendarRequest request = HUIYIN__V1__IMPORT_CALENDAR_REQUEST__INIT;
	request.request_id = uuid_format(uuid, request_id);
	request.year = days[0].year;
	request.days = list;
	request.n_days = n;
	request.source = days[0].source;
	Huiyin__V1__ImportCalendarResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rules_service__import_calendar__unary, &request, &answer);
	if (result == CLIENT_OK) {
		*ret_already = answer->already_stored;
		remote_free(answer);
	}
	free(rows);
	free(list);
	return result;
}

static int send_years(struct client *client, struct special_day *days, size_t n, const uint8_t file[UUID_BYTES])
{
	static const struct column columns[] = {
		{ "year", TXT_COL_YEAR, COLUMN_NUMBER },
		{ "days", TXT_COL_DAYS, COLUMN_NUMBER },
		{ "already_stored", TXT_FACT_ALREADY_STORED, COLUMN_YES },
	};
	struct report *report = report_new();
	struct table *table = report_table(report, "years", columns, 3, false);
	int result = CLIENT_OK;
	for (size_t begin = 0, end; begin < n && result == CLIENT_OK; begin = end) {
		for (end = begin + 1; end < n && days[end].year == days[begin].year;)
			end++;
		bool already = false;
		result = send_year(client, days + begin, end - begin, file, &already);
		if (result != CLIENT_OK)
			break;
		table_row(table, ROW_PLAIN);
		table_cell_number(table, days[begin].year);
		table_cell_number(table, (long long)(end - begin));
		table_cell(table, already ? txt(TXT_YES) : "");
	}
	report_print(report, client);
	return result;
}

static int run_import(struct client *client, const struct arguments *arguments)
{
	struct sheet sheet = { 0 };
	int result = sheet_read(&sheet, arguments->words[0], file_columns, N_FILE_COLUMNS, N_FILE_COLUMNS);
	if (result != CLIENT_OK)
		return result;
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	size_t n = sheet_rows(&sheet);
	struct special_day *days = hy_xcalloc(n ? n : 1, sizeof *days);
	for (size_t row = 0; row < n; row++)
		read_row(&sheet, row, &days[row], &faults);
	if (sheet_faults_count(&faults)) {
		report_print(faults.report, client);
		result = CLIENT_FAILED;
	} else {
		report_free(faults.report);
		uint8_t file[UUID_BYTES];
		sheet_uuid(&sheet, N_FILE_COLUMNS, "calendar", file);
		qsort(days, n, sizeof *days, by_day);
		result = send_years(client, days, n, file);
	}
	free(days);
	sheet_clear(&sheet);
	return result;
}

const struct verb cmd_calendar_verbs[] = {
	{ "calendar import",
	  "FILE.csv",
	  TXT_CALENDAR_IMPORT_SUMMARY,
	  TXT_CALENDAR_IMPORT_ABOUT,
	  NULL,
	  0,
	  1,
	  1,
	  { "huiyin calendar import rules/calendar/2023.csv", "huiyin calendar import - < 2024.csv" },
	  run_import },
	{ 0 },
};
