#include "import_values.h"

#include "base/text.h"
#include "domain/model.h"
#include "show.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A cell that is read. Readers give its value, the arena's, or NULL with the refusal. */
struct reading {
	const struct import_words *words;
	const struct import_field *field;
	struct arena *arena;
	const char *cell;
	struct refusal *refusal;
};

/* A word people write and the code it stands for. */
struct word {
	const char *written, *code;
};

static char *refuse_value(const struct reading *r, const char *value, const char *zh, const char *en)
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
static char *one_line(struct arena *arena, const char *cell)
{
	size_t size = strlen(cell) + 1;
	return join_lines(text_narrow(cell, arena_alloc(arena, size), size));
}

/* The same without any blanks. */
static char *without_blanks(struct arena *arena, const char *cell)
{
	char *text = one_line(arena, cell), *out = text;
	for (const char *p = text; *p; p++)
		if (*p != ' ')
			*out++ = *p;
	*out = '\0';
	return text;
}

static char *read_code(const struct reading *r)
{
	return without_blanks(r->arena, r->cell);
}

static const char *find_word(const struct word *list, size_t n, const char *written)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].written, written) == 0 || strcmp(list[i].code, written) == 0)
			return list[i].code;
	return NULL;
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

static bool drop_end(char *text, const char *word)
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
	char *text = without_blanks(r->arena, r->cell);
	drop_start(&text, "第");
	drop_end(text, "提案");
	drop_end(text, "号");
	return text;
}

/* 包交函[2023]12号, with whatever brackets: 包交函〔2023〕12号. */
static char *read_document(const struct reading *r)
{
	static const char *const open[] = { "〔", "[", "﹝", "【", "(", "﹙" }, *const close[] = { "〕", "]", "﹞",
												   "】", ")", "﹚" };
	char *text = without_blanks(r->arena, r->cell), *out = arena_alloc(r->arena, 3 * strlen(text) + 1);
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

static char *read_day(const struct reading *r)
{
	hy_day day;
	if (day_parse_written(r->cell, &day) == 0)
		return day_format(day, arena_alloc(r->arena, HY_DAY_TEXT));
	refuse_with(refuse(r->refusal, REASON_DATE_IMPOSSIBLE), "field", "%s", r->field->name);
	refuse_with(r->refusal, "value", "%s", r->cell);
	return NULL;
}

static char *read_version(const struct reading *r)
{
	char *text = without_blanks(r->arena, r->cell);
	int64_t number;
	if (number_parse(text, 1, INT32_MAX, &number) == 0)
		return text;
	return refuse_value(r, r->cell, "导出时的版本号", "the version as it was exported");
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
		char *part = one_line(arena, begin);
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
		refuse_value(names->reading, whole, "写全的姓名，用、隔开", "all names in full, separated by 、");
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

/* Its code: by code, by name, or by a name without 市 and the like before it when that fits only one. */
static const char *find_office(const Huiyin__V1__ListOfficesResponse *list, const char *name)
{
	const char *found = NULL;
	int n = 0;
	for (size_t i = 0; list && i < list->n_offices; i++) {
		const Huiyin__V1__Office *office = list->offices[i];
		if (strcmp(office->code, name) == 0 || strcmp(office->name_zh, name) == 0 ||
		    strcasecmp(office->name_en, name) == 0)
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
	const char *code = find_office(r->words->offices, without_blanks(r->arena, part));
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
	return code && strchr(code, ';') ? refuse_value(r, r->cell, "一个单位", "one office") : code;
}

/* ---- Words of the rules ---- */

/* By code, or by the word in either language. */
static const char *word_of_rules(const struct rule_word *list, int n, const char *written)
{
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].code, written) == 0 ||
		    strcmp(label_text(&list[i].label, LANGUAGE_ZH), written) == 0 ||
		    strcasecmp(label_text(&list[i].label, LANGUAGE_EN), written) == 0)
			return list[i].code;
	return NULL;
}

static void list_words(const struct rule_word *list, int n, enum language language, struct strbuf *out)
{
	for (int i = 0; i < n; i++)
		strbuf_printf(out, "%s%s", i ? (language == LANGUAGE_ZH ? "、" : ", ") : "",
			      label_text(&list[i].label, language));
}

static char *read_word(const struct reading *r, const struct rule_word *list, int n)
{
	char *written = one_line(r->arena, r->cell);
	const char *code = word_of_rules(list, n, written);
	struct strbuf zh = { 0 }, en = { 0 };
	if (code)
		return arena_strdup(r->arena, code);
	list_words(list, n, LANGUAGE_ZH, &zh);
	list_words(list, n, LANGUAGE_EN, &en);
	refuse_value(r, written, zh.text ? zh.text : "—", en.text ? en.text : "—");
	strbuf_clear(&zh);
	strbuf_clear(&en);
	return NULL;
}

static char *read_method(const struct reading *r)
{
	return read_word(r, r->words->rules->contact_methods, r->words->rules->n_contact_methods);
}

static char *read_mark(const struct reading *r)
{
	return read_word(r, r->words->rules->marks, r->words->rules->n_marks);
}

static char *refuse_class(const struct reading *r)
{
	struct strbuf allowed = { 0 };
	for (int i = 0; i < r->words->rules->n_classes; i++)
		strbuf_printf(&allowed, "%s%s", i ? ", " : "", r->words->rules->classes[i].letter);
	refuse_with(refuse(r->refusal, REASON_CLASS_UNKNOWN), "value", "%s", r->cell);
	refuse_with(r->refusal, "allowed", "%s", allowed.text ? allowed.text : "—");
	strbuf_clear(&allowed);
	return NULL;
}

