#include "members.h"

#include "remote.h"
#include <huiyin/v1/directory_service.evgrpc.h>
#include <string.h>

const char *const member_kinds[] = {
	"member", "leader", "party", "organisation", "sector", "committee", "group", NULL
};

int members_fetch(struct client *client, Huiyin__V1__ListMembersResponse **ret_list)
{
	Huiyin__V1__ListMembersRequest request = HUIYIN__V1__LIST_MEMBERS_REQUEST__INIT;
	return REMOTE_CALL(client, huiyin__v1__directory_service__list_members__unary, &request, ret_list);
}

Huiyin__V1__Member *members_find(const Huiyin__V1__ListMembersResponse *list, const char *code)
{
	for (size_t i = 0; i < list->n_members; i++)
		if (strcmp(list->members[i]->code, code) == 0)
			return list->members[i];
	return NULL;
}

int members_create(struct client *client, Huiyin__V1__Member *member, char *request_id, bool *ret_already)
{
	Huiyin__V1__CreateMemberRequest request = HUIYIN__V1__CREATE_MEMBER_REQUEST__INIT;
	Huiyin__V1__CreateMemberResponse *answer;
	request.request_id = request_id;
	request.member = member;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__create_member__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}

int members_update(struct client *client, Huiyin__V1__Member *member, char *request_id, bool *ret_already)
{
	Huiyin__V1__UpdateMemberRequest request = HUIYIN__V1__UPDATE_MEMBER_REQUEST__INIT;
	Huiyin__V1__UpdateMemberResponse *answer;
	request.request_id = request_id;
	request.member = member;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__update_member__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}
