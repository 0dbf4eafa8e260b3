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

int transfer_begin(struct transfer_run *run, const char *url, const char *protocols, const atomic_bool *stopping,
		   char *ret_message)
{
	*run = (struct transfer_run){ .curl = curl_easy_init(), .stopping = stopping };
	if (!run->curl || curl_easy_setopt(run->curl, CURLOPT_PROTOCOLS_STR, protocols) != CURLE_OK ||
	    curl_easy_setopt(run->curl, CURLOPT_URL, url) != CURLE_OK) {
		snprintf(ret_message, DELIVER_MESSAGE_SIZE, "the transfer could not be begun");
		transfer_end(run);
		return -1;
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

long transfer_do(struct transfer_run *run, char *ret_message)
{
	CURLcode outcome = curl_easy_perform(run->curl);
	long code = 0;

	curl_easy_getinfo(run->curl, CURLINFO_RESPONSE_CODE, &code);
	if (outcome != CURLE_OK) {
		const char *said = run->error[0] ? run->error : curl_easy_strerror(outcome);

		snprintf(ret_message, DELIVER_MESSAGE_SIZE, code ? "%s (%ld)" : "%s", said, code);
		return -1;
	}
	return code;
}

void transfer_end(struct transfer_run *run)
{
	curl_easy_cleanup(run->curl);
	run->curl = NULL;
}
