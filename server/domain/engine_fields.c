/* The fields of an update: those the move requires are there, and all that were given have good values. */
#include "domain/engine_steps.h"

#include "base/text.h"
#include "domain/words.h"

#include <string.h>

/* The bits of struct rule_move's requires and the field's name; in the order of enum move_field. */
static const char *const field_names[] = {
	"reason",          "lead_office", "contact_method", "contact_persons", "class",
	"document_number", "text",        "attitude",       "result",          "outcomes",
};

/* What an action cannot do without, whatever the file requires. */
static const unsigned inherent_fields[ACTION_COUNT_] = {
	[ACTION_ASSIGN] = FIELD_LEAD_OFFICE,
	[ACTION_OUTCOME] = FIELD_OUTCOMES,
};

static int refuse_field(const struct decide *decide, enum reason reason, const char *field)
{
	refuse_with(refuse(decide->refusal, reason), "field", "%s", field);
	return -1;
}

static int refuse_max(const struct decide *decide, enum reason reason, const char *field, int max)
{
	refuse_field(decide, reason, field);
	refuse_with(decide->refusal, "max", "%d", max);
	return -1;
}

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

static bool is_given(const struct update *update, enum move_field field)
{
	switch ((int)field) {
	case FIELD_REASON:
		return !engine_is_blank(update->reason);
	case FIELD_LEAD_OFFICE:
		return update->lead_office > 0;
	case FIELD_CONTACT_METHOD:
		return !engine_is_blank(update->contact_method);
	case FIELD_CONTACT_PERSONS:
		return !engine_is_blank(update->contact_persons);
	case FIELD_CLASS:
		return !engine_is_blank(update->class);
	case FIELD_DOCUMENT_NUMBER:
		return !engine_is_blank(update->document_number);
	case FIELD_TEXT:
		return !engine_is_blank(update->text);
	case FIELD_ATTITUDE:
		return !engine_is_blank(update->attitude);
	case FIELD_RESULT:
		return !engine_is_blank(update->result);
	case FIELD_OUTCOMES:
		return update->n_outcomes > 0;
	default:
		break;
	}
	return false;
}

static int check_required(const struct decide *decide)
{
	const struct rule_move *move = decide->move;
	unsigned required = move->requires | inherent_fields[move->action];

	for (unsigned i = 0; i < sizeof(field_names) / sizeof(*field_names); i++) {
		enum move_field field = 1u << i;

		if (!(required & field) || is_given(decide->update, field))
			continue;
		if (field != FIELD_REASON)
			return refuse_field(decide, REASON_FIELD_MISSING, field_names[i]);
		refuse_words(refuse(decide->refusal, REASON_REASON_REQUIRED), "verb", move->label.zh, move->label.en);
		return -1;
	}
	return 0;
}

/* Text of at most max characters without control characters. */
static int check_text(const struct decide *decide, const char *field, const char *text, int max, bool multiline)
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

	if (len == 0)
		return 0;
	if (len >= CASE_NUMBER_SIZE)
		return refuse_max(decide, REASON_FIELD_TOO_LONG, "case_number", CASE_NUMBER_SIZE - 1);
	if (strspn(number, "0123456789") == len && len >= 4 + digits && len <= 4 + digits + 2)
		return 0;
	refuse_field(decide, REASON_FIELD_UNKNOWN_VALUE, "case_number");
	refuse_with(decide->refusal, "value", "%s", number);
	refuse_with(decide->refusal, "allowed", "YYYY + %zu", digits);
	return -1;
}

/* A code out of a list of the rules, or none. */
static int check_word(const struct decide *decide, const char *field, const char *code, const struct rule_word *list,
		      int n)
{
	char zh[REASON_VALUE_SIZE], en[REASON_VALUE_SIZE], item[REASON_VALUE_SIZE];
	struct words words, words_en, piece;

	words_begin(&words, zh, sizeof(zh));
	words_begin(&words_en, en, sizeof(en));
	for (int i = 0; i < n; i++) {
		if (strcmp(list[i].code, code) == 0)
			return 0;
		words_begin(&piece, item, sizeof(item));
		words_addf(&piece, "%s %s", list[i].label.zh, list[i].code);
		words_add_item(&words, LANGUAGE_ZH, item);
		words_add_item(&words_en, LANGUAGE_EN, list[i].code);
	}
	if (engine_is_blank(code))
		return 0;
	refuse_field(decide, REASON_FIELD_UNKNOWN_VALUE, field);
	refuse_with(decide->refusal, "value", "%s", code);
	refuse_words(decide->refusal, "allowed", zh, en);
	return -1;
}

