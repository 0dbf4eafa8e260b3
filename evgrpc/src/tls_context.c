#include "tls_context.h"

#include "tls_identity.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* For TLS 1.2: forward secrecy and AEAD, what RFC 9113 appendix A leaves; TLS 1.3 has no others. Level 2 (keys of 112
 * bits and more, no SHA-1) whatever the system's openssl.cnf says. */
#define CIPHERS_1_2 "ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2"

/* ALPN's list of one. */
static const unsigned char alpn_h2[] = { 2, 'h', '2' };

struct sentence {
	char *text;
	size_t size;
};

static int fail(struct sentence error, const char *format, ...) __attribute__((format(printf, 2, 3)));
static int fail(struct sentence error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error.text, error.size, format, args);
	va_end(args);
	return -1;
}

const char *evg_tls_error(void)
{
	unsigned long code = ERR_peek_error();
	const char *reason = ERR_SYSTEM_ERROR(code) ? strerror(ERR_GET_REASON(code)) : ERR_reason_error_string(code);

	return reason ? reason : "OpenSSL does not say why";
}

/* ---- Rules -------------------------------------------------------------------------------------------------- */

static int choose_h2(SSL *ssl, const unsigned char **ret, unsigned char *ret_len, const unsigned char *offered,
		     unsigned n, void *arg)
{
	(void)ssl;
	(void)arg;
	for (unsigned i = 0; i < n; i += 1u + offered[i]) {
		if (offered[i] != alpn_h2[0] || i + sizeof alpn_h2 > n ||
		    memcmp(offered + i, alpn_h2, sizeof alpn_h2) != 0)
			continue;
		*ret = offered + i + 1;
		*ret_len = offered[i];
		return SSL_TLSEXT_ERR_OK;
	}
	return SSL_TLSEXT_ERR_ALERT_FATAL;
}

/* OpenSSL asks choose_h2 only if the client sent ALPN at all: who sends none is refused the same way. */
static int require_alpn(SSL *ssl, int *ret_alert, void *arg)
{
	const unsigned char *bytes;
	size_t n;

	(void)arg;
	if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation, &bytes, &n) == 1)
		return SSL_CLIENT_HELLO_SUCCESS;
	*ret_alert = SSL_AD_NO_APPLICATION_PROTOCOL;
	return SSL_CLIENT_HELLO_ERROR;
}

/* A key that needs a passphrase is an error: nobody sits at the terminal to be asked. */
static int no_passphrase(char *to, int size, int writing, void *arg)
{
	(void)to;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* A certificate that would give no identity is refused within the handshake, so that its owner hears of it. */
static int require_identity(int ok, X509_STORE_CTX *check)
{
	struct evgrpc_identity *identity;

	if (!ok || X509_STORE_CTX_get_error_depth(check) > 0)
		return ok;
	identity = evg_identity_new(X509_STORE_CTX_get_current_cert(check));
	if (!identity)
		X509_STORE_CTX_set_error(check, X509_V_ERR_CERT_REJECTED);
	evg_identity_free(identity);
	return identity != NULL;
}

/* HTTP/2 knows by its own frames whether a stream is whole: a peer that closes without close_notify does no harm. */
static int set_rules(SSL_CTX *context)
{
	SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_TICKET |
					     SSL_OP_IGNORE_UNEXPECTED_EOF);
	SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
					  SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
	/* Or one read would go on as long as the peer has key updates to send. */
	SSL_CTX_clear_mode(context, SSL_MODE_AUTO_RETRY);
	SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
	SSL_CTX_set_read_ahead(context, 1); /* header and body of a record by one recv */
	SSL_CTX_set_default_passwd_cb(context, no_passphrase);
	return SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1 &&
			       SSL_CTX_set_num_tickets(context, 0) == 1 &&
			       SSL_CTX_set_cipher_list(context, CIPHERS_1_2) == 1
		       ? 0
		       : -1;
}

static int set_server_rules(SSL_CTX *context, enum evgrpc_client_certificate wanted)
{
	static const int modes[] = {
		[EVGRPC_CLIENT_CERTIFICATE_NONE] = SSL_VERIFY_NONE,
		[EVGRPC_CLIENT_CERTIFICATE_OPTIONAL] = SSL_VERIFY_PEER,
		[EVGRPC_CLIENT_CERTIFICATE_REQUIRED] = SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT,
	};

	SSL_CTX_set_alpn_select_cb(context, choose_h2, NULL);
	SSL_CTX_set_client_hello_cb(context, require_alpn, NULL);
	SSL_CTX_set_verify(context, modes[wanted], require_identity);
	return 0;
}

