/* Certificates that are revoked, expire or are replaced while the server runs. */
#include "tls_peer.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_revocation),
		cmocka_unit_test(test_reload),
		cmocka_unit_test(test_revoked_while_connected),
		cmocka_unit_test(test_expired_while_connected),
	};

	return cmocka_run_group_tests_name("tls_changes", tests, set_up_tls, tear_down_tls);
}
