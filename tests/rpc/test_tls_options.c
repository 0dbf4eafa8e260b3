/* The files and options of TLS: what changes is told once, what is wrong is said. */
#include "tls_ends.h"

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
		cmocka_unit_test(test_each_change_is_told_once),
		cmocka_unit_test(test_bad_options),
		cmocka_unit_test(test_key_with_passphrase),
	};

	return cmocka_run_group_tests_name("tls_options", tests, set_up_certificates, tear_down_certificates);
}
