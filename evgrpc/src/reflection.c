/* grpc.reflection v1 and v1alpha: one stream of questions, each answered before the next is taken. */
#include "descriptors.h"
#include "grpc/reflection/v1/reflection.pb-c.h"
#include "grpc/reflection/v1alpha/reflection.pb-c.h"
#include "server.h"

#include <assert.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* Generic clients keep one stream open while a person looks round; one that is cut is opened again when needed. */
#define STREAM_DEADLINE_MS (10u * 60 * 1000)
/* A question holds a host and a name or two; ours have less than 200 bytes. */
#define QUESTION_MAX_BYTES ((size_t)16 * 1024)

/* Answers queued for a peer that asks faster than it reads, above which its next question waits. More than a
 * server's default low-water mark, at which it goes on. */
#define QUEUE_MAX_BYTES ((size_t)128 * 1024)

typedef Grpc__Reflection__V1__ServerReflectionRequest Question;
typedef Grpc__Reflection__V1__ServerReflectionResponse Answer;

/* v1alpha differs from v1 in the package only, so what protoc-c makes of the two is laid out alike, and one code serves
 * both: it works on v1's structs, and only the outermost message of an answer says which version it is. The parts
 * inside are encoded by v1's descriptors, which give the same bytes. */
typedef Grpc__Reflection__V1alpha__ServerReflectionRequest AlphaQuestion;
typedef Grpc__Reflection__V1alpha__ServerReflectionResponse AlphaAnswer;
static_assert(sizeof(Question) == sizeof(AlphaQuestion), "questions of v1 and v1alpha are laid out alike");
static_assert(offsetof(Question, list_services) == offsetof(AlphaQuestion, list_services), "as above");
static_assert(sizeof(Answer) == sizeof(AlphaAnswer), "answers of v1 and v1alpha are laid out alike");
static_assert(offsetof(Answer, error_response) == offsetof(AlphaAnswer, error_response), "as above");

/* The set of evgrpc's own protos, so that what it serves by itself need not be in the program's. */
extern const uint8_t evg_own_protos[], evg_own_protos_end[];

static const struct descriptors *descriptors_of(const struct evgrpc_server *server)
{
	return evgrpc_server_attached(server, descriptors_free);
}

/* ---- Answers: the functions that send give 0, or -1 when memory is short or the call is gone ----------------- */

/* An answer without its part, in the version the question came in. */
static Answer answer_to(const struct evgrpc_call *call, Question *question)
{
	Answer answer = GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__INIT;

	answer.base.descriptor = evgrpc_call_method(call)->response;
	answer.valid_host = question->host;
	answer.original_request = question;
	return answer;
}

static int send_error(struct evgrpc_call *call, Question *question, enum evgrpc_code code, const char *message)
{
	Answer answer = answer_to(call, question);
	Grpc__Reflection__V1__ErrorResponse error = GRPC__REFLECTION__V1__ERROR_RESPONSE__INIT;

	error.error_code = (int32_t)code;
	error.error_message = (char *)message;
	answer.message_response_case =
		GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ERROR_RESPONSE;
	answer.error_response = &error;
	return evgrpc_call_send(call, &answer.base);
}

/* Sends one file; not_found says what to do when there is none. */
static int send_file(struct evgrpc_call *call, Question *question, const struct descriptors_file *file,
		     const char *not_found)
{
	Answer answer = answer_to(call, question);
	Grpc__Reflection__V1__FileDescriptorResponse files = GRPC__REFLECTION__V1__FILE_DESCRIPTOR_RESPONSE__INIT;
	ProtobufCBinaryData bytes;

	if (file == NULL)
		return send_error(call, question, EVGRPC_NOT_FOUND, not_found);
	bytes = (ProtobufCBinaryData){ .len = file->len, .data = (uint8_t *)file->bytes };
	files.n_file_descriptor_proto = 1;
	files.file_descriptor_proto = &bytes;
	answer.message_response_case =
		GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_FILE_DESCRIPTOR_RESPONSE;
	answer.file_descriptor_response = &files;
	return evgrpc_call_send(call, &answer.base);
}

