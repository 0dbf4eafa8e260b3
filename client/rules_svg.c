/* Rules drawn as SVG: states as boxes in layers from left to right, moves as curves. A move's words stand where it
 * leaves its box, on a line of their own, so that words never lie on words. */
#include "base/text.h"
#include "move_words.h"
#include "rules_graph.h"
#include "texts.h"
#include <stdlib.h>
#include <string.h>

/* Sizes in pixels. */
#define CELL       7  /* of a letter; a Chinese character takes two */
#define PORT       19 /* between the lines that leave or reach a box */
#define BOX_HEIGHT 46 /* at least: two lines of text */
#define BOX_MARGIN 12
#define ROW_GAP    22
#define CURVE      90 /* room for curves between layers */
#define LOOP       44 /* how far a curve to a box of the same layer swings out */
#define MARGIN     24
#define HEADING    34

/* Where a state is drawn. */
struct box {
	int x, y, width, height;
	int ports[2]; /* how many on the left and the right side */
};
enum side { LEFT, RIGHT };

/* All moves between two states are one line. */
struct line {
	int from, to;
	char *label, *title; /* owned */
	bool by_office, withdraws;
	enum side from_side, to_side;
	int from_y, to_y;
};

struct picture {
	struct rules_graph *graph;
	struct box *boxes;
	struct line *lines;
	int n_lines;
	int width, height;
};

static int text_size(const char *text)
{
	return text_width(text) * CELL;
}

static void put_escaped(struct strbuf *out, const char *text)
{
	for (; *text; text++)
		switch (*text) {
		case '&':
			strbuf_puts(out, "&amp;");
			break;
		case '<':
			strbuf_puts(out, "&lt;");
			break;
		case '>':
			strbuf_puts(out, "&gt;");
			break;
		case '"':
			strbuf_puts(out, "&quot;");
			break;
		default:
			strbuf_add(out, text, 1);
		}
}

/* --- lines --- */

static struct line *find_line(struct picture *picture, const struct graph_move *move)
{
	for (int i = 0; i < picture->n_lines; i++)
		if (picture->lines[i].from == move->from && picture->lines[i].to == move->to)
			return &picture->lines[i];
	const int *layers = picture->graph->layers;
	struct line *line = &picture->lines[picture->n_lines++];
	*line = (struct line){ .from = move->from, .to = move->to, .label = hy_xstrdup(""), .title = hy_xstrdup("") };
	line->withdraws = move->move->action == ACTION_WITHDRAW;
	line->by_office = move->by_office;
	line->from_side = layers[move->to] < layers[move->from] ? LEFT : RIGHT;
	line->to_side = layers[move->to] > layers[move->from] ? LEFT : RIGHT;
	picture->boxes[line->from].ports[line->from_side]++;
	picture->boxes[line->to].ports[line->to_side]++;
	return line;
}

static void append(char **text, const char *separator, char *more)
{
	char *longer = hy_xasprintf("%s%s%s", *text, (*text)[0] ? separator : "", more);
	free(*text);
	free(more);
	*text = longer;
}

static void make_lines(struct picture *picture)
{
	const struct rules_graph *graph = picture->graph;
	picture->lines = hy_xcalloc((size_t)graph->n_moves + 1, sizeof *picture->lines);
	for (int i = 0; i < graph->n_moves; i++) {
		const struct graph_move *move = &graph->moves[i];
		if (move->from == move->to)
			continue;
		struct line *line = find_line(picture, move);
		const char *label = label_text(&move->move->label, txt_language());
		char *roles = move_words_roles(move->move, false);
		append(&line->label, txt(TXT_LIST_COMMA), hy_xstrdup(label));
		append(&line->title, "\n", hy_xasprintf("%s %s (%s)", label, move->move->verb, roles));
		free(roles);
	}
}

/* --- layout --- */

static void size_boxes(struct picture *picture)
{
	const struct rules_graph *graph = picture->graph;
	for (int i = 0; i < graph->n_states; i++) {
		struct box *box = &picture->boxes[i];
		int label = text_size(label_text(&graph->states[i].label, txt_language()));
		int code = text_size(graph->states[i].code);
		int most = box->ports[LEFT] > box->ports[RIGHT] ? box->ports[LEFT] : box->ports[RIGHT];
		box->width = (label > code ? label : code) + 2 * BOX_MARGIN;
		box->height = most * PORT + 8 > BOX_HEIGHT ? most * PORT + 8 : BOX_HEIGHT;
	}
}

/* The widest label that leaves a layer on a side. */
static int label_room(const struct picture *picture, int layer, enum side side)
{
	int room = 0;
	for (int i = 0; i < picture->n_lines; i++) {
		const struct line *line = &picture->lines[i];
		if (picture->graph->layers[line->from] == layer && line->from_side == side &&
		    text_size(line->label) > room)
			room = text_size(line->label);
	}
	return room;
}

