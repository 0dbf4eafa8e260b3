#include "case_filter.h"

#include "say.h"
#include "show.h"
#include <string.h>

enum filter_kind { FILTER_TEXT, FILTER_FLAG, FILTER_LEVEL, FILTER_MARK };

static const struct filter {
	const char *name;
	enum filter_kind kind;
	size_t offset; /* of the member in ListCasesRequest; 0: the order by due day */
} filters[] = {
#define AT(member) offsetof(Huiyin__V1__ListCasesRequest, member)
	{ "office", FILTER_TEXT, AT(office) },
	{ "state", FILTER_TEXT, AT(state) },
	{ "phase", FILTER_TEXT, AT(phase) },
	{ "session", FILTER_TEXT, AT(session) },
	{ "category", FILTER_TEXT, AT(category) },
	{ "level", FILTER_LEVEL, AT(level) },
	{ "title", FILTER_TEXT, AT(title_contains) },
	{ "document", FILTER_TEXT, AT(document_number) },
	{ "mark", FILTER_MARK, AT(mark) },
	{ "leader", FILTER_TEXT, AT(leader) },
	{ "member", FILTER_TEXT, AT(member) },
	{ "open", FILTER_FLAG, AT(open_only) },
	{ "key", FILTER_FLAG, AT(key_only) },
	{ "promises", FILTER_FLAG, AT(open_promises) },
#undef AT
};
#define N_FILTERS (sizeof filters / sizeof filters[0])

static int refuse_value(const char *name, const char *value, const char *allowed)
{
	struct refusal refusal = { 0 };
	refuse_with(refuse(&refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", name);
	refuse_with(&refusal, "value", "%s", value);
	refuse_with(&refusal, "allowed", "%s", allowed);
	say_refusal(&refusal);
	return -1;
}

static int set_level(const char *value, Huiyin__V1__ListCasesRequest *request)
{
	enum level level;
	struct refusal refusal = { 0 };
	if (show_read_level(value, &level, &refusal) != 0) {
		say_refusal(&refusal);
		return -1;
	}
	request->level = (Huiyin__V1__Level)level;
	return 0;
}

static int set_mark(const char *value, Huiyin__V1__ListCasesRequest *request)
{
	for (int mark = HUIYIN__V1__DUE_MARK__DUE_MARK_YELLOW; mark <= HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE; mark++)
		if (strcmp(show_mark_code((Huiyin__V1__DueMark)mark), value) == 0) {
			request->mark = (Huiyin__V1__DueMark)mark;
			return 0;
		}
	return refuse_value("mark", value, "yellow, red, overdue");
}

static int set_filter(const struct filter *filter, const char *value, Huiyin__V1__ListCasesRequest *request)
{
	char *member = (char *)request + filter->offset;
	switch (filter->kind) {
	case FILTER_LEVEL:
		return set_level(value, request);
	case FILTER_MARK:
		return set_mark(value, request);
	case FILTER_FLAG:
		*(protobuf_c_boolean *)(void *)member = true;
		return 0;
	case FILTER_TEXT:
		break;
	}
	memcpy(member, &value, sizeof value);
	return 0;
}

int case_filter_options(const struct arguments *arguments, Huiyin__V1__ListCasesRequest *request)
{
	for (size_t i = 0; i < N_FILTERS; i++) {
		const char *value = option_value(arguments, filters[i].name);
		if (value && set_filter(&filters[i], value, request) != 0)
			return -1;
	}
	return 0;
}

static int refuse_name(const char *name)
{
	struct strbuf allowed = { 0 };
	for (size_t i = 0; i < N_FILTERS; i++)
		strbuf_printf(&allowed, "%s%s%s", i ? ", " : "", filters[i].name,
			      filters[i].kind == FILTER_FLAG ? "" : "=");
	say_error(TXT_OPTION_BAD_VALUE, "option", "--where", "value", name, "allowed", allowed.text, NULL);
	strbuf_clear(&allowed);
	return -1;
}

static int set_named(char *part, Huiyin__V1__ListCasesRequest *request)
{
	char *value = strchr(part, '=');
	if (value)
		*value++ = '\0';
	for (size_t i = 0; i < N_FILTERS; i++) {
		bool flag = filters[i].kind == FILTER_FLAG;
		if (strcmp(filters[i].name, part) == 0 && flag == !value)
			return set_filter(&filters[i], value, request);
	}
	return refuse_name(part);
}

int case_filter_where(const char *where, struct arena *arena, Huiyin__V1__ListCasesRequest *request)
{
	char *rest = arena_strdup(arena, where), *part;
	while ((part = strsep(&rest, ",")))
		if (set_named(part + strspn(part, " "), request) != 0)
			return -1;
	return 0;
}
