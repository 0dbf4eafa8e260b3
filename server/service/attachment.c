#include "service/attachment.h"

#include "service/named_case.h"

/* The attachment is read after the case. */
#define ATTACHMENT_RESULT CASE_STATEMENTS

static void on_freed(struct rpc *rpc)
{
	struct transfer *transfer = rpc->data;

	if (transfer->run)
		sha256_end(transfer->run, NULL);
}

struct transfer *attachment_new(struct rpc *rpc)
{
	rpc->data = rpc_alloc(rpc, sizeof(struct transfer));
	rpc->on_freed = on_freed;
	return rpc->data;
}

int attachment_read_names(struct transfer *transfer, const char *id, const char *case_text, struct refusal *ret_refusal)
{
	if (uuid_parse(id, transfer->row.id) < 0) {
		refuse_with(refuse(ret_refusal, REASON_REQUEST_ID_INVALID), "field", "attachment_id");
		return -1;
	}
	uuid_format(transfer->row.id, transfer->id);
	transfer->case_text = case_text;
	return 0;
}

void attachment_read(struct rpc *rpc, void (*then)(struct rpc *rpc, const struct db_result *result))
{
	struct transfer *transfer = rpc->data;
	struct db_batch *batch = named_case_batch(rpc, transfer->case_text);

	if (!batch)
		return;
	attachment_store_find(batch, rpc->service->jurisdiction, transfer->row.id);
	rpc_read(rpc, batch, then);
}

struct attachment_row *attachment_of(struct rpc *rpc, const struct db_result *result)
{
	return attachment_store_row(result, ATTACHMENT_RESULT, rpc->arena);
}

int64_t attachment_case(struct rpc *rpc, const struct db_result *result)
{
	const struct transfer *transfer = rpc->data;
	const struct case_row *row = named_case_row(rpc, result, transfer->case_text);

	return row ? row->state.case_id : 0;
}

void attachment_refuse(struct rpc *rpc, enum reason reason)
{
	const struct transfer *transfer = rpc->data;
	struct refusal refusal;

	rpc_refuse(rpc, refuse_with(refuse(&refusal, reason), "attachment", "%s", transfer->id));
}

void attachment_begin_digest(struct transfer *transfer)
{
	transfer->run = sha256_begin();
	sha256_add(transfer->run, transfer->row.salt, sizeof(transfer->row.salt));
}

void attachment_end_digest(struct transfer *transfer, uint8_t ret_digest[SHA256_BYTES])
{
	sha256_end(transfer->run, ret_digest);
	transfer->run = NULL;
}
