/* A connection over TLS. The handshake takes place within the first reads and writes; while it waits for the socket,
 * so do both (transport.waits). */
#include "tls.h"
#include "tls_context.h"
#include "tls_identity.h"

#include <errno.h>
#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	/* Records without content a peer may send behind the handshake: alerts, key updates, session tickets. An honest
	 * one has a key update in 2^24 records (RFC 8446 section 5.5); each costs us more than it costs its sender. */
	MAX_OTHER_RECORDS = 100,
};

struct tls_state {
	struct evg_tls *tls;
	SSL *ssl;
	unsigned set;                     /* of tls, by which the peer was last found good */
	bool through;                     /* the handshake */
	unsigned other_records;           /* see MAX_OTHER_RECORDS */
	int error;                        /* errno of what ended it; nothing moves any more */
	char *reason;                     /* of error EPROTO, malloced; NULL when memory was short */
	char *host;                       /* client: whose certificate it must be; malloced */
	struct evgrpc_identity *identity; /* server: of a peer with a certificate, until it is taken */
};

/* ---- What went wrong ---------------------------------------------------------------------------------------- */

/* Ends the connection for TLS with a sentence; always -1. */
static ssize_t fail(struct tls_state *state, const char *format, ...) __attribute__((format(printf, 2, 3)));
static ssize_t fail(struct tls_state *state, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (vasprintf(&state->reason, format, args) < 0)
		state->reason = NULL;
	va_end(args);
	state->error = errno = EPROTO;
	return -1;
}

static ssize_t fail_by_certificate(struct tls_state *state, long verdict)
{
	const char *why = X509_verify_cert_error_string(verdict);

	if (!state->host)
		return fail(state, "the client's certificate is not valid: %s", why);
	if (verdict == X509_V_ERR_HOSTNAME_MISMATCH || verdict == X509_V_ERR_IP_ADDRESS_MISMATCH)
		return fail(state, "the certificate of %s is not valid: it is for another name (%s)", state->host, why);
	return fail(state, "the certificate of %s is not valid: %s", state->host, why);
}

/* OpenSSL has given up; the peer was sent an alert, unless it is the peer's alert that we read. */
static ssize_t fail_by_openssl(struct evg_transport *transport)
{
	struct tls_state *state = transport->state;
	long verdict = SSL_get_verify_result(state->ssl);
	int reason = ERR_GET_REASON(ERR_peek_error());

	transport->last_word = reason < SSL_AD_REASON_OFFSET;
	if (!state->through && verdict != X509_V_OK && transport->last_word)
		return fail_by_certificate(state, verdict);
	if (!transport->last_word)
		return fail(state, "the peer refused the TLS connection: %s", evg_tls_error());
	if (reason == SSL_R_WRONG_VERSION_NUMBER || reason == SSL_R_HTTP_REQUEST)
		return fail(state, "the peer does not speak TLS");
	return fail(state, "TLS failed: %s", evg_tls_error());
}

/* What a result of OpenSSL that is no success means: 0 for the end of input, or -1 with errno. When it only has to
 * wait, waits is set to one of the two. */
static ssize_t judge(struct evg_transport *transport, int result, enum evg_transport_wait for_input,
		     enum evg_transport_wait for_room)
{
	struct tls_state *state = transport->state;

	switch (SSL_get_error(state->ssl, result)) {
	case SSL_ERROR_ZERO_RETURN:
		return 0;
	case SSL_ERROR_WANT_READ:
	case SSL_ERROR_WANT_WRITE:
		transport->waits = SSL_want_read(state->ssl) ? for_input : for_room;
		errno = EAGAIN;
		return -1;
	case SSL_ERROR_SYSCALL:
		state->error = errno = errno ? errno : ECONNRESET;
		return -1;
	default:
		return fail_by_openssl(transport);
	}
}

/* ---- Handshake ---------------------------------------------------------------------------------------------- */

static int keep_identity(struct tls_state *state)
{
	X509 *certificate = SSL_get0_peer_certificate(state->ssl);

	if (!certificate || !evg_tls_is_server(state->tls))
		return 0;
	state->identity = evg_identity_new(certificate);
	return state->identity ? 0 : (int)fail(state, "memory is short"); /* see require_identity */
}

