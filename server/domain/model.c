/* An empty update, and copies of the large values without the room they keep for cases that are larger than most. */
#include "domain/model.h"

#include <string.h>

void case_state_copy(struct case_state *out, const struct case_state *state)
{
	memcpy(out, state, offsetof(struct case_state, assignments));
	memcpy(out->assignments, state->assignments, (size_t)state->n_assignments * sizeof(*out->assignments));
	memcpy(out->items, state->items, (size_t)state->n_items * sizeof(*out->items));
}

void decision_copy(struct decision *out, const struct decision *decision)
{
	case_state_copy(&out->after, &decision->after);
	out->needs_number = decision->needs_number;
	out->late_entry = decision->late_entry;
	out->n_effects = decision->n_effects;
	memcpy(out->effects, decision->effects, (size_t)decision->n_effects * sizeof(*out->effects));
}

struct update update_empty(const char *verb, enum role role, int office_id)
{
	return (struct update){ .verb = verb,
				.role = role,
				.office_id = office_id,
				.happened_on = HY_DAY_NONE,
				.due_on = HY_DAY_NONE,
				.reason = "",
				.case_number = "",
				.contact_method = "",
				.contact_persons = "",
				.class = "",
				.document_number = "",
				.text = "",
				.attitude = "",
				.result = "",
				.reason_code = "",
				.channel = "",
				.signed_by = "",
				.contact_person = "",
				.publication_reason = "",
				.place = "" };
}
