/* Headings and cells of people's sheets: what they stand for, whatever their width, brackets, blanks and spelling. */
#include "import_fields.h"
#include "import_values.h"
#include "say.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof *(table))

static struct import_words words;
static struct arena *arena;

static void knows_headings_by_their_meaning(void **state)
{
	(void)state;
	static const struct {
		const char *heading;
		unsigned kinds;
		const char *field;
	} cases[] = {
		{ "案由", IMPORT_CASES, "title" },
		{ " 案  由 ", IMPORT_CASES, "title" },
		{ "提案题目", IMPORT_CASES, "title" },
		{ "案由\n（标题）", IMPORT_CASES, "title" },
		{ "＊案由：", IMPORT_CASES, "title" },
		{ "TITLE", IMPORT_CASES, "title" },
		{ "提案者（第一提案人在前）", IMPORT_CASES, "proposers" },
		{ "界　别", IMPORT_CASES, "sector" },
		{ "类别", IMPORT_CASES, "category" },
		{ "类别", IMPORT_UPDATES, NULL },
		{ "案号", IMPORT_UPDATES, "case" },
		{ "提案编号", IMPORT_UPDATES, "case" },
		{ "编号", IMPORT_UPDATES, "case" },
		{ "主办\r\n单位", IMPORT_UPDATES, "lead_office" },
		{ "协办单位", IMPORT_UPDATES, "assist_offices" },
		{ "办理结果（Ａ／Ｂ／Ｃ／Ｄ）", IMPORT_UPDATES, "class" },
		{ "办理结果[A类、B类]", IMPORT_UPDATES, "class" },
		{ "答复【办结】文号", IMPORT_UPDATES, "document_number" },
		{ "document number", IMPORT_UPDATES, "document_number" },
		{ "见面/日期", IMPORT_UPDATES, "contacted_on" },
		{ "会办意见", IMPORT_UPDATES, "opinion" },
		{ "会办意见日期", IMPORT_UPDATES, "opinion_on" },
		{ "备注", IMPORT_BOTH, "ignored" },
		{ "办理", IMPORT_BOTH, NULL },
		{ "", IMPORT_BOTH, NULL },
		{ "（）", IMPORT_BOTH, NULL },
		{ "|", IMPORT_BOTH, NULL },
		{ "案由|标题", IMPORT_BOTH, NULL },
		{ "（案由", IMPORT_CASES, NULL },
	};
	for (size_t i = 0; i < COUNT(cases); i++) {
		const struct import_field *field = import_field_of_heading(cases[i].heading, cases[i].kinds);
		if ((field == NULL) != (cases[i].field == NULL) || (field && strcmp(field->name, cases[i].field) != 0))
			fail_msg("\"%s\" is %s, not %s", cases[i].heading, field ? field->name : "nothing",
				 cases[i].field ? cases[i].field : "nothing");
	}
}

static void no_name_stands_for_two_fields(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_IMPORT_FIELDS; i++) {
		char *names = hy_xstrdup(import_fields[i].names), *rest = names, *name;
		while ((name = strsep(&rest, "|")))
			for (unsigned kind = IMPORT_CASES; kind <= IMPORT_UPDATES; kind++)
				if (import_fields[i].kinds & kind)
					assert_string_equal(import_field_of_heading(name, kind)->name,
							    import_fields[i].name);
		free(names);
		assert_ptr_equal(import_field_by_name(import_fields[i].name), &import_fields[i]);
	}
}

struct reading {
	const char *field, *cell;
	const char *value;  /* NULL: refused */
	enum reason reason; /* why */
};

