/* The source behind the header: adapters, and evgrpc's functions with the method's types. */
#include "emit.h"
#include "write.h"

static const char begin[] = "/* Made by protoc-gen-evgrpc from $file$; do not edit. */\n"
			    "#include \"$stem$.evgrpc.h\"\n";

/* ---- Server ----------------------------------------------------------------------------------------------------- */

static const char adapter[] =
	"\n"
	"static void $method$__on_message(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)\n"
	"{\n"
	"\tconst struct $lower$_handlers *handlers =\n"
	"\t\t(const struct $lower$_handlers *)evgrpc_call_method(call)->typed;\n"
	"\n"
	"\thandlers->$member$.on_message(call, (const $Request$ *)request, service);\n"
	"}\n";

static const char methods_begin[] = "\n"
				    "size_t $lower$_methods(const struct $lower$_handlers *handlers,\n"
				    "\t\tstruct evgrpc_method ret_methods[$upper$_METHODS])\n"
				    "{\n"
				    "\tconst struct evgrpc_method all[] = {\n";

static const char row_begin[] = "\t\t{\n"
				"\t\t\t.path = \"$path$\",\n"
				"\t\t\t.kind = $kind$,\n"
				"\t\t\t.request = &$request$,\n"
				"\t\t\t.response = &$response$,\n"
				"\t\t\t.max_deadline_ms = handlers->$member$.max_deadline_ms,\n"
				"\t\t\t.max_request_bytes = handlers->$member$.max_request_bytes,\n"
				"\t\t\t.endless = handlers->$member$.endless,\n"
				"\t\t\t.data = handlers->$member$.data,\n"
				"\t\t\t.typed = handlers,\n"
				"\t\t\t.on_open = handlers->$member$.on_open,\n"
				"\t\t\t.on_message = handlers->$member$.on_message ? $method$__on_message : NULL,\n";

static const char row_half_close[] = "\t\t\t.on_half_close = handlers->$member$.on_half_close,\n";

static const char row_end[] = "\t\t},\n";

static const char methods_end[] =
	"\t};\n"
	"\tsize_t n = 0;\n"
	"\n"
	"\tfor (size_t i = 0; i < $upper$_METHODS; i++)\n"
	"\t\tif (all[i].on_message)\n"
	"\t\t\tret_methods[n++] = all[i];\n"
	"\treturn n;\n"
	"}\n"
	"\n"
	"int $lower$_add(struct evgrpc_server *server, const struct $lower$_handlers *handlers, void *service)\n"
	"{\n"
	"\tstruct evgrpc_method methods[$upper$_METHODS];\n"
	"\tsize_t n = $lower$_methods(handlers, methods);\n"
	"\n"
	"\treturn evgrpc_server_add_methods(server, methods, n, service);\n"
	"}\n";

static const char reply[] = "\n"
			    "void $method$__call_reply(struct evgrpc_call *call, const $Response$ *response)\n"
			    "{\n"
			    "\tevgrpc_call_reply(call, &response->$response_base$);\n"
			    "}\n";

static const char send[] = "\n"
			   "int $method$__call_send(struct evgrpc_call *call, const $Response$ *response)\n"
			   "{\n"
			   "\treturn evgrpc_call_send(call, &response->$response_base$);\n"
			   "}\n";

/* ---- Blocking client -------------------------------------------------------------------------------------------- */

static const char unary[] = "\n"
			    "int $method$__unary(struct evgrpc_channel *channel, const $Request$ *request,\n"
			    "\t\tconst struct evgrpc_call_options *options, $Response$ **ret_response,\n"
			    "\t\tstruct evgrpc_status *ret_status)\n"
			    "{\n"
			    "\tProtobufCMessage *response = NULL;\n"
			    "\tint code = evgrpc_unary(channel, \"$path$\", &request->$request_base$,\n"
			    "\t\t\t&$response$, options, ret_response ? &response : NULL, ret_status);\n"
			    "\n"
			    "\tif (ret_response)\n"
			    "\t\t*ret_response = ($Response$ *)response;\n"
			    "\treturn code;\n"
			    "}\n";

static const char open_with_request[] =
	"\n"
	"struct evgrpc_stream *$method$__stream_open(struct evgrpc_channel *channel, const $Request$ *request,\n"
	"\t\tconst struct evgrpc_call_options *options)\n"
	"{\n"
	"\tstruct evgrpc_stream *stream = evgrpc_stream_open(channel, \"$path$\",\n"
	"\t\t\t&$response$, options);\n"
	"\n"
	"\tif (!stream)\n"
	"\t\treturn NULL;\n"
	"\tevgrpc_stream_send(stream, &request->$request_base$); /* if that fails, finish says why */\n"
	"\tevgrpc_stream_half_close(stream);\n"
	"\treturn stream;\n"
	"}\n";

static const char open[] = "\n"
			   "struct evgrpc_stream *$method$__stream_open(struct evgrpc_channel *channel,\n"
			   "\t\tconst struct evgrpc_call_options *options)\n"
			   "{\n"
			   "\treturn evgrpc_stream_open(channel, \"$path$\", &$response$, options);\n"
			   "}\n";

static const char stream_send[] = "\n"
				  "int $method$__stream_send(struct evgrpc_stream *stream, const $Request$ *request)\n"
				  "{\n"
				  "\treturn evgrpc_stream_send(stream, &request->$request_base$);\n"
				  "}\n";

