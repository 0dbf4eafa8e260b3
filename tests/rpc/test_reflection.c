/* grpc.reflection v1 and v1alpha over a real server, asked as a generic client asks. */
#include "canned.h"
#include "descriptors.h"
#include "grpc/reflection/v1/reflection.pb-c.h"
#include "grpc/reflection/v1alpha/reflection.pb-c.h"
#include "huiyin_set.h"
#include "pbwire.h"
#include "server.h"
#include "talk.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))
#define V1              "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
#define V1ALPHA         "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"

/* Shorter names for what protoc-c makes. */
#define REQUEST_IS(x)  GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__MESSAGE_REQUEST_##x
#define RESPONSE_IS(x) GRPC__REFLECTION__V1__SERVER_REFLECTION_RESPONSE__MESSAGE_RESPONSE_##x
typedef Grpc__Reflection__V1__ServerReflectionRequest Question;
typedef Grpc__Reflection__V1__ServerReflectionResponse Answer;

/* Served, but in no file of the descriptor set. */
static struct evgrpc_method unknown;
static struct evgrpc_server *server;
static char address[80];
static atomic_int cancelled_calls;

static void on_call_end(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	if (record->cancelled)
		atomic_fetch_add(&cancelled_calls, 1);
}

static int start(void **state)
{
	static const struct evgrpc_hook hook = { .after = on_call_end };
	struct evgrpc_server_options options;
	char error[256] = "";

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 1;
	server = evgrpc_server_new(&options);
	assert_non_null(server);
	assert_int_equal(evgrpc_server_add_hook(server, &hook), 0);
	/* Not in order, and most of it after reflection: the list is made when asked for. */
	assert_int_equal(evgrpc_server_add_reflection(server, huiyin_descriptors, huiyin_set_len()), 0);
	assert_int_equal(evgrpc_server_add_methods(server, canned_rates, CANNED_RATES, NULL), 0);
	assert_int_equal(evgrpc_server_add_health(server), 0);
	unknown = canned_rates[0];
	unknown.path = "/no.proto.Service/Method";
	assert_int_equal(evgrpc_server_add_methods(server, &unknown, 1, NULL), 0);
	snprintf(address, sizeof(address), "unix:/tmp/evgrpc-reflection-%d.sock", (int)getpid());
	if (evgrpc_server_listen(server, address, error, sizeof(error)) != 0 ||
	    evgrpc_server_start(server, error, sizeof(error)) != 0)
		fail_msg("%s", error);
	return 0;
}

static int stop(void **state)
{
	(void)state;
	evgrpc_server_stop(server, 2000);
	evgrpc_server_free(server);
	unlink(address + strlen("unix:"));
	return 0;
}

/* ---- A small reflection client ------------------------------------------------------------------------------ */

/* Questions and answers of v1alpha go by v1's structs as well: the bytes are the same, which is part of the test. */
static void begin(struct talk *talk, const char *path)
{
	*talk = talk_open(address);
	talk_call(talk, path, &grpc__reflection__v1__server_reflection_response__descriptor, 0);
	assert_non_null(talk->call);
}

static void ask(struct talk *talk, int kind, const char *text)
{
	Question question = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;

	question.host = (char *)"host.example";
	question.message_request_case = kind;
	/* All fields of the union that are text lie at one place. */
	question.list_services = (char *)text;
	assert_int_equal(evgrpc_client_send(talk->call, &question.base), 0);
}

static const Answer *next_answer(struct talk *talk)
{
	size_t n = talk->n_answers;

	assert_true(talk_wait(talk, n + 1));
	assert_false(talk->done);
	return (const Answer *)talk->answers[n];
}

static void end(struct talk *talk)
{
	evgrpc_client_half_close(talk->call);
	assert_true(talk_wait_done(talk));
	assert_int_equal(talk->code, EVGRPC_OK);
	talk_close(talk);
}

static const ProtobufCBinaryData *file_of(const Answer *answer)
{
	assert_int_equal(answer->message_response_case, RESPONSE_IS(FILE_DESCRIPTOR_RESPONSE));
	assert_int_equal(answer->file_descriptor_response->n_file_descriptor_proto, 1);
	return &answer->file_descriptor_response->file_descriptor_proto[0];
}

