#include "payload.h"

/* Never written; it has no const so that it takes no room in the program's file. */
static uint8_t zeros[PAYLOAD_MAX_BYTES];

Grpc__Testing__Payload zero_payload(size_t size)
{
	Grpc__Testing__Payload payload = GRPC__TESTING__PAYLOAD__INIT;

	payload.body.data = zeros;
	payload.body.len = size < sizeof zeros ? size : sizeof zeros;
	return payload;
}

size_t payload_size(const Grpc__Testing__Payload *payload)
{
	return payload ? payload->body.len : 0;
}
