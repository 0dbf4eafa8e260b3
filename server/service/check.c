#include "service/check.h"

#include "base/digest.h"
#include "base/text.h"
#include "domain/model.h"
#include "domain/rates/figures.h"
#include "rates/rate_query.h"

#include <stdio.h>
#include <string.h>

/* Nothing in the contract is deeper than a request, its case, its outcomes. */
#define MAX_DEPTH 4
/* Characters a case may be named with: a session's code and a submission number. */
#define CASE_TEXT_MAX 60
/* Characters of a string that the table does not name. */
#define DEFAULT_MAX 200
/* A page: 1,000 cases with their assignments are some 500 KiB. */
#define PAGE_SIZE_MAX     1000
#define PAGE_SIZE_DEFAULT 100

/* Limits as the contract's comments have them. */
static const struct limit {
	const char *message, *field;
	size_t max; /* characters, or entries of a list of messages */
	bool multiline;
	size_t entries; /* of a list of strings */
} limits[] = {
	{ "NewCase", "session", 24, false, 0 },
	{ "NewCase", "submission_number", 40, false, 0 },
	{ "NewCase", "external_number", 40, false, 0 },
	{ "NewCase", "title", 100, false, 0 },
	{ "NewCase", "text", 20000, true, 0 },
	{ "NewCase", "proposers", 60, false, 30 },
	{ "NewCase", "proposer_kind", 24, false, 0 },
	{ "NewCase", "sector", 60, false, 0 },
	{ "NewCase", "category", 60, false, 0 },
	{ "NewCase", "kind", 24, false, 0 },
	{ "NewCase", "proposer_members", CODE_SIZE - 1, false, MAX_NEW_SIGNERS },
	{ "NewCase", "publication_wish_reason", MAX_WISH_REASON_CHARS, true, 0 },
	{ "SubmitUpdateRequest", "case", CASE_TEXT_MAX, false, 0 },
	{ "SubmitUpdateRequest", "verb", 24, false, 0 },
	{ "SubmitUpdateRequest", "office", 24, false, 0 },
	{ "SubmitUpdateRequest", "reason", MAX_REASON_CHARS, true, 0 },
	{ "SubmitUpdateRequest", "lead_office", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "assist_offices", CODE_SIZE - 1, false, MAX_ASSIST },
	{ "SubmitUpdateRequest", "case_number", CASE_NUMBER_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "contact_method", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "contact_persons", MAX_CONTACT_PERSONS_CHARS, false, 0 },
	{ "SubmitUpdateRequest", "class", CLASS_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "document_number", MAX_DOCUMENT_NUMBER_CHARS, false, 0 },
	{ "SubmitUpdateRequest", "text", MAX_TEXT_CHARS, true, 0 },
	{ "SubmitUpdateRequest", "attitude", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "result", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "outcomes", MAX_OUTCOMES, false, 0 },
	{ "SubmitUpdateRequest", "sole_office", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "separate_offices", CODE_SIZE - 1, false, MAX_SEPARATE },
	{ "SubmitUpdateRequest", "proposed_office", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "reason_code", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "channel", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "promises", MAX_NEW_PROMISES, false, 0 },
	{ "SubmitUpdateRequest", "member", CODE_SIZE - 1, false, 0 },
	{ "SubmitUpdateRequest", "due_on", HY_DAY_TEXT - 1, false, 0 },
	{ "SubmitUpdateRequest", "other_cases", CASE_TEXT_MAX, false, MAX_OTHER_CASES },
	{ "SubmitUpdateRequest", "signed_by", MAX_NAME_CHARS, false, 0 },
	{ "SubmitUpdateRequest", "contact_person", MAX_CONTACT_PERSON_CHARS, false, 0 },
	{ "SubmitUpdateRequest", "publication_reason", MAX_PUBLICATION_REASON_CHARS, true, 0 },
	{ "SubmitUpdateRequest", "place", MAX_PLACE_CHARS, false, 0 },
	{ "SubmitUpdateRequest", "attachment_ids", UUID_TEXT - 1, false, MAX_NEW_ATTACHMENTS },
	{ "SubmitUpdateRequest", "signers", MAX_NEW_SIGNERS, false, 0 },
	{ "TryUpdateRequest", "before", MAX_TRIED_BEFORE, false, 0 },
	{ "Promise", "text", MAX_PROMISE_CHARS, true, 0 },
	{ "Promise", "measure", MAX_MEASURE_CHARS, true, 0 },
	{ "Promise", "due_on", HY_DAY_TEXT - 1, false, 0 },
	{ "NewSigner", "name", MAX_NAME_CHARS, false, 0 },
	{ "NewSigner", "member", CODE_SIZE - 1, false, 0 },
	{ "MediaItem", "title", MAX_MEDIA_TITLE_CHARS, false, 0 },
	{ "MediaItem", "outlet", MAX_OUTLET_CHARS, false, 0 },
	{ "Outcome", "text", MAX_OUTCOME_CHARS, true, 0 },
	{ "Outcome", "number", 40, false, 0 },
	{ "Outcome", "unit", MAX_UNIT_CHARS, false, 0 },
	{ "GetCaseRequest", "case", CASE_TEXT_MAX, false, 0 },
	{ "FindSimilarCasesRequest", "title", 100, false, 0 },
	{ "FindSimilarCasesRequest", "text", 20000, true, 0 },
	{ "FindSimilarCasesRequest", "case", 60, false, 0 },
	{ "GetRatesRequest", "rates", CODE_SIZE - 1, false, MAX_RATES },
	{ "GetTrendRequest", "rates", CODE_SIZE - 1, false, MAX_RATES },
	{ "ListUpdatesRequest", "case", CASE_TEXT_MAX, false, 0 },
	{ "SearchCasesRequest", "query", 200, false, 0 },
	{ "ListCasesRequest", "title_contains", 100, false, 0 },
	{ "ListCasesRequest", "document_number", MAX_DOCUMENT_NUMBER_CHARS, false, 0 },
	{ "ListCasesRequest", "leader", CODE_SIZE - 1, false, 0 },
	{ "ListCasesRequest", "member", CODE_SIZE - 1, false, 0 },
	{ "ListCasesRequest", "state", CODE_SIZE - 1, false, 0 },
	{ "ListCasesRequest", "phase", CODE_SIZE - 1, false, 0 },
	{ "CreateEvaluationCodesRequest", "case", CASE_TEXT_MAX, false, 0 },
	{ "Office", "code", 24, false, 0 },
	{ "Office", "name_zh", 60, false, 0 },
	{ "Office", "name_en", 120, false, 0 },
	{ "Office", "successor", 24, false, 0 },
	{ "Member", "code", CODE_SIZE - 1, false, 0 },
	{ "Member", "name", MAX_NAME_CHARS, false, 0 },
	{ "Member", "kind", CODE_SIZE - 1, false, 0 },
	{ "Member", "sector", MAX_NAME_CHARS, false, 0 },
	{ "Member", "title", MAX_NAME_CHARS, false, 0 },
	{ "Member", "stands_for", CODE_SIZE - 1, false, 0 },
	{ "Member", "telephone", 40, false, 0 },
	{ "Member", "address", 120, false, 0 },
	{ "ListMembersRequest", "kind", CODE_SIZE - 1, false, 0 },
	{ "ListMembersRequest", "sector", MAX_NAME_CHARS, false, 0 },
	{ "EraseMemberContactRequest", "code", CODE_SIZE - 1, false, 0 },
	{ "Session", "code", 24, false, 0 },
	{ "Session", "name_zh", 60, false, 0 },
	{ "Session", "name_en", 120, false, 0 },
	{ "AttachmentHeader", "name", 120, false, 0 },
	{ "AttachmentHeader", "media_type", 100, false, 0 },
	{ "AttachmentHeader", "case", 60, false, 0 },
	{ "CreateTokenRequest", "label", 100, false, 0 },
	{ "CheckRulesRequest", "text", 1u << 20, true, 0 },
	{ "TryRulesRequest", "text", 1u << 20, true, 0 },
	{ "ApplyRulesRequest", "text", 1u << 20, true, 0 },
	{ "ReportQuery", "session", CODE_SIZE - 1, false, 0 },
	{ "ReportQuery", "office", CODE_SIZE - 1, false, 0 },
	{ "ReportQuery", "language", 2, false, 0 },
	{ "ReportQuery", "title", 80, false, 0 },
	{ "GenerateReportRequest", "formats", 10, false, 8 },
	{ "CreateScheduleRequest", "name", 60, false, 0 },
	{ "CreateScheduleRequest", "targets", 300, false, 10 },
	{ "CreateScheduleRequest", "formats", 10, false, 8 },
	{ "GetReportRequest", "format", 10, false, 0 },
	{ "ReproduceReportRequest", "format", 10, false, 0 },
	{ "ImportCalendarRequest", "days", 366, false, 0 },
	{ "CalendarDay", "name", 39, false, 0 },
	{ "CheckFiguresRequest", "figures", FIGURES_MAX, false, 0 },
};
static const struct limit default_limit = { "", "", DEFAULT_MAX, false, DEFAULT_MAX };

