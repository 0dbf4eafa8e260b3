#include "evgrpc.h"

const char *evgrpc_version(void)
{
	return EVGRPC_VERSION;
}