/* Puts the boxes of a layer below each other, all as wide as the widest; returns the layer's right edge. */
static int place_layer(struct picture *picture, int layer, int x, int top)
{
	const struct rules_graph *graph = picture->graph;
	int width = 0, y = top;
	for (int i = 0; i < graph->n_states; i++)
		if (graph->layers[i] == layer && picture->boxes[i].width > width)
			width = picture->boxes[i].width;
	for (int i = 0; i < graph->n_states; i++) {
		struct box *box = &picture->boxes[i];
		if (graph->layers[i] != layer)
			continue;
		*box = (struct box){ x, y, width, box->height, { box->ports[LEFT], box->ports[RIGHT] } };
		y += box->height + ROW_GAP;
	}
	if (y > picture->height)
		picture->height = y;
	return x + width;
}

static void place_boxes(struct picture *picture, int top)
{
	int x = MARGIN;
	size_boxes(picture);
	picture->height = top;
	for (int layer = 0; layer < picture->graph->n_layers; layer++) {
		x = place_layer(picture, layer, x + label_room(picture, layer, LEFT), top);
		x += label_room(picture, layer, RIGHT) + CURVE;
	}
	picture->width = x - CURVE + LOOP + MARGIN;
}

static int middle(const struct box *box)
{
	return box->y + box->height / 2;
}

/* The place of a line's end among those of its side: they stand in the order of where their other ends are. */
static int port_y(const struct picture *picture, int state, enum side side, const struct line *mine)
{
	const struct box *box = &picture->boxes[state];
	int other = middle(&picture->boxes[mine->from == state ? mine->to : mine->from]), before = 0;
	for (const struct line *line = picture->lines; line < picture->lines + picture->n_lines; line++) {
		bool leaves = line->from == state && line->from_side == side;
		bool comes = line->to == state && line->to_side == side;
		if (line == mine || (!leaves && !comes))
			continue;
		int y = middle(&picture->boxes[leaves ? line->to : line->from]);
		before += y < other || (y == other && line < mine);
	}
	return box->y + (box->height - (box->ports[side] - 1) * PORT) / 2 + before * PORT;
}

static void place_lines(struct picture *picture)
{
	for (int i = 0; i < picture->n_lines; i++) {
		struct line *line = &picture->lines[i];
		line->from_y = port_y(picture, line->from, line->from_side, line);
		line->to_y = port_y(picture, line->to, line->to_side, line);
	}
}

/* --- writing --- */

static int side_x(const struct box *box, enum side side)
{
	return side == LEFT ? box->x : box->x + box->width;
}

/* Straight under its words, then a curve to the other box. */
static void put_curve(struct strbuf *out, const struct picture *picture, const struct line *line)
{
	int direction = line->from_side == LEFT ? -1 : 1;
	int x = side_x(&picture->boxes[line->from], line->from_side);
	int bend = x + direction * (text_size(line->label) + 6);
	int end = side_x(&picture->boxes[line->to], line->to_side);
	const char *kind = line->withdraws ? "w" : line->by_office ? "o" : "m";
	if (line->from_side == line->to_side) {
		strbuf_printf(out, "<path class=\"%s\" d=\"M%d,%d H%d C%d,%d %d,%d %d,%d H%d\"/>\n", kind, x,
			      line->from_y, bend, bend + LOOP, line->from_y, bend + LOOP, line->to_y, bend, line->to_y,
			      end + 6);
		return;
	}
	strbuf_printf(out, "<path class=\"%s\" d=\"M%d,%d H%d C%d,%d %d,%d %d,%d H%d\"/>\n", kind, x, line->from_y,
		      bend, bend + direction * CURVE / 2, line->from_y, end - direction * (CURVE / 2 + 8), line->to_y,
		      end - direction * 12, line->to_y, end - direction * 6);
}

static void put_line_label(struct strbuf *out, const struct picture *picture, const struct line *line)
{
	int x = side_x(&picture->boxes[line->from], line->from_side) + (line->from_side == LEFT ? -5 : 5);
	strbuf_printf(out, "<text class=\"l\" x=\"%d\" y=\"%d\"%s>", x, line->from_y - 4,
		      line->from_side == LEFT ? " text-anchor=\"end\"" : "");
	put_escaped(out, line->label);
	strbuf_puts(out, "<title>");
	put_escaped(out, line->title);
	strbuf_puts(out, "</title></text>\n");
}

