/* Telephone and address of people: beside the ledger, whose lines hold a salted hash of them, and erasable. */
#ifndef STORE_MEMBER_STORE_H
#define STORE_MEMBER_STORE_H

#include "base/memory.h"
#include "db/db.h"

/* Whose contact details a caller may read: all, or those of the people whose proposals an office handles. */
struct contact_filter {
	int member_id; /* only this one; 0: all */
	int office_id; /* only who signed a case it handles; 0: all */
};
void member_store_contacts(struct db_batch *batch, int jurisdiction, const struct contact_filter *filter);

struct contact_row {
	int member_id;
	const char *telephone, *address;
};
/* In the order of member_id. */
struct contact_row *member_store_rows(const struct db_result *result, size_t i, struct arena *arena, size_t *ret_n);
/* The row of a person, NULL if there is none. */
const struct contact_row *member_store_find(const struct contact_row *rows, size_t n, int member_id);

/* Erases the details of a person. */
void member_store_erase(struct db_batch *batch, int jurisdiction, int member_id);

#endif
