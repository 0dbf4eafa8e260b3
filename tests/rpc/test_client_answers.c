/* What a client makes of answers: metadata, compression, size, and how they end. */
#include "gzip.h"
#include "pair.h"

/* ---- Metadata ----------------------------------------------------------------------------------------------- */

static void answer_with_marks(struct fake_stream *stream)
{
	static const char *const initial[] = { "x-mark", "first", "x-mark", "second", NULL };
	const nghttp2_nv early[] = { fake_nv(":status", "103"), fake_nv("x-mark", "too early") };

	nghttp2_submit_headers(stream->conn->session, NGHTTP2_FLAG_NONE, stream->id, NULL, early, 2, NULL);
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	stream->trailers[2] = "x-mark";
	stream->trailers[3] = "last";
	fake_respond(stream, initial, FAKE_HI, FAKE_HI_LEN);
}

static void both_kinds_of_metadata_are_told_apart(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.on_request = answer_with_marks;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(ask.n_metadata, 1);
	assert_string_equal(ask.initial, "first");
	assert_string_equal(ask.trailing, "last");
	pair_close(&pair);
}

static void refuse_with_mark(struct fake_stream *stream)
{
	fake_refuse(stream, "5", "x-mark", "alone");
}

static void trailers_only_have_trailing_metadata_alone(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.on_request = refuse_with_mark;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_NOT_FOUND);
	assert_int_equal(ask.n_metadata, 0);
	assert_string_equal(ask.trailing, "alone");
	pair_close(&pair);
}

static void answer_with_many_fields(struct fake_stream *stream)
{
	static char value[1000];
	const char *const initial[] = { "x-mark", value, "x-more", "1", NULL };

	memset(value, 'x', sizeof value - 1);
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	fake_respond(stream, initial, FAKE_HI, FAKE_HI_LEN);
}

static void metadata_has_a_limit(void **state)
{
	static const struct {
		size_t max;
		int code;
	} rows[] = { { 1250, EVGRPC_OK }, { 1150, EVGRPC_RESOURCE_EXHAUSTED }, { 100, EVGRPC_RESOURCE_EXHAUSTED } };

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pair pair;
		struct ask ask;

		pair_init(&pair);
		pair.fake.on_request = answer_with_many_fields;
		pair.options.max_header_bytes = rows[i].max;
		pair_open(&pair, NULL);
		pair_call(&pair, &ask);
		assert_int_equal(ask.code, rows[i].code);
		if (ask.code)
			assert_non_null(strstr(ask.message, "the metadata of the response is larger than"));
		pair_close(&pair);
	}
}

/* The call ends before anything is sent, with a sentence that says which of the things given was wrong. */
static void what_cannot_be_sent_is_named(void **state)
{
	static const struct evgrpc_metadata bad[] = { { "Big", "x" },    { "x-a", "line\nbreak" },
						      { "x-a", " x" },   { "te", "x" },
						      { "grpc-x", "x" }, { "", "x" },
						      { "x-a", NULL },   { NULL, "x" } };
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, "unix:/does/not/exist");
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct evgrpc_status status;
	ProtobufCMessage *response;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		const struct evgrpc_call_options options = { .metadata = &bad[i], .n_metadata = 1 };
		char named[32];

		snprintf(named, sizeof named, "the metadata \"%s\" ", bad[i].key ? bad[i].key : "");
		assert_int_equal(say(channel, "hi", MODE_ECHO, &options, NULL, &status), EVGRPC_INTERNAL);
		assert_non_null(strstr(status.message, named));
	}
	assert_int_equal(evgrpc_unary(channel, "Say", &request.base, &evgrpc__test__echo_response__descriptor, NULL,
				      &response, &status),
			 EVGRPC_INTERNAL);
	assert_string_equal(status.message, "the path of a method is like \"/package.Service/Method\"");
	evgrpc_channel_free(channel);
}