static void put_box(struct strbuf *out, const struct box *box, const struct rule_state *state)
{
	const char *kind = state->initial ? "s i" : state->final ? "s f" : "s";
	strbuf_printf(out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"%d\"/>\n", kind,
		      box->x, box->y, box->width, box->height, state->final ? 2 : 9);
	strbuf_printf(out, "<text class=\"n\" x=\"%d\" y=\"%d\">", box->x + box->width / 2, middle(box) - 3);
	put_escaped(out, label_text(&state->label, txt_language()));
	if (strcmp(label_text(&state->label, txt_language()), state->code) == 0) {
		strbuf_puts(out, "</text>\n");
		return;
	}
	strbuf_printf(out, "</text>\n<text class=\"c\" text-anchor=\"middle\" x=\"%d\" y=\"%d\">",
		      box->x + box->width / 2, middle(box) + 14);
	put_escaped(out, state->code);
	strbuf_puts(out, "</text>\n");
}

static void put_picture(struct strbuf *out, const struct picture *picture)
{
	for (int i = 0; i < picture->n_lines; i++)
		put_curve(out, picture, &picture->lines[i]);
	for (int i = 0; i < picture->graph->n_states; i++)
		put_box(out, &picture->boxes[i], &picture->graph->states[i]);
	for (int i = 0; i < picture->n_lines; i++)
		put_line_label(out, picture, &picture->lines[i]);
}

static void put_heading(struct strbuf *out, const char *class, int y, const char *text)
{
	strbuf_printf(out, "<text class=\"%s\" x=\"%d\" y=\"%d\">", class, MARGIN, y);
	put_escaped(out, text);
	strbuf_puts(out, "</text>\n");
}

static struct picture make_picture(const struct rules *rules, bool of_case, int top)
{
	struct picture picture = { .graph = rules_graph_new(rules, of_case) };
	picture.boxes = hy_xcalloc((size_t)picture.graph->n_states + 1, sizeof *picture.boxes);
	make_lines(&picture);
	place_boxes(&picture, top);
	place_lines(&picture);
	return picture;
}

static void drop_picture(struct picture *picture)
{
	for (int i = 0; i < picture->n_lines; i++) {
		free(picture->lines[i].label);
		free(picture->lines[i].title);
	}
	free(picture->lines);
	free(picture->boxes);
	rules_graph_free(picture->graph);
}

static const char style[] =
	"<style>text{font-size:13px;fill:#222}.h{font-size:19px}.g{font-size:15px;fill:#444}.n{text-anchor:middle}"
	".c{font-size:11px;fill:#777}.l{font-size:12px;paint-order:stroke;stroke:#fff;stroke-width:"
	"3px}"
	".s{fill:#f6f8fb;stroke:#456;stroke-width:1.2}.i{fill:#e4f2e4;stroke-width:2.4}.f{fill:#eee;stroke-width:2.4}"
	"path{fill:none;stroke-width:1.2;marker-end:url(#a)}.m{stroke:#357}.o{stroke:#a50}"
	".w{stroke:#aaa;stroke-dasharray:4 3}</style>\n";

char *rules_draw_svg(const struct rules *rules)
{
	struct picture cases = make_picture(rules, true, MARGIN + 2 * HEADING + 14);
	struct picture offices = make_picture(rules, false, cases.height + HEADING + 14);
	int width = cases.width > offices.width ? cases.width : offices.width;
	struct strbuf out = { 0 };
	strbuf_printf(
		&out,
		"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" "
		"height=\"%d\" viewBox=\"0 0 %d %d\" font-family=\"'Noto Sans CJK SC','Microsoft "
		"YaHei',sans-serif\">\n",
		width, offices.height + MARGIN, width, offices.height + MARGIN);
	strbuf_puts(&out, "<title>");
	put_escaped(&out, label_text(&rules->name, txt_language()));
	strbuf_puts(&out, "</title>\n");
	strbuf_puts(&out, style);
	strbuf_puts(&out, "<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"1\" refY=\"4\" markerWidth=\"7\" "
			  "markerHeight=\"7\" orient=\"auto\"><path d=\"M0,0 L8,4 L0,8 z\" "
			  "style=\"fill:#456;stroke:none;marker-end:none\"/></marker></defs>\n");
	strbuf_printf(&out, "<rect width=\"%d\" height=\"%d\" fill=\"#fff\"/>\n", width, offices.height + MARGIN);
	put_heading(&out, "h", MARGIN + 16, label_text(&rules->name, txt_language()));
	put_heading(&out, "g", MARGIN + HEADING + 16, txt(TXT_DRAW_CASE));
	put_picture(&out, &cases);
	if (offices.graph->n_states > 0)
		put_heading(&out, "g", cases.height + HEADING - 10, txt(TXT_DRAW_ASSIGNMENT));
	put_picture(&out, &offices);
	put_heading(&out, "c", offices.height + 4, txt(TXT_DRAW_COLORS));
	strbuf_puts(&out, "</svg>\n");
	drop_picture(&cases);
	drop_picture(&offices);
	return strbuf_take(&out);
}
