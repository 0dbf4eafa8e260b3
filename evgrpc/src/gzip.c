#include "gzip.h"

#include <limits.h>
#include <string.h>
#include <zlib.h>

enum {
	/* Added to the window bits it asks zlib for the gzip frame and nothing else. */
	GZIP_FRAME = 16,
	MIN_WINDOW_BITS = 9,
	/* zlib's largest; also the default of every peer. */
	MAX_WINDOW_BITS = 15,
	/* Bytes of its window zlib does not look back over (its MIN_LOOKAHEAD). */
	WINDOW_EDGE = 262,
	/* Output is asked for in pieces of this size; a peer cannot make us take more ahead of what comes. */
	PIECE = 16384,
	/* Head and tail of a gzip member and an empty block: nothing gets smaller than that. */
	LEAST_GZIP = 20,
};

/* ---- Inflate ------------------------------------------------------------------------------------------------- */

/* One piece of at most max bytes behind what is in the buffer. At max 0 a single byte is asked for, to see whether
 * there is one. */
static int inflate_piece(z_stream *z, size_t max, struct evg_buf *to)
{
	size_t piece = max < PIECE ? max : PIECE;
	uint8_t probe;
	uint8_t *room = piece ? evg_buf_room(to, piece) : &probe;
	int rv;

	if (!room)
		return Z_MEM_ERROR;
	z->next_out = room;
	z->avail_out = piece ? (uInt)piece : 1;
	rv = inflate(z, Z_NO_FLUSH);
	if (piece)
		evg_buf_grew(to, piece - z->avail_out);
	return rv;
}

/* What is behind the end makes a message broken, a second member as well: a message is one member for gRPC's own C++
 * peers, and two readers must not see different messages in the same bytes. */
static enum evg_inflate inflate_all(z_stream *z, size_t max, struct evg_buf *to)
{
	size_t before = evg_buf_len(to), done = 0;
	int rv = Z_OK;

	while (rv == Z_OK) {
		rv = inflate_piece(z, max - done, to);
		if (done == max && z->avail_out == 0)
			return EVG_INFLATE_TOO_LARGE;
		done = evg_buf_len(to) - before;
	}
	if (rv == Z_MEM_ERROR)
		return EVG_INFLATE_NO_MEMORY;
	return rv == Z_STREAM_END && z->avail_in == 0 ? EVG_INFLATE_OK : EVG_INFLATE_BROKEN;
}

enum evg_inflate evg_gzip_inflate(const uint8_t *bytes, size_t n, size_t max, struct evg_buf *to)
{
	z_stream z = { .next_in = (Bytef *)bytes, .avail_in = (uInt)n };
	size_t before = evg_buf_len(to);
	enum evg_inflate result;

	if (n == 0 || n > UINT_MAX)
		return EVG_INFLATE_BROKEN;
	if (inflateInit2(&z, GZIP_FRAME + MAX_WINDOW_BITS) != Z_OK)
		return EVG_INFLATE_NO_MEMORY;
	result = inflate_all(&z, max, to);
	inflateEnd(&z);
	if (result != EVG_INFLATE_OK)
		evg_buf_shorten(to, before);
	return result;
}

/* ---- Deflate ------------------------------------------------------------------------------------------------- */

/* The smallest window that looks back over n bytes: zlib takes and clears 8 times that memory for each message. */
static int window_bits(size_t n)
{
	int bits = MIN_WINDOW_BITS;

	while (bits < MAX_WINDOW_BITS && (size_t)1 << bits < n + WINDOW_EDGE)
		bits++;
	return bits;
}

int evg_gzip_deflate(const uint8_t *bytes, size_t n, struct evg_buf *to)
{
	z_stream z = { .next_in = (Bytef *)bytes, .avail_in = (uInt)n };
	int bits = window_bits(n), rv;

	if (n <= LEAST_GZIP || n > UINT_MAX)
		return 0;
	z.next_out = evg_buf_room(to, n - 1);
	z.avail_out = (uInt)n - 1;
	/* The memory level is what zlib itself takes for the window of that size (8 for 15 bits). */
	if (!z.next_out || deflateInit2(&z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, GZIP_FRAME + bits, bits - 7,
					Z_DEFAULT_STRATEGY) != Z_OK)
		return -1;
	rv = deflate(&z, Z_FINISH);
	deflateEnd(&z);
	if (rv != Z_STREAM_END)
		return 0;
	evg_buf_grew(to, n - 1 - z.avail_out);
	return 1;
}
