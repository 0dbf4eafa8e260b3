#include "offices.h"

#include "directory.h"
#include "remote.h"
#include "say.h"
#include <huiyin/v1/directory_service.evgrpc.h>
#include <string.h>

int offices_fetch(struct client *client, Huiyin__V1__ListOfficesResponse **ret_list)
{
	Huiyin__V1__ListOfficesRequest request = HUIYIN__V1__LIST_OFFICES_REQUEST__INIT;
	return REMOTE_CALL(client, huiyin__v1__directory_service__list_offices__unary, &request, ret_list);
}

Huiyin__V1__Office *offices_find(const Huiyin__V1__ListOfficesResponse *list, const char *code)
{
	struct refusal refusal = { 0 };
	for (size_t i = 0; i < list->n_offices; i++)
		if (strcmp(list->offices[i]->code, code) == 0)
			return list->offices[i];
	refuse_with(refuse(&refusal, REASON_OFFICE_NOT_FOUND), "office", "%s", code);
	say_refusal(&refusal);
	return NULL;
}

int offices_update(struct client *client, Huiyin__V1__Office *office, bool *ret_already)
{
	Huiyin__V1__UpdateOfficeRequest request = HUIYIN__V1__UPDATE_OFFICE_REQUEST__INIT;
	Huiyin__V1__UpdateOfficeResponse *answer;
	char request_id[UUID_TEXT];
	directory_request_id(request_id);
	request.request_id = request_id;
	request.office = office;
	int result = REMOTE_CALL(client, huiyin__v1__directory_service__update_office__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_already = answer->already_stored;
	remote_free(answer);
	return CLIENT_OK;
}