static const char *const versions[] = { V1, V1ALPHA };

/* ---- Answers ------------------------------------------------------------------------------------------------ */

/* All that resolve, each once and in order. */
static void test_list_services(void **state)
{
	static const char *const names[] = { "grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection",
					     "grpc.reflection.v1alpha.ServerReflection", "huiyin.v1.RateService" };

	(void)state;
	for (size_t v = 0; v < ARRAY_LENGTH(versions); v++) {
		struct talk talk;
		const Answer *answer;

		begin(&talk, versions[v]);
		ask(&talk, REQUEST_IS(LIST_SERVICES), "*");
		answer = next_answer(&talk);
		assert_int_equal(answer->message_response_case, RESPONSE_IS(LIST_SERVICES_RESPONSE));
		assert_int_equal(answer->list_services_response->n_service, ARRAY_LENGTH(names));
		for (size_t i = 0; i < ARRAY_LENGTH(names); i++)
			assert_string_equal(answer->list_services_response->service[i]->name, names[i]);
		end(&talk);
	}
}

/* One stream through all kinds of questions, good and bad by turns. file: the file that must come; else the code of the
 * error. */
static void test_questions(void **state)
{
	static const struct {
		int kind;
		const char *text, *file;
		int code;
	} rows[] = {
		{ REQUEST_IS(FILE_BY_FILENAME), "huiyin/v1/common.proto", "huiyin/v1/common.proto", 0 },
		{ REQUEST_IS(FILE_BY_FILENAME), "huiyin/v1/none.proto", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(FILE_BY_FILENAME), "", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "huiyin.v1.RateService", "huiyin/v1/rate_service.proto", 0 },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "huiyin.v1.RateService.GetRates", "huiyin/v1/rate_service.proto",
		  0 },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "huiyin.v1.Nothing", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "huiyin.v1.Role", "huiyin/v1/common.proto", 0 },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(FILE_CONTAINING_SYMBOL), "grpc.health.v1.HealthCheckResponse.ServingStatus",
		  "grpc/health/v1/health.proto", 0 },
		{ 0, NULL, NULL, EVGRPC_INVALID_ARGUMENT },
		{ REQUEST_IS(ALL_EXTENSION_NUMBERS_OF_TYPE), "huiyin.v1.Nothing", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(ALL_EXTENSION_NUMBERS_OF_TYPE), "huiyin.v1.Role", NULL, EVGRPC_NOT_FOUND },
		{ REQUEST_IS(FILE_BY_FILENAME), "google/protobuf/any.proto", "google/protobuf/any.proto", 0 },
	};
	struct descriptors *set = descriptors_read(huiyin_descriptors, huiyin_set_len());

	(void)state;
	for (size_t v = 0; v < ARRAY_LENGTH(versions); v++) {
		struct talk talk;

		begin(&talk, versions[v]);
		for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
			const Answer *answer;

			ask(&talk, rows[i].kind, rows[i].text);
			answer = next_answer(&talk);
			assert_string_equal(answer->valid_host, "host.example");
			assert_string_equal(answer->original_request->host, "host.example");
			assert_int_equal(answer->original_request->message_request_case, rows[i].kind);
			if (rows[i].text != NULL)
				assert_string_equal(answer->original_request->list_services, rows[i].text);
			if (rows[i].file != NULL) {
				const struct descriptors_file *file = descriptors_file_by_name(set, rows[i].file);

				assert_int_equal(file_of(answer)->len, file->len);
				assert_memory_equal(file_of(answer)->data, file->bytes, file->len);
			} else {
				assert_int_equal(answer->message_response_case, RESPONSE_IS(ERROR_RESPONSE));
				assert_int_equal(answer->error_response->error_code, rows[i].code);
				assert_true(strlen(answer->error_response->error_message) > 0);
			}
		}
		end(&talk);
	}
	descriptors_free(set);
}

