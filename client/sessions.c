#include "sessions.h"

#include "remote.h"
#include <huiyin/v1/directory_service.evgrpc.h>

int sessions_fetch(struct client *client, Huiyin__V1__ListSessionsResponse **ret_list)
{
	Huiyin__V1__ListSessionsRequest request = HUIYIN__V1__LIST_SESSIONS_REQUEST__INIT;
	return REMOTE_CALL(client, huiyin__v1__directory_service__list_sessions__unary, &request, ret_list);
}
