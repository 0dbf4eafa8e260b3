/* Files of a login: server address, token and TLS files below $XDG_CONFIG_HOME/huiyin (or ~/.config/huiyin). */
#ifndef LOGIN_H
#define LOGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct client;

/* Names of the login's files, each of one line; the token's is "token". */
#define LOGIN_SERVER          "server"
#define LOGIN_TLS_CA          "tls-ca" /* a path, or "system" */
#define LOGIN_TLS_CERTIFICATE "tls-certificate"
#define LOGIN_TLS_KEY         "tls-key"

/* Path of a file of the login; fresh memory, NULL when neither XDG_CONFIG_HOME nor HOME is set. */
char *login_path(const char *name);
/* What stands in a file of the login but the token's, NULL if there is none; fresh memory. */
char *login_read(const char *name);
/* The token of a file, without blanks around it; fresh memory. NULL after a sentence on stderr: unreadable, empty, or
 * the caller's own file that others may read (the rule ssh has for its keys). */
char *login_read_token(const char *path);
/* A token from an open stream (standard input, without echo on a terminal); fresh memory, NULL if it is empty. */
char *login_read_token_stream(FILE *in);
/* Whether a new secret may go to path: nothing is there, or an empty file. false after a sentence. */
bool login_may_write(const char *path);
/* Writes text and a line feed into a file of mode 0600, replacing it at once. 0 or -1 after a sentence on stderr. */
int login_write_secret(const char *path, const char *text);
/* Stores the client's address, TLS files (by their absolute paths) and token. 0 or -1 after a sentence. */
int login_store(const struct client *client);

#endif
