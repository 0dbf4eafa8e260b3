/* A server with TLS, seen by a channel and by a client made of OpenSSL alone. */
#include "certs.h"
#include "raw.h"
#include "talk.h"

#include <netinet/tcp.h>
#include <openssl/err.h>
#include <signal.h>

static struct pair ca, other_ca, other_server;

/* What the reload hook saw. */
static atomic_int reloads, problems;

enum { REVOKED = 13 };

static void make_client(const char *name, struct about about)
{
	about.common_name = name;
	certs_issue(name, &about, &ca);
}

static void make_certificates(void)
{
	const struct about server = { .common_name = "s", .names = "DNS:localhost,IP:127.0.0.1", .serial = 2 };

	certs_begin();
	ca = certs_make(&(struct about){ .common_name = "CA", .is_ca = true, .serial = 1 }, NULL);
	other_ca = certs_make(&(struct about){ .common_name = "CA 2", .is_ca = true, .serial = 1 }, NULL);
	other_server = certs_make(&server, &ca);
	certs_write("ca", &ca);
	certs_issue("server", &server, &ca);
	make_client("office", (struct about){ .names = "DNS:office.test,URI:spiffe://test/office,email:a@office.test,"
						       "IP:192.0.2.7,IP:2001:db8::7",
					      .usage = "clientAuth",
					      .serial = 10 });
	make_client("expired", (struct about){ .serial = 11, .expired = true });
	make_client("wrong use", (struct about){ .serial = 12, .usage = "serverAuth" });
	make_client("revoked", (struct about){ .serial = REVOKED });
	make_client("zero", (struct about){ .serial = 14, .raw_dns = "office.test\0.evil.test", .raw_len = 22 });
	make_client("中文名", (struct about){ .serial = 15 });
	certs_issue("stranger", &(struct about){ .common_name = "stranger", .serial = 16 }, &other_ca);
	certs_revoke("one.crl", &ca, REVOKED);
	certs_revoke("other.crl", &other_ca, 0);
}

static void forget_certificates(void)
{
	certs_free(&ca);
	certs_free(&other_ca);
	certs_free(&other_server);
	certs_end();
}

/* ---- A server ----------------------------------------------------------------------------------------------- */

/* Says who the caller is: "subject|common name|names...|fingerprint", "nobody" without a certificate. */
static void on_who(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
{
	const struct evgrpc_identity *identity = evgrpc_call_identity(call);
	Evgrpc__Test__EchoResponse response = EVGRPC__TEST__ECHO_RESPONSE__INIT;
	char text[1024] = "nobody";
	size_t n = 0;

	(void)request;
	(void)service;
	if (identity) {
		n += (size_t)snprintf(text, sizeof text, "%s|%s|", identity->subject, identity->common_name);
		for (size_t i = 0; identity->names[i]; i++)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s|", identity->names[i]);
		snprintf(text + n, sizeof text - n, "%s", identity->fingerprint);
	}
	response.text = text;
	evgrpc_call_reply(call, &response.base);
}

static const struct evgrpc_method who = {
	.path = "/evgrpc.test.Tls/Who", .kind = EVGRPC_UNARY, ECHO_TYPES, .on_message = on_who
};

/* What the record of the last call says about the caller. */
static char recorded[64];
static pthread_mutex_t recording = PTHREAD_MUTEX_INITIALIZER; /* workers end calls at the same time */

static void on_record(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	pthread_mutex_lock(&recording);
	snprintf(recorded, sizeof recorded, "%s", record->identity ? record->identity->common_name : "nobody");
	pthread_mutex_unlock(&recording);
}

static void on_reload(const char *problem, void *arg)
{
	assert_ptr_equal(arg, &reloads);
	if (problem)
		problems++;
	else
		reloads++;
}

static struct evgrpc_tls_options server_tls(void)
{
	return (struct evgrpc_tls_options){ .certificate_file = certs_path("server.pem"),
					    .key_file = certs_path("server.key") };
}

/* Clients with certificates of our CA. */
static struct evgrpc_tls_options mutual_tls(enum evgrpc_client_certificate wanted)
{
	struct evgrpc_tls_options tls = server_tls();

	tls.client_certificate = wanted;
	tls.ca_file = certs_path("ca.pem");
	return tls;
}

static struct echo_server start_with(const struct evgrpc_tls_options *tls, const struct evgrpc_server_options *options)
{
	static const struct evgrpc_hook hooks[] = { { .after = on_call_end }, { .after = on_record } }; /* last first */
	struct echo_server echo = { .server = evgrpc_server_new(options) };
	char error[256] = "";

	memset(&seen, 0, sizeof seen);
	reloads = problems = 0;
	assert_non_null(echo.server);
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(evgrpc_server_add_hook(echo.server, &hooks[i]), 0);
	assert_int_equal(evgrpc_server_add_methods(echo.server, echo_methods, 4, NULL), 0);
	assert_int_equal(evgrpc_server_add_methods(echo.server, &who, 1, NULL), 0);
	if (evgrpc_server_listen_tls(echo.server, "127.0.0.1:0", tls, error, sizeof error) < 0 ||
	    evgrpc_server_start(echo.server, error, sizeof error) < 0)
		fail_msg("%s", error);
	snprintf(echo.address, sizeof echo.address, "127.0.0.1:%d", evgrpc_server_port(echo.server, 0));
	return echo;
}

static struct echo_server start(const struct evgrpc_tls_options *tls)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.workers = 2;
	return start_with(tls, &options);
}

