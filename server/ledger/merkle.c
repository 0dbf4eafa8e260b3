#include "ledger/merkle.h"
#include <string.h>

/* RFC 6962 keeps leaves and inner nodes apart by their first byte; page hashes are told apart by their length. */
static const uint8_t leaf_prefix = 0x00, node_prefix = 0x01;

void merkle_leaf(const char *body, size_t len, const uint8_t salt[SALT_BYTES], uint8_t ret_leaf[SHA256_BYTES])
{
	const struct digest_part parts[] = { { &leaf_prefix, 1 }, { body, len }, { salt, SALT_BYTES } };

	sha256(parts, 3, ret_leaf);
}

static size_t largest_power_below(size_t n)
{
	size_t k = 1;

	while (k * 2 < n)
		k *= 2;
	return k;
}

void merkle_root(const uint8_t (*leaves)[SHA256_BYTES], size_t n, uint8_t ret_root[SHA256_BYTES])
{
	uint8_t left[SHA256_BYTES], right[SHA256_BYTES];
	const struct digest_part parts[] = { { &node_prefix, 1 }, { left, sizeof left }, { right, sizeof right } };

	if (n == 1) {
		memcpy(ret_root, leaves[0], SHA256_BYTES);
		return;
	}
	size_t k = largest_power_below(n);

	merkle_root(leaves, k, left);
	merkle_root(leaves + k, n - k, right);
	sha256(parts, 3, ret_root);
}

static void put_big_endian(uint64_t value, uint8_t *out, size_t len)
{
	for (size_t i = 0; i < len; i++)
		out[i] = (uint8_t)(value >> (8 * (len - 1 - i)));
}

void merkle_page(int jurisdiction, int64_t page, uint32_t lines, const uint8_t root[SHA256_BYTES],
		 const uint8_t prev[SHA256_BYTES], uint8_t ret_hash[SHA256_BYTES])
{
	uint8_t numbers[20];
	const struct digest_part parts[] = {
		{ &node_prefix, 1 }, { numbers, sizeof numbers }, { root, SHA256_BYTES }, { prev, SHA256_BYTES }
	};

	put_big_endian((uint64_t)jurisdiction, numbers, 8);
	put_big_endian((uint64_t)page, numbers + 8, 8);
	put_big_endian(lines, numbers + 16, 4);
	sha256(parts, 4, ret_hash);
}
