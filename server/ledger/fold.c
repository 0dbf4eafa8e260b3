/* The fold: derives milestones, facts and tallies from the pages, in order, on a connection of its own. The milestones
 * of pages just committed are handed over in memory; after a start or a gap they are read from the lines. What they
 * make of a case depends on its earlier ones: those of the cases touched last are kept, others are read. fold.page
 * moves in the same transaction, guarded, so that no page can be counted twice whoever folds. Of several servers the
 * one that holds the advisory lock folds; the others look at fold.page while somebody waits. */
#include "base/log.h"
#include "base/memory.h"
#include "ledger/fold_facts.h"
#include "ledger/fold_words.h"
#include "ledger/state.h"
#include <stdlib.h>
#include <string.h>

#define FOLD_MAX_ROWS      2048 /* milestones of one step: below this merging pages pays, above it readers wait longer */
#define FOLD_CHUNK_PAGES   64   /* pages read from the lines at once: at most 64 * 256 lines, some 20 MB */
#define FOLD_CHUNK_CASES   500  /* cases without words read from the lines at once */
#define FOLD_MAX_BACKLOG   20000 /* milestones waiting before the writer pauses: about a second's worth */
#define FOLD_BLOCK_CHANGES 8192  /* of facts in a block, some hundred cases: what a question reads singly */
#define FOLD_BLOCK_PARTS   8     /* blocks of a tier in one of the next: a question reads seven of each at most */
#define FOLD_MAX_KEPT      200000 /* milestones of histories kept between steps: some 40 MB, ten thousand cases at work */

struct fold_page {
	int64_t page;
	struct fold_rows rows;
	struct fold_words words;
	struct fold_page *next;
};

struct fold {
	struct ledger *ledger;
	struct db *db;
	bool up, leader, known, busy;
	bool worded;             /* no folded case is without words: a database from before they were kept has some */
	int64_t page, next_page; /* folded; folded when the step under way succeeds */
	struct fold_page *first, **last;
	size_t backlog;             /* milestones in it */
	struct fold_page step;      /* the step under way */
	struct histories histories; /* as of `page`; with the step once it is being written */
	struct fact_step buffers;
	struct fold_waiter *waiters;
	size_t unblocked; /* changes since the last block was tried; many at the start, when nobody knows */
};

static void drop_first(struct fold *fold)
{
	struct fold_page *page = fold->first;

	fold->first = page->next;
	if (!fold->first)
		fold->last = &fold->first;
	fold->backlog -= page->rows.n;
	fold_rows_free(&page->rows);
	fold_words_free(&page->words);
	free(page);
}

static void drop_backlog(struct fold *fold)
{
	while (fold->first)
		drop_first(fold);
}

void fold_enqueue(struct fold *fold, const struct round *round, int64_t page)
{
	struct milestone_row rows[LINE_MAX_ROWS];
	struct fold_page *entry;

	if (!fold->leader)
		return;
	entry = hy_xcalloc(1, sizeof *entry);
	entry->page = page;
	for (int i = 0; i < round->n_lines; i++) {
		const struct page_line *line = round->lines[i];
		const struct ledger_job *job = round->owners[i]->job;

		if (!line->gathered)
			continue;
		fold_rows_add(&entry->rows, rows, (size_t)change_rows(&line->change, page, rows));
		if (job->kind == JOB_CREATE)
			fold_words_add(&entry->words, line->decision.after.case_id, job->new_case->title,
				       job->new_case->text);
	}
	fold->backlog += entry->rows.n;
	*fold->last = entry;
	fold->last = &entry->next;
}

static void set_page(struct fold *fold, int64_t page)
{
	fold->page = page;
	fold->known = true;
	while (fold->first && fold->first->page <= page)
		drop_first(fold);
	fold_answer_waiters(fold, false);
}

/* ---- A step: rows and words gathered, histories read, everything written -------------------------------------- */

static void clear_step(struct fold *fold)
{
	fold_rows_free(&fold->step.rows);
	fold_words_free(&fold->step.words);
}

/* Where the fold stands is read again before going on, and so are the cases. */
static void lose_place(struct fold *fold)
{
	fold->known = false;
	clear_step(fold);
	histories_clear(&fold->histories);
}

static void on_written(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;

	fold->busy = false;
	if (db_result_error(result) == DB_OK) {
		clear_step(fold);
		histories_trim(&fold->histories, FOLD_MAX_KEPT);
		set_page(fold, fold->next_page);
		fold_step(fold);
		ledger_kick(fold->ledger);
		return;
	}
	/* Somebody else folded, or the database is away. */
	lose_place(fold);
	if (db_result_error(result) == DB_FAILED)
		log_event(LOG_ERROR_, "fold_failed", "message", db_result_message(result), NULL);
}

/* The changes since the last block become one when they are enough; asked for when that many were written. */
static void add_block(struct fold *fold, struct db_batch *batch, size_t n_changes)
{
	fold->unblocked += n_changes;
	if (fold->unblocked < FOLD_BLOCK_CHANGES)
		return;
	fold->unblocked = 0;
	db_add(batch, F_BLOCK);
	db_bind_int4(batch, fold->ledger->options.jurisdiction);
	db_bind_int8(batch, FOLD_BLOCK_CHANGES);
	db_bind_int4(batch, FOLD_BLOCK_PARTS);
}

