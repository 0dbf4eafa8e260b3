/* A call by callbacks, driven step by step: a case starts it, sends, waits for what comes and looks at it. */
#ifndef INTEROP_RPC_H
#define INTEROP_RPC_H

#include "client.h"

/* Messages of one call whose size and compression are kept; no case expects more. */
#define RPC_MESSAGES_MAX 8
/* Room for a metadata value. */
#define RPC_VALUE_SIZE 64

struct rpc {
	struct run *run;
	const char *path;
	struct evgrpc_client_call *call; /* NULL once done */
	unsigned n_messages;             /* that came, also beyond those kept */
	struct {
		size_t size; /* of the payload */
		bool compressed;
	} messages[RPC_MESSAGES_MAX];
	int32_t aggregated; /* of a StreamingInputCallResponse */
	/* x-grpc-test-echo-initial, x-grpc-test-echo-trailing-bin (base64) and cache-control; "" if absent. */
	char initial[RPC_VALUE_SIZE], trailing[RPC_VALUE_SIZE], cache_control[RPC_VALUE_SIZE];
	struct evgrpc_status status; /* once done; its message is the copy below */
	char message[256];
};

/* Starts a call of run's channel; response is one of the three below. 0, or -1 with run->why; then rpc needs no end. */
int rpc_start(struct rpc *rpc, struct run *run, const char *path, const ProtobufCMessageDescriptor *response,
	      const struct evgrpc_call_options *options);
/* Waits for message number n (from 1); -1 with run->why if the call ends before. */
int rpc_wait(struct rpc *rpc, unsigned n);
/* Waits for the end and holds the code against the one wanted: 0, or -1 with run->why. After it rpc holds all. */
int rpc_end(struct rpc *rpc, enum evgrpc_code wanted);
/* Gives the call up, if it is not done, and waits for the end; for a case that fails. -1. */
int rpc_abandon(struct rpc *rpc);
/* Exactly n messages came, and their payloads have these sizes? 0, or -1 with run->why. */
int rpc_expect_sizes(struct rpc *rpc, const size_t *sizes, unsigned n);

#endif
