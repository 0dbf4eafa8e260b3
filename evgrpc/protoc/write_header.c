/* The header: what a program sees. docs/generator.md says what it is for. */
#include "emit.h"
#include "write.h"

static const char begin[] = "/* Made by protoc-gen-evgrpc from $file$; do not edit. */\n"
			    "#ifndef EVGRPC_$guard$__INCLUDED\n"
			    "#define EVGRPC_$guard$__INCLUDED\n"
			    "\n"
			    "#include \"$stem$.pb-c.h\"\n"
			    "\n"
			    "#include <evgrpc.h>\n"
			    "\n"
			    "#ifdef __cplusplus\n"
			    "extern \"C\" {\n"
			    "#endif\n";

static const char end[] = "\n"
			  "#ifdef __cplusplus\n"
			  "}\n"
			  "#endif\n"
			  "\n"
			  "#endif\n";

/* ---- The service ------------------------------------------------------------------------------------------------ */

static const char service_begin[] = "\n/* ==== $name$ ==== */\n\n";

static const char handlers_begin[] =
	"/* Who serves $name$. A method whose on_message is NULL is not served: its callers get UNIMPLEMENTED.\n"
	" * The other members are those of struct evgrpc_method. */\n"
	"struct $lower$_handlers {\n";

static const char handler_single[] =
	"\tstruct {\n"
	"\t\tvoid (*on_open)(struct evgrpc_call *call, void *service);\n"
	"\t\tvoid (*on_message)(struct evgrpc_call *call, const $Request$ *request, void *service);\n";

static const char handler_half_close[] = "\t\tvoid (*on_half_close)(struct evgrpc_call *call, void *service);\n";

static const char handler_options[] = "\t\tunsigned max_deadline_ms;\n"
				      "\t\tsize_t max_request_bytes;\n"
				      "\t\tbool endless;\n"
				      "\t\tconst void *data;\n"
				      "\t} $member$;\n";

static const char handlers_end[] =
	"};\n"
	"\n"
	"#define $upper$_METHODS $count$\n"
	"/* The rows of the method table for those served; how many. They borrow handlers, until the server is freed. "
	"*/\n"
	"size_t $lower$_methods(const struct $lower$_handlers *handlers,\n"
	"\t\tstruct evgrpc_method ret_methods[$upper$_METHODS]);\n"
	"/* Adds these rows to a server: see evgrpc_server_add_methods. */\n"
	"int $lower$_add(struct evgrpc_server *server, const struct $lower$_handlers *handlers, void *service);\n"
	"\n"
	"/* METHOD(member, kind, request, response) for each method. */\n"
	"#define $upper$_FOR_EACH(METHOD)";

static const char for_each[] = " \\\n\tMETHOD($member$, $kind$, $Request$, $Response$)";

/* ---- Methods ---------------------------------------------------------------------------------------------------- */

static const char method_begin[] = "\n/* ---- $path$ ---- */\n\n";

static const char reply[] = "void $method$__call_reply(struct evgrpc_call *call, const $Response$ *response);\n";
static const char send[] = "int $method$__call_send(struct evgrpc_call *call, const $Response$ *response);\n";

static const char unary[] = "int $method$__unary(struct evgrpc_channel *channel, const $Request$ *request,\n"
			    "\t\tconst struct evgrpc_call_options *options, $Response$ **ret_response,\n"
			    "\t\tstruct evgrpc_status *ret_status);\n";

static const char open_with_request[] =
	"/* Sends the request and half-closes. */\n"
	"struct evgrpc_stream *$method$__stream_open(struct evgrpc_channel *channel, const $Request$ *request,\n"
	"\t\tconst struct evgrpc_call_options *options);\n";
static const char open[] = "struct evgrpc_stream *$method$__stream_open(struct evgrpc_channel *channel,\n"
			   "\t\tconst struct evgrpc_call_options *options);\n";