static void ones_own_metadata_has_a_limit(void **state)
{
	static char value[20000];
	const struct evgrpc_metadata metadata[] = { { "x-a", value }, { "x-b", value }, { "x-c", value } };
	const struct evgrpc_call_options fits = { .metadata = metadata, .n_metadata = 2 },
					 does_not = { .metadata = metadata, .n_metadata = 3 };
	struct echo_server echo;
	struct evgrpc_server_options options;
	struct evgrpc_channel *channel;
	struct evgrpc_status status;

	(void)state;
	memset(value, 'x', sizeof value - 1);
	evgrpc_server_options_default(&options);
	options.max_header_bytes = 60000;
	echo = echo_start(&options, NULL);
	channel = evgrpc_channel_new(NULL, echo.address);
	assert_int_equal(say(channel, "hi", MODE_ECHO, &fits, NULL, NULL), EVGRPC_OK);
	assert_int_equal(say(channel, "hi", MODE_ECHO, &does_not, NULL, &status), EVGRPC_RESOURCE_EXHAUSTED);
	assert_string_equal(status.message, "the call's metadata is larger than 48 KiB");
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* ---- Compression -------------------------------------------------------------------------------------------- */

static struct {
	const char *encoding; /* NULL: none is named */
	uint8_t bytes[8192];
	size_t n;
} packed;

/* A response with n bytes of padding, deflated, in its frame with the flag 1. */
static void pack_gzip(size_t n)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	struct evg_buf deflated = { 0 };
	uint8_t *plain;
	size_t len;

	response.text = "small";
	response.padding.data = calloc(1, n);
	response.padding.len = n;
	plain = malloc(evgrpc__test__echo_response__get_packed_size(&response));
	len = evgrpc__test__echo_response__pack(&response, plain);
	assert_int_equal(evg_gzip_deflate(plain, len, &deflated), 1);
	packed.n = evg_buf_len(&deflated) + 5;
	assert_true(packed.n <= sizeof packed.bytes);
	memcpy(packed.bytes, "\1\0\0", 3);
	packed.bytes[3] = (uint8_t)(evg_buf_len(&deflated) >> 8);
	packed.bytes[4] = (uint8_t)evg_buf_len(&deflated);
	memcpy(packed.bytes + 5, evg_buf_bytes(&deflated), evg_buf_len(&deflated));
	evg_buf_clear(&deflated, 0);
	free(plain);
	free(response.padding.data);
}

static void answer_packed(struct fake_stream *stream)
{
	const char *const initial[] = { "grpc-encoding", packed.encoding, NULL };

	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	fake_respond(stream, packed.encoding ? initial : NULL, packed.bytes, packed.n);
}

static void compressed_answers_are_read(void **state)
{
	static const struct {
		const char *encoding;
		size_t size;
		uint8_t spoil; /* changes the byte in the middle */
		int code;
		const char *message;
	} rows[] = {
		{ "gzip", 100000, 0, EVGRPC_OK, NULL },
		{ "gzip", 999000, 0, EVGRPC_OK, NULL },
		{ "gzip", 1000001, 0, EVGRPC_RESOURCE_EXHAUSTED, "larger than 1000000 bytes" },
		{ "gzip", 100000, 1, EVGRPC_INTERNAL, "could not be inflated" },
		{ NULL, 100000, 0, EVGRPC_INTERNAL, "names no compression" },
		{ "identity", 100000, 0, EVGRPC_INTERNAL, "names no compression" },
		{ "snappy", 100000, 0, EVGRPC_INTERNAL, "not offered" },
	};
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.on_request = answer_packed;
	pair.options.max_response_bytes = 1000000;
	pair_open(&pair, NULL);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		packed.encoding = rows[i].encoding;
		pack_gzip(rows[i].size);
		packed.bytes[packed.n / 2] ^= rows[i].spoil;
		pair_call(&pair, &ask);
		assert_int_equal(ask.code, rows[i].code);
		assert_true(ask.was_compressed == (ask.code == EVGRPC_OK));
		if (rows[i].message && !strstr(ask.message, rows[i].message))
			fail_msg("row %zu: \"%s\"", i, ask.message);
	}
	pair_close(&pair);
}

