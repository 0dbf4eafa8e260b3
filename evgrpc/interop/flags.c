#include "flags.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static enum flags_result wrong(const char *name, const char *what)
{
	fprintf(stderr, "--%s %s. --help lists the flags.\n", name, what);
	return FLAGS_WRONG;
}

static void print_help(const struct flag *flags, size_t n, const char *about)
{
	static const char *const values[] = {
		[FLAG_TEXT] = "=TEXT", [FLAG_NUMBER] = "=N", [FLAG_BOOL] = "=true|false"
	};

	printf("%s\n\n", about);
	for (size_t i = 0; i < n; i++)
		printf("  --%s%s\n        %s\n", flags[i].name, values[flags[i].kind], flags[i].help);
}

/* The flag argument names, without its dashes and up to "=". */
static const struct flag *find(const struct flag *flags, size_t n, const char *argument)
{
	size_t length = strcspn(argument, "=");

	for (size_t i = 0; i < n; i++)
		if (strlen(flags[i].name) == length && !strncmp(flags[i].name, argument, length))
			return &flags[i];
	return NULL;
}

static bool is_bool(const char *text)
{
	return text && (!strcmp(text, "true") || !strcmp(text, "false"));
}

static enum flags_result read_number(const struct flag *flag, const char *value)
{
	unsigned long number;

	errno = 0;
	number = strtoul(value, NULL, 10);
	if (!*value || value[strspn(value, "0123456789")] != 0 || errno != 0 || number > UINT_MAX)
		return wrong(flag->name, "takes a whole number");
	*(unsigned *)flag->target = (unsigned)number;
	return FLAGS_READ;
}

static enum flags_result read_value(const struct flag *flag, const char *value)
{
	if (flag->kind == FLAG_NUMBER)
		return read_number(flag, value);
	if (flag->kind == FLAG_TEXT) {
		*(const char **)flag->target = value;
		return FLAGS_READ;
	}
	if (!is_bool(value))
		return wrong(flag->name, "takes true or false");
	*(bool *)flag->target = !strcmp(value, "true");
	return FLAGS_READ;
}

/* The value of argv[*i], which may be the argument behind it; NULL if there is none. */
static const char *value_of(const struct flag *flag, int argc, char **argv, int *i)
{
	const char *equals = strchr(argv[*i], '=');
	const char *next = *i + 1 < argc ? argv[*i + 1] : NULL;

	if (equals)
		return equals + 1;
	if (flag->kind == FLAG_BOOL && !is_bool(next))
		return "true";
	if (next)
		++*i;
	return next;
}

enum flags_result flags_parse(int argc, char **argv, const struct flag *flags, size_t n, const char *about)
{
	for (int i = 1; i < argc; i++) {
		size_t dashes = strspn(argv[i], "-");
		const struct flag *flag = dashes == 1 || dashes == 2 ? find(flags, n, argv[i] + dashes) : NULL;
		const char *value;

		if (!strcmp(argv[i], "--help")) {
			print_help(flags, n, about);
			return FLAGS_HELPED;
		}
		if (!flag) {
			fprintf(stderr, "There is no flag \"%s\". --help lists the flags.\n", argv[i]);
			return FLAGS_WRONG;
		}
		value = value_of(flag, argc, argv, &i);
		if (!value)
			return wrong(flag->name, "wants a value");
		if (read_value(flag, value) != FLAGS_READ)
			return FLAGS_WRONG;
	}
	return FLAGS_READ;
}
