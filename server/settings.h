/* What huiyind was asked to do: command line, environment, defaults. One table holds every setting. */
#ifndef SETTINGS_H
#define SETTINGS_H

#include "base/date.h"
#include "domain/reason.h"
#include "report/deliver.h"
#include <stdbool.h>
#include <stddef.h>

#define MAX_LISTEN 16 /* addresses */

enum command { COMMAND_SERVE, COMMAND_INIT, COMMAND_MIGRATE, COMMAND_HELP, COMMAND_VERSION };
enum migrate_action { MIGRATE_UP, MIGRATE_STATUS, MIGRATE_DOWN };

/* Texts belong to the command line, the environment or the process. */
struct settings {
	enum command command;
	enum language language;
	/* where the data is: exactly one of the first two (serve, init, migrate) */
	const char *data, *database_url;
	const char *migrate_url; /* owner of the schema; the database's own when not given */
	/* serve */
	const char *listen[MAX_LISTEN];
	int n_listen;
	int workers;
	hy_day business_date;
	int jurisdiction;                      /* 0: the only one */
	const char *tls_certificate, *tls_key; /* TLS on TCP addresses; both or none */
	const char *tls_client_ca, *tls_crl;   /* clients must show a certificate; those revoked */
	bool insecure_listen;
	int log_level; /* enum log_level */
	struct deliver_settings deliver;
	/* init */
	const char *name, *token_file;
	bool new_token;
	/* migrate */
	enum migrate_action action;
	int version;
	char *owned[12]; /* texts that had to be made */
	int n_owned;
};

/* Reads them. 0, or -1 with one sentence; to be freed in either case. */
int settings_read(int argc, char **argv, struct settings *ret_settings, char *ret_error, size_t error_size);
void settings_free(struct settings *settings);
/* Prints what --help prints. */
void settings_help(enum language language);
/* True for an address that only this machine reaches: unix sockets, 127.0.0.0/8, ::1, localhost. */
bool settings_is_local(const char *address);

#endif
