/* Attempts after the first: what gRPC's A6 allows, and what no server has begun. */
#include "channel.h"
#include "clock.h"
#include "fake_server.h"

/* What the server does with attempt number i (from 1); in rows of plans. */
enum act {
	ANSWER,      /* well */
	UNAVAILABLE, /* trailers only, grpc-status 14 */
	NOT_FOUND,   /* 5 */
	HALFWAY,     /* headers first, then 14 */
	REFUSE,      /* REFUSED_STREAM */
	CUT,         /* the connection, without a word */
	LEAVE_OUT,   /* GOAWAY that says the stream was not begun */
	PUSHBACK,    /* 14 with plan.pushback */
	HOLD,        /* nothing */
};

static struct {
	enum act acts[8]; /* the last one, ANSWER, goes for all after it */
	const char *pushback;
	char fields[8][2048];
	size_t n_body[8];
	int64_t at_us[8];
} plan;

static void halfway(struct fake_stream *stream)
{
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "14";
	fake_respond(stream, NULL, NULL, 0);
}

static void act(struct fake_stream *stream)
{
	int i = stream->conn->fake->state++;

	assert_in_range(i, 0, 7);
	snprintf(plan.fields[i], sizeof plan.fields[i], "%s", stream->fields);
	plan.n_body[i] = stream->n_body;
	plan.at_us[i] = evg_now_us();
	switch (plan.acts[i]) {
	case ANSWER:
		fake_answer(stream);
		break;
	case UNAVAILABLE:
		fake_refuse(stream, "14", NULL, NULL);
		break;
	case NOT_FOUND:
		fake_refuse(stream, "5", NULL, NULL);
		break;
	case HALFWAY:
		halfway(stream);
		break;
	case REFUSE:
		fake_reset(stream, NGHTTP2_REFUSED_STREAM);
		break;
	case CUT:
		fake_cut(stream->conn);
		break;
	case LEAVE_OUT:
		fake_goaway(stream->conn, stream->id - 2 > 0 ? stream->id - 2 : 0);
		break;
	case PUSHBACK:
		fake_refuse(stream, "14", "grpc-retry-pushback-ms", plan.pushback);
		break;
	case HOLD:
		break;
	}
}

struct pair {
	struct event_base *base;
	struct fake fake;
	struct evgrpc_channel *channel;
	struct evgrpc_channel_options options;
};

static void pair_init(struct pair *pair, const enum act acts[static 8])
{
	memset(&plan, 0, sizeof plan);
	memcpy(plan.acts, acts, sizeof plan.acts);
	*pair = (struct pair){ .base = event_base_new(), .fake = { .on_request = act } };
	evgrpc_channel_options_default(&pair->options);
	pair->options.first_backoff_ms = 1;
	pair->options.retry.first_backoff_ms = 1;
	pair->options.retry.max_tokens = 100;
}

static void pair_open(struct pair *pair)
{
	char error[256];

	fake_listen(&pair->fake, pair->base, 0);
	pair->channel = evgrpc_channel_new_with(pair->base, pair->fake.address, &pair->options, error, sizeof error);
	assert_non_null(pair->channel);
}

static void pair_close(struct pair *pair)
{
	evgrpc_channel_free(pair->channel);
	fake_close(&pair->fake);
	event_base_free(pair->base);
}

static const struct evgrpc_call_options retryable = { .retryable = true };

/* ---- Which attempts are made -------------------------------------------------------------------------------- */

