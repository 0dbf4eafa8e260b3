/* The fold: derives milestones, facts and tallies from the pages, in order, on a connection of its own. The milestones
 * of pages just committed are handed over in memory; after a start or a gap they are read from the lines. What they
 * make of a case depends on its earlier ones: those of the cases touched last are kept, others are read. fold.page
 * moves in the same transaction, guarded, so that no page can be counted twice whoever folds. Of several servers the
 * one that holds the advisory lock folds; the others look at fold.page while somebody waits. */
#include "base/memory.h"
#include "ledger/fold_internal.h"
#include <stdlib.h>

#define FOLD_MAX_BACKLOG 20000 /* milestones waiting before the writer pauses: about a second's worth */

/* Plans are made once and for all: everything is found by its key, however small the tables were then. A commit is not
 * waited for, neither on the disk nor on a standby: what a crash takes back is made again out of the lines, and
 * fold.page goes back with it. */
static const char fold_session_sql[] =
	"SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_hashjoin = off; "
	"SET enable_mergejoin = off; SET synchronous_commit = off; SET lock_timeout = 500; "
	"SET idle_in_transaction_session_timeout = 5000";

/* ---- Pages just committed -------------------------------------------------------------------------------------- */

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

/* ---- Where it stands ------------------------------------------------------------------------------------------- */

void fold_set_page(struct fold *fold, int64_t page)
{
	fold->page = page;
	fold->known = true;
	while (fold->first && fold->first->page <= page)
		drop_first(fold);
	fold_answer_waiters(fold, false);
}

void fold_step(struct fold *fold)
{
	if (fold->busy || !fold->up || !fold->leader || !fold->known)
		return;
	if (!fold->worded)
		fold_step_of_wordless(fold);
	else if (fold->page >= fold->ledger->head_page)
		return;
	else if (fold->first && fold->first->page == fold->page + 1)
		fold_step_of_backlog(fold);
	else
		fold_step_of_lines(fold);
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
		fold_set_page(fold, db_int(result, i, 0, 0));
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
		.session_sql = fold_session_sql,
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
	fold_step_clear(fold);
	histories_clear(&fold->histories);
	fact_step_free(&fold->buffers);
	free(fold);
}

/* ---- Who waits ------------------------------------------------------------------------------------------------- */

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
