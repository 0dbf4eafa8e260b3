#include "address.h"

#include <stdio.h>
#include <string.h>

static int copy(const char *text, size_t n, char *ret, size_t size)
{
	if (n >= size)
		return -1;
	memcpy(ret, text, n);
	ret[n] = 0;
	return 0;
}

static int parse_port(const char *text, struct evg_address *address)
{
	unsigned long port = 0;

	if (!*text || text[strspn(text, "0123456789")] != 0 || copy(text, strlen(text), address->port, 6) < 0)
		return -1;
	for (const char *digit = text; *digit; digit++)
		port = port * 10 + (unsigned long)(*digit - '0');
	return port <= 65535 ? 0 : -1;
}

static int parse_tcp(const char *text, struct evg_address *address)
{
	const char *colon = strrchr(text, ':');
	size_t n;

	if (!colon)
		return -1;
	n = (size_t)(colon - text);
	if (n >= 2 && text[0] == '[' && text[n - 1] == ']') {
		text++;
		n -= 2;
	} else if (memchr(text, ':', n)) {
		return -1; /* an IPv6 address without brackets: which colon is the port's? */
	}
	return copy(text, n, address->host, sizeof address->host) < 0 ? -1 : parse_port(colon + 1, address);
}

int evg_address_parse(const char *text, struct evg_address *ret_address)
{
	static const char scheme[] = "unix:";
	struct evg_address address = { 0 };
	int rv;

	if (!strncmp(text, scheme, sizeof scheme - 1)) {
		text += sizeof scheme - 1;
		address.is_unix = true;
		rv = *text ? copy(text, strlen(text), address.path, sizeof address.path) : -1;
	} else {
		rv = parse_tcp(text, &address);
	}
	if (rv == 0)
		*ret_address = address;
	return rv;
}

struct addrinfo *evg_address_resolve(const struct evg_address *address, const char **ret_error)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC,
					.ai_socktype = SOCK_STREAM,
					.ai_flags = AI_NUMERICSERV | AI_PASSIVE };
	const char *host = *address->host ? address->host : NULL;
	struct addrinfo *found;
	int rv = getaddrinfo(host, address->port, &hints, &found);

	if (rv != 0) {
		*ret_error = gai_strerror(rv);
		return NULL;
	}
	return found;
}

struct sockaddr_un evg_address_unix(const struct evg_address *address)
{
	struct sockaddr_un name = { .sun_family = AF_UNIX };

	memcpy(name.sun_path, address->path, sizeof name.sun_path);
	return name;
}

void evg_address_format(const struct sockaddr *address, socklen_t len, char *ret, size_t size)
{
	char host[NI_MAXHOST], port[NI_MAXSERV];

	if (address->sa_family == AF_UNIX ||
	    getnameinfo(address, len, host, sizeof host, port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		snprintf(ret, size, "unix");
	else if (address->sa_family == AF_INET6)
		snprintf(ret, size, "[%.48s]:%.5s", host, port);
	else
		snprintf(ret, size, "%.48s:%.5s", host, port);
}
