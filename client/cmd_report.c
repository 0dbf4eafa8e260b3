/* report make|list|get|reproduce. */
#include "base/digest.h"
#include "base/memory.h"
#include "outfile.h"
#include "pages.h"
#include "remote.h"
#include "reports.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/report_service.evgrpc.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MAKE_MS       300000 /* the longest the server lets one take */
#define DEFAULT_LIMIT 100
#define COUNT(list)   (sizeof(list) / sizeof((list)[0]))

static const struct option_row make_options[] = {
	REPORT_QUERY_OPTIONS,
	{ "as-of", 0, "DATE", TXT_OPT_AS_OF },
	{ "page", 0, "N", TXT_OPT_REPORT_PAGE },
	{ "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
};

static const struct option_row list_options[] = {
	{ "kind", 0, "KIND", TXT_OPT_REPORT_KIND },
	{ "schedule", 0, "N", TXT_OPT_SCHEDULE_OF },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

static const struct option_row content_options[] = {
	{ "format", 0, "FORMAT", TXT_OPT_REPORT_FORMAT },
	{ "out", 'O', "FILE", TXT_OPT_REPORT_OUT },
};

/* ---- make ----------------------------------------------------------------------------------------------------- */

/* Steps as they come, on a terminal; the report of the last message is kept. */
static void receive_steps(struct evgrpc_stream *stream, Huiyin__V1__GenerateReportResponse **ret_last)
{
	Huiyin__V1__GenerateReportResponse *message;
	bool shown = isatty(STDERR_FILENO) == 1;
	*ret_last = NULL;
	while (huiyin__v1__report_service__generate_report__stream_receive(stream, &message) == 1) {
		char percent[16];
		snprintf(percent, sizeof percent, "%3d", message->percent);
		if (shown && *message->step)
			say_note(TXT_REPORT_STEP, "percent", percent, "step", message->step, NULL);
		remote_free(*ret_last);
		*ret_last = message;
	}
}

static int make(struct client *client, const Huiyin__V1__GenerateReportRequest *request)
{
	Huiyin__V1__GenerateReportResponse *last;
	int result = remote_begin(client, MAKE_MS);
	if (result != CLIENT_OK)
		return result;
	struct remote_call *call = client->call;
	struct evgrpc_stream *stream =
		huiyin__v1__report_service__generate_report__stream_open(client->channel, request, &call->options.call);
	if (!stream)
		abort();
	receive_steps(stream, &last);
	result = remote_end(client, huiyin__v1__report_service__generate_report__stream_finish(stream, &call->status),
			    true);
	if (result == CLIENT_OK && last && last->report) {
		struct report *report = report_new();
		reports_add_row(client, report_table(report, "reports", report_columns, n_report_columns, false),
				last->report);
		report_print(report, client);
	}
	remote_free(last);
	return result;
}

static int run_make(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__GenerateReportRequest request = HUIYIN__V1__GENERATE_REPORT_REQUEST__INIT;
	Huiyin__V1__ReportQuery query;
	struct report_formats formats;
	char as_of[HY_DAY_TEXT], request_id[UUID_TEXT];
	uint8_t uuid[UUID_BYTES];
	long page = 0;
	int result = reports_read_query(client, arguments, arguments->words[0], &query);
	if (result != CLIENT_OK)
		return result;
	if (show_read_day("as_of", option_value(arguments, "as-of"), as_of) != 0 ||
	    option_number(arguments, "page", 0, LONG_MAX, &page) != 0)
		return CLIENT_USAGE;
	uuid_random(uuid);
	query.as_of = as_of;
	query.page = page;
	request.query = &query;
	request.request_id = option_given(arguments, "request-id") ? option_text(arguments, "request-id")
								   : uuid_format(uuid, request_id);
	reports_read_formats(arguments, &formats);
	request.formats = formats.list;
	request.n_formats = formats.n;
	result = make(client, &request);
	reports_free_formats(&formats);
	return result;
}

/* ---- list ----------------------------------------------------------------------------------------------------- */

static int list(struct client *client, Huiyin__V1__ListReportsRequest *request, long limit, struct table *table,
		bool *ret_more)
{
	struct pages pages;
	int result = CLIENT_OK;
	pages_begin(&pages, limit, PAGE_SIZE);
	while (pages_next(&pages, &request->page_size, &request->page_token)) {
		Huiyin__V1__ListReportsResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__report_service__list_reports__unary, request, &answer);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_reports; i++)
			reports_add_row(client, table, answer->reports[i]);
		pages_took(&pages, answer->n_reports, answer->next_page_token);
		remote_free(answer);
	}
	pages_end(&pages);
	*ret_more = pages.more;
	return result;
}

