#include "output.h"

#include "say.h"
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#define DEFAULT_PAGER "less -FRX"

static int write_error; /* errno of the first write to stdout that failed */

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
	if (fwrite(text, 1, len, stdout) != len)
		write_error = errno;
}

int output_finish(void)
{
	if (fflush(stdout) != 0)
		write_error = errno;
	else if (ferror(stdout) && !write_error)
		write_error = EIO;
	if (!write_error || write_error == EPIPE) /* a reader that has seen enough is no failure */
		return 0;
	say_error(TXT_OUTPUT_FAILED, "error", say_system_error(write_error), NULL);
	return -1;
}
