/* Reports by mail: plain text, the files attached. */
#include "report/transfer.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Bytes of text in one encoded word (RFC 2047: 75 characters with what stands around it). */
#define WORD_BYTES 45

static void add_base64(struct strbuf *out, const char *bytes, size_t len)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < len; i += 3) {
		uint32_t bits = 0;
		char four[4];

		for (size_t k = 0; k < 3; k++)
			bits = bits << 8 | (i + k < len ? (uint8_t)bytes[i + k] : 0);
		for (int k = 0; k < 4; k++)
			four[k] = alphabet[bits >> (18 - 6 * k) & 63];
		if (i + 2 >= len)
			four[3] = '=';
		if (i + 1 >= len)
			four[2] = '=';
		strbuf_add(out, four, 4);
	}
}

/* "=?UTF-8?B?…?=" words on lines of their own, cut between characters. */
static void add_encoded(struct strbuf *out, const char *text)
{
	for (bool first = true; *text; first = false) {
		size_t len = 0;

		while (text[len] && len + text_char_bytes(text + len) <= WORD_BYTES)
			len += text_char_bytes(text + len);
		strbuf_puts(out, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
		add_base64(out, text, len);
		strbuf_puts(out, "?=");
		text += len;
	}
}

static struct curl_slist *add_header(struct curl_slist *headers, struct strbuf *line)
{
	headers = curl_slist_append(headers, line->text);
	strbuf_clear(line);
	return headers;
}

/* "Wed, 01 Feb 2023 08:00:00 +0000", in English whatever the locale. */
static void add_date(struct strbuf *out)
{
	static const char *const days[] = { "Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat" };
	static const char *const months[] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	time_t now = time(NULL);
	struct tm tm;

	gmtime_r(&now, &tm);
	strbuf_printf(out, "Date: %s, %02d %s %d %02d:%02d:%02d +0000", days[tm.tm_wday], tm.tm_mday, months[tm.tm_mon],
		      tm.tm_year + 1900, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* The id is made of the key: who gets the mail twice sees that it is the same one. */
static struct curl_slist *make_headers(const struct parcel *parcel, const char *from, const char *to)
{
	struct curl_slist *headers = NULL;
	struct strbuf line = { 0 };
	const char *host = strchr(from, '@');

	strbuf_printf(&line, "From: <%s>", from);
	headers = add_header(headers, &line);
	strbuf_printf(&line, "To: <%s>", to);
	headers = add_header(headers, &line);
	strbuf_puts(&line, "Subject: ");
	add_encoded(&line, parcel->report->title);
	headers = add_header(headers, &line);
	add_date(&line);
	headers = add_header(headers, &line);
	strbuf_printf(&line, "Message-ID: <%s%s>", parcel->key, host ? host : "@huiyin.invalid");
	headers = add_header(headers, &line);
	strbuf_printf(&line, "X-Huiyin-Key: %s", parcel->key);
	headers = add_header(headers, &line);
	strbuf_puts(&line, "Auto-Submitted: auto-generated");
	return add_header(headers, &line);
}

static curl_mime *make_parts(CURL *curl, const struct parcel *parcel)
{
	curl_mime *mime = curl_mime_init(curl);
	curl_mimepart *part = curl_mime_addpart(mime);

	curl_mime_data(part, parcel->text, CURL_ZERO_TERMINATED);
	curl_mime_type(part, "text/plain; charset=utf-8");
	curl_mime_encoder(part, "base64");
	for (size_t i = 0; i < parcel->n_files; i++) {
		const struct parcel_file *file = &parcel->files[i];

		part = curl_mime_addpart(mime);
		curl_mime_data(part, (const char *)file->content, file->size);
		curl_mime_type(part, file->media_type);
		curl_mime_filename(part, file->name);
		curl_mime_encoder(part, "base64");
	}
	return mime;
}

/* This machine's own mail server; not one that is only called alike, such as 127.example.cn. */
static bool is_local(const char *url)
{
	const char *host = url + strlen("smtp://");
	size_t len = strcspn(host, ":/");

	if (strncmp(url, "smtp://", strlen("smtp://")) != 0)
		return false;
	return (len == 9 && strncmp(host, "localhost", len) == 0) ||
	       (strncmp(host, "127.", 4) == 0 && strspn(host, "0123456789.") == len);
}

/* A password goes over TLS only, unless the mail server is this machine's own. */
static void set_account(CURL *curl, const struct deliver_settings *settings)
{
	bool local = is_local(settings->smtp_url);
	bool secret = settings->smtp_user && settings->smtp_password;

	curl_easy_setopt(curl, CURLOPT_USE_SSL, (long)(secret && !local ? CURLUSESSL_ALL : CURLUSESSL_TRY));
	if (!secret)
		return;
	curl_easy_setopt(curl, CURLOPT_USERNAME, settings->smtp_user);
	curl_easy_setopt(curl, CURLOPT_PASSWORD, settings->smtp_password);
}

int deliver_by_mail(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		    const atomic_bool *stopping, char *ret_message)
{
	struct curl_slist *headers, *recipients;
	struct transfer_run run;
	curl_mime *mime;
	long code;

	if (transfer_begin(&run, parcel, settings->smtp_url, "smtp,smtps", stopping, ret_message) < 0)
		return -1;
	headers = make_headers(parcel, settings->mail_from, target);
	recipients = curl_slist_append(NULL, target);
	mime = make_parts(run.curl, parcel);
	set_account(run.curl, settings);
	curl_easy_setopt(run.curl, CURLOPT_MAIL_FROM, settings->mail_from);
	curl_easy_setopt(run.curl, CURLOPT_MAIL_RCPT, recipients);
	curl_easy_setopt(run.curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(run.curl, CURLOPT_MIMEPOST, mime);
	code = transfer_do(&run, ret_message);
	transfer_end(&run);
	curl_mime_free(mime);
	curl_slist_free_all(headers);
	curl_slist_free_all(recipients);
	if (code >= 0)
		snprintf(ret_message, DELIVER_MESSAGE_SIZE, "SMTP %ld", code);
	return code >= 0 ? 0 : -1;
}
