#include "import_mapped.h"

#include "import_cases.h"
#include "import_ledger.h"
#include "import_result.h"
#include "import_updates.h"
#include "offices.h"
#include "options.h"
#include "remote.h"
#include "rules_fetch.h"
#include "say.h"
#include "sessions.h"
#include <huiyin/v1/access_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

struct run {
	struct client *client;
	const struct import_wish *wish;
	struct import_mapping mapping;
	struct import_rows rows;
	struct import_words words;
	struct sheet_faults faults;
	Huiyin__V1__ListSessionsResponse *sessions;
	struct report *report; /* under way; NULL once printed */
	struct arena *arena;
	struct case_import cases;
	struct update_import updates;
	struct ledger_import ledger;
	bool stored;     /* something was sent to be stored */
	bool kind_given; /* by the user, not found by the headings */
};

/* ---- Mapping ---- */

static int read_wishes(struct run *run)
{
	const struct import_wish *wish = run->wish;
	const char *set;
	run->mapping.arena = run->arena;
	run->mapping.kind = wish->kind;
	snprintf(run->mapping.sheet, sizeof run->mapping.sheet, "%s", wish->sheet);
	if (wish->mapping && import_mapping_load(&run->mapping, wish->mapping) != 0)
		return CLIENT_USAGE;
	for (size_t i = 0; (set = option_repeated(wish->arguments, "set", i)); i++)
		if (import_mapping_set(&run->mapping, set) != 0)
			return CLIENT_USAGE;
	return CLIENT_OK;
}

/* What is known of a sheet that is not understood, to be completed by the user. */
static void save_part(struct run *run, const struct grid *grid)
{
	const char *path = run->wish->save_mapping;
	const struct import_field *lacks[3];
	struct strbuf names = { 0 };
	import_mapping_guess(&run->mapping, grid);
	size_t n = import_mapping_lacks(&run->mapping, lacks);
	snprintf(run->mapping.sheet, sizeof run->mapping.sheet, "%s", grid->sheet);
	if (import_mapping_save(&run->mapping, grid, path) != 0)
		return;
	for (size_t i = 0; i < n; i++)
		strbuf_printf(&names, "%s%s", i ? " / " : "", lacks[i]->name);
	if (n)
		say_note(TXT_IMPORT_MAPPING_PART, "path", path, "fields", names.text, NULL);
	strbuf_clear(&names);
}

static int map_grid(struct run *run, struct grid **ret_grid)
{
	const struct import_wish *wish = run->wish;
	struct refusal refusal = { 0 };
	struct grid *grid;
	if (grid_parse((const uint8_t *)(wish->bytes->text ? wish->bytes->text : ""), wish->bytes->len, wish->path,
		       run->mapping.sheet, &grid, &refusal) != 0)
		return say_refusal(&refusal);
	if (strcmp(grid->encoding, "GB18030") == 0)
		say_note(TXT_READ_AS_GB18030, "path", wish->path, NULL);
	run->kind_given = run->mapping.kind != IMPORT_NONE;
	if (import_mapping_find(&run->mapping, grid, wish->path, &refusal) != 0) {
		if (wish->save_mapping)
			save_part(run, grid);
		grid_free(grid);
		return say_refusal(&refusal);
	}
	snprintf(run->mapping.sheet, sizeof run->mapping.sheet, "%s", grid->sheet);
	*ret_grid = grid;
	return CLIENT_OK;
}

/* Offices have the committee's ledger too; what they may tell is what they did. */
static int settle_kind(struct run *run, const struct grid *grid)
{
	const struct import_wish *wish = run->wish;
	struct refusal refusal = { 0 };
	if (run->rows.handler && run->mapping.kind == IMPORT_LEDGER && !run->kind_given &&
	    import_mapping_take_as(&run->mapping, IMPORT_UPDATES, grid, wish->path, &refusal) != 0)
		return say_refusal(&refusal);
	import_mapping_tell_unused(&run->mapping);
	if (wish->save_mapping && import_mapping_save(&run->mapping, grid, wish->save_mapping) != 0)
		return CLIENT_FAILED;
	return CLIENT_OK;
}