static int send_extension_numbers(struct evgrpc_call *call, Question *question, const struct descriptors *descriptors,
				  const char *type)
{
	Answer answer = answer_to(call, question);
	Grpc__Reflection__V1__ExtensionNumberResponse numbers = GRPC__REFLECTION__V1__EXTENSION_NUMBER_RESPONSE__INIT;
	size_t n = descriptors_extension_numbers(descriptors, type, NULL, 0);
	int result;

	if (!descriptors_has_message(descriptors, type))
		return send_error(call, question, EVGRPC_NOT_FOUND,
				  "No message type has this name. Give it fully qualified.");
	numbers.extension_number = calloc(n + 1, sizeof(*numbers.extension_number));
	if (numbers.extension_number == NULL)
		return -1;
	numbers.base_type_name = (char *)type;
	numbers.n_extension_number = descriptors_extension_numbers(descriptors, type, numbers.extension_number, n);
	answer.message_response_case =
		GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_ALL_EXTENSION_NUMBERS_RESPONSE;
	answer.all_extension_numbers_response = &numbers;
	result = evgrpc_call_send(call, &answer.base);
	free(numbers.extension_number);
	return result;
}

/* ---- The list of services ------------------------------------------------------------------------------------- */

/* The services while they are gathered; pointers is what protobuf-c wants of the rows. */
struct service_list {
	Grpc__Reflection__V1__ServiceResponse *rows, **pointers;
	size_t n;
};

static int add_service(struct service_list *list, const struct descriptors *descriptors, const char *path)
{
	Grpc__Reflection__V1__ServiceResponse *row = &list->rows[list->n];
	char *name = strndup(path + 1, (size_t)(strrchr(path, '/') - path - 1));

	if (name == NULL)
		return -1;
	for (size_t i = 0; i < list->n; i++) {
		if (strcmp(list->rows[i].name, name) == 0) {
			free(name);
			return 0;
		}
	}
	/* A listed service that does not resolve makes the list command of buf and grpcurl fail as a whole. */
	if (descriptors_file_by_symbol(descriptors, name) == NULL) {
		free(name);
		return 0;
	}
	grpc__reflection__v1__service_response__init(row);
	row->name = name;
	list->pointers[list->n++] = row;
	return 0;
}

static int gather_services(struct service_list *list, const struct evgrpc_server *server)
{
	size_t n_methods = evgrpc_server_method_count(server);

	list->rows = calloc(n_methods, sizeof(*list->rows));
	list->pointers = calloc(n_methods, sizeof(Grpc__Reflection__V1__ServiceResponse *));
	if (list->rows == NULL || list->pointers == NULL)
		return -1;
	for (size_t i = 0; i < n_methods; i++) {
		if (add_service(list, descriptors_of(server), evgrpc_server_method_at(server, i)->path) != 0)
			return -1;
	}
	return 0;
}

static void free_services(struct service_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		free(list->rows[i].name);
	free(list->rows);
	free(list->pointers);
}

static int compare_services(const void *a, const void *b)
{
	const Grpc__Reflection__V1__ServiceResponse *const *left = a, *const *right = b;

	return strcmp((*left)->name, (*right)->name);
}

static int send_services(struct evgrpc_call *call, Question *question, const struct evgrpc_server *server)
{
	Answer answer = answer_to(call, question);
	Grpc__Reflection__V1__ListServiceResponse services = GRPC__REFLECTION__V1__LIST_SERVICE_RESPONSE__INIT;
	struct service_list list = { 0 };
	int result = -1;

	if (gather_services(&list, server) == 0) {
		qsort(list.pointers, list.n, sizeof(Grpc__Reflection__V1__ServiceResponse *), compare_services);
		services.n_service = list.n;
		services.service = list.pointers;
		answer.message_response_case =
			GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_LIST_SERVICES_RESPONSE;
		answer.list_services_response = &services;
		result = evgrpc_call_send(call, &answer.base);
	}
	free_services(&list);
	return result;
}

/* ---- The stream --------------------------------------------------------------------------------------------- */

