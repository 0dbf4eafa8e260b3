/* download: a file of a case, kept only when it is whole. */
#include "base/digest.h"
#include "base/memory.h"
#include "remote.h"
#include "say.h"
#include "verbs.h"
#include <errno.h>
#include <fcntl.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define TRANSFER_MS 300000 /* the longest the server lets one take */

static const struct option_row download_options[] = {
	{ "out", 'O', "FILE", TXT_OPT_DOWNLOAD_OUT },
};

/* The id of a file of the case by its name; NULL after a sentence. Fresh memory. */
static char *find_by_name(const Huiyin__V1__Case *c, const char *case_text, const char *name)
{
	const Huiyin__V1__CaseItem *found = NULL;
	struct refusal refusal = { 0 };
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		if (item->kind != HUIYIN__V1__ITEM_KIND__ITEM_KIND_ATTACHMENT || strcmp(item->text, name) != 0)
			continue;
		if (found) {
			say_error(TXT_DOWNLOAD_AMBIGUOUS, "case", case_text, "name", name, NULL);
			return NULL;
		}
		found = item;
	}
	if (found)
		return hy_xstrdup(found->attachment_id);
	say_refusal(refuse_with(refuse(&refusal, REASON_ATTACHMENT_NOT_FOUND), "attachment", "%s", name));
	return NULL;
}

/* An id as it is, a name by the case's list. 0 with *ret_id (fresh), or an exit code after a sentence. */
static int find_id(struct client *client, char *case_text, const char *name, char **ret_id)
{
	uint8_t id[UUID_BYTES];
	if (uuid_parse(name, id) == 0) {
		*ret_id = hy_xstrdup(name);
		return CLIENT_OK;
	}
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	Huiyin__V1__GetCaseResponse *answer;
	request.case_ = case_text;
	int result = REMOTE_CALL(client, huiyin__v1__case_service__get_case__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	*ret_id = find_by_name(answer->case_, case_text, name);
	remote_free(answer);
	return *ret_id ? CLIENT_OK : CLIENT_NOT_FOUND;
}

/* A file being written: beside its name until it is whole. */
struct target {
	char *path, *part; /* owned; NULL: standard output */
	FILE *file;
	bool may_replace; /* the user named it */
};

static int fail_target(const struct target *target)
{
	say_error(TXT_DOWNLOAD_UNWRITABLE, "path", target->path ? target->path : "-", "why", say_system_error(errno),
		  NULL);
	return -1;
}

/* The name comes from the server: nothing of it may lead elsewhere. */
static char *safe_name(const Huiyin__V1__AttachmentHeader *header)
{
	bool bad = !header->name[0] || header->name[0] == '.' || strpbrk(header->name, "/\\");
	return hy_xstrdup(bad ? header->attachment_id : header->name);
}

static int open_target(struct target *target, const char *out, const Huiyin__V1__AttachmentHeader *header)
{
	if (out && strcmp(out, "-") == 0) {
		target->file = stdout;
		return 0;
	}
	target->may_replace = out != NULL;
	target->path = out ? hy_xstrdup(out) : safe_name(header);
	target->part = hy_xasprintf("%s.part", target->path);
	if (!target->may_replace && access(target->path, F_OK) == 0) {
		say_error(TXT_DOWNLOAD_EXISTS, "path", target->path, NULL);
		return -1;
	}
	int fd = open(target->part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	target->file = fd >= 0 ? fdopen(fd, "wb") : NULL;
	return target->file ? 0 : fail_target(target);
}

/* Keeps the file under its name when it is whole, else leaves nothing. 0 or -1 after a sentence. */
static int close_target(struct target *target, bool whole)
{
	int result = 0;
	if (target->file == stdout) {
		result = fflush(stdout) == 0 ? 0 : fail_target(target);
	} else if (target->file) {
		bool written = fclose(target->file) == 0;
		if (whole && (!written || rename(target->part, target->path) != 0))
			result = fail_target(target);
		if (!whole || result != 0)
			unlink(target->part);
	}
	free(target->path);
	free(target->part);
	return result;
}

/* Writes what comes. 0, or -1 after a sentence when it cannot be written; what comes then is thrown away. */
static int receive_file(struct evgrpc_stream *stream, const char *out, struct target *target)
{
	Huiyin__V1__DownloadAttachmentResponse *message;
	int good = 0;
	while (good == 0 && huiyin__v1__case_service__download_attachment__stream_receive(stream, &message) == 1) {
		if (message->part_case == HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_HEADER && !target->file)
			good = open_target(target, out, message->header);
		else if (message->part_case == HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_PIECE && target->file &&
			 message->piece.len && fwrite(message->piece.data, message->piece.len, 1, target->file) != 1)
			good = fail_target(target);
		remote_free(message);
	}
	return good;
}

static int download(struct client *client, char *case_text, char *id, const char *out)
{
	Huiyin__V1__DownloadAttachmentRequest request = HUIYIN__V1__DOWNLOAD_ATTACHMENT_REQUEST__INIT;
	struct target target = { 0 };
	int result = remote_begin(client, TRANSFER_MS);
	if (result != CLIENT_OK)
		return result;
	struct remote_call *call = client->call;
	request.case_ = case_text;
	request.attachment_id = id;
	struct evgrpc_stream *stream = huiyin__v1__case_service__download_attachment__stream_open(
		client->channel, &request, &call->options.call);
	if (!stream)
		abort();
	int good = receive_file(stream, out, &target);
	int code = huiyin__v1__case_service__download_attachment__stream_finish(stream, &call->status);
	result = good == 0 ? remote_end(client, code, true) : CLIENT_FAILED;
	char *path = target.path ? hy_xstrdup(target.path) : NULL;
	if (close_target(&target, result == CLIENT_OK) != 0)
		result = CLIENT_FAILED;
	struct stat about;
	if (result == CLIENT_OK && path && stat(path, &about) == 0) {
		char size[24];
		snprintf(size, sizeof size, "%lld", (long long)about.st_size);
		say_note(TXT_DOWNLOADED, "path", path, "size", size, NULL);
	}
	free(path);
	return result;
}

static int run_download(struct client *client, const struct arguments *arguments)
{
	char *id = NULL;
	int result = find_id(client, arguments->words[0], arguments->words[1], &id);
	if (result == CLIENT_OK)
		result = download(client, arguments->words[0], id, option_value(arguments, "out"));
	free(id);
	return result;
}

const struct verb cmd_download_verbs[] = {
	{ "download",
	  "CASE NAME",
	  TXT_DOWNLOAD_SUMMARY,
	  TXT_DOWNLOAD_ABOUT,
	  download_options,
	  sizeof download_options / sizeof download_options[0],
	  2,
	  2,
	  { "huiyin download 20230045 答复函.pdf", "huiyin download 20230045 答复函.pdf -O 45.pdf" },
	  run_download },
	{ 0 },
};
