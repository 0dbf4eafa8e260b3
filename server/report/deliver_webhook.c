/* Reports to a webhook: a signed POST. */
#include "report/transfer.h"

#include "base/memory.h"
#include "base/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static json_t *files_json(const struct parcel *parcel)
{
	json_t *list = json_array();

	for (size_t i = 0; i < parcel->n_files; i++) {
		const struct parcel_file *file = &parcel->files[i];
		const struct digest_part part = { file->content, file->size };
		uint8_t digest[SHA256_BYTES];
		char hex[2 * SHA256_BYTES + 1];

		sha256(&part, 1, digest);
		json_array_append_new(list, json_pack("{s:s,s:s,s:I,s:s}", "format", file->format, "name", file->name,
						      "size", (json_int_t)file->size, "digest",
						      hex_encode(digest, sizeof(digest), hex)));
	}
	return list;
}

char *deliver_webhook_body(const struct parcel *parcel)
{
	const struct report_row *report = parcel->report;
	char day[HY_DAY_TEXT], made[HY_MOMENT_TEXT], due[HY_MOMENT_TEXT] = "", digest[2 * SHA256_BYTES + 1];
	json_t *body;
	char *text;

	if (report->due_at)
		moment_format(report->due_at, due);
	body = json_pack("{s:s,s:s,s:s,s:I,s:s,s:i,s:i,s:s,s:s,s:I,s:s,s:s,s:s,s:o,s:o}", "event", "report", "key",
			 parcel->key, "digest", hex_encode(report->digest, SHA256_BYTES, digest), "report_id",
			 (json_int_t)report->report_id, "kind", report->kind, "year", report->year, "serial",
			 report->serial, "title", report->title, "as_of", day_format(report->as_of, day), "page",
			 (json_int_t)report->page, "program", report->program, "made_at",
			 moment_format(report->made_at, made), "due_at", due, "files", files_json(parcel), "document",
			 json_loads(parcel->document, 0, NULL));
	text = json_dumps(body, JSON_COMPACT | JSON_SORT_KEYS);
	json_decref(body);
	return text;
}

void deliver_sign(const char *secret, int64_t seconds, const char *body, char out[128])
{
	char time_text[24], hex[2 * SHA256_BYTES + 1];
	uint8_t mac[SHA256_BYTES];

	snprintf(time_text, sizeof(time_text), "%" PRId64, seconds);
	const struct digest_part parts[] = { { time_text, strlen(time_text) }, { ".", 1 }, { body, strlen(body) } };

	hmac_sha256(secret, parts, 3, mac);
	snprintf(out, 128, "t=%s,v1=%s", time_text, hex_encode(mac, sizeof(mac), hex));
}

static struct curl_slist *make_headers(const struct deliver_settings *settings, const struct parcel *parcel,
				       const char *body)
{
	char signature[128], line[200];
	struct curl_slist *headers = curl_slist_append(NULL, "Content-Type: application/json; charset=utf-8");

	deliver_sign(settings->webhook_secret, (int64_t)time(NULL), body, signature);
	snprintf(line, sizeof(line), "X-Huiyin-Signature: %s", signature);
	headers = curl_slist_append(headers, line);
	snprintf(line, sizeof(line), "X-Huiyin-Key: %s", parcel->key);
	headers = curl_slist_append(headers, line);
	headers = curl_slist_append(headers, "User-Agent: huiyind/" HUIYIN_VERSION);
	return curl_slist_append(headers, "Expect:"); /* nobody asks first whether it may come */
}

/* ---- What it answers ------------------------------------------------------------------------------------------ */

#define HIDDEN       "…"
#define BETWEEN_KEYS "/?&=;:" /* between the pieces of an address */
/* Shorter pieces of an address are words (hook, send), not keys. */
#define LEAST_KEY 6
/* A key at the end of an answer may be cut: so much of its beginning is hidden too. */
#define LEAST_CUT 4

static size_t length_in_common(const char *text, const char *key, size_t len)
{
	size_t n = 0;

	while (n < len && text[n] == key[n])
		n++;
	return n;
}

static void hide_key(char *text, const char *key, size_t len)
{
	const size_t hidden = sizeof(HIDDEN) - 1;

	for (char *at = text; *at; at++) {
		size_t same = length_in_common(at, key, len);

		if (same < len && (same < LEAST_CUT || at[same]))
			continue;
		memmove(at + hidden, at + same, strlen(at + same) + 1);
		memcpy(at, HIDDEN, hidden);
		at += hidden - 1;
	}
}

/* Many servers tell which address they do not know ("Cannot POST /hooks/KEY"). */
static void hide_address(char *answer, const char *url)
{
	const char *host = strstr(url, "://");
	const char *at = host ? strchr(host + 3, '/') : NULL;

	for (size_t len; at && *at; at += len) {
		at += strspn(at, BETWEEN_KEYS);
		len = strcspn(at, BETWEEN_KEYS);
		if (len >= LEAST_KEY)
			hide_key(answer, at, len);
	}
}

/* 2xx is received; anything else, redirects too, is tried again. */
static int post(struct transfer_run *run, const char *url, char *message)
{
	long code = transfer_do(run, message);
	bool readable = text_is_good(run->answer, 1, sizeof(run->answer), true);
	char technical[sizeof(run->answer) + 32];

	if (code < 0)
		return -1;
	if (code >= 200 && code <= 299) {
		snprintf(message, DELIVER_MESSAGE_SIZE, "HTTP %ld", code);
		return 0;
	}
	if (readable)
		hide_address(run->answer, url);
	snprintf(technical, sizeof(technical), "HTTP %ld%s%s", code, readable ? " " : "", readable ? run->answer : "");
	return deliver_fail(run->parcel, TROUBLE_HTTP, technical, message);
}

int deliver_to_webhook(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		       const atomic_bool *stopping, char *ret_message)
{
	struct curl_slist *headers;
	struct transfer_run run;
	char *body;
	int done;

	if (transfer_begin(&run, parcel, target, "http,https", stopping, ret_message) < 0)
		return -1;
	body = deliver_webhook_body(parcel);
	headers = make_headers(settings, parcel, body);
	curl_easy_setopt(run.curl, CURLOPT_POST, 1L);
	curl_easy_setopt(run.curl, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(run.curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)strlen(body));
	curl_easy_setopt(run.curl, CURLOPT_HTTPHEADER, headers);
	done = post(&run, target, ret_message);
	transfer_end(&run);
	curl_slist_free_all(headers);
	free(body);
	return done;
}