/* A client offers h2 alone and a server takes nothing else; but a server may ignore the offer. */
static int agree(struct tls_state *state)
{
	const unsigned char *protocol;
	unsigned n;

	state->through = true;
	SSL_get0_alpn_selected(state->ssl, &protocol, &n);
	if (n != 2 || memcmp(protocol, "h2", 2) != 0)
		return (int)fail(state, "the server does not speak HTTP/2 over TLS (ALPN h2)");
	return keep_identity(state);
}

/* 0 once the handshake is through, else -1 with errno. */
static int shake(struct evg_transport *transport)
{
	struct tls_state *state = transport->state;
	int result;

	if (state->error) {
		errno = state->error;
		return -1;
	}
	if (state->through)
		return 0;
	result = SSL_do_handshake(state->ssl);
	if (result == 1)
		return agree(state);
	if (judge(transport, result, EVG_WAITS_FOR_INPUT, EVG_WAITS_FOR_ROOM) == 0)
		fail(state, "the peer closed the connection within the TLS handshake");
	return -1;
}

/* ---- Bytes -------------------------------------------------------------------------------------------------- */

/* Before every round of OpenSSL's functions: what another connection of the thread left in the error queue would be
 * taken for ours. */
static int begin(struct evg_transport *transport)
{
	ERR_clear_error();
	transport->waits = EVG_WAITS_AS_USUAL;
	return shake(transport);
}

/* OpenSSL shows every record: under TLS 1.3 the header says "application data" of all, and the type stands inside. */
static void see_record(int is_written, int version, int content_type, const void *bytes, size_t n, SSL *ssl, void *arg)
{
	struct tls_state *state = arg;

	(void)version;
	(void)ssl;
	if (is_written || !state->through || n == 0 ||
	    (content_type != SSL3_RT_HEADER && content_type != SSL3_RT_INNER_CONTENT_TYPE))
		return;
	state->other_records += *(const unsigned char *)bytes != SSL3_RT_APPLICATION_DATA;
}

/* Takes record after record, as the socket may stay silent about those that OpenSSL holds already. */
static ssize_t read_tls(struct evg_transport *transport, void *bytes, size_t room)
{
	struct tls_state *state = transport->state;
	size_t total = 0, n;
	ssize_t end;
	int result;

	transport->has_more = false;
	if (begin(transport) < 0)
		return -1;
	do {
		result = SSL_read_ex(state->ssl, (char *)bytes + total, room - total, &n);
		total += result == 1 ? n : 0;
		transport->has_more = SSL_has_pending(state->ssl) == 1;
	} while (result == 1 && transport->has_more && total < room);
	if (state->other_records > MAX_OTHER_RECORDS)
		return fail(state, "the peer sends TLS records without content");
	if (result == 1)
		return (ssize_t)total;
	end = judge(transport, result, EVG_WAITS_AS_USUAL, EVG_WAITS_FOR_ROOM);
	/* An end behind bytes is told by the next read, which must come. */
	transport->has_more = end == 0 || state->error;
	return total ? (ssize_t)total : end;
}

static ssize_t write_tls(struct evg_transport *transport, const void *bytes, size_t n)
{
	struct tls_state *state = transport->state;
	size_t total = 0, written;
	int result = 1;

	if (begin(transport) < 0)
		return -1;
	while (total < n && result == 1) {
		result = SSL_write_ex(state->ssl, (const char *)bytes + total, n - total, &written);
		total += result == 1 ? written : 0;
	}
	if (result != 1 && judge(transport, result, EVG_WAITS_FOR_INPUT, EVG_WAITS_AS_USUAL) == 0)
		state->error = errno = EPIPE;
	return total ? (ssize_t)total : -1;
}

static const char *reason_tls(const struct evg_transport *transport)
{
	return ((const struct tls_state *)transport->state)->reason;
}

static void free_state(struct tls_state *state)
{
	SSL_free(state->ssl);
	evg_identity_free(state->identity);
	free(state->host);
	free(state->reason);
	free(state);
}

/* close_notify, as far as there is room for it, and the FIN. */
static int finish_tls(struct evg_transport *transport)
{
	struct tls_state *state = transport->state;
	int fd = transport->fd;

	ERR_clear_error();
	if (state->through && !state->error)
		SSL_shutdown(state->ssl);
	shutdown(fd, SHUT_WR);
	free_state(state);
	transport->state = NULL;
	transport->fd = -1;
	return fd;
}

