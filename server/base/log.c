#include "base/log.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/date.h"
#include "base/memory.h"
#include "base/text.h"

static atomic_int lowest = LOG_INFO_;
static bool as_json;
static pthread_once_t format_once = PTHREAD_ONCE_INIT;
static const char *const level_names[] = { "debug", "info", "warn", "error" };

static void choose_format(void)
{
	const char *format = getenv("HUIYIN_LOG_FORMAT");

	as_json = format && strcmp(format, "json") == 0;
}

void log_set_level(enum log_level level)
{
	atomic_store(&lowest, (int)level);
}

/* True when value can stand after "key=" as it is. */
static bool is_plain(const char *value)
{
	for (const char *p = value; *p; p++)
		if ((unsigned char)*p <= ' ' || *p == '"' || *p == '=' || *p == '\\' || *p == 0x7f)
			return false;
	return *value != '\0';
}

/* Adds value in double quotes, as a JSON string: control characters escaped, bytes that are no UTF-8 as '?'. */
static void add_quoted(struct strbuf *line, const char *value)
{
	bool utf8 = text_length(value, strlen(value)) >= 0;

	strbuf_puts(line, "\"");
	for (const char *p = value; *p; p++) {
		unsigned char c = (unsigned char)*p;

		if (c == '"' || c == '\\')
			strbuf_printf(line, "\\%c", c);
		else if (c == '\n')
			strbuf_puts(line, "\\n");
		else if (c < ' ' || c == 0x7f)
			strbuf_printf(line, "\\u%04x", c);
		else if (c >= 0x80 && !utf8)
			strbuf_puts(line, "?");
		else
			strbuf_add(line, p, 1);
	}
	strbuf_puts(line, "\"");
}

static void add_pair(struct strbuf *line, const char *key, const char *value)
{
	bool utf8 = text_length(value, strlen(value)) >= 0;

	if (as_json) {
		strbuf_puts(line, line->len ? "," : "{");
		add_quoted(line, key);
		strbuf_puts(line, ":");
		add_quoted(line, value);
		return;
	}
	strbuf_printf(line, "%s%s=", line->len ? " " : "", key);
	if (utf8 && is_plain(value))
		strbuf_puts(line, value);
	else
		add_quoted(line, value);
}

/* One write per line, so that lines of several threads (and processes) do not run into each other. */
static void write_line(const struct strbuf *line)
{
	size_t done = 0;

	while (done < line->len) {
		ssize_t n = write(STDERR_FILENO, line->text + done, line->len - done);

		if (n <= 0)
			return; /* nobody is left to be told */
		done += (size_t)n;
	}
}

void log_event(enum log_level level, const char *event, ...)
{
	struct strbuf line = { 0 };
	char at[HY_MOMENT_TEXT];
	const char *key;
	va_list pairs;

	if ((int)level < atomic_load(&lowest))
		return;
	pthread_once(&format_once, choose_format);
	add_pair(&line, "at", moment_format(moment_now(), at));
	add_pair(&line, "level", level_names[level]);
	add_pair(&line, "event", event);
	va_start(pairs, event);
	while ((key = va_arg(pairs, const char *))) {
		const char *value = va_arg(pairs, const char *);

		add_pair(&line, key, value ? value : "");
	}
	va_end(pairs);
	strbuf_puts(&line, as_json ? "}\n" : "\n");
	write_line(&line);
	strbuf_clear(&line);
}
