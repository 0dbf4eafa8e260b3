/* What other threads see of the ledger: the head and who waits for it, the registry, the date. */
#include "ledger/state.h"
#include <string.h>

/* Without the lock: a watcher may ask for the head. The list only grows. */
static void tell_watchers(struct ledger *ledger)
{
	int n;

	pthread_mutex_lock(&ledger->lock);
	n = ledger->n_watchers;
	pthread_mutex_unlock(&ledger->lock);
	for (int i = 0; i < n; i++)
		ledger->watchers[i].changed(ledger->watchers[i].arg, ledger->page);
}

void ledger_publish_head(struct ledger *ledger)
{
	bool moved;

	pthread_mutex_lock(&ledger->lock);
	moved = ledger->head_page != ledger->page;
	ledger->head_page = ledger->page;
	memcpy(ledger->head_hash, ledger->hash, SHA256_BYTES);
	pthread_mutex_unlock(&ledger->lock);
	if (moved)
		tell_watchers(ledger);
}

void ledger_publish_registry(struct ledger *ledger, struct registry *registry)
{
	struct registry *old;

	pthread_mutex_lock(&ledger->lock);
	old = ledger->registry;
	ledger->registry = registry;
	pthread_mutex_unlock(&ledger->lock);
	registry_release(old);
}

void ledger_head(struct ledger *ledger, int64_t *ret_page, uint8_t ret_hash[SHA256_BYTES])
{
	pthread_mutex_lock(&ledger->lock);
	*ret_page = ledger->head_page;
	memcpy(ret_hash, ledger->head_hash, SHA256_BYTES);
	pthread_mutex_unlock(&ledger->lock);
}

int ledger_on_head(struct ledger *ledger, void (*changed)(void *arg, int64_t page), void *arg)
{
	int place = -1;

	pthread_mutex_lock(&ledger->lock);
	if (ledger->n_watchers < LEDGER_MAX_WATCHERS) {
		ledger->watchers[ledger->n_watchers].changed = changed;
		ledger->watchers[ledger->n_watchers].arg = arg;
		place = ledger->n_watchers++;
	}
	pthread_mutex_unlock(&ledger->lock);
	return place < 0 ? -1 : 0;
}

hy_day ledger_today(const struct ledger *ledger)
{
	return ledger->options.business_date == HY_DAY_NONE ? day_today() : ledger->options.business_date;
}

struct registry *ledger_registry(struct ledger *ledger)
{
	struct registry *registry;

	pthread_mutex_lock(&ledger->lock);
	registry = registry_hold(ledger->registry);
	pthread_mutex_unlock(&ledger->lock);
	return registry;
}

bool ledger_is_up(const struct ledger *ledger)
{
	return __atomic_load_n(&ledger->up, __ATOMIC_RELAXED);
}
