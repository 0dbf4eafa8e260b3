/* watch: what happens to cases, line by line as the ledger gets it, over one stream after the other. */
#include "base/csv.h"
#include "base/digest.h"
#include "channel.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "verbs.h"
#include "watch_place.h"
#include <event2/event.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <jansson.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define MAX_VERBS      50
#define FIRST_PAUSE_MS 200 /* before the connection is made again; doubled each time */
#define MAX_PAUSE_MS   5000

static const struct option_row watch_options[] = {
	{ "from", 0, "PAGE[.LINE]", TXT_OPT_WATCH_FROM },
	{ "office", 0, "CODE", TXT_OPT_WATCH_OFFICE },
	{ "verb", 0, "VERB", TXT_OPT_WATCH_VERB },
	{ "state-file", 0, "FILE", TXT_OPT_WATCH_STATE },
};

struct watch {
	struct client *client;
	Huiyin__V1__WatchUpdatesRequest request;
	char *verbs[MAX_VERBS];
	struct watch_place place;
	const char *state_path;
	int state_fd; /* -1: the place is not kept */
	struct event_base *base;
	struct event *reader; /* of a pipe we write to; NULL: it is none */
	struct evgrpc_channel *channel;
	struct remote_options options;
	bool stood;     /* a message came on some stream */
	bool came;      /* and on this one */
	bool given_up;  /* nobody takes what we print, or the place cannot be kept */
	int code;       /* of the stream that ended */
	int result;     /* exit code, when that was the end */
	unsigned pause; /* before the next attempt, ms */
};

/* ---- A line ---- */

#define PLACE_SIZE 40
static const char *place_text(int64_t page, int line, char text[PLACE_SIZE])
{
	snprintf(text, PLACE_SIZE, "%lld.%d", (long long)page, line);
	return text;
}

/* The columns of one update: name for programs and value. */
#define N_CELLS 14
static const char *const cell_names[N_CELLS] = {
	"page",   "line",        "case", "title", "verb",        "verb_label", "state_label",
	"office", "office_code", "role", "on",    "recorded_at", "summary",    "late_entry",
};

struct cells {
	char page[24], line[16];
	const char *values[N_CELLS];
};

static void fill_cells(const Huiyin__V1__WatchUpdatesResponse *message, struct cells *cells)
{
	const Huiyin__V1__Update *update = message->update;
	snprintf(cells->page, sizeof cells->page, "%lld", (long long)update->page);
	snprintf(cells->line, sizeof cells->line, "%d", update->line);
	const char *values[N_CELLS] = {
		cells->page,
		cells->line,
		message->case_,
		message->title,
		update->verb,
		update->verb_label,
		message->state_label,
		show_office(update->office),
		show_office_code(update->office),
		show_role_code(update->role),
		update->happened_on,
		update->recorded_at,
		update->summary,
		update->late_entry ? "true" : "false",
	};
	memcpy(cells->values, values, sizeof values);
}

static void print_json(const Huiyin__V1__WatchUpdatesResponse *message)
{
	struct cells cells;
	json_t *object = json_object();
	fill_cells(message, &cells);
	for (size_t i = 0; i < N_CELLS; i++)
		json_object_set_new(object, cell_names[i], json_string(cells.values[i]));
	json_object_set_new(object, "page", json_integer(message->update->page));
	json_object_set_new(object, "line", json_integer(message->update->line));
	json_object_set_new(object, "late_entry", json_boolean(message->update->late_entry));
	json_dumpf(object, stdout, JSON_COMPACT);
	putchar('\n');
	json_decref(object);
}

static void print_text(const struct client *client, const Huiyin__V1__WatchUpdatesResponse *message)
{
	const Huiyin__V1__Update *update = message->update;
	char moment[SHOW_MOMENT_SIZE], place[PLACE_SIZE];
	const char *office = show_office(update->office);
	printf("%s  %s  %s%s%s → %s  %s%s%s  %s\n", show_moment(client, update->recorded_at, moment), message->case_,
	       office, *office ? " " : "", update->verb_label, message->state_label, message->title,
	       *update->summary ? "  " : "", update->summary, place_text(update->page, update->line, place));
}

