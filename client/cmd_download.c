/* download: a file of a case, kept only when it is whole. */
#include "base/digest.h"
#include "base/memory.h"
#include "outfile.h"
#include "remote.h"
#include "say.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

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

/* Writes what comes. 0, or -1 after a sentence when it cannot be written; what comes then is thrown away. */
static int receive_file(struct evgrpc_stream *stream, const char *out, struct outfile *target)
{
	Huiyin__V1__DownloadAttachmentResponse *message;
	int good = 0;
	while (good == 0 && huiyin__v1__case_service__download_attachment__stream_receive(stream, &message) == 1) {
		if (message->part_case == HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_HEADER && !target->file)
			good = outfile_open(target, out, message->header->name, message->header->attachment_id);
		else if (message->part_case == HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_PIECE && target->file &&
			 outfile_write(target, message->piece.data, message->piece.len) != 0)
			good = -1;
		remote_free(message);
	}
	return good;
}

static int download(struct client *client, char *case_text, char *id, const char *out)
{
	Huiyin__V1__DownloadAttachmentRequest request = HUIYIN__V1__DOWNLOAD_ATTACHMENT_REQUEST__INIT;
	struct outfile target = { 0 };
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
	if (outfile_close(&target, result == CLIENT_OK) != 0)
		result = CLIENT_FAILED;
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
