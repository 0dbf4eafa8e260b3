/* The limits of the contract: every field of a request at its limit and one beyond it. */
#include "base/memory.h"
#include "domain/model.h"
#include "service/check.h"

#include <huiyin/v1/case_service.pb-c.h>
#include <huiyin/v1/rate_service.pb-c.h>
#include <huiyin/v1/report_service.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* cmocka wants these before itself */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#define UPDATE  &huiyin__v1__submit_update_request__descriptor
#define CASE    &huiyin__v1__new_case__descriptor
#define PROMISE &huiyin__v1__promise__descriptor
#define SIGNER  &huiyin__v1__new_signer__descriptor
#define MEDIA   &huiyin__v1__media_item__descriptor
#define OUTCOME &huiyin__v1__outcome__descriptor
#define SEARCH  &huiyin__v1__search_cases_request__descriptor
#define QUERY   &huiyin__v1__report_query__descriptor
#define PLAN    &huiyin__v1__create_schedule_request__descriptor
#define REPORT  &huiyin__v1__generate_report_request__descriptor
#define RATES   &huiyin__v1__get_rates_request__descriptor
#define TREND   &huiyin__v1__get_trend_request__descriptor
#define CHECK   &huiyin__v1__check_figures_request__descriptor

/* Texts: characters as the contract's comments have them. */
static const struct {
	const ProtobufCMessageDescriptor *message;
	const char *field, *named; /* as refusals name it */
	size_t max;
} texts[] = {
	{ UPDATE, "case", "case", 60 },
	{ UPDATE, "verb", "verb", 24 },
	{ UPDATE, "reason", "reason", 1000 },
	{ UPDATE, "contact_persons", "contact_persons", 200 },
	{ UPDATE, "class", "class", 4 },
	{ UPDATE, "document_number", "document_number", 60 },
	{ UPDATE, "text", "text", 20000 },
	{ UPDATE, "sole_office", "sole_office", 24 },
	{ UPDATE, "proposed_office", "proposed_office", 24 },
	{ UPDATE, "reason_code", "reason_code", 24 },
	{ UPDATE, "channel", "channel", 24 },
	{ UPDATE, "member", "member", 24 },
	{ UPDATE, "due_on", "due_on", 10 },
	{ UPDATE, "signed_by", "signed_by", 60 },
	{ UPDATE, "contact_person", "contact_person", 100 },
	{ UPDATE, "publication_reason", "publication_reason", 500 },
	{ UPDATE, "place", "place", 100 },
	{ PROMISE, "text", "promise.text", 500 },
	{ PROMISE, "measure", "promise.measure", 200 },
	{ SIGNER, "name", "signer.name", 60 },
	{ MEDIA, "title", "media.title", 200 },
	{ MEDIA, "outlet", "media.outlet", 100 },
	{ OUTCOME, "text", "outcome.text", 500 },
	{ CASE, "title", "title", 100 },
	{ CASE, "text", "text", 20000 },
	{ CASE, "sector", "sector", 60 },
	{ CASE, "category", "category", 60 },
	{ CASE, "publication_wish_reason", "publication_wish_reason", 200 },
	{ SEARCH, "query", "query", 200 },
	{ QUERY, "session", "session", 24 },
	{ QUERY, "office", "office", 24 },
	{ QUERY, "language", "language", 2 },
	{ QUERY, "title", "report.title", 80 },
	{ PLAN, "name", "name", 60 },
	{ &huiyin__v1__get_report_request__descriptor, "format", "format", 10 },
	{ &huiyin__v1__reproduce_report_request__descriptor, "format", "format", 10 },
};

/* Lists: entries. */
static const struct {
	const ProtobufCMessageDescriptor *message;
	const char *field;
	size_t max;
} lists[] = {
	{ UPDATE, "assist_offices", 15 }, { UPDATE, "separate_offices", 15 },
	{ UPDATE, "outcomes", 20 },       { UPDATE, "promises", 10 },
	{ UPDATE, "other_cases", 20 },    { UPDATE, "attachment_ids", 10 },
	{ UPDATE, "signers", 30 },        { CASE, "proposers", 30 },
	{ CASE, "proposer_members", 30 }, { RATES, "rates", 24 },
	{ TREND, "rates", 24 },           { CHECK, "figures", 5000 },
	{ PLAN, "targets", 10 },          { PLAN, "formats", 8 },
	{ REPORT, "formats", 8 },
};

