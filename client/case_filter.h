/* Filters of lists of cases, by the same names as options of `case list` and as parts of --where. */
#ifndef CASE_FILTER_H
#define CASE_FILTER_H

#include "base/memory.h"
#include "options.h"
#include <huiyin/v1/case_service.pb-c.h>

/* Sets the filters that were given as options. Texts are argv's. 0, or -1 after a sentence. */
int case_filter_options(const struct arguments *arguments, Huiyin__V1__ListCasesRequest *request);
/* The same from "state=filed,office=jtj,open". Texts are the arena's. */
int case_filter_where(const char *where, struct arena *arena, Huiyin__V1__ListCasesRequest *request);

#endif
