/* Things an update gives in lists: outcomes, offices, other cases, and the new things it brings to the case. */
#include "domain/engine/steps.h"

#include "base/text.h"

#include <string.h>

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

/* --- offices --- */

/* An office may be named once, in whatever role. */
static int check_once(const struct decide *decide, const int *named, int n)
{
	for (int i = 0; i < n; i++)
		for (int j = 0; j < i; j++)
			if (named[i] == named[j])
				return refuse_office(decide, REASON_OFFICE_TWICE, named[i]);
	return 0;
}

static int check_office_list(const struct decide *decide, const char *field, const int *offices, int n, int max)
{
	if (n > max)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, field, max);
	for (int i = 0; i < n; i++)
		if (offices[i] <= 0)
			return refuse_field(decide, REASON_FIELD_MISSING, field);
	return 0;
}

static int check_offices(const struct decide *decide)
{
	const struct update *update = decide->update;
	int named[2 + MAX_ASSIST + MAX_SEPARATE], n = 0;

	if (check_office_list(decide, "assist_offices", update->assist_offices, update->n_assist, MAX_ASSIST) < 0 ||
	    check_office_list(decide, "separate_offices", update->separate_offices, update->n_separate, MAX_SEPARATE) <
		    0)
		return -1;
	if (update->lead_office > 0)
		named[n++] = update->lead_office;
	if (update->sole_office > 0)
		named[n++] = update->sole_office;
	for (int i = 0; i < update->n_assist; i++)
		named[n++] = update->assist_offices[i];
	for (int i = 0; i < update->n_separate; i++)
		named[n++] = update->separate_offices[i];
	return check_once(decide, named, n);
}

/* --- other cases --- */

static int check_cases(const struct decide *decide)
{
	const struct update *update = decide->update;
	const struct surroundings *around = decide->context->around;

	if (update->n_other_cases > MAX_OTHER_CASES)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "other_cases", MAX_OTHER_CASES);
	for (int i = 0; i < update->n_other_cases; i++) {
		int64_t id = update->other_cases[i];
		const struct case_state *other = around && i < around->n_others ? around->others[i] : NULL;

		if (!other || other->case_id != id)
			return refuse_other_case(decide, REASON_CASE_NOT_FOUND, NULL, id);
		if (id == decide->before->case_id)
			return refuse_other_case(decide, REASON_CASE_ITSELF, other, id);
		for (int j = 0; j < i; j++)
			if (update->other_cases[j] == id)
				return refuse_other_case(decide, REASON_CASE_TWICE, other, id);
	}
	return 0;
}

/* --- what the update brings --- */

static int check_promise_item(const struct decide *decide, const struct new_item *item)
{
	if (engine_is_blank(item->text))
		return refuse_field(decide, REASON_FIELD_MISSING, "promise.text");
	if (item->due_on == HY_DAY_NONE)
		return refuse_field(decide, REASON_FIELD_MISSING, "promise.due_on");
	if (check_text(decide, "promise.text", item->text, MAX_PROMISE_CHARS, true) < 0)
		return -1;
	return check_text(decide, "promise.measure", item->measure, MAX_MEASURE_CHARS, true);
}

static int check_signer_item(const struct decide *decide, const struct new_item *item)
{
	if (item->member_id <= 0 && engine_is_blank(item->text))
		return refuse_field(decide, REASON_FIELD_MISSING, "signer.name");
	return check_text(decide, "signer.name", item->text, MAX_NAME_CHARS, false);
}

static int check_media_item(const struct decide *decide, const struct new_item *item)
{
	if (engine_is_blank(item->text))
		return refuse_field(decide, REASON_FIELD_MISSING, "media.title");
	if (check_text(decide, "media.title", item->text, MAX_MEDIA_TITLE_CHARS, false) < 0)
		return -1;
	return check_text(decide, "media.outlet", item->measure, MAX_OUTLET_CHARS, false);
}

static int check_attachment_item(const struct decide *decide, const struct new_item *item)
{
	if (engine_is_blank(item->text))
		return refuse_field(decide, REASON_FIELD_MISSING, "attachment_ids");
	if (decide->context->rules->attachments.max_bytes == 0)
		return refuse_verb(decide, REASON_ATTACHMENTS_NOT_USED);
	if (check_text(decide, "attachment_ids", item->text, MAX_FILE_NAME_CHARS, false) < 0)
		return -1;
	return rules_take_file(decide->context->rules, item->text, item->size, decide->refusal);
}

/* What may be brought: how it is checked, how much of it, and the name of the field. */
static const struct {
	const char *field;
	int max;
	int (*check)(const struct decide *decide, const struct new_item *item);
} kinds[ITEM_KIND_COUNT_] = {
	[ITEM_SIGNER] = { "signers", MAX_NEW_SIGNERS, check_signer_item },
	[ITEM_PROMISE] = { "promises", MAX_NEW_PROMISES, check_promise_item },
	[ITEM_MEDIA] = { "media", 1, check_media_item },
	[ITEM_ATTACHMENT] = { "attachment_ids", MAX_NEW_ATTACHMENTS, check_attachment_item },
};

static int check_new_items(const struct decide *decide)
{
	const struct update *update = decide->update;
	int counts[ITEM_KIND_COUNT_] = { 0 };

	if (update->n_new_items > MAX_NEW_ITEMS)
		return refuse_max(decide, REASON_FIELD_TOO_MANY, "items", MAX_NEW_ITEMS);
	for (int i = 0; i < update->n_new_items; i++) {
		const struct new_item *item = &update->new_items[i];
		unsigned kind = (unsigned)item->kind < ITEM_KIND_COUNT_ ? (unsigned)item->kind : ITEM_NONE;

		if (!kinds[kind].check)
			return refuse_field(decide, REASON_FIELD_MISSING, "items");
		if (++counts[kind] > kinds[kind].max)
			return refuse_max(decide, REASON_FIELD_TOO_MANY, kinds[kind].field, kinds[kind].max);
		if (kinds[kind].check(decide, item) < 0)
			return -1;
	}
	return 0;
}

/* Lists that the verb has no use for are refused: what they name would be lost. */
static int check_uses(const struct decide *decide)
{
	const struct update *update = decide->update;
	const struct action *action = engine_action(decide->move->action);
	const char *field = update->n_other_cases > 0 && !action->other_cases ? "other_cases" : NULL;

	for (int i = 0; i < update->n_new_items; i++)
		if (!(action->brings & 1u << update->new_items[i].kind))
			field = kinds[update->new_items[i].kind].field;
	if (!field)
		return 0;
	refuse_verb(decide, REASON_FIELD_NOT_USED);
	refuse_with(decide->refusal, "field", "%s", field);
	return -1;
}

int decide_lists(const struct decide *decide)
{
	if (check_outcomes(decide) < 0 || check_offices(decide) < 0 || check_new_items(decide) < 0 ||
	    check_uses(decide) < 0)
		return -1;
	return check_cases(decide);
}
