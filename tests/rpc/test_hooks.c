/* What stands before and after a call: the order, the three verdicts, and what may happen while a hook holds it. */
#include "raw.h"

/* What the hooks below saw. */
static struct {
	char trace[64]; /* a letter for each hook that ran; complete when the record was counted */
	atomic_int before, gone, held;
	struct evgrpc_call *_Atomic call;
	struct evgrpc_call_record record;
	char method[64], message[64];
} hooked;

static void note_letter(const char *letter)
{
	strncat(hooked.trace, letter, sizeof hooked.trace - strlen(hooked.trace) - 1);
}

static enum evgrpc_verdict letter_before(struct evgrpc_call *call, void *arg)
{
	const char *letter = arg;

	(void)call;
	hooked.before++;
	note_letter(letter);
	return EVGRPC_GO_ON;
}

static void letter_after(const struct evgrpc_call_record *record, void *arg)
{
	const char lower[] = { (char)(*(const char *)arg + 'a' - 'A'), 0 };

	(void)record;
	note_letter(lower);
}

static void keep_record(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	hooked.record = *record;
	snprintf(hooked.method, sizeof hooked.method, "%s", record->method);
	snprintf(hooked.message, sizeof hooked.message, "%s", record->message ? record->message : "");
}

/* Refuses who shows no x-key. */
static enum evgrpc_verdict check_key(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	if (evgrpc_call_metadata(call, "x-key"))
		return EVGRPC_GO_ON;
	evgrpc_call_fail(call, EVGRPC_UNAUTHENTICATED, "show your key");
	return EVGRPC_ENDED;
}

static void on_hold_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	assert_true(evgrpc_call_is_gone(call));
	assert_int_equal(evgrpc_call_time_left_ms(call), 0);
	assert_int_equal(evgrpc_call_add_trailing_metadata(call, "x-late", "v"), -1);
	hooked.gone++;
}

static enum evgrpc_verdict keep_waiting(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	assert_false(evgrpc_call_is_gone(call));
	evgrpc_call_on_gone(call, on_hold_gone, NULL);
	hooked.call = call;
	hooked.held++;
	return EVGRPC_HOLD;
}

static void resume(void *arg)
{
	evgrpc_call_resume(arg);
}

static void fail_call(void *arg)
{
	evgrpc_call_fail(arg, EVGRPC_PERMISSION_DENIED, "not you");
}

static void post_to_held(void (*fn)(void *arg))
{
	struct evgrpc_call *call = hooked.call;

	assert_int_equal(evgrpc_worker_post(evgrpc_call_worker(call), fn, call), 0);
}

static struct echo_server start(const struct evgrpc_hook *hooks, size_t n)
{
	struct evgrpc_server_options options;

	memset(&hooked, 0, sizeof hooked);
	evgrpc_server_options_default(&options);
	options.stream_window = 65535;
	return echo_start_more(&options, NULL, (struct echo_extras){ .hooks = hooks, .n_hooks = n });
}

static const struct evgrpc_hook holding = { .before = keep_waiting, .after = keep_record };

/* A call that the hook holds, on a raw connection. */
static void open_held(struct raw *raw, const struct echo_server *echo, const char *path)
{
	raw_open(raw, echo->address);
	raw_request(raw, path, NULL, RAW_HI, RAW_HI_LEN);
	raw_flush(raw);
	WAIT_FOR(hooked.held == 1);
}

