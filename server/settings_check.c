/* What does not go together. */
#include "settings_read.h"

#include <string.h>

/* Characters of the secret that signs webhooks: 16 random ones cannot be guessed. */
#define MIN_WEBHOOK_SECRET 16

bool settings_is_local(const char *address)
{
	bool loopback = strncmp(address, "127.", 4) == 0 && address[strspn(address, "0123456789.")] == ':';

	return strncmp(address, "unix:", 5) == 0 || loopback || strncmp(address, "localhost:", 10) == 0 ||
	       strncmp(address, "[::1]:", 6) == 0;
}

static int check_tls(const struct reader *reader)
{
	const struct settings *settings = reader->settings;

	if (!settings->tls_certificate != !settings->tls_key)
		return settings_fail(reader, "--tls-certificate and --tls-key go together; one of them is missing.",
				     "");
	if (settings->tls_client_ca && !settings->tls_certificate)
		return settings_fail(reader, "--tls-client-ca needs --tls-certificate and --tls-key beside it.", "");
	if (settings->tls_crl && !settings->tls_client_ca)
		return settings_fail(reader, "--tls-crl needs --tls-client-ca beside it.", "");
	return 0;
}

/* What reports are delivered with. */
static int check_deliver(const struct reader *reader)
{
	const struct deliver_settings *deliver = &reader->settings->deliver;

	if (deliver->smtp_url && strncmp(deliver->smtp_url, "smtp://", 7) != 0 &&
	    strncmp(deliver->smtp_url, "smtps://", 8) != 0)
		return settings_fail(reader, "--smtp-url begins with smtp:// or smtps://, unlike", deliver->smtp_url);
	if (!deliver->smtp_url != !deliver->mail_from)
		return settings_fail(reader, "--smtp-url and --mail-from go together; one of them is missing.", "");
	if (!deliver->smtp_user != !deliver->smtp_password)
		return settings_fail(
			reader,
			"--smtp-user and HUIYIN_SMTP_PASSWORD (or HUIYIN_SMTP_PASSWORD_FILE) go together; one "
			"of them is missing.",
			"");
	for (int i = 0; i < deliver->n_webhook_prefixes; i++)
		if (!deliver_prefix_is_good(deliver->webhook_prefixes[i]))
			return settings_fail(reader,
					     "--webhook-prefix takes http(s)://HOST/…, with the slash behind the host, "
					     "not",
					     deliver->webhook_prefixes[i]);
	if (deliver->n_webhook_prefixes &&
	    (!deliver->webhook_secret || strlen(deliver->webhook_secret) < MIN_WEBHOOK_SECRET))
		return settings_fail(
			reader,
			"--webhook-prefix needs a secret of at least 16 characters in HUIYIN_WEBHOOK_SECRET "
			"or in the file HUIYIN_WEBHOOK_SECRET_FILE names.",
			"");
	return 0;
}

int settings_check(const struct reader *reader)
{
	const struct settings *settings = reader->settings;

	if (settings->data && settings->database_url)
		return settings_fail(reader, "Give --data or --database-url, not both.", "");
	if (!settings->data && !settings->database_url &&
	    !(settings->command == COMMAND_MIGRATE && settings->migrate_url))
		return settings_fail(reader,
				     "Say where the data is: --data DIR (a database of its own) or --database-url URL "
				     "(environment: HUIYIN_DATA, HUIYIN_DATABASE_URL).",
				     "");
	if (settings->business_date != HY_DAY_NONE && !settings->data)
		return settings_fail(
			reader,
			"--business-date is for the embedded database only; with a database URL today is today.", "");
	if (check_tls(reader) < 0 || check_deliver(reader) < 0)
		return -1;
	for (int i = 0; i < settings->n_listen; i++)
		if (!settings->insecure_listen && !settings->tls_certificate && !settings_is_local(settings->listen[i]))
			return settings_fail(
				reader,
				"Other machines could read what goes over this address in plain text; give "
				"--tls-certificate and --tls-key, use a loopback address or unix:PATH, or allow it "
				"with --insecure-listen:",
				settings->listen[i]);
	return 0;
}
