/* Methods of the contract that nothing serves yet; each goes when its handler comes. */
#include "service/handlers.h"

void generate_report(struct rpc *rpc, const Huiyin__V1__GenerateReportRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void list_reports(struct rpc *rpc, const Huiyin__V1__ListReportsRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void get_report(struct rpc *rpc, const Huiyin__V1__GetReportRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void reproduce_report(struct rpc *rpc, const Huiyin__V1__ReproduceReportRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void create_schedule(struct rpc *rpc, const Huiyin__V1__CreateScheduleRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void list_schedules(struct rpc *rpc, const Huiyin__V1__ListSchedulesRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void delete_schedule(struct rpc *rpc, const Huiyin__V1__DeleteScheduleRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void run_schedule(struct rpc *rpc, const Huiyin__V1__RunScheduleRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}

void list_deliveries(struct rpc *rpc, const Huiyin__V1__ListDeliveriesRequest *request)
{
	(void)request;
	rpc_refuse_plain(rpc, REASON_INTERNAL);
}
