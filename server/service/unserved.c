/* Methods of the contract that nothing serves yet; each goes when its handler comes. */
#include "service/handlers.h"

void watch_updates(struct rpc *rpc, const Huiyin__V1__WatchUpdatesRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}