static const char stream_send[] =
	"int $method$__stream_send(struct evgrpc_stream *stream, const $Request$ *request);\n";
static const char receive[] =
	"int $method$__stream_receive(struct evgrpc_stream *stream, $Response$ **ret_response);\n"
	"int $method$__stream_finish(struct evgrpc_stream *stream, struct evgrpc_status *ret_status);\n";
static const char finish[] = "int $method$__stream_finish(struct evgrpc_stream *stream, $Response$ **ret_response,\n"
			     "\t\tstruct evgrpc_status *ret_status);\n";

static const char client_handlers[] =
	"struct $method$__client_handlers {\n"
	"\tvoid (*on_metadata)(struct evgrpc_client_call *call, void *arg);\n"
	"\tvoid (*on_message)(struct evgrpc_client_call *call, const $Response$ *response, void *arg);\n"
	"\tvoid (*on_writable)(struct evgrpc_client_call *call, void *arg);\n"
	"\tvoid (*on_done)(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg);\n"
	"};\n";

static const char start_with_request[] =
	"/* Sends the request and half-closes. handlers is borrowed until on_done. */\n"
	"struct evgrpc_client_call *$method$__client_start(struct evgrpc_channel *channel, const $Request$ *request,\n"
	"\t\tconst struct evgrpc_call_options *options, const struct $method$__client_handlers *handlers,\n"
	"\t\tvoid *arg);\n";
static const char start[] =
	"/* handlers is borrowed until on_done. */\n"
	"struct evgrpc_client_call *$method$__client_start(struct evgrpc_channel *channel,\n"
	"\t\tconst struct evgrpc_call_options *options, const struct $method$__client_handlers *handlers,\n"
	"\t\tvoid *arg);\n"
	"int $method$__client_send(struct evgrpc_client_call *call, const $Request$ *request);\n";

/* ---- Together --------------------------------------------------------------------------------------------------- */

static void write_handlers(struct emitter *emitter, const struct service *service)
{
	emit(emitter, handlers_begin);
	for (size_t i = 0; i < service->n_methods; i++) {
		const struct method *method = &service->methods[i];

		about_method(emitter, service, method);
		emit_comment(emitter, "\t", method->comment);
		emit(emitter, handler_single);
		if (method->client_streams)
			emit(emitter, handler_half_close);
		emit(emitter, handler_options);
	}
	about_service(emitter, service);
	emit(emitter, handlers_end);
	for (size_t i = 0; i < service->n_methods; i++) {
		about_method(emitter, service, &service->methods[i]);
		emit(emitter, for_each);
	}
	emit(emitter, "\n");
}

static void write_method(struct emitter *emitter, const struct service *service, const struct method *method)
{
	bool is_unary = !method->client_streams && !method->server_streams;

	about_method(emitter, service, method);
	emit(emitter, method_begin);
	emit_comment(emitter, "", method->comment);
	emit(emitter, method->server_streams ? send : reply);
	if (is_unary)
		emit(emitter, unary);
	else
		emit(emitter, method->client_streams ? open : open_with_request);
	if (method->client_streams)
		emit(emitter, stream_send);
	if (!is_unary)
		emit(emitter, method->server_streams ? receive : finish);
	emit(emitter, client_handlers);
	emit(emitter, method->client_streams ? start : start_with_request);
}

char *write_header(struct pool *pool, const struct model *model)
{
	struct emitter emitter = { .pool = pool };

	about_file(&emitter, model);
	emit(&emitter, begin);
	for (size_t i = 0; i < model->n_services; i++) {
		const struct service *service = &model->services[i];

		about_service(&emitter, service);
		emit(&emitter, service_begin);
		emit_comment(&emitter, "", service->comment);
		write_handlers(&emitter, service);
		for (size_t k = 0; k < service->n_methods; k++)
			write_method(&emitter, service, &service->methods[k]);
	}
	about_file(&emitter, model);
	emit(&emitter, end);
	return emitter.out.text;
}
