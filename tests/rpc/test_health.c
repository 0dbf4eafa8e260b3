/* grpc.health.v1 over a real server: Check in every state, Watch through changes made by another thread. */
#include "canned.h"
#include "grpc/health/v1/health.pb-c.h"
#include "talk.h"

#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define SERVING         GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVING
#define NOT_SERVING     GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__NOT_SERVING
#define SERVICE_UNKNOWN GRPC__HEALTH__V1__HEALTH_CHECK_RESPONSE__SERVING_STATUS__SERVICE_UNKNOWN
#define CHECK           "/grpc.health.v1.Health/Check"
#define WATCH           "/grpc.health.v1.Health/Watch"
#define ARRAY_LENGTH(a) (sizeof(a) / sizeof((a)[0]))

static struct evgrpc_server *server;
static char address[64];

static int start(void **state)
{
	struct evgrpc_server_options options;
	char error[256] = "";

	(void)state;
	evgrpc_server_options_default(&options);
	options.workers = 2;
	server = evgrpc_server_new(&options);
	assert_non_null(server);
	assert_int_equal(evgrpc_server_add_health(server), 0);
	assert_int_equal(evgrpc_server_add_methods(server, canned_rates, CANNED_RATES, NULL), 0);
	if (evgrpc_server_listen(server, "127.0.0.1:0", error, sizeof(error)) != 0 ||
	    evgrpc_server_start(server, error, sizeof(error)) != 0)
		fail_msg("%s", error);
	snprintf(address, sizeof(address), "127.0.0.1:%d", evgrpc_server_port(server, 0));
	return 0;
}

static int stop(void **state)
{
	(void)state;
	evgrpc_server_stop(server, 2000);
	evgrpc_server_free(server);
	return 0;
}

/* ---- Check -------------------------------------------------------------------------------------------------- */

/* Asks once; the status, or minus the code of a refusal. */
static int check(const char *service)
{
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, address);
	Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;
	ProtobufCMessage *response = NULL;
	int code, status;

	request.service = (char *)service;
	code = evgrpc_unary(channel, CHECK, &request.base, &grpc__health__v1__health_check_response__descriptor, NULL,
			    &response, NULL);
	status = code == EVGRPC_OK ? (int)((Grpc__Health__V1__HealthCheckResponse *)response)->status : -code;
	if (response != NULL)
		protobuf_c_message_free_unpacked(response, NULL);
	evgrpc_channel_free(channel);
	return status;
}

static void test_check(void **state)
{
	static const struct {
		const char *service;
		bool known;
	} rows[] = {
		{ "", true },
		{ "huiyin.v1.RateService", true },
		{ "grpc.health.v1.Health", true },
		{ "huiyin.v1.RateServic", false },
		{ "huiyin.v1.RateService/", false },
		{ "huiyin.v1.RateService/GetRates", false },
		{ "huiyin.v1.CaseService", false },
		{ "/", false },
	};

	(void)state;
	for (int serving = 1; serving >= 0; serving--) {
		evgrpc_server_set_serving(server, serving != 0);
		for (size_t i = 0; i < ARRAY_LENGTH(rows); i++)
			assert_int_equal(check(rows[i].service), !rows[i].known ? -EVGRPC_NOT_FOUND
								 : serving      ? (int)SERVING
										: (int)NOT_SERVING);
	}
}

/* ---- Watch -------------------------------------------------------------------------------------------------- */

/* The talk must stay where it is: its call points at it. */
static void begin_watch(struct talk *talk, const char *service, unsigned timeout_ms)
{
	Grpc__Health__V1__HealthCheckRequest request = GRPC__HEALTH__V1__HEALTH_CHECK_REQUEST__INIT;

	*talk = talk_open(address);
	request.service = (char *)service;
	talk_call(talk, WATCH, &grpc__health__v1__health_check_response__descriptor, timeout_ms);
	assert_int_equal(evgrpc_client_send(talk->call, &request.base), 0);
	evgrpc_client_half_close(talk->call);
}

static int told(const struct talk *talk, size_t i)
{
	return (int)((const Grpc__Health__V1__HealthCheckResponse *)talk->answers[i])->status;
}

static void *set_serving(void *arg)
{
	evgrpc_server_set_serving(server, *(const bool *)arg);
	return NULL;
}

static void set_serving_elsewhere(bool serving)
{
	pthread_t thread;

	assert_int_equal(pthread_create(&thread, NULL, set_serving, &serving), 0);
	assert_int_equal(pthread_join(thread, NULL), 0);
}

