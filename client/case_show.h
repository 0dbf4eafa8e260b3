/* One case, shown whole: next step, facts, and a section for each kind of thing it has. */
#ifndef CASE_SHOW_H
#define CASE_SHOW_H

#include "client.h"
#include "domain/rules/rules.h"
#include "report.h"
#include <huiyin/v1/case_service.pb-c.h>

/* Prints a case as GetCase and CreateCase give it; asks for similar ones while it is not filed. */
void case_show_print(struct client *client, const Huiyin__V1__Case *c);

/* Asks for a case by its name and prints it; the exit code. */
int case_show(struct client *client, char *name);

/* The sections of what a case has beside its assignments: proposers, evaluations, promises, links, meetings,
 * instructions, media items, attachments, extensions. Marks in the words of rules, if there are any. */
void case_items_add(struct report *report, const struct client *client, const struct rules *rules,
		    const Huiyin__V1__Case *c);
/* The sections of assignments and of the texts of their answers. */
void case_assignments_add(struct report *report, const struct client *client, const Huiyin__V1__Case *c);
/* Name of a signer; "" if there is none of the number. */
const char *case_signer_name(const Huiyin__V1__Case *c, int signer_no);

#endif
