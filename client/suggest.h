/* "Did you mean …": the nearest of a list of words. */
#ifndef SUGGEST_H
#define SUGGEST_H

#include <stddef.h>

/* Steps (one letter added, dropped, changed, or two neighbours swapped) from a to b. Words longer than 63 bytes are as
 * far apart as can be. */
size_t suggest_distance(const char *a, const char *b);
/* The word nearest to typed, NULL if none is near: at most one step for short words, a third of the letters for others.
 */
const char *suggest_nearest(const char *typed, const char *const *words, size_t n);

#endif
