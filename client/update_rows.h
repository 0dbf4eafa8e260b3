/* Updates from CSV: rows into SubmitUpdateRequest. */
#ifndef UPDATE_ROWS_H
#define UPDATE_ROWS_H

#include "base/memory.h"
#include "sheet.h"
#include "update_fields.h"
#include <huiyin/v1/case_service.pb-c.h>

extern const char *const update_row_columns[];
extern const size_t n_update_row_columns;
#define N_UPDATE_ROW_REQUIRED 2 /* case and verb, the first ones; what else a row needs depends on the verb */

/* Reads a row and collects all that is wrong with it; request_id is left to the caller. Texts are the sheet's or the
 * arena's. 0, or -1 after adding a fault.
 */
int update_row_read(const struct sheet *sheet, size_t row, struct arena *arena,
		    Huiyin__V1__SubmitUpdateRequest *ret_request, struct sheet_faults *faults);
/* Gives every request its id: made of office, row content and how many equal rows stand before it, so that the same row
 * counts once however often and in whatever file it is sent. */
void update_rows_name(const struct sheet *sheet, const char *office, struct arena *arena,
		      Huiyin__V1__SubmitUpdateRequest *requests);

#endif
