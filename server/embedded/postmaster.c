/* The postmaster. It may be our child, or have outlived the huiyind that started it, or have died and left its pid
 * file behind. postmaster.pid says who it is and how far it has come:
 *
 *   line 1 pid · 2 data folder · 5 folder of the socket · 8 "starting", "ready", "stopping", … */
#include "embedded/internal.h"

#include "base/date.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Between two looks; a start of an existing cluster takes some 100 ms. */
#define NAP_NS 5000000
/* The log is put aside at the next start once it is larger; one older log is kept. */
#define LOG_BYTES (16 << 20)
/* Of the log's end, looked through for the reason of a failed start. */
#define LOG_TAIL 4000
/* Lines of postmaster.pid, counted from 0. */
#define LINE_SOCKET 4
#define LINE_STATUS 7
#define LINES       8

void nap(void)
{
	nanosleep(&(struct timespec){ .tv_nsec = NAP_NS }, NULL);
}

struct pid_file {
	pid_t pid;
	char socket_dir[256];
	bool ready;
};

/* Reads a small file whole; -1 if it is not there. */
static ssize_t read_small(const char *path, char *out, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	ssize_t n = fd < 0 ? -1 : read(fd, out, size - 1);

	if (fd >= 0)
		close(fd);
	if (n >= 0)
		out[n] = '\0';
	return n;
}

static int read_pid_file(const struct embedded *e, struct pid_file *ret_file)
{
	char *path = hy_xasprintf("%s/postmaster.pid", e->data), text[4096];
	ssize_t n = read_small(path, text, sizeof(text));
	char *lines[LINES] = { 0 }, *rest = text;

	free(path);
	if (n <= 0)
		return -1;
	for (size_t i = 0; i < LINES && rest; i++)
		lines[i] = strsep(&rest, "\n");
	*ret_file = (struct pid_file){ .pid = (pid_t)strtol(lines[0], NULL, 10) };
	if (lines[LINE_SOCKET])
		snprintf(ret_file->socket_dir, sizeof(ret_file->socket_dir), "%s", lines[LINE_SOCKET]);
	ret_file->ready = lines[LINE_STATUS] && strncmp(lines[LINE_STATUS], "ready", 5) == 0;
	return ret_file->pid > 1 ? 0 : -1;
}

/* True when the process is the account's and has our data folder among its arguments: pids are used again, and the
 * arguments of a dead process that nobody has waited for are empty. */
static bool is_postmaster(const struct embedded *e, pid_t pid)
{
	char path[64], arguments[8192];
	struct stat st;

	snprintf(path, sizeof(path), "/proc/%d", (int)pid);
	if (stat(path, &st) < 0 || st.st_uid != e->account.uid)
		return false;
	snprintf(path, sizeof(path), "/proc/%d/cmdline", (int)pid);
	ssize_t n = read_small(path, arguments, sizeof(arguments));

	for (const char *a = arguments; n > 0 && a < arguments + n; a += strlen(a) + 1)
		if (strcmp(a, e->data) == 0)
			return true;
	return false;
}

/* Takes note if our child has ended. */
static void reap(struct embedded *e)
{
	int status = 0;

	if (e->child == 0)
		return;
	pid_t ended = waitpid(e->child, &status, WNOHANG);

	if (ended == e->child || (ended < 0 && errno == ECHILD)) {
		e->child_status = ended > 0 ? status : 0;
		e->child = 0;
	}
}

bool postmaster_is_alive(struct embedded *e)
{
	reap(e);
	if (e->child > 0 && e->child == e->postmaster)
		return true; /* until it has been waited for, so that its end can be told */
	return e->postmaster > 0 && is_postmaster(e, e->postmaster);
}

void postmaster_say_end(const struct embedded *e, char *out, size_t size)
{
	if (WIFSIGNALED(e->child_status))
		snprintf(out, size, "killed by signal %d", WTERMSIG(e->child_status));
	else
		snprintf(out, size, "exit status %d", WEXITSTATUS(e->child_status));
}

static int open_log(const struct embedded *e, const struct sentence *why)
{
	struct stat st;

	if (lstat(e->log, &st) == 0 && st.st_size > LOG_BYTES) {
		char *older = hy_xasprintf("%s.1", e->log);

		/* If it cannot be put aside, it goes on growing: no reason not to start. */
		if (rename(e->log, older) < 0)
			errno = 0;
		free(older);
	}
	int fd = open(e->log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0600);

	if (fd < 0)
		return sentence_fail(why, "The log %s cannot be written: %s.", e->log, strerror(errno));
	return fd;
}

/* The value of a setting that is a list of file names: quoted, so that blanks and commas are part of the name. */
static char *quote_setting(const char *name, const char *path)
{
	struct strbuf buf = { 0 };

	strbuf_printf(&buf, "%s=\"", name);
	for (; *path; path++)
		strbuf_add(&buf, *path == '"' ? "\"\"" : path, *path == '"' ? 2 : 1);
	strbuf_puts(&buf, "\"");
	return strbuf_take(&buf);
}

