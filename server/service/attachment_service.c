/* DownloadAttachment and EraseAttachment. */
#include "base/text.h"
#include "service/attachment.h"
#include "service/convert.h"
#include "service/handlers.h"

#include <string.h>

/* Chunks a download reads at once: what a worker holds of a file. */
#define CHUNKS_AT_ONCE 4
/* Bytes the peer has not taken; more is read when it has. */
#define MAX_QUEUED_BYTES (256u << 10)

/* Takes the attachment of the case into the transfer; false after a refusal. */
static bool find_attachment(struct rpc *rpc, const struct db_result *result)
{
	struct transfer *transfer = rpc->data;
	const struct attachment_row *row = attachment_of(rpc, result);
	int64_t case_id = attachment_case(rpc, result);

	if (!case_id)
		return false;
	if (!row || !row->complete || row->case_id != case_id) {
		attachment_refuse(rpc, REASON_ATTACHMENT_NOT_FOUND);
		return false;
	}
	transfer->row = *row;
	return true;
}

/* The attachment of a request; false after a refusal. */
static bool take_names(struct rpc *rpc, const char *id, const char *case_text)
{
	struct refusal refusal;

	if (attachment_read_names(attachment_new(rpc), id, case_text, &refusal) == 0)
		return true;
	rpc_refuse(rpc, &refusal);
	return false;
}

/* ---- DownloadAttachment --------------------------------------------------------------------------------------- */

static void read_chunks(struct rpc *rpc);

/* The peer left or took too long while nothing but its queue was waited for. */
static void on_reader_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	rpc_give_up(arg);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	evgrpc_call_on_drained(call, NULL, NULL);
	evgrpc_call_on_gone(call, NULL, NULL);
	read_chunks(arg);
}

static void on_doubt(struct rpc *rpc, const struct db_result *result)
{
	const struct attachment_row *row = attachment_of(rpc, result);

	attachment_refuse(rpc, row && row->erased ? REASON_ATTACHMENT_ERASED : REASON_ATTACHMENT_DAMAGED);
}

/* All has been sent: was it what the line says? It may also have been erased meanwhile. */
static void end_download(struct rpc *rpc)
{
	struct transfer *transfer = rpc->data;
	uint8_t digest[SHA256_BYTES];

	attachment_end_digest(transfer, digest);
	if (transfer->bytes == transfer->row.size && memcmp(digest, transfer->row.digest, SHA256_BYTES) == 0)
		rpc_finish(rpc);
	else
		attachment_read(rpc, on_doubt);
}

static void send_chunk(struct rpc *rpc, const uint8_t *bytes, size_t len)
{
	struct transfer *transfer = rpc->data;
	Huiyin__V1__DownloadAttachmentResponse response = HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__INIT;

	response.part_case = HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_PIECE;
	response.piece.data = (uint8_t *)bytes;
	response.piece.len = len;
	sha256_add(transfer->run, bytes, len);
	transfer->bytes += (int64_t)len;
	transfer->chunks++;
	(void)evgrpc_call_send(rpc->call, &response.base); /* whether it is gone is asked next */
}

static void on_chunks(struct rpc *rpc, const struct db_result *result)
{
	size_t n = db_rows(result, 0), len;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *bytes = attachment_store_chunk(result, 0, i, &len);

		send_chunk(rpc, bytes, len);
	}
	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
	} else if (n < CHUNKS_AT_ONCE) {
		end_download(rpc);
	} else if (evgrpc_call_queued(rpc->call) > MAX_QUEUED_BYTES) {
		evgrpc_call_on_gone(rpc->call, on_reader_gone, rpc);
		evgrpc_call_on_drained(rpc->call, on_drained, rpc);
	} else {
		read_chunks(rpc);
	}
}

static void read_chunks(struct rpc *rpc)
{
	const struct transfer *transfer = rpc->data;
	struct db_batch *batch = rpc_batch(rpc);

	attachment_store_read(batch, rpc->service->jurisdiction, transfer->row.id, transfer->chunks, CHUNKS_AT_ONCE);
	rpc_read(rpc, batch, on_chunks);
}

static void send_header(struct rpc *rpc)
{
	const struct transfer *transfer = rpc->data;
	Huiyin__V1__DownloadAttachmentResponse response = HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__INIT;
	Huiyin__V1__AttachmentHeader header = HUIYIN__V1__ATTACHMENT_HEADER__INIT;

	header.attachment_id = convert_text(rpc, transfer->id);
	header.case_ = convert_text(rpc, transfer->case_text);
	header.name = convert_text(rpc, transfer->row.name);
	header.media_type = convert_text(rpc, transfer->row.media_type);
	header.size = transfer->row.size;
	response.part_case = HUIYIN__V1__DOWNLOAD_ATTACHMENT_RESPONSE__PART_HEADER;
	response.header = &header;
	(void)evgrpc_call_send(rpc->call, &response.base);
}

static void on_download_read(struct rpc *rpc, const struct db_result *result)
{
	const struct transfer *transfer = rpc->data;

	if (!find_attachment(rpc, result))
		return;
	if (transfer->row.erased) {
		attachment_refuse(rpc, REASON_ATTACHMENT_ERASED);
		return;
	}
	send_header(rpc);
	attachment_begin_digest(rpc->data);
	read_chunks(rpc);
}

void download_attachment(struct rpc *rpc, const Huiyin__V1__DownloadAttachmentRequest *request)
{
	if (take_names(rpc, request->attachment_id, request->case_))
		attachment_read(rpc, on_download_read);
}

/* ---- EraseAttachment ------------------------------------------------------------------------------------------ */

static void reply_erased(struct rpc *rpc, bool before)
{
	Huiyin__V1__EraseAttachmentResponse response = HUIYIN__V1__ERASE_ATTACHMENT_RESPONSE__INIT;

	response.already_erased = before;
	rpc_reply(rpc, &response.base);
}

static void on_erased(struct rpc *rpc, const struct db_result *result)
{
	(void)result;
	reply_erased(rpc, false);
}

static void on_erase_read(struct rpc *rpc, const struct db_result *result)
{
	const struct transfer *transfer = rpc->data;
	struct db_batch *batch;

	if (!find_attachment(rpc, result))
		return;
	if (transfer->row.erased) {
		reply_erased(rpc, true);
		return;
	}
	batch = rpc_batch(rpc);
	attachment_store_erase(batch, rpc->service->jurisdiction, transfer->row.id);
	rpc_write(rpc, batch, on_erased);
}

void erase_attachment(struct rpc *rpc, const Huiyin__V1__EraseAttachmentRequest *request)
{
	if (take_names(rpc, request->attachment_id, request->case_))
		attachment_read(rpc, on_erase_read);
}
