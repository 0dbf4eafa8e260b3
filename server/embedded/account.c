/* The account PostgreSQL runs as. PostgreSQL refuses to run as root, so root steps down to "postgres" for everything
 * of PostgreSQL's; everybody else stays who they are. */
#include "embedded/internal.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SERVER_ACCOUNT "postgres"
/* The exit status of a child that could not become what it should, as shells have it. */
#define CANNOT_RUN 126

int account_find(struct account *ret_account, const struct sentence *why)
{
	struct account account = { .other = geteuid() == 0 };
	const struct passwd *pw = account.other ? getpwnam(SERVER_ACCOUNT) : getpwuid(geteuid());

	if (!pw && account.other)
		return sentence_fail(why, "There is no account " SERVER_ACCOUNT
					  "; install PostgreSQL (apt install postgresql), "
					  "or do not run as root.");
	if (!pw)
		return sentence_fail(why, "The user %u has no entry in the password file; PostgreSQL needs one.",
				     (unsigned)geteuid());
	account.uid = pw->pw_uid;
	account.gid = pw->pw_gid;
	account.n_groups = MOST_GROUPS;
	if (account.other && getgrouplist(pw->pw_name, pw->pw_gid, account.groups, &account.n_groups) < 0)
		account.n_groups = 0;
	account.name = hy_xstrdup(pw->pw_name);
	account.home = hy_xstrdup(pw->pw_dir);
	*ret_account = account;
	return 0;
}

void account_clear(struct account *account)
{
	free(account->name);
	free(account->home);
	account->name = account->home = NULL;
}

/* In the child, as everything below until exec: only async-signal-safe calls. */
static void reset_signals(void)
{
	struct sigaction standard = { .sa_handler = SIG_DFL };
	sigset_t none;

	for (int s = 1; s < NSIG; s++)
		sigaction(s, &standard, NULL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

static int become(const struct account *account)
{
	if (!account->other)
		return 0;
	if (setgroups((size_t)account->n_groups, account->groups) < 0 ||
	    setresgid(account->gid, account->gid, account->gid) < 0 ||
	    setresuid(account->uid, account->uid, account->uid) < 0)
		return -1;
	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
}

/* A surviving postmaster must not keep our listening sockets or the lock. */
static int arrange_descriptors(int output, int keep)
{
	int nothing = open("/dev/null", O_RDWR);

	if (nothing < 0 || dup2(output >= 0 ? output : nothing, 1) < 0 || dup2(1, 2) < 0 || dup2(nothing, 0) < 0)
		return -1;
	if (keep >= 0 && (keep == 3 ? fcntl(3, F_SETFD, 0) : dup2(keep, 3)) < 0)
		return -1;
	return close_range(keep >= 0 ? 4 : 3, ~0U, 0);
}

pid_t account_fork(const struct account *account, int output, int keep, int (*work)(const void *arg), const void *arg,
		   const struct sentence *why)
{
	pid_t pid = fork();

	if (pid < 0)
		return sentence_fail(why, "No process can be started: %s.", strerror(errno));
	if (pid > 0)
		return pid;
	reset_signals();
	setsid(); /* Ctrl-C in our terminal is for us: we stop PostgreSQL in due order */
	umask(077);
	if (arrange_descriptors(output, keep) < 0 || become(account) < 0 || chdir("/") < 0)
		_exit(CANNOT_RUN);
	_exit(work(arg));
}

static int wait_for(pid_t pid, const struct sentence *why)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return sentence_fail(why, "A process of PostgreSQL was lost: %s.", strerror(errno));
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int account_call(const struct account *account, int (*work)(const void *arg), const void *arg,
		 const struct sentence *why)
{
	pid_t pid = account_fork(account, -1, -1, work, arg, why);

	return pid < 0 ? -1 : wait_for(pid, why);
}

int exec_program(const void *arg)
{
	const struct program *program = arg;

	/* execve does not write to its strings; its type is older than const. */
	execve(program->argv[0], (char *const *)(uintptr_t)program->argv, program->envp);
	return CANNOT_RUN;
}

char **environment_new(const struct account *account, const char *bin)
{
	char **envp = hy_xcalloc(5, sizeof(*envp));

	envp[0] = hy_xasprintf("HOME=%s", account->home);
	envp[1] = hy_xasprintf("PATH=%s:/usr/bin:/bin", bin);
	envp[2] = hy_xasprintf("USER=%s", account->name);
	envp[3] = hy_xstrdup("LC_ALL=C.UTF-8");
	return envp;
}

void environment_free(char **envp)
{
	for (char **e = envp; e && *e; e++)
		free(*e);
	free(envp);
}

/* Keeps the last size - 1 bytes of what comes: that is where programs say what went wrong. */
static void read_end(int fd, char *ret_output, size_t size)
{
	size_t len = 0;

	for (;;) {
		if (len == size - 1) {
			len = size / 2;
			memmove(ret_output, ret_output + size - 1 - len, len);
		}
		ssize_t n = read(fd, ret_output + len, size - 1 - len);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			break;
		len += (size_t)n;
	}
	ret_output[len] = '\0';
}

int account_run(const struct account *account, const char *bin, const char *const *argv, int keep, char *ret_output,
		size_t size, const struct sentence *why)
{
	char **envp = environment_new(account, bin);
	const struct program program = { argv, envp };
	int ends[2], status = -1;

	ret_output[0] = '\0';
	if (pipe2(ends, O_CLOEXEC) < 0) {
		sentence_fail(why, "No pipe can be made: %s.", strerror(errno));
	} else {
		pid_t pid = account_fork(account, ends[1], keep, exec_program, &program, why);

		close(ends[1]);
		if (pid > 0) {
			read_end(ends[0], ret_output, size);
			status = wait_for(pid, why);
		}
		close(ends[0]);
	}
	environment_free(envp);
	return status;
}
