/* similar: earlier cases like a case, or like a title and a text. */
#include "remote.h"
#include "say.h"
#include "show.h"
#include "similar.h"
#include "textfile.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>

#define MAX_LIMIT 50 /* the server's */
/* How long a text may be is the server's to say; this only keeps a wrong file from filling memory. */
#define MAX_TEXT_BYTES (1u << 20)
/* Likeness in thousandths below which a case is not mentioned unasked: proposals on different matters share that much
 * by their wording alone (tests/system/test_similar.py measures it). */
#define MENTIONED_FROM 100

static const struct option_row similar_options[] = {
	{ "title", 0, "TEXT", TXT_OPT_SIMILAR_TITLE },
	{ "text", 0, "TEXT", TXT_OPT_CASE_TEXT },
	{ "text-file", 0, "FILE", TXT_OPT_TEXT_FILE },
	{ "limit", 0, "N", TXT_OPT_LIMIT },
};

static const struct column similar_columns[] = {
	{ "case", TXT_COL_CASE, COLUMN_FIXED },          { "title", TXT_COL_TITLE, COLUMN_TEXT },
	{ "session", TXT_COL_SESSION, COLUMN_FIXED },    { "state", TXT_COL_STATE, COLUMN_FIXED },
	{ "likeness", TXT_COL_LIKENESS, COLUMN_NUMBER },
};
#define N_SIMILAR (sizeof similar_columns / sizeof similar_columns[0])

static void add_rows(struct table *table, const Huiyin__V1__FindSimilarCasesResponse *answer, int from)
{
	for (size_t i = 0; i < answer->n_cases; i++) {
		const Huiyin__V1__SimilarCase *similar = answer->cases[i];
		if (similar->likeness < from)
			continue;
		table_row(table, ROW_PLAIN);
		table_cell(table, similar->case_);
		table_cell(table, similar->title);
		table_cell(table, similar->session);
		table_cell(table, similar->state_label);
		table_cell_number(table, similar->likeness);
	}
}

void similar_add(struct client *client, struct report *report, const Huiyin__V1__Case *c)
{
	Huiyin__V1__FindSimilarCasesRequest request = HUIYIN__V1__FIND_SIMILAR_CASES_REQUEST__INIT;
	Huiyin__V1__FindSimilarCasesResponse *answer;
	char name[SHOW_CASE_SIZE];
	if (c->case_number[0] || c->not_filed_reason[0])
		return;
	show_case_name("", c->case_id, name);
	request.case_ = name;
	request.page_size = SIMILAR_SHOWN;
	if (REMOTE_TRY(client, huiyin__v1__case_service__find_similar_cases__unary, &request, &answer) != CLIENT_OK)
		return;
	add_rows(report_section(report, "similar", TXT_SECTION_SIMILAR, similar_columns, N_SIMILAR), answer,
		 MENTIONED_FROM);
	remote_free(answer);
}

static int ask(struct client *client, Huiyin__V1__FindSimilarCasesRequest *request)
{
	Huiyin__V1__FindSimilarCasesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__case_service__find_similar_cases__unary, request, &answer);
	if (result != CLIENT_OK)
		return result;
	struct report *report = report_new();
	add_rows(report_table(report, "similar", similar_columns, N_SIMILAR, false), answer, 0);
	report_print(report, client);
	remote_free(answer);
	return CLIENT_OK;
}

static int run_similar(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__FindSimilarCasesRequest request = HUIYIN__V1__FIND_SIMILAR_CASES_REQUEST__INIT;
	const char *path = option_value(arguments, "text-file");
	long limit = 0;
	if (option_number(arguments, "limit", 1, MAX_LIMIT, &limit) != 0)
		return CLIENT_USAGE;
	if ((arguments->n_words == 1) == option_given(arguments, "title") ||
	    (arguments->n_words == 1 && (path || option_given(arguments, "text")))) {
		say_error(TXT_SIMILAR_NEEDS, NULL);
		return CLIENT_USAGE;
	}
	size_t len;
	char *text = path ? textfile_read_prose(path, MAX_TEXT_BYTES, &len) : NULL;
	if (path && !text)
		return CLIENT_FAILED;
	if (arguments->n_words == 1)
		request.case_ = arguments->words[0];
	request.title = option_text(arguments, "title");
	request.text = text ? text : option_text(arguments, "text");
	request.page_size = (int32_t)limit;
	int result = ask(client, &request);
	free(text);
	return result;
}

const struct verb cmd_similar_verbs[] = {
	{ "similar",
	  "[CASE]",
	  TXT_SIMILAR_SUMMARY,
	  TXT_SIMILAR_ABOUT,
	  similar_options,
	  sizeof similar_options / sizeof similar_options[0],
	  0,
	  1,
	  { "huiyin similar s17", "huiyin similar --title 关于老旧小区加装电梯的建议 --text-file proposal.txt" },
	  run_similar },
	{ 0 },
};