static void assert_reads(const struct reading *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct refusal refusal = { 0 };
		char *value, sentence[2048] = "";
		int result = import_value_read(&words, import_field_by_name(cases[i].field), arena, cases[i].cell,
					       &value, &refusal);
		if (result != 0)
			say_refusal_text(&refusal, sentence, sizeof sentence);
		if ((result == 0) != (cases[i].value != NULL) || (result == 0 && strcmp(value, cases[i].value) != 0))
			fail_msg("%s \"%s\" gave \"%s\" %s", cases[i].field, cases[i].cell, value, sentence);
		if (result != 0 && refusal.reason != cases[i].reason)
			fail_msg("%s \"%s\" refused with %s", cases[i].field, cases[i].cell,
				 reason_name(refusal.reason));
	}
}

static void reads_numbers_days_and_signs(void **state)
{
	(void)state;
	static const struct reading cases[] = {
		{ "case", "20230045", "20230045", 0 },
		{ "case", " 第２０２３００４５号 提案 ", "20230045", 0 },
		{ "case", "s17", "s17", 0 },
		{ "document_number", "包交函[2023]12号", "包交函〔2023〕12号", 0 },
		{ "document_number", "包交函﹝2023﹞12号", "包交函〔2023〕12号", 0 },
		{ "document_number", "包交函（２０２３）１２号", "包交函〔2023〕12号", 0 },
		{ "document_number", "包交函【2023】 12 号", "包交函〔2023〕12号", 0 },
		{ "document_number", "包交函〔2023〕12号", "包交函〔2023〕12号", 0 },
		{ "answered_on", "2023年8月14日", "2023-08-14", 0 },
		{ "answered_on", "二〇二三年八月十四日", "2023-08-14", 0 },
		{ "answered_on", "45152", "2023-08-14", 0 },
		{ "answered_on", "2023-02-29", NULL, REASON_DATE_IMPOSSIBLE },
		{ "answered_on", "近期", NULL, REASON_DATE_IMPOSSIBLE },
		{ "version", "３", "3", 0 },
		{ "version", "0", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "version", "三", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "title", " 关于（示例）\n的提案 ", "关于（示例） 的提案", 0 },
		{ "title", "#REF!", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "title", "########", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "title", "# 一", "# 一", 0 },
		{ "answer", "一、\n二、", "一、\n二、", 0 },
		{ "ignored", "#REF!", "", 0 },
		{ "answered_on", "", "", 0 },
	};
	assert_reads(cases, COUNT(cases));
}

static void reads_names_of_people(void **state)
{
	(void)state;
	static const struct reading cases[] = {
		{ "proposers", "张三", "张三", 0 },
		{ "proposers", "张 三", "张三", 0 },
		{ "proposers", "张　三、李　四", "张三、李四", 0 },
		{ "proposers", "张三，李四;王五；赵六\n钱七", "张三、李四、王五、赵六、钱七", 0 },
		{ "proposers", "张三 李四 欧阳修", "张三、李四、欧阳修", 0 },
		{ "proposers", "民盟包头市委", "民盟包头市委", 0 },
		{ "proposers", "张三=zhangsan、李四", "张三=zhangsan、李四", 0 },
		{ "proposers", "、张三、、", "张三", 0 },
		{ "proposers", "张三等", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "proposers", "张三等5人", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "proposers", "等等乐队", "等等乐队", 0 },
	};
	assert_reads(cases, COUNT(cases));
}

