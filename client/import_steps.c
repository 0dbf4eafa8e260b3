/* The steps a line of a ledger tells of: filed, assigned, accepted, met, opinion, answered, evaluated. Each with its
 * day and its fields; a step of which nothing is filled in did not happen. */
#include "import_rows.h"
#include "update_fields.h"

#include <stdlib.h>
#include <string.h>

/* A field of a step and the column it is sent as. */
struct step_field {
	enum import_field_id field;
	const char *column;
};
#define MAX_STEP_FIELDS 8
struct step {
	enum move_action action;
	enum import_field_id day;
	bool by_day; /* only its day tells that it happened: its fields say other things too */
	bool acts;   /* an office does it */
	struct step_field fields[MAX_STEP_FIELDS]; /* ended by one without a column */
};
#define SAME(name)                                                                                                     \
	{                                                                                                              \
		FIELD_ID_##name, #name                                                                                 \
	}
static const struct step steps[] = {
	{ ACTION_FILE, FIELD_ID_filed_on, true, false, { { FIELD_ID_case, "case_number" } } },
	{ ACTION_ASSIGN,
	  FIELD_ID_assigned_on,
	  true,
	  false,
	  { SAME(lead_office), SAME(assist_offices), SAME(sole_office), SAME(separate_offices) } },
	{ ACTION_ACCEPT, FIELD_ID_accepted_on, true, true, { { 0 } } },
	{ ACTION_CONTACT, FIELD_ID_contacted_on, false, true, { SAME(contact_method), SAME(contact_persons) } },
	{ ACTION_OPINION, FIELD_ID_opinion_on, false, true, { { FIELD_ID_opinion, "text" } } },
	{ ACTION_ANSWER,
	  FIELD_ID_answered_on,
	  false,
	  true,
	  { SAME(class),
	    SAME(document_number),
	    { FIELD_ID_answer, "text" },
	    SAME(signed_by),
	    SAME(contact_person),
	    SAME(publication),
	    SAME(publication_reason) } },
	{ ACTION_EVALUATE, FIELD_ID_evaluated_on, false, false, { SAME(attitude), SAME(result) } },
};
#define N_STEPS (sizeof steps / sizeof steps[0])

/* What a line with a verb may hold besides, under its own name. */
static const struct step_field own_fields[] = {
	SAME(lead_office),
	SAME(assist_offices),
	SAME(sole_office),
	SAME(separate_offices),
	SAME(contact_method),
	SAME(contact_persons),
	SAME(class),
	SAME(document_number),
	SAME(signed_by),
	SAME(contact_person),
	SAME(publication),
	SAME(publication_reason),
	SAME(attitude),
	SAME(result),
	SAME(text),
	{ FIELD_ID_answer, "text" },
	{ FIELD_ID_opinion, "text" },
};

static const char *value_of(const struct import_line *line, enum import_field_id field)
{
	return line->values[field];
}

static void put(struct import_rows *rows, size_t row, const char *column, const char *value, enum import_field_id field)
{
	import_rows_set(rows, &rows->steps, row, column, value, field);
}

static void set_field(struct import_rows *rows, size_t row, const struct import_line *line,
		      const struct step_field *field)
{
	if (*value_of(line, field->field))
		put(rows, row, field->column, value_of(line, field->field), line->from[field->field]);
}

static bool has_promise(const struct import_line *line)
{
	return *value_of(line, FIELD_ID_promise) || *value_of(line, FIELD_ID_promise_due_on);
}

static bool is_in_row(const struct import_line *line, enum import_field_id field)
{
	return *value_of(line, field) && line->in_cell[line->from[field]];
}

/* What --set gives to all rows says when and how, not that it happened: only the day of a step that is but a day. */
static bool happened(const struct import_line *line, const struct step *step)
{
	if (step->by_day)
		return *value_of(line, step->day);
	for (size_t i = 0; i < MAX_STEP_FIELDS && step->fields[i].column; i++)
		if (is_in_row(line, step->fields[i].field))
			return true;
	return is_in_row(line, step->day) || (step->action == ACTION_ANSWER && has_promise(line));
}

