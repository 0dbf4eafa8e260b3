/* Words that papers share: how days, sessions and lists of offices are written. */
#include "base/date.h"
#include "base/memory.h"
#include "case_show.h"
#include "paper_data.h"
#include "say.h"
#include "show.h"
#include <stdlib.h>
#include <string.h>

void paper_set(json_t *object, const char *key, const char *text)
{
	json_object_set_new(object, key, json_string(text ? text : ""));
}

void paper_take_text(json_t *object, const char *key, char *text)
{
	paper_set(object, key, text);
	free(text);
}

char *paper_day(const char *day)
{
	static const char *const months[] = { "January", "February", "March",     "April",   "May",      "June",
					      "July",    "August",   "September", "October", "November", "December" };
	int year, month, number;
	hy_day parsed;
	if (day_parse(day, &parsed) != 0)
		return hy_xstrdup(day);
	day_to_ymd(parsed, &year, &month, &number);
	if (txt_language() == LANGUAGE_EN)
		return hy_xasprintf("%d %s %d", number, months[month - 1], year);
	return hy_xasprintf("%d年%d月%d日", year, month, number);
}

char *paper_boxes(const struct rule_word *words, int n)
{
	struct strbuf out = { 0 };
	for (int i = 0; i < n; i++)
		strbuf_printf(&out, "%s□%s", i ? txt(TXT_PAPER_BETWEEN_BOXES) : "",
			      label_text(&words[i].label, txt_language()));
	return strbuf_take(&out);
}

/* An office that gave its part back or handed it on has no part any more. */
static bool takes_part(const Huiyin__V1__Case *c, const Huiyin__V1__Assignment *assignment)
{
	return assignment->round == c->round && (assignment->open || *assignment->answered_on);
}

char *paper_offices(const Huiyin__V1__Case *c, unsigned roles)
{
	struct strbuf out = { 0 };
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *assignment = c->assignments[i];
		/* assist offices keep their part of the first round */
		bool assist = assignment->role == HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST;
		if (!(roles & 1u << assignment->role) ||
		    (assist ? !assignment->open && !*assignment->answered_on : !takes_part(c, assignment)))
			continue;
		strbuf_printf(&out, "%s%s", out.len ? txt(TXT_LIST_COMMA) : "", show_office(assignment->office));
	}
	return strbuf_take(&out);
}

bool paper_wants(const struct paper_context *context, const Huiyin__V1__Office *office)
{
	return !context->office || strcmp(show_office_code(office), context->office) == 0;
}

/* 1 to 99 in Chinese: 十四, 二十. */
static void add_numeral(struct strbuf *out, int number)
{
	static const char *const digits[] = { "", "一", "二", "三", "四", "五", "六", "七", "八", "九" };
	if (number >= 20)
		strbuf_puts(out, digits[number / 10]);
	if (number >= 10)
		strbuf_puts(out, "十");
	strbuf_puts(out, digits[number % 10]);
}

static const char *session_name(const struct paper_context *context, const char *code)
{
	for (size_t i = 0; i < context->sessions->n_sessions; i++) {
		const Huiyin__V1__Session *session = context->sessions->sessions[i];
		if (strcmp(session->code, code) != 0)
			continue;
		const char *name = txt_language() == LANGUAGE_EN ? session->name_en : session->name_zh;
		return *name ? name : code;
	}
	return code;
}

/* "包头市政协十四届二次会议" of the code 14-2 where the case is of the place's own level; else the session's name. */
static char *session_words(const struct paper_context *context, const Huiyin__V1__NewCase *received)
{
	int term, sitting, end = 0;
	bool own = (int)received->level == (int)context->rules->level;
	if (txt_language() == LANGUAGE_EN || !own ||
	    sscanf(received->session, "%2d-%2d%n", &term, &sitting, &end) != 2 || received->session[end] || term < 1 ||
	    sitting < 1)
		return hy_xstrdup(session_name(context, received->session));
	struct strbuf out = { 0 };
	strbuf_printf(&out, "%s政协", context->rules->place.zh);
	add_numeral(&out, term);
	strbuf_puts(&out, "届");
	add_numeral(&out, sitting);
	strbuf_puts(&out, "次会议");
	return strbuf_take(&out);
}

/* Who signed: those named first, and those who joined. */
static char *signers_of(const Huiyin__V1__Case *c)
{
	struct strbuf out = { 0 };
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_SIGNER &&
		    c->items[i]->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED)
			strbuf_printf(&out, "%s%s", out.len ? "、" : "", case_signer_name(c, c->items[i]->item_no));
	if (!out.len)
		return show_proposers(c->received);
	return strbuf_take(&out);
}

/* Persons are addressed as members, bodies by their name alone. */
static char *proposers_of(const Huiyin__V1__Case *c)
{
	const char *kind = c->received->proposer_kind;
	bool persons = strcmp(kind, "member") == 0 || strcmp(kind, "joint") == 0;
	char *names = signers_of(c);
	char *whole = persons ? say_filled(TXT_PAPER_MEMBERS, "names", names, NULL) : hy_xstrdup(names);
	free(names);
	return whole;
}

json_t *paper_case(const struct paper_context *context, const Huiyin__V1__Case *c)
{
	char name[SHOW_CASE_SIZE];
	json_t *data = json_object();
	paper_take_text(
		data, "committee",
		say_filled(TXT_PAPER_COMMITTEE, "place", label_text(&context->rules->place, txt_language()), NULL));
	paper_set(data, "number", show_case_name(c->case_number, c->case_id, name));
	if (c->received) {
		paper_take_text(data, "session", session_words(context, c->received));
		paper_set(data, "title", c->received->title);
		paper_take_text(data, "proposers", proposers_of(c));
		paper_set(data, "sector", c->received->sector);
		paper_set(data, "category", c->received->category);
	}
	paper_take_text(data, "lead", paper_offices(c, PAPER_LEADS));
	paper_take_text(data, "assist", paper_offices(c, 1u << ASSIGNMENT_ASSIST));
	paper_take_text(data, "copies",
			hy_xasprintf("%s%s%s", role_label(ROLE_COMMITTEE, txt_language()), txt(TXT_LIST_COMMA),
				     role_label(ROLE_SUPERVISOR, txt_language())));
	return data;
}
