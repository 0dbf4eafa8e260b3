/* Papers: templates and what is wrong with them, every kind in both formats and languages against a file that was
 * looked at, text that stays within the page, HTML that escapes everything. HUIYIN_GOLDEN=write writes the files anew.
 */
#include "paper_case.h"
#include "paper_format.h"
#include "paper_template.h"
#include "texts.h"

#include "base/memory.h"
#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

/* ---- Templates ---- */

static void take_line(void *arg, const char *word, char *const *parts, size_t n)
{
	struct strbuf *out = arg;
	strbuf_puts(out, word);
	for (size_t i = 0; i < n; i++)
		strbuf_printf(out, "[%s]", parts[i]);
	strbuf_puts(out, "\n");
}

static char *run(const char *template, const char *json, int *ret_wrong)
{
	struct strbuf out = { 0 };
	json_t *data = json_loads(json, 0, NULL);
	assert_non_null(data);
	*ret_wrong = paper_template_run(template, data, take_line, &out);
	json_decref(data);
	return strbuf_take(&out);
}

static void expect_blocks(const char *template, const char *json, const char *blocks)
{
	int wrong;
	char *text = run(template, json, &wrong);
	assert_int_equal(wrong, 0);
	assert_string_equal(text, blocks);
	free(text);
}

static void fills_names_into_the_parts_of_a_block(void **state)
{
	(void)state;
	expect_blocks("# a remark\n\np {{a}} and {{b}}{{none}}\n", "{\"a\": \"x\", \"b\": 7}", "p[x and 7]\n");
	expect_blocks("row {{a}} | b |  | {{c}}", "{\"a\": \"1\", \"c\": \"2\"}", "row[1][b][][2]\n");
	expect_blocks("rule\np {{open", "{}", "rule\np[{{open]\n");
}

static void a_section_stands_for_each_entry_and_for_what_is_there(void **state)
{
	(void)state;
	const char *list = "{{#l}}\np {{n}} {{t}}\n{{/l}}\n{{^l}}\np none\n{{/l}}";
	expect_blocks(list, "{\"t\": \"x\", \"l\": [{\"n\": 1}, {\"n\": 2, \"t\": \"y\"}]}", "p[1 x]\np[2 y]\n");
	expect_blocks(list, "{\"l\": []}", "p[none]\n");
	expect_blocks(list, "{}", "p[none]\n");
	expect_blocks("{{#l}}\np {{.}}\n{{/l}}", "{\"l\": [\"a\", \"b\"]}", "p[a]\np[b]\n");
	expect_blocks("{{#a}}\np a\n{{#b}}\np b\n{{/b}}\n{{/a}}", "{\"a\": true, \"b\": \"\"}", "p[a]\n");
	expect_blocks("{{#a}}\np {{a}}\n{{/a}}", "{\"a\": \"x\"}", "p[x]\n");
	expect_blocks("{{#a}}\np a\n{{/a}}", "{\"a\": false}", "");
}

static void a_value_brings_no_blocks_parts_or_names_of_its_own(void **state)
{
	(void)state;
	expect_blocks("p {{a}} | b", "{\"a\": \"x | y\\nhead z\\n{{b}}\", \"b\": \"never\"}",
		      "p[x | y\nhead z\n{{b}}][b]\n");
}

static void tells_the_line_that_is_wrong(void **state)
{
	(void)state;
	const struct {
		const char *template;
		int line;
	} cases[] = {
		{ "p a\n{{#a}}\np b\n", 2 },
		{ "p a\n{{/a}}", 2 },
		{ "{{#a}}\n{{/b}}", 1 },
		{ "{{#a}}\n{{#b}}\n{{/a}}\n{{/b}}", 1 },
		{ "row 1|2|3|4|5|6|7|8|9|10|11|12|13", 1 },
		{ "averylongwordthatisnotablockofanyformat a", 1 },
	};
	for (size_t i = 0; i < N(cases); i++) {
		int wrong;
		free(run(cases[i].template, "{\"a\": true, \"b\": true}", &wrong));
		assert_int_equal(wrong, cases[i].line);
	}
	expect_blocks("row 1|2|3|4|5|6|7|8|9|10|11|12", "{}", "row[1][2][3][4][5][6][7][8][9][10][11][12]\n");
}

static char *nested(int depth)
{
	struct strbuf out = { 0 };
	for (int i = 0; i < depth; i++)
		strbuf_puts(&out, "{{#a}}\n");
	strbuf_puts(&out, "p x\n");
	for (int i = 0; i < depth; i++)
		strbuf_puts(&out, "{{/a}}\n");
	return strbuf_take(&out);
}

