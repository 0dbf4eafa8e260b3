/* Reports into a folder: each file is whole or not there. */
#include "report/deliver_words.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A delivery under way; message tells how it went. */
struct putting {
	const struct parcel *parcel;
	char *message;
};

static int fail(const struct putting *putting, const char *what, const char *name)
{
	bool full = errno == ENOSPC || errno == EDQUOT;
	char technical[DELIVER_MESSAGE_SIZE];

	snprintf(technical, sizeof(technical), "%s %s: %s", what, name, strerror(errno));
	return deliver_fail(putting->parcel, full ? TROUBLE_DISK : TROUBLE_FOLDER, technical, putting->message);
}

static int write_all(int fd, const uint8_t *content, size_t size)
{
	while (size > 0) {
		ssize_t n = write(fd, content, size);

		if (n < 0 && errno != EINTR)
			return -1;
		if (n > 0) {
			content += n;
			size -= (size_t)n;
		}
	}
	return fsync(fd);
}

/* Beside its name first: nobody sees half a file, and one that is there already is replaced at once. */
static int put_file(int folder, const struct parcel_file *file, const struct putting *putting)
{
	char part[sizeof(file->name) + 8];
	int fd, bad;

	snprintf(part, sizeof(part), ".%s.part", file->name);
	fd = openat(folder, part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0640);
	if (fd < 0)
		return fail(putting, "cannot create", file->name);
	bad = write_all(fd, file->content, file->size);
	if (close(fd) < 0 || bad < 0) {
		(void)fail(putting, "cannot write", file->name);
		(void)unlinkat(folder, part, 0);
		return -1;
	}
	if (renameat(folder, part, folder, file->name) < 0)
		return fail(putting, "cannot rename", file->name);
	return 0;
}

static int open_folder(const char *path, const char *name, const struct putting *putting)
{
	int base = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC), folder;

	if (base < 0)
		return fail(putting, "cannot open", path);
	if (mkdirat(base, name, 0750) < 0 && errno != EEXIST) {
		(void)fail(putting, "cannot create", name);
		close(base);
		return -1;
	}
	folder = openat(base, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
	if (folder < 0)
		(void)fail(putting, "cannot open", name);
	close(base);
	return folder;
}

/* "html, pdf": words that need no language. */
static void say_formats(const struct parcel *parcel, char *message)
{
	size_t len = 0;

	message[0] = '\0';
	for (size_t i = 0; i < parcel->n_files && len < DELIVER_MESSAGE_SIZE; i++)
		len += (size_t)snprintf(message + len, DELIVER_MESSAGE_SIZE - len, "%s%s", i ? ", " : "",
					parcel->files[i].format);
}

int deliver_to_folder(const struct deliver_settings *settings, const struct parcel *parcel, const char *target,
		      char *ret_message)
{
	const struct putting putting = { parcel, ret_message };
	int folder = open_folder(settings->folder, target, &putting), bad = 0;

	if (folder < 0)
		return -1;
	for (size_t i = 0; i < parcel->n_files && bad == 0; i++)
		bad = put_file(folder, &parcel->files[i], &putting);
	if (bad == 0 && fsync(folder) < 0)
		bad = fail(&putting, "cannot sync", target);
	close(folder);
	if (bad == 0)
		say_formats(parcel, ret_message);
	return bad;
}
