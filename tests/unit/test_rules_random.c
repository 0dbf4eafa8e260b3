/* Random rules files: whatever the checker lets through has no dead end, and what it calls a dead end is one. The walk
 * here is the plainest there is, over codes as they stand in the rules, and shares nothing with the checker's. Files
 * are made in two ways: the files of the cities with lines and words changed, and small graphs out of nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "domain/rules/read.h"
#include "domain_fixture.h"

static struct rule_errors errors;

/* --- the plain walk --- */

/* A case with an answering office and an assist office; NULL where there is none. */
struct spot {
	const char *state, *office, *assist;
};
#define MAX_SPOTS 20000
static struct spot spots[MAX_SPOTS];
static bool ends[MAX_SPOTS];
static int n_spots;
/* The spots each leads to. */
#define MAX_NEXT 64
static int next_of[MAX_SPOTS][MAX_NEXT], n_next[MAX_SPOTS];

static bool same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static int find_spot(const struct spot *spot)
{
	for (int i = 0; i < n_spots; i++)
		if (same(spots[i].state, spot->state) && same(spots[i].office, spot->office) &&
		    same(spots[i].assist, spot->assist))
			return i;
	assert_true(n_spots < MAX_SPOTS);
	spots[n_spots] = *spot;
	n_next[n_spots] = 0;
	return n_spots++;
}

static void leads_to(int from, struct spot to)
{
	int at = find_spot(&to);

	for (int i = 0; i < n_next[from]; i++)
		if (next_of[from][i] == at)
			return;
	assert_true(n_next[from] < MAX_NEXT);
	next_of[from][n_next[from]++] = at;
}

static bool is_open(const struct rules *rules, const char *state)
{
	return state && rules_assignment_state(rules, state)->open;
}

static bool is_over(const struct rules *rules, const char *state)
{
	return !state || rules_assignment_state(rules, state)->final;
}

static bool has_agreed(const struct rules *rules, const char *state)
{
	if (is_over(rules, state))
		return true;
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_COSIGN && same(rules->moves[i].to, state))
			return true;
	return false;
}

static bool has_answered(const struct rules *rules, const char *state)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ANSWER && same(rules->moves[i].to, state))
			return true;
	return false;
}

static const char *first_assignment_state(const struct rules *rules)
{
	for (int i = 0; i < rules->n_assignment_states; i++)
		if (rules->assignment_states[i].initial)
			return rules->assignment_states[i].code;
	return NULL;
}

static const char *accepted_state(const struct rules *rules, unsigned role)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == ACTION_ACCEPT && rules->moves[i].assignment_roles & 1u << role)
			return rules->moves[i].to;
	return first_assignment_state(rules);
}

static void assign_at(const struct rules *rules, int from, const struct rule_move *move, struct spot to)
{
	if (is_over(rules, to.office) || same(to.office, move->ends_from))
		to.office = first_assignment_state(rules);
	leads_to(from, to);
	if (!rules->assignment_roles[ASSIGNMENT_ASSIST].given)
		return;
	if (is_over(rules, to.assist) || same(to.assist, move->ends_from))
		to.assist = first_assignment_state(rules);
	leads_to(from, to);
}

static void case_move_at(const struct rules *rules, int from, const struct rule_move *move, unsigned role)
{
	struct spot to = spots[from];

	if (!codes_hold(move->from, to.state))
		return;
	to.state = move->to ? move->to : to.state;
	if (move->action == ACTION_ASSIGN) {
		assign_at(rules, from, move, to);
		return;
	}
	if (move->action == ACTION_REOPEN) {
		if (!has_answered(rules, to.office))
			return;
		to.office = accepted_state(rules, role);
		to.assist = NULL;
	}
	leads_to(from, to);
}

static void office_moves_at(int from, const struct rule_move *move, unsigned role)
{
	struct spot here = spots[from], to = here;

	if (!codes_hold(move->case_from, here.state))
		return;
	if (here.office && move->assignment_roles & 1u << role && codes_hold(move->from, here.office)) {
		to.office = move->to ? move->to : to.office;
		to.state = move->case_to ? move->case_to : to.state;
		leads_to(from, to);
	}
	to = here;
	if (here.assist && move->assignment_roles & 1u << ASSIGNMENT_ASSIST && codes_hold(move->from, here.assist)) {
		to.assist = move->to ? move->to : to.assist;
		leads_to(from, to);
	}
}

static void moves_at(const struct rules *rules, int from, unsigned role)
{
	for (int i = 0; i < rules->n_moves; i++) {
		const struct rule_move *move = &rules->moves[i];
		const struct spot here = spots[from];

		if (move->action == ACTION_WITHDRAW || (move->needs & NEED_OPINIONS && is_open(rules, here.assist)) ||
		    (move->needs & NEED_COSIGNS && !has_agreed(rules, here.assist)) ||
		    (move->needs & NEED_ANSWERS && is_open(rules, here.office)))
			continue;
		if (move->subject == SUBJECT_CASE)
			case_move_at(rules, from, move, role);
		else
			office_moves_at(from, move, role);
	}
}

