/* Decides the jobs of a page against the cases as they stand: lines, refusals, or "already stored". */
#include "base/memory.h"
#include "ledger/state.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct refusal *slot_refuse(struct slot *slot, enum reason reason)
{
	slot->outcome = SLOT_REFUSED;
	return refuse(&slot->refusal, reason);
}

static struct engine_context context_of(const struct ledger *ledger)
{
	return (struct engine_context){ .rules = ledger->registry->rules,
					.calendar = ledger->registry->calendar,
					.today = ledger_today(ledger) };
}

/* The same request id again: the stored answer, or a refusal if its content is another one. */
static void decide_stored(struct ledger *ledger, struct slot *slot)
{
	char text[UUID_TEXT];

	if (memcmp(slot->stored_digest, slot->job->digest, SHA256_BYTES) != 0) {
		refuse_with(slot_refuse(slot, REASON_REQUEST_ID_REUSED), "request", "%s",
			    uuid_format(slot->job->request_id, text));
		return;
	}
	slot->outcome = SLOT_STORED;
	slot->given_id = slot->stored_id;
	if (slot->stored_case && !cache_get(ledger->cache, &slot->ref, &slot->decision.after))
		slot_refuse(slot, REASON_INTERNAL);
}

/* True when a line of this page gives that number already, or a case we know has it. */
static bool number_is_taken(struct ledger *ledger, const struct slot *slot, const char *number)
{
	struct case_ref ref = { 0 };

	for (int i = 0; i < ledger->round.n; i++) {
		const struct slot *other = &ledger->round.slots[i];

		if (other != slot && other->outcome == SLOT_LINE && !strcmp(other->decision.after.number, number))
			return true;
	}
	snprintf(ref.number, sizeof ref.number, "%s", number);
	return cache_has(ledger->cache, &ref);
}

/* NULL when it must be read first: it is wanted then. */
static struct serial *find_serial(struct ledger *ledger, int year, int digits)
{
	struct round *round = &ledger->round;

	for (int i = 0; i < ledger->n_serials; i++)
		if (ledger->serials[i].year == year && ledger->serials[i].digits == digits)
			return &ledger->serials[i];
	for (int i = 0; i < round->n_wanted; i++)
		if (round->wanted[i].year == year && round->wanted[i].digits == digits)
			return NULL;
	round->wanted[round->n_wanted++] = (struct serial_key){ year, digits };
	return NULL;
}

static int64_t power_of_ten(int n)
{
	int64_t power = 1;

	while (n-- > 0)
		power *= 10;
	return power;
}

/* 案号 is the year the session began (or of filing, without a session) and the next serial; when the digits are used up
 * it grows by one. False when the serials of the year must be read first. */
static bool give_number(struct ledger *ledger, struct slot *slot, hy_day on)
{
	const struct session *session = registry_session(ledger->registry, slot->before.session_id);
	int digits = ledger->registry->rules->number_digits, year, month, day;
	int64_t floor = 0, next;
	struct serial *serial;

	day_to_ymd(session ? session->starts_on : on, &year, &month, &day);
	for (;; floor = power_of_ten(digits) - 1, digits++) {
		serial = find_serial(ledger, year, digits);
		if (!serial)
			return false;
		if (serial->last < floor)
			serial->last = floor;
		do {
			next = serial->last + ++serial->used;
			snprintf(slot->decision.after.number, sizeof slot->decision.after.number, "%04d%0*lld", year,
				 digits, (long long)next);
		} while (next < power_of_ten(digits) && number_is_taken(ledger, slot, slot->decision.after.number));
		if (next < power_of_ten(digits))
			return true;
		serial->used--;
	}
}

/* A number the caller names begins with the year the server would give it. */
static bool year_fits(struct ledger *ledger, struct slot *slot)
{
	const struct session *session = registry_session(ledger->registry, slot->before.session_id);
	int year, month, day, given = 0;
	struct refusal *refusal;

	if (!session)
		return true;
	day_to_ymd(session->starts_on, &year, &month, &day);
	for (int i = 0; i < 4; i++)
		given = given * 10 + (slot->decision.after.number[i] - '0');
	if (given == year)
		return true;
	refusal = slot_refuse(slot, REASON_FIELD_UNKNOWN_VALUE);
	refuse_with(refusal, "field", "case_number");
	refuse_with(refusal, "value", "%s", slot->decision.after.number);
	refuse_with(refusal, "allowed", "%04d + %d", year, ledger->registry->rules->number_digits);
	return false;
}