static ProtobufCMessage *new_message(const ProtobufCMessageDescriptor *descriptor)
{
	ProtobufCMessage *message = hy_xcalloc(1, descriptor->sizeof_message);

	protobuf_c_message_init(descriptor, message);
	return message;
}

static void set(ProtobufCMessage *message, size_t offset, const void *value, size_t size)
{
	memcpy((char *)message + offset, value, size);
}

/* The reason a text of n Chinese characters is refused with. */
static enum reason reason_of_text(const ProtobufCMessageDescriptor *descriptor, const char *field, size_t n,
				  struct refusal *ret_refusal)
{
	const ProtobufCFieldDescriptor *found = protobuf_c_message_descriptor_get_field_by_name(descriptor, field);
	ProtobufCMessage *message = new_message(descriptor);
	char *text = hy_xcalloc(n + 1, 3);
	enum reason reason;

	assert_non_null(found);
	for (size_t i = 0; i < n; i++)
		snprintf(text + 3 * i, 4, "字");
	set(message, found->offset, &text, sizeof(text));
	reason = check_message(message, NULL, ret_refusal) == 0 ? REASON_NONE : ret_refusal->reason;
	free(text);
	free(message);
	return reason;
}

static void texts_end_at_their_limit(void **state)
{
	struct refusal refusal;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		assert_int_equal(reason_of_text(texts[i].message, texts[i].field, texts[i].max, &refusal), REASON_NONE);
		assert_int_equal(reason_of_text(texts[i].message, texts[i].field, texts[i].max + 1, &refusal),
				 REASON_FIELD_TOO_LONG);
		assert_string_equal(refusal.pairs[0].value, texts[i].named);
	}
}

/* An entry that is fine by itself. */
static void *new_entry(const ProtobufCFieldDescriptor *field)
{
	return field->type == PROTOBUF_C_TYPE_STRING ? (void *)hy_xstrdup("jtj") : new_message(field->descriptor);
}

static enum reason reason_of_list(const ProtobufCMessageDescriptor *descriptor, const char *name, size_t n,
				  struct refusal *ret_refusal)
{
	const ProtobufCFieldDescriptor *field = protobuf_c_message_descriptor_get_field_by_name(descriptor, name);
	ProtobufCMessage *message = new_message(descriptor);
	void **entries = hy_xcalloc(n, sizeof(*entries));
	enum reason reason;

	assert_non_null(field);
	for (size_t i = 0; i < n; i++)
		entries[i] = new_entry(field);
	set(message, field->offset, &entries, sizeof(entries));
	set(message, field->quantifier_offset, &n, sizeof(n));
	reason = check_message(message, NULL, ret_refusal) == 0 ? REASON_NONE : ret_refusal->reason;
	for (size_t i = 0; i < n; i++)
		free(entries[i]);
	free(entries);
	free(message);
	return reason;
}

static void lists_end_at_their_limit(void **state)
{
	struct refusal refusal;

	(void)state;
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		assert_int_equal(reason_of_list(lists[i].message, lists[i].field, lists[i].max, &refusal), REASON_NONE);
		assert_int_equal(reason_of_list(lists[i].message, lists[i].field, lists[i].max + 1, &refusal),
				 REASON_FIELD_TOO_MANY);
		assert_string_equal(refusal.pairs[0].value, lists[i].field);
	}
}

/* Refusals name fields in words. */
static void what_people_read_has_a_label(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		assert_string_not_equal(field_label(texts[i].named, LANGUAGE_ZH), texts[i].named);
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++)
		assert_string_not_equal(field_label(lists[i].field, LANGUAGE_ZH), lists[i].field);
}

static void numbers_end_at_their_limits(void **state)
{
	struct refusal refusal;

	(void)state;
	assert_int_equal(check_number("item_no", 0, 0, MAX_ITEMS, &refusal), 0);
	assert_int_equal(check_number("item_no", MAX_ITEMS, 0, MAX_ITEMS, &refusal), 0);
	assert_int_equal(check_number("item_no", -1, 0, MAX_ITEMS, &refusal), -1);
	assert_int_equal(check_number("item_no", MAX_ITEMS + 1, 0, MAX_ITEMS, &refusal), -1);
	assert_int_equal(refusal.reason, REASON_NUMBER_OUT_OF_RANGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_end_at_their_limit),
		cmocka_unit_test(lists_end_at_their_limit),
		cmocka_unit_test(what_people_read_has_a_label),
		cmocka_unit_test(numbers_end_at_their_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
