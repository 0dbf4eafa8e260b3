/* Folders: the data folder with its lock, and the folder of the socket. */
#include "embedded/internal.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Advice for a folder that root's "postgres" cannot use. */
#define GOOD_FOLDER "/var/lib/huiyin"
#define SOCKET_NAME "/.s.PGSQL." PORT

static int make_folder(const char *path, mode_t mode, const struct sentence *why)
{
	if (mkdir(path, mode) == 0) {
		if (chmod(path, mode) == 0) /* whatever the umask */
			return 0;
	} else if (errno == EEXIST) {
		return 0;
	}
	return sentence_fail(why, "The folder %s cannot be made: %s.", path, strerror(errno));
}

/* Like mkdir -p. Root's own folder may be passed through (PostgreSQL runs as another account), not listed. */
static int make_data_folder(const char *dir, bool other, const struct sentence *why)
{
	char *path = hy_xstrdup(dir);
	int ret = 0;

	for (char *slash = strchr(path + 1, '/'); ret == 0 && slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		ret = make_folder(path, 0755, why);
		*slash = '/';
	}
	if (ret == 0)
		ret = make_folder(path, other ? 0711 : 0700, why);
	free(path);
	return ret;
}

static int try_to_enter(const void *dir)
{
	return access(dir, X_OK) == 0 ? 0 : 1;
}

/* Somebody else's folder could be exchanged under our hands. */
static int check_data_folder(const struct embedded *e, const struct sentence *why)
{
	struct stat st;
	int entered;

	if (stat(e->dir, &st) < 0 || !S_ISDIR(st.st_mode))
		return sentence_fail(why, "%s is not a folder.", e->dir);
	if (st.st_uid != geteuid() && st.st_uid != e->account.uid)
		return sentence_fail(
			why, "The folder %s belongs to another user; run as that user or use another folder.", e->dir);
	if (st.st_mode & S_IWOTH)
		return sentence_fail(why, "Everybody may write to the folder %s; run chmod o-w on it or use another.",
				     e->dir);
	entered = account_call(&e->account, try_to_enter, e->dir, why);
	if (entered > 0)
		return sentence_fail(why,
				     "PostgreSQL runs as the user %s, who cannot enter %s; use " GOOD_FOLDER
				     ", or let others pass through the folders above it (chmod o+x).",
				     e->account.name, e->dir);
	return entered;
}

static int refuse_locked(const struct embedded *e, const struct sentence *why)
{
	char who[100] = "";
	ssize_t n = pread(e->lock, who, sizeof(who) - 1, 0);

	who[n > 0 ? n : 0] = '\0';
	sentence_one_line(who);
	return sentence_fail(why, "The data folder %s is in use by %s; stop it or use another folder.", e->dir,
			     who[0] ? who : "another process");
}

static int take_lock(struct embedded *e, const struct sentence *why)
{
	char *path = hy_xasprintf("%s/lock", e->dir);

	e->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	free(path);
	if (e->lock < 0)
		return sentence_fail(why, "%s/lock cannot be opened: %s.", e->dir, strerror(errno));
	if (flock(e->lock, LOCK_EX | LOCK_NB) < 0)
		return refuse_locked(e, why);
	if (ftruncate(e->lock, 0) < 0 ||
	    dprintf(e->lock, "%s, process %d\n", program_invocation_short_name, (int)getpid()) < 0)
		return sentence_fail(why, "%s/lock cannot be written: %s.", e->dir, strerror(errno));
	return 0;
}

int folder_open(struct embedded *e, const char *dir, const struct sentence *why)
{
	if (make_data_folder(dir, e->account.other, why) < 0)
		return -1;
	e->dir = realpath(dir, NULL);
	if (!e->dir)
		return sentence_fail(why, "The folder %s cannot be used: %s.", dir, strerror(errno));
	e->data = hy_xasprintf("%s/pg", e->dir);
	e->log = hy_xasprintf("%s/pg.log", e->dir);
	if (check_data_folder(e, why) < 0)
		return -1;
	return take_lock(e, why);
}

/* A folder of the account's alone. One that is there already may be a trap in a folder like /tmp: it must be a real
 * folder, and the account's, or ours from a start that was cut short. */
static int make_private(const struct account *account, const char *path, const struct sentence *why)
{
	struct stat st;

	if (mkdir(path, 0700) < 0 && errno != EEXIST)
		return sentence_fail(why, "The folder %s for the socket cannot be made: %s.", path, strerror(errno));
	if (lstat(path, &st) < 0 || !S_ISDIR(st.st_mode))
		return sentence_fail(why, "%s is not a folder; remove it.", path);
	if (st.st_uid == geteuid() && account->other && lchown(path, account->uid, account->gid) == 0)
		st.st_uid = account->uid;
	if (st.st_uid != account->uid)
		return sentence_fail(why, "The folder %s belongs to another user; remove it.", path);
	if ((st.st_mode & 07777) != 0700 && chmod(path, 0700) < 0)
		return sentence_fail(why, "The folder %s cannot be made private: %s.", path, strerror(errno));
	return 0;
}

/* A name of its own for each data folder. */
static char *short_name(const char *parent, const struct embedded *e)
{
	const struct digest_part part = { e->dir, strlen(e->dir) };
	uint8_t hash[SHA256_BYTES];
	char text[17];

	sha256(&part, 1, hash);
	hex_encode(hash, 8, text);
	return hy_xasprintf("%s-%u-%s", parent, (unsigned)e->account.uid, text);
}

/* The address of a unix socket has 107 bytes; libpq takes a comma for the end of a host. */
static bool is_usable(const char *socket_dir)
{
	return strlen(socket_dir) + strlen(SOCKET_NAME) < sizeof(((struct sockaddr_un *)0)->sun_path) &&
	       !strchr(socket_dir, ',');
}

/* /run/huiyin, root's own; false when there is no such thing here. */
static bool have_run_folder(void)
{
	struct stat st;

	if (geteuid() != 0 || (mkdir("/run/huiyin", 0711) < 0 && errno != EEXIST))
		return false;
	return lstat("/run/huiyin", &st) == 0 && S_ISDIR(st.st_mode) && st.st_uid == 0 &&
	       !(st.st_mode & (S_IWGRP | S_IWOTH)) && (st.st_mode & S_IXOTH);
}

int folder_choose_socket(struct embedded *e, const struct sentence *why)
{
	e->socket_dir = hy_xasprintf("%s/run", e->dir);
	if (!is_usable(e->socket_dir)) {
		free(e->socket_dir);
		e->socket_dir = short_name(have_run_folder() ? "/run/huiyin/pg" : "/tmp/huiyin", e);
	}
	return make_private(&e->account, e->socket_dir, why);
}
