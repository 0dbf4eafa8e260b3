/* The grpc-timeout field: up to 8 digits and a unit of H M S m u n. */
#ifndef EVGRPC_TIMEOUT_H
#define EVGRPC_TIMEOUT_H

#include <stddef.h>
#include <stdint.h>

/* Longest value with its terminator. */
#define EVG_TIMEOUT_SIZE 10

/* Reads n characters as microseconds, parts of one rounded up. 0, or -1 if they are malformed. */
int evg_timeout_parse(const char *text, size_t n, uint64_t *ret_us);
/* Writes a timeout of ms milliseconds; from 100,000 s on in whole seconds, rounded down. */
void evg_timeout_format(uint64_t ms, char ret[static EVG_TIMEOUT_SIZE]);

#endif
