/* What upload, download and erasure of an attachment have in common: the attachment and the case a caller names. */
#ifndef SERVICE_ATTACHMENT_H
#define SERVICE_ATTACHMENT_H

#include "service/rpc.h"
#include "store/attachment_store.h"

/* rpc->data of the three: an attachment under way. */
struct transfer {
	struct attachment_row row; /* as the caller gives it, then as it is */
	char id[UUID_TEXT];
	const char *case_text;
	struct sha256_run *run; /* of salt and content so far */
	int64_t bytes;          /* so far */
	int chunks;
	void *own; /* the upload's */
};

/* A transfer of the rpc; what it holds goes with the rpc. */
struct transfer *attachment_new(struct rpc *rpc);
/* Takes the id and the case as the caller wrote them. 0 or -1 with a refusal. */
int attachment_read_names(struct transfer *transfer, const char *id, const char *case_text,
			  struct refusal *ret_refusal);
/* Reads the attachment, if there is one, and the case, if the caller sees it. */
void attachment_read(struct rpc *rpc, void (*then)(struct rpc *rpc, const struct db_result *result));
/* Of that result: the attachment, NULL when there is none; the case's id, 0 after CASE_NOT_FOUND. */
struct attachment_row *attachment_of(struct rpc *rpc, const struct db_result *result);
int64_t attachment_case(struct rpc *rpc, const struct db_result *result);
/* Ends the call with a reason that names the attachment. */
void attachment_refuse(struct rpc *rpc, enum reason reason);
/* Begins the digest with the row's salt; ends it. */
void attachment_begin_digest(struct transfer *transfer);
void attachment_end_digest(struct transfer *transfer, uint8_t ret_digest[SHA256_BYTES]);

#endif
