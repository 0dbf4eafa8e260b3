/* What the verbs of offices share. */
#ifndef OFFICES_H
#define OFFICES_H

#include "client.h"
#include <huiyin/v1/directory_service.pb-c.h>

/* All offices of the directory; free with remote_free. Returns an exit code. */
int offices_fetch(struct client *client, Huiyin__V1__ListOfficesResponse **ret_list);
/* The office of a code; NULL after a sentence. */
Huiyin__V1__Office *offices_find(const Huiyin__V1__ListOfficesResponse *list, const char *code);
/* Changes an office to what is given. Returns an exit code; what the server refused is printed. */
int offices_update(struct client *client, Huiyin__V1__Office *office, bool *ret_already);

#endif