/* A part of a promise: | and ; would part it, so their full-width twins stand for them. */
static char *promise_part(struct arena *arena, const char *text)
{
	char *part = arena_alloc(arena, 3 * strlen(text) + 1), *out = part;
	for (const char *p = text; *p; p++) {
		const char *twin = *p == '|' ? "｜" : *p == ';' ? "；" : NULL;
		if (twin)
			out = stpcpy(out, twin);
		else
			*out++ = (char)(*p == '\n' || *p == '\r' ? ' ' : *p);
	}
	return part;
}

/* text|measure|day, as a sheet of updates has it. */
static void set_promise(struct import_rows *rows, size_t row, const struct import_line *line)
{
	if (!has_promise(line))
		return;
	put(rows, row, "promises",
	    arena_printf(rows->arena, "%s|%s|%s", promise_part(rows->arena, value_of(line, FIELD_ID_promise)),
			 promise_part(rows->arena, value_of(line, FIELD_ID_promise_measure)),
			 value_of(line, FIELD_ID_promise_due_on)),
	    FIELD_ID_promise);
}

/* How the case is called: by its number; before it has one by session and submission number. */
static const char *case_name(struct import_rows *rows, const struct import_line *line, bool before_filing)
{
	const char *number = value_of(line, FIELD_ID_case), *submission = value_of(line, FIELD_ID_submission_number);
	if (*submission && (before_filing || !*number)) {
		import_rows_miss(rows, FIELD_ID_session);
		return arena_printf(rows->arena, "l:%s/%s", value_of(line, FIELD_ID_session), submission);
	}
	return number;
}

/* An office that did a step and the field it stands in; "" leaves it to the server. */
struct actor {
	const char *office;
	enum import_field_id field;
};

/* Who answers, when the caller enters it for an office. */
static struct actor answering_office(const struct import_rows *rows, const struct import_line *line)
{
	static const enum import_field_id fields[] = { FIELD_ID_office, FIELD_ID_sole_office, FIELD_ID_lead_office };
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		if (i == 0 ? rows->handler || *value_of(line, fields[i]) : *value_of(line, fields[i]) != '\0')
			return (struct actor){ value_of(line, fields[i]), line->from[fields[i]] };
	return (struct actor){ "", FIELD_ID_office };
}

/* Assist offices that act with the line: all of it, unless the line is that of one of them. How many. */
static size_t assisting_offices(const struct import_rows *rows, const struct import_line *line, char ***ret_codes)
{
	const char *own = value_of(line, FIELD_ID_office);
	size_t n = 0;
	if (!rows->handler)
		update_split(rows->arena, value_of(line, FIELD_ID_assist_offices), ";", ret_codes, &n);
	for (size_t i = 0; i < n; i++)
		if (strcmp((*ret_codes)[i], own) == 0)
			return 0;
	return n;
}

static const char *verb_of(const struct rules *rules, enum move_action action)
{
	for (int i = 0; i < rules->n_moves; i++)
		if (rules->moves[i].action == action)
			return rules->moves[i].verb;
	return "";
}

static enum move_action action_of(const struct rules *rules, const char *verb)
{
	const struct rule_move *move = rules_move(rules, verb);
	return move ? move->action : ACTION_NONE;
}

/* A row with what every update has. */
static size_t begin(struct import_rows *rows, const struct import_line *line, const char *verb, enum move_action action,
		    enum import_field_id day)
{
	size_t row = import_rows_add(&rows->steps, line->grid_row);
	put(rows, row, "case", case_name(rows, line, action == ACTION_FILE), FIELD_ID_case);
	put(rows, row, "verb", verb, FIELD_ID_verb);
	put(rows, row, "happened_on", value_of(line, day), day);
	set_field(rows, row, line, &(struct step_field)SAME(reason));
	return row;
}

/* A step; by: who did it, NULL where nobody's office matters. */
static void add_step(struct import_rows *rows, const struct import_line *line, const struct step *step,
		     const struct actor *by)
{
	size_t row = begin(rows, line, verb_of(rows->words->rules, step->action), step->action, step->day);
	if (by)
		put(rows, row, "office", by->office, by->field);
	for (size_t i = 0; i < MAX_STEP_FIELDS && step->fields[i].column; i++)
		set_field(rows, row, line, &step->fields[i]);
	if (step->action == ACTION_ANSWER)
		set_promise(rows, row, line);
}

static const struct step *step_of(enum move_action action)
{
	for (size_t i = 0; i < N_STEPS; i++)
		if (steps[i].action == action)
			return &steps[i];
	return NULL;
}