static const char receive[] =
	"\n"
	"int $method$__stream_receive(struct evgrpc_stream *stream, $Response$ **ret_response)\n"
	"{\n"
	"\tProtobufCMessage *response;\n"
	"\n"
	"\tif (evgrpc_stream_receive(stream, &response) == 0)\n"
	"\t\treturn 0;\n"
	"\t*ret_response = ($Response$ *)response;\n"
	"\treturn 1;\n"
	"}\n"
	"\n"
	"int $method$__stream_finish(struct evgrpc_stream *stream, struct evgrpc_status *ret_status)\n"
	"{\n"
	"\treturn evgrpc_stream_finish(stream, NULL, ret_status);\n"
	"}\n";

static const char finish[] = "\n"
			     "int $method$__stream_finish(struct evgrpc_stream *stream, $Response$ **ret_response,\n"
			     "\t\tstruct evgrpc_status *ret_status)\n"
			     "{\n"
			     "\tProtobufCMessage *response = NULL;\n"
			     "\tint code = evgrpc_stream_finish(stream, ret_response ? &response : NULL, "
			     "ret_status);\n"
			     "\n"
			     "\tif (ret_response)\n"
			     "\t\t*ret_response = ($Response$ *)response;\n"
			     "\treturn code;\n"
			     "}\n";

/* ---- Asynchronous client ---------------------------------------------------------------------------------------- */

static const char client_adapter[] =
	"\n"
	"static void $method$__client_on_message(struct evgrpc_client_call *call, const ProtobufCMessage *response,\n"
	"\t\tvoid *arg)\n"
	"{\n"
	"\tconst struct $method$__client_handlers *handlers =\n"
	"\t\t(const struct $method$__client_handlers *)evgrpc_client_typed(call);\n"
	"\n"
	"\thandlers->on_message(call, (const $Response$ *)response, arg);\n"
	"}\n";

static const char untyped[] = "\tconst struct evgrpc_client_handlers untyped = {\n"
			      "\t\t.on_metadata = handlers->on_metadata,\n"
			      "\t\t.on_message = handlers->on_message ? $method$__client_on_message : NULL,\n"
			      "\t\t.on_writable = handlers->on_writable,\n"
			      "\t\t.on_done = handlers->on_done,\n"
			      "\t\t.typed = handlers,\n"
			      "\t};\n";

static const char start_with_request[] =
	"\n"
	"struct evgrpc_client_call *$method$__client_start(struct evgrpc_channel *channel, const $Request$ *request,\n"
	"\t\tconst struct evgrpc_call_options *options, const struct $method$__client_handlers *handlers,\n"
	"\t\tvoid *arg)\n"
	"{\n";

static const char start_with_request_end[] =
	"\tstruct evgrpc_client_call *call = evgrpc_client_start(channel, \"$path$\",\n"
	"\t\t\t&$response$, options, &untyped, arg);\n"
	"\n"
	"\tif (!call)\n"
	"\t\treturn NULL;\n"
	"\tif (evgrpc_client_send(call, &request->$request_base$) < 0)\n"
	"\t\tevgrpc_client_cancel(call);\n"
	"\telse\n"
	"\t\tevgrpc_client_half_close(call);\n"
	"\treturn call;\n"
	"}\n";

static const char start[] =
	"\n"
	"struct evgrpc_client_call *$method$__client_start(struct evgrpc_channel *channel,\n"
	"\t\tconst struct evgrpc_call_options *options, const struct $method$__client_handlers *handlers,\n"
	"\t\tvoid *arg)\n"
	"{\n";

static const char start_end[] = "\n"
				"\treturn evgrpc_client_start(channel, \"$path$\", &$response$, options,\n"
				"\t\t\t&untyped, arg);\n"
				"}\n"
				"\n"
				"int $method$__client_send(struct evgrpc_client_call *call, const $Request$ *request)\n"
				"{\n"
				"\treturn evgrpc_client_send(call, &request->$request_base$);\n"
				"}\n";

/* ---- Together --------------------------------------------------------------------------------------------------- */

static void write_rows(struct emitter *emitter, const struct service *service)
{
	about_service(emitter, service);
	emit(emitter, methods_begin);
	for (size_t i = 0; i < service->n_methods; i++) {
		about_method(emitter, service, &service->methods[i]);
		emit(emitter, row_begin);
		if (service->methods[i].client_streams)
			emit(emitter, row_half_close);
		emit(emitter, row_end);
	}
	about_service(emitter, service);
	emit(emitter, methods_end);
}

static void write_client(struct emitter *emitter, const struct method *method)
{
	bool is_unary = !method->client_streams && !method->server_streams;

	if (is_unary)
		emit(emitter, unary);
	else
		emit(emitter, method->client_streams ? open : open_with_request);
	if (method->client_streams)
		emit(emitter, stream_send);
	if (!is_unary)
		emit(emitter, method->server_streams ? receive : finish);
	emit(emitter, client_adapter);
	emit(emitter, method->client_streams ? start : start_with_request);
	emit(emitter, untyped);
	emit(emitter, method->client_streams ? start_end : start_with_request_end);
}

static void write_service(struct emitter *emitter, const struct service *service)
{
	for (size_t i = 0; i < service->n_methods; i++) {
		about_method(emitter, service, &service->methods[i]);
		emit(emitter, adapter);
	}
	write_rows(emitter, service);
	for (size_t i = 0; i < service->n_methods; i++) {
		about_method(emitter, service, &service->methods[i]);
		emit(emitter, service->methods[i].server_streams ? send : reply);
		write_client(emitter, &service->methods[i]);
	}
}

char *write_source(struct pool *pool, const struct model *model)
{
	struct emitter emitter = { .pool = pool };

	about_file(&emitter, model);
	emit(&emitter, begin);
	for (size_t i = 0; i < model->n_services; i++)
		write_service(&emitter, &model->services[i]);
	return emitter.out.text;
}
