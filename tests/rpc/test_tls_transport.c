/* Two ends of TLS on a socket pair, driven by hand: what each says when the other is not whom it wants, and how bytes
 * move through buffers that are always full. */
#include "tls_ends.h"

/* ---- Whom a client takes ------------------------------------------------------------------------------------ */

static void test_right_names(void **state)
{
	const struct evgrpc_tls_options server = server_options("server");
	struct evgrpc_tls_options client = client_options();

	(void)state;
	expect_talk(&server, &client, "localhost");
	expect_talk(&server, &client, "a.wild.test");
	expect_talk(&server, &client, "127.0.0.1");
	expect_talk(&server, &client, "::1");
	client.server_name = "b.wild.test";
	expect_talk(&server, &client, "192.0.2.1");
}

static void test_wrong_names(void **state)
{
	const struct evgrpc_tls_options server = server_options("server");
	struct evgrpc_tls_options client = client_options();

	(void)state;
	expect_refusal(&server, &client, "example.test", "the certificate of example.test is not valid", "mismatch");
	expect_refusal(&server, &client, "127.0.0.2", "127.0.0.2", "mismatch");
	expect_refusal(&server, &client, "a.b.wild.test", "a.b.wild.test", "mismatch");
	expect_refusal(&server, &client, "only-in-cn.test", "only-in-cn.test", "mismatch");
	client.server_name = "example.test";
	expect_refusal(&server, &client, "localhost", "example.test", "mismatch");
}

static void test_wrong_certificates(void **state)
{
	struct evgrpc_tls_options server = server_options("server"), client = client_options();

	(void)state;
	client.ca_file = certs_path("other.pem");
	expect_refusal(&server, &client, "localhost", "the certificate of localhost is not valid", "issuer");
	client.ca_file = NULL; /* the system's list does not know our CA */
	expect_refusal(&server, &client, "localhost", "is not valid", "issuer");
	client = client_options();
	server = server_options("expired");
	expect_refusal(&server, &client, "localhost", "is not valid", "expired");
	server = server_options("client");
	expect_refusal(&server, &client, "localhost", "is not valid", "purpose");
}

static void test_client_asks_for_revocation(void **state)
{
	const struct evgrpc_tls_options server = server_options("server");
	struct evgrpc_tls_options client = client_options();

	(void)state;
	client.crl_file = certs_path("none.crl");
	expect_talk(&server, &client, "localhost");
	client.crl_file = certs_path("server.crl");
	expect_refusal(&server, &client, "localhost", "is not valid", "revoked");
	client.crl_file = certs_path("other.crl");
	expect_refusal(&server, &client, "localhost", "is not valid", "CRL");
	client.crl_file = certs_path("old.crl");
	expect_refusal(&server, &client, "localhost", "is not valid", "CRL has expired");
}

static void test_client_reads_its_files_again(void **state)
{
	const struct evgrpc_tls_options server = server_options("server");
	struct evgrpc_tls_options client = client_options();
	struct ends ends;
	bool refused = false;

	(void)state;
	certs_write("trusted", &ca);
	client.ca_file = certs_path("trusted.pem");
	client.reload_ms = 1;
	ends = begin(&server, &client, "localhost", 0);
	assert_true(talk(&ends));
	certs_write("trusted", &other_ca);
	for (int i = 0; i < 1000 && !refused; i++) { /* a look is due a millisecond after the last one */
		int fds[2];

		ends.client.transport.ops->close(&ends.client.transport);
		ends.server.transport.ops->close(&ends.server.transport);
		make_sockets(fds, 0);
		assert_int_equal(evg_transport_tls(&ends.server.transport, fds[0], ends.server.tls, NULL), 0);
		assert_int_equal(evg_transport_tls(&ends.client.transport, fds[1], ends.client.tls, "localhost"), 0);
		refused = !talk(&ends);
	}
	assert_non_null(strstr(ends.client.problem, "issuer"));
	finish(&ends);
}