/* Enough watches that both workers have some. */
#define WATCHES 8

static void test_watches_follow_changes(void **state)
{
	static const bool changes[] = { false, true, false, true };
	struct talk talks[WATCHES];

	(void)state;
	evgrpc_server_set_serving(server, true);
	for (size_t i = 0; i < WATCHES; i++) {
		begin_watch(&talks[i], i % 2 == 0 ? "" : "huiyin.v1.RateService", 0);
		assert_true(talk_wait(&talks[i], 1));
		assert_int_equal(told(&talks[i], 0), SERVING);
	}
	for (size_t change = 0; change < ARRAY_LENGTH(changes); change++) {
		set_serving_elsewhere(changes[change]);
		set_serving_elsewhere(changes[change]); /* nothing new: not told again */
		for (size_t i = 0; i < WATCHES; i++) {
			assert_true(talk_wait(&talks[i], change + 2));
			assert_int_equal(talks[i].n_answers, change + 2);
			assert_int_equal(told(&talks[i], change + 1), changes[change] ? SERVING : NOT_SERVING);
		}
	}
	for (size_t i = 0; i < WATCHES; i++) {
		assert_false(talks[i].done);
		talk_close(&talks[i]);
	}
}

static void test_watch_of_unknown_service_ends_with_its_deadline(void **state)
{
	struct talk talk;

	(void)state;
	evgrpc_server_set_serving(server, true);
	begin_watch(&talk, "no.such.Service", 500);
	assert_true(talk_wait(&talk, 1));
	set_serving_elsewhere(false);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_DEADLINE_EXCEEDED);
	assert_int_equal(talk.n_answers, 1);
	assert_int_equal(told(&talk, 0), SERVICE_UNKNOWN);
	talk_close(&talk);
}

/* One of three watches leaves; the two others still hear of a change. */
static void test_watch_may_leave(void **state)
{
	struct talk talks[3];

	(void)state;
	evgrpc_server_set_serving(server, true);
	for (size_t i = 0; i < ARRAY_LENGTH(talks); i++) {
		begin_watch(&talks[i], "", 0);
		assert_true(talk_wait(&talks[i], 1));
	}
	evgrpc_client_cancel(talks[1].call);
	assert_true(talk_wait_done(&talks[1]));
	assert_int_equal(talks[1].code, EVGRPC_CANCELLED);
	set_serving_elsewhere(false);
	for (size_t i = 0; i < ARRAY_LENGTH(talks); i += 2) {
		assert_true(talk_wait(&talks[i], 2));
		assert_int_equal(told(&talks[i], 1), NOT_SERVING);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(talks); i++)
		talk_close(&talks[i]);
}

static void *stop_server(void *arg)
{
	*(int *)arg = evgrpc_server_stop(server, TALK_PATIENCE_S * 1000);
	return NULL;
}

/* A watch has no end of its own: the stop ends it and has nothing to cut when the grace is over. */
static void test_stop_ends_watches(void **state)
{
	struct talk talks[WATCHES];
	pthread_t thread;
	int cut = -1;

	for (size_t i = 0; i < WATCHES; i++) {
		begin_watch(&talks[i], "", 0);
		assert_true(talk_wait(&talks[i], 1));
	}
	assert_int_equal(pthread_create(&thread, NULL, stop_server, &cut), 0);
	for (size_t i = 0; i < WATCHES; i++) {
		assert_true(talk_wait_done(&talks[i]));
		assert_int_equal(talks[i].code, EVGRPC_UNAVAILABLE);
		talk_close(&talks[i]);
	}
	assert_int_equal(pthread_join(thread, NULL), 0);
	assert_int_equal(cut, 0);
	evgrpc_server_free(server);
	start(state);
}

static void test_server_without_health(void **state)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *bare;

	(void)state;
	evgrpc_server_options_default(&options);
	bare = evgrpc_server_new(&options);
	evgrpc_server_set_serving(bare, false);
	assert_int_equal(evgrpc_server_add_health(bare), 0);
	assert_int_equal(evgrpc_server_add_health(bare), -1); /* its paths are taken */
	evgrpc_server_free(bare);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_watches_follow_changes),
		cmocka_unit_test(test_watch_of_unknown_service_ends_with_its_deadline),
		cmocka_unit_test(test_watch_may_leave),
		cmocka_unit_test(test_stop_ends_watches),
		cmocka_unit_test(test_server_without_health),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
