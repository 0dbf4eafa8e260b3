/* People and offices that change, and who is told of the ledger's head. */
#include "ledger/place.h"

static struct asked *new_member(struct member *member, bool change)
{
	struct asked *asked = asked_new(JOB_MEMBER, ROLE_COMMITTEE, 0);

	asked->job.member = member;
	asked->job.change = change;
	return asked;
}

/* Telephone and address stand beside the ledger; the line has their salted hash, and they can go. */
static void test_people(void **state)
{
	static const uint8_t salt[16] = { 1, 2, 3 };
	struct place *place = *state;
	struct member member = { .code = "m1",
				 .name = "张三",
				 .kind = "member",
				 .sector = "经济界",
				 .title = "教授",
				 .valid_from = HY_DAY_NONE,
				 .valid_until = HY_DAY_NONE };
	struct asked *asked = new_member(&member, false);
	struct registry *registry;

	asked->job.telephone = "13800000000";
	asked->job.address = "昆都仑区";
	asked->job.contact_salt = salt;
	assert_true(ask(place->ledger, asked)->accepted);
	assert_int_equal(asked->job.given_id, 1);
	asked_free(asked);
	assert_string_equal(tell(place,
				 "SELECT telephone || ' ' || (contact_hash = sha256(salt || convert_to(telephone, "
				 "'UTF8') || '\\x00' || convert_to(address, 'UTF8'))) FROM member_contact JOIN member "
				 "USING (member_id)"),
			    "13800000000 true");
	assert_string_equal(tell(place, "SELECT count(*) FROM line WHERE body LIKE '%%13800000000%%'"), "0");
	/* the same again is no change; another name for the code is refused; changed by its code */
	asked = new_member(&member, false);
	assert_true(ask(place->ledger, asked)->accepted && asked->job.already_stored);
	asked_free(asked);
	snprintf(member.name, sizeof member.name, "张三丰");
	expect_refused(place->ledger, new_member(&member, false), REASON_MEMBER_DIFFERS);
	member.valid_until = on_day("2023-12-31");
	asked = new_member(&member, true);
	assert_true(ask(place->ledger, asked)->accepted && !asked->job.already_stored);
	asked_free(asked);
	registry = ledger_registry(place->ledger);
	assert_string_equal(registry_member_by_code(registry, "m1")->name, "张三丰");
	assert_true(registry_member(registry, 1)->has_contact);
	registry_release(registry);
	expect_intact(&place->cluster);
	/* contact details taken away */
	asked = new_member(&member, true);
	asked->job.telephone = asked->job.address = "";
	asked->job.contact_salt = salt;
	assert_true(ask(place->ledger, asked)->accepted);
	asked_free(asked);
	assert_int_equal(ask_number(place, "SELECT count(*) FROM member_contact"), 0);
	snprintf(member.code, sizeof member.code, "nobody");
	expect_refused(place->ledger, new_member(&member, true), REASON_MEMBER_NOT_FOUND);
	expect_intact(&place->cluster);
}

static void test_office_is_renamed(void **state)
{
	struct place *place = *state;
	struct office office = {
		.code = "office8", .name_zh = "新单位8", .successor_id = 7, .valid_from = HY_DAY_NONE
	};
	struct asked *asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	struct registry *registry;

	office.valid_until = on_day("2023-06-30");
	asked->job.office = &office;
	asked->job.change = true;
	assert_true(ask(place->ledger, asked)->accepted);
	assert_int_equal(asked->job.given_id, 8);
	asked_free(asked);
	start_again(place);
	registry = ledger_registry(place->ledger);
	assert_string_equal(registry_office(registry, 8)->name_zh, "新单位8");
	assert_int_equal(registry_office(registry, 8)->successor_id, 7);
	assert_int_equal(registry_office(registry, 8)->valid_until, on_day("2023-06-30"));
	assert_int_equal(registry_office(registry, 8)->position, 8);
	registry_release(registry);
	snprintf(office.code, sizeof office.code, "office99");
	asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
	asked->job.office = &office;
	asked->job.change = true;
	expect_refused(place->ledger, asked, REASON_OFFICE_NOT_FOUND);
	expect_intact(&place->cluster);
}

/* ---- The head -----------------------------------------------------------------------------------------------------
 */

static pthread_mutex_t heads_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t heads_changed = PTHREAD_COND_INITIALIZER;

static void note_head(void *arg, int64_t page)
{
	pthread_mutex_lock(&heads_lock);
	*(int64_t *)arg = page;
	pthread_cond_broadcast(&heads_changed);
	pthread_mutex_unlock(&heads_lock);
}

static int64_t wait_for_head(const int64_t *seen, int64_t page)
{
	struct timespec end;
	int64_t now;

	clock_gettime(CLOCK_REALTIME, &end);
	end.tv_sec += 20; /* only ends a test that has failed */
	pthread_mutex_lock(&heads_lock);
	while (*seen < page && pthread_cond_timedwait(&heads_changed, &heads_lock, &end) == 0)
		;
	now = *seen;
	pthread_mutex_unlock(&heads_lock);
	return now;
}

/* Every watcher hears of own pages and of another server's. */
static void test_head_is_told(void **state)
{
	struct place *place = *state;
	struct ledger *second = start_ledger(&place->cluster);
	static int64_t seen[LEDGER_MAX_WATCHERS + 1];
	struct asked *asked;

	for (int i = 0; i < LEDGER_MAX_WATCHERS; i++)
		assert_int_equal(ledger_on_head(second, note_head, &seen[i]), 0);
	assert_int_equal(ledger_on_head(second, note_head, &seen[LEDGER_MAX_WATCHERS]), -1);
	asked = new_create(1, "");
	assert_true(ask(second, asked)->accepted);
	assert_int_equal(wait_for_head(&seen[0], 0), asked->job.page); /* before the answer */
	asked_free(asked);
	asked = new_create(1, "");
	assert_true(ask(place->ledger, asked)->accepted);
	for (int i = 0; i < LEDGER_MAX_WATCHERS; i++)
		assert_int_equal(wait_for_head(&seen[i], asked->job.page), asked->job.page);
	asked_free(asked);
	ledger_stop(second);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_people),
		cmocka_unit_test(test_office_is_renamed),
		cmocka_unit_test(test_head_is_told),
	};

	return cmocka_run_group_tests_name("ledger_directory", tests, start_place, stop_place);
}
