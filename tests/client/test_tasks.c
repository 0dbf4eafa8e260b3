/* What a case asks of whom: one list by due day, nothing twice, nothing of others. And which cases a filter or a file
 * names. */
#include "case_choice.h"
#include "case_filter.h"
#include "paper_case.h"
#include "tasks.h"
#include "texts.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <unistd.h>

static struct rules *rules;

static int read_rules(void **state)
{
	(void)state;
	static char text[RULES_MAX_BYTES];
	FILE *in = fopen(SOURCE_DIR "/rules/baotou.yaml", "r");
	if (!in)
		return -1;
	size_t len = fread(text, 1, sizeof text, in);
	fclose(in);
	struct rule_errors *errors = calloc(1, sizeof *errors);
	rules = rules_parse(text, len, errors);
	free(errors);
	return rules ? 0 : -1;
}

static int free_rules(void **state)
{
	(void)state;
	rules_free(rules);
	return 0;
}

/* ---- Tasks ---- */

struct reader {
	Huiyin__V1__WhoAmIResponse who;
	Huiyin__V1__Token token;
	Huiyin__V1__Office office;
	Huiyin__V1__Member member;
};

static void read_as(struct reader *reader, Huiyin__V1__Role role, const char *office, const char *member)
{
	*reader = (struct reader){ 0 };
	huiyin__v1__who_am_iresponse__init(&reader->who);
	huiyin__v1__token__init(&reader->token);
	huiyin__v1__member__init(&reader->member);
	reader->office = office_of(office, "", "");
	reader->member.code = (char *)member;
	reader->who.token = &reader->token;
	reader->who.business_date = (char *)"2023-07-03";
	reader->token.role = role;
	reader->token.office = *office ? &reader->office : NULL;
	reader->token.member = *member ? &reader->member : NULL;
}

/* The tasks of a case for a reader as "kind case due;". */
static char *tasks_of(const struct reader *reader, const Huiyin__V1__Case *c, bool all)
{
	struct strbuf out = { 0 };
	size_t n;
	struct tasks *tasks = tasks_new(&reader->who, rules, all);
	tasks_take(c, tasks);
	tasks_take(c, tasks); /* a case that comes again adds nothing */
	const struct task *list = tasks_sorted(tasks, &n);
	for (size_t i = 0; i < n; i++)
		strbuf_printf(&out, "%s %s;", task_kind_code(list[i].kind), list[i].due_on);
	tasks_free(tasks);
	return strbuf_take(&out);
}

static void expect_tasks(Huiyin__V1__Role role, const char *office, const char *member, const Huiyin__V1__Case *c,
			 bool all, const char *wanted)
{
	struct reader reader;
	read_as(&reader, role, office, member);
	char *text = tasks_of(&reader, c, all);
	assert_string_equal(text, wanted);
	free(text);
}

static void an_office_sees_its_own_parts_and_promises_by_due_day(void **state)
{
	(void)state;
	struct paper_case *made = make_paper_case(); /* jtj has answered and promised, czj owes its opinion */
	made->c.state = (char *)"in_handling";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "czj", "", &made->c, false, "assignment 2023-05-01;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "jtj", "", &made->c, false, "promise 2023-12-31;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "zjj", "", &made->c, false, "");
	made->assignments[0].open = true; /* not answered, and its proposer not contacted */
	made->c.n_items = 0;
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "jtj", "", &made->c, false,
		     "contact 2023-03-22;assignment 2023-06-01;");
	made->assignments[0].contacted_on = (char *)"2023-03-10";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "jtj", "", &made->c, false, "assignment 2023-06-01;");
	made->assignments[0].open = false;
	made->c.n_items = N(made->item_list);
	made->items[3].state = HUIYIN__V1__ITEM_STATE__ITEM_STATE_OPEN;
	expect_tasks(HUIYIN__V1__ROLE__ROLE_HANDLER, "jtj", "", &made->c, false,
		     "promise 2023-09-30;promise 2023-12-31;");
	free(made);
}

