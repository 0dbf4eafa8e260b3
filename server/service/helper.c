#include "service/helper.h"

#include "base/memory.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

struct piece {
	void (*work)(struct rpc *rpc);
	void (*done)(void *rpc);
	struct rpc *rpc;
	struct piece *next;
};

struct helper {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	struct piece *first, **last; /* under the lock */
	int n_waiting;               /* under the lock */
	bool stopping;               /* under the lock */
};

/* The next piece, or NULL when there is none and none will come. */
static struct piece *take_piece(struct helper *helper, bool *ret_stopping)
{
	struct piece *piece;

	pthread_mutex_lock(&helper->lock);
	while (!helper->first && !helper->stopping)
		pthread_cond_wait(&helper->changed, &helper->lock);
	piece = helper->first;
	if (piece) {
		helper->n_waiting--;
		helper->first = piece->next;
		if (!helper->first)
			helper->last = &helper->first;
	}
	*ret_stopping = helper->stopping;
	pthread_mutex_unlock(&helper->lock);
	return piece;
}

static void *run(void *arg)
{
	struct piece *piece;
	bool stopping;

	while ((piece = take_piece(arg, &stopping))) {
		if (!stopping)
			piece->work(piece->rpc);
		piece->done(piece->rpc);
		free(piece);
	}
	return NULL;
}

struct helper *helper_start(void)
{
	struct helper *helper = hy_xcalloc(1, sizeof(*helper));

	pthread_mutex_init(&helper->lock, NULL);
	pthread_cond_init(&helper->changed, NULL);
	helper->last = &helper->first;
	if (pthread_create(&helper->thread, NULL, run, helper) != 0)
		abort();
	return helper;
}

void helper_stop(struct helper *helper)
{
	if (!helper)
		return;
	pthread_mutex_lock(&helper->lock);
	helper->stopping = true;
	pthread_cond_signal(&helper->changed);
	pthread_mutex_unlock(&helper->lock);
	pthread_join(helper->thread, NULL);
	pthread_cond_destroy(&helper->changed);
	pthread_mutex_destroy(&helper->lock);
	free(helper);
}

int helper_run(struct helper *helper, void (*work)(struct rpc *rpc), void (*done)(void *rpc), struct rpc *rpc)
{
	struct piece *piece = hy_xcalloc(1, sizeof(*piece));
	bool full;

	piece->work = work;
	piece->done = done;
	piece->rpc = rpc;
	pthread_mutex_lock(&helper->lock);
	full = helper->n_waiting >= HELPER_MAX_WAITING;
	if (!full) {
		helper->n_waiting++;
		*helper->last = piece;
		helper->last = &piece->next;
		pthread_cond_signal(&helper->changed);
	}
	pthread_mutex_unlock(&helper->lock);
	if (full)
		free(piece);
	return full ? -1 : 0;
}
