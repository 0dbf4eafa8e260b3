/* Metadata both ways: several values of one key, bytes, both header blocks, and what does not fit. */
#include "raw.h"

static struct {
	atomic_int held;
	struct evgrpc_call *_Atomic call;
	char list[512];
} noted;

static struct echo_server start(const struct evgrpc_hook *hook)
{
	struct evgrpc_server_options options;

	memset(&noted, 0, sizeof noted);
	evgrpc_server_options_default(&options);
	return echo_start_more(&options, NULL, (struct echo_extras){ .hooks = hook, .n_hooks = 1 });
}

/* One Say; what came is in raw. */
static void ask(struct raw *raw, const char *const *extra)
{
	raw_request(raw, RAW_SAY, extra, RAW_HI, RAW_HI_LEN);
	raw_finish(raw);
}

static enum evgrpc_verdict list_metadata(struct evgrpc_call *call, void *arg)
{
	const char *key, *value;
	size_t n = 0;

	(void)arg;
	for (size_t i = 0; evgrpc_call_metadata_at(call, i, &key, &value); i++)
		n += (size_t)snprintf(noted.list + n, sizeof noted.list - n, "%s=%s\n", key, value);
	assert_string_equal(evgrpc_call_metadata(call, "x-a"), "1");
	assert_null(evgrpc_call_metadata(call, "x-c"));
	assert_false(evgrpc_call_metadata_at(call, SIZE_MAX, &key, &value));
	return EVGRPC_GO_ON;
}

static void all_values_of_a_key_are_there_in_order(void **state)
{
	static const char *const extra[] = { "x-a", "1", "x-b", "", "x-a", "2", "x-a", "1", NULL };
	const struct evgrpc_hook hook = { .before = list_metadata };
	struct echo_server echo = start(&hook);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	ask(&raw, extra);
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_string_equal(noted.list, "x-a=1\nx-b=\nx-a=2\nx-a=1\ncontent-type=application/grpc\n");
	raw_end(&raw);
	echo_stop(&echo);
}

static enum evgrpc_verdict read_bytes(struct evgrpc_call *call, void *arg)
{
	static const struct {
		const char *key, *bytes; /* NULL: none */
		size_t n;
	} rows[] = {
		{ "x-plain-bin", "\0\xff\x10", 3 }, { "x-padded-bin", "a", 1 }, { "x-bare-bin", "a", 1 },
		{ "x-two-bin", "ab", 2 },           { "x-empty-bin", "", 0 },   { "x-joined-bin", "abc", 3 },
		{ "x-odd-bin", NULL, 0 },           { "x-junk-bin", NULL, 0 },  { "x-none-bin", NULL, 0 },
	};

	(void)arg;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		size_t n = 77;
		const uint8_t *bytes = evgrpc_call_metadata_bin(call, rows[i].key, &n);

		if (!rows[i].bytes) {
			assert_null(bytes);
			assert_int_equal(n, 77);
			continue;
		}
		assert_non_null(bytes);
		assert_int_equal(n, rows[i].n);
		assert_memory_equal(bytes, rows[i].bytes, n);
	}
	return EVGRPC_GO_ON;
}

static void bytes_are_decoded(void **state)
{
	static const char *const extra[] = { "x-plain-bin",  "AP8Q",      "x-padded-bin", "YQ==",        "x-bare-bin",
					     "YQ",           "x-two-bin", "YWI=",         "x-empty-bin", "",
					     "x-joined-bin", "YWJj,ZGVm", "x-odd-bin",    "YWJjZ",       "x-junk-bin",
					     "Y*Jj",         NULL };
	const struct evgrpc_hook hook = { .before = read_bytes };
	struct echo_server echo = start(&hook);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	ask(&raw, extra);
	raw_assert_has(&raw, "grpc-status: 0\n");
	raw_end(&raw);
	echo_stop(&echo);
}

static enum evgrpc_verdict add_fields(struct evgrpc_call *call, void *arg)
{
	static const uint8_t bytes[] = { 0, 0xff, 0x10, 'x' };

	(void)arg;
	assert_int_equal(evgrpc_call_add_initial_metadata_bin(call, "x-i-bin", bytes, 4), 0);
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-i", "1"), 0);
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-i", "2"), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "x-t-bin", bytes, 3), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "x-t-bin", bytes, 0), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-t", "1"), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-t", ""), 0);
	/* Not legal. */
	assert_int_equal(evgrpc_call_add_initial_metadata_bin(call, "x-i", bytes, 3), -1);
	assert_int_equal(evgrpc_call_add_initial_metadata_bin(call, "-bin", bytes, 3), -1);
	assert_int_equal(evgrpc_call_add_initial_metadata_bin(call, "X-bin", bytes, 3), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "grpc-x-bin", bytes, 3), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, NULL, bytes, 3), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, ":status", "500"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x y", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x", " v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x", "v "), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x", "\xc3\xa4"), -1);
	return EVGRPC_GO_ON;
}

