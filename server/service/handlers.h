/* What serves each method; called with the caller known, the role allowed and the request's values checked. Each ends
 * its rpc, at once or later. methods.c is the table. */
#ifndef SERVICE_HANDLERS_H
#define SERVICE_HANDLERS_H

#include "service/rpc.h"

#include <huiyin/v1/case_service.pb-c.h>

void create_case(struct rpc *rpc);
void get_case(struct rpc *rpc);
void list_cases(struct rpc *rpc);
void submit_update(struct rpc *rpc);
void list_updates(struct rpc *rpc);

void get_rates(struct rpc *rpc);
void list_rate_cases(struct rpc *rpc);
void list_overdue(struct rpc *rpc);

void create_office(struct rpc *rpc);
void list_offices(struct rpc *rpc);
void create_session(struct rpc *rpc);
void list_sessions(struct rpc *rpc);

void check_rules(struct rpc *rpc);
void apply_rules(struct rpc *rpc);
void get_rules(struct rpc *rpc);
void import_calendar(struct rpc *rpc);

void get_head(struct rpc *rpc);
void verify_ledger(struct rpc *rpc);
void recount(struct rpc *rpc);

void who_am_i(struct rpc *rpc);
void create_token(struct rpc *rpc);
void list_tokens(struct rpc *rpc);
void revoke_token(struct rpc *rpc);

/* ImportCases: the stream is open and the caller known; a message; the end of the stream. */
void import_begin(struct rpc *rpc);
void import_message(struct rpc *rpc, const ProtobufCMessage *message);
void import_end(struct rpc *rpc);

/* What handlers share: a proposal as received, checked; texts stay the message's. 0 or -1 with a refusal. */
int new_case_read(struct rpc *rpc, const Huiyin__V1__NewCase *given, struct new_case *ret_case,
		  struct refusal *ret_refusal);
/* Level of the jurisdiction; LEVEL_CITY before there are rules. */
enum level own_level(const struct registry *registry);
/* The office and the session of a code; "" gives 0. 0 or -1 with a refusal. */
int office_of_code(const struct registry *registry, const char *code, int *ret_office, struct refusal *ret_refusal);
int session_of_code(const struct registry *registry, const char *code, int *ret_session, struct refusal *ret_refusal);

#endif
