/* Batches on a real database: what goes out comes back, and what fails is told as it should be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "db/fixture.h"
#include "db/sqlstate.h"

/* ---- what goes out comes back */

static const uint8_t some_uuid[16] = { 0, 1, 2, 3, 4, 5, 0x86, 7, 0x88, 9, 10, 11, 12, 13, 14, 255 };

static void on_round_trip(const struct db_result *result, void *arg)
{
	size_t len;

	on_done(result, arg);
	assert_int_equal(db_result_error(result), DB_OK);
	assert_int_equal(db_rows(result, 0), 1);
	assert_true(db_bool(result, 0, 0, 0));
	assert_int_equal(db_int(result, 0, 0, 1), -32768);
	assert_int_equal(db_int(result, 0, 0, 2), INT32_MIN);
	assert_true(db_int(result, 0, 0, 3) == INT64_MIN);
	assert_string_equal(db_text(result, 0, 0, 4), "提案 №1");
	assert_memory_equal(db_bytes(result, 0, 0, 5, &len), "a\0b", 3);
	assert_int_equal(len, 3);
	assert_memory_equal(db_bytes(result, 0, 0, 6, &len), some_uuid, 16);
	assert_int_equal(len, 16);
	assert_int_equal(db_day(result, 0, 0, 7), day_from_ymd(1999, 12, 31));
	assert_true(db_moment(result, 0, 0, 8) == INT64_C(1688083200000001));
	assert_true(db_is_null(result, 0, 0, 9));
	assert_int_equal(db_int(result, 0, 0, 9), 0);
	assert_string_equal(db_text(result, 0, 0, 10), "");
	assert_false(db_is_null(result, 0, 0, 10));
	/* the second statement of the batch: all NULL */
	for (size_t c = 0; c < 8; c++)
		assert_true(db_is_null(result, 1, 0, c));
	assert_false(db_bool(result, 1, 0, 0));
	assert_string_equal(db_text(result, 1, 0, 4), "");
	assert_null(db_bytes(result, 1, 0, 5, &len));
	assert_int_equal(len, 0);
	assert_int_equal(db_day(result, 1, 0, 7), HY_DAY_NONE);
}

static void test_every_type_comes_back(void **state)
{
	struct fixture f;
	struct db_batch *batch;

	(void)state;
	open_usual(&f);
	batch = db_batch_new(f.db);
	db_add(batch, ROUND_TRIP);
	db_bind_bool(batch, true);
	db_bind_int2(batch, INT16_MIN);
	db_bind_int4(batch, INT32_MIN);
	db_bind_int8(batch, INT64_MIN);
	db_bind_text(batch, "提案 №1");
	db_bind_bytes(batch, "a\0b", 3);
	db_bind_uuid(batch, some_uuid);
	db_bind_day(batch, day_from_ymd(1999, 12, 31));
	db_bind_text(batch, "");
	db_add(batch, ROUND_TRIP);
	for (int i = 0; i < 4; i++)
		db_bind_null(batch);
	db_bind_text(batch, NULL);
	db_bind_null(batch);
	db_bind_null(batch);
	db_bind_day(batch, HY_DAY_NONE);
	db_bind_null(batch);
	send_and_wait(&f, batch, on_round_trip);
	close_fixture(&f);
}

#define ROWS 700