static bool offices_exist(struct ledger *ledger, struct slot *slot)
{
	const struct update *update = slot->job->update;
	int unknown = 0;

	if (update->lead_office && !registry_office(ledger->registry, update->lead_office))
		unknown = update->lead_office;
	for (int i = 0; i < update->n_assist; i++)
		if (!registry_office(ledger->registry, update->assist_offices[i]))
			unknown = update->assist_offices[i];
	if (unknown)
		refuse_with(slot_refuse(slot, REASON_OFFICE_NOT_FOUND), "office", "#%d", unknown);
	return !unknown;
}

static void finish_line(struct slot *slot)
{
	if (!slot->body) {
		refuse_with(slot_refuse(slot, REASON_FIELD_NOT_TEXT), "field", "text");
		return;
	}
	random_bytes(slot->salt, sizeof slot->salt);
	merkle_leaf(slot->body, strlen(slot->body), slot->salt, slot->leaf);
	slot->outcome = SLOT_LINE;
}

/* Two ways to name one case can bring it twice on a page. Known before the second takes a number. */
static bool has_line_before(const struct ledger *ledger, const struct slot *slot)
{
	for (const struct slot *other = ledger->round.slots; other < slot; other++)
		if (other->outcome == SLOT_LINE && other->job->kind == JOB_UPDATE &&
		    other->decision.after.case_id == slot->before.case_id)
			return true;
	return false;
}

/* False when something more must be read. */
static bool decide_update(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	const struct update *update = slot->job->update;
	struct engine_context context = context_of(ledger);
	hy_day on = update->happened_on == HY_DAY_NONE ? context.today : update->happened_on;
	bool exists = cache_get(ledger->cache, &slot->ref, &slot->before);

	if (exists && has_line_before(ledger, slot)) {
		slot->outcome = SLOT_POSTPONED;
		return true;
	}
	if (!exists || !sight_sees(&slot->job->sight, &slot->before, NULL)) {
		refuse_with(slot_refuse(slot, REASON_CASE_NOT_FOUND), "case", "%s", slot->job->case_text);
		return true;
	}
	if (!offices_exist(ledger, slot))
		return true;
	if (engine_decide(&context, &slot->before, update, &slot->decision, &slot->refusal)) {
		slot->outcome = SLOT_REFUSED;
		return true;
	}
	if (slot->decision.needs_number) {
		if (!give_number(ledger, slot, on))
			return false;
	} else if (strcmp(slot->decision.after.number, slot->before.number) != 0 && !year_fits(ledger, slot)) {
		return true;
	} else if (strcmp(slot->decision.after.number, slot->before.number) != 0 &&
		   (slot->taken_number || number_is_taken(ledger, slot, slot->decision.after.number))) {
		refuse_with(slot_refuse(slot, REASON_CASE_NUMBER_TAKEN), "value", "%s", slot->decision.after.number);
		return true;
	}
	change_gather(&slot->change, context.rules, ledger->registry->rules_version, &slot->before,
		      &slot->decision.after, slot->decision.effects, slot->decision.n_effects);
	slot->change.on = on;
	slot->change.late_entry = slot->decision.late_entry;
	slot->body = line_update(head, update, &slot->change);
	finish_line(slot);
	return true;
}

static bool submission_is_taken(struct ledger *ledger, const struct slot *slot)
{
	const struct new_case *n = slot->job->new_case;
	struct case_ref ref = { .session_id = n->session_id };

	if (!n->submission_number || !*n->submission_number)
		return false;
	snprintf(ref.submission_number, sizeof ref.submission_number, "%s", n->submission_number);
	return slot->taken_submission || cache_has(ledger->cache, &ref);
}

/* A created case before it is received: what the caller named. */
static void begin_case(struct ledger *ledger, struct slot *slot)
{
	const struct new_case *n = slot->job->new_case;
	struct case_state *state = &slot->decision.after;

	memset(state, 0, sizeof *state);
	state->case_id = ledger->last_case + ++ledger->round.created;
	snprintf(state->kind, sizeof state->kind, "%s", n->kind ? n->kind : "");
	snprintf(state->category, sizeof state->category, "%s", n->category ? n->category : "");
	state->level = n->level;
	state->session_id = n->session_id;
}