/* Each of separate offices accepts; what else they did, each on its own day, stands in a row of each. */
static void add_separate(struct import_rows *rows, const struct import_line *line, const struct step *step)
{
	char **codes;
	size_t n;
	update_split(rows->arena, value_of(line, FIELD_ID_separate_offices), ";", &codes, &n);
	for (size_t i = 0; i < n; i++)
		add_step(rows, line, step, &(struct actor){ codes[i], line->from[FIELD_ID_separate_offices] });
}

/* A step by each office that did it. The line's assist offices give its opinion, for which they accepted the case; who
 * only stands there without an opinion has not accepted by the lead's day. */
static void add_acts(struct import_rows *rows, const struct import_line *line, const struct step *step)
{
	struct actor lead = answering_office(rows, line);
	char **codes;
	size_t n = assisting_offices(rows, line, &codes);
	bool assists = step->action == ACTION_OPINION ||
		       (step->action == ACTION_ACCEPT && happened(line, step_of(ACTION_OPINION)));
	if (step->action == ACTION_ACCEPT && !*lead.office && !rows->handler &&
	    *value_of(line, FIELD_ID_separate_offices))
		add_separate(rows, line, step);
	else if (step->action != ACTION_OPINION || n == 0)
		add_step(rows, line, step, &lead);
	for (size_t i = 0; assists && i < n; i++)
		add_step(rows, line, step, &(struct actor){ codes[i], FIELD_ID_assist_offices });
}

/* The day of a step with a verb: the column of its own, or the plain one. */
static enum import_field_id day_of(const struct import_line *line, enum move_action action)
{
	for (size_t i = 0; i < N_STEPS; i++)
		if (steps[i].action == action && *value_of(line, steps[i].day))
			return steps[i].day;
	return FIELD_ID_happened_on;
}

static void add_verb(struct import_rows *rows, const struct import_line *line)
{
	const char *verb = value_of(line, FIELD_ID_verb);
	enum move_action action = action_of(rows->words->rules, verb);
	size_t row = begin(rows, line, verb, action, day_of(line, action));
	set_field(rows, row, line, &(struct step_field)SAME(office));
	for (size_t i = 0; i < sizeof own_fields / sizeof own_fields[0]; i++)
		set_field(rows, row, line, &own_fields[i]);
	if (action == ACTION_FILE)
		set_field(rows, row, line, &(struct step_field){ FIELD_ID_case, "case_number" });
	set_promise(rows, row, line);
}

static enum import_field_id field_of_column(const struct step_field *list, size_t n, const char *column)
{
	for (size_t i = 0; i < n && list[i].column; i++)
		if (strcmp(list[i].column, column) == 0)
			return list[i].field;
	return N_IMPORT_FIELDS;
}

enum import_field_id import_steps_field(const struct rules *rules, const char *verb, const char *column)
{
	enum import_field_id found = N_IMPORT_FIELDS;
	const struct import_field *same = import_field_by_name(column);
	for (size_t i = 0; i < N_STEPS && found == N_IMPORT_FIELDS; i++) {
		if (strcmp(verb_of(rules, steps[i].action), verb) != 0)
			continue;
		found = strcmp(column, "happened_on") == 0 ? steps[i].day
							   : field_of_column(steps[i].fields, MAX_STEP_FIELDS, column);
	}
	if (found == N_IMPORT_FIELDS && same)
		found = (enum import_field_id)(same - import_fields);
	return found;
}

size_t import_steps_add(struct import_rows *rows, const struct import_line *line)
{
	size_t first = rows->steps.sheet.n_rows;
	if (*value_of(line, FIELD_ID_verb))
		add_verb(rows, line);
	else
		for (size_t i = 0; i < N_STEPS; i++) {
			if (!happened(line, &steps[i]))
				continue;
			if (steps[i].acts)
				add_acts(rows, line, &steps[i]);
			else
				add_step(rows, line, &steps[i], NULL);
		}
	/* What follows on the line sees the version the first one makes. */
	if (rows->steps.sheet.n_rows > first && *value_of(line, FIELD_ID_version))
		rows->steps.versions[first] = (int32_t)atol(value_of(line, FIELD_ID_version));
	return rows->steps.sheet.n_rows - first;
}
