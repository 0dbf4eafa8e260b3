/* UploadAttachment: a header, then the bytes, stored in chunks while they come in: a file is never whole in memory. */
#include "base/text.h"
#include "service/attachment.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"

#include <string.h>

/* Uploads nobody used that one upload removes. */
#define CLEAN_AT_ONCE 100

struct upload {
	bool began; /* the header came */
	bool again; /* it is there already: what comes is only compared */
	bool busy;  /* the database holds the call; else only its peer does */
	size_t held;
	uint8_t buffer[2 * ATTACHMENT_CHUNK_BYTES]; /* a chunk not full yet and a piece more */
};

static struct upload *upload_of(const struct rpc *rpc)
{
	return ((const struct transfer *)rpc->data)->own;
}

/* ---- Waiting -------------------------------------------------------------------------------------------------- */

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	rpc_give_up(arg);
}

/* A batch that holds the call until then. */
static void write_batch(struct rpc *rpc, struct db_batch *batch,
			void (*then)(struct rpc *rpc, const struct db_result *result))
{
	upload_of(rpc)->busy = true;
	evgrpc_call_on_gone(rpc->call, NULL, NULL);
	rpc_write(rpc, batch, then);
}

/* Waits for the next message, unless the end or the peer was quicker. */
static void wait_for_piece(struct rpc *rpc)
{
	upload_of(rpc)->busy = false;
	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
		return;
	}
	evgrpc_call_on_gone(rpc->call, on_gone, rpc);
	if (rpc->note->half_closed)
		upload_attachment_end(rpc);
	else
		evgrpc_call_next(rpc->call);
}

/* ---- Storing -------------------------------------------------------------------------------------------------- */

static void reply_upload(struct rpc *rpc)
{
	const struct transfer *transfer = rpc->data;
	Huiyin__V1__UploadAttachmentResponse response = HUIYIN__V1__UPLOAD_ATTACHMENT_RESPONSE__INIT;

	response.attachment_id = convert_text(rpc, transfer->id);
	response.digest = hex_encode(transfer->row.digest, SHA256_BYTES, rpc_alloc(rpc, 2 * SHA256_BYTES + 1));
	response.size = transfer->row.size;
	rpc_reply(rpc, &response.base);
}

/* True when the statement found our upload; else another one has begun under the same id. */
static bool is_still_ours(struct rpc *rpc, const struct db_result *result)
{
	if (db_affected(result, 0) == 1)
		return true;
	attachment_refuse(rpc, REASON_ATTACHMENT_INTERRUPTED);
	return false;
}

static void on_completed(struct rpc *rpc, const struct db_result *result)
{
	if (is_still_ours(rpc, result))
		reply_upload(rpc);
}

static void complete(struct rpc *rpc)
{
	const struct upload *upload = upload_of(rpc);
	struct transfer *transfer = rpc->data;
	uint8_t digest[SHA256_BYTES];
	struct db_batch *batch;

	attachment_end_digest(transfer, digest);
	if (upload->again && memcmp(digest, transfer->row.digest, SHA256_BYTES) != 0) {
		attachment_refuse(rpc, REASON_ATTACHMENT_ID_REUSED);
		return;
	}
	memcpy(transfer->row.digest, digest, SHA256_BYTES);
	if (upload->again) {
		reply_upload(rpc);
		return;
	}
	batch = rpc_batch(rpc);
	attachment_store_complete(batch, rpc->service->jurisdiction, &transfer->row);
	write_batch(rpc, batch, on_completed);
}

static void on_chunk_stored(struct rpc *rpc, const struct db_result *result)
{
	if (is_still_ours(rpc, result))
		wait_for_piece(rpc);
}

/* Stores what stands first in the buffer. */
static void store_chunk(struct rpc *rpc)
{
	struct upload *upload = upload_of(rpc);
	struct transfer *transfer = rpc->data;
	size_t len = upload->held < ATTACHMENT_CHUNK_BYTES ? upload->held : ATTACHMENT_CHUNK_BYTES;
	struct db_batch *batch = rpc_batch(rpc);

	attachment_store_add_chunk(batch, rpc->service->jurisdiction, &transfer->row, transfer->chunks++,
				   upload->buffer, len);
	upload->held -= len;
	memmove(upload->buffer, upload->buffer + len, upload->held);
	write_batch(rpc, batch, on_chunk_stored);
}

static void refuse_size(struct rpc *rpc)
{
	const struct transfer *transfer = rpc->data;
	struct refusal refusal;

	refuse_with(refuse(&refusal, REASON_ATTACHMENT_SIZE_WRONG), "size", "%lld", (long long)transfer->row.size);
	refuse_with(&refusal, "value", "%lld", (long long)transfer->bytes);
	rpc_refuse(rpc, &refusal);
}

static void take_piece(struct rpc *rpc, const ProtobufCBinaryData *piece)
{
	struct upload *upload = upload_of(rpc);
	struct transfer *transfer = rpc->data;

	if (piece->len > ATTACHMENT_CHUNK_BYTES) {
		rpc_refuse_plain(rpc, REASON_MESSAGE_TOO_LARGE);
		return;
	}
	transfer->bytes += (int64_t)piece->len;
	if (transfer->bytes > transfer->row.size) {
		refuse_size(rpc);
		return;
	}
	sha256_add(transfer->run, piece->data, piece->len);
	if (!upload->again && piece->len) {
		memcpy(upload->buffer + upload->held, piece->data, piece->len);
		upload->held += piece->len;
	}
	if (upload->held >= ATTACHMENT_CHUNK_BYTES)
		store_chunk(rpc);
	else
		wait_for_piece(rpc);
}

