/* No corrupt descriptor set is read, nor makes its reader read outside of it (each set lies in a heap block of its
 * exact size, which the address sanitizer guards). */
#include "descriptor_sets.h"

/* Flipped bytes; enough to hit every field of the small set many times. */
#define RANDOM_ROUNDS 20000

static void put_file(struct out *set, const struct out *file)
{
	put_message(set, 1, file);
}

/* Puts the file "a.proto" with one more element in it. */
static void put_file_with(struct out *set, uint32_t field, const struct out *element)
{
	struct out file = named("a.proto");

	put_message(&file, field, element);
	put_file(set, &file);
}

static void make_empty(struct out *set)
{
	(void)set;
}

static void make_field_zero(struct out *set)
{
	put_byte(set, 0x02);
	put_byte(set, 0x00);
}

static void make_group(struct out *set)
{
	put_byte(set, 2 << 3 | 3);
	put_byte(set, 2 << 3 | 4);
}

static void make_wire_type_seven(struct out *set)
{
	put_byte(set, 2 << 3 | 7);
}

static void make_endless_varint(struct out *set)
{
	put_byte(set, 2 << 3);
	for (int i = 0; i < 11; i++)
		put_byte(set, 0xff);
}

static void make_varint_over_64_bits(struct out *set)
{
	put_byte(set, 2 << 3);
	for (int i = 0; i < 9; i++)
		put_byte(set, 0xff);
	put_byte(set, 0x02);
}

static void make_huge_length(struct out *set)
{
	put_byte(set, 1 << 3 | 2);
	put_varint(set, UINT64_MAX);
}

static void make_length_one_too_long(struct out *set)
{
	put_byte(set, 1 << 3 | 2);
	put_varint(set, 2);
	put_byte(set, 0x0a);
}

static void make_short_fixed64(struct out *set)
{
	put_byte(set, 2 << 3 | 1);
	for (int i = 0; i < 7; i++)
		put_byte(set, 0);
}

static void make_short_fixed32(struct out *set)
{
	put_byte(set, 2 << 3 | 5);
	for (int i = 0; i < 3; i++)
		put_byte(set, 0);
}

static void make_file_as_number(struct out *set)
{
	put_number(set, 1, 7);
}

static void make_file_without_name(struct out *set)
{
	struct out file = { .len = 0 };

	put_text(&file, 2, "shop");
	put_file(set, &file);
}

static void make_name_as_number(struct out *set)
{
	struct out file = { .len = 0 };

	put_number(&file, 1, 7);
	put_file(set, &file);
}

static void make_name_with_nul(struct out *set)
{
	struct out file = { .len = 0 };

	put_bytes(&file, 1, "a\0b", 3);
	put_file(set, &file);
}

static void make_file_twice(struct out *set)
{
	put_named(set, 1, "a.proto");
	put_named(set, 1, "a.proto");
}

static void make_missing_import(struct out *set)
{
	struct out till = till_file();

	put_file(set, &till);
}

static void make_symbol_twice(struct out *set)
{
	struct out file = named("a.proto");

	put_named(&file, 4, "Box");
	put_named(&file, 5, "Box");
	put_file(set, &file);
}

static void make_message_without_name(struct out *set)
{
	put_file_with(set, 4, &(struct out){ .len = 0 });
}

static void make_message_as_number(struct out *set)
{
	struct out file = named("a.proto");

	put_number(&file, 4, 1);
	put_file(set, &file);
}

static void make_name_with_dot(struct out *set)
{
	struct out message = named("a.b");

	put_file_with(set, 4, &message);
}

static void make_relative_type(struct out *set)
{
	struct out service = named("Till"), ring = method("Ring", "Box", ".Box", false, false);

	put_message(&service, 2, &ring);
	put_file_with(set, 6, &service);
}

static void make_method_without_types(struct out *set)
{
	struct out service = named("Till");

	put_named(&service, 2, "Ring");
	put_file_with(set, 6, &service);
}

static void make_extension_zero(struct out *set)
{
	struct out zero = extension("zero", ".Box", 0);

	put_file_with(set, 7, &zero);
}

static void make_extension_too_high(struct out *set)
{
	struct out high = extension("high", ".Box", (uint64_t)1 << 40);

	put_file_with(set, 7, &high);
}

static void make_extension_twice(struct out *set)
{
	struct out file = named("a.proto"), one = extension("one", ".Box", 100), two = extension("two", ".Box", 100);

	put_message(&file, 7, &one);
	put_message(&file, 7, &two);
	put_file(set, &file);
}

static void nest(struct out *set, int depth)
{
	struct out message = named("M");

	for (int i = 1; i < depth; i++) {
		struct out outer = named("M");

		put_message(&outer, 3, &message);
		message = outer;
	}
	put_file_with(set, 4, &message);
}

