#include "show.h"

#include "base/date.h"
#include "base/memory.h"
#include "domain/rules/rules.h"
#include "say.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define CHINA_AHEAD_S 28800 /* Asia/Shanghai: UTC+8 the year round since 1992 */

const char *show_office(const Huiyin__V1__Office *office)
{
	if (!office)
		return "";
	const char *name = txt_language() == LANGUAGE_EN ? office->name_en : office->name_zh;
	return name && *name ? name : office->code;
}

const char *show_office_code(const Huiyin__V1__Office *office)
{
	return office && office->code ? office->code : "";
}

const char *show_member(const Huiyin__V1__Member *member)
{
	static char text[400]; /* two fields of at most 60 characters */
	if (!member)
		return "";
	snprintf(text, sizeof text, "%s%s%s", member->name, *member->title ? " " : "", member->title);
	return text;
}

const char *show_role(Huiyin__V1__Role role)
{
	return (int)role > 0 && (int)role < ROLE_COUNT_ ? role_label((enum role)role, txt_language()) : "";
}

const char *show_assignment_role(Huiyin__V1__AssignmentRole role)
{
	if ((int)role <= 0 || (int)role >= ASSIGNMENT_ROLE_COUNT_)
		return "";
	return assignment_role_label((enum assignment_role)role, txt_language());
}

const char *show_role_code(Huiyin__V1__Role role)
{
	return (int)role > 0 && (int)role < ROLE_COUNT_ ? role_name((enum role)role) : "";
}

const char *show_assignment_role_code(Huiyin__V1__AssignmentRole role)
{
	bool known = (int)role > 0 && (int)role < ASSIGNMENT_ROLE_COUNT_;
	return known ? assignment_role_name((enum assignment_role)role) : "";
}

const char *show_mark(Huiyin__V1__DueMark mark)
{
	static const enum text_id words[] = { [HUIYIN__V1__DUE_MARK__DUE_MARK_YELLOW] = TXT_MARK_YELLOW,
					      [HUIYIN__V1__DUE_MARK__DUE_MARK_RED] = TXT_MARK_RED,
					      [HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE] = TXT_MARK_OVERDUE };
	return *show_mark_code(mark) ? txt(words[mark]) : "";
}

const char *show_mark_code(Huiyin__V1__DueMark mark)
{
	static const char *const codes[] = { [HUIYIN__V1__DUE_MARK__DUE_MARK_UNSPECIFIED] = "",
					     [HUIYIN__V1__DUE_MARK__DUE_MARK_YELLOW] = "yellow",
					     [HUIYIN__V1__DUE_MARK__DUE_MARK_RED] = "red",
					     [HUIYIN__V1__DUE_MARK__DUE_MARK_OVERDUE] = "overdue" };
	return (size_t)mark < sizeof codes / sizeof codes[0] ? codes[mark] : "";
}

enum row_mark show_mark_row(Huiyin__V1__DueMark mark)
{
	if (mark == HUIYIN__V1__DUE_MARK__DUE_MARK_YELLOW)
		return ROW_SOON;
	return *show_mark_code(mark) ? ROW_BAD : ROW_PLAIN;
}

bool show_to_person(const struct client *client)
{
	return client->output == OUTPUT_TABLE || client->output == OUTPUT_XLSX;
}

const char *show_moment(const struct client *client, const char *moment, char text[SHOW_MOMENT_SIZE])
{
	struct tm utc = { 0 }, local;
	if (!show_to_person(client) || !strptime(moment, "%Y-%m-%dT%H:%M:%S", &utc))
		return moment;
	time_t seconds = timegm(&utc) + CHINA_AHEAD_S;
	if (!gmtime_r(&seconds, &local) || !strftime(text, SHOW_MOMENT_SIZE, "%Y-%m-%d %H:%M:%S", &local))
		return moment;
	return text;
}

