/* Proposals from CSV: the columns of `import`, read row by row. */
#ifndef CASE_ROWS_H
#define CASE_ROWS_H

#include "base/memory.h"
#include "sheet.h"
#include <huiyin/v1/case_service.pb-c.h>

extern const char *const case_row_columns[];
extern const size_t n_case_row_columns;
#define N_CASE_ROW_FIRST 11 /* columns of the first release, on which ids always depend */

/* Reads a row into a proposal; texts are the sheet's or the arena's. 0, or -1 after adding a fault. */
int case_row_read(const struct sheet *sheet, size_t row, struct arena *arena, Huiyin__V1__NewCase *ret_case,
		  struct sheet_faults *faults);
/* Proposers separated by 、 or ; into the lists of a proposal: "张三=zhangsan" names one of the directory. The lists
 * are the arena's. */
void case_row_proposers(struct arena *arena, const char *text, Huiyin__V1__NewCase *proposal);
/* Whether the proposers agree to publication: yes, 是; no, 否 or nothing. 0, or -1 with the refusal. */
int case_row_wish(const char *text, protobuf_c_boolean *ret_wish, struct refusal *ret_refusal);
/* Adds a fault for every submission number that stands twice in a session of the file, and marks its row in bad (one
 * flag a row; may be NULL). */
void case_rows_find_doubles(const struct sheet *sheet, struct sheet_faults *faults, bool *bad);

#endif
