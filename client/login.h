/* Files of a login: server address and token below $XDG_CONFIG_HOME/huiyin (or ~/.config/huiyin). */
#ifndef LOGIN_H
#define LOGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Path of a file of the login ("token", "server"); fresh memory, NULL when neither XDG_CONFIG_HOME nor HOME is set. */
char *login_path(const char *name);
/* The server address of the login, NULL if there is none; fresh memory. */
char *login_server(void);
/* The token of a file, without blanks around it; fresh memory. NULL after a sentence on stderr: unreadable, empty, or
 * the caller's own file that others may read (the rule ssh has for its keys). */
char *login_read_token(const char *path);
/* A token from an open stream (standard input, without echo on a terminal); fresh memory, NULL if it is empty. */
char *login_read_token_stream(FILE *in);
/* Whether a new secret may go to path: nothing is there, or an empty file. false after a sentence. */
bool login_may_write(const char *path);
/* Writes text and a line feed into a file of mode 0600, replacing it at once. 0 or -1 after a sentence on stderr. */
int login_write_secret(const char *path, const char *text);
/* Stores address and token. 0 or -1 after a sentence. */
int login_store(const char *server, const char *token);

#endif