void upload_attachment_end(struct rpc *rpc)
{
	const struct upload *upload = upload_of(rpc);
	const struct transfer *transfer = rpc->data;

	if (upload->busy)
		return; /* wait_for_piece comes back to it */
	if (!upload->began)
		rpc_refuse_plain(rpc, REASON_ATTACHMENT_HEADER_MISSING);
	else if (transfer->bytes != transfer->row.size)
		refuse_size(rpc);
	else if (upload->held)
		store_chunk(rpc);
	else
		complete(rpc);
}

/* ---- The header ----------------------------------------------------------------------------------------------- */

static void on_upload_begun(struct rpc *rpc, const struct db_result *result)
{
	if (!is_still_ours(rpc, result))
		return;
	attachment_begin_digest(rpc->data);
	wait_for_piece(rpc);
}

static bool is_same_file(const struct attachment_row *a, const struct attachment_row *b)
{
	return a->case_id == b->case_id && a->size == b->size && strcmp(a->name, b->name) == 0 &&
	       strcmp(a->media_type, b->media_type) == 0;
}

/* The id is known: what comes must be the same file. */
static void compare_with(struct rpc *rpc, const struct attachment_row *known)
{
	struct transfer *transfer = rpc->data;

	if (known->erased && known->case_id == transfer->row.case_id) {
		attachment_refuse(rpc, REASON_ATTACHMENT_ERASED);
	} else if (!is_same_file(known, &transfer->row)) {
		attachment_refuse(rpc, REASON_ATTACHMENT_ID_REUSED);
	} else {
		transfer->row = *known;
		upload_of(rpc)->again = true;
		attachment_begin_digest(transfer);
		wait_for_piece(rpc);
	}
}

static void forget(const struct db_result *result, void *arg)
{
	(void)result;
	(void)arg;
}

/* Nobody waits for it, and the next upload tries again. */
static void clean_up(struct rpc *rpc)
{
	struct db_batch *batch = rpc_batch(rpc);

	attachment_store_clean(batch, rpc->service->jurisdiction, CLEAN_AT_ONCE);
	db_send(batch, forget, NULL);
}

static void on_upload_read(struct rpc *rpc, const struct db_result *result)
{
	struct transfer *transfer = rpc->data;
	const struct attachment_row *known = attachment_of(rpc, result);
	int64_t case_id = attachment_case(rpc, result);
	struct db_batch *batch;

	if (!case_id)
		return;
	transfer->row.case_id = case_id;
	clean_up(rpc);
	if (known && known->complete) {
		compare_with(rpc, known);
		return;
	}
	random_bytes(transfer->row.salt, sizeof(transfer->row.salt));
	batch = rpc_batch(rpc);
	attachment_store_begin(batch, rpc->service->jurisdiction, &transfer->row);
	write_batch(rpc, batch, on_upload_begun);
}

/* ---- What may be uploaded ------------------------------------------------------------------------------------- */

static int check_size(int64_t size, struct refusal *ret_refusal)
{
	if (size >= 1)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "size");
	return -1;
}

/* Nothing of a name may lead out of the folder somebody saves the file in. */
static int check_name(const char *name, struct refusal *ret_refusal)
{
	if (check_given("name", name, ret_refusal) < 0)
		return -1;
	if (!strpbrk(name, "/\\") && name[0] != '.')
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "name");
	refuse_with(ret_refusal, "value", "%s", name);
	refuse_words(ret_refusal, "allowed", "不带路径的文件名", "a file name without a path");
	return -1;
}

static int take_header(struct rpc *rpc, const Huiyin__V1__AttachmentHeader *header, struct refusal *ret_refusal)
{
	struct transfer *transfer = rpc->data;

	if (!rpc->registry->rules) {
		refuse(ret_refusal, REASON_RULES_MISSING);
		return -1;
	}
	if (check_message(&header->base, evgrpc_call_cut_field(rpc->call), ret_refusal) < 0 ||
	    attachment_read_names(transfer, header->attachment_id, convert_text(rpc, header->case_), ret_refusal) < 0 ||
	    check_name(header->name, ret_refusal) < 0 || check_size(header->size, ret_refusal) < 0 ||
	    rules_take_file(rpc->registry->rules, header->name, header->size, ret_refusal) < 0)
		return -1;
	transfer->row.office_id = rpc_is_handler(rpc) ? rpc->token.office_id : 0;
	transfer->row.name = convert_text(rpc, header->name);
	transfer->row.media_type = convert_text(rpc, header->media_type);
	transfer->row.size = header->size;
	upload_of(rpc)->began = true;
	return 0;
}

void upload_attachment_begin(struct rpc *rpc)
{
	attachment_new(rpc)->own = rpc_alloc(rpc, sizeof(struct upload));
	evgrpc_call_on_gone(rpc->call, on_gone, rpc);
}

void upload_attachment(struct rpc *rpc, const Huiyin__V1__UploadAttachmentRequest *request)
{
	struct upload *upload = upload_of(rpc);
	struct refusal refusal;

	if (upload->began && request->part_case == HUIYIN__V1__UPLOAD_ATTACHMENT_REQUEST__PART_PIECE) {
		take_piece(rpc, &request->piece);
	} else if (upload->began || request->part_case != HUIYIN__V1__UPLOAD_ATTACHMENT_REQUEST__PART_HEADER) {
		rpc_refuse_plain(rpc, REASON_ATTACHMENT_HEADER_MISSING);
	} else if (take_header(rpc, request->header, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
	} else {
		upload->busy = true;
		evgrpc_call_on_gone(rpc->call, NULL, NULL);
		attachment_read(rpc, on_upload_read);
	}
}
