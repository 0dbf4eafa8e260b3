/* Which files the rules take as attachments: at the upload, and once more when an update brings them. */
#include "domain/rules/rules.h"
#include "domain/words.h"

#include <string.h>
#include <strings.h>

/* True when the file's name ends in one of the rules' types, however it is written. */
static bool is_allowed_type(const struct rule_attachments *rule, const char *name)
{
	const char *dot = strrchr(name, '.');

	for (const char *const *type = rule->types; dot && type && *type; type++)
		if (strcasecmp(dot + 1, *type) == 0)
			return true;
	return false;
}

static int refuse_type(const struct rule_attachments *rule, const char *name, struct refusal *refusal)
{
	char allowed[REASON_VALUE_SIZE];
	struct words words;

	words_begin(&words, allowed, sizeof(allowed));
	for (const char *const *type = rule->types; type && *type; type++)
		words_add_item(&words, LANGUAGE_EN, *type);
	refuse_with(refuse(refusal, REASON_ATTACHMENT_TYPE), "value", "%s", name);
	if (words.len > 0)
		refuse_with(refusal, "allowed", "%s", allowed);
	else
		refuse_words(refusal, "allowed", "无（规则不收附件）", "none, the rules take no files");
	return -1;
}

int rules_take_file(const struct rules *rules, const char *name, int64_t size, struct refusal *ret_refusal)
{
	const struct rule_attachments *rule = &rules->attachments;

	if (!is_allowed_type(rule, name))
		return refuse_type(rule, name, ret_refusal);
	if (size <= rule->max_bytes)
		return 0;
	refuse_with(refuse(ret_refusal, REASON_ATTACHMENT_TOO_LARGE), "size", "%lld", (long long)size);
	refuse_with(ret_refusal, "max", "%lld", (long long)rule->max_bytes);
	return -1;
}
