/* A report's query as canonical JSON's object and back. */
#include "report/report.h"

#include <stdio.h>
#include <string.h>

/* "YYYY-MM-DD"; nothing where there is no day. */
static void set_day(json_t *object, const char *key, hy_day day)
{
	char text[HY_DAY_TEXT];

	if (day != HY_DAY_NONE)
		json_object_set_new(object, key, json_string(day_format(day, text)));
}

static json_t *previous_json(const struct report_query *query)
{
	json_t *previous = json_pack("{s:I,s:i,s:i}", "page", (json_int_t)query->previous.page, "year",
				     query->previous.year, "serial", query->previous.serial);

	set_day(previous, "as_of", query->previous.as_of);
	return previous;
}

json_t *report_query_json(const struct report_query *query)
{
	json_t *object =
		json_pack("{s:s,s:I,s:i,s:i,s:s,s:s,s:i,s:i,s:i,s:s}", "kind", report_kind_name(query->kind), "page",
			  (json_int_t)query->page, "session", query->session_id, "office", query->office_id, "language",
			  query->language == LANGUAGE_EN ? "en" : "zh", "rounding",
			  rounding_name(query->rounding.rounding), "decimals", query->rounding.decimals, "year",
			  query->year, "serial", query->serial, "title", query->title);

	set_day(object, "as_of", query->as_of);
	set_day(object, "date", query->date);
	if (query->previous.as_of != HY_DAY_NONE)
		json_object_set_new(object, "previous", previous_json(query));
	return object;
}

/* A day, HY_DAY_NONE where there is none; -1 when it is damaged. */
static int read_day(const json_t *object, const char *key, hy_day *ret_day)
{
	const char *text = json_string_value(json_object_get(object, key));

	*ret_day = HY_DAY_NONE;
	return text ? day_parse(text, ret_day) : 0;
}

/* A whole number of at least 0; -1 when there is none. */
static int read_number(const json_t *object, const char *key, int64_t max, int64_t *ret)
{
	const json_t *value = json_object_get(object, key);

	*ret = json_integer_value(value);
	return json_is_integer(value) && *ret >= 0 && *ret <= max ? 0 : -1;
}

static int read_int(const json_t *object, const char *key, int max, int *ret)
{
	int64_t value;

	if (read_number(object, key, max, &value) < 0)
		return -1;
	*ret = (int)value;
	return 0;
}

static int read_rounding(const json_t *object, struct rounding_rule *ret_rule)
{
	const char *name = json_string_value(json_object_get(object, "rounding"));
	int rounding = name ? rounding_by_name(name) : -1;

	if (rounding < 0)
		return -1;
	ret_rule->rounding = (enum rounding)rounding;
	return read_int(object, "decimals", MAX_DECIMALS, &ret_rule->decimals);
}

static int read_words(const json_t *object, struct report_query *query)
{
	const char *kind = json_string_value(json_object_get(object, "kind"));
	const char *language = json_string_value(json_object_get(object, "language"));
	const char *title = json_string_value(json_object_get(object, "title"));

	query->kind = kind ? report_kind_by_name(kind) : REPORT_NONE;
	query->language = language && strcmp(language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
	if (query->kind == REPORT_NONE || !language || !title || strlen(title) >= sizeof(query->title))
		return -1;
	memcpy(query->title, title, strlen(title) + 1);
	return read_rounding(object, &query->rounding);
}

static int read_previous(const json_t *object, struct report_query *query)
{
	const json_t *previous = json_object_get(object, "previous");

	query->previous.as_of = HY_DAY_NONE;
	if (!previous)
		return 0;
	if (read_day(previous, "as_of", &query->previous.as_of) < 0 || query->previous.as_of == HY_DAY_NONE ||
	    read_int(previous, "year", INT32_MAX, &query->previous.year) < 0 ||
	    read_int(previous, "serial", INT32_MAX, &query->previous.serial) < 0)
		return -1;
	return read_number(previous, "page", INT64_MAX, &query->previous.page);
}

int report_query_read(const json_t *object, struct report_query *ret_query)
{
	struct report_query *query = ret_query;

	*query = (struct report_query){ 0 };
	if (read_words(object, query) < 0 || read_day(object, "as_of", &query->as_of) < 0 ||
	    read_day(object, "date", &query->date) < 0 || read_number(object, "page", INT64_MAX, &query->page) < 0 ||
	    read_int(object, "session", INT32_MAX, &query->session_id) < 0 ||
	    read_int(object, "office", INT32_MAX, &query->office_id) < 0 ||
	    read_int(object, "year", INT32_MAX, &query->year) < 0 ||
	    read_int(object, "serial", INT32_MAX, &query->serial) < 0)
		return -1;
	return read_previous(object, query);
}