static void write_step(struct fold *fold)
{
	struct db_batch *batch = db_batch_new(fold->db);
	int jurisdiction = fold->ledger->options.jurisdiction;
	struct fold_rows *rows = &fold->step.rows;
	struct fold_facts facts = { 0 };

	for (size_t i = 0, n; i < rows->n; i += n) {
		n = fold_rows_of_line(rows, i);
		fold_facts_take(&facts, &fold->buffers, &fold->histories, rows->list + i, n);
	}
	fold_facts_settle(&facts);
	db_add(batch, F_MARK);
	db_bind_int4(batch, jurisdiction);
	db_bind_int8(batch, fold->page);
	db_bind_int8(batch, fold->next_page);
	fold_rows_bind(rows, batch, jurisdiction);
	fold_facts_bind(&facts, batch, jurisdiction);
	fold_words_bind(&fold->step.words, batch, jurisdiction);
	add_block(fold, batch, facts.n_changes);
	fold_facts_free(&facts);
	fold->busy = true;
	db_send(batch, on_written, fold);
}

static void on_histories(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;

	fold->busy = false;
	if (db_result_error(result) != DB_OK) {
		lose_place(fold);
		return;
	}
	histories_read(&fold->histories, result, 0);
	write_step(fold);
}

/* True when the case has milestones that are not in memory. Its history is begun, so that it is asked for once. */
static bool is_missing(struct fold *fold, const struct milestone_row *row)
{
	if (histories_find(&fold->histories, row->case_id))
		return false;
	histories_begin(&fold->histories, row->case_id);
	return row->version > 1;
}

/* Takes the step up to a page: at once, or when the histories of its cases have been read. */
static void begin_step(struct fold *fold, int64_t to)
{
	struct db_batch *batch = db_batch_new(fold->db);
	const struct fold_rows *rows = &fold->step.rows;
	size_t missing = 0;

	fold->next_page = to;
	db_add(batch, F_HISTORIES);
	db_bind_int4(batch, fold->ledger->options.jurisdiction);
	db_array_begin(batch, DB_INT8);
	for (size_t i = 0; i < rows->n; i += fold_rows_of_line(rows, i)) {
		if (!is_missing(fold, &rows->list[i]))
			continue;
		db_bind_int8(batch, rows->list[i].case_id);
		missing++;
	}
	db_array_end(batch);
	if (!missing) {
		db_batch_free(batch);
		write_step(fold);
		return;
	}
	fold->busy = true;
	db_send(batch, on_histories, fold);
}

/* Joins pages that wait into one step. The pages stay in the backlog until the step has succeeded. */
static void write_backlog(struct fold *fold)
{
	struct fold_page *step = &fold->step;
	int64_t to = fold->page;

	for (struct fold_page *page = fold->first; page && page->page == to + 1; page = page->next) {
		if (step->rows.n && step->rows.n + page->rows.n > FOLD_MAX_ROWS)
			break;
		fold_rows_add(&step->rows, page->rows.list, page->rows.n);
		fold_words_borrow(&step->words, &page->words);
		to = page->page;
	}
	begin_step(fold, to);
}

static int read_lines(const struct db_result *result, struct fold_rows *rows, struct fold_words *words)
{
	struct milestone_row of_line[LINE_MAX_ROWS];

	for (size_t row = 0; row < db_rows(result, 0); row++) {
		json_t *line = line_parse(db_text(result, 0, row, 1));
		int n = line ? line_rows(line, db_int(result, 0, row, 0), of_line) : -1;

		if (n >= 0) {
			fold_rows_add(rows, of_line, (size_t)n);
			fold_words_add_line(words, line);
		}
		json_decref(line);
		if (n < 0)
			return -1;
	}
	return 0;
}

static void on_lines(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;

	fold->busy = false;
	if (db_result_error(result) != DB_OK) {
		lose_place(fold);
	} else if (read_lines(result, &fold->step.rows, &fold->step.words)) {
		lose_place(fold);
		log_event(LOG_ERROR_, "fold_failed", "message", "a line cannot be read; run huiyin ledger verify",
			  NULL);
	} else {
		begin_step(fold, fold->next_page);
	}
}

static void read_chunk(struct fold *fold)
{
	struct db_batch *batch = db_batch_new(fold->db);
	int64_t head = fold->ledger->head_page, to = fold->page + FOLD_CHUNK_PAGES;

	fold->next_page = to < head ? to : head;
	db_add(batch, F_LINES);
	db_bind_int4(batch, fold->ledger->options.jurisdiction);
	db_bind_int8(batch, fold->page);
	db_bind_int8(batch, fold->next_page);
	fold->busy = true;
	db_send(batch, on_lines, fold);
}

