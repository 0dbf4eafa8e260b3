/* What the handlers of reports share: queries and reports as messages, who may read which report, content in pieces. */
#ifndef SERVICE_REPORT_H
#define SERVICE_REPORT_H

#include "report/document.h"
#include "report/reporter.h"
#include "service/rpc.h"
#include "store/report_store.h"

#include <huiyin/v1/report_service.pb-c.h>

/* Whose reports a caller may read. Their lists were drawn up for supervisors: offices read those about themselves
 * alone, proposers none. */
struct report_sight report_sight_of(const struct rpc *rpc);
/* A query as asked for; of a schedule (which has no day and page) day and page stay open. 0 or -1 with a refusal. */
int report_read_query(struct rpc *rpc, const Huiyin__V1__ReportQuery *given, bool of_schedule,
		      struct report_query *ret_query, struct refusal *ret_refusal);
/* Reminders are recorded by those who may remind. */
int report_check_record(const struct rpc *rpc, const Huiyin__V1__ReportQuery *given, struct refusal *ret_refusal);
/* A list of formats, html, pdf and xlsx when none is named; json is left out. NULL with a refusal. */
json_t *report_read_formats(char *const *formats, size_t n, struct refusal *ret_refusal);
/* One format, or_else when none is named; NULL with a refusal. */
const struct report_format *report_read_format(const char *format, const char *or_else, struct refusal *ret_refusal);
/* REPORT_NOT_FOUND, the same for those that are not there and those of others. */
void report_refuse_missing(struct rpc *rpc, int64_t report_id);
/* A list of texts of the contract from its JSON, in the arena. */
char **report_text_list(struct rpc *rpc, const json_t *list, size_t *ret_n);

Huiyin__V1__Report *convert_report(struct rpc *rpc, const struct report_row *row);
Huiyin__V1__ReportQuery *convert_report_query(struct rpc *rpc, const struct report_query *query, bool record);

/* The content of statement i, with a zero byte behind it, in fresh memory; as it was when there is no row. */
void report_copy_content(const struct db_result *result, size_t i, struct report_bytes *bytes);
/* Content of a stream, sent in pieces of REPORT_PIECE_BYTES as the peer takes them, after the first message; ends the
 * call. piece() makes the message of a piece. content belongs to the rpc (freed by its on_freed). */
#define REPORT_PIECE_BYTES (64u << 10)
struct report_stream {
	const uint8_t *content;
	size_t size, sent;
	const ProtobufCMessage *(*piece)(struct rpc *rpc, ProtobufCBinaryData chunk);
};
void report_stream(struct rpc *rpc, struct report_stream *stream);

#endif
