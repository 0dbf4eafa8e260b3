#include "ledger/fold_words.h"

#include "base/memory.h"
#include "base/plain.h"
#include "ledger/line.h"
#include "ledger/statements.h"
#include <stdlib.h>
#include <string.h>

static struct case_words *add(struct fold_words *words)
{
	if (words->n == words->size) {
		words->size = words->size ? 2 * words->size : 16;
		words->list = hy_xrealloc(words->list, words->size * sizeof *words->list);
	}
	return &words->list[words->n++];
}

void fold_words_add(struct fold_words *words, int64_t case_id, const char *title, const char *text)
{
	struct case_words *added = add(words);

	added->case_id = case_id;
	bigrams_make(&added->words, title ? title : "", text);
	added->plain = plain_title_and_text(title ? title : "", text ? text : "");
}

void fold_words_add_line(struct fold_words *words, const json_t *line)
{
	const json_t *received = json_object_get(line, "received");

	if (!strcmp(member_text(line, "kind"), "create"))
		fold_words_add(words, member_int(line, "case"), member_text(received, "title"),
			       member_text(received, "text"));
}

static void bind_joined(struct db_batch *batch, const struct bigrams *words)
{
	char *joined = bigrams_join(words);

	db_bind_text(batch, joined);
	free(joined);
}

void fold_words_bind(const struct fold_words *words, struct db_batch *batch, int jurisdiction)
{
	if (!words->n)
		return;
	db_add(batch, F_WORDS);
	db_bind_int4(batch, jurisdiction);
	DB_BIND_EACH(batch, DB_INT8, words->list, words->n, db_bind_int8(batch, it->case_id));
	DB_BIND_EACH(batch, DB_TEXT, words->list, words->n, bind_joined(batch, &it->words));
	DB_BIND_EACH(batch, DB_TEXT, words->list, words->n, db_bind_text(batch, it->plain));
}

void fold_words_borrow(struct fold_words *words, const struct fold_words *from)
{
	words->borrowed = true;
	for (size_t i = 0; i < from->n; i++)
		*add(words) = from->list[i];
}

void fold_words_free(struct fold_words *words)
{
	for (size_t i = 0; i < words->n && !words->borrowed; i++) {
		bigrams_clear(&words->list[i].words);
		free(words->list[i].plain);
	}
	free(words->list);
	*words = (struct fold_words){ 0 };
}
