/* ReproduceReport: a report drawn up again from its query and page, held against what was kept. */
#include "service/convert.h"
#include "service/handlers.h"
#include "service/report.h"

#include "base/text.h"
#include "report/deliver.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum finding {
	FOUND_SAME,          /* document and file are made anew and equal what was kept */
	FOUND_SAME_UNKEPT,   /* the document is; the file was never kept, it is made anew */
	FOUND_OTHER_PROGRAM, /* the document is; the file is the kept one, another version made it */
	FOUND_OTHER_FILE,    /* the document is; the file made anew differs, the kept one follows */
	FOUND_DIFFERENT,     /* the document differs: what was kept follows */
};

static const char *const sentences[][2] = {
	[FOUND_SAME] = { "重新统计、起草的文稿与留存的逐字节相同，所给文件为重新制作，与留存文件相同",
			 "drawn up again the document is the same byte for byte; the file was made anew and equals the "
			 "kept one" },
	[FOUND_SAME_UNKEPT] = { "重新统计、起草的文稿与留存的逐字节相同；这种格式没有留存文件，现按文稿制作",
				"drawn up again the document is the same byte for byte; no file of this format was "
				"kept, this one "
				"was made of the document now" },
	[FOUND_OTHER_PROGRAM] = { "重新统计、起草的文稿与留存的逐字节相同；所给为留存文件，由另一版本的程序制作",
				  "drawn up again the document is the same byte for byte; the file is the kept one, "
				  "made by another "
				  "version of the program" },
	[FOUND_OTHER_FILE] = { "重新统计、起草的文稿与留存的逐字节相同；重新制作的文件与留存的不同，所给为留存文件",
			       "drawn up again the document is the same byte for byte; a file made anew differs, this "
			       "is the kept "
			       "one" },
	[FOUND_DIFFERENT] = { "重新统计、起草的文稿与留存的不同，所给为留存的内容；请告诉管理员",
			      "drawn up again the document differs; this is what was kept; tell the operator" },
};

struct reproducing {
	struct report_stream stream; /* first, as in GetReport */
	const struct report_format *format;
	struct report_row *row;
	struct report_bytes document, kept; /* as kept; without content: this format was not */
	struct report_bytes anew;           /* the document drawn up again */
	struct report_bytes made;           /* its file */
	enum finding finding;
	bool failed;
	char error[600];
};

static void free_reproducing(struct rpc *rpc)
{
	struct reproducing *work = rpc->data;

	free(work->document.content);
	free(work->kept.content);
	free(work->anew.content);
	free(work->made.content);
}

static bool are_equal(const struct report_bytes *a, const struct report_bytes *b)
{
	return a->content && b->content && a->size == b->size && memcmp(a->content, b->content, a->size) == 0;
}

/* ---- On the report thread ------------------------------------------------------------------------------------- */

static json_t *draw_again(struct report_desk *desk, struct reproducing *work)
{
	json_t *object = json_loads(work->row->query, 0, NULL), *document = NULL;
	struct report_query query;

	if (!object || report_query_read(object, &query) < 0)
		snprintf(work->error, sizeof(work->error), "the query is damaged");
	else
		document = report_desk_draw(desk, &query, work->error, sizeof(work->error));
	json_decref(object);
	return document;
}

static enum finding compare(const struct reproducing *work, bool same_program)
{
	if (!are_equal(&work->anew, &work->document))
		return FOUND_DIFFERENT;
	if (!work->kept.content)
		return FOUND_SAME_UNKEPT;
	if (are_equal(&work->made, &work->kept))
		return FOUND_SAME;
	return same_program ? FOUND_OTHER_FILE : FOUND_OTHER_PROGRAM;
}

static int make_again(struct reproducing *work, const json_t *document)
{
	if (report_bytes_of(document, "json", &work->anew, work->error, sizeof(work->error)) < 0)
		return -1;
	return report_bytes_of(document, work->format->name, &work->made, work->error, sizeof(work->error));
}

