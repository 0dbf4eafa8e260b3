/* paper: what offices and the committee print, from templates. */
#include "base/memory.h"
#include "case_choice.h"
#include "output.h"
#include "paper_data.h"
#include "paper_format.h"
#include "paper_template.h"
#include "remote.h"
#include "rules_fetch.h"
#include "say.h"
#include "sessions.h"
#include "show.h"
#include "verbs.h"
#include <errno.h>
#include <huiyin/v1/access_service.evgrpc.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row paper_options[] = {
	{ "format", 0, "text|html", TXT_OPT_FORMAT },
	{ "office", 0, "CODE", TXT_OPT_PAPER_OFFICE },
	{ "codes", 0, NULL, TXT_OPT_PAPER_CODES },
	{ "out", 'O', "FILE", TXT_OPT_PAPER_OUT },
	CASE_CHOICE_OPTIONS,
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* A run: what was asked for, and the papers so far. */
struct printing {
	struct client *client;
	const struct paper_kind *kind;
	struct paper_context context;
	bool codes;
	json_t *sheets;
	size_t failed; /* cases that could not be read */
};

/* ---- What the papers need ---- */

static int fetch_who(struct client *client, Huiyin__V1__WhoAmIResponse **ret_who)
{
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	return REMOTE_CALL(client, huiyin__v1__access_service__who_am_i__unary, &request, ret_who);
}

static int add_codes(struct printing *printing, char *name, Huiyin__V1__CreateEvaluationCodesResponse **ret_codes)
{
	Huiyin__V1__CreateEvaluationCodesRequest request = HUIYIN__V1__CREATE_EVALUATION_CODES_REQUEST__INIT;
	request.case_ = name;
	return REMOTE_CALL(printing->client, huiyin__v1__access_service__create_evaluation_codes__unary, &request,
			   ret_codes);
}

