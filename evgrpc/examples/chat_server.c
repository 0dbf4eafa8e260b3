/* A chat room: what one says, all others hear.   chat_server [ADDRESS]
 * It has one worker, so that everything in it happens on one thread and the room needs no lock. */
#include "chat.evgrpc.h"

#include <signal.h>
#include <stdio.h>

enum {
	LONGEST_TALK_MS = 24 * 60 * 60 * 1000,
	MOST_QUEUED = 64 << 10, /* bytes for one guest; who lets more pile up is sent away */
};

/* One open call; lives in the call's arena. */
struct guest {
	struct guest *previous, *next;
	struct evgrpc_call *call;
};

static struct guest *room;

/* Takes a guest out of the room and ends the call, which frees the guest. */
static void leave(struct guest *guest, enum evgrpc_code code, const char *message)
{
	if (guest->previous)
		guest->previous->next = guest->next;
	else
		room = guest->next;
	if (guest->next)
		guest->next->previous = guest->previous;
	evgrpc_call_fail(guest->call, code, message);
}

static void on_gone(struct evgrpc_call *call, void *guest)
{
	(void)call;
	leave(guest, EVGRPC_CANCELLED, NULL);
}

static void on_open(struct evgrpc_call *call, void *service)
{
	struct guest *guest = evgrpc_call_alloc(call, sizeof *guest);
	Chat__Line welcome = CHAT__LINE__INIT;

	(void)service;
	if (!guest) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, "The room is full.");
		return;
	}
	*guest = (struct guest){ .next = room, .call = call };
	if (room)
		room->previous = guest;
	room = guest;
	evgrpc_call_set_data(call, guest);
	evgrpc_call_on_gone(call, on_gone, guest);
	welcome.from = "room";
	welcome.text = "You are in.";
	chat__room__talk__call_send(call, &welcome);
	evgrpc_call_next(call);
}

static void on_line(struct evgrpc_call *call, const Chat__Line *line, void *service)
{
	struct guest *next;

	(void)service;
	for (struct guest *guest = room; guest; guest = next) {
		next = guest->next;
		if (guest->call == call)
			continue;
		if (evgrpc_call_queued(guest->call) > MOST_QUEUED || chat__room__talk__call_send(guest->call, line) < 0)
			leave(guest, EVGRPC_RESOURCE_EXHAUSTED, "You read more slowly than the others talk.");
	}
	evgrpc_call_next(call);
}

static void on_half_close(struct evgrpc_call *call, void *service)
{
	(void)service;
	leave(evgrpc_call_data(call), EVGRPC_OK, NULL);
}

static const struct chat__room_handlers handlers = {
	.talk = { .on_open = on_open,
		  .on_message = on_line,
		  .on_half_close = on_half_close,
		  .max_deadline_ms = LONGEST_TALK_MS,
		  .endless = true }, /* a stopping server does not wait for it */
};

int main(int argc, char **argv)
{
	struct evgrpc_server_options options;
	struct evgrpc_server *server;
	char error[256] = "short of memory";
	sigset_t stop;
	int signal;

	sigemptyset(&stop);
	sigaddset(&stop, SIGINT);
	sigaddset(&stop, SIGTERM);
	sigprocmask(SIG_BLOCK, &stop, NULL);
	evgrpc_server_options_default(&options);
	server = evgrpc_server_new(&options);
	if (!server || chat__room_add(server, &handlers, NULL) < 0 ||
	    evgrpc_server_listen(server, argc > 1 ? argv[1] : "127.0.0.1:50051", error, sizeof error) < 0 ||
	    evgrpc_server_start(server, error, sizeof error) < 0) {
		fprintf(stderr, "chat_server: %s\n", error);
		return 1;
	}
	printf("listening on port %d\n", evgrpc_server_port(server, 0));
	fflush(stdout);
	sigwait(&stop, &signal);
	evgrpc_server_stop(server, 5000);
	evgrpc_server_free(server);
	return 0;
}
