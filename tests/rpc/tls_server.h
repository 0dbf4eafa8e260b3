/* A server with TLS, its certificates, and the channels that ask it who they are. */
#ifndef TLS_SERVER_H
#define TLS_SERVER_H

#include "certs.h"
#include "talk.h"

#include <signal.h>

static struct pair ca, other_ca, other_server;

/* What the reload hook saw. */
static atomic_int reloads, problems;

enum { REVOKED = 13 };

static inline void make_client(const char *name, struct about about)
{
	about.common_name = name;
	certs_issue(name, &about, &ca);
}

static inline void make_certificates(void)
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

static inline void forget_certificates(void)
{
	certs_free(&ca);
	certs_free(&other_ca);
	certs_free(&other_server);
	certs_end();
}

/* Around the tests of a program: what they serve and show. */
static inline int set_up_tls(void **state)
{
	(void)state;
	signal(SIGPIPE, SIG_IGN); /* the client's own SSL_write */
	make_certificates();
	return 0;
}

static inline int tear_down_tls(void **state)
{
	(void)state;
	forget_certificates();
	return 0;
}

/* ---- A server ----------------------------------------------------------------------------------------------- */

/* Says who the caller is: "subject|common name|names...|fingerprint", "nobody" without a certificate. */
static inline void on_who(struct evgrpc_call *call, const ProtobufCMessage *request, void *service)
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

static inline void on_record(const struct evgrpc_call_record *record, void *arg)
{
	(void)arg;
	pthread_mutex_lock(&recording);
	snprintf(recorded, sizeof recorded, "%s", record->identity ? record->identity->common_name : "nobody");
	pthread_mutex_unlock(&recording);
}

static inline void on_reload(const char *problem, void *arg)
{
	assert_ptr_equal(arg, &reloads);
	if (problem)
		problems++;
	else
		reloads++;
}

static inline struct evgrpc_tls_options server_tls(void)
{
	return (struct evgrpc_tls_options){ .certificate_file = certs_path("server.pem"),
					    .key_file = certs_path("server.key") };
}

/* Clients with certificates of our CA. */
static inline struct evgrpc_tls_options mutual_tls(enum evgrpc_client_certificate wanted)
{
	struct evgrpc_tls_options tls = server_tls();

	tls.client_certificate = wanted;
	tls.ca_file = certs_path("ca.pem");
	return tls;
}

static inline struct echo_server start_with(const struct evgrpc_tls_options *tls,
					    const struct evgrpc_server_options *options)
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

static inline struct echo_server start(const struct evgrpc_tls_options *tls)
{
	struct evgrpc_server_options options;

	evgrpc_server_options_default(&options);
	options.workers = 2;
	return start_with(tls, &options);
}

/* ---- A channel ---------------------------------------------------------------------------------------------- */

/* With the certificate of that name, NULL for none. */
static inline struct evgrpc_channel *open_channel(struct event_base *base, const char *address, const char *name)
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

static inline void expect_who(const char *address, const char *name, const char *begins)
{
	char message[256];
	char *text = ask_who(address, name, message, sizeof message);

	if (!text || strncmp(text, begins, strlen(begins)) != 0)
		fail_msg("%s", text ? text : message);
	free(text);
}

static inline void expect_refused(const char *address, const char *name, const char *part)
{
	char message[256];
	char *text = ask_who(address, name, message, sizeof message);

	if (text || !strstr(message, part))
		fail_msg("%s", text ? text : message);
}

#endif
