/* The reader of descriptor sets: what it finds in protoc's set and in small ones made here, and that no corrupt bytes
 * make it read outside of them (each set lies in a heap block of its exact size, which the address sanitizer guards).
 */
#include "descriptors.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

extern const unsigned char huiyin_descriptors[], huiyin_descriptors_end[];

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))
/* Flipped bytes; enough to hit every field of the small set many times. */
#define RANDOM_ROUNDS 20000

/* ---- Making sets -------------------------------------------------------------------------------------------- */

struct out {
	uint8_t data[8192];
	size_t len;
};

static void put_byte(struct out *out, uint8_t byte)
{
	assert_true(out->len < sizeof(out->data));
	out->data[out->len++] = byte;
}

static void put_varint(struct out *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_byte(out, (uint8_t)(value | 0x80));
	put_byte(out, (uint8_t)value);
}

static void put_number(struct out *out, uint32_t field, uint64_t value)
{
	put_varint(out, field << 3);
	put_varint(out, value);
}

static void put_bytes(struct out *out, uint32_t field, const void *bytes, size_t len)
{
	put_varint(out, field << 3 | 2);
	put_varint(out, len);
	for (size_t i = 0; i < len; i++)
		put_byte(out, ((const uint8_t *)bytes)[i]);
}

static void put_text(struct out *out, uint32_t field, const char *text)
{
	put_bytes(out, field, text, strlen(text));
}

static void put_message(struct out *out, uint32_t field, const struct out *message)
{
	put_bytes(out, field, message->data, message->len);
}

/* A named element: the message whose field 1 is its name. */
static struct out named(const char *name)
{
	struct out out = { .len = 0 };

	put_text(&out, 1, name);
	return out;
}

static void put_named(struct out *out, uint32_t field, const char *name)
{
	struct out element = named(name);

	put_message(out, field, &element);
}

static struct out extension(const char *name, const char *extendee, uint64_t number)
{
	struct out out = named(name);

	put_text(&out, 2, extendee);
	put_number(&out, 3, number);
	return out;
}

static struct out method(const char *name, const char *request, const char *response, bool client, bool server)
{
	struct out out = named(name);

	put_text(&out, 2, request);
	put_text(&out, 3, response);
	if (client)
		put_number(&out, 5, 1);
	if (server)
		put_number(&out, 6, 1);
	return out;
}

/* message Box { int32 width = 1; oneof lid {..} message Inner { enum Colour { RED } } extensions } extend Box .. */
static struct out box_file(void)
{
	struct out file = named("box.proto"), box = named("Box"), inner = named("Inner"), colour = named("Colour");
	struct out late = extension("late", ".shop.Box", 200), early = extension("early", ".shop.Box", 100);

	put_text(&file, 2, "shop");
	put_named(&colour, 2, "RED");
	put_message(&inner, 4, &colour);
	put_named(&box, 2, "width");
	put_named(&box, 8, "lid");
	put_message(&box, 3, &inner);
	put_message(&box, 6, &late);
	put_message(&file, 4, &box);
	put_message(&file, 7, &early);
	return file;
}

/* service Till with a method of each kind; imports box.proto; enum State at file level. */
static struct out till_file(void)
{
	struct out file = named("till.proto"), till = named("Till"), state = named("State");
	const struct out methods[] = {
		method("Ring", ".shop.Box", ".shop.Box.Inner", false, false),
		method("List", ".shop.Box", ".shop.Box", false, true),
		method("Fill", ".shop.Box", ".shop.Box", true, false),
		method("Chat", ".shop.Box", ".shop.Box", true, true),
	};

	put_text(&file, 2, "shop.v1");
	put_text(&file, 3, "box.proto");
	for (size_t i = 0; i < ARRAY_LENGTH(methods); i++)
		put_message(&till, 2, &methods[i]);
	put_message(&file, 6, &till);
	put_named(&state, 2, "STATE_OPEN");
	put_message(&file, 5, &state);
	return file;
}

/* The importer first: protoc writes imports first, but the order means nothing. */
static struct out shop_set(void)
{
	struct out set = { .len = 0 }, till = till_file(), box = box_file();

	put_message(&set, 1, &till);
	put_message(&set, 1, &box);
	return set;
}

