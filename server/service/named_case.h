/* The case a call names: reading it as far as the caller sees it. */
#ifndef SERVICE_NAMED_CASE_H
#define SERVICE_NAMED_CASE_H

#include "service/rpc.h"
#include "store/case_store.h"

/* A batch that reads the case people call `text` (its results are the first CASE_STATEMENTS); the caller may add more
 * and gives it to rpc_read. NULL when the text names no case: the rpc was refused, and is gone. */
struct db_batch *named_case_batch(struct rpc *rpc, const char *text);
/* The case out of its result, in the arena; NULL when there is none the caller sees: the rpc was refused, and is gone.
 * `text` is what it was called. */
struct case_row *named_case_row(struct rpc *rpc, const struct db_result *result, const char *text);

#endif
