#include "report/record.h"

#include "base/log.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Reminders of one report; a city has some hundreds of open answers. */
#define MAX_REMINDERS 20000
/* Reminders on their way to the ledger at once; each job holds a whole case. */
#define AT_ONCE 32

/* The space of request ids of reminders (a random UUID). */
static const uint8_t reminder_space[UUID_BYTES] = { 0x5d, 0x0c, 0x61, 0x3e, 0x90, 0x7b, 0x4f, 0x0a,
						    0xa1, 0x52, 0x3b, 0x5e, 0xc8, 0x14, 0x6d, 0x2f };

/* What the report says of whom to remind, and on whose behalf. */
struct sources {
	json_t *document;
	int64_t token_id;
	enum role role;
};

static void take_sources(const struct db_result *result, void *arg)
{
	struct sources *sources = arg;

	if (db_rows(result, 0) == 0)
		return;
	sources->document = json_loads(db_text(result, 0, 0, 0), 0, NULL);
	sources->token_id = db_int(result, 0, 0, 1);
	sources->role = (enum role)db_int(result, 0, 0, 2);
}

/* ---- A group of reminders on their way ------------------------------------------------------------------------ */

struct group {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int under_way; /* under the lock */
};

struct reminder {
	struct ledger_job job;
	struct update update;
	struct group *group;
};

/* Runs on the ledger thread. */
static void on_decided(struct ledger_job *job)
{
	struct group *group = ((struct reminder *)job->arg)->group;

	pthread_mutex_lock(&group->lock);
	group->under_way--;
	pthread_cond_signal(&group->changed);
	pthread_mutex_unlock(&group->lock);
}

static void submit(struct ledger *ledger, struct reminder *reminders, int n)
{
	struct group group = { .lock = PTHREAD_MUTEX_INITIALIZER, .changed = PTHREAD_COND_INITIALIZER, .under_way = n };

	for (int i = 0; i < n; i++) {
		reminders[i].group = &group;
		ledger_submit(ledger, &reminders[i].job);
	}
	pthread_mutex_lock(&group.lock);
	while (group.under_way > 0)
		pthread_cond_wait(&group.changed, &group.lock);
	pthread_mutex_unlock(&group.lock);
}

/* The verb of the rules that reminds; NULL if there is none. */
static const char *verb_that_reminds(const struct registry *registry)
{
	for (int i = 0; registry->rules && i < registry->rules->n_moves; i++)
		if (registry->rules->moves[i].action == ACTION_REMIND)
			return registry->rules->moves[i].verb;
	return NULL;
}

/* The same report and assignment give the same request, whenever it is made. */
static void fill_reminder(struct reminder *reminder, const struct sources *sources, const struct report_row *report,
			  const struct dunned *dunned, const char *verb)
{
	char name[80];
	const struct digest_part part = { name, sizeof(name) };

	memset(reminder, 0, sizeof(*reminder));
	reminder->update = (struct update){ .verb = verb,
					    .role = sources->role,
					    .office_id = dunned->office_id,
					    .happened_on = HY_DAY_NONE,
					    .due_on = HY_DAY_NONE,
					    .reason = report->title,
					    .case_number = "",
					    .contact_method = "",
					    .contact_persons = "",
					    .class = "",
					    .document_number = "",
					    .text = "",
					    .attitude = "",
					    .result = "",
					    .reason_code = "",
					    .channel = "",
					    .signed_by = "",
					    .contact_person = "",
					    .publication_reason = "",
					    .place = "" };
	memset(name, 0, sizeof(name));
	snprintf(name, sizeof(name), "%" PRId64 "/%" PRId64 "/%d", report->report_id, dunned->case_id,
		 dunned->assignment_no);
	reminder->job = (struct ledger_job){ .kind = JOB_UPDATE,
					     .role = sources->role,
					     .token_id = sources->token_id,
					     .sight = { .all = true },
					     .ref = { .case_id = dunned->case_id },
					     .update = &reminder->update,
					     .done = on_decided,
					     .arg = reminder };
	snprintf(reminder->job.case_text, sizeof(reminder->job.case_text), "s%" PRId64, dunned->case_id);
	uuid_of_name(reminder_space, name, reminder->job.request_id);
	sha256(&part, 1, reminder->job.digest);
}

