/* Uploads of files, in pieces, before an update names them. */
#ifndef UPLOAD_H
#define UPLOAD_H

#include "base/digest.h"
#include "client.h"
#include <huiyin/v1/case_service.pb-c.h>

#define UPLOAD_MAX_FILES 10 /* that one update may name */

/* A file on its way. */
struct upload {
	const char *path, *name;
	char id[UUID_TEXT];
	int fd;
	Huiyin__V1__AttachmentHeader header;
};

/* Opens a file for a case; both texts are borrowed. 0, or -1 after a sentence. */
int upload_open(struct upload *upload, const char *path, char *case_text);
/* Sends it under its id, again after a lost connection. An exit code; on success the answer (remote_free). */
int upload_send(struct client *client, struct upload *upload, Huiyin__V1__UploadAttachmentResponse **ret_answer);
void upload_close(struct upload *upload);

#endif