static void sections_go_so_deep_and_no_deeper(void **state)
{
	(void)state;
	char *fits = nested(PAPER_MAX_DEPTH), *deeper = nested(PAPER_MAX_DEPTH + 1);
	int wrong;
	expect_blocks(fits, "{\"a\": true}", "p[x]\n");
	free(run(deeper, "{\"a\": true}", &wrong));
	assert_int_equal(wrong, PAPER_MAX_DEPTH + 1);
	free(fits);
	free(deeper);
}

/* ---- Papers ---- */

static struct rules *read_rules(void)
{
	static char text[RULES_MAX_BYTES];
	FILE *in = fopen(SOURCE_DIR "/rules/baotou.yaml", "r");
	assert_non_null(in);
	size_t len = fread(text, 1, sizeof text, in);
	fclose(in);
	struct rule_errors *errors = calloc(1, sizeof *errors);
	struct rules *rules = rules_parse(text, len, errors);
	free(errors);
	assert_non_null(rules);
	return rules;
}

static char *print(const struct paper_kind *kind, const struct paper_context *context, const Huiyin__V1__Case *c,
		   const struct paper_format *format)
{
	char *text = NULL;
	size_t len;
	struct paper_out paper = { .format = format, .out = open_memstream(&text, &len) };
	json_t *sheets = json_array();
	kind->add(context, c, sheets);
	if (kind->together) {
		json_t *data = kind->together(context, sheets);
		sheets = json_array();
		json_array_append_new(sheets, data);
	}
	format->begin(&paper, txt(kind->title), txt_language());
	for (size_t i = 0; i < json_array_size(sheets); i++) {
		paper_begin(&paper);
		assert_int_equal(paper_template_run(txt_language() == LANGUAGE_EN ? kind->en : kind->zh,
						    json_array_get(sheets, i), paper_block, &paper),
				 0);
		paper_end(&paper);
	}
	format->end(&paper);
	json_decref(sheets);
	fclose(paper.out);
	return text;
}

static char *golden_path(const char *kind, enum language language, const char *format)
{
	return hy_xasprintf(SOURCE_DIR "/tests/client/papers/%s.%s.%s", kind, language == LANGUAGE_EN ? "en" : "zh",
			    strcmp(format, "html") == 0 ? "html" : "txt");
}

static void compare_golden(const char *path, const char *text)
{
	if (getenv("HUIYIN_GOLDEN") && strcmp(getenv("HUIYIN_GOLDEN"), "write") == 0) {
		FILE *out = fopen(path, "w");
		assert_non_null(out);
		fputs(text, out);
		fclose(out);
	}
	FILE *in = fopen(path, "r");
	assert_non_null(in);
	static char wanted[1 << 20];
	size_t len = fread(wanted, 1, sizeof wanted - 1, in);
	fclose(in);
	wanted[len] = '\0';
	assert_string_equal(text, wanted);
}

/* No line is wider than the page, but for a mark that hangs over or a word that cannot be broken. */
static void expect_within_page(const char *text)
{
	char *copy = hy_xstrdup(text), *rest = copy, *line;
	while ((line = strsep(&rest, "\n")))
		assert_true(text_width(line) <= 78);
	free(copy);
}

static void each_kind_reads_as_it_was_looked_at(void **state)
{
	(void)state;
	struct rules *rules = read_rules();
	struct paper_case *made = make_paper_case();
	const struct paper_format *formats[] = { &paper_text, &paper_html };
	const struct paper_kind *kind;
	for (size_t i = 0; (kind = paper_kind_at(i)); i++)
		for (int language = LANGUAGE_ZH; language <= LANGUAGE_EN; language++)
			for (size_t f = 0; f < N(formats); f++) {
				struct paper_context context = { rules, &made->sessions, "2023-07-03", NULL, NULL };
				txt_set_language((enum language)language);
				char *text = print(kind, &context, &made->c, formats[f]);
				char *path = golden_path(kind->name, (enum language)language, formats[f]->name);
				compare_golden(path, text);
				if (formats[f] == &paper_text)
					expect_within_page(text);
				free(path);
				free(text);
			}
	txt_set_language(LANGUAGE_ZH);
	free(made);
	rules_free(rules);
}

static void html_says_what_was_typed_and_never_runs_it(void **state)
{
	(void)state;
	struct rules *rules = read_rules();
	struct paper_case *made = make_paper_case();
	struct paper_context context = { rules, &made->sessions, "2023-07-03", NULL, NULL };
	made->received.title = (char *)"<img src=x onerror='a'>&\"\x01";
	const struct paper_kind *kind;
	for (size_t i = 0; (kind = paper_kind_at(i)); i++) {
		char *text = print(kind, &context, &made->c, &paper_html);
		assert_null(strstr(text, "<script"));
		assert_null(strstr(text, "<img"));
		assert_null(strchr(text, '\x01'));
		if (strcmp(kind->name, "assignment") == 0) {
			assert_non_null(strstr(text, "&lt;img src=x onerror=&#39;a&#39;&gt;&amp;&quot;</td>"));
			assert_non_null(strstr(text, "&lt;script&gt;alert(1)&lt;/script&gt;"));
		}
		free(text);
	}
	free(made);
	rules_free(rules);
}