/* Reads a copy in a block of exactly its size and frees it all; true if it could be read. */
static bool can_read(const uint8_t *set, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	struct descriptors *descriptors;

	assert_non_null(copy);
	memcpy(copy, set, len);
	descriptors = descriptors_read(copy, len);
	descriptors_free(descriptors);
	free(copy);
	return descriptors != NULL;
}

/* ---- What is found ------------------------------------------------------------------------------------------ */

static void test_symbols(void **state)
{
	static const struct {
		const char *symbol, *file;
	} rows[] = {
		{ "shop.Box", "box.proto" },
		{ "shop.Box.width", "box.proto" },
		{ "shop.Box.lid", "box.proto" },
		{ "shop.Box.Inner", "box.proto" },
		{ "shop.Box.Inner.Colour", "box.proto" },
		{ "shop.Box.Inner.RED", "box.proto" },
		{ "shop.Box.late", "box.proto" },
		{ "shop.early", "box.proto" },
		{ "shop.v1.Till", "till.proto" },
		{ "shop.v1.Till.Chat", "till.proto" },
		{ "shop.v1.State", "till.proto" },
		{ "shop.v1.STATE_OPEN", "till.proto" },
		{ "shop.v1.State.STATE_OPEN", NULL },
		{ "shop", NULL },
		{ "shop.v1", NULL },
		{ ".shop.Box", NULL },
		{ "shop.Box.", NULL },
		{ "Box", NULL },
		{ "", NULL },
		{ "box.proto", NULL },
	};
	struct out set = shop_set();
	struct descriptors *descriptors = descriptors_read(set.data, set.len);

	(void)state;
	assert_non_null(descriptors);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct descriptors_file *file = descriptors_file_by_symbol(descriptors, rows[i].symbol);

		if (rows[i].file == NULL)
			assert_null(file);
		else
			assert_string_equal(file == NULL ? rows[i].symbol : file->name, rows[i].file);
	}
	assert_true(descriptors_has_message(descriptors, "shop.Box.Inner"));
	assert_false(descriptors_has_message(descriptors, "shop.Box.Inner.Colour"));
	assert_false(descriptors_has_message(descriptors, "shop.v1.Till"));
	descriptors_free(descriptors);
}

static void test_files_keep_their_bytes(void **state)
{
	struct out set = shop_set(), box = box_file();
	struct descriptors *descriptors = descriptors_read(set.data, set.len);
	const struct descriptors_file *file = descriptors_file_by_name(descriptors, "box.proto");

	(void)state;
	assert_non_null(file);
	assert_int_equal(file->len, box.len);
	assert_memory_equal(file->bytes, box.data, box.len);
	assert_null(descriptors_file_by_name(descriptors, "box"));
	assert_null(descriptors_file_by_name(descriptors, ""));
	descriptors_free(descriptors);
}

/* Of two files of one name the first set's counts; its imports may be in the second. */
static void test_second_set(void **state)
{
	struct out till = till_file(), box = box_file(), other_till = named("till.proto");
	struct out first = { .len = 0 }, second = { .len = 0 };
	struct descriptors *descriptors;

	(void)state;
	put_message(&first, 1, &till);
	put_message(&second, 1, &box);
	put_message(&second, 1, &other_till);
	descriptors = descriptors_read_with(first.data, first.len, second.data, second.len);
	assert_non_null(descriptors);
	assert_int_equal(descriptors_file_by_name(descriptors, "till.proto")->len, till.len);
	assert_int_equal(descriptors_file_by_name(descriptors, "box.proto")->len, box.len);
	assert_string_equal(descriptors_file_by_symbol(descriptors, "shop.Box")->name, "box.proto");
	descriptors_free(descriptors);
	assert_null(descriptors_read_with(first.data, first.len, second.data, second.len - 1));
}

