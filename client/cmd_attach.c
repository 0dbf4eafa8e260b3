/* attach: uploads files in pieces and enters them in a case. */
#include "base/digest.h"
#include "directory.h"
#include "remote.h"
#include "report.h"
#include "say.h"
#include "verbs.h"
#include <errno.h>
#include <fcntl.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (64u << 10) /* the largest the server takes */
#define MAX_FILES   10          /* that one update may name */
#define MAX_TRIES   3           /* of one upload, under the same id */
#define TRANSFER_MS 300000      /* the longest the server lets one take */

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

/* A file on its way. */
struct upload {
	const char *path, *name;
	char id[UUID_TEXT];
	int fd;
	Huiyin__V1__AttachmentHeader header;
};

static const char *media_type_of(const char *name)
{
	static const char *const types[][2] = {
		{ "pdf", "application/pdf" },
		{ "ofd", "application/ofd" },
		{ "txt", "text/plain" },
		{ "jpg", "image/jpeg" },
		{ "jpeg", "image/jpeg" },
		{ "png", "image/png" },
		{ "doc", "application/msword" },
		{ "wps", "application/wps-office.wps" },
		{ "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document" },
		{ "xls", "application/vnd.ms-excel" },
		{ "et", "application/wps-office.et" },
		{ "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" },
	};
	const char *dot = strrchr(name, '.');
	for (size_t i = 0; dot && i < COUNT(types); i++)
		if (strcasecmp(dot + 1, types[i][0]) == 0)
			return types[i][1];
	return "application/octet-stream";
}

static int open_upload(struct upload *upload, const char *path, char *case_text)
{
	struct stat about;
	const char *slash = strrchr(path, '/');
	*upload = (struct upload){ .path = path, .name = slash ? slash + 1 : path };
	upload->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (upload->fd < 0 || fstat(upload->fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		say_error(TXT_FILE_UNREADABLE, "path", path, "error",
			  strerror(upload->fd >= 0 && errno == 0 ? EINVAL : errno), NULL);
		return -1;
	}
	directory_request_id(upload->id);
	upload->header = (Huiyin__V1__AttachmentHeader)HUIYIN__V1__ATTACHMENT_HEADER__INIT;
	upload->header.attachment_id = upload->id;
	upload->header.case_ = case_text;
	upload->header.name = (char *)upload->name;
	upload->header.media_type = (char *)media_type_of(upload->name);
	upload->header.size = about.st_size;
	return 0;
}

/* Sends the file; a stream that ends early says why when it is finished. 0, or -1 when the file cannot be read. */
static int send_file(struct evgrpc_stream *stream, struct upload *upload)
{
	static uint8_t bytes[PIECE_BYTES];
	Huiyin__V1__UploadAttachmentRequest request = HUIYIN__V1__UPLOAD_ATTACHMENT_REQUEST__INIT;
	request.part_case = HUIYIN__V1__UPLOAD_ATTACHMENT_REQUEST__PART_HEADER;
	request.header = &upload->header;
	int sent = huiyin__v1__case_service__upload_attachment__stream_send(stream, &request);
	request.part_case = HUIYIN__V1__UPLOAD_ATTACHMENT_REQUEST__PART_PIECE;
	for (int64_t at = 0; sent == 0 && at < upload->header.size;) {
		ssize_t n = pread(upload->fd, bytes, sizeof bytes, at);
		if (n <= 0)
			return -1;
		request.piece = (ProtobufCBinaryData){ (size_t)n, bytes };
		sent = huiyin__v1__case_service__upload_attachment__stream_send(stream, &request);
		at += n;
	}
	return 0;
}

/* One attempt; the code it ended with, or -1 after a sentence. */
static int try_upload(struct client *client, struct upload *upload, Huiyin__V1__UploadAttachmentResponse **ret_answer)
{
	struct remote_call *call = client->call;
	struct evgrpc_stream *stream =
		huiyin__v1__case_service__upload_attachment__stream_open(client->channel, &call->options.call);
	*ret_answer = NULL;
	if (!stream)
		abort();
	int read = send_file(stream, upload);
	int code = huiyin__v1__case_service__upload_attachment__stream_finish(stream, ret_answer, &call->status);
	if (read == 0)
		return code;
	say_error(TXT_ATTACH_CHANGED, "path", upload->path, NULL);
	return -1;
}

static int upload_file(struct client *client, struct upload *upload, struct table *table)
{
	Huiyin__V1__UploadAttachmentResponse *answer = NULL;
	int code = EVGRPC_UNAVAILABLE;
	for (int tries = 0; code == EVGRPC_UNAVAILABLE && tries < MAX_TRIES; tries++) {
		int result = remote_begin(client, TRANSFER_MS);
		if (result != CLIENT_OK)
			return result;
		code = try_upload(client, upload, &answer);
	}
	if (code < 0)
		return CLIENT_FAILED;
	int result = remote_end(client, code, true);
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
	char request_id[UUID_TEXT], *ids[MAX_FILES];
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
	struct upload uploads[MAX_FILES];
	size_t n = 0, files = (size_t)arguments->n_words - 1;
	int result = CLIENT_OK;
	if (files > MAX_FILES) {
		struct refusal refusal = { 0 };
		refuse_with(refuse(&refusal, REASON_FIELD_TOO_MANY), "field", "attachment_ids");
		return say_refusal(refuse_with(&refusal, "max", "%d", MAX_FILES));
	}
	for (; n < files && result == CLIENT_OK; n++)
		if (open_upload(&uploads[n], arguments->words[1 + n], arguments->words[0]) != 0)
			result = CLIENT_FAILED;
	if (result == CLIENT_OK)
		result = attach_all(client, arguments, uploads, n);
	while (n-- > 0)
		if (uploads[n].fd >= 0)
			close(uploads[n].fd);
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