static const struct limit *find_limit(const ProtobufCMessageDescriptor *message, const char *field)
{
	for (size_t i = 0; i < sizeof(limits) / sizeof(*limits); i++)
		if (strcmp(limits[i].field, field) == 0 && strcmp(limits[i].message, message->short_name) == 0)
			return &limits[i];
	return &default_limit;
}

/* Things of an update are told apart from the update they belong to, a report's title from that of a proposal. */
static const char *prefix_of(const ProtobufCMessageDescriptor *message, const char *field)
{
	static const struct {
		const char *message, *field, *prefix; /* field NULL: all of the message */
	} prefixes[] = {
		{ "Outcome", NULL, "outcome." }, { "Promise", NULL, "promise." }, { "NewSigner", NULL, "signer." },
		{ "MediaItem", NULL, "media." }, { "Figure", NULL, "figure." },   { "ReportQuery", "title", "report." },
	};

	for (size_t i = 0; i < sizeof(prefixes) / sizeof(*prefixes); i++)
		if (strcmp(message->short_name, prefixes[i].message) == 0 &&
		    (!prefixes[i].field || strcmp(field, prefixes[i].field) == 0))
			return prefixes[i].prefix;
	return "";
}

static void refuse_field(struct refusal *refusal, enum reason reason, const ProtobufCMessageDescriptor *message,
			 const char *field)
{
	refuse_with(refuse(refusal, reason), "field", "%s%s", prefix_of(message, field), field);
}

