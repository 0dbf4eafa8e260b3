/* submit: moves cases on, one verb at a time or a whole sheet; and verbs of their own for the most frequent ones. */
#include "bulk.h"
#include "case_choice.h"
#include "remote.h"
#include "say.h"
#include "submit_cases.h"
#include "submit_file.h"
#include "submit_listed.h"
#include "submit_rows.h"
#include "textfile.h"
#include "update_fields.h"
#include "upload.h"
#include "verbs.h"
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* How long a text may be is the server's to say; this only keeps a wrong file from filling memory. */
#define MAX_TEXT_BYTES   (16u << 20)
#define DEFAULT_PARALLEL 8

#define ROW(column, option, value, help, kind, member, field) { option, 0, value, help },
/* The fields first, what goes with every verb last: the shortcuts leave out the sheet. */
static const struct option_row submit_options[] = {
	UPDATE_FIELDS(ROW){ "text-file", 0, "FILE", TXT_OPT_TEXT_FILE },
	{ "attach", 0, "FILE", TXT_OPT_ATTACH },
	{ "expect", 0, "VERSION", TXT_OPT_EXPECT },
	{ "request-id", 0, "UUID", TXT_OPT_REQUEST_ID },
	CASE_CHOICE_OPTIONS,
	{ "dry-run", 0, NULL, TXT_OPT_DRY_RUN_EACH },
	{ "parallel", 0, "N", TXT_OPT_PARALLEL },
	{ "file", 'f', "FILE.csv", TXT_OPT_SUBMIT_FILE },
};
#undef ROW
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int read_field(const struct update_field *field, const struct arguments *arguments, struct arena *arena,
		      Huiyin__V1__SubmitUpdateRequest *request)
{
	struct refusal refusal = { 0 };
	const char *value;
	size_t first = 0;
	while (!update_field_repeats(field) && option_repeated(arguments, field->option, first + 1))
		first++; /* the last one holds */
	for (size_t i = first; (value = option_repeated(arguments, field->option, i)); i++)
		if (update_field_read(field, arena, value, request, &refusal) != 0) {
			say_refusal(&refusal);
			return -1;
		}
	return 0;
}

/* The update the options describe; texts are argv's or the arena's. */
static int read_request(const struct arguments *arguments, struct arena *arena,
			Huiyin__V1__SubmitUpdateRequest *request)
{
	long expect = 0;
	if (option_number(arguments, "expect", 1, INT_MAX, &expect) != 0)
		return CLIENT_USAGE;
	for (size_t i = 0; i < n_update_fields; i++)
		if (read_field(&update_fields[i], arguments, arena, request) != 0)
			return CLIENT_USAGE;
	request->expected_version = (int32_t)expect;
	request->request_id = option_text(arguments, "request-id");
	const char *path = option_value(arguments, "text-file");
	size_t len;
	char *text = path ? textfile_read_prose(path, MAX_TEXT_BYTES, &len) : NULL;
	if (text)
		request->text = arena_strdup(arena, text);
	free(text);
	return path && !text ? CLIENT_FAILED : CLIENT_OK;
}

/* Uploads the files of --attach and adds their ids to those the request has. */
static int upload_files(struct client *client, const struct arguments *arguments, char *name, struct arena *arena,
			Huiyin__V1__SubmitUpdateRequest *request)
{
	size_t most = request->n_attachment_ids;
	const char *path;
	for (size_t i = 0; option_repeated(arguments, "attach", i); i++)
		most++;
	char **ids = arena_alloc(arena, (most + 1) * sizeof *ids);
	for (size_t i = 0; i < request->n_attachment_ids; i++)
		ids[i] = request->attachment_ids[i];
	request->attachment_ids = ids;
	for (size_t i = 0; (path = option_repeated(arguments, "attach", i)); i++) {
		struct upload upload;
		Huiyin__V1__UploadAttachmentResponse *answer = NULL;
		int result =
			upload_open(&upload, path, name) != 0 ? CLIENT_FAILED : upload_send(client, &upload, &answer);
		upload_close(&upload);
		remote_free(answer);
		if (result != CLIENT_OK)
			return result;
		ids[request->n_attachment_ids++] = arena_strdup(arena, upload.id);
	}
	return CLIENT_OK;
}

