/* Methods of the contract that nothing serves yet; each goes when its handler comes. */
#include "service/handlers.h"

void watch_updates(struct rpc *rpc, const Huiyin__V1__WatchUpdatesRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void try_rules(struct rpc *rpc, const Huiyin__V1__TryRulesRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void update_office(struct rpc *rpc, const Huiyin__V1__UpdateOfficeRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void create_member(struct rpc *rpc, const Huiyin__V1__CreateMemberRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void update_member(struct rpc *rpc, const Huiyin__V1__UpdateMemberRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void list_members(struct rpc *rpc, const Huiyin__V1__ListMembersRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void erase_member_contact(struct rpc *rpc, const Huiyin__V1__EraseMemberContactRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}
