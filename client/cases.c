#include "cases.h"

#include "pages.h"
#include "remote.h"
#include <huiyin/v1/case_service.evgrpc.h>

int cases_each(struct client *client, Huiyin__V1__ListCasesRequest *request, long limit,
	       void (*take)(const Huiyin__V1__Case *c, void *arg), void *arg, bool *ret_more)
{
	struct pages pages;
	int result = CLIENT_OK;
	pages_begin(&pages, limit, PAGE_SIZE);
	while (pages_next(&pages, &request->page_size, &request->page_token)) {
		Huiyin__V1__ListCasesResponse *answer;
		result = REMOTE_CALL(client, huiyin__v1__case_service__list_cases__unary, request, &answer);
		if (result != CLIENT_OK)
			break;
		for (size_t i = 0; i < answer->n_cases; i++)
			take(answer->cases[i], arg);
		pages_took(&pages, answer->n_cases, answer->next_page_token);
		remote_free(answer);
	}
	pages_end(&pages);
	if (ret_more)
		*ret_more = pages.more;
	return result;
}
