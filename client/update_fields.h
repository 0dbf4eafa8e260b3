/* The fields of an update: one row gives the option of submit, the column of a sheet, how its value is read and which
 * requirement of the rules it fulfils. */
#ifndef UPDATE_FIELDS_H
#define UPDATE_FIELDS_H

#include "base/memory.h"
#include "domain/reason.h"
#include "domain/rules/rules.h"
#include "texts.h"
#include <huiyin/v1/case_service.pb-c.h>

/* How a value is written. */
enum update_kind {
	UPDATE_TEXT,
	UPDATE_DAY,
	UPDATE_NUMBER,      /* from 1 */
	UPDATE_LIST,        /* codes or numbers of cases, separated by , or ; */
	UPDATE_OUTCOMES,    /* text|number|unit|day */
	UPDATE_PROMISES,    /* text|measure|day */
	UPDATE_SIGNERS,     /* name=code, either may be missing */
	UPDATE_MEDIA,       /* title|outlet */
	UPDATE_PUBLICATION, /* full, summary, private */
};

/* X(column, option, placeholder, help, kind, member of the request, field of the rules). The first 14 columns are those
 * of the first release, in its order: request ids of sheets are made of them. */
/* clang-format off */
#define UPDATE_FIELDS(X) \
	X(happened_on, "on", "DATE", TXT_OPT_ON, UPDATE_DAY, happened_on, 0) \
	X(office, "office", "CODE", TXT_OPT_OFFICE_ACTED, UPDATE_TEXT, office, 0) \
	X(reason, "reason", "TEXT", TXT_OPT_REASON, UPDATE_TEXT, reason, FIELD_REASON) \
	X(lead_office, "lead", "CODE", TXT_OPT_LEAD, UPDATE_TEXT, lead_office, FIELD_LEAD_OFFICE) \
	X(assist_offices, "assist", "A,B", TXT_OPT_ASSIST, UPDATE_LIST, assist_offices, 0) \
	X(case_number, "number", "NUMBER", TXT_OPT_NUMBER, UPDATE_TEXT, case_number, 0) \
	X(contact_method, "method", "METHOD", TXT_OPT_METHOD, UPDATE_TEXT, contact_method, FIELD_CONTACT_METHOD) \
	X(contact_persons, "persons", "TEXT", TXT_OPT_PERSONS, UPDATE_TEXT, contact_persons, FIELD_CONTACT_PERSONS) \
	X(class, "class", "LETTER", TXT_OPT_CLASS, UPDATE_TEXT, class_, FIELD_CLASS) \
	X(document_number, "document", "NUMBER", TXT_OPT_DOCUMENT, UPDATE_TEXT, document_number, FIELD_DOCUMENT_NUMBER) \
	X(text, "text", "TEXT", TXT_OPT_TEXT, UPDATE_TEXT, text, FIELD_TEXT) \
	X(attitude, "attitude", "MARK", TXT_OPT_ATTITUDE, UPDATE_TEXT, attitude, FIELD_ATTITUDE) \
	X(result, "result", "MARK", TXT_OPT_RESULT, UPDATE_TEXT, result, FIELD_RESULT) \
	X(outcomes, "outcome", "T|N|U|DATE", TXT_OPT_OUTCOME, UPDATE_OUTCOMES, outcomes, FIELD_OUTCOMES) \
	X(promises, "promise", "T|M|DATE", TXT_OPT_PROMISE, UPDATE_PROMISES, promises, FIELD_PROMISES) \
	X(item, "item", "N", TXT_OPT_ITEM, UPDATE_NUMBER, item_no, FIELD_ITEM) \
	X(sole_office, "sole", "CODE", TXT_OPT_SOLE, UPDATE_TEXT, sole_office, 0) \
	X(separate_offices, "separate", "A,B", TXT_OPT_SEPARATE, UPDATE_LIST, separate_offices, 0) \
	X(proposed_office, "proposed", "CODE", TXT_OPT_PROPOSED, UPDATE_TEXT, proposed_office, FIELD_PROPOSED_OFFICE) \
	X(reason_code, "reason-code", "CODE", TXT_OPT_REASON_CODE, UPDATE_TEXT, reason_code, FIELD_REASON_CODE) \
	X(channel, "channel", "CODE", TXT_OPT_CHANNEL, UPDATE_TEXT, channel, FIELD_CHANNEL) \
	X(signer, "signer", "N", TXT_OPT_SIGNER, UPDATE_NUMBER, signer_no, FIELD_SIGNER) \
	X(member, "member", "CODE", TXT_OPT_MEMBER, UPDATE_TEXT, member, FIELD_MEMBER) \
	X(due_on, "due", "DATE", TXT_OPT_DUE_ON, UPDATE_DAY, due_on, FIELD_DUE_ON) \
	X(other_cases, "other", "CASE,CASE", TXT_OPT_OTHER, UPDATE_LIST, other_cases, FIELD_OTHER_CASES) \
	X(signed_by, "signed-by", "NAME", TXT_OPT_SIGNED_BY, UPDATE_TEXT, signed_by, FIELD_SIGNED_BY) \
	X(contact_person, "contact-person", "TEXT", TXT_OPT_CONTACT_PERSON, UPDATE_TEXT, contact_person, FIELD_CONTACT_PERSON) \
	X(publication, "publication", "HOW", TXT_OPT_PUBLICATION, UPDATE_PUBLICATION, publication, FIELD_PUBLICATION) \
	X(publication_reason, "publication-reason", "TEXT", TXT_OPT_PUBLICATION_REASON, UPDATE_TEXT, publication_reason, 0) \
	X(place, "place", "TEXT", TXT_OPT_PLACE, UPDATE_TEXT, place, FIELD_PLACE) \
	X(corrects, "corrects", "VERSION", TXT_OPT_CORRECTS, UPDATE_NUMBER, corrects, FIELD_CORRECTS) \
	X(signers, "invite", "NAME[=CODE]", TXT_OPT_INVITE, UPDATE_SIGNERS, signers, FIELD_SIGNERS) \
	X(attachments, "attachment", "ID,ID", TXT_OPT_ATTACHMENT, UPDATE_LIST, attachment_ids, FIELD_ATTACHMENTS) \
	X(media, "media", "TITLE|OUTLET", TXT_OPT_MEDIA, UPDATE_MEDIA, media, FIELD_MEDIA)
/* clang-format on */

struct update_field {
	const char *column; /* of a sheet; also the name in refusals */
	const char *option; /* of submit, without dashes */
	enum update_kind kind;
	size_t offset;     /* of the member in SubmitUpdateRequest */
	unsigned required; /* bit of enum move_field; 0: no rule can ask for it */
};
extern const struct update_field update_fields[];
extern const size_t n_update_fields;

/* Puts a value into a request, beside those before it where a field repeats; "" leaves it alone. What is kept is the
 * value itself or the arena's. 0, or -1 with the refusal. */
int update_field_read(const struct update_field *field, struct arena *arena, const char *value,
		      Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal);
/* True when it may be given several times: as an option again, in a cell separated by ;. */
bool update_field_repeats(const struct update_field *field);
/* Parts of a text between separators, blanks trimmed, empty ones dropped, into a list of the arena. */
void update_split(struct arena *arena, const char *text, const char *separators, char ***ret_parts, size_t *ret_n);

#endif
