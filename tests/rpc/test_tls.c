/* A server with TLS, seen by a channel and by a client made of OpenSSL alone. */
#include "tls_peer.h"

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
	};

	return cmocka_run_group_tests_name("tls", tests, set_up_tls, tear_down_tls);
}