static void on_wordless(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;
	struct fold_words *words = &fold->step.words;

	fold->busy = false;
	if (db_result_error(result) != DB_OK) {
		lose_place(fold);
		return;
	}
	for (size_t row = 0; row < db_rows(result, 0); row++) {
		json_t *line = line_parse(db_text(result, 0, row, 1));

		fold_words_add_line(words, line);
		json_decref(line);
	}
	fold->worded = words->n == 0;
	if (fold->worded)
		fold_step(fold);
	else
		begin_step(fold, fold->page);
}

/* Cases folded before words were kept get theirs. */
static void read_wordless(struct fold *fold)
{
	struct db_batch *batch = db_batch_new(fold->db);

	db_add(batch, F_WORDLESS);
	db_bind_int4(batch, fold->ledger->options.jurisdiction);
	db_bind_int8(batch, fold->page);
	db_bind_int4(batch, FOLD_CHUNK_CASES);
	fold->busy = true;
	db_send(batch, on_wordless, fold);
}

void fold_step(struct fold *fold)
{
	if (fold->busy || !fold->up || !fold->leader || !fold->known)
		return;
	if (!fold->worded)
		read_wordless(fold);
	else if (fold->page >= fold->ledger->head_page)
		return;
	else if (fold->first && fold->first->page == fold->page + 1)
		write_backlog(fold);
	else
		read_chunk(fold);
}

static void on_looked(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;
	size_t i = 0;

	fold->busy = false;
	if (db_result_error(result) != DB_OK)
		return;
	/* With the lock asked for, its answer and the insert stand before the page. */
	if (db_rows(result, 0) && !fold->leader && fold->next_page < 0) {
		fold->leader = db_bool(result, 0, 0, 0);
		i = 2;
	}
	if (db_rows(result, i))
		set_page(fold, db_int(result, i, 0, 0));
	fold_step(fold);
}

void fold_look(struct fold *fold, bool try_lock)
{
	struct db_batch *batch;
	int jurisdiction = fold->ledger->options.jurisdiction;

	if (fold->busy || !fold->up || (fold->leader && fold->known))
		return;
	batch = db_batch_new(fold->db);
	fold->next_page = 0;
	if (try_lock && !fold->leader) {
		fold->next_page = -1;
		db_add(batch, F_TRY_LOCK);
		db_bind_int4(batch, jurisdiction);
		db_add(batch, F_BEGIN_ROW);
		db_bind_int4(batch, jurisdiction);
	}
	db_add(batch, F_PAGE);
	db_bind_int4(batch, jurisdiction);
	fold->busy = true;
	db_send(batch, on_looked, fold);
}

static void on_state(struct db *db, const char *trouble, void *arg)
{
	struct fold *fold = arg;

	(void)db;
	fold->up = trouble == NULL;
	fold->leader = fold->known = fold->worded = false;
	drop_backlog(fold);
	histories_clear(&fold->histories);
	if (fold->up)
		fold_look(fold, true);
}

struct fold *fold_start(struct ledger *ledger)
{
	struct fold *fold = hy_xcalloc(1, sizeof *fold);
	struct db_options options = {
		.conninfo = ledger->conninfo,
		.application_name = "huiyin fold",
		.statements = fold_statements,
		.n_statements = F_COUNT_,
		.session_sql =
			"SET plan_cache_mode = force_generic_plan; SET lock_timeout = 500; "
			"SET idle_in_transaction_session_timeout = 5000; "
			/* Everything is found by its key, however small the tables were when the plans were made. */
			"SET enable_seqscan = off; SET enable_hashjoin = off; SET enable_mergejoin = off",
		.on_state = on_state,
		.arg = fold,
	};

	fold->ledger = ledger;
	fold->last = &fold->first;
	fold->unblocked = FOLD_BLOCK_CHANGES;
	fold->db = db_open(ledger->base, &options);
	return fold;
}

void fold_free(struct fold *fold)
{
	if (!fold)
		return;
	db_close(fold->db);
	drop_backlog(fold);
	clear_step(fold);
	histories_clear(&fold->histories);
	fact_step_free(&fold->buffers);
	free(fold);
}

void fold_add_waiter(struct fold *fold, struct fold_waiter *waiter)
{
	waiter->next = fold->waiters;
	fold->waiters = waiter;
}

bool fold_has_waiters(const struct fold *fold)
{
	return fold->waiters != NULL;
}

void fold_answer_waiters(struct fold *fold, bool all)
{
	int64_t now = clock_monotonic_us();
	struct fold_waiter **place = &fold->waiters;

	while (*place) {
		struct fold_waiter *waiter = *place;
		bool reached = fold->known && fold->page >= waiter->page;

		if (!reached && !all && now < waiter->deadline) {
			place = &waiter->next;
			continue;
		}
		*place = waiter->next;
		waiter->done(waiter->arg, fold->page, reached);
		free(waiter);
	}
}

bool fold_is_behind(const struct fold *fold)
{
	return fold->up && fold->leader && fold->known && fold->backlog > FOLD_MAX_BACKLOG;
}

bool fold_is_done(const struct fold *fold)
{
	return !fold->up || (!fold->busy && (!fold->leader || !fold->known || fold->page >= fold->ledger->head_page));
}
