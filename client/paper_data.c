#include "paper_data.h"

#include "base/memory.h"
#include "case_show.h"
#include "say.h"
#include "show.h"
#include <stdlib.h>
#include <string.h>

static bool is_assist(const Huiyin__V1__Assignment *assignment)
{
	return assignment->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
}

static void set_day(json_t *data, const char *key, const char *day)
{
	paper_take_text(data, key, paper_day(day));
}

/* ---- 交办单 ---- */

static void add_assignment(const struct paper_context *context, const Huiyin__V1__Case *c,
			   const Huiyin__V1__Assignment *assignment, json_t *sheets)
{
	json_t *data = paper_case(context, c);
	enum deadline_kind due = is_assist(assignment)   ? DEADLINE_OPINION
				 : assignment->round > 1 ? DEADLINE_REHANDLE
							 : DEADLINE_ANSWER;
	paper_set(data, "office", show_office(assignment->office));
	paper_set(data, "role",
		  *assignment->role_label ? assignment->role_label : show_assignment_role(assignment->role));
	paper_set(data, "duties", txt(is_assist(assignment) ? TXT_PAPER_ASSIST_DUTIES : TXT_PAPER_DUTIES));
	set_day(data, "assigned_on", assignment->assigned_on);
	set_day(data, "return_by", assignment->return_by);
	set_day(data, "contact_by", assignment->contact_by);
	paper_set(data, "due_name", deadline_kind_label(due, txt_language()));
	set_day(data, "due_on", assignment->due_on);
	paper_set(data, "provisional", assignment->provisional ? txt(TXT_PAPER_PROVISIONAL) : "");
	json_object_set_new(data, "key", json_boolean(c->key));
	if (c->leader)
		paper_take_text(data, "leader", say_filled(TXT_PAPER_LEADER, "name", show_member(c->leader), NULL));
	paper_set(data, "text", c->received ? c->received->text : "");
	json_array_append_new(sheets, data);
}

static void add_assignments(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets)
{
	for (size_t i = 0; i < c->n_assignments; i++)
		if (c->assignments[i]->open && paper_wants(context, c->assignments[i]->office))
			add_assignment(context, c, c->assignments[i], sheets);
}

/* ---- What an office wrote: 会办意见, 答复函 ---- */

struct letter {
	const Huiyin__V1__Office *office;
	const char *class, *document_number, *text, *signed_by, *contact_person, *answered_on;
};

static json_t *letter_data(const struct paper_context *context, const Huiyin__V1__Case *c, const struct letter *letter)
{
	json_t *data = paper_case(context, c);
	paper_set(data, "office", show_office(letter->office));
	paper_set(data, "class", letter->class);
	paper_set(data, "document_number", letter->document_number);
	paper_take_text(data, "signed",
			*letter->signed_by ? say_filled(TXT_PAPER_SIGNED_BY, "name", letter->signed_by, NULL)
					   : hy_xstrdup(""));
	paper_set(data, "contact_person", letter->contact_person);
	set_day(data, "answered_on", letter->answered_on);
	paper_set(data, "text", letter->text);
	return data;
}

static struct letter letter_of(const Huiyin__V1__Assignment *assignment)
{
	return (struct letter){ assignment->office,     assignment->class_,    assignment->document_number,
				assignment->text,       assignment->signed_by, assignment->contact_person,
				assignment->answered_on };
}

static void add_opinions(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets)
{
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *assignment = c->assignments[i];
		struct letter letter = letter_of(assignment);
		if (is_assist(assignment) && *assignment->answered_on && paper_wants(context, assignment->office))
			json_array_append_new(sheets, letter_data(context, c, &letter));
	}
}

/* Things of an assignment that its letter names, each with a number. */
static json_t *items_of(const Huiyin__V1__Case *c, const Huiyin__V1__Assignment *assignment, Huiyin__V1__ItemKind kind)
{
	json_t *list = json_array();
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		if (item->kind != kind || item->assignment_no != assignment->assignment_no)
			continue;
		json_t *entry = json_object();
		json_object_set_new(entry, "no", json_integer((json_int_t)json_array_size(list) + 1));
		paper_set(entry, "text", item->text);
		paper_set(entry, "name", item->text);
		paper_take_text(entry, "measure_words",
				*item->measure ? say_filled(TXT_PAPER_MEASURE, "measure", item->measure, NULL)
					       : hy_xstrdup(""));
		set_day(entry, "due_on", item->due_on);
		json_array_append_new(list, entry);
	}
	return list;
}

