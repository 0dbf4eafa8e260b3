/* The embedded default: a private PostgreSQL cluster below the data folder, made on first use, reachable by a unix
 * socket only, started and stopped by the server, found again after a crash of either. */
#ifndef EMBEDDED_EMBEDDED_H
#define EMBEDDED_EMBEDDED_H

#include <stdbool.h>
#include <stddef.h>

struct embedded;

/* Takes the lock of the data folder DIR, makes the cluster if there is none (initdb: UTF8, C.UTF-8, checksums; roles
 * huiyin_owner and huiyin_app, database huiyin), and starts it unless it runs already. As root everything of
 * PostgreSQL runs as the user postgres. Blocks until the cluster takes connections (at most 60 s).
 * NULL with one sentence in ret_error that says what to do. */
struct embedded *embedded_start(const char *dir, char *ret_error, size_t error_size);
/* conninfo strings for the two roles; live as long as the object. */
const char *embedded_owner_conninfo(const struct embedded *embedded);
const char *embedded_app_conninfo(const struct embedded *embedded);
/* Looks after the postmaster: if it has gone, starts it again. To be called about once a second from a thread that may
 * block. Returns false when it had to be restarted, with a sentence. */
bool embedded_tend(struct embedded *embedded, char *ret_trouble, size_t trouble_size);
/* Stops the cluster (fast mode, waits at most 60 s), gives the lock back and frees the object. NULL is fine. */
void embedded_stop(struct embedded *embedded);

#endif
