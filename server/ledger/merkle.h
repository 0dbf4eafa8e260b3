/* Leaves, Merkle roots and page hashes as docs/ledger.md fixes them (format 1). Pure computation. */
#ifndef LEDGER_MERKLE_H
#define LEDGER_MERKLE_H

#include "base/digest.h"

#define SALT_BYTES 16

/* SHA-256(0x00, body, salt). */
void merkle_leaf(const char *body, size_t len, const uint8_t salt[SALT_BYTES], uint8_t ret_leaf[SHA256_BYTES]);
/* The Merkle tree hash of RFC 6962, section 2.1, over leaves that are hashes already; n >= 1. */
void merkle_root(const uint8_t (*leaves)[SHA256_BYTES], size_t n, uint8_t ret_root[SHA256_BYTES]);
/* SHA-256(0x01, jurisdiction, page, lines, root, hash of the page before). */
void merkle_page(int jurisdiction, int64_t page, uint32_t lines, const uint8_t root[SHA256_BYTES],
		 const uint8_t prev[SHA256_BYTES], uint8_t ret_hash[SHA256_BYTES]);

#endif