/* The latest round with an answer. */
static int answered_round(const Huiyin__V1__Case *c)
{
	int round = 0;
	for (size_t i = 0; i < c->n_assignments; i++)
		if (!is_assist(c->assignments[i]) && *c->assignments[i]->answered_on &&
		    c->assignments[i]->round > round)
			round = c->assignments[i]->round;
	return round;
}

/* What an answer says beside its text. The assist offices are told as well. */
static void finish_answer(const Huiyin__V1__Case *c, json_t *data)
{
	const char *assist = json_string_value(json_object_get(data, "assist"));
	const char *copies = json_string_value(json_object_get(data, "copies"));
	paper_set(data, "publication", publication_label((enum publication)c->publication, txt_language()));
	if (*assist)
		paper_take_text(data, "copies", hy_xasprintf("%s%s%s", copies, txt(TXT_LIST_COMMA), assist));
}

static void add_answers(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets)
{
	int round = answered_round(c);
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *assignment = c->assignments[i];
		struct letter letter = letter_of(assignment);
		if (is_assist(assignment) || !*assignment->answered_on || assignment->round != round ||
		    !paper_wants(context, assignment->office))
			continue;
		json_t *data = letter_data(context, c, &letter);
		json_object_set_new(data, "promises",
				    items_of(c, assignment, HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE));
		json_object_set_new(data, "attachments",
				    items_of(c, assignment, HUIYIN__V1__ITEM_KIND__ITEM_KIND_ATTACHMENT));
		finish_answer(c, data);
		json_array_append_new(sheets, data);
	}
	const Huiyin__V1__MergedAnswer *merged = c->merged_answer;
	if (!merged || !paper_wants(context, merged->office))
		return;
	struct letter letter = { merged->office,    merged->class_,         merged->document_number, merged->text,
				 merged->signed_by, merged->contact_person, merged->answered_on };
	json_t *data = letter_data(context, c, &letter);
	finish_answer(c, data);
	json_array_append_new(sheets, data);
}

/* ---- 征询意见表 ---- */

/* "包头市教育局 包教函〔2023〕12号 2023年8月14日 A类" for each answer of the round. */
static char *answers_of(const Huiyin__V1__Case *c)
{
	struct strbuf out = { 0 };
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *assignment = c->assignments[i];
		if (is_assist(assignment) || assignment->round != c->round || !*assignment->answered_on)
			continue;
		char *day = paper_day(assignment->answered_on);
		char *one = say_filled(TXT_PAPER_ANSWER, "document", assignment->document_number, "day", day, "class",
				       assignment->class_, NULL);
		strbuf_printf(&out, "%s%s", out.len ? txt(TXT_LIST_COMMA) : "", one);
		free(one);
		free(day);
	}
	return strbuf_take(&out);
}

static const Huiyin__V1__EvaluationCode *code_of(const struct paper_context *context, int signer_no)
{
	for (size_t i = 0; context->codes && i < context->codes->n_codes; i++)
		if (context->codes->codes[i]->signer_no == signer_no)
			return context->codes->codes[i];
	return NULL;
}

static void add_evaluation(const struct paper_context *context, const Huiyin__V1__Case *c, int signer_no,
			   json_t *sheets)
{
	const struct rules *rules = context->rules;
	const Huiyin__V1__EvaluationCode *code = code_of(context, signer_no);
	json_t *data = paper_case(context, c);
	paper_set(data, "name", case_signer_name(c, signer_no));
	paper_take_text(data, "offices", paper_offices(c, PAPER_LEADS | 1u << ASSIGNMENT_ASSIST));
	paper_take_text(data, "answers", answers_of(c));
	if (c->round > 1)
		json_object_set_new(data, "round", json_integer(c->round));
	paper_take_text(data, "marks", paper_boxes(rules->marks, rules->n_marks));
	paper_take_text(data, "contact_methods", paper_boxes(rules->contact_methods, rules->n_contact_methods));
	paper_set(data, "code", code ? code->code : "");
	if (code && *code->expires_on) {
		char *day = paper_day(code->expires_on);
		paper_take_text(data, "expires", say_filled(TXT_PAPER_EXPIRES, "day", day, NULL));
		free(day);
	}
	json_array_append_new(sheets, data);
}

