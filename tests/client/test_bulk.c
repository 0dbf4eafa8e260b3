/* Many updates against a server of the test's own that loses answers, refuses, and watches the order. */
#include "bulk.h"

#include "base/memory.h"
#include "evgrpc.h"

#include <huiyin/v1/case_service.evgrpc.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SEEN 2000

/* What the server has seen; one worker, so no lock. */
static struct {
	char ids[MAX_SEEN][40];
	char cases[MAX_SEEN][16];
	int order[MAX_SEEN]; /* number of the update within its case, from its text */
	int stored;
	int calls, streams;
} server_state;

static bool was_stored(const char *id)
{
	for (int i = 0; i < server_state.stored; i++)
		if (strcmp(server_state.ids[i], id) == 0)
			return true;
	return false;
}

static void refuse_update(struct evgrpc_call *call, const Huiyin__V1__SubmitUpdateRequest *update, int code,
			  char *message)
{
	Huiyin__V1__SubmitUpdatesResponse answer = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__INIT;
	Huiyin__V1__Refused refused = HUIYIN__V1__REFUSED__INIT;
	refused.code = code;
	refused.message = message;
	answer.request_id = update->request_id;
	answer.outcome_case = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_REFUSED;
	answer.refused = &refused;
	huiyin__v1__case_service__submit_updates__call_send(call, &answer);
	evgrpc_call_next(call);
}

static void answer_stored(struct evgrpc_call *call, const Huiyin__V1__SubmitUpdateRequest *update, bool again)
{
	Huiyin__V1__SubmitUpdatesResponse answer = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__INIT;
	Huiyin__V1__SubmitUpdateResponse stored = HUIYIN__V1__SUBMIT_UPDATE_RESPONSE__INIT;
	static char other_id[] = "11111111-0000-0000-0000-000000000000";
	stored.already_stored = again;
	stored.page = server_state.stored;
	answer.request_id = strcmp(update->verb, "mix up") == 0 && !again ? other_id : update->request_id;
	answer.outcome_case = HUIYIN__V1__SUBMIT_UPDATES_RESPONSE__OUTCOME_STORED;
	answer.stored = &stored;
	huiyin__v1__case_service__submit_updates__call_send(call, &answer);
	evgrpc_call_next(call);
}

/* Verb "lose" stores and ends the stream before the first answer; "mix up" answers to an id nobody sent; "busy" is
 * refused the first time; "refuse" is refused; "gone" ends the stream; "silent" says nothing the first time. */
static void on_update(struct evgrpc_call *call, const Huiyin__V1__SubmitUpdatesRequest *message, void *service)
{
	(void)service;
	static int busy;
	const Huiyin__V1__SubmitUpdateRequest *request = message->update;
	server_state.calls++;
	bool again = was_stored(request->request_id);
	if (strcmp(request->verb, "refuse") == 0) {
		refuse_update(call, request, EVGRPC_FAILED_PRECONDITION, "no");
		return;
	}
	if (strcmp(request->verb, "gone") == 0) {
		evgrpc_call_fail(call, EVGRPC_UNAVAILABLE, "later");
		return;
	}
	if (strcmp(request->verb, "busy") == 0 && busy++ % 2 == 0) {
		refuse_update(call, request, EVGRPC_UNAVAILABLE, "later");
		return;
	}
	if (!again) {
		int i = server_state.stored++;
		snprintf(server_state.ids[i], sizeof server_state.ids[i], "%s", request->request_id);
		snprintf(server_state.cases[i], sizeof server_state.cases[i], "%s", request->case_);
		server_state.order[i] = (int)strtol(request->text, NULL, 10);
	}
	if (!again && strcmp(request->verb, "silent") == 0)
		return;
	if (!again && strcmp(request->verb, "lose") == 0) {
		evgrpc_call_fail(call, EVGRPC_UNAVAILABLE, "lost");
		return;
	}
	answer_stored(call, request, again);
}

static void on_gone(struct evgrpc_call *call, void *arg)
{
	(void)arg;
	evgrpc_call_fail(call, EVGRPC_CANCELLED, NULL);
}

static void on_open(struct evgrpc_call *call, void *service)
{
	(void)service;
	server_state.streams++;
	evgrpc_call_on_gone(call, on_gone, NULL);
	evgrpc_call_next(call);
}

static void on_end(struct evgrpc_call *call, void *service)
{
	(void)service;
	evgrpc_call_finish(call, NULL);
}

static struct evgrpc_server *server;
static struct client client;