static void hooks_run_in_order_and_back(void **state)
{
	const struct evgrpc_hook hooks[] = { { .before = letter_before, .after = letter_after, .arg = "A" },
					     { .after = letter_after, .arg = "B" },
					     { .before = letter_before, .arg = "C" },
					     { .before = letter_before, .after = letter_after, .arg = "D" } };
	struct echo_server echo = start(hooks, 4);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	raw_request(&raw, RAW_COLLECT, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	WAIT_FOR(seen.ended == 2);
	assert_string_equal(hooked.trace, "ACDdbaACDdba");
	raw_end(&raw);
	echo_stop(&echo);
}

static void a_hook_refuses_what_nobody_else_sees(void **state)
{
	static const char *const key[] = { "x-key", "1", NULL };
	const struct evgrpc_hook hooks[] = { { .before = check_key, .after = keep_record },
					     { .before = letter_before, .after = letter_after, .arg = "A" } };
	struct echo_server echo = start(hooks, 2);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_COLLECT, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 16\ngrpc-message: show your key\n");
	WAIT_FOR(seen.ended == 1);
	assert_string_equal(hooked.trace, "a"); /* after runs for it all the same */
	assert_int_equal(seen.half_closed, 0);
	assert_string_equal(hooked.message, "show your key");
	assert_int_equal(hooked.record.handler_us, 0);
	assert_int_equal(hooked.record.messages_in, 0);
	raw_request(&raw, RAW_COLLECT, key, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	WAIT_FOR(seen.ended == 2);
	assert_int_equal(seen.half_closed, 1);
	raw_end(&raw);
	echo_stop(&echo);
}

static void what_no_method_takes_passes_no_hook(void **state)
{
	static const char *const no_time[] = { "grpc-timeout", "0n", NULL };
	const struct evgrpc_hook hooks[] = { { .before = letter_before, .after = keep_record, .arg = "A" } };
	struct echo_server echo = start(hooks, 1);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, "/x.Y/Z", NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 12\n");
	WAIT_FOR(seen.ended == 1);
	assert_string_equal(hooked.method, "/x.Y/Z");
	raw_request(&raw, RAW_CHAT, no_time, RAW_HI, RAW_HI_LEN); /* too late before it began */
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 4\n");
	WAIT_FOR(seen.ended == 2);
	assert_int_equal(hooked.before, 0);
	assert_int_equal(hooked.record.handler_us, 0);
	raw_end(&raw);
	echo_stop(&echo);
}

static void a_held_call_goes_on_later(void **state)
{
	static const char *const paths[] = { RAW_SAY, RAW_COLLECT, RAW_CHAT };
	struct echo_server echo = start(&holding, 1);

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
		struct raw raw;

		hooked.held = 0;
		open_held(&raw, &echo, paths[i]);
		post_to_held(resume);
		raw_finish(&raw);
		raw_assert_has(&raw, "grpc-status: 0\n");
		assert_true(raw.n_data > 0);
		WAIT_FOR(seen.ended == (int)i + 1);
		assert_int_equal(hooked.record.messages_in, 1);
		raw_end(&raw);
	}
	assert_int_equal(hooked.gone, 0);
	echo_stop(&echo);
}

static enum evgrpc_verdict resume_at_once(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_resume(call);
	return EVGRPC_HOLD;
}

static void a_hook_may_resume_before_it_has_answered(void **state)
{
	const struct evgrpc_hook hooks[] = { { .before = resume_at_once },
					     { .before = letter_before, .after = letter_after, .arg = "A" } };
	struct echo_server echo = start(hooks, 2);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	WAIT_FOR(seen.ended == 1);
	assert_string_equal(hooked.trace, "Aa");
	raw_end(&raw);
	echo_stop(&echo);
}

static void a_held_call_is_refused_later(void **state)
{
	struct echo_server echo = start(&holding, 1);
	struct raw raw;

	(void)state;
	open_held(&raw, &echo, RAW_COLLECT);
	post_to_held(fail_call);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 7\ngrpc-message: not you\n");
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(hooked.gone, 0);
	assert_int_equal(seen.half_closed, 0);
	raw_end(&raw);
	echo_stop(&echo);
}

/* The peer resets while the hook works: it hears so once, and whatever it says then only frees the call. */
static void a_held_call_is_cancelled(void **state)
{
	static void (*const words[])(void *) = { resume, fail_call };
	struct echo_server echo = start(&holding, 1);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct raw raw;

		hooked.held = hooked.gone = 0;
		open_held(&raw, &echo, i ? RAW_COLLECT : RAW_SAY);
		nghttp2_submit_rst_stream(raw.session, NGHTTP2_FLAG_NONE, 1, NGHTTP2_CANCEL);
		raw_flush(&raw);
		WAIT_FOR(hooked.gone == 1);
		assert_int_equal(seen.ended, i);
		post_to_held(words[i]);
		WAIT_FOR(seen.ended == (int)i + 1);
		assert_int_equal(hooked.record.code, EVGRPC_CANCELLED);
		assert_true(hooked.record.cancelled);
		assert_int_equal(hooked.record.handler_us, 0);
		raw_end(&raw);
	}
	assert_int_equal(seen.half_closed, 0);
	echo_stop(&echo);
}