/* True when some spot that can be reached has no way to an end. */
static bool is_stuck_with(const struct rules *rules, unsigned role)
{
	bool changed = true, stuck = false;

	n_spots = 0;
	for (int i = 0; i < rules->n_states; i++)
		if (rules->states[i].initial || rules->states[i].phase == PHASE_DRAFT)
			find_spot(&(struct spot){ rules->states[i].code, NULL, NULL });
	for (int i = 0; i < n_spots; i++)
		moves_at(rules, i, role);
	for (int i = 0; i < n_spots; i++)
		ends[i] = rules_state(rules, spots[i].state)->final;
	while (changed) {
		changed = false;
		for (int i = n_spots - 1; i >= 0; i--)
			for (int j = 0; j < n_next[i] && !ends[i]; j++)
				if (ends[next_of[i][j]])
					ends[i] = changed = true;
	}
	for (int i = 0; i < n_spots; i++)
		stuck |= !ends[i];
	return stuck;
}

static bool is_stuck(const struct rules *rules)
{
	for (unsigned role = 1; role < ASSIGNMENT_ROLE_COUNT_; role++)
		if (ANSWERING_ROLES & 1u << role && rules->assignment_roles[role].given && is_stuck_with(rules, role))
			return true;
	return false;
}

/* --- files out of nothing --- */

#define MAX_GENERATED 6

static bool chance(unsigned *seed, unsigned of)
{
	return next_random(seed) % of == 0;
}

/* A list of some of the states prefix0 … but the final one; sure is always among them, -1: none is sure. */
static void put_list(struct strbuf *text, unsigned *seed, char prefix, int n, int sure)
{
	int final = prefix == 's' ? 4 : 3, listed = 0;

	strbuf_puts(text, "[");
	for (int i = 0; i < n; i++)
		if (i != final && (i == sure || chance(seed, 3)))
			strbuf_printf(text, "%s%c%d", listed++ ? ", " : "", prefix, i);
	if (listed == 0)
		strbuf_printf(text, "%c%u", prefix, next_random(seed) % 3);
	strbuf_puts(text, "]\n");
}

static void put_needs(struct strbuf *text, unsigned *seed)
{
	static const char *const needs[] = { "opinions", "cosigns", "answers" };

	if (chance(seed, 3))
		strbuf_printf(text, "    needs: [%s]\n", needs[next_random(seed) % 3]);
}

/* A move that changes the case and does nothing else. */
static void put_case_move(struct strbuf *text, unsigned *seed, int no, int n_states)
{
	strbuf_printf(text, "  go%d:\n    label: {zh: 去, en: go}\n    by: [committee, handler]\n    from: ", no);
	put_list(text, seed, 's', n_states, -1);
	strbuf_printf(text, "    to: s%u\n", next_random(seed) % (unsigned)n_states);
	put_needs(text, seed);
}

/* A move of offices; does may be "". */
static void put_office_move(struct strbuf *text, unsigned *seed, const char *verb, const char *does, const char *roles,
			    int n_states, int n_office_states, int from, int to)
{
	strbuf_printf(text, "  %s:\n    label: {zh: 做, en: do}\n%s    by: [committee, handler]\n", verb, does);
	strbuf_printf(text, "    assignment: [%s]\n    case: ", roles);
	put_list(text, seed, 's', n_states, 2);
	strbuf_puts(text, "    from: ");
	put_list(text, seed, 'a', n_office_states, from);
	strbuf_printf(text, "    to: a%d\n", to);
}