static int set_client_rules(SSL_CTX *context)
{
	SSL_CTX_set_verify(context, SSL_VERIFY_PEER, NULL);
	return SSL_CTX_set_alpn_protos(context, alpn_h2, sizeof alpn_h2) == 0 ? 0 : -1;
}

/* ---- Files -------------------------------------------------------------------------------------------------- */

static int load_own(SSL_CTX *context, const struct evgrpc_tls_options *options, struct sentence error)
{
	if (!options->certificate_file && !options->key_file)
		return 0;
	if (!options->certificate_file || !options->key_file)
		return fail(error, "a certificate and its key belong together: give both files or none");
	if (SSL_CTX_use_certificate_chain_file(context, options->certificate_file) != 1)
		return fail(error, "cannot read the certificate %s: %s", options->certificate_file, evg_tls_error());
	if (SSL_CTX_use_PrivateKey_file(context, options->key_file, SSL_FILETYPE_PEM) != 1 ||
	    SSL_CTX_check_private_key(context) != 1)
		return fail(error, "cannot use the key %s for %s: %s", options->key_file, options->certificate_file,
			    evg_tls_error());
	return 0;
}

static int load_ca(SSL_CTX *context, const char *file, bool is_server, struct sentence error)
{
	STACK_OF(X509_NAME) * names;

	if (SSL_CTX_load_verify_file(context, file) != 1)
		return fail(error, "cannot read the CA certificates %s: %s", file, evg_tls_error());
	if (!is_server)
		return 0;
	names = SSL_load_client_CA_file(file); /* told to clients, so that they can choose a certificate */
	if (!names)
		return fail(error, "cannot read the CA certificates %s: %s", file, evg_tls_error());
	SSL_CTX_set_client_CA_list(context, names);
	return 0;
}

static int load_crl(SSL_CTX *context, const char *file, struct sentence error)
{
	X509_STORE *store = SSL_CTX_get_cert_store(context);
	X509_LOOKUP *lookup = X509_STORE_add_lookup(store, X509_LOOKUP_file());

	if (!lookup || X509_load_crl_file(lookup, file, X509_FILETYPE_PEM) < 1)
		return fail(error, "cannot read the revocation list %s: %s", file, evg_tls_error());
	X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
	return 0;
}

static int load_trust(SSL_CTX *context, const struct evgrpc_tls_options *options, bool is_server, struct sentence error)
{
	if (options->ca_file && load_ca(context, options->ca_file, is_server, error) < 0)
		return -1;
	if (!options->ca_file && !is_server && SSL_CTX_set_default_verify_paths(context) != 1)
		return fail(error, "cannot read the system's CA certificates: %s", evg_tls_error());
	return options->crl_file ? load_crl(context, options->crl_file, error) : 0;
}

/* What contradicts itself is refused rather than guessed at. */
static int check(const struct evgrpc_tls_options *options, bool is_server, struct sentence error)
{
	if (!is_server)
		return 0;
	if (!options->certificate_file)
		return fail(error, "a TLS server needs a certificate: set certificate_file and key_file");
	if ((unsigned)options->client_certificate > EVGRPC_CLIENT_CERTIFICATE_REQUIRED)
		return fail(error, "client_certificate is none of its three values");
	if (options->client_certificate != EVGRPC_CLIENT_CERTIFICATE_NONE && !options->ca_file)
		return fail(error, "to ask for client certificates, name in ca_file who may have signed them");
	if (options->client_certificate == EVGRPC_CLIENT_CERTIFICATE_NONE && (options->ca_file || options->crl_file))
		return fail(error, "ca_file and crl_file judge client certificates: set client_certificate too");
	return 0;
}

static int set_up(SSL_CTX *context, const struct evgrpc_tls_options *options, bool is_server, struct sentence error)
{
	if (set_rules(context) < 0 ||
	    (is_server ? set_server_rules(context, options->client_certificate) : set_client_rules(context)) < 0)
		return fail(error, "cannot set up TLS: %s", evg_tls_error());
	if (load_own(context, options, error) < 0)
		return -1;
	return load_trust(context, options, is_server, error);
}

SSL_CTX *evg_tls_context_new(const struct evgrpc_tls_options *options, bool is_server, char *ret_error,
			     size_t error_size)
{
	const struct sentence error = { ret_error, error_size };
	SSL_CTX *context;

	if (check(options, is_server, error) < 0)
		return NULL;
	ERR_clear_error();
	context = SSL_CTX_new(is_server ? TLS_server_method() : TLS_client_method());
	if (!context) {
		fail(error, "cannot set up TLS: memory is short");
	} else if (set_up(context, options, is_server, error) < 0) {
		SSL_CTX_free(context);
		context = NULL;
	}
	ERR_clear_error();
	return context;
}
