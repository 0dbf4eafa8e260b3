/* The descriptor set of all contracts, which the program carries. */
#ifndef HUIYIN_SET_H
#define HUIYIN_SET_H

#include <stddef.h>

extern const unsigned char huiyin_descriptors[], huiyin_descriptors_end[];

static inline size_t huiyin_set_len(void)
{
	return (size_t)(huiyin_descriptors_end - huiyin_descriptors);
}

#endif
