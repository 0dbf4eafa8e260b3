/* Who a verified certificate says the peer is. */
#ifndef EVGRPC_TLS_IDENTITY_H
#define EVGRPC_TLS_IDENTITY_H

#include "evgrpc.h"

#include <openssl/x509.h>

/* What the certificate says. NULL when a name in it has a control character (a zero byte would hide what follows it
 * from C) or cannot be read, or when memory is short. */
struct evgrpc_identity *evg_identity_new(X509 *certificate);
/* Frees it; NULL is fine. */
void evg_identity_free(struct evgrpc_identity *identity);

#endif
