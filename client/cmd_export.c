/* export: every case with every date, from one page of the ledger into one file. */
#include "base/memory.h"
#include "export_file.h"
#include "progress.h"
#include "remote.h"
#include "rules_fetch.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define EXPORT_MS 300000 /* the longest the server lets one take */

static const struct option_row export_options[] = {
	{ "by", 0, "case|assignment", TXT_OPT_EXPORT_BY },
	{ "session", 0, "CODE", TXT_OPT_SESSION },
	{ "with-texts", 0, NULL, TXT_OPT_EXPORT_TEXTS },
	{ "out", 'O', "FILE", TXT_OPT_EXPORT_OUT },
};

static bool ends_with(const char *path, const char *end)
{
	size_t len = strlen(path), end_len = strlen(end);
	return len >= end_len && strcasecmp(path + len - end_len, end) == 0;
}

/* The form asked for, else the one of the file's name. 0, or -1 after a sentence. */
static int read_form(const struct arguments *arguments, const char *path, enum export_form *ret_form)
{
	static const struct {
		const char *output, *ending;
		enum export_form form;
	} forms[] = { { "csv", ".csv", EXPORT_CSV },
		      { "xlsx", ".xlsx", EXPORT_XLSX },
		      { "json", ".json", EXPORT_JSON } };
	const char *output = option_value(arguments, "output");
	for (size_t i = 0; i < sizeof forms / sizeof forms[0]; i++)
		if (output ? strcmp(output, forms[i].output) == 0 : ends_with(path, forms[i].ending)) {
			*ret_form = forms[i].form;
			if (*ret_form != EXPORT_XLSX || strcmp(path, "-") != 0)
				return 0;
			say_error(TXT_EXPORT_NOT_TO_STDOUT, NULL);
			return -1;
		}
	say_error(TXT_EXPORT_FORM_UNKNOWN, "path", path, NULL);
	return -1;
}

/* 0 with *ret_by, or -1 after a sentence. */
static int read_by(const struct arguments *arguments, unsigned *ret_by)
{
	const char *by = option_value(arguments, "by");
	*ret_by = option_given(arguments, "with-texts") ? EXPORT_TEXTS : 0;
	if (!by || strcmp(by, "case") == 0)
		*ret_by |= EXPORT_BY_CASE;
	else if (strcmp(by, "assignment") == 0)
		*ret_by |= EXPORT_BY_ASSIGNMENT;
	else {
		say_error(TXT_OPTION_BAD_VALUE, "option", "--by", "value", by, "allowed", "case, assignment", NULL);
		return -1;
	}
	return 0;
}

/* What has come so far. */
struct received {
	long long total, page, cases;
	struct progress progress;
};

/* Takes one piece. 0, or -1 after a sentence. */
static int take(struct export_file *file, const Huiyin__V1__ExportCasesResponse *piece, struct received *received)
{
	if (received->page == 0) {
		received->page = piece->page;
		received->total = piece->total;
		received->progress.total = (size_t)piece->total;
		export_file_begin(file, received->page, received->total);
	}
	for (size_t i = 0; i < piece->n_cases; i++)
		if (export_file_add(file, piece->cases[i]) != 0)
			return -1;
	received->cases += (long long)piece->n_cases;
	progress_show(&received->progress, (size_t)received->cases);
	return 0;
}

/* All pieces. 0, or -1 after a sentence when they cannot be written; what comes then is thrown away. */
static int receive(struct evgrpc_stream *stream, struct export_file *file, struct received *received)
{
	Huiyin__V1__ExportCasesResponse *piece;
	int good = 0;
	while (good == 0 && huiyin__v1__case_service__export_cases__stream_receive(stream, &piece) == 1) {
		good = take(file, piece, received);
		remote_free(piece);
	}
	progress_clear(&received->progress);
	return good;
}

static int check_whole(const struct received *received)
{
	if (received->page && received->cases == received->total)
		return CLIENT_OK;
	char total[24], count[24];
	snprintf(total, sizeof total, "%lld", received->total);
	snprintf(count, sizeof count, "%lld", received->cases);
	say_error(TXT_EXPORT_SHORT, "total", total, "count", count, NULL);
	return CLIENT_FAILED;
}

static void say_done(const struct received *received, long long rows, const char *path)
{
	char count[24], lines[24], page[24];
	snprintf(count, sizeof count, "%lld", received->cases);
	snprintf(lines, sizeof lines, "%lld", rows);
	snprintf(page, sizeof page, "%lld", received->page);
	say_note(TXT_EXPORTED, "count", count, "rows", lines, "path", path, "page", page, NULL);
}

static int export(struct client *client, Huiyin__V1__ExportCasesRequest *request, struct export_file *file,
		  const char *path)
{
	struct received received = { 0 };
	int result = remote_begin(client, EXPORT_MS);
	if (result != CLIENT_OK) {
		export_file_close(file, false);
		return result;
	}
	struct remote_call *call = client->call;
	struct evgrpc_stream *stream =
		huiyin__v1__case_service__export_cases__stream_open(client->channel, request, &call->options.call);
	if (!stream)
		abort();
	int good = receive(stream, file, &received);
	int code = huiyin__v1__case_service__export_cases__stream_finish(stream, &call->status);
	result = good == 0 ? remote_end(client, code, true) : CLIENT_FAILED;
	if (result == CLIENT_OK)
		result = check_whole(&received);
	long long rows = export_file_rows(file);
	if (export_file_close(file, result == CLIENT_OK) != 0)
		return CLIENT_FAILED;
	if (result == CLIENT_OK)
		say_done(&received, rows, path);
	return result;
}

static int run_export(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ExportCasesRequest request = HUIYIN__V1__EXPORT_CASES_REQUEST__INIT;
	const char *path = option_value(arguments, "out");
	enum export_form form;
	unsigned by;
	if (!path || !*path) {
		say_error(TXT_EXPORT_NEEDS_OUT, NULL);
		return CLIENT_USAGE;
	}
	if (read_form(arguments, path, &form) != 0 || read_by(arguments, &by) != 0)
		return CLIENT_USAGE;
	request.session = option_text(arguments, "session");
	request.with_texts = option_given(arguments, "with-texts");
	int result = CLIENT_OK;
	struct rules *rules = form == EXPORT_JSON ? NULL : rules_fetch(client, &result);
	if (result != CLIENT_OK)
		return result;
	struct export_file *file = export_file_open(path, form, by, rules);
	result = file ? export(client, &request, file, path) : CLIENT_FAILED;
	rules_free(rules);
	return result;
}

const struct verb cmd_export_verbs[] = {
	{ "export",
	  "",
	  TXT_EXPORT_SUMMARY,
	  TXT_EXPORT_ABOUT,
	  export_options,
	  sizeof export_options / sizeof export_options[0],
	  0,
	  0,
	  { "huiyin export --out 台账.xlsx", "huiyin export --by assignment --session 14-2 --out parts.csv" },
	  run_export },
	{ 0 },
};
