#include "login.h"

#include "base/memory.h"
#include "client.h"
#include "say.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#define TOKEN_LINE_MAX 1024 /* a token is far shorter; a longer line is some other file */

char *login_path(const char *name)
{
	const char *config = getenv("XDG_CONFIG_HOME");
	if (config && *config == '/') /* relative ones are to be ignored (XDG base directory specification) */
		return hy_xasprintf("%s/huiyin/%s", config, name);
	const char *home = getenv("HOME");
	return home && *home ? hy_xasprintf("%s/.config/huiyin/%s", home, name) : NULL;
}

/* First line of a stream without blanks around it; NULL if it is empty or too long. */
static char *read_line(FILE *in)
{
	char line[TOKEN_LINE_MAX];
	char *result = NULL;
	if (fgets(line, sizeof line, in) && strlen(line) < sizeof line - 1) {
		char *begin = line + strspn(line, " \t\r\n");
		size_t len = strlen(begin);
		while (len && isspace((unsigned char)begin[len - 1]))
			len--;
		if (len)
			result = hy_xstrndup(begin, len);
	}
	explicit_bzero(line, sizeof line);
	return result;
}

char *login_read(const char *name)
{
	char *path = login_path(name);
	FILE *in = path ? fopen(path, "re") : NULL;
	free(path);
	char *line = in ? read_line(in) : NULL;
	if (in)
		fclose(in);
	return line;
}

static bool is_open_to_others(int fd)
{
	struct stat info;
	return fstat(fd, &info) == 0 && S_ISREG(info.st_mode) && info.st_uid == geteuid() && (info.st_mode & 077);
}

char *login_read_token(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	FILE *in = fd >= 0 ? fdopen(fd, "r") : NULL;
	if (!in) {
		say_error(TXT_TOKEN_FILE_UNREADABLE, "path", path, "error", say_system_error(errno), NULL);
		return NULL;
	}
	char *token = NULL;
	if (is_open_to_others(fd)) {
		say_error(TXT_TOKEN_FILE_OPEN, "path", path, NULL);
	} else {
		token = read_line(in);
		if (!token)
			say_error(TXT_TOKEN_FILE_EMPTY, "path", path, NULL);
	}
	fclose(in);
	return token;
}

char *login_read_token_stream(FILE *in)
{
	struct termios before;
	bool terminal = isatty(fileno(in)) && tcgetattr(fileno(in), &before) == 0;
	if (terminal) {
		struct termios quiet = before;
		quiet.c_lflag &= ~(tcflag_t)ECHO;
		fputs(txt(TXT_TOKEN_PROMPT), stderr);
		tcsetattr(fileno(in), TCSAFLUSH, &quiet);
	}
	char *token = read_line(in);
	if (terminal) {
		tcsetattr(fileno(in), TCSAFLUSH, &before);
		fputc('\n', stderr);
	}
	return token;
}

static int write_whole(const char *path, const char *text)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	FILE *out = fd >= 0 ? fdopen(fd, "w") : NULL;
	if (!out)
		return -1;
	bool good = fchmod(fd, 0600) == 0 && fprintf(out, "%s\n", text) > 0 && fflush(out) == 0 && fsync(fd) == 0;
	return fclose(out) == 0 && good ? 0 : -1;
}

bool login_may_write(const char *path)
{
	struct stat info;
	int found = lstat(path, &info);
	if ((found != 0 && errno == ENOENT) || (found == 0 && S_ISREG(info.st_mode) && info.st_size == 0))
		return true;
	if (found == 0)
		say_error(TXT_FILE_EXISTS, "path", path, NULL);
	else
		say_error(TXT_FILE_NOT_WRITTEN, "path", path, "error", say_system_error(errno), NULL);
	return false;
}

int login_write_secret(const char *path, const char *text)
{
	char *fresh = hy_xasprintf("%s.%ld.new", path, (long)getpid());
	int result = write_whole(fresh, text);
	if (result == 0)
		result = rename(fresh, path);
	if (result != 0) {
		say_error(TXT_FILE_NOT_WRITTEN, "path", path, "error", say_system_error(errno), NULL);
		unlink(fresh);
	}
	free(fresh);
	return result;
}

/* Makes the folders above a file, each 0700 as the XDG specification wants it. */
static void make_folders(const char *path)
{
	char *copy = hy_xstrdup(path);
	for (char *slash = strchr(copy + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(copy, 0700);
		*slash = '/';
	}
	free(copy);
}

/* One file of the login: text, or no file for NULL. */
static int store_one(const char *name, const char *text)
{
	char *path = login_path(name);
	int result = text ? login_write_secret(path, text) : 0;
	if (!text)
		unlink(path);
	free(path);
	return result;
}

/* The same for the name of a file, which must mean the same from every folder. */
static int store_file_name(const char *name, const char *file)
{
	char *absolute = file && strcmp(file, TLS_SYSTEM) != 0 ? realpath(file, NULL) : NULL;
	int result = store_one(name, absolute ? absolute : file);
	free(absolute);
	return result;
}

int login_store(const struct client *client)
{
	char *token_path = login_path("token");
	if (!token_path) {
		say_error(TXT_NO_HOME, NULL);
		return -1;
	}
	make_folders(token_path);
	free(token_path);
	bool good = store_one(LOGIN_SERVER, client->server) == 0 &&
		    store_file_name(LOGIN_TLS_CA, client->tls_ca) == 0 &&
		    store_file_name(LOGIN_TLS_CERTIFICATE, client->tls_certificate) == 0 &&
		    store_file_name(LOGIN_TLS_KEY, client->tls_key) == 0 && store_one("token", client->token) == 0;
	return good ? 0 : -1;
}