static void reads_words_of_the_rules(void **state)
{
	(void)state;
	static const struct reading cases[] = {
		{ "class", "A", "A", 0 },
		{ "class", "Ａ类", "A", 0 },
		{ "class", "b 类", "B", 0 },
		{ "class", "C（列入计划）", "C", 0 },
		{ "class", "已经解决或基本解决", "A", 0 },
		{ "class", "E", NULL, REASON_CLASS_UNKNOWN },
		{ "class", "甲类", NULL, REASON_CLASS_UNKNOWN },
		{ "class", "类", NULL, REASON_CLASS_UNKNOWN },
		{ "contact_method", "上门走访", "visit", 0 },
		{ "contact_method", "phone", "phone", 0 },
		{ "contact_method", "on site", "site", 0 },
		{ "contact_method", "托梦", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "attitude", "基本满意", "basically", 0 },
		{ "verb", "签收", "accept", 0 },
		{ "verb", "accept", "accept", 0 },
		{ "verb", "飞", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "publication", "全文公开", "full", 0 },
		{ "publication", "不予公开", "private", 0 },
		{ "publication", "也许", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "proposer_kind", "委员", "member", 0 },
		{ "proposer_kind", "联名提案", "joint", 0 },
		{ "proposer_kind", "民主党派", "party", 0 },
		{ "proposer_kind", "外星人", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "level", "市级", "city", 0 },
		{ "level", "银河", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "publication_wish", "同意", "yes", 0 },
		{ "publication_wish", "或许", NULL, REASON_FIELD_UNKNOWN_VALUE },
	};
	assert_reads(cases, COUNT(cases));
}

static void finds_offices_by_code_and_by_name(void **state)
{
	(void)state;
	static const struct reading cases[] = {
		{ "lead_office", "jtj", "jtj", 0 },
		{ "lead_office", "市交通运输局", "jtj", 0 },
		{ "lead_office", "交通运输局", "jtj", 0 },
		{ "lead_office", "包头市交通运输局", "jtj", 0 },
		{ "lead_office", " 市 财政局", "czj", 0 },
		{ "lead_office", "transport bureau", "jtj", 0 },
		{ "assist_offices", "市财政局、交通运输局", "czj;jtj", 0 },
		{ "assist_offices", "czj,jtj", "czj;jtj", 0 },
		{ "lead_office", "市财政局、市交通运输局", NULL, REASON_FIELD_UNKNOWN_VALUE },
		{ "lead_office", "局", NULL, REASON_OFFICE_NOT_FOUND },
		{ "lead_office", "人民政府", NULL, REASON_OFFICE_NOT_FOUND }, /* fits two */
		{ "assist_offices", "市财政局、市气象局", NULL, REASON_OFFICE_NOT_FOUND },
	};
	assert_reads(cases, COUNT(cases));
}

static int set_up(void **state)
{
	(void)state;
	static Huiyin__V1__Office offices[4], *list[4];
	static Huiyin__V1__ListOfficesResponse directory;
	static const char *const names[][3] = { { "jtj", "市交通运输局", "Transport bureau" },
						{ "czj", "市财政局", "Finance bureau" },
						{ "kq", "昆都仑区人民政府", "Kundulun" },
						{ "qs", "青山区人民政府", "Qingshan" } };
	static struct rule_errors errors;
	char *text = NULL;
	size_t len = 0;
	FILE *file = fopen(SOURCE_DIR "/rules/baotou.yaml", "re");
	if (!file || getdelim(&text, &len, '\0', file) <= 0)
		return -1;
	fclose(file);
	words.rules = rules_parse(text, strlen(text), &errors);
	free(text);
	huiyin__v1__list_offices_response__init(&directory);
	for (size_t i = 0; i < 4; i++) {
		huiyin__v1__office__init(&offices[i]);
		offices[i].code = (char *)names[i][0];
		offices[i].name_zh = (char *)names[i][1];
		offices[i].name_en = (char *)names[i][2];
		list[i] = &offices[i];
	}
	directory.offices = list;
	directory.n_offices = 4;
	words.offices = &directory;
	arena = arena_new();
	return words.rules ? 0 : -1;
}

static int tear_down(void **state)
{
	(void)state;
	rules_free((struct rules *)words.rules);
	arena_free(arena);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_headings_by_their_meaning), cmocka_unit_test(no_name_stands_for_two_fields),
		cmocka_unit_test(reads_numbers_days_and_signs),    cmocka_unit_test(reads_names_of_people),
		cmocka_unit_test(reads_words_of_the_rules),        cmocka_unit_test(finds_offices_by_code_and_by_name),
	};
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
