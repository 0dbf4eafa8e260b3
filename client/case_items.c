/* What a case has beside its assignments, a section for each kind. */
#include "case_show.h"
#include "domain/rules/rules.h"
#include "say.h"
#include "show.h"
#include <string.h>

/* What a cell shows of an item. */
enum item_cell {
	CELL_NO,
	CELL_ROUND,
	CELL_TEXT,
	CELL_NAME, /* the directory's name, else the words */
	CELL_MEASURE,
	CELL_OUTLET,
	CELL_METHOD,
	CELL_PLACE,
	CELL_PERSONS,
	CELL_ON,
	CELL_DUE,
	CELL_DONE,
	CELL_STATE,
	CELL_LINK, /* how two cases belong together: the state of a link */
	CELL_MARK,
	CELL_OFFICE,
	CELL_PERSON,
	CELL_CASE,
	CELL_ASSIGNMENT,
	CELL_SIZE,
	CELL_ATTACHMENT,
	/* for programs */
	CELL_STATE_CODE,
	CELL_MARK_CODE,
	CELL_OFFICE_CODE,
	CELL_PERSON_CODE,
	CELL_MEDIA_TYPE,
	CELL_DIGEST,
	CELL_COUNT_
};
static const struct column cell_columns[CELL_COUNT_] = {
	[CELL_NO] = { "no", TXT_COL_NO, COLUMN_NUMBER },
	[CELL_ROUND] = { "round", TXT_COL_ROUND, COLUMN_NUMBER | COLUMN_DROP(3) | COLUMN_IF_ANY },
	[CELL_TEXT] = { "text", TXT_COL_CONTENT, COLUMN_WRAP | COLUMN_IF_ANY },
	[CELL_NAME] = { "name", TXT_COL_NAME, COLUMN_FIXED },
	[CELL_MEASURE] = { "measure", TXT_COL_MEASURE, COLUMN_TEXT | COLUMN_DROP(2) | COLUMN_IF_ANY },
	[CELL_OUTLET] = { "outlet", TXT_COL_OUTLET, COLUMN_TEXT | COLUMN_IF_ANY },
	[CELL_METHOD] = { "method", TXT_COL_METHOD, COLUMN_FIXED | COLUMN_IF_ANY },
	[CELL_PLACE] = { "place", TXT_COL_PLACE, COLUMN_TEXT | COLUMN_IF_ANY },
	[CELL_PERSONS] = { "persons", TXT_COL_PERSONS, COLUMN_WRAP | COLUMN_IF_ANY },
	[CELL_ON] = { "on", TXT_COL_ON, COLUMN_FIXED },
	[CELL_DUE] = { "due_on", TXT_COL_DUE_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	[CELL_DONE] = { "done_on", TXT_COL_DONE_ON, COLUMN_FIXED | COLUMN_IF_ANY },
	[CELL_STATE] = { "state", TXT_COL_STATE, COLUMN_FIXED },
	[CELL_LINK] = { "state", TXT_COL_LINK, COLUMN_FIXED },
	[CELL_MARK] = { "mark", TXT_COL_MARK, COLUMN_FIXED | COLUMN_IF_ANY },
	[CELL_OFFICE] = { "office", TXT_FACT_OFFICE, COLUMN_NAME },
	[CELL_PERSON] = { "member", TXT_COL_PERSON, COLUMN_FIXED | COLUMN_IF_ANY },
	[CELL_CASE] = { "case", TXT_COL_CASE, COLUMN_FIXED },
	[CELL_ASSIGNMENT] = { "assignment_no", TXT_COL_ASSIGNMENT_NO, COLUMN_NUMBER },
	[CELL_SIZE] = { "size", TXT_COL_SIZE, COLUMN_NUMBER },
	[CELL_ATTACHMENT] = { "attachment_id", TXT_COL_ATTACHMENT_ID, COLUMN_FIXED | COLUMN_DROP(1) },
	[CELL_STATE_CODE] = { "state_code", TXT_COL_STATE, COLUMN_FIXED },
	[CELL_MARK_CODE] = { "mark_code", TXT_COL_MARK, COLUMN_FIXED },
	[CELL_OFFICE_CODE] = { "office_code", TXT_FACT_OFFICE_CODE, COLUMN_FIXED },
	[CELL_PERSON_CODE] = { "member_code", TXT_COL_CODE, COLUMN_FIXED },
	[CELL_MEDIA_TYPE] = { "media_type", TXT_COL_MEDIA_TYPE, COLUMN_FIXED },
	[CELL_DIGEST] = { "digest", TXT_FACT_HASH, COLUMN_FIXED },
};

#define MAX_CELLS 12
struct section {
	Huiyin__V1__ItemKind kind;
	const char *key;
	enum text_id title;
	size_t n, n_data; /* cells, and of these at the end for programs only */
	enum item_cell cells[MAX_CELLS];
};
#define KIND(name) HUIYIN__V1__ITEM_KIND__ITEM_KIND_##name
static const struct section sections[] = {
	{ KIND(SIGNER),
	  "signers",
	  TXT_SECTION_SIGNERS,
	  7,
	  2,
	  { CELL_NO, CELL_NAME, CELL_STATE, CELL_DUE, CELL_DONE, CELL_STATE_CODE, CELL_PERSON_CODE } },
	{ KIND(PROMISE),
	  "promises",
	  TXT_SECTION_PROMISES,
	  12,
	  3,
	  { CELL_NO, CELL_TEXT, CELL_MEASURE, CELL_DUE, CELL_STATE, CELL_MARK, CELL_DONE, CELL_OFFICE, CELL_ROUND,
	    CELL_STATE_CODE, CELL_MARK_CODE, CELL_OFFICE_CODE } },
	{ KIND(LINK), "links", TXT_SECTION_LINKS, 4, 1, { CELL_LINK, CELL_CASE, CELL_ON, CELL_STATE_CODE } },
	{ KIND(MEETING),
	  "meetings",
	  TXT_SECTION_MEETINGS,
	  7,
	  1,
	  { CELL_NO, CELL_ON, CELL_PLACE, CELL_PERSONS, CELL_PERSON, CELL_TEXT, CELL_PERSON_CODE } },
	{ KIND(INSTRUCTION),
	  "instructions",
	  TXT_SECTION_INSTRUCTIONS,
	  5,
	  1,
	  { CELL_NO, CELL_ON, CELL_PERSON, CELL_TEXT, CELL_PERSON_CODE } },
	{ KIND(MEDIA), "media", TXT_SECTION_MEDIA, 4, 0, { CELL_NO, CELL_ON, CELL_TEXT, CELL_OUTLET } },
	{ KIND(ATTACHMENT),
	  "attachments",
	  TXT_SECTION_ATTACHMENTS,
	  7,
	  2,
	  { CELL_NO, CELL_ON, CELL_TEXT, CELL_SIZE, CELL_ATTACHMENT, CELL_MEDIA_TYPE, CELL_DIGEST } },
	{ KIND(EXTENSION),
	  "extensions",
	  TXT_SECTION_EXTENSIONS,
	  4,
	  0,
	  { CELL_NO, CELL_ASSIGNMENT, CELL_ON, CELL_DUE } },
};
#define N_SECTIONS (sizeof sections / sizeof sections[0])

/* What a cell of text shows. */
static const char *cell_text(enum item_cell cell, const Huiyin__V1__CaseItem *item)
{
	const char *const texts[CELL_COUNT_] = {
		[CELL_TEXT] = item->text,
		[CELL_NAME] = item->member ? item->member->name : item->text,
		[CELL_MEASURE] = item->measure,
		[CELL_OUTLET] = item->measure,
		[CELL_METHOD] = item->measure,
		[CELL_PLACE] = item->place,
		[CELL_PERSONS] = item->persons,
		[CELL_ON] = item->on,
		[CELL_DUE] = item->due_on,
		[CELL_DONE] = item->done_on,
		[CELL_STATE] = item->state_label,
		[CELL_LINK] = item->state_label,
		[CELL_MARK] = show_mark(item->mark),
		[CELL_OFFICE] = show_office(item->office),
		[CELL_PERSON] = show_member(item->member),
		[CELL_CASE] = item->other_case,
		[CELL_ATTACHMENT] = item->attachment_id,
		[CELL_STATE_CODE] = item_state_name((enum item_state)item->state),
		[CELL_MARK_CODE] = show_mark_code(item->mark),
		[CELL_OFFICE_CODE] = show_office_code(item->office),
		[CELL_PERSON_CODE] = item->member ? item->member->code : "",
		[CELL_MEDIA_TYPE] = item->media_type,
		[CELL_DIGEST] = item->digest,
	};
	return texts[cell];
}

static void add_cell(struct table *table, enum item_cell cell, const Huiyin__V1__CaseItem *item)
{
	const char *text = cell_text(cell, item);
	if (text)
		table_cell(table, text);
	else
		table_cell_number(table, cell == CELL_NO      ? item->item_no
					 : cell == CELL_ROUND ? item->round
					 : cell == CELL_SIZE  ? item->size
							      : item->assignment_no);
}

static void add_section(struct report *report, const struct section *section, bool people, const Huiyin__V1__Case *c)
{
	static struct column columns[N_SECTIONS][MAX_CELLS]; /* tables borrow them */
	struct column *own = columns[section - sections];
	size_t n = section->n - (people ? section->n_data : 0);
	for (size_t k = 0; k < n; k++)
		own[k] = cell_columns[section->cells[k]];
	struct table *table = report_section(report, section->key, section->title, own, n);
	for (size_t i = 0; i < c->n_items; i++) {
		const Huiyin__V1__CaseItem *item = c->items[i];
		if (item->kind != section->kind)
			continue;
		table_row(table, show_mark_row(item->mark));
		for (size_t k = 0; k < n; k++)
			add_cell(table, section->cells[k], item);
	}
}

const char *case_signer_name(const Huiyin__V1__Case *c, int signer_no)
{
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == KIND(SIGNER) && c->items[i]->item_no == signer_no)
			return cell_text(CELL_NAME, c->items[i]);
	return "";
}