static int start_server(void **state)
{
	(void)state;
	static const struct huiyin__v1__case_service_handlers cases = {
		.submit_updates = { .on_open = on_open, .on_message = on_update, .on_half_close = on_end },
	};
	char error[200];
	struct evgrpc_server_options options;
	evgrpc_server_options_default(&options);
	options.workers = 1;
	server = evgrpc_server_new(&options);
	if (!server || huiyin__v1__case_service_add(server, &cases, NULL) != 0 ||
	    evgrpc_server_listen(server, "127.0.0.1:0", error, sizeof error) != 0 ||
	    evgrpc_server_start(server, error, sizeof error) != 0)
		return -1;
	client.server = hy_xasprintf("127.0.0.1:%d", evgrpc_server_port(server, 0));
	client.token = hy_xstrdup("secret");
	return 0;
}

static int stop_server(void **state)
{
	(void)state;
	evgrpc_server_stop(server, 1000);
	evgrpc_server_free(server);
	free(client.server);
	free(client.token);
	return 0;
}

static void reset(void)
{
	memset(&server_state, 0, sizeof server_state);
}

/* n rows over n_cases cases; verb_of gives the verb of a row. */
static struct bulk_row *make_rows(struct arena *arena, size_t n, size_t n_cases, const char *(*verb_of)(size_t row))
{
	struct bulk_row *rows = arena_alloc(arena, n * sizeof *rows);
	for (size_t i = 0; i < n; i++) {
		Huiyin__V1__SubmitUpdateRequest *request = arena_alloc(arena, sizeof *request);
		huiyin__v1__submit_update_request__init(request);
		request->request_id = arena_printf(arena, "00000000-0000-0000-0000-%012zu", i);
		request->case_ = arena_printf(arena, "c%zu", i % n_cases);
		request->verb = (char *)verb_of(i);
		request->text = arena_printf(arena, "%zu", i / n_cases);
		rows[i].request = request;
		rows[i].line = i + 2;
	}
	return rows;
}

static void assert_order(void)
{
	for (int i = 0; i < server_state.stored; i++)
		for (int k = 0; k < i; k++)
			if (strcmp(server_state.cases[i], server_state.cases[k]) == 0)
				assert_true(server_state.order[k] < server_state.order[i]);
}

static const char *plain(size_t row)
{
	(void)row;
	return "accept";
}

static void stores_all_in_the_order_of_each_case(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 600, 40, plain);
	assert_int_equal(bulk_run(&client, rows, 600, 8), 0);
	assert_int_equal(bulk_count(rows, 600, BULK_STORED), 600);
	assert_int_equal(server_state.stored, 600);
	assert_int_equal(server_state.calls, 600);
	assert_int_equal(server_state.streams, 1);
	assert_order();
	bulk_free(rows, 600);
	rows = make_rows(arena, 600, 40, plain);
	assert_int_equal(bulk_run(&client, rows, 600, 8), 0);
	assert_int_equal(bulk_count(rows, 600, BULK_ALREADY), 600);
	assert_int_equal(server_state.stored, 600);
	bulk_free(rows, 600);
	arena_free(arena);
}

static const char *filings_fail_once(size_t row)
{
	return row % 2 == 0 ? "busy" : "accept";
}

static void a_number_given_by_filing_is_the_same_case(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 40, 40, filings_fail_once);
	for (size_t i = 0; i < 40; i += 2) {
		rows[i].request->case_number = rows[i + 1].request->case_;
		rows[i].request->text = arena_printf(arena, "%zu", i);
		rows[i + 1].request->text = arena_printf(arena, "%zu", i + 1);
	}
	assert_int_equal(bulk_run(&client, rows, 40, 8), 0);
	assert_int_equal(server_state.stored, 40);
	for (int i = 0; i < 40; i++)
		for (int k = i + 1; k < 40; k++)
			if (server_state.order[i] / 2 == server_state.order[k] / 2)
				assert_true(server_state.order[i] < server_state.order[k]);
	bulk_free(rows, 40);
	arena_free(arena);
}

static const char *some_lost(size_t row)
{
	return row % 5 == 0 ? "lose" : row % 5 == 1 ? "busy" : "accept";
}

static void counts_once_when_answers_are_lost(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 40, 20, some_lost);
	assert_int_equal(bulk_run(&client, rows, 40, 16), 0);
	assert_int_equal(bulk_count(rows, 40, BULK_STORED) + bulk_count(rows, 40, BULK_ALREADY), 40);
	assert_int_equal(bulk_count(rows, 40, BULK_ALREADY), 8); /* the lost ones were found again */
	assert_int_equal(server_state.stored, 40);
	assert_order();
	bulk_free(rows, 40);
	arena_free(arena);
}

