#include "tls_identity.h"

#include <arpa/inet.h>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <openssl/x509v3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The identity with what it owns; names and text are malloced. */
struct owned {
	struct evgrpc_identity identity; /* first: it is what the caller holds */
	char *common_name, *subject, **names;
	char fingerprint[2 * SHA256_DIGEST_LENGTH + 1];
};

static bool has_control(const unsigned char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (text[i] < 0x20 || text[i] == 0x7f)
			return true;
	return false;
}

/* ---- Subject ------------------------------------------------------------------------------------------------ */

/* An entry of the subject as UTF-8, malloced; NULL when it cannot be read or shown. */
static char *entry_text(const X509_NAME_ENTRY *entry)
{
	unsigned char *utf8 = NULL;
	int n = ASN1_STRING_to_UTF8(&utf8, X509_NAME_ENTRY_get_data(entry));
	char *text = n >= 0 && !has_control(utf8, (size_t)n) ? strndup((char *)utf8, (size_t)n) : NULL;

	OPENSSL_free(utf8);
	return text;
}

/* Every entry must be readable; the last common name, the most specific one, is kept. */
static int read_entries(struct owned *owned, const X509_NAME *subject)
{
	for (int i = 0; i < X509_NAME_entry_count(subject); i++) {
		const X509_NAME_ENTRY *entry = X509_NAME_get_entry(subject, i);
		char *text = entry_text(entry);

		if (!text)
			return -1;
		if (OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)) != NID_commonName) {
			free(text);
			continue;
		}
		free(owned->common_name);
		owned->common_name = text;
	}
	return 0;
}

static int read_subject(struct owned *owned, const X509_NAME *subject)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	long n;

	if (!bio)
		return -1;
	/* RFC 2253 without escaping what is not ASCII: UTF-8 stays readable. */
	if (X509_NAME_print_ex(bio, subject, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB) >= 0) {
		n = BIO_get_mem_data(bio, &text);
		owned->subject = strndup(text ? text : "", n > 0 ? (size_t)n : 0);
	}
	BIO_free(bio);
	return owned->subject ? read_entries(owned, subject) : -1;
}

/* ---- subjectAltName ----------------------------------------------------------------------------------------- */

static char *labelled(const char *label, const ASN1_STRING *value)
{
	const unsigned char *bytes = ASN1_STRING_get0_data(value);
	int n = ASN1_STRING_length(value);
	char *text = NULL;

	if (has_control(bytes, (size_t)n) || asprintf(&text, "%s:%.*s", label, n, (const char *)bytes) < 0)
		return NULL;
	return text;
}

static char *ip_text(const ASN1_OCTET_STRING *value)
{
	int n = ASN1_STRING_length(value);
	char address[INET6_ADDRSTRLEN], *text = NULL;

	if ((n != 4 && n != 16) ||
	    !inet_ntop(n == 4 ? AF_INET : AF_INET6, ASN1_STRING_get0_data(value), address, sizeof address) ||
	    asprintf(&text, "IP:%s", address) < 0)
		return NULL;
	return text;
}

/* Other kinds of names say nothing here: *ret_text stays NULL for them. */
static int name_text(const GENERAL_NAME *name, char **ret_text)
{
	switch (name->type) {
	case GEN_DNS:
		*ret_text = labelled("DNS", name->d.dNSName);
		break;
	case GEN_URI:
		*ret_text = labelled("URI", name->d.uniformResourceIdentifier);
		break;
	case GEN_EMAIL:
		*ret_text = labelled("email", name->d.rfc822Name);
		break;
	case GEN_IPADD:
		*ret_text = ip_text(name->d.iPAddress);
		break;
	default:
		return 0;
	}
	return *ret_text ? 0 : -1;
}

static int read_names(struct owned *owned, const X509 *certificate)
{
	int critical = 0, rv = 0;
	size_t n = 0;
	GENERAL_NAMES *names = X509_get_ext_d2i(certificate, NID_subject_alt_name, &critical, NULL);

	if (!names && critical != -1) /* there is one, and it cannot be read, or there are several */
		return -1;
	owned->names = calloc((size_t)(names ? sk_GENERAL_NAME_num(names) : 0) + 1, sizeof *owned->names);
	for (int i = 0; names && owned->names && rv == 0 && i < sk_GENERAL_NAME_num(names); i++) {
		rv = name_text(sk_GENERAL_NAME_value(names, i), &owned->names[n]);
		n += owned->names[n] != NULL;
	}
	GENERAL_NAMES_free(names);
	return owned->names ? rv : -1;
}

/* ---- The whole ---------------------------------------------------------------------------------------------- */

static int read_fingerprint(struct owned *owned, const X509 *certificate)
{
	unsigned char digest[SHA256_DIGEST_LENGTH];
	unsigned n;

	if (X509_digest(certificate, EVP_sha256(), digest, &n) != 1)
		return -1;
	for (unsigned i = 0; i < n; i++)
		snprintf(owned->fingerprint + (size_t)2 * i, 3, "%02x", digest[i]);
	return 0;
}

struct evgrpc_identity *evg_identity_new(X509 *certificate)
{
	struct owned *owned = calloc(1, sizeof *owned);

	if (!owned)
		return NULL;
	if (read_subject(owned, X509_get_subject_name(certificate)) < 0 || read_names(owned, certificate) < 0 ||
	    read_fingerprint(owned, certificate) < 0) {
		evg_identity_free(&owned->identity);
		return NULL;
	}
	owned->identity = (struct evgrpc_identity){ .common_name = owned->common_name,
						    .subject = owned->subject,
						    .names = (const char *const *)owned->names,
						    .fingerprint = owned->fingerprint };
	return &owned->identity;
}

void evg_identity_free(struct evgrpc_identity *identity)
{
	struct owned *owned = (struct owned *)identity;

	if (!owned)
		return;
	for (char **name = owned->names; name && *name; name++)
		free(*name);
	free(owned->names);
	free(owned->common_name);
	free(owned->subject);
	free(owned);
}