/* ---- Evaluations: what came and what is missing, round by round ---- */

static const struct column evaluation_columns[] = {
	{ "round", TXT_COL_ROUND, COLUMN_NUMBER | COLUMN_IF_ANY },
	{ "signer_no", TXT_COL_NO, COLUMN_NUMBER },
	{ "name", TXT_COL_NAME, COLUMN_FIXED },
	{ "attitude", TXT_FACT_ATTITUDE, COLUMN_FIXED },
	{ "result", TXT_FACT_RESULT, COLUMN_FIXED },
	{ "on", TXT_COL_ON, COLUMN_FIXED },
	/* What programs want besides. */
	{ "missing", TXT_WORD_MISSING, COLUMN_YES },
};
#define N_EVALUATION 6

static const Huiyin__V1__CaseItem *find_evaluation(const Huiyin__V1__Case *c, int round, int signer_no)
{
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == KIND(EVALUATION) && c->items[i]->round == round &&
		    c->items[i]->signer_no == signer_no)
			return c->items[i];
	return NULL;
}

/* True when the proposers have something to evaluate in a round: an answer of it, or marks that came. */
static bool round_is_answered(const Huiyin__V1__Case *c, int round)
{
	if (c->merged_answer)
		return round == c->round;
	for (size_t i = 0; i < c->n_assignments; i++)
		if (c->assignments[i]->round == round && *c->assignments[i]->answered_on &&
		    c->assignments[i]->role != HUIYIN__V1__ASSIGNMENT_ROLE__ASSIGNMENT_ROLE_ASSIST)
			return true;
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == KIND(EVALUATION) && c->items[i]->round == round)
			return true;
	return false;
}

