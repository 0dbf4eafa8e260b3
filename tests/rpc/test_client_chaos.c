/* Many calls of every sort against a server that does anything, with seeds that repeat: whatever happens, each call
 * ends once and nothing is left. */
#include "channel.h"
#include "fake_server.h"

enum { CALLS = 300, ROUNDS = 12 };

static uint32_t seed;

static uint32_t chance(uint32_t n)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % n;
}

struct chaos {
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct fake *fake;
	struct item {
		struct chaos *chaos;
		struct evgrpc_client_call *call;
		int n_done;
	} items[CALLS];
	int n_started, n_ended, n_well;
};

/* Headers first sometimes, then one of the ways a call or its connection can end. */
static void do_anything(struct fake_stream *stream)
{
	struct fake_conn *conn = stream->conn;

	switch (chance(12)) {
	case 0:
		fake_refuse(stream, "14", NULL, NULL);
		break;
	case 1:
		fake_refuse(stream, "14", "grpc-retry-pushback-ms", "1");
		break;
	case 2:
		fake_reset(stream, NGHTTP2_REFUSED_STREAM);
		break;
	case 3:
		fake_respond(stream, NULL, FAKE_HI, chance(FAKE_HI_LEN));
		fake_flush(conn);
		fake_reset(stream, chance(2) ? NGHTTP2_CANCEL : NGHTTP2_NO_ERROR);
		break;
	case 4:
		fake_goaway(conn, chance(2) ? stream->id : stream->id > 2 ? stream->id - 2 : 0);
		if (chance(2))
			fake_answer(stream);
		break;
	case 5:
		if (chance(4) == 0)
			fake_cut(conn);
		else
			fake_answer(stream);
		break;
	case 6:
		break; /* the deadline */
	default:
		fake_answer(stream);
		break;
	}
}

static void maybe_hang_up(struct fake_conn *conn)
{
	if (chance(4) == 0)
		fake_cut(conn);
}

static void start_one(struct chaos *chaos);

/* Callbacks do what programs do in them: cancel others, start new calls. */
static void stir(struct chaos *chaos)
{
	struct item *victim = &chaos->items[chance((uint32_t)chaos->n_started)];

	if (chance(5) == 0 && victim->call)
		evgrpc_client_cancel(victim->call);
	if (chance(3) == 0)
		start_one(chaos);
}

static void on_message(struct evgrpc_client_call *call, const ProtobufCMessage *message, void *arg)
{
	struct item *item = arg;

	(void)message;
	assert_ptr_equal(call, item->call);
	assert_int_equal(item->n_done, 0);
	stir(item->chaos);
	evgrpc_client_next(call);
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct item *item = arg;

	(void)call;
	assert_int_equal(item->n_done++, 0);
	assert_in_range(status->code, EVGRPC_OK, EVGRPC_UNAUTHENTICATED);
	item->call = NULL;
	item->chaos->n_ended++;
	item->chaos->n_well += status->code == EVGRPC_OK;
	if (!item->chaos->channel)
		return; /* it ends because the channel goes */
	stir(item->chaos);
	start_one(item->chaos);
}

static void start_one(struct chaos *chaos)
{
	static const struct evgrpc_client_handlers handlers = { .on_message = on_message, .on_done = on_done };
	const struct evgrpc_call_options options = { .timeout_ms = 5 + chance(40),
						     .wait_for_ready = chance(2),
						     .retryable = chance(2),
						     .paced = chance(2),
						     .compression = chance(2) ? EVGRPC_GZIP : EVGRPC_IDENTITY };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	struct item *item;

	if (chaos->n_started == CALLS)
		return;
	item = &chaos->items[chaos->n_started++];
	item->chaos = chaos;
	item->call = evgrpc_client_start(chaos->channel, "/evgrpc.test.Echo/Say",
					 &evgrpc__test__echo_response__descriptor, &options, &handlers, item);
	assert_non_null(item->call);
	request.text = "hello hello hello hello hello hello hello hello";
	for (uint32_t i = chance(3); i > 0; i--)
		evgrpc_client_send(item->call, &request.base);
	if (chance(2))
		evgrpc_client_next(item->call);
	evgrpc_client_half_close(item->call);
}

/* One round; with early the channel goes while calls are in every state. */
static int play(uint32_t round, bool early)
{
	struct fake fake = { .on_request = do_anything, .on_connect = maybe_hang_up };
	struct chaos chaos = { .base = event_base_new(), .fake = &fake };
	struct evgrpc_channel_options options;
	struct evgrpc_channel *channel;
	char error[256];

	seed = round;
	evgrpc_channel_options_default(&options);
	options.first_backoff_ms = options.max_backoff_ms = 1;
	options.retry.first_backoff_ms = 1;
	options.retry.max_tokens = 1000;
	if (round % 2)
		fake.settings = (nghttp2_settings_entry){ NGHTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, 1 + round % 5 };
	fake_listen(&fake, chaos.base, 0);
	chaos.channel = channel = evgrpc_channel_new_with(chaos.base, fake.address, &options, error, sizeof error);
	assert_non_null(channel);
	for (int i = 0; i < 20; i++)
		start_one(&chaos);
	DRIVE(chaos.base, chaos.n_ended >= (early ? CALLS / 2 : CALLS));
	chaos.channel = NULL;
	evgrpc_channel_free(channel);
	assert_int_equal(chaos.n_ended, chaos.n_started);
	for (int i = 0; i < chaos.n_started; i++)
		assert_int_equal(chaos.items[i].n_done, 1);
	fake_close(&fake);
	event_base_free(chaos.base);
	return chaos.n_well;
}

static void every_call_ends_once(void **state)
{
	int n_well = 0;

	(void)state;
	for (uint32_t round = 1; round <= ROUNDS; round++)
		n_well += play(round, false);
	assert_true(n_well > ROUNDS); /* how many depends on the machine; none would prove nothing */
	for (uint32_t round = 101; round <= 100 + ROUNDS; round++)
		play(round, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_call_ends_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
