/* What the lines of a case tell beside its tables: reasons, document numbers, texts, outcomes, as corrected since. */
#ifndef SERVICE_NOTES_H
#define SERVICE_NOTES_H

#include "store/case_store.h"

#include <jansson.h>

struct notes {
	const struct case_note *list;
	json_t **inputs; /* what was said, with what later lines corrected */
	size_t n;
};

/* Reads the notes of a case up to its version. Free with notes_clear. */
void notes_read(struct notes *ret_notes, const struct case_row *row);
void notes_clear(struct notes *notes);
/* Index of the last note with a milestone of an assignment (0: of the case), -1 if there is none. */
int notes_find(const struct notes *notes, int assignment_no, enum milestone milestone);
/* A text of note i; "" when it was not said or i is -1. */
const char *notes_text(const struct notes *notes, int i, const char *key);

#endif
