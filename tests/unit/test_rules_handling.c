/* Mistakes in what rules say of handling: actions that do not fit, sections that lack, deadlines that make no sense,
 * and cases that would be stuck. Every row changes the file of Baotou in one place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules_mistakes.h"

static const struct mistake mistakes[] = {
	/* actions */
	{ "  evaluate:", "by: [committee, proposer]", "by: [handler, proposer]", NULL, 0, "评价属于提案者",
	  "an office does not evaluate its own answer" },
	{ "  bundle:", "    link: bundled\n", "", "bundle:\n    label", 0, "「bundle」缺少键「link」",
	  "\"bundle\" lacks the key \"link\"" },
	{ "  bundle:", "link: bundled", "link: bundle", NULL, 6, "没有关联「bundle」", "did you mean \"bundled\"?" },
	{ "  file:", "to: filed", "to: filed\n    link: bundled", NULL, 14, "只用于 does: link",
	  "for moves with does: link only" },
	{ "  file:", "to: filed", "to: filed\n    ends: {from: returning, to: returned}", NULL, 14,
	  "只用于 does: assign", "for moves with does: assign only" },
	{ "  assign:", "ends: {from: returning, to: returned}", "ends: {from: returning, to: accepted}", NULL, 28,
	  "「accepted」不是终止状态", "\"accepted\" is not final" },
	{ "  assign:", "ends: {from: returning, to: returned}", "ends: {from: returning}", NULL, 0, "缺少键「to」",
	  "\"ends\" lacks the key \"to\"" },
	{ "  redate:", "from: [assigned, accepted", "milestone: assigned\n    from: [assigned, accepted", NULL, 0,
	  "不应有 milestone", "reaches no milestone" },
	{ "  send_back:", "    to: accepted\n", "", "send_back:\n    label", 0, "「send_back」缺少键「to」",
	  "\"send_back\" lacks the key \"to\"" },
	{ "  submit:", "from: [draft]", "from: [draft, filed]", NULL, 0, "只能从 phase: draft 的状态开始",
	  "from states of phase draft only, which \"filed\" is not" },
	{ "  merge:", "to: merged", "to: filed", NULL, 0, "阶段（phase）为 merged", "a state of phase merged" },
	{ "  withdraw:", "to: withdrawn", "to: closed", NULL, 0, "为 withdrawn", "a state of phase withdrawn" },
	{ "  cosign:", "milestone: cosigned", "milestone: opinion", NULL, 0, "节点应为 milestone: cosigned",
	  "must have milestone: cosigned" },
	{ "  meet:", "by: [committee", "assignment: [lead]\n    case: all\n    by: [committee", "does: meet", 0,
	  "不能有 assignment", "it takes no assignment" },
	{ "  submit:", "needs: [signatures]", "needs: [signature]", NULL, 8, "没有前提「signature」",
	  "unknown need \"signature\"; did you mean \"signatures\"?" },
	{ "  file:", "from: [received]", "from: al", NULL, 6, "应是列表", "must be a list" },
	/* sections that moves use */
	{ "", "  sole:     {zh: 独办, en: sole}\n", "", "sole]", 0, "文件没有承办角色「sole」",
	  "the file has no assignment role \"sole\"" },
	{ "", "  sole:     {zh: 独办", "  solo:     {zh: 独办", NULL, 2, "没有承办角色「solo」",
	  "did you mean \"sole\"?" },
	{ "", "\nchannels:", "\nchannel:", "channel]", 0, "「redirect」要用到 channels",
	  "\"redirect\" uses the section channels, which the file lacks" },
	{ "", "\nattachments:", "\nattachment:", "attachments]", 0, "「attach」要用到 attachments",
	  "\"attach\" uses the section attachments" },
	/* the file then has no classes, and an unknown section beside */
	{ "", "\nclasses:", "\nclases:", "[class, document_number, text]", 1, "「answer_merged」要用到 classes",
	  "uses the section classes, which the file lacks" },
	{ "", "\ndeadlines:", "\ndeadline:", "does: assign", 6, "「assign」要用到 deadlines",
	  "\"assign\" uses the section deadlines" },
	{ "", "\nattachments:", "\nattachment:", NULL, 1, "没有键「attachment」", "did you mean \"attachments\"?" },
	/* what is needed can come about */
	{ "  close:", "needs: [promises, merged]", "needs: [promises, merged, cosigns]", NULL, 26, "案件会停在这里",
	  "\"close\" needs cosigns, but no move sees to it in state \"evaluated\"" },
	{ "  keep:", "from: [in_handling, answered, evaluated]", "from: [in_handling, answered]", "promises, merged]",
	  0, "「close」要求 promises，但在状态「evaluated」",
	  "\"close\" needs promises, but no move sees to it in state \"evaluated\"" },
	{ "  accept:", "milestone: accepted", "milestone: accepted\n    needs: [contact]", NULL, 32, "案件会停在这里",
	  "\"accept\" needs contact, but no move sees to it in state \"assigned\"" },
	{ "", ", again: true", "", "dissatisfied]", 0, "「reopen」永远做不了", "\"reopen\" is never possible" },
	{ "  keep:", "    does: keep\n", "", "promise: true", 0, "没有 does: keep 的动作", "no move with does: keep" },
	{ "", "    extend: {by: [committee, supervisor], times: 1, amount: 1, unit: month}\n", "", "extend\n    by", 0,
	  "没有一个期限有 extend", "no deadline has extend" },
	{ "", "extend: {by: [committee, supervisor]", "extend: {by: [leader]", NULL, 0, "谁也批不了延期",
	  "nobody could extend" },
	/* marks */
	{ "marks:", "en: satisfied}", "en: satisfied, again: true}", "satisfied:    {", 0, "不应标 again: true",
	  "the first, \"satisfied\", must not have again" },
	{ "marks:", "again: true}", "again: true}\n  fine: {zh: 好, en: fine}", NULL, 15,
	  "「fine」在要求重办的「dissatisfied」之后",
	  "\"fine\" comes after \"dissatisfied\", which asks for another round" },
	{ "contact_methods:", "en: visit}", "en: visit, again: true}", NULL, 11, "没有键「again」",
	  "unknown key \"again\"" },
	{ "classes:", "promise: true", "promise: yes", NULL, 9, "应是 true 或 false", "must be true or false" },
	/* attachments */
	{ "", "max_bytes: 20971520", "max_bytes: 67108865", NULL, 11, "应在 1 到 67108864 之间",
	  "must be between 1 and 67108864" },
	{ "", "types: [pdf, doc,", "types: [.pdf, doc,", NULL, 8, "不是文件类型", "is no type of files" },
	{ "", "types: [pdf, doc,", "types: [pdf, pdf,", NULL, 13, "在列表中重复", "in the list twice" },
	/* deadlines */
	{ "deadlines:", "from: assigned, amount: 5", "from: answered, amount: 5", NULL, 6,
	  "期限「return」不能从 answered 起算", "\"return\" cannot count from answered" },
	{ "deadlines:", "from: assigned, amount: 5", "from: closed, amount: 5", NULL, 6, "没有起算节点「closed」",
	  "unknown beginning \"closed\"" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}", "  opinion:  {on: 09-31}", NULL, 17,
	  "「09-31」不是每年都有的日期", "\"09-31\" is not a day that every year has" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}", "  opinion:  {on: 02-30}", NULL, 17,
	  "「02-30」不是每年都有的日期", "write MM-DD such as 06-30" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}", "  opinion:  {on: 02-29}", NULL, 17,
	  "「02-29」不是每年都有的日期", "\"02-29\" is not a day that every year has" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}", "  opinion:  {on: 5-31}", NULL, 17,
	  "「5-31」", "write MM-DD" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}", "  opinion:  {on: 05-31, amount: 2}",
	  NULL, 24, "「amount」不能与「on」同用", "\"amount\" does not go with \"on\"" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}",
	  "  opinion:  {from: assigned, unit: month}", NULL, 2, "「opinion」缺少键「amount」",
	  "\"opinion\" lacks the key \"amount\"" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}",
	  "  opinion:  {from: assigned, before: answer, amount: 20, unit: day}", NULL, 13, "不能与「before」同用",
	  "\"from\" does not go with \"before\"" },
	{ "deadlines:", "  opinion:  {from: assigned, amount: 2, unit: month}",
	  "  opinion:  {before: opinion, amount: 20, unit: day}", NULL, 21, "绕一圈又从自己倒推",
	  "\"opinion\" is counted back from itself in a circle" },
	{ "deadlines:",
	  "  opinion:  {from: assigned, amount: 2, unit: month}\n  contact:  {from: assigned, amount: 15,",
	  "  opinion:  {before: contact, amount: 2, unit: day}\n  contact:  {before: opinion, amount: 15,", NULL, 21,
	  "期限「opinion」绕一圈", "counted back from itself in a circle" },
	{ "deadlines:", "  publish:  {from: answered,", "  publish:  {before: answer,", NULL, 13,
	  "期限「publish」不能用 before", "\"publish\" cannot be counted back" },
	{ "deadlines:", "  rehandle: {from: reopened, amount: 1, unit: month}\n",
	  "  opinion:  {before: rehandle, amount: 1, unit: day}\n", NULL, 2, "键「opinion」重复", "is there twice" },
	{ "deadlines:", "  rehandle:", "  rehandel:", NULL, 2, "没有期限「rehandel」",
	  "unknown deadline \"rehandel\"; did you mean \"rehandle\"?" },
	{ "deadlines:", "times: 1, amount", "amount", "extend: {by: [committee, supervisor], am", 0,
	  "「extend」缺少键「times」", "\"extend\" lacks the key \"times\"" },
	{ "deadlines:", "times: 1,", "times: 6,", NULL, 7, "应在 1 到 5 之间", "must be between 1 and 5" },
	{ "deadlines:", "cases: 50", "cases: 20", "{cases: 20, amount: 15", 0, "应由少到多", "must ascend" },
	{ "deadlines:", "cases: 50, amount: 15", "cases: 50, amount: 10", "{cases: 50", 0, "应越来越宽",
	  "must give more and more time" },
	{ "deadlines:", "publish:  {from: answered, amount: 20, unit: working_day",
	  "publish:  {from: answered, amount: 20, unit: working_day, load: [{cases: 2, amount: 1, unit: day}]", NULL,
	  58, "期限「publish」不能有 load", "\"publish\" takes no load" },
	{ "deadlines:", "unit: day}\n      - {cases: 50, amount: 15, unit: day}",
	  "unit: day, when: {}}\n      - {cases: 50, amount: 15, unit: day}", NULL, 11, "没有键「when」",
	  "unknown key \"when\"" },
	{ "deadlines:", "from: assigned, amount: 5", "when: {proposer_kinds: [partie]}, amount: 5", NULL, 24,
	  "没有提案者类别「partie」", "unknown proposer kind \"partie\"; did you mean \"party\"?" },
	{ "deadlines:", "from: assigned, amount: 5", "when: {session: middle}, amount: 5", NULL, 16,
	  "没有会议期间「middle」", "unknown session \"middle\"; known: in, between" },
	{ "deadlines:", "  publish:  {from: answered, amount: 20, unit: working_day}",
	  "  publish:\n    - {amount: 20, unit: day}\n    - {when: {session: in}, amount: 5, unit: day}", NULL, 47,
	  "这一条永远用不上", "this one never holds" },
	{ "  publish:", "    does: publish\n", "", "publish:  {from", 0, "期限「publish」没有对应的动作",
	  "\"publish\" limits no move" },
	{ "warnings:", "amount: 3", "amount: 10", "{amount: 10, unit: working_day}\n\nclasses", 0, "应晚于 yellow",
	  "must come after yellow" },
	{ "warnings:", "unit: working_day", "unit: month", NULL, 6, "只能是 day 或 working_day",
	  "must be day or working_day" },
	/* stuck */
	{ "states:", "phase: withdrawn, final: true", "phase: handling, final: true", "withdrawn:       {", 0,
	  "阶段不能是 handling", "cannot be of phase handling" },
	{ "  reopen:", "    to: in_handling", "    to: filed", NULL, 4, "阶段（phase）为 handling",
	  "must have to: a state of phase handling" },
	{ "states:", "{zh: 已立案, en: filed}", "{zh: 已收到, en: filed}", "filed:           {", 0, "叫法相同",
	  "\"filed\" and \"received\" have the same label" },
	{ "  cosign:", "case: [in_handling]", "case: [answered]", "cosigns]", 0,
	  "「review」要求 cosigns，但在状态「in_handling」",
	  "\"review\" needs cosigns, but no move sees to it in state \"in_handling\"" },
	{ "  give_opinion:", "requires: [text]", "requires: [text]\n    needs: [answers]", "in_handling:     {", 0,
	  "assist 在「accepted」时到不了终止状态", "and the assist office in \"accepted\" no end is in reach" },
	{ "  accept:", "case: [in_handling, answered,", "case: [answered,", "in_handling:     {", 0,
	  "lead 在「assigned」", "with the case in \"in_handling\", the lead office in \"assigned\"" },
};

static void every_mistake_is_reported_at_its_place(void **state)
{
	(void)state;
	assert_int_equal(try_mistakes(mistakes, sizeof(mistakes) / sizeof(*mistakes)), 0);
}

/* Most mistakes bring one report: nothing follows from them that would hide what is meant. */
static void one_mistake_brings_few_reports(void **state)
{
	size_t n = sizeof(mistakes) / sizeof(*mistakes);

	(void)state;
	assert_true(count_noisy(mistakes, n) * 4 < n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_mistake_is_reported_at_its_place),
		cmocka_unit_test(one_mistake_brings_few_reports),
	};

	return cmocka_run_group_tests(tests, load_baotou, unload_baotou);
}
