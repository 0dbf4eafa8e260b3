/* What a program may do to calls and channels from within their callbacks, and in which order it can come. */
#include "channel.h"
#include "fake_server.h"

struct pair {
	struct event_base *base;
	struct fake fake;
	struct evgrpc_channel *channel;
	struct evgrpc_channel_options options;
};

static void pair_init(struct pair *pair)
{
	*pair = (struct pair){ .base = event_base_new(), .fake = { .on_request = fake_answer } };
	evgrpc_channel_options_default(&pair->options);
	pair->options.retry.first_backoff_ms = 1;
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

/* Nobody listens any more. */
static void stop_listening(struct fake *fake)
{
	event_del(fake->acceptable);
	close(fake->listener);
	fake->listener = dup(0); /* for fake_close */
}

/* One call that does something to others when it ends. */
struct plot {
	struct pair *pair;
	struct ask *victim;
	struct ask next;
	int n_done;
	int code;
};

static struct evgrpc_client_call *plot_start(struct plot *plot, const struct evgrpc_call_options *options,
					     void (*on_done)(struct evgrpc_client_call *call,
							     const struct evgrpc_status *status, void *arg))
{
	const struct evgrpc_client_handlers handlers = { .on_done = on_done };

	return evgrpc_client_start(plot->pair->channel, "/evgrpc.test.Echo/Say",
				   &evgrpc__test__echo_response__descriptor, options, &handlers, plot);
}

static void start_the_next(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct plot *plot = arg;

	(void)call;
	plot->n_done++;
	plot->code = (int)status->code;
	ask_start(&plot->next, plot->pair->channel, NULL);
}

/* A call that is over before it had a connection does not come back when its own on_done starts another. */
static void the_end_of_a_call_may_start_one(void **state)
{
	static const struct evgrpc_metadata bad = { .key = "Not legal", .value = "x" };
	const struct evgrpc_call_options options = { .metadata = &bad, .n_metadata = 1 };
	struct pair pair;
	struct plot plot = { .pair = &pair };

	(void)state;
	pair_init(&pair);
	pair_open(&pair);
	ask_start(&plot.next, pair.channel, NULL);
	ask_finish(&plot.next, pair.base);
	assert_non_null(plot_start(&plot, &options, start_the_next));
	DRIVE(pair.base, plot.n_done && plot.next.code >= 0);
	assert_int_equal(plot.n_done, 1);
	assert_int_equal(plot.code, EVGRPC_INTERNAL);
	assert_int_equal(plot.next.code, EVGRPC_OK);
	pair_close(&pair);
}

static void cancel_the_victim(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct plot *plot = arg;

	(void)call;
	plot->n_done++;
	plot->code = (int)status->code;
	evgrpc_client_cancel(plot->victim->call);
}

/* Both wait for the connection that is not made; the first hears of it and gives the second up. */
static void a_cancelled_call_is_not_tried_again(void **state)
{
	static const struct evgrpc_call_options retryable = { .retryable = true };
	struct pair pair;
	struct ask victim;
	struct plot plot = { .pair = &pair, .victim = &victim };

	(void)state;
	pair_init(&pair);
	pair_open(&pair);
	stop_listening(&pair.fake);
	assert_non_null(plot_start(&plot, NULL, cancel_the_victim));
	ask_start(&victim, pair.channel, &retryable);
	ask_finish(&victim, pair.base);
	assert_int_equal(plot.code, EVGRPC_UNAVAILABLE);
	assert_int_equal(victim.code, EVGRPC_CANCELLED);
	assert_int_equal(victim.attempts, 1);
	pair_close(&pair);
}

/* ---- Between two attempts ----------------------------------------------------------------------------------- */

enum { KEPT = 100, LONG = 200 };

static struct fake_stream *by_age(struct fake *fake, int n)
{
	struct fake_stream *stream = fake->streams;

	for (; n > 0; n--)
		stream = stream->next;
	return stream;
}

static void send_text(struct evgrpc_client_call *call, size_t n)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char text[LONG + 1] = { 0 };

	memset(text, 'x', n);
	request.text = text;
	assert_int_equal(evgrpc_client_send(call, &request.base), 0);
}

static void send_long(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	(void)call;
	(void)message;
	send_text(((struct ask *)arg)->call, LONG);
	evgrpc_client_half_close(((struct ask *)arg)->call);
}

static void say_nothing(struct fake_stream *stream)
{
	(void)stream;
}

/* One read brings the refusal of a call and, to another, a message whose on_message sends more on the first than is
 * kept for attempts: what was sent before belongs to the next attempt all the same. */
