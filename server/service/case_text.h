/* How people name a case. */
#ifndef SERVICE_CASE_TEXT_H
#define SERVICE_CASE_TEXT_H

#include "domain/reason.h"
#include "ledger/ledger.h"
#include "store/case_store.h"

/* Reads "20230045", "第20230045号", "２０２３００４５" (案号), "s17" (case id), "l:14-2/0012" (session and submission
 * number), blanks around. 0, or -1 with FIELD_MISSING, CASE_NOT_FOUND (no such thing can exist) or
 * SESSION_NOT_FOUND. */
int case_text_read(const struct registry *registry, const char *text, struct case_ref *ret_ref,
		   struct refusal *ret_refusal);
/* The same as a key for reading; borrows ref. */
struct case_key case_text_key(const struct case_ref *ref);
/* CASE_NOT_FOUND for a case as the caller wrote it. */
struct refusal *refuse_case(struct refusal *refusal, const char *text);

#endif