static int submit_choice(struct client *client, const struct arguments *arguments, const struct case_choice *choice,
			 struct arena *arena, Huiyin__V1__SubmitUpdateRequest *request)
{
	long parallel = DEFAULT_PARALLEL;
	bool dry_run = option_given(arguments, "dry-run");
	bool one_only = option_given(arguments, "expect") || option_given(arguments, "request-id") ||
			option_given(arguments, "attach");
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0)
		return CLIENT_USAGE;
	if (one_only && (choice->n > 1 || choice->listed)) {
		say_error(TXT_SUBMIT_ONE_ONLY, NULL);
		return CLIENT_USAGE;
	}
	if (!dry_run) {
		int uploaded = upload_files(client, arguments, choice->names[0], arena, request);
		if (uploaded != CLIENT_OK)
			return uploaded;
	}
	bool each_office = strcmp(request->verb, "remind") == 0 && !*request->office;
	if (!choice->listed && !dry_run && !each_office)
		return submit_cases(client, request, choice->names, (int)choice->n);
	struct listed listed = { .client = client, .arena = arena, .request = request, .each_office = each_office };
	int result = submit_ask_sender(client, arena, &listed.sender);
	if (result == CLIENT_OK)
		result = submit_listed_rows(&listed, choice);
	if (result != CLIENT_OK)
		return result;
	return dry_run ? submit_rows_try(client, listed.rows, listed.n)
		       : submit_rows_send(client, listed.rows, listed.n, (int)parallel);
}

/* A verb to the cases of the words from the first-th on, of a file or of a filter. */
static int submit_verb(struct client *client, const struct arguments *arguments, char *verb, int first)
{
	struct arena *arena = arena_new();
	struct case_choice choice;
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	request.verb = verb;
	int result = read_request(arguments, arena, &request);
	if (result == CLIENT_OK)
		result = case_choice_read(client, arguments, first, arena, &choice);
	if (result == CLIENT_OK)
		result = submit_choice(client, arguments, &choice, arena, &request);
	arena_free(arena);
	return result;
}

static int submit_sheet(struct client *client, const struct arguments *arguments, const char *file)
{
	long parallel = DEFAULT_PARALLEL;
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0)
		return CLIENT_USAGE;
	if (arguments->n_words || option_given(arguments, "cases") || option_given(arguments, "where")) {
		say_error(TXT_SUBMIT_FILE_ALONE, NULL);
		return CLIENT_USAGE;
	}
	return submit_file(client, file, (int)parallel, option_given(arguments, "dry-run"));
}

static int run_submit(struct client *client, const struct arguments *arguments)
{
	const char *file = option_value(arguments, "file");
	if (file)
		return submit_sheet(client, arguments, file);
	if (arguments->n_words == 0) {
		say_error(TXT_SUBMIT_NEEDS_CASE, NULL);
		return CLIENT_USAGE;
	}
	return submit_verb(client, arguments, arguments->words[0], 1);
}

static int run_accept(struct client *client, const struct arguments *arguments)
{
	return submit_verb(client, arguments, (char *)"accept", 0);
}

static int run_assign(struct client *client, const struct arguments *arguments)
{
	return submit_verb(client, arguments, (char *)"assign", 0);
}

static int run_remind(struct client *client, const struct arguments *arguments)
{
	return submit_verb(client, arguments, (char *)"remind", 0);
}

/* A shortcut: all options of submit but the sheet. */
#define SHORTCUT(name, summary, about, run, first, second)                                                             \
	{                                                                                                              \
		name, "CASE…", summary, about, submit_options, COUNT(submit_options) - 1, 0, -1, { first, second },    \
			run                                                                                            \
	}

const struct verb cmd_submit_verbs[] = {
	{ "submit",
	  "VERB CASE…",
	  TXT_SUBMIT_SUMMARY,
	  TXT_SUBMIT_ABOUT,
	  submit_options,
	  COUNT(submit_options),
	  0,
	  -1,
	  { "huiyin submit answer 20230045 --class B --document 包交函〔2023〕12号 --text-file answer.txt "
	    "--promise '新增车位200个|竣工验收|2023-12-31'",
	    "huiyin submit remind --where office=jtj,mark=red --dry-run" },
	  run_submit },
	SHORTCUT("accept", TXT_ACCEPT_SUMMARY, TXT_SHORTCUT_ABOUT, run_accept, "huiyin accept 20230045 20230046",
		 "huiyin accept --where state=in_handling,office=jtj --dry-run"),
	SHORTCUT("assign", TXT_ASSIGN_SUMMARY, TXT_SHORTCUT_ABOUT, run_assign,
		 "huiyin assign 20230045 --lead jtj --assist zjj,czj", "huiyin assign --cases numbers.txt --sole jyj"),
	SHORTCUT("remind", TXT_REMIND_SUMMARY, TXT_REMIND_ABOUT, run_remind, "huiyin remind 20230045",
		 "huiyin remind --where mark=red --reason 期限将至"),
	{ 0 },
};
