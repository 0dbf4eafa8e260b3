/* verbs: the moves of the rules in force, who may make them and what they need. */
#include "base/memory.h"
#include "move_words.h"
#include "remote.h"
#include "report.h"
#include "rules_fetch.h"
#include "say.h"
#include "suggest.h"
#include "update_fields.h"
#include "verbs.h"
#include <stdlib.h>
#include <string.h>

static const struct column move_columns[] = {
	{ "verb", TXT_COL_VERB, COLUMN_FIXED },
	{ "label", TXT_COL_MOVE, COLUMN_FIXED },
	{ "by", TXT_COL_WHO_MAY, COLUMN_WRAP },
	{ "requires", TXT_COL_OPTIONS, COLUMN_WRAP },
	{ "needs", TXT_COL_NEEDS, COLUMN_WRAP | COLUMN_DROP(1) },
	{ "to", TXT_COL_TO, COLUMN_FIXED | COLUMN_DROP(2) },
	/* What programs want besides. */
	{ "roles", TXT_COL_WHO_MAY, COLUMN_FIXED },
	{ "from", TXT_COL_FROM, COLUMN_FIXED },
	{ "to_code", TXT_COL_TO, COLUMN_FIXED },
};
#define COUNT(a)    (sizeof(a) / sizeof(a)[0])
#define N_MOVE_DATA 3

/* The options a move cannot do without. Which offices an assignment takes is up to the caller: one of them. */
static char *options_of(const struct rule_move *move)
{
	struct strbuf out = { 0 };
	for (size_t i = 0; i < n_update_fields; i++)
		if (update_fields[i].required & move->requires & ~(unsigned)FIELD_ATTACHMENTS) {
			move_words_add(&out, " ", "--");
			strbuf_puts(&out, update_fields[i].option);
		}
	if (move->requires & FIELD_ATTACHMENTS)
		move_words_add(&out, " ", "--attach");
	if (move->action == ACTION_ASSIGN)
		move_words_add(&out, " ", "--lead|--sole|--separate");
	return strbuf_take(&out);
}

static const char *state_label(const struct rules *rules, bool of_case, const char *code)
{
	const struct rule_state *state = !code     ? NULL
					 : of_case ? rules_state(rules, code)
						   : rules_assignment_state(rules, code);
	return state ? label_text(&state->label, txt_language()) : "";
}

static char *codes_of(const char *const *codes)
{
	struct strbuf out = { 0 };
	for (; codes && *codes; codes++)
		move_words_add(&out, " ", *codes);
	return strbuf_take(&out);
}

static char *labels_of(const struct rules *rules, bool of_case, const char *const *codes)
{
	struct strbuf out = { 0 };
	for (; codes && *codes; codes++)
		move_words_add(&out, txt(TXT_LIST_COMMA), state_label(rules, of_case, *codes));
	return strbuf_take(&out);
}

static void add_taken(struct table *table, char *text)
{
	table_cell(table, text);
	free(text);
}

static void add_move(struct table *table, const struct rules *rules, const struct rule_move *move)
{
	table_row(table, ROW_PLAIN);
	table_cell(table, move->verb);
	table_cell(table, label_text(&move->label, txt_language()));
	add_taken(table, move_words_roles(move, false));
	add_taken(table, options_of(move));
	add_taken(table, move_words_needs(move));
	table_cell(table, state_label(rules, move->subject == SUBJECT_CASE, move->to));
	add_taken(table, move_words_roles(move, true));
	add_taken(table, codes_of(move->from));
	table_cell(table, move->to ? move->to : "");
}

static void add_fact(struct report *report, const char *key, enum text_id title, char *text)
{
	report_fact(report, key, title, text);
	free(text);
}

static char *words_of(const struct rule_word *list, int n)
{
	struct strbuf out = { 0 };
	for (int i = 0; i < n; i++) {
		move_words_add(&out, txt(TXT_LIST_COMMA), list[i].code);
		strbuf_printf(&out, " (%s)", label_text(&list[i].label, txt_language()));
	}
	return strbuf_take(&out);
}

static char *classes_of(const struct rules *rules)
{
	struct strbuf out = { 0 };
	for (int i = 0; i < rules->n_classes; i++) {
		move_words_add(&out, txt(TXT_LIST_COMMA), rules->classes[i].letter);
		strbuf_printf(&out, " (%s)", label_text(&rules->classes[i].label, txt_language()));
	}
	return strbuf_take(&out);
}

