/* Two ends of TLS on a socket pair, driven by hand, and their certificates. */
#ifndef TLS_ENDS_H
#define TLS_ENDS_H

#include "clock.h"
#include "tls.h"

#include "certs.h"

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <sys/socket.h>

static struct pair ca, other_ca;

static inline void make_certificates(void)
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

static inline void forget_certificates(void)
{
	certs_free(&ca);
	certs_free(&other_ca);
	certs_end();
}

static inline int set_up_certificates(void **state)
{
	(void)state;
	make_certificates();
	return 0;
}

static inline int tear_down_certificates(void **state)
{
	(void)state;
	forget_certificates();
	return 0;
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

static inline struct evgrpc_tls_options server_options(const char *name)
{
	char certificate[32], key[32];

	snprintf(certificate, sizeof certificate, "%s.pem", name);
	snprintf(key, sizeof key, "%s.key", name);
	return (struct evgrpc_tls_options){ .certificate_file = certs_path(certificate), .key_file = certs_path(key) };
}

static inline struct evgrpc_tls_options client_options(void)
{
	return (struct evgrpc_tls_options){ .ca_file = certs_path("ca.pem") };
}

static inline void make_sockets(int fds[2], int buffer_bytes)
{
	assert_int_equal(socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, fds), 0);
	for (int i = 0; buffer_bytes && i < 2; i++)
		assert_int_equal(setsockopt(fds[i], SOL_SOCKET, SO_SNDBUF, &buffer_bytes, sizeof buffer_bytes), 0);
}

static inline struct ends begin(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
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

static inline void finish_one(struct end *end)
{
	if (end->transport.fd >= 0)
		end->transport.ops->close(&end->transport);
	evg_tls_free(end->tls);
}

static inline void finish(struct ends *ends)
{
	finish_one(&ends->client);
	finish_one(&ends->server);
}

static inline ssize_t note(struct end *end, ssize_t n)
{
	if (n < 0 && errno != EAGAIN)
		snprintf(end->problem, sizeof end->problem, "%s", evg_transport_reason(&end->transport));
	if (n == 0)
		snprintf(end->problem, sizeof end->problem, "end of input");
	return n < 0 ? 0 : n;
}

static inline size_t get(struct end *end, void *bytes, size_t n)
{
	return end->problem[0] ? 0 : (size_t)note(end, end->transport.ops->read(&end->transport, bytes, n));
}

static inline size_t put(struct end *end, const void *bytes, size_t n)
{
	return end->problem[0] ? 0 : (size_t)note(end, end->transport.ops->write(&end->transport, bytes, n));
}

/* A word each way. True when both arrived; otherwise a side says why within a few turns. */
static inline bool talk(struct ends *ends)
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

static inline void expect_talk(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
			       const char *host)
{
	struct ends ends = begin(server, client, host, 0);

	if (!talk(&ends))
		fail_msg("client: %s, server: %s", ends.client.problem, ends.server.problem);
	finish(&ends);
}

/* The client ends with a sentence that holds both parts; the server hears of it too. */
static inline void expect_refusal(const struct evgrpc_tls_options *server, const struct evgrpc_tls_options *client,
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

#endif
