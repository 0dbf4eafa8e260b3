/* The fields of an update: those the move requires are there, and all that were given have good values. */
#include "domain/engine/steps.h"

#include "base/text.h"
#include "domain/words.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

/* How one sees that a field was given. */
enum giving { GIVEN_TEXT, GIVEN_NUMBER, GIVEN_DAY, GIVEN_ITEM };

/* The fields a move can require, in the order of the bits of enum move_field. */
static const struct {
	const char *name;
	enum giving giving;
	size_t place; /* in struct update; GIVEN_ITEM: the kind of new item */
} fields[] = {
	{ "reason", GIVEN_TEXT, offsetof(struct update, reason) },
	{ "lead_office", GIVEN_NUMBER, offsetof(struct update, lead_office) },
	{ "contact_method", GIVEN_TEXT, offsetof(struct update, contact_method) },
	{ "contact_persons", GIVEN_TEXT, offsetof(struct update, contact_persons) },
	{ "class", GIVEN_TEXT, offsetof(struct update, class) },
	{ "document_number", GIVEN_TEXT, offsetof(struct update, document_number) },
	{ "text", GIVEN_TEXT, offsetof(struct update, text) },
	{ "attitude", GIVEN_TEXT, offsetof(struct update, attitude) },
	{ "result", GIVEN_TEXT, offsetof(struct update, result) },
	{ "outcomes", GIVEN_NUMBER, offsetof(struct update, n_outcomes) },
	{ "reason_code", GIVEN_TEXT, offsetof(struct update, reason_code) },
	{ "channel", GIVEN_TEXT, offsetof(struct update, channel) },
	{ "promises", GIVEN_ITEM, ITEM_PROMISE },
	{ "item_no", GIVEN_NUMBER, offsetof(struct update, item_no) },
	{ "member", GIVEN_NUMBER, offsetof(struct update, member_id) },
	{ "other_cases", GIVEN_NUMBER, offsetof(struct update, n_other_cases) },
	{ "due_on", GIVEN_DAY, offsetof(struct update, due_on) },
	{ "signed_by", GIVEN_TEXT, offsetof(struct update, signed_by) },
	{ "contact_person", GIVEN_TEXT, offsetof(struct update, contact_person) },
	{ "publication", GIVEN_NUMBER, offsetof(struct update, publication) },
	{ "proposed_office", GIVEN_NUMBER, offsetof(struct update, proposed_office) },
	{ "place", GIVEN_TEXT, offsetof(struct update, place) },
	{ "attachment_ids", GIVEN_ITEM, ITEM_ATTACHMENT },
	{ "signers", GIVEN_ITEM, ITEM_SIGNER },
	{ "media", GIVEN_ITEM, ITEM_MEDIA },
	{ "signer_no", GIVEN_NUMBER, offsetof(struct update, signer_no) },
	{ "corrects", GIVEN_NUMBER, offsetof(struct update, corrects) },
};
#define N_FIELDS (sizeof(fields) / sizeof(*fields))

/* --- refusals of several steps --- */

int refuse_field(const struct decide *decide, enum reason reason, const char *field)
{
	refuse_with(refuse(decide->refusal, reason), "field", "%s", field);
	return -1;
}

int refuse_max(const struct decide *decide, enum reason reason, const char *field, int max)
{
	refuse_field(decide, reason, field);
	refuse_with(decide->refusal, "max", "%d", max);
	return -1;
}

int refuse_office(const struct decide *decide, enum reason reason, int office_id)
{
	refuse_with(refuse(decide->refusal, reason), "office", "#%d", office_id);
	return -1;
}

int refuse_verb(const struct decide *decide, enum reason reason)
{
	refuse_words(refuse(decide->refusal, reason), "verb", decide->move->label.zh, decide->move->label.en);
	return -1;
}

int refuse_not_after(const struct decide *decide, const char *field, hy_day value, hy_day limit)
{
	char text[HY_DAY_TEXT], other[HY_DAY_TEXT];

	refuse_field(decide, REASON_DATE_NOT_AFTER, field);
	refuse_with(decide->refusal, "value", "%s", day_format(value, text));
	refuse_with(decide->refusal, "limit", "%s", day_format(limit, other));
	return -1;
}

void refuse_with_case(struct refusal *refusal, const struct case_state *state, int64_t case_id)
{
	if (state && state->number[0])
		refuse_with(refusal, "case", "%s", state->number);
	else
		refuse_with(refusal, "case", "s%lld", (long long)case_id);
}

int refuse_other_case(const struct decide *decide, enum reason reason, const struct case_state *other, int64_t case_id)
{
	refuse_with_case(refuse(decide->refusal, reason), other, case_id);
	refuse_words(decide->refusal, "verb", decide->move->label.zh, decide->move->label.en);
	return -1;
}

/* --- what must be there --- */