static int answer_question(struct evgrpc_call *call, Question *question, const struct evgrpc_server *server)
{
	const struct descriptors *descriptors = descriptors_of(server);
	const Grpc__Reflection__V1__ExtensionRequest *extension;

	switch ((int)question->message_request_case) {
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_BY_FILENAME:
		return send_file(call, question, descriptors_file_by_name(descriptors, question->file_by_filename),
				 "No file has this name. Give it as imports spell it.");
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_SYMBOL:
		return send_file(call, question,
				 descriptors_file_by_symbol(descriptors, question->file_containing_symbol),
				 "Nothing has this name. Give it fully qualified and without a leading dot.");
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_FILE_CONTAINING_EXTENSION:
		extension = question->file_containing_extension;
		return send_file(call, question,
				 descriptors_file_by_extension(descriptors, extension->containing_type,
							       extension->extension_number),
				 "This message type has no extension of this number.");
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_ALL_EXTENSION_NUMBERS_OF_TYPE:
		return send_extension_numbers(call, question, descriptors, question->all_extension_numbers_of_type);
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_LIST_SERVICES:
		return send_services(call, question, server);
	case GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST__NOT_SET:
	default:
		return send_error(call, question, EVGRPC_INVALID_ARGUMENT,
				  "The request holds no question. Set one field of message_request.");
	}
}

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_on_drained(call, NULL, NULL);
	evgrpc_call_next(call);
}

static void on_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_on_gone(call, on_gone, NULL);
	evgrpc_call_next(call);
}

static void on_message(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	if (answer_question(call, (Question *)request, service) != 0) {
		/* Without an answer the order of questions and answers is lost. If the peer has left, nobody reads
		 * this. */
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, "The server is short of memory. Try again later.");
		return;
	}
	if (evgrpc_call_queued(call) > QUEUE_MAX_BYTES)
		evgrpc_call_on_drained(call, on_drained, NULL);
	else
		evgrpc_call_next(call);
}

static void on_half_close(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_finish(call, &(struct evgrpc_status){ .code = EVGRPC_OK });
}

static const struct evgrpc_method methods[] = {
	{
		.path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo",
		.kind = EVGRPC_BIDI_STREAM,
		.request = &grpc__reflection__v1__server_reflection_request__descriptor,
		.response = &grpc__reflection__v1__server_reflection_response__descriptor,
		.max_deadline_ms = STREAM_DEADLINE_MS,
		.endless = true,
		.max_request_bytes = QUESTION_MAX_BYTES,
		.on_open = on_open,
		.on_message = on_message,
		.on_half_close = on_half_close,
	},
	{
		.path = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
		.kind = EVGRPC_BIDI_STREAM,
		.request = &grpc__reflection__v1alpha__server_reflection_request__descriptor,
		.response = &grpc__reflection__v1alpha__server_reflection_response__descriptor,
		.max_deadline_ms = STREAM_DEADLINE_MS,
		.endless = true,
		.max_request_bytes = QUESTION_MAX_BYTES,
		.on_open = on_open,
		.on_message = on_message,
		.on_half_close = on_half_close,
	},
};

static struct descriptors *read_with_own(const uint8_t *set, size_t len)
{
	size_t own_len = (size_t)(evg_own_protos_end - evg_own_protos);
	struct descriptors *descriptors = descriptors_read_with(set, len, evg_own_protos, own_len);

	/* A set that has ours under other paths has all that is needed. */
	return descriptors != NULL ? descriptors : descriptors_read(set, len);
}

int evgrpc_server_add_reflection(struct evgrpc_server *server, const uint8_t *descriptor_set, size_t len)
{
	struct descriptors *descriptors = read_with_own(descriptor_set, len);

	if (descriptors == NULL)
		return -1;
	/* Once attached the server frees it, also when the methods then cannot be added. */
	if (evgrpc_server_on_free(server, descriptors_free, descriptors) != 0) {
		descriptors_free(descriptors);
		return -1;
	}
	return evgrpc_server_add_methods(server, methods, sizeof(methods) / sizeof(methods[0]), server);
}