/* A TLS server that knows nothing of ALPN. */
static void test_server_without_alpn(void **state)
{
	SSL_CTX *context = SSL_CTX_new(TLS_server_method());
	SSL *ssl;
	struct evgrpc_tls_options options = client_options();
	struct end client = { .tls = evg_tls_client_new(&options, (char[64]){ "" }, 64) };
	int fds[2];

	(void)state;
	make_sockets(fds, 0);
	SSL_CTX_use_certificate_file(context, certs_path("server.pem"), SSL_FILETYPE_PEM);
	SSL_CTX_use_PrivateKey_file(context, certs_path("server.key"), SSL_FILETYPE_PEM);
	ssl = SSL_new(context);
	SSL_set_fd(ssl, fds[0]);
	assert_int_equal(evg_transport_tls(&client.transport, fds[1], client.tls, "localhost"), 0);
	for (int turn = 0; turn < 50 && !client.problem[0]; turn++) {
		put(&client, "x", 1);
		SSL_accept(ssl);
	}
	assert_non_null(strstr(client.problem, "does not speak HTTP/2"));
	finish_one(&client);
	SSL_free(ssl);
	SSL_CTX_free(context);
	close(fds[0]);
}

static void test_peer_without_tls(void **state)
{
	const struct evgrpc_tls_options server = server_options("server"), client = client_options();
	struct ends ends = begin(&server, &client, "localhost", 0);
	char bytes[16];

	(void)state;
	assert_int_equal(send(ends.client.transport.fd, "PRI * HTTP/2.0\r\n\r\n", 18, 0), 18);
	get(&ends.server, bytes, sizeof bytes);
	assert_string_equal(ends.server.problem, "the peer does not speak TLS");
	finish(&ends);
}

/* ---- Bytes -------------------------------------------------------------------------------------------------- */

enum { MUCH = 3000000 };

static uint8_t byte_at(size_t i)
{
	return (uint8_t)(i * 7 + i / 251);
}

/* Moves what fits of MUCH bytes from one end to the other, odd pieces. */
static void move(struct end *from, size_t *sent, struct end *to, size_t *received)
{
	static uint8_t out[200000], in[65536];
	size_t n = MUCH - *sent < sizeof out ? MUCH - *sent : sizeof out;

	for (size_t i = 0; i < n; i++)
		out[i] = byte_at(*sent + i);
	if (n)
		*sent += put(from, out, n);
	n = get(to, in, 1 + (*received % sizeof in));
	for (size_t i = 0; i < n; i++)
		if (in[i] != byte_at(*received + i))
			fail_msg("byte %zu is wrong", *received + i);
	*received += n;
}

static void test_much_both_ways(void **state)
{
	const struct evgrpc_tls_options server = server_options("server"), client = client_options();
	static const int buffers[] = { 0, 4608 };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct ends ends = begin(&server, &client, "localhost", buffers[i]);
		size_t up_sent = 0, up = 0, down_sent = 0, down = 0;

		while ((up < MUCH || down < MUCH) && !ends.client.problem[0] && !ends.server.problem[0]) {
			move(&ends.client, &up_sent, &ends.server, &up);
			move(&ends.server, &down_sent, &ends.client, &down);
		}
		assert_string_equal(ends.client.problem, "");
		assert_string_equal(ends.server.problem, "");
		assert_int_equal(up, MUCH);
		assert_int_equal(down, MUCH);
		finish(&ends);
	}
}

/* One record read in small pieces: the socket is silent after the first, has_more speaks. */
static void test_more_behind_a_silent_socket(void **state)
{
	const struct evgrpc_tls_options server = server_options("server"), client = client_options();
	struct ends ends = begin(&server, &client, "localhost", 0);
	uint8_t bytes[10000] = { 0 };
	struct pollfd poll_fd = { .fd = ends.server.transport.fd, .events = POLLIN };

	(void)state;
	assert_true(talk(&ends));
	assert_false(ends.server.transport.has_more);
	assert_int_equal(put(&ends.client, bytes, sizeof bytes), sizeof bytes);
	for (int i = 1; i <= 100; i++) {
		assert_int_equal(get(&ends.server, bytes, 100), 100);
		assert_int_equal(poll(&poll_fd, 1, 0), 0);
		assert_int_equal(ends.server.transport.has_more, i < 100);
	}
	get(&ends.server, bytes, 100);
	assert_string_equal(ends.server.problem, "");
	finish(&ends);
}

