/* What each built-in action is: its row says which fields it cannot do without, what it may bring, and the functions
 * that check it and carry it out. */
#include "domain/engine/steps.h"

#define PROMISES    (1u << ITEM_PROMISE)
#define ATTACHMENTS (1u << ITEM_ATTACHMENT)
#define SIGNERS     (1u << ITEM_SIGNER)
#define MEDIA       (1u << ITEM_MEDIA)

/* clang-format off */
static const struct action actions[ACTION_COUNT_] = {
	[ACTION_NONE] = { .brings = ATTACHMENTS },
	/* before filing */
	[ACTION_SUBMIT] = { .check = check_first_signer, .carry_out = do_submit },
	[ACTION_INVITE] = { .fields = FIELD_SIGNERS, .brings = SIGNERS, .many = true, .check = check_invite },
	[ACTION_SIGN] = { .fields = FIELD_SIGNER, .check = check_invited, .carry_out = do_sign },
	[ACTION_DECLINE] = { .fields = FIELD_SIGNER, .check = check_invited, .carry_out = do_decline },
	[ACTION_FILE] = { .carry_out = do_file },
	[ACTION_NOT_FILE] = { 0 },
	[ACTION_REDIRECT] = { .fields = FIELD_CHANNEL },
	[ACTION_WITHDRAW] = { .check = check_withdraw },
	/* cases together */
	[ACTION_MERGE] = { .fields = FIELD_OTHER_CASES, .other_cases = true, .check = check_merge, .carry_out = do_merge },
	[ACTION_ANSWER_MERGED] = { .fields = FIELD_CLASS, .brings = PROMISES | ATTACHMENTS, .check = check_answer_merged,
				   .carry_out = do_answer_merged },
	[ACTION_LINK] = { .fields = FIELD_OTHER_CASES, .other_cases = true, .many = true, .check = check_link,
			  .carry_out = do_link },
	/* assignment */
	[ACTION_ASSIGN] = { .many = true, .check = check_assign, .carry_out = do_assign },
	[ACTION_ACCEPT] = { .carry_out = do_accept },
	[ACTION_RETURN] = { .brings = ATTACHMENTS, .check = check_return, .carry_out = do_return },
	[ACTION_REJECT_RETURN] = { .moves_case = no_other_returns },
	[ACTION_REMIND] = { .brings = ATTACHMENTS },
	[ACTION_EXTEND] = { .check = check_extend, .carry_out = do_extend },
	[ACTION_REDATE] = { .carry_out = do_redate },
	[ACTION_TRANSFER] = { .fields = FIELD_LEAD_OFFICE, .check = check_transfer, .carry_out = do_transfer },
	/* the answer */
	[ACTION_CONTACT] = { .brings = ATTACHMENTS, .carry_out = do_contact },
	[ACTION_OPINION] = { .brings = ATTACHMENTS, .carry_out = do_opinion },
	[ACTION_DRAFT] = { .brings = ATTACHMENTS, .carry_out = do_draft },
	[ACTION_COSIGN] = { .brings = ATTACHMENTS, .check = check_cosign, .carry_out = do_cosign },
	[ACTION_REVIEW] = { .brings = ATTACHMENTS, .carry_out = do_review },
	[ACTION_SEND_BACK] = { .brings = ATTACHMENTS, .carry_out = do_send_back },
	[ACTION_ANSWER] = { .brings = PROMISES | ATTACHMENTS, .check = check_answer, .carry_out = do_answer,
			    .moves_case = round_is_answered },
	[ACTION_ATTACH] = { .fields = FIELD_ATTACHMENTS, .brings = ATTACHMENTS, .many = true, .check = check_joined },
	[ACTION_PUBLISH] = { .fields = FIELD_PUBLICATION, .brings = ATTACHMENTS, .many = true, .check = check_publish,
			     .carry_out = do_publish },
	[ACTION_OUTCOME] = { .fields = FIELD_OUTCOMES, .brings = ATTACHMENTS },
	/* promises */
	[ACTION_PROMISE] = { .fields = FIELD_PROMISES, .brings = PROMISES | ATTACHMENTS, .many = true,
			     .check = check_promises },
	[ACTION_KEEP] = { .fields = FIELD_ITEM, .brings = ATTACHMENTS, .check = check_promise, .carry_out = do_keep },
	[ACTION_POSTPONE] = { .fields = FIELD_ITEM | FIELD_DUE_ON, .brings = ATTACHMENTS, .check = check_postpone,
			      .carry_out = do_postpone },
	[ACTION_BREAK] = { .fields = FIELD_ITEM, .brings = ATTACHMENTS, .check = check_promise, .carry_out = do_break },
	[ACTION_UPGRADE] = { .fields = FIELD_CLASS, .brings = ATTACHMENTS, .check = check_upgrade, .carry_out = do_upgrade },
	/* evaluation and the end */
	[ACTION_EVALUATE] = { .fields = FIELD_RESULT, .brings = ATTACHMENTS, .check = check_evaluate,
			      .carry_out = do_evaluate },
	[ACTION_REOPEN] = { .check = check_reopen, .carry_out = do_reopen },
	[ACTION_CLOSE] = { 0 },
	[ACTION_CORRECT] = { .fields = FIELD_CORRECTS, .check = check_corrects },
	/* supervision */
	[ACTION_CHOOSE_KEY] = { .brings = ATTACHMENTS, .carry_out = do_choose_key },
	[ACTION_MEET] = { .brings = PROMISES | ATTACHMENTS, .other_cases = true, .check = check_meet,
			  .carry_out = do_meet },
	[ACTION_INSTRUCT] = { .brings = ATTACHMENTS, .carry_out = do_instruct },
	[ACTION_MEDIA] = { .fields = FIELD_MEDIA, .brings = MEDIA | PROMISES | ATTACHMENTS, .many = true,
			   .check = check_promises },
};
/* clang-format on */

const struct action *engine_action(enum move_action action)
{
	return &actions[(unsigned)action < ACTION_COUNT_ ? (unsigned)action : ACTION_NONE];
}
