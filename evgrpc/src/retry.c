/* Attempts after the first (gRPC A6).
 *
 * A call that no server has begun is sent again at once, once, whatever kind it is: the server refused the stream, had
 * said before that it goes away, or the connection broke before the stream was sent. A call the program marked
 * retryable is also tried again after an answer of nothing but a status that the policy names.
 *
 *   OPEN ──> AGAIN ─ stream closed, pause over ─> QUEUED */
#include "backoff.h"
#include "channel.h"
#include "clock.h"

#include <stdlib.h>
#include <string.h>

/* More attempts than gRPC allows anybody (A6). */
enum { MOST_ATTEMPTS = 5 };

void evg_retry_commit(struct evgrpc_client_call *call)
{
	if (call->committed)
		return;
	call->committed = true;
	if (call->state != EVG_CLIENT_AGAIN) /* the attempt to come sends it once more */
		evg_stream_release_out(&call->stream);
}

/* ---- May it? ------------------------------------------------------------------------------------------------ */

/* What the server says about another attempt: milliseconds, -1 for none at all, -2 when it says nothing. */
static int64_t read_pushback(const struct evgrpc_client_call *call)
{
	const char *text = evg_fields_find(&call->answer.trailing, "grpc-retry-pushback-ms");
	size_t n = text ? strlen(text) : 0;
	int64_t ms = 0;

	if (!text)
		return -2;
	if (n == 0 || n > 10 || text[strspn(text, "0123456789")] != 0)
		return -1;
	while (*text)
		ms = ms * 10 + *text++ - '0';
	return ms <= INT32_MAX ? ms : -1;
}

/* Keeps the channel's account of attempts that ended well and badly; true while it allows to try again. */
static bool count(struct evgrpc_channel *channel, int code, int64_t pushback)
{
	const struct evgrpc_retry_policy *policy = &channel->options.retry;

	if (code == EVGRPC_OK)
		channel->tokens += policy->token_ratio;
	else if (policy->codes & 1U << code || pushback == -1)
		channel->tokens -= 1;
	if (channel->tokens > policy->max_tokens)
		channel->tokens = policy->max_tokens;
	if (channel->tokens < 0)
		channel->tokens = 0;
	return channel->tokens > policy->max_tokens / 2.0 || !policy->max_tokens;
}

/* Has no server done anything about the call? */
static bool is_untouched(const struct evgrpc_client_call *call)
{
	if (call->state != EVG_CLIENT_OPEN || call->answer.has_headers)
		return false;
	/* nghttp2 closes what a GOAWAY leaves out as refused, too. */
	return call->conn->closed ? !call->stream.begun : call->stream.close_code == NGHTTP2_REFUSED_STREAM;
}

static bool policy_allows(const struct evgrpc_client_call *call, int64_t pushback)
{
	const struct evgrpc_retry_policy *policy = &call->channel->options.retry;
	unsigned most = policy->max_attempts < MOST_ATTEMPTS ? policy->max_attempts : MOST_ATTEMPTS;

	return call->retryable && policy->codes & 1U << call->code && call->attempts < most && pushback != -1;
}

/* ---- Another attempt ---------------------------------------------------------------------------------------- */

static int64_t pause_us(struct evgrpc_client_call *call, int64_t pushback)
{
	const struct evgrpc_retry_policy *policy = &call->channel->options.retry;
	const struct evg_backoff backoff = { policy->first_backoff_ms, policy->max_backoff_ms, policy->multiplier };

	if (pushback >= 0) {
		call->pauses = 0;
		return pushback * 1000;
	}
	return (int64_t)evg_backoff_ms(&backoff, call->pauses++, evg_chance()) * 1000;
}

static void begin(struct evgrpc_client_call *call)
{
	if (call->state == EVG_CLIENT_QUEUED) {
		evg_calls_take(call);
		evg_calls_put(&call->channel->resting, call);
	}
	call->state = EVG_CLIENT_AGAIN;
	evg_client_call_forget_answer(call);
}

bool evg_retry_begin(struct evgrpc_client_call *call)
{
	struct evgrpc_channel *channel = call->channel;
	int64_t pushback = read_pushback(call), us;
	bool has_tokens = count(channel, call->code, pushback);
	struct timeval span;

	if (channel->dead || call->code == EVGRPC_OK)
		return false;
	if (is_untouched(call) && !call->sent_again && (!call->committed || !call->stream.begun)) {
		call->sent_again = true;
		begin(call);
		return true;
	}
	if (call->committed || !has_tokens || !policy_allows(call, pushback))
		return false;
	us = pause_us(call, pushback);
	if (evg_now_us() + us >= call->deadline_us)
		return false; /* it would only end as DEADLINE_EXCEEDED, and the reason be lost */
	begin(call);
	call->attempts++;
	call->rests = true;
	span = evg_span_us(us);
	event_add(&call->timer, &span);
	return true;
}

static void queue_again(struct evgrpc_client_call *call)
{
	if (call->conn || call->rests)
		return;
	evg_calls_take(call);
	call->state = EVG_CLIENT_QUEUED;
	evg_channel_take(call->channel, call);
}

void evg_retry_detach(struct evgrpc_client_call *call)
{
	evg_client_conn_left(call->conn, call);
	evg_calls_take(call);
	evg_calls_put(&call->channel->resting, call);
	call->conn = NULL;
	evg_stream_rewind(&call->stream);
	call->stream.keeps_out = !call->committed;
	queue_again(call);
}

void evg_retry_wake(struct evgrpc_client_call *call)
{
	call->rests = false;
	evg_client_call_arm(call);
	queue_again(call);
}
