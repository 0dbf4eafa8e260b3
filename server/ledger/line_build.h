/* JSON objects under construction. Internal to the files that write lines. */
#ifndef LEDGER_LINE_BUILD_H
#define LEDGER_LINE_BUILD_H

#include "ledger/line.h"

/* bad: a member could not be made, which means a text was not UTF-8. */
struct object {
	json_t *json;
	bool bad;
};

/* An empty object; its json is the caller's, or goes into another one by put_object. */
struct object object_begin(void);
/* Adds a member, which it takes over (NULL: the object is bad), or a text. */
void put(struct object *object, const char *key, json_t *value);
void put_text(struct object *object, const char *key, const char *text); /* NULL is "" */
/* These leave out what is not given: NULL and "", 0, false. */
void put_given(struct object *object, const char *key, const char *text);
void put_number(struct object *object, const char *key, int64_t value);
void put_flag(struct object *object, const char *key, bool value);
void put_day(struct object *object, const char *key, hy_day day);
void put_int(struct object *object, const char *key, int64_t value);
/* A list of numbers; left out when there are none. */
void put_numbers(struct object *object, const char *key, const int *list, int n);
/* Both take the member over. */
void put_object(struct object *object, const char *key, struct object *member);
void append_object(struct object *owner, json_t *list, struct object *member);

/* `effects` of a change of a case (line_effects.c). */
struct object effects_object(const struct change *change);
/* `input` of an update (line_input.c). */
struct object input_object(const struct update *update);

#endif
