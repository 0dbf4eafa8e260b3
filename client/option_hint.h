/* Which option of the verb that runs gives the field a refusal misses. */
#ifndef OPTION_HINT_H
#define OPTION_HINT_H

#include "client.h"
#include <google/rpc/error_details.pb-c.h>

/* The option without dashes; NULL when nothing is missing, or the verb has no such option. The caller frees it. */
char *option_hint(const struct client *client, const Google__Rpc__ErrorInfo *info);

#endif
