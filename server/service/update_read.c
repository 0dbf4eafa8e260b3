/* An update as a caller asks for it, read and checked: what SubmitUpdate, SubmitUpdates and TryUpdate have in common.
 */
#include "service/case_text.h"
#include "service/check.h"
#include "service/handlers.h"
#include "service/message.h"

#include <stdio.h>
#include <string.h>

/* ---- Who acts ------------------------------------------------------------------------------------------------- */

static int refuse_acting(const struct rule_move *move, const char *role_zh, const char *role_en,
			 struct refusal *ret_refusal)
{
	refuse_words(refuse(ret_refusal, REASON_ROLE_NOT_ALLOWED), "role", role_zh, role_en);
	refuse_words(ret_refusal, "action", move ? move->label.zh : "代单位办理",
		     move ? move->label.en : "act for an office");
	refuse_words(ret_refusal, "who", role_label(ROLE_COMMITTEE, LANGUAGE_ZH),
		     role_label(ROLE_COMMITTEE, LANGUAGE_EN));
	return -1;
}

/* A code gives its signer's mark and nothing else; people act for no office. */
static int check_acting(const struct rpc *rpc, const struct rule_move *move, int office_id, struct refusal *ret_refusal)
{
	bool evaluates = move && move->action == ACTION_EVALUATE;
	enum role role = rpc->token.role;

	if (rpc_is_code(rpc) && !evaluates)
		return refuse_acting(move, "评价码", "evaluation code", ret_refusal);
	if ((role == ROLE_PROPOSER || role == ROLE_LEADER) && office_id > 0)
		return refuse_acting(NULL, role_label(role, LANGUAGE_ZH), role_label(role, LANGUAGE_EN), ret_refusal);
	return 0;
}

/* A handler acts for its own office, whatever it says; others name the office whose paper they enter. */
static int read_acting_office(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			      struct refusal *ret_refusal)
{
	const struct office *own;

	if (!rpc_is_handler(rpc))
		return office_of_code(rpc->registry, request->office, &update->office_id, ret_refusal);
	update->office_id = rpc->token.office_id;
	own = registry_office(rpc->registry, rpc->token.office_id);
	if (!request->office[0] || (own && strcmp(own->code, request->office) == 0))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "office");
	refuse_with(ret_refusal, "value", "%s", request->office);
	refuse_with(ret_refusal, "allowed", "%s", own ? own->code : "");
	return -1;
}

/* ---- Whom and what it names ----------------------------------------------------------------------------------- */

static int read_office_list(struct rpc *rpc, const char *field, char *const *codes, size_t n, int *ret_offices,
			    int *ret_n, struct refusal *ret_refusal)
{
	for (size_t i = 0; i < n; i++)
		if (check_given(field, codes[i], ret_refusal) < 0 ||
		    office_of_code(rpc->registry, codes[i], &ret_offices[(*ret_n)++], ret_refusal) < 0)
			return -1;
	return 0;
}

static int read_offices(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			struct refusal *ret_refusal)
{
	const struct registry *registry = rpc->registry;

	if (read_acting_office(rpc, request, update, ret_refusal) < 0 ||
	    office_of_code(registry, request->lead_office, &update->lead_office, ret_refusal) < 0 ||
	    office_of_code(registry, request->sole_office, &update->sole_office, ret_refusal) < 0 ||
	    office_of_code(registry, request->proposed_office, &update->proposed_office, ret_refusal) < 0 ||
	    read_office_list(rpc, "assist_offices", request->assist_offices, request->n_assist_offices,
			     update->assist_offices, &update->n_assist, ret_refusal) < 0)
		return -1;
	return read_office_list(rpc, "separate_offices", request->separate_offices, request->n_separate_offices,
				update->separate_offices, &update->n_separate, ret_refusal);
}

/* An instruction is its leader's own, whom the token names: nobody speaks for another one. */
static int read_member(const struct rpc *rpc, const struct rule_move *move, const char *code, struct update *update,
		       struct refusal *ret_refusal)
{
	const struct member *own =
		rpc->token.role == ROLE_LEADER && move && move->action == ACTION_INSTRUCT && rpc->token.member_id > 0
			? registry_member(rpc->registry, rpc->token.member_id)
			: NULL;

