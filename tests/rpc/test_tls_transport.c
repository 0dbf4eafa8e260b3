/* Two ends of TLS on a socket pair, driven by hand: what each says when the other is not whom it wants, and how bytes
 * move through buffers that are always full. */
#include "clock.h"
#include "tls.h"

#include "certs.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>

static struct pair ca, other_ca;

static void make_certificates(void)
{
	certs_begin();
	ca = certs_make(&(struct about){ .common_name = "CA", .is_ca = true, .serial = 1 }, NULL);
	other_ca = certs_make(&(struct about){ .common_name = "Other", .is_ca = true, .serial = 1 }, NULL);
	certs_write("ca", &ca);
	certs_write("other", &other_ca);
	certs_issue("server",
		    &(struct about){ .common_name = "only-in-cn.test",
				     .names = "DNS:localhost,DNS:*.wild.test,IP:127.0.0.1,IP:::1",
				     .usage = "serverAuth",
				     .serial = 2 },
		    &ca);
	certs_issue("expired",
		    &(struct about){ .common_name = "s", .names = "DNS:localhost", .serial = 3, .expired = true }, &ca);
	certs_issue("client",
		    &(struct about){ .common_name = "c", .names = "DNS:localhost", .usage = "clientAuth", .serial = 4 },
		    &ca);
	certs_revoke("none.crl", &ca, 0);
	certs_revoke("server.crl", &ca, 2);
	certs_revoke("other.crl", &other_ca, 0);
	certs_revoke_for("old.crl", &ca, 0, -60);
	certs_put("text", certs_print_text, "no PEM at all\n");
}

static void forget_certificates(void)
{
	certs_free(&ca);
	certs_free(&other_ca);
	certs_end();
}

/* ---- Two ends ----------------------------------------------------------------------------------------------- */

struct end {
	struct evg_tls *tls;
	struct evg_transport transport;
	char problem[256]; /* why it failed, empty while it has not */
};

struct ends {
	struct end server, client;
};

static struct evgrpc_tls_options server_options(const char *name)
{
	char certificate[32], key[32];

	snprintf(certificate, sizeof certificate, "%s.pem", name);
	snprintf(key, sizeof key, "%s.key", name);
	return (struct evgrpc_tls_options){ .certificate_file = certs_path(certificate), .key_file = certs_path(key) };
}

static struct evgrpc_tls_options client_options(void)
{
	return (struct evgrpc_tls_options){ .ca_file = certs_path("ca.pem") };
}

static void make_sockets(int fds[2], int buffer_bytes)
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	for (int i = 0; buffer_bytes && i < 2; i++)
		assert_int_equal(setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes), 0);
}

static struct ends begin(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
			 const char *host, int buffer_bytes)
{
	struct ends ends = { 0 };
	char error[256] = "";
	int fds[2];

	make_sockets(fds, buffer_bytes);
	ends.server.tls = evg_tls_server_new(server, error, sizeof error);
	ends.client.tls = evg_tls_client_new(client, error, sizeof error);
	if (!ends.server.tls || !ends.client.tls)
		fail_msg("%s", error);
	assert_int_equal(evg_transport_tls(&ends.server.transport, fds[0], ends.server.tls, NULL), 0);
	assert_int_equal(evg_transport_tls(&ends.client.transport, fds[1], ends.client.tls, host), 0);
	return ends;
}

static void finish_one(struct end *end)
{
	if (end->transport.fd >= 0)
		end->transport.ops->close(&end->transport);
	evg_tls_free(end->tls);
}

static void finish(struct ends *ends)
{
	finish_one(&ends->client);
	finish_one(&ends->server);
}

static ssize_t note(struct end *end, ssize_t n)
{
	if (n < 0 && errno != EAGAIN)
		snprintf(end->problem, sizeof end->problem, "%s", evg_transport_reason(&end->transport));
	if (n == 0)
		snprintf(end->problem, sizeof end->problem, "end of input");
	return n < 0 ? 0 : n;
}

static size_t get(struct end *end, void *bytes, size_t n)
{
	return end->problem[0] ? 0 : (size_t)note(end, end->transport.ops->read(&end->transport, bytes, n));
}

static size_t put(struct end *end, const void *bytes, size_t n)
{
	return end->problem[0] ? 0 : (size_t)note(end, end->transport.ops->write(&end->transport, bytes, n));
}

/* A word each way. True when both arrived; otherwise a side says why within a few turns. */
static bool talk(struct ends *ends)
{
	char asked[4], answered[4];
	size_t sent = 0, got = 0, replied = 0, heard = 0;

	for (int turn = 0; turn < 50 && heard < 4; turn++) {
		if (sent < 4)
			sent += put(&ends->client, "ping" + sent, 4 - sent);
		got += got < 4 ? get(&ends->server, asked + got, 4 - got) : 0;
		if (got == 4 && replied < 4)
			replied += put(&ends->server, "pong" + replied, 4 - replied);
		heard += get(&ends->client, answered + heard, 4 - heard);
	}
	return heard == 4 && !memcmp(asked, "ping", 4) && !memcmp(answered, "pong", 4);
}

static void expect_talk(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
			const char *host)
{
	struct ends ends = begin(server, client, host, 0);

	if (!talk(&ends))
		fail_msg("client: %s, server: %s", ends.client.problem, ends.server.problem);
	finish(&ends);
}

