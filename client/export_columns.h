/* The columns of an export: what people know from their ledgers (台账), one row for each case or for each part an
 * office has in one. A row of the table is a column: its heading, what its cells hold, how they are made. */
#ifndef EXPORT_COLUMNS_H
#define EXPORT_COLUMNS_H

#include "base/memory.h"
#include "domain/rules/rules.h"
#include "texts.h"
#include <huiyin/v1/case_service.pb-c.h>

enum export_kind { EXPORT_TEXT, EXPORT_INTEGER, EXPORT_DAY };
enum export_by { EXPORT_BY_CASE = 1, EXPORT_BY_ASSIGNMENT = 2, EXPORT_TEXTS = 4 };

/* What a row is about. */
struct export_row {
	long long no; /* from 1 */
	const Huiyin__V1__Case *c;
	const Huiyin__V1__Assignment *a; /* by assignment; NULL: the case has none */
	const struct rules *rules;       /* whose words are shown; NULL: codes are */
	struct arena *arena;             /* of the row */
};

struct export_column {
	enum text_id title;
	enum export_kind kind;
	unsigned in; /* enum export_by: in which exports it stands; EXPORT_TEXTS: only with the texts */
	/* A day as YYYY-MM-DD, a number as digits, "" for none. Good as long as the row. */
	const char *(*cell)(const struct export_row *row);
};
/* The columns in order. */
extern const struct export_column export_columns[];
extern const size_t n_export_columns;

/* Parts of a case that count for its row: of the first round, answered or not given back. */
bool export_counts(const Huiyin__V1__Assignment *a);

#endif
