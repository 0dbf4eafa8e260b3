/* What mail and webhook have in common: one transfer by libcurl, bounded in time. */
#ifndef REPORT_TRANSFER_H
#define REPORT_TRANSFER_H

#include "report/deliver_words.h"

#include <curl/curl.h>

/* One attempt; a server that does not answer by then is tried again later. */
#define TRANSFER_MS         30000L
#define TRANSFER_CONNECT_MS 10000L

/* A handle with limits set, the answer's first bytes in `answer`; NULL with a message. */
struct transfer_run {
	CURL *curl;
	char answer[200];
	size_t answered;
	char error[CURL_ERROR_SIZE];
	const struct parcel *parcel; /* its language is that of messages */
	const atomic_bool *stopping;
};
int transfer_begin(struct transfer_run *run, const struct parcel *parcel, const char *url, const char *protocols,
		   const atomic_bool *stopping, char *ret_message);
/* Does it: the response code, or -1 with a message. */
long transfer_do(struct transfer_run *run, char *ret_message);
void transfer_end(struct transfer_run *run);
/* Once per process, before there are threads. */
void transfer_prepare(void);

#endif
