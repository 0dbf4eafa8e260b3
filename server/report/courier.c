#include "report/courier.h"

#include "base/log.h"
#include "base/memory.h"
#include "report/record.h"
#include "report/transfer.h"

#include <errno.h>
#include <event2/event.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How often the database is looked at when nothing wakes the thread: another server may have gone. */
#define LOOK_US INT64_C(5000000)
/* Deliveries taken at once. */
#define DUE_LIMIT  20
#define ERROR_SIZE 300

const int courier_pauses[COURIER_ATTEMPTS - 1] = { 1, 10, 60, 300, 900, 3600, 14400, 43200, 86400 };

struct courier {
	struct courier_options options;
	pthread_t thread;
	int wake_fd;
	atomic_bool stopping;
	/* the thread's own */
	bool called; /* somebody woke it since the last round began */
	struct event_base *base;
	struct db *db;
	struct event *woken, *alarm;
	struct report_source source;
};

/* ---- One delivery --------------------------------------------------------------------------------------------- */

/* A delivery that is due, with all that is needed. */
struct errand {
	struct courier *courier;
	struct arena *arena;
	int64_t report_id;
	int target_no, attempts;
	const char *target;
	struct report_row *report;
	struct parcel parcel;
	char *document, *text;
	char error[ERROR_SIZE];
};

static void take_report(const struct db_result *result, void *arg)
{
	struct errand *errand = arg;
	size_t len;
	const uint8_t *bytes;

	if (db_rows(result, 0) == 0 || db_rows(result, 1) == 0)
		return;
	errand->report = report_store_row(result, 0, 0, errand->arena);
	bytes = db_bytes(result, 1, 0, 0, &len);
	errand->document = hy_xstrndup((const char *)bytes, len);
}

static int read_report(struct errand *errand)
{
	struct report_source *source = &errand->courier->source;
	const struct report_sight all = { .all = true };
	struct db_batch *batch = db_batch_new(source->db);

	report_store_find(batch, source->jurisdiction, &all, errand->report_id);
	report_store_content(batch, source->jurisdiction, errand->report_id, "json");
	if (report_ask(source, batch, take_report, errand, errand->error, ERROR_SIZE) < 0)
		return -1;
	snprintf(errand->error, ERROR_SIZE, "the report is not there");
	return errand->report ? 0 : -1;
}

static void take_file(const struct db_result *result, void *arg)
{
	struct errand *errand = arg;
	struct parcel_file *file = &errand->parcel.files[errand->parcel.n_files];
	const uint8_t *bytes;
	uint8_t *content;
	size_t len;

	if (db_rows(result, 0) == 0)
		return;
	bytes = db_bytes(result, 0, 0, 0, &len);
	content = hy_xmalloc(len + 1);
	memcpy(content, bytes, len);
	file->content = content;
	file->size = len;
	errand->parcel.n_files++;
}

static int read_file(struct errand *errand, const char *name)
{
	struct report_source *source = &errand->courier->source;
	const struct report_format *format = report_format_by_name(name);
	struct parcel_file *file = &errand->parcel.files[errand->parcel.n_files];
	struct db_batch *batch;

	if (!format || errand->parcel.n_files == sizeof(errand->parcel.files) / sizeof(*errand->parcel.files))
		return 0;
	file->format = format->name;
	file->media_type = format->media_type;
	deliver_file_name(errand->report, format->suffix, file->name, sizeof(file->name));
	batch = db_batch_new(source->db);
	report_store_content(batch, source->jurisdiction, errand->report_id, name);
	return report_ask(source, batch, take_file, errand, errand->error, ERROR_SIZE);
}

static int read_files(struct errand *errand)
{
	char *names = arena_strdup(errand->arena, errand->report->formats), *save = NULL;

	for (char *name = strtok_r(names, ",", &save); name; name = strtok_r(NULL, ",", &save))
		if (read_file(errand, name) < 0)
			return -1;
	return 0;
}

/* The report as plain text, for the body of a mail. */
static int make_text(struct errand *errand)
{
	json_t *document = json_loads(errand->document, 0, NULL);
	struct report_bytes bytes = { 0 };
	int bad = document ? report_bytes_of(document, "text", &bytes, errand->error, ERROR_SIZE) : -1;

	if (bad == 0)
		errand->text = hy_xstrndup((const char *)bytes.content, bytes.size);
	free(bytes.content);
	json_decref(document);
	return bad;
}

