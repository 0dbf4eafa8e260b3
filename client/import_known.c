#include "import_known.h"

#include "remote.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <string.h>

int known_case_find(struct client *client, const char *name, Huiyin__V1__GetCaseResponse **ret_answer)
{
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	request.case_ = (char *)name;
	*ret_answer = NULL;
	int result = REMOTE_TRY(client, huiyin__v1__case_service__get_case__unary, &request, ret_answer);
	if (result == CLIENT_OK || !client->call->sent)
		return result;
	int code = client->call->status.code;
	return code == EVGRPC_NOT_FOUND || code == EVGRPC_INVALID_ARGUMENT ? CLIENT_OK
									   : remote_fail(client, &client->call->status);
}

static bool same_proposers(const Huiyin__V1__NewCase *a, const Huiyin__V1__NewCase *b)
{
	if (a->n_proposers != b->n_proposers)
		return false;
	for (size_t i = 0; i < a->n_proposers; i++)
		if (strcmp(a->proposers[i], b->proposers[i]) != 0)
			return false;
	return true;
}

const char *known_case_difference(const Huiyin__V1__Case *c, const Huiyin__V1__NewCase *fresh)
{
	const Huiyin__V1__NewCase *had = c->received;
	if (!had)
		return "submission_number";
	const struct {
		const char *field, *had, *fresh;
	} texts[] = {
		{ "title", had->title, fresh->title },
		{ "text", had->text, fresh->text },
		{ "external_number", had->external_number, fresh->external_number },
		{ "proposer_kind", had->proposer_kind, fresh->proposer_kind },
		{ "sector", had->sector, fresh->sector },
		{ "category", had->category, fresh->category },
		{ "received_on", had->received_on, fresh->received_on },
		{ "publication_wish_reason", had->publication_wish_reason, fresh->publication_wish_reason },
	};
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
		if (strcmp(texts[i].had, texts[i].fresh) != 0)
			return texts[i].field;
	if (!same_proposers(had, fresh))
		return "proposers";
	if (had->level != fresh->level)
		return "level";
	return had->publication_wish == fresh->publication_wish ? NULL : "publication_wish";
}

struct known_case *known_case_keep(struct arena *arena, const Huiyin__V1__Case *c)
{
	struct known_case *known = arena_alloc(arena, sizeof *known);
	known->parts = arena_alloc(arena, (c->n_assignments + 1) * sizeof *known->parts);
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *part = c->assignments[i];
		if (!part->office)
			continue;
		known->parts[known->n_parts++] =
			(struct known_part){ .office = arena_strdup(arena, part->office->code),
					     .assigned_on = arena_strdup(arena, part->assigned_on),
					     .accepted_on = arena_strdup(arena, part->accepted_on),
					     .contacted_on = arena_strdup(arena, part->contacted_on),
					     .answered_on = arena_strdup(arena, part->answered_on),
					     .class = arena_strdup(arena, part->class_),
					     .document_number = arena_strdup(arena, part->document_number) };
	}
	return known;
}

static bool was_assigned(const struct known_case *known, const char *office, const char *day)
{
	for (size_t i = 0; i < known->n_parts; i++)
		if (strcmp(known->parts[i].office, office) == 0 && strcmp(known->parts[i].assigned_on, day) == 0)
			return true;
	return false;
}

/* All offices the step names have their part since its day. */
static bool has_assignment(const struct known_case *known, const Huiyin__V1__SubmitUpdateRequest *step)
{
	const char *single[] = { step->lead_office, step->sole_office };
	size_t named = step->n_assist_offices + step->n_separate_offices;
	for (size_t i = 0; i < 2; i++) {
		if (*single[i] && !was_assigned(known, single[i], step->happened_on))
			return false;
		named += *single[i] != '\0';
	}
	for (size_t i = 0; i < step->n_assist_offices; i++)
		if (!was_assigned(known, step->assist_offices[i], step->happened_on))
			return false;
	for (size_t i = 0; i < step->n_separate_offices; i++)
		if (!was_assigned(known, step->separate_offices[i], step->happened_on))
			return false;
	return named > 0;
}

static bool part_has(const struct known_part *part, enum move_action action,
		     const Huiyin__V1__SubmitUpdateRequest *step)
{
	switch ((int)action) {
	case ACTION_ACCEPT:
		return strcmp(part->accepted_on, step->happened_on) == 0;
	case ACTION_CONTACT:
		return strcmp(part->contacted_on, step->happened_on) == 0;
	case ACTION_OPINION:
		return strcmp(part->answered_on, step->happened_on) == 0;
	case ACTION_ANSWER:
		return strcmp(part->answered_on, step->happened_on) == 0 && strcmp(part->class, step->class_) == 0 &&
		       strcmp(part->document_number, step->document_number) == 0;
	default:
		return false;
	}
}

bool known_case_has(const struct known_case *known, enum move_action action,
		    const Huiyin__V1__SubmitUpdateRequest *step)
{
	if (!*step->happened_on)
		return false;
	if (action == ACTION_ASSIGN)
		return has_assignment(known, step);
	for (size_t i = 0; i < known->n_parts; i++)
		if (strcmp(known->parts[i].office, step->office) == 0 && part_has(&known->parts[i], action, step))
			return true;
	return false;
}
