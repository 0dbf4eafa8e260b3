/* Peers that do not go through with TLS, and listeners that cannot. */
#include "tls_peer.h"

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
		cmocka_unit_test(test_peers_that_vanish), cmocka_unit_test(test_peers_that_fail_and_stay),
		cmocka_unit_test(test_silent_peers),      cmocka_unit_test(test_plain_text),
		cmocka_unit_test(test_listen_errors),
	};

	return cmocka_run_group_tests_name("tls_peers", tests, set_up_tls, tear_down_tls);
}
