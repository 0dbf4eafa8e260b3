/* GenerateReport, ListReports, GetReport. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/message.h"
#include "service/page_token.h"
#include "service/report.h"

#include "base/text.h"
#include "report/deliver.h"
#include "report/record.h"

#include <stdlib.h>
#include <string.h>

/* ---- GenerateReport ------------------------------------------------------------------------------------------- */

/* A report being made; the report thread writes it. */
struct making {
	struct report_order order;
	uint8_t request_id[UUID_BYTES], digest[SHA256_BYTES];
	json_t *formats;
	struct report_row *row;
	struct refusal refusal;
	bool made;
};

/* A step on its way to the worker; the rpc lives until its end comes home, which is posted later. */
struct step_note {
	struct rpc *rpc;
	enum report_step step;
	int percent;
};

static const char *step_words(enum report_step step, enum language language)
{
	static const char *const words[][2] = {
		[REPORT_STEP_READ] = { "读取账本", "reading the ledger" },
		[REPORT_STEP_DRAW] = { "统计、起草", "counting and drawing up" },
		[REPORT_STEP_RENDER] = { "制作文件", "making files" },
		[REPORT_STEP_STORE] = { "保存", "storing" },
	};

	return words[step][language];
}

static void on_step_home(void *arg)
{
	struct step_note *note = arg;
	struct rpc *rpc = note->rpc;
	Huiyin__V1__GenerateReportResponse response = HUIYIN__V1__GENERATE_REPORT_RESPONSE__INIT;

	response.step = (char *)step_words(note->step, rpc->language);
	response.percent = note->percent;
	if (!evgrpc_call_is_gone(rpc->call))
		(void)evgrpc_call_send(rpc->call, &response.base);
	free(note);
}

/* Runs on the report thread. */
static void on_step(void *arg, enum report_step step, int percent)
{
	struct rpc *rpc = arg;
	struct step_note *note = hy_xmalloc(sizeof(*note));

	*note = (struct step_note){ rpc, step, percent };
	if (evgrpc_worker_post(rpc->evgrpc, on_step_home, note) < 0)
		free(note);
}

/* Runs on the report thread. */
static bool is_gone(void *arg)
{
	return atomic_load(&((struct rpc *)arg)->abandoned);
}

static void work_generate(struct rpc *rpc)
{
	struct making *making = rpc->data;
	struct reporter *reporter = rpc->service->reporter;
	struct report_desk *desk = reporter_desk(reporter);

	if (reporter_wait_database(reporter) < 0) {
		refuse(&making->refusal, REASON_DATABASE_UNAVAILABLE);
		return;
	}
	making->made = report_make(desk, &making->order, rpc->arena, &making->row, &making->refusal) >= 0;
	if (making->made && making->order.record && making->row->recorded == 0)
		report_record_now(desk, making->row);
}

static void on_generated(struct rpc *rpc)
{
	const struct making *making = rpc->data;
	Huiyin__V1__GenerateReportResponse response = HUIYIN__V1__GENERATE_REPORT_RESPONSE__INIT;

	if (!making->made) {
		rpc_refuse(rpc, &making->refusal);
		return;
	}
	response.percent = 100;
	response.report = convert_report(rpc, making->row);
	(void)evgrpc_call_send(rpc->call, &response.base);
	rpc_finish(rpc);
}

static void free_making(struct rpc *rpc)
{
	json_decref(((struct making *)rpc->data)->formats);
}

static int read_order(struct rpc *rpc, const Huiyin__V1__GenerateReportRequest *request, struct making *making,
		      struct refusal *ret_refusal)
{
	struct report_order *order = &making->order;

	if (check_request_id(request->request_id, making->request_id, ret_refusal) < 0 ||
	    report_read_query(rpc, request->query, false, &order->query, ret_refusal) < 0)
		return -1;
	making->formats = report_read_formats(request->formats, request->n_formats, ret_refusal);
	message_digest(&request->base, rpc->arena, making->digest);
	order->formats = making->formats;
	order->record = request->query->record;
	order->made_by = rpc->token.token_id;
	order->request_id = making->request_id;
	order->request_digest = making->digest;
	order->step = on_step;
	order->is_gone = is_gone;
	order->arg = rpc;
	return making->formats ? 0 : -1;
}

