/* Lists of cases, page after page. */
#ifndef CASES_H
#define CASES_H

#include "client.h"
#include <huiyin/v1/case_service.pb-c.h>
#include <stdbool.h>

/* Runs take for each case of a query, at most limit; the request's page size and token are set here. Returns an exit
 * code; *ret_more (may be NULL) tells whether the server has more. */
int cases_each(struct client *client, Huiyin__V1__ListCasesRequest *request, long limit,
	       void (*take)(const Huiyin__V1__Case *c, void *arg), void *arg, bool *ret_more);

#endif
