#include "cases.h"

#include "base/memory.h"
#include "remote.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>

#define PAGE_SIZE 1000 /* the most a page of the contract holds */

int cases_each(struct client *client, Huiyin__V1__ListCasesRequest *request, long limit,
	       void (*take)(const Huiyin__V1__Case *c, void *arg), void *arg, bool *ret_more)
{
	char *token = hy_xstrdup("");
	bool more = true;
	int result = CLIENT_OK;
	while (more && limit > 0) {
		request->page_size = limit < PAGE_SIZE ? (int32_t)limit : PAGE_SIZE;
		request->page_token = token;
		Huiyin__V1__ListCasesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__case_service__list_cases__unary, request, &answer);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_cases; i++)
			take(answer->cases[i], arg);
		limit -= (long)answer->n_cases;
		free(token);
		token = hy_xstrdup(answer->next_page_token);
		more = *token != '\0';
		remote_free(answer);
	}
	free(token);
	if (ret_more)
		*ret_more = more;
	return result;
}
