#include "ledger/line_build.h"

struct object object_begin(void)
{
	return (struct object){ .json = json_object() };
}

void put(struct object *object, const char *key, json_t *value)
{
	if (json_object_set_new(object->json, key, value))
		object->bad = true;
}

void put_text(struct object *object, const char *key, const char *text)
{
	put(object, key, json_string(text ? text : ""));
}

void put_given(struct object *object, const char *key, const char *text)
{
	if (text && *text)
		put_text(object, key, text);
}

void put_int(struct object *object, const char *key, int64_t value)
{
	put(object, key, json_integer(value));
}

void put_number(struct object *object, const char *key, int64_t value)
{
	if (value)
		put_int(object, key, value);
}

void put_flag(struct object *object, const char *key, bool value)
{
	if (value)
		put(object, key, json_true());
}

void put_day(struct object *object, const char *key, hy_day day)
{
	char text[HY_DAY_TEXT];

	if (day != HY_DAY_NONE)
		put_text(object, key, day_format(day, text));
}

void put_numbers(struct object *object, const char *key, const int *list, int n)
{
	json_t *numbers;

	if (n == 0)
		return;
	numbers = json_array();
	for (int i = 0; i < n; i++)
		json_array_append_new(numbers, json_integer(list[i]));
	put(object, key, numbers);
}

void put_object(struct object *object, const char *key, struct object *member)
{
	object->bad |= member->bad;
	put(object, key, member->json);
}

void append_object(struct object *owner, json_t *list, struct object *member)
{
	owner->bad |= member->bad;
	json_array_append_new(list, member->json);
}
