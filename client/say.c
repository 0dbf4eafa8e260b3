#include "say.h"

#include "base/memory.h"
#include "client.h"
#include "evgrpc.h"
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One sentence of the message table with its values is at most about six times REASON_VALUE_SIZE. */
#define REFUSAL_TEXT_SIZE 4096

static const char *value_of(va_list pairs, const char *key, size_t len)
{
	va_list walk;
	va_copy(walk, pairs);
	const char *found = NULL;
	for (const char *k = va_arg(walk, const char *); k && !found; k = va_arg(walk, const char *)) {
		const char *value = va_arg(walk, const char *);
		if (strlen(k) == len && strncmp(k, key, len) == 0)
			found = value ? value : "";
	}
	va_end(walk);
	return found;
}

static char *fill(const char *text, va_list pairs)
{
	struct strbuf out = { 0 };
	while (*text) {
		size_t plain = strcspn(text, "{");
		strbuf_add(&out, text, plain);
		text += plain;
		const char *end = *text ? strchr(text, '}') : NULL;
		if (!end) {
			strbuf_puts(&out, text);
			break;
		}
		const char *value = value_of(pairs, text + 1, (size_t)(end - text - 1));
		if (value)
			strbuf_puts(&out, value);
		else
			strbuf_add(&out, text, (size_t)(end - text + 1));
		text = end + 1;
	}
	return strbuf_take(&out);
}

char *say_filled(enum text_id id, ...)
{
	va_list pairs;
	va_start(pairs, id);
	char *text = fill(txt(id), pairs);
	va_end(pairs);
	return text;
}

void say_error(enum text_id id, ...)
{
	va_list pairs;
	va_start(pairs, id);
	char *text = fill(txt(id), pairs);
	va_end(pairs);
	fprintf(stderr, "huiyin: %s\n", text);
	free(text);
}

void say_note(enum text_id id, ...)
{
	va_list pairs;
	va_start(pairs, id);
	char *text = fill(txt(id), pairs);
	va_end(pairs);
	fprintf(stderr, "%s\n", text);
	free(text);
}

static bool verbose_run;

void say_set_verbose(bool verbose)
{
	verbose_run = verbose;
}

void say_row_reason(size_t line, const char *reason)
{
	if (verbose_run)
		fprintf(stderr, "huiyin: %zu: %s\n", line, reason);
}

void say_refusal_text(const struct refusal *refusal, char *text, size_t size)
{
	refusal_text(refusal, txt_language(), text, size);
	for (char *bar = strstr(text, SAY_BAR); bar; bar = strstr(bar, SAY_BAR)) {
		*bar++ = '|';
		memmove(bar, bar + sizeof SAY_BAR - 2, strlen(bar + sizeof SAY_BAR - 2) + 1);
	}
}

int say_refusal(const struct refusal *refusal)
{
	char text[REFUSAL_TEXT_SIZE];
	say_refusal_text(refusal, text, sizeof text);
	fprintf(stderr, "huiyin: %s\n", text);
	if (verbose_run)
		fprintf(stderr, "huiyin: %s %s\n", evgrpc_code_name(reason_code(refusal->reason)),
			reason_name(refusal->reason));
	return say_exit_of_code(reason_code(refusal->reason));
}

const char *say_system_error(int error)
{
	static const struct {
		int error;
		enum text_id text;
	} words[] = { { ENOENT, TXT_SYSTEM_NO_FILE },
		      { EACCES, TXT_SYSTEM_NO_PERMISSION },
		      { EPERM, TXT_SYSTEM_NO_PERMISSION },
		      { EISDIR, TXT_SYSTEM_IS_FOLDER },
		      { ENOSPC, TXT_SYSTEM_FULL } };
	for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
		if (words[i].error == error)
			return txt(words[i].text);
	return strerror(error);
}

int say_exit_of_code(int code)
{
	switch (code) {
	case EVGRPC_OK:
		return CLIENT_OK;
	case EVGRPC_NOT_FOUND:
		return CLIENT_NOT_FOUND;
	case EVGRPC_ABORTED:
	case EVGRPC_ALREADY_EXISTS:
	case EVGRPC_FAILED_PRECONDITION:
		return CLIENT_CONFLICT;
	case EVGRPC_PERMISSION_DENIED:
	case EVGRPC_UNAUTHENTICATED:
		return CLIENT_DENIED;
	case EVGRPC_UNAVAILABLE:
	case EVGRPC_DEADLINE_EXCEEDED:
		return CLIENT_UNREACHABLE;
	default:
		return CLIENT_FAILED;
	}
}
