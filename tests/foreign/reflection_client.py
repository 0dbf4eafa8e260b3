#!/usr/bin/python3
"""reflection_client.py HOST:PORT TOKEN_FILE UPDATE

Calls huiyin.v1 the way a client does that has none of its .proto files: it asks the server's reflection service for
them, builds the message types, calls RateService.GetRates once and CaseService.SubmitUpdate twice with one request id,
and prints what came as one JSON object. UPDATE is a SubmitUpdateRequest without its request_id as JSON, with the field
names of the .proto, such as '{"case": "20230045", "verb": "accept"}'. Needs python3-grpcio and python3-protobuf.

Exit code 0; 1 with a sentence if the server refuses something."""

import json
import queue
import sys
import uuid

import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

CALL_TIMEOUT_S = 30
# Files gathered at most, so that a server that invents imports comes to an end.
FILES_MAX = 1000

FIELD = descriptor_pb2.FieldDescriptorProto

# The messages of reflection that are needed here: (message, [(field, number, type, repeated, in the oneof)]). Nothing
# can be asked before these are known, so they are written down.
MESSAGES = [
    ("ServerReflectionRequest", [
        ("host", 1, "string", False, False),
        ("file_by_filename", 3, "string", False, True),
        ("file_containing_symbol", 4, "string", False, True),
        ("list_services", 7, "string", False, True),
    ]),
    ("ServerReflectionResponse", [
        ("valid_host", 1, "string", False, False),
        ("original_request", 2, "ServerReflectionRequest", False, False),
        ("file_descriptor_response", 4, "FileDescriptorResponse", False, True),
        ("list_services_response", 6, "ListServiceResponse", False, True),
        ("error_response", 7, "ErrorResponse", False, True),
    ]),
    ("FileDescriptorResponse", [("file_descriptor_proto", 1, "bytes", True, False)]),
    ("ListServiceResponse", [("service", 1, "ServiceResponse", True, False)]),
    ("ServiceResponse", [("name", 1, "string", False, False)]),
    ("ErrorResponse", [
        ("error_code", 1, "int32", False, False),
        ("error_message", 2, "string", False, False),
    ]),
]
SCALARS = {"string": FIELD.TYPE_STRING, "bytes": FIELD.TYPE_BYTES, "int32": FIELD.TYPE_INT32}


def message_class(pool, name):
    """The Python class of a message type; the function for it changed its name with protobuf 4.22."""
    descriptor = pool.FindMessageTypeByName(name)
    if hasattr(message_factory, "GetMessageClass"):
        return message_factory.GetMessageClass(descriptor)
    return message_factory.MessageFactory(pool).GetPrototype(descriptor)


def reflection_pool(package):
    """A pool that knows the messages of reflection in the package."""
    file = descriptor_pb2.FileDescriptorProto(name="reflection.proto", package=package, syntax="proto3")
    for name, fields in MESSAGES:
        message = file.message_type.add(name=name)
        if any(in_oneof for *_, in_oneof in fields):
            message.oneof_decl.add(name="choice")
        for field_name, number, kind, repeated, in_oneof in fields:
            field = message.field.add(name=field_name, number=number)
            field.label = FIELD.LABEL_REPEATED if repeated else FIELD.LABEL_OPTIONAL
            field.type = SCALARS.get(kind, FIELD.TYPE_MESSAGE)
            if kind not in SCALARS:
                field.type_name = f".{package}.{kind}"
            if in_oneof:
                field.oneof_index = 0
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    return pool


