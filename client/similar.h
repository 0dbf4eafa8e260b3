/* Similar earlier cases beside a case that is shown. */
#ifndef SIMILAR_H
#define SIMILAR_H

#include "report.h"
#include <huiyin/v1/case_service.pb-c.h>

/* Shown with a case that is not filed yet: as many as a reviewer looks at. */
#define SIMILAR_SHOWN 3

/* Adds a table of the cases most like a case that waits to be filed; nothing for other cases, when there are none, or
 * when the server does not tell: what is asked for is the case itself. */
void similar_add(struct client *client, struct report *report, const Huiyin__V1__Case *c);

#endif
