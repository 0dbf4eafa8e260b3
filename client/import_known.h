/* What the server has of a case that a sheet tells again: that is no news. */
#ifndef IMPORT_KNOWN_H
#define IMPORT_KNOWN_H

#include "base/memory.h"
#include "client.h"
#include "domain/rules/rules.h"
#include <huiyin/v1/case_service.pb-c.h>

/* The case of a name, or NULL when the server has none, or knows no such session: that the trial will tell. An exit
 * code; free the answer with remote_free. */
int known_case_find(struct client *client, const char *name, Huiyin__V1__GetCaseResponse **ret_answer);

/* The field in which a proposal differs from the case it was received as; NULL: it says the same. */
const char *known_case_difference(const Huiyin__V1__Case *c, const Huiyin__V1__NewCase *fresh);

/* A part of an office: days and what is told with them, "" for what did not happen. */
struct known_part {
	const char *office, *assigned_on, *accepted_on, *contacted_on, *answered_on, *class, *document_number;
};
struct known_case {
	struct known_part *parts; /* the arena's, with all their texts */
	size_t n_parts;
};
/* Keeps what is compared. */
struct known_case *known_case_keep(struct arena *arena, const Huiyin__V1__Case *c);
/* True when the case has the step: of the same office on the same day, an answer also with its number and class. */
bool known_case_has(const struct known_case *known, enum move_action action,
		    const Huiyin__V1__SubmitUpdateRequest *step);

#endif
