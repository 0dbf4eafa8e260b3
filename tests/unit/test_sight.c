/* Whose cases a caller sees: every kind of caller against every relation a case can have to it. */
#include "domain/sight.h"

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

enum { OWN_OFFICE = 7, OTHER_OFFICE = 8, PERSON = 4, PRINCIPAL = 3, STRANGER = 9, CASE = 17 };

/* A case of an office, signed by a person; either may be 0. */
static struct case_state case_of(int office_id, int member_id, enum item_state signer)
{
	struct case_state state = { .case_id = CASE, .phase = PHASE_HANDLING };

	if (office_id)
		state.assignments[state.n_assignments++] = (struct assignment){ .no = 1, .office_id = office_id };
	state.items[state.n_items++] =
		(struct item){ .kind = ITEM_SIGNER, .no = 1, .state = signer, .member_id = member_id };
	return state;
}

static bool sees(struct sight sight, struct case_state state)
{
	return sight_sees(&sight, &state, NULL);
}

static const struct sight nobody, everybody = { .all = true }, committee = { .all = true, .drafts = true },
				  office = { .office_id = OWN_OFFICE },
				  person = { .member_id = PERSON, .stands_for = PRINCIPAL }, code = { .case_id = CASE };

static void an_office_sees_what_it_takes_part_in(void **state)
{
	(void)state;
	assert_true(sees(office, case_of(OWN_OFFICE, 0, ITEM_SIGNED)));
	assert_false(sees(office, case_of(OTHER_OFFICE, 0, ITEM_SIGNED)));
	assert_false(sees(office, case_of(0, 0, ITEM_SIGNED)));
}

static void an_office_sees_what_was_merged_into_its_cases(void **state)
{
	const struct case_state merged = case_of(0, 0, ITEM_SIGNED), own = case_of(OWN_OFFICE, 0, ITEM_SIGNED),
				foreign = case_of(OTHER_OFFICE, 0, ITEM_SIGNED);

	(void)state;
	assert_true(sight_sees(&office, &merged, &own));
	assert_false(sight_sees(&office, &merged, &foreign));
	assert_false(sight_sees(&nobody, &merged, &own));
}

static void a_person_sees_what_it_or_its_principal_signed(void **state)
{
	const struct sight alone = { .member_id = PERSON };

	(void)state;
	assert_true(sees(person, case_of(OTHER_OFFICE, PERSON, ITEM_SIGNED)));
	assert_true(sees(person, case_of(OTHER_OFFICE, PRINCIPAL, ITEM_SIGNED)));
	assert_false(sees(alone, case_of(OTHER_OFFICE, PRINCIPAL, ITEM_SIGNED)));
	assert_false(sees(person, case_of(OTHER_OFFICE, STRANGER, ITEM_SIGNED)));
	assert_false(sees(person, case_of(OTHER_OFFICE, PERSON, ITEM_DECLINED)));
}

/* Most cases name people that are not in the directory: their number is 0, as is that of nobody's principal. */
static void a_signer_who_is_not_in_the_directory_is_nobody(void **state)
{
	const struct sight without = { .member_id = 0, .stands_for = 0 }, alone = { .member_id = PERSON };

	(void)state;
	assert_false(sees(without, case_of(OTHER_OFFICE, 0, ITEM_SIGNED)));
	assert_false(sees(alone, case_of(OTHER_OFFICE, 0, ITEM_SIGNED)));
}

static void drafts_are_for_signers_and_the_committee(void **state)
{
	static const struct {
		struct sight sight;
		enum item_state signer;
		bool seen;
	} rows[] = {
		{ { .all = true }, ITEM_SIGNED, false },
		{ { .all = true, .drafts = true }, ITEM_SIGNED, true },
		{ { .office_id = OWN_OFFICE }, ITEM_SIGNED, false },
		{ { .case_id = CASE }, ITEM_SIGNED, false },
		{ { .drafts = true }, ITEM_SIGNED, false },
		{ { .member_id = PERSON }, ITEM_SIGNED, true },
		{ { .member_id = PERSON }, ITEM_INVITED, true },
		{ { .member_id = PERSON }, ITEM_DECLINED, false },
		{ { .member_id = STRANGER }, ITEM_INVITED, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct case_state draft = case_of(OWN_OFFICE, PERSON, rows[i].signer);

		draft.phase = PHASE_DRAFT;
		assert_int_equal(sees(rows[i].sight, draft), rows[i].seen);
	}
}

static void who_never_answered_an_invitation_does_not_see_the_submitted_case(void **state)
{
	(void)state;
	assert_false(sees(person, case_of(OTHER_OFFICE, PERSON, ITEM_INVITED)));
}

static void a_code_sees_its_case(void **state)
{
	struct case_state other = case_of(OWN_OFFICE, PERSON, ITEM_SIGNED);

	(void)state;
	assert_true(sees(code, other));
	other.case_id = CASE + 1;
	assert_false(sees(code, other));
}

static void the_others_see_all_or_nothing(void **state)
{
	(void)state;
	assert_true(sees(everybody, case_of(OTHER_OFFICE, STRANGER, ITEM_SIGNED)));
	assert_true(sees(committee, case_of(OTHER_OFFICE, STRANGER, ITEM_SIGNED)));
	assert_false(sees(nobody, case_of(OWN_OFFICE, PERSON, ITEM_SIGNED)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_office_sees_what_it_takes_part_in),
		cmocka_unit_test(an_office_sees_what_was_merged_into_its_cases),
		cmocka_unit_test(a_person_sees_what_it_or_its_principal_signed),
		cmocka_unit_test(a_signer_who_is_not_in_the_directory_is_nobody),
		cmocka_unit_test(drafts_are_for_signers_and_the_committee),
		cmocka_unit_test(who_never_answered_an_invitation_does_not_see_the_submitted_case),
		cmocka_unit_test(a_code_sees_its_case),
		cmocka_unit_test(the_others_see_all_or_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
