/* Reports on their way out: into a folder, by mail, to a webhook. Blocking; on the thread that delivers. Every attempt
 * carries the same key for the same report and target, so that who gets it twice can tell. */
#ifndef REPORT_DELIVER_H
#define REPORT_DELIVER_H

#include "domain/reason.h"
#include "report/document.h"
#include "store/report_store.h"

#include <stdatomic.h>

/* Where this server may deliver to; NULL and 0: not at all. Texts are borrowed. */
#define DELIVER_MAX_PREFIXES 16
struct deliver_settings {
	const char *folder; /* folder: targets are folders below it */
	const char *smtp_url, *mail_from, *smtp_user, *smtp_password;
	const char *webhook_prefixes[DELIVER_MAX_PREFIXES]; /* webhook: targets begin with one of these */
	int n_webhook_prefixes;
	const char *webhook_secret; /* signs what is posted */
};

/* Bytes of a target; a URL is the longest. */
#define TARGET_MAX 300
/* True for http(s)://HOST/…: with its host whole, so that nothing can be added to it. */
bool deliver_prefix_is_good(const char *prefix);
/* A target as it is shown: behind a webhook's host stands what lets its bearer post (keys of chat rooms), so that
 * nothing but the database and the transfer has it. "webhook:https://host/…"; others as they are. Returns out. */
#define TARGET_SHOWN_SIZE (TARGET_MAX + 8)
char *deliver_show_target(const char *target, char out[TARGET_SHOWN_SIZE]);
/* Whether this server can deliver to a target. 0, or -1 with TARGET_WRONG, or with
 * TARGET_NOT_SET_UP where the operator has to set something first. */
int deliver_check(const struct deliver_settings *settings, const char *target, struct refusal *ret_refusal);

/* What is delivered. */
struct parcel {
	char key[64]; /* jurisdiction, report and target: the same at every attempt */
	const struct report_row *report;
	const char *document; /* canonical JSON */
	const char *text;     /* the report as plain text */
	struct parcel_file {
		const char *media_type, *format;
		char name[80]; /* supervision-2023-3.pdf */
		const uint8_t *content;
		size_t size;
	} files[8];
	size_t n_files;
};
#define DELIVER_MESSAGE_SIZE 600
/* Delivers; stopping (may be NULL) ends it early. 0, or -1; either way a message tells how it went. */
int deliver(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
	    const atomic_bool *stopping, char ret_message[DELIVER_MESSAGE_SIZE]);

/* The kinds; target is what stands behind the colon. */
int deliver_to_folder(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		      char *ret_message);
int deliver_by_mail(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		    const atomic_bool *stopping, char *ret_message);
int deliver_to_webhook(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		       const atomic_bool *stopping, char *ret_message);
/* "kind-year-serial" with an ending such as ".pdf". */
char *deliver_file_name(const struct report_row *report, const char *suffix, char *out, size_t size);
/* The body that is posted; fresh memory. And its signature header's value. */
char *deliver_webhook_body(const struct parcel *parcel);
void deliver_sign(const char *secret, int64_t seconds, const char *body, char out[128]);

#endif
