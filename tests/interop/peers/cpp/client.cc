// An interop client on libgrpc++, with the flags of evgrpc-interop-client: runs the cases of --test_case (commas
// between) and prints "pass NAME" or "fail NAME: why" for each. Ends with 1 if one failed.
#include "flags.h"

#include "grpc/testing/test.grpc.pb.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <iostream>
#include <mutex>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <vector>

#include <grpcpp/grpcpp.h>

using grpc::ClientContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::testing::Empty;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using grpc::testing::TestService;
using OutputRequest = grpc::testing::StreamingOutputCallRequest;
using OutputResponse = grpc::testing::StreamingOutputCallResponse;

namespace grpc
{
namespace testing
{
// A friend of ClientContext, by this name, for this purpose.
class InteropClientContextInspector
{
      public:
	static bool WasCompressed(const ClientContext &context)
	{
		return grpc_call_test_only_get_message_flags(context.call_) & kWasCompressed;
	}
};
} // namespace testing
} // namespace grpc

static constexpr int kLargeRequest = 271828, kLargeResponse = 314159;
static const std::vector<int> kRequestSizes{ 27182, 8, 1828, 45904 };
static const std::vector<int> kResponseSizes{ 31415, 9, 2653, 58979 };
static constexpr auto kCallTimeout = std::chrono::seconds(30);

static Flags flags{ { "server_host", "127.0.0.1" },
		    { "server_port", "0" },
		    { "test_case", "" },
		    { "use_tls", "false" },
		    { "ca_file", "" },
		    { "server_host_override", "" },
		    { "soak_iterations", "10" },
		    { "concurrent_calls", "1000" } };

struct Failed : std::runtime_error {
	using std::runtime_error::runtime_error;
};

static void Check(bool good, const std::string &why)
{
	if (!good)
		throw Failed(why);
}

static void CheckEnd(const std::string &what, const Status &status, StatusCode wanted = StatusCode::OK)
{
	Check(status.error_code() == wanted, what + " ended with code " + std::to_string(status.error_code()) + " (" +
						     status.error_message() + "), and " + std::to_string(wanted) +
						     " was expected.");
}

static std::shared_ptr<grpc::Channel> Connect()
{
	grpc::ChannelArguments arguments;
	grpc::SslCredentialsOptions tls;
	bool use_tls = flags["use_tls"] == "true";

	arguments.SetInt("grpc.use_local_subchannel_pool", 1);
	if (use_tls) {
		tls.pem_root_certs = ReadFile(flags["ca_file"]);
		if (!flags["server_host_override"].empty())
			arguments.SetSslTargetNameOverride(flags["server_host_override"]);
	}
	return grpc::CreateCustomChannel(flags["server_host"] + ":" + flags["server_port"],
					 use_tls ? grpc::SslCredentials(tls) : grpc::InsecureChannelCredentials(),
					 arguments);
}

// A context with a deadline.
struct Context : ClientContext {
	explicit Context(std::chrono::milliseconds timeout = kCallTimeout)
	{
		set_deadline(std::chrono::system_clock::now() + timeout);
	}
	bool was_compressed() const
	{
		return grpc::testing::InteropClientContextInspector::WasCompressed(*this);
	}
};

using Stub = TestService::Stub;

static SimpleRequest Large()
{
	SimpleRequest request;

	request.set_response_size(kLargeResponse);
	request.mutable_payload()->set_body(std::string(kLargeRequest, '\0'));
	return request;
}

static void CallLarge(Stub *stub, Context *context, const SimpleRequest &request)
{
	SimpleResponse response;

	CheckEnd("UnaryCall", stub->UnaryCall(context, request, &response));
	Check(response.payload().body().size() == kLargeResponse, "The payload has another size than asked for.");
}

static void LargeUnary(Stub *stub)
{
	Context context;

	CallLarge(stub, &context, Large());
}

static OutputRequest Output(int payload, const std::vector<int> &sizes)
{
	OutputRequest request;

	for (int size : sizes)
		request.add_response_parameters()->set_size(size);
	if (payload)
		request.mutable_payload()->set_body(std::string(payload, '\0'));
	return request;
}

// Reads a stream to its end and holds the sizes against those wanted.
template <class Stream> static void CheckSizes(Stream *stream, const std::vector<int> &wanted)
{
	std::vector<int> sizes;
	OutputResponse response;

	while (stream->Read(&response))
		sizes.push_back(static_cast<int>(response.payload().body().size()));
	Check(sizes == wanted, std::to_string(sizes.size()) + " messages came, not those asked for.");
}

// ---- The cases --------------------------------------------------------------------------------------------------

