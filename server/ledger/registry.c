#include "ledger/registry.h"
#include <stdlib.h>
#include <string.h>

struct registry *registry_hold(struct registry *registry)
{
	__atomic_add_fetch(&registry->references, 1, __ATOMIC_RELAXED);
	return registry;
}

void registry_release(struct registry *registry)
{
	if (!registry || __atomic_sub_fetch(&registry->references, 1, __ATOMIC_ACQ_REL) > 0)
		return;
	rules_free(registry->rules);
	free(registry->rules_text);
	if (registry->calendar)
		calendar_free(registry->calendar);
	free(registry->year_pages);
	free(registry->offices);
	free(registry->sessions);
	free(registry->members);
	free(registry);
}

const struct office *registry_office(const struct registry *registry, int office_id)
{
	for (size_t i = 0; i < registry->n_offices; i++)
		if (registry->offices[i].office_id == office_id)
			return &registry->offices[i];
	return NULL;
}

const struct office *registry_office_by_code(const struct registry *registry, const char *code)
{
	for (size_t i = 0; i < registry->n_offices; i++)
		if (!strcmp(registry->offices[i].code, code))
			return &registry->offices[i];
	return NULL;
}

const struct session *registry_session(const struct registry *registry, int session_id)
{
	for (size_t i = 0; i < registry->n_sessions; i++)
		if (registry->sessions[i].session_id == session_id)
			return &registry->sessions[i];
	return NULL;
}

const struct session *registry_session_by_code(const struct registry *registry, const char *code)
{
	for (size_t i = 0; i < registry->n_sessions; i++)
		if (!strcmp(registry->sessions[i].code, code))
			return &registry->sessions[i];
	return NULL;
}

bool registry_is_valid(hy_day from, hy_day until, hy_day day)
{
	return (from == HY_DAY_NONE || from <= day) && (until == HY_DAY_NONE || day <= until);
}

int64_t registry_year_page(const struct registry *registry, int year)
{
	for (size_t i = 0; i < registry->n_year_pages; i++)
		if (registry->year_pages[i].year == year)
			return registry->year_pages[i].page;
	return 0;
}

const char *office_name(const struct office *office, enum language language)
{
	return language == LANGUAGE_EN && *office->name_en ? office->name_en : office->name_zh;
}

const char *session_name(const struct session *session, enum language language)
{
	return language == LANGUAGE_EN && *session->name_en ? session->name_en : session->name_zh;
}

const struct member *registry_member(const struct registry *registry, int member_id)
{
	for (size_t i = 0; i < registry->n_members; i++)
		if (registry->members[i].member_id == member_id)
			return &registry->members[i];
	return NULL;
}

const struct member *registry_member_by_code(const struct registry *registry, const char *code)
{
	for (size_t i = 0; i < registry->n_members; i++)
		if (strcmp(registry->members[i].code, code) == 0)
			return &registry->members[i];
	return NULL;
}
