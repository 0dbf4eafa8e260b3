#include "outfile.h"

#include "base/memory.h"
#include "output.h"
#include "say.h"
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int fail_target(const struct outfile *target)
{
	say_error(TXT_DOWNLOAD_UNWRITABLE, "path", target->path, "why", say_system_error(errno), NULL);
	return -1;
}

static char *safe_name(const char *name, const char *fallback)
{
	bool bad = !name[0] || name[0] == '.' || strpbrk(name, "/\\");
	return hy_xstrdup(bad ? fallback : name);
}

int outfile_open(struct outfile *target, const char *out, const char *name, const char *fallback)
{
	if (out && strcmp(out, "-") == 0) {
		target->file = stdout;
		return 0;
	}
	target->path = out ? hy_xstrdup(out) : safe_name(name, fallback);
	if (!out && access(target->path, F_OK) == 0) {
		say_error(TXT_DOWNLOAD_EXISTS, "path", target->path, NULL);
		return -1;
	}
	target->part = output_part(target->path);
	if (!target->part)
		return -1;
	target->file = fopen(target->part, "wbe");
	return target->file ? 0 : fail_target(target);
}

int outfile_write(const struct outfile *target, const void *bytes, size_t len)
{
	if (target->file == stdout) {
		output_bytes(bytes, len);
		return 0;
	}
	return len == 0 || fwrite(bytes, len, 1, target->file) == 1 ? 0 : fail_target(target);
}

static void say_saved(const char *path)
{
	struct stat about;
	char size[24];
	if (stat(path, &about) != 0)
		return;
	snprintf(size, sizeof size, "%lld", (long long)about.st_size);
	say_note(TXT_DOWNLOADED, "path", path, "size", size, NULL);
}

int outfile_close(struct outfile *target, bool whole)
{
	int result = 0;
	if (target->file && target->file != stdout) {
		bool written = fclose(target->file) == 0;
		if (whole && (!written || rename(target->part, target->path) != 0))
			result = fail_target(target);
		if (!whole || result != 0)
			unlink(target->part);
		else
			say_saved(target->path);
	} else if (target->part) {
		unlink(target->part);
	}
	free(target->path);
	free(target->part);
	*target = (struct outfile){ 0 };
	return result;
}
