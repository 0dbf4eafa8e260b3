/* CSV rows to requests: every field, the spellings of dates, what is refused, and ids that stay the same. */
#include "case_rows.h"
#include "update_rows.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>

#define UPDATE_HEAD                                                                                                    \
	"case,verb,happened_on,office,reason,lead_office,assist_offices,case_number,contact_method,contact_persons,"   \
	"class,document_number,text,attitude,result,outcomes\n"
#define CASE_HEAD                                                                                                      \
	"submission_number,session,level,external_number,title,proposers,proposer_kind,sector,category,received_on,"   \
	"text\n"

#define FIRST_ID "3cdbb080-1dd1-8d9f-bdfe-25e46fc0c63a"

static struct sheet sheet_of(const char *text, const char *const *columns, size_t n)
{
	struct csv_error error;
	struct sheet sheet = { 0 };
	struct refusal refusal = { 0 };
	struct csv_table *csv = csv_read_bytes(text, strlen(text), &error);
	assert_non_null(csv);
	assert_int_equal(sheet_check(&sheet, csv, columns, n, 1, &refusal), 0);
	return sheet;
}

static struct sheet updates_of(const char *rows)
{
	char *text = hy_xasprintf("%s%s", UPDATE_HEAD, rows);
	struct sheet sheet = sheet_of(text, update_row_columns, n_update_row_columns);
	free(text);
	return sheet;
}

