/* rules show: the states and moves of a rules file, or of the rules in force, drawn. */
#include "base/memory.h"
#include "move_words.h"
#include "output.h"
#include "remote.h"
#include "report.h"
#include "rules_file.h"
#include "rules_graph.h"
#include "say.h"
#include "verbs.h"
#include <errno.h>
#include <huiyin/v1/rules_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

static const struct option_row show_options[] = {
	{ "svg", 0, "FILE", TXT_OPT_SVG },
	{ "text", 0, NULL, TXT_OPT_RULES_TEXT },
};

static const struct column state_columns[] = {
	{ "state", TXT_COL_STATE, COLUMN_FIXED },  { "label", TXT_COL_STATE, COLUMN_FIXED },
	{ "of", TXT_COL_KIND, COLUMN_FIXED },      { "phase", TXT_COL_PHASE, COLUMN_FIXED },
	{ "initial", TXT_DRAW_FIRST, COLUMN_YES }, { "final", TXT_DRAW_FINAL, COLUMN_YES },
	{ "next", TXT_DRAW_NEXT, COLUMN_FIXED },
};
static const struct column move_columns[] = {
	{ "from", TXT_COL_FROM, COLUMN_FIXED },  { "verb", TXT_COL_VERB, COLUMN_FIXED },
	{ "label", TXT_COL_MOVE, COLUMN_FIXED }, { "to", TXT_COL_TO, COLUMN_FIXED },
	{ "of", TXT_COL_KIND, COLUMN_FIXED },    { "roles", TXT_COL_WHO_MAY, COLUMN_FIXED },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* What is shown, and from where. version 0: from a file. */
struct shown {
	struct rules *rules; /* owned */
	char *text;          /* owned */
	long long version, page;
};

static void drop_shown(struct shown *shown)
{
	rules_free(shown->rules);
	free(shown->text);
}

static int take_file(const struct client *client, const char *path, struct shown *shown)
{
	shown->rules = rules_file_check(client, path, &shown->text);
	return shown->rules ? CLIENT_OK : CLIENT_FAILED;
}

static int take_rules_in_force(struct client *client, struct shown *shown)
{
	Huiyin__V1__GetRulesRequest request = HUIYIN__V1__GET_RULES_REQUEST__INIT;
	Huiyin__V1__GetRulesResponse *answer;
	int result = REMOTE_CALL(client, huiyin__v1__rules_service__get_rules__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	shown->version = answer->version;
	shown->page = answer->page;
	shown->text = hy_xstrdup(answer->text);
	remote_free(answer);
	if (shown->version == 0) {
		say_note(TXT_RULES_NONE, NULL);
		return CLIENT_NOT_FOUND;
	}
	struct rule_errors *errors = hy_xcalloc(1, sizeof *errors);
	shown->rules = rules_parse(shown->text, strlen(shown->text), errors);
	free(errors);
	return shown->rules ? CLIENT_OK : CLIENT_FAILED;
}

/* Writes the drawing; "-" is standard output. */
static int write_svg(const struct rules *rules, const char *path)
{
	char *svg = rules_draw_svg(rules);
	bool to_stdout = strcmp(path, "-") == 0;
	FILE *file = to_stdout ? stdout : fopen(path, "w");
	bool written = file && fputs(svg, file) >= 0;
	free(svg);
	if (file && !to_stdout && fclose(file) != 0)
		written = false;
	if (written)
		return CLIENT_OK;
	say_error(TXT_FILE_NOT_WRITTEN, "path", path, "error", say_system_error(errno), NULL);
	return CLIENT_FAILED;
}

static void add_states(struct table *table, const struct rules *rules, bool of_case)
{
	const struct rules_graph *graph = rules_graph_new(rules, of_case);
	for (int i = 0; i < graph->n_states; i++) {
		const struct rule_state *state = &graph->states[i];
		table_row(table, ROW_PLAIN);
		table_cell(table, state->code);
		table_cell(table, label_text(&state->label, txt_language()));
		table_cell(table, of_case ? "case" : "assignment");
		table_cell(table, of_case ? phase_name(state->phase) : "");
		table_cell(table, state->initial ? "1" : "");
		table_cell(table, state->final ? "1" : "");
		table_cell(table, state->next_role);
	}
	rules_graph_free((struct rules_graph *)graph);
}

static void add_moves(struct table *table, const struct rules *rules, bool of_case)
{
	struct rules_graph *graph = rules_graph_new(rules, of_case);
	for (int i = 0; i < graph->n_moves; i++) {
		const struct graph_move *move = &graph->moves[i];
		char *roles = move_words_roles(move->move, true);
		table_row(table, ROW_PLAIN);
		table_cell(table, graph->states[move->from].code);
		table_cell(table, move->move->verb);
		table_cell(table, label_text(&move->move->label, txt_language()));
		table_cell(table, graph->states[move->to].code);
		table_cell(table, of_case ? "case" : "assignment");
		table_cell(table, roles);
		free(roles);
	}
	rules_graph_free(graph);
}

/* For programs: every state, and every move from every state. */
static void print_tables(const struct client *client, const struct shown *shown)
{
	struct report *report = report_new();
	if (shown->version) {
		report_number(report, "version", TXT_FACT_VERSION, shown->version);
		report_number(report, "page", TXT_FACT_PAGE, shown->page);
	}
	struct table *moves = report_table(report, "moves", move_columns, COUNT(move_columns), true);
	struct table *states = report_table(report, "states", state_columns, COUNT(state_columns), true);
	for (int of_case = 1; of_case >= 0; of_case--) {
		add_moves(moves, shown->rules, of_case);
		add_states(states, shown->rules, of_case);
	}
	report_fact(report, "text", TXT_FACT_TEXT, shown->text);
	report_print(report, client);
}

static void print_drawing(const struct client *client, const struct rules *rules)
{
	char *text = rules_draw_text(rules);
	output_text(client, text, strlen(text));
	free(text);
}

static int run_show(struct client *client, const struct arguments *arguments)
{
	const char *svg = option_value(arguments, "svg");
	struct shown shown = { 0 };
	int result = arguments->n_words ? take_file(client, arguments->words[0], &shown)
					: take_rules_in_force(client, &shown);
	if (result == CLIENT_OK && svg)
		result = write_svg(shown.rules, svg);
	else if (result == CLIENT_OK && client->output != OUTPUT_TABLE)
		print_tables(client, &shown);
	else if (result == CLIENT_OK && option_given(arguments, "text"))
		output_text(client, shown.text, strlen(shown.text));
	else if (result == CLIENT_OK)
		print_drawing(client, shown.rules);
	drop_shown(&shown);
	return result;
}

const struct verb cmd_rules_show_verbs[] = {
	{ "rules show",
	  "[FILE]",
	  TXT_RULES_SHOW_SUMMARY,
	  TXT_RULES_SHOW_ABOUT,
	  show_options,
	  COUNT(show_options),
	  0,
	  1,
	  { "huiyin rules show rules/baotou.yaml --svg rules.svg", "huiyin rules show --text > rules.yaml" },
	  run_show },
	{ 0 },
};