/* ---- A channel ---------------------------------------------------------------------------------------------- */

/* With the certificate of that name, NULL for none. */
static struct evgrpc_channel *open_channel(struct event_base *base, const char *address, const char *name)
{
	char certificate[64], key[64], error[256] = "";
	struct evgrpc_tls_options tls = { .ca_file = certs_path("ca.pem") };
	struct evgrpc_channel_options options;
	struct evgrpc_channel *channel;

	if (name) {
		snprintf(certificate, sizeof certificate, "%s.pem", name);
		snprintf(key, sizeof key, "%s.key", name);
		tls.certificate_file = certs_path(certificate);
		tls.key_file = certs_path(key);
	}
	evgrpc_channel_options_default(&options);
	options.tls = &tls;
	channel = evgrpc_channel_new_with(base, address, &options, error, sizeof error);
	if (!channel)
		fail_msg("%s", error);
	return channel;
}

/* Asks the server who we are; the answer (caller frees) or NULL with the status' message in message. */
static char *ask_who(const char *address, const char *name, char *message, size_t size)
{
	struct evgrpc_channel *channel = open_channel(NULL, address, name);
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	Evgrpc__Test__EchoResponse *response = NULL;
	struct evgrpc_status status;
	char *text = NULL;

	evgrpc_unary(channel, who.path, &request.base, who.response, NULL, (ProtobufCMessage **)&response, &status);
	snprintf(message, size, "%s", status.message ? status.message : "");
	if (response) {
		text = strdup(response->text);
		free_response(response);
	}
	evgrpc_channel_free(channel);
	return text;
}

static void expect_who(const char *address, const char *name, const char *begins)
{
	char message[256];
	char *text = ask_who(address, name, message, sizeof message);

	if (!text || strncmp(text, begins, strlen(begins)) != 0)
		fail_msg("%s", text ? text : message);
	free(text);
}

static void expect_refused(const char *address, const char *name, const char *part)
{
	char message[256];
	char *text = ask_who(address, name, message, sizeof message);

	if (text || !strstr(message, part))
		fail_msg("%s", text ? text : message);
}

/* ---- A client made of OpenSSL ------------------------------------------------------------------------------- */

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

static SSL_CTX *make_context(const struct wants *wants)
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

static struct peer peer_connect(const char *address, const struct wants *wants)
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

static void peer_end(struct peer *peer)
{
	SSL_free(peer->ssl);
	SSL_CTX_free(peer->context);
	close(peer->fd);
}

