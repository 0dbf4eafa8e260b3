#include "update_fields.h"

#include "base/text.h"
#include "say.h"
#include "show.h"
#include <limits.h>
#include <string.h>

#define ROW(column, option, value, help, kind, member, field)                                                          \
	{ #column, option, kind, offsetof(Huiyin__V1__SubmitUpdateRequest, member), field },
const struct update_field update_fields[] = { UPDATE_FIELDS(ROW) };
#undef ROW
const size_t n_update_fields = sizeof update_fields / sizeof update_fields[0];

#define MAX_PARTS 4
/* How a value is to be written, Chinese and English. */
#define OUTCOME_FORM                                                                                                   \
	"内容" SAY_BAR "数字" SAY_BAR "单位" SAY_BAR "YYYY-MM-DD",                                                     \
		"text" SAY_BAR "number" SAY_BAR "unit" SAY_BAR "YYYY-MM-DD"
#define PROMISE_FORM   "内容" SAY_BAR "衡量办法" SAY_BAR "YYYY-MM-DD", "text" SAY_BAR "measure" SAY_BAR "YYYY-MM-DD"
#define SIGNER_FORM    "姓名、姓名=代码或 =代码", "name, name=code, =code"
#define MEDIA_FORM     "题目" SAY_BAR "媒体", "title" SAY_BAR "outlet"
#define PUBLICATION_IS "full（全文）、summary（摘要）、private（不公开）", "full, summary, private"

static int refuse_form(struct refusal *refusal, const struct update_field *field, const char *given, const char *zh,
		       const char *form)
{
	refuse_with(refuse(refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "%s", field->column);
	refuse_with(refusal, "value", "%s", given);
	refuse_words(refusal, "allowed", zh, form);
	return -1;
}

static char *trim(char *text)
{
	text += strspn(text, " \t");
	size_t len = strlen(text);
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	return text;
}

void update_split(struct arena *arena, const char *text, const char *separators, char ***ret_parts, size_t *ret_n)
{
	size_t most = 1, n = 0;
	for (const char *p = text; *p; p++)
		most += strchr(separators, *p) != NULL;
	char **parts = arena_alloc(arena, most * sizeof *parts);
	char *rest = arena_strdup(arena, text);
	for (char *part = strsep(&rest, separators); part; part = strsep(&rest, separators)) {
		part = trim(part);
		if (*part)
			parts[n++] = part;
	}
	*ret_parts = parts;
	*ret_n = n;
}

/* The parts of a|b|c, trimmed; those left out are "". The number of parts, or -1 when there are more than most or the
 * first is empty. */
static int split_bars(struct arena *arena, const char *given, int most, char *parts[MAX_PARTS])
{
	static char empty[1];
	char *rest = arena_strdup(arena, given), *part;
	int n = 0;
	for (int i = 0; i < MAX_PARTS; i++)
		parts[i] = empty;
	while ((part = strsep(&rest, "|"))) {
		if (n == most)
			return -1;
		parts[n++] = trim(part);
	}
	return *parts[0] ? n : -1;
}

static char *read_day(struct arena *arena, const char *field, const char *given, struct refusal *ret_refusal)
{
	char *day = arena_alloc(arena, HY_DAY_TEXT);
	return show_day(field, given, day, ret_refusal) == 0 ? day : NULL;
}

/* Appends a message to a list of the request. */
#define APPEND(member, message)                                                                                        \
	do {                                                                                                           \
		void *list = arena_alloc(arena, (request->n_##member + 1) * sizeof *request->member);                  \
		if (request->n_##member)                                                                               \
			memcpy(list, request->member, request->n_##member * sizeof *request->member);                  \
		request->member = list;                                                                                \
		request->member[request->n_##member++] = message;                                                      \
	} while (0)

static int read_outcome(const struct update_field *field, struct arena *arena, const char *given,
			Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	char *parts[MAX_PARTS], *on;
	if (split_bars(arena, given, 4, parts) < 0)
		return refuse_form(ret_refusal, field, given, OUTCOME_FORM);
	if (!(on = read_day(arena, "outcome.on", parts[3], ret_refusal)))
		return -1;
	Huiyin__V1__Outcome *outcome = arena_alloc(arena, sizeof *outcome);
	huiyin__v1__outcome__init(outcome);
	outcome->text = parts[0];
	outcome->number = parts[1];
	outcome->unit = parts[2];
	outcome->on = on;
	APPEND(outcomes, outcome);
	return 0;
}

/* "text|measure|day"; the measure may be left out with its bar. */
static int read_promise(const struct update_field *field, struct arena *arena, const char *given,
			Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	char *parts[MAX_PARTS], *due_on;
	int n = split_bars(arena, given, 3, parts);
	if (n < 2)
		return refuse_form(ret_refusal, field, given, PROMISE_FORM);
	if (!(due_on = read_day(arena, "promise.due_on", parts[n - 1], ret_refusal)))
		return -1;
	Huiyin__V1__Promise *promise = arena_alloc(arena, sizeof *promise);
	huiyin__v1__promise__init(promise);
	promise->text = parts[0];
	promise->measure = n == 3 ? parts[1] : promise->measure;
	promise->due_on = due_on;
	APPEND(promises, promise);
	return 0;
}

static int read_signer(const struct update_field *field, struct arena *arena, const char *given,
		       Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	char *name = trim(arena_strdup(arena, given)), *code = strchr(name, '=');
	if (code)
		*code++ = '\0';
	if (!*name && (!code || !*code))
		return refuse_form(ret_refusal, field, given, SIGNER_FORM);
	Huiyin__V1__NewSigner *signer = arena_alloc(arena, sizeof *signer);
	huiyin__v1__new_signer__init(signer);
	signer->name = trim(name);
	signer->member = code ? trim(code) : signer->member;
	APPEND(signers, signer);
	return 0;
}

static int read_media(const struct update_field *field, struct arena *arena, const char *given,
		      Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	char *parts[MAX_PARTS];
	if (split_bars(arena, given, 2, parts) < 0)
		return refuse_form(ret_refusal, field, given, MEDIA_FORM);
	request->media = arena_alloc(arena, sizeof *request->media);
	huiyin__v1__media_item__init(request->media);
	request->media->title = parts[0];
	request->media->outlet = parts[1];
	return 0;
}

static int read_list(const struct update_field *field, struct arena *arena, const char *value,
		     Huiyin__V1__SubmitUpdateRequest *request)
{
	/* protobuf-c keeps the number of a repeated field just before its pointer. */
	char **list;
	size_t n;
	update_split(arena, value, ",;", &list, &n);
	memcpy((char *)request + field->offset, &list, sizeof list);
	memcpy((char *)request + field->offset - sizeof n, &n, sizeof n);
	return 0;
}

static int read_number(const struct update_field *field, const char *value, Huiyin__V1__SubmitUpdateRequest *request,
		       struct refusal *ret_refusal)
{
	int64_t number;
	if (number_parse(value, 1, INT_MAX, &number) != 0) {
		refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "%s", field->column);
		refuse_with(ret_refusal, "min", "1");
		refuse_with(ret_refusal, "max", "%d", INT_MAX);
		return -1;
	}
	*(int32_t *)(void *)((char *)request + field->offset) = (int32_t)number;
	return 0;
}

static int read_publication(const struct update_field *field, const char *value,
			    Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	enum publication publication = publication_by_name(value);
	if (publication == PUBLICATION_NONE)
		return refuse_form(ret_refusal, field, value, PUBLICATION_IS);
	request->publication = (Huiyin__V1__Publication)publication;
	return 0;
}

int update_field_read(const struct update_field *field, struct arena *arena, const char *value,
		      Huiyin__V1__SubmitUpdateRequest *request, struct refusal *ret_refusal)
{
	if (!*value)
		return 0;
	switch (field->kind) {
	case UPDATE_TEXT:
		break;
	case UPDATE_DAY:
		value = read_day(arena, field->column, value, ret_refusal);
		break;
	case UPDATE_NUMBER:
		return read_number(field, value, request, ret_refusal);
	case UPDATE_LIST:
		return read_list(field, arena, value, request);
	case UPDATE_PUBLICATION:
		return read_publication(field, value, request, ret_refusal);
	case UPDATE_MEDIA:
		return read_media(field, arena, value, request, ret_refusal);
	case UPDATE_OUTCOMES:
		return read_outcome(field, arena, value, request, ret_refusal);
	case UPDATE_PROMISES:
		return read_promise(field, arena, value, request, ret_refusal);
	case UPDATE_SIGNERS:
		return read_signer(field, arena, value, request, ret_refusal);
	}
	if (value)
		memcpy((char *)request + field->offset, &value, sizeof value);
	return value ? 0 : -1;
}

bool update_field_repeats(const struct update_field *field)
{
	return field->kind == UPDATE_OUTCOMES || field->kind == UPDATE_PROMISES || field->kind == UPDATE_SIGNERS;
}
