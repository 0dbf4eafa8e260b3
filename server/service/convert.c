#include "service/convert.h"

#include <stdio.h>
#include <string.h>

void *convert_new(struct rpc *rpc, const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message = rpc_alloc(rpc, descriptor->sizeof_message);

	protobuf_c_message_init(descriptor, message);
	return message;
}

char *convert_text(struct rpc *rpc, const char *text)
{
	return arena_strdup(rpc->arena, text);
}

Huiyin__V1__Office *convert_office_entry(struct rpc *rpc, const struct office *office)
{
	Huiyin__V1__Office *out = convert_new(rpc, &huiyin__v1__office__descriptor);

	out->office_id = office->office_id;
	out->code = convert_text(rpc, office->code);
	out->name_zh = convert_text(rpc, office->name_zh);
	out->name_en = convert_text(rpc, office->name_en);
	out->position = office->position;
	return out;
}

Huiyin__V1__Office *convert_office(struct rpc *rpc, int office_id)
{
	const struct office *office = office_id > 0 ? registry_office(rpc->registry, office_id) : NULL;

	return office ? convert_office_entry(rpc, office) : NULL;
}

Huiyin__V1__Session *convert_session(struct rpc *rpc, const struct session *session)
{
	Huiyin__V1__Session *out = convert_new(rpc, &huiyin__v1__session__descriptor);

	out->session_id = session->session_id;
	out->code = convert_text(rpc, session->code);
	out->name_zh = convert_text(rpc, session->name_zh);
	out->name_en = convert_text(rpc, session->name_en);
	out->starts_on = rpc_day(rpc, session->starts_on);
	out->level = (Huiyin__V1__Level)session->level;
	return out;
}

Huiyin__V1__Token *convert_token(struct rpc *rpc, const struct token_row *token)
{
	Huiyin__V1__Token *out = convert_new(rpc, &huiyin__v1__token__descriptor);

	out->token_id = arena_printf(rpc->arena, "t%lld", (long long)token->token_id);
	out->role = (Huiyin__V1__Role)token->role;
	out->office = convert_office(rpc, token->office_id);
	out->label = convert_text(rpc, token->label);
	out->created_at = rpc_moment(rpc, token->created_at);
	out->expires_on = rpc_day(rpc, token->expires_on);
	out->revoked = token->revoked;
	return out;
}
