/* huiyin-load: keeps N calls in flight on one channel for some seconds and prints calls per second and latency.
 *
 *   huiyin-load ADDRESS TOKEN_FILE CASES_FILE submit|get IN_FLIGHT SECONDS
 *
 * Every submit is a different update (verb contact) with a request id of its own; cases are taken in turn from the
 * file, one number a line. Only answers with grpc-status 0 count; any other ends the run with 1 and is named.
 * Closed loop: the latency of a call begins when it is handed to the channel. */
#include "base/date.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"
#include <errno.h>
#include <event2/event.h>
#include <evgrpc.h>
#include <huiyin/v1/case_service.evgrpc.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CASES     100000
#define MAX_IN_FLIGHT 1024
#define MAX_SAMPLES   4000000 /* latencies kept; a run that makes more is too long for its purpose */

struct load {
	struct event_base *base;
	struct evgrpc_channel *channel;
	struct evgrpc_metadata metadata;
	char *cases[MAX_CASES];
	size_t n_cases, next_case;
	bool submit;
	int64_t end, began;
	size_t in_flight;
	uint32_t *samples; /* microseconds */
	size_t n_samples;
	bool failed;
};

struct slot {
	struct load *load;
	int64_t started;
};

static void start_call(struct slot *slot);

static void on_done(struct evgrpc_client_call *call, const struct evgrpc_status *status, void *arg)
{
	struct slot *slot = arg;
	struct load *load = slot->load;

	(void)call;
	load->in_flight--;
	if (status->code != EVGRPC_OK) {
		fprintf(stderr, "%s: %s\n", evgrpc_code_name(status->code), status->message ? status->message : "");
		load->failed = true;
	} else if (load->n_samples < MAX_SAMPLES) {
		load->samples[load->n_samples++] = (uint32_t)(clock_monotonic_us() - slot->started);
	}
	if (!load->failed && clock_monotonic_us() < load->end)
		start_call(slot);
	else if (load->in_flight == 0)
		event_base_loopbreak(load->base);
}

static struct evgrpc_client_call *start_submit(struct slot *slot, char *number,
					       const struct evgrpc_call_options *options)
{
	static const struct huiyin__v1__case_service__submit_update__client_handlers handlers = { .on_done = on_done };
	Huiyin__V1__SubmitUpdateRequest request = HUIYIN__V1__SUBMIT_UPDATE_REQUEST__INIT;
	uint8_t uuid[UUID_BYTES];
	char text[UUID_TEXT];

	uuid_random(uuid);
	request.request_id = uuid_format(uuid, text);
	request.case_ = number;
	request.verb = "contact";
	request.contact_method = "phone";
	request.contact_persons = "示例";
	return huiyin__v1__case_service__submit_update__client_start(slot->load->channel, &request, options, &handlers,
								     slot);
}

static struct evgrpc_client_call *start_get(struct slot *slot, char *number, const struct evgrpc_call_options *options)
{
	static const struct huiyin__v1__case_service__get_case__client_handlers handlers = { .on_done = on_done };
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;

	request.case_ = number;
	return huiyin__v1__case_service__get_case__client_start(slot->load->channel, &request, options, &handlers,
								slot);
}

static void start_call(struct slot *slot)
{
	struct load *load = slot->load;
	struct evgrpc_call_options options = { .metadata = &load->metadata, .n_metadata = 1 };
	char *number = load->cases[load->next_case++ % load->n_cases];

	slot->started = clock_monotonic_us();
	if (load->submit ? start_submit(slot, number, &options) : start_get(slot, number, &options))
		load->in_flight++;
	else
		load->failed = true;
}

/* Reads a file of one word a line into words; returns how many, or ends the program. */
static size_t read_lines(const char *path, char **words, size_t max)
{
	FILE *file = fopen(path, "r");
	char line[512];
	size_t n = 0;

	if (file == NULL) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		exit(2);
	}
	while (n < max && fgets(line, sizeof line, file) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0')
			words[n++] = hy_xstrdup(line);
	}
	fclose(file);
	if (n == 0) {
		fprintf(stderr, "%s is empty\n", path);
		exit(2);
	}
	return n;
}

static int compare_samples(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

static void print_result(struct load *load)
{
	double seconds = (double)(clock_monotonic_us() - load->began) / 1e6;

	qsort(load->samples, load->n_samples, sizeof load->samples[0], compare_samples);
	printf("%.0f\t%.2f\t%.2f\n", (double)load->n_samples / seconds, load->samples[load->n_samples / 2] / 1e3,
	       load->samples[load->n_samples * 99 / 100] / 1e3);
}

static void run(struct load *load, size_t in_flight, int64_t seconds)
{
	struct slot *slots = hy_xcalloc(in_flight, sizeof *slots);

	load->began = clock_monotonic_us();
	load->end = load->began + seconds * 1000000;
	for (size_t i = 0; i < in_flight; i++) {
		slots[i].load = load;
		start_call(&slots[i]);
	}
	event_base_dispatch(load->base);
	free(slots);
}

int main(int argc, char **argv)
{
	static struct load load;
	int64_t in_flight, seconds;
	char *token;

	if (argc != 7 || number_parse(argv[5], 1, MAX_IN_FLIGHT, &in_flight) < 0 ||
	    number_parse(argv[6], 1, 600, &seconds) < 0) {
		fprintf(stderr, "usage: huiyin-load ADDRESS TOKEN_FILE CASES_FILE submit|get IN_FLIGHT SECONDS\n");
		return 2;
	}
	read_lines(argv[2], &token, 1);
	load.metadata.key = "authorization";
	load.metadata.value = hy_xasprintf("Bearer %s", token);
	load.n_cases = read_lines(argv[3], load.cases, MAX_CASES);
	load.submit = strcmp(argv[4], "submit") == 0;
	load.samples = hy_xcalloc(MAX_SAMPLES, sizeof load.samples[0]);
	load.base = event_base_new();
	load.channel = evgrpc_channel_new(load.base, argv[1]);
	run(&load, (size_t)in_flight, seconds);
	if (load.failed || load.n_samples == 0)
		return 1;
	print_result(&load);
	evgrpc_channel_free(load.channel);
	event_base_free(load.base);
	return 0;
}