/* The client ends with a sentence that holds both parts; the server hears of it too. */
static void expect_refusal(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
			   const char *host, const char *part, const char *other_part)
{
	struct ends ends = begin(server, client, host, 0);

	assert_false(talk(&ends));
	if (!strstr(ends.client.problem, part) || !strstr(ends.client.problem, other_part))
		fail_msg("the client says: %s", ends.client.problem);
	assert_true(ends.client.transport.last_word);
	assert_non_null(strstr(ends.server.problem, "the peer refused the TLS connection"));
	assert_false(ends.server.transport.last_word);
	finish(&ends);
}

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

/* ---- Files that change -------------------------------------------------------------------------------------- */

static unsigned n_news, n_problems;
static char last_problem[256];

static void on_reload(const char *problem, void *arg)
{
	(void)arg;
	n_news += !problem;
	n_problems += problem != NULL;
	snprintf(last_problem, sizeof last_problem, "%s", problem ? problem : "");
}

/* Lets n looks take place: one is due when a millisecond has passed since the last. */
static void look(struct evg_tls *tls, unsigned n)
{
	for (unsigned i = 0; i < n; i++) {
		int64_t until = evg_now_us() + 1100;

		while (evg_now_us() < until)
			;
		evg_tls_look(tls);
	}
}

static void test_each_change_is_told_once(void **state)
{
	struct evgrpc_tls_options options = server_options("told");
	char error[256];
	struct evg_tls *tls;

	(void)state;
	certs_issue("told", &(struct about){ .common_name = "told", .serial = 30 }, &ca);
	options.reload_ms = 1;
	options.on_reload = on_reload;
	tls = evg_tls_server_new(&options, error, sizeof error);
	assert_non_null(tls);
	look(tls, 3);
	assert_int_equal(n_news + n_problems, 0);
	certs_put("told.pem", certs_print_text, "no PEM");
	look(tls, 3); /* tried three times, told once */
	assert_int_equal(n_problems, 1);
	assert_non_null(strstr(last_problem, "told.pem"));
	unlink(certs_path("told.pem"));
	look(tls, 3);
	assert_int_equal(n_problems, 2);
	assert_non_null(strstr(last_problem, "No such file"));
	assert_int_equal(n_news, 0);
	certs_issue("told", &(struct about){ .common_name = "told", .serial = 31 }, &ca);
	look(tls, 3);
	assert_int_equal(n_news, 1);
	assert_int_equal(n_problems, 2);
	evg_tls_free(tls);
}

/* ---- Options ------------------------------------------------------------------------------------------------ */

static void expect_no_server(const struct evgrpc_tls_options *options, const char *part)
{
	char error[256] = "";

	assert_null(evg_tls_server_new(options, error, sizeof error));
	if (!strstr(error, part))
		fail_msg("the sentence is: %s", error);
}

static void test_bad_options(void **state)
{
	struct evgrpc_tls_options good = server_options("server"), bad;

	(void)state;
	bad = (struct evgrpc_tls_options){ 0 };
	expect_no_server(&bad, "needs a certificate");
	bad = good, bad.key_file = NULL;
	expect_no_server(&bad, "belong together");
	bad = good, bad.certificate_file = certs_path("missing");
	expect_no_server(&bad, "missing: No such file");
	bad = good, bad.certificate_file = certs_path("text");
	expect_no_server(&bad, "cannot read the certificate");
	bad = good, bad.key_file = certs_path("client.key");
	expect_no_server(&bad, "mismatch");
	bad = good, bad.client_certificate = EVGRPC_CLIENT_CERTIFICATE_REQUIRED;
	expect_no_server(&bad, "ca_file");
	bad = good, bad.ca_file = certs_path("ca.pem");
	expect_no_server(&bad, "client_certificate");
	good.client_certificate = EVGRPC_CLIENT_CERTIFICATE_OPTIONAL;
	bad = good, bad.ca_file = certs_path("text");
	expect_no_server(&bad, "cannot read the CA certificates");
	bad = good, bad.ca_file = certs_path("ca.pem"), bad.crl_file = certs_path("text");
	expect_no_server(&bad, "cannot read the revocation list");
	bad = good, bad.client_certificate = 7;
	expect_no_server(&bad, "three values");
}

static int print_locked_key(FILE *to, const void *what)
{
	return PEM_write_PrivateKey(to, (EVP_PKEY *)what, EVP_aes_128_cbc(), (unsigned char *)"secret", 6, NULL, NULL);
}

/* It would have to be asked for, and nobody is there. */
static void test_key_with_passphrase(void **state)
{
	struct evgrpc_tls_options options = server_options("server");

	(void)state;
	certs_put("locked.key", print_locked_key, ca.key);
	options.certificate_file = certs_path("ca.pem");
	options.key_file = certs_path("locked.key");
	expect_no_server(&options, "cannot use the key");
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
		cmocka_unit_test(test_each_change_is_told_once),
		cmocka_unit_test(test_bad_options),
		cmocka_unit_test(test_key_with_passphrase),
	};
	int failed;

	make_certificates();
	failed = cmocka_run_group_tests_name("tls_transport", tests, NULL, NULL);
	forget_certificates();
	return failed;
}
