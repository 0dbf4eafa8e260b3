/* What the five letters of the SQL standard mean for a caller. */
#ifndef DB_SQLSTATE_H
#define DB_SQLSTATE_H

#include "db/db.h"

/* The meaning of an SQLSTATE; DB_FAILED for those nobody treats in a special way. */
enum db_error sqlstate_meaning(const char *sqlstate);

#endif
