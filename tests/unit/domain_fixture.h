/* What the tests of server/domain share: the rules of Baotou, the calendar of rules/calendar, days by their text. */
#ifndef TESTS_DOMAIN_FIXTURE_H
#define TESTS_DOMAIN_FIXTURE_H

#include "base/memory.h"
#include "domain/calendar.h"
#include "domain/rules/rules.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FIRST_CALENDAR_YEAR 2022
#define LAST_CALENDAR_YEAR  2026

/* A file below the repository's root; free with free(). */
static inline char *load_file(const char *path)
{
	char *full = hy_xasprintf("%s/%s", SOURCE_DIR, path), block[4096];
	FILE *file = fopen(full, "r");
	struct strbuf text = { 0 };
	size_t n;

	if (!file) {
		fprintf(stderr, "cannot open %s\n", full);
		abort();
	}
	while ((n = fread(block, 1, sizeof(block), file)) > 0)
		strbuf_add(&text, block, n);
	fclose(file);
	free(full);
	return strbuf_take(&text);
}

/* The day of a text, HY_DAY_NONE for "". */
static inline hy_day day(const char *text)
{
	hy_day parsed = HY_DAY_NONE;

	if (text[0] && day_parse(text, &parsed) < 0)
		abort();
	return parsed;
}

/* Reads the year's file into days; the number of them. */
static inline size_t load_calendar_days(int year, struct calendar_day *days, size_t max)
{
	char *path = hy_xasprintf("rules/calendar/%d.csv", year), *text = load_file(path);
	char *save = NULL, *line = strtok_r(text, "\n", &save);
	char date[11], kind[5], source[64];
	size_t n = 0;

	if (!line || strcmp(line, "day,kind,name,source") != 0)
		abort();
	while ((line = strtok_r(NULL, "\n", &save))) {
		if (n == max || sscanf(line, "%10[^,],%4[^,],%39[^,],%63s", date, kind, days[n].name, source) != 4 ||
		    strncmp(source, "国办发明电〔", strlen("国办发明电〔")) != 0 ||
		    (strcmp(kind, "off") != 0 && strcmp(kind, "work") != 0))
			abort();
		days[n].day = day(date);
		days[n++].off = strcmp(kind, "off") == 0;
	}
	free(text);
	free(path);
	return n;
}

static inline struct calendar *load_calendar(void)
{
	struct calendar *calendar = calendar_new();
	struct calendar_day days[100];
	hy_day bad;

	for (int year = FIRST_CALENDAR_YEAR; year <= LAST_CALENDAR_YEAR; year++) {
		size_t n = load_calendar_days(year, days, sizeof(days) / sizeof(*days));

		if (calendar_set_year(calendar, year, days, n, &bad) < 0)
			abort();
	}
	return calendar;
}

/* A rules file; says what is wrong with it and ends the test if something is. */
static inline struct rules *load_rules_file(const char *path)
{
	static struct rule_errors errors;
	char *text = load_file(path);
	struct rules *rules = rules_parse(text, strlen(text), &errors);

	for (size_t i = 0; i < errors.n; i++)
		fprintf(stderr, "%s:%d:%d: %s\n", path, errors.list[i].line, errors.list[i].column, errors.list[i].en);
	if (!rules)
		abort();
	free(text);
	return rules;
}

/* The rules of Baotou. */
static inline struct rules *load_rules(void)
{
	return load_rules_file("rules/baotou.yaml");
}

/* A generator of test numbers: the same seed gives the same run (xorshift). */
static inline unsigned next_random(unsigned *seed)
{
	*seed ^= *seed << 13;
	*seed ^= *seed >> 17;
	*seed ^= *seed << 5;
	return *seed >> 8; /* the low bits are the weaker ones */
}

#endif
