#include "suggest.h"

#include <stdint.h>
#include <string.h>

#define MAX_WORD 63

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

size_t suggest_distance(const char *a, const char *b)
{
	size_t la = strlen(a), lb = strlen(b);
	if (la > MAX_WORD || lb > MAX_WORD)
		return SIZE_MAX;
	size_t rows[3][MAX_WORD + 1];
	size_t *before = rows[0], *previous = rows[1], *current = rows[2];
	for (size_t j = 0; j <= lb; j++)
		previous[j] = j;
	for (size_t i = 1; i <= la; i++) {
		current[0] = i;
		for (size_t j = 1; j <= lb; j++) {
			size_t changed = previous[j - 1] + (a[i - 1] != b[j - 1]);
			current[j] = least(changed, 1 + least(previous[j], current[j - 1]));
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
				current[j] = least(current[j], before[j - 2] + 1);
		}
		size_t *oldest = before;
		before = previous;
		previous = current;
		current = oldest;
	}
	return previous[lb];
}

const char *suggest_nearest(const char *typed, const char *const *words, size_t n)
{
	size_t limit = strlen(typed) < 6 ? 1 : strlen(typed) / 3;
	const char *best = NULL;
	for (size_t i = 0; i < n; i++) {
		size_t distance = suggest_distance(typed, words[i]);
		if (distance <= limit && distance < strlen(words[i])) {
			best = words[i];
			limit = distance ? distance - 1 : 0;
			if (distance == 0)
				break;
		}
	}
	return best;
}