static int run_list(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListReportsRequest request = HUIYIN__V1__LIST_REPORTS_REQUEST__INIT;
	long limit;
	bool more;
	if (pages_limit(client, arguments, DEFAULT_LIMIT, &limit) != 0 ||
	    (option_given(arguments, "schedule") &&
	     reports_read_schedule(option_value(arguments, "schedule"), &request.schedule_id) != 0) ||
	    (option_given(arguments, "kind") && reports_read_kind(option_value(arguments, "kind"), &request.kind) != 0))
		return CLIENT_USAGE;
	struct report *report = report_new();
	struct table *table = report_table(report, "reports", report_columns, n_report_columns, false);
	int result = list(client, &request, limit, table, &more);
	return pages_print(client, report, result, more);
}

/* ---- get ------------------------------------------------------------------------------------------------------ */

/* A terminal cannot show every format. 0, or an exit code after a sentence. */
static int check_target(const struct arguments *arguments)
{
	static const char *const binary[] = { "pdf", "xlsx", "docx" };
	const char *out = option_value(arguments, "out"), *format = option_text(arguments, "format");
	for (size_t i = 0; out && i < COUNT(binary); i++)
		if (strcmp(out, "-") == 0 && strcmp(format, binary[i]) == 0 && isatty(STDOUT_FILENO)) {
			say_error(TXT_BINARY_TO_TERMINAL, "format", format, NULL);
			return CLIENT_USAGE;
		}
	return CLIENT_OK;
}

/* Text goes to standard output unless a file is named. */
static int receive_report(struct evgrpc_stream *stream, const char *out, bool text, struct outfile *target)
{
	Huiyin__V1__GetReportResponse *message;
	int good = 0;
	while (good == 0 && huiyin__v1__report_service__get_report__stream_receive(stream, &message) == 1) {
		if (message->report && !target->file)
			good = outfile_open(target, out || !text ? out : "-", message->file_name, "report");
		else if (target->file)
			good = outfile_write(target, message->chunk.data, message->chunk.len);
		remote_free(message);
	}
	return good;
}

static int get(struct client *client, const Huiyin__V1__GetReportRequest *request, const char *out)
{
	struct outfile target = { 0 };
	int result = remote_begin(client, MAKE_MS);
	if (result != CLIENT_OK)
		return result;
	struct remote_call *call = client->call;
	struct evgrpc_stream *stream =
		huiyin__v1__report_service__get_report__stream_open(client->channel, request, &call->options.call);
	if (!stream)
		abort();
	int good = receive_report(stream, out, strcmp(request->format, "text") == 0, &target);
	int code = huiyin__v1__report_service__get_report__stream_finish(stream, &call->status);
	result = good == 0 ? remote_end(client, code, true) : CLIENT_FAILED;
	if (outfile_close(&target, result == CLIENT_OK) != 0)
		result = CLIENT_FAILED;
	return result;
}

static int run_get(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__GetReportRequest request = HUIYIN__V1__GET_REPORT_REQUEST__INIT;
	int result = check_target(arguments) ?: reports_find(client, arguments->words[0], &request.report_id);
	if (result != CLIENT_OK)
		return result;
	request.format = option_given(arguments, "format") ? option_text(arguments, "format") : (char *)"text";
	return get(client, &request, option_value(arguments, "out"));
}

/* ---- reproduce ------------------------------------------------------------------------------------------------ */

