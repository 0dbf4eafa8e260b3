#include "service/summary_parts.h"

#include <stdio.h>
#include <string.h>

/* Characters of a long text that a summary shows. */
#define EXCERPT 80

enum part_kind {
	PART_TEXT,
	PART_EXCERPT,
	PART_NUMBER,
	PART_OFFICE,
	PART_OFFICES,
	PART_MEMBER,
	PART_NAMES,
	PART_CASES,
	PART_OUTCOMES,
	PART_MARK,
	PART_METHOD,
	PART_GROUND,
	PART_CHANNEL,
	PART_PUBLICATION,
	PART_YES /* a flag: the label says it all */
};
struct part {
	const char *key;
	enum part_kind kind;
	struct label label;
};
/* In the order a register has them. */
static const struct part update_parts[] = {
	{ "sole_office", PART_OFFICE, { "独办", "sole" } },
	{ "lead_office", PART_OFFICE, { "主办", "lead" } },
	{ "assist_offices", PART_OFFICES, { "会办", "assist" } },
	{ "separate_offices", PART_OFFICES, { "分办", "separate" } },
	{ "proposed_office", PART_OFFICE, { "建议承办", "proposed instead" } },
	{ "reason_code", PART_GROUND, { "类别", "ground" } },
	{ "channel", PART_CHANNEL, { "转作", "redirected as" } },
	{ "contact_method", PART_METHOD, { "沟通方式", "contact" } },
	{ "place", PART_TEXT, { "地点", "place" } },
	{ "contact_persons", PART_TEXT, { "参加", "with" } },
	{ "class", PART_TEXT, { "类别", "class" } },
	{ "document_number", PART_TEXT, { "文号", "document" } },
	{ "signed_by", PART_TEXT, { "签发人", "signed by" } },
	{ "contact_person", PART_TEXT, { "联系人", "contact person" } },
	{ "publication", PART_PUBLICATION, { "公开属性", "publication" } },
	{ "publication_reason", PART_TEXT, { "不公开理由", "not public because" } },
	{ "signer", PART_NUMBER, { "提案者序号", "signer" } },
	{ "attitude", PART_MARK, { "办理态度", "attitude" } },
	{ "result", PART_MARK, { "办理结果", "result" } },
	{ "by_code", PART_YES, { "凭评价码", "by evaluation code" } },
	{ "item", PART_NUMBER, { "承诺编号", "promise" } },
	{ "member", PART_MEMBER, { "领导", "person" } },
	{ "due_on", PART_TEXT, { "期限", "until" } },
	{ "other_cases", PART_CASES, { "相关案件", "other cases" } },
	{ "outcomes", PART_OUTCOMES, { "成效", "outcomes" } },
	{ "reason", PART_TEXT, { "原因", "reason" } },
	{ "text", PART_EXCERPT, { "内容", "text" } },
};
static const struct part received_parts[] = {
	{ "draft", PART_YES, { "草稿", "draft" } },
	{ "title", PART_TEXT, { "案由", "title" } },
	{ "proposers", PART_NAMES, { "提案者", "by" } },
	{ "submission_number", PART_TEXT, { "流水号", "submission number" } },
	{ "external_number", PART_TEXT, { "外部编号", "external number" } },
};
/* What the server decided and the caller did not say. */
static const struct part effect_parts[] = {
	{ "number", PART_TEXT, { "案号", "case number" } },
	{ "round", PART_NUMBER, { "办理轮次", "round" } },
	{ "published_on", PART_TEXT, { "公开日期", "published on" } },
};
/* What a correction may replace. */
static const struct part corrected_parts[] = {
	{ "happened_on", PART_TEXT, { "发生日期", "day" } },
	{ "class", PART_TEXT, { "类别", "class" } },
	{ "document_number", PART_TEXT, { "文号", "document" } },
	{ "attitude", PART_MARK, { "办理态度", "attitude" } },
	{ "result", PART_MARK, { "办理结果", "result" } },
	{ "contact_method", PART_METHOD, { "沟通方式", "contact" } },
	{ "contact_persons", PART_TEXT, { "参加", "with" } },
	{ "due_on", PART_TEXT, { "期限", "until" } },
	{ "text", PART_EXCERPT, { "内容", "text" } },
};
#define LENGTH(parts) (sizeof(parts) / sizeof(*(parts)))

/* ---- Values --------------------------------------------------------------------------------------------------- */

/* Bytes of the first n characters. */
static size_t bytes_of(const char *text, size_t n)
{
	size_t i = 0;

	for (; text[i]; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80 && n-- == 0)
			break;
	return i;
}

