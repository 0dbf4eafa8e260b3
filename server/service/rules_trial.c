#include "service/rules_trial.h"

#include "domain/rules/try.h"
#include "service/convert.h"
#include "store/load_store.h"

#include <huiyin/v1/rules_service.pb-c.h>
#include <jansson.h>
#include <stdlib.h>

/* Cases read at once: a case in memory has some 25 KB. */
#define CHUNK_CASES 200
/* Changes listed; what comes after them is counted only. A change has 1.2 KB at most (a title of 100 characters, the
 * names of an office, two labels), and other gRPC clients take an answer of 4 MiB. */
#define MAX_LISTED 3000

struct trial {
	struct rules *rules;
	struct load_row *loads;
	size_t n_loads;
	struct arena *chunk; /* of the rows */
	struct case_row *rows;
	size_t n_rows;
	int64_t after_case;
	Huiyin__V1__RuleChange **changes; /* MAX_LISTED of them at most */
	Huiyin__V1__TryRulesResponse response;
};

static void read_chunk(struct rpc *rpc);

static void on_freed(struct rpc *rpc)
{
	struct trial *trial = rpc->data;

	rules_free(trial->rules);
	arena_free(trial->chunk);
	free(trial->changes);
}

/* --- changes as messages --- */

static char *case_title(struct rpc *rpc, const struct case_row *row)
{
	json_t *received;
	char *title;

	if (!sight_sees(&rpc->sight, &row->state, NULL))
		return convert_text(rpc, "");
	received = json_loads(row->received, 0, NULL);
	title = convert_json(rpc, received, "title");
	json_decref(received);
	return title;
}

/* What a state was called, before a file that does not have it. */
static char *lost_state(struct rpc *rpc, const struct rule_change *change)
{
	const struct rules *rules = rpc->registry->rules;
	const struct rule_state *state = change->assignment_no ? rules_assignment_state(rules, change->state)
							       : rules_state(rules, change->state);

	return convert_text(rpc, state ? label_text(&state->label, rpc->language) : change->state);
}

static void convert_values(struct rpc *rpc, const struct rule_change *change, Huiyin__V1__RuleChange *out)
{
	switch (change->kind) {
	case CHANGE_STATE:
		out->before = lost_state(rpc, change);
		break;
	case CHANGE_PHASE:
		out->before = convert_text(rpc, phase_label(change->phase_before, rpc->language));
		out->after = convert_text(rpc, phase_label(change->phase_after, rpc->language));
		break;
	case CHANGE_DEADLINE:
		out->before = rpc_day(rpc, change->due_before);
		out->after = rpc_day(rpc, change->due_after);
		break;
	case CHANGE_MARK:
		out->before = convert_text(rpc, due_mark_label(change->mark_before, rpc->language));
		out->after = convert_text(rpc, due_mark_label(change->mark_after, rpc->language));
		break;
	case CHANGE_NONE:
		break;
	}
}

static Huiyin__V1__RuleChange *convert_change(struct rpc *rpc, const struct case_row *row,
					      const struct rule_change *change)
{
	Huiyin__V1__RuleChange *out = convert_new(rpc, &huiyin__v1__rule_change__descriptor);

	out->case_ = convert_case_name(rpc, row->state.number, row->state.case_id);
	out->title = case_title(rpc, row);
	out->what = (Huiyin__V1__RuleChange__What)change->kind;
	out->office = convert_office(rpc, change->office_id);
	convert_values(rpc, change, out);
	return out;
}

/* --- cases --- */

/* What the offices of a case have beside it, in its session. How many offices. */
static int fill_loads(const struct trial *trial, const struct rules *rules, const struct case_state *state,
		      struct office_load loads[MAX_ASSIGNMENTS])
{
	int n = 0;