static void EmptyUnary(Stub *stub)
{
	Context context;
	Empty response;

	CheckEnd("EmptyCall", stub->EmptyCall(&context, Empty(), &response));
	Check(response.ByteSizeLong() == 0, "The response is not empty.");
}

static void CacheableUnary(Stub *stub)
{
	SimpleRequest request;

	request.mutable_payload()->set_body(
		std::to_string(std::chrono::system_clock::now().time_since_epoch().count()));
	for (int i = 0; i < 2; i++) {
		Context context;
		SimpleResponse response;

		context.AddMetadata("x-user-ip", "1.2.3.4");
		CheckEnd("CacheableUnaryCall", stub->CacheableUnaryCall(&context, request, &response));
		Check(!response.payload().body().empty(), "No time came.");
		Check(context.GetServerInitialMetadata().count("cache-control"), "No cache-control came.");
	}
}

static void ClientCompressedUnaryNoProbe(Stub *stub)
{
	for (bool compress : { true, false }) {
		Context context;
		SimpleRequest request = Large();

		request.mutable_expect_compressed()->set_value(compress);
		if (compress)
			context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
		CallLarge(stub, &context, request);
	}
}

static void ClientCompressedUnary(Stub *stub)
{
	Context context;
	SimpleRequest request = Large();
	SimpleResponse response;

	request.mutable_expect_compressed()->set_value(true);
	CheckEnd("the probe", stub->UnaryCall(&context, request, &response), StatusCode::INVALID_ARGUMENT);
	ClientCompressedUnaryNoProbe(stub);
}

static void ServerCompressedUnary(Stub *stub)
{
	for (bool compress : { true, false }) {
		Context context;
		SimpleRequest request = Large();

		request.mutable_response_compressed()->set_value(compress);
		CallLarge(stub, &context, request);
		Check(context.was_compressed() == compress, "The response's compression is not what was asked for.");
	}
}

static void ClientStreaming(Stub *stub)
{
	Context context;
	StreamingInputCallResponse response;
	auto writer = stub->StreamingInputCall(&context, &response);

	for (int size : kRequestSizes) {
		StreamingInputCallRequest request;

		request.mutable_payload()->set_body(std::string(size, '\0'));
		writer->Write(request);
	}
	writer->WritesDone();
	CheckEnd("StreamingInputCall", writer->Finish());
	Check(response.aggregated_payload_size() == std::accumulate(kRequestSizes.begin(), kRequestSizes.end(), 0),
	      "The sum is wrong.");
}

static StreamingInputCallRequest CompressedInput(int size, bool expected)
{
	StreamingInputCallRequest request;

	request.mutable_payload()->set_body(std::string(size, '\0'));
	request.mutable_expect_compressed()->set_value(expected);
	return request;
}

static void ClientCompressedStreamingNoProbe(Stub *stub)
{
	Context context;
	StreamingInputCallResponse response;

	context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
	auto writer = stub->StreamingInputCall(&context, &response);
	writer->Write(CompressedInput(27182, true));
	writer->Write(CompressedInput(45904, false), grpc::WriteOptions().set_no_compression());
	writer->WritesDone();
	CheckEnd("StreamingInputCall", writer->Finish());
	Check(response.aggregated_payload_size() == 27182 + 45904, "The sum is wrong.");
}

static void ClientCompressedStreaming(Stub *stub)
{
	Context context;
	StreamingInputCallResponse response;

	context.set_compression_algorithm(GRPC_COMPRESS_GZIP);
	auto writer = stub->StreamingInputCall(&context, &response);
	writer->Write(CompressedInput(27182, true), grpc::WriteOptions().set_no_compression());
	writer->WritesDone();
	CheckEnd("the probe", writer->Finish(), StatusCode::INVALID_ARGUMENT);
	ClientCompressedStreamingNoProbe(stub);
}

static void ServerStreaming(Stub *stub)
{
	Context context;
	auto reader = stub->StreamingOutputCall(&context, Output(0, kResponseSizes));

	CheckSizes(reader.get(), kResponseSizes);
	CheckEnd("StreamingOutputCall", reader->Finish());
}

static void ServerCompressedStreaming(Stub *stub)
{
	Context context;
	OutputRequest request = Output(0, { 31415, 92653 });
	OutputResponse response;

	request.mutable_response_parameters(0)->mutable_compressed()->set_value(true);
	request.mutable_response_parameters(1)->mutable_compressed()->set_value(false);
	auto reader = stub->StreamingOutputCall(&context, request);
	for (const auto &wanted : request.response_parameters()) {
		Check(reader->Read(&response), "A message is missing.");
		Check(response.payload().body().size() == static_cast<size_t>(wanted.size()), "A size is wrong.");
		Check(context.was_compressed() == wanted.compressed().value(), "A message's compression is wrong.");
	}
	CheckSizes(reader.get(), {});
	CheckEnd("StreamingOutputCall", reader->Finish());
}