/* What the sheet was taken for, and how to say otherwise. */
static void tell_kind(const struct run *run)
{
	static const enum text_id words[] = {
		[IMPORT_CASES] = TXT_IMPORT_KIND_CASES,
		[IMPORT_UPDATES] = TXT_IMPORT_KIND_UPDATES,
		[IMPORT_LEDGER] = TXT_IMPORT_KIND_LEDGER,
	};
	if (run->client->output != OUTPUT_TABLE) {
		report_fact(run->report, "kind", TXT_FACT_IMPORT_KIND, import_kind_name(run->mapping.kind));
		return;
	}
	char *text = say_filled(TXT_IMPORT_KIND_OTHER, "kind", txt(words[run->mapping.kind]), NULL);
	report_fact(run->report, "kind", TXT_FACT_IMPORT_KIND, run->kind_given ? txt(words[run->mapping.kind]) : text);
	free(text);
}

/* ---- Trial ---- */

static int try_cases(struct run *run)
{
	struct case_import *import = &run->cases;
	import->sheet = &run->rows.cases.sheet;
	import->faults = &run->faults;
	case_import_read(import, run->arena);
	int result = case_import_try(run->client, import, run->arena);
	for (size_t row = 0; result == CLIENT_OK && row < sheet_rows(import->sheet); row++)
		if (!import->bad[row])
			import_rows_note(&run->rows, &run->rows.cases, row,
					 import->there[row] ? IMPORT_ROW_ALREADY : IMPORT_ROW_GOOD, NULL);
	return result;
}

static int try_updates(struct run *run)
{
	struct update_import *import = &run->updates;
	*import = (struct update_import){ .client = run->client, .rows = &run->rows, .arena = run->arena };
	int result = submit_ask_sender(run->client, run->arena, &import->sender);
	if (result != CLIENT_OK)
		return result;
	update_import_read(import);
	return update_import_try(import);
}

static int try_ledger(struct run *run)
{
	run->ledger = (struct ledger_import){ .client = run->client, .rows = &run->rows, .arena = run->arena };
	return ledger_import_try(&run->ledger);
}

static int try_all(struct run *run)
{
	switch (run->mapping.kind) {
	case IMPORT_CASES:
		return try_cases(run);
	case IMPORT_LEDGER:
		return try_ledger(run);
	case IMPORT_UPDATES:
	case IMPORT_NONE:
		break;
	}
	return try_updates(run);
}

/* ---- Storing ---- */

static int store_cases(struct run *run)
{
	struct case_import *import = &run->cases;
	int result = CLIENT_OK;
	Huiyin__V1__ImportCasesResponse *answer = case_import_send(run->client, import, false, &result);
	if (!answer)
		return result;
	case_import_add_errors(import, answer); /* what changed since the trial */
	bool stored = answer->stored > 0, already = answer->already_stored > 0;
	for (size_t row = 0; row < sheet_rows(import->sheet); row++)
		if (!import->bad[row] && !import->there[row] && (stored || already))
			import_rows_note(&run->rows, &run->rows.cases, row,
					 stored ? IMPORT_ROW_STORED : IMPORT_ROW_ALREADY, NULL);
	remote_free(answer);
	return CLIENT_OK;
}

static int store_kind(struct run *run)
{
	switch (run->mapping.kind) {
	case IMPORT_CASES:
		return store_cases(run);
	case IMPORT_LEDGER:
		return ledger_import_send(&run->ledger, run->wish->parallel);
	case IMPORT_UPDATES:
	case IMPORT_NONE:
		break;
	}
	return update_import_send(&run->updates, run->wish->parallel);
}

