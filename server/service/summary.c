#include "service/summary.h"

#include "base/text.h"

#include <jansson.h>
#include <string.h>

/* Characters of a long text that a summary shows. */
#define EXCERPT 80

/* What a line says, in the order a register has it. */
enum part_kind {
	PART_TEXT,
	PART_EXCERPT,
	PART_OFFICE,
	PART_OFFICES,
	PART_NAMES,
	PART_OUTCOMES,
	PART_MARK,
	PART_METHOD
};
static const struct part {
	const char *key;
	enum part_kind kind;
	struct label label;
} update_parts[] = {
	{ "case_number", PART_TEXT, { "案号", "case number" } },
	{ "lead_office", PART_OFFICE, { "主办", "lead" } },
	{ "assist_offices", PART_OFFICES, { "会办", "assist" } },
	{ "contact_method", PART_METHOD, { "沟通方式", "contact" } },
	{ "contact_persons", PART_TEXT, { "参加", "with" } },
	{ "class", PART_TEXT, { "类别", "class" } },
	{ "document_number", PART_TEXT, { "文号", "document" } },
	{ "attitude", PART_MARK, { "办理态度", "attitude" } },
	{ "result", PART_MARK, { "办理结果", "result" } },
	{ "outcomes", PART_OUTCOMES, { "成效", "outcomes" } },
	{ "reason", PART_TEXT, { "原因", "reason" } },
	{ "text", PART_EXCERPT, { "内容", "text" } },
}, create_parts[] = {
	{ "title", PART_TEXT, { "案由", "title" } },
	{ "proposers", PART_NAMES, { "提案者", "by" } },
	{ "submission_number", PART_TEXT, { "流水号", "submission number" } },
	{ "external_number", PART_TEXT, { "外部编号", "external number" } },
};
/* What the server decided and the caller did not say. */
static const struct part effect_parts[] = { { "number", PART_TEXT, { "案号", "case number" } } };
static const struct label receive_label = { "收到", "received" };

/* Bytes of the first n characters. */
static size_t bytes_of(const char *text, size_t n)
{
	size_t i = 0;

	for (; text[i]; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80 && n-- == 0)
			break;
	return i;
}

static void add_text(struct strbuf *out, const char *text, size_t max)
{
	size_t len = bytes_of(text, max);

	strbuf_add(out, text, len);
	if (text[len])
		strbuf_puts(out, "…");
}

static void add_office(struct strbuf *out, struct rpc *rpc, const json_t *id)
{
	const struct office *office = registry_office(rpc->registry, (int)json_integer_value(id));

	strbuf_puts(out, office ? office_name(office, rpc->language) : "?");
}

/* The words of a mark or contact method; its code when the rules have it no more. */
static const char *word_of(const struct rule_word *words, int n, const char *code, enum language language)
{
	for (int i = 0; i < n; i++)
		if (strcmp(words[i].code, code) == 0)
			return label_text(&words[i].label, language);
	return code;
}

static void add_list(struct strbuf *out, struct rpc *rpc, const json_t *list, enum part_kind kind)
{
	const char *separator = rpc->language == LANGUAGE_EN ? ", " : "、";

	for (size_t i = 0; i < json_array_size(list); i++) {
		const json_t *entry = json_array_get(list, i);

		strbuf_puts(out, i ? separator : "");
		if (kind == PART_OFFICES) {
			add_office(out, rpc, entry);
		} else if (kind == PART_NAMES) {
			strbuf_puts(out, json_is_string(entry) ? json_string_value(entry) : "");
		} else {
			const char *text = json_string_value(json_object_get(entry, "text"));
			const char *number = json_string_value(json_object_get(entry, "number"));
			const char *unit = json_string_value(json_object_get(entry, "unit"));

			add_text(out, text ? text : "", EXCERPT);
			strbuf_printf(out, "%s%s%s", number && *number ? " " : "", number ? number : "",
				      unit ? unit : "");
		}
	}
}

