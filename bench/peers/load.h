/* Parts of the load generator: what it knows of latencies (histogram), of the server process (process) and of one
 * HTTP/2 connection (connection). */
#ifndef LOAD_H
#define LOAD_H

#include <nghttp2/nghttp2.h>
#include <openssl/ssl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- histogram.c --------------------------------------------------------------------------------------------- */

/* Each power of two of nanoseconds is cut into 64 buckets: an error of 1.6 % at most, up to 78 hours. */
enum { HISTOGRAM_STEPS = 64, HISTOGRAM_BUCKETS = 43 * HISTOGRAM_STEPS };

struct histogram {
	uint64_t n;
	uint32_t counts[HISTOGRAM_BUCKETS];
};

void histogram_add(struct histogram *histogram, uint64_t ns);
/* The latency in ns that the share (0 to 1) of all stays under; 0 of an empty one. */
double histogram_quantile(const struct histogram *histogram, double share);

/* ---- process.c ----------------------------------------------------------------------------------------------- */

/* Nanoseconds all threads of a process have been on a core, as the scheduler counts them. */
uint64_t process_cpu_ns(int pid);
/* Resident memory in KiB. */
long process_rss_kib(int pid);

/* ---- connection.c -------------------------------------------------------------------------------------------- */

struct connection;

struct load_options {
	const char *host;
	const char *port;
	const char *path;
	SSL_CTX *tls; /* NULL: plain text */
	const uint8_t *request;
	size_t request_len;
	size_t reply_len; /* of the message expected, with its prefix */
};

/* What a call turned out to be. */
enum outcome {
	OUTCOME_OK,
	OUTCOME_STATUS,  /* grpc-status is not 0 */
	OUTCOME_MISSING, /* no grpc-status among the trailers, or HTTP status not 200 */
	OUTCOME_FRAMING, /* status 0, but not the message that was asked for */
	OUTCOME_LOST,    /* stream reset or connection gone */
	N_OUTCOMES,
};

struct connection_ops {
	/* The server's SETTINGS were read. */
	void (*on_up)(struct connection *connection);
	/* A call has ended after so many ns. May start another. */
	void (*on_call)(struct connection *connection, enum outcome outcome, uint64_t ns);
};

struct connection {
	const struct load_options *options;
	const struct connection_ops *ops;
	int fd, epoll;
	SSL *ssl;
	bool up, writing;
	unsigned in_flight;
	nghttp2_session *session;
	uint8_t *out; /* bytes [sent, queued) are still to be written */
	size_t sent, queued, room;
};

/* Connects, blocking, and begins the session; ends the program when that is not possible. */
void connection_open(struct connection *connection, const struct load_options *options,
		     const struct connection_ops *ops, int epoll);
/* Starts a call; it goes out with the next connection_flush. */
void connection_call(struct connection *connection);
/* Reads and writes what is possible; false when the connection is gone (its calls were counted as lost). */
bool connection_turn(struct connection *connection);
/* Writes what is queued; false when the connection is gone. */
bool connection_flush(struct connection *connection);

/* Monotonic nanoseconds. */
uint64_t now_ns(void);
/* Prints "load: ..." and ends the program with 2. */
_Noreturn void die(const char *what, const char *why);

#endif
