/* What the session (h2.c) and its streams (h2_stream.c) need of each other, beyond h2.h. */
#ifndef EVGRPC_H2_STREAM_H
#define EVGRPC_H2_STREAM_H

#include "h2.h"

/* Ready without waking the pump: for nghttp2's callbacks, which the pump itself drives. */
void evg_stream_note(struct evg_stream *stream);
/* nghttp2's send_data callback: writes the DATA frame whose content the provider has promised just before, so that
 * there is room for it. */
int evg_stream_write_content(nghttp2_session *session, nghttp2_frame *frame, const uint8_t *head, size_t n,
			     nghttp2_data_source *source, void *user_data);
/* The result of something the peer or its streams wait for: without memory for it the session has no use, and its
 * connection is closed. */
void evg_h2_need(struct evg_h2 *h2, int rv);

#endif