/* The server ends the handshake with this alert; under TLS 1.3 a client may hear of it behind its own end of it. */
static void expect_alert(const char *address, const struct wants *wants, int alert)
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
static void peer_say(struct raw *raw, size_t text_bytes, uint32_t padding)
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

/* ---- Versions and protocols --------------------------------------------------------------------------------- */

static void test_versions(void **state)
{
	static const int versions[] = { TLS1_2_VERSION, TLS1_3_VERSION };
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct peer peer = peer_connect(echo.address, &(struct wants){ .version = versions[i] });
		struct raw raw;

		assert_int_equal(peer.result, 1);
		assert_int_equal(SSL_version(peer.ssl), versions[i]);
		assert_true(SSL_CIPHER_is_aead(SSL_get_current_cipher(peer.ssl)));
		raw_begin(&raw, peer.fd, peer.ssl);
		peer_say(&raw, 10, 0);
		peer_say(&raw, 2000000, 3000000);
		assert_false(SSL_SESSION_is_resumable(SSL_get0_session(peer.ssl)));
		nghttp2_session_del(raw.session);
		peer_end(&peer);
	}
	expect_alert(echo.address, &(struct wants){ .version = TLS1_1_VERSION }, SSL_AD_PROTOCOL_VERSION);
	echo_stop(&echo);
}

static void test_renegotiation(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	struct peer peer = peer_connect(echo.address, &(struct wants){ .version = TLS1_2_VERSION });

	(void)state;
	assert_int_equal(peer.result, 1);
	assert_int_equal(SSL_renegotiate(peer.ssl), 1);
	assert_int_not_equal(SSL_do_handshake(peer.ssl), 1);
	peer_end(&peer);
	echo_stop(&echo);
}

/* Each makes the server derive new keys, for 27 bytes. */
static bool update_keys(struct peer *peer, int n)
{
	for (int i = 0; i < n; i++)
		if (SSL_key_update(peer->ssl, SSL_KEY_UPDATE_NOT_REQUESTED) != 1 || SSL_do_handshake(peer->ssl) != 1)
			return false;
	return true;
}

static void test_key_updates(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	struct peer peer = peer_connect(echo.address, &(struct wants){ 0 });
	struct raw raw;

	(void)state;
	assert_int_equal(peer.result, 1);
	raw_begin(&raw, peer.fd, peer.ssl);
	peer_say(&raw, 10, 10);
	assert_true(update_keys(&peer, 100));
	peer_say(&raw, 10, 10);
	update_keys(&peer, 1);
	while (raw_turn(&raw))
		; /* until the server closes */
	nghttp2_session_del(raw.session);
	peer_end(&peer);
	expect_who(echo.address, NULL, "nobody");
	echo_stop(&echo);
}

static void test_alpn(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	struct peer peer;

	(void)state;
	expect_alert(echo.address, &(struct wants){ .no_alpn = true }, SSL_AD_NO_APPLICATION_PROTOCOL);
	expect_alert(echo.address, &(struct wants){ .alpn = "\x8http/1.1" }, SSL_AD_NO_APPLICATION_PROTOCOL);
	expect_alert(echo.address, &(struct wants){ .alpn = "\2h3\3h2c" }, SSL_AD_NO_APPLICATION_PROTOCOL);
	peer = peer_connect(echo.address, &(struct wants){ .alpn = "\x8http/1.1\2h2" });
	assert_int_equal(peer.result, 1);
	peer_end(&peer);
	echo_stop(&echo);
}

static void test_small_window_of_the_socket(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	struct peer peer = peer_connect(echo.address, &(struct wants){ .buffer_bytes = 16384 });
	struct raw raw;

	(void)state;
	assert_int_equal(peer.result, 1);
	raw_begin(&raw, peer.fd, peer.ssl);
	peer_say(&raw, 100000, 400000);
	nghttp2_session_del(raw.session);
	peer_end(&peer);
	echo_stop(&echo);
}

/* ---- Through a channel -------------------------------------------------------------------------------------- */

