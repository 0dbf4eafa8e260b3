#include "service/case_text.h"

#include "base/text.h"
#include "ledger/registry.h"

#include <stdio.h>
#include <string.h>

/* Longest text worth reading: a session's code and a number, every character full width. */
#define TEXT_MAX 256

static const char di[] = "第", hao[] = "号";

/* Cuts blanks at both ends, and 第 … 号. */
static char *cut_around(char *text)
{
	size_t len;

	text += strspn(text, " \t");
	if (strncmp(text, di, sizeof(di) - 1) == 0)
		text += sizeof(di) - 1;
	len = strlen(text);
	while (len && (text[len - 1] == ' ' || text[len - 1] == '\t'))
		text[--len] = '\0';
	if (len >= sizeof(hao) - 1 && strcmp(text + len - (sizeof(hao) - 1), hao) == 0)
		text[len - (sizeof(hao) - 1)] = '\0';
	return text;
}

struct refusal *refuse_case(struct refusal *refusal, const char *text)
{
	return refuse_with(refuse(refusal, REASON_CASE_NOT_FOUND), "case", "%s", text);
}

/* "SESSION/NUMBER". */
static int read_submission(const struct registry *registry, char *text, struct case_ref *ret_ref,
			   struct refusal *ret_refusal)
{
	char *slash = strchr(text, '/');
	const struct session *session;

	if (!slash || !slash[1] || strlen(slash + 1) >= CASE_NUMBER_SIZE) {
		refuse_case(ret_refusal, text);
		return -1;
	}
	*slash = '\0';
	session = registry_session_by_code(registry, text);
	if (!session) {
		refuse_with(refuse(ret_refusal, REASON_SESSION_NOT_FOUND), "session", "%s", text);
		return -1;
	}
	ret_ref->session_id = session->session_id;
	snprintf(ret_ref->submission_number, sizeof(ret_ref->submission_number), "%s", slash + 1);
	return 0;
}

int case_text_read(const struct registry *registry, const char *text, struct case_ref *ret_ref,
		   struct refusal *ret_refusal)
{
	char plain[TEXT_MAX], *word;

	memset(ret_ref, 0, sizeof(*ret_ref));
	word = cut_around(text_narrow(text, plain, sizeof(plain)));
	if (!*word) {
		refuse_with(refuse(ret_refusal, REASON_FIELD_MISSING), "field", "case");
		return -1;
	}
	if (strncmp(word, "l:", 2) == 0)
		return read_submission(registry, word + 2, ret_ref, ret_refusal);
	if (word[0] == 's' && number_parse(word + 1, 1, INT64_MAX, &ret_ref->case_id) == 0)
		return 0;
	if (strlen(word) < CASE_NUMBER_SIZE) {
		snprintf(ret_ref->number, sizeof(ret_ref->number), "%s", word);
		return 0;
	}
	refuse_case(ret_refusal, text);
	return -1;
}

struct case_key case_text_key(const struct case_ref *ref)
{
	if (ref->case_id > 0)
		return (struct case_key){ .kind = KEY_ID, .case_id = ref->case_id };
	if (ref->session_id > 0)
		return (struct case_key){ .kind = KEY_SUBMISSION,
					  .session_id = ref->session_id,
					  .number = ref->submission_number };
	return (struct case_key){ .kind = KEY_NUMBER, .number = ref->number };
}
