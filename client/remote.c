#include "remote.h"

#include "base/memory.h"
#include "channel.h"
#include "login.h"
#include "option_hint.h"
#include "say.h"
#include <google/rpc/error_details.pb-c.h>
#include <google/rpc/status.pb-c.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Room for one sentence of the message table. */
#define SENTENCE_SIZE 2048

static char *read_token(const struct client *client)
{
	if (client->token_file)
		return login_read_token(client->token_file);
	char *path = login_path("token");
	char *token = NULL;
	if (path && access(path, F_OK) == 0) {
		token = login_read_token(path);
	} else {
		struct refusal refusal = { 0 };
		say_refusal(refuse(&refusal, REASON_TOKEN_MISSING));
	}
	free(path);
	return token;
}

int remote_token(struct client *client)
{
	if (client->anonymous || client->token)
		return CLIENT_OK;
	client->token = read_token(client);
	return client->token ? CLIENT_OK : CLIENT_DENIED;
}

void remote_fill(const struct client *client, unsigned default_ms, struct remote_options *options)
{
	size_t n = 0;
	options->metadata[n++] =
		(struct evgrpc_metadata){ "accept-language", client->language == LANGUAGE_EN ? "en" : "zh" };
	if (client->token) {
		snprintf(options->authorization, sizeof options->authorization, "Bearer %s", client->token);
		options->metadata[n++] = (struct evgrpc_metadata){ "authorization", options->authorization };
	}
	options->call.metadata = options->metadata;
	options->call.n_metadata = n;
	options->call.timeout_ms = client->timeout_ms ? client->timeout_ms : default_ms;
}

int remote_open(struct client *client)
{
	int result = remote_token(client);
	if (result != CLIENT_OK)
		return result;
	if (!client->channel)
		client->channel = channel_open(client, NULL);
	return client->channel ? CLIENT_OK : CLIENT_USAGE;
}

int remote_begin(struct client *client, unsigned default_ms)
{
	if (!client->call)
		client->call = hy_xcalloc(1, sizeof *client->call);
	*client->call = (struct remote_call){ 0 };
	int result = remote_open(client);
	if (result == CLIENT_OK)
		remote_fill(client, default_ms, &client->call->options);
	return result;
}

int remote_end(struct client *client, int code, bool say)
{
	struct remote_call *call = client->call;
	explicit_bzero(call->options.authorization, sizeof call->options.authorization);
	call->sent = true;
	call->status.code = (enum evgrpc_code)code;
	return say && code != EVGRPC_OK ? remote_fail(client, &call->status) : say_exit_of_code(code);
}

void remote_free(void *response)
{
	if (response)
		protobuf_c_message_free_unpacked(response, NULL);
}

static Google__Rpc__ErrorInfo *info_of_any(const Google__Protobuf__Any *any)
{
	static const char suffix[] = "/google.rpc.ErrorInfo";
	size_t len = any->type_url ? strlen(any->type_url) : 0;
	if (len < sizeof suffix - 1 || strcmp(any->type_url + len - (sizeof suffix - 1), suffix) != 0)
		return NULL;
	return google__rpc__error_info__unpack(NULL, any->value.len, any->value.data);
}

/* What the server says about a refusal; NULL if the status came from below it: connection, HTTP/2, limits of the
 * transport. The caller frees it. */
static Google__Rpc__ErrorInfo *server_info(const struct evgrpc_status *status)
{
	Google__Rpc__Status *details =
		status->details ? google__rpc__status__unpack(NULL, status->details_len, status->details) : NULL;
	Google__Rpc__ErrorInfo *info = NULL;
	for (size_t i = 0; details && i < details->n_details && !info; i++)
		info = info_of_any(details->details[i]);
	if (details)
		google__rpc__status__free_unpacked(details, NULL);
	return info;
}

/* Reason the server gave; NULL if it gave none. */
static char *server_reason(const struct evgrpc_status *status)
{
	Google__Rpc__ErrorInfo *info = server_info(status);
	char *reason = info && info->reason ? hy_xstrdup(info->reason) : NULL;
	remote_free(info);
	return reason;
}

char *remote_field(const struct evgrpc_status *status)
{
	Google__Rpc__ErrorInfo *info = server_info(status);
	char *field = NULL;
	for (size_t i = 0; info && i < info->n_metadata && !field; i++)
		if (strcmp(info->metadata[i]->key, "field") == 0)
			field = hy_xstrdup(info->metadata[i]->value);
	remote_free(info);
	return field ? field : hy_xstrdup("");
}

