/* ExportCases: every case the caller sees, whole, in pieces, all of one moment.
 *
 * The moment is a transaction on a connection of its own (view.h). Each page of cases is a part with memory of its
 * own: read, sent in pieces, gone. A peer that does not read is not read for. The days come from the milestones, which
 * the fold makes: a moment in which it is behind the ledger is given up for a later one. */
#include "service/auth.h"
#include "service/convert_parts.h"
#include "service/handlers.h"
#include "service/view.h"
#include "store/export_store.h"

#include <string.h>

/* Cases of a page: some 400 KiB of rows without texts; with texts of full length 50 have 10 MiB. */
#define CASES_AT_ONCE      200
#define WITH_TEXTS_AT_ONCE 50
/* Bytes of a message, unless one case alone has more; far below what a client takes. */
#define MESSAGE_BYTES (256u << 10)
/* Bytes the peer has not taken; more is read when it has. */
#define MAX_QUEUED_BYTES (512u << 10)
/* Moments tried: the fold is behind for some milliseconds after each page. */
#define MAX_MOMENTS 20

struct export
{
	struct rpc *rpc;
	struct view *view;
	struct export_query query;
	int moments;
};

static void begin_moment(struct rpc *rpc);
static void step(struct export *export);

static void free_export(struct rpc *rpc)
{
	struct export *export = rpc->data;

	view_close(export->view);
}

/* ---- A page of cases ------------------------------------------------------------------------------------------- */

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	rpc_give_up(((struct export *)arg)->rpc);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	evgrpc_call_on_drained(call, NULL, NULL);
	evgrpc_call_on_gone(call, NULL, NULL); /* the step holds the call */
	step(arg);
}

/* After a page: the peer first, then the next one. */
static void go_on(struct export *export, bool more)
{
	struct rpc *rpc = export->rpc;

	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
	} else if (!more) {
		rpc_finish(rpc);
	} else if (evgrpc_call_queued(rpc->call) > MAX_QUEUED_BYTES) {
		evgrpc_call_on_gone(rpc->call, on_gone, export);
		evgrpc_call_on_drained(rpc->call, on_drained, export);
	} else {
		step(export);
	}
}

static void on_answered(struct rpc *rpc, const ProtobufCMessage *response, const struct refusal *refusal)
{
	struct export *export = rpc->part_of;

	(void)response;
	rpc_refuse(export->rpc, refusal);
	rpc_free_part(rpc);
}

static void on_dropped(void *arg)
{
	rpc_drop(((struct export *)arg)->rpc);
}

static void on_submitted(struct rpc *rpc)
{
	(void)rpc;
}

static const struct rpc_part part = { on_submitted, on_answered, on_dropped };

/* What a part reads with. */
struct page {
	struct case_row *rows;
	size_t n;
	struct export_date *dates;
	size_t n_dates, next_date;
};

static void convert_dates(struct rpc *rpc, struct page *page, int64_t case_id, Huiyin__V1__Case *out)
{
	size_t first = page->next_date;

	while (page->next_date < page->n_dates && page->dates[page->next_date].case_id == case_id)
		page->next_date++;
	out->dates = rpc_alloc(rpc, (page->next_date - first + 1) * sizeof(*out->dates));
	for (size_t i = first; i < page->next_date; i++) {
		const struct export_date *date = &page->dates[i];
		Huiyin__V1__CaseDate *to = convert_new(rpc, &huiyin__v1__case_date__descriptor);

		to->milestone = convert_text(rpc, milestone_name(date->milestone));
		to->on = rpc_day(rpc, date->on);
		to->assignment_no = date->assignment_no;
		to->item_no = date->item_no;
		to->round = date->round;
		to->office = convert_office(rpc, date->office_id);
		to->version = date->version;
		to->contact_method = convert_text(rpc, date->contact_method);
		to->late = date->late;
		to->reason = convert_text(rpc, date->reason);
		out->dates[out->n_dates++] = to;
	}
}

/* Sends the page's cases, as many a message as fit. */
static void send_page(struct rpc *rpc, struct page *page)
{
	Huiyin__V1__ExportCasesResponse response = HUIYIN__V1__EXPORT_CASES_RESPONSE__INIT;
	size_t bytes = 0;

	response.cases = rpc_alloc(rpc, (page->n + 1) * sizeof(*response.cases));
	for (size_t i = 0; i < page->n; i++) {
		Huiyin__V1__Case *out = convert_case(rpc, &page->rows[i]);
		size_t size;

		convert_dates(rpc, page, page->rows[i].state.case_id, out);
		size = protobuf_c_message_get_packed_size(&out->base);
		if (response.n_cases && bytes + size > MESSAGE_BYTES) {
			(void)evgrpc_call_send(rpc->call, &response.base); /* whether it is gone is asked next */
			response.n_cases = bytes = 0;
		}
		response.cases[response.n_cases++] = out;
		bytes += size;
	}
	if (response.n_cases)
		(void)evgrpc_call_send(rpc->call, &response.base);
}

