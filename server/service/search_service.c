/* SearchCases: cases that all words of a question fit, the best first, as far as the caller sees them.
 *
 * Two reads and a third: the cases with what fitted; their assignments, items and notes with the texts of those whose
 * snippet is in the text. Each word counts by the best place where it fits (enum search_place); the sum decides, of
 * equal cases the latest comes first. */
#include "base/plain.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/handlers.h"
#include "service/page_token.h"
#include "service/search_words.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

#define SEARCH_DEFAULT 20
#define SEARCH_MAX     100
/* Statements of case_store_read_details; the texts stand behind them. */
#define DETAIL_STATEMENTS 4

/* A case found. */
struct found {
	int place, kinds;
};

struct searching {
	const Huiyin__V1__SearchCasesRequest *request;
	struct search_query query;
	uint8_t digest[SHA256_BYTES];
	struct case_row *rows;
	struct found *found;
	size_t n;
	bool more;
};

/* ---- The answer ------------------------------------------------------------------------------------------------ */

static void convert_kinds(struct rpc *rpc, int kinds, Huiyin__V1__FoundCase *out)
{
	static const struct {
		int kind;
		const char *name;
	} names[] = { { FOUND_NUMBER, "number" }, { FOUND_DOCUMENT, "document_number" },
		      { FOUND_TITLE, "title" },   { FOUND_PROPOSER, "proposer" },
		      { FOUND_OFFICE, "office" }, { FOUND_TEXT, "text" } };

	out->matched = rpc_alloc(rpc, sizeof(names) / sizeof(*names) * sizeof(*out->matched));
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (kinds & names[i].kind)
			out->matched[out->n_matched++] = convert_text(rpc, names[i].name);
}

/* Around the first word that stands in the title or the text. */
static char *snippet(struct rpc *rpc, const char *title, const char *text)
{
	const struct searching *searching = rpc->data;
	const char *const places[] = { title, text };
	size_t begin, end;

	for (size_t i = 0; i < searching->query.n; i++)
		for (size_t k = 0; k < sizeof(places) / sizeof(*places); k++)
			if (plain_find(places[k], searching->query.words[i].plain, &begin, &end) == 0)
				return search_snippet(places[k], begin, end, rpc->arena);
	return convert_text(rpc, "");
}

static void reply_found(struct rpc *rpc, const struct db_result *result)
{
	const struct searching *searching = rpc->data;
	Huiyin__V1__SearchCasesResponse response = HUIYIN__V1__SEARCH_CASES_RESPONSE__INIT;
	char position[PAGE_POSITION_MAX + 1];

	response.cases = rpc_alloc(rpc, (searching->n + 1) * sizeof(*response.cases));
	for (size_t i = 0; i < searching->n; i++) {
		const struct case_row *row = &searching->rows[i];
		Huiyin__V1__FoundCase *out = convert_new(rpc, &huiyin__v1__found_case__descriptor);

		out->case_ = convert_case(rpc, row);
		convert_kinds(rpc, searching->found[i].kinds, out);
		out->snippet = snippet(rpc, out->case_->received->title,
				       search_store_text(result, DETAIL_STATEMENTS, row->state.case_id));
		response.cases[response.n_cases++] = out;
	}
	if (searching->more) {
		snprintf(position, sizeof(position), "%d %lld", searching->found[searching->n - 1].place,
			 (long long)searching->rows[searching->n - 1].state.case_id);
		response.next_page_token = page_token_make(searching->digest, position, rpc->arena);
	}
	rpc_reply(rpc, &response.base);
}

/* ---- The reads ------------------------------------------------------------------------------------------------- */

static void read_details(struct rpc *rpc);

static void on_details(struct rpc *rpc, const struct db_result *result)
{
	struct searching *searching = rpc->data;

	case_store_details(result, 0, rpc->arena, searching->rows, searching->n);
	reply_found(rpc, result);
}

static void read_details(struct rpc *rpc)
{
	const struct searching *searching = rpc->data;
	int64_t *cases = rpc_alloc(rpc, (searching->n + 1) * sizeof(*cases));
	struct db_batch *batch = rpc_batch(rpc);
	size_t n = 0;

	for (size_t i = 0; i < searching->n; i++)
		if (searching->found[i].kinds & FOUND_TEXT)
			cases[n++] = searching->rows[i].state.case_id;
	case_store_read_details(batch, rpc->service->jurisdiction, searching->rows, searching->n);
	search_store_read_texts(batch, rpc->service->jurisdiction, cases, n);
	rpc_read(rpc, batch, on_details);
}

static void on_found(struct rpc *rpc, const struct db_result *result)
{
	struct searching *searching = rpc->data;
	size_t limit = (size_t)searching->query.limit - 1;

	searching->rows = search_store_rows(result, 0, rpc->arena, &searching->n);
	searching->more = searching->n > limit;
	if (searching->more)
		searching->n = limit;
	searching->found = rpc_alloc(rpc, (searching->n + 1) * sizeof(*searching->found));
	for (size_t i = 0; i < searching->n; i++)
		searching->found[i] =
			(struct found){ search_store_place(result, 0, i), search_store_kinds(result, 0, i) };
	read_details(rpc);
}

static void on_folded(struct rpc *rpc)
{
	const struct searching *searching = rpc->data;
	struct db_batch *batch = rpc_batch(rpc);

	search_store_find(batch, rpc->service->jurisdiction, &searching->query);
	rpc_read(rpc, batch, on_found);
}

/* ---- The question ---------------------------------------------------------------------------------------------- */

/* The position: "PLACE CASE". A token is nobody's secret: what no answer gave out is refused, not asked for. */
static int read_position(const char *token, struct searching *searching, struct refusal *ret_refusal)
{
	char position[PAGE_POSITION_MAX + 1];
	long long case_id;

	searching->query.after_place = -1;
	if (!token[0])
		return 0;
	if (page_token_read(token, searching->digest, position) == 0 &&
	    sscanf(position, "%d %lld", &searching->query.after_place, &case_id) == 2 &&
	    searching->query.after_place >= 0 && case_id > 0) {
		searching->query.after_case = case_id;
		return 0;
	}
	refuse_with(refuse(ret_refusal, REASON_PAGE_TOKEN_INVALID), "field", "page_token");
	return -1;
}

static int read_question(struct rpc *rpc, struct searching *searching, struct refusal *ret_refusal)
{
	const Huiyin__V1__SearchCasesRequest *request = searching->request;
	struct search_query *query = &searching->query;

	if (check_number("page_size", request->page_size ? request->page_size : SEARCH_DEFAULT, 1, SEARCH_MAX,
			 ret_refusal) < 0 ||
	    search_words_read(rpc->registry, request->query, rpc->arena, query, ret_refusal) < 0 ||
	    session_of_code(rpc->registry, request->session, &query->session_id, ret_refusal) < 0)
		return -1;
	query->sight = rpc->sight;
	query->limit = (request->page_size ? request->page_size : SEARCH_DEFAULT) + 1;
	page_query_digest(&request->base, &rpc->sight, 0, rpc->arena, searching->digest);
	return read_position(request->page_token, searching, ret_refusal);
}

void search_cases(struct rpc *rpc, const Huiyin__V1__SearchCasesRequest *request)
{
	struct searching *searching = rpc->data = rpc_alloc(rpc, sizeof(*searching));
	struct refusal refusal;

	searching->request = request;
	if (read_question(rpc, searching, &refusal) < 0)
		rpc_refuse(rpc, &refusal);
	else
		rpc_wait_fold(rpc, on_folded);
}
