/* Secrets, evaluation codes, the cache of tokens, and whose cases a token sees. */
#include "service/auth.h"
#include "service/code.h"
#include "service/token_cache.h"

#include <stdio.h>
#include <string.h>

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "service/place.h"

/* What is stored for a header; NULL when it holds neither a secret nor a code. */
static const uint8_t *hash_of(const char *header, bool *ret_given)
{
	static uint8_t hash[SHA256_BYTES];

	return auth_read(header, hash, ret_given) == 0 ? hash : NULL;
}

static void test_secret(void **state)
{
	char secret[SECRET_CHARS + 1], other[SECRET_CHARS + 1], header[80];
	uint8_t wanted[SHA256_BYTES];
	bool given;

	(void)state;
	auth_make_secret(secret);
	auth_make_secret(other);
	assert_int_equal(strlen(secret), SECRET_CHARS);
	assert_memory_equal(secret, "hy_", 3);
	assert_string_not_equal(secret, other);
	auth_hash(secret, wanted);
	snprintf(header, sizeof(header), "bearer %s", secret);
	assert_memory_equal(hash_of(header, &given), wanted, SHA256_BYTES);
	assert_null(hash_of(NULL, &given));
	assert_false(given);
	assert_null(hash_of("Bearer ", &given));
	assert_false(given);
	assert_null(hash_of("Bearer hy_short", &given));
	assert_true(given);
	assert_null(hash_of("Basic abc", &given));
	assert_true(given);
}

static void test_code_as_people_type_it(void **state)
{
	static const char *const same[] = { "Bearer E7K0-M2PX-9F1A", "bearer e7k0m2px9f1a", "Bearer E7KO-M2PX-9FIA",
					    "Bearer e7ko m2px-9fla" };
	static const char *const bad[] = { "Bearer E7K0-M2PX-9F1", "Bearer E7K0-M2PX-9F1AB", "Bearer U7K0-M2PX-9F1A",
					   "Bearer E7K0-M2PX-9F1!", "Bearer E7K0-M2PX-９F1A" };
	uint8_t wanted[SHA256_BYTES];
	char text[CODE_TEXT], other[CODE_TEXT], code[CODE_CHARS + 1];
	bool given;

	(void)state;
	auth_hash("E7K0M2PX9F1A", wanted);
	for (size_t i = 0; i < sizeof(same) / sizeof(*same); i++)
		assert_memory_equal(hash_of(same[i], &given), wanted, SHA256_BYTES);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		assert_null(hash_of(bad[i], &given));
	assert_true(given);
	code_make(text);
	code_make(other);
	assert_int_equal(strlen(text), CODE_TEXT - 1);
	assert_int_equal(text[4], '-');
	assert_int_equal(text[9], '-');
	assert_string_not_equal(text, other);
	assert_int_equal(code_normalise(text, code), 0);
	assert_int_equal(strlen(code), CODE_CHARS);
}

static void test_token_cache(void **state)
{
	struct token_cache *cache = token_cache_new();
	struct token_row token = { .token_id = 7, .role = ROLE_HANDLER };
	uint8_t hash[SHA256_BYTES] = { 1, 2, 3 }, other[SHA256_BYTES] = { 1, 2, 4 };
	const int64_t now = 1000000;

	(void)state;
	assert_null(token_cache_find(cache, hash, now));
	token_cache_put(cache, hash, &token, now);
	assert_int_equal(token_cache_find(cache, hash, now + TOKEN_TTL_US - 1)->token_id, 7);
	assert_null(token_cache_find(cache, hash, now + TOKEN_TTL_US));
	assert_null(token_cache_find(cache, other, now)); /* same slot, other token */
	token_cache_drop(cache, 8);
	assert_non_null(token_cache_find(cache, hash, now));
	token_cache_drop(cache, 7);
	assert_null(token_cache_find(cache, hash, now));
	token_cache_free(cache);
}

/* Six numbers of a sight, to compare. */
static void expect_sight(const struct token_row *token, struct sight wanted)
{
	struct sight sight = auth_sight(token, &registry, day_from_ymd(2023, 7, 3));

	assert_int_equal(sight.all, wanted.all);
	assert_int_equal(sight.drafts, wanted.drafts);
	assert_int_equal(sight.office_id, wanted.office_id);
	assert_int_equal(sight.member_id, wanted.member_id);
	assert_int_equal(sight.stands_for, wanted.stands_for);
	assert_int_equal(sight.case_id, wanted.case_id);
}

static void test_sight_of_tokens(void **state)
{
	static const struct sight nothing;
	static const struct sight rows[ROLE_COUNT_] = {
		[ROLE_HANDLER] = { .office_id = 7 }, [ROLE_COMMITTEE] = { .all = true, .drafts = true },
		[ROLE_SUPERVISOR] = { .all = true }, [ROLE_LEADER] = { .all = true },
		[ROLE_AUDITOR] = { .all = true },    [ROLE_OPERATOR] = { .all = true },
	};
	struct token_row token = { .office_id = 7 };

	(void)state;
	for (unsigned role = 0; role < ROLE_COUNT_ + 1; role++) {
		token.role = (enum role)role;
		expect_sight(&token, role < ROLE_COUNT_ ? rows[role] : nothing);
	}
	token = (struct token_row){ .role = ROLE_HANDLER }; /* a handler without an office */
	expect_sight(&token, nothing);
	token = (struct token_row){ .role = ROLE_PROPOSER, .member_id = 4 };
	expect_sight(&token, (struct sight){ .member_id = 4 });
	token.member_id = 5; /* who may stand for 4 */
	expect_sight(&token, (struct sight){ .member_id = 5, .stands_for = 4 });
	members[1].valid_until = day_from_ymd(2023, 7, 2); /* until yesterday */
	expect_sight(&token, (struct sight){ .member_id = 5 });
	members[1].valid_until = HY_DAY_NONE;
	token.case_id = 17; /* an evaluation code is nobody's but the case's */
	expect_sight(&token, (struct sight){ .case_id = 17 });
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_secret),
		cmocka_unit_test(test_code_as_people_type_it),
		cmocka_unit_test(test_token_cache),
		cmocka_unit_test(test_sight_of_tokens),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