static void a_deadline_passes_while_a_hook_works(void **state)
{
	static const char *const short_time[] = { "grpc-timeout", "50m", NULL };
	struct echo_server echo = start(&holding, 1);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, short_time, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 4\n");
	assert_int_equal(hooked.gone, 1);
	assert_int_equal(seen.ended, 0); /* the hook still owes a word */
	post_to_held(resume);
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(hooked.record.code, EVGRPC_DEADLINE_EXCEEDED);
	raw_end(&raw);
	echo_stop(&echo);
}

/* After resume the handler has the call: the hook hears of it no more. */
static void on_gone_of_a_hook_is_not_the_handlers(void **state)
{
	struct echo_server echo = start(&holding, 1);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, "\0\0\0\0\2\x10\3", 7); /* mode: MODE_HOLD, which sets its own */
	raw_flush(&raw);
	WAIT_FOR(hooked.held == 1);
	post_to_held(resume);
	WAIT_FOR(seen.held == 1);
	nghttp2_submit_rst_stream(raw.session, NGHTTP2_FLAG_NONE, 1, NGHTTP2_CANCEL);
	raw_flush(&raw);
	WAIT_FOR(seen.gone == 1);
	assert_int_equal(hooked.gone, 0);
	test_release();
	WAIT_FOR(seen.ended == 1);
	raw_end(&raw);
	echo_stop(&echo);
}

/* 300 KB are sent while the hook holds the call; a window of 64 KB arrives and no more, until it is let go. */
static void messages_wait_while_a_hook_works(void **state)
{
	enum { N = 300, EACH = 5 + 2 + 3 + 1000 };
	static uint8_t body[N * EACH];
	struct echo_server echo = start(&holding, 1);
	struct raw raw;

	(void)state;
	for (size_t i = 0; i < N; i++) {
		uint8_t *message = body + i * EACH;

		/* text: 1,000 letters, number of bytes in front; mode: 0 */
		memcpy(message, "\0\0\0\x03\xed\x10\0\12\xe8\7", 10);
		memset(message + 10, 'x', 1000);
	}
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_COLLECT, NULL, body, sizeof body);
	raw_flush(&raw);
	WAIT_FOR(hooked.held == 1);
	raw_ping(&raw); /* what was sent so far has been read, and no window came back for it */
	assert_int_equal(nghttp2_session_get_stream_remote_window_size(raw.session, 1), 0);
	assert_int_equal(sizeof body - raw.body_len, 65535);
	post_to_held(resume);
	raw_finish(&raw);
	raw_assert_has(&raw, "grpc-status: 0\n");
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(hooked.record.messages_in, N);
	assert_int_equal(hooked.record.bytes_in, sizeof body);
	raw_end(&raw);
	echo_stop(&echo);
}

static enum evgrpc_verdict answer_itself(struct evgrpc_call *call, void *arg)
{
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;

	(void)arg;
	response.text = (char *)"from the hook";
	assert_int_equal(evgrpc_call_add_initial_metadata(call, "x-cached", "yes"), 0);
	evgrpc_call_reply(call, &response.base);
	return EVGRPC_ENDED;
}

