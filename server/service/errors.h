/* Refusals as gRPC statuses: code, sentence, and google.rpc details for programs. */
#ifndef SERVICE_ERRORS_H
#define SERVICE_ERRORS_H

#include "base/memory.h"
#include "db/db.h"
#include "domain/reason.h"
#include "evgrpc.h"

struct registry;

/* The status of a refusal: google.rpc.Status with ErrorInfo{reason, "huiyin", pairs}, BadRequest where the reason is
 * about a field, PreconditionFailure for FAILED_PRECONDITION. Offices written as "#12" get their names. registry may
 * be NULL. Message and details live in the arena. */
struct evgrpc_status error_status(const struct refusal *refusal, const struct registry *registry,
				  enum language language, struct arena *arena);
/* The same refusal with offices named; both languages' names. */
void error_name_offices(struct refusal *refusal, const struct registry *registry);
/* The reason for trouble with the database; writes: whether the batch was to change something. */
enum reason error_of_database(enum db_error error, bool writes);

#endif