/* The finding of the first message is kept; content is written when a file was named. */
static int receive_again(struct evgrpc_stream *stream, const char *out, struct outfile *target,
			 Huiyin__V1__ReproduceReportResponse **ret_first)
{
	Huiyin__V1__ReproduceReportResponse *message;
	int good = 0;
	*ret_first = NULL;
	while (good == 0 && huiyin__v1__report_service__reproduce_report__stream_receive(stream, &message) == 1) {
		if (!*ret_first) {
			*ret_first = message;
			good = out ? outfile_open(target, out, message->file_name, "report") : 0;
			continue;
		}
		if (target->file)
			good = outfile_write(target, message->chunk.data, message->chunk.len);
		remote_free(message);
	}
	return good;
}

static void print_finding(const struct client *client, const Huiyin__V1__ReproduceReportResponse *found)
{
	struct report *report = report_new();
	report_fact(report, "finding", TXT_FACT_REPORT_FINDING, found->sentence);
	report_truth(report, "document_identical", TXT_FACT_DOCUMENT_SAME, found->document_identical);
	report_truth(report, "content_identical", TXT_FACT_CONTENT_SAME, found->content_identical);
	report_fact(report, "digest", TXT_FACT_REPORT_DIGEST, found->digest);
	if (found->report)
		reports_add_row(client, report_table(report, "reports", report_columns, n_report_columns, false),
				found->report);
	report_print(report, client);
}

static int reproduce(struct client *client, const Huiyin__V1__ReproduceReportRequest *request, const char *out)
{
	struct outfile target = { 0 };
	Huiyin__V1__ReproduceReportResponse *first;
	int result = remote_begin(client, MAKE_MS);
	if (result != CLIENT_OK)
		return result;
	struct remote_call *call = client->call;
	struct evgrpc_stream *stream = huiyin__v1__report_service__reproduce_report__stream_open(
		client->channel, request, &call->options.call);
	if (!stream)
		abort();
	int good = receive_again(stream, out, &target, &first);
	int code = huiyin__v1__report_service__reproduce_report__stream_finish(stream, &call->status);
	result = good == 0 ? remote_end(client, code, true) : CLIENT_FAILED;
	if (outfile_close(&target, result == CLIENT_OK) != 0)
		result = CLIENT_FAILED;
	if (result == CLIENT_OK && first) {
		bool same = first->document_identical;
		if (!out || strcmp(out, "-") != 0)
			print_finding(client, first);
		result = same ? CLIENT_OK : CLIENT_FAILED;
	}
	remote_free(first);
	return result;
}

static int run_reproduce(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ReproduceReportRequest request = HUIYIN__V1__REPRODUCE_REPORT_REQUEST__INIT;
	int result = check_target(arguments) ?: reports_find(client, arguments->words[0], &request.report_id);
	if (result != CLIENT_OK)
		return result;
	request.format = option_text(arguments, "format");
	return reproduce(client, &request, option_value(arguments, "out"));
}

const struct verb cmd_report_verbs[] = {
	{ "report make",
	  "KIND",
	  TXT_REPORT_MAKE_SUMMARY,
	  TXT_REPORT_MAKE_ABOUT,
	  make_options,
	  COUNT(make_options),
	  1,
	  1,
	  { "huiyin report make supervision --session 14-2 --as-of 2023-06-30",
	    "huiyin report make office --office jtj --formats html,text" },
	  run_make },
	{ "report list",
	  "",
	  TXT_REPORT_LIST_SUMMARY,
	  TXT_REPORT_LIST_ABOUT,
	  list_options,
	  COUNT(list_options),
	  0,
	  0,
	  { "huiyin report list", "huiyin report list --kind supervision --limit 5" },
	  run_list },
	{ "report get",
	  "REPORT",
	  TXT_REPORT_GET_SUMMARY,
	  TXT_REPORT_GET_ABOUT,
	  content_options,
	  COUNT(content_options),
	  1,
	  1,
	  { "huiyin report get supervision-2023-3", "huiyin report get 3 --format pdf --out 通报.pdf" },
	  run_get },
	{ "report reproduce",
	  "REPORT",
	  TXT_REPORT_REPRODUCE_SUMMARY,
	  TXT_REPORT_REPRODUCE_ABOUT,
	  content_options,
	  COUNT(content_options),
	  1,
	  1,
	  { "huiyin report reproduce supervision-2023-3", "huiyin report reproduce 3 --format pdf --out 复核.pdf" },
	  run_reproduce },
	{ 0 },
};
