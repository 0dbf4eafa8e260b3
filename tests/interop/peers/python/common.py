"""What the python3-grpcio peers share: flags, messages, payloads.

The messages are made from a descriptor set (--protos, see ../build.sh) and not by protoc: a generated package "grpc"
would stand in the way of grpcio's own."""

import sys

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

SERVICE = "grpc.testing.TestService"
ECHO_INITIAL = "x-grpc-test-echo-initial"
ECHO_TRAILING = "x-grpc-test-echo-trailing-bin"


def read_flags(defaults):
    """--name=value or --name value; defaults say which there are, and by their type what they take."""
    flags = dict(defaults)
    words = [part for word in sys.argv[1:] for part in word.split("=", 1)]
    for name, value in zip(words[::2], words[1::2] + [None]):
        name = name[2:] if name.startswith("--") else ""
        if name not in flags or value is None:
            print(f"There is no flag \"--{name}\" with a value. Flags: {' '.join(defaults)}", file=sys.stderr)
            sys.exit(2)
        kind = type(defaults[name])
        flags[name] = value == "true" if kind is bool else kind(value)
    return flags


class Messages:
    """The message types of grpc.testing by name."""

    def __init__(self, path):
        self.pool = descriptor_pool.DescriptorPool()
        with open(path, "rb") as file:
            for proto in descriptor_pb2.FileDescriptorSet.FromString(file.read()).file:
                self.pool.Add(proto)

    def type_of(self, descriptor):
        """The function for it changed its name with protobuf 4.22."""
        if hasattr(message_factory, "GetMessageClass"):
            return message_factory.GetMessageClass(descriptor)
        return message_factory.MessageFactory(self.pool).GetPrototype(descriptor)

    def __getattr__(self, name):
        return self.type_of(self.pool.FindMessageTypeByName(f"grpc.testing.{name}"))

    def methods(self, service=SERVICE):
        """name -> (request type, response type)"""
        found = self.pool.FindServiceByName(service).methods
        return {method.name: (self.type_of(method.input_type), self.type_of(method.output_type)) for method in found}


def zeros(messages, size):
    return messages.Payload(body=bytes(size))