/* States s0 received, s1 filed, s2 handling, s3 answered, s4 closed, and more; of offices a0 first, a3 answered. */
static void put_states(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
{
	static const char *const states[] = {
		"received, initial: true, next: committee",
		"filed, next: committee",
		"handling, next: committee",
		"answered, next: committee",
		"closed, final: true",
	};
	static const char *const more[] = { "draft, next: committee", "handling, next: committee",
					    "follow_up, next: committee" };
	static const char *const office[] = { "final: true", "open: true, next: committee", "next: committee" };

	strbuf_puts(text, "states:\n");
	for (int i = 0; i < n_states; i++)
		strbuf_printf(text, "  s%d: {label: {zh: 态%d, en: s%d}, phase: %s}\n", i, i, i,
			      i < 5 ? states[i] : more[next_random(seed) % 3]);
	strbuf_puts(text, "  gone: {label: {zh: 已撤, en: gone}, phase: withdrawn, final: true}\n"
			  "assignment_states:\n"
			  "  a0: {label: {zh: 态0, en: a0}, initial: true, open: true, next: committee}\n");
	for (int i = 1; i < n_office_states; i++)
		strbuf_printf(text, "  a%d: {label: {zh: 态%d, en: a%d}, %s}\n", i, i, i,
			      office[i == 3   ? 0
				     : i == 1 ? 1
					      : 1 + next_random(seed) % 2]);
}

/* The moves out of states that nothing else need leave: s5 and on, a2 and on. */
static void put_ways_out(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
{
	for (int i = 5; i < n_states; i++) {
		strbuf_printf(text, "  in%d: {label: {zh: 进, en: in}, by: [committee], from: [s%u], to: s%d}\n", i,
			      next_random(seed) % 4, i);
		strbuf_printf(text, "  out%d: {label: {zh: 出, en: out}, by: [committee], from: [s%d], to: s%u}\n", i,
			      i, next_random(seed) % 4);
	}
	for (int i = 4; i < n_office_states; i++) {
		char verb[16];

		snprintf(verb, sizeof(verb), "on%d", i);
		put_office_move(text, seed, verb, "", "lead, assist", n_states, 3, 1, i);
		snprintf(verb, sizeof(verb), "off%d", i);
		put_office_move(text, seed, verb, "", "lead, assist", n_states, 5, i, chance(seed, 2) ? 3 : 1);
	}
}

static void put_moves(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
{
	strbuf_puts(text, "moves:\n"
			  "  file: {label: {zh: 立案, en: file}, does: file, by: [committee], from: [s0], to: s1, "
			  "milestone: filed}\n"
			  "  assign:\n    label: {zh: 交办, en: assign}\n    does: assign\n    by: [committee]\n"
			  "    to: s2\n    milestone: assigned\n    from: ");
	put_list(text, seed, 's', n_states > 5 && chance(seed, 2) ? 2 : 1, -1);
	put_office_move(text, seed, "accept", "    does: accept\n    milestone: accepted\n", "lead, assist", n_states,
			1, 0, 1);
	put_office_move(text, seed, "answer", "    does: answer\n    milestone: answered\n    moves_case: s3\n", "lead",
			n_states, 2, 1, 3);
	put_needs(text, seed);
	put_office_move(text, seed, "give_opinion", "    does: give_opinion\n    milestone: opinion\n", "assist",
			n_states, 2, 1, 2);
	put_needs(text, seed);
	if (!chance(seed, 4))
		put_office_move(text, seed, "cosign", "    does: cosign\n    milestone: cosigned\n", "assist", n_states,
				n_office_states, 2, 3);
	for (unsigned i = next_random(seed) % 3; i > 0; i--) {
		char verb[16];

		snprintf(verb, sizeof(verb), "do%u", i);
		put_office_move(text, seed, verb, "", chance(seed, 2) ? "lead" : "lead, assist", n_states,
				n_office_states, -1, (int)(next_random(seed) % (unsigned)n_office_states));
		put_needs(text, seed);
	}
	put_ways_out(text, seed, n_states, n_office_states);
	for (unsigned i = next_random(seed) % 3; i > 0; i--)
		put_case_move(text, seed, (int)i, n_states);
	strbuf_puts(text,
		    "  close:\n    label: {zh: 办结, en: close}\n    does: close\n    by: [committee]\n    to: s4\n"
		    "    milestone: closed\n    from: [s3]\n");
	put_needs(text, seed);
	strbuf_puts(text, "  withdraw: {label: {zh: 撤案, en: withdraw}, does: withdraw, by: [committee], "
			  "from: [s0, s1, s2, s3], to: gone, milestone: withdrawn}\n");
}

static char *generate(unsigned *seed)
{
	int n_states = 5 + (int)(next_random(seed) % 2), n_office_states = 4 + (int)(next_random(seed) % 2);
	struct strbuf text = { 0 };

	strbuf_puts(&text, "id: random\njurisdiction: 150200\nlevel: city\nplace: {zh: 某市, en: somewhere}\n"
			   "name: {zh: 随机, en: random}\n"
			   "kind: {code: proposal, label: {zh: 提案, en: proposal}, number_digits: 4}\n");
	put_states(&text, seed, n_states, n_office_states);
	put_moves(&text, seed, n_states, n_office_states);
	strbuf_puts(&text, "deadlines: {answer: {amount: 3, unit: month}}\n"
			   "classes: {A: {meaning: solved, label: {zh: 解决, en: solved}}}\n"
			   "marks: {good: {zh: 好, en: good}}\ncontact_methods: {phone: {zh: 电话, en: phone}}\n"
			   "backdating: {handler: {working_days: 3}}\n");
	return strbuf_take(&text);
}

/* --- files of cities, changed --- */

/* The place of a random line of the moves. */
static char *random_line(char *text, unsigned *seed)
{
	char *moves = strstr(text, "\nmoves:"), *end = strstr(text, "\ndeadlines:");
	char *at = moves + 8 + next_random(seed) % (unsigned)(end - moves - 8);

	while (at[-1] != '\n')
		at--;
	return at;
}

/* Takes a line out. */
static void drop_line(char *text, unsigned *seed)
{
	char *line = random_line(text, seed), *next = strchr(line, '\n') + 1;

	memmove(line, next, strlen(next) + 1);
}

/* Takes one word out of the list on a line: "[a, b, c]" may become "[a, c]". */
static void drop_item(char *text, unsigned *seed)
{
	char *line = random_line(text, seed), *end = strchr(line, '\n'), *open = strchr(line, '['), *comma, *next;

	if (!open || open > end)
		return;
	comma = strchr(open, ',');
	if (!comma || comma > end)
		return;
	for (; chance(seed, 2); comma = next) {
		next = strchr(comma + 1, ',');
		if (!next || next > end)
			break;
	}
	next = comma + 1 + strcspn(comma + 1, ",]\n");
	memmove(comma, next, strlen(next) + 1);
}

/* Puts a state where another stands: the last word of a line with a list or of a "to:". */
static void swap_state(char **text, unsigned *seed)
{
	static const char *const words[] = { "filed",    "in_handling", "returned", "answered", "evaluated",
					     "accepted", "assigned",    "opined",   "drafted",  "closed" };
	char *line = random_line(*text, seed), *end = strchr(line, '\n'), *last = end, *changed;

	while (last > line && strchr(" [", last[-1]) == NULL)
		last--;
	end = last + strcspn(last, "],\n");
	changed = hy_xasprintf("%.*s%s%s", (int)(last - *text), *text, words[next_random(seed) % 10], end);
	free(*text);
	*text = changed;
}

static char *change(const char *city, unsigned *seed)
{
	char *text = hy_xstrdup(city);

	for (unsigned n = 1 + next_random(seed) % 2; n > 0; n--)
		switch (next_random(seed) % 4) {
		case 0:
			drop_line(text, seed);
			break;
		case 1:
			swap_state(&text, seed);
			break;
		default:
			drop_item(text, seed);
		}
	return text;
}

/* --- the properties --- */

struct tally {
	int good, stuck, other; /* files taken, refused as stuck and for other reasons */
};

/* True when nothing but places without an end are reported. */
static bool only_stuck(void)
{
	for (size_t i = 0; i < errors.n; i++)
		if (!strstr(errors.list[i].en, "no end is in reach"))
			return false;
	return true;
}

/* True when a file that was refused as stuck is: it is read here without any check and walked. */
static bool is_stuck_indeed(const char *text)
{
	static struct rule_errors none;
	struct rules rules = { 0 };
	struct reader reader = { .arena = arena_new(), .rules = &rules, .errors = &none };
	bool stuck;

	none.n = 0;
	read_file(&reader, yaml_tree_read(reader.arena, text, strlen(text), &none));
	assert_int_equal(none.n, 0);
	stuck = is_stuck(&rules);
	arena_free(reader.arena);
	return stuck;
}

static void try_file(char *text, struct tally *tally)
{
	struct rules *rules = rules_parse(text, strlen(text), &errors);

	if (rules && is_stuck(rules))
		fail_msg("a dead end was missed in\n%s", text);
	if (!rules && only_stuck() && !is_stuck_indeed(text))
		fail_msg("no dead end, but \"%s\", in\n%s", errors.list[0].en, text);
	if (rules)
		tally->good++;
	else if (only_stuck())
		tally->stuck++;
	else
		tally->other++;
	rules_free(rules);
	free(text);
}

static void no_dead_end_is_missed_in_generated_files(void **state)
{
	struct tally tally = { 0 };
	unsigned seed = 20230045;

	(void)state;
	for (int i = 0; i < 3000; i++)
		try_file(generate(&seed), &tally);
	print_message("%d taken, %d stuck, %d refused for other reasons\n", tally.good, tally.stuck, tally.other);
	assert_true(tally.good > 100);
	assert_true(tally.stuck > 100);
}

static void no_dead_end_is_missed_in_changed_files_of_cities(void **state)
{
	static const char *const paths[] = { "rules/baotou.yaml", "rules/qinyang.yaml", "rules/suizhou.yaml" };
	struct tally tally = { 0 };
	unsigned seed = 150200;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(*paths); i++) {
		char *city = load_file(paths[i]);

		for (int j = 0; j < 400; j++)
			try_file(change(city, &seed), &tally);
		free(city);
	}
	print_message("%d taken, %d stuck, %d refused for other reasons\n", tally.good, tally.stuck, tally.other);
	assert_true(tally.good > 100);
	assert_true(tally.other > 100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_dead_end_is_missed_in_generated_files),
		cmocka_unit_test(no_dead_end_is_missed_in_changed_files_of_cities),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
