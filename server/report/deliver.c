#include "report/deliver.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FOLDER_NAME_CHARS 60

/* ---- What a target may be ------------------------------------------------------------------------------------- */

char *deliver_show_target(const char *target, char out[TARGET_SHOWN_SIZE])
{
	const char *scheme = strstr(target, "://"), *host = scheme ? scheme + 3 : target;
	size_t len = strcspn(host, "/?#\\");
	const char *name = memrchr(host, '@', len); /* no user and password either */

	if (!scheme)
		snprintf(out, TARGET_SHOWN_SIZE, "%.*s", TARGET_MAX, target);
	else if (name)
		snprintf(out, TARGET_SHOWN_SIZE, "%.*s%.*s/…", (int)(host - target), target,
			 (int)(host + len - name - 1), name + 1);
	else
		snprintf(out, TARGET_SHOWN_SIZE, "%.*s/…", (int)(host + len - target), target);
	return out;
}

static int refuse_target(const char *target, const char *zh, const char *en, struct refusal *ret_refusal)
{
	char shown[TARGET_SHOWN_SIZE];

	refuse_with(refuse(ret_refusal, REASON_TARGET_WRONG), "value", "%s", deliver_show_target(target, shown));
	refuse_words(ret_refusal, "message", zh, en);
	return -1;
}

/* Whoever sets a schedule cannot set this: the operator can. */
static int refuse_unset(const char *target, const char *options, struct refusal *ret_refusal)
{
	char shown[TARGET_SHOWN_SIZE];

	refuse_with(refuse(ret_refusal, REASON_TARGET_NOT_SET_UP), "value", "%s", deliver_show_target(target, shown));
	refuse_with(ret_refusal, "options", "%s", options);
	return -1;
}

static int check_folder(const struct deliver_settings *settings, const char *target, const char *name,
			struct refusal *ret_refusal)
{
	if (!settings->folder)
		return refuse_unset(target, "--deliver-dir", ret_refusal);
	if (!text_is_good(name, 1, FOLDER_NAME_CHARS, false) || name[0] == '.' || strpbrk(name, "/\\"))
		return refuse_target(target, "文件夹名为 1 到 60 个字，不含斜杠，不以点开头",
				     "a folder's name has 1 to 60 characters, no slash and no dot at its beginning",
				     ret_refusal);
	return 0;
}

/* Plain addresses only: what is quoted or has comments is nothing a register of offices holds. */
static bool is_address(const char *text)
{
	static const char local[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.!#$%&'*+-/=?^_{}~";
	static const char host[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-";
	size_t first = strspn(text, local);
	const char *at = text + first;

	return first > 0 && first <= 64 && *at == '@' && at[1] && at[1] != '.' && at[1] != '-' &&
	       strspn(at + 1, host) == strlen(at + 1);
}

static int check_mail(const struct deliver_settings *settings, const char *target, const char *address,
		      struct refusal *ret_refusal)
{
	if (!settings->smtp_url || !settings->mail_from)
		return refuse_unset(target, "--smtp-url, --mail-from", ret_refusal);
	if (!is_address(address))
		return refuse_target(target, "不是邮件地址", "it is no mail address", ret_refusal);
	return 0;
}

/* Length of "http(s)://", 0 when it begins otherwise. */
static size_t scheme_length(const char *url)
{
	return strncmp(url, "https://", 8) == 0 ? 8 : strncmp(url, "http://", 7) == 0 ? 7 : 0;
}

bool deliver_prefix_is_good(const char *prefix)
{
	size_t scheme = scheme_length(prefix);
	size_t host = strcspn(prefix + scheme, "/");

	return scheme > 0 && host > 0 && prefix[scheme + host] == '/' &&
	       strcspn(prefix + scheme, "@\\ ") >= host; /* no name and password before the host */
}

/* Nothing that leads out of the prefix again, and nothing but printable ASCII. */
static bool is_plain_url(const char *url)
{
	for (const char *p = url; *p; p++)
		if (*p <= ' ' || *p > '~' || *p == '\\')
			return false;
	return !strstr(url, "..") && !strcasestr(url, "%2e") && !strchr(url, '#');
}

static int check_webhook(const struct deliver_settings *settings, const char *target, const char *url,
			 struct refusal *ret_refusal)
{
	if (!settings->n_webhook_prefixes || !settings->webhook_secret)
		return refuse_unset(target, "--webhook-prefix, HUIYIN_WEBHOOK_SECRET", ret_refusal);
	for (int i = 0; is_plain_url(url) && i < settings->n_webhook_prefixes; i++)
		if (strncmp(url, settings->webhook_prefixes[i], strlen(settings->webhook_prefixes[i])) == 0)
			return 0;
	return refuse_target(target, "不在服务允许的网址之列，要用请管理员加 --webhook-prefix",
			     "it is none of the addresses the server allows; its operator can add a --webhook-prefix",
			     ret_refusal);
}

int deliver_check(const struct deliver_settings *settings, const char *target, struct refusal *ret_refusal)
{
	if (strlen(target) > TARGET_MAX)
		return refuse_target("…", "太长（最多 300 字节）", "it is too long (300 bytes at most)", ret_refusal);
	if (strncmp(target, "folder:", 7) == 0)
		return check_folder(settings, target, target + 7, ret_refusal);
	if (strncmp(target, "mail:", 5) == 0)
		return check_mail(settings, target, target + 5, ret_refusal);
	if (strncmp(target, "webhook:", 8) == 0)
		return check_webhook(settings, target, target + 8, ret_refusal);
	return refuse_target(target, "没有这种目标", "there is no such kind of target", ret_refusal);
}

/* ---- Delivering ----------------------------------------------------------------------------------------------- */

char *deliver_file_name(const struct report_row *report, const char *suffix, char *out, size_t size)
{
	snprintf(out, size, "%s-%d-%d%s", report->kind, report->year, report->serial, suffix);
	return out;
}

int deliver(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
	    const atomic_bool *stopping, char ret_message[DELIVER_MESSAGE_SIZE])
{
	struct refusal refusal;

	/* settings may have changed since the schedule was made */
	if (deliver_check(settings, target, &refusal) < 0) {
		refusal_text(&refusal, strcmp(parcel->report->language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH,
			     ret_message, DELIVER_MESSAGE_SIZE);
		return -1;
	}
	if (target[0] == 'f')
		return deliver_to_folder(settings, parcel, target + 7, ret_message);
	if (target[0] == 'm')
		return deliver_by_mail(settings, parcel, target + 5, stopping, ret_message);
	return deliver_to_webhook(settings, parcel, target + 8, stopping, ret_message);
}
