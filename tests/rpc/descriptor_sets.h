/* Descriptor sets made by hand, right and wrong ones. */
#ifndef DESCRIPTOR_SETS_H
#define DESCRIPTOR_SETS_H

#include "descriptors.h"
#include "huiyin_set.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

struct out {
	uint8_t data[8192];
	size_t len;
};

static inline void put_byte(struct out *out, uint8_t byte)
{
	assert_true(out->len < sizeof(out->data));
	out->data[out->len++] = byte;
}

static inline void put_varint(struct out *out, uint64_t value)
{
	for (; value >= 0x80; value >>= 7)
		put_byte(out, (uint8_t)(value | 0x80));
	put_byte(out, (uint8_t)value);
}

static inline void put_number(struct out *out, uint32_t field, uint64_t value)
{
	put_varint(out, field << 3);
	put_varint(out, value);
}

static inline void put_bytes(struct out *out, uint32_t field, const void *bytes, size_t len)
{
	put_varint(out, field << 3 | 2);
	put_varint(out, len);
	for (size_t i = 0; i < len; i++)
		put_byte(out, ((const uint8_t *)bytes)[i]);
}

static inline void put_text(struct out *out, uint32_t field, const char *text)
{
	put_bytes(out, field, text, strlen(text));
}

static inline void put_message(struct out *out, uint32_t field, const struct out *message)
{
	put_bytes(out, field, message->data, message->len);
}

/* A named element: the message whose field 1 is its name. */
static inline struct out named(const char *name)
{
	struct out out = { .len = 0 };

	put_text(&out, 1, name);
	return out;
}

static inline void put_named(struct out *out, uint32_t field, const char *name)
{
	struct out element = named(name);

	put_message(out, field, &element);
}

static inline struct out extension(const char *name, const char *extendee, uint64_t number)
{
	struct out out = named(name);

	put_text(&out, 2, extendee);
	put_number(&out, 3, number);
	return out;
}

static inline struct out method(const char *name, const char *request, const char *response, bool client, bool server)
{
	struct out out = named(name);

	put_text(&out, 2, request);
	put_text(&out, 3, response);
	if (client)
		put_number(&out, 5, 1);
	if (server)
		put_number(&out, 6, 1);
	return out;
}

/* message Box { int32 width = 1; oneof lid {..} message Inner { enum Colour { RED } } extensions } extend Box .. */
static inline struct out box_file(void)
{
	struct out file = named("box.proto"), box = named("Box"), inner = named("Inner"), colour = named("Colour");
	struct out late = extension("late", ".shop.Box", 200), early = extension("early", ".shop.Box", 100);

	put_text(&file, 2, "shop");
	put_named(&colour, 2, "RED");
	put_message(&inner, 4, &colour);
	put_named(&box, 2, "width");
	put_named(&box, 8, "lid");
	put_message(&box, 3, &inner);
	put_message(&box, 6, &late);
	put_message(&file, 4, &box);
	put_message(&file, 7, &early);
	return file;
}

/* service Till with a method of each kind; imports box.proto; enum State at file level. */
static inline struct out till_file(void)
{
	struct out file = named("till.proto"), till = named("Till"), state = named("State");
	const struct out methods[] = {
		method("Ring", ".shop.Box", ".shop.Box.Inner", false, false),
		method("List", ".shop.Box", ".shop.Box", false, true),
		method("Fill", ".shop.Box", ".shop.Box", true, false),
		method("Chat", ".shop.Box", ".shop.Box", true, true),
	};

	put_text(&file, 2, "shop.v1");
	put_text(&file, 3, "box.proto");
	for (size_t i = 0; i < ARRAY_LENGTH(methods); i++)
		put_message(&till, 2, &methods[i]);
	put_message(&file, 6, &till);
	put_named(&state, 2, "STATE_OPEN");
	put_message(&file, 5, &state);
	return file;
}

/* The importer first: protoc writes imports first, but the order means nothing. */
static inline struct out shop_set(void)
{
	struct out set = { .len = 0 }, till = till_file(), box = box_file();

	put_message(&set, 1, &till);
	put_message(&set, 1, &box);
	return set;
}

/* Reads a copy in a block of exactly its size and frees it all; true if it could be read. */
static inline bool can_read(const uint8_t *set, size_t len)
{
	uint8_t *copy = malloc(len == 0 ? 1 : len);
	struct descriptors *descriptors;

	assert_non_null(copy);
	memcpy(copy, set, len);
	descriptors = descriptors_read(copy, len);
	descriptors_free(descriptors);
	free(copy);
	return descriptors != NULL;
}

#endif
