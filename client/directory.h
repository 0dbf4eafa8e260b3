/* What office and session share: importing a file row by row. */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "client.h"
#include "sheet.h"

/* Writes a fresh random request id. */
void directory_request_id(char text[UUID_TEXT]);
/* Prints how many were stored and how many had been there. */
void directory_print_count(const struct client *client, long long stored, long long already);
/* Reads a file with the first n_required of the columns and perhaps the others, checks every row with check (-1: it
 * added a fault), then sends row by row. A refused row is named and the others go on. Returns an exit code: 7 when some
 * were refused. */
int directory_import(struct client *client, const char *path, const char *const *columns, size_t n_columns,
		     size_t n_required,
		     int (*check)(const struct sheet *sheet, size_t row, struct sheet_faults *faults),
		     int (*send)(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already));

/* Sends all rows of a sheet and prints the counts; stops when the server cannot be reached or refuses the caller. */
int directory_send_rows(struct client *client, const struct sheet *sheet,
			int (*send)(struct client *client, const struct sheet *sheet, size_t row, bool *ret_already));

#endif