	if (!own)
		return member_of_code(rpc->registry, code, &update->member_id, ret_refusal);
	update->member_id = own->member_id;
	if (!code[0] || strcmp(code, own->code) == 0)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_FIELD_UNKNOWN_VALUE), "field", "member");
	refuse_with(ret_refusal, "value", "%s", code);
	refuse_with(ret_refusal, "allowed", "%s", own->code);
	return -1;
}

/* The ledger finds them, under the same sight as the update's own. */
static int read_other_cases(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct ledger_job *job,
			    struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_other_cases; i++) {
		const char *text = request->other_cases[i];

		if (check_given("other_cases", text, ret_refusal) < 0 ||
		    case_text_read(rpc->registry, text, &job->others[i], ret_refusal) < 0)
			return -1;
		snprintf(job->other_texts[i], sizeof(job->other_texts[i]), "%s", text);
		job->n_others++;
	}
	return 0;
}

/* ---- What it brings ------------------------------------------------------------------------------------------- */

static int read_outcomes(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			 struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_outcomes; i++) {
		const Huiyin__V1__Outcome *given = request->outcomes[i];
		struct outcome *outcome = &update->outcomes[update->n_outcomes++];

		if (check_given("outcome.text", given->text, ret_refusal) < 0 ||
		    check_day("outcome.on", given->on, HY_DAY_NONE, &outcome->on, ret_refusal) < 0)
			return -1;
		outcome->text = given->text;
		outcome->number = given->number;
		outcome->unit = given->unit;
	}
	return 0;
}

static struct new_item *new_item(struct update *update, enum item_kind kind)
{
	struct new_item *item = &update->new_items[update->n_new_items++];

	*item = (struct new_item){ .kind = kind, .text = "", .measure = "", .media_type = "" };
	item->on = update->happened_on;
	item->due_on = HY_DAY_NONE;
	return item;
}

static int read_promises(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			 struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_promises; i++) {
		const Huiyin__V1__Promise *given = request->promises[i];
		struct new_item *item = new_item(update, ITEM_PROMISE);

		if (check_given("promise.text", given->text, ret_refusal) < 0 ||
		    check_given("promise.due_on", given->due_on, ret_refusal) < 0 ||
		    check_day("promise.due_on", given->due_on, HY_DAY_NONE, &item->due_on, ret_refusal) < 0)
			return -1;
		item->text = given->text;
		item->measure = given->measure;
	}
	return 0;
}

static int read_signers(const struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_signers; i++) {
		const Huiyin__V1__NewSigner *given = request->signers[i];
		struct new_item *item = new_item(update, ITEM_SIGNER);

		if (member_of_code(rpc->registry, given->member, &item->member_id, ret_refusal) < 0)
			return -1;
		item->text = given->name;
		item->due_on = update->due_on;
		if (!item->text[0] && item->member_id)
			item->text = registry_member(rpc->registry, item->member_id)->name;
		if (check_given("signer.name", item->text, ret_refusal) < 0)
			return -1;
	}
	return 0;
}

static int read_media(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
		      struct refusal *ret_refusal)
{
	struct new_item *item;

	if (!request->media)
		return 0;
	if (check_given("media.title", request->media->title, ret_refusal) < 0)
		return -1;
	item = new_item(update, ITEM_MEDIA);
	item->text = request->media->title;
	item->measure = request->media->outlet;
	return 0;
}

/* Their names, sizes and digests come from the database; see update_ask. */
static int read_attachments(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			    struct refusal *ret_refusal)
{
	for (size_t i = 0; i < request->n_attachment_ids; i++) {
		struct new_item *item = new_item(update, ITEM_ATTACHMENT);

		if (uuid_parse(request->attachment_ids[i], item->attachment) < 0) {
			refuse_with(refuse(ret_refusal, REASON_ATTACHMENT_NOT_FOUND), "attachment", "%s",
				    request->attachment_ids[i]);
			return -1;
		}
	}
	return 0;
}