static void test_extensions(void **state)
{
	Question question = GRPC__REFLECTION__V1__SERVER_REFLECTION_REQUEST__INIT;
	Grpc__Reflection__V1__ExtensionRequest extension = GRPC__REFLECTION__V1__EXTENSION_REQUEST__INIT;
	struct talk talk;
	const Answer *answer;

	(void)state;
	begin(&talk, V1);
	ask(&talk, REQUEST_IS(ALL_EXTENSION_NUMBERS_OF_TYPE), "huiyin.v1.Case");
	answer = next_answer(&talk);
	assert_int_equal(answer->message_response_case, RESPONSE_IS(ALL_EXTENSION_NUMBERS_RESPONSE));
	assert_string_equal(answer->all_extension_numbers_response->base_type_name, "huiyin.v1.Case");
	assert_int_equal(answer->all_extension_numbers_response->n_extension_number, 0);
	extension.containing_type = (char *)"huiyin.v1.Case";
	extension.extension_number = 1000;
	question.message_request_case = REQUEST_IS(FILE_CONTAINING_EXTENSION);
	question.file_containing_extension = &extension;
	assert_int_equal(evgrpc_client_send(talk.call, &question.base), 0);
	answer = next_answer(&talk);
	assert_int_equal(answer->message_response_case, RESPONSE_IS(ERROR_RESPONSE));
	assert_int_equal(answer->error_response->error_code, EVGRPC_NOT_FOUND);
	assert_int_equal(answer->original_request->file_containing_extension->extension_number, 1000);
	end(&talk);
}

/* ---- A whole discovery -------------------------------------------------------------------------------------- */

#define FILES_MAX 64

struct discovery {
	struct talk talk;
	const ProtobufCBinaryData *files[FILES_MAX];
	size_t n;
};

static void add_file(struct discovery *discovery, const Answer *answer)
{
	const ProtobufCBinaryData *file = file_of(answer);

	for (size_t i = 0; i < discovery->n; i++) {
		if (discovery->files[i]->len == file->len &&
		    memcmp(discovery->files[i]->data, file->data, file->len) == 0)
			return;
	}
	assert_true(discovery->n < FILES_MAX);
	discovery->files[discovery->n++] = file;
}

/* Asks for what the file number i imports; field 3 of a FileDescriptorProto. */
static void follow_imports(struct discovery *discovery, size_t i)
{
	struct pbwire wire = pbwire_over(discovery->files[i]->data, discovery->files[i]->len);
	struct pbwire_field field;

	while (pbwire_next(&wire, &field) > 0) {
		char name[256];

		if (field.number != 3)
			continue;
		snprintf(name, sizeof(name), "%.*s", (int)field.len, (const char *)field.bytes);
		ask(&discovery->talk, REQUEST_IS(FILE_BY_FILENAME), name);
		add_file(discovery, next_answer(&discovery->talk));
	}
}

/* What was gathered as a FileDescriptorSet. */
static uint8_t *join_files(const struct discovery *discovery, size_t *ret_len)
{
	uint8_t *set = malloc(2 * huiyin_set_len());
	size_t len = 0;

	for (size_t i = 0; i < discovery->n; i++) {
		set[len++] = 1 << 3 | 2;
		for (size_t rest = discovery->files[i]->len; (set[len++] = (uint8_t)(rest & 0x7f)), rest >= 0x80;
		     rest >>= 7)
			set[len - 1] |= 0x80;
		memcpy(set + len, discovery->files[i]->data, discovery->files[i]->len);
		len += discovery->files[i]->len;
	}
	*ret_len = len;
	return set;
}

/* Every listed service resolves, and from it every import: what a client gathers is a complete set. */
static void test_discovery_is_complete(void **state)
{
	struct discovery discovery = { .n = 0 };
	const Grpc__Reflection__V1__ListServiceResponse *services;
	struct descriptors *found;
	uint8_t *set;
	size_t len;

	(void)state;
	begin(&discovery.talk, V1);
	ask(&discovery.talk, REQUEST_IS(LIST_SERVICES), "");
	services = next_answer(&discovery.talk)->list_services_response;
	for (size_t i = 0; i < services->n_service; i++) {
		ask(&discovery.talk, REQUEST_IS(FILE_CONTAINING_SYMBOL), services->service[i]->name);
		add_file(&discovery, next_answer(&discovery.talk));
	}
	for (size_t i = 0; i < discovery.n; i++)
		follow_imports(&discovery, i);
	set = join_files(&discovery, &len);
	found = descriptors_read(set, len);
	assert_non_null(found);
	for (size_t i = 0; i < CANNED_RATES; i++)
		assert_non_null(descriptors_method_by_path(found, canned_rates[i].path));
	descriptors_free(found);
	free(set);
	end(&discovery.talk);
}