static void on_details(struct rpc *rpc, const struct db_result *result)
{
	struct export *export = rpc->part_of;
	struct page *page = rpc->data;

	case_store_details(result, 0, rpc->arena, page->rows, page->n);
	page->dates = export_store_dates(result, EXPORT_STATEMENTS - 1, rpc->arena, &page->n_dates);
	send_page(rpc, page);
	export->query.after_case = page->rows[page->n - 1].state.case_id;
	rpc_free_part(rpc);
	go_on(export, true);
}

/* A batch of the moment; NULL when that is lost: the call was refused, and is gone. */
static struct db_batch *batch_of(struct rpc *rpc, struct export *export)
{
	struct db_batch *batch = view_batch(export->view);

	if (!batch)
		rpc_refuse_plain(rpc, REASON_DATABASE_UNAVAILABLE);
	return batch;
}

static void on_cases(struct rpc *rpc, const struct db_result *result)
{
	struct export *export = rpc->part_of;
	struct page *page = rpc->data = rpc_alloc(rpc, sizeof(*page));
	struct db_batch *batch;

	page->rows = case_store_rows(result, 0, rpc->arena, &page->n);
	if (page->n == 0) {
		rpc_free_part(rpc);
		go_on(export, false);
		return;
	}
	batch = batch_of(rpc, export);
	if (!batch)
		return;
	export_store_details(batch, rpc->service->jurisdiction, &export->query, page->rows, page->n);
	rpc_read(rpc, batch, on_details);
}

/* The directory, the rules and the day are those of the beginning. */
static void on_known(struct rpc *rpc)
{
	struct export *export = rpc->part_of;
	struct db_batch *batch = batch_of(rpc, export);

	if (!batch)
		return;
	registry_release(rpc->registry);
	rpc->registry = registry_hold(export->rpc->registry);
	rpc->today = export->rpc->today;
	export_store_cases(batch, rpc->service->jurisdiction, &export->query);
	rpc_read(rpc, batch, on_cases);
}

/* Knows the caller anew, so that an export ends with its token. */
static void step(struct export *export)
{
	auth_begin(rpc_new_part(export->rpc, &part, export), on_known);
}

/* ---- The moment ------------------------------------------------------------------------------------------------ */

static void on_head(struct rpc *rpc, const struct db_result *result)
{
	struct export *export = rpc->data;
	struct export_head head = export_store_head(result, 1);
	Huiyin__V1__ExportCasesResponse response = HUIYIN__V1__EXPORT_CASES_RESPONSE__INIT;
	struct refusal refusal;

	if (head.fold_page < head.page && ++export->moments < MAX_MOMENTS) {
		view_renew(export->view);
		rpc_wait_fold(rpc, begin_moment);
	} else if (head.fold_page < head.page) {
		rpc_refuse(rpc,
			   refuse_with(refuse(&refusal, REASON_READ_BEHIND), "page", "%lld", (long long)head.page));
	} else {
		response.total = head.total;
		response.page = head.page;
		(void)evgrpc_call_send(rpc->call, &response.base);
		go_on(export, true);
	}
}

static void begin_moment(struct rpc *rpc)
{
	struct export *export = rpc->data;
	struct db_batch *batch = batch_of(rpc, export);

	if (!batch)
		return;
	export_store_begin(batch, rpc->service->jurisdiction, &export->query);
	rpc_read(rpc, batch, on_head);
}

static void on_ready(void *arg, bool good)
{
	struct export *export = arg;

	if (good)
		rpc_wait_fold(export->rpc, begin_moment);
	else
		rpc_refuse_plain(export->rpc, REASON_DATABASE_UNAVAILABLE);
}

void export_cases(struct rpc *rpc, const Huiyin__V1__ExportCasesRequest *request)
{
	struct export *export = rpc->data = rpc_alloc(rpc, sizeof(*export));
	struct refusal refusal;

	export->rpc = rpc;
	export->query.sight = rpc->sight;
	export->query.with_texts = request->with_texts;
	export->query.limit = request->with_texts ? WITH_TEXTS_AT_ONCE : CASES_AT_ONCE;
	rpc->on_freed = free_export;
	if (session_of_code(rpc->registry, request->session, &export->query.session_id, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	export->view = view_open(rpc->worker, on_ready, export);
	if (!export->view)
		rpc_refuse_plain(rpc, REASON_OVERLOADED);
}
