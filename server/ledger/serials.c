/* Numbers of cases (案号): given in the order of filing, or named by whoever files. */
#include "base/text.h"
#include "ledger/state.h"
#include <stdio.h>
#include <string.h>

/* True when a line of this page gives that number already, or a case we know has it. */
static bool number_is_taken(struct ledger *ledger, const struct slot *slot, const char *number)
{
	struct case_ref ref = { 0 };

	for (int i = 0; i < ledger->round.n; i++) {
		const struct slot *other = ledger->round.slots[i];

		if (other != slot && other->outcome == SLOT_LINE && other->own.gathered &&
		    !strcmp(other->own.decision.after.number, number))
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
 * it grows by one. */
bool give_number(struct ledger *ledger, struct slot *slot, hy_day on)
{
	const struct session *session = registry_session(ledger->registry, slot->own.before.session_id);
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
			snprintf(slot->own.decision.after.number, sizeof slot->own.decision.after.number, "%04d%0*lld",
				 year, digits, (long long)next);
		} while (next < power_of_ten(digits) && number_is_taken(ledger, slot, slot->own.decision.after.number));
		if (next < power_of_ten(digits))
			return true;
		serial->used--;
	}
}

/* A number the caller names begins with the year the server would give it. */
static bool year_fits(struct ledger *ledger, struct slot *slot)
{
	const struct session *session = registry_session(ledger->registry, slot->own.before.session_id);
	int year, month, day, given = 0;
	struct refusal *refusal;

	if (!session)
		return true;
	day_to_ymd(session->starts_on, &year, &month, &day);
	for (int i = 0; i < 4; i++)
		given = given * 10 + (slot->own.decision.after.number[i] - '0');
	if (given == year)
		return true;
	refusal = slot_refuse(slot, REASON_FIELD_UNKNOWN_VALUE);
	refuse_with(refusal, "field", "case_number");
	refuse_with(refusal, "value", "%s", slot->own.decision.after.number);
	refuse_with(refusal, "allowed", "%04d + %d", year, ledger->registry->rules->number_digits);
	return false;
}

bool check_given_number(struct ledger *ledger, struct slot *slot)
{
	const char *number = slot->own.decision.after.number;

	if (!year_fits(ledger, slot))
		return false;
	if (!slot->taken_number && !number_is_taken(ledger, slot, number))
		return true;
	refuse_with(slot_refuse(slot, REASON_CASE_NUMBER_TAKEN), "value", "%s", number);
	return false;
}

void note_number(struct ledger *ledger, const char *number)
{
	for (int i = 0; i < ledger->n_serials; i++) {
		struct serial *serial = &ledger->serials[i];
		char year[12];
		int64_t value;

		snprintf(year, sizeof year, "%04d", serial->year);
		if (strlen(number) == strlen(year) + (size_t)serial->digits && !strncmp(number, year, strlen(year)) &&
		    !number_parse(number + strlen(year), 0, INT64_MAX, &value) && value > serial->last)
			serial->last = value;
	}
}
