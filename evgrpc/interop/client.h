/* What the interop client's cases share. */
#ifndef INTEROP_CLIENT_H
#define INTEROP_CLIENT_H

#include "evgrpc.h"

#include <stdbool.h>

/* The sizes of large_unary, which most cases borrow. */
#define LARGE_REQUEST_BYTES  271828
#define LARGE_RESPONSE_BYTES 314159

#define TEST_SERVICE(method) "/grpc.testing.TestService/" method

/* What the flags say. */
struct settings {
	const char *server_host;
	unsigned server_port;
	const char *test_case; /* one, or several with commas between */
	bool use_tls, use_test_ca;
	const char *ca_file, *server_host_override;
	unsigned soak_iterations, soak_max_failures, soak_min_time_ms_between_rpcs;
	unsigned soak_per_iteration_max_acceptable_latency_ms, soak_overall_timeout_seconds;
	unsigned soak_request_size, soak_response_size;
	unsigned concurrent_calls;
};

/* One run of one case. */
struct run {
	const struct settings *settings;
	struct event_base *base;        /* NULL for a case that blocks */
	struct evgrpc_channel *channel; /* on base, or on its own for a case that blocks */
	char why[512];                  /* it failed: one sentence */
};

/* A case returns 0, or -1 with run->why. */
typedef int interop_case(struct run *run);

/* A channel to the server of the flags; NULL with run->why. base may be NULL (see evgrpc_channel_new). */
struct evgrpc_channel *connect_to_server(struct run *run, struct event_base *base);
/* Notes why the case fails; -1. */
__attribute__((format(printf, 2, 3))) int fail(struct run *run, const char *format, ...);
/* Holds the end of a call against the code wanted: 0, or -1 with run->why. what names the call. */
int expect_code(struct run *run, const char *what, const struct evgrpc_status *status, enum evgrpc_code wanted);

/* The cases, as gRPC's doc/interop-test-descriptions.md has them. plain_cases.c, blocking: */
interop_case empty_unary, large_unary, unimplemented_method, unimplemented_service;
interop_case status_code_and_message, special_status_message;
/* stream_cases.c, blocking: */
interop_case client_streaming, server_streaming, ping_pong, half_duplex, empty_stream;
/* compressed_cases.c, by callbacks; the last two leave out the question whether the server looks at compression. */
interop_case client_compressed_unary, server_compressed_unary, client_compressed_streaming, server_compressed_streaming;
interop_case client_compressed_unary_noprobe, client_compressed_streaming_noprobe;
/* metadata_cases.c, by callbacks: */
interop_case custom_metadata, cacheable_unary;
/* ending_cases.c, by callbacks: */
interop_case cancel_after_begin, cancel_after_first_response, timeout_on_sleeping_server;
/* load_cases.c; concurrent_large_unary by callbacks, the others blocking: */
interop_case concurrent_large_unary, rpc_soak, channel_soak;

/* One large_unary on a channel, blocking, with these sizes. */
int call_large_unary(struct run *run, struct evgrpc_channel *channel, size_t request_size, size_t response_size);

#endif
