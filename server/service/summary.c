#include "service/summary.h"

#include "base/text.h"
#include "service/summary_parts.h"

#include <string.h>

static const struct label receive_label = { "收到", "received" };
static const struct label draft_label = { "起草", "drafted" };

static const struct rule_move *move_of(const struct rpc *rpc, const char *verb)
{
	return verb && rpc->registry->rules ? rules_move(rpc->registry->rules, verb) : NULL;
}

/* True for acts of committee and supervisor upon an office: the office named did not act, it is spoken to. */
static bool speaks_to_office(const struct rule_move *move, enum role role)
{
	static const enum move_action actions[] = {
		ACTION_REJECT_RETURN, ACTION_REMIND, ACTION_EXTEND,    ACTION_REDATE,
		ACTION_TRANSFER,      ACTION_REVIEW, ACTION_SEND_BACK, ACTION_UPGRADE,
	};

	if (move && move->subject == SUBJECT_ASSIGNMENT && !(move->roles & 1u << ROLE_HANDLER))
		return true; /* no office could have done it */
	for (size_t i = 0; move && role != ROLE_HANDLER && i < sizeof(actions) / sizeof(*actions); i++)
		if (move->action == actions[i])
			return true;
	return false;
}

/* The label of what happened; a corrected line's too. */
static const char *verb_label(struct rpc *rpc, const char *verb)
{
	const struct rule_move *move = move_of(rpc, verb);

	return move ? label_text(&move->label, rpc->language) : verb;
}

/* "第 3 版（答复）；类别：B → A；…": the verb's label says that it is a correction. */
static void add_what_is_corrected(struct summary *summary, const json_t *input, const json_t *earlier)
{
	const char *verb = json_string_value(json_object_get(json_array_get(earlier, 0), "verb"));
	long long version = json_integer_value(json_object_get(input, "corrects"));
	bool english = summary->rpc->language == LANGUAGE_EN;

	strbuf_printf(&summary->text, english ? "version %lld" : "第 %lld 版", version);
	if (verb)
		strbuf_printf(&summary->text, english ? " (%s)" : "（%s）", verb_label(summary->rpc, verb));
	summary_add_correction(summary, input, earlier);
}

/* True when an effect links the case with another one: then that one is told of there. */
static bool links_with(const json_t *body, int64_t other)
{
	const json_t *item, *items = json_object_get(json_object_get(body, "effects"), "items");
	size_t i;

	json_array_foreach(items, i, item) if (json_integer_value(json_object_get(item, "other")) == other) return true;
	return false;
}

static void add_of(struct summary *summary, const json_t *body)
{
	static const struct label label = { "随案", "together with" };
	int64_t of = json_integer_value(json_object_get(body, "of"));

	if (of > 0 && !links_with(body, of)) {
		summary_begin(summary, &label);
		summary_add_case(summary, of);
	}
}

static void add_update(struct summary *summary, const json_t *body, const json_t *earlier, int spoken_to)
{
	static const struct label office = { "对象", "to" };
	const json_t *input = json_object_get(body, "input");

	if (json_object_get(input, "corrects")) {
		add_what_is_corrected(summary, input, earlier);
		return;
	}
	if (spoken_to > 0) {
		summary_begin(summary, &office);
		summary_add_office(summary, spoken_to);
	}
	add_of(summary, body);
	summary_add_input(summary, input);
	summary_add_effects(summary, json_object_get(body, "effects"));
}

/* The verb, its words and what was said. spoken_to: the office a supervisor's act is for; 0: none. */
static void fill_words(struct rpc *rpc, const struct update_row *row, const json_t *body, int spoken_to,
		       Huiyin__V1__Update *out)
{
	const char *verb = json_string_value(json_object_get(body, "verb"));
	const json_t *received = json_object_get(body, "received");
	json_t *earlier = row->earlier ? json_loads(row->earlier, 0, NULL) : NULL;
	json_t *numbers = row->numbers ? json_loads(row->numbers, 0, NULL) : NULL;
	struct summary summary = { .rpc = rpc, .numbers = numbers };
	bool draft = json_is_true(json_object_get(received, "draft"));

	out->verb = convert_text(rpc, verb ? verb : "receive");
	if (verb) {
		out->verb_label = convert_text(rpc, verb_label(rpc, verb));
		add_update(&summary, body, earlier, spoken_to);
	} else {
		out->verb_label = convert_text(rpc, label_text(draft ? &draft_label : &receive_label, rpc->language));
		summary_add_received(&summary, received);
	}
	out->summary = convert_text(rpc, summary.text.len ? summary.text.text : "");
	strbuf_clear(&summary.text);
	json_decref(numbers);
	json_decref(earlier);
}

Huiyin__V1__Update *summary_update(struct rpc *rpc, const struct update_row *row)
{
	Huiyin__V1__Update *out = convert_new(rpc, &huiyin__v1__update__descriptor);
	json_t *body = json_loads(row->body, 0, NULL);
	const char *role = json_string_value(json_object_get(body, "role"));
	const struct rule_move *move = move_of(rpc, json_string_value(json_object_get(body, "verb")));
	int acting = (int)json_integer_value(json_object_get(body, "acting")), spoken_to = 0;

	if (speaks_to_office(move, role ? role_by_name(role) : ROLE_NONE)) {
		spoken_to = acting;
		acting = 0;
	}
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
	fill_words(rpc, row, body, spoken_to, out);
	json_decref(body);
	return out;
}