/* Bytes of a text without its last stop and line ends: more words follow in the sentence. */
static size_t bytes_before_stop(const char *text, size_t len)
{
	static const char stop[] = "。";

	while (len > 0 && strchr(" \r\n\t", text[len - 1]))
		len--;
	if (len >= sizeof(stop) - 1 && strncmp(text + len - (sizeof(stop) - 1), stop, sizeof(stop) - 1) == 0)
		len -= sizeof(stop) - 1;
	return len;
}

static void add_excerpt(struct strbuf *out, const char *text)
{
	size_t len = bytes_of(text, EXCERPT);

	if (text[len])
		strbuf_printf(out, "%.*s…", (int)len, text);
	else
		strbuf_add(out, text, bytes_before_stop(text, len));
}

static const char *text_of(const json_t *value)
{
	return json_is_string(value) ? json_string_value(value) : "";
}

void summary_add_office(struct summary *summary, int office_id)
{
	const struct office *office = registry_office(summary->rpc->registry, office_id);

	strbuf_puts(&summary->text, office ? office_name(office, summary->rpc->language) : "?");
}

void summary_add_case(struct summary *summary, int64_t case_id)
{
	char id[24];
	const char *number;

	snprintf(id, sizeof(id), "%lld", (long long)case_id);
	number = text_of(json_object_get(summary->numbers, id));
	strbuf_printf(&summary->text, "%s%s", number[0] ? "" : "s", number[0] ? number : id);
}

static void add_member(struct summary *summary, int member_id)
{
	const struct member *member = registry_member(summary->rpc->registry, member_id);

	strbuf_puts(&summary->text, member ? member->name : "?");
}

static void add_outcome(struct strbuf *out, const json_t *outcome)
{
	const char *number = text_of(json_object_get(outcome, "number"));

	add_excerpt(out, text_of(json_object_get(outcome, "text")));
	strbuf_printf(out, "%s%s%s", number[0] ? " " : "", number, text_of(json_object_get(outcome, "unit")));
}

static void add_list(struct summary *summary, const json_t *list, enum part_kind kind)
{
	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);

		if (i)
			strbuf_puts(&summary->text, summary->rpc->language == LANGUAGE_EN ? ", " : "、");
		if (kind == PART_OFFICES)
			summary_add_office(summary, (int)json_integer_value(entry));
		else if (kind == PART_CASES)
			summary_add_case(summary, json_integer_value(entry));
		else if (kind == PART_NAMES)
			strbuf_puts(&summary->text, text_of(entry));
		else
			add_outcome(&summary->text, entry);
	}
}

/* The words of a code; the code itself when the rules have it no more. */
static const char *word_of(const struct rule_words *words, const char *code, enum language language)
{
	const struct rule_word *word = rules_word(words, code);

	return word ? label_text(&word->label, language) : code;
}

static const char *word_of_rules(const struct rpc *rpc, enum part_kind kind, const char *code)
{
	const struct rules *rules = rpc->registry->rules;
	const struct rule_word *word;

	if (!rules)
		return code;
	if (kind == PART_GROUND)
		return word_of(&rules->not_filed_reasons, code, rpc->language);
	if (kind == PART_CHANNEL)
		return word_of(&rules->channels, code, rpc->language);
	word = kind == PART_MARK ? rules_mark(rules, code) : rules_contact_method(rules, code);
	return word ? label_text(&word->label, rpc->language) : code;
}

static void add_value(struct summary *summary, enum part_kind kind, const json_t *value)
{
	struct strbuf *out = &summary->text;

	switch (kind) {
	case PART_TEXT:
		strbuf_puts(out, text_of(value));
		break;
	case PART_EXCERPT:
		add_excerpt(out, text_of(value));
		break;
	case PART_NUMBER:
		strbuf_printf(out, "%lld", (long long)json_integer_value(value));
		break;
	case PART_OFFICE:
		summary_add_office(summary, (int)json_integer_value(value));
		break;
	case PART_MEMBER:
		add_member(summary, (int)json_integer_value(value));
		break;
	case PART_OFFICES:
	case PART_NAMES:
	case PART_CASES:
	case PART_OUTCOMES:
		add_list(summary, value, kind);
		break;
	case PART_MARK:
	case PART_METHOD:
	case PART_GROUND:
	case PART_CHANNEL:
		strbuf_puts(out, word_of_rules(summary->rpc, kind, text_of(value)));
		break;
	case PART_PUBLICATION:
		strbuf_puts(out, publication_label(publication_by_name(text_of(value)), summary->rpc->language));
		break;
	case PART_YES:
		break;
	}
}

