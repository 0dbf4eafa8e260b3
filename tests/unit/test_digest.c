/* SHA-256 against the vectors of FIPS 180-4, UUIDs, random bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/digest.h"
#include "base/text.h"

#define COUNT(table) (sizeof(table) / sizeof(*(table)))

static void check_hash(const struct digest_part *parts, size_t n, const char *expected)
{
	uint8_t hash[SHA256_BYTES];
	char text[2 * SHA256_BYTES + 1];

	sha256(parts, n, hash);
	assert_string_equal(hex_encode(hash, sizeof(hash), text), expected);
}

/* From NIST's example values for SHA-256. */
static void hashes_the_standard_vectors(void **state)
{
	static const struct {
		const char *text, *hash;
	} cases[] = {
		{ "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
		{ "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
		{ "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
		  "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
		{ "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnop"
		  "qrst"
		  "nopqrstu",
		  "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1" },
	};
	char *million = malloc(1000000);

	(void)state;
	for (size_t i = 0; i < COUNT(cases); i++)
		check_hash(&(struct digest_part){ cases[i].text, strlen(cases[i].text) }, 1, cases[i].hash);
	assert_non_null(million);
	memset(million, 'a', 1000000);
	check_hash(&(struct digest_part){ million, 1000000 }, 1,
		   "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	free(million);
	check_hash(NULL, 0, cases[0].hash);
}

/* Bytes that come one after the other, and a run given up. */
static void hashes_while_bytes_come(void **state)
{
	struct sha256_run *run = sha256_begin(), *given_up = sha256_begin();
	uint8_t hash[SHA256_BYTES];
	char text[2 * SHA256_BYTES + 1];

	(void)state;
	for (int i = 0; i < 1000000; i += 125)
		sha256_add(run, memset((char[125]){ 0 }, 'a', 125), 125);
	sha256_end(run, hash);
	assert_string_equal(hex_encode(hash, sizeof(hash), text),
			    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	sha256_add(given_up, "x", 1);
	sha256_end(given_up, NULL);
}

/* However the bytes are cut, the hash is that of all of them. */
static void hashes_parts_as_one(void **state)
{
	static const char text[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	size_t len = sizeof(text) - 1;

	(void)state;
	for (size_t a = 0; a <= len; a++)
		for (size_t b = a; b <= len; b++) {
			const struct digest_part parts[] = { { text, a }, { text + a, b - a }, { text + b, len - b } };

			check_hash(parts, 3, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
		}
}

static void reads_and_writes_uuids(void **state)
{
	static const char *const wrong[] = {
		"",
		"00112233445566778899aabbccddeeff",
		"00112233-4455-6677-8899-aabbccddeef",
		"00112233-4455-6677-8899-aabbccddeeff0",
		"{0112233-4455-6677-8899-aabbccddeef}",
		"0011223-34455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899aaabbccddeeff",
		"0011223g-4455-6677-8899-aabbccddeeff",
		"00112233-4455-6677-8899-aabbccddee-f",
		" 0112233-4455-6677-8899-aabbccddeeff",
	};
	uint8_t uuid[UUID_BYTES], before[UUID_BYTES];
	char text[UUID_TEXT];

	(void)state;
	assert_int_equal(uuid_parse("00112233-4455-6677-8899-AABBccddeeff", uuid), 0);
	assert_int_equal(uuid[1], 0x11);
	assert_int_equal(uuid[15], 0xff);
	assert_string_equal(uuid_format(uuid, text), "00112233-4455-6677-8899-aabbccddeeff");
	memcpy(before, uuid, sizeof(before));
	for (size_t i = 0; i < COUNT(wrong); i++)
		if (uuid_parse(wrong[i], uuid) != -1)
			fail_msg("taken: %s", wrong[i]);
	assert_memory_equal(uuid, before, sizeof(before));
}

static void check_version(const uint8_t uuid[UUID_BYTES], int version)
{
	assert_int_equal(uuid[6] >> 4, version);
	assert_int_equal(uuid[8] >> 6, 2);
}

static void draws_different_uuids(void **state)
{
	static uint8_t uuids[1000][UUID_BYTES];

	(void)state;
	for (size_t i = 0; i < COUNT(uuids); i++) {
		uuid_random(uuids[i]);
		check_version(uuids[i], 4);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(uuids[i], uuids[k], UUID_BYTES);
	}
}

/* The expected value was computed with Python's hashlib: part of what callers store, so it may never change. */
static void names_uuids_for_ever(void **state)
{
	static const uint8_t space[UUID_BYTES] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 };
	static const uint8_t other_space[UUID_BYTES] = { 2 };
	uint8_t a[UUID_BYTES], b[UUID_BYTES];
	char text[UUID_TEXT];

	(void)state;
	uuid_of_name(space, "包头", a);
	check_version(a, 8);
	assert_string_equal(uuid_format(a, text), "ba175b19-800e-8e02-b0ce-4d4cd6193815");
	uuid_of_name(space, "包头市", b);
	assert_memory_not_equal(a, b, UUID_BYTES);
	uuid_of_name(other_space, "包头", b);
	assert_memory_not_equal(a, b, UUID_BYTES);
	uuid_of_name(space, "包头", b);
	assert_memory_equal(a, b, UUID_BYTES);
}

static void fills_every_byte(void **state)
{
	static const size_t lengths[] = { 0, 1, 16, 255, 256, 257, 5000 };
	uint8_t bytes[5001], ever[5001] = { 0 };

	(void)state;
	for (size_t i = 0; i < COUNT(lengths); i++) {
		memset(ever, 0, sizeof(ever));
		/* A byte is 0 by chance 20 times in a row once in 10^48. */
		for (int round = 0; round < 20; round++) {
			memset(bytes, 0, sizeof(bytes));
			random_bytes(bytes, lengths[i]);
			for (size_t k = 0; k < sizeof(bytes); k++)
				ever[k] |= bytes[k];
		}
		for (size_t k = 0; k < sizeof(bytes); k++)
			assert_true((ever[k] != 0) == (k < lengths[i]));
	}
}

static void compares_secrets(void **state)
{
	(void)state;
	assert_int_equal(secret_compare("token", "token", 5), 0);
	assert_int_not_equal(secret_compare("token", "Token", 5), 0);
	assert_int_not_equal(secret_compare("token", "tokeN", 5), 0);
	assert_int_equal(secret_compare("a", "b", 0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(hashes_the_standard_vectors),
		cmocka_unit_test(hashes_while_bytes_come),
		cmocka_unit_test(hashes_parts_as_one),
		cmocka_unit_test(reads_and_writes_uuids),
		cmocka_unit_test(draws_different_uuids),
		cmocka_unit_test(names_uuids_for_ever),
		cmocka_unit_test(fills_every_byte),
		cmocka_unit_test(compares_secrets),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