static void add_evaluation(struct table *table, const struct rules *rules, int round,
			   const Huiyin__V1__CaseItem *signer, const Huiyin__V1__CaseItem *evaluation)
{
	const struct rule_word *marks = rules ? rules->marks : NULL;
	int n = rules ? rules->n_marks : 0;
	const char *missing = txt(TXT_WORD_MISSING);
	table_row(table, evaluation ? ROW_PLAIN : ROW_SOON);
	table_cell_number(table, round);
	table_cell_number(table, signer->item_no);
	table_cell(table, cell_text(CELL_NAME, signer));
	table_cell(table, evaluation ? show_word(marks, n, evaluation->attitude) : missing);
	table_cell(table, evaluation ? show_word(marks, n, evaluation->result) : missing);
	table_cell(table, evaluation ? evaluation->on : "");
	table_cell(table, evaluation ? "" : missing);
}

static void add_evaluations(struct report *report, bool people, const struct rules *rules, const Huiyin__V1__Case *c)
{
	struct table *table = report_section(report, "evaluations", TXT_SECTION_EVALUATIONS, evaluation_columns,
					     people ? N_EVALUATION : N_EVALUATION + 1);
	for (int round = 1; round <= c->round; round++)
		for (size_t i = 0; round_is_answered(c, round) && i < c->n_items; i++)
			if (c->items[i]->kind == KIND(SIGNER) &&
			    c->items[i]->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_SIGNED)
				add_evaluation(table, rules, round, c->items[i],
					       find_evaluation(c, round, c->items[i]->item_no));
}

void case_items_add(struct report *report, const struct client *client, const struct rules *rules,
		    const Huiyin__V1__Case *c)
{
	bool people = client->output == OUTPUT_TABLE;
	for (size_t i = 0; i < N_SECTIONS; i++) {
		add_section(report, &sections[i], people, c);
		if (sections[i].kind == KIND(SIGNER))
			add_evaluations(report, people, rules, c);
	}
}
