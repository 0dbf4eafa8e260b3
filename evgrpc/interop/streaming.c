/* The methods that answer with a stream. A request names the payloads it wants; each is a step of the call's plan:
 *
 *   RECEIVING --a request's steps were added--> SENDING --all steps are sent--> RECEIVING, or the call ends with OK
 *
 * While SENDING, it waits for the peer's window (on_drained) or for an interval (timer), and asks for no request. */
#include "payload.h"
#include "service.h"

#include <event2/event.h>
#include <string.h>

#define NO_MEMORY "The call is out of memory."
#define US_PER_S  1000000
/* No more is produced while the peer has this much to take. */
#define QUEUE_BYTES ((size_t)256 << 10)
/* Steps there is room for at first; most calls have fewer. */
#define FIRST_ROOM ((size_t)8)

typedef Grpc__Testing__StreamingOutputCallRequest Request;

struct step {
	size_t size;
	int32_t interval_us; /* after the step before */
	bool compress;
};

/* Lives in the call's arena; the timer does not. */
struct plan {
	struct evgrpc_call *call;
	struct step *steps;
	size_t n, room, next;
	struct event *timer; /* made by the first interval; only while SENDING */
	bool sending;
	bool rested;     /* the interval of the next step is over */
	bool compresses; /* the call may send compressed messages */
	bool last;       /* no request will follow */
};

static void drop_timer(struct plan *plan)
{
	if (plan->timer)
		event_free(plan->timer);
	plan->timer = NULL;
}

static void end_plan(struct plan *plan, enum evgrpc_code code, const char *message)
{
	const struct evgrpc_status status = { .code = code, .message = message };

	drop_timer(plan);
	evgrpc_call_finish(plan->call, &status);
}

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)call;
	end_plan(arg, EVGRPC_CANCELLED, NULL);
}

/* ---- Sending -------------------------------------------------------------------------------------------------- */

static void go_on(struct plan *plan);

static void on_rested(evutil_socket_t fd, short what, void *arg)
{
	struct plan *plan = arg;

	(void)fd;
	(void)what;
	plan->rested = true;
	go_on(plan);
}

static void on_drained(struct evgrpc_call *call, void *arg)
{
	struct plan *plan = arg;

	(void)call;
	if (plan->sending && !(plan->timer && event_pending(plan->timer, EV_TIMEOUT, NULL)))
		go_on(plan);
}

/* on_rested follows after the interval. */
static int rest(struct plan *plan, int32_t interval_us)
{
	const struct timeval span = { .tv_sec = interval_us / US_PER_S, .tv_usec = interval_us % US_PER_S };

	if (!plan->timer)
		plan->timer = event_new(evgrpc_worker_base(evgrpc_call_worker(plan->call)), -1, 0, on_rested, plan);
	return plan->timer ? event_add(plan->timer, &span) : -1;
}

static int send_step(struct plan *plan, const struct step *step)
{
	Grpc__Testing__StreamingOutputCallResponse response = GRPC__TESTING__STREAMING_OUTPUT_CALL_RESPONSE__INIT;
	Grpc__Testing__Payload payload = zero_payload(step->size);

	response.payload = &payload;
	if (plan->compresses)
		evgrpc_call_compress(plan->call, step->compress);
	return evgrpc_call_send(plan->call, &response.base);
}

static void on_sent(struct plan *plan)
{
	plan->n = plan->next = 0;
	plan->sending = false;
	drop_timer(plan);
	if (plan->last)
		end_plan(plan, EVGRPC_OK, NULL);
	else
		evgrpc_call_next(plan->call);
}

/* Sends steps until one has to wait, or all are sent. */
static void go_on(struct plan *plan)
{
	plan->sending = true;
	while (plan->next < plan->n) {
		const struct step *step = &plan->steps[plan->next];
		int rv;

		if (evgrpc_call_queued(plan->call) >= QUEUE_BYTES)
			return;
		if (step->interval_us > 0 && !plan->rested) {
			rv = rest(plan, step->interval_us);
			if (rv == 0)
				return;
		} else {
			rv = send_step(plan, step);
		}
		if (rv < 0) {
			end_plan(plan, EVGRPC_RESOURCE_EXHAUSTED, "The answer cannot be sent for lack of memory.");
			return;
		}
		plan->rested = false;
		plan->next++;
	}
	on_sent(plan);
}

