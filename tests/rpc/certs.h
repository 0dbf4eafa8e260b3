/* For tests: keys, certificates and revocation lists as PEM files in a directory of their own. P-256, so it is fast. */
#ifndef CERTS_H
#define CERTS_H

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

struct pair {
	EVP_PKEY *key;
	X509 *certificate;
};

/* What a certificate says. */
struct about {
	const char *common_name;
	const char *names; /* subjectAltName as openssl's config writes it; NULL: none */
	const char *usage; /* extendedKeyUsage; NULL: none */
	long serial;
	bool is_ca, expired;
	long valid_s;        /* from now; 0: a day */
	const char *raw_dns; /* one DNS name of raw_len bytes instead of names */
	int raw_len;
};

static char certs_dir[64];

/* The path of a file of the directory, valid for ever: TLS options only borrow it. */
static inline const char *certs_path(const char *name)
{
	static char paths[64][96];
	static unsigned n;
	char path[96];

	snprintf(path, sizeof path, "%s/%s", certs_dir, name);
	for (unsigned i = 0; i < n; i++)
		if (!strcmp(paths[i], path))
			return paths[i];
	assert_true(n < 64);
	return strcpy(paths[n++], path);
}

static inline void certs_begin(void)
{
	strcpy(certs_dir, "/tmp/evgrpc-certs-XXXXXX");
	assert_non_null(mkdtemp(certs_dir));
}

static inline void certs_end(void)
{
	char command[128];

	snprintf(command, sizeof command, "rm -rf '%s'", certs_dir);
	assert_int_equal(system(command), 0);
}

static inline void certs_extend(X509 *certificate, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;

	X509V3_set_ctx(&context, issuer, certificate, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	assert_non_null(extension);
	assert_int_equal(X509_add_ext(certificate, extension, -1), 1);
	X509_EXTENSION_free(extension);
}

static inline void certs_add_raw_dns(X509 *certificate, const char *bytes, int n)
{
	GENERAL_NAMES *names = GENERAL_NAMES_new();
	GENERAL_NAME *name = GENERAL_NAME_new();
	ASN1_IA5STRING *text = ASN1_IA5STRING_new();

	ASN1_STRING_set(text, bytes, n);
	GENERAL_NAME_set0_value(name, GEN_DNS, text);
	sk_GENERAL_NAME_push(names, name);
	assert_int_equal(X509_add1_ext_i2d(certificate, NID_subject_alt_name, names, 0, 0), 1);
	GENERAL_NAMES_free(names);
}

/* A certificate signed by issuer, or by itself when issuer is NULL. */
static inline struct pair certs_make(const struct about *about, const struct pair *issuer)
{
	struct pair pair = { .key = EVP_EC_gen("P-256"), .certificate = X509_new() };
	X509 *certificate = pair.certificate, *by = issuer ? issuer->certificate : certificate;
	X509_NAME *subject = X509_get_subject_name(certificate);

	X509_set_version(certificate, X509_VERSION_3);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), about->serial);
	X509_gmtime_adj(X509_getm_notBefore(certificate), -7200);
	X509_gmtime_adj(X509_getm_notAfter(certificate), about->expired   ? -3600
							 : about->valid_s ? about->valid_s
									  : 86400);
	X509_set_pubkey(certificate, pair.key);
	X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, (const unsigned char *)"Test", -1, -1, 0);
	X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, (const unsigned char *)about->common_name, -1, -1, 0);
	X509_set_issuer_name(certificate, X509_get_subject_name(by));
	certs_extend(certificate, by, NID_basic_constraints, about->is_ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
	if (about->usage)
		certs_extend(certificate, by, NID_ext_key_usage, about->usage);
	if (about->names)
		certs_extend(certificate, by, NID_subject_alt_name, about->names);
	if (about->raw_dns)
		certs_add_raw_dns(certificate, about->raw_dns, about->raw_len);
	assert_true(X509_sign(certificate, issuer ? issuer->key : pair.key, EVP_sha256()) > 0);
	return pair;
}

static inline void certs_free(struct pair *pair)
{
	EVP_PKEY_free(pair->key);
	X509_free(pair->certificate);
}

/* Writes the files as an administrator should: beside, then renamed over. */
static inline void certs_put(const char *name, int (*print)(FILE *to, const void *what), const void *what)
{
	FILE *file = fopen(certs_path("new"), "w");

	assert_non_null(file);
	assert_int_equal(print(file, what), 1);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(rename(certs_path("new"), certs_path(name)), 0);
}

static inline int certs_print_certificate(FILE *to, const void *what)
{
	return PEM_write_X509(to, (X509 *)what);
}

static inline int certs_print_key(FILE *to, const void *what)
{
	return PEM_write_PrivateKey(to, (EVP_PKEY *)what, NULL, NULL, 0, NULL, NULL);
}

static inline int certs_print_crl(FILE *to, const void *what)
{
	return PEM_write_X509_CRL(to, (X509_CRL *)what);
}

static inline int certs_print_text(FILE *to, const void *what)
{
	return fputs(what, to) >= 0;
}

/* NAME.pem and NAME.key. */
static inline void certs_write(const char *name, const struct pair *pair)
{
	char file[64];

	snprintf(file, sizeof file, "%s.pem", name);
	certs_put(file, certs_print_certificate, pair->certificate);
	snprintf(file, sizeof file, "%s.key", name);
	certs_put(file, certs_print_key, pair->key);
}

/* Makes, writes and forgets a certificate. */
static inline void certs_issue(const char *name, const struct about *about, const struct pair *issuer)
{
	struct pair pair = certs_make(about, issuer);

	certs_write(name, &pair);
	certs_free(&pair);
}

/* A list of the issuer's that revokes serial, nothing when serial is 0, and is valid for so many seconds. */
static inline void certs_revoke_for(const char *file, const struct pair *issuer, long serial, long valid_s)
{
	X509_CRL *crl = X509_CRL_new();
	ASN1_TIME *now = X509_gmtime_adj(NULL, -7200), *next = X509_gmtime_adj(NULL, valid_s);

	X509_CRL_set_version(crl, X509_CRL_VERSION_2);
	X509_CRL_set_issuer_name(crl, X509_get_subject_name(issuer->certificate));
	X509_CRL_set1_lastUpdate(crl, now);
	X509_CRL_set1_nextUpdate(crl, next);
	if (serial) {
		X509_REVOKED *revoked = X509_REVOKED_new();
		ASN1_INTEGER *number = ASN1_INTEGER_new();

		ASN1_INTEGER_set(number, serial);
		X509_REVOKED_set_serialNumber(revoked, number);
		X509_REVOKED_set_revocationDate(revoked, now);
		X509_CRL_add0_revoked(crl, revoked);
		ASN1_INTEGER_free(number);
	}
	assert_true(X509_CRL_sign(crl, issuer->key, EVP_sha256()) > 0);
	certs_put(file, certs_print_crl, crl);
	ASN1_TIME_free(now);
	ASN1_TIME_free(next);
	X509_CRL_free(crl);
}

static inline void certs_revoke(const char *file, const struct pair *issuer, long serial)
{
	certs_revoke_for(file, issuer, serial, 3600);
}

/* SHA-256 of a certificate, lower-case hex. */
static inline void certs_fingerprint(const X509 *certificate, char ret[65])
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned n;

	assert_int_equal(X509_digest(certificate, EVP_sha256(), digest, &n), 1);
	for (unsigned i = 0; i < n; i++)
		snprintf(ret + 2 * (size_t)i, 3, "%02x", digest[i]);
}

#endif
