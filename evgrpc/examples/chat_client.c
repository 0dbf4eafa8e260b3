/* Talks in a chat room, a line at a time; Ctrl-D ends it.   chat_client NAME [ADDRESS]
 * The terminal and the call share one event loop. */
#include "chat.evgrpc.h"

#include <event2/buffer.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	LONGEST_TALK_MS = 24 * 60 * 60 * 1000,
	MOST_QUEUED = 64 << 10, /* bytes; above, the terminal is not read */
};

struct talk {
	char *name;
	struct event_base *base;
	struct event *typed;
	struct evbuffer *input;
	struct evgrpc_client_call *call; /* NULL when it has ended */
	enum evgrpc_code code;
	bool ended; /* nothing more will be typed */
};

static void say_lines(struct talk *talk)
{
	Chat__Line line = CHAT__LINE__INIT;

	line.from = talk->name;
	while ((line.text = evbuffer_readln(talk->input, NULL, EVBUFFER_EOL_LF))) {
		chat__room__talk__client_send(talk->call, &line);
		free(line.text);
	}
}

static void on_typed(evutil_socket_t fd, short what, void *arg)
{
	struct talk *talk = arg;
	int n = evbuffer_read(talk->input, fd, -1);

	(void)what;
	say_lines(talk);
	talk->ended = n <= 0;
	if (talk->ended)
		evgrpc_client_half_close(talk->call);
	if (talk->ended || evgrpc_client_queued(talk->call) > MOST_QUEUED)
		event_del(talk->typed);
}

static void on_writable(struct evgrpc_client_call *call, void *arg)
{
	struct talk *talk = arg;

	(void)call;
	if (!talk->ended)
		event_add(talk->typed, NULL);
}

static void on_line(struct evgrpc_client_call *call, const Chat__Line *line, void *arg)
{
	(void)call;
	(void)arg;
	printf("%s: %s\n", line->from, line->text);
	fflush(stdout);
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct talk *talk = arg;

	(void)call;
	talk->call = NULL;
	talk->code = status->code;
	if (status->code != EVGRPC_OK)
		fprintf(stderr, "%s: %s\n", evgrpc_code_name((int)status->code),
			status->message ? status->message : "");
	event_base_loopbreak(talk->base);
}

static const struct chat__room__talk__client_handlers handlers = {
	.on_message = on_line,
	.on_writable = on_writable,
	.on_done = on_done,
};

int main(int argc, char **argv)
{
	const struct evgrpc_call_options options = { .timeout_ms = LONGEST_TALK_MS };
	struct talk talk = { .name = argc > 1 ? argv[1] : "guest", .code = EVGRPC_UNAVAILABLE };
	struct evgrpc_channel *channel;

	talk.base = event_base_new();
	talk.input = evbuffer_new();
	channel = evgrpc_channel_new(talk.base, argc > 2 ? argv[2] : "127.0.0.1:50051");
	if (channel)
		talk.call = chat__room__talk__client_start(channel, &options, &handlers, &talk);
	talk.typed = event_new(talk.base, STDIN_FILENO, EV_READ | EV_PERSIST, on_typed, &talk);
	if (talk.call && talk.typed && event_add(talk.typed, NULL) == 0)
		event_base_dispatch(talk.base);
	else
		fprintf(stderr, "chat_client: the address cannot be read, or input is neither a terminal nor a pipe\n");
	if (talk.typed)
		event_free(talk.typed);
	evgrpc_channel_free(channel);
	evbuffer_free(talk.input);
	event_base_free(talk.base);
	return talk.code == EVGRPC_OK ? 0 : 1;
}
