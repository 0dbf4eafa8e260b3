/* attach: uploads files in pieces and enters them in a case. */
#include "base/digest.h"
#include "directory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "upload.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>

static const struct option_row attach_options[] = {
	{ "upload-only", 0, NULL, TXT_OPT_UPLOAD_ONLY },
	{ "office", 0, "CODE", TXT_OPT_OFFICE_ACTED },
};
static const struct column file_columns[] = {
	{ "file", TXT_COL_FILE, COLUMN_TEXT },
	{ "attachment_id", TXT_COL_ATTACHMENT_ID, COLUMN_FIXED },
	{ "size", TXT_COL_BYTES, COLUMN_NUMBER },
	{ "digest", TXT_COL_DIGEST, COLUMN_FIXED },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

static int upload_file(struct client *client, struct upload *upload, struct table *table)
{
	Huiyin__V1__UploadAttachmentResponse *answer;
	int result = upload_send(client, upload, &answer);
	if (result != CLIENT_OK)
		return result;
	table_row(table, ROW_PLAIN);
	table_cell(table, upload->name);
	table_cell(table, answer->attachment_id);
	table_cell_number(table, answer->size);
	table_cell(table, answer->digest);
	remote_free(answer);
	return CLIENT_OK;
}

/* Enters what was uploaded in the case. */
static int submit_attach(struct client *client, const struct arguments *arguments, struct upload *uploads, size_t n)
{
	char request_id[UUID_TEXT], *ids[UPLOAD_MAX_FILES];
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	Huiyin__V1__SubmitUpdateResponse *answer;
	directory_request_id(request_id);
	for (size_t i = 0; i < n; i++)
		ids[i] = uploads[i].id;
	request.request_id = request_id;
	request.case_ = arguments->words[0];
	request.verb = "attach";
	request.office = option_text(arguments, "office");
	request.attachment_ids = ids;
	request.n_attachment_ids = n;
	int result = REMOTE_CALL(client, huiyin__v1__case_service__submit_update__unary, &request, &answer);
	if (result == CLIENT_OK)
		remote_free(answer);
	else if (remote_fate(&client->call->status) == FATE_UNKNOWN)
		say_note(TXT_RETRY_WITH_ID, "id", request_id, NULL);
	return result;
}

static int attach_all(struct client *client, const struct arguments *arguments, struct upload *uploads, size_t n)
{
	struct report *report = report_new();
	struct table *table = report_table(report, "attachments", file_columns,
					   COUNT(file_columns) - (client->output == OUTPUT_TABLE ? 1 : 0), true);
	int result = CLIENT_OK;
	for (size_t i = 0; i < n && result == CLIENT_OK; i++)
		result = upload_file(client, &uploads[i], table);
	if (result == CLIENT_OK && !option_given(arguments, "upload-only"))
		result = submit_attach(client, arguments, uploads, n);
	if (result == CLIENT_OK)
		report_print(report, client);
	else
		report_free(report);
	return result;
}

static int run_attach(struct client *client, const struct arguments *arguments)
{
	struct upload uploads[UPLOAD_MAX_FILES];
	size_t n = 0, files = (size_t)arguments->n_words - 1;
	int result = CLIENT_OK;
	if (files > UPLOAD_MAX_FILES) {
		struct refusal refusal = { 0 };
		refuse_with(refuse(&refusal, REASON_FIELD_TOO_MANY), "field", "attachment_ids");
		return say_refusal(refuse_with(&refusal, "max", "%d", UPLOAD_MAX_FILES));
	}
	for (; n < files && result == CLIENT_OK; n++)
		if (upload_open(&uploads[n], arguments->words[1 + n], arguments->words[0]) != 0)
			result = CLIENT_FAILED;
	if (result == CLIENT_OK)
		result = attach_all(client, arguments, uploads, n);
	while (n-- > 0)
		upload_close(&uploads[n]);
	return result;
}

const struct verb cmd_attach_verbs[] = {
	{ "attach",
	  "CASE FILE…",
	  TXT_ATTACH_SUMMARY,
	  TXT_ATTACH_ABOUT,
	  attach_options,
	  COUNT(attach_options),
	  2,
	  -1,
	  { "huiyin attach 20230045 答复函.pdf", "huiyin attach 20230045 scan1.jpg scan2.jpg --upload-only" },
	  run_attach },
	{ 0 },
};
