/* ListDeliveries: where reports went, every attempt. */
#include "report/courier.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/page_token.h"
#include "service/report.h"

#include "report/deliver.h"

#include <stdio.h>

struct listing {
	int64_t only; /* report; 0: of all */
	int page_size;
	int64_t after_report;
	int after_target;
	uint8_t digest[SHA256_BYTES];
};

static void add_attempt(struct rpc *rpc, Huiyin__V1__Delivery *delivery, const struct delivery_row *row)
{
	Huiyin__V1__DeliveryAttempt *attempt = convert_new(rpc, &huiyin__v1__delivery_attempt__descriptor);

	attempt->attempt = row->attempt;
	attempt->at = rpc_moment(rpc, row->at);
	attempt->worked = row->worked;
	attempt->message = convert_text(rpc, row->message);
	delivery->attempts[delivery->n_attempts++] = attempt;
}

static Huiyin__V1__Delivery *new_delivery(struct rpc *rpc, const struct delivery_row *row)
{
	static const char *const states[] = { "", "waiting", "delivered", "given_up" };
	Huiyin__V1__Delivery *delivery = convert_new(rpc, &huiyin__v1__delivery__descriptor);
	char target[TARGET_SHOWN_SIZE];

	delivery->report_id = row->report_id;
	delivery->title = convert_text(rpc, row->title);
	delivery->target = convert_text(rpc, deliver_show_target(row->target, target));
	delivery->state = (char *)states[row->state];
	if (row->state == DELIVERY_WAITING)
		delivery->next_at = rpc_moment(rpc, row->next_at);
	delivery->attempts = rpc_alloc(rpc, COURIER_ATTEMPTS * sizeof(*delivery->attempts));
	return delivery;
}

/* The rows are attempts, those of a delivery one after the other; one without any has a row too. */
static void on_listed(struct rpc *rpc, const struct db_result *result)
{
	const struct listing *listing = rpc->data;
	Huiyin__V1__ListDeliveriesResponse response = HUIYIN__V1__LIST_DELIVERIES_RESPONSE__INIT;
	size_t n = db_rows(result, 0);
	Huiyin__V1__Delivery *delivery = NULL;
	struct delivery_row row, last = { 0 };
	bool more = false;

	if (listing->only && db_rows(result, 1) == 0) {
		report_refuse_missing(rpc, listing->only);
		return;
	}
	response.deliveries = rpc_alloc(rpc, (n + 1) * sizeof(*response.deliveries));
	for (size_t i = 0; i < n; i++) {
		delivery_store_row(result, 0, i, &row);
		if (row.report_id != last.report_id || row.target_no != last.target_no) {
			more = response.n_deliveries == (size_t)listing->page_size;
			if (more)
				break;
			delivery = response.deliveries[response.n_deliveries++] = new_delivery(rpc, &row);
			last = row;
		}
		if (row.attempt && delivery && delivery->n_attempts < COURIER_ATTEMPTS)
			add_attempt(rpc, delivery, &row);
	}
	if (more)
		response.next_page_token = page_token_make(
			listing->digest, arena_printf(rpc->arena, "%lld %d", (long long)last.report_id, last.target_no),
			rpc->arena);
	rpc_reply(rpc, &response.base);
}

static int read_place(const char *token, struct listing *listing, struct refusal *ret_refusal)
{
	char position[PAGE_POSITION_MAX + 1];
	long long report;

	listing->after_report = INT64_MAX;
	if (!token[0])
		return 0;
	if (page_token_read(token, listing->digest, position) == 0 &&
	    sscanf(position, "%lld %d", &report, &listing->after_target) == 2 && report > 0) {
		listing->after_report = report;
		return 0;
	}
	refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
	return -1;
}

void list_deliveries(struct rpc *rpc, const Huiyin__V1__ListDeliveriesRequest *request)
{
	const struct report_sight sight = report_sight_of(rpc);
	struct listing *listing = rpc_alloc(rpc, sizeof(*listing));
	struct refusal refusal;
	struct db_batch *batch;

	page_query_digest(&request->base, &rpc->sight, 0, rpc->arena, listing->digest);
	if (check_page_size(request->page_size, &listing->page_size, &refusal) < 0 ||
	    read_place(request->page_token, listing, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	listing->only = request->report_id;
	rpc->data = listing;
	batch = rpc_batch(rpc);
	delivery_store_list(batch, rpc->service->jurisdiction, request->report_id, request->undelivered_only,
			    listing->after_report, listing->after_target, listing->page_size + 1);
	if (listing->only)
		report_store_find(batch, rpc->service->jurisdiction, &sight, listing->only);
	rpc_read(rpc, batch, on_listed);
}
