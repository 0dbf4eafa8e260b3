/* A connection of its own with a transaction that stays open: many batches that see one moment, for answers too large
 * for one batch. Batches are made with view_batch and sent like any other (rpc_read). */
#ifndef SERVICE_VIEW_H
#define SERVICE_VIEW_H

#include "service/context.h"

#include "db/db.h"

/* Open at once on one worker. Each holds a connection, and keeps the database from cleaning up behind its moment. */
#define VIEWS_MAX 2

struct view;
/* Opens one; ready(arg, good) runs once, later: good when the transaction can begin. NULL when VIEWS_MAX are open.
 */
struct view *view_open(struct worker *worker, void (*ready)(void *arg, bool good), void *arg);
/* The next batch; the first one begins the transaction, with statement 0, whose moment is that of statement 1. NULL
 * when the connection was lost, and with it the moment. */
struct db_batch *view_batch(struct view *view);
/* Ends the transaction so that the next batch begins another one, of a later moment. */
void view_renew(struct view *view);
/* Ends it, whatever is under way. NULL is fine. */
void view_close(struct view *view);
/* The worker stops: all of its views end, and who waits for one hears of it. */
void views_stop(struct worker *worker);

#endif