/* Ａ类, A类, A（已解决）, a; 甲类 where the rules have 甲; the words of a class. */
static char *read_class(const struct reading *r)
{
	char *letter = without_blanks(r->arena, r->cell), *bracket = strpbrk(letter, "([");
	if (bracket && bracket > letter)
		*bracket = '\0';
	drop_end(letter, "类");
	for (char *p = letter; *p; p++)
		*p = (char)toupper((unsigned char)*p);
	if (rules_class(r->words->rules, letter))
		return letter;
	for (int i = 0; i < r->words->rules->n_classes; i++) {
		const struct rule_class *class = &r->words->rules->classes[i];
		if (strcmp(label_text(&class->label, LANGUAGE_ZH), letter) == 0)
			return arena_strdup(r->arena, class->letter);
	}
	return refuse_class(r);
}

static char *read_verb(const struct reading *r)
{
	char *written = one_line(r->arena, r->cell);
	for (int i = 0; i < r->words->rules->n_moves; i++) {
		const struct rule_move *move = &r->words->rules->moves[i];
		if (strcmp(move->verb, written) == 0 || strcmp(label_text(&move->label, LANGUAGE_ZH), written) == 0)
			return arena_strdup(r->arena, move->verb);
	}
	return refuse_value(r, written, "规则里的动作，见 huiyin verbs", "a verb of the rules, see huiyin verbs");
}

/* A word of a fixed list. */
static char *read_listed(const struct reading *r, const struct word *list, size_t n, const char *zh, const char *en)
{
	char *written = without_blanks(r->arena, r->cell);
	const char *code = find_word(list, n, written);
	return code ? arena_strdup(r->arena, code) : refuse_value(r, written, zh, en);
}
#define LISTED(list, zh, en) read_listed(r, list, sizeof list / sizeof list[0], zh, en)

static const struct word publications[] = {
	{ "公开", "full" },    { "全文公开", "full" },    { "主动公开", "full" },
	{ "全文", "full" },    { "摘要公开", "summary" }, { "部分公开", "summary" },
	{ "摘要", "summary" }, { "不公开", "private" },   { "不予公开", "private" },
};
static const struct word levels[] = {
	{ "全国", "national" },   { "全国级", "national" }, { "国家级", "national" }, { "自治区", "region" },
	{ "自治区级", "region" }, { "省级", "region" },     { "省", "region" },       { "市级", "city" },
	{ "市", "city" },         { "本级", "city" },       { "旗县区", "county" },   { "区县", "county" },
	{ "县级", "county" },
};
static const struct word truths[] = {
	{ "是", "yes" }, { "同意", "yes" },  { "同意公开", "yes" },  { "公开", "yes" },  { "√", "yes" },
	{ "否", "no" },  { "不同意", "no" }, { "不同意公开", "no" }, { "不公开", "no" }, { "×", "no" },
};

static char *read_publication(const struct reading *r)
{
	return LISTED(publications, "全文公开、摘要公开、不公开", "full, summary, private");
}

static char *read_level(const struct reading *r)
{
	return LISTED(levels, "全国、自治区、市级、旗县区", "national, region, city, county");
}

static char *read_truth(const struct reading *r)
{
	return LISTED(truths, "是、否", "yes, no");
}

/* 委员, 委员提案, member. */
static char *read_proposer_kind(const struct reading *r)
{
	static const struct word kinds[] = {
		{ "委员", "member" },           { "委员个人", "member" },      { "个人", "member" },
		{ "个人提案", "member" },       { "联名", "joint" },           { "委员联名", "joint" },
		{ "民主党派", "party" },        { "党派", "party" },           { "团体", "organisation" },
		{ "人民团体", "organisation" }, { "集体", "organisation" },    { "界别", "sector" },
		{ "专委会", "committee" },      { "专门委员会", "committee" }, { "小组", "group" },
		{ "委员小组", "group" },
	};
	const struct rule_words *list = &r->words->rules->proposer_kinds;
	const char *code = find_word(kinds, sizeof kinds / sizeof kinds[0], without_blanks(r->arena, r->cell));
	return code ? arena_strdup(r->arena, code) : read_word(r, list->list, list->n);
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
		[VALUE_DAY] = read_day,
		[VALUE_NAMES] = read_names,
		[VALUE_PROPOSER_KIND] = read_proposer_kind,
		[VALUE_LEVEL] = read_level,
		[VALUE_YES] = read_truth,
		[VALUE_VERSION] = read_version,
		[VALUE_VERB] = read_verb,
		[VALUE_OFFICE] = read_office,
		[VALUE_OFFICES] = read_offices,
		[VALUE_CLASS] = read_class,
		[VALUE_DOCUMENT] = read_document,
		[VALUE_PUBLICATION] = read_publication,
		[VALUE_METHOD] = read_method,
		[VALUE_MARK] = read_mark,
	};
	const struct reading reading = { words, field, arena, cell, ret_refusal };
	static char nothing[1];
	*ret_value = nothing;
	if (!*cell || field->value == VALUE_IGNORED)
		return 0;
	char *value = is_error_of_excel(cell) ? refuse_value(&reading, cell, "公式算出的内容，而不是公式的错误值",
							     "what a formula gives, not its error")
					      : readers[field->value](&reading);
	*ret_value = value ? value : nothing;
	return value ? 0 : -1;
}
