/* The cases of many calls. */
#include "payload.h"
#include "rpc.h"

#include <event2/event.h>
#include <stdlib.h>
#include <time.h>

#define MS_PER_S  1000
#define NS_PER_MS 1000000

/* ---- concurrent_large_unary ----------------------------------------------------------------------------------- */

static int start_large(struct rpc *rpc, struct run *run)
{
	Grpc__Testing__SimpleRequest request = GRPC__TESTING__SIMPLE_REQUEST__INIT;
	Grpc__Testing__Payload payload = zero_payload(LARGE_REQUEST_BYTES);

	request.response_size = LARGE_RESPONSE_BYTES;
	request.payload = &payload;
	if (rpc_start(rpc, run, TEST_SERVICE("UnaryCall"), &grpc__testing__simple_response__descriptor, NULL) < 0)
		return -1;
	evgrpc_client_send(rpc->call, &request.base);
	evgrpc_client_half_close(rpc->call);
	return 0;
}

int concurrent_large_unary(struct run *run)
{
	static const size_t sizes[] = { LARGE_RESPONSE_BYTES };
	unsigned n = run->settings->concurrent_calls, started = 0;
	struct rpc *calls = calloc(n ? n : 1, sizeof *calls);
	int rv = 0;

	if (!calls)
		return fail(run, "Memory is short.");
	while (rv == 0 && started < n) {
		rv = start_large(&calls[started], run);
		started += rv == 0;
	}
	for (unsigned i = 0; i < started; i++) {
		if (rv == 0 && rpc_end(&calls[i], EVGRPC_OK) == 0)
			rv = rpc_expect_sizes(&calls[i], sizes, 1);
		else
			rv = rpc_abandon(&calls[i]);
	}
	free(calls);
	return rv;
}

/* ---- The soaks ------------------------------------------------------------------------------------------------ */

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * MS_PER_S + now.tv_nsec / NS_PER_MS;
}

/* Waits until then. */
static void pause_until(int64_t then_ms)
{
	int64_t left = then_ms - now_ms();
	const struct timespec span = { .tv_sec = left / MS_PER_S, .tv_nsec = left % MS_PER_S * NS_PER_MS };

	if (left > 0)
		nanosleep(&span, NULL);
}

/* One call on the run's channel, or on one of its own. -1 with run->why if it fails or is slow. */
static int iterate(struct run *run, bool own_channel)
{
	const struct settings *settings = run->settings;
	struct evgrpc_channel *channel = own_channel ? connect_to_server(run, NULL) : run->channel;
	int64_t start = now_ms(), took;
	int rv = channel ? call_large_unary(run, channel, settings->soak_request_size, settings->soak_response_size)
			 : -1;

	took = now_ms() - start;
	if (own_channel)
		evgrpc_channel_free(channel);
	if (rv == 0 && took > (int64_t)settings->soak_per_iteration_max_acceptable_latency_ms)
		return fail(run, "A call took %lld ms.", (long long)took);
	return rv;
}

static int soak(struct run *run, bool own_channels)
{
	const struct settings *settings = run->settings;
	int64_t start = now_ms(), end = start + (int64_t)settings->soak_overall_timeout_seconds * MS_PER_S;
	unsigned done = 0, failed = 0;

	if (settings->soak_request_size > PAYLOAD_MAX_BYTES || settings->soak_response_size > PAYLOAD_MAX_BYTES)
		return fail(run, "A soak's payload has 0 to %zu bytes.", PAYLOAD_MAX_BYTES);
	for (; done < settings->soak_iterations && now_ms() < end; done++) {
		int64_t begun = now_ms();

		if (iterate(run, own_channels) < 0 && ++failed > settings->soak_max_failures)
			return -1;
		pause_until(begun + (int64_t)settings->soak_min_time_ms_between_rpcs);
	}
	if (done < settings->soak_iterations)
		return fail(run, "Only %u of %u calls were made in time.", done, settings->soak_iterations);
	return 0;
}

int rpc_soak(struct run *run)
{
	return soak(run, false);
}

int channel_soak(struct run *run)
{
	return soak(run, true);
}
