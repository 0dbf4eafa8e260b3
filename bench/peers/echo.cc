// The echo service on gRPC C++.   echo_cpp PORT callback|queue [CERTIFICATE KEY]
// callback: the callback API on gRPC's own threads; queue: one thread on one completion queue.
#include "bench.grpc.pb.h"

#include <fstream>
#include <grpcpp/grpcpp.h>
#include <iterator>
#include <memory>
#include <string>

namespace
{

enum { kWaitingCalls = 128 }; // of the queue, ready for a request

void Answer(const bench::EchoRequest &request, bench::EchoReply *reply)
{
	reply->mutable_payload()->assign(request.reply_bytes(), 'x');
}

class CallbackService final : public bench::Echo::CallbackService
{
	grpc::ServerUnaryReactor *Say(grpc::CallbackServerContext *context, const bench::EchoRequest *request,
				      bench::EchoReply *reply) override
	{
		auto *reactor = context->DefaultReactor();

		Answer(*request, reply);
		reactor->Finish(grpc::Status::OK);
		return reactor;
	}
};

// One call on a completion queue: waits for a request, answers, and has made its successor by then.
class QueuedCall
{
      public:
	QueuedCall(bench::Echo::AsyncService *service, grpc::ServerCompletionQueue *queue)
		: service_(service), queue_(queue)
	{
		service->RequestSay(&context_, &request_, &writer_, queue, queue, this);
	}

	void Proceed(bool ok)
	{
		if (answered_ || !ok) {
			delete this;
			return;
		}
		new QueuedCall(service_, queue_);
		Answer(request_, &reply_);
		answered_ = true;
		writer_.Finish(reply_, grpc::Status::OK, this);
	}

      private:
	bench::Echo::AsyncService *service_;
	grpc::ServerCompletionQueue *queue_;
	grpc::ServerContext context_;
	bench::EchoRequest request_;
	bench::EchoReply reply_;
	grpc::ServerAsyncResponseWriter<bench::EchoReply> writer_{ &context_ };
	bool answered_ = false;
};

std::string ReadFile(const char *name)
{
	std::ifstream file(name);

	return { std::istreambuf_iterator<char>(file), {} };
}

std::shared_ptr<grpc::ServerCredentials> Credentials(int argc, char **argv)
{
	grpc::SslServerCredentialsOptions options;

	if (argc < 5)
		return grpc::InsecureServerCredentials();
	options.pem_key_cert_pairs.push_back({ ReadFile(argv[4]), ReadFile(argv[3]) });
	return grpc::SslServerCredentials(options);
}

void ServeCallbacks(grpc::ServerBuilder *builder)
{
	CallbackService service;

	builder->RegisterService(&service);
	builder->BuildAndStart()->Wait();
}

void ServeQueue(grpc::ServerBuilder *builder)
{
	bench::Echo::AsyncService service;
	std::unique_ptr<grpc::ServerCompletionQueue> queue;
	std::unique_ptr<grpc::Server> server;
	void *call;
	bool ok;

	builder->RegisterService(&service);
	queue = builder->AddCompletionQueue();
	server = builder->BuildAndStart();
	for (int i = 0; i < kWaitingCalls; i++)
		new QueuedCall(&service, queue.get());
	while (queue->Next(&call, &ok))
		static_cast<QueuedCall *>(call)->Proceed(ok);
}

} // namespace

int main(int argc, char **argv)
{
	grpc::ServerBuilder builder;

	if (argc != 3 && argc != 5)
		return 2;
	builder.AddListeningPort(std::string("127.0.0.1:") + argv[1], Credentials(argc, argv));
	if (std::string(argv[2]) == "callback")
		ServeCallbacks(&builder);
	else
		ServeQueue(&builder);
	return 0;
}
