#include "upload.h"

#include "directory.h"
#include "remote.h"
#include "say.h"
#include <errno.h>
#include <fcntl.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define PIECE_BYTES (64u << 10) /* the largest the server takes */
#define MAX_TRIES   3           /* of one upload, under the same id */
#define TRANSFER_MS 300000      /* the longest the server lets one take */
#define COUNT(a)    (sizeof(a) / sizeof(a)[0])

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

int upload_open(struct upload *upload, const char *path, char *case_text)
{
	struct stat about;
	const char *slash = strrchr(path, '/');
	*upload = (struct upload){ .path = path, .name = slash ? slash + 1 : path };
	upload->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (upload->fd < 0 || fstat(upload->fd, &about) != 0 || !S_ISREG(about.st_mode)) {
		say_error(TXT_FILE_UNREADABLE, "path", path, "error",
			  say_system_error(upload->fd >= 0 && S_ISDIR(about.st_mode) ? EISDIR
					   : upload->fd >= 0                         ? EINVAL
										     : errno),
			  NULL);
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

int upload_send(struct client *client, struct upload *upload, Huiyin__V1__UploadAttachmentResponse **ret_answer)
{
	int code = EVGRPC_UNAVAILABLE;
	for (int tries = 0; code == EVGRPC_UNAVAILABLE && tries < MAX_TRIES; tries++) {
		int result = remote_begin(client, TRANSFER_MS);
		if (result != CLIENT_OK)
			return result;
		code = try_upload(client, upload, ret_answer);
	}
	return code < 0 ? CLIENT_FAILED : remote_end(client, code, true);
}

void upload_close(struct upload *upload)
{
	if (upload->fd >= 0)
		close(upload->fd);
}
