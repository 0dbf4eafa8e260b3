/* GetHead, VerifyLedger, Recount. */
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"

#include "base/log.h"
#include "ledger/verify.h"
#include "store/update_store.h"
#include <huiyin/v1/ledger_service.pb-c.h>
#include <string.h>

static ProtobufCBinaryData copy_hash(struct rpc *rpc, const uint8_t hash[SHA256_BYTES])
{
	ProtobufCBinaryData out = { SHA256_BYTES, rpc_alloc(rpc, SHA256_BYTES) };

	memcpy(out.data, hash, SHA256_BYTES);
	return out;
}

/* ---- GetHead -------------------------------------------------------------------------------------------------- */

static void on_head(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__GetHeadResponse response = HUIYIN__V1__GET_HEAD_RESPONSE__INIT;
	struct head_row head;

	head_store_row(result, 0, &head);
	response.jurisdiction = rpc->service->jurisdiction;
	response.page = head.page;
	response.hash = copy_hash(rpc, head.hash);
	response.recorded_at = head.page ? rpc_moment(rpc, head.recorded_at) : convert_text(rpc, "");
	response.fold_page = head.fold_page;
	response.lines = head.lines;
	response.largest_page_lines = head.largest;
	response.shared_pages = head.shared_pages;
	rpc_reply(rpc, &response.base);
}

void get_head(struct rpc *rpc, const Huiyin__V1__GetHeadRequest *request)
{
	struct db_batch *batch = rpc_batch(rpc);

	(void)request;
	head_store_read(batch, rpc->service->jurisdiction);
	rpc_read(rpc, batch, on_head);
}

/* ---- VerifyLedger --------------------------------------------------------------------------------------------- */

/* A check under way; the helper thread writes it. */
struct verification {
	int64_t from_page;
	bool done;
	char error[300];
	struct verify_report report;
};

static void work_verify(struct rpc *rpc)
{
	struct verification *check = rpc->data;

	check->done = ledger_verify(rpc->service->conninfo, rpc->service->jurisdiction, check->from_page,
				    &check->report, check->error, sizeof(check->error)) == 0;
}

static void on_verified(struct rpc *rpc)
{
	const struct verification *check = rpc->data;
	const struct verify_report *report = &check->report;
	Huiyin__V1__VerifyLedgerResponse response = HUIYIN__V1__VERIFY_LEDGER_RESPONSE__INIT;

	if (!check->done) {
		log_event(LOG_WARN_, "verify-failed", "trouble", check->error, NULL);
		rpc_refuse_plain(rpc, REASON_DATABASE_UNAVAILABLE);
		return;
	}
	response.pages = report->pages;
	response.lines = report->lines;
	response.intact = report->intact;
	response.bad_page = report->bad_page;
	response.bad_line = report->bad_line;
	response.message = convert_text(rpc, rpc->language == LANGUAGE_EN ? report->en : report->zh);
	response.head_page = report->head_page;
	response.head_hash = copy_hash(rpc, report->head_hash);
	rpc_reply(rpc, &response.base);
}

void verify_ledger(struct rpc *rpc, const Huiyin__V1__VerifyLedgerRequest *request)
{
	struct verification *check = rpc->data = rpc_alloc(rpc, sizeof(*check));
	struct refusal refusal;

	if (request->from_page < 0) {
		refuse_with(refuse(&refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "from_page");
		refuse_with(&refusal, "min", "%d", 0);
		rpc_refuse(rpc, refuse_with(&refusal, "max", "%lld", (long long)INT64_MAX));
		return;
	}
	check->from_page = request->from_page;
	rpc_in_background(rpc, work_verify, on_verified);
}

/* ---- Recount -------------------------------------------------------------------------------------------------- */

struct recounting {
	bool done;
	char error[300];
	struct recount_report report;
};

static void work_recount(struct rpc *rpc)
{
	struct recounting *count = rpc->data;

	count->done = ledger_recount(rpc->service->conninfo, rpc->service->jurisdiction, &count->report, count->error,
				     sizeof(count->error)) == 0;
}

static void on_recounted(struct rpc *rpc)
{
	const struct recounting *count = rpc->data;
	Huiyin__V1__RecountResponse response = HUIYIN__V1__RECOUNT_RESPONSE__INIT;

	if (!count->done) {
		log_event(LOG_WARN_, "recount-failed", "trouble", count->error, NULL);
		rpc_refuse_plain(rpc, REASON_DATABASE_UNAVAILABLE);
		return;
	}
	response.page = count->report.page;
	response.lines = count->report.lines;
	response.rows = count->report.rows;
	response.differences =
		rpc_alloc(rpc, ((size_t)count->report.n_differences + 1) * sizeof(*response.differences));
	for (int i = 0; i < count->report.n_differences; i++) {
		Huiyin__V1__Difference *out = convert_new(rpc, &huiyin__v1__difference__descriptor);

		out->table = convert_text(rpc, count->report.differences[i].table);
		out->key = convert_text(rpc, count->report.differences[i].key);
		out->expected = convert_text(rpc, count->report.differences[i].expected);
		out->found = convert_text(rpc, count->report.differences[i].found);
		response.differences[response.n_differences++] = out;
	}
	rpc_reply(rpc, &response.base);
}

static void begin_recount(struct rpc *rpc)
{
	rpc_in_background(rpc, work_recount, on_recounted);
}

void recount(struct rpc *rpc, const Huiyin__V1__RecountRequest *request)
{
	(void)request;
	rpc->data = rpc_alloc(rpc, sizeof(struct recounting));
	rpc_wait_fold(rpc, begin_recount);
}
