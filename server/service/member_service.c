/* People: members, leaders, bodies that propose. Their entries are lines; telephone and address stand beside the
 * ledger, which holds a salted hash of them, so that they can be erased and still be proved while they are there. */
#include "ledger/merkle.h"
#include "service/check.h"
#include "service/convert.h"
#include "service/directory.h"
#include "service/handlers.h"
#include "service/message.h"
#include "store/member_store.h"

#include <stdio.h>
#include <string.h>

static const char *const kinds[] = {
	"member", "leader", "party", "organisation", "sector", "committee", "group", NULL
};

/* ---- Contact details ------------------------------------------------------------------------------------------ */

/* Whose contact details the caller may read; false: nobody's. */
static bool may_read_contacts(const struct rpc *rpc, struct contact_filter *ret_filter)
{
	*ret_filter = (struct contact_filter){ 0, 0 };
	if (rpc->token.role == ROLE_COMMITTEE || rpc->token.role == ROLE_SUPERVISOR)
		return true;
	ret_filter->office_id = rpc_is_handler(rpc) ? rpc->token.office_id : 0;
	return ret_filter->office_id > 0;
}

static void add_contact(struct rpc *rpc, Huiyin__V1__Member *member, const struct contact_row *contact)
{
	if (!contact)
		return;
	member->telephone = convert_text(rpc, contact->telephone);
	member->address = convert_text(rpc, contact->address);
}

/* ---- CreateMember, UpdateMember ------------------------------------------------------------------------------- */

/* An entry on its way into the ledger. */
struct entry {
	const Huiyin__V1__Member *given;
	struct member member;
	struct ledger_job *job;
	Huiyin__V1__Member *answer;
};

static void reply_entry(struct rpc *rpc)
{
	const struct entry *entry = rpc->data;

	if (entry->job->change) {
		Huiyin__V1__UpdateMemberResponse response = HUIYIN__V1__UPDATE_MEMBER_RESPONSE__INIT;

		response.member = entry->answer;
		response.already_stored = entry->job->already_stored;
		rpc_reply(rpc, &response.base);
	} else {
		Huiyin__V1__CreateMemberResponse response = HUIYIN__V1__CREATE_MEMBER_RESPONSE__INIT;

		response.member = entry->answer;
		response.already_stored = entry->job->already_stored;
		rpc_reply(rpc, &response.base);
	}
}

static void on_stored_contact(struct rpc *rpc, const struct db_result *result)
{
	const struct entry *entry = rpc->data;
	size_t n;
	const struct contact_row *rows = member_store_rows(result, 0, rpc->arena, &n);

	add_contact(rpc, entry->answer, member_store_find(rows, n, entry->answer->member_id));
	reply_entry(rpc);
}

static void on_entry(struct rpc *rpc, struct ledger_job *job)
{
	struct entry *entry = rpc->data;
	const struct member *stored;
	struct contact_filter filter;
	struct db_batch *batch;

	directory_renew(rpc);
	stored = registry_member_by_code(rpc->registry, entry->member.code);
	entry->answer = convert_member(rpc, stored ? stored->member_id : job->given_id);
	if (!entry->answer) {
		rpc_refuse_plain(rpc, REASON_OUTCOME_UNKNOWN);
		return;
	}
	if (!may_read_contacts(rpc, &filter)) {
		reply_entry(rpc);
		return;
	}
	filter.member_id = entry->answer->member_id;
	batch = rpc_batch(rpc);
	member_store_contacts(batch, rpc->service->jurisdiction, &filter);
	rpc_read_stored(rpc, batch, on_stored_contact);
}

/* Hands the contact details over with a fresh salt. */
static void set_contact(struct rpc *rpc, struct entry *entry, const char *telephone, const char *address)
{
	uint8_t *salt = rpc_alloc(rpc, SALT_BYTES);

	random_bytes(salt, SALT_BYTES);
	entry->job->telephone = telephone;
	entry->job->address = address;
	entry->job->contact_salt = salt;
}

