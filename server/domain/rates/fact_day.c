/* What a case, a part or a promise is by all that was taken in. */
#include "domain/rates/fact_making.h"

#include <string.h>

static bool is_returned(const struct part *part)
{
	return part->returned && !part->rejected;
}

/* Its answer is what makes the case answered. */
static bool answers_case(const struct part *part)
{
	return part->there && part->round <= 1 && ANSWERING_ROLES & 1u << part->role;
}

static hy_day due_of(const struct making *making, const struct part *part)
{
	if (part->done || is_returned(part) || making->flags & FACT_MERGED || part->base.value == HY_DAY_NONE)
		return HY_DAY_NONE;
	return part->base.value + part->granted;
}

static hy_day month_of(hy_day day)
{
	int year, month, day_of_month;

	day_to_ymd(day, &year, &month, &day_of_month);
	return day_from_ymd(year, month, 1);
}

static uint32_t class_flag(enum class_meaning meaning)
{
	static const uint32_t flags[CLASS_MEANING_COUNT_] = { 0, FACT_SOLVED, FACT_IN_PROGRESS, FACT_PLANNED,
							      FACT_REFERENCE };

	return (unsigned)meaning < CLASS_MEANING_COUNT_ ? flags[meaning] : 0;
}

static bool is_now_solved(const struct part *part)
{
	return part->meaning == CLASS_SOLVED || part->solved_since;
}

/* Of the case (assignment_no 0) or of a part: promised, kept when all are, broken when one is. */
static uint32_t promise_flags(const struct making *making, int assignment_no)
{
	int n = 0, kept = 0, broken = 0;

	for (int i = 0; i < making->n_promises; i++) {
		const struct promise *promise = &making->promises[i];

		if (!promise->there || (assignment_no > 0 && promise->assignment_no != assignment_no))
			continue;
		n++;
		kept += promise->settled.value == MILESTONE_KEPT;
		broken += promise->settled.value == MILESTONE_BROKEN;
	}
	return (n > 0 ? FACT_PROMISED : 0u) | (n > 0 && kept == n ? FACT_KEPT : 0u) | (broken > 0 ? FACT_BROKEN : 0u);
}

uint32_t making_case_flags(const struct making *making)
{
	uint32_t flags = making->flags | FACT_RECEIVED;

	if (making->closed.value)
		flags |= FACT_CLOSED;
	if (making->decided.value == PUBLICATION_PRIVATE)
		flags |= FACT_PRIVATE;
	else if (making->published > making->private)
		flags |= FACT_PUBLISHED;
	if (!(flags & FACT_MERGED))
		flags &= ~(uint32_t)FACT_MERGED_ANSWERED;
	return flags;
}

static void write_words(const struct making *making, const struct word_set *methods, char out[FACT_WORDS_SIZE])
{
	const struct word_set *const sets[WORDS_COUNT_] = {
		[WORDS_FIRST_RESULT] = &making->first_result,
		[WORDS_FIRST_ATTITUDE] = &making->first_attitude,
		[WORDS_RESULT] = &making->result,
		[WORDS_ATTITUDE] = &making->attitude,
		[WORDS_CONTACT] = methods,
	};

	word_sets_write(sets, out);
}

static void put_class(struct fact_state *state, const char *class)
{
	memcpy(state->class, class, strnlen(class, sizeof(state->class) - 1) + 1);
	state->class[sizeof(state->class) - 1] = '\0';
}

/* What a part is while it is neither returned nor withdrawn. */
static void fill_part(const struct making *making, const struct part *part, uint32_t of_case, struct fact_state *state)
{
	state->flags = of_case | FACT_ASSIGNED | promise_flags(making, part->no) |
		       (part->accepted ? FACT_ACCEPTED : 0u) | (part->contacted ? FACT_CONTACTED : 0u);
	state->due_on = due_of(making, part);
	write_words(making, &part->methods, state->words);
	if (!part->done)
		return;
	state->flags |= FACT_ANSWERED | (part->late ? FACT_LATE : FACT_ON_TIME) | class_flag(part->meaning) |
			(is_now_solved(part) ? FACT_NOW_SOLVED : 0u);
	put_class(state, part->class);
}