static int spawn(struct embedded *e, int log, const struct sentence *why)
{
	char *postgres = hy_xasprintf("%s/postgres", e->bin);
	char *sockets = quote_setting("unix_socket_directories", e->socket_dir);
	char **envp = environment_new(&e->account, e->bin);
	/* Command line settings stand above the files: these must hold whatever somebody writes there. */
	const char *const argv[] = { postgres,
				     "-D",
				     e->data,
				     "-p",
				     PORT,
				     "-c",
				     sockets,
				     "-c",
				     "listen_addresses=",
				     "-c",
				     "unix_socket_permissions=0700",
				     "-c",
				     "fsync=on",
				     "-c",
				     "full_page_writes=on",
				     "-c",
				     "synchronous_commit=on",
				     "-c",
				     "logging_collector=off",
				     NULL };
	const struct program program = { argv, envp };

	e->child = account_fork(&e->account, log, -1, exec_program, &program, why);
	environment_free(envp);
	free(sockets);
	free(postgres);
	if (e->child > 0)
		return 0;
	e->child = 0;
	return -1;
}

/* One run through the states of a start. */
struct start {
	int64_t deadline;
	bool spawned, told_to_stop;
	off_t log_before; /* where this start's part of the log begins */
};

static void read_log_tail(const struct embedded *e, off_t from, char *out, size_t size)
{
	int fd = open(e->log, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	struct stat st;
	ssize_t n = -1;

	if (fd >= 0 && fstat(fd, &st) == 0) {
		if (st.st_size - from > (off_t)size - 1)
			from = st.st_size - ((off_t)size - 1);
		n = pread(fd, out, size - 1, from);
	}
	if (fd >= 0)
		close(fd);
	out[n > 0 ? n : 0] = '\0';
}

/* After kill -9 of a postmaster its last workers may hold the shared memory for a moment; PostgreSQL rightly refuses
 * to start beside them. 0 when it is worth trying again. */
static int judge_failed_start(struct embedded *e, struct start *start, const struct sentence *why)
{
	char tail[LOG_TAIL], *fatal, *end;

	read_log_tail(e, start->log_before, tail, sizeof(tail));
	if (strstr(tail, "is still in use") || strstr(tail, "already exists")) {
		start->spawned = false;
		return 0;
	}
	fatal = strstr(tail, "FATAL:");
	if (!fatal)
		return sentence_fail(why, "PostgreSQL does not start; %s says why.", e->log);
	end = strchr(fatal, '\n');
	if (end)
		*end = '\0';
	return sentence_fail(why, "PostgreSQL does not start (%s); see %s.", fatal, e->log);
}

static int begin_start(struct embedded *e, struct start *start, const struct sentence *why)
{
	struct stat st;
	int log = open_log(e, why), ret;

	if (log < 0)
		return -1;
	start->log_before = fstat(log, &st) == 0 ? st.st_size : 0;
	start->spawned = true;
	ret = spawn(e, log, why);
	close(log);
	return ret;
}

/* 1 when it is ready, 0 to look again, -1 with a sentence. */
static int step(struct embedded *e, struct start *start, const struct sentence *why)
{
	struct pid_file file;
	bool running = read_pid_file(e, &file) == 0 && is_postmaster(e, file.pid);

	reap(e);
	if (running && file.ready && strcmp(file.socket_dir, e->socket_dir) == 0) {
		e->postmaster = file.pid;
		return 1;
	}
	if (running && file.ready && !start->told_to_stop) {
		/* It serves a socket elsewhere: the data folder had another name, or /run was emptied. */
		start->told_to_stop = true;
		kill(file.pid, SIGINT);
	}
	if (running || e->child > 0)
		return 0;
	if (start->spawned)
		return judge_failed_start(e, start, why);
	return begin_start(e, start, why);
}

int postmaster_ensure(struct embedded *e, const struct sentence *why)
{
	struct start start = { .deadline = clock_monotonic_us() + PATIENCE_US };
	int ret;

	e->postmaster = 0;
	sentence_fail(why, "PostgreSQL did not become ready within a minute; see %s.", e->log);
	while ((ret = step(e, &start, why)) == 0 && clock_monotonic_us() < start.deadline)
		nap();
	return ret == 1 ? 0 : -1;
}

int postmaster_stop(struct embedded *e)
{
	int64_t deadline = clock_monotonic_us() + PATIENCE_US;

	if (!postmaster_is_alive(e))
		return 0;
	kill(e->postmaster, SIGINT);
	while (postmaster_is_alive(e)) {
		if (clock_monotonic_us() >= deadline)
			return -1;
		nap();
	}
	return 0;
}