/* The lists of words that a move's fields take. */
static void add_words(struct report *report, const struct rules *rules, const struct rule_move *move)
{
	unsigned takes = move->requires | (move->action == ACTION_NOT_FILE ? (unsigned)FIELD_REASON_CODE : 0) |
			 (move->action == ACTION_REVIEW ? (unsigned)FIELD_CLASS : 0);
	if (takes & FIELD_CLASS)
		add_fact(report, "classes", TXT_COL_CLASS, classes_of(rules));
	if (takes & (FIELD_ATTITUDE | FIELD_RESULT))
		add_fact(report, "marks", TXT_FACT_WORDS, words_of(rules->marks, rules->n_marks));
	if (takes & FIELD_CONTACT_METHOD)
		add_fact(report, "contact_methods", TXT_FACT_WORDS,
			 words_of(rules->contact_methods, rules->n_contact_methods));
	if (takes & FIELD_REASON_CODE)
		add_fact(report, "not_filed_reasons", TXT_FACT_WORDS,
			 words_of(rules->not_filed_reasons.list, rules->not_filed_reasons.n));
	if (takes & FIELD_CHANNEL)
		add_fact(report, "channels", TXT_FACT_WORDS, words_of(rules->channels.list, rules->channels.n));
}

static void add_parts(struct report *report, const struct rules *rules, const struct rule_move *move)
{
	struct strbuf out = { 0 };
	for (int role = 1; role < ASSIGNMENT_ROLE_COUNT_; role++)
		if (move->assignment_roles & 1u << role)
			move_words_add(&out, txt(TXT_LIST_COMMA),
				       rules_role_label(rules, (enum assignment_role)role, txt_language()));
	add_fact(report, "parts", TXT_FACT_PARTS, strbuf_take(&out));
	add_fact(report, "case_from", TXT_FACT_CASE_FROM, labels_of(rules, true, move->case_from));
	report_fact(report, "case_to", TXT_FACT_CASE_TO, state_label(rules, true, move->case_to));
}

static void print_move(const struct client *client, const struct rules *rules, const struct rule_move *move)
{
	bool of_case = move->subject == SUBJECT_CASE;
	struct report *report = report_new();
	report_fact(report, "verb", TXT_COL_VERB, move->verb);
	report_fact(report, "label", TXT_COL_MOVE, label_text(&move->label, txt_language()));
	add_fact(report, "by", TXT_COL_WHO_MAY, move_words_roles(move, false));
	add_fact(report, "requires", TXT_COL_OPTIONS, options_of(move));
	add_fact(report, "needs", TXT_COL_NEEDS, move_words_needs(move));
	add_fact(report, "from", TXT_COL_FROM, labels_of(rules, of_case, move->from));
	report_fact(report, "to", TXT_COL_TO, state_label(rules, of_case, move->to));
	if (!of_case)
		add_parts(report, rules, move);
	add_words(report, rules, move);
	report_print(report, client);
}

static int say_unknown_move(const struct rules *rules, const char *verb)
{
	const char **names = hy_xcalloc((size_t)rules->n_moves + 1, sizeof *names);
	for (int i = 0; i < rules->n_moves; i++)
		names[i] = rules->moves[i].verb;
	const char *near = suggest_nearest(verb, names, (size_t)rules->n_moves);
	if (near)
		say_error(TXT_MOVE_UNKNOWN_NEAR, "value", verb, "near", near, NULL);
	else
		say_error(TXT_MOVE_UNKNOWN, "value", verb, NULL);
	free(names);
	return CLIENT_NOT_FOUND;
}

static void print_moves(const struct client *client, const struct rules *rules)
{
	struct report *report = report_new();
	struct table *table =
		report_table(report, "moves", move_columns,
			     COUNT(move_columns) - (client->output == OUTPUT_TABLE ? N_MOVE_DATA : 0), false);
	for (int i = 0; i < rules->n_moves; i++)
		add_move(table, rules, &rules->moves[i]);
	report_print(report, client);
}

static int run_moves(struct client *client, const struct arguments *arguments)
{
	int result;
	struct rules *rules = rules_fetch(client, &result);
	if (!rules)
		return result;
	const char *verb = arguments->n_words ? arguments->words[0] : NULL;
	const struct rule_move *move = verb ? rules_move(rules, verb) : NULL;
	if (move)
		print_move(client, rules, move);
	else if (verb)
		result = say_unknown_move(rules, verb);
	else
		print_moves(client, rules);
	rules_free(rules);
	return result;
}

const struct verb cmd_moves_verbs[] = {
	{ "verbs",
	  "[VERB]",
	  TXT_MOVES_SUMMARY,
	  TXT_MOVES_ABOUT,
	  NULL,
	  0,
	  0,
	  1,
	  { "huiyin verbs", "huiyin verbs answer" },
	  run_moves },
	{ 0 },
};