static void a_plain_message_has_no_flag(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_false(ask.was_compressed);
	pair_close(&pair);
}

static void requests_are_compressed_as_asked(void **state)
{
	const struct evgrpc_call_options options = { .compression = EVGRPC_GZIP };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char text[1001] = { 0 };
	struct pair pair;
	struct ask ask;

	(void)state;
	memset(text, 'x', 1000);
	request.text = text;
	pair_init(&pair);
	pair_open(&pair, NULL);
	for (int on = 0; on <= 1; on++) {
		ask_open(&ask, pair.channel, &options);
		evgrpc_client_compress(ask.call, on);
		assert_int_equal(evgrpc_client_send(ask.call, &request.base), 0);
		evgrpc_client_half_close(ask.call);
		ask_finish(&ask, pair.base);
		assert_int_equal(ask.code, EVGRPC_OK);
		assert_non_null(strstr(pair.fake.streams->fields, "grpc-encoding: gzip\n"));
		assert_int_equal(pair.fake.streams->body[0], on);
		assert_true((pair.fake.streams->n_body < 100) == on);
	}
	/* One that would not shrink goes out plain. */
	ask_start(&ask, pair.channel, &options);
	ask_finish(&ask, pair.base);
	assert_int_equal(pair.fake.streams->body[0], 0);
	pair_close(&pair);
}

/* ---- Junk --------------------------------------------------------------------------------------------------- */

enum { JUNK = 8 << 20 };

static uint8_t junk[5 + JUNK];

static void answer_junk(struct fake_stream *stream)
{
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	fake_respond(stream, NULL, junk, sizeof junk);
}

/* 4 million unknown fields of two bytes each, which protobuf-c would keep in 40 bytes each. */
static void what_unpacks_to_too_much_is_refused(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	junk[1] = JUNK >> 24;
	junk[2] = (uint8_t)(JUNK >> 16);
	for (size_t i = 5; i < sizeof junk; i += 2)
		junk[i] = 0x78; /* field 15, varint 0 */
	pair_init(&pair);
	pair.fake.on_request = answer_junk;
	pair_open(&pair, NULL);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_RESOURCE_EXHAUSTED);
	assert_non_null(strstr(ask.message, "unpacks to more memory"));
	junk[6] = 0x80; /* a varint without end is no message at all */
	memset(junk + 7, 0x80, 20);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_INTERNAL);
	pair_close(&pair);
}

/* ---- How it ended ------------------------------------------------------------------------------------------- */

/* An answer with one message: its header block, with a grpc-status where none belongs if early is set, and its end. */
static struct ending {
	const char *http, *type, *early;
	const char *trailer; /* grpc-status of the trailers; NULL: the stream ends without trailers */
	bool resets;         /* instead */
	int code, n_messages;
} ending;

static ssize_t read_hi(nghttp2_session *session, int32_t id, uint8_t *to, size_t room, uint32_t *flags,
		       nghttp2_data_source *source, void *user_data)
{
	const nghttp2_nv trailer = fake_nv("grpc-status", ending.trailer ? ending.trailer : "");

	(void)room;
	(void)source;
	(void)user_data;
	memcpy(to, FAKE_HI, FAKE_HI_LEN);
	if (ending.resets) {
		nghttp2_submit_rst_stream(session, NGHTTP2_FLAG_NONE, id, NGHTTP2_INTERNAL_ERROR);
		return FAKE_HI_LEN;
	}
	*flags |= NGHTTP2_DATA_FLAG_EOF;
	if (ending.trailer) {
		*flags |= NGHTTP2_DATA_FLAG_NO_END_STREAM;
		nghttp2_submit_trailer(session, id, &trailer, 1);
	}
	return FAKE_HI_LEN;
}