/* ---- Planning ------------------------------------------------------------------------------------------------- */

static int make_room(struct plan *plan, size_t n)
{
	size_t room = plan->room ? plan->room : FIRST_ROOM;
	struct step *steps;

	while (room < plan->n + n)
		room *= 2;
	if (room == plan->room)
		return 0;
	steps = evgrpc_call_alloc(plan->call, room * sizeof *steps);
	if (!steps)
		return -1;
	if (plan->n)
		memcpy(steps, plan->steps, plan->n * sizeof *steps);
	plan->steps = steps;
	plan->room = room;
	return 0;
}

/* True when the request cannot be answered; then the call was ended. */
static bool refuse_request(struct plan *plan, const Request *request)
{
	bool refused = refuse_by_status(plan->call, request->response_status);

	for (size_t i = 0; i < request->n_response_parameters && !refused; i++) {
		const Grpc__Testing__ResponseParameters *wanted = request->response_parameters[i];

		refused = refuse_payload(plan->call, request->response_type, wanted->size);
		if (!refused && wanted->interval_us < 0) {
			evgrpc_call_fail(plan->call, EVGRPC_INVALID_ARGUMENT, "An interval is not negative.");
			refused = true;
		}
	}
	return refused;
}

/* Adds the steps a request asks for; false when the call was ended instead. Not while SENDING. */
static bool add_steps(struct plan *plan, const Request *request)
{
	if (refuse_request(plan, request))
		return false;
	if (make_room(plan, request->n_response_parameters) < 0) {
		evgrpc_call_fail(plan->call, EVGRPC_RESOURCE_EXHAUSTED, NO_MEMORY);
		return false;
	}
	for (size_t i = 0; i < request->n_response_parameters; i++) {
		const Grpc__Testing__ResponseParameters *wanted = request->response_parameters[i];
		bool compress = wanted->compressed && wanted->compressed->value;

		if (compress && !plan->compresses)
			plan->compresses = evgrpc_call_use_compression(plan->call, EVGRPC_GZIP) == 0;
		plan->steps[plan->n++] = (struct step){ .size = (size_t)wanted->size,
							.interval_us = wanted->interval_us,
							.compress = compress };
	}
	return true;
}

/* ---- Handlers ------------------------------------------------------------------------------------------------- */

static struct plan *begin_plan(struct evgrpc_call *call)
{
	struct plan *plan = evgrpc_call_alloc(call, sizeof *plan);

	if (!plan) {
		evgrpc_call_fail(call, EVGRPC_RESOURCE_EXHAUSTED, NO_MEMORY);
		return NULL;
	}
	plan->call = call;
	evgrpc_call_set_data(call, plan);
	evgrpc_call_on_gone(call, on_gone, plan);
	evgrpc_call_on_drained(call, on_drained, plan);
	echo_metadata(call);
	return plan;
}

void on_output_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	begin_plan(call);
}

void on_duplex_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	if (begin_plan(call))
		evgrpc_call_next(call);
}

void on_output_request(struct evgrpc_call *call, const Request *request, void *service)
{
	struct plan *plan = evgrpc_call_data(call);

	(void)service;
	plan->last = true;
	if (add_steps(plan, request))
		go_on(plan);
}

void on_full_duplex_request(struct evgrpc_call *call, const Request *request, void *service)
{
	struct plan *plan = evgrpc_call_data(call);

	(void)service;
	if (add_steps(plan, request))
		go_on(plan);
}

void on_half_duplex_request(struct evgrpc_call *call, const Request *request, void *service)
{
	(void)service;
	if (add_steps(evgrpc_call_data(call), request))
		evgrpc_call_next(call);
}

void on_duplex_half_close(struct evgrpc_call *call, void *service)
{
	struct plan *plan = evgrpc_call_data(call);

	(void)service;
	plan->last = true;
	if (!plan->sending)
		go_on(plan);
}
