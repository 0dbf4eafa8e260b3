/* Reading of the settings under way: settings.c has the command line, settings_table.c what may stand on it,
 * settings_environment.c the environment, settings_check.c what does not go together. */
#ifndef SETTINGS_READ_H
#define SETTINGS_READ_H

#include "settings.h"

#define MAX_WORKERS 256

struct reader {
	struct settings *settings;
	bool data_on_line, url_on_line; /* given on the command line: beats the environment */
	char *error;
	size_t error_size;
};

/* An option of the command line. */
struct setting {
	const char *name, *value; /* value NULL: a switch */
	unsigned commands;        /* it belongs to, a bit for each enum command */
	int (*take)(struct reader *reader, const char *value);
	const char *zh, *en;
};

/* The option of that name; NULL if there is none. */
const struct setting *settings_find(const char *name, size_t len);
/* Reads a whole number from min to max; "sentence value" is the error. */
int settings_take_number(struct reader *reader, const char *value, int min, int max, const char *sentence, int *ret);
/* Writes "sentence what" as the error; -1. */
int settings_fail(const struct reader *reader, const char *sentence, const char *what);
/* Keeps a text until settings_free and gives it back. */
const char *settings_own(struct settings *settings, char *text);
/* Takes from the environment what the command line left open. 0, or -1 with a sentence. */
int settings_environment(struct reader *reader);
/* 0, or -1 with a sentence when settings do not go together. */
int settings_check(const struct reader *reader);
/* The language of the locale. */
enum language settings_language(void);

#endif
