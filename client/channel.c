#include "channel.h"

#include "say.h"
#include <evgrpc.h>
#include <string.h>

/* A channel's error is one sentence with an address and a file name in it. */
#define REASON_SIZE 1024
/* A server that is silent is asked whether it is there: a watch may wait for hours. Servers take no more than that. */
#define KEEPALIVE_MS 300000

bool channel_is_tls(const struct client *client)
{
	return client->tls_ca && strncmp(client->server, "unix:", 5) != 0;
}

struct evgrpc_channel *channel_open(const struct client *client, struct event_base *base)
{
	const struct evgrpc_tls_options tls = {
		.ca_file = client->tls_ca && strcmp(client->tls_ca, TLS_SYSTEM) != 0 ? client->tls_ca : NULL,
		.certificate_file = client->tls_certificate,
		.key_file = client->tls_key,
	};
	struct evgrpc_channel_options options;
	char reason[REASON_SIZE] = "";
	evgrpc_channel_options_default(&options);
	options.user_agent = "huiyin/" HUIYIN_VERSION;
	options.keepalive_ms = KEEPALIVE_MS;
	if (channel_is_tls(client))
		options.tls = &tls;
	struct evgrpc_channel *channel = evgrpc_channel_new_with(base, client->server, &options, reason, sizeof reason);
	if (!channel && options.tls)
		say_error(TXT_TLS_BAD, "address", client->server, "why", reason, NULL);
	else if (!channel)
		say_error(TXT_ADDRESS_BAD, "address", client->server, NULL);
	return channel;
}

char *channel_tls_sentence(const struct client *client, const struct evgrpc_status *status)
{
	const char *why = status->message;
	bool is_tls = why && (strstr(why, "TLS") || strstr(why, "certificate"));
	if (status->code != EVGRPC_UNAVAILABLE || !channel_is_tls(client) || !is_tls)
		return NULL;
	const char *cause = strncmp(why, "cannot connect to ", 18) == 0 ? strstr(why, ": ") : NULL;
	if (cause)
		why = cause + 2; /* the address stands in our own sentence */
	return say_filled(TXT_TLS_FAILED, "address", client->server, "why", why, NULL);
}
