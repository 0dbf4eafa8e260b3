/* Command line flags of the interop programs, with gRPC's spelling: --name=value or --name value. */
#ifndef INTEROP_FLAGS_H
#define INTEROP_FLAGS_H

#include <stddef.h>

enum flag_kind {
	FLAG_TEXT,   /* const char *, borrowed from argv */
	FLAG_NUMBER, /* unsigned, decimal */
	FLAG_BOOL,   /* bool; --name alone is true */
};

struct flag {
	const char *name; /* without the dashes */
	enum flag_kind kind;
	void *target;     /* what kind says; holds the default */
	const char *help; /* one line */
};

enum flags_result {
	FLAGS_READ,
	FLAGS_HELPED, /* --help was given and answered on standard output */
	FLAGS_WRONG,  /* a sentence about it is on standard error */
};

/* Reads argv into the targets of the n flags. about is the first line of the help. */
enum flags_result flags_parse(int argc, char **argv, const struct flag *flags, size_t n, const char *about);

#endif
