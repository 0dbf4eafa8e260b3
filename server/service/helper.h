/* A thread for work that takes long and blocks: checking the ledger. One piece at a time, in order. */
#ifndef SERVICE_HELPER_H
#define SERVICE_HELPER_H

struct helper;
struct rpc;

/* Starts the thread; ends the process if there can be none. */
struct helper *helper_start(void);
/* Finishes the piece under way, drops the others (their done runs without work) and joins. NULL is fine. */
void helper_stop(struct helper *helper);
/* Pieces that may wait; a check of the whole ledger is asked for now and then, not by the dozen. */
#define HELPER_MAX_WAITING 16
/* Queues work(rpc), followed by done(rpc), both on the helper's thread; -1 when too many wait. From any thread. */
int helper_run(struct helper *helper, void (*work)(struct rpc *rpc), void (*done)(void *rpc), struct rpc *rpc);

#endif
