/* case list: cases by filter. */
#ifndef CASE_LIST_H
#define CASE_LIST_H

#include "client.h"
#include "options.h"

#define N_CASE_LIST_OPTIONS 16
/* The options of the filter and of the order. */
extern const struct option_row case_list_options[N_CASE_LIST_OPTIONS];
/* Runs case list; the exit code. */
int case_list_run(struct client *client, const struct arguments *arguments);

#endif