/* ---- The stream --------------------------------------------------------------------------------------------- */

/* More questions at once than the answers of which may be queued: they wait, and all are answered in order. */
static void test_many_questions_at_once(void **state)
{
	static const char *const names[] = { "huiyin/v1/case_service.proto", "no.proto" };
	const size_t n = 500;
	struct talk talk;

	(void)state;
	begin(&talk, V1);
	for (size_t i = 0; i < n; i++)
		ask(&talk, REQUEST_IS(FILE_BY_FILENAME), names[i % 2]);
	evgrpc_client_half_close(talk.call);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(talk.n_answers, n);
	for (size_t i = 0; i < n; i++) {
		const Answer *answer = (const Answer *)talk.answers[i];

		assert_string_equal(answer->original_request->file_by_filename, names[i % 2]);
		assert_int_equal(answer->message_response_case,
				 i % 2 == 0 ? RESPONSE_IS(FILE_DESCRIPTOR_RESPONSE) : RESPONSE_IS(ERROR_RESPONSE));
	}
	talk_close(&talk);
}

static void test_empty_stream(void **state)
{
	struct talk talk;

	(void)state;
	begin(&talk, V1ALPHA);
	end(&talk);
}

static void test_client_may_leave(void **state)
{
	struct talk talk;
	int before = atomic_load(&cancelled_calls);

	(void)state;
	begin(&talk, V1);
	ask(&talk, REQUEST_IS(LIST_SERVICES), "");
	next_answer(&talk);
	evgrpc_client_cancel(talk.call);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_CANCELLED);
	talk_close(&talk);
	/* The one worker handles its connections in order: once another call is answered, the first has ended. */
	begin(&talk, V1);
	ask(&talk, REQUEST_IS(LIST_SERVICES), "");
	next_answer(&talk);
	end(&talk);
	assert_int_equal(atomic_load(&cancelled_calls), before + 1);
}

static void test_deadline_ends_the_stream(void **state)
{
	struct talk talk;

	(void)state;
	talk = talk_open(address);
	talk_call(&talk, V1, &grpc__reflection__v1__server_reflection_response__descriptor, 200);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_DEADLINE_EXCEEDED);
	talk_close(&talk);
}

static void *stop_server(void *arg)
{
	*(int *)arg = evgrpc_server_stop(server, TALK_PATIENCE_S * 1000);
	return NULL;
}

/* A client that keeps its stream open does not hold up the stop: nothing is left to cut when the grace is over. */
static void test_stop_ends_open_streams(void **state)
{
	static const char *const paths[] = { V1, V1ALPHA };
	struct talk talks[ARRAY_LENGTH(paths)];
	pthread_t thread;
	int cut = -1;

	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		begin(&talks[i], paths[i]);
		ask(&talks[i], REQUEST_IS(LIST_SERVICES), "");
		next_answer(&talks[i]);
	}
	assert_int_equal(pthread_create(&thread, NULL, stop_server, &cut), 0);
	for (size_t i = 0; i < ARRAY_LENGTH(paths); i++) {
		assert_true(talk_wait_done(&talks[i]));
		assert_int_equal(talks[i].code, EVGRPC_UNAVAILABLE);
		talk_close(&talks[i]);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(cut, 0);
	evgrpc_server_free(server);
	start(state);
}

static void test_long_question_is_refused(void **state)
{
	char name[64 * 1024];
	struct talk talk;

	(void)state;
	memset(name, 'a', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	begin(&talk, V1);
	ask(&talk, REQUEST_IS(FILE_BY_FILENAME), name);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_RESOURCE_EXHAUSTED);
	talk_close(&talk);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_list_services),
		cmocka_unit_test(test_questions),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_discovery_is_complete),
		cmocka_unit_test(test_many_questions_at_once),
		cmocka_unit_test(test_empty_stream),
		cmocka_unit_test(test_client_may_leave),
		cmocka_unit_test(test_deadline_ends_the_stream),
		cmocka_unit_test(test_stop_ends_open_streams),
		cmocka_unit_test(test_long_question_is_refused),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