/* Much both ways at once, on one connection. */
static void test_chat(void **state)
{
	enum { N = 200, BYTES = 20000 };
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	struct talk talk = { .base = event_base_new() };
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;
	static char text[BYTES + 1];

	(void)state;
	talk.channel = open_channel(talk.base, echo.address, NULL);
	talk_call(&talk, "/evgrpc.test.Echo/Chat", &evgrpc__test__echo_response__descriptor, 0);
	memset(text, 'y', BYTES);
	request.text = text;
	for (int i = 0; i < N; i++)
		assert_int_equal(evgrpc_client_send(talk.call, &request.base), 0);
	evgrpc_client_half_close(talk.call);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_OK);
	assert_int_equal(talk.n_answers, N);
	for (uint32_t i = 0; i < N; i++) {
		assert_int_equal(((Evgrpc__Test__EchoResponse *)talk.answers[i])->number, i + 1);
		assert_string_equal(((Evgrpc__Test__EchoResponse *)talk.answers[i])->text, text);
	}
	talk_close(&talk);
	echo_stop(&echo);
}

static void test_who_may_come(void **state)
{
	struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);

	(void)state;
	expect_who(echo.address, "office", "nobody"); /* it was not asked */
	echo_stop(&echo);
	tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_OPTIONAL);
	echo = start(&tls);
	expect_who(echo.address, NULL, "nobody");
	expect_who(echo.address, "office", "CN=office,O=Test|office|");
	expect_refused(echo.address, "stranger", "refused the TLS connection");
	echo_stop(&echo);
	tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	echo = start(&tls);
	expect_refused(echo.address, NULL, "certificate required");
	expect_who(echo.address, "office", "CN=office,O=Test|office|");
	expect_alert(echo.address, &(struct wants){ .version = TLS1_2_VERSION }, SSL_AD_HANDSHAKE_FAILURE);
	expect_alert(echo.address, &(struct wants){ .name = "stranger" }, SSL_AD_UNKNOWN_CA);
	expect_alert(echo.address, &(struct wants){ .name = "expired" }, SSL_AD_CERTIFICATE_EXPIRED);
	expect_alert(echo.address, &(struct wants){ .name = "wrong use" }, SSL_AD_UNSUPPORTED_CERTIFICATE);
	expect_refused(echo.address, "expired", "certificate expired");
	expect_alert(echo.address, &(struct wants){ .name = "zero" }, SSL_AD_BAD_CERTIFICATE);
	expect_refused(echo.address, "zero", "bad certificate");
	echo_stop(&echo);
}

static void test_identity(void **state)
{
	const struct evgrpc_tls_options tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	struct echo_server echo = start(&tls);
	FILE *file = fopen(certs_path("office.pem"), "r");
	X509 *certificate = PEM_read_X509(file, NULL, NULL, NULL);
	char wanted[512], fingerprint[65];

	(void)state;
	fclose(file);
	certs_fingerprint(certificate, fingerprint);
	X509_free(certificate);
	snprintf(wanted, sizeof wanted,
		 "CN=office,O=Test|office|DNS:office.test|URI:spiffe://test/office|email:a@office.test|IP:192.0.2.7|"
		 "IP:2001:db8::7|%s",
		 fingerprint);
	expect_who(echo.address, "office", wanted);
	WAIT_FOR(seen.ended == 1);
	assert_string_equal(recorded, "office");
	expect_who(echo.address, "中文名", "CN=中文名,O=Test|中文名|");
	WAIT_FOR(seen.ended == 2);
	assert_string_equal(recorded, "中文名");
	echo_stop(&echo);
}

/* Reads, unseen by nghttp2, until the server's first GOAWAY has come; the bytes so far. */
static size_t read_until_goaway(SSL *ssl, uint8_t *bytes, size_t room)
{
	size_t at = 0, n = 0, more;
	uint8_t type = 0;

	while (type != NGHTTP2_GOAWAY) {
		while (n < at + 9) {
			assert_int_equal(SSL_read_ex(ssl, bytes + n, room - n, &more), 1);
			n += more;
		}
		type = bytes[at + 3];
		at += 9u + ((size_t)bytes[at + 1] << 8 | bytes[at + 2]);
	}
	return n;
}

