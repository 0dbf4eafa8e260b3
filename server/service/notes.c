#include "service/notes.h"

#include "base/memory.h"

#include <stdlib.h>

/* What a correction replaces; its reason is its own. */
static const char *const replaced[] = { "class", "document_number", "text", "contact_method", "contact_persons" };

/* The note of the line that made a version. */
static json_t *input_of_version(const struct notes *notes, int64_t version)
{
	for (size_t i = 0; i < notes->n; i++)
		if (notes->list[i].version == version)
			return notes->inputs[i];
	return NULL;
}

static void correct(const struct notes *notes, const json_t *correction)
{
	json_t *input = input_of_version(notes, json_integer_value(json_object_get(correction, "corrects")));

	for (size_t i = 0; input && i < sizeof(replaced) / sizeof(*replaced); i++) {
		json_t *value = json_object_get(correction, replaced[i]);

		if (value)
			json_object_set(input, replaced[i], value);
	}
}

static bool is_correction(const struct notes *notes, size_t i)
{
	return json_object_get(notes->inputs[i], "corrects") != NULL;
}

void notes_read(struct notes *ret_notes, const struct case_row *row)
{
	ret_notes->list = row->notes;
	ret_notes->inputs = hy_xcalloc(row->n_notes + 1, sizeof(*ret_notes->inputs));
	ret_notes->n = 0;
	for (size_t i = 0; i < row->n_notes && row->notes[i].version <= row->state.version; i++) {
		ret_notes->inputs[i] = json_loads(row->notes[i].input, 0, NULL);
		ret_notes->n++;
		if (is_correction(ret_notes, i))
			correct(ret_notes, ret_notes->inputs[i]);
	}
}

void notes_clear(struct notes *notes)
{
	for (size_t i = 0; i < notes->n; i++)
		json_decref(notes->inputs[i]);
	free(notes->inputs);
}

int notes_find(const struct notes *notes, int assignment_no, enum milestone milestone)
{
	for (size_t i = notes->n; i-- > 0;)
		if (notes->list[i].assignment_no == assignment_no && notes->list[i].milestone == milestone &&
		    !is_correction(notes, i))
			return (int)i;
	return -1;
}

const char *notes_text(const struct notes *notes, int i, const char *key)
{
	const char *text = i < 0 ? NULL : json_string_value(json_object_get(notes->inputs[i], key));

	return text ? text : "";
}
