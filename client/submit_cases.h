/* One update of a few cases, each sent and answered on its own. */
#ifndef SUBMIT_CASES_H
#define SUBMIT_CASES_H

#include "client.h"
#include <huiyin/v1/case_service.pb-c.h>

/* Sends the request for each case and prints what became of it. A request id that is given is used as it is, else each
 * gets its own. Returns an exit code: 7 when some did not count. */
int submit_cases(struct client *client, Huiyin__V1__SubmitUpdateRequest *request, char *const *names, int cases);

#endif
