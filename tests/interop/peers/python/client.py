#!/usr/bin/python3
"""An interop client on python3-grpcio, with the flags of evgrpc-interop-client and --protos=FILE: runs the cases of
--test_case (commas between) and prints "pass NAME", "partly NAME: but", "cannot NAME: why" or "fail NAME: why" for each.
Ends with 1 if one failed."""

import queue
import sys
import time

import grpc

from common import ECHO_INITIAL, ECHO_TRAILING, SERVICE, Messages, read_flags, zeros

FLAGS = read_flags({"protos": "", "server_host": "127.0.0.1", "server_port": 0, "test_case": "", "use_tls": False,
                    "ca_file": "", "server_host_override": "", "soak_iterations": 10, "concurrent_calls": 1000})
MESSAGES = Messages(FLAGS["protos"])
METHODS = MESSAGES.methods()
CALL_TIMEOUT_S = 30
LARGE_REQUEST, LARGE_RESPONSE = 271828, 314159
REQUEST_SIZES = [27182, 8, 1828, 45904]
RESPONSE_SIZES = [31415, 9, 2653, 58979]
Code = grpc.StatusCode
NO_FLAG = "a grpcio client is not told whether a message came compressed; sizes are checked"
NO_STREAM_FLAG = "a grpcio client compresses all messages of a call or none"


class Failed(Exception):
    """A case does not pass."""


def check(good, why):
    if not good:
        raise Failed(why)


def same(what, got, wanted):
    check(got == wanted, f"{what}: {got!r} came, and {wanted!r} was expected.")


def ended(what, call, code=Code.OK):
    check(call.code() == code, f"{what} ended with {call.code().name} ({call.details()}), and {code.name} was expected.")


def connect():
    options = [("grpc.use_local_subchannel_pool", 1)]
    address = f"{FLAGS['server_host']}:{FLAGS['server_port']}"
    if not FLAGS["use_tls"]:
        return grpc.insecure_channel(address, options)
    if FLAGS["server_host_override"]:
        options += [("grpc.ssl_target_name_override", FLAGS["server_host_override"]),
                    ("grpc.default_authority", FLAGS["server_host_override"])]
    with open(FLAGS["ca_file"], "rb") as file:
        return grpc.secure_channel(address, grpc.ssl_channel_credentials(file.read()), options)


def start(channel, kind, method, requests, service=SERVICE, timeout=CALL_TIMEOUT_S, **options):
    """Starts a call; kind is one of the channel's four, requests a message or an iterator."""
    _, response = METHODS[method]
    stub = getattr(channel, kind)(f"/{service}/{method}", request_serializer=lambda m: m.SerializeToString(),
                                  response_deserializer=response.FromString)
    if kind.endswith("unary"):
        return stub.future(requests, timeout=timeout, **options)
    return stub(requests, timeout=timeout, **options)


def finish(call):
    """Waits for the end of a call with one response; the response or None."""
    try:
        return call.result()
    except (grpc.RpcError, grpc.FutureCancelledError):
        return None


def sizes(call):
    """The payloads of a stream to its end, whatever that is."""
    found = []
    try:
        for response in call:
            found.append(len(response.payload.body))
    except grpc.RpcError:
        pass
    return found


def unary(channel, method, request, **options):
    call = start(channel, "unary_unary", method, request, **options)
    return finish(call), call


def large(**fields):
    return MESSAGES.SimpleRequest(response_size=LARGE_RESPONSE, payload=zeros(MESSAGES, LARGE_REQUEST), **fields)


def check_large(response, call):
    ended("UnaryCall", call)
    same("the size of the payload", len(response.payload.body), LARGE_RESPONSE)


def output(size, *wanted):
    request = MESSAGES.StreamingOutputCallRequest(response_parameters=[{"size": n} for n in wanted])
    if size:
        request.payload.body = bytes(size)
    return request