/* What the socket must do before anything moves, as the link has to know it. */
static void test_waits(void **state)
{
	const struct evgrpc_tls_options server = server_options("server"), client = client_options();
	struct ends ends = begin(&server, &client, "localhost", 0);

	(void)state;
	assert_string_equal(ends.client.transport.ops->scheme, "https");
	assert_int_equal(put(&ends.server, "x", 1), 0);
	assert_int_equal(ends.server.transport.waits, EVG_WAITS_FOR_INPUT);
	assert_int_equal(put(&ends.client, "x", 1), 0);
	assert_int_equal(ends.client.transport.waits, EVG_WAITS_FOR_INPUT);
	assert_true(talk(&ends));
	assert_int_equal(ends.server.transport.waits, EVG_WAITS_AS_USUAL);
	assert_int_equal(ends.client.transport.waits, EVG_WAITS_AS_USUAL);
	finish(&ends);
	ends = begin(&server, &client, "localhost", 0);
	put(&ends.client, "x", 1); /* its hello */
	while (send(ends.server.transport.fd, "full", 4, 0) > 0)
		;
	get(&ends.server, (char[1]){ 0 }, 1);
	assert_int_equal(ends.server.transport.waits, EVG_WAITS_FOR_ROOM);
	finish(&ends);
}

static void test_ends(void **state)
{
	const struct evgrpc_tls_options server = server_options("server"), client = client_options();
	struct ends ends = begin(&server, &client, "localhost", 0);
	char byte;
	int fd;

	(void)state;
	assert_true(talk(&ends));
	assert_int_equal(put(&ends.client, "x", 1), 1);
	fd = ends.client.transport.ops->finish(&ends.client.transport);
	assert_int_equal(ends.client.transport.fd, -1);
	assert_int_equal(get(&ends.server, &byte, 1), 1);
	assert_int_equal(get(&ends.server, &byte, 1), 0);
	assert_string_equal(ends.server.problem, "end of input");
	ends.server.problem[0] = 0;
	assert_int_equal(put(&ends.server, "y", 1), 1); /* the other direction is open still */
	close(fd);
	put(&ends.server, "z", 1); /* no SIGPIPE */
	assert_string_not_equal(ends.server.problem, "");
	finish(&ends);
	ends = begin(&server, &client, "localhost", 0);
	assert_true(talk(&ends));
	shutdown(ends.client.transport.fd, SHUT_RDWR); /* no close_notify */
	assert_int_equal(get(&ends.server, &byte, 1), 0);
	assert_string_equal(ends.server.problem, "end of input");
	finish(&ends);
	ends = begin(&server, &client, "localhost", 0);
	put(&ends.client, "x", 1);
	get(&ends.server, &byte, 1);
	shutdown(ends.client.transport.fd, SHUT_RDWR);
	get(&ends.server, &byte, 1);
	assert_string_equal(ends.server.problem, "the peer closed the connection within the TLS handshake");
	finish(&ends);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_right_names),
		cmocka_unit_test(test_wrong_names),
		cmocka_unit_test(test_wrong_certificates),
		cmocka_unit_test(test_client_asks_for_revocation),
		cmocka_unit_test(test_client_reads_its_files_again),
		cmocka_unit_test(test_server_without_alpn),
		cmocka_unit_test(test_peer_without_tls),
		cmocka_unit_test(test_much_both_ways),
		cmocka_unit_test(test_more_behind_a_silent_socket),
		cmocka_unit_test(test_waits),
		cmocka_unit_test(test_ends),
	};

	return cmocka_run_group_tests_name("tls_transport", tests, set_up_certificates, tear_down_certificates);
}
