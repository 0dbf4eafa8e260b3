// What the libgrpc++ peers share: flags, files, payloads, and a look at the flag of a message.
#pragma once

#include <cstdint>
#include <map>
#include <string>

struct grpc_call;
// Exported by libgrpc for gRPC's own interop programs: the flags of the message a call received last.
uint32_t grpc_call_test_only_get_message_flags(grpc_call *call);
// The bit of them that says it came compressed (GRPC_WRITE_INTERNAL_TEST_ONLY_WAS_COMPRESSED).
constexpr uint32_t kWasCompressed = 0x40000000u;

using Flags = std::map<std::string, std::string>;

// --name=value or --name value into flags, which holds the names there are with their defaults; ends the program with 2
// if that cannot be.
void ReadFlags(int argc, char **argv, Flags *flags);
// The content of a file; ends the program with 1 if there is none.
std::string ReadFile(const std::string &path);
