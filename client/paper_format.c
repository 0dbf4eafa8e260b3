#include "paper_format.h"

#include "base/memory.h"
#include <stdlib.h>
#include <string.h>

static const char *const words[PAPER_WORD_COUNT_] = { "head", "split", "title", "right", "to",    "p",  "sign",
						      "note", "rule",  "gap",   "field", "table", "row" };

static void keep_row(struct paper_rows *rows, char *const *parts, size_t n)
{
	char **cells = hy_xcalloc(n + 1, sizeof *cells);
	for (size_t i = 0; i < n; i++)
		cells[i] = hy_xstrdup(parts[i]);
	rows->cells = hy_xrealloc(rows->cells, (rows->n + 1) * sizeof *rows->cells);
	rows->cells[rows->n++] = cells;
}

static void free_rows(struct paper_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		for (size_t k = 0; k < rows->n_cells; k++)
			free(rows->cells[i][k]);
		free(rows->cells[i]);
	}
	free(rows->cells);
	*rows = (struct paper_rows){ 0 };
}

static void flush_rows(struct paper_out *paper)
{
	if (paper->rows.n)
		paper->format->rows(paper, &paper->rows);
	free_rows(&paper->rows);
}

static enum paper_word word_of(const char *word)
{
	for (size_t i = 0; i < PAPER_WORD_COUNT_; i++)
		if (strcmp(words[i], word) == 0)
			return (enum paper_word)i;
	fprintf(stderr, "huiyin: a template has the unknown block \"%s\"\n", word);
	abort();
}

void paper_block(void *arg, const char *name, char *const *parts, size_t n)
{
	struct paper_out *paper = arg;
	enum paper_word word = word_of(name);
	bool of_rows = word == PAPER_FIELD || word == PAPER_TABLE || word == PAPER_ROW;
	bool follows = paper->rows.n && paper->rows.n_cells == n && word != PAPER_TABLE &&
		       paper->rows.word == (word == PAPER_FIELD ? PAPER_FIELD : PAPER_ROW);
	if (!of_rows || !follows)
		flush_rows(paper);
	if (!of_rows) {
		paper->format->block(paper, word, parts, n);
		return;
	}
	paper->rows.word = word == PAPER_FIELD ? PAPER_FIELD : PAPER_ROW;
	paper->rows.n_cells = n;
	keep_row(&paper->rows, parts, n);
}

static const char *skip_indent(const char *text)
{
	static const char wide_blank[] = "　";
	for (;;) {
		if (*text == ' ' || *text == '\t')
			text++;
		else if (strncmp(text, wide_blank, sizeof wide_blank - 1) == 0)
			text += sizeof wide_blank - 1;
		else
			return text;
	}
}

const char *paper_paragraph(const char **text, size_t *ret_len)
{
	while (**text) {
		const char *begin = skip_indent(*text);
		*ret_len = strcspn(begin, "\r\n");
		*text = begin + *ret_len + strspn(begin + *ret_len, "\r\n");
		if (*ret_len)
			return begin;
	}
	return NULL;
}

void paper_begin(struct paper_out *paper)
{
	paper->format->page(paper);
	paper->begun = true;
}

void paper_end(struct paper_out *paper)
{
	flush_rows(paper);
	paper->format->page_end(paper);
}
