/* Mistakes in a rules file: each is reported at its line and column, in both languages, and all of them at once.
 * Every row changes the file of Baotou in one place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_mistakes.h"

static const struct mistake table[] = {
	/* keys */
	{ "", "jurisdiction:", "juristiction:", NULL, 0, "是否指「jurisdiction」", "did you mean \"jurisdiction\"?" },
	{ "", "jurisdiction: 150200\n", "", "id: baotou", 0, "文件缺少键「jurisdiction」",
	  "lacks the key \"jurisdiction\"" },
	{ "", "level: city\n", "", "id: baotou", 0, "缺少键「level」", "the file lacks the key \"level\"" },
	{ "moves:", "does: file", "dose: file", NULL, 0, "是否指「does」", "did you mean \"does\"?" },
	{ "moves:", "does: file", "colour: red", NULL, 0, "可用：", "unknown key \"colour\"; known: " },
	{ "  answer:", "by: [handler, committee]\n    ", "", "answer:\n    label: {zh: 答复", 0,
	  "「answer」缺少键「by」", "\"answer\" lacks the key \"by\"" },
	{ "", "{zh: 包头市, en: Baotou}", "{zh: 包头市}", "place:", 0, "「place」缺少键「en」",
	  "\"place\" lacks the key \"en\"" },
	{ "states:", "label: {zh: 已立案, en: filed}", "label: {en: filed}", NULL, 0, "缺少键「zh」",
	  "lacks the key \"zh\"" },
	{ "moves:", "  not_file:", "  file:", NULL, 2, "键「file」重复", "the key \"file\" is there twice" },
	{ "classes:", "  B:", "  A:", NULL, 2, "键「A」重复", "\"A\" is there twice" },
	/* types */
	{ "", "150200", "baotou", NULL, 0, "应是整数", "must be a whole number" },
	{ "", "150200", "\"150200\"", NULL, 0, "应是整数", "must be a whole number" },
	{ "", "150200", "1502", NULL, 0, "超出范围", "must be between 100000 and 999999" },
	{ "", "number_digits: 4", "number_digits: 9", NULL, 15, "超出范围", "must be between 3 and 6" },
	{ "", "id: baotou", "id: Baotou", NULL, 4, "代码「Baotou」不合要求", "\"Baotou\" is no code" },
	{ "", "id: baotou", "id: \"\"", NULL, 4, "不能为空", "\"id\" must not be empty" },
	{ "", "initial: true", "initial: yes", NULL, 9, "应是 true 或 false", "must be true or false" },
	{ "  file:", "by: [committee]", "by: committee", NULL, 4, "应是列表", "must be a list" },
	{ "  file:", "by: [committee]", "by: []", NULL, 4, "不能为空", "must not be empty" },
	{ "", "place: {zh: 包头市, en: Baotou}", "place: 包头市", NULL, 7, "应是“键: 值”的一组", "must be a map" },
	{ "  file:", "by: [committee]", "by: [[committee]]", NULL, 5, "此处应是一个词", "this must be a word" },
	{ "", "zh: 包头市", "zh: 包头|市", NULL, 4, "不能含有", "must not hold" },
	/* words */
	{ "", "level: city", "level: town", NULL, 7, "没有层级「town」", "unknown level \"town\"; known: national" },
	{ "  file:", "[committee]", "[comittee]", NULL, 1, "是否指「committee」",
	  "unknown role \"comittee\"; did you mean" },
	{ "  accept:", "[handler, committee]", "[handler, handler]", NULL, 10, "在列表中重复", "in the list twice" },
	{ "", "phase: filed", "phase: fild", NULL, 7, "没有阶段「fild」",
	  "unknown phase \"fild\"; did you mean \"filed\"?" },
	{ "  accept:", "milestone: accepted", "milestone: acepted", NULL, 11, "没有节点", "unknown milestone" },
	{ "  accept:", "assignment: [lead, assist, separate, sole]", "assignment: [leader]", NULL, 13, "没有承办角色",
	  "unknown assignment role" },
	{ "  accept:", "does: accept", "does: accpt", NULL, 6, "没有动作",
	  "unknown action \"accpt\"; did you mean \"accept\"?" },
	{ "  answer:", "[class, document_number, text]", "[class, document, text]", NULL, 8, "没有必填项",
	  "unknown field \"document\"" },
	{ "  file:", "from: [received]", "from: [recieved]", NULL, 7, "没有案件状态「recieved」",
	  "did you mean \"received\"?" },
	{ "  file:", "to: filed", "to: accepted", NULL, 4, "没有案件状态「accepted」",
	  "unknown case state \"accepted\"" },
	{ "  accept:", "from: [assigned]", "from: [in_handling]", NULL, 7, "没有交办状态", "unknown assignment state" },
	{ "  answer:", "moves_case: answered", "moves_case: accepted", NULL, 12, "没有案件状态",
	  "unknown case state \"accepted\"" },
	{ "", "next: handler}", "next: handlers}", NULL, 6, "没有角色", "did you mean \"handler\"?" },
	{ "classes:", "meaning: planned", "meaning: plan", NULL, 9, "没有类别含义", "unknown class meaning \"plan\"" },
	{ "classes:", "  A:", "  AAAAA:", NULL, 2, "应是一个大写字母或一个汉字", "must be one capital letter" },
	{ "classes:", "  A:", "  Ａ:", NULL, 2, "应是一个大写字母或一个汉字", "must be one capital letter" },
	{ "classes:", "  A:", "  a:", NULL, 2, "应是一个大写字母或一个汉字", "must be one capital letter" },
	{ "deadlines:", "unit: working_day", "unit: workday", NULL, 6, "没有单位", "unknown unit \"workday\"" },
	{ "backdating:", "  handler:", "  clerk:", NULL, 2, "没有角色「clerk」", "unknown role \"clerk\"" },
	{ "marks:", "satisfied:", "Satisfied:", NULL, 0, "代码「Satisfied」不合要求", "\"Satisfied\" is no code" },
	/* numbers and days */
	{ "deadlines:", "amount: 5", "amount: 0", NULL, 8, "应在 1 到 250 之间", "must be between 1 and 250" },
	{ "deadlines:", "amount: 5", "amount: 251", NULL, 8, "应在 1 到 250 之间", "is out of range: 251" },
	{ "deadlines:", "amount: 3", "amount: 13", NULL, 8, "应在 1 到 12 之间", "must be between 1 and 12" },
	{ "deadlines:", "amount: 5", "amount: 5.5", NULL, 8, "应是整数", "must be a whole number" },
	{ "deadlines:", "amount: 5", "amount: 99999999999999999999", NULL, 8, "应是整数", "must be a whole number" },
	{ "deadlines:", "  answer:\n    from: assigned", "  contact:\n    from: assigned", "deadlines:", 0,
	  "缺少键「answer」", "lacks the key \"answer\"" },
	{ "backdating:", "working_days: 3", "working_days: -1", NULL, 14, "应在 0 到 500 之间", "between 0 and 500" },
	{ "backdating:", "working_days: 3", "working_days: 3, reason_after: 3", NULL, 31, "应小于 working_days",
	  "must be less than working_days" },
	{ "catch_up:", "2022-01-01", "2008-09-31", NULL, 0, "「2008-09-31」不是存在的日期",
	  "\"2008-09-31\" is not a day that exists" },
	{ "catch_up:", "2023-07-31", "2023-7-31", NULL, 0, "不是存在的日期", "write YYYY-MM-DD" },
	{ "catch_up:", "2023-07-31", "2021-12-31", NULL, 0, "早于 from", "is before from" },
	/* moves against their actions */
	{ "  accept:",
	  "assignment: [lead, assist, separate, sole]\n    case: [in_handling, returned, answered, evaluated, "
	  "closed]\n    from: "
	  "[assigned]\n    to: accepted",
	  "from: [filed]\n    to: in_handling", "does: accept", 0, "应写明 assignment",
	  "give assignment: [lead, assist]" },
	{ "  file:", "from: [received]", "assignment: [lead]\n    case: [received]\n    from: [assigned]", "does: file",
	  0, "不能有 assignment", "it takes no assignment" },
	{ "  accept:", "case: [in_handling, returned, answered, evaluated, closed]\n    ", "", "accept:\n", 0,
	  "缺少键「case」", "lacks the key \"case\"" },
	{ "  file:", "from: [received]", "case: [received]\n    from: [received]", NULL, 0,
	  "只用于有 assignment 的动作", "for moves with assignment: only" },
	{ "  file:", "milestone: filed", "milestone: closed", NULL, 0, "节点应为 milestone: filed",
	  "must have milestone: filed" },
	{ "  file:", "    milestone: filed\n", "", "  file:\n", 2, "节点应为", "must have milestone: filed" },
	{ "  close:", "to: closed", "to: filed", NULL, 0, "阶段（phase）为 closed", "a state of phase closed" },
	{ "  answer:", "    moves_case: answered # with the last of the answering offices\n", "",
	  "answer:\n    label: {zh: 答复", 0, "应写明 moves_case", "must have moves_case: a state of phase answered" },
	{ "  give_opinion:", "to: opined", "to: opined\n    moves_case: evaluated", NULL, 15, "assignment 应包括 lead",
	  "assignment must hold lead, separate or sole" },
	{ "  assign:", "[filed, returned]", "[filed, filed]", NULL, 8, "在列表中重复", "is in the list twice" },
	/* the graphs */
	{ "states:", ", initial: true", "", "draft:           {label", 0, "「states」中没有起始状态",
	  "\"states\" has no initial state" },
	{ "assignment_states:", ", initial: true", "", "assigned:  {label", 0, "「assignment_states」中没有起始状态",
	  "\"assignment_states\" has no initial" },
	{ "states:", "phase: filed,", "phase: filed, initial: true,", "filed:           {label", 0, "有两个起始状态",
	  "two initial states, \"received\" and \"filed\"" },
	{ "states:", "phase: received, initial: true", "phase: filed, initial: true", "received:        {label", 0,
	  "phase: received", "must have phase: received" },
	{ "states:", "  closed:", "  lost:        {label: {zh: 丢失, en: lost}, phase: closed, final: true}\n  closed:",
	  NULL, 2, "到不了", "state \"lost\" cannot be reached from \"received\"" },
	{ "assignment_states:", "  opined:", "  lost:     {label: {zh: 丢失, en: lost}, final: true}\n  opined:", NULL,
	  2, "到不了", "\"lost\" cannot be reached from \"assigned\"" },
	{ "  return:", "    moves_case: returned # when an answering office returns it; the others work on\n", "",
	  "returned:        {label", 0, "到不了", "state \"returned\" cannot be reached" },
	{ "  correct:", "by: [committee]", "by: [committee, handler]", NULL, 0, "更正可以改动任何一次更新",
	  "a correction may replace any update" },
	{ "  evaluate:", "by: [committee, proposer]", "by: [committee, handler]", NULL, 0, "评价属于提案者",
	  "an office does not evaluate its own answer" },
	{ "  correct:", "by: [committee]", "by: [proposer]", NULL, 0, "更正可以改动任何一次更新",
	  "a correction may replace any update" },
	{ "  evaluate:", "from: [answered, evaluated", "from: [evaluated", "answered:        {label", 0, "没有出路",
	  "\"answered\" is a dead end" },
	{ "  close:", "from: [evaluated]", "from: [evaluated, not_filed]", "not_filed:       {label", 0,
	  "标为终止，却还有动作", "\"not_filed\" is final, but a move leads out" },
	{ "  give_opinion:", "from: [accepted]", "from: [accepted, answered]",
	  "answered:  {label: {zh: 已答复, en: answered}, final: true}\n\nmoves", 0, "标为终止",
	  "\"answered\" is final, but" },
	{ "assignment_states:", "en: co-signed}, final: true", "en: co-signed}, final: true, open: true",
	  "cosigned:  {", 0, "不能既是 open 又是 final", "both open and final" },
	{ "states:", "phase: filed, next: committee", "phase: filed", "filed:           {label", 0, "应写明轮到谁",
	  "must say who is next" },
	{ "states:", "phase: closed, final: true", "phase: closed, final: true, next: leader", NULL, 28, "不能有 next",
	  "is final, so nobody is next" },
	{ "states:", "phase: filed, next: committee", "phase: filed, next: scheduler", "filed:           {label", 0,
	  "轮到 scheduler", "it is for scheduler, but scheduler has no move there" },
};

