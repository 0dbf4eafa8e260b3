/* A proposal as received: what must be there and fit, for CreateCase and ImportCases alike. */
#include "service/check.h"
#include "service/convert.h"
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

int member_of_code(const struct registry *registry, const char *code, int *ret_member, struct refusal *ret_refusal)
{
	const struct member *member;

	*ret_member = 0;
	if (!code[0])
		return 0;
	member = registry_member_by_code(registry, code);
	if (!member) {
		refuse_with(refuse(ret_refusal, REASON_MEMBER_NOT_FOUND), "member", "%s", code);
		return -1;
	}
	*ret_member = member->member_id;
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

/* Names and, where the directory has them, people: a name that is not given is the directory's. */
static int read_proposers(struct rpc *rpc, const Huiyin__V1__NewCase *given, struct new_case *ret_case,
			  struct refusal *ret_refusal)
{
	size_t n = given->n_proposers > given->n_proposer_members ? given->n_proposers : given->n_proposer_members;
	bool own = n == 0 && rpc->token.role == ROLE_PROPOSER && rpc->sight.member_id > 0;
	const char **names = rpc_alloc(rpc, (n + 1) * sizeof(*names));
	int *ids = rpc_alloc(rpc, (n + 1) * sizeof(*ids));

	if (n == 0 && !own)
		return check_given("proposers", "", ret_refusal);
	if (own) { /* a draft of the caller's own */
		ids[0] = rpc->sight.member_id;
		names[0] = convert_text(rpc, registry_member(rpc->registry, ids[0])->name);
	}
	for (size_t i = 0; i < n; i++) {
		names[i] = i < given->n_proposers ? given->proposers[i] : "";
		if (i < given->n_proposer_members &&
		    member_of_code(rpc->registry, given->proposer_members[i], &ids[i], ret_refusal) < 0)
			return -1;
		if (!names[i][0] && ids[i])
			names[i] = convert_text(rpc, registry_member(rpc->registry, ids[i])->name);
		if (check_given("proposers", names[i], ret_refusal) < 0)
			return -1;
	}
	ret_case->proposers = names;
	ret_case->member_ids = ids;
	ret_case->n_proposers = own ? 1 : (int)n;
	return 0;
}

/* The rules' kinds of proposers, else those of the contract. */
static int check_proposer_kind(struct rpc *rpc, const char *kind, struct refusal *ret_refusal)
{
	const struct rule_words *words = &rpc->registry->rules->proposer_kinds;
	const char **allowed;

	if (words->n == 0)
		return check_one_of("proposer_kind", kind, proposer_kinds, ret_refusal);
	allowed = rpc_alloc(rpc, ((size_t)words->n + 2) * sizeof(*allowed));
	allowed[0] = "";
	for (int i = 0; i < words->n; i++)
		allowed[i + 1] = words->list[i].code;
	return check_one_of("proposer_kind", kind, allowed, ret_refusal);
}

/* Days and texts; the rest is filled in by new_case_read. */
static int check_values(struct rpc *rpc, const Huiyin__V1__NewCase *given, const char *kind, hy_day *ret_day,
			struct refusal *ret_refusal)
{
	const char *kinds[] = { rpc->registry->rules->kind, NULL };

	if (check_given("session", given->session, ret_refusal) < 0 ||
	    check_given("title", given->title, ret_refusal) < 0 ||
	    check_proposer_kind(rpc, given->proposer_kind, ret_refusal) < 0 ||
	    check_one_of("kind", kind, kinds, ret_refusal) < 0 ||
	    check_bytes("submission_number", given->submission_number, CASE_NUMBER_SIZE - 1, ret_refusal) < 0 ||
	    check_bytes("category", given->category, sizeof(((struct case_state *)0)->category) - 1, ret_refusal) < 0)
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
	    read_proposers(rpc, given, ret_case, ret_refusal) < 0 ||
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
	ret_case->publication_wish = given->publication_wish;
	ret_case->publication_wish_reason = given->publication_wish_reason;
	ret_case->draft = given->draft;
	ret_case->level = given->level ? (enum level)given->level : own_level(rpc->registry);
	return 0;
}
