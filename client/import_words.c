/* Cells that hold a word: of the rules (classes, marks, verbs), or of a fixed list. */
#include "import_reading.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

/* A word people write and the code it stands for. */
struct word {
	const char *written, *code;
};

static const char *find_word(const struct word *list, size_t n, const char *written)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i].written, written) == 0 || strcmp(list[i].code, written) == 0)
			return list[i].code;
	return NULL;
}

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
	char *written = reading_line(r->arena, r->cell);
	const char *code = word_of_rules(list, n, written);
	struct strbuf zh = { 0 }, en = { 0 };
	if (code)
		return arena_strdup(r->arena, code);
	list_words(list, n, LANGUAGE_ZH, &zh);
	list_words(list, n, LANGUAGE_EN, &en);
	reading_refuse(r, written, zh.text ? zh.text : "—", en.text ? en.text : "—");
	strbuf_clear(&zh);
	strbuf_clear(&en);
	return NULL;
}

/* What clerks write for a way of contact, and the rules' codes it may be, the first that the rules have. */
static const struct {
	const char *written;
	const char *codes[3];
} methods[] = {
	{ "走访", { "visit" } },
	{ "上门", { "visit" } },
	{ "登门", { "visit" } },
	{ "登门走访", { "visit" } },
	{ "上门面商", { "visit" } },
	{ "上门沟通", { "visit" } },
	{ "座谈", { "meeting" } },
	{ "座谈会", { "meeting" } },
	{ "面商", { "meeting" } },
	{ "面谈", { "meeting" } },
	{ "当面沟通", { "meeting" } },
	{ "邀请", { "invited", "meeting" } },
	{ "邀请面商", { "invited", "meeting" } },
	{ "请进来", { "invited", "meeting" } },
	{ "现场", { "site" } },
	{ "踏勘", { "site" } },
	{ "实地", { "site" } },
	{ "现场办公", { "site" } },
	{ "实地调研", { "site" } },
	{ "现场调研", { "site" } },
	{ "致电", { "phone" } },
	{ "电话沟通", { "phone" } },
	{ "电话联系", { "phone" } },
	{ "微信", { "message", "phone" } }, /* not in person either */
	{ "短信", { "message", "phone" } },
	{ "信函", { "letter" } },
	{ "书面沟通", { "letter" } },
};

static const char *usual_method(const struct reading *r, const char *written)
{
	const struct rules *rules = r->words->rules;
	for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
		if (strcmp(methods[i].written, written) != 0)
			continue;
		for (size_t k = 0; k < 3 && methods[i].codes[k]; k++)
			if (word_of_rules(rules->contact_methods, rules->n_contact_methods, methods[i].codes[k]))
				return methods[i].codes[k];
	}
	return NULL;
}

char *reading_method(const struct reading *r)
{
	const char *code = usual_method(r, reading_without_blanks(r->arena, r->cell));
	return code ? arena_strdup(r->arena, code)
		    : read_word(r, r->words->rules->contact_methods, r->words->rules->n_contact_methods);
}

char *reading_mark(const struct reading *r)
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
char *reading_class(const struct reading *r)
{
	char *letter = reading_without_blanks(r->arena, r->cell), *bracket = strpbrk(letter, "([");
	if (bracket && bracket > letter)
		*bracket = '\0';
	reading_drop_end(letter, "类");
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

char *reading_verb(const struct reading *r)
{
	char *written = reading_line(r->arena, r->cell);
	for (int i = 0; i < r->words->rules->n_moves; i++) {
		const struct rule_move *move = &r->words->rules->moves[i];
		if (strcmp(move->verb, written) == 0 || strcmp(label_text(&move->label, LANGUAGE_ZH), written) == 0)
			return arena_strdup(r->arena, move->verb);
	}
	return reading_refuse(r, written, "规则里的动作，见 huiyin verbs", "a verb of the rules, see huiyin verbs");
}

/* A word of a fixed list. */
static char *read_listed(const struct reading *r, const struct word *list, size_t n, const char *zh, const char *en)
{
	char *written = reading_without_blanks(r->arena, r->cell);
	const char *code = find_word(list, n, written);
	return code ? arena_strdup(r->arena, code) : reading_refuse(r, written, zh, en);
}
static const struct word publications[] = {
	{ "是", "full" },       { "否", "private" },     { "公开", "full" },        { "全文公开", "full" },
	{ "主动公开", "full" }, { "全文", "full" },      { "摘要公开", "summary" }, { "部分公开", "summary" },
	{ "摘要", "summary" },  { "不公开", "private" }, { "不予公开", "private" },
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

char *reading_publication(const struct reading *r)
{
	return read_listed(r, publications, sizeof publications / sizeof publications[0], "全文公开、摘要公开、不公开",
			   "full, summary, private");
}

char *reading_level(const struct reading *r)
{
	return read_listed(r, levels, sizeof levels / sizeof levels[0], "全国、自治区、市级、旗县区",
			   "national, region, city, county");
}

char *reading_truth(const struct reading *r)
{
	return read_listed(r, truths, sizeof truths / sizeof truths[0], "是、否", "yes, no");
}

/* 委员, 委员提案, member. */
char *reading_proposer_kind(const struct reading *r)
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
	const char *code = find_word(kinds, sizeof kinds / sizeof kinds[0], reading_without_blanks(r->arena, r->cell));
	return code ? arena_strdup(r->arena, code) : read_word(r, list->list, list->n);
}
