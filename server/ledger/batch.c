/* Which jobs make the next page: first come, first served; one per case and one per request id, the next one of the
 * same case waits for the next page (an update of several cases is one of each); a change of rules, calendar or
 * directory has a page of its own. */
#include "ledger/state.h"
#include <stddef.h>
#include <string.h>

/* How far behind the first the queue is searched for jobs of other cases. */
#define MAX_SEARCH 4096
#define SET_SIZE   1024 /* a power of two above two keys for each line */
#define FIRST_HASH 14695981039346656037u

/* Keys taken, as 64-bit hashes. Two keys with one hash only wait for each other. 0 is "free". */
struct key_set {
	uint64_t hashes[SET_SIZE];
};

static uint64_t hash_bytes(uint64_t hash, const void *bytes, size_t len)
{
	const unsigned char *p = bytes;

	for (size_t i = 0; i < len; i++)
		hash = (hash ^ p[i]) * 1099511628211u;
	return hash;
}

static uint64_t submission_key(uint64_t hash, int session_id, const char *number)
{
	return hash_bytes(hash_bytes(hash, &session_id, sizeof session_id), number, strlen(number));
}

static uint64_t ref_key(const struct case_ref *ref)
{
	uint64_t hash = FIRST_HASH;

	if (ref->case_id > 0)
		hash = hash_bytes(hash, &ref->case_id, sizeof ref->case_id);
	else if (*ref->number)
		hash = hash_bytes(hash, ref->number, strlen(ref->number));
	else
		hash = submission_key(hash, ref->session_id, ref->submission_number);
	return hash ? hash : 1;
}

/* The keys of the cases a job writes, in keys; returns how many. */
static int case_keys(const struct ledger_job *job, uint64_t keys[1 + MAX_OTHER_CASES])
{
	int n = 1;

	if (job->kind == JOB_CREATE) {
		const struct new_case *given = job->new_case;
		const char *number = given->submission_number;

		keys[0] = number && *number ? submission_key(FIRST_HASH, given->session_id, number) : 0;
		return keys[0] ? 1 : 0;
	}
	keys[0] = ref_key(&job->ref);
	for (int i = 0; i < job->n_others; i++)
		keys[n++] = ref_key(&job->others[i]);
	return n;
}

static uint64_t request_key(const struct ledger_job *job)
{
	uint64_t hash = hash_bytes(1469598103934665603u, &job->office_id, sizeof job->office_id);

	hash = hash_bytes(hash, job->request_id, UUID_BYTES);
	return hash ? hash : 1;
}

static uint64_t *place_of(struct key_set *set, uint64_t key)
{
	size_t i = key & (SET_SIZE - 1);

	while (set->hashes[i] && set->hashes[i] != key)
		i = (i + 1) & (SET_SIZE - 1);
	return &set->hashes[i];
}

/* Takes the keys of the job's cases and of its request, or none and returns false. Who only wants to know needs none.
 */
static bool take_keys(struct key_set *set, const struct ledger_job *job)
{
	uint64_t keys[1 + MAX_OTHER_CASES], of_request = request_key(job);
	int n = case_keys(job, keys);

	if (job->dry_run)
		return true;
	for (int i = 0; i < n; i++)
		if (*place_of(set, keys[i]))
			return false;
	if (*place_of(set, of_request))
		return false;
	for (int i = 0; i < n; i++)
		*place_of(set, keys[i]) = keys[i];
	*place_of(set, of_request) = of_request;
	return true;
}

static bool is_admin(const struct ledger_job *job)
{
	return job->kind != JOB_CREATE && job->kind != JOB_UPDATE;
}

static void take_job(struct ledger *ledger, struct ledger_job *job)
{
	struct slot *slot = ledger->round.slots[ledger->round.n++];

	memset(slot, 0, offsetof(struct slot, own.before));
	slot->job = job;
	slot_name_cases(slot);
}

/* Lines the job makes at most; a page has room for LEDGER_MAX_PAGE_LINES. */
static int lines_of(const struct ledger_job *job)
{
	return job->kind == JOB_UPDATE ? 1 + job->n_others : 1;
}

void batch_choose(struct ledger *ledger)
{
	struct job_list passed;
	struct key_set set = { { 0 } };
	struct ledger_job *job;
	int lines = 0;

	job_list_init(&passed);
	ledger->round.n = 0;
	while (ledger->queue.first && lines < LEDGER_MAX_PAGE_LINES && passed.n < MAX_SEARCH) {
		if (is_admin(ledger->queue.first) && (ledger->round.n || passed.n))
			break;
		job = job_list_take(&ledger->queue);
		if (is_admin(job)) {
			take_job(ledger, job);
			break;
		}
		if (lines + lines_of(job) <= LEDGER_MAX_PAGE_LINES && take_keys(&set, job)) {
			take_job(ledger, job);
			lines += lines_of(job);
		} else {
			job_list_add(&passed, job);
		}
	}
	/* Those passed over stand before the rest again, in their order. */
	if (passed.first) {
		*passed.last = ledger->queue.first;
		if (!ledger->queue.first)
			ledger->queue.last = passed.last;
		ledger->queue.first = passed.first;
		ledger->queue.n += passed.n;
	}
}
