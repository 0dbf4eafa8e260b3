/* Many batches at once, large ones, cut ones, and a connection that is closed under them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/memory.h"
#include "db/fixture.h"

struct order {
	struct fixture *f;
	int number, *next;
};

static void on_ordered(const struct db_result *result, void *arg)
{
	struct order *o = arg;

	assert_int_equal(db_result_error(result), DB_OK);
	assert_int_equal(db_int(result, 0, 0, 0), o->number);
	assert_int_equal(o->number, (*o->next)++);
	o->f->done++;
}

static void test_a_thousand_at_once_in_order(void **state)
{
	struct fixture f;
	static struct order orders[1000];
	int next = 0;

	(void)state;
	open_usual(&f);
	for (int round = 1; round <= 3; round++) {
		next = 0;
		for (int i = 0; i < 1000; i++) {
			struct db_batch *batch = db_batch_new(f.db);

			orders[i] = (struct order){ &f, i, &next };
			db_add(batch, ECHO);
			db_bind_int8(batch, i);
			db_send(batch, on_ordered, &orders[i]);
		}
		assert_int_equal(db_queued(f.db), 1000);
		assert_false(db_is_up(f.db)); /* full */
		turn_until(&f, &f.done, 1000 * round);
		assert_int_equal(db_queued(f.db), 0);
		assert_true(db_is_up(f.db));
	}
	close_fixture(&f);
}

static void test_too_many_are_refused(void **state)
{
	struct fixture f, refused;

	(void)state;
	open_with(embedded_owner_conninfo(cluster.embedded), &f, statements, sizeof(statements) / sizeof(statements[0]),
		  3, NULL);
	refused = (struct fixture){ .base = f.base };
	turn_until(&f, &f.up, 1);
	for (int i = 0; i < 5; i++)
		db_send(db_batch_new(f.db), on_done, i < 3 ? &f : &refused);
	turn_until(&f, &f.done, 3);
	turn_until(&f, &refused.done, 2);
	assert_int_equal(f.error, DB_OK);
	assert_int_equal(refused.error, DB_UNAVAILABLE);
	assert_non_null(strstr(refused.message, "Too many"));
	close_fixture(&f);
}

static void test_megabytes_go_through_a_small_socket(void **state)
{
	struct fixture f;

	(void)state;
	open_usual(&f);
	/* far more than the socket's buffers, both ways, before the loop turns once */
	char *large = hy_xmalloc(4000001);

	memset(large, 'x', 4000000);
	large[4000000] = '\0';
	turn_until(&f, &f.up, 1);
	for (int i = 0; i < 8; i++) {
		struct db_batch *batch = db_batch_new(f.db);

		db_add(batch, ROUND_TRIP);
		for (int p = 0; p < 4; p++)
			db_bind_null(batch);
		db_bind_text(batch, large);
		for (int p = 0; p < 4; p++)
			db_bind_null(batch);
		db_send(batch, on_done, &f);
	}
	turn_until(&f, &f.done, 8);
	assert_int_equal(f.error, DB_OK);
	free(large);
	close_fixture(&f);
}

static void on_never(const struct db_result *result, void *arg)
{
	(void)result;
	(void)arg;
	fail_msg("a cut ticket was answered");
}

static void test_cut_ticket_is_not_answered_but_done(void **state)
{
	struct fixture f;
	struct db_ticket *ticket;

	(void)state;
	open_usual(&f);
	turn_until(&f, &f.up, 1);
	ticket = db_send(insert_batch(&f, 5000, 1), on_never, &f);
	db_ticket_cut(ticket);
	db_ticket_cut(NULL);
	assert_int_equal(count_rows(&f), 1);
	close_fixture(&f);
}

static void on_done_close(const struct db_result *result, void *arg)
{
	struct fixture *f = arg;

	on_done(result, arg);
	db_close(f->db);
	f->db = NULL;
}

static void test_close_from_within_an_answer(void **state)
{
	struct fixture f, rest;

	(void)state;
	open_usual(&f);
	rest = (struct fixture){ .base = f.base };
	turn_until(&f, &f.up, 1);
	db_send(db_batch_new(f.db), on_done_close, &f);
	for (int i = 0; i < 10; i++)
		db_send(db_batch_new(f.db), on_done, &rest);
	turn_until(&f, &f.done, 1);
	assert_int_equal(rest.done, 10);
	assert_int_equal(rest.error, DB_LOST);
	event_base_free(f.base);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_thousand_at_once_in_order),
		cmocka_unit_test(test_too_many_are_refused),
		cmocka_unit_test(test_megabytes_go_through_a_small_socket),
		cmocka_unit_test_setup(test_cut_ticket_is_not_answered_but_done, empty_tables),
		cmocka_unit_test(test_close_from_within_an_answer),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
