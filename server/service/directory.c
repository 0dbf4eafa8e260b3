#include "service/directory.h"

#include "service/check.h"

/* Positions in tables: more entries than any city has. */
#define MAX_POSITION 10000

void directory_renew(struct rpc *rpc)
{
	registry_release(rpc->registry);
	rpc->registry = ledger_registry(rpc->service->ledger);
}

int directory_check_position(int position, struct refusal *ret_refusal)
{
	if (position >= 0 && position <= MAX_POSITION)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "position");
	refuse_with(ret_refusal, "min", "%d", 0);
	refuse_with(ret_refusal, "max", "%d", MAX_POSITION);
	return -1;
}

int directory_check_validity(const char *from, const char *until, hy_day *ret_from, hy_day *ret_until,
			     struct refusal *ret_refusal)
{
	if (check_day("valid_from", from, HY_DAY_NONE, ret_from, ret_refusal) < 0 ||
	    check_day("valid_until", until, HY_DAY_NONE, ret_until, ret_refusal) < 0)
		return -1;
	if (*ret_from == HY_DAY_NONE || *ret_until == HY_DAY_NONE || *ret_from <= *ret_until)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_VALIDITY_WRONG), "from", "%s", from);
	refuse_with(ret_refusal, "until", "%s", until);
	return -1;
}
