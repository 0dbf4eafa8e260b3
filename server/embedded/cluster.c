/* Making the cluster: in DIR/pg.new, renamed to DIR/pg when it is complete and on disk. What a cut start leaves is
 * removed by the next one. */
#include "embedded/internal.h"

#include "base/date.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* What an operator may change later. What must hold is on the postmaster's command line (postmaster.c). */
static const char settings[] = "\n# Huiyin\n"
			       "max_connections = 50\n"
			       "shared_buffers = 128MB\n"
			       "max_wal_size = 2GB\n"
			       "checkpoint_timeout = 15min\n"
			       "timezone = 'UTC'\n"
			       "log_timezone = 'UTC'\n"
			       "log_line_prefix = '%m [%p] %q%u '\n"
			       "log_min_duration_statement = 1s\n"
			       "cluster_name = 'huiyin'\n"
			       "jit = off\n"; /* all statements are short */

/* In a child of the account: the folder is its own. */
static int append_settings(const void *path)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_NOFOLLOW);

	if (fd < 0 || write(fd, settings, sizeof(settings) - 1) != (ssize_t)sizeof(settings) - 1 || fsync(fd) < 0)
		return 1;
	return 0;
}

static int run_initdb(struct embedded *e, const char *fresh, int folder, const struct sentence *why)
{
	char *initdb = hy_xasprintf("%s/initdb", e->bin), output[2000];
	const char *const argv[] = { initdb,
				     "-D",
				     fresh,
				     "-U",
				     "postgres",
				     "--auth-local=trust",
				     "--auth-host=reject",
				     "-E",
				     "UTF8",
				     "--locale=C.UTF-8",
				     "--data-checksums",
				     "--no-instructions",
				     NULL };
	int status = account_run(&e->account, e->bin, argv, folder, output, sizeof(output), why);
	const char *reason = strstr(output, "initdb: error:");

	free(initdb);
	if (status > 0)
		sentence_fail(why, "The database cluster cannot be made: %s", reason ? reason : output);
	return status == 0 ? 0 : -1;
}

/* initdb and its children hold a lock on the folder. Those of a huiyind that was killed may still be at it. */
static int wait_for_orphans(const char *fresh)
{
	int64_t deadline = clock_monotonic_us() + PATIENCE_US;
	int folder = open(fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC), ret = -1;

	if (folder < 0)
		return -1;
	while ((ret = flock(folder, LOCK_EX | LOCK_NB)) < 0 && clock_monotonic_us() < deadline)
		nap();
	close(folder);
	return ret;
}

/* The remains of a start that was cut short: emptied by their owner, who may not remove the folder itself. */
static int remove_remains(struct embedded *e, const char *fresh, const struct sentence *why)
{
	const char *const argv[] = { "/bin/rm", "-rf", "--", fresh, NULL };
	char output[500];

	if (access(fresh, F_OK) < 0)
		return 0;
	if (wait_for_orphans(fresh) < 0)
		return sentence_fail(why, "%s is in use by an initdb that does not end; stop it and remove the folder.",
				     fresh);
	if (account_run(&e->account, e->bin, argv, -1, output, sizeof(output), why) < 0)
		return -1;
	if (rmdir(fresh) < 0 && errno != ENOENT)
		return sentence_fail(why, "%s, left by an earlier start, cannot be removed: %s.", fresh,
				     strerror(errno));
	return 0;
}

static int sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), ret;

	if (fd < 0)
		return -1;
	ret = fsync(fd);
	close(fd);
	return ret;
}

/* Makes and locks the empty folder. Its descriptor, or -1. */
static int make_fresh(struct embedded *e, const char *fresh, const struct sentence *why)
{
	int folder = -1;

	if (mkdir(fresh, 0700) == 0)
		folder = open(fresh, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder >= 0 && flock(folder, LOCK_EX | LOCK_NB) == 0 &&
	    (!e->account.other || fchown(folder, e->account.uid, e->account.gid) == 0))
		return folder;
	sentence_fail(why, "%s cannot be made: %s.", fresh, strerror(errno));
	if (folder >= 0)
		close(folder);
	return -1;
}

static int fill(struct embedded *e, const char *fresh, int folder, const struct sentence *why)
{
	char *conf = hy_xasprintf("%s/postgresql.conf", fresh);
	int ret = run_initdb(e, fresh, folder, why);

	if (ret == 0 && account_call(&e->account, append_settings, conf, why) != 0)
		ret = sentence_fail(why, "%s cannot be written; is the disk full?", conf);
	free(conf);
	return ret;
}

static int make_in(struct embedded *e, const char *fresh, const struct sentence *why)
{
	int folder, ret;

	if (remove_remains(e, fresh, why) < 0)
		return -1;
	folder = make_fresh(e, fresh, why);
	if (folder < 0)
		return -1;
	ret = fill(e, fresh, folder, why);
	close(folder);
	if (ret == 0 && (rename(fresh, e->data) < 0 || sync_folder(e->dir) < 0))
		ret = sentence_fail(why, "%s cannot be renamed to %s: %s.", fresh, e->data, strerror(errno));
	return ret;
}

int cluster_make(struct embedded *e, const struct sentence *why)
{
	char *fresh;
	int ret;

	if (access(e->data, F_OK) == 0)
		return 0;
	fresh = hy_xasprintf("%s.new", e->data);
	ret = make_in(e, fresh, why);
	free(fresh);
	return ret;
}
