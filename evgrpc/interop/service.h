/* grpc.testing.TestService: what gRPC's interop clients talk to. */
#ifndef INTEROP_SERVICE_H
#define INTEROP_SERVICE_H

#include "grpc/testing/test.evgrpc.h"

/* Who serves the methods; nobody serves UnimplementedCall, on purpose. */
extern const struct grpc__testing__test_service_handlers test_service;

/* Sends back what the caller asks for in its metadata; for on_open. */
void echo_metadata(struct evgrpc_call *call);
/* Do the fields ask for an answer that cannot be given, or for a failure? Then the call was ended with it. status may
 * be NULL; size is that of a payload in bytes. */
bool refuse_payload(struct evgrpc_call *call, Grpc__Testing__PayloadType type, int32_t size);
bool refuse_by_status(struct evgrpc_call *call, const Grpc__Testing__EchoStatus *status);
/* Did the message just handed over come compressed when it should not, or the reverse? Then the call was ended. NULL
 * expects nothing. */
bool refuse_by_compression(struct evgrpc_call *call, const Grpc__Testing__BoolValue *expected);

/* The handlers of streaming.c. A call that answers with a stream of payloads, one after the other and each after its
 * interval: at once for the one request of StreamingOutputCall, request by request for FullDuplexCall, and all behind
 * the last request for HalfDuplexCall. */
void on_output_open(struct evgrpc_call *call, void *service);
void on_duplex_open(struct evgrpc_call *call, void *service);
void on_output_request(struct evgrpc_call *call, const Grpc__Testing__StreamingOutputCallRequest *request,
		       void *service);
void on_full_duplex_request(struct evgrpc_call *call, const Grpc__Testing__StreamingOutputCallRequest *request,
			    void *service);
void on_half_duplex_request(struct evgrpc_call *call, const Grpc__Testing__StreamingOutputCallRequest *request,
			    void *service);
void on_duplex_half_close(struct evgrpc_call *call, void *service);

#endif
