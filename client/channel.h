/* The channel to the server: plain text, or TLS to a TCP address when the client was told whom to trust. */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "client.h"

struct event_base;
struct evgrpc_status;

/* Opens a channel on base (NULL: one of its own, for blocking calls). NULL after a sentence on stderr: the address or
 * one of the TLS files cannot be read. */
struct evgrpc_channel *channel_open(const struct client *client, struct event_base *base);
/* Whether the client speaks TLS to its server. */
bool channel_is_tls(const struct client *client);
/* A sentence for a connection that failed below gRPC because of TLS, fresh memory; NULL when TLS is not the cause. */
char *channel_tls_sentence(const struct client *client, const struct evgrpc_status *status);

#endif
