/* The reader of descriptor sets: what it finds in protoc's set and in small ones made here. */
#include "descriptor_sets.h"

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
	size_t len = huiyin_set_len();
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_symbols),    cmocka_unit_test(test_files_keep_their_bytes),
		cmocka_unit_test(test_second_set), cmocka_unit_test(test_extensions),
		cmocka_unit_test(test_methods),    cmocka_unit_test(test_protoc_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