static int fill_parcel(struct errand *errand)
{
	struct parcel *parcel = &errand->parcel;

	if (read_report(errand) < 0 || read_files(errand) < 0 || make_text(errand) < 0)
		return -1;
	snprintf(parcel->key, sizeof(parcel->key), "%d-%" PRId64 "-%d", errand->courier->options.jurisdiction,
		 errand->report_id, errand->target_no);
	parcel->report = errand->report;
	parcel->document = errand->document;
	parcel->text = errand->text;
	return 0;
}

static void free_errand(struct errand *errand)
{
	for (size_t i = 0; i < errand->parcel.n_files; i++)
		free((void *)errand->parcel.files[i].content);
	free(errand->document);
	free(errand->text);
}

/* ---- How it went ---------------------------------------------------------------------------------------------- */

static void log_attempt(const struct errand *errand, const struct delivery_outcome *outcome)
{
	static const char *const events[] = { "", "delivery-failed", "delivered", "delivery-given-up" };
	char report[24], attempt[16], target[TARGET_SHOWN_SIZE];

	snprintf(report, sizeof(report), "%" PRId64, errand->report_id);
	snprintf(attempt, sizeof(attempt), "%d", outcome->attempt);
	log_event(outcome->state == DELIVERY_DONE ? LOG_INFO_ : LOG_WARN_, events[outcome->state], "report", report,
		  "target", deliver_show_target(errand->target, target), "attempt", attempt, "message",
		  outcome->message, NULL);
}

static int keep_attempt(struct errand *errand, bool worked, int recorded, const char *message)
{
	struct report_source *source = &errand->courier->source;
	struct db_batch *batch = db_batch_new(source->db);
	struct delivery_outcome outcome = {
		.report_id = errand->report_id,
		.target_no = errand->target_no,
		.attempt = errand->attempts + 1,
		.state = worked                                    ? DELIVERY_DONE
			 : errand->attempts + 1 < COURIER_ATTEMPTS ? DELIVERY_WAITING
								   : DELIVERY_GIVEN_UP,
		.recorded = recorded,
		.message = message,
	};

	if (outcome.state == DELIVERY_WAITING)
		outcome.pause_us = courier_pauses[errand->attempts] * INT64_C(1000000);
	log_attempt(errand, &outcome);
	delivery_store_attempted(batch, source->jurisdiction, &outcome);
	if (report_ask(source, batch, NULL, NULL, errand->error, ERROR_SIZE) == 0)
		return 0;
	log_event(LOG_WARN_, "attempt-not-kept", "trouble", errand->error, NULL);
	return -1;
}

static int record_reminders(struct errand *errand)
{
	struct record_outcome outcome;

	report_record(&errand->courier->source, errand->courier->options.ledger, errand->report, &outcome);
	return keep_attempt(errand, outcome.settled, outcome.recorded, outcome.message);
}

static int send_parcel(struct errand *errand)
{
	const struct courier *courier = errand->courier;
	char message[DELIVER_MESSAGE_SIZE] = "";
	bool worked =
		deliver(&courier->options.settings, &errand->parcel, errand->target, &courier->stopping, message) == 0;

	if (!worked && atomic_load(&courier->stopping))
		return 0; /* it was broken off: no attempt */
	return keep_attempt(errand, worked, 0, message);
}

/* -1 when nobody knows any more that it was tried. */
static int do_errand(struct errand *errand)
{
	int kept;

	errand->arena = arena_new();
	if (fill_parcel(errand) < 0)
		kept = keep_attempt(errand, false, 0, errand->error);
	else if (strcmp(errand->target, TARGET_LEDGER) == 0)
		kept = record_reminders(errand);
	else
		kept = send_parcel(errand);
	free_errand(errand);
	arena_free(errand->arena);
	return kept;
}

/* ---- Rounds --------------------------------------------------------------------------------------------------- */

struct round_of_errands {
	struct courier *courier;
	struct arena *arena;
	bool ours; /* the lock is this session's */
	struct errand list[DUE_LIMIT];
	size_t n;
	int64_t next_us;
};

