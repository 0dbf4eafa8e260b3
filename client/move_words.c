#include "move_words.h"

#include "texts.h"

#define COUNT(a) (sizeof(a) / sizeof(a)[0])

void move_words_add(struct strbuf *out, const char *separator, const char *word)
{
	strbuf_puts(out, out->len ? separator : "");
	strbuf_puts(out, word);
}

char *move_words_roles(const struct rule_move *move, bool codes)
{
	struct strbuf out = { 0 };
	for (int role = 1; role < ROLE_COUNT_; role++)
		if (move->roles & 1u << role)
			move_words_add(&out, codes ? " " : txt(TXT_LIST_COMMA),
				       codes ? role_name((enum role)role)
					     : role_label((enum role)role, txt_language()));
	return strbuf_take(&out);
}

char *move_words_needs(const struct rule_move *move)
{
	static const struct {
		unsigned bit;
		enum text_id words;
	} needs[] = {
		{ NEED_OPINIONS, TXT_FIELD_NEED_OPINIONS },     { NEED_COSIGNS, TXT_FIELD_NEED_COSIGNS },
		{ NEED_CONTACT, TXT_FIELD_NEED_CONTACT },       { NEED_PROMISES, TXT_FIELD_NEED_PROMISES },
		{ NEED_SIGNATURES, TXT_FIELD_NEED_SIGNATURES }, { NEED_ANSWERS, TXT_FIELD_NEED_ANSWERS },
		{ NEED_MERGED, TXT_FIELD_NEED_MERGED },         { NEED_DISSATISFIED, TXT_FIELD_NEED_DISSATISFIED },
	};
	struct strbuf out = { 0 };
	for (size_t i = 0; i < COUNT(needs); i++)
		if (move->needs & needs[i].bit)
			move_words_add(&out, txt(TXT_LIST_COMMA), txt(needs[i].words));
	return strbuf_take(&out);
}