void generate_report(struct rpc *rpc, const Huiyin__V1__GenerateReportRequest *request)
{
	struct making *making = rpc_alloc(rpc, sizeof(*making));
	struct refusal refusal;

	rpc->data = making;
	rpc->on_freed = free_making;
	if (read_order(rpc, request, making, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_in_reports(rpc, work_generate, on_generated);
}

/* ---- ListReports ---------------------------------------------------------------------------------------------- */

struct listing {
	int page_size;
	uint8_t digest[SHA256_BYTES];
};

static void on_listed(struct rpc *rpc, const struct db_result *result)
{
	const struct listing *listing = rpc->data;
	Huiyin__V1__ListReportsResponse response = HUIYIN__V1__LIST_REPORTS_RESPONSE__INIT;
	size_t n = db_rows(result, 0), size = (size_t)listing->page_size;

	response.reports = rpc_alloc(rpc, (n + 1) * sizeof(*response.reports));
	for (size_t row = 0; row < n && row < size; row++)
		response.reports[response.n_reports++] =
			convert_report(rpc, report_store_row(result, 0, row, rpc->arena));
	if (n > size)
		response.next_page_token = page_token_make(
			listing->digest,
			arena_printf(rpc->arena, "%lld", (long long)response.reports[size - 1]->report_id), rpc->arena);
	rpc_reply(rpc, &response.base);
}

/* Where the list goes on: the number of the last report told; the highest one at the beginning. */
static int read_place(const char *token, const uint8_t digest[SHA256_BYTES], int64_t *ret_below,
		      struct refusal *ret_refusal)
{
	char position[PAGE_POSITION_MAX + 1];

	*ret_below = INT64_MAX;
	if (!token[0] ||
	    (page_token_read(token, digest, position) == 0 && number_parse(position, 1, INT64_MAX, ret_below) == 0))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
	return -1;
}

void list_reports(struct rpc *rpc, const Huiyin__V1__ListReportsRequest *request)
{
	struct listing *listing = rpc_alloc(rpc, sizeof(*listing));
	const struct report_sight sight = report_sight_of(rpc);
	struct refusal refusal;
	struct db_batch *batch;
	int64_t below;

	page_query_digest(&request->base, &rpc->sight, 0, rpc->arena, listing->digest);
	if (check_page_size(request->page_size, &listing->page_size, &refusal) < 0 ||
	    read_place(request->page_token, listing->digest, &below, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	rpc->data = listing;
	batch = rpc_batch(rpc);
	report_store_list(batch, rpc->service->jurisdiction, &sight, report_kind_name((enum report_kind)request->kind),
			  request->schedule_id, below, listing->page_size + 1);
	rpc_read(rpc, batch, on_listed);
}

/* ---- GetReport ------------------------------------------------------------------------------------------------ */

struct getting {
	struct report_stream stream; /* first: what the stream's end finds in rpc->data */
	const struct report_format *format;
	struct report_row *row;
	struct report_bytes bytes;
	char *document; /* of a format that was not kept */
	char error[300];
};

static void free_getting(struct rpc *rpc)
{
	struct getting *getting = rpc->data;

	free(getting->bytes.content);
	free(getting->document);
}

static const ProtobufCMessage *piece_of_report(struct rpc *rpc, ProtobufCBinaryData chunk)
{
	Huiyin__V1__GetReportResponse *response = convert_new(rpc, &huiyin__v1__get_report_response__descriptor);

	response->chunk = chunk;
	return &response->base;
}

static void send_report(struct rpc *rpc)
{
	struct getting *getting = rpc->data;
	Huiyin__V1__GetReportResponse response = HUIYIN__V1__GET_REPORT_RESPONSE__INIT;
	char name[80];

	response.report = convert_report(rpc, getting->row);
	response.media_type = (char *)getting->format->media_type;
	response.file_name = deliver_file_name(getting->row, getting->format->suffix, name, sizeof(name));
	(void)evgrpc_call_send(rpc->call, &response.base);
	getting->stream = (struct report_stream){ getting->bytes.content, getting->bytes.size, 0, piece_of_report };
	report_stream(rpc, &getting->stream);
}

static void work_render(struct rpc *rpc)
{
	struct getting *getting = rpc->data;
	json_t *document = json_loads(getting->document, 0, NULL);

	if (report_bytes_of(document, getting->format->name, &getting->bytes, getting->error, sizeof(getting->error)) <
	    0)
		getting->bytes.content = NULL;
	json_decref(document);
}

static void on_rendered(struct rpc *rpc)
{
	struct getting *getting = rpc->data;
	struct refusal refusal;

	if (getting->bytes.content)
		send_report(rpc);
	else
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_REPORT_FAILED), "message", "%s", getting->error));
}

static void on_found(struct rpc *rpc, const struct db_result *result)
{
	struct getting *getting = rpc->data;
	struct report_bytes document = { 0 };

	if (db_rows(result, 0) == 0) {
		report_refuse_missing(rpc, ((const Huiyin__V1__GetReportRequest *)rpc->request)->report_id);
		return;
	}
	getting->row = report_store_row(result, 0, 0, rpc->arena);
	if (db_rows(result, 1)) {
		report_copy_content(result, 1, &getting->bytes);
		send_report(rpc);
		return;
	}
	report_copy_content(result, 2, &document);
	getting->document = (char *)document.content;
	rpc_in_reports(rpc, work_render, on_rendered);
}

void get_report(struct rpc *rpc, const Huiyin__V1__GetReportRequest *request)
{
	struct getting *getting = rpc_alloc(rpc, sizeof(*getting));
	const struct report_sight sight = report_sight_of(rpc);
	int jurisdiction = rpc->service->jurisdiction;
	struct refusal refusal;
	struct db_batch *batch;

	rpc->data = getting;
	rpc->on_freed = free_getting;
	getting->format = report_read_format(request->format, "json", &refusal);
	if (!getting->format) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	report_store_find(batch, jurisdiction, &sight, request->report_id);
	report_store_content(batch, jurisdiction, request->report_id, getting->format->name);
	report_store_content(batch, jurisdiction, request->report_id, "json");
	rpc_read(rpc, batch, on_found);
}
