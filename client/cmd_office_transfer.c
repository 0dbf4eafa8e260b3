/* office transfer: an office is merged or abolished; what it has not finished goes to its successor, case by case. */
#include "base/memory.h"
#include "cases.h"
#include "directory.h"
#include "offices.h"
#include "remote.h"
#include "say.h"
#include "show.h"
#include "submit_rows.h"
#include "verbs.h"
#include <huiyin/v1/case_service.evgrpc.h>
#include <stdlib.h>
#include <string.h>

#define MAX_CASES        1000000
#define DEFAULT_PARALLEL 8

static const struct option_row transfer_options[] = {
	{ "dry-run", 'n', NULL, TXT_OPT_DRY_RUN },
	{ "on", 0, "DATE", TXT_OPT_TRANSFER_ON },
	{ "reason", 0, "TEXT", TXT_OPT_TRANSFER_REASON },
	{ "parallel", 0, "N", TXT_OPT_PARALLEL },
};

struct transfer {
	struct arena *arena;
	const Huiyin__V1__Office *from, *to;
	char on[HY_DAY_TEXT];
	char *reason;
	struct bulk_row *rows;
	size_t n, size;
};

static void add_row(struct transfer *transfer, const Huiyin__V1__Case *c)
{
	char name[SHOW_CASE_SIZE];
	Huiyin__V1__SubmitUpdateRequest *request = arena_alloc(transfer->arena, sizeof *request);
	char *request_id = arena_alloc(transfer->arena, UUID_TEXT);
	huiyin__v1__submit_update_request__init(request);
	directory_request_id(request_id);
	request->request_id = request_id;
	request->case_ = arena_strdup(transfer->arena, show_case_name(c->case_number, c->case_id, name));
	request->verb = arena_strdup(transfer->arena, "transfer");
	request->office = transfer->from->code;
	request->lead_office = transfer->to->code;
	request->happened_on = transfer->on;
	request->reason = transfer->reason;
	if (transfer->n == transfer->size) {
		transfer->size = transfer->size ? 2 * transfer->size : 64;
		transfer->rows = hy_xrealloc(transfer->rows, transfer->size * sizeof *transfer->rows);
	}
	transfer->rows[transfer->n++] = (struct bulk_row){ .request = request };
}

static bool has_open_promise(const Huiyin__V1__Case *c, int assignment_no)
{
	for (size_t i = 0; i < c->n_items; i++)
		if (c->items[i]->kind == HUIYIN__V1__ITEM_KIND__ITEM_KIND_PROMISE &&
		    c->items[i]->state == HUIYIN__V1__ITEM_STATE__ITEM_STATE_OPEN &&
		    c->items[i]->assignment_no == assignment_no)
			return true;
	return false;
}

/* A row for each assignment of the office that is open (open_only) or has an open promise (else), never both. */
static void take_assignments(const Huiyin__V1__Case *c, struct transfer *transfer, bool open)
{
	for (size_t i = 0; i < c->n_assignments; i++) {
		const Huiyin__V1__Assignment *a = c->assignments[i];
		if (strcmp(show_office_code(a->office), transfer->from->code) == 0 && a->open == open &&
		    (open || has_open_promise(c, a->assignment_no)))
			add_row(transfer, c);
	}
}

static void take_open(const Huiyin__V1__Case *c, void *arg)
{
	take_assignments(c, arg, true);
}

static void take_promised(const Huiyin__V1__Case *c, void *arg)
{
	take_assignments(c, arg, false);
}

static int gather(struct client *client, struct transfer *transfer)
{
	Huiyin__V1__ListCasesRequest request = HUIYIN__V1__LIST_CASES_REQUEST__INIT;
	request.office = transfer->from->code;
	request.open_only = true;
	int result = cases_each(client, &request, MAX_CASES, take_open, transfer, NULL);
	if (result != CLIENT_OK)
		return result;
	request.open_only = false;
	request.open_promises = true;
	return cases_each(client, &request, MAX_CASES, take_promised, transfer, NULL);
}

