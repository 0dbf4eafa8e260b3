/* The proof of a method table against the descriptor set, and sets that cannot be served. */
#include "canned.h"
#include "evgrpc.h"
#include "huiyin_set.h"
#include "server.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static struct evgrpc_server *new_server(void)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *made;

	evgrpc_server_options_default(&options);
	made = evgrpc_server_new(&options);
	assert_non_null(made);
	return made;
}

static void test_corrupt_set_is_refused(void **state)
{
	struct evgrpc_server *bare = new_server();

	(void)state;
	assert_int_equal(evgrpc_server_add_reflection(bare, huiyin_descriptors, huiyin_set_len() - 1), -1);
	assert_int_equal(evgrpc_server_method_count(bare), 0);
	assert_int_equal(evgrpc_server_add_reflection(bare, huiyin_descriptors, huiyin_set_len()), 0);
	evgrpc_server_free(bare);
}

/* Rates whose row number i is replaced by row, or left out if row is NULL; says what prove says. */
static int prove_with(size_t i, const struct evgrpc_method *row, char *ret_error, size_t error_size)
{
	struct evgrpc_server *proved = new_server();
	struct evgrpc_method rows[CANNED_RATES];
	size_t n = 0;
	int result;

	for (size_t k = 0; k < CANNED_RATES; k++) {
		if (k != i)
			rows[n++] = canned_rates[k];
		else if (row != NULL)
			rows[n++] = *row;
	}
	assert_int_equal(evgrpc_server_add_health(proved), 0);
	assert_int_equal(evgrpc_server_add_methods(proved, rows, n, NULL), 0);
	assert_int_equal(evgrpc_server_add_reflection(proved, huiyin_descriptors, huiyin_set_len()), 0);
	result = evgrpc_server_prove(proved, ret_error, error_size);
	evgrpc_server_free(proved);
	return result;
}

static void test_prove(void **state)
{
	const struct evgrpc_method good = canned_rates[1];
	struct evgrpc_method kind = good, request = good, response = good, path = good;
	const struct {
		const struct evgrpc_method *row;
		const char *error; /* NULL: proved */
	} rows[] = {
		{ &good, NULL },
		{ NULL, "/huiyin.v1.RateService/ListRateCases is in the descriptor set, but has no row in the method "
			"table of its service." },
		{ &kind, "/huiyin.v1.RateService/ListRateCases is served as a bidirectional method, but the descriptor "
			 "set has a unary one." },
		{ &request,
		  "/huiyin.v1.RateService/ListRateCases takes huiyin.v1.GetRatesRequest, but by the descriptor "
		  "set it must take huiyin.v1.ListRateCasesRequest." },
		{ &response, "/huiyin.v1.RateService/ListRateCases gives huiyin.v1.GetRatesResponse, but by the "
			     "descriptor set it must give huiyin.v1.ListRateCasesResponse." },
		{ &path, "/huiyin.v1.RateService/Nothing is served, but the descriptor set has no such method; give "
			 "protoc its .proto too." },
	};
	char error[512];

	(void)state;
	kind.kind = EVGRPC_BIDI_STREAM;
	request.request = &huiyin__v1__get_rates_request__descriptor;
	response.response = &huiyin__v1__get_rates_response__descriptor;
	path.path = "/huiyin.v1.RateService/Nothing";
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		int result = prove_with(1, rows[i].row, error, sizeof(error));

		assert_int_equal(result, rows[i].error == NULL ? 0 : -1);
		if (rows[i].error != NULL)
			assert_string_equal(error, rows[i].error);
	}
}

/* What evgrpc serves by itself need not be in the program's set, and may be, under another path too. */
static void test_own_protos_are_known(void **state)
{
	static const char plain[] = "\x0a\x09\x0a\x07x.proto";
	/* file h.proto of package grpc.health.v1 with a message of a name that health.proto has */
	static const char other_path[] =
		"\x0a\x30\x0a\x07h.proto\x12\x0egrpc.health.v1\x22\x15\x0a\x13HealthCheckResponse";
	struct evgrpc_server *with_health = new_server();
	char error[512] = "";

	(void)state;
	assert_int_equal(evgrpc_server_add_health(with_health), 0);
	assert_int_equal(evgrpc_server_add_reflection(with_health, (const uint8_t *)plain, sizeof(plain) - 1), 0);
	evgrpc_server_prove(with_health, error, sizeof(error));
	assert_string_equal(error, "");
	evgrpc_server_free(with_health);

	with_health = new_server();
	assert_int_equal(evgrpc_server_add_reflection(with_health, (const uint8_t *)other_path, sizeof(other_path) - 1),
			 0);
	evgrpc_server_free(with_health);
}

static void test_prove_needs_descriptors(void **state)
{
	struct evgrpc_server *bare = new_server();
	char error[512] = "";

	(void)state;
	assert_int_equal(evgrpc_server_prove(bare, error, sizeof(error)), -1);
	assert_true(strlen(error) > 0);
	evgrpc_server_free(bare);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corrupt_set_is_refused),
		cmocka_unit_test(test_prove),
		cmocka_unit_test(test_own_protos_are_known),
		cmocka_unit_test(test_prove_needs_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