static int check_words(const struct decide *decide)
{
	const struct rules *rules = decide->context->rules;
	const struct update *update = decide->update;

	if (check_word(decide, "contact_method", update->contact_method, rules->contact_methods,
		       rules->n_contact_methods) < 0 ||
	    check_word(decide, "attitude", update->attitude, rules->marks, rules->n_marks) < 0)
		return -1;
	return check_word(decide, "result", update->result, rules->marks, rules->n_marks);
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

/* Digits with at most one point among them, as 12 or 3.5; empty when the outcome has no number. */
static bool is_decimal(const char *number)
{
	size_t whole = strspn(number, "0123456789"), fraction = 0;

	if (number[whole] == '.') {
		fraction = strspn(number + whole + 1, "0123456789");
		return whole > 0 && fraction > 0 && !number[whole + 1 + fraction];
	}
	return !number[whole];
}

static int refuse_number(const struct decide *decide, const char *number)
{
	refuse_field(decide, REASON_FIELD_UNKNOWN_VALUE, "outcome.number");
	refuse_with(decide->refusal, "value", "%s", number);
	refuse_words(decide->refusal, "allowed", "数字，可有小数点", "digits, with a point if need be");
	return -1;
}

static int check_outcome(const struct decide *decide, const struct outcome *outcome)
{
	char day[HY_DAY_TEXT], today[HY_DAY_TEXT];

	if (engine_is_blank(outcome->text))
		return refuse_field(decide, REASON_FIELD_MISSING, "outcome.text");
	if (check_text(decide, "outcome.text", outcome->text, MAX_OUTCOME_CHARS, true) < 0 ||
	    check_text(decide, "outcome.number", outcome->number, MAX_NUMBER_CHARS, false) < 0 ||
	    check_text(decide, "outcome.unit", outcome->unit, MAX_UNIT_CHARS, false) < 0)
		return -1;
	if (!is_decimal(outcome->number))
		return refuse_number(decide, outcome->number);
	if (outcome->on <= decide->context->today) /* HY_DAY_NONE, the day of the update, is less than any day */
		return 0;
	refuse_field(decide, REASON_DATE_IN_FUTURE, "outcome.on");
	refuse_with(decide->refusal, "value", "%s", day_format(outcome->on, day));
	refuse_with(decide->refusal, "today", "%s", day_format(decide->context->today, today));
	return -1;
}

static int check_outcomes(const struct decide *decide)
{
	const struct update *update = decide->update;

	if (update->n_outcomes > MAX_OUTCOMES)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "outcomes", MAX_OUTCOMES);
	for (int i = 0; i < update->n_outcomes; i++)
		if (check_outcome(decide, &update->outcomes[i]) < 0)
			return -1;
	return 0;
}

static bool is_named_before(const struct update *update, int i)
{
	if (update->assist_offices[i] == update->lead_office)
		return true;
	for (int j = 0; j < i; j++)
		if (update->assist_offices[j] == update->assist_offices[i])
			return true;
	return false;
}

static int check_offices(const struct decide *decide)
{
	const struct update *update = decide->update;

	if (update->n_assist > MAX_ASSIST)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "assist_offices", MAX_ASSIST);
	for (int i = 0; i < update->n_assist; i++) {
		if (update->assist_offices[i] <= 0)
			return refuse_field(decide, REASON_FIELD_MISSING, "assist_offices");
		if (!is_named_before(update, i))
			continue;
		refuse(decide->refusal, REASON_OFFICE_TWICE);
		refuse_with(decide->refusal, "office", "#%d", update->assist_offices[i]);
		return -1;
	}
	return 0;
}

int decide_fields(struct decide *decide)
{
	if (check_required(decide) < 0 || check_texts(decide) < 0 || check_case_number(decide) < 0 ||
	    check_words(decide) < 0 || check_class(decide) < 0 || check_outcomes(decide) < 0)
		return -1;
	return check_offices(decide);
}
