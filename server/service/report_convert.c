/* Reports as messages, and their content in pieces. */
#include "service/convert.h"
#include "service/rate_ask.h"
#include "service/report.h"

#include "base/text.h"

#include <string.h>

/* Bytes the peer has not taken; more follows when it has. */
#define MAX_QUEUED_BYTES (256u << 10)

void report_refuse_missing(struct rpc *rpc, int64_t report_id)
{
	struct refusal refusal;

	refuse_with(refuse(&refusal, REASON_REPORT_NOT_FOUND), "report", "%lld", (long long)report_id);
	rpc_refuse(rpc, &refusal);
}

char **report_text_list(struct rpc *rpc, const json_t *list, size_t *ret_n)
{
	size_t n = json_array_size(list);
	char **out = rpc_alloc(rpc, (n + 1) * sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = convert_text(rpc, json_string_value(json_array_get(list, i)));
	*ret_n = n;
	return out;
}

Huiyin__V1__ReportQuery *convert_report_query(struct rpc *rpc, const struct report_query *query, bool record)
{
	Huiyin__V1__ReportQuery *out = convert_new(rpc, &huiyin__v1__report_query__descriptor);
	const struct office *office = registry_office(rpc->registry, query->office_id);
	const struct session *session = registry_session(rpc->registry, query->session_id);

	out->kind = (Huiyin__V1__ReportKind)query->kind;
	out->as_of = rpc_day(rpc, query->as_of);
	out->page = query->page;
	out->session = convert_text(rpc, session ? session->code : "");
	out->office = convert_text(rpc, office ? office->code : "");
	out->language = convert_text(rpc, query->language == LANGUAGE_EN ? "en" : "zh");
	out->rounding = rate_rounding_message(query->rounding.rounding);
	out->decimals_given_case = HUIYIN__V1__REPORT_QUERY__DECIMALS_GIVEN_DECIMALS;
	out->decimals = query->rounding.decimals;
	out->title = convert_text(rpc, query->title);
	out->record = record;
	return out;
}

/* "html,pdf" as a list, the document first. */
static char **format_list(struct rpc *rpc, const char *formats, size_t *ret_n)
{
	char **out = rpc_alloc(rpc, (strlen(formats) + 2) * sizeof(*out));
	char *names = convert_text(rpc, formats), *save = NULL;

	out[(*ret_n)++] = convert_text(rpc, "json");
	for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save))
		out[(*ret_n)++] = name;
	return out;
}

Huiyin__V1__Report *convert_report(struct rpc *rpc, const struct report_row *row)
{
	Huiyin__V1__Report *out = convert_new(rpc, &huiyin__v1__report__descriptor);
	json_t *object = json_loads(row->query, 0, NULL);
	struct report_query query;
	char *digest = rpc_alloc(rpc, 2 * SHA256_BYTES + 1);

	out->report_id = row->report_id;
	if (object && report_query_read(object, &query) == 0)
		out->query = convert_report_query(rpc, &query, row->records);
	json_decref(object);
	out->year = row->year;
	out->serial = row->serial;
	out->title = convert_text(rpc, row->title);
	out->made_at = rpc_moment(rpc, row->made_at);
	out->digest = hex_encode(row->digest, SHA256_BYTES, digest);
	out->program = convert_text(rpc, row->program);
	out->formats = format_list(rpc, row->formats, &out->n_formats);
	out->schedule_id = row->schedule_id;
	if (row->due_at)
		out->due_at = rpc_moment(rpc, row->due_at);
	out->recorded = row->recorded;
	return out;
}

void report_copy_content(const struct db_result *result, size_t i, struct report_bytes *bytes)
{
	const uint8_t *content;

	if (db_rows(result, i) == 0)
		return;
	content = db_bytes(result, i, 0, 0, &bytes->size);
	bytes->content = hy_xcalloc(1, bytes->size + 1);
	memcpy(bytes->content, content, bytes->size);
}

/* ---- Content -------------------------------------------------------------------------------------------------- */

/* The peer left or took too long while nothing but its queue was waited for. */
static void on_reader_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	rpc_give_up(arg);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	struct rpc *rpc = arg;

	evgrpc_call_on_drained(call, NULL, NULL);
	evgrpc_call_on_gone(call, NULL, NULL);
	report_stream(rpc, rpc->data);
}

static void send_piece(struct rpc *rpc, struct report_stream *stream)
{
	size_t left = stream->size - stream->sent;
	ProtobufCBinaryData chunk = { left < REPORT_PIECE_BYTES ? left : REPORT_PIECE_BYTES,
				      (uint8_t *)stream->content + stream->sent };

	stream->sent += chunk.len;
	(void)evgrpc_call_send(rpc->call, stream->piece(rpc, chunk)); /* whether it is gone is asked next */
}

void report_stream(struct rpc *rpc, struct report_stream *stream)
{
	rpc->data = stream;
	while (stream->sent < stream->size && !evgrpc_call_is_gone(rpc->call) &&
	       evgrpc_call_queued(rpc->call) <= MAX_QUEUED_BYTES)
		send_piece(rpc, stream);
	if (evgrpc_call_is_gone(rpc->call)) {
		rpc_give_up(rpc);
	} else if (stream->sent < stream->size) {
		evgrpc_call_on_gone(rpc->call, on_reader_gone, rpc);
		evgrpc_call_on_drained(rpc->call, on_drained, rpc);
	} else {
		rpc_finish(rpc);
	}
}