class Reflection:
    """One reflection stream; each question waits for its answer."""

    def __init__(self, channel, package):
        pool = reflection_pool(package)
        self.request = message_class(pool, package + ".ServerReflectionRequest")
        response = message_class(pool, package + ".ServerReflectionResponse")
        self.questions = queue.SimpleQueue()
        self.answers = channel.stream_stream(
            f"/{package}.ServerReflection/ServerReflectionInfo",
            request_serializer=self.request.SerializeToString,
            response_deserializer=response.FromString,
        )(iter(self.questions.get, None), timeout=CALL_TIMEOUT_S)

    def close(self):
        """Ends the stream; there must be no answer left over, and its status must be OK."""
        self.questions.put(None)
        for answer in self.answers:
            raise SystemExit(f"The server said {answer} unasked.")

    def ask(self, **question):
        request = self.request(**question)
        self.questions.put(request)
        answer = next(self.answers)
        if answer.original_request != request:
            raise SystemExit(f"The server answered {answer.original_request} to {request}.")
        if answer.HasField("error_response"):
            raise LookupError(f"{question}: {answer.error_response.error_message}")
        return answer

    def services(self):
        return [service.name for service in self.ask(list_services="*").list_services_response.service]

    def files(self, **question):
        answer = self.ask(**question).file_descriptor_response
        return [descriptor_pb2.FileDescriptorProto.FromString(proto) for proto in answer.file_descriptor_proto]

    def pool(self, services):
        """A pool with the files of the services and all they import."""
        known = {}
        wanted = [file for service in services for file in self.files(file_containing_symbol=service)]
        while wanted and len(known) < FILES_MAX:
            file = wanted.pop()
            if file.name in known:
                continue
            known[file.name] = file
            for name in file.dependency:
                if name not in known:
                    wanted += self.files(file_by_filename=name)
        pool, added = descriptor_pool.DescriptorPool(), set()
        for name in known:
            add_file(pool, known, name, added)
        return pool


def add_file(pool, known, name, added):
    """Adds a file behind its imports; Add refuses what it cannot resolve."""
    if name in added:
        return
    added.add(name)
    for dependency in known[name].dependency:
        add_file(pool, known, dependency, added)
    pool.Add(known[name])


def call(channel, pool, service, method, request, metadata):
    """One unary call with requests and answers as JSON values."""
    descriptor = pool.FindServiceByName(service).methods_by_name[method]
    request_class = message_class(pool, descriptor.input_type.full_name)
    stub = channel.unary_unary(
        f"/{service}/{method}",
        request_serializer=request_class.SerializeToString,
        response_deserializer=message_class(pool, descriptor.output_type.full_name).FromString,
    )
    message = json_format.ParseDict(request, request_class())
    return json_format.MessageToDict(stub(message, metadata=metadata, timeout=CALL_TIMEOUT_S),
                                     preserving_proto_field_name=True)


def discover(channel, package):
    """The services and the pool by one version of reflection. An unknown name must be an error in its answer only."""
    reflection = Reflection(channel, package)
    services = reflection.services()
    try:
        reflection.ask(file_containing_symbol="no.such.Symbol")
        raise SystemExit("The server knows no.such.Symbol.")
    except LookupError:
        pass
    pool = reflection.pool(services)
    reflection.close()
    return services, pool


def refusal(channel, pool):
    """What a call with a wrong token ends with."""
    try:
        call(channel, pool, "huiyin.v1.RateService", "GetRates", {}, [("authorization", "Bearer wrong")])
    except grpc.RpcError as error:
        return error.code().name
    return "OK"


def main():
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    with open(sys.argv[2], encoding="utf-8") as file:
        metadata = [("authorization", "Bearer " + file.read().strip())]
    update = dict(json.loads(sys.argv[3]), request_id=str(uuid.uuid4()))
    with grpc.insecure_channel(sys.argv[1]) as channel:
        services, pool = discover(channel, "grpc.reflection.v1")
        alpha_services, _ = discover(channel, "grpc.reflection.v1alpha")
        print(json.dumps({
            "client": "python3-grpcio " + grpc.__version__,
            "services": services,
            "alpha_services": alpha_services,
            "wrong_token": refusal(channel, pool),
            "rates": call(channel, pool, "huiyin.v1.RateService", "GetRates", {}, metadata),
            "update": call(channel, pool, "huiyin.v1.CaseService", "SubmitUpdate", update, metadata),
            "again": call(channel, pool, "huiyin.v1.CaseService", "SubmitUpdate", update, metadata),
        }, ensure_ascii=False))


if __name__ == "__main__":
    try:
        main()
    except (grpc.RpcError, LookupError) as error:
        status = f"{error.code().name}: {error.details()}" if isinstance(error, grpc.RpcError) else str(error)
        raise SystemExit("The server refused. " + status) from None
