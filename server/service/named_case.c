#include "service/named_case.h"

#include "service/case_text.h"

struct db_batch *named_case_batch(struct rpc *rpc, const char *text)
{
	struct case_ref ref;
	struct case_key key;
	struct refusal refusal;
	struct db_batch *batch;

	if (case_text_read(rpc->registry, text, &ref, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return NULL;
	}
	key = case_text_key(&ref);
	batch = rpc_batch(rpc);
	case_store_read(batch, rpc->service->jurisdiction, &rpc->sight, &key);
	return batch;
}

struct case_row *named_case_row(struct rpc *rpc, const struct db_result *result, const char *text)
{
	struct case_row *row = case_store_row(result, 0, rpc->arena);
	struct refusal refusal;

	if (!row)
		rpc_refuse(rpc, refuse_case(&refusal, text));
	return row;
}