static void on_arrays(const struct db_result *result, void *arg)
{
	size_t len;

	on_done(result, arg);
	assert_int_equal(db_result_error(result), DB_OK);
	assert_int_equal(db_rows(result, 0), ROWS);
	for (size_t row = 0; row < ROWS; row++) {
		char text[32];

		snprintf(text, sizeof(text), "行%zu", row);
		if (row % 7 == 0) {
			for (size_t c = 0; c < 8; c++)
				assert_true(db_is_null(result, 0, row, c));
			continue;
		}
		assert_true(db_int(result, 0, row, 0) == (int64_t)row << 40);
		assert_int_equal(db_int(result, 0, row, 1), -(int)row);
		assert_int_equal(db_int(result, 0, row, 2), row);
		assert_string_equal(db_text(result, 0, row, 3), text);
		assert_memory_equal(db_bytes(result, 0, row, 4, &len), text, strlen(text));
		assert_memory_equal(db_bytes(result, 0, row, 5, &len), some_uuid, 16);
		assert_int_equal(db_day(result, 0, row, 6), (int)row);
		assert_int_equal(db_bool(result, 0, row, 7), row % 2);
	}
	assert_int_equal(db_rows(result, 1), 0); /* eight empty arrays */
}

static void bind_element(struct db_batch *batch, enum db_type type, size_t row)
{
	char text[32];

	snprintf(text, sizeof(text), "行%zu", row);
	if (row % 7 == 0)
		db_bind_null(batch);
	else if (type == DB_INT8)
		db_bind_int8(batch, (int64_t)row << 40);
	else if (type == DB_INT4)
		db_bind_int4(batch, -(int)row);
	else if (type == DB_INT2)
		db_bind_int2(batch, (int16_t)row);
	else if (type == DB_TEXT)
		db_bind_text(batch, text);
	else if (type == DB_BYTEA)
		db_bind_bytes(batch, text, strlen(text));
	else if (type == DB_UUID)
		db_bind_uuid(batch, some_uuid);
	else if (type == DB_DATE)
		db_bind_day(batch, (hy_day)row);
	else
		db_bind_bool(batch, row % 2);
}

static void test_arrays_come_back(void **state)
{
	static const enum db_type types[] = { DB_INT8, DB_INT4, DB_INT2, DB_TEXT, DB_BYTEA, DB_UUID, DB_DATE, DB_BOOL };
	struct fixture f;
	struct db_batch *batch;

	(void)state;
	open_usual(&f);
	batch = db_batch_new(f.db);
	for (size_t rows = ROWS; rows != SIZE_MAX; rows = rows ? 0 : SIZE_MAX) {
		db_add(batch, ARRAYS);
		for (size_t t = 0; t < 8; t++) {
			db_array_begin(batch, types[t]);
			for (size_t row = 0; row < rows; row++)
				bind_element(batch, types[t], row);
			db_array_end(batch);
		}
	}
	send_and_wait(&f, batch, on_arrays);
	close_fixture(&f);
}

/* ---- errors */

static void on_affected(const struct db_result *result, void *arg)
{
	struct fixture *f = arg;

	on_done(result, arg);
	f->numbers[1] = f->error == DB_OK ? db_affected(result, 0) : -1;
}

static void test_error_names_the_constraint_and_undoes_the_batch(void **state)
{
	struct fixture f;
	struct db_batch *batch;

	(void)state;
	open_usual(&f);
	send_and_wait(&f, insert_batch(&f, 1, 10), on_affected);
	assert_int_equal(f.error, DB_OK);
	assert_int_equal(f.numbers[1], 10);
	/* a good statement, a bad one, a good one: nothing of it stays */
	batch = insert_batch(&f, 100, 5);
	db_add(batch, INSERT_ONE);
	db_bind_int8(batch, 7);
	db_add(batch, INSERT_ONE);
	db_bind_int8(batch, 200);
	send_and_wait(&f, batch, on_done);
	assert_int_equal(f.error, DB_UNIQUE);
	assert_string_equal(f.constraint, "one_pkey");
	assert_string_equal(f.sqlstate, "23505");
	assert_non_null(strstr(f.message, "one_pkey"));
	assert_int_equal(count_rows(&f), 10);
	close_fixture(&f);
}

