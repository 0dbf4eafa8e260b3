/* The inside of migrate.h: the same with the table of files as an argument, so that tests bring tables of their own. */
#ifndef DB_MIGRATE_INTERNAL_H
#define DB_MIGRATE_INTERNAL_H

#include "base/digest.h"
#include "db/migrate.h"
#include "db/sentence.h"

#include <libpq-fe.h>
#include <stdbool.h>

#define SHA256_TEXT (2 * SHA256_BYTES + 1)

struct migration_table {
	const struct migration_file *files;
	size_t count;
};

/* A version: what the program has of it, and what the database knows of it. */
struct migration {
	int version;
	char name[100];                         /* "ledger" of 0001_ledger.up.sql, or what the database recorded */
	const struct migration_file *up, *down; /* NULL: no such file */
	char sha256[SHA256_TEXT];               /* of the up file */
	bool applied;
	char applied_sha256[SHA256_TEXT];
	char applied_at[32]; /* "2023-06-30 08:00:00 UTC" */
};

/* All versions of either side, ascending. */
struct migration_list {
	struct migration *items;
	size_t n;
};

/* migrate_list.c: the list of the files alone. Files must be named NNNN_name.up.sql or NNNN_name.down.sql, each
 * version once, without psql's backslash commands. -1 with a sentence. Free with migration_list_free. */
int migration_list_read(const struct migration_table *table, struct migration_list *ret_list,
			const struct sentence *why);
void migration_list_free(struct migration_list *list);
/* Adds what schema_migrations says; without the table nothing is applied. */
int migration_list_compare(struct migration_list *list, PGconn *conn, const struct sentence *why);
/* NEWER before CHANGED before BEHIND. ret_about (may be NULL) gets the version that made it so. */
enum migrate_state migration_list_state(const struct migration_list *list, const struct migration **ret_about);

/* migrate.c */
int migrate_up_table(const struct migration_table *table, const char *conninfo, int *ret_applied,
		     const struct sentence *why);
int migrate_down_table(const struct migration_table *table, const char *conninfo, int version, int *ret_undone,
		       const struct sentence *why);
int migrate_check_table(const struct migration_table *table, const char *conninfo, enum migrate_state *ret_state,
			const struct sentence *why);
int migrate_status_table(const struct migration_table *table, const char *conninfo, FILE *out,
			 const struct sentence *why);

#endif
