// An interop server on libgrpc++: server --port=0 [--use_tls=true --tls_cert_file=F --tls_key_file=F]
// Prints "listening on port N" and serves until it is killed.
#include "flags.h"

#include "grpc/testing/test.grpc.pb.h"

#include <chrono>
#include <iostream>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

using grpc::ServerContext;
using grpc::Status;
using grpc::StatusCode;
using grpc::testing::SimpleRequest;
using grpc::testing::SimpleResponse;
using grpc::testing::StreamingInputCallRequest;
using grpc::testing::StreamingInputCallResponse;
using OutputRequest = grpc::testing::StreamingOutputCallRequest;
using OutputResponse = grpc::testing::StreamingOutputCallResponse;

namespace grpc
{
namespace testing
{
// A friend of ServerContext, by this name, for this purpose.
class InteropServerContextInspector
{
      public:
	static bool WasCompressed(const ServerContext &context)
	{
		return grpc_call_test_only_get_message_flags(context.call_.call) & kWasCompressed;
	}
};
} // namespace testing
} // namespace grpc

static void Echo(ServerContext *context)
{
	const auto &sent = context->client_metadata();
	auto initial = sent.find("x-grpc-test-echo-initial"), trailing = sent.find("x-grpc-test-echo-trailing-bin");

	if (initial != sent.end())
		context->AddInitialMetadata("x-grpc-test-echo-initial",
					    std::string(initial->second.data(), initial->second.size()));
	if (trailing != sent.end())
		context->AddTrailingMetadata("x-grpc-test-echo-trailing-bin",
					     std::string(trailing->second.data(), trailing->second.size()));
}

template <class Request> static bool IsAsExpected(const ServerContext &context, const Request &request)
{
	return !request.has_expect_compressed() ||
	       request.expect_compressed().value() ==
		       grpc::testing::InteropServerContextInspector::WasCompressed(context);
}

template <class Request> static Status StatusOf(const Request &request)
{
	const auto &status = request.response_status();

	return Status(static_cast<StatusCode>(status.code()), status.message());
}

static const Status kWrongCompression(StatusCode::INVALID_ARGUMENT, "The compression is not as expected.");

class Service final : public grpc::testing::TestService::Service
{
	Status EmptyCall(ServerContext *context, const grpc::testing::Empty *, grpc::testing::Empty *) override
	{
		Echo(context);
		return Status::OK;
	}

	Status UnaryCall(ServerContext *context, const SimpleRequest *request, SimpleResponse *response) override
	{
		Echo(context);
		if (!IsAsExpected(*context, *request))
			return kWrongCompression;
		if (request->response_compressed().value())
			context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
		response->mutable_payload()->set_body(std::string(request->response_size(), '\0'));
		return StatusOf(*request);
	}

	Status CacheableUnaryCall(ServerContext *context, const SimpleRequest *, SimpleResponse *response) override
	{
		auto now = std::chrono::system_clock::now().time_since_epoch().count();

		Echo(context);
		context->AddInitialMetadata("cache-control", "max-age=60, public");
		response->mutable_payload()->set_body(std::to_string(now));
		return Status::OK;
	}

	Status StreamingInputCall(ServerContext *context, grpc::ServerReader<StreamingInputCallRequest> *reader,
				  StreamingInputCallResponse *response) override
	{
		StreamingInputCallRequest request;
		size_t sum = 0;

		Echo(context);
		while (reader->Read(&request)) {
			if (!IsAsExpected(*context, request))
				return kWrongCompression;
			sum += request.payload().body().size();
		}
		response->set_aggregated_payload_size(static_cast<int32_t>(sum));
		return Status::OK;
	}

	template <class Stream> static Status Answer(const OutputRequest &request, Stream *stream)
	{
		Status status = StatusOf(request);

		if (!status.ok())
			return status;
		for (const auto &wanted : request.response_parameters()) {
			OutputResponse response;
			grpc::WriteOptions options;

			std::this_thread::sleep_for(std::chrono::microseconds(wanted.interval_us()));
			response.mutable_payload()->set_body(std::string(wanted.size(), '\0'));
			if (!wanted.compressed().value())
				options.set_no_compression();
			stream->Write(response, options);
		}
		return Status::OK;
	}

	Status StreamingOutputCall(ServerContext *context, const OutputRequest *request,
				   grpc::ServerWriter<OutputResponse> *writer) override
	{
		Echo(context);
		for (const auto &wanted : request->response_parameters())
			if (wanted.compressed().value())
				context->set_compression_algorithm(GRPC_COMPRESS_GZIP);
		return Answer(*request, writer);
	}

	using Duplex = grpc::ServerReaderWriter<OutputResponse, OutputRequest>;

	Status FullDuplexCall(ServerContext *context, Duplex *stream) override
	{
		OutputRequest request;
		Status status;

		Echo(context);
		while (status.ok() && stream->Read(&request))
			status = Answer(request, stream);
		return status;
	}

	Status HalfDuplexCall(ServerContext *context, Duplex *stream) override
	{
		std::vector<OutputRequest> requests;
		OutputRequest request;
		Status status;

		Echo(context);
		while (stream->Read(&request))
			requests.push_back(request);
		for (size_t i = 0; i < requests.size() && status.ok(); i++)
			status = Answer(requests[i], stream);
		return status;
	}
};

static std::shared_ptr<grpc::ServerCredentials> Credentials(const Flags &flags)
{
	grpc::SslServerCredentialsOptions options;

	if (flags.at("use_tls") != "true")
		return grpc::InsecureServerCredentials();
	options.pem_key_cert_pairs.push_back(
		{ ReadFile(flags.at("tls_key_file")), ReadFile(flags.at("tls_cert_file")) });
	return grpc::SslServerCredentials(options);
}

int main(int argc, char **argv)
{
	Flags flags{ { "port", "0" }, { "use_tls", "false" }, { "tls_cert_file", "" }, { "tls_key_file", "" } };
	grpc::ServerBuilder builder;
	Service service;
	int port = 0;

	ReadFlags(argc, argv, &flags);
	builder.AddListeningPort("127.0.0.1:" + flags["port"], Credentials(flags), &port);
	builder.RegisterService(&service);
	std::unique_ptr<grpc::Server> server = builder.BuildAndStart();
	if (!server)
		return 1;
	std::cout << "listening on port " << port << std::endl;
	server->Wait();
	return 0;
}
