/* migrate.h with the files that were built in. */
#include "db/migrate_internal.h"

static struct migration_table built_in(void)
{
	return (struct migration_table){ .files = migration_files, .count = migration_file_count };
}

int migrate_up(const char *conninfo, int *ret_applied, char *ret_error, size_t error_size)
{
	const struct migration_table table = built_in();
	const struct sentence why = { ret_error, error_size };

	return migrate_up_table(&table, conninfo, ret_applied, &why);
}

int migrate_down(const char *conninfo, int version, int *ret_undone, char *ret_error, size_t error_size)
{
	const struct migration_table table = built_in();
	const struct sentence why = { ret_error, error_size };

	return migrate_down_table(&table, conninfo, version, ret_undone, &why);
}

int migrate_check(const char *conninfo, enum migrate_state *ret_state, char *ret_error, size_t error_size)
{
	const struct migration_table table = built_in();
	const struct sentence why = { ret_error, error_size };

	return migrate_check_table(&table, conninfo, ret_state, &why);
}

int migrate_status(const char *conninfo, FILE *out, char *ret_error, size_t error_size)
{
	const struct migration_table table = built_in();
	const struct sentence why = { ret_error, error_size };

	return migrate_status_table(&table, conninfo, out, &why);
}
