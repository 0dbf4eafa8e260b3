#include "service/auth.h"

#include "service/code.h"
#include "service/page_token.h"
#include "service/token_cache.h"

#include <string.h>
#include <strings.h>

/* Who sees which cases. A leader reads all; the person of a leader's token tells who gave an instruction. */
static const enum visibility {
	SEES_NONE,
	SEES_OWN_OFFICE, /* what its office handles */
	SEES_OWN_PERSON, /* what its person, or whom that one stands for, signed; an evaluation code: its one case */
	SEES_ALL,        /* but drafts */
	SEES_DRAFTS      /* all */
} visibility[ROLE_COUNT_] = {
	[ROLE_NONE] = SEES_NONE,      [ROLE_HANDLER] = SEES_OWN_OFFICE,  [ROLE_COMMITTEE] = SEES_DRAFTS,
	[ROLE_SUPERVISOR] = SEES_ALL, [ROLE_PROPOSER] = SEES_OWN_PERSON, [ROLE_LEADER] = SEES_ALL,
	[ROLE_AUDITOR] = SEES_ALL,    [ROLE_SCHEDULER] = SEES_NONE,      [ROLE_OPERATOR] = SEES_ALL,
};

/* The person somebody stands for: while the entry of the stand-in is valid. */
static int principal_of(const struct registry *registry, int member_id, hy_day today)
{
	const struct member *member = member_id > 0 ? registry_member(registry, member_id) : NULL;

	return member && registry_is_valid(member->valid_from, member->valid_until, today) ? member->stands_for : 0;
}

struct sight auth_sight(const struct token_row *token, const struct registry *registry, hy_day today)
{
	enum visibility sees = (unsigned)token->role < ROLE_COUNT_ ? visibility[token->role] : SEES_NONE;

	if (sees == SEES_OWN_OFFICE)
		return (struct sight){ .office_id = token->office_id };
	if (sees != SEES_OWN_PERSON)
		return (struct sight){ .all = sees >= SEES_ALL, .drafts = sees == SEES_DRAFTS };
	if (token->case_id > 0)
		return (struct sight){ .case_id = token->case_id };
	return (struct sight){ .member_id = token->member_id,
			       .stands_for = principal_of(registry, token->member_id, today) };
}

/* What follows "Bearer"; NULL when the header has another scheme. */
static const char *bearer_of(const char *authorization)
{
	static const char scheme[] = "Bearer ";
	const char *bearer;

	if (strncasecmp(authorization, scheme, sizeof(scheme) - 1) != 0)
		return NULL;
	bearer = authorization + sizeof(scheme) - 1;
	return bearer + strspn(bearer, " ");
}

static bool is_secret(const char *text)
{
	return strlen(text) == SECRET_CHARS && strncmp(text, SECRET_PREFIX, sizeof(SECRET_PREFIX) - 1) == 0;
}

int auth_read(const char *authorization, uint8_t ret_hash[SHA256_BYTES], bool *ret_given)
{
	const char *bearer = authorization ? bearer_of(authorization) : NULL;
	char code[CODE_CHARS + 1];

	*ret_given = authorization && authorization[0] && (!bearer || bearer[0]);
	if (!bearer)
		return -1;
	if (is_secret(bearer))
		auth_hash(bearer, ret_hash);
	else if (code_normalise(bearer, code) == 0)
		auth_hash(code, ret_hash);
	else
		return -1;
	return 0;
}

void auth_make_secret(char secret[SECRET_CHARS + 1])
{
	uint8_t bytes[32];

	random_bytes(bytes, sizeof(bytes));
	memcpy(secret, SECRET_PREFIX, sizeof(SECRET_PREFIX) - 1);
	base64url_encode(bytes, sizeof(bytes), secret + sizeof(SECRET_PREFIX) - 1);
	explicit_bzero(bytes, sizeof(bytes));
}

void auth_hash(const char *secret, uint8_t ret_hash[SHA256_BYTES])
{
	const struct digest_part part = { secret, strlen(secret) };

	sha256(&part, 1, ret_hash);
}

/* The caller is known: remembers it for the log, goes on if the token is good. */
static void accept_token(struct rpc *rpc, const struct token_row *token)
{
	rpc->token = *token;
	rpc->sight = auth_sight(token, rpc->registry, rpc->today);
	rpc->note->token_id = token->token_id;
	rpc->note->office_id = token->office_id;
	rpc->note->role = role_name(token->role);
	if (token_is_good(token, rpc->today))
		rpc->on_authenticated(rpc);
	else
		rpc_refuse_plain(rpc, REASON_TOKEN_INVALID);
}

static void on_token(struct rpc *rpc, const struct db_result *result)
{
	struct token_row token;

	if (rpc->worker->stopping || db_rows(result, 0) == 0) {
		rpc_refuse_plain(rpc, REASON_TOKEN_INVALID);
		return;
	}
	token_store_row(result, 0, 0, &token);
	token_cache_put(rpc->worker->tokens, rpc->token_hash, &token, rpc->token_asked_at);
	accept_token(rpc, &token);
}

void auth_begin(struct rpc *rpc, void (*then)(struct rpc *rpc))
{
	bool given;
	const struct token_row *token;
	struct db_batch *batch;

	if (auth_read(evgrpc_call_metadata(rpc->call, "authorization"), rpc->token_hash, &given) < 0) {
		rpc_refuse_plain(rpc, given ? REASON_TOKEN_INVALID : REASON_TOKEN_MISSING);
		return;
	}
	rpc->token_asked_at = clock_monotonic_us();
	rpc->on_authenticated = then;
	token = token_cache_find(rpc->worker->tokens, rpc->token_hash, rpc->token_asked_at);
	if (token) {
		accept_token(rpc, token);
		return;
	}
	batch = rpc_batch(rpc);
	token_store_find(batch, rpc->service->jurisdiction, rpc->token_hash);
	rpc_read(rpc, batch, on_token);
}
