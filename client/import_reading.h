/* Reading of one cell. Internal to import_values.c and import_words.c. */
#ifndef IMPORT_READING_H
#define IMPORT_READING_H

#include "import_values.h"

/* A cell that is read. Readers give its value, the arena's, or NULL with the refusal. */
struct reading {
	const struct import_words *words;
	const struct import_field *field;
	struct arena *arena;
	const char *cell;
	struct refusal *refusal;
};

/* Refuses the cell with what would be right. NULL. */
char *reading_refuse(const struct reading *r, const char *value, const char *zh, const char *en);
/* Full width made plain, line breaks to blanks, blanks around dropped; the same without any blanks. */
char *reading_line(struct arena *arena, const char *cell);
char *reading_without_blanks(struct arena *arena, const char *cell);
/* Takes a word off the end of a text. */
bool reading_drop_end(char *text, const char *word);

/* Words of the rules, and of fixed lists. */
char *reading_proposer_kind(const struct reading *r);
char *reading_level(const struct reading *r);
char *reading_truth(const struct reading *r);
char *reading_verb(const struct reading *r);
char *reading_class(const struct reading *r);
char *reading_publication(const struct reading *r);
char *reading_method(const struct reading *r);
char *reading_mark(const struct reading *r);

#endif
