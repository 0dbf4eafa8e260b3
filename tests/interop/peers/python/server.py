#!/usr/bin/python3
"""An interop server on python3-grpcio:
server.py --protos=FILE --port=0 [--use_tls=true --tls_cert_file=F --tls_key_file=F]

Prints "listening on port N" and serves until it is killed. grpcio tells a handler nothing about the compression of a
request, so expect_compressed is not looked at."""

import concurrent.futures
import threading
import time

import grpc

from common import ECHO_INITIAL, ECHO_TRAILING, SERVICE, Messages, read_flags, zeros

FLAGS = read_flags({"protos": "", "port": 0, "use_tls": False, "tls_cert_file": "", "tls_key_file": ""})
MESSAGES = Messages(FLAGS["protos"])
# One for each call that may be open at the same time.
THREADS = 64
MS_PER_S, US_PER_S = 1000, 1_000_000
CODES = {code.value[0]: code for code in grpc.StatusCode}


def echo(context, *more):
    sent = dict(context.invocation_metadata())
    initial = [(ECHO_INITIAL, sent[ECHO_INITIAL])] if ECHO_INITIAL in sent else []
    context.send_initial_metadata(initial + list(more))
    if ECHO_TRAILING in sent:
        context.set_trailing_metadata([(ECHO_TRAILING, sent[ECHO_TRAILING])])


def end_by_status(request, context):
    """Ends the call, by an exception, if the request wants that."""
    if request.HasField("response_status") and request.response_status.code:
        context.abort(CODES[request.response_status.code], request.response_status.message)


class TestService:
    """A method for each of the service's; names as in the proto."""

    def EmptyCall(self, request, context):
        echo(context)
        return MESSAGES.Empty()

    def UnaryCall(self, request, context):
        # set_compression goes into the initial metadata.
        context.set_compression(grpc.Compression.Gzip if request.response_compressed.value
                                else grpc.Compression.NoCompression)
        echo(context)
        end_by_status(request, context)
        return MESSAGES.SimpleResponse(payload=zeros(MESSAGES, request.response_size))

    def CacheableUnaryCall(self, request, context):
        echo(context, ("cache-control", "max-age=60, public"))
        return MESSAGES.SimpleResponse(payload=MESSAGES.Payload(body=str(time.time_ns()).encode()))

    def StreamingInputCall(self, requests, context):
        echo(context)
        total = sum(len(request.payload.body) for request in requests)
        return MESSAGES.StreamingInputCallResponse(aggregated_payload_size=total)

    def answers(self, request, context):
        end_by_status(request, context)
        for wanted in request.response_parameters:
            if wanted.interval_us > 0:
                threading.Event().wait(wanted.interval_us / US_PER_S)
            if not wanted.compressed.value:
                context.disable_next_message_compression()
            yield MESSAGES.StreamingOutputCallResponse(payload=zeros(MESSAGES, wanted.size))

    def StreamingOutputCall(self, request, context):
        if any(wanted.compressed.value for wanted in request.response_parameters):
            context.set_compression(grpc.Compression.Gzip)
        echo(context)
        yield from self.answers(request, context)

    def FullDuplexCall(self, requests, context):
        echo(context)
        for request in requests:
            yield from self.answers(request, context)

    def HalfDuplexCall(self, requests, context):
        echo(context)
        for request in list(requests):
            yield from self.answers(request, context)


def handlers():
    service = TestService()
    kinds = {"StreamingInputCall": grpc.stream_unary_rpc_method_handler,
             "StreamingOutputCall": grpc.unary_stream_rpc_method_handler,
             "FullDuplexCall": grpc.stream_stream_rpc_method_handler,
             "HalfDuplexCall": grpc.stream_stream_rpc_method_handler}
    return {name: kinds.get(name, grpc.unary_unary_rpc_method_handler)(
        getattr(service, name), request_deserializer=request.FromString,
        response_serializer=response.SerializeToString)
            for name, (request, response) in MESSAGES.methods().items() if hasattr(service, name)}


def main():
    server = grpc.server(concurrent.futures.ThreadPoolExecutor(THREADS))
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers()),))
    address = f"127.0.0.1:{FLAGS['port']}"
    if FLAGS["use_tls"]:
        with open(FLAGS["tls_key_file"], "rb") as key, open(FLAGS["tls_cert_file"], "rb") as certificate:
            pair = (key.read(), certificate.read())
        port = server.add_secure_port(address, grpc.ssl_server_credentials([pair]))
    else:
        port = server.add_insecure_port(address)
    server.start()
    print(f"listening on port {port}", flush=True)
    server.wait_for_termination()


main()
