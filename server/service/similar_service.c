/* FindSimilarCases: earlier cases that share rare pieces of title and text. Everybody may see number, title, session
 * and state of the filed ones: whoever writes or reviews a proposal has to know what was asked before.
 *
 * Three reads: how often the pieces of the question occur; the cases that share its rarest ones; how often the pieces
 * of those occur. The order is then made here (domain/likeness.h). */
#include "service/check.h"
#include "service/convert.h"
#include "service/convert_parts.h"
#include "service/handlers.h"
#include "service/named_case.h"
#include "store/similar_store.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SIMILAR_DEFAULT 5
#define SIMILAR_MAX     50
/* Cases looked at closely; more would only add such that share fewer rare pieces. */
#define CANDIDATES 60
/* Occurrences read to find them: those of the rarest pieces, as many as fit. */
#define OCCURRENCES_MAX 4000
/* Weights travel as whole numbers. */
#define WEIGHT_UNITS 1000

struct search {
	const Huiyin__V1__FindSimilarCasesRequest *request;
	int limit;
	int64_t without;
	struct bigrams words; /* of the question; in the arena */
	struct word_counts counts;
	struct similar_row *rows;
	struct bigrams *of_rows; /* their pieces; in the arena */
	size_t n;
};

/* Moves pieces into the arena, so that they go with the call however it ends. */
static struct bigrams keep(struct rpc *rpc, struct bigrams *bigrams)
{
	struct bigrams kept = { rpc_alloc(rpc, (bigrams->n + 1) * sizeof(*kept.list)), bigrams->n, bigrams->n };

	if (bigrams->n)
		memcpy(kept.list, bigrams->list, bigrams->n * sizeof(*kept.list));
	bigrams_clear(bigrams);
	return kept;
}

/* ---- The answer ----------------------------------------------------------------------------------------------- */

/* A place in search->rows and how alike it is. */
struct ranked {
	size_t place;
	int likeness;
	int64_t case_id;
};

/* The most alike first; of equal ones the latest. */
static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->likeness != y->likeness)
		return x->likeness < y->likeness ? 1 : -1;
	return (x->case_id < y->case_id) - (x->case_id > y->case_id);
}

static Huiyin__V1__SimilarCase *convert_similar(struct rpc *rpc, const struct similar_row *row, int alike)
{
	Huiyin__V1__SimilarCase *out = convert_new(rpc, &huiyin__v1__similar_case__descriptor);
	const struct session *session = registry_session(rpc->registry, row->session_id);
	const struct rules *rules = rpc->registry->rules;

	out->case_ = convert_case_name(rpc, row->number, row->case_id);
	out->title = convert_text(rpc, row->title);
	out->session = convert_text(rpc, session ? session->code : "");
	out->state_label = convert_state_label(rpc, rules ? rules_state(rules, row->state) : NULL, row->state);
	out->likeness = alike;
	return out;
}

static void reply_similar(struct rpc *rpc)
{
	const struct search *search = rpc->data;
	Huiyin__V1__FindSimilarCasesResponse response = HUIYIN__V1__FIND_SIMILAR_CASES_RESPONSE__INIT;
	struct ranked *ranked = rpc_alloc(rpc, (search->n + 1) * sizeof(*ranked));

	for (size_t i = 0; i < search->n; i++)
		ranked[i] = (struct ranked){ i, likeness(&search->counts, &search->words, &search->of_rows[i]),
					     search->rows[i].case_id };
	qsort(ranked, search->n, sizeof(*ranked), compare_ranked);
	response.cases = rpc_alloc(rpc, (search->n + 1) * sizeof(*response.cases));
	for (size_t i = 0; i < search->n && response.n_cases < (size_t)search->limit && ranked[i].likeness > 0; i++)
		response.cases[response.n_cases++] =
			convert_similar(rpc, &search->rows[ranked[i].place], ranked[i].likeness);
	rpc_reply(rpc, &response.base);
}

/* ---- The three reads ------------------------------------------------------------------------------------------ */

static void on_counts_of_rows(struct rpc *rpc, const struct db_result *result)
{
	struct search *search = rpc->data;

	similar_store_counts(result, 0, rpc->arena, &search->counts);
	reply_similar(rpc);
}

/* Adds the pieces to a list of words. */
static size_t add_words(const struct bigrams *bigrams, const char **words, size_t n)
{
	for (size_t i = 0; i < bigrams->n; i++)
		words[n++] = bigrams->list[i].word;
	return n;
}

