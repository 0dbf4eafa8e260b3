#include "service/errors.h"

#include "base/memory.h"
#include "ledger/registry.h"

#include <google/rpc/error_details.pb-c.h>
#include <google/rpc/status.pb-c.h>
#include <stdlib.h>
#include <string.h>

#define TYPE_PREFIX  "type.googleapis.com/"
#define DOMAIN_NAME  "huiyin"
#define SENTENCE_MAX 3000 /* bytes: headers of some clients end at 8 KiB, percent-encoding triples Chinese */

/* True for the places of a sentence that name offices by "#" and their id. */
static bool names_offices(const char *key)
{
	return strcmp(key, "office") == 0 || strcmp(key, "offices") == 0 || strcmp(key, "waits") == 0 ||
	       strcmp(key, "next") == 0;
}

/* A copy of so many bytes with the name of every office that they have as "#12"; free it. */
static char *put_names(const char *text, size_t len, const struct registry *registry, enum language language)
{
	struct strbuf out = { 0 };

	for (size_t i = 0; i < len;) {
		size_t digits = text[i] == '#' ? strspn(text + i + 1, "0123456789") : 0;
		const struct office *office = digits ? registry_office(registry, atoi(text + i + 1)) : NULL;
		size_t taken = office ? digits + 1 : 1;
		const char *name = office ? office_name(office, language) : text + i;

		strbuf_add(&out, name, office ? strlen(name) : taken);
		i += taken;
	}
	return strbuf_take(&out);
}

/* Adds a pair of a refusal with the names of the offices in it. */
static void add_named(struct refusal *named, const char *key, const char *value, const struct registry *registry)
{
	const char *border = strchr(value, REASON_WORDS_SEPARATOR), *right = border ? border + 1 : value;
	char *zh = put_names(value, border ? (size_t)(border - value) : strlen(value), registry, LANGUAGE_ZH);
	char *en = put_names(right, strlen(right), registry, LANGUAGE_EN);

	if (border || strcmp(zh, value) != 0)
		refuse_words(named, key, zh, en);
	else
		refuse_with(named, key, "%s", value);
	free(zh);
	free(en);
}

void error_name_offices(struct refusal *refusal, const struct registry *registry)
{
	struct refusal named;

	if (!registry)
		return;
	refuse(&named, refusal->reason);
	for (int i = 0; i < refusal->n; i++) {
		const char *key = refusal->pairs[i].key, *value = refusal->pairs[i].value;

		if (names_offices(key) && strchr(value, '#'))
			add_named(&named, key, value, registry);
		else
			refuse_with(&named, key, "%s", value);
	}
	*refusal = named;
}

static const char *pair_value(const struct refusal *refusal, const char *key)
{
	for (int i = 0; i < refusal->n; i++)
		if (strcmp(refusal->pairs[i].key, key) == 0)
			return refusal->pairs[i].value;
	return "";
}

/* Packs a message into the arena as an Any. */
static Google__Protobuf__Any *wrap(const ProtobufCMessage *message, struct arena *arena)
{
	Google__Protobuf__Any *any = arena_alloc(arena, sizeof(*any));

	google__protobuf__any__init(any);
	any->type_url = arena_printf(arena, TYPE_PREFIX "%s", message->descriptor->name);
	any->value.len = protobuf_c_message_get_packed_size(message);
	any->value.data = arena_alloc(arena, any->value.len + 1);
	protobuf_c_message_pack(message, any->value.data);
	return any;
}

