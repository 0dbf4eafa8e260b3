/* The rules and files of one side of TLS as an SSL_CTX. */
#ifndef EVGRPC_TLS_CONTEXT_H
#define EVGRPC_TLS_CONTEXT_H

#include "evgrpc.h"

#include <openssl/ssl.h>

/* A context that goes by options, its files read. NULL with a sentence in ret_error. */
SSL_CTX *evg_tls_context_new(const struct evgrpc_tls_options *options, bool is_server, char *ret_error,
			     size_t error_size);
/* The reason of the oldest entry of this thread's OpenSSL error queue; valid until the next call. */
const char *evg_tls_error(void);

#endif