static void print_update(const struct watch *watch, const Huiyin__V1__WatchUpdatesResponse *message)
{
	struct cells cells;
	switch (watch->client->output) {
	case OUTPUT_JSON:
		print_json(message);
		break;
	case OUTPUT_CSV:
		fill_cells(message, &cells);
		csv_write_row(stdout, cells.values, N_CELLS, false);
		break;
	case OUTPUT_TABLE:
	case OUTPUT_XLSX: /* refused before */
		print_text(watch->client, message);
		break;
	}
}

/* ---- A stream ---- */

/* Prints what is new and remembers the place. 0, or -1 when nobody takes it or the place cannot be kept. */
static int take_message(struct watch *watch, const Huiyin__V1__WatchUpdatesResponse *message)
{
	struct watch_place place = { message->page + 1, 0 };
	if (message->update)
		place = (struct watch_place){ message->update->page, message->update->line };
	watch->stood = watch->came = true;
	watch->pause = FIRST_PAUSE_MS;
	if (watch->place.page >= 0 && !watch_place_is_behind(&place, &watch->place))
		return 0;
	if (message->update)
		print_update(watch, message);
	if (fflush(stdout) != 0)
		return -1;
	watch->place = place;
	if (watch->state_fd < 0 || watch_place_save(watch->state_fd, &place) == 0)
		return 0;
	say_error(TXT_WATCH_STATE_TROUBLE, "path", watch->state_path, NULL);
	return -1;
}

/* A watch that stood once is begun again after whatever may pass. */
static bool is_worth_a_retry(const struct watch *watch)
{
	static const unsigned passing = 1u << EVGRPC_OK | 1u << EVGRPC_CANCELLED | 1u << EVGRPC_UNKNOWN |
					1u << EVGRPC_DEADLINE_EXCEEDED | 1u << EVGRPC_RESOURCE_EXHAUSTED |
					1u << EVGRPC_ABORTED | 1u << EVGRPC_INTERNAL | 1u << EVGRPC_UNAVAILABLE;
	return watch->place.page >= 0 && watch->stood && !watch->given_up && watch->code >= 0 &&
	       watch->code <= EVGRPC_UNAUTHENTICATED && (passing & 1u << watch->code);
}

static void on_message(struct evgrpc_client_call *call, const Huiyin__V1__WatchUpdatesResponse *message, void *arg)
{
	struct watch *watch = arg;
	if (take_message(watch, message) == 0) {
		evgrpc_client_next(call);
		return;
	}
	watch->given_up = true;
	watch->result = CLIENT_FAILED;
	evgrpc_client_cancel(call);
}

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	(void)call;
	struct watch *watch = arg;
	watch->code = (int)status->code;
	if (!watch->given_up && !is_worth_a_retry(watch))
		watch->result = remote_fail(watch->client, status);
	event_base_loopbreak(watch->base);
}

/* The reader of a pipe has gone: nobody waits for the next line. */
static void on_reader_gone(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	struct watch *watch = arg;
	watch->given_up = true;
	watch->result = CLIENT_OK;
	event_base_loopbreak(watch->base);
}

/* The writing end of a pipe can be read when it is broken, and only then. */
static void look_at_reader(struct watch *watch)
{
	struct stat about;
	if (fstat(STDOUT_FILENO, &about) != 0 || !S_ISFIFO(about.st_mode))
		return;
	watch->reader = event_new(watch->base, STDOUT_FILENO, EV_READ, on_reader_gone, watch);
	if (!watch->reader || event_add(watch->reader, NULL) != 0)
		abort();
}

/* One stream until it ends. */
static void run_stream(struct watch *watch)
{
	static const struct huiyin__v1__case_service__watch_updates__client_handlers handlers = {
		.on_message = on_message,
		.on_done = on_done,
	};
	watch->request.after_page = watch->place.page;
	watch->request.after_line = watch->place.line;
	watch->came = false;
	struct evgrpc_client_call *call = huiyin__v1__case_service__watch_updates__client_start(
		watch->channel, &watch->request, &watch->options.call, &handlers, watch);
	if (!call)
		abort();
	evgrpc_client_next(call);
	event_base_dispatch(watch->base);
}