static struct fact_state blank(const struct making *making)
{
	return (struct fact_state){ .leader_id = making->leader.value, .due_on = HY_DAY_NONE };
}

struct fact_state making_state(const struct making *making, const struct part *part, uint32_t of_case)
{
	struct fact_state state = blank(making);

	state.office_id = part->office.value;
	state.role = part->role;
	state.month = month_of(part->on);
	if (making->withdrawn)
		state.flags = FACT_WITHDRAWN;
	else if (is_returned(part))
		state.flags = FACT_RETURNED | (of_case & (FACT_RECEIVED | FACT_FILED | FACT_KEY));
	else
		fill_part(making, part, of_case, &state);
	return state;
}

struct fact_state making_promise(const struct making *making, const struct promise *promise, uint32_t of_case)
{
	const struct part *part = promise->assignment_no > 0 ? making_part(making, promise->assignment_no) : NULL;
	struct fact_state state = blank(making);

	state.office_id = part && part->there ? part->office.value : promise->office_id;
	state.month = month_of(part && part->there ? part->on : making->received_on);
	state.flags = making->withdrawn ? FACT_WITHDRAWN : of_case | FACT_PROMISED;
	if (making->withdrawn)
		return state;
	if (promise->settled.value == MILESTONE_KEPT)
		state.flags |= FACT_KEPT;
	else if (promise->settled.value == MILESTONE_BROKEN)
		state.flags |= FACT_BROKEN;
	else
		state.due_on = promise->due.value;
	return state;
}

/* The answering parts of the first round, taken together. */
struct together {
	int n, returned, accepted, contacted, done, late, now_solved;
	const struct part *first, *least; /* first that is not returned; with the least far-reaching class */
	hy_day due_on;
	struct word_set methods;
};

static void add_together(const struct making *making, const struct part *part, struct together *all)
{
	hy_day due_on = due_of(making, part);

	all->n++;
	if (is_returned(part)) {
		all->returned++;
		return;
	}
	if (!all->first || part->no < all->first->no)
		all->first = part;
	all->accepted += part->accepted;
	all->contacted += part->contacted;
	all->done += part->done;
	all->late += part->done && part->late;
	all->now_solved += part->done && is_now_solved(part);
	if (part->done && (!all->least || part->meaning > all->least->meaning))
		all->least = part;
	if (due_on != HY_DAY_NONE && (all->due_on == HY_DAY_NONE || due_on < all->due_on))
		all->due_on = due_on;
	word_set_add_all(&all->methods, &part->methods);
}

/* Class and whether it was in time stand there when all have answered. */
static uint32_t flags_together(const struct together *all)
{
	int n = all->n - all->returned;
	uint32_t flags = n > 0 ? FACT_ASSIGNED : all->n > 0 ? FACT_RETURNED : 0u;

	if (n == 0)
		return flags;
	flags |= (all->accepted == n ? FACT_ACCEPTED : 0u) | (all->contacted > 0 ? FACT_CONTACTED : 0u);
	if (all->done < n)
		return flags;
	return flags | FACT_ANSWERED | (all->late == 0 ? FACT_ON_TIME : FACT_LATE) | class_flag(all->least->meaning) |
	       (all->now_solved == n ? FACT_NOW_SOLVED : 0u);
}

static struct together take_together(const struct making *making)
{
	struct together all = { .due_on = HY_DAY_NONE };

	for (int i = 0; i < making->n_parts; i++)
		if (answers_case(&making->parts[i]))
			add_together(making, &making->parts[i], &all);
	return all;
}

struct fact_state making_case(const struct making *making, uint32_t of_case)
{
	struct together all = take_together(making);
	struct fact_state state = blank(making);

	state.month = month_of(all.first ? all.first->on : making->received_on);
	if (all.first) {
		state.office_id = all.first->office.value;
		state.role = all.first->role;
	}
	state.flags = making->withdrawn ? FACT_WITHDRAWN : of_case | flags_together(&all) | promise_flags(making, 0);
	if (making->withdrawn)
		return state;
	state.due_on = all.due_on;
	if (all.least && state.flags & FACT_ANSWERED)
		put_class(&state, all.least->class);
	write_words(making, &all.methods, state.words);
	return state;
}
