/* Values of the domain and the stores as messages of the contract. Everything made lives in the call's arena. */
#ifndef SERVICE_CONVERT_H
#define SERVICE_CONVERT_H

#include "ledger/registry.h"
#include "service/rpc.h"
#include "store/case_store.h"

#include <huiyin/v1/access_service.pb-c.h>
#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/common.pb-c.h>
#include <jansson.h>

/* NULL for office 0 or one that is not known. */
Huiyin__V1__Office *convert_office(struct rpc *rpc, int office_id);
/* A person without telephone and address; NULL for 0 or one that is not known. */
Huiyin__V1__Member *convert_member(struct rpc *rpc, int member_id);
Huiyin__V1__Office *convert_office_entry(struct rpc *rpc, const struct office *office);
Huiyin__V1__Session *convert_session(struct rpc *rpc, const struct session *session);
Huiyin__V1__Token *convert_token(struct rpc *rpc, const struct token_row *token);
/* A case as the caller may see it: state, words and notes of row. */
Huiyin__V1__Case *convert_case(struct rpc *rpc, const struct case_row *row);
/* A case as people name it: its number, or "s" and its id. */
char *convert_case_name(struct rpc *rpc, const char *number, int64_t case_id);
/* The text of a member of an object, "" when it has none. */
char *convert_json(struct rpc *rpc, const json_t *object, const char *key);
/* An empty message of the descriptor's size; the caller casts. */
void *convert_new(struct rpc *rpc, const ProtobufCMessageDescriptor *descriptor);
/* A copy in the arena; protobuf-c's fields are not const. */
char *convert_text(struct rpc *rpc, const char *text);

#endif