/* Each list is bounded by check_message; together they must fit as well. */
static int read_new_items(const struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			  struct refusal *ret_refusal)
{
	size_t n = request->n_promises + request->n_signers + request->n_attachment_ids + (request->media ? 1 : 0);

	if (n > MAX_NEW_ITEMS) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_TOO_MANY), "field", "signers");
		refuse_with(ret_refusal, "max", "%d", MAX_NEW_ITEMS - (int)(n - request->n_signers));
		return -1;
	}
	if (read_promises(request, update, ret_refusal) < 0 || read_signers(rpc, request, update, ret_refusal) < 0 ||
	    read_media(request, update, ret_refusal) < 0)
		return -1;
	return read_attachments(request, update, ret_refusal);
}

/* ---- The rest ------------------------------------------------------------------------------------------------- */

static int read_numbers(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
			struct refusal *ret_refusal)
{
	if (check_number("expected_version", request->expected_version, 0, INT32_MAX, ret_refusal) < 0 ||
	    check_number("item_no", request->item_no, 0, MAX_ITEMS, ret_refusal) < 0 ||
	    check_number("signer_no", request->signer_no, 0, MAX_ITEMS, ret_refusal) < 0 ||
	    check_number("corrects", request->corrects, 0, INT32_MAX, ret_refusal) < 0)
		return -1;
	update->expected_version = request->expected_version;
	update->item_no = request->item_no;
	update->signer_no = request->signer_no;
	update->corrects = request->corrects;
	return 0;
}

static void copy_texts(const Huiyin__V1__SubmitUpdateRequest *request, struct update *update)
{
	update->verb = request->verb;
	update->reason = request->reason;
	update->case_number = request->case_number;
	update->contact_method = request->contact_method;
	update->contact_persons = request->contact_persons;
	update->class = request->class_;
	update->document_number = request->document_number;
	update->text = request->text;
	update->attitude = request->attitude;
	update->result = request->result;
	update->reason_code = request->reason_code;
	update->channel = request->channel;
	update->signed_by = request->signed_by;
	update->contact_person = request->contact_person;
	update->publication = (enum publication)request->publication;
	update->publication_reason = request->publication_reason;
	update->place = request->place;
}

static int read_fields(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct update *update,
		       struct refusal *ret_refusal)
{
	const struct rule_move *move = rpc->registry->rules ? rules_move(rpc->registry->rules, request->verb) : NULL;

	update->role = rpc->token.role;
	copy_texts(request, update);
	if (check_given("verb", request->verb, ret_refusal) < 0 || read_numbers(request, update, ret_refusal) < 0 ||
	    check_day("happened_on", request->happened_on, HY_DAY_NONE, &update->happened_on, ret_refusal) < 0 ||
	    check_day("due_on", request->due_on, HY_DAY_NONE, &update->due_on, ret_refusal) < 0 ||
	    read_offices(rpc, request, update, ret_refusal) < 0 ||
	    check_acting(rpc, move, update->office_id, ret_refusal) < 0 ||
	    read_member(rpc, move, request->member, update, ret_refusal) < 0 ||
	    read_outcomes(request, update, ret_refusal) < 0)
		return -1;
	update->link = move ? move->link : ITEM_STATE_NONE;
	return read_new_items(rpc, request, update, ret_refusal);
}

int update_read(struct rpc *rpc, const Huiyin__V1__SubmitUpdateRequest *request, struct ledger_job *job,
		struct update **ret_update, struct refusal *ret_refusal)
{
	struct update *update = *ret_update = rpc_alloc(rpc, sizeof(*update));

	if (case_text_read(rpc->registry, request->case_, &job->ref, ret_refusal) < 0 ||
	    read_fields(rpc, request, update, ret_refusal) < 0 || read_other_cases(rpc, request, job, ret_refusal) < 0)
		return -1;
	snprintf(job->case_text, sizeof(job->case_text), "%s", request->case_);
	message_digest(&request->base, rpc->arena, job->digest);
	job->update = update;
	return 0;
}