static void decide_create(struct ledger *ledger, struct slot *slot, const struct line_head *head)
{
	const struct new_case *n = slot->job->new_case;
	const struct session *session = registry_session(ledger->registry, n->session_id);
	struct engine_context context = context_of(ledger);
	struct milestone_effect effect;

	if (n->session_id && !session) {
		refuse_with(slot_refuse(slot, REASON_SESSION_NOT_FOUND), "session", "#%d", n->session_id);
		return;
	}
	if (submission_is_taken(ledger, slot)) {
		struct refusal *refusal = slot_refuse(slot, REASON_SUBMISSION_NUMBER_TAKEN);

		refuse_with(refusal, "session", "%s", session ? session->code : "");
		refuse_with(refusal, "value", "%s", n->submission_number);
		return;
	}
	begin_case(ledger, slot);
	slot->decision.late_entry = false;
	if (engine_receive(&context, &slot->decision.after, n->received_on, &effect, &slot->refusal)) {
		slot->outcome = SLOT_REFUSED;
		ledger->round.created--;
		return;
	}
	slot->decision.after.version = 1;
	change_gather(&slot->change, context.rules, ledger->registry->rules_version, NULL, &slot->decision.after,
		      &effect, 1);
	slot->change.on = slot->decision.after.received_on;
	slot->body = line_create(head, n, &slot->change, &slot->beside);
	finish_line(slot);
	if (slot->outcome != SLOT_LINE)
		ledger->round.created--;
}

static struct line_head head_of(const struct ledger *ledger, const struct ledger_job *job)
{
	struct line_head head = { .at = ledger->round.at,
				  .today = ledger_today(ledger),
				  .office_id = job->office_id,
				  .role = job->role,
				  .token_id = job->token_id };

	memcpy(head.request, job->request_id, UUID_BYTES);
	memcpy(head.digest, job->digest, SHA256_BYTES);
	return head;
}

static bool decide_slot(struct ledger *ledger, struct slot *slot)
{
	struct line_head head = head_of(ledger, slot->job);

	if (slot->stored) {
		decide_stored(ledger, slot);
		return true;
	}
	if (slot->job->kind != JOB_CREATE && slot->job->kind != JOB_UPDATE) {
		decide_admin(ledger, slot, &head);
		if (slot->outcome == SLOT_OPEN)
			finish_line(slot);
		return true;
	}
	if (!ledger->registry->rules) {
		slot_refuse(slot, REASON_RULES_MISSING);
		return true;
	}
	if (slot->job->kind == JOB_UPDATE)
		return decide_update(ledger, slot, &head);
	decide_create(ledger, slot, &head);
	return true;
}

static void clear_decisions(struct ledger *ledger)
{
	struct round *round = &ledger->round;

	round->n_lines = round->n_stored = 0;
	round->created = 0;
	round->at = moment_now();
	for (int i = 0; i < ledger->n_serials; i++)
		ledger->serials[i].used = 0;
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = &round->slots[i];

		free(slot->body);
		free(slot->beside);
		slot->body = slot->beside = NULL;
		slot->outcome = SLOT_OPEN;
		slot->refusal = (struct refusal){ .reason = REASON_NONE };
	}
}

/* The postponed go before the rest of the queue, in their order; the other slots close ranks. */
static void take_postponed_out(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	int kept = 0;

	for (int i = round->n - 1; i >= 0; i--)
		if (round->slots[i].outcome == SLOT_POSTPONED)
			job_list_prepend(&ledger->queue, round->slots[i].job);
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = &round->slots[i];

		if (slot->outcome == SLOT_POSTPONED)
			continue;
		if (kept != i) {
			round->slots[kept] = *slot;
			round->slots[kept].change.before = &round->slots[kept].before;
			round->slots[kept].change.after = &round->slots[kept].decision.after;
			slot->body = slot->beside = NULL;
		}
		kept++;
	}
	round->n = kept;
}

static void number_lines(struct round *round)
{
	for (int i = 0; i < round->n; i++) {
		if (round->slots[i].outcome == SLOT_LINE)
			round->slots[i].line_no = ++round->n_lines;
		else if (round->slots[i].outcome == SLOT_STORED || round->slots[i].outcome == SLOT_SAME)
			round->n_stored++;
	}
}

bool decide_all(struct ledger *ledger)
{
	struct round *round = &ledger->round;
	bool complete = true;

	clear_decisions(ledger);
	for (int i = 0; i < round->n; i++) {
		struct slot *slot = &round->slots[i];

		complete &= decide_slot(ledger, slot);
		/* Before it is refused, or told that all is as it wants, a job's request id is looked up: it may be a
		 * repeat of one that was accepted. The head is read with it, so the answer is no older than the job.
		 */
		if ((slot->outcome == SLOT_REFUSED || slot->outcome == SLOT_SAME) && !slot->probed) {
			round->careful = true;
			complete = false;
		}
	}
	if (!complete) {
		/* None of it stands until all has been read: if the reading fails, it must not be told as a refusal. */
		for (int i = 0; i < round->n; i++)
			round->slots[i].outcome = SLOT_OPEN;
		return false;
	}
	take_postponed_out(ledger);
	number_lines(round);
	return true;
}
