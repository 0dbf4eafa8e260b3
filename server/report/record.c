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

/* What the report says of whom to remind, the day of its letters, and on whose behalf. */
struct sources {
	json_t *document;
	hy_day day;
	struct token_row token;
};

static void take_sources(const struct db_result *result, void *arg)
{
	struct sources *sources = arg;

	if (db_rows(result, 0) == 0)
		return;
	sources->document = json_loads(db_text(result, 0, 0, 0), 0, NULL);
	sources->token.token_id = db_int(result, 0, 0, 1);
}

/* ---- On whose behalf ------------------------------------------------------------------------------------------ */

bool record_is_for(enum role role)
{
	return role == ROLE_COMMITTEE || role == ROLE_SUPERVISOR;
}

static void take_token(const struct db_result *result, void *arg)
{
	if (db_rows(result, 0))
		token_store_row(result, 0, 0, arg);
}

int record_find_token(struct report_source *source, int64_t token_id, hy_day today, struct token_row *ret_token,
		      struct refusal *ret_refusal)
{
	struct db_batch *batch = db_batch_new(source->db);
	char error[300];

	*ret_token = (struct token_row){ 0 };
	token_store_by_id(batch, source->jurisdiction, token_id);
	if (report_ask(source, batch, take_token, ret_token, error, sizeof(error)) < 0) {
		refuse(ret_refusal, REASON_DATABASE_UNAVAILABLE);
		return -1;
	}
	if (token_is_good(ret_token, today) && record_is_for(ret_token->role))
		return 0;
	refuse_with(refuse(ret_refusal, REASON_REMINDERS_NOT_ALLOWED), "token", "%lld", (long long)token_id);
	return -1;
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

/* The same day and assignment give the same request, whichever report reminds and however often; the digest tells whose
 * reminder was stored. */
static void fill_reminder(struct reminder *reminder, const struct sources *sources, const struct report_row *report,
			  const struct dunned *dunned, const char *verb)
{
	char day[HY_DAY_TEXT], name[80], by[32];

	memset(reminder, 0, sizeof(*reminder));
	reminder->update = update_empty(verb, sources->token.role, dunned->office_id);
	reminder->update.reason = report->title;
	reminder->job = (struct ledger_job){ .kind = JOB_UPDATE,
					     .role = sources->token.role,
					     .token_id = sources->token.token_id,
					     .sight = { .all = true },
					     .ref = { .case_id = dunned->case_id },
					     .update = &reminder->update,
					     .done = on_decided,
					     .arg = reminder };
	snprintf(reminder->job.case_text, sizeof(reminder->job.case_text), "s%" PRId64, dunned->case_id);
	snprintf(name, sizeof(name), "%s/%" PRId64 "/%d", day_format(sources->day, day), dunned->case_id,
		 dunned->assignment_no);
	uuid_of_name(reminder_space, name, reminder->job.request_id);
	snprintf(by, sizeof(by), " of report %" PRId64, report->report_id);
	const struct digest_part parts[] = { { name, strlen(name) }, { by, strlen(by) } };

	sha256(parts, 2, reminder->job.digest);
}

/* ---- Counting ------------------------------------------------------------------------------------------------- */

static enum language language_of(const struct report_row *report)
{
	return strcmp(report->language, "en") == 0 ? LANGUAGE_EN : LANGUAGE_ZH;
}

/* Refusals that another try may turn. */
static bool is_passing(enum reason reason)
{
	return reason == REASON_DATABASE_UNAVAILABLE || reason == REASON_OUTCOME_UNKNOWN || reason == REASON_OVERLOADED;
}

/* Accepted is also what an attempt whose end nobody kept has stored. What another report has stored is refused, whether
 * that one was made before this one or at the same moment. */
static void count_reminder(const struct ledger_job *job, enum language language, struct record_outcome *outcome)
{
	if (job->accepted) {
		outcome->recorded++;
		return;
	}
	if (job->refusal.reason == REASON_REQUEST_ID_REUSED) {
		outcome->before++;
		return;
	}
	if (is_passing(job->refusal.reason))
		outcome->settled = false;
	if (outcome->refused++ == 0)
		refusal_text(&job->refusal, language, outcome->message, sizeof(outcome->message));
}

static void say_outcome(enum language language, struct record_outcome *outcome)
{
	bool zh = language == LANGUAGE_ZH;
	struct strbuf text = { 0 };

	strbuf_printf(&text, zh ? "记录催办 %d 条" : "%d reminders recorded", outcome->recorded);
	if (outcome->before)
		strbuf_printf(&text, zh ? "，另 %d 条当天已记录" : ", %d had been recorded that day", outcome->before);
	if (outcome->refused)
		strbuf_printf(&text, zh ? "，%d 条未记录，第一条：%s" : ", %d were not, the first one: %s",
			      outcome->refused, outcome->message);
	snprintf(outcome->message, sizeof(outcome->message), "%s", text.text);
	strbuf_clear(&text);
}

static void record_all(struct ledger *ledger, const struct sources *sources, const struct report_row *report,
		       const char *verb, struct record_outcome *outcome)
{
	struct dunned *dunned = hy_xcalloc(MAX_REMINDERS, sizeof(*dunned));
	struct reminder *reminders = hy_xcalloc(AT_ONCE, sizeof(*reminders));
	size_t n = report_dunned(sources->document, dunned, MAX_REMINDERS);
	enum language language = language_of(report);

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

/* The report's document, its day, and the token if it may still remind. 0, or -1 with a refusal. */
static int read_sources(struct report_source *source, hy_day today, const struct report_row *report,
			struct sources *sources, struct refusal *ret_refusal)
{
	struct db_batch *batch = db_batch_new(source->db);
	json_t *object = json_loads(report->query, 0, NULL);
	struct report_query query = { 0 };
	char error[300];
	int bad = object ? report_query_read(object, &query) : -1;

	json_decref(object);
	sources->day = query.date;
	report_store_for_record(batch, source->jurisdiction, report->report_id);
	if (report_ask(source, batch, take_sources, sources, error, sizeof(error)) < 0) {
		refuse(ret_refusal, REASON_DATABASE_UNAVAILABLE);
		return -1;
	}
	if (bad < 0 || !sources->document) {
		refuse_words(refuse(ret_refusal, REASON_REPORT_FAILED), "message", "文稿已损坏",
			     "the document is damaged");
		return -1;
	}
	return record_find_token(source, sources->token.token_id, today, &sources->token, ret_refusal);
}

void report_record(struct report_source *source, struct ledger *ledger, const struct report_row *report,
		   struct record_outcome *ret_outcome)
{
	struct registry *registry = ledger_registry(ledger);
	const char *verb = verb_that_reminds(registry);
	struct sources sources = { 0 };
	struct refusal refusal;
	int bad = read_sources(source, ledger_today(ledger), report, &sources, &refusal);

	*ret_outcome = (struct record_outcome){ 0 };
	if (bad == 0 && !verb) {
		refuse_words(refuse(&refusal, REASON_REPORT_FAILED), "message", "现行规则没有催办这一动作",
			     "the rules in force have no verb that reminds");
		bad = -1;
	}
	if (bad == 0)
		record_all(ledger, &sources, report, verb, ret_outcome);
	else
		refusal_text(&refusal, language_of(report), ret_outcome->message, sizeof(ret_outcome->message));
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