static void answers_carry_fields_in_both_blocks(void **state)
{
	const struct evgrpc_hook hook = { .before = add_fields };
	struct echo_server echo = start(&hook);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	ask(&raw, NULL);
	assert_string_equal(raw.fields, ":status: 200\ncontent-type: application/grpc\n"
					"grpc-accept-encoding: identity,gzip\n"
					"x-i-bin: AP8QeA\nx-i: 1\nx-i: 2\n--\n"
					"grpc-status: 0\nx-t-bin: AP8Q\nx-t-bin: \nx-t: 1\nx-t: \n--\n");
	raw_end(&raw);
	echo_stop(&echo);
}

static enum evgrpc_verdict send_early(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-early", "yes"), 0);
	assert_int_equal(evgrpc_call_send_initial_metadata(call), 0);
	assert_int_equal(evgrpc_call_send_initial_metadata(call), 0); /* once is enough */
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-late", "yes"), -1);
	assert_int_equal(evgrpc_call_add_initial_metadata_bin(call, "x-late-bin", (const uint8_t *)"a", 1), -1);
	assert_int_equal(evgrpc_call_use_compression(call, EVGRPC_GZIP), -1);
	return EVGRPC_GO_ON;
}

static void initial_metadata_may_go_ahead(void **state)
{
	const struct evgrpc_hook hook = { .before = send_early };
	struct echo_server echo = start(&hook);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, "\0\0\0\0\2\x10\3", 7); /* mode: MODE_HOLD */
	while (!strstr(raw.fields, "--\n"))
		assert_true(raw_turn(&raw));
	raw_assert_has(&raw, "x-early: yes\n");
	assert_null(strstr(raw.fields, "grpc-status"));
	WAIT_FOR(seen.held == 1);
	test_release();
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_true(raw.n_data > 0);
	/* With an error and no message, the two blocks stand alone. */
	raw_request(&raw, RAW_SAY, NULL, "\0\0\0\0\2\x10\1", 7); /* mode: MODE_FAIL_WITH_DETAILS */
	raw_finish(&raw);
	raw_assert_has(&raw, "x-early: yes\n--\ngrpc-status: 9\n");
	assert_int_equal(raw.n_data, 0);
	raw_end(&raw);
	echo_stop(&echo);
}

/* ---- Too much ------------------------------------------------------------------------------------------------ */

static enum evgrpc_verdict add_too_many(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	for (int i = 0; i < 32; i++) {
		assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-n", "v"), 0);
		assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-n", "v"), 0);
	}
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-n", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-n", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "x-n-bin", (const uint8_t *)"v", 1), -1);
	return EVGRPC_GO_ON;
}

static enum evgrpc_verdict add_too_large(struct evgrpc_call *call, void *arg)
{
	static const uint8_t zeros[40000];
	static char value[32768];

	(void)arg;
	memset(value, 'v', sizeof value - 1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-n", value), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "x-n-bin", zeros, sizeof zeros), -1);
	value[32768 - 32 - 3] = 0; /* with name and overhead just as much as may be */
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-n", value), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x", ""), -1);
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x", ""), 0);
	return EVGRPC_GO_ON;
}

/* A block has a limit on what a program may add, and with all of that it still arrives. */
static void blocks_have_limits(void **state)
{
	static enum evgrpc_verdict (*const hooks[])(struct evgrpc_call *, void *) = { add_too_many, add_too_large };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		const struct evgrpc_hook hook = { .before = hooks[i] };
		struct echo_server echo = start(&hook);
		struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);
		struct evgrpc_status status;

		assert_int_equal(say(channel, "x", MODE_FAIL_WITH_DETAILS, NULL, NULL, &status),
				 EVGRPC_FAILED_PRECONDITION);
		assert_string_equal(status.message, " 不行: 100% \n");
		assert_int_equal(status.details_len, sizeof details_bytes);
		evgrpc_channel_free(channel);
		echo_stop(&echo);
	}
}

static enum evgrpc_verdict fail_at_length(struct evgrpc_call *call, void *arg)
{
	static const uint8_t details[1000];
	static const struct evgrpc_status status = {
		.code = EVGRPC_ABORTED, .message = "why", .details = details, .details_len = sizeof details
	};
	char value[301];

	(void)arg;
	memset(value, 'v', sizeof value - 1);
	value[sizeof value - 1] = 0;
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-t", value), 0);
	evgrpc_call_finish(call, &status);
	return EVGRPC_ENDED;
}