static int check_string(const char *text, const ProtobufCMessageDescriptor *message,
			const ProtobufCFieldDescriptor *field, struct refusal *ret_refusal)
{
	const struct limit *limit;
	long length;

	if (!*text) /* most of them */
		return 0;
	limit = find_limit(message, field->name);
	length = text_length(text, strlen(text));
	if (length > (long)limit->max) {
		refuse_field(ret_refusal, REASON_FIELD_TOO_LONG, message, field->name);
		refuse_with(ret_refusal, "max", "%zu", limit->max);
		return -1;
	}
	if (text_is_good(text, 0, limit->max, limit->multiline))
		return 0;
	refuse_field(ret_refusal, REASON_FIELD_NOT_TEXT, message, field->name);
	return -1;
}

static int check_enum(int value, const ProtobufCMessageDescriptor *message, const ProtobufCFieldDescriptor *field,
		      struct refusal *ret_refusal)
{
	const ProtobufCEnumDescriptor *values = field->descriptor;
	char allowed[REASON_VALUE_SIZE] = "";
	size_t len = 0;

	if (protobuf_c_enum_descriptor_get_value(values, value))
		return 0;
	for (unsigned i = 0; i < values->n_values && len < sizeof(allowed); i++)
		len += (size_t)snprintf(allowed + len, sizeof(allowed) - len, "%s%s", i ? ", " : "",
					values->values[i].name);
	refuse_field(ret_refusal, REASON_FIELD_UNKNOWN_VALUE, message, field->name);
	refuse_with(ret_refusal, "value", "%d", value);
	refuse_with(ret_refusal, "allowed", "%s", allowed);
	return -1;
}

static int check_depth(const ProtobufCMessage *message, int depth, struct refusal *ret_refusal);

/* One value of a field; at points to it. */
static int check_value(const void *at, const ProtobufCMessageDescriptor *message, const ProtobufCFieldDescriptor *field,
		       int depth, struct refusal *ret_refusal)
{
	const void *pointer;
	int number;

	if (field->type == PROTOBUF_C_TYPE_ENUM) {
		memcpy(&number, at, sizeof(number));
		return check_enum(number, message, field, ret_refusal);
	}
	if (field->type != PROTOBUF_C_TYPE_STRING && field->type != PROTOBUF_C_TYPE_MESSAGE)
		return 0;
	memcpy(&pointer, at, sizeof(pointer));
	if (!pointer)
		return 0;
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return check_string(pointer, message, field, ret_refusal);
	return check_depth(pointer, depth + 1, ret_refusal);
}

static size_t element_size(const ProtobufCFieldDescriptor *field)
{
	return field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_MESSAGE ? sizeof(void *)
											       : sizeof(int);
}

static int check_list(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field, int depth,
		      struct refusal *ret_refusal)
{
	const struct limit *limit;
	size_t max, n;
	const char *list;

