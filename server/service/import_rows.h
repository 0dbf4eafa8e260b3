/* The rows of an import: held until all have come, checked against each other. */
#ifndef SERVICE_IMPORT_ROWS_H
#define SERVICE_IMPORT_ROWS_H

#include "service/handlers.h"

/* One import takes at most this many rows and bytes of text; a session has some hundred proposals. */
#define IMPORT_MAX_ROWS  10000
#define IMPORT_MAX_BYTES (64u << 20)
/* Errors reported, as the contract says. */
#define IMPORT_MAX_ERRORS 1000

struct import_row {
	int number; /* as sent, for messages */
	size_t index;
	struct new_case given; /* texts in the arena */
	uint8_t digest[SHA256_BYTES];
	uint8_t request_id[UUID_BYTES];
	bool stored; /* by an earlier call */
	bool taken;  /* its submission number; said once */
};

struct import_rows {
	struct import_row *list;
	size_t n, size, bytes;
	Huiyin__V1__RowError **errors;
	size_t n_errors;
};

/* Adds a row: copied if it is good, else an error. cut_field: as in check_message. */
void import_rows_add(struct rpc *rpc, struct import_rows *rows, const Huiyin__V1__ImportRow *row,
		     const char *cut_field);
/* Adds an error; those beyond IMPORT_MAX_ERRORS are only counted. */
void import_rows_fail(struct rpc *rpc, struct import_rows *rows, int row, const struct refusal *refusal);
/* Gives every row its request id: of the import's id and the row's content, so that the same rows under the same id are
 * the same requests whatever their order; rows with the same content are told apart by counting. */
void import_rows_identify(struct rpc *rpc, struct import_rows *rows, const uint8_t import_id[UUID_BYTES]);
/* Errors for submission numbers that appear twice. */
void import_rows_find_twins(struct rpc *rpc, struct import_rows *rows);
/* SUBMISSION_NUMBER_TAKEN for a row. */
void import_rows_fail_taken(struct rpc *rpc, struct import_rows *rows, struct import_row *row);

#endif
