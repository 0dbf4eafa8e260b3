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
	out->valid_from = rpc_day(rpc, office->valid_from);
	out->valid_until = rpc_day(rpc, office->valid_until);
	if (office->successor_id > 0) {
		const struct office *successor = registry_office(rpc->registry, office->successor_id);

		out->successor = convert_text(rpc, successor ? successor->code : "");
	}
	return out;
}

Huiyin__V1__Office *convert_office(struct rpc *rpc, int office_id)
{
	const struct office *office = office_id > 0 ? registry_office(rpc->registry, office_id) : NULL;

	return office ? convert_office_entry(rpc, office) : NULL;
}

Huiyin__V1__Member *convert_member(struct rpc *rpc, int member_id)
{
	const struct member *member = member_id > 0 ? registry_member(rpc->registry, member_id) : NULL;
	const struct member *principal;
	Huiyin__V1__Member *out;

	if (!member)
		return NULL;
	principal = member->stands_for > 0 ? registry_member(rpc->registry, member->stands_for) : NULL;
	out = convert_new(rpc, &huiyin__v1__member__descriptor);
	out->member_id = member->member_id;
	out->code = convert_text(rpc, member->code);
	out->name = convert_text(rpc, member->name);
	out->kind = convert_text(rpc, member->kind);
	out->sector = convert_text(rpc, member->sector);
	out->title = convert_text(rpc, member->title);
	out->stands_for = convert_text(rpc, principal ? principal->code : "");
	out->position = member->position;
	out->valid_from = rpc_day(rpc, member->valid_from);
	out->valid_until = rpc_day(rpc, member->valid_until);
	return out;
}

char *convert_json(struct rpc *rpc, const json_t *object, const char *key)
{
	const char *text = json_string_value(json_object_get(object, key));

	return convert_text(rpc, text ? text : "");
}

char *convert_case_name(struct rpc *rpc, const char *number, int64_t case_id)
{
	return number[0] ? convert_text(rpc, number) : arena_printf(rpc->arena, "s%lld", (long long)case_id);
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
	out->member = convert_member(rpc, token->member_id);
	out->signer_no = token->signer_no;
	if (token->case_id > 0)
		out->case_ = convert_case_name(rpc, token->case_number, token->case_id);
	return out;
}