/* What is not given stays as it is; the same details again are no change. */
static void on_earlier_contact(struct rpc *rpc, const struct db_result *result)
{
	struct entry *entry = rpc->data;
	size_t n;
	const struct contact_row *earlier = member_store_rows(result, 0, rpc->arena, &n);
	const char *telephone = entry->given->telephone, *address = entry->given->address;

	if (n) {
		telephone = telephone[0] ? telephone : earlier->telephone;
		address = address[0] ? address : earlier->address;
	}
	if (!n || strcmp(telephone, earlier->telephone) != 0 || strcmp(address, earlier->address) != 0)
		set_contact(rpc, entry, telephone, address);
	rpc_submit(rpc, entry->job, on_entry);
}

static void submit_entry(struct rpc *rpc)
{
	struct entry *entry = rpc->data;
	const struct member *known = registry_member_by_code(rpc->registry, entry->member.code);
	bool contact = entry->given->telephone[0] || entry->given->address[0];
	struct contact_filter filter = { 0, 0 };
	struct db_batch *batch;

	if (contact && known && entry->job->change) {
		filter.member_id = known->member_id;
		batch = rpc_batch(rpc);
		member_store_contacts(batch, rpc->service->jurisdiction, &filter);
		rpc_read(rpc, batch, on_earlier_contact);
		return;
	}
	if (contact)
		set_contact(rpc, entry, entry->given->telephone, entry->given->address);
	rpc_submit(rpc, entry->job, on_entry);
}

/* The person stood for: known, another one, and neither stands for somebody while being stood for. */
static int read_stands_for(const struct registry *registry, const char *code, struct member *member,
			   struct refusal *ret_refusal)
{
	const struct member *own = registry_member_by_code(registry, member->code);
	const struct member *principal;
	bool chain;

	if (member_of_code(registry, code, &member->stands_for, ret_refusal) < 0)
		return -1;
	if (!member->stands_for)
		return 0;
	principal = registry_member(registry, member->stands_for);
	chain = principal->stands_for > 0 || strcmp(code, member->code) == 0;
	for (size_t i = 0; own && i < registry->n_members; i++)
		chain |= registry->members[i].stands_for == own->member_id;
	if (!chain)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_STAND_IN_WRONG), "member", "%s", member->code);
	refuse_with(ret_refusal, "principal", "%s", code);
	return -1;
}

static int read_member(const struct registry *registry, const Huiyin__V1__Member *given, struct member *member,
		       struct refusal *ret_refusal)
{
	if (!given) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "member");
		return -1;
	}
	if (check_code("code", given->code, ret_refusal) < 0 || check_given("name", given->name, ret_refusal) < 0 ||
	    check_one_of("kind", given->kind, kinds, ret_refusal) < 0 ||
	    directory_check_position(given->position, ret_refusal) < 0 ||
	    directory_check_validity(given->valid_from, given->valid_until, &member->valid_from, &member->valid_until,
				     ret_refusal) < 0)
		return -1;
	snprintf(member->code, sizeof(member->code), "%s", given->code);
	snprintf(member->name, sizeof(member->name), "%s", given->name);
	snprintf(member->kind, sizeof(member->kind), "%s", given->kind);
	snprintf(member->sector, sizeof(member->sector), "%s", given->sector);
	snprintf(member->title, sizeof(member->title), "%s", given->title);
	member->position = given->position;
	return read_stands_for(registry, given->stands_for, member, ret_refusal);
}

/* Begins an entry; NULL when it was refused. Goes on with submit_content. */
static struct entry *begin_entry(struct rpc *rpc, const char *request_id, const Huiyin__V1__Member *given, bool change)
{
	struct entry *entry = rpc->data = rpc_alloc(rpc, sizeof(*entry));
	struct refusal refusal;

	entry->job = rpc_job(rpc, JOB_MEMBER);
	entry->job->change = change;
	entry->job->member = &entry->member;
	entry->given = given;
	if (check_request_id(request_id, entry->job->request_id, &refusal) == 0 &&
	    read_member(rpc->registry, given, &entry->member, &refusal) == 0)
		return entry;
	rpc_refuse(rpc, &refusal);
	return NULL;
}

/* Without the contact details: a digest of them in the ledger could be tried out number by number after they were
 * erased. Whether there are any counts. */
static Huiyin__V1__Member without_contact(const Huiyin__V1__Member *given)
{
	static char some[] = "+";
	Huiyin__V1__Member member = *given;

	member.telephone = given->telephone[0] ? some : given->telephone;
	member.address = given->address[0] ? some : given->address;
	return member;
}

