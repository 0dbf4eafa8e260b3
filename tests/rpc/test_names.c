/* A channel looks host names up beside the loop. */
#include "pair.h"

#include <dlfcn.h>
#include <netdb.h>
#include <semaphore.h>

/* Stands before the C library's: "slow.test" is 127.0.0.1, but only when the test lets it be; "two.test" is 127.0.0.2,
 * where nobody listens, and 127.0.0.1. */
static sem_t may_answer;
static atomic_int lookups, answered;

int getaddrinfo(const char *host, const char *port, const struct addrinfo *hints, struct addrinfo **ret)
{
	int (*real)(const char *, const char *, const struct addrinfo *, struct addrinfo **);

	*(void **)&real = dlsym(RTLD_NEXT, "getaddrinfo");
	if (host && !strcmp(host, "two.test")) {
		real("127.0.0.2", port, hints, ret);
		return real("127.0.0.1", port, hints, &(*ret)->ai_next);
	}
	if (!host || strcmp(host, "slow.test") != 0)
		return real(host, port, hints, ret);
	lookups++;
	while (sem_wait(&may_answer) < 0)
		;
	answered++;
	return real("127.0.0.1", port, hints, ret);
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	++*(int *)arg;
}

static void open_slow(struct pair *pair, const char *more)
{
	char addresses[256], error[256];

	lookups = answered = 0;
	fake_listen(&pair->fake, pair->base, 0);
	snprintf(addresses, sizeof addresses, "slow.test%s%s", strchr(pair->fake.address, ':'), more);
	pair->channel = evgrpc_channel_new_with(pair->base, addresses, &pair->options, error, sizeof error);
	assert_non_null(pair->channel);
}

static void the_loop_turns_while_a_name_is_looked_up(void **state)
{
	const struct timeval soon = { .tv_usec = 1000 };
	struct event *tick;
	struct pair pair;
	struct ask ask;
	int ticks = 0;

	(void)state;
	pair_init(&pair);
	open_slow(&pair, "");
	ask_start(&ask, pair.channel, NULL);
	tick = event_new(pair.base, -1, EV_PERSIST, on_tick, &ticks);
	event_add(tick, &soon);
	DRIVE(pair.base, lookups == 1 && ticks >= 10);
	assert_int_equal(ask.code, -1);
	sem_post(&may_answer);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	event_free(tick);
	pair_close(&pair);
}

static void a_channel_may_go_while_a_name_is_looked_up(void **state)
{
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	open_slow(&pair, "");
	ask_start(&ask, pair.channel, NULL);
	event_base_loop(pair.base, EVLOOP_NONBLOCK);
	WAIT_FOR(lookups == 1);
	pair_close(&pair);
	assert_int_equal(ask.code, EVGRPC_CANCELLED);
	sem_post(&may_answer);
	WAIT_FOR(answered == 1); /* into a lookup nobody else holds */
}

/* A name server that is slow costs one thread, not one for every attempt, and its answer is not lost. */
static void a_slow_lookup_goes_on_beside_the_attempts(void **state)
{
	const struct evgrpc_call_options patient = { .wait_for_ready = true };
	struct pair pair;
	struct ask ask;
	char closed[64], more[80];

	(void)state;
	pair_init(&pair);
	pair.options.connect_timeout_ms = 10;
	pair.options.first_backoff_ms = pair.options.max_backoff_ms = 1;
	closed_address(closed, sizeof closed);
	snprintf(more, sizeof more, ",%s", closed);
	open_slow(&pair, more);
	ask_start(&ask, pair.channel, &patient);
	DRIVE(pair.base, pair.channel->connector.failures >= 3);
	assert_int_equal(lookups, 1);
	sem_post(&may_answer);
	ask_finish(&ask, pair.base);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_int_equal(lookups, 1);
	pair_close(&pair);
}

static void a_name_that_does_not_exist_says_so(void **state)
{
	struct event_base *base = event_base_new();
	struct evgrpc_channel *channel = evgrpc_channel_new(base, "no-such-name.invalid:1");
	struct ask ask;

	(void)state;
	ask_start(&ask, channel, NULL);
	ask_finish(&ask, base);
	assert_int_equal(ask.code, EVGRPC_UNAVAILABLE);
	assert_non_null(strstr(ask.message, "cannot connect to no-such-name.invalid:1: "));
	evgrpc_channel_free(channel);
	event_base_free(base);
}

static void each_address_of_a_name_is_tried(void **state)
{
	char address[64], error[256];
	struct pair pair;
	struct ask ask;

	(void)state;
	pair_init(&pair);
	fake_listen(&pair.fake, pair.base, 0);
	snprintf(address, sizeof address, "two.test%s", strchr(pair.fake.address, ':'));
	pair.channel = evgrpc_channel_new_with(pair.base, address, &pair.options, error, sizeof error);
	pair_call(&pair, &ask);
	assert_int_equal(ask.code, EVGRPC_OK);
	assert_string_equal(ask.peer, pair.fake.address);
	assert_int_equal(pair.channel->connector.failures, 0);
	pair_close(&pair);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_loop_turns_while_a_name_is_looked_up),
		cmocka_unit_test(a_channel_may_go_while_a_name_is_looked_up),
		cmocka_unit_test(a_slow_lookup_goes_on_beside_the_attempts),
		cmocka_unit_test(a_name_that_does_not_exist_says_so),
		cmocka_unit_test(each_address_of_a_name_is_tried),
	};

	sem_init(&may_answer, 0, 0);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