/* The office ends with the day before and names its successor. */
static int close_office(struct client *client, const struct transfer *transfer)
{
	Huiyin__V1__Office office = *transfer->from;
	char last[HY_DAY_TEXT];
	hy_day on = HY_DAY_NONE;
	bool already;
	if (day_parse(transfer->on, &on) != 0)
		return CLIENT_FAILED;
	office.valid_until = day_format(on - 1, last);
	office.successor = transfer->to->code;
	int result = offices_update(client, &office, &already);
	if (result == CLIENT_OK)
		say_note(TXT_TRANSFER_CLOSED, "office", show_office(&office), "day", last, "successor",
			 show_office(transfer->to), NULL);
	return result;
}

static int hand_over(struct client *client, struct transfer *transfer, bool dry_run, int parallel)
{
	int result = gather(client, transfer);
	if (result != CLIENT_OK)
		return result;
	if (transfer->n == 0)
		say_note(TXT_TRANSFER_NOTHING, "office", show_office(transfer->from), NULL);
	if (dry_run)
		return transfer->n ? submit_rows_try(client, transfer->rows, transfer->n) : CLIENT_OK;
	if (transfer->n)
		result = submit_rows_send(client, transfer->rows, transfer->n, parallel);
	if (result == CLIENT_OK)
		return close_office(client, transfer);
	say_note(TXT_TRANSFER_STAYS, "office", show_office(transfer->from), NULL);
	return result;
}

/* The day of the transfer: given, or the server's. */
static int read_day(struct client *client, const struct arguments *arguments, struct transfer *transfer)
{
	struct submit_sender sender;
	if (show_read_day("happened_on", option_value(arguments, "on"), transfer->on) != 0)
		return CLIENT_USAGE;
	if (transfer->on[0])
		return CLIENT_OK;
	int result = submit_ask_sender(client, transfer->arena, &sender);
	if (result == CLIENT_OK)
		snprintf(transfer->on, sizeof transfer->on, "%s", sender.business_date);
	return result;
}

static int transfer_between(struct client *client, const struct arguments *arguments,
			    const Huiyin__V1__ListOfficesResponse *list, struct arena *arena)
{
	struct transfer transfer = { .arena = arena };
	long parallel = DEFAULT_PARALLEL;
	transfer.from = offices_find(list, arguments->words[0]);
	transfer.to = offices_find(list, arguments->words[1]);
	if (!transfer.from || !transfer.to)
		return CLIENT_NOT_FOUND;
	if (option_number(arguments, "parallel", 1, BULK_MAX_PARALLEL, &parallel) != 0)
		return CLIENT_USAGE;
	if (transfer.from == transfer.to) {
		struct refusal refusal = { 0 };
		refuse_with(refuse(&refusal, REASON_SUCCESSOR_WRONG), "office", "%s", transfer.to->code);
		say_refusal(&refusal);
		return CLIENT_USAGE;
	}
	int result = read_day(client, arguments, &transfer);
	if (result != CLIENT_OK)
		return result;
	transfer.reason = option_text(arguments, "reason");
	if (!*transfer.reason)
		transfer.reason = arena_printf(arena, "%s → %s", transfer.from->name_zh, transfer.to->name_zh);
	result = hand_over(client, &transfer, option_given(arguments, "dry-run"), (int)parallel);
	free(transfer.rows);
	return result;
}

static int run_transfer(struct client *client, const struct arguments *arguments)
{
	Huiyin__V1__ListOfficesResponse *list;
	int result = offices_fetch(client, &list);
	if (result != CLIENT_OK)
		return result;
	struct arena *arena = arena_new();
	result = transfer_between(client, arguments, list, arena);
	arena_free(arena);
	remote_free(list);
	return result;
}

const struct verb cmd_office_transfer_verbs[] = {
	{ "office transfer",
	  "FROM TO",
	  TXT_OFFICE_TRANSFER_SUMMARY,
	  TXT_OFFICE_TRANSFER_ABOUT,
	  transfer_options,
	  sizeof transfer_options / sizeof transfer_options[0],
	  2,
	  2,
	  { "huiyin office transfer lyj wgj --dry-run",
	    "huiyin office transfer lyj wgj --on 2024-03-01 --reason 机构改革" },
	  run_transfer },
	{ 0 },
};
