/* submit: moves cases on, one verb at a time or a whole sheet; and verbs of their own for the most frequent ones. */
#include "base/text.h"
#include "bulk.h"
#include "case_choice.h"
#include "say.h"
#include "sheet.h"
#include "submit_cases.h"
#include "submit_file.h"
#include "submit_rows.h"
#include "textfile.h"
#include "update_fields.h"
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

/* An id made of what is asked, who asks and the day: the same list sent again on the same day counts once. */
static char *listed_id(struct arena *arena, const struct submit_sender *sender,
		       const Huiyin__V1__SubmitUpdateRequest *request)
{
	uint8_t hash[SHA256_BYTES], uuid[UUID_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	size_t len = huiyin__v1__submit_update_request__get_packed_size(request);
	uint8_t *packed = arena_alloc(arena, len + 1);
	huiyin__v1__submit_update_request__pack(request, packed);
	sha256(&(struct digest_part){ packed, len }, 1, hash);
	sheet_text_uuid(arena_printf(arena, "listed\n%s\n%s\n%s", sender->office, sender->business_date,
				     hex_encode(hash, sizeof hash, hex)),
			uuid);
	return uuid_format(uuid, arena_alloc(arena, UUID_TEXT));
}

/* A row for each case of the choice, in the arena. */
static struct bulk_row *make_rows(struct arena *arena, const struct case_choice *choice,
				  const struct submit_sender *sender, const Huiyin__V1__SubmitUpdateRequest *request)
{
	struct bulk_row *rows = arena_alloc(arena, (choice->n + 1) * sizeof *rows);
	for (size_t i = 0; i < choice->n; i++) {
		rows[i].request = arena_alloc(arena, sizeof *request);
		*rows[i].request = *request;
		rows[i].request->case_ = choice->names[i];
		rows[i].request->request_id = listed_id(arena, sender, rows[i].request);
	}
	return rows;
}

static int submit_choice(struct client *client, const struct arguments *arguments, const struct case_choice *choice,
			 struct arena *arena, Huiyin__V1__SubmitUpdateRequest *request)
{
	long parallel = DEFAULT_PARALLEL;
	struct submit_sender sender = { "", "" };
	bool dry_run = option_given(arguments, "dry-run");
	bool one_only = option_given(arguments, "expect") || option_given(arguments, "request-id");
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0)
		return CLIENT_USAGE;
	if (one_only && (choice->n > 1 || choice->listed)) {
		say_error(TXT_SUBMIT_ONE_ONLY, NULL);
		return CLIENT_USAGE;
	}
	if (!choice->listed && !dry_run)
		return submit_cases(client, request, choice->names, (int)choice->n);
	int result = dry_run ? CLIENT_OK : submit_ask_sender(client, arena, &sender);
	if (result != CLIENT_OK)
		return result;
	struct bulk_row *rows = make_rows(arena, choice, &sender, request);
	return dry_run ? submit_rows_try(client, rows, choice->n)
		       : submit_rows_send(client, rows, choice->n, (int)parallel);
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
#define SHORTCUT(name, summary, run, first, second)                                                                    \
	{                                                                                                              \
		name, "CASE…", summary, TXT_SHORTCUT_ABOUT, submit_options, COUNT(submit_options) - 1, 0, -1,          \
			{ first, second }, run                                                                         \
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
	SHORTCUT("accept", TXT_ACCEPT_SUMMARY, run_accept, "huiyin accept 20230045 20230046",
		 "huiyin accept --where state=in_handling,office=jtj --dry-run"),
	SHORTCUT("assign", TXT_ASSIGN_SUMMARY, run_assign, "huiyin assign 20230045 --lead jtj --assist zjj,czj",
		 "huiyin assign --cases numbers.txt --sole jyj"),
	SHORTCUT("remind", TXT_REMIND_SUMMARY, run_remind, "huiyin remind 20230045 --office jtj",
		 "huiyin remind --where mark=red --reason 期限将至"),
	{ 0 },
};
