/* Which jobs make the next page: first come, first served; one per case and one per request id, the next one of the
 * same case waits for the next page; a change of rules, calendar or directory has a page of its own. */
#include "ledger/state.h"
#include <stddef.h>
#include <string.h>

/* How far behind the first the queue is searched for jobs of other cases. */
#define MAX_SEARCH 4096
#define SET_SIZE   1024 /* a power of two above two keys for each line */

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

static uint64_t case_key(const struct ledger_job *job)
{
	uint64_t hash = 14695981039346656037u;

	if (job->kind == JOB_CREATE) {
		const struct new_case *n = job->new_case;

		if (!n->submission_number || !*n->submission_number)
			return 0;
		hash = hash_bytes(hash, &n->session_id, sizeof n->session_id);
		hash = hash_bytes(hash, n->submission_number, strlen(n->submission_number));
	} else if (job->ref.case_id > 0) {
		hash = hash_bytes(hash, &job->ref.case_id, sizeof job->ref.case_id);
	} else if (*job->ref.number) {
		hash = hash_bytes(hash, job->ref.number, strlen(job->ref.number));
	} else {
		hash = hash_bytes(hash, &job->ref.session_id, sizeof job->ref.session_id);
		hash = hash_bytes(hash, job->ref.submission_number, strlen(job->ref.submission_number));
	}
	return hash ? hash : 1;
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

/* Takes both keys, or none and returns false. */
static bool take_keys(struct key_set *set, const struct ledger_job *job)
{
	uint64_t of_case = case_key(job), of_request = request_key(job);

	if ((of_case && *place_of(set, of_case)) || *place_of(set, of_request))
		return false;
	if (of_case)
		*place_of(set, of_case) = of_case;
	*place_of(set, of_request) = of_request;
	return true;
}

static bool is_admin(const struct ledger_job *job)
{
	return job->kind != JOB_CREATE && job->kind != JOB_UPDATE;
}

static void take_job(struct ledger *ledger, struct ledger_job *job)
{
	struct slot *slot = &ledger->round.slots[ledger->round.n++];

	memset(slot, 0, offsetof(struct slot, before));
	slot->job = job;
	slot->ref = job->ref;
}

void batch_choose(struct ledger *ledger)
{
	struct job_list passed;
	struct key_set set = { { 0 } };
	struct ledger_job *job;

	job_list_init(&passed);
	ledger->round.n = 0;
	while (ledger->queue.first && ledger->round.n < LEDGER_MAX_PAGE_LINES && passed.n < MAX_SEARCH) {
		if (is_admin(ledger->queue.first) && (ledger->round.n || passed.n))
			break;
		job = job_list_take(&ledger->queue);
		if (is_admin(job)) {
			take_job(ledger, job);
			break;
		}
		if (take_keys(&set, job))
			take_job(ledger, job);
		else
			job_list_add(&passed, job);
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
