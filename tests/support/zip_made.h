/* ZIP archives made in memory, entry by entry, stored without compression: what no honest program writes can be made
 * too. */
#ifndef ZIP_MADE_H
#define ZIP_MADE_H

#include "base/memory.h"
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct zip_made {
	struct strbuf entries, directory;
	unsigned n;
};

static inline uint32_t zip_made_crc(const char *bytes, size_t len)
{
	uint32_t crc = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		crc ^= (uint8_t)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (0xedb88320 & -(crc & 1));
	}
	return ~crc;
}

static inline void zip_made_put(struct strbuf *buf, unsigned bytes, uint32_t value)
{
	for (unsigned i = 0; i < bytes; i++) {
		char byte = (char)(value >> 8 * i);

		strbuf_add(buf, &byte, 1);
	}
}

/* What both headers of an entry say. flags: 1 says encrypted. */
static inline void zip_made_common(struct strbuf *buf, unsigned flags, unsigned method, uint32_t crc, size_t packed,
				   size_t size, const char *name)
{
	zip_made_put(buf, 2, 20);
	zip_made_put(buf, 2, flags);
	zip_made_put(buf, 2, method);
	zip_made_put(buf, 4, 0x00210000); /* 1980-01-01 */
	zip_made_put(buf, 4, crc);
	zip_made_put(buf, 4, (uint32_t)packed);
	zip_made_put(buf, 4, (uint32_t)size);
	zip_made_put(buf, 2, (uint32_t)strlen(name));
	zip_made_put(buf, 2, 0);
}

/* An entry of which packed bytes are given, that are said to be of a method, size and checksum. */
static inline void zip_made_raw(struct zip_made *zip, const char *name, const char *packed, size_t len, unsigned flags,
				unsigned method, uint32_t crc, size_t size)
{
	size_t offset = zip->entries.len;

	zip_made_put(&zip->entries, 4, 0x04034b50);
	zip_made_common(&zip->entries, flags, method, crc, len, size, name);
	strbuf_puts(&zip->entries, name);
	strbuf_add(&zip->entries, packed, len);
	zip_made_put(&zip->directory, 4, 0x02014b50);
	zip_made_put(&zip->directory, 2, 20);
	zip_made_common(&zip->directory, flags, method, crc, len, size, name);
	zip_made_put(&zip->directory, 2, 0);
	zip_made_put(&zip->directory, 4, 0);
	zip_made_put(&zip->directory, 4, 0);
	zip_made_put(&zip->directory, 4, (uint32_t)offset);
	strbuf_puts(&zip->directory, name);
	zip->n++;
}

static inline void zip_made_add(struct zip_made *zip, const char *name, const char *bytes, size_t len)
{
	zip_made_raw(zip, name, bytes, len, 0, 0, zip_made_crc(bytes, len), len);
}

/* The archive; the caller frees it. */
static inline char *zip_made_finish(struct zip_made *zip, size_t *ret_len)
{
	size_t offset = zip->entries.len, size = zip->directory.len;

	strbuf_add(&zip->entries, zip->directory.text ? zip->directory.text : "", size);
	zip_made_put(&zip->entries, 4, 0x06054b50);
	zip_made_put(&zip->entries, 4, 0);
	zip_made_put(&zip->entries, 2, zip->n);
	zip_made_put(&zip->entries, 2, zip->n);
	zip_made_put(&zip->entries, 4, (uint32_t)size);
	zip_made_put(&zip->entries, 4, (uint32_t)offset);
	zip_made_put(&zip->entries, 2, 0);
	strbuf_clear(&zip->directory);
	*ret_len = zip->entries.len;
	return strbuf_take(&zip->entries);
}

#endif
