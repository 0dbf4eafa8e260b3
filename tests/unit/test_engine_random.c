/* Any sequence of updates: the engine never makes a move the table lacks, and writes nothing when it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine_fixture.h"

static const char *office_name(void *arg, int office_id, enum language language)
{
	(void)arg;
	(void)office_id;
	return language == LANGUAGE_ZH ? "某局" : "an office";
}

static const char *pick(unsigned *seed, const char *const *words, size_t n)
{
	return words[next_random(seed) % n];
}

/* True when a verb is one that the case's state allows to somebody. */
static bool may_fit(const struct case_state *state, const char *verb)
{
	const struct rule_move *move = rules_move(context.rules, verb);

	return move && codes_hold(move->subject == SUBJECT_CASE ? move->from : move->case_from, state->state);
}

/* An update that is often nearly right. */
static struct update random_update(unsigned *seed, const struct case_state *state)
{
	static const char *const verbs[] = { "file",         "not_file", "assign",      "accept",   "return", "contact",
					     "give_opinion", "answer",   "add_outcome", "evaluate", "close",  "eat" };
	static const char *const classes[] = { "A", "b", "Ｃ", "D", "E", "" };
	static const char *const marks[] = { "satisfied", "basically", "dissatisfied", "bad", "" };
	static const char *const texts[] = { "说明", "说明", "说明", "说明", "说明", "说明", "", "\xff" };
	struct update update = update_of(pick(seed, verbs, 12), ROLE_NONE, 0, "");

	for (int tries = 0; tries < 10 && !may_fit(state, update.verb); tries++)
		update.verb = pick(seed, verbs, 12);
	update.role = next_random(seed) % 4 ? ROLE_COMMITTEE : next_random(seed) % ROLE_COUNT_;
	update.office_id = (int)(next_random(seed) % 6);
	if (next_random(seed) % 32)
		update.happened_on = state->last_on + (hy_day)(next_random(seed) % 6) - 1;
	update.expected_version = next_random(seed) % 8 ? 0 : state->version - (int)(next_random(seed) % 2);
	update.reason = pick(seed, texts, 8);
	update.lead_office = (int)(next_random(seed) % 6);
	update.n_assist = (int)(next_random(seed) % 3);
	for (int i = 0; i < update.n_assist; i++)
		update.assist_offices[i] = (int)(next_random(seed) % 6);
	update.case_number = next_random(seed) % 2 ? "" : "20230001";
	update.contact_method = next_random(seed) % 4 ? "phone" : "";
	update.contact_persons = pick(seed, texts, 8);
	update.class = pick(seed, classes, 6);
	update.document_number = pick(seed, texts, 8);
	update.text = pick(seed, texts, 8);
	update.attitude = pick(seed, marks, 5);
	update.result = pick(seed, marks, 5);
	update.n_outcomes = (int)(next_random(seed) % 2);
	update.outcomes[0] = (struct outcome){ "成效", "3", "所", HY_DAY_NONE };
	return update;
}

/* What was accepted is a move of the table, made from a state it starts in to the state it names. */
static void check_move(const struct case_state *before, const struct update *update, const struct decision *decision)
{
	const struct rule_move *move = rules_move(context.rules, update->verb);
	const char *expected = before->state;
	int changed = -1;

	assert_non_null(move);
	assert_true(move->roles & 1u << update->role);
	assert_int_equal(decision->after.version, before->version + 1);
	assert_true(codes_hold(move->subject == SUBJECT_CASE ? move->from : move->case_from, before->state));
	for (int i = 0; i < before->n_assignments; i++) {
		if (memcmp(&before->assignments[i], &decision->after.assignments[i], sizeof(struct assignment)) == 0)
			continue;
		assert_int_equal(changed, -1); /* one at most */
		changed = i;
	}
	if (move->subject == SUBJECT_CASE) {
		assert_int_equal(changed, -1);
		expected = move->to ? move->to : expected;
	} else {
		const struct milestone_effect *effect = &decision->effects[0];
		const struct assignment *acted = &before->assignments[effect->assignment_no - 1];
		const char *to = move->to ? move->to : acted->state;

		assert_true(move_fits_assignment(move, acted));
		assert_int_equal(acted->office_id, update->office_id);
		assert_true(changed == -1 || changed == effect->assignment_no - 1);
		assert_string_equal(decision->after.assignments[effect->assignment_no - 1].state, to);
		if (move->case_to && acted->role == ASSIGNMENT_LEAD)
			expected = move->case_to;
	}
	assert_string_equal(decision->after.state, expected);
	assert_int_equal(decision->after.phase, rules_state(context.rules, expected)->phase);
}

/* What holds of every case, whatever happened to it. */
static void check_case(const struct case_state *state)
{
	int open_leads = 0;

	for (int i = 0; i < state->n_assignments; i++) {
		const struct assignment *assignment = &state->assignments[i];

		assert_int_equal(assignment->no, i + 1);
		assert_true(assignment->assigned_on >= state->filed_on && state->filed_on >= state->received_on);
		assert_true(assignment->accepted_on == HY_DAY_NONE ||
			    assignment->accepted_on >= assignment->assigned_on);
		assert_true(assignment->answered_on == HY_DAY_NONE ||
			    assignment->answered_on >= assignment->accepted_on);
		assert_true(assignment->returned_on == HY_DAY_NONE || assignment->returned_on <= assignment->return_by);
		open_leads +=
			assignment->role == ASSIGNMENT_LEAD && engine_assignment_is_open(context.rules, assignment);
	}
	assert_int_equal(open_leads, state->phase == PHASE_HANDLING);
	assert_true(state->last_on <= context.today);
}

static void no_sequence_of_updates_leaves_the_table(void **s)
{
	unsigned seed = 20230701, n_accepted = 0, closed = 0;

	(void)s;
	context.today = day("2023-12-29");
	for (int run = 0; run < 2000; run++) {
		struct case_state state = received("2023-03-01");

		for (int step = 0; step < 400 && !rules_state(context.rules, state.state)->final; step++) {
			struct update update = random_update(&seed, &state);
			struct decision decision, untouched;
			struct refusal refusal;
			char text[1000];

			memset(&decision, 0xa5, sizeof(decision));
			memcpy(&untouched, &decision, sizeof(untouched));
			refusal.reason = REASON_NONE;
			if (engine_decide(&context, &state, &update, &decision, &refusal) < 0) {
				assert_int_not_equal(refusal.reason, REASON_NONE);
				assert_memory_equal(&decision, &untouched, sizeof(untouched));
				refusal_text(&refusal, LANGUAGE_ZH, text, sizeof(text));
				assert_null(strstr(text, "…"));
				continue;
			}
			assert_int_equal(refusal.reason, REASON_NONE);
			check_move(&state, &update, &decision);
			state = decision.after;
			check_case(&state);
			engine_next_step(&context, &state, LANGUAGE_ZH, office_name, NULL, text, sizeof(text));
			assert_true(text[0]);
			n_accepted++;
		}
		closed += state.phase == PHASE_CLOSED;
	}
	/* the sequences are worth something: cases get all the way through */
	print_message("%u updates accepted, %u cases closed\n", n_accepted, closed);
	assert_true(n_accepted > 5000);
	assert_true(closed > 50);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(no_sequence_of_updates_leaves_the_table),
	};

	return cmocka_run_group_tests(tests, make_context, drop_context);
}
