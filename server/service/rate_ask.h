/* What the methods about rates have in common: the question read from a request, the registry of its page, the figures
 * as messages. */
#ifndef SERVICE_RATE_ASK_H
#define SERVICE_RATE_ASK_H

#include "rates/rate_query.h"
#include "service/rpc.h"

#include <huiyin/v1/rate_service.pb-c.h>

/* Where everything about rates begins: waits for the fold and, for a page of the past, puts the registry of that page
 * in the place of the present one; then(rpc) goes on. page 0: the head. A page that is not there yet is refused. */
void rate_begin(struct rpc *rpc, int64_t page, void (*then)(struct rpc *rpc));

/* The filter of a request, NULL: none; with its session and role. 0 or -1 with a refusal. */
int rate_read_filter(struct rpc *rpc, const Huiyin__V1__RateFilter *given, const char *session,
		     Huiyin__V1__AssignmentRole role, struct rate_filter *ret_filter, struct refusal *ret_refusal);
/* The definitions of codes, in the arena; of none: the answer rate, of assist offices that of opinions. */
int rate_read_definitions(struct rpc *rpc, char *const *codes, size_t n, struct rate_query *query,
			  struct refusal *ret_refusal);

Huiyin__V1__RateDefinition *rate_definition_message(struct rpc *rpc, const struct rate_definition *definition);
Huiyin__V1__RateDefinition **rate_definition_messages(struct rpc *rpc, const struct rate_query *query);
/* The figures of a row of the query; before (may be NULL): those they are compared with. */
Huiyin__V1__RateFigure **rate_figure_messages(struct rpc *rpc, const struct rate_query *query,
					      const struct rate_figure *figures, const struct rate_figure *before,
					      struct rounding_rule rule);
/* The rounding asked for; where nothing is (decimals NULL: none given), the one of the rules. 0 or -1 with a refusal.
 */
int rate_read_rounding(const struct rpc *rpc, Huiyin__V1__Rounding rounding, const int32_t *decimals,
		       struct rounding_rule *ret_rule, struct refusal *ret_refusal);
/* As the contract numbers it. */
Huiyin__V1__Rounding rate_rounding_message(enum rounding rounding);
/* How single figures, which are no shares, are rounded by the rules. */
struct rounding_rule rate_usual_rounding(const struct rpc *rpc);
/* How the figures of a table are rounded in truth: shares can add up to 100 only when they are the parts of one whole
 * (A, B, C … of the answered) in every row; others are rounded half up. */
struct rounding_rule rate_rounding(const struct rate_query *query, const struct rate_table *table,
				   struct rounding_rule asked);
/* The rule in words, in the caller's language. */
char *rate_rounding_text(struct rpc *rpc, struct rounding_rule rule);

#endif