static void the_committee_sees_what_is_marked_and_what_waits_for_it(void **state)
{
	(void)state;
	struct paper_case *made = make_paper_case();
	made->c.state = (char *)"in_handling";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, false, "");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, true,
		     "assignment 2023-05-01;promise 2023-12-31;");
	made->assignments[2].mark = HUIYIN__V1__DUE_MARK__DUE_MARK_RED;
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, false, "assignment 2023-05-01;");
	made->assignments[2].open = false;
	made->assignments[2].state = (char *)"returning";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, false, "arbitrate 2023-05-01;");
	made->assignments[2].open = true;
	made->assignments[2].state = (char *)"drafted";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, false, "review 2023-05-01;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_SUPERVISOR, "", "", &made->c, false,
		     "review 2023-05-01;promise 2023-12-31;");
	made->c.n_assignments = made->c.n_items = 0;
	made->c.state = (char *)"received";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "", &made->c, false, "case ;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_SUPERVISOR, "", "", &made->c, false, "");
	free(made);
}

static void missing_evaluations_are_named_the_first_five_of_them(void **state)
{
	(void)state;
	struct paper_case *made = make_paper_case();
	struct reader reader;
	Huiyin__V1__CaseItem signers[6], *list[6];
	size_t n;
	read_as(&reader, HUIYIN__V1__ROLE__ROLE_COMMITTEE, "", "");
	made->c.state = (char *)"answered";
	made->c.n_assignments = 0;
	made->c.items = list;
	made->c.n_items = 6;
	for (int i = 0; i < 6; i++) {
		list[i] = &signers[i];
		huiyin__v1__case_item__init(&signers[i]);
		signers[i].kind = HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER;
		signers[i].state = HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED;
		signers[i].item_no = i + 1;
		signers[i].text = (char *)(const char *[]){ "甲", "乙", "丙", "丁", "戊", "己" }[i];
	}
	struct tasks *tasks = tasks_new(&reader.who, rules, false);
	tasks_take(&made->c, tasks);
	const struct task *tasks_list = tasks_sorted(tasks, &n);
	assert_int_equal(n, 1);
	assert_int_equal(tasks_list[0].kind, TASK_EVALUATIONS);
	assert_non_null(strstr(tasks_list[0].what, "甲、乙、丙、丁、戊等 6 人"));
	tasks_free(tasks);
	signers[0].kind = HUIYIN__V1__ITEM_KIND__ITEM_KIND_EVALUATION; /* now of the second, in this round */
	signers[0].signer_no = 2;
	signers[0].round = 1;
	tasks = tasks_new(&reader.who, rules, false);
	tasks_take(&made->c, tasks);
	tasks_list = tasks_sorted(tasks, &n);
	assert_non_null(strstr(tasks_list[0].what, "丙、丁、戊、己"));
	assert_null(strstr(tasks_list[0].what, "乙"));
	tasks_free(tasks);
	free(made);
}

static void a_proposer_sees_invitations_and_what_to_evaluate(void **state)
{
	(void)state;
	struct paper_case *made = make_paper_case();
	Huiyin__V1__Member member = HUIYIN__V1__MEMBER__INIT;
	member.code = (char *)"lisi";
	made->items[1].member = &member;
	made->c.state = (char *)"answered";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_PROPOSER, "", "lisi", &made->c, false, "evaluate ;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_PROPOSER, "", "zhangsan", &made->c, false, "");
	made->items[1].state = HUIYIN__V1__ITEM_STATE__ITEM_STATE_INVITED;
	made->items[1].due_on = (char *)"2023-02-17";
	made->c.state = (char *)"in_handling";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_PROPOSER, "", "lisi", &made->c, false, "join 2023-02-17;");
	made->items[0].member = &(Huiyin__V1__Member){ .code = (char *)"zhangsan" };
	made->c.state = (char *)"draft";
	expect_tasks(HUIYIN__V1__ROLE__ROLE_PROPOSER, "", "zhangsan", &made->c, false, "case ;");
	expect_tasks(HUIYIN__V1__ROLE__ROLE_PROPOSER, "", "lisi", &made->c, false, "join 2023-02-17;");
	free(made);
}

