/* What the tests of the ledger share: a cluster of their own with the schema, jobs that are waited for, the rules of
 * Baotou, a few offices. */
#ifndef TESTS_LEDGER_FIXTURE_H
#define TESTS_LEDGER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
/* cmocka wants the headers above first */
#include <cmocka.h>

#include "base/memory.h"
#include "db/cluster.h"
#include "db/migrate.h"
#include "ledger/ledger.h"
#include "ledger/verify.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdlib.h>

#define PLACE   150200
#define OFFICES 8

/* A job and whoever waits for it. */
struct asked {
	struct ledger_job job;
	struct update update;
	struct new_case new_case;
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool done;
};

static inline void on_done(struct ledger_job *job)
{
	struct asked *asked = job->arg;

	pthread_mutex_lock(&asked->lock);
	asked->done = true;
	pthread_cond_signal(&asked->cond);
	pthread_mutex_unlock(&asked->lock);
}

static inline struct asked *asked_new(enum job_kind kind, enum role role, int office_id)
{
	struct asked *asked = hy_xcalloc(1, sizeof *asked);

	pthread_mutex_init(&asked->lock, NULL);
	pthread_cond_init(&asked->cond, NULL);
	asked->job.kind = kind;
	asked->job.role = role;
	asked->job.office_id = office_id;
	asked->job.token_id = 1;
	asked->job.sight = (struct sight){ .all = true, .drafts = true };
	asked->job.done = on_done;
	asked->job.arg = asked;
	uuid_random(asked->job.request_id);
	random_bytes(asked->job.digest, sizeof asked->job.digest);
	return asked;
}

static inline void asked_free(struct asked *asked)
{
	pthread_mutex_destroy(&asked->lock);
	pthread_cond_destroy(&asked->cond);
	free(asked);
}

static inline void asked_wait(struct asked *asked)
{
	pthread_mutex_lock(&asked->lock);
	while (!asked->done)
		pthread_cond_wait(&asked->cond, &asked->lock);
	pthread_mutex_unlock(&asked->lock);
}

/* Submits and waits; the job's answer is in it. */
static inline struct ledger_job *ask(struct ledger *ledger, struct asked *asked)
{
	asked->done = false;
	asked->job.accepted = asked->job.already_stored = false;
	asked->job.refusal.reason = REASON_NONE;
	ledger_submit(ledger, &asked->job);
	asked_wait(asked);
	return &asked->job;
}

static inline hy_day on_day(const char *text)
{
	hy_day parsed = HY_DAY_NONE;

	assert_int_equal(day_parse(text, &parsed), 0);
	return parsed;
}

static inline struct asked *new_update(int64_t case_id, const char *verb, enum role role, int office_id)
{
	struct asked *asked = asked_new(JOB_UPDATE, role, office_id);

	asked->job.ref.case_id = case_id;
	snprintf(asked->job.case_text, sizeof asked->job.case_text, "%" PRId64, case_id);
	asked->update = update_empty(verb, role, office_id);
	asked->job.update = &asked->update;
	return asked;
}

static inline struct asked *new_create(int session_id, const char *submission_number)
{
	static const char *const proposers[] = { "张三", "李四 \"老李\"" };
	struct asked *asked = asked_new(JOB_CREATE, ROLE_COMMITTEE, 0);

	asked->new_case = (struct new_case){ .kind = "proposal",
					     .submission_number = submission_number,
					     .external_number = "",
					     .title = "关于改善老旧小区供暖的提案",
					     .text = "第一行\n第二行\t\\ / 回音",
					     .proposer_kind = "joint",
					     .sector = "",
					     .category = "城建",
					     .proposers = proposers,
					     .n_proposers = 2,
					     .level = LEVEL_CITY,
					     .session_id = session_id,
					     .received_on = on_day("2023-02-01") };
	asked->job.new_case = &asked->new_case;
	return asked;
}

static inline char *read_source(const char *path)
{
	char *full = hy_xasprintf("%s/%s", SOURCE_DIR, path), block[4096];
	struct strbuf text = { 0 };
	FILE *file = fopen(full, "r");
	size_t n;

	assert_non_null(file);
	while ((n = fread(block, 1, sizeof block, file)) > 0)
		strbuf_add(&text, block, n);
	fclose(file);
	free(full);
	return strbuf_take(&text);
}

static inline struct ledger *start_ledger(const struct cluster *cluster)
{
	struct ledger_options options = { .conninfo = embedded_app_conninfo(cluster->embedded),
					  .jurisdiction = PLACE,
					  .business_date = on_day("2023-03-01") };
	char error[300] = "";
	struct ledger *ledger = ledger_start(&options, error, sizeof error);

	if (!ledger)
		fail_msg("%s", error);
	return ledger;
}

/* Adds a session of the city; its id. */
static inline int add_session(struct ledger *ledger, const char *code, const char *name, const char *starts_on)
{
	struct session session = { .level = LEVEL_CITY };
	struct asked *asked = asked_new(JOB_SESSION, ROLE_OPERATOR, 0);
	int session_id;

	snprintf(session.code, sizeof session.code, "%s", code);
	snprintf(session.name_zh, sizeof session.name_zh, "%s", name);
	session.starts_on = on_day(starts_on);
	asked->job.session = &session;
	assert_true(ask(ledger, asked)->accepted);
	session_id = asked->job.given_id;
	asked_free(asked);
	return session_id;
}

