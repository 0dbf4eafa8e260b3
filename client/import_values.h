/* Cells of people's sheets as the contract wants them: widths, brackets, days, names of offices and of the rules. */
#ifndef IMPORT_VALUES_H
#define IMPORT_VALUES_H

#include "base/memory.h"
#include "domain/rules/rules.h"
#include "import_fields.h"
#include <huiyin/v1/directory_service.pb-c.h>

/* The words cells are compared with; each may be missing. */
struct import_words {
	const struct rules *rules;
	const Huiyin__V1__ListOfficesResponse *offices;
	const Huiyin__V1__ListSessionsResponse *sessions;
	const Huiyin__V1__Session *session; /* of the row, where days have no year; NULL: not known */
};
/* The session of a code or a name; NULL if there is none. */
const Huiyin__V1__Session *import_session(const struct import_words *words, const char *name);
/* The value of a cell, the arena's or the cell itself; "" stays "". 0, or -1 with the refusal. */
int import_value_read(const struct import_words *words, const struct import_field *field, struct arena *arena,
		      const char *cell, char **ret_value, struct refusal *ret_refusal);

#endif