/* One attempt; false when the request came behind the second GOAWAY, which waits for half a second only. */
static bool is_known_between_goaways(const char *address)
{
	struct peer peer = peer_connect(address, &(struct wants){ .name = "office" });
	uint8_t bytes[1024];
	bool answered;
	struct raw raw;
	size_t n;

	assert_int_equal(peer.result, 1);
	raw_begin(&raw, peer.fd, peer.ssl);
	raw_request(&raw, who.path, NULL, "\0\0\0\0\0", 5);
	n = read_until_goaway(peer.ssl, bytes, sizeof bytes);
	raw_flush(&raw);
	assert_true(nghttp2_session_mem_recv(raw.session, bytes, n) >= 0);
	raw_finish(&raw);
	answered = raw.n_data > 0;
	if (answered)
		assert_non_null(memmem(raw.data, raw.n_data, "CN=office", 9));
	nghttp2_session_del(raw.session);
	peer_end(&peer);
	return answered;
}

/* The first request crosses the first GOAWAY: the caller is who it is. */
static void test_identity_of_a_late_request(void **state)
{
	const struct evgrpc_tls_options tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	struct evgrpc_server_options options;
	struct echo_server echo;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_age_ms = 1;
	echo = start_with(&tls, &options);
	WAIT_FOR(is_known_between_goaways(echo.address));
	echo_stop(&echo);
}

static void test_revocation(void **state)
{
	struct evgrpc_tls_options tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	struct echo_server echo;

	(void)state;
	tls.crl_file = certs_path("one.crl");
	echo = start(&tls);
	expect_who(echo.address, "office", "CN=office");
	expect_refused(echo.address, "revoked", "certificate revoked");
	expect_alert(echo.address, &(struct wants){ .name = "revoked" }, SSL_AD_CERTIFICATE_REVOKED);
	echo_stop(&echo);
	tls.crl_file = certs_path("other.crl"); /* says nothing of our CA's certificates */
	echo = start(&tls);
	expect_refused(echo.address, "office", "refused the TLS connection");
	echo_stop(&echo);
}

/* ---- Files that change -------------------------------------------------------------------------------------- */

static void fingerprint_at(const char *address, char ret[65])
{
	struct peer peer = peer_connect(address, &(struct wants){ 0 });

	assert_int_equal(peer.result, 1);
	certs_fingerprint(SSL_get0_peer_certificate(peer.ssl), ret);
	peer_end(&peer);
}

static bool shows(const char *address, const char *fingerprint)
{
	char shown[65];

	fingerprint_at(address, shown);
	return !strcmp(shown, fingerprint);
}

static void test_reload(void **state)
{
	struct evgrpc_tls_options tls = { .certificate_file = certs_path("live.pem"),
					  .key_file = certs_path("live.key"),
					  .reload_ms = 5,
					  .on_reload = on_reload,
					  .arg = &reloads };
	char wanted[65];
	struct echo_server echo;
	int before;

	(void)state;
	certs_issue("live", &(struct about){ .common_name = "first", .serial = 20 }, &ca);
	certs_fingerprint(other_server.certificate, wanted);
	echo = start(&tls);
	assert_false(shows(echo.address, wanted));
	certs_write("live", &other_server);
	WAIT_FOR(shows(echo.address, wanted));
	WAIT_FOR(reloads >= 1); /* told after the set is in force */
	before = problems;
	certs_put("live.pem", certs_print_text, "half a certifi");
	WAIT_FOR(problems > before);
	assert_true(shows(echo.address, wanted));
	unlink(certs_path("live.key"));
	WAIT_FOR(problems > before + 1);
	assert_true(shows(echo.address, wanted));
	before = reloads;
	certs_write("live", &other_server);
	WAIT_FOR(reloads > before);
	assert_true(shows(echo.address, wanted));
	echo_stop(&echo);
}

