// The echo service on grpc-go.   echo_go PORT [CERTIFICATE KEY]
package main

import (
	"bytes"
	"context"
	"net"
	"os"

	pb "bench/echo"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
)

type service struct{ pb.UnimplementedEchoServer }

func (*service) Say(_ context.Context, request *pb.EchoRequest) (*pb.EchoReply, error) {
	return &pb.EchoReply{Payload: bytes.Repeat([]byte{'x'}, int(request.ReplyBytes))}, nil
}

func options() []grpc.ServerOption {
	if len(os.Args) < 4 {
		return nil
	}
	tls, err := credentials.NewServerTLSFromFile(os.Args[2], os.Args[3])
	if err != nil {
		panic(err)
	}
	return []grpc.ServerOption{grpc.Creds(tls)}
}

func main() {
	listener, err := net.Listen("tcp", "127.0.0.1:"+os.Args[1])
	if err != nil {
		panic(err)
	}
	server := grpc.NewServer(options()...)
	pb.RegisterEchoServer(server, &service{})
	panic(server.Serve(listener))
}
