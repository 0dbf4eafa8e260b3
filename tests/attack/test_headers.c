/* Header blocks that are too large, have too many fields, or are small and become large (HPACK bomb). They are
 * answered, and the connection goes on: an honest client meets these limits too. */
#include "attack/attack.h"

/* A header block being made. */
struct block {
	uint8_t bytes[1 << 17];
	size_t n;
};

static void add(struct block *block, const void *bytes, size_t n)
{
	assert_true(block->n + n <= sizeof block->bytes);
	memcpy(block->bytes + block->n, bytes, n);
	block->n += n;
}

/* A length of RFC 7541 section 5.1 with a prefix of 7 bits, plain text. */
static void add_length(struct block *block, size_t n)
{
	uint8_t byte = n < 127 ? (uint8_t)n : 127;

	add(block, &byte, 1);
	if (n < 127)
		return;
	for (n -= 127; n >= 128; n /= 128) {
		byte = (uint8_t)(n % 128 + 128);
		add(block, &byte, 1);
	}
	byte = (uint8_t)n;
	add(block, &byte, 1);
}

/* A literal field with a value of n times "v"; kind is its first byte. */
static void add_field(struct block *block, uint8_t kind, const char *name, size_t n)
{
	add(block, &kind, 1);
	add_length(block, strlen(name));
	add(block, name, strlen(name));
	add_length(block, n);
	assert_true(block->n + n <= sizeof block->bytes);
	memset(block->bytes + block->n, 'v', n);
	block->n += n;
}

static struct block *new_block(void)
{
	struct block *block = calloc(1, sizeof *block);

	block->n = request_block(RAW_SAY, block->bytes);
	return block;
}

/* Sends the block in frames of 16 KiB at most, then a message, and frees it. */
static void put_block(struct attack *attack, uint32_t stream, struct block *block)
{
	enum { FRAME = 16384 };

	for (size_t at = 0; at < block->n; at += FRAME) {
		size_t left = block->n - at;

		put_frame(attack, at ? NGHTTP2_CONTINUATION : NGHTTP2_HEADERS,
			  left <= FRAME ? NGHTTP2_FLAG_END_HEADERS : 0, stream, block->bytes + at,
			  left < FRAME ? left : FRAME);
	}
	put_frame(attack, NGHTTP2_DATA, NGHTTP2_FLAG_END_STREAM, stream, RAW_HI, RAW_HI_LEN);
	free(block);
}

/* The request is refused with RESOURCE_EXHAUSTED, the next one is served. */
static void refuses(struct block *block)
{
	struct attack *attack = attack_begin(NULL);

	put_preface(attack, 0, 0, 0);
	put_block(attack, 1, block);
	TURN_UNTIL(attack, attack->headers == 1);
	assert_string_equal(attack->grpc_status, "8");
	put_call(attack, 3);
	TURN_UNTIL(attack, attack->headers == 3);
	assert_string_equal(attack->grpc_status, "0");
	attack_end(attack);
}

static void takes(struct block *block)
{
	struct attack *attack = attack_begin(NULL);

	put_preface(attack, 0, 0, 0);
	put_block(attack, 1, block);
	TURN_UNTIL(attack, attack->headers == 2);
	assert_string_equal(attack->grpc_status, "0");
	attack_end(attack);
}

/* 17 KiB, where 16 are announced; nghttp2 itself would take 64 in one field and any number of them. */
static void a_large_header_list(void **state)
{
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 17; i++)
		add_field(block, 0x00, "x", 1000);
	refuses(block);
}

static void a_header_list_below_the_limit(void **state)
{
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 15; i++)
		add_field(block, 0x00, "x", 1000);
	takes(block);
}

/* As much as eight CONTINUATION frames hold. */
static void a_huge_header_list(void **state)
{
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 120; i++)
		add_field(block, 0x00, "x", 1000);
	refuses(block);
}

/* The request itself has five fields. */
static void too_many_fields(void **state)
{
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 60; i++)
		add_field(block, 0x00, "x", 1);
	refuses(block);
}

static void as_many_fields_as_may_be(void **state)
{
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 59; i++)
		add_field(block, 0x00, "x", 1);
	takes(block);
}

/* 4 KiB in the table, then one byte for each copy: 16 KiB that say 48 MiB. */
static void a_bomb(void **state)
{
	struct block *block = new_block();
	const uint8_t again = 0x80 | 62;

	(void)state;
	add_field(block, 0x40, "x", 4000);
	for (int i = 0; i < 12000; i++)
		add(block, &again, 1);
	refuses(block);
}

/* Each takes a place in the table and has no bytes of its own (CVE-2019-9516): malformed, the stream's error. */
static void fields_without_names(void **state)
{
	struct attack *attack = attack_begin(NULL);
	struct block *block = new_block();

	(void)state;
	for (int i = 0; i < 5000; i++)
		add_field(block, 0x40, "", 0);
	put_preface(attack, 0, 0, 0);
	put_block(attack, 1, block);
	TURN_UNTIL(attack, attack->resets == 1);
	assert_int_equal(attack->reset_code, NGHTTP2_PROTOCOL_ERROR);
	put_call(attack, 3);
	TURN_UNTIL(attack, attack->headers == 2);
	attack_end(attack);
}

/* gRPC has no trailers in requests: they are read and forgotten, whatever their size. */
static void trailers(void **state)
{
	struct attack *attack = attack_begin(NULL);
	struct block *block = calloc(1, sizeof *block);

	(void)state;
	for (int i = 0; i < 100; i++)
		add_field(block, 0x00, "x", 100);
	put_preface(attack, 0, 0, 0);
	put_request(attack, 1, RAW_SAY, 0);
	put_frame(attack, NGHTTP2_DATA, 0, 1, RAW_HI, RAW_HI_LEN);
	put_frame(attack, NGHTTP2_HEADERS, NGHTTP2_FLAG_END_HEADERS | NGHTTP2_FLAG_END_STREAM, 1, block->bytes,
		  block->n);
	TURN_UNTIL(attack, attack->headers == 2);
	assert_string_equal(attack->grpc_status, "0");
	/* those that look like a request are an error of the stream */
	put_request(attack, 3, RAW_SAY, 0);
	put_request(attack, 3, RAW_SAY, NGHTTP2_FLAG_END_STREAM);
	TURN_UNTIL(attack, attack->resets == 1);
	assert_int_equal(attack->reset_code, NGHTTP2_PROTOCOL_ERROR);
	free(block);
	attack_end(attack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_large_header_list),      cmocka_unit_test(a_header_list_below_the_limit),
		cmocka_unit_test(a_huge_header_list),       cmocka_unit_test(too_many_fields),
		cmocka_unit_test(as_many_fields_as_may_be), cmocka_unit_test(a_bomb),
		cmocka_unit_test(fields_without_names),     cmocka_unit_test(trailers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
