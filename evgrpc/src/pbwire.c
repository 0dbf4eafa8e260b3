#include "pbwire.h"

/* A 64-bit varint has at most ten bytes of seven bits. */
#define VARINT_MAX_BYTES 10
/* Field numbers have 29 bits. */
#define FIELD_NUMBER_MAX ((1u << 29) - 1)

struct pbwire pbwire_over(const uint8_t *message, size_t len)
{
	/* An empty message may come as NULL, to which nothing may be added. */
	return (struct pbwire){ .at = message, .end = len == 0 ? message : message + len };
}

static int read_varint(struct pbwire *wire, uint64_t *ret_value)
{
	uint64_t value = 0;

	for (int i = 0; i < VARINT_MAX_BYTES && wire->at < wire->end; i++) {
		uint8_t byte = *wire->at++;

		/* The tenth byte has room for one bit only. */
		if (i == VARINT_MAX_BYTES - 1 && byte > 1)
			return -1;
		value |= (uint64_t)(byte & 0x7f) << (7 * i);
		if (byte < 0x80) {
			*ret_value = value;
			return 0;
		}
	}
	return -1;
}

static int take_bytes(struct pbwire *wire, uint64_t len, struct pbwire_field *field)
{
	if (len > (uint64_t)(wire->end - wire->at))
		return -1;
	field->bytes = wire->at;
	field->len = (size_t)len;
	wire->at += len;
	return 0;
}

static int read_payload(struct pbwire *wire, unsigned type, struct pbwire_field *field)
{
	uint64_t len;

	switch (type) {
	case PBWIRE_VARINT:
		return read_varint(wire, &field->value);
	case PBWIRE_FIXED64:
		return take_bytes(wire, 8, field);
	case PBWIRE_FIXED32:
		return take_bytes(wire, 4, field);
	case PBWIRE_BYTES:
		return read_varint(wire, &len) == 0 ? take_bytes(wire, len, field) : -1;
	default:
		return -1;
	}
}

int pbwire_next(struct pbwire *wire, struct pbwire_field *ret_field)
{
	struct pbwire_field field = { 0 };
	uint64_t key;

	if (wire->at == wire->end)
		return 0;
	if (read_varint(wire, &key) != 0 || key >> 3 == 0 || key >> 3 > FIELD_NUMBER_MAX)
		return -1;
	if (read_payload(wire, key & 7, &field) != 0)
		return -1;
	field.number = (uint32_t)(key >> 3);
	field.type = (enum pbwire_type)(key & 7);
	*ret_field = field;
	return 1;
}