def empty_unary(channel):
    response, call = unary(channel, "EmptyCall", MESSAGES.Empty())
    ended("EmptyCall", call)
    same("the response", response.SerializeToString(), b"")


def cacheable_unary(channel):
    request = MESSAGES.SimpleRequest(payload=MESSAGES.Payload(body=str(time.time_ns()).encode()))
    for _ in range(2):
        response, call = unary(channel, "CacheableUnaryCall", request, metadata=[("x-user-ip", "1.2.3.4")])
        ended("CacheableUnaryCall", call)
        check(response.payload.body, "No time came.")
        check("max-age" in dict(call.initial_metadata()).get("cache-control", ""), "No cache-control came.")


def large_unary(channel):
    check_large(*unary(channel, "UnaryCall", large()))


def client_compressed_unary(channel):
    _, call = unary(channel, "UnaryCall", large(expect_compressed={"value": True}))
    ended("the probe", call, Code.INVALID_ARGUMENT)
    client_compressed_unary_noprobe(channel)


def client_compressed_unary_noprobe(channel):
    for value, compression in ((True, grpc.Compression.Gzip), (False, grpc.Compression.NoCompression)):
        check_large(*unary(channel, "UnaryCall", large(expect_compressed={"value": value}), compression=compression))


def server_compressed_unary(channel):
    for value in (True, False):
        check_large(*unary(channel, "UnaryCall", large(response_compressed={"value": value})))
    return NO_FLAG


def client_streaming(channel):
    requests = [MESSAGES.StreamingInputCallRequest(payload=zeros(MESSAGES, size)) for size in REQUEST_SIZES]
    call = start(channel, "stream_unary", "StreamingInputCall", iter(requests))
    response = finish(call)
    ended("StreamingInputCall", call)
    same("the sum", response.aggregated_payload_size, 74922)


def server_streaming(channel):
    call = start(channel, "unary_stream", "StreamingOutputCall", output(0, *RESPONSE_SIZES))
    same("the sizes", sizes(call), RESPONSE_SIZES)
    ended("StreamingOutputCall", call)


def server_compressed_streaming(channel):
    request = MESSAGES.StreamingOutputCallRequest(response_parameters=[
        {"size": 31415, "compressed": {"value": True}}, {"size": 92653, "compressed": {"value": False}}])
    call = start(channel, "unary_stream", "StreamingOutputCall", request)
    same("the sizes", sizes(call), [31415, 92653])
    ended("StreamingOutputCall", call)
    return NO_FLAG


def duplex(channel, **options):
    """A FullDuplexCall and the queue of its requests; None in it ends them."""
    requests = queue.SimpleQueue()
    return start(channel, "stream_stream", "FullDuplexCall", iter(requests.get, None), **options), requests


def ping_pong(channel):
    call, requests = duplex(channel)
    for request_size, response_size in zip(REQUEST_SIZES, RESPONSE_SIZES):
        requests.put(output(request_size, response_size))
        same("the size", len(next(call).payload.body), response_size)
    requests.put(None)
    same("more", sizes(call), [])
    ended("FullDuplexCall", call)


def half_duplex(channel):
    call = start(channel, "stream_stream", "HalfDuplexCall", iter([output(0, size) for size in RESPONSE_SIZES]))
    same("the sizes", sizes(call), RESPONSE_SIZES)
    ended("HalfDuplexCall", call)


def empty_stream(channel):
    call = start(channel, "stream_stream", "FullDuplexCall", iter([]))
    same("the sizes", sizes(call), [])
    ended("FullDuplexCall", call)


def echoed(call):
    same(ECHO_INITIAL, dict(call.initial_metadata()).get(ECHO_INITIAL), "test_initial_metadata_value")
    same(ECHO_TRAILING, dict(call.trailing_metadata()).get(ECHO_TRAILING), b"\xab\xab\xab")