static void PingPong(Stub *stub)
{
	Context context;
	auto stream = stub->FullDuplexCall(&context);
	OutputResponse response;

	for (size_t i = 0; i < kRequestSizes.size(); i++) {
		stream->Write(Output(kRequestSizes[i], { kResponseSizes[i] }));
		Check(stream->Read(&response), "A message is missing.");
		Check(response.payload().body().size() == static_cast<size_t>(kResponseSizes[i]), "A size is wrong.");
	}
	stream->WritesDone();
	CheckSizes(stream.get(), {});
	CheckEnd("FullDuplexCall", stream->Finish());
}

static void HalfDuplex(Stub *stub)
{
	Context context;
	auto stream = stub->HalfDuplexCall(&context);

	for (int size : kResponseSizes)
		stream->Write(Output(0, { size }));
	stream->WritesDone();
	CheckSizes(stream.get(), kResponseSizes);
	CheckEnd("HalfDuplexCall", stream->Finish());
}

static void EmptyStream(Stub *stub)
{
	Context context;
	auto stream = stub->FullDuplexCall(&context);

	stream->WritesDone();
	CheckSizes(stream.get(), {});
	CheckEnd("FullDuplexCall", stream->Finish());
}

static void CheckEcho(const Context &context)
{
	const auto &initial = context.GetServerInitialMetadata();
	const auto &trailing = context.GetServerTrailingMetadata();
	auto text = initial.find("x-grpc-test-echo-initial");
	auto bytes = trailing.find("x-grpc-test-echo-trailing-bin");

	Check(text != initial.end() && text->second == "test_initial_metadata_value", "The initial metadata is wrong.");
	Check(bytes != trailing.end() && bytes->second == "\xab\xab\xab", "The trailing metadata is wrong.");
}

static void AddEcho(Context *context)
{
	context->AddMetadata("x-grpc-test-echo-initial", "test_initial_metadata_value");
	context->AddMetadata("x-grpc-test-echo-trailing-bin", "\xab\xab\xab");
}

static void CustomMetadata(Stub *stub)
{
	Context context, stream_context;

	AddEcho(&context);
	CallLarge(stub, &context, Large());
	CheckEcho(context);
	AddEcho(&stream_context);
	auto stream = stub->FullDuplexCall(&stream_context);
	stream->Write(Output(kLargeRequest, { kLargeResponse }));
	stream->WritesDone();
	CheckSizes(stream.get(), { kLargeResponse });
	CheckEnd("FullDuplexCall", stream->Finish());
	CheckEcho(stream_context);
}

static void CallWithStatus(Stub *stub, const std::string &message)
{
	Context context;
	SimpleRequest request;
	SimpleResponse response;

	request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
	request.mutable_response_status()->set_message(message);
	Status status = stub->UnaryCall(&context, request, &response);
	CheckEnd("UnaryCall", status, StatusCode::UNKNOWN);
	Check(status.error_message() == message, "The message is \"" + status.error_message() + "\".");
}

static void StatusCodeAndMessage(Stub *stub)
{
	const std::string message = "test status message";
	Context context;
	OutputRequest request;

	CallWithStatus(stub, message);
	request.mutable_response_status()->set_code(StatusCode::UNKNOWN);
	request.mutable_response_status()->set_message(message);
	auto stream = stub->FullDuplexCall(&context);
	stream->Write(request);
	stream->WritesDone();
	CheckSizes(stream.get(), {});
	Status status = stream->Finish();
	CheckEnd("FullDuplexCall", status, StatusCode::UNKNOWN);
	Check(status.error_message() == message, "The message is \"" + status.error_message() + "\".");
}

static void SpecialStatusMessage(Stub *stub)
{
	CallWithStatus(stub,
		       "\t\ntest with whitespace\r\nand Unicode BMP \xe2\x98\xba and non-BMP \xf0\x9f\x98\x88\t\n");
}