static void test_error_leaves_the_neighbours_alone(void **state)
{
	struct fixture good, bad;
	struct db *db;
	struct db_batch *batch;

	(void)state;
	open_usual(&good);
	db = good.db;
	bad = (struct fixture){ .base = good.base, .db = db };
	turn_until(&good, &good.up, 1);
	for (int i = 0; i < 300; i++) {
		batch = db_batch_new(db);
		db_add(batch, ECHO);
		db_bind_int8(batch, i);
		db_add(batch, DIVIDE);
		db_bind_int4(batch, i % 3 == 0 ? 0 : 1);
		db_add(batch, ECHO);
		db_bind_int8(batch, i);
		db_send(batch, on_number, i % 3 == 0 ? &bad : &good);
	}
	turn_until(&good, &good.done, 200);
	assert_int_equal(bad.done, 100);
	assert_int_equal(bad.error, DB_FAILED);
	assert_string_equal(bad.sqlstate, "22012");
	assert_int_equal(good.error, DB_OK);
	assert_int_equal(good.numbers[0], 299);
	close_fixture(&good);
}

static void test_error_at_commit(void **state)
{
	struct fixture f;
	struct db_batch *batch;

	(void)state;
	open_usual(&f);
	batch = db_batch_new(f.db);
	for (int i = 0; i < 2; i++) {
		db_add(batch, INSERT_DEFERRED);
		db_bind_int8(batch, 1);
	}
	send_and_wait(&f, batch, on_done);
	assert_int_equal(f.error, DB_UNIQUE);
	assert_string_equal(f.constraint, "late_id_key");
	assert_int_equal(count_rows(&f), 0); /* the session goes on */
	assert_int_equal(f.down, 0);
	close_fixture(&f);
}

static void test_kinds_of_errors(void **state)
{
	struct fixture f;
	struct db_batch *batch;
	PGconn *other;

	(void)state;
	open_usual(&f);
	batch = db_batch_new(f.db);
	db_add(batch, WRITE_READ_ONLY);
	db_add(batch, INSERT_ONE);
	db_bind_int8(batch, 1000);
	send_and_wait(&f, batch, on_done);
	assert_int_equal(f.error, DB_READ_ONLY);
	/* lock_timeout: another session holds it */
	other = PQconnectdb(embedded_owner_conninfo(cluster.embedded));
	PQclear(PQexec(other, "SELECT pg_advisory_lock(77)"));
	batch = db_batch_new(f.db);
	db_add(batch, SHARE_LOCK);
	db_bind_int8(batch, 77);
	send_and_wait(&f, batch, on_done);
	assert_int_equal(f.error, DB_SERIALIZATION);
	assert_string_equal(f.sqlstate, "55P03");
	PQfinish(other);
	/* a batch without statements is a question whether anybody is there */
	send_and_wait(&f, db_batch_new(f.db), on_done);
	assert_int_equal(f.error, DB_OK);
	close_fixture(&f);
}

static void test_meaning_of_codes(void **state)
{
	static const struct {
		const char *sqlstate;
		enum db_error error;
	} cases[] = {
		{ "23505", DB_UNIQUE },        { "23503", DB_FAILED },
		{ "40001", DB_SERIALIZATION }, { "40P01", DB_SERIALIZATION },
		{ "55P03", DB_SERIALIZATION }, { "25006", DB_READ_ONLY },
		{ "53100", DB_DISK_FULL },     { "57014", DB_TIMEOUT },
		{ "57P01", DB_LOST },          { "08006", DB_LOST },
		{ "08P01", DB_LOST },          { "40003", DB_UNKNOWN },
		{ "42P01", DB_FAILED },        { "", DB_FAILED },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(sqlstate_meaning(cases[i].sqlstate), cases[i].error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_type_comes_back),
		cmocka_unit_test(test_arrays_come_back),
		cmocka_unit_test_setup(test_error_names_the_constraint_and_undoes_the_batch, empty_tables),
		cmocka_unit_test(test_error_leaves_the_neighbours_alone),
		cmocka_unit_test_setup(test_error_at_commit, empty_tables),
		cmocka_unit_test(test_kinds_of_errors),
		cmocka_unit_test(test_meaning_of_codes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
