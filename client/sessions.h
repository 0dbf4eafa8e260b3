/* The sessions (届次) of the directory. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include "client.h"
#include <huiyin/v1/directory_service.pb-c.h>

/* All sessions by their first day (free with remote_free). An exit code; a failure was printed. */
int sessions_fetch(struct client *client, Huiyin__V1__ListSessionsResponse **ret_list);

#endif
