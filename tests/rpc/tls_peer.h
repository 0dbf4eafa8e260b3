/* A client made of OpenSSL alone: it asks for what a channel never would. */
#ifndef TLS_PEER_H
#define TLS_PEER_H

#include "raw.h"
#include "tls_server.h"

#include <netinet/tcp.h>
#include <openssl/err.h>

struct wants {
	int version;      /* the only one; 0: any */
	const char *alpn; /* as on the wire; NULL: "\2h2" */
	bool no_alpn;
	const char *name; /* of its certificate */
	int buffer_bytes; /* SO_RCVBUF; 0: the system's */
};

struct peer {
	SSL_CTX *context;
	SSL *ssl;
	int fd, result; /* of SSL_connect */
};

static inline SSL_CTX *make_context(const struct wants *wants)
{
	SSL_CTX *context = SSL_CTX_new(TLS_client_method());
	const char *alpn = wants->alpn ? wants->alpn : "\2h2";
	char file[64];

	SSL_CTX_set_cipher_list(context, "ALL:@SECLEVEL=0"); /* or OpenSSL itself would refuse the old ones */
	if (wants->version) {
		SSL_CTX_set_min_proto_version(context, wants->version);
		SSL_CTX_set_max_proto_version(context, wants->version);
	}
	if (!wants->no_alpn)
		SSL_CTX_set_alpn_protos(context, (const unsigned char *)alpn, (unsigned)strlen(alpn));
	if (wants->name) {
		snprintf(file, sizeof file, "%s.pem", wants->name);
		SSL_CTX_use_certificate_file(context, certs_path(file), SSL_FILETYPE_PEM);
		snprintf(file, sizeof file, "%s.key", wants->name);
		SSL_CTX_use_PrivateKey_file(context, certs_path(file), SSL_FILETYPE_PEM);
	}
	return context;
}

static inline struct peer peer_connect(const char *address, const struct wants *wants)
{
	struct peer peer = { .context = make_context(wants), .fd = raw_connect(address) };

	setsockopt(peer.fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 }, sizeof(int));
	if (wants->buffer_bytes)
		setsockopt(peer.fd, SOL_SOCKET, SO_RCVBUF, &wants->buffer_bytes, sizeof wants->buffer_bytes);
	peer.ssl = SSL_new(peer.context);
	SSL_set_fd(peer.ssl, peer.fd);
	ERR_clear_error();
	peer.result = SSL_connect(peer.ssl);
	return peer;
}

static inline void peer_end(struct peer *peer)
{
	SSL_free(peer->ssl);
	SSL_CTX_free(peer->context);
	close(peer->fd);
}

/* The server ends the handshake with this alert; under TLS 1.3 a client may hear of it behind its own end of it. */
static inline void expect_alert(const char *address, const struct wants *wants, int alert)
{
	struct peer peer = peer_connect(address, wants);
	char byte;
	int reason;

	if (peer.result == 1)
		while (SSL_read(peer.ssl, &byte, 1) > 0)
			;
	reason = ERR_GET_REASON(ERR_peek_error());
	if (reason != SSL_AD_REASON_OFFSET + alert)
		fail_msg("alert %d is wanted: %s", alert, ERR_reason_error_string(ERR_peek_error()));
	peer_end(&peer);
}

/* One Say over the peer's connection; the answer must have come whole. */
static inline void peer_say(struct raw *raw, size_t text_bytes, uint32_t padding)
{
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	char *text = malloc(text_bytes + 1);
	uint8_t *body;
	size_t n;

	memset(text, 'x', text_bytes);
	text[text_bytes] = 0;
	request.text = text;
	request.padding = padding;
	n = protobuf_c_message_get_packed_size(&request.base);
	body = malloc(n + 5);
	body[0] = 0;
	for (int i = 0; i < 4; i++)
		body[1 + i] = (uint8_t)(n >> (24 - 8 * i));
	protobuf_c_message_pack(&request.base, body + 5);
	raw_request(raw, "/evgrpc.test.Echo/Say", NULL, body, n + 5);
	raw_finish(raw);
	raw_assert_has(raw, "grpc-status: 0");
	assert_true(raw->n_data >= text_bytes + padding);
	assert_true(raw->n_data < text_bytes + padding + 64);
	free(body);
	free(text);
}

#endif