static void test_extensions(void **state)
{
	struct out set = shop_set();
	struct descriptors *descriptors = descriptors_read(set.data, set.len);
	int32_t numbers[2] = { 0, 0 };

	(void)state;
	assert_int_equal(descriptors_extension_numbers(descriptors, "shop.Box", numbers, 2), 2);
	assert_int_equal(numbers[0], 100);
	assert_int_equal(numbers[1], 200);
	assert_int_equal(descriptors_extension_numbers(descriptors, "shop.Box.Inner", numbers, 2), 0);
	assert_string_equal(descriptors_file_by_extension(descriptors, "shop.Box", 200)->name, "box.proto");
	assert_null(descriptors_file_by_extension(descriptors, "shop.Box", 201));
	assert_null(descriptors_file_by_extension(descriptors, "shop.Box.Inner", 200));
	descriptors_free(descriptors);
}

static void test_methods(void **state)
{
	static const struct {
		const char *path, *response;
		enum evgrpc_kind kind;
	} rows[] = {
		{ "/shop.v1.Till/Chat", "shop.Box", EVGRPC_BIDI_STREAM },
		{ "/shop.v1.Till/Fill", "shop.Box", EVGRPC_CLIENT_STREAM },
		{ "/shop.v1.Till/List", "shop.Box", EVGRPC_SERVER_STREAM },
		{ "/shop.v1.Till/Ring", "shop.Box.Inner", EVGRPC_UNARY },
	};
	struct out set = shop_set();
	struct descriptors *descriptors = descriptors_read(set.data, set.len);

	(void)state;
	assert_int_equal(descriptors_method_count(descriptors), ARRAY_LENGTH(rows));
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct descriptors_method *found = descriptors_method_by_path(descriptors, rows[i].path);

		assert_ptr_equal(found, descriptors_method_at(descriptors, i));
		assert_string_equal(found->path, rows[i].path);
		assert_string_equal(found->request, "shop.Box");
		assert_string_equal(found->response, rows[i].response);
		assert_int_equal(found->kind, rows[i].kind);
	}
	assert_null(descriptors_method_by_path(descriptors, "/shop.v1.Till/None"));
	descriptors_free(descriptors);
}

static void test_protoc_set(void **state)
{
	static const struct {
		const char *symbol, *file;
	} rows[] = {
		{ "huiyin.v1.RateService", "huiyin/v1/rate_service.proto" },
		{ "huiyin.v1.CaseService.ImportCases", "huiyin/v1/case_service.proto" },
		{ "huiyin.v1.ROLE_HANDLER", "huiyin/v1/common.proto" },
		{ "grpc.health.v1.HealthCheckResponse.SERVICE_UNKNOWN", "grpc/health/v1/health.proto" },
		{ "grpc.reflection.v1alpha.ExtensionRequest", "grpc/reflection/v1alpha/reflection.proto" },
		{ "google.rpc.Status.details", "google/rpc/status.proto" },
		{ "google.protobuf.Any", "google/protobuf/any.proto" },
	};
	size_t len = (size_t)(huiyin_descriptors_end - huiyin_descriptors);
	struct descriptors *descriptors = descriptors_read(huiyin_descriptors, len);

	(void)state;
	assert_non_null(descriptors);
	for (size_t i = 0; i < ARRAY_LENGTH(rows); i++) {
		const struct descriptors_file *file = descriptors_file_by_symbol(descriptors, rows[i].symbol);

		assert_non_null(file);
		assert_string_equal(file->name, rows[i].file);
		assert_ptr_equal(file, descriptors_file_by_name(descriptors, rows[i].file));
		assert_true(file->bytes > huiyin_descriptors && file->bytes + file->len <= huiyin_descriptors_end);
	}
	assert_int_equal(descriptors_method_by_path(descriptors, "/huiyin.v1.CaseService/ImportCases")->kind,
			 EVGRPC_CLIENT_STREAM);
	descriptors_free(descriptors);
}

/* ---- What is refused ---------------------------------------------------------------------------------------- */

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
	size_t len = (size_t)(huiyin_descriptors_end - huiyin_descriptors), refused = 0, cuts = 0;

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
		cmocka_unit_test(test_symbols),
		cmocka_unit_test(test_files_keep_their_bytes),
		cmocka_unit_test(test_second_set),
		cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_protoc_set),
		cmocka_unit_test(test_corrupt_sets_are_refused),
		cmocka_unit_test(test_neighbours_are_read),
		cmocka_unit_test(test_every_cut_is_refused),
		cmocka_unit_test(test_cuts_of_protoc_set),
		cmocka_unit_test(test_random_bytes_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