static void answer_by_row(struct fake_stream *stream)
{
	const nghttp2_data_provider provider = { .read_callback = read_hi };
	const nghttp2_nv nv[] = { fake_nv(":status", ending.http), fake_nv("content-type", ending.type),
				  fake_nv("grpc-status", ending.early ? ending.early : "") };

	nghttp2_submit_response(stream->conn->session, stream->id, nv, ending.early ? 3 : 2, &provider);
}

/* Only the status of the last block counts, and only of an answer that is gRPC's; else gRPC's table for HTTP. */
static void the_end_is_what_the_trailers_say(void **state)
{
	static const char grpc[] = "application/grpc", html[] = "text/html";
	static const struct ending rows[] = {
		{ "200", grpc, NULL, "0", false, EVGRPC_OK, 1 },
		{ "200", "application/grpc+proto", NULL, "0", false, EVGRPC_OK, 1 },
		{ "200", grpc, "5", "0", false, EVGRPC_OK, 1 },
		{ "200", grpc, "0", NULL, true, EVGRPC_INTERNAL, 1 },
		{ "200", grpc, "0", NULL, false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, NULL, false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, "16", false, EVGRPC_UNAUTHENTICATED, 1 },
		{ "200", grpc, NULL, "17", false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, "-1", false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, "", false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, "0x0", false, EVGRPC_UNKNOWN, 1 },
		{ "200", grpc, NULL, "4294967296", false, EVGRPC_UNKNOWN, 1 },
		{ "200", html, NULL, "0", false, EVGRPC_UNKNOWN, 0 },
		{ "200", html, NULL, "5", false, EVGRPC_NOT_FOUND, 0 },
		{ "200", "application/grpc-web", NULL, NULL, false, EVGRPC_UNKNOWN, 0 },
		{ "503", grpc, NULL, "0", false, EVGRPC_UNAVAILABLE, 0 },
		{ "503", grpc, NULL, "5", false, EVGRPC_NOT_FOUND, 0 },
		{ "400", html, NULL, NULL, false, EVGRPC_INTERNAL, 0 },
		{ "401", html, NULL, NULL, false, EVGRPC_UNAUTHENTICATED, 0 },
		{ "403", html, NULL, NULL, false, EVGRPC_PERMISSION_DENIED, 0 },
		{ "404", html, NULL, NULL, false, EVGRPC_UNIMPLEMENTED, 0 },
		{ "429", html, NULL, NULL, false, EVGRPC_UNAVAILABLE, 0 },
		{ "502", html, NULL, NULL, false, EVGRPC_UNAVAILABLE, 0 },
		{ "504", html, NULL, NULL, false, EVGRPC_UNAVAILABLE, 0 },
		{ "302", html, NULL, NULL, false, EVGRPC_UNKNOWN, 0 },
		{ "500", html, NULL, NULL, false, EVGRPC_UNKNOWN, 0 },
	};
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.on_request = answer_by_row;
	pair_open(&pair, NULL);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		ending = rows[i];
		pair_call(&pair, &ask);
		if (ask.code != ending.code || ask.n_messages != ending.n_messages)
			fail_msg("row %zu: %d, %d messages: %s", i, ask.code, ask.n_messages, ask.message);
	}
	assert_int_equal(pair.fake.n_conns, 1);
	pair_close(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_of_metadata_are_told_apart),
		cmocka_unit_test(trailers_only_have_trailing_metadata_alone),
		cmocka_unit_test(metadata_has_a_limit),
		cmocka_unit_test(what_cannot_be_sent_is_named),
		cmocka_unit_test(ones_own_metadata_has_a_limit),
		cmocka_unit_test(compressed_answers_are_read),
		cmocka_unit_test(a_plain_message_has_no_flag),
		cmocka_unit_test(requests_are_compressed_as_asked),
		cmocka_unit_test(what_unpacks_to_too_much_is_refused),
		cmocka_unit_test(the_end_is_what_the_trailers_say),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
