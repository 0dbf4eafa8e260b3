/* "HOST:PORT", "[IPv6]:PORT" and "unix:PATH". */
#ifndef EVGRPC_ADDRESS_H
#define EVGRPC_ADDRESS_H

#include <netdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>

struct evg_address {
	bool is_unix;
	char host[256]; /* empty: any */
	char port[6];
	char path[sizeof((struct sockaddr_un *)0)->sun_path];
};

/* Takes text apart without asking anyone; -1 if it is none of the three. */
int evg_address_parse(const char *text, struct evg_address *ret_address);
/* The socket addresses to listen on for a TCP address; free with freeaddrinfo. May ask the resolver and wait for it:
 * a client uses resolver.h. NULL with a sentence in *ret_error (static) when there are none. */
struct addrinfo *evg_address_resolve(const struct evg_address *address, const char **ret_error);
/* The socket address of a unix address. */
struct sockaddr_un evg_address_unix(const struct evg_address *address);
/* Writes "127.0.0.1:4711", "[::1]:4711" or "unix" for a socket address. */
void evg_address_format(const struct sockaddr *address, socklen_t len, char *ret, size_t size);

#endif
