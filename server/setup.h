/* What comes before serving: the database at hand, the jurisdiction, the first token. */
#ifndef SETUP_H
#define SETUP_H

#include "settings.h"

struct embedded;

/* A database ready to be used. */
struct place {
	struct embedded *embedded; /* NULL for a database by URL */
	const char *app, *owner;   /* conninfo of the role that serves and of the schema's owner */
};

/* Starts the embedded cluster, if that is what the settings say. 0, or -1 with a sentence. */
int setup_open(const struct settings *settings, struct place *ret_place, char *ret_error, size_t error_size);
/* Stops what setup_open started. */
void setup_close(struct place *place);
/* Brings the schema up (embedded) or makes sure that it is current (by URL), and that the server keeps what it
 * acknowledges. */
int setup_check(const struct place *place, char *ret_error, size_t error_size);
/* The jurisdiction to serve: wanted, or the only one. */
int setup_find_jurisdiction(const char *conninfo, int wanted, int *ret_jurisdiction, char *ret_error,
			    size_t error_size);
/* huiyind init and huiyind migrate on an open place; print what they did. */
int setup_init(const struct settings *settings, const struct place *place, char *ret_error, size_t error_size);
int setup_migrate(const struct settings *settings, const struct place *place, char *ret_error, size_t error_size);

#endif