static void the_rules(void **state)
{
	static const struct {
		const char *what;
		bool retryable;
		enum act acts[8];
		const char *pushback;
		int code, requests;
		unsigned attempts;
	} rows[] = {
		{ "a good answer", true, { ANSWER }, NULL, 0, 1, 1 },
		{ "twice unavailable", true, { UNAVAILABLE, UNAVAILABLE, ANSWER }, NULL, 0, 3, 3 },
		{ "not asked for", false, { UNAVAILABLE, ANSWER }, NULL, 14, 1, 1 },
		{ "a code the policy does not name", true, { NOT_FOUND, ANSWER }, NULL, 5, 1, 1 },
		{ "headers commit", true, { HALFWAY, ANSWER }, NULL, 14, 1, 1 },
		{ "four attempts", true, { UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE }, NULL, 14, 4, 4 },
		{ "a lost connection", true, { CUT, ANSWER }, NULL, 0, 2, 2 },
		{ "a lost connection, not asked for", false, { CUT, ANSWER }, NULL, 14, 1, 1 },
		{ "refused", false, { REFUSE, ANSWER }, NULL, 0, 2, 1 },
		{ "refused twice", false, { REFUSE, REFUSE, ANSWER }, NULL, 14, 2, 1 },
		{ "refused twice, then by the policy", true, { REFUSE, REFUSE, ANSWER }, NULL, 0, 3, 2 },
		{ "left out by a GOAWAY", false, { LEAVE_OUT, ANSWER }, NULL, 0, 2, 1 },
		{ "pushed back by nothing", true, { PUSHBACK, ANSWER }, "0", 0, 2, 2 },
		{ "pushed back for ever", true, { PUSHBACK, ANSWER }, "-1", 14, 1, 1 },
		{ "pushed back by a word", true, { PUSHBACK, ANSWER }, "soon", 14, 1, 1 },
		{ "pushed back by an empty word", true, { PUSHBACK, ANSWER }, "", 14, 1, 1 },
		{ "pushed back by too much for 32 bits", true, { PUSHBACK, ANSWER }, "2147483648", 14, 1, 1 },
		{ "pushed back behind the deadline", true, { PUSHBACK, ANSWER }, "40000", 14, 1, 1 },
		{ "pushed back without being asked", false, { PUSHBACK, ANSWER }, "0", 14, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct pair pair;
		struct ask ask;

		pair_init(&pair, rows[i].acts);
		plan.acts[4] = ANSWER; /* a fifth attempt would be seen */
		plan.pushback = rows[i].pushback;
		pair_open(&pair);
		ask_start(&ask, pair.channel, rows[i].retryable ? &retryable : NULL);
		ask_finish(&ask, pair.base);
		if (ask.code != rows[i].code || ask.attempts != rows[i].attempts ||
		    pair.fake.n_requests != rows[i].requests)
			fail_msg("%s: code %d, %d requests, %u attempts", rows[i].what, ask.code, pair.fake.n_requests,
				 ask.attempts);
		assert_int_equal(ask.n_messages, ask.code == EVGRPC_OK);
		for (int k = 1; k < pair.fake.n_requests; k++)
			assert_int_equal(plan.n_body[k], plan.n_body[0]);
		pair_close(&pair);
	}
}

static void no_more_than_five_attempts(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE,
					  UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.max_attempts = 100;
	pair_open(&pair);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(pair.fake.n_requests, 5);
	assert_null(strstr(plan.fields[0], "grpc-previous-rpc-attempts"));
	assert_non_null(strstr(plan.fields[1], "grpc-previous-rpc-attempts: 1\n"));
	assert_non_null(strstr(plan.fields[4], "grpc-previous-rpc-attempts: 4\n"));
	pair_close(&pair);
}

/* What nobody has begun is no attempt the server should hear of. */
static void what_was_refused_is_sent_as_new(void **state)
{
	static const enum act acts[8] = { REFUSE, ANSWER };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair_open(&pair);
	ask_start(&ask, pair.channel, NULL);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_null(strstr(plan.fields[1], "grpc-previous-rpc-attempts"));
	pair_close(&pair);
}

static void nobody_to_connect_to_is_tried_again(void **state)
{
	static const enum act acts[8] = { ANSWER };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair_open(&pair);
	event_del(pair.fake.acceptable);
	close(pair.fake.listener);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(ask.attempts, 4);
	assert_non_null(strstr(ask.message, "cannot connect to"));
	pair.fake.listener = dup(0); /* for fake_close */
	pair_close(&pair);
}

/* ---- When --------------------------------------------------------------------------------------------------- */

static void the_server_says_when(void **state)
{
	static const enum act acts[8] = { PUSHBACK, UNAVAILABLE, ANSWER };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	plan.pushback = "60";
	pair_open(&pair);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_true(plan.at_us[1] - plan.at_us[0] >= 55000); /* libevent's clock is the coarse one */
	pair_close(&pair);
}

static void pauses_are_those_of_the_policy(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, ANSWER };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.first_backoff_ms = 25;
	pair.options.retry.max_backoff_ms = 50;
	pair_open(&pair);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_true(plan.at_us[1] - plan.at_us[0] >= 20000 - 5000);
	assert_true(plan.at_us[2] - plan.at_us[1] >= 40000 - 5000);
	assert_true(plan.at_us[3] - plan.at_us[2] >= 40000 - 5000);
	pair_close(&pair);
}