static void UnimplementedMethod(Stub *stub)
{
	Context context;
	Empty response;

	CheckEnd("UnimplementedCall", stub->UnimplementedCall(&context, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

static void UnimplementedService(Stub *)
{
	auto stub = grpc::testing::UnimplementedService::NewStub(Connect());
	Context context;
	Empty response;

	CheckEnd("UnimplementedCall", stub->UnimplementedCall(&context, Empty(), &response), StatusCode::UNIMPLEMENTED);
}

static void CancelAfterBegin(Stub *stub)
{
	Context context;
	StreamingInputCallResponse response;
	auto writer = stub->StreamingInputCall(&context, &response);

	context.TryCancel();
	CheckEnd("StreamingInputCall", writer->Finish(), StatusCode::CANCELLED);
}

static void CancelAfterFirstResponse(Stub *stub)
{
	Context context;
	auto stream = stub->FullDuplexCall(&context);
	OutputResponse response;

	stream->Write(Output(27182, { 31415 }));
	Check(stream->Read(&response) && response.payload().body().size() == 31415, "The first message is wrong.");
	context.TryCancel();
	CheckEnd("FullDuplexCall", stream->Finish(), StatusCode::CANCELLED);
}

static void TimeoutOnSleepingServer(Stub *stub)
{
	Context context(std::chrono::milliseconds(1));
	auto stream = stub->FullDuplexCall(&context);

	stream->Write(Output(27182, {}));
	CheckSizes(stream.get(), {});
	CheckEnd("FullDuplexCall", stream->Finish(), StatusCode::DEADLINE_EXCEEDED);
}

static void ConcurrentLargeUnary(Stub *stub)
{
	struct Call {
		Context context;
		SimpleResponse response;
		Status status;
	};
	const SimpleRequest request = Large();
	std::vector<Call> calls(std::stoul(flags["concurrent_calls"]));
	size_t open = calls.size();
	std::mutex mutex;
	std::condition_variable done;

	for (Call &call : calls)
		stub->async()->UnaryCall(&call.context, &request, &call.response, [&](Status status) {
			std::lock_guard<std::mutex> lock(mutex);

			call.status = std::move(status);
			if (--open == 0)
				done.notify_one();
		});
	std::unique_lock<std::mutex> lock(mutex);
	done.wait(lock, [&] { return open == 0; });
	for (const Call &call : calls) {
		CheckEnd("UnaryCall", call.status);
		Check(call.response.payload().body().size() == kLargeResponse, "A payload has a wrong size.");
	}
}

static void RpcSoak(Stub *stub)
{
	for (int i = std::stoi(flags["soak_iterations"]); i > 0; i--)
		LargeUnary(stub);
}

static void ChannelSoak(Stub *)
{
	for (int i = std::stoi(flags["soak_iterations"]); i > 0; i--)
		LargeUnary(TestService::NewStub(Connect()).get());
}

static const std::map<std::string, std::function<void(Stub *)>> cases{
	{ "empty_unary", EmptyUnary },
	{ "cacheable_unary", CacheableUnary },
	{ "large_unary", LargeUnary },
	{ "client_compressed_unary", ClientCompressedUnary },
	{ "client_compressed_unary_noprobe", ClientCompressedUnaryNoProbe },
	{ "server_compressed_unary", ServerCompressedUnary },
	{ "client_streaming", ClientStreaming },
	{ "client_compressed_streaming", ClientCompressedStreaming },
	{ "client_compressed_streaming_noprobe", ClientCompressedStreamingNoProbe },
	{ "server_streaming", ServerStreaming },
	{ "server_compressed_streaming", ServerCompressedStreaming },
	{ "ping_pong", PingPong },
	{ "half_duplex", HalfDuplex },
	{ "empty_stream", EmptyStream },
	{ "custom_metadata", CustomMetadata },
	{ "status_code_and_message", StatusCodeAndMessage },
	{ "special_status_message", SpecialStatusMessage },
	{ "unimplemented_method", UnimplementedMethod },
	{ "unimplemented_service", UnimplementedService },
	{ "cancel_after_begin", CancelAfterBegin },
	{ "cancel_after_first_response", CancelAfterFirstResponse },
	{ "timeout_on_sleeping_server", TimeoutOnSleepingServer },
	{ "concurrent_large_unary", ConcurrentLargeUnary },
	{ "rpc_soak", RpcSoak },
	{ "channel_soak", ChannelSoak },
};

static bool Run(const std::string &name)
{
	try {
		Check(cases.count(name), "There is no such case.");
		cases.at(name)(TestService::NewStub(Connect()).get());
	} catch (const Failed &error) {
		std::cout << "fail " << name << ": " << error.what() << std::endl;
		return false;
	}
	std::cout << "pass " << name << std::endl;
	return true;
}

int main(int argc, char **argv)
{
	bool good = true;
	std::string name;

	ReadFlags(argc, argv, &flags);
	for (std::stringstream names(flags["test_case"]); std::getline(names, name, ',');)
		good = Run(name) && good;
	return good ? 0 : 1;
}
