#include "paper_template.h"

#include "base/memory.h"
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct line {
	const char *text;
	size_t len;
};
struct run {
	struct line *lines;
	size_t n;
	const json_t *stack[PAPER_MAX_DEPTH + 1];
	size_t depth;
	paper_take *take;
	void *arg;
};

static void split_lines(const char *text, struct run *run)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		run->lines = hy_xrealloc(run->lines, (run->n + 1) * sizeof *run->lines);
		run->lines[run->n++] = (struct line){ text, len };
		text += len + (text[len] == '\n');
	}
}

/* True for "{{#name}}" with the mark that is asked for; *ret_name is what follows the mark. */
static bool is_mark(const struct line *line, char mark, struct line *ret_name)
{
	if (line->len < 6 || strncmp(line->text, "{{", 2) != 0 || line->text[2] != mark ||
	    strncmp(line->text + line->len - 2, "}}", 2) != 0)
		return false;
	*ret_name = (struct line){ line->text + 3, line->len - 5 };
	return true;
}

static const json_t *look_up(const struct run *run, const struct line *name)
{
	char key[64];
	if (name->len >= sizeof key)
		return NULL;
	memcpy(key, name->text, name->len);
	key[name->len] = '\0';
	if (strcmp(key, ".") == 0)
		return run->stack[run->depth];
	for (size_t i = run->depth + 1; i-- > 0;) {
		const json_t *value = json_object_get(run->stack[i], key);
		if (value)
			return value;
	}
	return NULL;
}

static bool is_something(const json_t *value)
{
	if (json_is_string(value))
		return *json_string_value(value) != '\0';
	if (json_is_array(value))
		return json_array_size(value) > 0;
	return value && !json_is_false(value) && !json_is_null(value);
}

/* ---- Blocks ---- */

static void add_value(struct strbuf *out, const json_t *value)
{
	if (json_is_string(value))
		strbuf_puts(out, json_string_value(value));
	else if (json_is_integer(value))
		strbuf_printf(out, "%lld", (long long)json_integer_value(value));
}

/* A part with its names filled; fresh memory. */
static char *fill(const struct run *run, const char *text, size_t len)
{
	struct strbuf out = { 0 };
	const char *end = text + len;
	while (text < end) {
		const char *open = memmem(text, (size_t)(end - text), "{{", 2);
		const char *close = open ? memmem(open, (size_t)(end - open), "}}", 2) : NULL;
		strbuf_add(&out, text, (size_t)((close ? open : end) - text));
		if (!close)
			break;
		add_value(&out, look_up(run, &(struct line){ open + 2, (size_t)(close - open - 2) }));
		text = close + 2;
	}
	return strbuf_take(&out);
}

static void trim(struct line *line)
{
	while (line->len && *line->text == ' ') {
		line->text++;
		line->len--;
	}
	while (line->len && line->text[line->len - 1] == ' ')
		line->len--;
}

static bool take_block(const struct run *run, const struct line *line)
{
	char word[32], *parts[PAPER_MAX_PARTS];
	const char *blank = memchr(line->text, ' ', line->len), *end = line->text + line->len;
	size_t len = blank ? (size_t)(blank - line->text) : line->len, n = 0;
	bool good = len < sizeof word;
	snprintf(word, sizeof word, "%.*s", (int)len, line->text);
	for (const char *p = blank; p && good;) {
		const char *bar = memchr(p, '|', (size_t)(end - p));
		struct line part = { p, (size_t)((bar ? bar : end) - p) };
		trim(&part);
		good = n < PAPER_MAX_PARTS;
		if (good)
			parts[n++] = fill(run, part.text, part.len);
		p = bar ? bar + 1 : NULL;
	}
	if (good)
		run->take(run->arg, word, parts, n);
	while (n)
		free(parts[--n]);
	return good;
}

/* ---- Sections ---- */

/* The line that closes the section begun on the line first; n if none does. */
static size_t find_close(const struct run *run, size_t first, size_t end, const struct line *name)
{
	struct line other;
	size_t inner = 0;
	for (size_t i = first + 1; i < end; i++) {
		if (is_mark(&run->lines[i], '#', &other) || is_mark(&run->lines[i], '^', &other))
			inner++;
		else if (is_mark(&run->lines[i], '/', &other) && inner-- == 0)
			return other.len == name->len && memcmp(other.text, name->text, other.len) == 0 ? i : end;
	}
	return end;
}

static int run_lines(struct run *run, size_t begin, size_t end);

static int run_entry(struct run *run, const json_t *entry, size_t begin, size_t end)
{
	if (run->depth == PAPER_MAX_DEPTH)
		return (int)begin;
	run->stack[++run->depth] = entry;
	int wrong = run_lines(run, begin, end);
	run->depth--;
	return wrong;
}

static int run_section(struct run *run, const struct line *name, bool inverted, size_t begin, size_t end)
{
	const json_t *value = look_up(run, name);
	if (inverted)
		return is_something(value) ? 0 : run_lines(run, begin, end);
	if (!is_something(value))
		return 0;
	if (!json_is_array(value))
		return run_entry(run, value, begin, end);
	int wrong = 0;
	for (size_t i = 0; i < json_array_size(value) && !wrong; i++)
		wrong = run_entry(run, json_array_get(value, i), begin, end);
	return wrong;
}

static int run_lines(struct run *run, size_t begin, size_t end)
{
	int wrong = 0;
	for (size_t i = begin; i < end && !wrong; i++) {
		const struct line *line = &run->lines[i];
		struct line name;
		bool inverted = is_mark(line, '^', &name);
		if (inverted || is_mark(line, '#', &name)) {
			size_t close = find_close(run, i, end, &name);
			wrong = close == end ? (int)i + 1 : run_section(run, &name, inverted, i + 1, close);
			i = close;
		} else if (is_mark(line, '/', &name) || (line->len && *line->text != '#' && !take_block(run, line))) {
			wrong = (int)i + 1; /* a section closed that is not open, or no block */
		}
	}
	return wrong;
}

int paper_template_run(const char *text, const json_t *data, paper_take *take, void *arg)
{
	struct run run = { .stack = { data }, .take = take, .arg = arg };
	split_lines(text, &run);
	int wrong = run_lines(&run, 0, run.n);
	free(run.lines);
	return wrong;
}