static void a_form_is_made_for_each_signer_or_for_those_with_a_code(void **state)
{
	(void)state;
	struct rules *rules = read_rules();
	struct paper_case *made = make_paper_case();
	struct paper_context context = { rules, &made->sessions, "2023-07-03", NULL, NULL };
	json_t *sheets = json_array();
	paper_kind("evaluation")->add(&context, &made->c, sheets);
	assert_int_equal(json_array_size(sheets), 2); /* the one who declined gets none */
	json_array_clear(sheets);
	context.codes = &made->codes;
	paper_kind("evaluation")->add(&context, &made->c, sheets);
	assert_int_equal(json_array_size(sheets), 1);
	char *text = print(paper_kind("evaluation"), &context, &made->c, &paper_text);
	assert_non_null(strstr(text, "E7KQ-M2PX-9FTA（有效至2023年6月20日）"));
	assert_null(strstr(text, "张三　"));
	free(text);
	json_decref(sheets);
	free(made);
	rules_free(rules);
}

static void only_the_office_that_was_asked_for(void **state)
{
	(void)state;
	struct rules *rules = read_rules();
	struct paper_case *made = make_paper_case();
	struct paper_context context = { rules, &made->sessions, "2023-07-03", "jtj", NULL };
	json_t *sheets = json_array();
	paper_kind("opinion")->add(&context, &made->c, sheets);
	assert_int_equal(json_array_size(sheets), 0);
	paper_kind("answer")->add(&context, &made->c, sheets);
	assert_int_equal(json_array_size(sheets), 1);
	json_decref(sheets);
	free(made);
	rules_free(rules);
}

static void a_session_is_named_in_words_or_by_its_name(void **state)
{
	(void)state;
	const struct {
		const char *code;
		Huiyin__V1__Level level;
		const char *words;
	} cases[] = {
		{ "14-2", HUIYIN__V1__LEVEL__LEVEL_CITY, "包头市政协十四届二次会议" },
		{ "9-10", HUIYIN__V1__LEVEL__LEVEL_CITY, "包头市政协九届十次会议" },
		{ "20-31", HUIYIN__V1__LEVEL__LEVEL_CITY, "包头市政协二十届三十一次会议" },
		{ "2023", HUIYIN__V1__LEVEL__LEVEL_CITY, "2023" },
		{ "14-2", HUIYIN__V1__LEVEL__LEVEL_NATIONAL, "第二次会议（示例）" },
	};
	struct rules *rules = read_rules();
	struct paper_case *made = make_paper_case();
	struct paper_context context = { rules, &made->sessions, "2023-07-03", NULL, NULL };
	for (size_t i = 0; i < N(cases); i++) {
		made->received.session = (char *)cases[i].code;
		made->received.level = cases[i].level;
		json_t *data = paper_case(&context, &made->c);
		assert_string_equal(json_string_value(json_object_get(data, "session")), cases[i].words);
		json_decref(data);
	}
	free(made);
	rules_free(rules);
}

static void days_are_written_in_prose(void **state)
{
	(void)state;
	const struct {
		const char *day, *zh, *en;
	} cases[] = { { "2023-08-14", "2023年8月14日", "14 August 2023" },
		      { "2024-02-29", "2024年2月29日", "29 February 2024" },
		      { "", "", "" } };
	for (size_t i = 0; i < N(cases); i++) {
		txt_set_language(LANGUAGE_ZH);
		char *zh = paper_day(cases[i].day);
		txt_set_language(LANGUAGE_EN);
		char *en = paper_day(cases[i].day);
		txt_set_language(LANGUAGE_ZH);
		assert_string_equal(zh, cases[i].zh);
		assert_string_equal(en, cases[i].en);
		free(zh);
		free(en);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fills_names_into_the_parts_of_a_block),
		cmocka_unit_test(a_section_stands_for_each_entry_and_for_what_is_there),
		cmocka_unit_test(a_value_brings_no_blocks_parts_or_names_of_its_own),
		cmocka_unit_test(tells_the_line_that_is_wrong),
		cmocka_unit_test(sections_go_so_deep_and_no_deeper),
		cmocka_unit_test(each_kind_reads_as_it_was_looked_at),
		cmocka_unit_test(html_says_what_was_typed_and_never_runs_it),
		cmocka_unit_test(a_form_is_made_for_each_signer_or_for_those_with_a_code),
		cmocka_unit_test(only_the_office_that_was_asked_for),
		cmocka_unit_test(a_session_is_named_in_words_or_by_its_name),
		cmocka_unit_test(days_are_written_in_prose),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
