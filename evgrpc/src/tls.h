/* TLS of a listener or a channel: the settings and files in force (tls.c), made into an SSL_CTX by tls_context.c, and
 * the transport that carries a connection over it (tls_transport.c). */
#ifndef EVGRPC_TLS_H
#define EVGRPC_TLS_H

#include "evgrpc.h"
#include "transport.h"

#include <openssl/ssl.h>

struct evg_tls;

/* Reads the files; options are copied, the names in them borrowed. NULL with a sentence in ret_error. */
struct evg_tls *evg_tls_server_new(const struct evgrpc_tls_options *options, char *ret_error, size_t error_size);
struct evg_tls *evg_tls_client_new(const struct evgrpc_tls_options *options, char *ret_error, size_t error_size);
/* Frees it once all its transports are closed; NULL is fine. */
void evg_tls_free(struct evg_tls *tls);

/* Takes over a connected non-blocking descriptor. The handshake takes place within read and write. host is the one of
 * the address: a client checks the server's certificate against it unless options.server_name says another; a server
 * gives NULL. -1 when memory is short; then the descriptor is closed. */
int evg_transport_tls(struct evg_transport *transport, int fd, struct evg_tls *tls, const char *host);

/* ---- The server's ------------------------------------------------------------------------------------------- */

/* Looks at the files if reload_ms have gone by since the last look, and takes a new set in force. Any thread. Every
 * new transport does so too. */
void evg_tls_look(struct evg_tls *tls);
/* How often evg_tls_look has something to do. */
unsigned evg_tls_reload_ms(const struct evg_tls *tls);
/* Why the peer's certificate, good when the connection began, is so no more: it has expired, or by the set now in force
 * it is not valid; a static text. NULL when it is, and for any transport without a verified certificate. */
const char *evg_transport_recheck(struct evg_transport *transport);
/* Hands the identity of the peer over to the caller, once, for evg_identity_free; NULL if it showed no certificate. */
struct evgrpc_identity *evg_transport_take_identity(struct evg_transport *transport);

/* ---- Between tls.c and tls_transport.c ---------------------------------------------------------------------- */

/* A session by the set in force, whose number goes to *ret_set; NULL when memory is short. */
SSL *evg_tls_session(struct evg_tls *tls, unsigned *ret_set);
/* The context in force for the caller to free, and its number in *set; NULL if that is *set already. */
SSL_CTX *evg_tls_newer(struct evg_tls *tls, unsigned *set);
const struct evgrpc_tls_options *evg_tls_options(const struct evg_tls *tls);
bool evg_tls_is_server(const struct evg_tls *tls);
/* Sockets written without SIGPIPE. */
const BIO_METHOD *evg_tls_socket(const struct evg_tls *tls);

#endif
