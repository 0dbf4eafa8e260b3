/* What serves each method; called with the caller known, the role allowed and the request's values checked. Each ends
 * its rpc, at once or later. methods.c is the table. */
#ifndef SERVICE_HANDLERS_H
#define SERVICE_HANDLERS_H

#include "service/rpc.h"

#include <huiyin/v1/access_service.evgrpc.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <huiyin/v1/directory_service.evgrpc.h>
#include <huiyin/v1/ledger_service.evgrpc.h>
#include <huiyin/v1/rate_service.evgrpc.h>
#include <huiyin/v1/report_service.evgrpc.h>
#include <huiyin/v1/rules_service.evgrpc.h>

void create_case(struct rpc *rpc, const Huiyin__V1__CreateCaseRequest *request);
void get_case(struct rpc *rpc, const Huiyin__V1__GetCaseRequest *request);
void list_cases(struct rpc *rpc, const Huiyin__V1__ListCasesRequest *request);
void submit_update(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request);
void list_updates(struct rpc *rpc, const Huiyin__V1__ListUpdatesRequest *request);

void get_rates(struct rpc *rpc, const Huiyin__V1__GetRatesRequest *request);
void list_rate_cases(struct rpc *rpc, const Huiyin__V1__ListRateCasesRequest *request);
void list_overdue(struct rpc *rpc, const Huiyin__V1__ListOverdueRequest *request);
void list_rate_definitions(struct rpc *rpc, const Huiyin__V1__ListRateDefinitionsRequest *request);
void get_trend(struct rpc *rpc, const Huiyin__V1__GetTrendRequest *request);
void check_figures(struct rpc *rpc, const Huiyin__V1__CheckFiguresRequest *request);

void search_cases(struct rpc *rpc, const Huiyin__V1__SearchCasesRequest *request);
void export_cases(struct rpc *rpc, const Huiyin__V1__ExportCasesRequest *request);

void generate_report(struct rpc *rpc, const Huiyin__V1__GenerateReportRequest *request);
void list_reports(struct rpc *rpc, const Huiyin__V1__ListReportsRequest *request);
void get_report(struct rpc *rpc, const Huiyin__V1__GetReportRequest *request);
void reproduce_report(struct rpc *rpc, const Huiyin__V1__ReproduceReportRequest *request);
void create_schedule(struct rpc *rpc, const Huiyin__V1__CreateScheduleRequest *request);
void list_schedules(struct rpc *rpc, const Huiyin__V1__ListSchedulesRequest *request);
void delete_schedule(struct rpc *rpc, const Huiyin__V1__DeleteScheduleRequest *request);
void run_schedule(struct rpc *rpc, const Huiyin__V1__RunScheduleRequest *request);
void list_deliveries(struct rpc *rpc, const Huiyin__V1__ListDeliveriesRequest *request);

void create_office(struct rpc *rpc, const Huiyin__V1__CreateOfficeRequest *request);
void list_offices(struct rpc *rpc, const Huiyin__V1__ListOfficesRequest *request);
void create_session(struct rpc *rpc, const Huiyin__V1__CreateSessionRequest *request);
void list_sessions(struct rpc *rpc, const Huiyin__V1__ListSessionsRequest *request);

void check_rules(struct rpc *rpc, const Huiyin__V1__CheckRulesRequest *request);
void apply_rules(struct rpc *rpc, const Huiyin__V1__ApplyRulesRequest *request);
void get_rules(struct rpc *rpc, const Huiyin__V1__GetRulesRequest *request);
void import_calendar(struct rpc *rpc, const Huiyin__V1__ImportCalendarRequest *request);

void get_head(struct rpc *rpc, const Huiyin__V1__GetHeadRequest *request);
void verify_ledger(struct rpc *rpc, const Huiyin__V1__VerifyLedgerRequest *request);
void recount(struct rpc *rpc, const Huiyin__V1__RecountRequest *request);

void who_am_i(struct rpc *rpc, const Huiyin__V1__WhoAmIRequest *request);
void create_token(struct rpc *rpc, const Huiyin__V1__CreateTokenRequest *request);
void list_tokens(struct rpc *rpc, const Huiyin__V1__ListTokensRequest *request);
void revoke_token(struct rpc *rpc, const Huiyin__V1__RevokeTokenRequest *request);

void try_update(struct rpc *rpc, const Huiyin__V1__TryUpdateRequest *request);
void watch_updates(struct rpc *rpc, const Huiyin__V1__WatchUpdatesRequest *request);
void find_similar_cases(struct rpc *rpc, const Huiyin__V1__FindSimilarCasesRequest *request);
void download_attachment(struct rpc *rpc, const Huiyin__V1__DownloadAttachmentRequest *request);
void erase_attachment(struct rpc *rpc, const Huiyin__V1__EraseAttachmentRequest *request);
void try_rules(struct rpc *rpc, const Huiyin__V1__TryRulesRequest *request);
void update_office(struct rpc *rpc, const Huiyin__V1__UpdateOfficeRequest *request);
void create_member(struct rpc *rpc, const Huiyin__V1__CreateMemberRequest *request);
void update_member(struct rpc *rpc, const Huiyin__V1__UpdateMemberRequest *request);
void list_members(struct rpc *rpc, const Huiyin__V1__ListMembersRequest *request);
void erase_member_contact(struct rpc *rpc, const Huiyin__V1__EraseMemberContactRequest *request);
void create_evaluation_codes(struct rpc *rpc, const Huiyin__V1__CreateEvaluationCodesRequest *request);

/* Streams of requests: the caller is known; a message; the end, see struct access. */
void import_cases_begin(struct rpc *rpc);
void import_cases(struct rpc *rpc, const Huiyin__V1__ImportCasesRequest *request);
void import_cases_end(struct rpc *rpc);
void submit_updates_begin(struct rpc *rpc);
void submit_updates(struct rpc *rpc, const Huiyin__V1__SubmitUpdatesRequest *request);
void submit_updates_end(struct rpc *rpc);
void upload_attachment_begin(struct rpc *rpc);
void upload_attachment(struct rpc *rpc, const Huiyin__V1__UploadAttachmentRequest *request);
void upload_attachment_end(struct rpc *rpc);

/* What handlers share: a proposal as received, checked; texts stay the message's. 0 or -1 with a refusal. */
int new_case_read(struct rpc *rpc, const Huiyin__V1__NewCase *given, struct new_case *ret_case,
		  struct refusal *ret_refusal);
/* An update as asked, checked: fills the job's case, update and digest; texts stay the message's. 0 or -1 with a
 * refusal. The request id is the caller's to read: a dry run has none. */
int update_read(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct ledger_job *job,
		struct update **ret_update, struct refusal *ret_refusal);
/* Completes it with what the database knows: the proposer who calls, the attachments named; then(rpc, job) runs at once
 * or later, or the call is refused. Uses rpc->data. */
void update_prepare(struct rpc *rpc, struct ledger_job *job, struct update *update,
		    void (*then)(struct rpc *rpc, struct ledger_job *job));
/* Level of the jurisdiction; LEVEL_CITY before there are rules. */
enum level own_level(const struct registry *registry);
/* The office and the session of a code; "" gives 0. 0 or -1 with a refusal. */
int office_of_code(const struct registry *registry, const char *code, int *ret_office, struct refusal *ret_refusal);
/* The person of a code; "" gives 0. */
int member_of_code(const struct registry *registry, const char *code, int *ret_member, struct refusal *ret_refusal);
int session_of_code(const struct registry *registry, const char *code, int *ret_session, struct refusal *ret_refusal);

#endif