/* The sheets of one case. */
static int add_case(struct printing *printing, char *name)
{
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	Huiyin__V1__GetCaseResponse *answer;
	Huiyin__V1__CreateEvaluationCodesResponse *codes = NULL;
	size_t before = json_array_size(printing->sheets);
	request.case_ = name;
	int result = REMOTE_CALL(printing->client, huiyin__v1__case_service__get_case__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	if (printing->codes)
		result = add_codes(printing, name, &codes);
	printing->context.codes = codes;
	if (result == CLIENT_OK && answer->case_)
		printing->kind->add(&printing->context, answer->case_, printing->sheets);
	if (result == CLIENT_OK && json_array_size(printing->sheets) == before && !printing->kind->together) {
		say_error(TXT_PAPER_NOTHING, "case", name, NULL);
		result = CLIENT_NOT_FOUND;
	}
	remote_free(codes);
	remote_free(answer);
	return result;
}

static int add_cases(struct printing *printing, const struct case_choice *choice)
{
	int last = CLIENT_OK;
	for (size_t i = 0; i < choice->n; i++) {
		int result = add_case(printing, choice->names[i]);
		printing->failed += result != CLIENT_OK;
		last = result == CLIENT_OK ? last : result;
		if (result == CLIENT_UNREACHABLE || result == CLIENT_DENIED)
			break;
	}
	return last;
}

/* ---- Writing ---- */

static void write_paper(struct paper_out *paper, const struct paper_kind *kind, const json_t *data)
{
	paper_begin(paper);
	if (paper_template_run(txt_language() == LANGUAGE_EN ? kind->en : kind->zh, data, paper_block, paper) != 0)
		abort(); /* templates are part of the program, and tests run them all */
	paper_end(paper);
}

/* All papers as one text; fresh. Takes the sheets over. */
static char *write_papers(struct printing *printing, const struct paper_format *format, size_t *ret_len)
{
	char *text = NULL;
	struct paper_out paper = { .format = format };
	if (!(paper.out = open_memstream(&text, ret_len)))
		abort();
	format->begin(&paper, txt(printing->kind->title), txt_language());
	if (printing->kind->together) {
		json_t *data = printing->kind->together(&printing->context, printing->sheets);
		write_paper(&paper, printing->kind, data);
		json_decref(data);
	} else {
		for (size_t i = 0; i < json_array_size(printing->sheets); i++)
			write_paper(&paper, printing->kind, json_array_get(printing->sheets, i));
		json_decref(printing->sheets);
	}
	printing->sheets = NULL;
	format->end(&paper);
	if (fclose(paper.out) != 0)
		abort();
	return text;
}

static int put_out(const struct client *client, const char *path, const char *text, size_t len)
{
	if (!path) {
		output_text(client, text, len);
		return CLIENT_OK;
	}
	FILE *out = fopen(path, "w");
	bool good = out && fwrite(text, 1, len, out) == len;
	good = out && fclose(out) == 0 && good;
	if (good)
		return CLIENT_OK;
	say_error(TXT_FILE_NOT_WRITTEN, "path", path, "error", say_system_error(errno), NULL);
	return CLIENT_FAILED;
}

static int print_papers(struct printing *printing, const struct paper_format *format, const char *path)
{
	size_t len;
	char *text = write_papers(printing, format, &len);
	int result = put_out(printing->client, path, text, len);
	explicit_bzero(text, len); /* it may hold codes */
	free(text);
	return result;
}

/* ---- The verb ---- */

static int collect(struct printing *printing, const struct arguments *arguments, const struct case_choice *choice)
{
	Huiyin__V1__ListSessionsResponse *sessions = NULL;
	Huiyin__V1__WhoAmIResponse *who = NULL;
	int result;
	struct rules *rules = rules_fetch(printing->client, &result);
	if (rules)
		result = sessions_fetch(printing->client, &sessions);
	if (result == CLIENT_OK)
		result = fetch_who(printing->client, &who);
	if (result == CLIENT_OK) {
		printing->context = (struct paper_context){ rules, sessions, who->business_date,
							    option_value(arguments, "office"), NULL };
		result = add_cases(printing, choice);
	}
	const struct paper_format *format =
		strcmp(option_text(arguments, "format"), "html") == 0 ? &paper_html : &paper_text;
	if (printing->failed < choice->n && rules && sessions && who) {
		int printed = print_papers(printing, format, option_value(arguments, "out"));
		result = printed != CLIENT_OK ? printed : printing->failed ? CLIENT_PARTIAL : CLIENT_OK;
	}
	remote_free(who);
	remote_free(sessions);
	rules_free(rules);
	return result;
}

static int refuse_value(const char *option, const char *value, const char *allowed)
{
	say_error(TXT_OPTION_BAD_VALUE, "option", option, "value", value, "allowed", allowed, NULL);
	return CLIENT_USAGE;
}

static int run_paper(struct client *client, const struct arguments *arguments)
{
	struct printing printing = { .client = client, .kind = paper_kind(arguments->words[0]) };
	const char *format = option_text(arguments, "format");
	struct case_choice choice;
	printing.codes = option_given(arguments, "codes");
	if (!printing.kind)
		return refuse_value("KIND", arguments->words[0], "assignment, opinion, answer, evaluation, promises");
	if (*format && strcmp(format, "text") != 0 && strcmp(format, "html") != 0)
		return refuse_value("format", format, "text, html");
	if (printing.codes && strcmp(printing.kind->name, "evaluation") != 0) {
		say_error(TXT_PAPER_CODES_ONLY, NULL);
		return CLIENT_USAGE;
	}
	struct arena *arena = arena_new();
	printing.sheets = json_array();
	int result = case_choice_read(client, arguments, 1, arena, &choice);
	if (result == CLIENT_OK)
		result = collect(&printing, arguments, &choice);
	json_decref(printing.sheets);
	arena_free(arena);
	return result;
}

const struct verb cmd_paper_verbs[] = {
	{ "paper",
	  "KIND CASE…",
	  TXT_PAPER_SUMMARY,
	  TXT_PAPER_ABOUT,
	  paper_options,
	  COUNT(paper_options),
	  1,
	  -1,
	  { "huiyin paper answer 20230045 --format html -O answer.html",
	    "huiyin paper promises --where promises --format html -O promises.html" },
	  run_paper },
	{ 0 },
};
