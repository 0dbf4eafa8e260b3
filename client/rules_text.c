/* Rules drawn as text: each state with the moves that leave it, in columns. */
#include "base/text.h"
#include "move_words.h"
#include "rules_graph.h"
#include "texts.h"
#include <stdlib.h>
#include <string.h>

#define INDENT     5   /* of what belongs to a state */
#define LINE_WIDTH 100 /* lists of moves go on in the next line beyond */

/* The widest of the columns, in cells. */
struct widths {
	int state, move, to;
};

static void pad(struct strbuf *out, const char *text, int width)
{
	strbuf_puts(out, text);
	for (int i = text_width(text); i < width; i++)
		strbuf_puts(out, " ");
}

/* "已立案 filed": what people call it and what commands call it, once if that is the same. */
static char *named(const struct label *label, const char *code)
{
	const char *text = label_text(label, txt_language());
	return strcmp(text, code) == 0 ? hy_xstrdup(code) : hy_xasprintf("%s %s", text, code);
}

static void widen(int *width, char *text)
{
	if (text_width(text) > *width)
		*width = text_width(text);
	free(text);
}

static struct widths measure(const struct rules_graph *graph)
{
	struct widths widths = { 0 };
	for (int i = 0; i < graph->n_states; i++)
		widen(&widths.state, named(&graph->states[i].label, graph->states[i].code));
	for (int i = 0; i < graph->n_moves; i++) {
		const struct graph_move *move = &graph->moves[i];
		if (move->from == move->to)
			continue;
		widen(&widths.move, named(&move->move->label, move->move->verb));
		widen(&widths.to, named(&graph->states[move->to].label, graph->states[move->to].code));
	}
	return widths;
}

static void draw_state(struct strbuf *out, const struct rule_state *state, const struct widths *widths)
{
	char *name = named(&state->label, state->code);
	strbuf_puts(out, state->initial ? "● " : state->final ? "◎ " : "○ ");
	if (state->final || state->next_role[0])
		pad(out, name, widths->state);
	else
		strbuf_puts(out, name);
	if (state->final)
		strbuf_printf(out, "  %s", txt(TXT_DRAW_FINAL));
	else if (state->next_role[0])
		strbuf_printf(out, "  %s%s", txt(TXT_DRAW_NEXT),
			      role_label(role_by_name(state->next_role), txt_language()));
	strbuf_puts(out, "\n");
	free(name);
}

/* Who may make it and what must be so before. */
static void draw_terms(struct strbuf *out, const struct graph_move *move)
{
	char *roles = move_words_roles(move->move, false), *needs = move_words_needs(move->move);
	strbuf_puts(out, roles);
	if (needs[0])
		strbuf_printf(out, "%s%s%s", txt(TXT_DRAW_IF), needs, txt(TXT_DRAW_IF_END));
	free(roles);
	free(needs);
}

static void draw_move(struct strbuf *out, const struct rules_graph *graph, const struct graph_move *move, bool last,
		      const struct widths *widths)
{
	const struct rule_state *state = &graph->states[move->to];
	char *name = named(&move->move->label, move->move->verb), *to = named(&state->label, state->code);
	strbuf_puts(out, last ? "  └─ " : "  ├─ ");
	pad(out, name, widths->move);
	strbuf_puts(out, " → ");
	pad(out, to, widths->to);
	strbuf_puts(out, "  ");
	draw_terms(out, move);
	strbuf_puts(out, "\n");
	free(name);
	free(to);
}

/* Adds a name to a list that begins new lines where it gets too long. */
static void add_wrapped(struct strbuf *out, int *column, const char *name, bool last)
{
	int width = text_width(name) + (last ? 0 : text_width(txt(TXT_LIST_COMMA)));
	if (*column > INDENT && *column + width > LINE_WIDTH) {
		while (out->text[out->len - 1] == ' ')
			out->text[--out->len] = '\0';
		strbuf_printf(out, "\n%*s", INDENT, "");
		*column = INDENT;
	}
	strbuf_printf(out, "%s%s", name, last ? "" : txt(TXT_LIST_COMMA));
	*column += width;
}

/* The moves that leave a state as it is. */
static void draw_staying(struct strbuf *out, const struct rules_graph *graph, int state)
{
	int left = 0, column = INDENT + text_width(txt(TXT_DRAW_STAYS));
	for (int i = 0; i < graph->n_moves; i++)
		left += graph->moves[i].from == state && graph->moves[i].to == state;
	if (left == 0)
		return;
	strbuf_printf(out, "%*s%s", INDENT, "", txt(TXT_DRAW_STAYS));
	for (int i = 0; i < graph->n_moves; i++) {
		const struct graph_move *move = &graph->moves[i];
		if (move->from != state || move->to != state)
			continue;
		char *name = named(&move->move->label, move->move->verb);
		add_wrapped(out, &column, name, --left == 0);
		free(name);
	}
	strbuf_puts(out, "\n");
}

static int count_leaving(const struct rules_graph *graph, int state)
{
	int n = 0;
	for (int i = 0; i < graph->n_moves; i++)
		n += graph->moves[i].from == state && graph->moves[i].to != state;
	return n;
}

static void draw_graph(struct strbuf *out, const struct rules *rules, bool of_case)
{
	struct rules_graph *graph = rules_graph_new(rules, of_case);
	struct widths widths = measure(graph);
	if (graph->n_states == 0) { /* rules without assignments */
		rules_graph_free(graph);
		return;
	}
	strbuf_printf(out, "\n%s\n", txt(of_case ? TXT_DRAW_CASE : TXT_DRAW_ASSIGNMENT));
	for (int layer = 0; layer < graph->n_layers; layer++)
		for (int i = 0; i < graph->n_states; i++) {
			if (graph->layers[i] != layer)
				continue;
			int left = count_leaving(graph, i);
			draw_state(out, &graph->states[i], &widths);
			for (int j = 0; j < graph->n_moves; j++)
				if (graph->moves[j].from == i && graph->moves[j].to != i)
					draw_move(out, graph, &graph->moves[j], --left == 0, &widths);
			draw_staying(out, graph, i);
		}
	rules_graph_free(graph);
}

char *rules_draw_text(const struct rules *rules)
{
	struct strbuf out = { 0 };
	strbuf_printf(&out, "%s\n%s\n", label_text(&rules->name, txt_language()), txt(TXT_DRAW_LEGEND));
	draw_graph(&out, rules, true);
	draw_graph(&out, rules, false);
	return strbuf_take(&out);
}