static void make_nested_101(struct out *set)
{
	nest(set, 101);
}

static void test_corrupt_sets_are_refused(void **state)
{
	static const struct {
		const char *name;
		void (*make)(struct out *set);
	} rows[] = {
		{ "empty", make_empty },
		{ "field number 0", make_field_zero },
		{ "group", make_group },
		{ "wire type 7", make_wire_type_seven },
		{ "endless varint", make_endless_varint },
		{ "varint over 64 bits", make_varint_over_64_bits },
		{ "huge length", make_huge_length },
		{ "length one too long", make_length_one_too_long },
		{ "short fixed64", make_short_fixed64 },
		{ "short fixed32", make_short_fixed32 },
		{ "file as number", make_file_as_number },
		{ "file without name", make_file_without_name },
		{ "name as number", make_name_as_number },
		{ "name with NUL", make_name_with_nul },
		{ "file twice", make_file_twice },
		{ "missing import", make_missing_import },
		{ "symbol twice", make_symbol_twice },
		{ "message without name", make_message_without_name },
		{ "message as number", make_message_as_number },
		{ "name with dot", make_name_with_dot },
		{ "relative type name", make_relative_type },
		{ "method without types", make_method_without_types },
		{ "extension 0", make_extension_zero },
		{ "extension over 31 bits", make_extension_too_high },
		{ "extension twice", make_extension_twice },
		{ "nested 101 deep", make_nested_101 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		/* Alone and behind a good file: only the first set is refused for want of files. */
		struct out set = { .len = 0 }, behind = { .len = 0 };

		rows[i].make(&set);
		if (can_read(set.data, set.len))
			fail_msg("%s was read", rows[i].name);
		put_named(&behind, 1, "good.proto");
		rows[i].make(&behind);
		if (can_read(behind.data, behind.len) != (set.len == 0))
			fail_msg("%s behind a good file", rows[i].name);
	}
}

/* The neighbours of refused sets are read, so each was refused for the reason of its name. */
static void test_neighbours_are_read(void **state)
{
	struct out set = { .len = 0 }, ten = { .len = 0 }, last = extension("last", ".Box", INT32_MAX);

	(void)state;
	nest(&set, 100);
	assert_true(can_read(set.data, set.len));
	put_named(&ten, 1, "a.proto");
	put_byte(&ten, 2 << 3);
	for (int i = 0; i < 9; i++)
		put_byte(&ten, 0xff);
	put_byte(&ten, 0x01);
	assert_true(can_read(ten.data, ten.len));
	set.len = 0;
	put_file_with(&set, 7, &last);
	assert_true(can_read(set.data, set.len));
}

/* Cut at every length, the set of two files is refused: each is missed by the other or not whole. */
static void test_every_cut_is_refused(void **state)
{
	struct out set = shop_set();

	(void)state;
	for (size_t len = 0; len < set.len; len++)
		assert_false(can_read(set.data, len));
	assert_true(can_read(set.data, set.len));
}

/* protoc's own set, cut at many lengths: what is left is whole or refused, and never read beyond. */
static void test_cuts_of_protoc_set(void **state)
{
	size_t len = huiyin_set_len(), refused = 0, cuts = 0;

	(void)state;
	for (size_t cut = 0; cut < len; cut += 29, cuts++)
		refused += !can_read(huiyin_descriptors, cut);
	/* A cut between two files is good; there are far fewer files than cuts. */
	assert_true(refused + 20 > cuts && refused > 0);
}

/* A small generator with a fixed seed (the constants of Knuth's MMIX), so that a failure comes back. */
static uint32_t next_random(uint64_t *seed)
{
	*seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
	return (uint32_t)(*seed >> 33);
}

static void test_random_bytes_do_no_harm(void **state)
{
	const struct out good = shop_set();
	uint64_t seed = 2023;
	size_t refused = 0;

	(void)state;
	for (int round = 0; round < RANDOM_ROUNDS; round++) {
		struct out set = good;
		uint32_t flips = 1 + next_random(&seed) % 4;

		for (uint32_t i = 0; i < flips; i++)
			set.data[next_random(&seed) % set.len] = (uint8_t)next_random(&seed);
		refused += !can_read(set.data, set.len);
	}
	/* Most bytes are lengths, keys and names others refer to; a letter of a name may change unseen. */
	assert_true(refused > RANDOM_ROUNDS / 4 && refused < RANDOM_ROUNDS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_corrupt_sets_are_refused), cmocka_unit_test(test_neighbours_are_read),
		cmocka_unit_test(test_every_cut_is_refused),     cmocka_unit_test(test_cuts_of_protoc_set),
		cmocka_unit_test(test_random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
