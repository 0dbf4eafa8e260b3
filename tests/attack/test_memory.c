/* What many connections, and lengths that are only announced, may cost in memory. */
#include "attack/attack.h"

#include <sys/resource.h>

/* Bytes of memory the process has. */
static size_t resident(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	size_t size = 0, pages = 0;

	assert_non_null(file);
	assert_int_equal(fscanf(file, "%zu %zu", &size, &pages), 2);
	fclose(file);
	return pages * (size_t)sysconf(_SC_PAGESIZE);
}

/* Room for both ends of n connections; the number there is room for. */
static int raise_descriptors(int n)
{
	struct rlimit limit;

	getrlimit(RLIMIT_NOFILE, &limit);
	limit.rlim_cur = limit.rlim_max;
	setrlimit(RLIMIT_NOFILE, &limit);
	return limit.rlim_cur > 2 * (rlim_t)n + 200 ? n : (int)(limit.rlim_cur / 2) - 200;
}

/* Every one of them makes a call and stays. */
static void two_thousand_idle_connections(void **state)
{
	enum { WANTED = 2000 };
	int n = raise_descriptors(WANTED);
	struct evgrpc_server_options options;
	struct attack *attack;
	size_t before;
	int *fds;

	(void)state;
	evgrpc_server_options_default(&options);
	options.max_connections = WANTED + 100;
	attack = attack_begin(&options);
	fds = calloc((size_t)n, sizeof *fds);
	before = resident();
	for (int i = 0; i < n; i++) {
		put_preface(attack, 0, 0, 0);
		put_call(attack, 1);
		TURN_UNTIL(attack, attack->headers == 2);
		fds[i] = attack->fd;
		nghttp2_hd_inflate_del(attack->inflater);
		attack_connect(attack);
	}
	printf("# %d idle connections: %zu bytes each, with the test's own memory and the sanitizer's\n", n,
	       (resident() - before) / (size_t)n);
	put_preface(attack, 0, 0, 0);
	put_call(attack, 1);
	TURN_UNTIL(attack, attack->headers == 2);
	for (int i = 0; i < n; i++) {
		assert_false(is_closed(fds[i]));
		close(fds[i]);
	}
	free(fds);
	attack_end(attack);
}

/* 400 MiB are announced, 500 bytes come. */
static void announced_lengths_cost_nothing(void **state)
{
	enum { STREAMS = 100, ALLOWED = 32 << 20 };
	struct attack *attack = attack_begin(NULL);
	size_t before = resident(), after;

	(void)state;
	put_preface(attack, 0, 0, 0);
	for (uint32_t id = 1; id < 2 * STREAMS; id += 2) {
		put_request(attack, id, RAW_SAY, 0);
		put_frame(attack, NGHTTP2_DATA, 0, id, "\0\0\x40\0\0", 5);
	}
	put_frame(attack, NGHTTP2_PING, 0, 0, "12345678", 8);
	TURN_UNTIL(attack, attack->ping_acks == 1);
	assert_int_equal(attack->headers, 0); /* all of them wait */
	after = resident();
	assert_true(after < before + ALLOWED);
	attack_end(attack);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_thousand_idle_connections),
		cmocka_unit_test(announced_lengths_cost_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