static void a_hook_may_answer(void **state)
{
	const struct evgrpc_hook hooks[] = { { .before = answer_itself, .after = keep_record } };
	struct echo_server echo = start(hooks, 1);
	struct raw raw;

	(void)state;
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, RAW_HI, RAW_HI_LEN);
	raw_finish(&raw);
	raw_assert_has(&raw, "x-cached: yes\n");
	raw_assert_has(&raw, "grpc-status: 0\n");
	assert_int_equal(raw.n_data, 5 + 2 + 13);
	WAIT_FOR(seen.ended == 1);
	assert_int_equal(hooked.record.messages_out, 1);
	assert_int_equal(hooked.record.messages_in, 0);
	raw_end(&raw);
	echo_stop(&echo);
}

static void a_record_says_what_there_was(void **state)
{
	const struct evgrpc_hook hooks[] = { { .after = keep_record } };
	struct echo_server echo = start(hooks, 1);
	struct timespec before, after;
	struct raw raw;

	(void)state;
	clock_gettime(CLOCK_REALTIME, &before);
	raw_open(&raw, echo.address);
	raw_request(&raw, RAW_SAY, NULL, "\0\0\0\0\2\x10\3", 7); /* mode: MODE_HOLD */
	raw_flush(&raw);
	WAIT_FOR(seen.held == 1);
	test_release();
	raw_finish(&raw);
	WAIT_FOR(seen.ended == 1);
	clock_gettime(CLOCK_REALTIME, &after);
	assert_string_equal(hooked.method, RAW_SAY);
	assert_int_equal(hooked.record.code, EVGRPC_OK);
	assert_int_equal(hooked.record.messages_in, 1);
	assert_int_equal(hooked.record.messages_out, 1);
	assert_int_equal(hooked.record.bytes_in, 7);
	assert_int_equal(hooked.record.bytes_out, 5 + 6); /* text: "late" */
	assert_true(hooked.record.handler_us > 0);
	assert_true(hooked.record.duration_us >= hooked.record.handler_us);
	assert_true(hooked.record.started_unix_us / 1000000 >= before.tv_sec - 1);
	assert_true(hooked.record.started_unix_us / 1000000 <= after.tv_sec);
	assert_null(hooked.record.identity);
	raw_end(&raw);
	echo_stop(&echo);
}

static void on_gone_fail(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	hooked.gone++;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static enum evgrpc_verdict hold_until_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_on_gone(call, on_gone_fail, NULL);
	hooked.held++;
	return EVGRPC_HOLD;
}

static void stop_cuts_a_held_call(void **state)
{
	const struct evgrpc_hook hooks[] = { { .before = hold_until_gone } };
	struct echo_server echo = start(hooks, 1);
	struct raw raw;

	(void)state;
	open_held(&raw, &echo, RAW_CHAT);
	assert_int_equal(evgrpc_server_stop(echo.server, 0), 1);
	assert_int_equal(hooked.gone, 1);
	assert_int_equal(seen.ended, 1);
	evgrpc_server_free(echo.server);
	raw_end(&raw);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hooks_run_in_order_and_back),
		cmocka_unit_test(a_hook_refuses_what_nobody_else_sees),
		cmocka_unit_test(what_no_method_takes_passes_no_hook),
		cmocka_unit_test(a_held_call_goes_on_later),
		cmocka_unit_test(a_hook_may_resume_before_it_has_answered),
		cmocka_unit_test(a_held_call_is_refused_later),
		cmocka_unit_test(a_held_call_is_cancelled),
		cmocka_unit_test(a_deadline_passes_while_a_hook_works),
		cmocka_unit_test(on_gone_of_a_hook_is_not_the_handlers),
		cmocka_unit_test(messages_wait_while_a_hook_works),
		cmocka_unit_test(a_hook_may_answer),
		cmocka_unit_test(a_record_says_what_there_was),
		cmocka_unit_test(stop_cuts_a_held_call),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