static Google__Protobuf__Any *make_info(const struct refusal *refusal, struct arena *arena)
{
	Google__Rpc__ErrorInfo info = GOOGLE__RPC__ERROR_INFO__INIT;
	Google__Rpc__ErrorInfo__MetadataEntry entries[MAX_REASON_PAIRS], *list[MAX_REASON_PAIRS];

	info.reason = arena_strdup(arena, reason_name(refusal->reason));
	info.domain = arena_strdup(arena, DOMAIN_NAME);
	info.metadata = list;
	for (int i = 0; i < refusal->n; i++) {
		google__rpc__error_info__metadata_entry__init(&entries[i]);
		entries[i].key = arena_strdup(arena, refusal->pairs[i].key);
		entries[i].value = arena_strdup(arena, refusal->pairs[i].value);
		list[info.n_metadata++] = &entries[i];
	}
	return wrap(&info.base, arena);
}

static Google__Protobuf__Any *make_bad_request(const char *field, char *text, struct arena *arena)
{
	Google__Rpc__BadRequest__FieldViolation violation = GOOGLE__RPC__BAD_REQUEST__FIELD_VIOLATION__INIT;
	Google__Rpc__BadRequest__FieldViolation *list[] = { &violation };
	Google__Rpc__BadRequest bad = GOOGLE__RPC__BAD_REQUEST__INIT;

	violation.field = arena_strdup(arena, field);
	violation.description = text;
	bad.field_violations = list;
	bad.n_field_violations = 1;
	return wrap(&bad.base, arena);
}

static Google__Protobuf__Any *make_precondition(const struct refusal *refusal, char *text, struct arena *arena)
{
	Google__Rpc__PreconditionFailure__Violation violation = GOOGLE__RPC__PRECONDITION_FAILURE__VIOLATION__INIT;
	Google__Rpc__PreconditionFailure__Violation *list[] = { &violation };
	Google__Rpc__PreconditionFailure failure = GOOGLE__RPC__PRECONDITION_FAILURE__INIT;

	violation.type = arena_strdup(arena, reason_name(refusal->reason));
	violation.subject = arena_strdup(arena, pair_value(refusal, "case"));
	violation.description = text;
	failure.violations = list;
	failure.n_violations = 1;
	return wrap(&failure.base, arena);
}

struct evgrpc_status error_status(const struct refusal *refusal, const struct registry *registry,
				  enum language language, struct arena *arena)
{
	struct refusal *named = arena_alloc(arena, sizeof(*named));
	Google__Rpc__Status status = GOOGLE__RPC__STATUS__INIT;
	Google__Protobuf__Any *details[3];
	char *text = arena_alloc(arena, SENTENCE_MAX);
	uint8_t *bytes;

	*named = *refusal;
	error_name_offices(named, registry);
	refusal_text(named, language, text, SENTENCE_MAX);
	status.code = reason_code(named->reason);
	status.message = text;
	status.details = details;
	details[status.n_details++] = make_info(named, arena);
	if (status.code == EVGRPC_INVALID_ARGUMENT && pair_value(named, "field")[0])
		details[status.n_details++] = make_bad_request(pair_value(named, "field"), text, arena);
	if (status.code == EVGRPC_FAILED_PRECONDITION)
		details[status.n_details++] = make_precondition(named, text, arena);
	bytes = arena_alloc(arena, google__rpc__status__get_packed_size(&status) + 1);
	return (struct evgrpc_status){
		.code = (enum evgrpc_code)status.code,
		.message = text,
		.details = bytes,
		.details_len = google__rpc__status__pack(&status, bytes),
	};
}

enum reason error_of_database(enum db_error error, bool writes)
{
	switch (error) {
	case DB_LOST:
	case DB_UNKNOWN:
		return writes ? REASON_OUTCOME_UNKNOWN : REASON_DATABASE_UNAVAILABLE;
	case DB_OK:
	case DB_FAILED:
		return REASON_INTERNAL;
	case DB_UNAVAILABLE:
	case DB_UNIQUE: /* somebody wrote the same row at the same moment */
	case DB_SERIALIZATION:
	case DB_READ_ONLY:
	case DB_DISK_FULL:
	case DB_TIMEOUT:
		break;
	}
	return REASON_DATABASE_UNAVAILABLE;
}