bool engine_is_blank(const char *text)
{
	static const char ideographic_space[] = "\xe3\x80\x80";

	for (;;) {
		if (*text == ' ' || *text == '\t' || *text == '\n')
			text++;
		else if (strncmp(text, ideographic_space, sizeof(ideographic_space) - 1) == 0)
			text += sizeof(ideographic_space) - 1;
		else
			return *text == '\0';
	}
}

static bool brings(const struct update *update, enum item_kind kind)
{
	for (int i = 0; i < update->n_new_items && i < MAX_NEW_ITEMS; i++)
		if (update->new_items[i].kind == kind)
			return true;
	return false;
}

static bool is_given(const struct update *update, size_t field)
{
	const char *place = (const char *)update + fields[field].place;

	switch (fields[field].giving) {
	case GIVEN_TEXT:
		return !engine_is_blank(*(const char *const *)place);
	case GIVEN_NUMBER:
		return *(const int *)place > 0;
	case GIVEN_DAY:
		return *(const hy_day *)place != HY_DAY_NONE;
	case GIVEN_ITEM:
		return brings(update, (enum item_kind)fields[field].place);
	}
	return false;
}

unsigned engine_given_fields(const struct update *update)
{
	unsigned given = 0;

	for (size_t i = 0; i < N_FIELDS; i++)
		if (is_given(update, i))
			given |= 1u << i;
	return given;
}

const char *engine_field_name(unsigned field)
{
	for (size_t i = 0; i < N_FIELDS; i++)
		if (field == 1u << i)
			return fields[i].name;
	return "";
}

/* The class of an answer that was reviewed is known. */
static bool is_known(const struct decide *decide, enum move_field field)
{
	const struct assignment *assignment = decide->assignment;

	return field == FIELD_CLASS && decide->move->action == ACTION_ANSWER && assignment &&
	       assignment->reviewed_on != HY_DAY_NONE && assignment->class[0];
}

static int check_required(const struct decide *decide)
{
	const struct rule_move *move = decide->move;
	unsigned required = move->requires | engine_action(move->action)->fields;

	for (size_t i = 0; i < N_FIELDS; i++) {
		enum move_field field = 1u << i;

		if (!(required & field) || is_given(decide->update, i) || is_known(decide, field))
			continue;
		if (field == FIELD_REASON)
			return refuse_verb(decide, REASON_REASON_REQUIRED);
		return refuse_field(decide, REASON_FIELD_MISSING, fields[i].name);
	}
	return 0;
}

/* --- texts --- */

int check_text(const struct decide *decide, const char *field, const char *text, int max, bool multiline)
{
	long length = text_length(text, strlen(text));

	if (length > max)
		return refuse_max(decide, REASON_FIELD_TOO_LONG, field, max);
	if (!text_is_good(text, 0, (size_t)max, multiline))
		return refuse_field(decide, REASON_FIELD_NOT_TEXT, field);
	return 0;
}