static int store_all(struct run *run)
{
	run->stored = true;
	import_rows_begin_storing(&run->rows);
	int result = store_kind(run);
	if (result != CLIENT_OK)
		import_rows_break_storing(&run->rows);
	return result;
}

/* ---- Report ---- */

static long long count(const struct run *run, enum import_fate fate)
{
	return import_rows_count(&run->rows, fate);
}

static void add_counts(struct run *run)
{
	struct report *report = run->report;
	long long good = count(run, IMPORT_ROW_GOOD), wrong = count(run, IMPORT_ROW_WRONG);
	long long stored = count(run, IMPORT_ROW_STORED), already = count(run, IMPORT_ROW_ALREADY);
	long long unknown = count(run, IMPORT_ROW_UNKNOWN), waiting = count(run, IMPORT_ROW_WAITING);
	report_number(report, "rows", TXT_FACT_ROWS, good + wrong + stored + already + unknown + waiting);
	if (run->stored)
		report_number(report, "stored", TXT_FACT_STORED, stored);
	else
		report_number(report, "would_store", TXT_FACT_WOULD_STORE, good);
	report_number(report, "already_stored", TXT_FACT_ALREADY_STORED, already);
	report_number(report, "wrong", TXT_FACT_WRONG_ROWS, wrong);
	report_number(report, "unanswered", TXT_FACT_UNANSWERED, unknown);
	report_number(report, "left_out", TXT_FACT_LEFT_OUT,
		      count(run, IMPORT_ROW_NOTHING) + count(run, IMPORT_ROW_BEFORE));
}

/* The trial has its report; what is stored then has one of its own. For programs there is one. */
static void begin_second_report(struct run *run)
{
	if (run->client->output != OUTPUT_TABLE)
		return;
	add_counts(run);
	report_print(run->report, run->client);
	run->report = report_new();
	sheet_faults_begin_in(&run->faults, run->report);
}

static void write_result(struct run *run)
{
	bool wrong = count(run, IMPORT_ROW_WRONG) + count(run, IMPORT_ROW_UNKNOWN) > 0;
	char *path = run->wish->result ? hy_xstrdup(run->wish->result)
		     : wrong           ? import_result_path(run->wish->path)
				       : NULL;
	if (path && import_result_write(&run->rows, path) == 0) {
		report_fact(run->report, "result", TXT_FACT_RESULT_FILE, path);
	}
	free(path);
}

static void say_year(const struct run *run)
{
	const Huiyin__V1__Session *session = run->rows.year_of;
	char year[5];
	if (!session)
		return;
	snprintf(year, sizeof year, "%.4s", session->starts_on);
	say_note(TXT_IMPORT_YEAR, "year", year, "session", session->code, "day", session->starts_on, NULL);
}

/* An option that gives a field to all rows, with a value as it may be written. */
static void add_option(const struct run *run, const struct import_field *field, struct strbuf *out)
{
	const Huiyin__V1__ListSessionsResponse *sessions = run->sessions;
	const char *value = field->value == VALUE_DAY     ? "YYYY-MM-DD"
			    : field->value == VALUE_LEVEL ? "city"
			    : field->value == VALUE_SESSION && sessions && sessions->n_sessions
				    ? sessions->sessions[sessions->n_sessions - 1]->code
				    : "…";
	strbuf_printf(out, "%s--set %s=%s", out->len ? " " : "", field->name, value);
}

/* What the sheet does not have may be the same for all its rows. What no two rows share must stand in it. */
static void say_missing(const struct run *run)
{
	struct strbuf options = { 0 };
	for (size_t i = 0; i < N_IMPORT_FIELDS; i++)
		if (run->rows.missing[i] && (!import_fields[i].single || import_fields[i].value == VALUE_PROSE))
			add_option(run, &import_fields[i], &options);
	if (options.len)
		say_note(TXT_IMPORT_SET_HINT, "options", options.text, NULL);
	strbuf_clear(&options);
}

