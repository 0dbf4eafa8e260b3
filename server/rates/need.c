#include "rates/need.h"

#include "store/statements.h"

#include <string.h>

#define BIT(word)    (UINT64_C(1) << (word))
#define STORED_FLAGS 31

const struct rate_condition usual_counts[USUAL_COUNT_] = {
	[USUAL_ASSIGNED] = { { { BIT(RATE_ASSIGNED), false } }, 1 },
	[USUAL_ACCEPTED] = { { { BIT(RATE_ASSIGNED), false }, { BIT(RATE_ACCEPTED), false } }, 2 },
	[USUAL_ANSWERED] = { { { BIT(RATE_ASSIGNED), false }, { BIT(RATE_ANSWERED), false } }, 2 },
	[USUAL_ON_TIME] = { { { BIT(RATE_ASSIGNED), false }, { BIT(RATE_ON_TIME), false } }, 2 },
	[USUAL_OVERDUE] = { { { BIT(RATE_ASSIGNED), false }, { BIT(RATE_OVERDUE), false } }, 2 },
	[USUAL_OPEN] = { { { BIT(RATE_ASSIGNED), false }, { BIT(RATE_OPEN), false } }, 2 },
};

/* ---- What is counted where ------------------------------------------------------------------------------------- */

/* The roles asked for, else those of the definition; 0: neither names any. */
static unsigned named_roles(const struct rate_query *query, const struct rate_definition *definition)
{
	return query->filter.roles || !definition ? query->filter.roles : definition->roles;
}

static struct rate_basis basis(const struct rate_query *query, const struct rate_definition *definition, bool parts,
			       unsigned or_else)
{
	unsigned roles = named_roles(query, definition);

	if (definition && definition->unit != FACT_CASE)
		return (struct rate_basis){ definition->unit, EVERY_ROLE };
	/* An office has parts and no cases; so have those that assist. */
	if (parts || query->filter.office_id || (roles & ~ANSWERING_ROLES))
		return (struct rate_basis){ FACT_PART, roles ? roles : or_else };
	return (struct rate_basis){ FACT_CASE, roles ? roles : EVERY_ROLE };
}

/* Only an answer has a class: an opinion given has none to be in, and is no answer of another class either. */
static bool is_of_classes(const struct rate_definition *definition)
{
	const uint64_t classes = BIT(RATE_SOLVED) | BIT(RATE_IN_PROGRESS) | BIT(RATE_PLANNED) | BIT(RATE_REFERENCE) |
				 BIT(RATE_NOW_SOLVED);

	for (int i = 0; definition && i < definition->with.n; i++)
		if (definition->with.terms[i].any & classes)
			return true;
	return false;
}

struct rate_basis rate_basis_of(const struct rate_query *query, const struct rate_definition *definition, bool total)
{
	bool by_role = query->group == RATE_BY_ROLE && !total;
	bool parts = by_role || (query->group == RATE_BY_OFFICE && !total);

	return basis(query, definition, parts, by_role && !is_of_classes(definition) ? EVERY_ROLE : ANSWERING_ROLES);
}

struct rate_basis rate_basis_of_list(const struct rate_query *query, const struct rate_definition *definition,
				     bool parts)
{
	return basis(query, definition, parts, ANSWERING_ROLES);
}

/* ---- What must be asked ---------------------------------------------------------------------------------------- */

/* The sets of words that a word is computed of. */
static unsigned sets_of(enum rate_word word)
{
	static const struct {
		enum rate_word first, last;
		enum fact_word_set set;
	} sets[] = {
		{ RATE_MET, RATE_MET, WORDS_CONTACT },
		{ RATE_RESULT_BEST, RATE_RESULT_DISCONTENT, WORDS_RESULT },
		{ RATE_ATTITUDE_BEST, RATE_ATTITUDE_DISCONTENT, WORDS_ATTITUDE },
		{ RATE_FIRST_RESULT_BEST, RATE_FIRST_RESULT_DISCONTENT, WORDS_FIRST_RESULT },
		{ RATE_FIRST_ATTITUDE_BEST, RATE_FIRST_ATTITUDE_DISCONTENT, WORDS_FIRST_ATTITUDE },
	};

	for (size_t i = 0; i < sizeof(sets) / sizeof(*sets); i++)
		if (sets[i].first <= word && word <= sets[i].last)
			return 1u << sets[i].set;
	return 0;
}

/* The flags that say one of the words, or that a computed one is made of. */
static uint32_t flags_of(uint64_t words)
{
	static const uint64_t open = BIT(RATE_OPEN) | BIT(RATE_OVERDUE) | BIT(RATE_DUE);
	static const uint64_t marks = BIT(RATE_FIRST_ATTITUDE_DISCONTENT + 1) - BIT(RATE_RESULT_BEST);
	/* whether anything else is true of a thing at all */
	uint32_t flags = FACT_WITHDRAWN | FACT_RETURNED;

	if (words & open)
		flags |= FACT_ASSIGNED | FACT_ANSWERED | FACT_PROMISED | FACT_KEPT | FACT_BROKEN;
	if (words & BIT(RATE_MET))
		flags |= FACT_CONTACTED | FACT_VISITED;
	if (words & marks) /* no mark without a form */
		flags |= FACT_EVALUATED;
	for (unsigned i = 0; i < STORED_FLAGS; i++)
		if (rate_words_of_flags(UINT32_C(1) << i) & words)
			flags |= UINT32_C(1) << i;
	return flags;
}