/* Submits what begin_entry began; content is the request with a `member` of its own, written here. */
static void submit_content(struct rpc *rpc, struct entry *entry, const ProtobufCMessage *content,
			   Huiyin__V1__Member *member)
{
	if (!entry)
		return;
	*member = without_contact(entry->given);
	message_digest(content, rpc->arena, entry->job->digest);
	submit_entry(rpc);
}

void create_member(struct rpc *rpc, const Huiyin__V1__CreateMemberRequest *request)
{
	Huiyin__V1__CreateMemberRequest content = *request;
	struct entry *entry = begin_entry(rpc, request->request_id, request->member, false);
	Huiyin__V1__Member member;

	content.member = &member;
	submit_content(rpc, entry, &content.base, &member);
}

void update_member(struct rpc *rpc, const Huiyin__V1__UpdateMemberRequest *request)
{
	Huiyin__V1__UpdateMemberRequest content = *request;
	struct entry *entry = begin_entry(rpc, request->request_id, request->member, true);
	Huiyin__V1__Member member;

	content.member = &member;
	submit_content(rpc, entry, &content.base, &member);
}

/* ---- ListMembers ---------------------------------------------------------------------------------------------- */

struct listing {
	const Huiyin__V1__ListMembersRequest *request;
};

static bool is_listed(const struct rpc *rpc, const Huiyin__V1__ListMembersRequest *request, const struct member *member)
{
	if ((request->kind[0] && strcmp(member->kind, request->kind) != 0) ||
	    (request->sector[0] && strcmp(member->sector, request->sector) != 0))
		return false;
	return !request->current_only || registry_is_valid(member->valid_from, member->valid_until, rpc->today);
}

static void reply_list(struct rpc *rpc, const struct contact_row *contacts, size_t n_contacts)
{
	const struct listing *listing = rpc->data;
	Huiyin__V1__ListMembersResponse response = HUIYIN__V1__LIST_MEMBERS_RESPONSE__INIT;
	const struct registry *registry = rpc->registry;

	response.members = rpc_alloc(rpc, (registry->n_members + 1) * sizeof(*response.members));
	for (size_t i = 0; i < registry->n_members; i++) {
		const struct member *member = &registry->members[i];
		Huiyin__V1__Member *out;

		if (!is_listed(rpc, listing->request, member))
			continue;
		out = response.members[response.n_members++] = convert_member(rpc, member->member_id);
		add_contact(rpc, out, member_store_find(contacts, n_contacts, member->member_id));
	}
	rpc_reply(rpc, &response.base);
}

static void on_contacts(struct rpc *rpc, const struct db_result *result)
{
	size_t n;
	const struct contact_row *rows = member_store_rows(result, 0, rpc->arena, &n);

	reply_list(rpc, rows, n);
}

void list_members(struct rpc *rpc, const Huiyin__V1__ListMembersRequest *request)
{
	struct listing *listing = rpc->data = rpc_alloc(rpc, sizeof(*listing));
	struct contact_filter filter;
	struct db_batch *batch;

	listing->request = request;
	if (!may_read_contacts(rpc, &filter)) {
		reply_list(rpc, NULL, 0);
		return;
	}
	batch = rpc_batch(rpc);
	member_store_contacts(batch, rpc->service->jurisdiction, &filter);
	rpc_read(rpc, batch, on_contacts);
}

/* ---- EraseMemberContact --------------------------------------------------------------------------------------- */

static void on_erased(struct rpc *rpc, const struct db_result *result)
{
	Huiyin__V1__EraseMemberContactResponse response = HUIYIN__V1__ERASE_MEMBER_CONTACT_RESPONSE__INIT;

	response.already_erased = db_affected(result, 0) == 0;
	rpc_reply(rpc, &response.base);
}

void erase_member_contact(struct rpc *rpc, const Huiyin__V1__EraseMemberContactRequest *request)
{
	struct refusal refusal;
	struct db_batch *batch;
	int member_id;

	if (check_given("code", request->code, &refusal) < 0 ||
	    member_of_code(rpc->registry, request->code, &member_id, &refusal) < 0) {
		rpc_refuse(rpc, &refusal);
		return;
	}
	batch = rpc_batch(rpc);
	member_store_erase(batch, rpc->service->jurisdiction, member_id);
	rpc_write(rpc, batch, on_erased);
}