static void rest(struct watch *watch)
{
	uint8_t chance;
	random_bytes(&chance, 1);
	unsigned ms = watch->pause * 3 / 4 + watch->pause / 2 * chance / 255; /* so that not all come at once */
	nanosleep(&(struct timespec){ ms / 1000, (long)(ms % 1000) * 1000000 }, NULL);
	watch->pause = watch->pause * 2 > MAX_PAUSE_MS ? MAX_PAUSE_MS : watch->pause * 2;
}

static int follow(struct watch *watch)
{
	char place[PLACE_SIZE];
	for (bool said = false;;) {
		run_stream(watch);
		if (!is_worth_a_retry(watch))
			return watch->result;
		if (watch->came || !said) /* one sentence for each break, not for each attempt */
			say_note(TXT_WATCH_BROKEN, "place", place_text(watch->place.page, watch->place.line + 1, place),
				 NULL);
		said = true;
		rest(watch);
	}
}

static int open_watch(struct watch *watch)
{
	int result = remote_token(watch->client);
	if (result != CLIENT_OK)
		return result;
	remote_fill(watch->client, 0, &watch->options);
	watch->options.call.timeout_ms = UINT_MAX; /* it has no end of its own */
	watch->options.call.paced = true;
	watch->base = event_base_new();
	if (!watch->base)
		abort();
	look_at_reader(watch);
	watch->channel = channel_open(watch->client, watch->base);
	return watch->channel ? CLIENT_OK : CLIENT_USAGE;
}

static void close_watch(struct watch *watch)
{
	evgrpc_channel_free(watch->channel);
	if (watch->reader)
		event_free(watch->reader);
	if (watch->base)
		event_base_free(watch->base);
	explicit_bzero(watch->options.authorization, sizeof watch->options.authorization);
	if (watch->state_fd >= 0)
		close(watch->state_fd);
}

/* ---- The verb ---- */

static int read_options(struct watch *watch, const struct arguments *arguments)
{
	const char *from = option_value(arguments, "from"), *verb;
	if (from && watch_place_parse(from, &watch->place) != 0) {
		say_error(TXT_WATCH_FROM_BAD, "value", from, NULL);
		return -1;
	}
	watch->state_path = option_value(arguments, "state-file");
	if (watch->state_path && (watch->state_fd = watch_place_open(watch->state_path, &watch->place)) < 0)
		return -1;
	watch->request.office = option_text(arguments, "office");
	watch->request.verbs = watch->verbs;
	while (watch->request.n_verbs < MAX_VERBS &&
	       (verb = option_repeated(arguments, "verb", watch->request.n_verbs)))
		watch->verbs[watch->request.n_verbs++] = (char *)verb;
	return 0;
}

static int run_watch(struct client *client, const struct arguments *arguments)
{
	struct watch watch = {
		.client = client,
		.request = HUIYIN__V1__WATCH_UPDATES_REQUEST__INIT,
		.place = { -1, 0 },
		.state_fd = -1,
		.pause = FIRST_PAUSE_MS,
	};
	if (client->out || client->output == OUTPUT_XLSX) { /* it never ends */
		say_error(TXT_OUT_NOTHING, "verb", "watch", NULL);
		return CLIENT_USAGE;
	}
	if (read_options(&watch, arguments) != 0)
		return CLIENT_USAGE;
	int result = open_watch(&watch);
	if (result == CLIENT_OK && client->output == OUTPUT_CSV)
		csv_write_row(stdout, cell_names, N_CELLS, true);
	if (result == CLIENT_OK)
		result = follow(&watch);
	close_watch(&watch);
	return result;
}

const struct verb cmd_watch_verbs[] = {
	{ "watch",
	  "",
	  TXT_WATCH_SUMMARY,
	  TXT_WATCH_ABOUT,
	  watch_options,
	  sizeof watch_options / sizeof watch_options[0],
	  0,
	  0,
	  { "huiyin watch --verb return --verb evaluate",
	    "huiyin watch --from 1 --state-file ~/.huiyin-watch --output json >> updates.jsonl" },
	  run_watch },
	{ 0 },
};
