#include "service/attachment.h"

#include "service/case_text.h"

/* The attachment stands before the case in what attachment_read asks. */
enum { ATTACHMENT_RESULT, CASE_RESULT };

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
	struct case_ref ref;
	struct case_key key;
	struct refusal refusal;
	struct db_batch *batch;

	if (case_text_read(rpc->registry, transfer->case_text, &ref, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	key = case_text_key(&ref);
	batch = rpc_batch(rpc);
	attachment_store_find(batch, rpc->service->jurisdiction, transfer->row.id);
	case_store_read(batch, rpc->service->jurisdiction, &rpc->sight, &key);
	rpc_read(rpc, batch, then);
}

struct attachment_row *attachment_of(struct rpc *rpc, const struct db_result *result)
{
	return attachment_store_row(result, ATTACHMENT_RESULT, rpc->arena);
}

int64_t attachment_case(struct rpc *rpc, const struct db_result *result)
{
	const struct case_row *row = case_store_row(result, CASE_RESULT, rpc->arena);
	struct refusal refusal;

	if (row)
		return row->state.case_id;
	rpc_refuse(rpc, refuse_case(&refusal, ((struct transfer *)rpc->data)->case_text));
	return 0;
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
