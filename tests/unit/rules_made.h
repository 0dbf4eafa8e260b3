/* Rules files nobody wrote: made out of nothing, and those of cities with lines changed. Included after cmocka.h. */
#ifndef TESTS_RULES_MADE_H
#define TESTS_RULES_MADE_H

#include "domain_fixture.h"

/* --- files out of nothing --- */

#define MAX_GENERATED 6

static inline bool chance(unsigned *seed, unsigned of)
{
	return next_random(seed) % of == 0;
}

/* A list of some of the states prefix0 … but the final one; sure is always among them, -1: none is sure. */
static inline void put_list(struct strbuf *text, unsigned *seed, char prefix, int n, int sure)
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

static inline void put_needs(struct strbuf *text, unsigned *seed)
{
	static const char *const needs[] = { "opinions", "cosigns", "answers" };

	if (chance(seed, 3))
		strbuf_printf(text, "    needs: [%s]\n", needs[next_random(seed) % 3]);
}

/* A move that changes the case and does nothing else. */
static inline void put_case_move(struct strbuf *text, unsigned *seed, int no, int n_states)
{
	strbuf_printf(text, "  go%d:\n    label: {zh: 去, en: go}\n    by: [committee, handler]\n    from: ", no);
	put_list(text, seed, 's', n_states, -1);
	strbuf_printf(text, "    to: s%u\n", next_random(seed) % (unsigned)n_states);
	put_needs(text, seed);
}

/* A move of offices; does may be "". */
static inline void put_office_move(struct strbuf *text, unsigned *seed, const char *verb, const char *does,
				   const char *roles, int n_states, int n_office_states, int from, int to)
{
	strbuf_printf(text, "  %s:\n    label: {zh: 做, en: do}\n%s    by: [committee, handler]\n", verb, does);
	strbuf_printf(text, "    assignment: [%s]\n    case: ", roles);
	put_list(text, seed, 's', n_states, 2);
	strbuf_puts(text, "    from: ");
	put_list(text, seed, 'a', n_office_states, from);
	strbuf_printf(text, "    to: a%d\n", to);
}

/* States s0 received, s1 filed, s2 handling, s3 answered, s4 closed, and more; of offices a0 first, a3 answered. */
static inline void put_states(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
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
static inline void put_ways_out(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
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

static inline void put_moves(struct strbuf *text, unsigned *seed, int n_states, int n_office_states)
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

static inline char *generate(unsigned *seed)
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
static inline char *random_line(char *text, unsigned *seed)
{
	char *moves = strstr(text, "\nmoves:"), *end = strstr(text, "\ndeadlines:");
	char *at = moves + 8 + next_random(seed) % (unsigned)(end - moves - 8);

	while (at[-1] != '\n')
		at--;
	return at;
}

/* Takes a line out. */
static inline void drop_line(char *text, unsigned *seed)
{
	char *line = random_line(text, seed), *next = strchr(line, '\n') + 1;

	memmove(line, next, strlen(next) + 1);
}

/* Takes one word out of the list on a line: "[a, b, c]" may become "[a, c]". */
static inline void drop_item(char *text, unsigned *seed)
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
static inline void swap_state(char **text, unsigned *seed)
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

static inline char *change(const char *city, unsigned *seed)
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

#endif
