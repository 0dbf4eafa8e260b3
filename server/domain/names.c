/* Names of the closed enums, one table each, indexed by the enum's number. */
#include "domain/model.h"

#include <string.h>

static const char *const role_names[ROLE_COUNT_] = {
	"", "handler", "committee", "supervisor", "proposer", "leader", "auditor", "scheduler", "operator",
};
static const char *const assignment_role_names[ASSIGNMENT_ROLE_COUNT_] = { "", "lead", "assist", "separate", "sole" };
static const char *const level_names[LEVEL_COUNT_] = { "", "national", "region", "city", "county" };
static const char *const class_meaning_names[CLASS_MEANING_COUNT_] = {
	"", "solved", "in_progress", "planned", "reference",
};
static const char *const phase_names[PHASE_COUNT_] = {
	"",          "received", "filed", "not_filed", "handling",  "answered",
	"evaluated", "closed",   "draft", "merged",    "withdrawn", "follow_up",
};
static const char *const milestone_names[MILESTONE_COUNT_] = {
	"",          "received",   "filed",   "not_filed", "assigned",        "accepted",     "returned", "contacted",
	"opinion",   "answered",   "outcome", "evaluated", "closed",          "drafted_case", "invited",  "signed",
	"declined",  "redirected", "merged",  "linked",    "return_rejected", "drafted",      "cosigned", "reviewed",
	"sent_back", "promised",   "kept",    "postponed", "broken",          "upgraded",     "reopened", "key_chosen",
	"met",       "instructed", "media",   "published", "withdrawn",       "reminded",     "extended", "transferred",
	"attached",  "corrected",  "redated",
};
static const char *const item_kind_names[ITEM_KIND_COUNT_] = {
	"", "signer", "evaluation", "promise", "link", "meeting", "instruction", "media", "attachment", "extension",
};
static const char *const item_state_names[ITEM_STATE_COUNT_] = {
	"",         "invited",     "signed",      "declined", "open",      "kept",           "broken",
	"recorded", "merged_into", "merged_from", "bundled",  "same_kind", "converted_into", "converted_from",
};
static const char *const publication_names[PUBLICATION_COUNT_] = { "", "full", "summary", "private" };

static const char *name_of(const char *const *names, unsigned count, unsigned value)
{
	return value < count ? names[value] : "";
}

/* The number of a name, 0 (NONE) for one that is not there. */
static unsigned value_of(const char *const *names, unsigned count, const char *name)
{
	for (unsigned i = 1; i < count; i++)
		if (strcmp(names[i], name) == 0)
			return i;
	return 0;
}

const char *role_name(enum role role)
{
	return name_of(role_names, ROLE_COUNT_, role);
}

const char *assignment_role_name(enum assignment_role role)
{
	return name_of(assignment_role_names, ASSIGNMENT_ROLE_COUNT_, role);
}

const char *level_name(enum level level)
{
	return name_of(level_names, LEVEL_COUNT_, level);
}

const char *class_meaning_name(enum class_meaning meaning)
{
	return name_of(class_meaning_names, CLASS_MEANING_COUNT_, meaning);
}

const char *phase_name(enum phase phase)
{
	return name_of(phase_names, PHASE_COUNT_, phase);
}

const char *milestone_name(enum milestone milestone)
{
	return name_of(milestone_names, MILESTONE_COUNT_, milestone);
}

enum role role_by_name(const char *name)
{
	return value_of(role_names, ROLE_COUNT_, name);
}

enum assignment_role assignment_role_by_name(const char *name)
{
	return value_of(assignment_role_names, ASSIGNMENT_ROLE_COUNT_, name);
}

enum level level_by_name(const char *name)
{
	return value_of(level_names, LEVEL_COUNT_, name);
}

enum class_meaning class_meaning_by_name(const char *name)
{
	return value_of(class_meaning_names, CLASS_MEANING_COUNT_, name);
}

enum phase phase_by_name(const char *name)
{
	return value_of(phase_names, PHASE_COUNT_, name);
}

enum milestone milestone_by_name(const char *name)
{
	return value_of(milestone_names, MILESTONE_COUNT_, name);
}

const char *item_kind_name(enum item_kind kind)
{
	return name_of(item_kind_names, ITEM_KIND_COUNT_, kind);
}

enum item_kind item_kind_by_name(const char *name)
{
	return value_of(item_kind_names, ITEM_KIND_COUNT_, name);
}

const char *item_state_name(enum item_state state)
{
	return name_of(item_state_names, ITEM_STATE_COUNT_, state);
}

enum item_state item_state_by_name(const char *name)
{
	return value_of(item_state_names, ITEM_STATE_COUNT_, name);
}

const char *publication_name(enum publication publication)
{
	return name_of(publication_names, PUBLICATION_COUNT_, publication);
}

enum publication publication_by_name(const char *name)
{
	return value_of(publication_names, PUBLICATION_COUNT_, name);
}