static void what_was_sent_before_is_not_lost(void **state)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = send_long };
	static const struct evgrpc_call_options retryable = { .retryable = true };
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	pair.fake.on_request = say_nothing;
	pair.options.retry.max_retry_bytes = KEPT;
	pair_open(&pair);
	ask_open(&ask, pair.channel, &retryable);
	send_text(ask.call, KEPT / 2);
	assert_non_null(evgrpc_client_start(pair.channel, "/evgrpc.test.Echo/Say",
					    &evgrpc__test__echo_response__descriptor, NULL, &handlers, &ask));
	DRIVE(pair.base, pair.fake.streams && pair.fake.streams->next && by_age(&pair.fake, 1)->n_body);
	fake_refuse(by_age(&pair.fake, 1), "14", NULL, NULL);
	fake_respond(by_age(&pair.fake, 0), NULL, FAKE_HI, FAKE_HI_LEN);
	pair.fake.on_request = fake_answer;
	fake_flush(pair.fake.conns);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(ask.attempts, 2);
	assert_true(pair.fake.streams->n_body > KEPT / 2 + LONG);
	pair_close(&pair);
}

/* ---- Ending everything from a callback ------------------------------------------------------------------------- */

enum where { METADATA, MESSAGE, WRITABLE, DONE, N_WHERE };

struct ending {
	struct evgrpc_channel *channel;
	enum where where;
	bool frees; /* or cancels */
	bool ended;
	int after; /* callbacks but on_done after that */
	int n_done, code;
};

static void visit(struct ending *ending, struct evgrpc_client_call *call, enum where where)
{
	ending->after += ending->ended && where != DONE;
	if (where != ending->where || ending->ended)
		return;
	ending->ended = true;
	if (ending->frees)
		evgrpc_channel_free(ending->channel);
	else
		evgrpc_client_cancel(call);
}

static void end_in_metadata(struct evgrpc_client_call *call, void *arg)
{
	visit(arg, call, METADATA);
}

static void end_in_message(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	assert_string_equal(((const Evgrpc__Test__EchoResponse *)message)->text, "hi");
	visit(arg, call, MESSAGE);
	assert_string_equal(((const Evgrpc__Test__EchoResponse *)message)->text, "hi");
}

static void end_in_writable(struct evgrpc_client_call *call, void *arg)
{
	visit(arg, call, WRITABLE);
}

static void end_in_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct ending *ending = arg;

	ending->n_done++;
	ending->code = (int)status->code;
	visit(ending, call, DONE);
}

static void answer_three(struct fake_stream *stream)
{
	stream->then_trailers = true;
	stream->trailers[0] = "grpc-status";
	stream->trailers[1] = "0";
	fake_respond(stream, NULL, FAKE_HI "\0\0\0\0\4\x0a\2hi\0\0\0\0\4\x0a\2hi", 3 * FAKE_HI_LEN);
}

/* Once a callback has ended the call or freed the channel, nothing but on_done runs, and that once. */
static void any_callback_may_end_everything(void **state)
{
	static const struct evgrpc_client_handlers handlers = { end_in_metadata, end_in_message, end_in_writable,
								end_in_done, NULL };

	(void)state;
	for (int i = 0; i < 2 * N_WHERE; i++) {
		struct ending ending = { .where = (enum where)(i / 2), .frees = i % 2, .code = -1 };
		struct evgrpc_client_call *call;
		struct ask other;
		struct pair pair;

		pair_init(&pair);
		pair.fake.on_request = answer_three;
		pair_open(&pair);
		ending.channel = pair.channel;
		call = evgrpc_client_start(pair.channel, "/evgrpc.test.Echo/Say",
					   &evgrpc__test__echo_response__descriptor, NULL, &handlers, &ending);
		send_text(call, LONG);
		evgrpc_client_half_close(call);
		ask_start(&other, pair.channel, NULL);
		DRIVE(pair.base, ending.n_done && other.code >= 0);
		assert_true(ending.ended);
		assert_int_equal(ending.n_done, 1);
		assert_int_equal(ending.after, 0);
		assert_int_equal(ending.code, ending.where == DONE ? EVGRPC_OK : EVGRPC_CANCELLED);
		if (!ending.frees)
			assert_int_equal(other.code, EVGRPC_OK);
		pair.channel = ending.frees ? NULL : pair.channel;
		pair_close(&pair);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_end_of_a_call_may_start_one),
		cmocka_unit_test(a_cancelled_call_is_not_tried_again),
		cmocka_unit_test(what_was_sent_before_is_not_lost),
		cmocka_unit_test(any_callback_may_end_everything),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
