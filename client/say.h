/* Sentences on stderr, in the language of the run, and filling of {places} in texts. */
#ifndef SAY_H
#define SAY_H

#include "domain/reason.h"
#include "texts.h"
#include <stdbool.h>

/* A text with its {places} filled from pairs key, value, …, NULL; fresh memory. */
char *say_filled(enum text_id id, ...) __attribute__((sentinel));
/* Prints "huiyin: " and the filled text on stderr. */
void say_error(enum text_id id, ...) __attribute__((sentinel));
/* Prints the filled text alone on stderr: a note. */
void say_note(enum text_id id, ...) __attribute__((sentinel));
/* With verbose the names of reasons are said as well; not at first. */
void say_set_verbose(bool verbose);
/* With verbose, says on stderr for which reason a line of a file was refused. */
void say_row_reason(size_t line, const char *reason);
/* Stands for | in a value of a refusal, where | itself parts Chinese from English (domain/reason.h). */
#define SAY_BAR "\xe2\x94\x82" /* U+2502 */
/* The sentence of a refusal in the run's language, with SAY_BAR shown as |. */
void say_refusal_text(const struct refusal *refusal, char *text, size_t size);
/* Prints a refusal of the message table on stderr and returns its exit code. */
int say_refusal(const struct refusal *refusal);
/* Why the system refused, by errno; the frequent reasons in the run's language. Static. */
const char *say_system_error(int error);
/* Exit code of a gRPC status code. */
int say_exit_of_code(int code);

#endif
