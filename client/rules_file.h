/* A rules file, checked here before it is sent. */
#ifndef RULES_FILE_H
#define RULES_FILE_H

#include "client.h"
#include "domain/rules/rules.h"
#include "report.h"

/* The checked rules of a file and its text (free both), or NULL after its errors, as compilers print them, or after a
 * sentence. */
struct rules *rules_file_check(const struct client *client, const char *path, char **ret_text);
/* The empty table of errors of a good file. */
void rules_file_no_errors(struct report *report);

#endif
