#include "submit_listed.h"

#include "base/digest.h"
#include "base/text.h"
#include "remote.h"
#include "say.h"
#include "sheet.h"
#include "show.h"
#include <huiyin/v1/case_service.evgrpc.h>

static char *listed_id(const struct listed *listed, const Huiyin__V1__SubmitUpdateRequest *request)
{
	uint8_t hash[SHA256_BYTES], uuid[UUID_BYTES];
	char hex[2 * SHA256_BYTES + 1];
	size_t len = huiyin__v1__submit_update_request__get_packed_size(request);
	uint8_t *packed = arena_alloc(listed->arena, len + 1);
	huiyin__v1__submit_update_request__pack(request, packed);
	sha256(&(struct digest_part){ packed, len }, 1, hash);
	sheet_text_uuid(arena_printf(listed->arena, "listed\n%s\n%s\n%s", listed->sender.office,
				     listed->sender.business_date, hex_encode(hash, sizeof hash, hex)),
			uuid);
	return uuid_format(uuid, arena_alloc(listed->arena, UUID_TEXT));
}

/* Adds a row; office NULL: as the request says. */
static void add_row(struct listed *listed, char *name, const char *office)
{
	Huiyin__V1__SubmitUpdateRequest *request = arena_alloc(listed->arena, sizeof *request);
	*request = *listed->request;
	request->case_ = name;
	if (office)
		request->office = arena_strdup(listed->arena, office);
	request->request_id = listed_id(listed, request);
	listed->rows[listed->n++] = (struct bulk_row){ .request = request };
}

static bool is_marked(const Huiyin__V1__Assignment *assignment)
{
	return assignment->open && (assignment->overdue || assignment->mark);
}

/* A row for each office of a case that owes something. */
static int add_offices(struct listed *listed, char *name)
{
	Huiyin__V1__GetCaseRequest request = HUIYIN__V1__GET_CASE_REQUEST__INIT;
	Huiyin__V1__GetCaseResponse *answer;
	bool marked = false;
	request.case_ = name;
	int result = REMOTE_CALL(listed->client, huiyin__v1__case_service__get_case__unary, &request, &answer);
	if (result != CLIENT_OK)
		return result;
	const Huiyin__V1__Case *c = answer->case_;
	for (size_t i = 0; c && i < c->n_assignments; i++)
		marked = marked || is_marked(c->assignments[i]);
	for (size_t i = 0; c && i < c->n_assignments; i++)
		if (marked ? is_marked(c->assignments[i]) : c->assignments[i]->open)
			add_row(listed, name, show_office_code(c->assignments[i]->office));
	remote_free(answer);
	return CLIENT_OK;
}

int submit_listed_rows(struct listed *listed, const struct case_choice *choice)
{
	size_t most = choice->n * (listed->each_office ? MAX_ASSIGNMENTS : 1);
	listed->rows = arena_alloc(listed->arena, (most + 1) * sizeof *listed->rows);
	for (size_t i = 0; i < choice->n; i++) {
		int result = CLIENT_OK;
		if (listed->each_office)
			result = add_offices(listed, choice->names[i]);
		else
			add_row(listed, choice->names[i], NULL);
		if (result != CLIENT_OK)
			return result;
	}
	if (listed->n)
		return CLIENT_OK;
	say_error(TXT_NO_OFFICE_OWES, NULL);
	return CLIENT_NOT_FOUND;
}