/* Revoked within a call: the connection is cut, whatever it is doing; others go on. */
static void test_revoked_while_connected(void **state)
{
	struct evgrpc_tls_options tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	struct talk talk = { .base = event_base_new() };
	struct evgrpc_channel *other;
	struct echo_server echo;
	Evgrpc__Test__EchoRequest request = EVGRPC__TEST__ECHO_REQUEST__INIT;

	(void)state;
	certs_revoke("live.crl", &ca, 0);
	tls.crl_file = certs_path("live.crl");
	tls.reload_ms = 5;
	tls.on_reload = on_reload;
	tls.arg = &reloads;
	echo = start(&tls);
	other = open_channel(NULL, echo.address, "office");
	assert_int_equal(say(other, "hello", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	talk.channel = open_channel(talk.base, echo.address, "revoked");
	talk_call(&talk, "/evgrpc.test.Echo/Say", &evgrpc__test__echo_response__descriptor, 0);
	request.mode = MODE_HOLD;
	assert_int_equal(evgrpc_client_send(talk.call, &request.base), 0);
	evgrpc_client_half_close(talk.call);
	while (!seen.held)
		event_base_loop(talk.base, EVLOOP_NONBLOCK);
	certs_revoke("live.crl", &ca, REVOKED);
	assert_true(talk_wait_done(&talk));
	assert_int_equal(talk.code, EVGRPC_UNAVAILABLE);
	WAIT_FOR(seen.gone == 1);
	test_release();
	expect_refused(echo.address, "revoked", "certificate revoked");
	assert_int_equal(say(other, "still here", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	talk_close(&talk);
	evgrpc_channel_free(other);
	echo_stop(&echo);
}

/* The same when the certificate's time is over. */
static void test_expired_while_connected(void **state)
{
	struct evgrpc_tls_options tls = mutual_tls(EVGRPC_CLIENT_CERTIFICATE_REQUIRED);
	struct evgrpc_channel *channel;
	struct echo_server echo;

	(void)state;
	make_client("short", (struct about){ .serial = 40, .valid_s = 4 });
	tls.reload_ms = 5;
	echo = start(&tls);
	channel = open_channel(NULL, echo.address, "short");
	assert_int_equal(say(channel, "hello", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	assert_int_equal(say(channel, "hello", MODE_HOLD, NULL, NULL, NULL), EVGRPC_UNAVAILABLE);
	WAIT_FOR(seen.gone == 1);
	test_release();
	evgrpc_channel_free(channel);
	echo_stop(&echo);
}

/* ---- Peers that do not go through with it ------------------------------------------------------------------- */

/* The first bytes of a handshake. */
static int make_hello(uint8_t *to, int room)
{
	SSL_CTX *context = make_context(&(struct wants){ 0 });
	SSL *ssl = SSL_new(context);
	BIO *in = BIO_new(BIO_s_mem()), *out = BIO_new(BIO_s_mem());
	int n;

	SSL_set_bio(ssl, in, out);
	SSL_connect(ssl);
	n = BIO_read(out, to, room);
	SSL_free(ssl);
	SSL_CTX_free(context);
	return n;
}

static void test_peers_that_vanish(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server echo = start(&tls);
	const struct linger at_once = { .l_onoff = 1 };
	uint8_t hello[2048];
	int n = make_hello(hello, sizeof hello);

	(void)state;
	assert_true(n > 100);
	for (int i = 0; i < 4; i++) {
		int fd = raw_connect(echo.address);

		assert_true(send(fd, hello, (size_t)(i < 2 ? n / 2 : n), 0) > 0);
		if (i % 2)
			setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once); /* ends in a reset */
		close(fd);
	}
	expect_who(echo.address, NULL, "nobody");
	echo_stop(&echo);
}

/* Each has failed and been told so, and does not close: others find a place all the same. */
static void test_peers_that_fail_and_stay(void **state)
{
	enum { N = 24 };
	const struct evgrpc_tls_options tls = server_tls();
	struct evgrpc_server_options options;
	const struct evgrpc_call_options soon = { .timeout_ms = 3000 }; /* a place comes free by itself after 5 s */
	struct evgrpc_channel *channel;
	struct echo_server echo;
	int fds[N];
	char byte;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_connections = 8;
	echo = start_with(&tls, &options);
	for (int i = 0; i < N; i++) {
		fds[i] = raw_connect(echo.address);
		assert_int_equal(send(fds[i], "no TLS at all", 13, 0), 13);
		assert_true(recv(fds[i], &byte, 1, 0) <= 0); /* it is sent away */
	}
	channel = open_channel(NULL, echo.address, NULL);
	assert_int_equal(say(channel, "hello", MODE_ECHO, &soon, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	for (int i = 0; i < N; i++)
		close(fds[i]);
	echo_stop(&echo);
}

/* Silent from the start, or behind a half or a whole hello. */
static void test_silent_peers(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct evgrpc_server_options options;
	struct echo_server echo;
	uint8_t hello[2048], bytes[4096];
	int n = make_hello(hello, sizeof hello);

	(void)state;
	evgrpc_server_options_default(&options);
	options.preface_timeout_ms = 100;
	echo = start_with(&tls, &options);
	for (int i = 0; i < 3; i++) {
		int fd = raw_connect(echo.address);

		send(fd, hello, (size_t)(n * i / 2), 0);
		while (recv(fd, bytes, sizeof bytes, 0) > 0)
			;
		close(fd);
	}
	echo_stop(&echo);
}

static void test_plain_text(void **state)
{
	const struct evgrpc_tls_options tls = server_tls();
	struct echo_server secure = start(&tls), plain;
	struct evgrpc_channel *channel = evgrpc_channel_new(NULL, secure.address);

	(void)state;
	assert_int_equal(say(channel, "hello?", MODE_ECHO, NULL, NULL, NULL), EVGRPC_UNAVAILABLE);
	evgrpc_channel_free(channel);
	expect_who(secure.address, NULL, "nobody");
	echo_stop(&secure);
	plain = echo_start_default();
	expect_refused(plain.address, NULL, "TLS");
	channel = evgrpc_channel_new(NULL, plain.address);
	assert_int_equal(say(channel, "hello!", MODE_ECHO, NULL, NULL, NULL), EVGRPC_OK);
	evgrpc_channel_free(channel);
	echo_stop(&plain);
}

static void test_listen_errors(void **state)
{
	struct evgrpc_tls_options tls = server_tls();
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256] = "";

	(void)state;
	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	tls.key_file = certs_path("no such key");
	assert_int_equal(evgrpc_server_listen_tls(server, "127.0.0.1:0", &tls, error, sizeof error), -1);
	assert_non_null(strstr(error, "no such key"));
	tls = server_tls();
	assert_int_equal(evgrpc_server_listen_tls(server, "nonsense", &tls, error, sizeof error), -1);
	assert_non_null(strstr(error, "nonsense"));
	assert_int_equal(evgrpc_server_port(server, 0), 0);
	evgrpc_server_free(server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_renegotiation),
		cmocka_unit_test(test_key_updates),
		cmocka_unit_test(test_alpn),
		cmocka_unit_test(test_small_window_of_the_socket),
		cmocka_unit_test(test_chat),
		cmocka_unit_test(test_who_may_come),
		cmocka_unit_test(test_identity),
		cmocka_unit_test(test_identity_of_a_late_request),
		cmocka_unit_test(test_revocation),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_revoked_while_connected),
		cmocka_unit_test(test_expired_while_connected),
		cmocka_unit_test(test_peers_that_vanish),
		cmocka_unit_test(test_peers_that_fail_and_stay),
		cmocka_unit_test(test_silent_peers),
		cmocka_unit_test(test_plain_text),
		cmocka_unit_test(test_listen_errors),
	};
	int failed;

	signal(SIGPIPE, SIG_IGN); /* the client's own SSL_write */
	make_certificates();
	failed = cmocka_run_group_tests_name("tls", tests, NULL, NULL);
	forget_certificates();
	return failed;
}