static void the_deadline_spans_all_attempts(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, HOLD };
	const struct evgrpc_call_options options = { .retryable = true, .timeout_ms = 60 };
	struct pair pair;
	struct ask ask;
	int64_t start_us;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.first_backoff_ms = 20;
	pair_open(&pair);
	start_us = evg_now_us();
	ask_start(&ask, pair.channel, &options);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_DEADLINE_EXCEEDED);
	assert_int_equal(ask.attempts, 2);
	assert_true(evg_now_us() - start_us >= 55000);
	/* What is left is what the second attempt is given. */
	assert_non_null(strstr(plan.fields[0], "grpc-timeout: "));
	assert_true(strtol(strstr(plan.fields[1], "grpc-timeout: ") + 14, NULL, 10) <= 60 - 15);
	pair_close(&pair);
}

/* ---- The throttle ------------------------------------------------------------------------------------------- */

static void failures_use_up_the_tokens(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, ANSWER, UNAVAILABLE, ANSWER };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.max_tokens = 4;
	pair.options.retry.token_ratio = 1.5;
	pair_open(&pair);
	/* 4 - 1 = 3: again; 3 - 1 = 2, half: no more. */
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(pair.fake.n_requests, 2);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(pair.fake.n_requests, 3);
	/* 1 + 1.5 = 2.5; a failure later 1.5: not yet. */
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(pair.fake.n_requests, 5);
	/* Two good ones: 4, never above; and again there is a second attempt. */
	for (int i = 0; i < 3; i++) {
		pair.fake.state = 3;
		ask_start(&ask, pair.channel, NULL);
		ask_finish(&ask, pair.base);
		assert_int_equal(ask.code, EVGRPC_OK);
	}
	assert_true(pair.channel->tokens == 4);
	pair.fake.state = 4;
	ask_start(&ask, pair.channel, &retryable);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(ask.attempts, 2);
	pair_close(&pair);
}

/* ---- What is kept ------------------------------------------------------------------------------------------- */

static void more_than_is_kept_commits(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, ANSWER };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	static char text[1001];

	(void)state;
	memset(text, 'x', 1000);
	request.text = text;
	for (int n = 1; n <= 2; n++) { /* one message fits, two do not */
		struct pair pair;
		struct ask ask;

		pair_init(&pair, acts);
		pair.options.retry.max_retry_bytes = 1500;
		pair_open(&pair);
		ask_open(&ask, pair.channel, &retryable);
		for (int i = 0; i < n; i++)
			assert_int_equal(evgrpc_client_send(ask.call, &request.base), 0);
		evgrpc_client_half_close(ask.call);
		ask_finish(&ask, pair.base);
		assert_int_equal(ask.code, n == 1 ? EVGRPC_OK : EVGRPC_UNAVAILABLE);
		assert_int_equal(pair.fake.n_requests, n == 1 ? 2 : 1);
		pair_close(&pair);
	}
}

static void refuse_first(struct fake_stream *stream)
{
	if (stream->conn->fake->state++ == 0)
		fake_refuse(stream, "14", NULL, NULL);
}

/* What is sent before, between and after the attempts arrives once and whole in the last. */
static void messages_between_attempts_are_not_lost(void **state)
{
	static const enum act acts[8] = { ANSWER, ANSWER };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.first_backoff_ms = 20;
	pair.fake.on_headers = refuse_first;
	pair_open(&pair);
	ask_open(&ask, pair.channel, &retryable);
	request.text = "one";
	assert_int_equal(evgrpc_client_send(ask.call, &request.base), 0);
	DRIVE(pair.base, pair.channel->resting.first);
	assert_int_equal(evgrpc_client_queued(ask.call), 10);
	assert_int_equal(evgrpc_client_send(ask.call, &request.base), 0);
	DRIVE(pair.base, pair.fake.streams->n_body == 20 && pair.fake.streams->id > 1);
	assert_int_equal(evgrpc_client_queued(ask.call), 0);
	assert_int_equal(evgrpc_client_send(ask.call, &request.base), 0);
	evgrpc_client_half_close(ask.call);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(pair.fake.streams->n_body, 30);
	pair_close(&pair);
}

