/* A cluster with a ledger over it, for the tests of one program. */
#ifndef TESTS_LEDGER_PLACE_H
#define TESTS_LEDGER_PLACE_H

#include "ledger/facts_agree.h"

#include <stdlib.h>

struct place {
	struct cluster cluster;
	struct ledger *ledger;
};

static inline const char *owner(const struct place *place)
{
	return cluster_superuser(&place->cluster, "huiyin");
}

static inline int64_t ask_number(const struct place *place, const char *sql)
{
	return strtoll(cluster_ask(owner(place), sql), NULL, 10);
}

/* One text out of the database. */
static inline const char *tell(const struct place *place, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
static inline const char *tell(const struct place *place, const char *format, ...)
{
	char sql[1000];
	va_list args;

	va_start(args, format);
	vsnprintf(sql, sizeof sql, format, args);
	va_end(args);
	return cluster_ask(owner(place), sql);
}

/* Holds pages up, so that what is submitted meanwhile gathers on one page: until the connection is
 * finished. */
static inline PGconn *hold_pages(const struct place *place)
{
	PGconn *conn = PQconnectdb(owner(place));

	PQclear(PQexec(conn, "SELECT pg_advisory_lock(1213822834, 150200)"));
	return conn;
}

/* Everything the fold has made is gone, and it begins anew. No server runs. */
static inline void forget_derived(const struct place *place)
{
	cluster_ask(owner(place), "TRUNCATE milestone, fact_change, fact_block, tally_block, thing_block, fact, tally, "
				  "case_words, word_count; UPDATE fold SET page = 0");
}

/* A server that knows nothing yet. */
static inline void start_again(struct place *place)
{
	ledger_stop(place->ledger);
	place->ledger = start_ledger(&place->cluster);
}

/* Setup and teardown of the group. */
static inline int start_place(void **state)
{
	struct place *place = hy_xcalloc(1, sizeof *place);
	char error[500];
	int applied;

	if (cluster_make_folder(&place->cluster) || cluster_start(&place->cluster))
		return -1;
	if (migrate_up(embedded_owner_conninfo(place->cluster.embedded), &applied, error, sizeof error)) {
		fprintf(stderr, "%s\n", error);
		return -1;
	}
	place->ledger = start_ledger(&place->cluster);
	set_up_place(place->ledger);
	*state = place;
	return 0;
}

static inline int stop_place(void **state)
{
	struct place *place = *state;

	if (place->ledger && wait_fold(place->ledger, 20000))
		expect_facts_agree(owner(place)); /* whatever the tests did */
	ledger_stop(place->ledger);
	cluster_remove(&place->cluster);
	free(place);
	return 0;
}

/* Commits wait for the standbys of these names, for none when it is "". */
static inline void set_standby(const struct place *place, const char *names)
{
	char sql[100];

	snprintf(sql, sizeof sql, "ALTER SYSTEM SET synchronous_standby_names = '%s'", names);
	cluster_ask(owner(place), sql);
	cluster_ask(owner(place), "SELECT pg_reload_conf()");
	snprintf(sql, sizeof sql, "SELECT current_setting('synchronous_standby_names') = '%s'", names);
	cluster_wait(owner(place), sql, "t");
}

#endif
