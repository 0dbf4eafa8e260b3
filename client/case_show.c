#include "case_show.h"

#include "base/memory.h"
#include "remote.h"
#include "rules_fetch.h"
#include "show.h"
#include "similar.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>

static const struct column outcome_columns[] = {
	{ "on", TXT_COL_ON, COLUMN_FIXED },
	{ "text", TXT_COL_OUTCOME, COLUMN_WRAP },
	{ "number", TXT_COL_NUMBER, COLUMN_FIXED },
	{ "unit", TXT_COL_UNIT, COLUMN_FIXED },
};
#define COUNT(a) (sizeof(a) / sizeof(a)[0])

/* Facts that most cases do not have: people see those that hold, programs all. */
static void add_truth(struct report *report, bool people, const char *key, enum text_id title, bool value)
{
	if (value || !people)
		report_truth(report, key, title, value);
}

static void add_received(struct report *report, const struct rules *rules, const Huiyin__V1__NewCase *received)
{
	char *proposers = show_proposers(received);
	report_fact(report, "title", TXT_COL_TITLE, received->title);
	report_fact(report, "session", TXT_COL_SESSION, received->session);
	report_fact(report, "level", TXT_COL_LEVEL,
		    rules ? show_level(received->level) : level_name((enum level)received->level));
	report_fact(report, "submission_number", TXT_FACT_SUBMISSION, received->submission_number);
	report_fact(report, "external_number", TXT_FACT_EXTERNAL, received->external_number);
	report_fact(report, "proposers", TXT_FACT_PROPOSERS, proposers);
	report_fact(report, "proposer_kind", TXT_FACT_PROPOSER_KIND,
		    rules ? show_word(rules->proposer_kinds.list, rules->proposer_kinds.n, received->proposer_kind)
			  : received->proposer_kind);
	report_fact(report, "sector", TXT_FACT_SECTOR, received->sector);
	report_fact(report, "category", TXT_COL_CATEGORY, received->category);
	report_fact(report, "received_on", TXT_COL_RECEIVED_ON, received->received_on);
	report_fact(report, "publication_wish_reason", TXT_FACT_WISH_REASON, received->publication_wish_reason);
	free(proposers);
}

static void add_standing(struct report *report, bool people, const struct rules *rules, const Huiyin__V1__Case *c)
{
	const struct rule_word *marks = rules ? rules->marks : NULL;
	int n_marks = rules ? rules->n_marks : 0;
	report_fact(report, "mark", TXT_COL_MARK, show_mark(c->mark));
	if (c->round > 1 || !people)
		report_number(report, "round", TXT_COL_ROUND, c->round);
	add_truth(report, people, "between_sessions", TXT_FACT_BETWEEN_SESSIONS, c->between_sessions);
	add_truth(report, people, "publication_wish", TXT_FACT_WISH, c->received && c->received->publication_wish);
	add_truth(report, people, "key", TXT_FACT_KEY, c->key);
	report_fact(report, "leader", TXT_FACT_LEADER, show_member(c->leader));
	report_fact(report, "main_case", TXT_FACT_MAIN_CASE, c->main_case);
	report_fact(report, "publication", TXT_FACT_PUBLICATION,
		    publication_label((enum publication)c->publication, txt_language()));
	report_fact(report, "published_on", TXT_FACT_PUBLISHED_ON, c->published_on);
	report_fact(report, "not_filed_reason", TXT_FACT_NOT_FILED, c->not_filed_reason);
	report_fact(report, "redirected_to", TXT_FACT_REDIRECTED_TO, c->redirected_to);
	report_fact(report, "attitude", TXT_FACT_ATTITUDE, show_word(marks, n_marks, c->attitude));
	report_fact(report, "result", TXT_FACT_RESULT, show_word(marks, n_marks, c->result));
}

static void add_outcomes(struct report *report, const Huiyin__V1__Case *c)
{
	struct table *table =
		report_section(report, "outcomes", TXT_SECTION_OUTCOMES, outcome_columns, COUNT(outcome_columns));
	for (size_t i = 0; i < c->n_outcomes; i++) {
		const Huiyin__V1__Outcome *outcome = c->outcomes[i];
		table_row(table, ROW_PLAIN);
		table_cell(table, outcome->on);
		table_cell(table, outcome->text);
		table_cell(table, outcome->number);
		table_cell(table, outcome->unit);
	}
}

/* The proposal as it was written: a section for people, a member for programs. */
static void add_text(struct report *report, bool people, const char *text)
{
	if (!people) {
		report_fact(report, "text", TXT_FACT_TEXT, text);
	} else if (*text) {
		char *section = hy_xasprintf("\n%s\n%s", txt(TXT_SECTION_TEXT), text);
		report_line(report, "", section);
		free(section);
	}
}

static void add_head(struct report *report, bool people, const Huiyin__V1__Case *c)
{
	char name[SHOW_CASE_SIZE];
	report_fact(report, "next_step", TXT_COL_NEXT_STEP, c->next_step);
	report_fact(report, "case", TXT_COL_CASE, show_case_name(c->case_number, c->case_id, name));
	report_number(report, "case_id", TXT_COL_ID, c->case_id);
	report_fact(report, "state", TXT_COL_STATE, c->state_label);
	if (!people) {
		report_fact(report, "state_code", TXT_COL_STATE, c->state);
		report_fact(report, "mark_code", TXT_COL_MARK, show_mark_code(c->mark));
	}
	report_number(report, "version", TXT_FACT_VERSION, c->version);
	report_number(report, "page", TXT_FACT_PAGE, c->page);
}

void case_show_print(struct client *client, const Huiyin__V1__Case *c)
{
	bool people = client->output == OUTPUT_TABLE;
	int result;
	struct rules *rules = people ? rules_fetch(client, &result) : NULL;
	struct report *report = report_new();
	add_head(report, people, c);
	if (c->received)
		add_received(report, rules, c->received);
	add_standing(report, people, rules, c);
	add_text(report, people, c->received ? c->received->text : "");
	case_assignments_add(report, client, c);
	case_items_add(report, client, rules, c);
	add_outcomes(report, c);
	similar_add(client, report, c);
	report_print(report, client);
	rules_free(rules);
}

int case_show(struct client *client, char *name)
{
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	Huiyin__V1__GetCaseResponse *answer;
	request.case_ = name;
	int result = REMOTE_CALL(client, huiyin__v1__case_service__get_case__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	if (answer->case_)
		case_show_print(client, answer->case_);
	remote_free(answer);
	return CLIENT_OK;
}