static int check_texts(const struct decide *decide)
{
	const struct update *update = decide->update;
	const struct {
		const char *field, *text;
		int max;
		bool multiline;
	} texts[] = {
		{ "reason", update->reason, MAX_REASON_CHARS, true },
		{ "contact_persons", update->contact_persons, MAX_CONTACT_PERSONS_CHARS, false },
		{ "document_number", update->document_number, MAX_DOCUMENT_NUMBER_CHARS, false },
		{ "text", update->text, MAX_TEXT_CHARS, true },
		{ "signed_by", update->signed_by, MAX_NAME_CHARS, false },
		{ "contact_person", update->contact_person, MAX_CONTACT_PERSON_CHARS, false },
		{ "publication_reason", update->publication_reason, MAX_PUBLICATION_REASON_CHARS, true },
		{ "place", update->place, MAX_PLACE_CHARS, false },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		if (check_text(decide, texts[i].field, texts[i].text, texts[i].max, texts[i].multiline) < 0)
			return -1;
	return 0;
}

/* A year and a serial, digits only and not shorter than the rules have it: anything else would stand in one column with
 * the numbers the server gives, or read as "s17", the other way to name a case. Empty is fine: the case gets a number
 * then. Whether the year is the session's is checked where sessions are known. */
static int check_case_number(const struct decide *decide)
{
	const char *number = decide->update->case_number;
	size_t len = strlen(number), digits = (size_t)decide->context->rules->number_digits;
	char zh[80], en[80];

	if (len == 0)
		return 0;
	if (len >= CASE_NUMBER_SIZE)
		return refuse_max(decide, REASON_FIELD_TOO_LONG, "case_number", CASE_NUMBER_SIZE - 1);
	if (strspn(number, "0123456789") == len && len >= 4 + digits && len <= 4 + digits + 2)
		return 0;
	refuse_field(decide, REASON_FIELD_UNKNOWN_VALUE, "case_number");
	refuse_with(decide->refusal, "value", "%s", number);
	snprintf(zh, sizeof(zh), "年份加 %zu 位数字，如 2023%0*d", digits, (int)digits, 1);
	snprintf(en, sizeof(en), "the year and %zu digits, such as 2023%0*d", digits, (int)digits, 1);
	refuse_words(decide->refusal, "allowed", zh, en);
	return -1;
}

void refuse_allowed(struct refusal *refusal, const struct rule_word *list, int n)
{
	char zh[REASON_VALUE_SIZE], en[REASON_VALUE_SIZE], item[REASON_VALUE_SIZE];
	struct words words, words_en, piece;

	words_begin(&words, zh, sizeof(zh));
	words_begin(&words_en, en, sizeof(en));
	for (int i = 0; i < n; i++) {
		words_begin(&piece, item, sizeof(item));
		words_addf(&piece, "%s %s", list[i].label.zh, list[i].code);
		words_add_item(&words, LANGUAGE_ZH, item);
		words_add_item(&words_en, LANGUAGE_EN, list[i].code);
	}
	if (n == 0)
		refuse_words(refusal, "allowed", "无（规则未列）", "none, the rules list none");
	else
		refuse_words(refusal, "allowed", zh, en);
}

/* A code out of a list of the rules, or none. */
static int check_word(const struct decide *decide, const char *field, const char *code, const struct rule_word *list,
		      int n)
{
	if (engine_is_blank(code))
		return 0;
	for (int i = 0; i < n; i++)
		if (strcmp(list[i].code, code) == 0)
			return 0;
	refuse_field(decide, REASON_FIELD_UNKNOWN_VALUE, field);
	refuse_with(decide->refusal, "value", "%s", code);
	refuse_allowed(decide->refusal, list, n);
	return -1;
}

static int check_words(const struct decide *decide)
{
	const struct rules *rules = decide->context->rules;
	const struct update *update = decide->update;
	const struct {
		const char *field, *code;
		const struct rule_word *list;
		int n;
	} codes[] = {
		{ "contact_method", update->contact_method, rules->contact_methods, rules->n_contact_methods },
		{ "attitude", update->attitude, rules->marks, rules->n_marks },
		{ "result", update->result, rules->marks, rules->n_marks },
		{ "reason_code", update->reason_code, rules->not_filed_reasons.list, rules->not_filed_reasons.n },
		{ "channel", update->channel, rules->channels.list, rules->channels.n },
	};

	for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
		if (check_word(decide, codes[i].field, codes[i].code, codes[i].list, codes[i].n) < 0)
			return -1;
	return 0;
}

/* Brings a class letter to the form of the rules: Ａ and ａ (U+FF21, U+FF41 on) and a become A. */
static void normalise_class(const char *typed, char class[CLASS_SIZE])
{
	struct words words;
	const unsigned char *p = (const unsigned char *)typed;
	char letter[2] = { 0 };

	if (p[0] == 0xef && p[1] == 0xbc && p[2] >= 0xa1 && p[2] <= 0xba && !p[3])
		letter[0] = (char)('A' + (p[2] - 0xa1));
	else if (p[0] == 0xef && p[1] == 0xbd && p[2] >= 0x81 && p[2] <= 0x9a && !p[3])
		letter[0] = (char)('A' + (p[2] - 0x81));
	else if (p[0] >= 'a' && p[0] <= 'z' && !p[1])
		letter[0] = (char)(p[0] - 'a' + 'A');
	words_begin(&words, class, CLASS_SIZE);
	words_add(&words, letter[0] ? letter : typed);
}

static int check_class(struct decide *decide)
{
	const struct rules *rules = decide->context->rules;
	const char *typed = decide->update->class;
	char allowed[REASON_VALUE_SIZE];
	struct words words;

	if (engine_is_blank(typed))
		return 0;
	normalise_class(typed, decide->class);
	/* Longer texts were cut by the normalisation and might look like a class then. */
	decide->rule_class = strlen(typed) < CLASS_SIZE ? rules_class(rules, decide->class) : NULL;
	if (decide->rule_class)
		return 0;
	words_begin(&words, allowed, sizeof(allowed));
	for (int i = 0; i < rules->n_classes; i++)
		words_add_item(&words, LANGUAGE_EN, rules->classes[i].letter);
	refuse_with(refuse(decide->refusal, REASON_CLASS_UNKNOWN), "value", "%s", typed);
	refuse_with(decide->refusal, "allowed", "%s", allowed);
	return -1;
}

/* Publication is one of the three; what is not published has a reason. */
static int check_publication(const struct decide *decide)
{
	const struct update *update = decide->update;

	if ((unsigned)update->publication >= PUBLICATION_COUNT_)
		return refuse_field(decide, REASON_FIELD_MISSING, "publication");
	if (update->publication == PUBLICATION_PRIVATE && engine_is_blank(update->publication_reason))
		return refuse_field(decide, REASON_FIELD_MISSING, "publication_reason");
	return 0;
}

int decide_fields(struct decide *decide)
{
	if (check_required(decide) < 0 || check_texts(decide) < 0 || check_case_number(decide) < 0 ||
	    check_words(decide) < 0 || check_class(decide) < 0 || check_publication(decide) < 0)
		return -1;
	return decide_lists(decide);
}
