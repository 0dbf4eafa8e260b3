#include "base/memory.h"
#include "settings_read.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A file that holds a URL or a secret. */
#define MAX_URL_BYTES 8192

int settings_fail(const struct reader *reader, const char *sentence, const char *what)
{
	snprintf(reader->error, reader->error_size, "%s%s%s", sentence, what[0] ? " " : "", what);
	return -1;
}

const char *settings_own(struct settings *settings, char *text)
{
	settings->owned[settings->n_owned++] = text;
	return text;
}

/* The first line of a file, without blanks at its end. */
static int read_file(const struct reader *reader, const char *path, const char **ret_text)
{
	FILE *file = fopen(path, "re");
	char *text = hy_xcalloc(1, MAX_URL_BYTES);
	size_t len;

	if (file) {
		text[fread(text, 1, MAX_URL_BYTES - 1, file)] = '\0';
		fclose(file);
	}
	len = strcspn(text, "\r\n");
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	text[len] = '\0';
	if (len == 0) {
		free(text);
		return settings_fail(reader, "There is nothing in the file", path);
	}
	*ret_text = settings_own(reader->settings, text);
	return 0;
}

/* NAME, or the content of the file that NAME_FILE names. */
static int read_secret(const struct reader *reader, const char *name, const char **ret_text)
{
	char file_name[64];
	const char *value = getenv(name), *path;

	snprintf(file_name, sizeof(file_name), "%s_FILE", name);
	path = getenv(file_name);
	if (value && *value)
		*ret_text = value;
	else if (path && *path)
		return read_file(reader, path, ret_text);
	return 0;
}

static void read_text(const char *name, const char **text)
{
	const char *value = getenv(name);

	if (!*text && value && *value)
		*text = value;
}

/* Prefixes separated by blanks. */
static int read_prefixes(struct reader *reader)
{
	struct deliver_settings *deliver = &reader->settings->deliver;
	const char *value = getenv("HUIYIN_WEBHOOK_PREFIX");
	char *list, *save = NULL;

	if (deliver->n_webhook_prefixes || !value || !*value)
		return 0;
	list = hy_xstrdup(value);
	settings_own(reader->settings, list);
	for (char *prefix = strtok_r(list, " ", &save); prefix; prefix = strtok_r(NULL, " ", &save)) {
		if (deliver->n_webhook_prefixes == DELIVER_MAX_PREFIXES)
			return settings_fail(reader, "There are too many URLs in HUIYIN_WEBHOOK_PREFIX.", "");
		deliver->webhook_prefixes[deliver->n_webhook_prefixes++] = prefix;
	}
	return 0;
}

static int read_deliver(struct reader *reader)
{
	struct deliver_settings *deliver = &reader->settings->deliver;

	if (reader->settings->command != COMMAND_SERVE)
		return 0;
	read_text("HUIYIN_DELIVER_DIR", &deliver->folder);
	read_text("HUIYIN_SMTP_URL", &deliver->smtp_url);
	read_text("HUIYIN_SMTP_USER", &deliver->smtp_user);
	read_text("HUIYIN_MAIL_FROM", &deliver->mail_from);
	if (read_prefixes(reader) < 0 || read_secret(reader, "HUIYIN_SMTP_PASSWORD", &deliver->smtp_password) < 0)
		return -1;
	return read_secret(reader, "HUIYIN_WEBHOOK_SECRET", &deliver->webhook_secret);
}

int settings_environment(struct reader *reader)
{
	struct settings *settings = reader->settings;
	const char *data = getenv("HUIYIN_DATA");

	if (read_deliver(reader) < 0)
		return -1;
	if (!reader->data_on_line && !reader->url_on_line) {
		if (read_secret(reader, "HUIYIN_DATABASE_URL", &settings->database_url) < 0)
			return -1;
		if (!settings->database_url && data && *data)
			settings->data = data;
	}
	if (settings->data)
		return 0;
	return read_secret(reader, "HUIYIN_MIGRATE_URL", &settings->migrate_url);
}

enum language settings_language(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *value = getenv(names[i]);

		if (value && *value)
			return strncmp(value, "zh", 2) == 0 ? LANGUAGE_ZH : LANGUAGE_EN;
	}
	return LANGUAGE_EN;
}