static const char *third_refused(size_t row)
{
	return row == 5 ? "refuse" : "accept";
}

static void holds_back_what_follows_a_refusal(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 12, 3, third_refused); /* row 5 is the second of case c2 */
	assert_int_equal(bulk_run(&client, rows, 12, 4), 0);
	assert_int_equal(rows[5].state, BULK_REFUSED);
	assert_int_equal(rows[5].code, EVGRPC_FAILED_PRECONDITION);
	assert_string_equal(rows[5].message, "no");
	assert_string_equal(rows[5].reason, "");
	assert_int_equal(rows[2].state, BULK_STORED);
	assert_int_equal(rows[8].state, BULK_HELD);
	assert_int_equal(rows[11].state, BULK_HELD);
	assert_int_equal(bulk_count(rows, 12, BULK_STORED), 9);
	bulk_free(rows, 12);
	arena_free(arena);
}

static const char *first_gone(size_t row)
{
	return row == 0 ? "gone" : "accept";
}

static void gives_up_after_five_retries(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 3, 1, first_gone);
	assert_int_equal(bulk_run(&client, rows, 3, 1), 0);
	assert_int_equal(rows[0].state, BULK_UNANSWERED);
	assert_string_equal(rows[0].reason, "SERVER_UNREACHABLE");
	assert_int_equal(server_state.calls, 6);
	assert_int_equal(bulk_count(rows, 3, BULK_HELD), 2);
	bulk_free(rows, 3);
	arena_free(arena);
}

static const char *one_mixed_up(size_t row)
{
	return row == 3 ? "mix up" : "accept";
}

static void trusts_no_answer_to_another_row(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 8, 8, one_mixed_up);
	assert_int_equal(bulk_run(&client, rows, 8, 4), 0);
	assert_int_equal(bulk_count(rows, 8, BULK_STORED) + bulk_count(rows, 8, BULK_ALREADY), 8);
	assert_int_equal(rows[3].state, BULK_ALREADY);
	assert_int_equal(server_state.stored, 8);
	assert_true(server_state.streams > 1);
	bulk_free(rows, 8);
	arena_free(arena);
}

static const char *one_silent(size_t row)
{
	return row == 2 ? "silent" : "accept";
}

static void asks_again_when_no_answer_comes(void **state)
{
	(void)state;
	reset();
	client.timeout_ms = 100;
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 6, 6, one_silent);
	assert_int_equal(bulk_run(&client, rows, 6, 2), 0);
	assert_int_equal(rows[2].state, BULK_ALREADY);
	assert_int_equal(bulk_count(rows, 6, BULK_STORED) + bulk_count(rows, 6, BULK_ALREADY), 6);
	client.timeout_ms = 0;
	bulk_free(rows, 6);
	arena_free(arena);
}

static void refuses_a_row_no_server_takes(void **state)
{
	(void)state;
	reset();
	struct arena *arena = arena_new();
	struct bulk_row *rows = make_rows(arena, 3, 3, plain);
	char *text = arena_alloc(arena, (256u << 10) + 1);
	memset(text, 'x', 256u << 10);
	rows[1].request->reason = text;
	assert_int_equal(bulk_run(&client, rows, 3, 3), 0);
	assert_int_equal(rows[1].state, BULK_REFUSED);
	assert_string_equal(rows[1].reason, "MESSAGE_TOO_LARGE");
	assert_int_equal(bulk_count(rows, 3, BULK_STORED), 2);
	assert_int_equal(server_state.streams, 1);
	bulk_free(rows, 3);
	arena_free(arena);
}

static void takes_no_rows(void **state)
{
	(void)state;
	assert_int_equal(bulk_run(&client, NULL, 0, 8), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stores_all_in_the_order_of_each_case),
		cmocka_unit_test(a_number_given_by_filing_is_the_same_case),
		cmocka_unit_test(counts_once_when_answers_are_lost),
		cmocka_unit_test(holds_back_what_follows_a_refusal),
		cmocka_unit_test(gives_up_after_five_retries),
		cmocka_unit_test(trusts_no_answer_to_another_row),
		cmocka_unit_test(asks_again_when_no_answer_comes),
		cmocka_unit_test(refuses_a_row_no_server_takes),
		cmocka_unit_test(takes_no_rows),
	};
	return cmocka_run_group_tests(tests, start_server, stop_server);
}
