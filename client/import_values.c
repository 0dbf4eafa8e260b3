#include "import_values.h"

#include "base/text.h"
#include "domain/model.h"
#include "import_reading.h"
#include "show.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

char *reading_refuse(const struct reading *r, const char *value, const char *zh, const char *en)
{
	refuse_with(refuse(r->refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", r->field->name);
	refuse_with(r->refusal, "value", "%s", value);
	refuse_words(r->refusal, "allowed", zh, en);
	return NULL;
}

static char *read_prose(const struct reading *r)
{
	return arena_strdup(r->arena, r->cell);
}

/* Line breaks to blanks, blanks around dropped; in place. */
static char *join_lines(char *text)
{
	for (char *p = text; *p; p++)
		if (*p == '\n' || *p == '\r' || *p == '\t')
			*p = ' ';
	text += strspn(text, " ");
	for (size_t len = strlen(text); len && text[len - 1] == ' '; len--)
		text[len - 1] = '\0';
	return text;
}

static char *read_text(const struct reading *r)
{
	return join_lines(arena_strdup(r->arena, r->cell));
}

/* The same with full width made plain. */
char *reading_line(struct arena *arena, const char *cell)
{
	size_t size = strlen(cell) + 1;
	return join_lines(text_narrow(cell, arena_alloc(arena, size), size));
}

/* The same without any blanks. */
char *reading_without_blanks(struct arena *arena, const char *cell)
{
	char *text = reading_line(arena, cell), *out = text;
	for (const char *p = text; *p; p++)
		if (*p != ' ')
			*out++ = *p;
	*out = '\0';
	return text;
}

static char *read_code(const struct reading *r)
{
	return reading_without_blanks(r->arena, r->cell);
}

/* ---- Numbers and signs ---- */

static bool drop_start(char **text, const char *word)
{
	size_t len = strlen(word);
	if (strncmp(*text, word, len) != 0)
		return false;
	*text += len;
	return true;
}

bool reading_drop_end(char *text, const char *word)
{
	size_t len = strlen(text), tail = strlen(word);
	if (len < tail || strcmp(text + len - tail, word) != 0)
		return false;
	text[len - tail] = '\0';
	return true;
}

/* 第20230045号提案, 20230045号 and 20230045 are the same. */
static char *read_number(const struct reading *r)
{
	char *text = reading_without_blanks(r->arena, r->cell);
	drop_start(&text, "提案");
	drop_start(&text, "第");
	reading_drop_end(text, "提案");
	reading_drop_end(text, "号");
	return text;
}

/* 包交函[2023]12号, with whatever brackets: 包交函〔2023〕12号. */
static char *read_document(const struct reading *r)
{
	static const char *const open[] = { "〔", "[", "﹝", "【", "(", "﹙" }, *const close[] = { "〕", "]", "﹞",
												   "】", ")", "﹚" };
	char *text = reading_without_blanks(r->arena, r->cell), *out = arena_alloc(r->arena, 3 * strlen(text) + 1);
	size_t len = 0;
	for (const char *p = text; *p;) {
		const char *sign = NULL;
		size_t step = 1;
		for (size_t i = 0; i < sizeof open / sizeof open[0] && !sign; i++) {
			bool opens = strncmp(p, open[i], strlen(open[i])) == 0;
			if (!opens && strncmp(p, close[i], strlen(close[i])) != 0)
				continue;
			sign = opens ? "〔" : "〕";
			step = strlen(opens ? open[i] : close[i]);
		}
		memcpy(out + len, sign ? sign : p, sign ? 3 : 1);
		len += sign ? 3 : 1;
		p += step;
	}
	return out;
}

/* Without a year it is the year in which the row's session began; before the session's first day it could as well be
 * the next one. */
static char *read_yearless(const struct reading *r, int month, int of_month)
{
	hy_day first, day;
	char text[40], zh[160], en[160];
	if (!r->words->session || day_parse(r->words->session->starts_on, &first) != 0)
		return reading_refuse(r, r->cell, "写明年份的日期，或用 --set session=届次 说明是哪一届次的",
				      "a day with its year; --set session=CODE tells whose year it is");
	snprintf(text, sizeof text, "%.4s-%02d-%02d", r->words->session->starts_on, month, of_month);
	if (day_parse(text, &day) == 0 && day >= first)
		return arena_strdup(r->arena, text);
	snprintf(zh, sizeof zh, "写明年份的日期（届次 %.40s 始于 %.10s）", r->words->session->code,
		 r->words->session->starts_on);
	snprintf(en, sizeof en, "a day with its year (session %.40s began on %.10s)", r->words->session->code,
		 r->words->session->starts_on);
	return reading_refuse(r, r->cell, zh, en);
}

static char *read_day(const struct reading *r)
{
	hy_day day;
	int month, of_month;
	if (day_parse_written(r->cell, &day) == 0)
		return day_format(day, arena_alloc(r->arena, HY_DAY_TEXT));
	if (day_parse_yearless(r->cell, &month, &of_month) == 0)
		return read_yearless(r, month, of_month);
	if (day_is_month(r->cell))
		return reading_refuse(r, r->cell, "到日为止的日期，如 2023-07-15", "a day, such as 2023-07-15");
	refuse_with(refuse(r->refusal, REASON_DATE_IMPOSSIBLE), "field", "%s", r->field->name);
	refuse_with(r->refusal, "value", "%s", r->cell);
	return NULL;
}

const Huiyin__V1__Session *import_session(const struct import_words *words, const char *name)
{
	for (size_t i = 0; words->sessions && i < words->sessions->n_sessions; i++) {
		const Huiyin__V1__Session *session = words->sessions->sessions[i];
		if (strcmp(session->code, name) == 0 || strcmp(session->name_zh, name) == 0 ||
		    strcasecmp(session->name_en, name) == 0)
			return session;
	}
	return NULL;
}

/* What is no session's is left as it stands: the server refuses it with those there are. */
static char *read_session(const struct reading *r)
{
	char *name = reading_line(r->arena, r->cell);
	const Huiyin__V1__Session *session = import_session(r->words, name);
	return session ? arena_strdup(r->arena, session->code) : reading_without_blanks(r->arena, name);
}

static char *read_version(const struct reading *r)
{
	char *text = reading_without_blanks(r->arena, r->cell);
	int64_t number;
	if (number_parse(text, 1, INT32_MAX, &number) == 0)
		return text;
	return reading_refuse(r, r->cell, "导出时的版本号", "the version as it was exported");
}

/* ---- Names ---- */

static size_t separator(const char *p)
{
	static const char *const signs[] = { "、", ",", ";", "\n", "\r", "/", "|", "，", "；" };
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strncmp(p, signs[i], strlen(signs[i])) == 0)
			return strlen(signs[i]);
	return 0;
}

/* Calls take for every part of a text between separators. 0, or what take gave first that is not 0. */
static int each_part(struct arena *arena, const char *text, int (*take)(void *context, char *part), void *context)
{
	char *copy = arena_strdup(arena, text);
	int result = 0;
	for (char *p = copy, *begin = copy; result == 0; p++) {
		size_t step = *p ? separator(p) : 0;
		bool end = !*p;
		if (!end && !step)
			continue;
		*p = '\0';
		char *part = reading_line(arena, begin);
		if (*part)
			result = take(context, part);
		if (end)
			break;
		p += step - 1;
		begin = p + 1;
	}
	return result;
}

/* 张 三 is one name, 张三 李四 are two: a piece of one character belongs to the next. */
static bool has_single_characters(const char *text)
{
	for (const char *p = text; *p;) {
		size_t len = strcspn(p, " ");
		if (len && text_length(p, len) == 1)
			return true;
		p += len + strspn(p + len, " ");
	}
	return false;
}

struct names {
	const struct reading *reading;
	struct strbuf list;
};

static int add_name(struct names *names, const char *name, size_t len)
{
	static const char others[] = "等"; /* 张三等5人 names not all */
	const char *rest = memmem(name, len, others, sizeof others - 1);
	const char *after = rest ? rest + sizeof others - 1 : NULL;
	if (after && (after == name + len || isdigit((unsigned char)*after))) {
		char *whole = hy_xstrndup(name, len);
		reading_refuse(names->reading, whole, "写全的姓名，用、隔开", "all names in full, separated by 、");
		free(whole);
		return -1;
	}
	if (names->list.len)
		strbuf_puts(&names->list, "、");
	strbuf_add(&names->list, name, len);
	return 0;
}

static int take_name(void *context, char *part)
{
	struct names *names = context;
	if (!strchr(part, ' ') || isalnum((unsigned char)*part)) /* a code, or a name that is not Chinese */
		return add_name(names, part, strlen(part));
	if (has_single_characters(part)) {
		char *out = part;
		for (const char *p = part; *p; p++)
			if (*p != ' ')
				*out++ = *p;
		*out = '\0';
		return add_name(names, part, strlen(part));
	}
	int result = 0;
	for (const char *p = part; *p && result == 0;) {
		size_t len = strcspn(p, " ");
		result = add_name(names, p, len);
		p += len + strspn(p + len, " ");
	}
	return result;
}

/* What a list of parts came to. */
static char *take_list(const struct reading *r, struct strbuf *list, int result)
{
	char *text = arena_strdup(r->arena, list->text ? list->text : "");
	strbuf_clear(list);
	return result == 0 ? text : NULL;
}

static char *read_names(const struct reading *r)
{
	struct names names = { .reading = r };
	int result = each_part(r->arena, r->cell, take_name, &names);
	return take_list(r, &names.list, result);
}

/* ---- Offices ---- */

struct offices {
	const struct reading *reading;
	struct strbuf codes;
};

/* Its code: by code, by name, or by a name without 市 and the like before it when that fits only one. spaced: the name
 * with its blanks, as English ones have them. */
static const char *find_office(const Huiyin__V1__ListOfficesResponse *list, const char *name, const char *spaced)
{
	const char *found = NULL;
	int n = 0;
	for (size_t i = 0; list && i < list->n_offices; i++) {
		const Huiyin__V1__Office *office = list->offices[i];
		if (strcasecmp(office->code, name) == 0 || strcmp(office->name_zh, name) == 0 ||
		    strcasecmp(office->name_en, spaced) == 0)
			return office->code;
		size_t len = strlen(office->name_zh), tail = strlen(name);
		const char *longer = len >= tail ? office->name_zh : name,
			   *shorter = len >= tail ? name : office->name_zh;
		size_t border = strlen(longer) - strlen(shorter);
		if (*shorter && text_length(shorter, strlen(shorter)) >= 3 && strcmp(longer + border, shorter) == 0) {
			found = office->code;
			n++;
		}
	}
	return n == 1 ? found : NULL;
}

static int take_office(void *context, char *part)
{
	struct offices *offices = context;
	const struct reading *r = offices->reading;
	const char *code = find_office(r->words->offices, reading_without_blanks(r->arena, part), part);
	if (!code) {
		refuse_with(refuse(r->refusal, REASON_OFFICE_NOT_FOUND), "office", "%s", part);
		return -1;
	}
	if (offices->codes.len)
		strbuf_puts(&offices->codes, ";");
	strbuf_puts(&offices->codes, code);
	return 0;
}

static char *read_offices(const struct reading *r)
{
	struct offices offices = { .reading = r };
	int result = each_part(r->arena, r->cell, take_office, &offices);
	return take_list(r, &offices.codes, result);
}

static char *read_office(const struct reading *r)
{
	char *code = read_offices(r);
	return code && strchr(code, ';') ? reading_refuse(r, r->cell, "一个单位", "one office") : code;
}

/* A sign that says that there is nothing: of a day, a word of the rules, an office. In a text it may mean something. */
static bool is_left_open(const struct import_field *field, const char *cell)
{
	static const char *const signs[] = { "/", "-", "—", "——", "－", "\\", "无" };
	if (field->value < VALUE_DAY || field->value == VALUE_NAMES)
		return false;
	for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
		if (strcmp(cell, signs[i]) == 0)
			return true;
	return false;
}

static bool is_error_of_excel(const char *cell)
{
	static const char *const errors[] = { "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!" };
	for (size_t i = 0; i < sizeof errors / sizeof errors[0]; i++)
		if (strcmp(cell, errors[i]) == 0)
			return true;
	return *cell == '#' && strspn(cell, "#") == strlen(cell); /* a column too narrow, saved as text */
}

int import_value_read(const struct import_words *words, const struct import_field *field, struct arena *arena,
		      const char *cell, char **ret_value, struct refusal *ret_refusal)
{
	static char *(*const readers[])(const struct reading *r) = {
		[VALUE_RESULT] = read_text,
		[VALUE_CODE] = read_code,
		[VALUE_TEXT] = read_text,
		[VALUE_PROSE] = read_prose,
		[VALUE_NUMBER] = read_number,
		[VALUE_SESSION] = read_session,
		[VALUE_DAY] = read_day,
		[VALUE_NAMES] = read_names,
		[VALUE_PROPOSER_KIND] = reading_proposer_kind,
		[VALUE_LEVEL] = reading_level,
		[VALUE_YES] = reading_truth,
		[VALUE_VERSION] = read_version,
		[VALUE_VERB] = reading_verb,
		[VALUE_OFFICE] = read_office,
		[VALUE_OFFICES] = read_offices,
		[VALUE_CLASS] = reading_class,
		[VALUE_DOCUMENT] = read_document,
		[VALUE_PUBLICATION] = reading_publication,
		[VALUE_METHOD] = reading_method,
		[VALUE_CONTACT] = read_text,
		[VALUE_MARK] = reading_mark,
	};
	const struct reading reading = { words, field, arena, cell, ret_refusal };
	static char nothing[1];
	*ret_value = nothing;
	if (!*cell || field->value == VALUE_IGNORED || is_left_open(field, cell))
		return 0;
	char *value = is_error_of_excel(cell) ? reading_refuse(&reading, cell, "公式算出的内容，而不是公式的错误值",
							       "what a formula gives, not its error")
					      : readers[field->value](&reading);
	*ret_value = value ? value : nothing;
	return value ? 0 : -1;
}
