/* Words of reports in both languages, and sentences with holes. */
#ifndef REPORT_PHRASES_H
#define REPORT_PHRASES_H

#include "base/date.h"
#include "base/memory.h"
#include "domain/reason.h"
#include "domain/rules/rules.h"

/* What every format prints around the document. */
enum phrase {
	PHRASE_NOTE,        /* before the notes of a table: 注： */
	PHRASE_DEFINITIONS, /* heading of the definitions: 口径 */
	PHRASE_EXAMPLE,     /* the data are an example */
	PHRASE_LETTER,      /* title of a dunning letter: 催办函 */
	PHRASE_COUNTED,     /* columns a percentage's numerator and denominator have in files: 件数 */
	PHRASE_BASE,        /* 基数 */
	PHRASE_COUNT_
};
const char *phrase(enum phrase phrase, enum language language);

/* A sentence of a language with its {names} replaced; pairs: name, text, …, NULL. In the arena. A name that is not
 * given ends the process: sentences are part of the program. */
const char *fill(struct arena *arena, enum language language, struct label sentence, ...) __attribute__((sentinel));
/* "答复率：已答复÷承办", "answer rate: answered / assigned". In the arena. */
const char *labelled(struct arena *arena, enum language language, const char *label, const char *text);
/* "2023年6月30日", "30 June 2023"; "6月30日", "30 June". In the arena. */
const char *day_in_words(struct arena *arena, hy_day day, enum language language);
/* The same of "2023-06-30"; what is no day stays as it is. */
const char *day_text_in_words(struct arena *arena, const char *text, enum language language);
const char *day_in_short(struct arena *arena, hy_day day, enum language language);

#endif