static int finish(struct run *run, int result)
{
	long long wrong = count(run, IMPORT_ROW_WRONG), unknown = count(run, IMPORT_ROW_UNKNOWN);
	long long good = count(run, IMPORT_ROW_GOOD) + count(run, IMPORT_ROW_STORED) + count(run, IMPORT_ROW_ALREADY);
	bool open = !run->stored && count(run, IMPORT_ROW_GOOD) > 0;
	add_counts(run);
	write_result(run);
	report_print(run->report, run->client);
	run->report = NULL;
	say_year(run);
	say_missing(run);
	if (run->stored && (result != CLIENT_OK || unknown))
		say_note(TXT_IMPORT_BROKEN, NULL);
	if (result != CLIENT_OK)
		return result;
	if (wrong && !run->wish->partial)
		case_import_refuse((size_t)wrong);
	else if (open)
		say_note(TXT_IMPORT_AGREE, NULL);
	if (!wrong && !unknown)
		return CLIENT_OK;
	return good && (run->stored || run->wish->partial) ? CLIENT_PARTIAL : CLIENT_FAILED;
}

/* ---- The run ---- */

static int try_and_store(struct run *run)
{
	const struct import_wish *wish = run->wish;
	int result = try_all(run);
	bool wrong = count(run, IMPORT_ROW_WRONG) > 0;
	if (result == CLIENT_OK && wish->yes && !wish->dry_run && count(run, IMPORT_ROW_GOOD) > 0 &&
	    (!wrong || wish->partial)) {
		begin_second_report(run);
		result = store_all(run);
	}
	return finish(run, result);
}

static int ask_server(struct run *run, Huiyin__V1__ListOfficesResponse **ret_offices)
{
	Huiyin__V1__WhoAmIRequest request = HUIYIN__V1__WHO_AM_IREQUEST__INIT;
	Huiyin__V1__WhoAmIResponse *who;
	int result = REMOTE_CALL(run->client, huiyin__v1__access_service__who_am_i__unary, &request, &who);
	if (result != CLIENT_OK)
		return result;
	run->rows.handler = who->token && who->token->role == HUIYIN__V1__ROLE__ROLE_HANDLER;
	remote_free(who);
	run->words.rules = rules_fetch(run->client, &result);
	if (!run->words.rules)
		return result;
	result = offices_fetch(run->client, ret_offices);
	return result == CLIENT_OK ? sessions_fetch(run->client, &run->sessions) : result;
}

static int import_grid(struct run *run, struct grid *grid)
{
	Huiyin__V1__ListOfficesResponse *offices = NULL;
	int result = ask_server(run, &offices);
	if (result == CLIENT_OK)
		result = settle_kind(run, grid);
	if (result != CLIENT_OK) {
		grid_free(grid);
	} else {
		run->words.offices = offices;
		run->words.sessions = run->sessions;
		run->report = report_new();
		tell_kind(run);
		import_mapping_show(&run->mapping, grid, run->report);
		sheet_faults_begin_in(&run->faults, run->report);
		run->rows.arena = run->arena;
		run->rows.mapping = &run->mapping;
		run->rows.words = &run->words;
		run->rows.path = run->wish->path;
		run->rows.faults = &run->faults;
		import_rows_make(&run->rows, grid);
		result = try_and_store(run);
		import_rows_clear(&run->rows);
	}
	remote_free(offices);
	remote_free(run->sessions);
	rules_free((struct rules *)run->words.rules);
	return result;
}

int import_mapped(struct client *client, const struct import_wish *wish)
{
	struct run *run = hy_xcalloc(1, sizeof *run);
	struct grid *grid = NULL;
	run->client = client;
	run->wish = wish;
	run->arena = arena_new();
	int result = read_wishes(run);
	if (result == CLIENT_OK)
		result = map_grid(run, &grid);
	if (grid)
		result = import_grid(run, grid);
	report_free(run->report);
	arena_free(run->arena);
	free(run);
	return result;
}