static void on_rows(struct rpc *rpc, const struct db_result *result)
{
	struct search *search = rpc->data;
	struct db_batch *batch;
	const char **words;
	size_t n = search->words.n;

	search->rows = similar_store_rows(result, 0, rpc->arena, &search->n);
	search->of_rows = rpc_alloc(rpc, (search->n + 1) * sizeof(*search->of_rows));
	for (size_t i = 0; i < search->n; i++) {
		struct bigrams read;

		bigrams_read(&read, search->rows[i].words, search->rows[i].title);
		search->of_rows[i] = keep(rpc, &read);
		n += search->of_rows[i].n;
	}
	words = rpc_alloc(rpc, (n + 1) * sizeof(*words));
	n = add_words(&search->words, words, 0);
	for (size_t i = 0; i < search->n; i++)
		n = add_words(&search->of_rows[i], words, n);
	batch = rpc_batch(rpc);
	similar_store_count(batch, rpc->service->jurisdiction, words, n);
	rpc_read(rpc, batch, on_counts_of_rows);
}

static int compare_wanted(const void *a, const void *b)
{
	const struct wanted_word *x = a, *y = b;

	return x->cases != y->cases ? (x->cases > y->cases) - (x->cases < y->cases) : strcmp(x->word, y->word);
}

/* The rarest pieces of the question that occur at all, as many as OCCURRENCES_MAX allows but at least one; in list. */
static size_t choose_words(const struct search *search, struct wanted_word *list)
{
	size_t n = 0, chosen = 0;
	int64_t occurrences = 0;

	for (size_t i = 0; i < search->words.n; i++) {
		const struct bigram *bigram = &search->words.list[i];
		int64_t cases = word_counts_of(&search->counts, bigram->word);
		double weight = likeness_weight(&search->counts, bigram);
		double gain = weight * likeness_rarity(&search->counts, cases);

		if (cases > 0)
			list[n++] = (struct wanted_word){ bigram->word, (int)lround(gain * WEIGHT_UNITS),
							  cases < INT32_MAX ? (int)cases : INT32_MAX };
	}
	qsort(list, n, sizeof(*list), compare_wanted);
	while (chosen < n && (chosen == 0 || occurrences + list[chosen].cases <= OCCURRENCES_MAX))
		occurrences += list[chosen++].cases;
	return chosen;
}

static void on_counts(struct rpc *rpc, const struct db_result *result)
{
	struct search *search = rpc->data;
	struct wanted_word *words = rpc_alloc(rpc, (search->words.n + 1) * sizeof(*words));
	struct similar_query query = {
		.words = words, .all = rpc->sight.all, .without = search->without, .limit = CANDIDATES
	};
	struct db_batch *batch;

	similar_store_counts(result, 0, rpc->arena, &search->counts);
	query.n = choose_words(search, words);
	if (query.n == 0) {
		reply_similar(rpc);
		return;
	}
	batch = rpc_batch(rpc);
	similar_store_find(batch, rpc->service->jurisdiction, &query);
	rpc_read(rpc, batch, on_rows);
}

/* Begins the search for what is like that title and text. */
static void search_for(struct rpc *rpc, const char *title, const char *text)
{
	struct search *search = rpc->data;
	struct bigrams made;
	struct db_batch *batch;
	const char **words;

	bigrams_make(&made, title, text);
	search->words = keep(rpc, &made);
	words = rpc_alloc(rpc, (search->words.n + 1) * sizeof(*words));
	batch = rpc_batch(rpc);
	similar_store_count(batch, rpc->service->jurisdiction, words, add_words(&search->words, words, 0));
	rpc_read(rpc, batch, on_counts);
}

/* ---- The question --------------------------------------------------------------------------------------------- */

static void on_case(struct rpc *rpc, const struct db_result *result)
{
	struct search *search = rpc->data;
	const struct case_row *row = named_case_row(rpc, result, search->request->case_);
	const Huiyin__V1__NewCase *received;

	if (!row)
		return;
	search->without = row->state.case_id;
	received = convert_case(rpc, row)->received;
	search_for(rpc, received->title, received->text);
}

static void on_folded(struct rpc *rpc)
{
	const struct search *search = rpc->data;
	const Huiyin__V1__FindSimilarCasesRequest *request = search->request;
	struct db_batch *batch;

	if (!request->case_[0]) {
		search_for(rpc, request->title, request->text);
		return;
	}
	batch = named_case_batch(rpc, request->case_);
	if (batch)
		rpc_read(rpc, batch, on_case);
}

static int check_question(const Huiyin__V1__FindSimilarCasesRequest *request, struct refusal *ret_refusal)
{
	if (!request->case_[0] && check_given("title", request->title, ret_refusal) < 0)
		return -1;
	if (request->page_size >= 0 && request->page_size <= SIMILAR_MAX)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_NUMBER_OUT_OF_RANGE), "field", "page_size");
	refuse_with(ret_refusal, "min", "%d", 1);
	refuse_with(ret_refusal, "max", "%d", SIMILAR_MAX);
	return -1;
}

void find_similar_cases(struct rpc *rpc, const Huiyin__V1__FindSimilarCasesRequest *request)
{
	struct search *search = rpc->data = rpc_alloc(rpc, sizeof(*search));
	struct refusal refusal;

	if (check_question(request, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	search->request = request;
	search->limit = request->page_size ? request->page_size : SIMILAR_DEFAULT;
	rpc_wait_fold(rpc, on_folded);
}