static void take_due(const struct db_result *result, void *arg)
{
	struct round_of_errands *round = arg;

	round->ours = db_bool(result, 0, 0, 0);
	round->n = db_rows(result, 1);
	for (size_t row = 0; row < round->n; row++)
		round->list[row] = (struct errand){ .courier = round->courier,
						    .report_id = db_int(result, 1, row, 0),
						    .target_no = (int)db_int(result, 1, row, 1),
						    .target = arena_strdup(round->arena, db_text(result, 1, row, 2)),
						    .attempts = (int)db_int(result, 1, row, 3) };
	round->next_us = db_rows(result, 2) ? db_int(result, 2, 0, 0) : LOOK_US;
}

/* Returns how long to wait until the next round. */
static int64_t run_round(struct courier *courier)
{
	struct round_of_errands round = { .courier = courier, .arena = arena_new() };
	struct db_batch *batch = db_batch_new(courier->db);
	char error[ERROR_SIZE];
	bool well;

	delivery_store_lock(batch, courier->options.jurisdiction);
	delivery_store_due(batch, courier->options.jurisdiction, DUE_LIMIT);
	delivery_store_next(batch, courier->options.jurisdiction);
	well = report_ask(&courier->source, batch, take_due, &round, error, sizeof(error)) == 0 && round.ours;
	for (size_t i = 0; well && i < round.n && !atomic_load(&courier->stopping); i++)
		well = do_errand(&round.list[i]) == 0;
	arena_free(round.arena);
	if (!well)
		return LOOK_US;
	if (round.n)
		return 0; /* what failed waits for its pause; what is next is asked anew */
	return round.next_us < LOOK_US ? round.next_us : LOOK_US;
}

/* ---- The thread ----------------------------------------------------------------------------------------------- */

static void on_woken(evutil_socket_t fd, short events, void *arg)
{
	uint64_t times;

	(void)events;
	if (read((int)fd, &times, sizeof(times)) < 0)
		return;
	((struct courier *)arg)->called = true;
	event_base_loopbreak(((struct courier *)arg)->base);
}

static void on_alarm(evutil_socket_t fd, short events, void *arg)
{
	(void)fd, (void)events;
	event_base_loopbreak(((struct courier *)arg)->base);
}

static void on_state(struct db *db, const char *trouble, void *arg)
{
	(void)db;
	if (!trouble) /* there is no need to wait for the alarm */
		courier_wake(arg);
}

static void open_base(struct courier *courier)
{
	struct db_options options = { .conninfo = courier->options.conninfo,
				      .application_name = "huiyind deliveries",
				      .on_state = on_state,
				      .arg = courier };

	report_store_session(&options);
	courier->base = event_base_new();
	if (!courier->base)
		abort();
	courier->woken = event_new(courier->base, courier->wake_fd, EV_READ | EV_PERSIST, on_woken, courier);
	courier->alarm = evtimer_new(courier->base, on_alarm, courier);
	event_add(courier->woken, NULL);
	courier->db = db_open(courier->base, &options);
	courier->source = (struct report_source){ .db = courier->db,
						  .base = courier->base,
						  .jurisdiction = courier->options.jurisdiction };
}

static void *run(void *arg)
{
	struct courier *courier = arg;
	int64_t wait = LOOK_US;

	open_base(courier);
	while (!atomic_load(&courier->stopping)) {
		const struct timeval span = { wait / 1000000, wait % 1000000 };

		if (wait > 0 && !courier->called) {
			evtimer_add(courier->alarm, &span);
			event_base_dispatch(courier->base);
		}
		courier->called = false;
		wait = db_is_up(courier->db) && !atomic_load(&courier->stopping) ? run_round(courier) : LOOK_US;
	}
	db_close(courier->db);
	event_free(courier->woken);
	event_free(courier->alarm);
	event_base_free(courier->base);
	return NULL;
}

struct courier *courier_start(const struct courier_options *options)
{
	struct courier *courier = hy_xcalloc(1, sizeof(*courier));

	transfer_prepare();
	courier->options = *options;
	courier->wake_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (courier->wake_fd < 0 || pthread_create(&courier->thread, NULL, run, courier) != 0)
		abort();
	return courier;
}

void courier_wake(struct courier *courier)
{
	const uint64_t once = 1;

	if (write(courier->wake_fd, &once, sizeof(once)) < 0 && errno != EAGAIN)
		log_event(LOG_WARN_, "courier-not-woken", NULL);
}

void courier_stop(struct courier *courier)
{
	if (!courier)
		return;
	atomic_store(&courier->stopping, true);
	courier_wake(courier);
	pthread_join(courier->thread, NULL);
	close(courier->wake_fd);
	free(courier);
}
