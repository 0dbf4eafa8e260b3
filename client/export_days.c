#include "export_days.h"

#include "export_columns.h"
#include <string.h>

bool export_counts(const Huiyin__V1__Assignment *a)
{
	return a->round <= 1 && (!*a->returned_on || *a->answered_on || a->open);
}

static bool is_meant(const Huiyin__V1__Assignment *a, enum export_parts parts)
{
	bool assists = a->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
	return export_counts(a) && (parts == PART_ANY || assists == (parts == PART_ASSISTS));
}

static const char *day_of(const Huiyin__V1__Assignment *a, enum export_day_of day)
{
	switch (day) {
	case DAY_ASSIGNED:
		return a->assigned_on;
	case DAY_ACCEPTED:
		return a->accepted_on;
	case DAY_DUE:
		return a->due_on;
	case DAY_CONTACTED:
		return a->contacted_on;
	case DAY_ANSWERED:
		break;
	}
	return a->answered_on;
}

const char *export_first(const Huiyin__V1__Case *c, enum export_parts parts, enum export_day_of day)
{
	const char *first = "";
	for (size_t i = 0; i < c->n_assignments; i++) {
		const char *on = day_of(c->assignments[i], day);
		if (is_meant(c->assignments[i], parts) && *on && (!*first || strcmp(on, first) < 0))
			first = on;
	}
	return first;
}

const char *export_last_of_all(const Huiyin__V1__Case *c, enum export_parts parts, enum export_day_of day)
{
	const char *last = "";
	for (size_t i = 0; i < c->n_assignments; i++) {
		const char *on = day_of(c->assignments[i], day);
		if (!is_meant(c->assignments[i], parts))
			continue;
		if (!*on)
			return "";
		last = strcmp(on, last) > 0 ? on : last;
	}
	return last;
}

const Huiyin__V1__CaseDate *export_latest_date(const Huiyin__V1__Case *c, const char *milestone)
{
	for (size_t i = c->n_dates; i-- > 0;)
		if (strcmp(c->dates[i]->milestone, milestone) == 0)
			return c->dates[i];
	return NULL;
}

const char *export_latest(const Huiyin__V1__Case *c, const char *milestone)
{
	const Huiyin__V1__CaseDate *date = export_latest_date(c, milestone);
	return date ? date->on : "";
}

const char *export_reason(const Huiyin__V1__Case *c, const char *milestone)
{
	const Huiyin__V1__CaseDate *date = export_latest_date(c, milestone);
	return date ? date->reason : "";
}
