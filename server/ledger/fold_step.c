/* A step of the fold: rows and words of some pages gathered, in memory or out of the lines, the histories of their
 * cases read, everything written in one transaction. */
#include "ledger/fold_internal.h"

#include "base/log.h"

#define FOLD_MAX_ROWS    2048 /* milestones of one step: below this merging pages pays, above it readers wait longer */
#define FOLD_CHUNK_PAGES 64   /* pages read from the lines at once: at most 64 * 256 lines, some 20 MB */
#define FOLD_CHUNK_CASES 500  /* cases without words read from the lines at once */
#define FOLD_BLOCK_PARTS 8    /* blocks of a tier in one of the next: a question reads seven of each at most */
#define FOLD_MAX_KEPT    200000 /* milestones of histories kept between steps: some 40 MB, ten thousand cases at work */

/* ---- Writing --------------------------------------------------------------------------------------------------- */

void fold_step_clear(struct fold *fold)
{
	fold_rows_free(&fold->step.rows);
	fold_words_free(&fold->step.words);
}

/* Where the fold stands is read again before going on, and so are the cases. */
static void lose_place(struct fold *fold)
{
	fold->known = false;
	fold_step_clear(fold);
	histories_clear(&fold->histories);
}

static void on_written(const struct db_result *result, void *arg)
{
	struct fold *fold = arg;

	fold->busy = false;
	if (db_result_error(result) == DB_OK) {
		fold_step_clear(fold);
		histories_trim(&fold->histories, FOLD_MAX_KEPT);
		fold_set_page(fold, fold->next_page);
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

/* ---- Gathering ------------------------------------------------------------------------------------------------- */

/* Joins pages that wait into one step. The pages stay in the backlog until the step has succeeded. */
void fold_step_of_backlog(struct fold *fold)
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

void fold_step_of_lines(struct fold *fold)
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
void fold_step_of_wordless(struct fold *fold)
{
	struct db_batch *batch = db_batch_new(fold->db);

	db_add(batch, F_WORDLESS);
	db_bind_int4(batch, fold->ledger->options.jurisdiction);
	db_bind_int8(batch, fold->page);
	db_bind_int4(batch, FOLD_CHUNK_CASES);
	fold->busy = true;
	db_send(batch, on_wordless, fold);
}