def custom_metadata(channel):
    metadata = [(ECHO_INITIAL, "test_initial_metadata_value"), (ECHO_TRAILING, b"\xab\xab\xab")]
    response, call = unary(channel, "UnaryCall", large(), metadata=metadata)
    check_large(response, call)
    echoed(call)
    call = start(channel, "stream_stream", "FullDuplexCall", iter([output(LARGE_REQUEST, LARGE_RESPONSE)]),
                 metadata=metadata)
    same("the sizes", sizes(call), [LARGE_RESPONSE])
    ended("FullDuplexCall", call)
    echoed(call)


def call_with_status(channel, message):
    request = MESSAGES.SimpleRequest(response_status={"code": 2, "message": message})
    _, call = unary(channel, "UnaryCall", request)
    ended("UnaryCall", call, Code.UNKNOWN)
    same("the message", call.details(), message)


def status_code_and_message(channel):
    message = "test status message"
    call_with_status(channel, message)
    request = MESSAGES.StreamingOutputCallRequest(response_status={"code": 2, "message": message})
    call = start(channel, "stream_stream", "FullDuplexCall", iter([request]))
    same("the sizes", sizes(call), [])
    ended("FullDuplexCall", call, Code.UNKNOWN)
    same("the message", call.details(), message)


def special_status_message(channel):
    call_with_status(channel, "\t\ntest with whitespace\r\nand Unicode BMP \u263a and non-BMP \U0001f608\t\n")


def unimplemented_method(channel):
    _, call = unary(channel, "UnimplementedCall", MESSAGES.Empty())
    ended("UnimplementedCall", call, Code.UNIMPLEMENTED)


def unimplemented_service(channel):
    _, call = unary(channel, "UnimplementedCall", MESSAGES.Empty(), service="grpc.testing.UnimplementedService")
    ended("UnimplementedCall", call, Code.UNIMPLEMENTED)


def cancel_after_begin(channel):
    requests = queue.SimpleQueue()
    call = start(channel, "stream_unary", "StreamingInputCall", iter(requests.get, None))
    call.cancel()
    requests.put(None)
    finish(call)
    ended("StreamingInputCall", call, Code.CANCELLED)


def cancel_after_first_response(channel):
    call, requests = duplex(channel)
    requests.put(output(27182, 31415))
    same("the size", len(next(call).payload.body), 31415)
    call.cancel()
    requests.put(None)
    sizes(call)
    ended("FullDuplexCall", call, Code.CANCELLED)


def timeout_on_sleeping_server(channel):
    call, requests = duplex(channel, timeout=0.001)
    requests.put(output(27182))
    sizes(call)
    requests.put(None)
    ended("FullDuplexCall", call, Code.DEADLINE_EXCEEDED)


def concurrent_large_unary(channel):
    calls = [start(channel, "unary_unary", "UnaryCall", large()) for _ in range(FLAGS["concurrent_calls"])]
    for call in calls:
        check_large(finish(call), call)


def rpc_soak(channel):
    for _ in range(FLAGS["soak_iterations"]):
        large_unary(channel)


def channel_soak(_):
    for _ in range(FLAGS["soak_iterations"]):
        with connect() as channel:
            large_unary(channel)


CANNOT = {"client_compressed_streaming": NO_STREAM_FLAG, "client_compressed_streaming_noprobe": NO_STREAM_FLAG}


def run(name):
    if name in CANNOT:
        print(f"cannot {name}: {CANNOT[name]}", flush=True)
        return True
    case = globals().get(name)
    try:
        check(case, "There is no such case.")
        with connect() as channel:
            but = case(channel)
    except (Failed, grpc.RpcError) as error:
        print(f"fail {name}: {' '.join(str(error).split())}", flush=True)
        return False
    print(f"partly {name}: {but}" if but else f"pass {name}", flush=True)
    return True


sys.exit(0 if all([run(name) for name in FLAGS["test_case"].split(",")]) else 1)
