/* The cells of an export, a function for each column: of export_received.c, export_parts.c and export_outcome.c. */
#ifndef EXPORT_CELLS_H
#define EXPORT_CELLS_H

#include "export_columns.h"

/* clang-format off */
#define EXPORT_CELLS(X) \
	X(no) X(case_number) X(submission) X(session) X(external) X(level) \
	X(title) X(sector) X(category) X(received_on) X(filed_on) X(state) \
	X(text) X(proposer_kind) X(proposers) X(offices) X(assists) X(assigned_on) \
	X(accepted_on) X(due_on) X(contacted_on) X(opinion_on) X(answered_on) X(document) \
	X(class) X(later_class) X(answer_text) X(contact_methods) X(part_no) X(office) \
	X(office_code) X(role_code) X(round) X(extensions) X(open) X(overdue) \
	X(part_state) X(role) X(returned_on) X(return_reason) X(return_by) X(contact_by) \
	X(drafted_on) X(cosigned_on) X(reviewed_on) X(drafted_class) X(reviewed_class) X(signed_by) \
	X(contact_person) X(publication) X(publication_reason) X(attitude) X(result) X(evaluated_on) \
	X(reopened_on) X(published_on) X(closed_on) X(withdrawn_on) X(withdrawn_reason) X(reopened_reason) \
	X(merged_on) X(not_filed_on) X(redirected_on) X(redirected_to) X(not_filed_reason) X(main_case) \
	X(merged_answer_on) X(merged_document) X(key) X(leader) X(next_step) X(case_id) \
	X(version) X(page) X(state_code) X(level_code) X(promises) X(promise_due) \
	X(outcomes)
/* clang-format on */

/* What the column shows of a row, see struct export_column. */
#define EXPORT_CELL(name) const char *export_cell_##name(const struct export_row *row);
EXPORT_CELLS(EXPORT_CELL)
#undef EXPORT_CELL

/* The cell of a column that is a text of the case as it is. */
#define EXPORT_OF_CASE(name, member)                                                                                   \
	const char *export_cell_##name(const struct export_row *row)                                                   \
	{                                                                                                              \
		return row->c->member;                                                                                 \
	}
/* A number as digits, good as long as the row. */
const char *export_number(const struct export_row *row, long long number);
/* 是, or nothing. */
const char *export_yes(bool is);
/* Texts joined by 、, each once; good as long as the row. */
const char *export_join(const struct export_row *row, const char *list, const char *text);

#endif
