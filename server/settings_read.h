/* Reading of the settings under way: settings.c has the command line, settings_environment.c the environment. */
#ifndef SETTINGS_READ_H
#define SETTINGS_READ_H

#include "settings.h"

struct reader {
	struct settings *settings;
	bool data_on_line, url_on_line; /* given on the command line: beats the environment */
	char *error;
	size_t error_size;
};

/* Writes "sentence what" as the error; -1. */
int settings_fail(const struct reader *reader, const char *sentence, const char *what);
/* Keeps a text until settings_free and gives it back. */
const char *settings_own(struct settings *settings, char *text);
/* Takes from the environment what the command line left open. 0, or -1 with a sentence. */
int settings_environment(struct reader *reader);
/* The language of the locale. */
enum language settings_language(void);

#endif