void rate_need_words(struct rate_need *need, const struct rate_condition *condition)
{
	uint64_t words = 0;

	for (int i = 0; i < condition->n; i++)
		words |= condition->terms[i].any;
	need->flags |= flags_of(words);
	for (int word = 0; word < RATE_WORD_COUNT_; word++)
		if (words & BIT(word))
			need->word_sets |= sets_of((enum rate_word)word);
	if (need->word_sets & ~(1u << WORDS_CONTACT))
		need->flags |= FACT_EVALUATED; /* without it no mark counts */
}

static void need_basis(struct rate_need *need, struct rate_basis basis)
{
	if (basis.unit == FACT_MEMBER) {
		need->members = true;
		return;
	}
	need->units |= 1u << basis.unit;
	need->roles |= basis.roles;
}

/* Of a definition, or the usual counts. */
static void need_counts(struct rate_need *need, const struct rate_query *query,
			const struct rate_definition *definition)
{
	need_basis(need, rate_basis_of(query, definition, true));
	if (query->group != RATE_BY_NOTHING)
		need_basis(need, rate_basis_of(query, definition, false));
}

/* What the tally does not know. */
static const unsigned groups_of_facts = 1u << RATE_BY_COMMITTEE | 1u << RATE_BY_CATEGORY | 1u << RATE_BY_SECTOR |
					1u << RATE_BY_PROPOSER_KIND | 1u << RATE_BY_LEADER | 1u << RATE_BY_MONTH;

static bool is_given(const char *text)
{
	return text && *text;
}

bool rate_filter_is_of_facts(const struct rate_filter *filter)
{
	return filter->leader_id || is_given(filter->category) || is_given(filter->sector) ||
	       is_given(filter->proposer_kind) || is_given(filter->committee);
}

void rate_add_counts(struct db_batch *batch, const struct rate_need *need, const struct rate_query *query)
{
	if (need->facts)
		db_add(batch, FACT_COUNTS);
	else
		db_add(batch, need->word_sets || query->group == RATE_BY_CLASS ? TALLY_COUNTS : TALLY_PLAIN);
}

struct rate_need rate_need_of(const struct rate_query *query)
{
	struct rate_need need = { 0 };

	need_counts(&need, query, NULL);
	for (int i = 0; i < USUAL_COUNT_; i++)
		rate_need_words(&need, &usual_counts[i]);
	for (size_t i = 0; i < query->n_definitions; i++) {
		need_counts(&need, query, query->definitions[i]);
		rate_need_words(&need, &query->definitions[i]->of);
		rate_need_words(&need, &query->definitions[i]->with);
	}
	need.facts = groups_of_facts >> query->group & 1;
	need.facts |= rate_filter_is_of_facts(&query->filter);
	return need;
}

bool rate_counts_member(const struct rate_query *query, const struct member *member)
{
	const char *sector = query->filter.sector;

	return !strcmp(member->kind, "member") && (!sector || !*sector || !strcmp(member->sector, sector)) &&
	       registry_is_valid(member->valid_from, member->valid_until, query->as_of);
}

/* ---- Binding --------------------------------------------------------------------------------------------------- */

static void bind_units(struct db_batch *batch, unsigned units)
{
	db_array_begin(batch, DB_INT2);
	for (int unit = FACT_CASE; unit < FACT_UNIT_COUNT_; unit++)
		if (units >> unit & 1)
			db_bind_int2(batch, (int16_t)unit);
	db_array_end(batch);
}

/* The jurisdiction's own level, unless another one is asked for or the table is of levels. */
static void bind_levels(struct db_batch *batch, const struct rate_query *query, const struct registry *registry)
{
	enum level own = registry->rules ? registry->rules->level : LEVEL_CITY;

	db_array_begin(batch, DB_INT2);
	for (int level = LEVEL_NONE; level < LEVEL_COUNT_; level++)
		if (query->filter.level ? level == (int)query->filter.level
					: query->group == RATE_BY_LEVEL || level == (int)own)
			db_bind_int2(batch, (int16_t)level);
	db_array_end(batch);
}

void rate_bind(struct db_batch *batch, int jurisdiction, const struct rate_query *query,
	       const struct registry *registry, unsigned units, unsigned roles)
{
	const struct rate_filter *filter = &query->filter;

	db_bind_int4(batch, jurisdiction);
	bind_units(batch, units);
	bind_levels(batch, query, registry);
	/* 0: all of them together */
	db_bind_int4(batch, query->group == RATE_BY_SESSION && !filter->session_id ? 1 : filter->session_id);
	db_bind_int4(batch, filter->session_id ? filter->session_id : INT32_MAX);
	db_bind_int4(batch, filter->office_id);
	db_bind_int4(batch, (int32_t)roles);
	db_bind_text(batch, filter->class ? filter->class : "");
	db_bind_int8(batch, filter->key ? FACT_KEY : 0);
	db_bind_day(batch, query->as_of);
	db_bind_int8(batch, query->page ? query->page : INT64_MAX);
}

void rate_bind_case(struct db_batch *batch, const struct rate_filter *filter, bool members)
{
	const char *const texts[] = { filter->category, members ? NULL : filter->sector, filter->proposer_kind,
				      filter->committee };

	db_bind_int4(batch, filter->leader_id);
	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++)
		db_bind_text(batch, texts[i] ? texts[i] : "");
}

size_t rate_add_page(struct db_batch *batch, int jurisdiction)
{
	size_t place = db_batch_size(batch);

	db_add(batch, FOLD_PAGE);
	db_bind_int4(batch, jurisdiction);
	return place;
}

int64_t rate_take_page(const struct db_result *result, size_t i, int64_t page_asked)
{
	if (page_asked)
		return page_asked;
	return db_rows(result, i) ? db_int(result, i, 0, 0) : 0;
}