static void add_evaluations(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets)
{
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		bool signer = item->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER &&
			      item->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED;
		/* with codes: only for those who have one, who have not evaluated yet */
		if (signer && (!context->codes || code_of(context, item->item_no)))
			add_evaluation(context, c, item->item_no, sheets);
	}
}

/* ---- 登记表 ---- */

/* The class as the answer has it now: the later one, if it was raised. */
static const char *class_now(const Huiyin__V1__Case *c, int assignment_no)
{
	for (size_t i = 0; i < c->n_assignments; i++)
		if (c->assignments[i]->assignment_no == assignment_no)
			return *c->assignments[i]->later_class ? c->assignments[i]->later_class
							       : c->assignments[i]->class_;
	return "";
}

static void add_promises(const struct paper_context *context, const Huiyin__V1__Case *c, json_t *sheets)
{
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		if (item->kind != HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE || !paper_wants(context, item->office))
			continue;
		json_t *row = paper_case(context, c);
		paper_set(row, "class", class_now(c, item->assignment_no));
		paper_set(row, "office", show_office(item->office));
		paper_take_text(row, "text",
				*item->measure ? say_filled(TXT_PAPER_PROMISE, "text", item->text, "measure",
							    item->measure, NULL)
					       : hy_xstrdup(item->text));
		paper_set(row, "due_on", item->due_on);
		paper_take_text(row, "state",
				hy_xasprintf("%s%s%s", item->state_label, *item->done_on ? " " : "", item->done_on));
		json_array_append_new(sheets, row);
	}
}

/* Letters of the classes that bring promises: "B、C". */
static char *promise_classes(const struct rules *rules)
{
	struct strbuf out = { 0 };
	for (int i = 0; i < rules->n_classes; i++)
		if (rules->classes[i].promise)
			strbuf_printf(&out, "%s%s", out.len ? txt(TXT_LIST_COMMA) : "", rules->classes[i].letter);
	return strbuf_take(&out);
}

static json_t *promises_together(const struct paper_context *context, json_t *sheets)
{
	json_t *data = json_object();
	paper_take_text(
		data, "committee",
		say_filled(TXT_PAPER_COMMITTEE, "place", label_text(&context->rules->place, txt_language()), NULL));
	paper_take_text(data, "classes", promise_classes(context->rules));
	paper_take_text(data, "today", paper_day(context->today));
	json_object_set_new(data, "count", json_integer((json_int_t)json_array_size(sheets)));
	json_object_set_new(data, "promises", sheets);
	return data;
}

/* ---- The kinds ---- */

/* embed_file in CMakeLists.txt; each ends with a NUL */
#define TEMPLATES(kind) extern const char paper_##kind##_zh[], paper_##kind##_en[]
TEMPLATES(assignment);
TEMPLATES(opinion);
TEMPLATES(answer);
TEMPLATES(evaluation);
TEMPLATES(promises);
#define KIND(kind, title, add, together)                                                                               \
	{                                                                                                              \
#kind, title, add, together, paper_##kind##_zh, paper_##kind##_en                                      \
	}
static const struct paper_kind kinds[] = {
	KIND(assignment, TXT_PAPER_ASSIGNMENT, add_assignments, NULL),
	KIND(opinion, TXT_PAPER_OPINION, add_opinions, NULL),
	KIND(answer, TXT_PAPER_ANSWER_LETTER, add_answers, NULL),
	KIND(evaluation, TXT_PAPER_EVALUATION, add_evaluations, NULL),
	KIND(promises, TXT_PAPER_PROMISES, add_promises, promises_together),
};

const struct paper_kind *paper_kind_at(size_t i)
{
	return i < sizeof kinds / sizeof kinds[0] ? &kinds[i] : NULL;
}

const struct paper_kind *paper_kind(const char *name)
{
	const struct paper_kind *kind;
	for (size_t i = 0; (kind = paper_kind_at(i)); i++)
		if (strcmp(kind->name, name) == 0)
			return kind;
	return NULL;
}