/* ---- Counting ------------------------------------------------------------------------------------------------- */

/* Refusals that another try may turn. */
static bool is_passing(enum reason reason)
{
	return reason == REASON_DATABASE_UNAVAILABLE || reason == REASON_OUTCOME_UNKNOWN || reason == REASON_OVERLOADED;
}

static void count_reminder(const struct ledger_job *job, enum language language, struct record_outcome *outcome)
{
	if (job->accepted) {
		outcome->recorded++;
		return;
	}
	if (is_passing(job->refusal.reason))
		outcome->settled = false;
	if (outcome->refused++ == 0)
		refusal_text(&job->refusal, language, outcome->message, sizeof(outcome->message));
}

static void say_outcome(enum language language, struct record_outcome *outcome)
{
	char first[500];

	snprintf(first, sizeof(first), "%.480s", outcome->message);
	if (outcome->refused)
		snprintf(outcome->message, sizeof(outcome->message),
			 language == LANGUAGE_ZH ? "记录催办 %d 条，%d 条未记录，第一条：%s"
						 : "%d reminders recorded, %d were not, the first one: %s",
			 outcome->recorded, outcome->refused, first);
	else
		snprintf(outcome->message, sizeof(outcome->message),
			 language == LANGUAGE_ZH ? "记录催办 %d 条" : "%d reminders recorded", outcome->recorded);
}

static void record_all(struct ledger *ledger, const struct sources *sources, const struct report_row *report,
		       const char *verb, struct record_outcome *outcome)
{
	struct dunned *dunned = hy_xcalloc(MAX_REMINDERS, sizeof(*dunned));
	struct reminder *reminders = hy_xcalloc(AT_ONCE, sizeof(*reminders));
	size_t n = report_dunned(sources->document, dunned, MAX_REMINDERS);
	enum language language = strcmp(report->language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;

	outcome->settled = true;
	for (size_t first = 0; first < n && outcome->settled; first += AT_ONCE) {
		int count = n - first < AT_ONCE ? (int)(n - first) : AT_ONCE;

		for (int i = 0; i < count; i++)
			fill_reminder(&reminders[i], sources, report, &dunned[first + (size_t)i], verb);
		submit(ledger, reminders, count);
		for (int i = 0; i < count; i++)
			count_reminder(&reminders[i].job, language, outcome);
	}
	say_outcome(language, outcome);
	free(reminders);
	free(dunned);
}

void report_record(struct report_source *source, struct ledger *ledger, const struct report_row *report,
		   struct record_outcome *ret_outcome)
{
	struct sources sources = { 0 };
	struct db_batch *batch = db_batch_new(source->db);
	struct registry *registry;

	*ret_outcome = (struct record_outcome){ 0 };
	report_store_for_record(batch, source->jurisdiction, report->report_id);
	if (report_ask(source, batch, take_sources, &sources, ret_outcome->message, sizeof(ret_outcome->message)) < 0)
		return;
	registry = ledger_registry(ledger);
	if (!sources.document || !verb_that_reminds(registry))
		snprintf(ret_outcome->message, sizeof(ret_outcome->message), "%s",
			 sources.document ? "The rules have no verb that reminds." : "The document is damaged.");
	else
		record_all(ledger, &sources, report, verb_that_reminds(registry), ret_outcome);
	json_decref(sources.document);
	registry_release(registry);
}

/* ---- At once -------------------------------------------------------------------------------------------------- */

void report_record_now(struct report_desk *desk, struct report_row *row)
{
	struct record_outcome outcome;
	struct delivery_outcome attempt = { .report_id = row->report_id, .attempt = 1 };
	struct db_batch *batch;
	char error[300];

	report_record(&desk->source, desk->ledger, row, &outcome);
	attempt.state = outcome.settled ? DELIVERY_DONE : DELIVERY_WAITING;
	attempt.recorded = row->recorded = outcome.recorded;
	attempt.message = outcome.message;
	batch = db_batch_new(desk->source.db);
	delivery_store_attempted(batch, desk->source.jurisdiction, &attempt);
	if (report_ask(&desk->source, batch, NULL, NULL, error, sizeof(error)) < 0)
		log_event(LOG_WARN_, "attempt-not-kept", "trouble", error, NULL);
}
