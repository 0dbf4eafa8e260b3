/* case list: cases by filter. */
#ifndef CASE_LIST_H
#define CASE_LIST_H

#include "client.h"
#include "options.h"

#define N_CASE_LIST_OPTIONS 15
extern const struct option_row case_list_options[N_CASE_LIST_OPTIONS];
int case_list_run(struct client *client, const struct arguments *arguments);

#endif
