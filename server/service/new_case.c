/* A proposal as received: what must be there and fit, for CreateCase and ImportCases alike. */
#include "service/check.h"
#include "service/handlers.h"

#include "ledger/registry.h"
#include <string.h>

/* Kinds of proposer as the contract lists them; "" when it is not known. */
static const char *const proposer_kinds[] = { "",       "member",    "joint", "party", "organisation",
					      "sector", "committee", "group", NULL };

enum level own_level(const struct registry *registry)
{
	return registry->rules ? registry->rules->level : LEVEL_CITY;
}

int office_of_code(const struct registry *registry, const char *code, int *ret_office, struct refusal *ret_refusal)
{
	const struct office *office;

	*ret_office = 0;
	if (!code[0])
		return 0;
	office = registry_office_by_code(registry, code);
	if (!office) {
		refuse_with(refuse(ret_refusal, REASON_OFFICE_NOT_FOUND), "office", "%s", code);
		return -1;
	}
	*ret_office = office->office_id;
	return 0;
}

int session_of_code(const struct registry *registry, const char *code, int *ret_session, struct refusal *ret_refusal)
{
	const struct session *session;

	*ret_session = 0;
	if (!code[0])
		return 0;
	session = registry_session_by_code(registry, code);
	if (!session) {
		refuse_with(refuse(ret_refusal, REASON_SESSION_NOT_FOUND), "session", "%s", code);
		return -1;
	}
	*ret_session = session->session_id;
	return 0;
}

static int check_proposers(const Huiyin__V1__NewCase *given, struct refusal *ret_refusal)
{
	if (given->n_proposers == 0)
		return check_given("proposers", "", ret_refusal);
	for (size_t i = 0; i < given->n_proposers; i++)
		if (check_given("proposers", given->proposers[i], ret_refusal) < 0)
			return -1;
	return 0;
}

/* Days and texts; the rest is filled in by new_case_read. */
static int check_values(const struct rpc *rpc, const Huiyin__V1__NewCase *given, const char *kind, hy_day *ret_day,
			struct refusal *ret_refusal)
{
	const char *kinds[] = { rpc->registry->rules->kind, NULL };

	if (check_given("session", given->session, ret_refusal) < 0 ||
	    check_given("title", given->title, ret_refusal) < 0 || check_proposers(given, ret_refusal) < 0 ||
	    check_one_of("proposer_kind", given->proposer_kind, proposer_kinds, ret_refusal) < 0 ||
	    check_one_of("kind", kind, kinds, ret_refusal) < 0 ||
	    check_bytes("submission_number", given->submission_number, CASE_NUMBER_SIZE - 1, ret_refusal) < 0 ||
	    check_bytes("category", given->category, sizeof(((struct case_state *)0)->category) - 1, ret_refusal) < 0 ||
	    check_given("received_on", given->received_on, ret_refusal) < 0)
		return -1;
	return check_past_day("received_on", given->received_on, rpc->today, ret_day, ret_refusal);
}

int new_case_read(struct rpc *rpc, const Huiyin__V1__NewCase *given, struct new_case *ret_case,
		  struct refusal *ret_refusal)
{
	const struct rules *rules = rpc->registry->rules;
	const char *kind;

	if (!given)
		return check_given("case", "", ret_refusal);
	if (!rules) {
		refuse(ret_refusal, REASON_RULES_MISSING);
		return -1;
	}
	kind = given->kind[0] ? given->kind : rules->kind;
	memset(ret_case, 0, sizeof(*ret_case));
	if (check_values(rpc, given, kind, &ret_case->received_on, ret_refusal) < 0 ||
	    session_of_code(rpc->registry, given->session, &ret_case->session_id, ret_refusal) < 0)
		return -1;
	ret_case->kind = kind;
	ret_case->submission_number = given->submission_number;
	ret_case->external_number = given->external_number;
	ret_case->title = given->title;
	ret_case->text = given->text;
	ret_case->proposer_kind = given->proposer_kind;
	ret_case->sector = given->sector;
	ret_case->category = given->category;
	ret_case->proposers = (const char *const *)given->proposers;
	ret_case->n_proposers = (int)given->n_proposers;
	ret_case->level = given->level ? (enum level)given->level : own_level(rpc->registry);
	return 0;
}