/* Which option gives what the server misses. */
static void say_option(const struct client *client, const struct evgrpc_status *status)
{
	Google__Rpc__ErrorInfo *info = server_info(status);
	char *option = info ? option_hint(client, info) : NULL;
	if (option)
		say_note(TXT_GIVE_OPTION, "option", option, NULL);
	free(option);
	remote_free(info);
}

/* What a status without a reason of the server's means here. */
static enum reason transport_reason(const struct evgrpc_status *status)
{
	if (status->code == EVGRPC_UNAVAILABLE)
		return REASON_SERVER_UNREACHABLE;
	return status->code == EVGRPC_RESOURCE_EXHAUSTED ? REASON_MESSAGE_TOO_LARGE : REASON_NONE;
}

char *remote_reason(const struct evgrpc_status *status)
{
	char *reason = server_reason(status);
	return reason ? reason : hy_xstrdup(reason_name(transport_reason(status)));
}

static bool is_one_of(const char *text, const char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(list[i], text) == 0)
			return true;
	return false;
}

enum remote_fate remote_fate_of_reason(int code, const char *reason)
{
	static const char *const not_done[] = { "DATABASE_UNAVAILABLE", "OVERLOADED" };
	if (is_one_of(reason, not_done, 2))
		return FATE_NOT_DONE;
	return say_exit_of_code(code) == CLIENT_UNREACHABLE ? FATE_UNKNOWN : FATE_REFUSED;
}

enum remote_fate remote_fate(const struct evgrpc_status *status)
{
	static const char no_connection[] = "cannot connect to "; /* evgrpc's words before anything was sent */
	char *reason = server_reason(status);
	bool from_server = reason != NULL;
	enum remote_fate fate = remote_fate_of_reason((int)status->code, from_server ? reason : "");
	free(reason);
	if (!from_server && status->code == EVGRPC_UNAVAILABLE && status->message &&
	    strncmp(status->message, no_connection, sizeof no_connection - 1) == 0)
		return FATE_NOT_SENT;
	return fate;
}

const char *remote_fate_word(enum remote_fate fate)
{
	static const enum text_id words[] = { [FATE_REFUSED] = TXT_BULK_REFUSED,
					      [FATE_NOT_SENT] = TXT_WORD_NOT_SENT,
					      [FATE_NOT_DONE] = TXT_WORD_NOT_DONE,
					      [FATE_UNKNOWN] = TXT_WORD_UNKNOWN };
	return txt(words[fate]);
}

const char *remote_fate_code(enum remote_fate fate)
{
	static const char *const codes[] = { [FATE_REFUSED] = "refused",
					     [FATE_NOT_SENT] = "not_sent",
					     [FATE_NOT_DONE] = "not_sent",
					     [FATE_UNKNOWN] = "unknown" };
	return codes[fate];
}

static char *transport_sentence(const struct client *client, const struct evgrpc_status *status)
{
	char text[SENTENCE_SIZE];
	struct refusal refusal = { 0 };
	char *tls = channel_tls_sentence(client, status);
	if (tls)
		return tls;
	refuse_with(refuse(&refusal, transport_reason(status)), "address", "%s", client->server);
	refusal_text(&refusal, client->language, text, sizeof text);
	return hy_xstrdup(text);
}

char *remote_sentence(const struct client *client, const struct evgrpc_status *status)
{
	char *reason = server_reason(status);
	bool from_server = reason != NULL;
	free(reason);
	if (!from_server && transport_reason(status) != REASON_NONE)
		return transport_sentence(client, status);
	if (!from_server && status->code == EVGRPC_DEADLINE_EXCEEDED)
		return hy_xstrdup(txt(TXT_DEADLINE_PASSED));
	if (status->message && *status->message)
		return hy_xstrdup(status->message);
	return say_filled(TXT_CALL_FAILED, "code", evgrpc_code_name(status->code), NULL);
}

int remote_fail(const struct client *client, const struct evgrpc_status *status)
{
	char *sentence = remote_sentence(client, status);
	fprintf(stderr, "huiyin: %s\n", sentence);
	free(sentence);
	say_option(client, status);
	if (client->verbose) {
		char *reason = remote_reason(status);
		fprintf(stderr, "huiyin: %s%s%s%s%s\n", evgrpc_code_name(status->code), *reason ? " " : "", reason,
			status->message ? ": " : "", status->message ? status->message : "");
		free(reason);
	}
	return say_exit_of_code(status->code);
}

void remote_close(struct client *client)
{
	evgrpc_channel_free(client->channel);
	client->channel = NULL;
	if (client->token)
		explicit_bzero(client->token, strlen(client->token));
	free(client->token);
	client->token = NULL;
	free(client->call);
	client->call = NULL;
}