	memcpy(&n, (const char *)message + field->quantifier_offset, sizeof(n));
	if (n == 0)
		return 0;
	limit = find_limit(message->descriptor, field->name);
	max = limit->entries ? limit->entries : limit->max;
	memcpy(&list, (const char *)message + field->offset, sizeof(list));
	if (n > max) {
		refuse_field(ret_refusal, REASON_FIELD_TOO_MANY, message->descriptor, field->name);
		refuse_with(ret_refusal, "max", "%zu", max);
		return -1;
	}
	for (size_t i = 0; i < n; i++)
		if (check_value(list + i * element_size(field), message->descriptor, field, depth, ret_refusal) < 0)
			return -1;
	return 0;
}

/* True when a oneof member is set (or the field is in none). */
static bool is_set(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	uint32_t which;

	if (!(field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF))
		return true;
	memcpy(&which, (const char *)message + field->quantifier_offset, sizeof(which));
	return which == field->id;
}

static int check_depth(const ProtobufCMessage *message, int depth, struct refusal *ret_refusal)
{
	if (depth > MAX_DEPTH)
		return 0;
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *at = (const char *)message + field->offset;
		int bad;

		if (!is_set(message, field))
			continue;
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			bad = check_list(message, field, depth, ret_refusal);
		else
			bad = check_value(at, message->descriptor, field, depth, ret_refusal);
		if (bad < 0)
			return -1;
	}
	return 0;
}

int check_message(const ProtobufCMessage *message, const char *cut_field, struct refusal *ret_refusal)
{
	if (cut_field) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_NOT_TEXT), "field", "%s", cut_field);
		return -1;
	}
	return check_depth(message, 0, ret_refusal);
}

/* ---- Single values -------------------------------------------------------------------------------------------- */

int check_given(const char *field, const char *text, struct refusal *ret_refusal)
{
	if (text[0])
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "%s", field);
	return -1;
}

int check_day(const char *field, const char *text, hy_day or_else, hy_day *ret_day, struct refusal *ret_refusal)
{
	if (!text[0]) {
		*ret_day = or_else;
		return 0;
	}
	if (day_parse(text, ret_day) == 0)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_DATE_IMPOSSIBLE), "field", "%s", field);
	refuse_with(ret_refusal, "value", "%s", text);
	return -1;
}

int check_past_day(const char *field, const char *text, hy_day today, hy_day *ret_day, struct refusal *ret_refusal)
{
	char day[HY_DAY_TEXT];

	if (check_day(field, text, today, ret_day, ret_refusal) < 0)
		return -1;
	if (*ret_day <= today)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_DATE_IN_FUTURE), "field", "%s", field);
	refuse_with(ret_refusal, "value", "%s", text);
	refuse_with(ret_refusal, "today", "%s", day_format(today, day));
	return -1;
}

int check_number(const char *field, int value, int min, int max, struct refusal *ret_refusal)
{
	if (value >= min && value <= max)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "%s", field);
	refuse_with(ret_refusal, "min", "%d", min);
	refuse_with(ret_refusal, "max", "%d", max);
	return -1;
}

int check_page_size(int asked, int *ret_size, struct refusal *ret_refusal)
{
	if (check_number("page_size", asked ? asked : PAGE_SIZE_DEFAULT, 1, PAGE_SIZE_MAX, ret_refusal) < 0)
		return -1;
	*ret_size = asked ? asked : PAGE_SIZE_DEFAULT;
	return 0;
}

int check_request_id(const char *text, uint8_t ret_id[16], struct refusal *ret_refusal)
{
	if (uuid_parse(text, ret_id) == 0)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_REQUEST_ID_INVALID), "field", "request_id");
	return -1;
}

int check_code(const char *field, const char *text, struct refusal *ret_refusal)
{
	if (check_given(field, text, ret_refusal) < 0)
		return -1;
	if (strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen(text))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", field);
	refuse_with(ret_refusal, "value", "%s", text);
	refuse_words(ret_refusal, "allowed", "小写字母、数字和 -", "lower-case letters, digits and -");
	return -1;
}

int check_one_of(const char *field, const char *text, const char *const *allowed, struct refusal *ret_refusal)
{
	char list[REASON_VALUE_SIZE] = "";
	size_t len = 0;

	for (size_t i = 0; allowed[i]; i++) {
		if (strcmp(allowed[i], text) == 0)
			return 0;
		if (len < sizeof(list) && *allowed[i]) /* "" may be given but names nothing */
			len += (size_t)snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "", allowed[i]);
	}
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", field);
	refuse_with(ret_refusal, "value", "%s", text);
	refuse_with(ret_refusal, "allowed", "%s", list);
	return -1;
}

int check_bytes(const char *field, const char *text, size_t max, struct refusal *ret_refusal)
{
	if (strlen(text) <= max)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_TOO_LONG), "field", "%s", field);
	refuse_with(ret_refusal, "max", "%zu", max);
	return -1;
}
