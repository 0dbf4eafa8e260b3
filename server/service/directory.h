/* What the handlers of the directory share: checks of entries, and the registry after a change. */
#ifndef SERVICE_DIRECTORY_H
#define SERVICE_DIRECTORY_H

#include "service/rpc.h"

/* Takes the registry as it is after a job, in place of the one from the call's beginning. */
void directory_renew(struct rpc *rpc);
/* A place in official order; 0 is "last". 0 or -1 with a refusal. */
int directory_check_position(int position, struct refusal *ret_refusal);
/* First and last day; "" is without. 0 or -1 with a refusal. */
int directory_check_validity(const char *from, const char *until, hy_day *ret_from, hy_day *ret_until,
			     struct refusal *ret_refusal);

#endif