/* ---- Which cases ---- */

static void a_filter_is_the_same_as_options_and_as_text(void **state)
{
	(void)state;
	struct arena *arena = arena_new();
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	assert_int_equal(
		case_filter_where("state=in_handling, office=jtj,mark=red,level=city,key,title=停车", arena, &request),
		0);
	assert_string_equal(request.state, "in_handling");
	assert_string_equal(request.office, "jtj");
	assert_int_equal(request.mark, HUIYIN__V1__DUE_MARK__DUE_MARK_RED);
	assert_int_equal(request.level, HUIYIN__V1__LEVEL__LEVEL_CITY);
	assert_true(request.key_only && !request.open_only);
	assert_string_equal(request.title_contains, "停车");
	struct arguments arguments = { .given = { { "phase", "answered" }, { "promises", "" } }, .n_given = 2 };
	huiyin__v1__list_cases_request__init(&request);
	assert_int_equal(case_filter_options(&arguments, &request), 0);
	assert_string_equal(request.phase, "answered");
	assert_true(request.open_promises);
	arena_free(arena);
}

static void a_filter_that_says_nothing_is_refused(void **state)
{
	(void)state;
	static const char *const wrong[] = { "",          "color=red",    "state",     "key=yes",
					     "mark=pink", "level=planet", "state=a,,", "office=a;b=c" };
	struct arena *arena = arena_new();
	for (size_t i = 0; i < sizeof wrong / sizeof wrong[0] - 1; i++) {
		Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
		assert_int_equal(case_filter_where(wrong[i], arena, &request), -1);
	}
	arena_free(arena);
}

static void a_file_names_cases_with_remarks_each_once(void **state)
{
	(void)state;
	char path[] = "/tmp/huiyin-cases.XXXXXX";
	int fd = mkstemp(path);
	assert_true(fd >= 0);
	static const char text[] = "# 一季度\n20230001, 20230002\r\n20230002 # 重复\n\ns17;20230003\n";
	assert_int_equal(write(fd, text, sizeof text - 1), sizeof text - 1);
	close(fd);
	char *words[] = { (char *)"accept", (char *)"20230003" };
	struct arguments arguments = { .given = { { "cases", path } }, .n_given = 1, .words = words, .n_words = 2 };
	struct arena *arena = arena_new();
	struct client client = { 0 };
	struct case_choice choice;
	assert_int_equal(case_choice_read(&client, &arguments, 1, arena, &choice), CLIENT_OK);
	static const char *const wanted[] = { "20230003", "20230001", "20230002", "s17" };
	assert_int_equal(choice.n, 4);
	for (size_t i = 0; i < 4; i++)
		assert_string_equal(choice.names[i], wanted[i]);
	assert_true(choice.listed);
	assert_int_equal(truncate(path, 0), 0);
	arguments.n_words = 1;
	assert_int_equal(case_choice_read(&client, &arguments, 1, arena, &choice), CLIENT_NOT_FOUND);
	unlink(path);
	assert_int_equal(case_choice_read(&client, &arguments, 1, arena, &choice), CLIENT_FAILED);
	arena_free(arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_office_sees_its_own_parts_and_promises_by_due_day),
		cmocka_unit_test(the_committee_sees_what_is_marked_and_what_waits_for_it),
		cmocka_unit_test(missing_evaluations_are_named_the_first_five_of_them),
		cmocka_unit_test(a_proposer_sees_invitations_and_what_to_evaluate),
		cmocka_unit_test(a_filter_is_the_same_as_options_and_as_text),
		cmocka_unit_test(a_filter_that_says_nothing_is_refused),
		cmocka_unit_test(a_file_names_cases_with_remarks_each_once),
	};
	return cmocka_run_group_tests(tests, read_rules, free_rules);
}
