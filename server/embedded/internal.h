/* What the files of embedded/ share.
 *
 *   embedded.c    the public functions
 *   account.c     the account PostgreSQL runs as, and processes that run as it
 *   folder.c      the data folder: making, checking, locking; the folder of the socket
 *   binaries.c    where PostgreSQL's programs are
 *   cluster.c     making the cluster: all of it or nothing
 *   postmaster.c  finding, starting and stopping the postmaster
 *   roles.c       roles and database inside */
#ifndef EMBEDDED_INTERNAL_H
#define EMBEDDED_INTERNAL_H

#include "db/sentence.h"
#include "embedded/embedded.h"

#include <stdint.h>
#include <sys/types.h>

/* Any of the waits for PostgreSQL. Crash recovery of a large cluster may take as long. */
#define PATIENCE_US INT64_C(60000000)
/* The oldest PostgreSQL whose features the schema uses. */
#define OLDEST_MAJOR 15
#define MOST_GROUPS  64
/* The port is only a part of the socket's name: nothing listens on TCP. */
#define PORT "5432"

struct account {
	char *name, *home;
	uid_t uid;
	gid_t gid;
	gid_t groups[MOST_GROUPS];
	int n_groups;
	bool other; /* we are root and step down to it */
};

struct embedded {
	char *dir, *data, *log; /* DIR, DIR/pg, DIR/pg.log; absolute, without symbolic links */
	char *socket_dir, *bin;
	int lock; /* descriptor of DIR/lock */
	struct account account;
	pid_t postmaster; /* 0: none known */
	pid_t child;      /* the postmaster we started and have to wait for; 0: none, or another process' child */
	int child_status; /* of the last child that ended */
	char *owner, *app, *superuser; /* conninfo strings */
};

/* account.c */
int account_find(struct account *ret_account, const struct sentence *why);
void account_clear(struct account *account);
/* Forks a process of the account: no descriptors but 0 (nothing), 1 and 2 (both output; -1: nothing) and keep, if
 * that is not -1; default signals, umask 077, working folder /. It runs work, which may only call async-signal-safe
 * functions, and ends with what that returns. -1 with a sentence when it cannot fork. */
pid_t account_fork(const struct account *account, int output, int keep, int (*work)(const void *arg), const void *arg,
		   const struct sentence *why);
/* The same, waits for it and returns its exit status, 128 + signal, or -1 with a sentence. Output is thrown away. */
int account_call(const struct account *account, int (*work)(const void *arg), const void *arg,
		 const struct sentence *why);
/* A program and its clean environment, ready for account_fork with exec_program as work. */
struct program {
	const char *const *argv;
	char *const *envp;
};
int exec_program(const void *program);
/* HOME, LC_ALL, PATH and USER and nothing else; free the array and its strings with environment_free. */
char **environment_new(const struct account *account, const char *bin);
void environment_free(char **envp);
/* Runs a program as the account to its end; it and its children have keep open. ret_output gets what it printed (at
 * most size - 1 bytes, the end counts). Returns its exit status as account_call. */
int account_run(const struct account *account, const char *bin, const char *const *argv, int keep, char *ret_output,
		size_t size, const struct sentence *why);

/* folder.c */
/* Makes and checks DIR, sets dir, data and log, takes the lock. */
int folder_open(struct embedded *e, const char *dir, const struct sentence *why);
/* Chooses, makes and checks the folder of the socket. */
int folder_choose_socket(struct embedded *e, const struct sentence *why);

/* binaries.c: sets bin to programs that fit the cluster, or to the newest if there is none yet. */
int binaries_find(struct embedded *e, const struct sentence *why);

/* cluster.c: makes DIR/pg unless it is there. */
int cluster_make(struct embedded *e, const struct sentence *why);

/* postmaster.c */
/* Sees to it that the postmaster takes connections: finds the running one, or starts one. */
int postmaster_ensure(struct embedded *e, const struct sentence *why);
/* True while the known postmaster lives. */
bool postmaster_is_alive(struct embedded *e);
/* How the postmaster ended, for people. */
void postmaster_say_end(const struct embedded *e, char *out, size_t size);
/* Fast shutdown; waits. -1 when it is still there after PATIENCE_US. */
int postmaster_stop(struct embedded *e);
/* A short sleep between two looks. */
void nap(void);

/* roles.c: makes what is missing of huiyin_owner, huiyin_app and the database huiyin. */
int roles_ensure(const struct embedded *e, const struct sentence *why);

#endif
