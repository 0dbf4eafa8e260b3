/* What became of a delivery, for whoever looks after it: a sentence with what to do, the technical words behind it. */
#ifndef REPORT_DELIVER_WORDS_H
#define REPORT_DELIVER_WORDS_H

#include "report/deliver.h"

enum deliver_trouble {
	TROUBLE_NAME,      /* the host's name is not known */
	TROUBLE_CONNECT,   /* nobody answers there */
	TROUBLE_TLS,       /* no safe connection */
	TROUBLE_TIMEOUT,   /* no answer in time */
	TROUBLE_LOGIN,     /* the mail server takes neither name nor password */
	TROUBLE_RECIPIENT, /* the mail server takes nothing for this address */
	TROUBLE_MAIL,      /* the mail server refuses for another reason */
	TROUBLE_HTTP,      /* an answer that is not 2xx */
	TROUBLE_TRANSFER,  /* broken off */
	TROUBLE_FOLDER,    /* nothing can be written there */
	TROUBLE_DISK,      /* there is no room */
	TROUBLE_COUNT_
};

/* Writes the sentence in the report's language, `technical` behind it in brackets. Always -1. */
int deliver_fail(const struct parcel *parcel, enum deliver_trouble trouble, const char *technical,
		 char ret_message[DELIVER_MESSAGE_SIZE]);

#endif