static void never_read(struct fake_conn *conn)
{
	nghttp2_session_set_local_window_size(conn->session, NGHTTP2_FLAG_NONE, 0, 64 << 20);
}

/* Does the link make no frames any more? Else it gets another turn. */
static bool is_full(struct evg_link *link)
{
	evg_link_wake(link);
	return evg_buf_len(&link->out) > 256 << 10 && link->writing;
}

/* The connection breaks while the first call's bytes are stuck in it: the second, of which nothing was sent, goes over
 * another one; the first, of which nobody knows, does not. */
static void what_was_not_sent_is_sent_again(void **state)
{
	static const enum act acts[8] = { ANSWER, ANSWER };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct ask stuck, ask, probe;
	struct pair pair;
	char *text = calloc(1, (48 << 20) + 1);

	(void)state;
	memset(text, 'x', 48 << 20);
	pair_init(&pair, acts);
	pair.fake.settings = (nghttp2_settings_entry){ NGHTTP2_SETTINGS_INITIAL_WINDOW_SIZE, 64 << 20 };
	pair.fake.on_connect = never_read;
	pair_open(&pair);
	ask_start(&probe, pair.channel, NULL);
	ask_finish(&probe, pair.base);
	bufferevent_disable(pair.fake.conns->bytes, EV_READ);
	ask_open(&stuck, pair.channel, NULL);
	request.text = text;
	assert_int_equal(evgrpc_client_send(stuck.call, &request.base), 0);
	free(text);
	DRIVE(pair.base, is_full(&pair.channel->ready->link));
	ask_start(&ask, pair.channel, NULL);
	for (int i = 0; i < 3; i++)
		event_base_loop(pair.base, EVLOOP_NONBLOCK);
	fake_cut(pair.fake.conns);
	ask_finish(&stuck, pair.base);
	assert_int_equal(stuck.code, EVGRPC_UNAVAILABLE);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(pair.fake.n_conns, 2);
	pair_close(&pair);
}

/* ---- Ends between attempts ---------------------------------------------------------------------------------- */

static void a_call_may_end_between_attempts(void **state)
{
	static const enum act acts[8] = { UNAVAILABLE, UNAVAILABLE };
	struct pair pair;
	struct ask cancelled, left;

	(void)state;
	pair_init(&pair, acts);
	pair.options.retry.first_backoff_ms = pair.options.retry.max_backoff_ms = 10000;
	pair_open(&pair);
	ask_start(&cancelled, pair.channel, &retryable);
	ask_start(&left, pair.channel, &retryable);
	DRIVE(pair.base, pair.channel->resting.first && pair.channel->resting.first->next);
	evgrpc_client_cancel(cancelled.call);
	ask_finish(&cancelled, pair.base);
	assert_int_equal(cancelled.code, EVGRPC_CANCELLED);
	assert_int_equal(left.code, -1);
	pair_close(&pair);
	assert_int_equal(left.code, EVGRPC_CANCELLED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_rules),
		cmocka_unit_test(no_more_than_five_attempts),
		cmocka_unit_test(what_was_refused_is_sent_as_new),
		cmocka_unit_test(nobody_to_connect_to_is_tried_again),
		cmocka_unit_test(the_server_says_when),
		cmocka_unit_test(pauses_are_those_of_the_policy),
		cmocka_unit_test(the_deadline_spans_all_attempts),
		cmocka_unit_test(failures_use_up_the_tokens),
		cmocka_unit_test(more_than_is_kept_commits),
		cmocka_unit_test(messages_between_attempts_are_not_lost),
		cmocka_unit_test(what_was_not_sent_is_sent_again),
		cmocka_unit_test(a_call_may_end_between_attempts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
