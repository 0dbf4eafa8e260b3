/* Where PostgreSQL's programs are: in HUIYIN_PG_BINDIR, or one folder per version as Debian has them. */
#include "embedded/internal.h"

#include "base/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define VERSIONS   "/usr/lib/postgresql"
#define OWN_FOLDER "HUIYIN_PG_BINDIR"

/* Major version the cluster was made with; 0 if there is no cluster; -1 with a sentence if there is half a one. */
static int cluster_version(const struct embedded *e, const struct sentence *why)
{
	char *path = hy_xasprintf("%s/PG_VERSION", e->data);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
	char text[16] = "";
	bool exists = access(e->data, F_OK) == 0;

	free(path);
	if (fd < 0 && !exists)
		return 0;
	if (fd < 0)
		return sentence_fail(why, "%s is there but holds no PostgreSQL cluster (%s); move it away.", e->data,
				     strerror(errno));
	ssize_t n = read(fd, text, sizeof(text) - 1);
	int version = n > 0 ? (int)strtol(text, NULL, 10) : 0;

	close(fd);
	if (version <= 0)
		return sentence_fail(why, "%s/PG_VERSION cannot be read; restore the folder from a backup.", e->data);
	return version;
}

static bool has_programs(const char *bin)
{
	char *postgres = hy_xasprintf("%s/postgres", bin), *initdb = hy_xasprintf("%s/initdb", bin);
	bool there = access(postgres, X_OK) == 0 && access(initdb, X_OK) == 0;

	free(postgres);
	free(initdb);
	return there;
}

/* Major version of the programs in bin, asked of themselves: "postgres (PostgreSQL) 15.4 …". */
static int ask_version(const struct embedded *e, const char *bin, const struct sentence *why)
{
	char *postgres = hy_xasprintf("%s/postgres", bin), output[200];
	const char *const argv[] = { postgres, "--version", NULL };
	int status = account_run(&e->account, bin, argv, -1, output, sizeof(output), why);
	const char *number = strpbrk(output, "0123456789");

	free(postgres);
	if (status < 0)
		return -1;
	if (status != 0 || !number)
		return sentence_fail(why, "%s/postgres does not run; set " OWN_FOLDER " to PostgreSQL's programs.",
				     bin);
	return (int)strtol(number, NULL, 10);
}

/* The newest installed version, or exactly the wanted one; 0 if there is none. */
static int newest_installed(int wanted)
{
	DIR *versions = opendir(VERSIONS);
	int newest = 0;

	for (const struct dirent *d; versions && (d = readdir(versions));) {
		int version = (int)strtol(d->d_name, NULL, 10);
		char *bin = hy_xasprintf(VERSIONS "/%d/bin", version);

		if (version >= OLDEST_MAJOR && version > newest && (wanted == 0 || version == wanted) &&
		    has_programs(bin))
			newest = version;
		free(bin);
	}
	if (versions)
		closedir(versions);
	return newest;
}

static int use_own_folder(struct embedded *e, const char *bin, int wanted, const struct sentence *why)
{
	if (!has_programs(bin))
		return sentence_fail(why, OWN_FOLDER " is %s, where there is no postgres and initdb.", bin);
	int version = ask_version(e, bin, why);

	if (version < 0)
		return -1;
	if (version < OLDEST_MAJOR)
		return sentence_fail(why, "%s has PostgreSQL %d; %d or newer is needed.", bin, version, OLDEST_MAJOR);
	if (wanted != 0 && version != wanted)
		return sentence_fail(
			why,
			"%s was made by PostgreSQL %d, but %s has PostgreSQL %d; install %d, or move the data "
			"with pg_upgrade.",
			e->data, wanted, bin, version, wanted);
	e->bin = hy_xstrdup(bin);
	return 0;
}

int binaries_find(struct embedded *e, const struct sentence *why)
{
	const char *own = getenv(OWN_FOLDER);
	int wanted = cluster_version(e, why);

	if (wanted < 0)
		return -1;
	if (own && *own)
		return use_own_folder(e, own, wanted, why);
	int version = newest_installed(wanted);

	if (version == 0 && wanted != 0)
		return sentence_fail(why,
				     "%s was made by PostgreSQL %d, which is not installed; install it (apt install "
				     "postgresql-%d), or move the data with pg_upgrade.",
				     e->data, wanted, wanted);
	if (version == 0)
		return sentence_fail(why,
				     "PostgreSQL %d or newer is not installed; install it (apt install postgresql), or "
				     "set " OWN_FOLDER " to its programs.",
				     OLDEST_MAJOR);
	e->bin = hy_xasprintf(VERSIONS "/%d/bin", version);
	return 0;
}