	for (size_t i = 0; i < trial->n_loads && n < MAX_ASSIGNMENTS; i++) {
		const struct load_row *row = &trial->loads[i];
		bool takes_part = false;

		for (int j = 0; j < state->n_assignments; j++)
			takes_part |= state->assignments[j].office_id == row->office_id;
		if (takes_part && row->session_id == state->session_id)
			loads[n++] = (struct office_load){
				row->office_id, row->cases - engine_office_answers(rules, state, row->office_id)
			};
	}
	return n;
}

static void try_case(struct rpc *rpc, const struct case_row *row)
{
	struct trial *trial = rpc->data;
	struct rule_change changes[MAX_RULE_CHANGES];
	struct office_load loads[MAX_ASSIGNMENTS];
	struct surroundings around = { .loads = loads };
	const struct engine_context context = { rpc->registry->rules, rpc->registry->calendar, rpc->today, &around };
	int n;

	around.n_loads = fill_loads(trial, context.rules, &row->state, loads);
	n = rules_try(&context, trial->rules, &row->state, changes);
	trial->response.cases++;
	trial->response.changed += n > 0;
	for (int i = 0; i < n && trial->response.n_changes < MAX_LISTED; i++)
		trial->changes[trial->response.n_changes++] = convert_change(rpc, row, &changes[i]);
}

static void on_details(struct rpc *rpc, const struct db_result *result)
{
	struct trial *trial = rpc->data;

	case_store_details(result, 0, trial->chunk, trial->rows, trial->n_rows);
	for (size_t i = 0; i < trial->n_rows; i++)
		try_case(rpc, &trial->rows[i]);
	trial->after_case = trial->rows[trial->n_rows - 1].state.case_id;
	read_chunk(rpc);
}

static void on_rows(struct rpc *rpc, const struct db_result *result)
{
	struct trial *trial = rpc->data;
	struct db_batch *batch;

	trial->rows = case_store_rows(result, 0, trial->chunk, &trial->n_rows);
	if (trial->n_rows == 0) {
		trial->response.changes = trial->changes;
		rpc_reply(rpc, &trial->response.base);
		return;
	}
	batch = rpc_batch(rpc);
	case_store_read_details(batch, rpc->service->jurisdiction, trial->rows, trial->n_rows);
	rpc_read(rpc, batch, on_details);
}

/* All cases, drafts too: a state that the file lacks is lost to everybody. The caller is told no more of those that are
 * not the caller's than that they are there. */
static void read_chunk(struct rpc *rpc)
{
	struct trial *trial = rpc->data;
	const struct case_filter filter = {
		.sight = { .all = true, .drafts = true },
		.state = "",
		.title_contains = "",
		.category = "",
		.document_number = "",
		.due_by = HY_DAY_NONE,
		.limit = CHUNK_CASES,
		.after_case = trial->after_case,
		.after_due = HY_DAY_NONE,
	};
	struct db_batch *batch = rpc_batch(rpc);

	arena_free(trial->chunk);
	trial->chunk = arena_new();
	case_store_list(batch, rpc->service->jurisdiction, &filter);
	rpc_read(rpc, batch, on_rows);
}

static void on_loads(struct rpc *rpc, const struct db_result *result)
{
	struct trial *trial = rpc->data;

	trial->loads = load_store_rows(result, 0, rpc->arena, &trial->n_loads);
	read_chunk(rpc);
}

void rules_trial_start(struct rpc *rpc, struct rules *rules)
{
	struct trial *trial = rpc->data = rpc_alloc(rpc, sizeof(*trial));
	struct db_batch *batch;

	rpc->on_freed = on_freed;
	trial->rules = rules;
	trial->changes = hy_xcalloc(MAX_LISTED, sizeof(*trial->changes));
	trial->response = (Huiyin__V1__TryRulesResponse)HUIYIN__V1__TRY_RULES_RESPONSE__INIT;
	if (!rpc->registry->rules) { /* without rules there are no cases */
		rpc_reply(rpc, &trial->response.base);
		return;
	}
	batch = rpc_batch(rpc);
	load_store_read(batch, rpc->service->jurisdiction);
	rpc_read(rpc, batch, on_loads);
}
