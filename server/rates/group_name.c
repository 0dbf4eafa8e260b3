/* What the groups of a table are called and in which order they stand. */
#include "rates/rows.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

#define NOT_GIVEN "-" /* code of the group of those that have no category, sector … */

static bool call(struct rate_group_name *name, int order, const char *code, const char *zh, const char *en)
{
	name->order = order;
	name->code = code;
	name->label_zh = zh;
	name->label_en = en;
	return true;
}

/* An office, session or person the registry of that page does not know: it never happens, and is not hidden. */
static bool call_unknown(struct rate_group_name *name, struct arena *arena)
{
	const char *code = arena_printf(arena, "#%d", name->id);

	return call(name, INT_MAX, code, code, code);
}

static bool by_office(struct rate_group_name *name, const char *text, const struct registry *registry,
		      struct arena *arena)
{
	const struct office *office = registry_office(registry, name->id);

	(void)text;
	if (!name->id)
		return false;
	if (!office)
		return call_unknown(name, arena);
	return call(name, (int)(office - registry->offices), office->code, office_name(office, LANGUAGE_ZH),
		    office_name(office, LANGUAGE_EN));
}

static bool by_role(struct rate_group_name *name, const char *text, const struct registry *registry,
		    struct arena *arena)
{
	enum assignment_role role = (enum assignment_role)name->id;
	const struct rules *rules = registry->rules;

	(void)text;
	(void)arena;
	name->id = 0;
	if (role == ASSIGNMENT_NONE)
		return false;
	return call(name, (int)role, assignment_role_name(role),
		    rules ? rules_role_label(rules, role, LANGUAGE_ZH) : assignment_role_label(role, LANGUAGE_ZH),
		    rules ? rules_role_label(rules, role, LANGUAGE_EN) : assignment_role_label(role, LANGUAGE_EN));
}

static bool by_session(struct rate_group_name *name, const char *text, const struct registry *registry,
		       struct arena *arena)
{
	const struct session *session = registry_session(registry, name->id);

	(void)text;
	if (!session)
		return call_unknown(name, arena);
	return call(name, (int)(session - registry->sessions), session->code, session_name(session, LANGUAGE_ZH),
		    session_name(session, LANGUAGE_EN));
}

static bool by_level(struct rate_group_name *name, const char *text, const struct registry *registry,
		     struct arena *arena)
{
	static const struct label labels[LEVEL_COUNT_] = {
		[LEVEL_NONE] = { "", "" },
		[LEVEL_NATIONAL] = { "全国", "national" },
		[LEVEL_REGION] = { "省级", "province" },
		[LEVEL_CITY] = { "市级", "city" },
		[LEVEL_COUNTY] = { "县级", "county" },
	};
	enum level level = (enum level)name->id;

	(void)text;
	(void)registry;
	(void)arena;
	name->id = 0;
	return level > LEVEL_NONE && level < LEVEL_COUNT_ &&
	       call(name, (int)level, level_name(level), labels[level].zh, labels[level].en);
}

static bool by_class(struct rate_group_name *name, const char *text, const struct registry *registry,
		     struct arena *arena)
{
	const struct rule_class *class = registry->rules ? rules_class(registry->rules, text) : NULL;
	const char *code = arena_strdup(arena, text);

	if (!*text)
		return false;
	if (!class)
		return call(name, INT_MAX, code, code, code);
	return call(name, (int)(class - registry->rules->classes), code,
		    arena_printf(arena, "%s（%s）", code, class->label.zh),
		    arena_printf(arena, "%s (%s)", code, class->label.en));
}

static bool by_leader(struct rate_group_name *name, const char *text, const struct registry *registry,
		      struct arena *arena)
{
	const struct member *member = registry_member(registry, name->id);

	(void)text;
	if (!name->id)
		return false;
	if (!member)
		return call_unknown(name, arena);
	return call(name, (int)(member - registry->members), member->code, member->name, member->name);
}

/* The number counts days from 2000-01-01; the code is YYYY-MM. */
static bool by_month(struct rate_group_name *name, const char *text, const struct registry *registry,
		     struct arena *arena)
{
	char day[HY_DAY_TEXT];
	const char *code;

	(void)text;
	(void)registry;
	day_format(day_from_ymd(2000, 1, 1) + name->id, day);
	day[strlen("YYYY-MM")] = '\0';
	code = arena_strdup(arena, day);
	return call(name, name->id, code, code, code);
}

static bool by_text(struct rate_group_name *name, const char *text, const struct registry *registry,
		    struct arena *arena)
{
	const char *code = arena_strdup(arena, text);

	(void)registry;
	return *text ? call(name, 0, code, code, code) : call(name, 1, NOT_GIVEN, "未填", "not given");
}

static bool by_committee(struct rate_group_name *name, const char *text, const struct registry *registry,
			 struct arena *arena)
{
	return *text && by_text(name, text, registry, arena);
}

static bool by_proposer_kind(struct rate_group_name *name, const char *text, const struct registry *registry,
			     struct arena *arena)
{
	const struct rules *rules = registry->rules;
	const struct rule_word *kind = rules ? rules_word(&rules->proposer_kinds, text) : NULL;

	if (!kind) { /* behind those the rules have */
		by_text(name, text, registry, arena);
		name->order = INT_MAX;
		return true;
	}
	return call(name, (int)(kind - rules->proposer_kinds.list), kind->code, kind->label.zh, kind->label.en);
}

bool rate_group_name(enum rate_group group, int number, const char *name, const struct registry *registry,
		     struct arena *arena, struct rate_group_name *ret_name)
{
	static bool (*const namers[RATE_GROUP_COUNT_])(struct rate_group_name * name, const char *text,
						       const struct registry *registry, struct arena *arena) = {
		[RATE_BY_OFFICE] = by_office,   [RATE_BY_ROLE] = by_role,   [RATE_BY_COMMITTEE] = by_committee,
		[RATE_BY_CATEGORY] = by_text,   [RATE_BY_SECTOR] = by_text, [RATE_BY_PROPOSER_KIND] = by_proposer_kind,
		[RATE_BY_SESSION] = by_session, [RATE_BY_LEVEL] = by_level, [RATE_BY_CLASS] = by_class,
		[RATE_BY_LEADER] = by_leader,   [RATE_BY_MONTH] = by_month,
	};

	ret_name->id = number;
	call(ret_name, 0, "", "", "");
	return namers[group] && namers[group](ret_name, name, registry, arena);
}