static struct mistakes mistakes = { table, sizeof(table) / sizeof(*table) };

static void all_mistakes_are_reported_at_once(void **state)
{
	static const char *const changes[][2] = {
		{ "level: city", "level: town" },
		{ "zh: 包头市, en", "zh: 包头市, ne" }, /* the key, and that "en" lacks */
		{ "phase: evaluated", "phase: evalated" },
		{ "to: in_handling", "to: handling" },
		{ "amount: 5", "amount: 500" },
		{ "meaning: reference", "meaning: nothing" },
		{ "2022-01-01", "2022-02-30" },
	};
	const size_t n = sizeof(changes) / sizeof(*changes);
	size_t found = 0;
	int lines[sizeof(changes) / sizeof(*changes)], column;
	char *text = hy_xstrdup(baotou);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		char *at = strstr(text, changes[i][0]), *changed;

		assert_non_null(at);
		locate(text, at, &lines[i], &column);
		changed = hy_xasprintf("%.*s%s%s", (int)(at - text), text, changes[i][1], at + strlen(changes[i][0]));
		free(text);
		text = changed;
	}
	assert_null(rules_parse(text, strlen(text), &errors));
	assert_int_equal(errors.n, n + 1);
	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < errors.n; j++)
			found += errors.list[j].line == lines[i];
	assert_int_equal(found, n + 1);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(every_mistake_is_reported_at_its_place, &mistakes),
		cmocka_unit_test_prestate(one_mistake_brings_few_reports, &mistakes),
		cmocka_unit_test(all_mistakes_are_reported_at_once),
	};

	return cmocka_run_group_tests(tests, load_baotou, unload_baotou);
}