static void reads_every_field(void **state)
{
	(void)state;
	struct sheet sheet =
		updates_of("20230045,answer,2023年6月30日, jtj ,r,l,\"a; b;\",n,visit,张三,A,包〔2023〕1号,正文,"
			   "satisfied,basically,建成|31.7|万户|2023/6/1;只有内容\n");
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest r;
	assert_int_equal(update_row_read(&sheet, 0, arena, &r, &faults), 0);
	assert_string_equal(r.case_, "20230045");
	assert_string_equal(r.verb, "answer");
	assert_string_equal(r.happened_on, "2023-06-30");
	assert_string_equal(r.office, "jtj");
	assert_string_equal(r.reason, "r");
	assert_string_equal(r.lead_office, "l");
	assert_int_equal(r.n_assist_offices, 2);
	assert_string_equal(r.assist_offices[1], "b");
	assert_string_equal(r.case_number, "n");
	assert_string_equal(r.contact_method, "visit");
	assert_string_equal(r.contact_persons, "张三");
	assert_string_equal(r.class_, "A");
	assert_string_equal(r.document_number, "包〔2023〕1号");
	assert_string_equal(r.text, "正文");
	assert_string_equal(r.attitude, "satisfied");
	assert_string_equal(r.result, "basically");
	assert_int_equal(r.n_outcomes, 2);
	assert_string_equal(r.outcomes[0]->text, "建成");
	assert_string_equal(r.outcomes[0]->number, "31.7");
	assert_string_equal(r.outcomes[0]->unit, "万户");
	assert_string_equal(r.outcomes[0]->on, "2023-06-01");
	assert_string_equal(r.outcomes[1]->text, "只有内容");
	assert_string_equal(r.outcomes[1]->on, "");
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

#define HANDLING_HEAD                                                                                                  \
	"case,verb,promises,item,sole_office,separate_offices,proposed_office,reason_code,channel,signer,member,"      \
	"due_on,other_cases,signed_by,contact_person,publication,publication_reason,place,corrects,signers,media\n"

static struct sheet handling_of(const char *row)
{
	char *text = hy_xasprintf("%s%s\n", HANDLING_HEAD, row);
	struct sheet sheet = sheet_of(text, update_row_columns, n_update_row_columns);
	free(text);
	return sheet;
}

static void reads_the_fields_of_handling(void **state)
{
	(void)state;
	struct sheet sheet =
		handling_of("1,answer,新增车位|验收|2023年12月31日;先行试点|2023-10-01,2,jtj,\"a,b;c\",p,vague,"
			    "letter,3,zhangsan,2023-09-01,\"5;s6\",李四,王五 0472-1,summary,含个人信息,九原区,"
			    "7,张三;李四=lisi;=wangwu,关于停车|行风热线");
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest r;
	assert_int_equal(update_row_read(&sheet, 0, arena, &r, &faults), 0);
	assert_int_equal(r.n_promises, 2);
	assert_string_equal(r.promises[0]->text, "新增车位");
	assert_string_equal(r.promises[0]->measure, "验收");
	assert_string_equal(r.promises[0]->due_on, "2023-12-31");
	assert_string_equal(r.promises[1]->text, "先行试点");
	assert_string_equal(r.promises[1]->measure, "");
	assert_string_equal(r.promises[1]->due_on, "2023-10-01");
	assert_int_equal(r.item_no, 2);
	assert_string_equal(r.sole_office, "jtj");
	assert_int_equal(r.n_separate_offices, 3);
	assert_string_equal(r.separate_offices[2], "c");
	assert_string_equal(r.proposed_office, "p");
	assert_string_equal(r.reason_code, "vague");
	assert_string_equal(r.channel, "letter");
	assert_int_equal(r.signer_no, 3);
	assert_string_equal(r.member, "zhangsan");
	assert_string_equal(r.due_on, "2023-09-01");
	assert_int_equal(r.n_other_cases, 2);
	assert_string_equal(r.other_cases[1], "s6");
	assert_string_equal(r.signed_by, "李四");
	assert_string_equal(r.contact_person, "王五 0472-1");
	assert_int_equal(r.publication, HUIYIN__V1__PUBLICATION__PUBLICATION_SUMMARY);
	assert_string_equal(r.publication_reason, "含个人信息");
	assert_string_equal(r.place, "九原区");
	assert_int_equal(r.corrects, 7);
	assert_int_equal(r.n_signers, 3);
	assert_string_equal(r.signers[0]->name, "张三");
	assert_string_equal(r.signers[0]->member, "");
	assert_string_equal(r.signers[1]->member, "lisi");
	assert_string_equal(r.signers[2]->name, "");
	assert_string_equal(r.signers[2]->member, "wangwu");
	assert_string_equal(r.media->title, "关于停车");
	assert_string_equal(r.media->outlet, "行风热线");
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

static void refuses_each_field_of_handling_alone(void **state)
{
	(void)state;
	const struct {
		const char *row;
		size_t faults;
	} cases[] = {
		{ "1,answer,没有期限,,,,,,,,,,,,,,,,,,", 1 },
		{ "1,answer,|m|2023-01-01,,,,,,,,,,,,,,,,,,", 1 },
		{ "1,answer,a|b|2023-02-30;c|d|e|2023-01-01,,,,,,,,,,,,,,,,,,", 2 },
		{ "1,keep,,0,,,,,,,,,,,,,,,,,", 1 },
		{ "1,keep,,x,,,,,,-1,,,,,,,,,9999999999,,", 3 },
		{ "1,publish,,,,,,,,,,,,,,open,,,,,", 1 },
		{ "1,invite,,,,,,,,,,,,,,,,,,=;张三,", 1 },
		{ "1,media,,,,,,,,,,,,,,,,,,,a|b|c", 1 },
		{ "1,postpone,,,,,,,,,,2008-09-31,,,,,,,,,", 1 },
	};
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct sheet sheet = handling_of(cases[i].row);
		struct arena *arena = arena_new();
		struct sheet_faults faults;
		sheet_faults_begin(&faults);
		Huiyin__V1__SubmitUpdateRequest r;
		assert_int_equal(update_row_read(&sheet, 0, arena, &r, &faults), -1);
		assert_int_equal(sheet_faults_count(&faults), cases[i].faults);
		report_free(faults.report);
		arena_free(arena);
		sheet_clear(&sheet);
	}
}

static void refuses_bad_rows(void **state)
{
	(void)state;
	struct sheet sheet = updates_of("1,accept,2008-09-31,,,,,,,,,,,,,\n"
					",accept,,,,,,,,,,,,,,\n"
					"1,,,,,,,,,,,,,,,\n"
					"1,answer,,,,,,,,,,,,,,a|b|c|2023-01-01|e\n"
					"1,answer,,,,,,,,,,,,,,|3\n"
					"1,answer,,,,,,,,,,,,,,a|1|户|2023-02-30\n"
					"1,accept,,,,,,,,,,,,,,\n");
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest r;
	for (size_t row = 0; row < 6; row++)
		assert_int_equal(update_row_read(&sheet, row, arena, &r, &faults), -1);
	assert_int_equal(sheet_faults_count(&faults), 6);
	assert_int_equal(update_row_read(&sheet, 6, arena, &r, &faults), 0);
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

static void needs_only_case_and_verb(void **state)
{
	(void)state;
	const char *text = "verb,case\naccept,1\n";
	struct csv_error error;
	struct sheet sheet = { 0 };
	struct refusal refusal = { 0 };
	struct csv_table *csv = csv_read_bytes(text, strlen(text), &error);
	assert_int_equal(
		sheet_check(&sheet, csv, update_row_columns, n_update_row_columns, N_UPDATE_ROW_REQUIRED, &refusal), 0);
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest r;
	assert_int_equal(update_row_read(&sheet, 0, arena, &r, &faults), 0);
	assert_string_equal(r.case_, "1");
	assert_string_equal(r.happened_on, "");
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

static void tells_all_that_is_wrong_with_a_row(void **state)
{
	(void)state;
	struct sheet sheet = updates_of(",,2008-09-31,,,,,,,,,,,,,|1;a|1|b|2023-02-30\n");
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__SubmitUpdateRequest r;
	assert_int_equal(update_row_read(&sheet, 0, arena, &r, &faults), -1);
	assert_int_equal(sheet_faults_count(&faults), 5); /* case, verb, day, two outcomes */
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

static void name_all(const struct sheet *sheet, const char *office, char ids[][UUID_TEXT])
{
	struct arena *arena = arena_new();
	Huiyin__V1__SubmitUpdateRequest *requests = arena_alloc(arena, sheet_rows(sheet) * sizeof *requests);
	update_rows_name(sheet, office, arena, requests);
	for (size_t row = 0; row < sheet_rows(sheet); row++)
		memcpy(ids[row], requests[row].request_id, UUID_TEXT);
	arena_free(arena);
}

static void equal_rows_have_equal_ids(void **state)
{
	(void)state;
	const char *a = "1,accept,2023-06-01,,,,,,,,,,,,,\n", *b = "2,accept,2023-06-01,,,,,,,,,,,,,\n";
	char *text = hy_xasprintf("%s%s%s", a, b, a), *corrected = hy_xasprintf("%s%s", b, a);
	struct sheet sheet = updates_of(text), other = updates_of(corrected);
	char ids[3][UUID_TEXT], again[3][UUID_TEXT], moved[2][UUID_TEXT], office[3][UUID_TEXT];
	name_all(&sheet, "jtj", ids);
	name_all(&sheet, "jtj", again);
	name_all(&other, "jtj", moved);
	name_all(&sheet, "jyj", office);
	for (int i = 0; i < 3; i++) {
		assert_string_equal(ids[i], again[i]);
		assert_string_not_equal(ids[i], office[i]);
	}
	assert_string_not_equal(ids[0], ids[1]);
	assert_string_not_equal(ids[0], ids[2]); /* entered twice on purpose: two events */
	assert_string_equal(moved[0], ids[1]);   /* other rows of the file do not matter */
	assert_string_equal(moved[1], ids[0]);
	sheet_clear(&sheet);
	sheet_clear(&other);
	free(text);
	free(corrected);
}

/* The ids of a file as the first release made them: a file sent before an upgrade is not counted again after it. */
static void ids_stay_as_they_were_before_columns_were_added(void **state)
{
	(void)state;
	struct sheet before = updates_of("1,accept,2023-06-01,,,,,,,,,,,,,\n");
	const char *plain = "case,verb,happened_on,sole_office\n1,accept,2023-06-01,\n";
	const char *more = "case,verb,happened_on,sole_office\n1,accept,2023-06-01,jtj\n";
	struct sheet empty = sheet_of(plain, update_row_columns, n_update_row_columns);
	struct sheet filled = sheet_of(more, update_row_columns, n_update_row_columns);
	char ids[3][1][UUID_TEXT];
	name_all(&before, "jtj", ids[0]);
	name_all(&empty, "jtj", ids[1]);
	name_all(&filled, "jtj", ids[2]);
	assert_string_equal(ids[0][0], FIRST_ID);
	assert_string_equal(ids[1][0], FIRST_ID);
	assert_string_not_equal(ids[2][0], FIRST_ID);
	sheet_clear(&before);
	sheet_clear(&empty);
	sheet_clear(&filled);
}

static void refuses_wrong_columns(void **state)
{
	(void)state;
	const struct {
		const char *text;
		enum reason reason;
	} cases[] = {
		{ "case,office\n1,jtj\n", REASON_CSV_COLUMN_MISSING },
		{ CASE_HEAD "a,b,c,d,e,f,g,h,i,j,k\n", REASON_CSV_COLUMN_MISSING },
	};
	for (size_t i = 0; i < 2; i++) {
		struct csv_error error;
		struct sheet sheet = { 0 };
		struct refusal refusal = { 0 };
		struct csv_table *csv = csv_read_bytes(cases[i].text, strlen(cases[i].text), &error);
		assert_int_equal(sheet_check(&sheet, csv, update_row_columns, n_update_row_columns,
					     N_UPDATE_ROW_REQUIRED, &refusal),
				 -1);
		assert_int_equal(refusal.reason, cases[i].reason);
		csv_table_free(csv);
	}
	const char *more = "extra,code\n1,2\n", *columns[] = { "code" };
	struct csv_error error;
	struct sheet sheet = { 0 };
	struct refusal refusal = { 0 };
	struct csv_table *csv = csv_read_bytes(more, strlen(more), &error);
	assert_int_equal(sheet_check(&sheet, csv, columns, 1, 1, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_CSV_COLUMN_UNKNOWN);
	csv_table_free(csv);
}

static void reads_who_is_in_the_directory_and_the_wish(void **state)
{
	(void)state;
	struct sheet sheet =
		sheet_of("submission_number,session,level,external_number,title,proposers,proposer_kind,sector,"
			 "category,received_on,text,publication_wish,publication_wish_reason\n"
			 "1,14-2,,,一,张三=zhangsan、李四,joint,,,,,是,\n"
			 "2,14-2,,,二,王五,member,,,,,no,涉及隐私\n"
			 "3,14-2,,,三,赵六,member,,,,,perhaps,\n",
			 case_row_columns, n_case_row_columns);
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__NewCase c;
	assert_int_equal(case_row_read(&sheet, 0, arena, &c, &faults), 0);
	assert_string_equal(c.proposers[0], "张三");
	assert_int_equal(c.n_proposer_members, 2);
	assert_string_equal(c.proposer_members[0], "zhangsan");
	assert_string_equal(c.proposer_members[1], "");
	assert_true(c.publication_wish);
	assert_int_equal(case_row_read(&sheet, 1, arena, &c, &faults), 0);
	assert_int_equal(c.n_proposer_members, 0);
	assert_false(c.publication_wish);
	assert_string_equal(c.publication_wish_reason, "涉及隐私");
	assert_int_equal(case_row_read(&sheet, 2, arena, &c, &faults), -1);
	assert_int_equal(sheet_faults_count(&faults), 1);
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

static void reads_proposals(void **state)
{
	(void)state;
	struct sheet sheet =
		sheet_of(CASE_HEAD "001,14-2,city,,停车,张三、李 四；王五,joint,经济界,城乡建设,2023.1.8,正文\n"
				   "001,14-2,,,二,张三,member,,,,\n"
				   "001,13-5,planet,,三,张三,member,,,,\n",
			 case_row_columns, n_case_row_columns);
	struct arena *arena = arena_new();
	struct sheet_faults faults;
	sheet_faults_begin(&faults);
	Huiyin__V1__NewCase c;
	bool bad[3] = { false };
	assert_int_equal(case_row_read(&sheet, 0, arena, &c, &faults), 0);
	assert_string_equal(c.submission_number, "001");
	assert_int_equal(c.level, HUIYIN__V1__LEVEL__LEVEL_CITY);
	assert_int_equal(c.n_proposers, 3);
	assert_string_equal(c.proposers[1], "李 四");
	assert_string_equal(c.proposers[2], "王五");
	assert_string_equal(c.received_on, "2023-01-08");
	assert_int_equal(case_row_read(&sheet, 1, arena, &c, &faults), 0);
	assert_int_equal(c.level, HUIYIN__V1__LEVEL__LEVEL_UNSPECIFIED);
	assert_int_equal(sheet_faults_count(&faults), 0);
	assert_int_equal(case_row_read(&sheet, 2, arena, &c, &faults), -1);
	case_rows_find_doubles(&sheet, &faults, bad); /* 001 twice in 14-2, once in 13-5 */
	assert_int_equal(sheet_faults_count(&faults), 2);
	assert_true(!bad[0] && bad[1] && !bad[2]);
	report_free(faults.report);
	arena_free(arena);
	sheet_clear(&sheet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_every_field),
		cmocka_unit_test(reads_the_fields_of_handling),
		cmocka_unit_test(refuses_each_field_of_handling_alone),
		cmocka_unit_test(refuses_bad_rows),
		cmocka_unit_test(ids_stay_as_they_were_before_columns_were_added),
		cmocka_unit_test(reads_who_is_in_the_directory_and_the_wish),
		cmocka_unit_test(equal_rows_have_equal_ids),
		cmocka_unit_test(refuses_wrong_columns),
		cmocka_unit_test(reads_proposals),
		cmocka_unit_test(needs_only_case_and_verb),
		cmocka_unit_test(tells_all_that_is_wrong_with_a_row),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
