#include "report/transfer.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

void transfer_prepare(void)
{
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* The first bytes are enough for a message; the rest of what a server says is not kept. */
static size_t on_answer(char *bytes, size_t one, size_t n, void *arg)
{
	struct transfer_run *run = arg;
	size_t room = sizeof(run->answer) - 1 - run->answered, take = n < room ? n : room;

	memcpy(run->answer + run->answered, bytes, take);
	run->answered += take;
	return one * n;
}

static int on_progress(void *arg, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d)
{
	const struct transfer_run *run = arg;

	(void)a, (void)b, (void)c, (void)d;
	return run->stopping && atomic_load(run->stopping);
}

int transfer_begin(struct transfer_run *run, const struct parcel *parcel, const char *url, const char *protocols,
		   const atomic_bool *stopping, char *ret_message)
{
	*run = (struct transfer_run){ .curl = curl_easy_init(), .parcel = parcel, .stopping = stopping };
	if (!run->curl || curl_easy_setopt(run->curl, CURLOPT_PROTOCOLS_STR, protocols) != CURLE_OK ||
	    curl_easy_setopt(run->curl, CURLOPT_URL, url) != CURLE_OK) {
		transfer_end(run);
		return deliver_fail(parcel, TROUBLE_TRANSFER, "libcurl", ret_message);
	}
	curl_easy_setopt(run->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(run->curl, CURLOPT_TIMEOUT_MS, TRANSFER_MS);
	curl_easy_setopt(run->curl, CURLOPT_CONNECTTIMEOUT_MS, TRANSFER_CONNECT_MS);
	curl_easy_setopt(run->curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(run->curl, CURLOPT_PROXY, ""); /* what is allowed is reached itself */
	curl_easy_setopt(run->curl, CURLOPT_ERRORBUFFER, run->error);
	curl_easy_setopt(run->curl, CURLOPT_WRITEFUNCTION, on_answer);
	curl_easy_setopt(run->curl, CURLOPT_WRITEDATA, run);
	curl_easy_setopt(run->curl, CURLOPT_NOPROGRESS, 0L);
	curl_easy_setopt(run->curl, CURLOPT_XFERINFOFUNCTION, on_progress);
	curl_easy_setopt(run->curl, CURLOPT_XFERINFODATA, run);
	return 0;
}

/* What libcurl's codes mean to people. */
static const struct meaning {
	CURLcode code;
	enum deliver_trouble trouble;
} meanings[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, TROUBLE_NAME },  { CURLE_COULDNT_CONNECT, TROUBLE_CONNECT },
	{ CURLE_OPERATION_TIMEDOUT, TROUBLE_TIMEOUT }, { CURLE_LOGIN_DENIED, TROUBLE_LOGIN },
	{ CURLE_SSL_CONNECT_ERROR, TROUBLE_TLS },      { CURLE_PEER_FAILED_VERIFICATION, TROUBLE_TLS },
	{ CURLE_USE_SSL_FAILED, TROUBLE_TLS },         { CURLE_SSL_CACERT_BADFILE, TROUBLE_TLS },
};

/* code: what an SMTP server answered last. libcurl has one error for all that it refuses; its words name the command.
 */
static enum deliver_trouble trouble_of(CURLcode outcome, long code, const char *said)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++)
		if (meanings[i].code == outcome)
			return meanings[i].trouble;
	if (strncmp(said, "RCPT", 4) == 0)
		return TROUBLE_RECIPIENT;
	return code >= 400 ? TROUBLE_MAIL : TROUBLE_TRANSFER;
}

long transfer_do(struct transfer_run *run, char *ret_message)
{
	CURLcode outcome = curl_easy_perform(run->curl);
	char technical[CURL_ERROR_SIZE + 32];
	const char *said;
	long code = 0;

	curl_easy_getinfo(run->curl, CURLINFO_RESPONSE_CODE, &code);
	if (outcome == CURLE_OK)
		return code;
	said = run->error[0] ? run->error : curl_easy_strerror(outcome);
	snprintf(technical, sizeof(technical), code ? "%s, %ld" : "%s", said, code);
	return deliver_fail(run->parcel, trouble_of(outcome, code, said), technical, ret_message);
}

void transfer_end(struct transfer_run *run)
{
	curl_easy_cleanup(run->curl);
	run->curl = NULL;
}
