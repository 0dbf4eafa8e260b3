#include "db/sqlstate.h"

#include <string.h>

/* Codes: PostgreSQL manual, appendix A. A prefix of two letters stands for a whole class. */
static const struct meaning {
	const char *prefix;
	enum db_error error;
} meanings[] = {
	{ "23505", DB_UNIQUE },        /* unique_violation */
	{ "40001", DB_SERIALIZATION }, /* serialization_failure */
	{ "40P01", DB_SERIALIZATION }, /* deadlock_detected */
	{ "55P03", DB_SERIALIZATION }, /* lock_not_available: lock_timeout */
	{ "25006", DB_READ_ONLY },     /* read_only_sql_transaction: a standby */
	{ "53100", DB_DISK_FULL },     /* disk_full */
	{ "57014", DB_TIMEOUT },       /* query_canceled: statement_timeout */
	{ "40003", DB_UNKNOWN },       /* statement_completion_unknown */
	{ "57P01", DB_LOST },          /* admin_shutdown, pg_terminate_backend */
	{ "57P02", DB_LOST },          /* crash_shutdown */
	{ "57P03", DB_LOST },          /* cannot_connect_now */
	{ "57P05", DB_LOST },          /* idle_session_timeout */
	{ "25P03", DB_LOST },          /* idle_in_transaction_session_timeout */
	{ "08", DB_LOST },             /* connection exceptions */
};

enum db_error sqlstate_meaning(const char *sqlstate)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (strncmp(sqlstate, meanings[i].prefix, strlen(meanings[i].prefix)) == 0)
			return meanings[i].error;
	return DB_FAILED;
}