static void add_value(struct strbuf *out, struct rpc *rpc, enum part_kind kind, const json_t *value)
{
	const struct rules *rules = rpc->registry->rules;
	const char *text = json_is_string(value) ? json_string_value(value) : "";

	switch (kind) {
	case PART_TEXT:
		strbuf_puts(out, text);
		break;
	case PART_EXCERPT:
		add_text(out, text, EXCERPT);
		break;
	case PART_OFFICE:
		add_office(out, rpc, value);
		break;
	case PART_OFFICES:
	case PART_NAMES:
	case PART_OUTCOMES:
		add_list(out, rpc, value, kind);
		break;
	case PART_MARK:
		strbuf_puts(out, rules ? word_of(rules->marks, rules->n_marks, text, rpc->language) : text);
		break;
	case PART_METHOD:
		strbuf_puts(out, rules ? word_of(rules->contact_methods, rules->n_contact_methods, text, rpc->language)
				       : text);
		break;
	}
}

static bool is_empty(const json_t *value)
{
	return !value || (json_is_string(value) && !json_string_value(value)[0]) ||
	       (json_is_array(value) && json_array_size(value) == 0) ||
	       (json_is_integer(value) && json_integer_value(value) == 0);
}

/* "主办：交通局；会办：…" or "lead: …; assist: …". */
static char *make_summary(struct rpc *rpc, const json_t *said, const struct part *parts, size_t n)
{
	bool english = rpc->language == LANGUAGE_EN;
	struct strbuf out = { 0 };
	char *text;

	strbuf_puts(&out, "");
	for (size_t i = 0; i < n; i++) {
		const json_t *value = json_object_get(said, parts[i].key);

		if (is_empty(value))
			continue;
		strbuf_printf(&out, "%s%s%s",
			      out.len == 0 ? ""
			      : english    ? "; "
					   : "；",
			      label_text(&parts[i].label, rpc->language), english ? ": " : "：");
		add_value(&out, rpc, parts[i].kind, value);
	}
	text = convert_text(rpc, out.len ? out.text : "");
	strbuf_clear(&out);
	return text;
}

/* Verb, its words and what was said. */
static void fill_words(struct rpc *rpc, const json_t *body, Huiyin__V1__Update *out)
{
	const char *verb = json_string_value(json_object_get(body, "verb"));
	const struct rules *rules = rpc->registry->rules;
	const struct rule_move *move;

	if (!verb) {
		out->verb = convert_text(rpc, "receive");
		out->verb_label = convert_text(rpc, label_text(&receive_label, rpc->language));
		out->summary = make_summary(rpc, json_object_get(body, "received"), create_parts,
					    sizeof(create_parts) / sizeof(*create_parts));
		return;
	}
	move = rules ? rules_move(rules, verb) : NULL;
	out->verb = convert_text(rpc, verb);
	out->verb_label = convert_text(rpc, move ? label_text(&move->label, rpc->language) : verb);
	out->summary = make_summary(rpc, json_object_get(body, "input"), update_parts,
				    sizeof(update_parts) / sizeof(*update_parts));
	if (!out->summary[0])
		out->summary = make_summary(rpc, json_object_get(body, "effects"), effect_parts, 1);
}

Huiyin__V1__Update *summary_update(struct rpc *rpc, const struct update_row *row)
{
	Huiyin__V1__Update *out = convert_new(rpc, &huiyin__v1__update__descriptor);
	json_t *body = json_loads(row->body, 0, NULL);
	const char *role = json_string_value(json_object_get(body, "role"));
	int acting = (int)json_integer_value(json_object_get(body, "acting"));

	if (acting == 0)
		acting = (int)json_integer_value(json_object_get(body, "office"));
	out->page = row->page;
	out->line = row->line_no;
	out->version = row->version;
	out->happened_on = convert_json(rpc, body, "on");
	out->recorded_at = convert_json(rpc, body, "at");
	out->office = convert_office(rpc, acting);
	if (!out->office)
		out->office = convert_new(rpc, &huiyin__v1__office__descriptor);
	out->role = role ? (Huiyin__V1__Role)role_by_name(role) : HUIYIN__V1__ROLE__ROLE_UNSPECIFIED;
	out->corrects = (int)json_integer_value(json_object_get(json_object_get(body, "input"), "corrects"));
	out->late_entry = json_is_true(json_object_get(body, "late"));
	out->leaf = hex_encode(row->leaf, SHA256_BYTES, rpc_alloc(rpc, 2 * SHA256_BYTES + 1));
	fill_words(rpc, body, out);
	json_decref(body);
	return out;
}
