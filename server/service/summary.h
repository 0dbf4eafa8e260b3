/* Lines of the ledger as people read a history. */
#ifndef SERVICE_SUMMARY_H
#define SERVICE_SUMMARY_H

#include "service/convert.h"
#include "store/update_store.h"

/* One line of a case as a message; a body that is no JSON leaves everything but its place empty. */
Huiyin__V1__Update *summary_update(struct rpc *rpc, const struct update_row *row);

#endif
