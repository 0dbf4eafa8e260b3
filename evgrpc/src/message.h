/* The frame around every gRPC message:  | flag: 1 byte, 1 = compressed | length: 4 bytes, big endian | message |
 *
 * Reading works on whatever has arrived; nothing is ever allocated for an announced length. */
#ifndef EVGRPC_MESSAGE_H
#define EVGRPC_MESSAGE_H

#include "buf.h"
#include "evgrpc.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVG_PREFIX = 5 };

enum evg_frame {
	EVG_FRAME_PART,      /* more bytes are needed */
	EVG_FRAME_WHOLE,     /* a message is there */
	EVG_FRAME_TOO_LARGE, /* it announces more than allowed */
	EVG_FRAME_BROKEN,    /* the flag is neither 0 nor 1 */
};

/* A message lying in the reader's bytes. */
struct evg_message {
	bool compressed;
	const uint8_t *data;
	size_t len;
};

/* Looks at the first message of n bytes; max is the largest length allowed. *ret_message is set on EVG_FRAME_WHOLE. */
enum evg_frame evg_message_peek(const uint8_t *bytes, size_t n, size_t max, struct evg_message *ret_message);
/* Writes the prefix of a message of len bytes. */
void evg_message_prefix(bool compressed, uint32_t len, uint8_t ret[static EVG_PREFIX]);
/* Packs a message with its prefix at the end of a queue, compressed if that makes it smaller. 0, or -1 when memory is
 * short or it is too large for the prefix; then the queue is as before. */
int evg_message_append(struct evg_buf *to, const ProtobufCMessage *message, enum evgrpc_compression compression);

#endif
