/* Calls to the server: channel, token, language, and failures as sentences with an exit code. */
#ifndef REMOTE_H
#define REMOTE_H

#include "client.h"
#include "evgrpc.h"

/* Time for calls that read or write much (imports, verification), in ms; the user's --timeout comes first. */
#define REMOTE_LONG_MS  600000
#define REMOTE_METADATA 2 /* authorization, accept-language */

/* Metadata and time limit of a call; zero it. The texts live as long as this. */
struct remote_options {
	struct evgrpc_call_options call;
	struct evgrpc_metadata metadata[REMOTE_METADATA];
	char authorization[1100]; /* "Bearer " and a token of at most 1,024 bytes */
};

/* Reads the token if that was not done. 0, or an exit code after a sentence. */
int remote_token(struct client *client);
/* Fills options for a call; remote_token() was successful. */
void remote_fill(const struct client *client, unsigned default_ms, struct remote_options *options);
/* Opens the channel of the blocking calls. 0, or an exit code after a sentence. */
int remote_open(struct client *client);

/* The unary call under way, or the last one; client->call once there was one. */
struct remote_call {
	struct remote_options options;
	bool sent;                   /* it got as far as the network */
	struct evgrpc_status status; /* how it ended, if sent; strings live until the next call */
};

/* A unary call by its stub (a function "…__unary" of the contract's generated headers), which checks the types of
 * request and ret_response. On success *ret_response is the answer (free with remote_free). An exit code; a failure was
 * printed. */
#define REMOTE_CALL(client, stub, request, ret_response) REMOTE_UNARY(client, 0, true, stub, request, ret_response)
/* The same with more time, for calls that work through the whole ledger. */
#define REMOTE_CALL_LONG(client, stub, request, ret_response)                                                          \
	REMOTE_UNARY(client, REMOTE_LONG_MS, true, stub, request, ret_response)
/* The same without printing what the server refused: client->call->status says it. */
#define REMOTE_TRY(client, stub, request, ret_response) REMOTE_UNARY(client, 0, false, stub, request, ret_response)

#define REMOTE_UNARY(client, default_ms, say, stub, request, ret_response)                                             \
	(remote_begin(client, default_ms)                                                                              \
		 ?: remote_end(client,                                                                                 \
			       stub((client)->channel, request, &(client)->call->options.call, ret_response,           \
				    &(client)->call->status),                                                          \
			       say))
/* What they consist of: opens the channel and fills client->call, 0 or an exit code after a sentence; and takes the
 * code the call ended with, prints it if it should. An exit code. */
int remote_begin(struct client *client, unsigned default_ms);
int remote_end(struct client *client, int code, bool say);

/* Frees an answer; NULL is fine. */
void remote_free(void *response);

/* The reason of a failed status: the server's (ErrorInfo), or what a failure below the server means in the message
 * table (unreachable, message too large); "" if there is none. Fresh memory. */
char *remote_reason(const struct evgrpc_status *status);
/* The field the server's refusal names, "" if it names none. Fresh memory. */
char *remote_field(const struct evgrpc_status *status);
/* What a failed update may have done. */
enum remote_fate {
	FATE_REFUSED,  /* read and not stored */
	FATE_NOT_SENT, /* there was no connection */
	FATE_NOT_DONE, /* the server says that it was not executed */
	FATE_UNKNOWN,  /* it may be stored: only the same request id again can tell */
};
enum remote_fate remote_fate(const struct evgrpc_status *status);
/* The same of a refusal inside a stream: the server's code and reason. */
enum remote_fate remote_fate_of_reason(int code, const char *reason);
/* The word for it in a result column, and its code for programs. Static. */
const char *remote_fate_word(enum remote_fate fate);
const char *remote_fate_code(enum remote_fate fate);
/* The sentence for a failed status, in the run's language; fresh memory. */
char *remote_sentence(const struct client *client, const struct evgrpc_status *status);
/* Prints the sentence (with --verbose code and reason too) and returns the exit code. */
int remote_fail(const struct client *client, const struct evgrpc_status *status);
/* Frees channel and token. */
void remote_close(struct client *client);

#endif
