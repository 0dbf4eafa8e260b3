/* A file that comes from the server in pieces: beside its name until it is whole. */
#ifndef OUTFILE_H
#define OUTFILE_H

#include <stdbool.h>
#include <stdio.h>

struct outfile {
	char *path, *part; /* owned; NULL: standard output */
	FILE *file;
};
/* Begins one: out as the user named it ("-": standard output, a file of that name is replaced), or name, which comes
 * from the server: nothing of it may lead elsewhere, no file is replaced, fallback stands in for a bad one. Devices and
 * pipes are refused: a whole file takes the place of what was there. 0, or -1 after a sentence. */
int outfile_open(struct outfile *target, const char *out, const char *name, const char *fallback);
/* 0, or -1 after a sentence; what standard output does not take is told at the end, by output_finish. */
int outfile_write(const struct outfile *target, const void *bytes, size_t len);
/* Keeps the file under its name when it is whole and says so, else leaves nothing; frees. 0, or -1 after a sentence.
 * Fine after outfile_open failed or was not called. */
int outfile_close(struct outfile *target, bool whole);

#endif
