#include "output.h"

#include "base/memory.h"
#include "say.h"
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#define DEFAULT_PAGER "less -FRX"

static int write_error; /* errno of the first write to stdout that failed */
static bool failed;     /* something else that has been said */

static struct winsize window_size(void)
{
	struct winsize size = { 0 };
	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0)
		memset(&size, 0, sizeof size);
	return size;
}

size_t output_columns(void)
{
	return window_size().ws_col;
}

static size_t count_lines(const char *text, size_t len)
{
	size_t lines = 0;
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	return lines;
}

/* The user's own command, as every pager variable is; NULL when none is wanted. */
static const char *pager_command(void)
{
	static const char *const variables[] = { "HUIYIN_PAGER", "PAGER" };
	for (size_t i = 0; i < sizeof variables / sizeof variables[0]; i++) {
		const char *value = getenv(variables[i]);
		if (value)
			return *value && strcmp(value, "cat") != 0 ? value : NULL;
	}
	return DEFAULT_PAGER;
}

static int page_text(const char *command, const char *text, size_t len)
{
	FILE *pager = popen(command, "w");
	if (!pager)
		return -1;
	void (*before)(int) = signal(SIGPIPE, SIG_IGN); /* leaving the pager early is no error */
	fwrite(text, 1, len, pager);
	int status = pclose(pager);
	signal(SIGPIPE, before);
	return status == -1 || (WIFEXITED(status) && WEXITSTATUS(status) == 127) ? -1 : 0;
}

void output_text(const struct client *client, const char *text, size_t len)
{
	size_t rows = window_size().ws_row;
	if (client->pager && rows && count_lines(text, len) >= rows) {
		const char *command = pager_command();
		fflush(stdout);
		if (command && page_text(command, text, len) == 0)
			return;
	}
	output_bytes(text, len);
}

void output_bytes(const void *bytes, size_t len)
{
	if (!write_error && fwrite(bytes, 1, len, stdout) != len)
		write_error = errno;
}

void output_fail(void)
{
	failed = true;
}

static int fail_file(const char *path)
{
	say_error(TXT_EXPORT_UNWRITABLE, "path", path, "why", say_system_error(errno), NULL);
	return -1;
}

/* Opens part, which is to become path, with the mode path has, or what the umask leaves. What holds a secret is not
 * written so. The descriptor, or -1 with errno. */
static int create_part(const char *part, const char *path)
{
	struct stat about;
	bool replaces = stat(path, &about) == 0;
	int fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, replaces ? 0600 : 0666);
	if (fd < 0 || !replaces || fchmod(fd, about.st_mode & 0777) == 0)
		return fd;
	close(fd);
	return -1;
}

char *output_part(const char *path)
{
	struct stat about;
	if (stat(path, &about) == 0 && !S_ISREG(about.st_mode)) { /* a device or a pipe is not replaced */
		say_error(TXT_EXPORT_NO_FILE, "path", path, NULL);
		return NULL;
	}
	char *part = hy_xasprintf("%s.part", path);
	int fd = create_part(part, path);
	if (fd < 0) {
		fail_file(path);
		free(part);
		return NULL;
	}
	close(fd);
	return part;
}

int output_keep(char *part, const char *path, bool whole)
{
	int result = whole ? 0 : -1;
	if (whole && rename(part, path) != 0)
		result = fail_file(path);
	if (result == 0)
		say_note(TXT_OUT_WRITTEN, "path", path, NULL);
	else
		unlink(part);
	free(part);
	return result;
}

void output_file(const char *path, const char *text, size_t len)
{
	char *part = output_part(path);
	FILE *out = part ? fopen(part, "wb") : NULL;
	bool whole = out && fwrite(text, 1, len, out) == len;
	if (out && fclose(out) != 0)
		whole = false;
	if (part && !whole)
		fail_file(path);
	if (!part || output_keep(part, path, whole) != 0)
		output_fail();
}

int output_finish(void)
{
	if (fflush(stdout) != 0)
		write_error = errno;
	else if (ferror(stdout) && !write_error)
		write_error = EIO;
	if (!write_error || write_error == EPIPE) /* a reader that has seen enough is no failure */
		return failed ? -1 : 0;
	say_error(TXT_OUTPUT_FAILED, "error", say_system_error(write_error), NULL);
	return -1;
}