static void work_reproduce(struct rpc *rpc)
{
	struct reproducing *work = rpc->data;
	struct reporter *reporter = rpc->service->reporter;
	json_t *document = NULL;

	if (reporter_wait_database(reporter) == 0)
		document = draw_again(reporter_desk(reporter), work);
	else
		snprintf(work->error, sizeof(work->error), "%s",
			 reason_sentence(REASON_DATABASE_UNAVAILABLE, rpc->language));
	work->failed = !document || make_again(work, document) < 0;
	if (!work->failed)
		work->finding = compare(work, strcmp(work->row->program, HUIYIN_VERSION) == 0);
	json_decref(document);
}

/* ---- On the worker -------------------------------------------------------------------------------------------- */

static const ProtobufCMessage *piece_of_reproduction(struct rpc *rpc, ProtobufCBinaryData chunk)
{
	Huiyin__V1__ReproduceReportResponse *response =
		convert_new(rpc, &huiyin__v1__reproduce_report_response__descriptor);

	response->chunk = chunk;
	return &response->base;
}

static void on_reproduced(struct rpc *rpc)
{
	struct reproducing *work = rpc->data;
	Huiyin__V1__ReproduceReportResponse response = HUIYIN__V1__REPRODUCE_REPORT_RESPONSE__INIT;
	const struct digest_part part = { work->anew.content, work->anew.size };
	const struct report_bytes *given;
	uint8_t digest[SHA256_BYTES];
	char hex[2 * SHA256_BYTES + 1], name[80];
	struct refusal refusal;

	if (work->failed) {
		rpc_refuse(rpc, refuse_with(refuse(&refusal, REASON_REPORT_FAILED), "message", "%s", work->error));
		return;
	}
	given = work->finding == FOUND_SAME || !work->kept.content ? &work->made : &work->kept;
	sha256(&part, 1, digest);
	response.report = convert_report(rpc, work->row);
	response.document_identical = work->finding != FOUND_DIFFERENT;
	response.content_identical = work->finding == FOUND_SAME;
	response.sentence = (char *)sentences[work->finding][rpc->language];
	response.digest = hex_encode(digest, sizeof(digest), hex);
	response.file_name = deliver_file_name(work->row, work->format->suffix, name, sizeof(name));
	(void)evgrpc_call_send(rpc->call, &response.base);
	work->stream = (struct report_stream){ given->content, given->size, 0, piece_of_reproduction };
	report_stream(rpc, &work->stream);
}

static void on_found(struct rpc *rpc, const struct db_result *result)
{
	struct reproducing *work = rpc->data;

	if (db_rows(result, 0) == 0) {
		report_refuse_missing(rpc, ((const Huiyin__V1__ReproduceReportRequest *)rpc->request)->report_id);
		return;
	}
	work->row = report_store_row(result, 0, 0, rpc->arena);
	report_copy_content(result, 1, &work->document);
	report_copy_content(result, 2, &work->kept);
	rpc_in_reports(rpc, work_reproduce, on_reproduced);
}

void reproduce_report(struct rpc *rpc, const Huiyin__V1__ReproduceReportRequest *request)
{
	struct reproducing *work = rpc_alloc(rpc, sizeof(*work));
	const struct report_sight sight = report_sight_of(rpc);
	int jurisdiction = rpc->service->jurisdiction;
	struct refusal refusal;
	struct db_batch *batch;

	rpc->data = work;
	rpc->on_freed = free_reproducing;
	work->format = report_read_format(request->format, "json", &refusal);
	if (!work->format) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	report_store_find(batch, jurisdiction, &sight, request->report_id);
	report_store_content(batch, jurisdiction, request->report_id, "json");
	report_store_content(batch, jurisdiction, request->report_id, work->format->name);
	rpc_read(rpc, batch, on_found);
}