static void close_tls(struct evg_transport *transport)
{
	close(finish_tls(transport));
}

static const struct evg_transport_ops tls_ops = { .scheme = "https",
						  .read = read_tls,
						  .write = write_tls,
						  .reason = reason_tls,
						  .finish = finish_tls,
						  .close = close_tls };

/* ---- The peer ----------------------------------------------------------------------------------------------- */

/* An address has to be in the certificate as an address and is no name to send as SNI (RFC 6066 section 3). */
static int expect_host(struct tls_state *state, const char *host)
{
	X509_VERIFY_PARAM *param = SSL_get0_param(state->ssl);

	state->host = strdup(host);
	if (!state->host)
		return -1;
	if (X509_VERIFY_PARAM_set1_ip_asc(param, host) == 1)
		return 0;
	/* Names stand in subjectAltName; what a subject's common name is for is not said. */
	SSL_set_hostflags(state->ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT);
	return SSL_set1_host(state->ssl, host) == 1 && SSL_set_tlsext_host_name(state->ssl, host) == 1 ? 0 : -1;
}

static int set_side(struct tls_state *state, const char *host)
{
	const char *named = evg_tls_options(state->tls)->server_name;

	if (evg_tls_is_server(state->tls)) {
		SSL_set_accept_state(state->ssl);
		return 0;
	}
	SSL_set_connect_state(state->ssl);
	return expect_host(state, named ? named : host);
}

int evg_transport_tls(struct evg_transport *transport, int fd, struct evg_tls *tls, const char *host)
{
	struct tls_state *state = calloc(1, sizeof *state);
	BIO *bio = BIO_new(evg_tls_socket(tls));

	*transport = (struct evg_transport){ .ops = &tls_ops, .fd = fd, .state = state };
	evg_tls_look(tls);
	if (state && bio) {
		state->tls = tls;
		state->ssl = evg_tls_session(tls, &state->set);
	}
	if (state && state->ssl) {
		BIO_set_fd(bio, fd, BIO_NOCLOSE);
		SSL_set_bio(state->ssl, bio, bio);
		SSL_set_msg_callback(state->ssl, see_record);
		SSL_set_msg_callback_arg(state->ssl, state);
		if (set_side(state, host) == 0)
			return 0;
		bio = NULL;
	}
	BIO_free(bio);
	if (state)
		free_state(state);
	close(fd);
	return -1;
}

struct evgrpc_identity *evg_transport_take_identity(struct evg_transport *transport)
{
	struct tls_state *state = transport->ops == &tls_ops ? transport->state : NULL;
	struct evgrpc_identity *identity = state ? state->identity : NULL;

	if (identity)
		state->identity = NULL;
	return identity;
}

/* The same questions as in the handshake, put to another set of files. */
static const char *verify_by(SSL_CTX *context, SSL *ssl, X509 *certificate)
{
	X509_STORE_CTX *check = X509_STORE_CTX_new();
	const char *problem = "memory is short";

	if (check &&
	    X509_STORE_CTX_init(check, SSL_CTX_get_cert_store(context), certificate, SSL_get_peer_cert_chain(ssl)) ==
		    1 &&
	    X509_STORE_CTX_set_default(check, "ssl_client") == 1)
		problem = X509_verify_cert(check) == 1 ? NULL
						       : X509_verify_cert_error_string(X509_STORE_CTX_get_error(check));
	X509_STORE_CTX_free(check);
	return problem;
}

const char *evg_transport_recheck(struct evg_transport *transport)
{
	struct tls_state *state = transport->ops == &tls_ops ? transport->state : NULL;
	X509 *certificate = state && state->through ? SSL_get0_peer_certificate(state->ssl) : NULL;
	const char *problem;
	SSL_CTX *newer;

	if (!certificate)
		return NULL;
	if (X509_cmp_current_time(X509_get0_notAfter(certificate)) < 0)
		return X509_verify_cert_error_string(X509_V_ERR_CERT_HAS_EXPIRED);
	newer = evg_tls_newer(state->tls, &state->set);
	if (!newer)
		return NULL;
	ERR_clear_error();
	problem = verify_by(newer, state->ssl, certificate);
	SSL_CTX_free(newer);
	return problem;
}
