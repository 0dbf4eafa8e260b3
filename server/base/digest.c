#include "base/digest.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "base/log.h"
#include "base/text.h"

/* Fetched once: looking SHA-256 up for every hash costs more than hashing a line of the ledger. */
static const EVP_MD *algorithm;
static pthread_once_t algorithm_once = PTHREAD_ONCE_INIT;

/* A server that cannot hash or draw random bytes cannot keep its ledger. */
static _Noreturn void end_without(const char *what)
{
	log_event(LOG_ERROR_, "crypto.missing", "what", what, NULL);
	abort();
}

static void fetch_algorithm(void)
{
	algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	if (!algorithm)
		end_without("SHA-256");
}

/* A run is OpenSSL's context under a name of ours. */
static EVP_MD_CTX *context_of(struct sha256_run *run)
{
	return (EVP_MD_CTX *)run;
}

struct sha256_run *sha256_begin(void)
{
	EVP_MD_CTX *context;

	pthread_once(&algorithm_once, fetch_algorithm);
	context = EVP_MD_CTX_new();
	if (!context || !EVP_DigestInit_ex(context, algorithm, NULL))
		end_without("SHA-256");
	return (struct sha256_run *)context;
}

void sha256_add(struct sha256_run *run, const void *bytes, size_t len)
{
	if (!EVP_DigestUpdate(context_of(run), bytes, len))
		end_without("SHA-256");
}

void sha256_end(struct sha256_run *run, uint8_t *ret_hash)
{
	if (ret_hash && !EVP_DigestFinal_ex(context_of(run), ret_hash, NULL))
		end_without("SHA-256");
	EVP_MD_CTX_free(context_of(run));
}

void sha256(const struct digest_part *parts, size_t n, uint8_t ret_hash[SHA256_BYTES])
{
	struct sha256_run *run = sha256_begin();

	for (size_t i = 0; i < n; i++)
		sha256_add(run, parts[i].bytes, parts[i].len);
	sha256_end(run, ret_hash);
}

#define HMAC_BLOCK 64

void hmac_sha256(const char *secret, const struct digest_part *parts, size_t n, uint8_t ret_mac[SHA256_BYTES])
{
	uint8_t key[HMAC_BLOCK] = { 0 }, inner[HMAC_BLOCK], outer[HMAC_BLOCK], inside[SHA256_BYTES];
	struct sha256_run *run = sha256_begin();
	const struct digest_part whole = { secret, strlen(secret) };
	const struct digest_part last[] = { { outer, sizeof(outer) }, { inside, sizeof(inside) } };

	if (whole.len > HMAC_BLOCK)
		sha256(&whole, 1, key);
	else
		memcpy(key, secret, whole.len);
	for (size_t i = 0; i < HMAC_BLOCK; i++) {
		inner[i] = key[i] ^ 0x36;
		outer[i] = key[i] ^ 0x5c;
	}
	sha256_add(run, inner, sizeof(inner));
	for (size_t i = 0; i < n; i++)
		sha256_add(run, parts[i].bytes, parts[i].len);
	sha256_end(run, inside);
	sha256(last, 2, ret_mac);
	explicit_bzero(key, sizeof(key));
	explicit_bzero(inner, sizeof(inner));
	explicit_bzero(outer, sizeof(outer));
}

void random_bytes(void *ret_bytes, size_t len)
{
	unsigned char *p = ret_bytes;

	while (len) {
		/* Up to 256 bytes are never cut short by a signal (getrandom(2)). */
		size_t wanted = len < 256 ? len : 256;

		if (getrandom(p, wanted, 0) != (ssize_t)wanted)
			end_without("random bytes");
		p += wanted;
		len -= wanted;
	}
}

int secret_compare(const void *a, const void *b, size_t len)
{
	return CRYPTO_memcmp(a, b, len);
}

/* Digits before which the text form has a hyphen. */
static int is_hyphen(size_t position)
{
	return position == 8 || position == 13 || position == 18 || position == 23;
}

int uuid_parse(const char *text, uint8_t ret_uuid[UUID_BYTES])
{
	char digits[2 * UUID_BYTES + 1];
	size_t n = 0;

	if (strlen(text) != UUID_TEXT - 1)
		return -1;
	for (size_t i = 0; i < UUID_TEXT - 1; i++) {
		if (is_hyphen(i) != (text[i] == '-'))
			return -1;
		if (!is_hyphen(i))
			digits[n++] = text[i];
	}
	digits[n] = '\0';
	return hex_decode(digits, ret_uuid, UUID_BYTES);
}

char *uuid_format(const uint8_t uuid[UUID_BYTES], char text[UUID_TEXT])
{
	char digits[2 * UUID_BYTES + 1];
	const char *next = hex_encode(uuid, UUID_BYTES, digits);

	for (size_t i = 0; i < UUID_TEXT - 1; i++)
		text[i] = is_hyphen(i) ? '-' : *next++;
	text[UUID_TEXT - 1] = '\0';
	return text;
}

/* Puts version and variant where RFC 9562 section 4 wants them. */
static void mark_version(uint8_t uuid[UUID_BYTES], unsigned version)
{
	uuid[6] = (uint8_t)(version << 4 | (uuid[6] & 0x0f));
	uuid[8] = (uint8_t)(0x80 | (uuid[8] & 0x3f));
}

void uuid_random(uint8_t ret_uuid[UUID_BYTES])
{
	random_bytes(ret_uuid, UUID_BYTES);
	mark_version(ret_uuid, 4);
}

void uuid_of_name(const uint8_t space[UUID_BYTES], const char *name, uint8_t ret_uuid[UUID_BYTES])
{
	const struct digest_part parts[] = { { space, UUID_BYTES }, { name, strlen(name) } };
	uint8_t hash[SHA256_BYTES];

	sha256(parts, 2, hash);
	memcpy(ret_uuid, hash, UUID_BYTES);
	mark_version(ret_uuid, 8);
}