const char *show_case_name(const char *number, int64_t case_id, char text[SHOW_CASE_SIZE])
{
	if (number && *number)
		snprintf(text, SHOW_CASE_SIZE, "%s", number);
	else
		snprintf(text, SHOW_CASE_SIZE, "s%lld", (long long)case_id);
	return text;
}

bool show_is_open(const Huiyin__V1__Assignment *assignment)
{
	return assignment->open;
}

const char *show_days_left(const Huiyin__V1__Assignment *assignment, char text[SHOW_DAYS_SIZE])
{
	text[0] = '\0';
	if (!show_is_open(assignment))
		return text;
	char days[16];
	int left = assignment->days_left;
	snprintf(days, sizeof days, "%d", left < 0 ? -left : left);
	enum text_id id = assignment->overdue ? TXT_DAYS_LATE : left == 0 ? TXT_DAYS_TODAY : TXT_DAYS_LEFT;
	char *filled = say_filled(id, "days", days, NULL);
	snprintf(text, SHOW_DAYS_SIZE, "%s", filled);
	free(filled);
	return text;
}

void show_add_days_left(struct table *table, const Huiyin__V1__Assignment *assignment)
{
	if (assignment && show_is_open(assignment))
		table_cell_number(table, assignment->days_left);
	else
		table_cell(table, "");
}

const Huiyin__V1__Assignment *show_open_assignment(const Huiyin__V1__Case *c, const char *office)
{
	const Huiyin__V1__Assignment *first = NULL;
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *each = c->assignments[i];
		if (!show_is_open(each) || (office && strcmp(show_office_code(each->office), office) != 0))
			continue;
		if (!first || strcmp(each->due_on, first->due_on) < 0)
			first = each;
	}
	return first;
}

char *show_proposers(const Huiyin__V1__NewCase *received)
{
	struct strbuf out = { 0 };
	for (size_t i = 0; i < received->n_proposers; i++) {
		strbuf_puts(&out, i ? "、" : "");
		strbuf_puts(&out, received->proposers[i]);
	}
	return strbuf_take(&out);
}

int show_day(const char *field, const char *given, char text[HY_DAY_TEXT], struct refusal *ret_refusal)
{
	hy_day day;
	text[0] = '\0';
	if (!given || !*given)
		return 0;
	if (day_parse_loose(given, &day) == 0) {
		day_format(day, text);
		return 0;
	}
	refuse_with(refuse(ret_refusal, REASON_DATE_IMPOSSIBLE), "field", "%s", field);
	refuse_with(ret_refusal, "value", "%s", given);
	return -1;
}

int show_read_day(const char *field, const char *given, char text[HY_DAY_TEXT])
{
	struct refusal refusal = { 0 };
	if (show_day(field, given, text, &refusal) == 0)
		return 0;
	say_refusal(&refusal);
	return -1;
}

const char *show_level(Huiyin__V1__Level level)
{
	static const enum text_id words[] = { [HUIYIN__V1__LEVEL__LEVEL_NATIONAL] = TXT_LEVEL_NATIONAL,
					      [HUIYIN__V1__LEVEL__LEVEL_REGION] = TXT_LEVEL_REGION,
					      [HUIYIN__V1__LEVEL__LEVEL_CITY] = TXT_LEVEL_CITY,
					      [HUIYIN__V1__LEVEL__LEVEL_COUNTY] = TXT_LEVEL_COUNTY };
	return (int)level > 0 && (size_t)level < sizeof words / sizeof words[0] ? txt(words[level]) : "";
}

const char *show_word(const struct rule_word *list, int n, const char *code)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return label_text(&list[i].label, txt_language());
	return code;
}

int show_read_level(const char *name, enum level *ret_level, struct refusal *ret_refusal)
{
	*ret_level = level_by_name(name);
	if (*ret_level != LEVEL_NONE || !*name)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "level");
	refuse_with(ret_refusal, "value", "%s", name);
	refuse_with(ret_refusal, "allowed", "national, region, city, county");
	return -1;
}