/* Rules, calendar, offices 1 … OFFICES, session 1. */
static inline void set_up_place(struct ledger *ledger)
{
	struct calendar_day days[] = { { on_day("2023-01-02"), true, "元旦" } };
	struct asked *asked = asked_new(JOB_RULES, ROLE_OPERATOR, 0);
	char *text = read_source("rules/baotou.yaml");

	asked->job.text = text;
	if (!ask(ledger, asked)->accepted)
		fail_msg("rules refused: %s", reason_name(asked->job.refusal.reason));
	assert_int_equal(asked->job.given_id, 1);
	asked_free(asked);
	free(text);
	asked = asked_new(JOB_CALENDAR, ROLE_OPERATOR, 0);
	asked->job.year = 2023;
	asked->job.days = days;
	asked->job.n_days = 1;
	asked->job.text = "test";
	assert_true(ask(ledger, asked)->accepted);
	asked_free(asked);
	for (int i = 1; i <= OFFICES; i++) {
		struct office office = { .valid_from = HY_DAY_NONE, .valid_until = HY_DAY_NONE };

		snprintf(office.code, sizeof office.code, "office%d", i);
		snprintf(office.name_zh, sizeof office.name_zh, "单位%d", i);
		asked = asked_new(JOB_OFFICE, ROLE_OPERATOR, 0);
		asked->job.office = &office;
		assert_true(ask(ledger, asked)->accepted);
		assert_int_equal(asked->job.given_id, i);
		asked_free(asked);
	}
	assert_int_equal(add_session(ledger, "13-2", "十三届二次", "2023-01-10"), 1);
}

/* Creates a case of a session; its id. */
static inline int64_t create_case_of(struct ledger *ledger, int session_id)
{
	struct asked *asked = new_create(session_id, "");
	struct ledger_job *job = ask(ledger, asked);
	int64_t case_id = job->after.case_id;

	if (!job->accepted)
		fail_msg("create refused: %s", reason_name(job->refusal.reason));
	asked_free(asked);
	return case_id;
}

static inline int64_t create_case(struct ledger *ledger)
{
	return create_case_of(ledger, 1);
}

/* Does one update and expects it to be accepted. */
static inline void do_update(struct ledger *ledger, struct asked *asked)
{
	struct ledger_job *job = ask(ledger, asked);

	if (!job->accepted)
		fail_msg("%s refused: %s", asked->update.verb, reason_name(job->refusal.reason));
	asked_free(asked);
}

/* An office takes its part of a case. */
static inline void accept_part(struct ledger *ledger, int64_t case_id, int office_id)
{
	do_update(ledger, new_update(case_id, "accept", ROLE_HANDLER, office_id));
}

/* A filed case of a session; its id. */
static inline int64_t filed_case_of(struct ledger *ledger, int session_id)
{
	int64_t case_id = create_case_of(ledger, session_id);

	do_update(ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0));
	return case_id;
}

static inline void file_and_assign(struct ledger *ledger, int64_t case_id, int lead, int assist)
{
	struct asked *asked;

	do_update(ledger, new_update(case_id, "file", ROLE_COMMITTEE, 0));
	asked = new_update(case_id, "assign", ROLE_COMMITTEE, 0);
	asked->update.lead_office = lead;
	asked->update.n_assist = assist ? 1 : 0;
	asked->update.assist_offices[0] = assist;
	do_update(ledger, asked);
}

/* Names another case, as one more that the update is about. */
static inline void name_other(struct asked *asked, int64_t case_id)
{
	int i = asked->job.n_others++;

	assert_true(i < MAX_OTHER_CASES);
	asked->job.others[i] = (struct case_ref){ .case_id = case_id };
	snprintf(asked->job.other_texts[i], sizeof asked->job.other_texts[i], "%" PRId64, case_id);
}

static inline struct asked *new_answer(int64_t case_id, int office_id, const char *class)
{
	struct asked *asked = new_update(case_id, "answer", ROLE_HANDLER, office_id);

	asked->update.class = class;
	asked->update.document_number = "包住建函〔2023〕1号";
	asked->update.text = "已经解决";
	return asked;
}

/* A promise that comes with the update. */
static inline void add_promise(struct asked *asked, const char *text, hy_day due_on)
{
	asked->update.new_items[asked->update.n_new_items++] = (struct new_item){ .kind = ITEM_PROMISE,
										  .text = text,
										  .measure = "户",
										  .on = HY_DAY_NONE,
										  .due_on = due_on,
										  .media_type = "" };
}

static inline void expect_refused(struct ledger *ledger, struct asked *asked, enum reason reason)
{
	struct ledger_job *job = ask(ledger, asked);

	if (job->accepted || job->refusal.reason != reason)
		fail_msg("%s: wanted %s, got %s", asked->update.verb ? asked->update.verb : "", reason_name(reason),
			 job->accepted ? "accepted" : reason_name(job->refusal.reason));
	asked_free(asked);
}

static inline struct asked *new_contact(int64_t case_id, int office_id)
{
	struct asked *asked = new_update(case_id, "contact", ROLE_HANDLER, office_id);

	asked->update.contact_method = "visit";
	asked->update.contact_persons = "张三";
	return asked;
}

struct waited {
	pthread_mutex_t lock;
	pthread_cond_t cond;
	bool done, reached;
	int64_t page;
};

static inline void on_folded(void *arg, int64_t page, bool reached)
{
	struct waited *waited = arg;

	pthread_mutex_lock(&waited->lock);
	waited->done = true;
	waited->reached = reached;
	waited->page = page;
	pthread_cond_signal(&waited->cond);
	pthread_mutex_unlock(&waited->lock);
}

static inline bool wait_fold(struct ledger *ledger, unsigned timeout_ms)
{
	struct waited waited = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false, false, 0 };

	ledger_wait_fold(ledger, timeout_ms, on_folded, &waited);
	pthread_mutex_lock(&waited.lock);
	while (!waited.done)
		pthread_cond_wait(&waited.cond, &waited.lock);
	pthread_mutex_unlock(&waited.lock);
	return waited.reached;
}

#endif
