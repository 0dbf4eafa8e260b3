/* What the verbs of people share. */
#ifndef MEMBERS_H
#define MEMBERS_H

#include "client.h"
#include <huiyin/v1/directory_service.pb-c.h>

/* The kinds there are, ended by NULL. */
extern const char *const member_kinds[];

/* All people of the directory; free with remote_free. Returns an exit code. */
int members_fetch(struct client *client, Huiyin__V1__ListMembersResponse **ret_list);
/* The person of a code, NULL if there is none. */
Huiyin__V1__Member *members_find(const Huiyin__V1__ListMembersResponse *list, const char *code);
/* Adds or changes a person. Returns an exit code; what the server refused is printed. */
int members_create(struct client *client, Huiyin__V1__Member *member, char *request_id, bool *ret_already);
int members_update(struct client *client, Huiyin__V1__Member *member, char *request_id, bool *ret_already);

#endif