/* ---- Pieces --------------------------------------------------------------------------------------------------- */

static bool is_empty(const json_t *value)
{
	return !value || json_is_false(value) || (json_is_string(value) && !json_string_value(value)[0]) ||
	       (json_is_array(value) && json_array_size(value) == 0) ||
	       (json_is_integer(value) && json_integer_value(value) == 0);
}

static void begin(struct summary *summary, const struct label *label, bool value_follows)
{
	bool english = summary->rpc->language == LANGUAGE_EN;

	if (summary->text.len)
		strbuf_puts(&summary->text, english ? "; " : "；");
	strbuf_puts(&summary->text, label_text(label, summary->rpc->language));
	if (value_follows)
		strbuf_puts(&summary->text, english ? ": " : "：");
}

void summary_begin(struct summary *summary, const struct label *label)
{
	begin(summary, label, true);
}

static void add_parts(struct summary *summary, const json_t *said, const struct part *parts, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(said, parts[i].key);

		if (is_empty(value))
			continue;
		begin(summary, &parts[i].label, parts[i].kind != PART_YES);
		add_value(summary, parts[i].kind, value);
	}
}

void summary_add_input(struct summary *summary, const json_t *input)
{
	add_parts(summary, input, update_parts, LENGTH(update_parts));
}

void summary_add_received(struct summary *summary, const json_t *received)
{
	add_parts(summary, received, received_parts, LENGTH(received_parts));
}

/* True for things that came with this line and that its input does not name: their words stand in data. */
static bool is_news(enum item_kind kind, const json_t *item)
{
	return json_object_get(item, "data") &&
	       (kind == ITEM_PROMISE || kind == ITEM_MEDIA || kind == ITEM_ATTACHMENT ||
		(kind == ITEM_SIGNER && json_object_get(item, "due_on")));
}

static void add_item(struct summary *summary, const json_t *item)
{
	enum item_kind kind = item_kind_by_name(text_of(json_object_get(item, "kind")));
	enum item_state state = item_state_by_name(text_of(json_object_get(item, "state")));
	const char *due = text_of(json_object_get(item, "due_on"));
	const struct label link = { item_state_label(state, LANGUAGE_ZH), item_state_label(state, LANGUAGE_EN) };
	const struct label label = { item_kind_label(kind, LANGUAGE_ZH), item_kind_label(kind, LANGUAGE_EN) };

	if (kind == ITEM_LINK) {
		begin(summary, &link, true);
		summary_add_case(summary, json_integer_value(json_object_get(item, "other")));
	} else if (is_news(kind, item)) {
		begin(summary, &label, true);
		add_excerpt(&summary->text, text_of(json_object_get(json_object_get(item, "data"), "text")));
		if (due[0])
			strbuf_printf(&summary->text, summary->rpc->language == LANGUAGE_EN ? " (by %s)" : "（%s前）",
				      due);
	}
}

void summary_add_effects(struct summary *summary, const json_t *effects)
{
	const json_t *item, *items = json_object_get(effects, "items");
	size_t i;

	add_parts(summary, effects, effect_parts, LENGTH(effect_parts));
	json_array_foreach(items, i, item) add_item(summary, item);
}

/* ---- Corrections ---------------------------------------------------------------------------------------------- */

/* What stood there before: as the line said it, or its latest correction. NULL: nothing was said. */
static const json_t *value_before(const json_t *earlier, const char *key)
{
	const json_t *found = NULL, *line;
	size_t i;

	json_array_foreach(earlier, i, line)
	{
		const json_t *input = json_object_get(line, "input");
		const json_t *value = json_object_get(input, key);

		if (!value && strcmp(key, "happened_on") == 0 && !json_object_get(input, "corrects"))
			value = json_object_get(line, "on");
		found = value ? value : found;
	}
	return found;
}

void summary_add_correction(struct summary *summary, const json_t *input, const json_t *earlier)
{
	static const struct label reason = { "原因", "reason" };

	for (size_t i = 0; i < LENGTH(corrected_parts); i++) {
		const struct part *part = &corrected_parts[i];
		const json_t *value = json_object_get(input, part->key), *before = value_before(earlier, part->key);

		if (is_empty(value))
			continue;
		begin(summary, &part->label, true);
		if (!is_empty(before)) {
			add_value(summary, part->kind, before);
			strbuf_puts(&summary->text, " → ");
		}
		add_value(summary, part->kind, value);
	}
	begin(summary, &reason, true);
	strbuf_puts(&summary->text, text_of(json_object_get(input, "reason")));
}