/* A peer that announces how large a header list it takes gets the status, whatever has to stay behind for it. */
static void a_status_fits_the_peer(void **state)
{
	static const struct {
		uint32_t max;
		bool details, metadata;
	} rows[] = { { 0, false, false },
		     { 500, false, false },
		     { 1000, false, true },
		     { 1800, true, false },
		     { 2200, true, true } };
	const struct evgrpc_hook hook = { .before = fail_at_length };
	struct echo_server echo = start(&hook);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const nghttp2_settings_entry entry = { NGHTTP2_SETTINGS_MAX_HEADER_LIST_SIZE, rows[i].max };

		nghttp2_submit_settings(raw.session, NGHTTP2_FLAG_NONE, &entry, 1);
		ask(&raw, NULL);
		raw_assert_has(&raw, "grpc-status: 10\ngrpc-message: why\n");
		assert_int_equal(strstr(raw.fields, "grpc-status-details-bin: ") != NULL, rows[i].details);
		assert_int_equal(strstr(raw.fields, "x-t: vvv") != NULL, rows[i].metadata);
	}
	raw_end(&raw);
	echo_stop(&echo);
}

static enum evgrpc_verdict fail_with_much_detail(struct evgrpc_call *call, void *arg)
{
	static const uint8_t details[8193];
	const char *n = evgrpc_call_metadata(call, "x-len");
	const struct evgrpc_status status = { .code = EVGRPC_ABORTED,
					      .details = details,
					      .details_len = strtoul(n, NULL, 10) };

	(void)arg;
	evgrpc_call_finish(call, &status);
	return EVGRPC_ENDED;
}

static void details_have_a_limit(void **state)
{
	const struct evgrpc_hook hook = { .before = fail_with_much_detail };
	struct echo_server echo = start(&hook);
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, echo.address);

	(void)state;
	for (int i = 0; i < 2; i++) {
		const struct evgrpc_metadata len = { "x-len", i ? "8193" : "8192" };
		const struct evgrpc_call_options options = { .metadata = &len, .n_metadata = 1 };
		struct evgrpc_status status;

		assert_int_equal(say(channel, "x", MODE_ECHO, &options, NULL, &status), EVGRPC_ABORTED);
		assert_int_equal(status.details_len, i ? 0 : 8192);
	}
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* ---- Too late ------------------------------------------------------------------------------------------------ */

/* All that a handler may still try when its call is gone. */
static void try_everything(void *arg)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	struct evgrpc_call *call = arg;

	assert_true(evgrpc_call_is_gone(call));
	assert_int_equal(evgrpc_call_send(call, &response.base), -1);
	assert_int_equal(evgrpc_call_send_initial_metadata(call), -1);
	assert_int_equal(evgrpc_call_use_compression(call, EVGRPC_GZIP), -1);
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-late", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-late", "v"), -1);
	assert_int_equal(evgrpc_call_add_trailing_metadata_bin(call, "x-late-bin", (const uint8_t *)"v", 1), -1);
	assert_int_equal(evgrpc_call_queued(call), 0);
	evgrpc_call_next(call);
	evgrpc_call_reply(call, &response.base);
	noted.held = 1;
}

static void expect_nothing_works(struct raw *raw)
{
	struct evgrpc_call *call = seen.held_call;

	WAIT_FOR(seen.gone == 1);
	assert_int_equal(seen.ended, 0);
	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(call), try_everything, call), 0);
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(noted.held, 1);
	raw_end(raw);
}

static void a_call_that_is_gone_takes_nothing(void **state)
{
	static const char *const short_time[] = { "grpc-timeout", "50m", NULL };
	const struct evgrpc_hook hook = { 0 };

	(void)state;
	for (int i = 0; i < 3; i++) {
		struct echo_server echo = start(&hook);
		struct raw raw;

		raw_open(&raw, echo.address);
		raw_request(&raw, RAW_SAY, i == 2 ? short_time : NULL, "\0\0\0\0\2\x10\3", 7); /* MODE_HOLD */
		raw_flush(&raw);
		WAIT_FOR(seen.held == 1);
		if (i == 0) /* the stream goes */
			nghttp2_submit_rst_stream(raw.session, NGHTTP2_FLAG_NONE, 1, NGHTTP2_CANCEL);
		if (i == 1) /* the connection goes */
			shutdown(raw.fd, SHUT_RDWR);
		if (i == 2) { /* the deadline passes */
			raw_finish(&raw);
			raw_assert_has(&raw, "grpc-status: 4\n");
		}
		raw_flush(&raw);
		expect_nothing_works(&raw);
		assert_null(strstr(raw.fields, "x-late"));
		assert_int_equal(seen.last_code, i == 2 ? EVGRPC_DEADLINE_EXCEEDED : EVGRPC_CANCELLED);
		echo_stop(&echo);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_values_of_a_key_are_there_in_order),
		cmocka_unit_test(bytes_are_decoded),
		cmocka_unit_test(answers_carry_fields_in_both_blocks),
		cmocka_unit_test(initial_metadata_may_go_ahead),
		cmocka_unit_test(blocks_have_limits),
		cmocka_unit_test(a_status_fits_the_peer),
		cmocka_unit_test(details_have_a_limit),
		cmocka_unit_test(a_call_that_is_gone_takes_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
