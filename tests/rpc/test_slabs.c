/* Sessions lie in slabs: an idle one writes to its first page only (the others are not resident then), what
 * is given back is free again. */
#include "h2.h"
#include "slabs.h"

#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { SLAB_SIZE = 7 * 4096, FIRST_PAGE = 4096, BLOCK = 64 };

static const struct evg_h2_ops ops = { 0 };

static void open_session(struct evg_h2 *h2, struct evg_slabs *slabs, bool server)
{
	const struct evg_h2_settings settings = { .server = server,
						  .max_concurrent_streams = 100,
						  .stream_window = 65536,
						  .connection_window = 1 << 20,
						  .max_header_bytes = 16384,
						  .slabs = slabs };

	assert_int_equal(evg_h2_init(h2, &settings, &ops, NULL), 0);
}

static void exchange(struct evg_h2 *from, struct evg_h2 *to)
{
	static uint8_t bytes[2 * EVG_FRAME_MAX];
	ssize_t n = evg_h2_produce(from, bytes, sizeof bytes);

	assert_true(n >= 0);
	assert_int_equal(evg_h2_feed(to, bytes, (size_t)n), 0);
}

static void test_idle_session_writes_to_one_page(void **state)
{
	struct evg_slabs slabs = { 0 };
	struct evg_h2 server, client;

	(void)state;
	open_session(&server, &slabs, true);
	open_session(&client, NULL, false);
	for (int i = 0; i < 2; i++) {
		exchange(&client, &server);
		exchange(&server, &client);
	}
	assert_true(server.has_settings && client.has_settings);
	for (size_t i = FIRST_PAGE; i < SLAB_SIZE; i++)
		assert_int_equal(((const uint8_t *)server.slab)[i], 0);
	evg_h2_end(&server);
	evg_h2_end(&client);
	assert_null(slabs.blocks);
}

static void test_more_than_a_block(void **state)
{
	struct evg_slab *taken[BLOCK + 1];
	struct evg_slabs slabs = { 0 };

	(void)state;
	for (int i = 0; i <= BLOCK; i++) {
		taken[i] = evg_slab_take(&slabs);
		assert_non_null(taken[i]);
		for (int j = 0; j < i; j++)
			assert_ptr_not_equal(taken[i], taken[j]);
	}
	for (int i = 0; i <= BLOCK; i++)
		evg_slab_give(&slabs, taken[i]);
	assert_null(slabs.blocks);
}

/* A place given back is taken again, and is as new; also when the program has locked its memory. */
static void use_again(bool locked)
{
	struct evg_slabs slabs = { 0 };
	struct evg_slab *first = evg_slab_take(&slabs), *slab = evg_slab_take(&slabs), *again;
	nghttp2_mem mem = evg_slab_allocator(slab);
	uint8_t *piece = mem.malloc(4096, slab);

	if (locked)
		assert_int_equal(syscall(SYS_mlock, slab, SLAB_SIZE), 0); /* sanitizers make mlock() do nothing */
	memset(piece, 0xff, 4096);
	evg_slab_give(&slabs, slab);
	again = evg_slab_take(&slabs);
	assert_ptr_equal(again, slab);
	assert_ptr_equal(mem.malloc(4096, again), piece);
	for (int i = 0; i < 4096; i++)
		assert_int_equal(piece[i], 0);
	evg_slab_give(&slabs, first);
	evg_slab_give(&slabs, again);
	assert_null(slabs.blocks);
}

static void test_slabs_are_used_again(void **state)
{
	(void)state;
	use_again(false);
	use_again(true);
}

/* What has no place in the slab, or comes later, is malloc's; a piece of the slab may still grow and be freed. */
static void test_the_rest_is_malloc(void **state)
{
	struct evg_slabs slabs = { 0 };
	struct evg_slab *slab = evg_slab_take(&slabs);
	nghttp2_mem mem = evg_slab_allocator(slab);
	char *small = mem.malloc(16, slab), *large = mem.malloc(SLAB_SIZE, slab), *later;

	(void)state;
	assert_true(small > (char *)slab && small < (char *)slab + SLAB_SIZE);
	assert_false(large >= (char *)slab && large < (char *)slab + SLAB_SIZE);
	assert_null(mem.calloc(SIZE_MAX / 2, 3, slab));
	evg_slab_close(slab);
	later = mem.calloc(4, 4, slab);
	assert_false(later >= (char *)slab && later < (char *)slab + SLAB_SIZE);
	memcpy(small, "fifteen letters", 16);
	small = mem.realloc(small, 5000, slab);
	assert_false(small >= (char *)slab && small < (char *)slab + SLAB_SIZE);
	assert_string_equal(small, "fifteen letters");
	mem.free(small, slab);
	mem.free(large, slab);
	mem.free(mem.realloc(later, 32, slab), slab);
	evg_slab_give(&slabs, slab);
	assert_null(slabs.blocks);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_idle_session_writes_to_one_page),
		cmocka_unit_test(test_more_than_a_block),
		cmocka_unit_test(test_slabs_are_used_again),
		cmocka_unit_test(test_the_rest_is_malloc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
