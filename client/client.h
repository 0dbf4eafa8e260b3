/* What every verb of huiyin works with: the settings of this run, and the exit codes. */
#ifndef CLIENT_H
#define CLIENT_H

#include "domain/reason.h"
#include <stdbool.h>

struct evgrpc_channel;
struct remote_call;

/* Exit codes, part of the contract with scripts. */
enum client_exit {
	CLIENT_OK = 0,
	CLIENT_FAILED = 1,
	CLIENT_USAGE = 2,
	CLIENT_NOT_FOUND = 3,
	CLIENT_CONFLICT = 4,
	CLIENT_DENIED = 5,
	CLIENT_UNREACHABLE = 6,
	CLIENT_PARTIAL = 7,
};

enum output_format { OUTPUT_TABLE, OUTPUT_JSON, OUTPUT_CSV, OUTPUT_XLSX };

/* Stands for a file of CAs: those the system trusts. */
#define TLS_SYSTEM "system"

/* Settings of one run; main fills them before a verb runs. */
struct client {
	const struct verb *verb; /* that runs; NULL before */
	enum language language;
	enum output_format output;
	const char *out; /* the file tables go to, borrowed; NULL: standard output, or a file of the verb's own */
	bool color, verbose, pager;
	unsigned timeout_ms; /* 0: the verb's own default */
	char *server;        /* owned */
	/* TLS to a TCP address: a file, or "system", of whom the server's certificate must come from; NULL: plain text.
	 * Beside it the client's own certificate, if the server asks for one. All owned. */
	char *tls_ca, *tls_certificate, *tls_key;
	char *token_file;               /* owned; NULL: the login file */
	char *token;                    /* owned; NULL until remote.c has read it */
	bool anonymous;                 /* send no token (health) */
	struct evgrpc_channel *channel; /* owned; NULL until the first call */
	struct remote_call *call;       /* owned; of remote.h, NULL until the first call */
};

#endif
